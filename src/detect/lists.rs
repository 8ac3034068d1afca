//! The functions that the detection is written with. Each is made of polars' `filter`, `sort` and `shift`, and of a search in a
//! sorted list.
//!
//! A list is a column of numbers in ascending order: children, pairs of a child and a service, or households.

use polars_core::chunked_array::ops::search_sorted::{SearchSortedSide, binary_search_ca};
use polars_core::prelude::*;

use crate::vocabulary::{Factor, Kind, Outcome};

/// A column of numbers.
pub(super) fn numbers<'a>(rows: &'a DataFrame, column: &str) -> PolarsResult<&'a UInt64Chunked> {
    rows.column(column)?.u64()
}

/// The rows sorted by a column of numbers. Rows with the same number keep their order.
pub(super) fn sorted(rows: &DataFrame, by: &str) -> PolarsResult<DataFrame> {
    rows.sort([by], SortMultipleOptions::default().with_maintain_order(true))
}

/// Marks the contacts with this outcome.
pub(super) fn outcome_is(contacts: &DataFrame, outcome: Outcome) -> PolarsResult<BooleanChunked> {
    Ok(contacts.column("outcome")?.u32()?.equal(u32::from(outcome.code())))
}

/// Marks the contacts with one of these outcomes.
pub(super) fn outcome_is_one_of(contacts: &DataFrame, outcomes: &[Outcome]) -> PolarsResult<BooleanChunked> {
    let none = BooleanChunked::full("outcome".into(), false, contacts.height());
    outcomes.iter().try_fold(none, |any, outcome| Ok(any | outcome_is(contacts, *outcome)?))
}

/// Marks the contacts of this kind.
pub(super) fn kind_is(contacts: &DataFrame, kind: Kind) -> PolarsResult<BooleanChunked> {
    Ok(contacts.column("kind")?.u32()?.equal(u32::from(kind.code())))
}

/// Marks the first place of each number in a list.
pub(super) fn first_of_each(list: &UInt64Chunked) -> BooleanChunked {
    list.not_equal_missing(&list.shift(1))
}

/// The numbers of a list, without repeats.
pub(super) fn each_once(list: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    list.filter(&first_of_each(list))
}

/// The children of rows that are sorted by child, without repeats.
pub(super) fn children_of(rows: &DataFrame) -> PolarsResult<UInt64Chunked> {
    each_once(numbers(rows, "child")?)
}

/// The numbers that a list has at least `needed` times (1 or more), without repeats. Because the list ascends, a number is there
/// three times if it equals the number two places before it.
pub(super) fn at_least(needed: u32, list: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    let enough = list.equal(&list.shift(i64::from(needed) - 1));
    each_once(&list.filter(&enough)?)
}

/// For each value, how many numbers of a list are equal to it or below it.
pub(super) fn how_many_up_to(values: &UInt64Chunked, list: &UInt64Chunked) -> IdxCa {
    IdxCa::from_vec("how_many".into(), binary_search_ca(list, values.iter(), SearchSortedSide::Right, false))
}

/// For each value, how many numbers of a list are below it.
pub(super) fn how_many_below(values: &UInt64Chunked, list: &UInt64Chunked) -> IdxCa {
    IdxCa::from_vec("below".into(), binary_search_ca(list, values.iter(), SearchSortedSide::Left, false))
}

/// Marks the values that are in a list.
pub(super) fn is_in(values: &UInt64Chunked, list: &UInt64Chunked) -> BooleanChunked {
    how_many_up_to(values, list).gt(&how_many_below(values, list))
}

/// The children who have at least one of these factors. Each factor is a bit.
pub(super) fn children_with_one_of(children: &DataFrame, factors: &[Factor]) -> PolarsResult<UInt64Chunked> {
    let wanted = factors.iter().fold(0, |bits, factor| bits | factor.bit());
    let recorded = children.column("factors")?.u32()?;
    let has_one = (recorded & &UInt32Chunked::full("wanted".into(), wanted, recorded.len())).not_equal(0);
    numbers(children, "child")?.filter(&has_one)
}

/// The numbers that are in both lists.
pub(super) fn both(one: &UInt64Chunked, other: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    one.filter(&is_in(one, other))
}

/// The numbers of one list that are not in the other.
pub(super) fn without(one: &UInt64Chunked, other: &UInt64Chunked) -> PolarsResult<UInt64Chunked> {
    one.filter(&!is_in(one, other))
}
