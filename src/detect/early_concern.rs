//! The children of the rule `early_concern`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, both, children_with_one_of, numbers, without};

/// The children with at least `threshold` failed contacts who have one of `factors`. If `repeated` is enabled, children with as
/// many failed contacts as it needs are left out.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rules = &given.settings.rules;
    let rule = &rules.early_concern;
    let failed = numbers(&given.failed, "child")?;
    let early = both(&at_least(rule.threshold, failed)?, &children_with_one_of(&given.children, &rule.factors)?)?;
    if rules.repeated.enabled { without(&early, &at_least(rules.repeated.threshold, failed)?) } else { Ok(early) }
}
