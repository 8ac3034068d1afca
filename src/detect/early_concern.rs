//! The children of the rule `early_concern`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, both, numbers, without};

/// The children with at least `threshold` failed contacts who have one of `factors`, without those who have as many as
/// `repeated` needs, where that is in force.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rules = &given.settings.rules;
    let rule = &rules.early_concern;
    let failed = numbers(&given.failed, "child")?;
    let early = both(&at_least(rule.threshold, failed)?, &children_with_a_factor(given)?)?;
    if rules.repeated.enabled { without(&early, &at_least(rules.repeated.threshold, failed)?) } else { Ok(early) }
}

/// The children who have one of the rule's `factors`. Each factor is a bit.
fn children_with_a_factor(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let named = given.settings.rules.early_concern.factors.iter().fold(0, |bits, factor| bits | factor.bit());
    let known = given.children.column("factors")?.u32()?;
    let one_of_them = (known & &UInt32Chunked::full("named".into(), named, known.len())).not_equal(0);
    numbers(&given.children, "child")?.filter(&one_of_them)
}
