//! Prepares the tables that every rule works on, with one row for each contact of the review period.

use polars_core::prelude::*;

use super::failed::{RANKS, failed_contacts};
use super::frames::Frames;
use super::lists::{kind_is, outcome_is};
use crate::child::timeline::ReviewPeriod;
use crate::config::settings::Settings;
use crate::vocabulary::{Kind, Outcome};

/// The tables and settings that every rule works on.
pub(super) struct Given<'a> {
    /// The settings in force.
    pub(super) settings: &'a Settings,
    /// The first day of the review period.
    pub(super) first: i32,
    /// The last day of the review period.
    pub(super) as_of: i32,
    /// The length of the review period in days.
    pub(super) days: u64,
    /// The contacts of the review period, sorted by child, then day. [`in_period`] describes the columns.
    pub(super) contacts: DataFrame,
    /// The contacts of the period at which the child was seen: in person, unless the settings let telephone and video count.
    pub(super) seen: DataFrame,
    /// The contacts of the period at which the child was seen, including by telephone and video.
    pub(super) seen_by_any_means: DataFrame,
    /// The contacts up to the end of the period at which the child was seen, with `day` as in [`Frames`]. Contacts before the
    /// period are included only if a rule needs them.
    pub(super) ever_seen: DataFrame,
    /// The failed contacts ([`failed_contacts`]).
    pub(super) failed: DataFrame,
    /// One row for each child, as in [`Frames`].
    pub(super) children: DataFrame,
}

impl<'a> Given<'a> {
    /// Prepares the tables of a review period.
    pub(super) fn of(settings: &'a Settings, frames: &Frames, period: ReviewPeriod) -> PolarsResult<Self> {
        let contacts = in_period(&frames.contacts, period)?;
        let seen_by_any_means = contacts.filter(&outcome_is(&contacts, Outcome::Seen)?)?;
        let seen = contacts.filter(&has_seen(settings, &contacts)?)?;
        let mut ever_seen = frames.contacts.filter(&has_seen(settings, &frames.contacts)?)?;
        ever_seen = ever_seen.filter(&ever_seen.column("day")?.i32()?.lt_eq(period.as_of.0))?;
        ever_seen.with_column(ever_seen.column("child")?.cast(&DataType::UInt64)?)?;
        let failed = failed_contacts(settings, &contacts)?;
        let mut children = frames.children.clone();
        children.with_column(frames.children.column("child")?.cast(&DataType::UInt64)?)?;
        Ok(Self {
            settings,
            first: period.first().0,
            as_of: period.as_of.0,
            days: period.length(),
            contacts,
            seen,
            seen_by_any_means,
            ever_seen,
            failed,
            children,
        })
    }
}

/// Marks the contacts at which the child was seen: in person, unless the settings let telephone and video count.
pub(super) fn has_seen(settings: &Settings, contacts: &DataFrame) -> PolarsResult<BooleanChunked> {
    let seen = outcome_is(contacts, Outcome::Seen)?;
    if settings.review.seen_in_person { Ok(seen & !kind_is(contacts, Kind::Remote)?) } else { Ok(seen) }
}

/// The contacts of the review period, sorted by child, then day, with columns of numbers that are easy to sort and compare:
///
/// - `child`, and `day`, counted from 0 for the first day of the period;
/// - `pair`: one number for a child and a service, ascending by child, then service;
/// - `date`: one number for a child, a service and a day, ascending in that order. Pairs are two periods apart. So two dates of one
///   pair differ by their days, and dates of different pairs differ by more than the length of the period.
pub(super) fn in_period(contacts: &DataFrame, period: ReviewPeriod) -> PolarsResult<DataFrame> {
    let day = contacts.column("day")?.i32()?;
    let mut within = contacts.filter(&(day.gt_eq(period.first().0) & day.lt_eq(period.as_of.0)))?;

    let number = |column: &Column| column.cast(&DataType::UInt64)?.u64().cloned();
    let child = number(within.column("child")?)?;
    let service = number(within.column("service")?)?;
    let day = number(&(within.column("day")?.i32()? - period.first().0).into_column())?;

    let services = service.max().unwrap_or(0) + 1;
    fits(child.max().unwrap_or(0), services, period)?;
    let pair = &child * services + service;
    let date = &pair * two_periods(period.length()) + day.clone();
    within.with_column(child.with_name("child".into()).into_column())?;
    within.with_column(day.with_name("day".into()).into_column())?;
    within.with_column(pair.with_name("pair".into()).into_column())?;
    within.with_column(date.with_name("date".into()).into_column())?;
    Ok(within)
}

/// The distance in `date` between a pair of child and service and the next.
pub(super) const fn two_periods(days: u64) -> u64 {
    2 * days
}

/// Fails if a `date` does not fit in 64 bits. There is room for 100 million children with 50 million services and a review period
/// of a year.
fn fits(last_child: u64, services: u64, period: ReviewPeriod) -> PolarsResult<()> {
    // `failed_contacts` multiplies dates by the number of ranks.
    let dates = (u128::from(last_child) + 1) * u128::from(services) * u128::from(two_periods(period.length()));
    let numbers = dates * u128::from(RANKS);
    polars_ensure!(
        numbers <= u128::from(u64::MAX),
        ComputeError: "too many children, services and days for one number"
    );
    Ok(())
}
