//! Builds the data frames that the detection works on.

use polars_core::prelude::*;

use crate::cases::ReviewInput;
use crate::child::timeline::ReviewPeriod;
use crate::config::settings::Settings;
use crate::day::Time;
use crate::service::ServiceNumber;
use crate::store::{Child, ChildNumber, Row};
use crate::vocabulary::{Closure, Kind, Outcome};

/// The data of a group of children: the contacts that can matter to a rule, and the children.
pub(crate) struct Frames {
    /// One row for each contact, sorted by child, then day. Only used contacts of children who are not excluded are in it, and at
    /// least those whose outcome [matters](outcomes_that_matter). The columns are:
    ///
    /// - `child` and `service` (u32);
    /// - `day` (i32) and `time` (i32, seconds of the day, -1 if not known);
    /// - `outcome` and `kind` (u32, [`Outcome::code`]);
    /// - `ended` (i32, the day on which the episode ended, null if the record does not say);
    /// - `alone` (u32, 1 if the contact failed and only another child was seen that day);
    /// - `another_since` (u32, 1 if the record says that the child is missing or that the family has withdrawn, and only another
    ///   child was seen since, up to the end of the period);
    /// - `closed` (i32, the day on which a referral was closed after not attending, at the family's request or after a refusal,
    ///   otherwise null).
    pub(super) contacts: DataFrame,
    /// One row for each child, ascending, for at least all children who have a contact: `child` (u32), `factors` (u32, one bit
    /// each), `household` (u32, null if not known), `doubtful` (whether a source that has seen the child cannot be relied on).
    pub(super) children: DataFrame,
}

/// One contact, as the detection sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContactRow {
    /// The child's number.
    pub(crate) child: ChildNumber,
    /// The service's number.
    pub(crate) service: ServiceNumber,
    /// The day, as in [`Day`](crate::day::Day).
    pub(crate) day: i32,
    /// The time in seconds of the day, -1 if not known.
    pub(crate) time: i32,
    /// The outcome.
    pub(crate) outcome: Outcome,
    /// How the contact took place.
    pub(crate) kind: Kind,
    /// The day on which the episode ended, if the record says so.
    pub(crate) ended: Option<i32>,
    /// Whether the contact failed and only another child was seen that day.
    pub(crate) alone: bool,
    /// Whether the contact asks who was seen since, and only another child was.
    pub(crate) another_since: bool,
    /// The day on which the referral was closed because the child was not brought, or the family asked for it or refused.
    pub(crate) closed: Option<i32>,
}

/// One child, as the detection sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildRow {
    /// The child's number.
    pub(crate) child: ChildNumber,
    /// The child's factors, one bit each.
    pub(crate) factors: u32,
    /// The household's number, if known.
    pub(crate) household: Option<u32>,
    /// Whether a source that has seen the child cannot be relied on.
    pub(crate) doubtful: bool,
}

/// Which outcomes can matter to a rule, by their codes.
fn outcomes_that_matter(settings: &Settings) -> [bool; Outcome::ALL.len()] {
    let mut matters = [false; Outcome::ALL.len()];
    for outcome in Outcome::ALL {
        matters[usize::from(outcome.code())] = settings.failed.contains(*outcome)
            || matches!(
                outcome,
                Outcome::Seen | Outcome::WhereaboutsUnknown | Outcome::Disengaged | Outcome::CancelledByFamily
            );
    }
    matters
}

