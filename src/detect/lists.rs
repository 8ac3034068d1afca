//! The few words in which the detection is written, each made of polars' `filter`, `sort`, `shift`, and search in a sorted list.
//!
//! A list is a column of numbers (children, services of children, households) in ascending order.

use polars_core::chunked_array::ops::search_sorted::{SearchSortedSide, binary_search_ca};
use polars_core::prelude::*;

use crate::vocabulary::{Factor, Kind, Outcome};

pub(super) fn numbers<'a>(rows: &'a DataFrame, column: &str) -> PolarsResult<&'a UInt64Chunked> {
    rows.column(column)?.u64()
}

/// The rows in the order of a column of numbers; rows with the same number stay as they are.
pub(super) fn sorted(rows: &DataFrame, by: &str) -> PolarsResult<DataFrame> {
    rows.sort([by], SortMultipleOptions::default().with_maintain_order(true))
}

/// Which contacts came to this.
pub(super) fn outcome_is(contacts: &DataFrame, outcome: Outcome) -> PolarsResult<BooleanChunked> {
    Ok(contacts.column("outcome")?.u32()?.equal(u32::from(outcome.code())))
}

/// Which contacts came to one of these.
pub(super) fn outcome_is_one_of(contacts: &DataFrame, outcomes: &[Outcome]) -> PolarsResult<BooleanChunked> {
    let none = BooleanChunked::full("outcome".into(), false, contacts.height());
    outcomes.iter().try_fold(none, |any, outcome| Ok(any | outcome_is(contacts, *outcome)?))
}

/// Which contacts took place in this way.
pub(super) fn kind_is(contacts: &DataFrame, kind: Kind) -> PolarsResult<BooleanChunked> {
    Ok(contacts.column("kind")?.u32()?.equal(u32::from(kind.code())))
}

/// Which places of a list are the first with their number.
pub(super) fn first_of_each(list: &UInt64Chunked) -> BooleanChunked {
    list.not_equal_missing(&list.shift(1))
}

/// The numbers of a list, each once.
pub(super) fn each_once(list: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    list.filter(&first_of_each(list))
}

/// The children of rows that are in the order of the children, each once.
pub(super) fn children_of(rows: &DataFrame) -> PolarsResult<UInt64Chunked> {
    each_once(numbers(rows, "child")?)
}

/// The numbers that a list has at least `needed` times (1 or more), each once. The list ascends, so the third of three
/// equal numbers is the first that equals the number two places before.
pub(super) fn at_least(needed: u32, list: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    let enough = list.equal(&list.shift(i64::from(needed) - 1));
    each_once(&list.filter(&enough)?)
}

/// How many numbers of a list are not above each of these.
pub(super) fn how_many_up_to(values: &UInt64Chunked, list: &UInt64Chunked) -> IdxCa {
    IdxCa::from_vec("how_many".into(), binary_search_ca(list, values.iter(), SearchSortedSide::Right, false))
}

/// How many numbers of a list are below each of these.
pub(super) fn how_many_below(values: &UInt64Chunked, list: &UInt64Chunked) -> IdxCa {
    IdxCa::from_vec("below".into(), binary_search_ca(list, values.iter(), SearchSortedSide::Left, false))
}

/// Which of these numbers are in a list.
pub(super) fn is_in(values: &UInt64Chunked, list: &UInt64Chunked) -> BooleanChunked {
    how_many_up_to(values, list).gt(&how_many_below(values, list))
}

/// Those of these children who have one of some factors. Each factor is a bit.
pub(super) fn children_with_one_of(children: &DataFrame, factors: &[Factor]) -> PolarsResult<UInt64Chunked> {
    let named = factors.iter().fold(0, |bits, factor| bits | factor.bit());
    let known = children.column("factors")?.u32()?;
    let one_of_them = (known & &UInt32Chunked::full("named".into(), named, known.len())).not_equal(0);
    numbers(children, "child")?.filter(&one_of_them)
}

/// The numbers that are in both lists.
pub(super) fn both(one: &UInt64Chunked, other: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    one.filter(&is_in(one, other))
}

/// The numbers of one list that are not in the other.
pub(super) fn without(one: &UInt64Chunked, other: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    one.filter(&!is_in(one, other))
}
