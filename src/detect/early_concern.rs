//! The children of the rule `early_concern`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, both, children_with_one_of, numbers, without};

/// The children with at least `threshold` failed contacts who have one of `factors`, without those who have as many as
/// `repeated` needs, where that is in force.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rules = &given.settings.rules;
    let rule = &rules.early_concern;
    let failed = numbers(&given.failed, "child")?;
    let early = both(&at_least(rule.threshold, failed)?, &children_with_one_of(&given.children, &rule.factors)?)?;
    if rules.repeated.enabled { without(&early, &at_least(rules.repeated.threshold, failed)?) } else { Ok(early) }
}