impl Frames {
    /// The frames of these contacts (sorted by child, then day) and children (ascending).
    ///
    /// # Errors
    /// If they are not in that order, which would be a bug.
    pub(crate) fn new(contacts: &[ContactRow], children: &[ChildRow]) -> PolarsResult<Self> {
        polars_ensure!(
            contacts.is_sorted_by_key(|row| (row.child, row.day))
                && children.is_sorted_by(|one, next| one.child < next.child),
            ComputeError: "contacts must be sorted by child and day, and children must ascend"
        );
        let household = children.iter().map(|row| row.household);
        Ok(Self {
            contacts: DataFrame::new_infer_height(vec![
                column("child", contacts.iter().map(|row| row.child.place())),
                column("service", contacts.iter().map(|row| row.service.column())),
                Int32Chunked::from_iter_values("day".into(), contacts.iter().map(|row| row.day)).into_column(),
                Int32Chunked::from_iter_values("time".into(), contacts.iter().map(|row| row.time)).into_column(),
                column("outcome", contacts.iter().map(|row| u32::from(row.outcome.code()))),
                column("kind", contacts.iter().map(|row| u32::from(row.kind.code()))),
                Int32Chunked::from_iter_options("ended".into(), contacts.iter().map(|row| row.ended)).into_column(),
                column("alone", contacts.iter().map(|row| u32::from(row.alone))),
                column("another_since", contacts.iter().map(|row| u32::from(row.another_since))),
                Int32Chunked::from_iter_options("closed".into(), contacts.iter().map(|row| row.closed)).into_column(),
            ])?,
            children: DataFrame::new_infer_height(vec![
                column("child", children.iter().map(|row| row.child.place())),
                column("factors", children.iter().map(|row| row.factors)),
                UInt32Chunked::from_iter_options("household".into(), household).into_column(),
                BooleanChunked::from_iter_values("doubtful".into(), children.iter().map(|row| row.doubtful))
                    .into_column(),
            ])?,
        })
    }
}

fn column(name: &str, values: impl Iterator<Item = u32>) -> Column {
    UInt32Chunked::from_iter_values(name.into(), values).into_column()
}

/// The frames of some children (ascending), with those of their contacts that can matter to a rule in a period.
///
/// # Errors
/// Any error of polars, which would be a bug.
pub(crate) fn of_children(
    input: &ReviewInput<'_>,
    children: &[ChildNumber],
    period: ReviewPeriod,
) -> PolarsResult<Frames> {
    let not_seen = &input.settings.rules.not_seen;
    let matters = outcomes_that_matter(input.settings);
    // The rule `not_seen` needs contacts of every outcome, and may look further back than the review period.
    let seen_from = if not_seen.enabled { period.as_of.plus(1 - not_seen.days) } else { period.first() };
    let wanted = |row: &&Row| {
        let outcome = row.outcome();
        // A contact of any outcome may say that its referral was closed.
        let can_matter = not_seen.enabled || row.codes.has_ends() || matters[usize::from(outcome.code())];
        let in_period = period.contains(row.day()) && can_matter;
        in_period || (outcome == Outcome::Seen && seen_from <= row.day() && row.day() <= period.as_of)
    };
    let parts = &input.intake.parts;
    let seen_since = input.children.seen_since();
    let another_since = |child: Child<'_>, row: &Row| {
        let answers = |seen: &Row| seen.day() <= period.as_of && seen_since.may_answer(row.row, seen.row);
        seen_since.asks_who(row.row) && !child.used().any(answers)
    };
    let contact = |child: Child<'_>, row: &Row| {
        let extra = row.codes.has_ends().then(|| parts.extra(row.row));
        let closure = extra.and_then(|extra| extra.closure());
        let closed =
            extra.filter(|_| closure.is_some_and(|closure| closure != Closure::Other)).and_then(|extra| extra.closed());
        ContactRow {
            child: child.number,
            service: row.service,
            day: row.day().0,
            time: Time::column(row.time()),
            outcome: row.outcome(),
            kind: row.kind(),
            ended: extra.and_then(|extra| extra.ended()).map(|day| day.0),
            alone: row.stands_alone(),
            another_since: another_since(child, row),
            closed: closed.map(|day| day.0),
        }
    };
    // Whether an unreliable source saw the child, in person if the settings require it.
    let in_person = input.settings.review.seen_in_person;
    let seen_by_unreliable_source = |row: &Row| {
        let seen = row.outcome() == Outcome::Seen && !(in_person && row.kind() == Kind::Remote);
        seen && row.day() <= period.as_of && input.unreliable_sources.includes(row.row, parts)
    };
    let mut contacts: Vec<ContactRow> = Vec::new();
    let mut child_rows: Vec<ChildRow> = Vec::new();
    for number in children {
        let child = input.children.get(*number);
        contacts.extend(child.used().filter(wanted).map(|row| contact(child, row)));
        let doubtful = not_seen.enabled
            && !input.unreliable_sources.is_empty()
            && (input.unreliable_sources.any_gone() || child.used().any(seen_by_unreliable_source));
        let (factors, household) = (child.facts().factors, child.household());
        child_rows.push(ChildRow { child: *number, factors, household, doubtful });
    }
    Frames::new(&contacts, &child_rows)
}
