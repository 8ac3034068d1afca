//! Finds failed contacts on days on which the service saw another child under the same number, such as twins who were given one
//! NHS number.
//!
//! If a service saw the child on the day of a failed contact, that makes up for it. It does not where the record of the failed
//! contact has another date of birth, or another given name, than the record that says the child was seen. The store holds the
//! date of birth of every contact; names are read again for the few days on which they can matter.

use crate::child::reread;
use crate::config::settings::Settings;
use crate::contact::name::contradict;
use crate::contact::short::ShortBirth;
use crate::field::Field;
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::store::{Children, Row};
use crate::vocabulary::{Kind, Outcome};

/// A day on which one service has both failed contacts of a child and contacts that may make up for them: in person or, where
/// all that failed was to be by telephone or video or the settings let these count, by any means.
struct DoubtfulDay {
    failed: Vec<Row>,
    seen: Vec<Row>,
}

/// The days of one child on which a service may have seen another child.
#[derive(Default)]
pub(crate) struct DoubtfulDays(Vec<DoubtfulDay>);

impl DoubtfulDays {
    /// Finds them among the contacts of a child, which are in their order.
    pub(crate) fn find(settings: &Settings, intake: &Intake, rows: &[Row]) -> Self {
        let mut doubts = Vec::new();
        for day in rows.chunk_by(|a, b| a.short_day == b.short_day).filter(|day| day.len() > 1) {
            add_doubtful_days(settings, intake, day, &mut doubts);
        }
        Self(doubts)
    }
}

/// Marks every failed contact for which nothing makes up, because the service saw another child that day.
///
/// # Errors
/// Where a file is no longer what it was.
pub(crate) fn mark_unanswered_failures(
    settings: &Settings,
    intake: &Intake,
    children: &mut Children,
) -> Result<(), Stop> {
    let doubts = children
        .by_partition(|own| {
            own.flat_map(|child| DoubtfulDays::find(settings, intake, child.all_rows()).0).collect::<Vec<DoubtfulDay>>()
        })
        .into_iter()
        .flatten()
        .collect();
    let mut alone = unanswered_failures(settings, intake, &[DoubtfulDays(doubts)])?.concat();
    if alone.is_empty() {
        return Ok(());
    }
    alone.sort_unstable();
    children.mark(|rows| {
        for row in rows.iter_mut().filter(|row| alone.binary_search(&row.row).is_ok()) {
            row.set_alone(true);
        }
    });
    Ok(())
}

/// The failed contacts of each of these children for which nothing makes up, because the service saw another child that day:
/// their records, ascending.
///
/// # Errors
/// Where a file is no longer what it was.
pub(crate) fn unanswered_failures(
    settings: &Settings,
    intake: &Intake,
    children: &[DoubtfulDays],
) -> Result<Vec<Vec<ContactRecord>>, Stop> {
    let doubts = children.iter().flat_map(|own| &own.0);
    let mut rows: Vec<ContactRecord> =
        doubts.flat_map(|own| own.failed.iter().chain(&own.seen)).map(|row| row.row).collect();
    if rows.is_empty() {
        return Ok(vec![Vec::new(); children.len()]);
    }
    rows.sort_unstable();
    rows.dedup();
    let again = reread::read(settings, intake, &rows, &[])?;
    let given = |row: &Row| again.text(row.row, Field::GivenName);
    let differ = |a: &Row, b: &Row| births_differ(a, b) || contradict(given(a), given(b));
    let alone = |DoubtfulDays(own): &DoubtfulDays| {
        let mut alone: Vec<ContactRecord> = Vec::new();
        for DoubtfulDay { failed, seen } in own {
            let own = failed.iter().filter(|own| seen.iter().all(|other| differ(own, other)));
            alone.extend(own.map(|row| row.row));
        }
        alone.sort_unstable();
        alone
    };
    Ok(children.iter().map(alone).collect())
}

/// Whether both records say a date of birth, and not the same.
fn births_differ(a: &Row, b: &Row) -> bool {
    a.born != ShortBirth::NONE && b.born != ShortBirth::NONE && a.born != b.born
}

/// Adds the services with both failed and seen contacts on a day, where their records may differ in date of birth or name.
fn add_doubtful_days(settings: &Settings, intake: &Intake, day: &[Row], doubts: &mut Vec<DoubtfulDay>) {
    let counts = |row: &&Row| !row.is_duplicate();
    let has_failed = |row: &&Row| settings.failed.contains(row.outcome()) && row.kind() != Kind::Unscheduled;
    let mut services: Vec<ServiceNumber> =
        day.iter().filter(counts).filter(has_failed).map(|row| row.service).collect();
    services.sort_unstable();
    services.dedup();
    for service in services {
        let own = || day.iter().filter(counts).filter(|row| row.service == service);
        let failed: Vec<Row> = own().filter(has_failed).copied().collect();
        let all_remote = failed.iter().all(|row| row.kind() == Kind::Remote);
        let any_kind = all_remote || !settings.review.seen_in_person;
        let makes_up = |row: &&Row| row.outcome() == Outcome::Seen && (any_kind || row.kind() != Kind::Remote);
        let seen: Vec<Row> = own().filter(makes_up).copied().collect();
        let given = |row: &Row| {
            if intake.parts.has_names() { intake.parts.extra(row.row).who().given() } else { 0 }
        };
        let may_differ =
            |a: &Row, b: &Row| births_differ(a, b) || (given(a) != 0 && given(b) != 0 && given(a) != given(b));
        if failed.iter().any(|a| seen.iter().any(|b| may_differ(a, b))) {
            doubts.push(DoubtfulDay { failed, seen });
        }
    }
}
