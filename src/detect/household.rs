//! The children of the rule `household`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, both, each_once, first_of_each, how_many_up_to, is_in, numbers, sorted};
use crate::config::settings::Settings;

/// The failed contacts of those children of a group whose household is known, one row each: `child` and `household`.
pub(super) fn failed_in_households(given: &Given<'_>) -> PolarsResult<DataFrame> {
    let in_household = given.children.filter(&given.children.column("household")?.is_not_null())?;
    let (children, households) = (numbers(&in_household, "child")?, in_household.column("household")?.u32()?);

    let failed = numbers(&given.failed, "child")?;
    let child = failed.filter(&is_in(failed, children))?;
    let place = how_many_up_to(&child, children) - 1;
    let household = households.take(&place)?.cast(&DataType::UInt64)?;
    DataFrame::new_infer_height(vec![child.into_column(), household.with_name("household".into()).into_column()])
}

/// The children with a failed contact whose household has at least `threshold` failed contacts together, from at least
/// `children` children. All groups are looked at together, because brothers and sisters may be in different ones. Returns
/// nothing if there is no group.
pub(super) fn children<'a>(
    settings: &Settings,
    mut groups: impl Iterator<Item = &'a DataFrame>,
) -> PolarsResult<Option<UInt64Chunked>> {
    let rule = settings.rules.household;
    let Some(first) = groups.next() else { return Ok(None) };
    let all = groups.try_fold(first.clone(), |all, next| all.vstack(next))?;
    let failed = sorted(&all, "household")?;
    let one_per_child = failed.filter(&first_of_each(numbers(&failed, "child")?))?;
    let households = both(
        &at_least(rule.threshold, numbers(&failed, "household")?)?,
        &at_least(rule.children, numbers(&one_per_child, "household")?)?,
    )?;
    let in_listed = failed.filter(&is_in(numbers(&failed, "household")?, &households))?;
    Ok(Some(each_once(&numbers(&in_listed, "child")?.sort(false))?))
}
