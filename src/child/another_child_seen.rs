//! Finds contacts that an attendance does not make up for or answer, because it is that of another child under the same number,
//! such as twins who were given one NHS number.
//!
//! If a service saw the child on the day of a failed contact, that makes up for it; and if somebody sees the child later, the
//! child is no longer missing. Neither holds if the record of the contact has another date of birth or given name than the
//! record of the attendance. Records are compared two by two, since one of two missing twins may be found without the other.
//! The store holds the date of birth of every contact; names are read again for the few contacts for which they can matter.

use crate::child::reread;
use crate::child::timeline::{Contact, CountingSettings};
use crate::child::two_children::{are_two_children, births_contradict};
use crate::config::settings::Settings;
use crate::field::Field;
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::store::{Children, Row, SeenSince};
use crate::vocabulary::{Kind, Outcome};

/// A day on which one service has both failed contacts of a child and contacts that may make up for them: in person; or by any
/// means, if all the failed ones were remote or the settings let remote contacts count.
struct DoubtfulDay {
    failed: Vec<Row>,
    seen: Vec<Row>,
}

/// A contact that says that a child is missing, or that the family has withdrawn, and since which another child may have been
/// seen.
struct DoubtfulSince {
    contact: Row,
    /// The attendances since then whose dates of birth do not contradict it: the first for each given name, up to the first
    /// with the same name or none.
    seen: Vec<Row>,
}

/// The contacts of a child for which a service may have seen another child: days of failed contacts, and contacts that say that
/// the child is missing.
#[derive(Default)]
pub(crate) struct DoubtfulContacts {
    days: Vec<DoubtfulDay>,
    since: Vec<DoubtfulSince>,
}

impl DoubtfulContacts {
    /// Finds them among the contacts of a child, in timeline order.
    pub(crate) fn find(settings: &Settings, intake: &Intake, rows: &[Row]) -> Self {
        let mut doubts = Self::default();
        for day in rows.chunk_by(|a, b| a.short_day == b.short_day).filter(|day| day.len() > 1) {
            add_doubtful_days(settings, intake, day, &mut doubts.days);
        }
        doubts.since = find_doubtful_since(CountingSettings::from_settings(settings), intake, rows);
        doubts
    }

    /// Adds those of another child.
    fn and(mut self, other: Self) -> Self {
        self.days.extend(other.days);
        self.since.extend(other.since);
        self
    }

    /// All contacts to compare.
    fn rows(&self) -> impl Iterator<Item = &Row> {
        let of_days = self.days.iter().flat_map(|day| day.failed.iter().chain(&day.seen));
        of_days.chain(self.since.iter().flat_map(|since| [&since.contact].into_iter().chain(&since.seen)))
    }
}

/// The contacts that an attendance does not make up for or answer, because it is that of another child.
#[derive(Clone, Default)]
pub(crate) struct AnotherChildSeen {
    /// The records of failed contacts that still count, because the service saw only another child that day; ascending.
    pub(crate) failed: Vec<ContactRecord>,
    /// Which attendances answer a contact that says that a child is missing.
    pub(crate) seen_since: SeenSince,
}

/// Marks every failed contact that still counts because the service saw only another child that day, and records which
/// attendances answer a contact that says that a child is missing.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn mark_another_child_seen(
    settings: &Settings,
    intake: &Intake,
    children: &mut Children,
) -> Result<(), Stop> {
    let of_partition = children.by_partition(|children_in_partition| {
        children_in_partition
            .map(|child| DoubtfulContacts::find(settings, intake, child.all_rows()))
            .fold(DoubtfulContacts::default(), DoubtfulContacts::and)
    });
    let doubts = of_partition.into_iter().fold(DoubtfulContacts::default(), DoubtfulContacts::and);
    let AnotherChildSeen { failed, seen_since } = resolve(settings, intake, &[doubts])?.remove(0);
    children.set_seen_since(seen_since);
    if failed.is_empty() {
        return Ok(());
    }
    children.mark(|rows| {
        for row in rows.iter_mut().filter(|row| failed.binary_search(&row.row).is_ok()) {
            row.set_alone(true);
        }
    });
    Ok(())
}

/// Compares the doubtful records of several children. Returns the result for each.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn resolve(
    settings: &Settings,
    intake: &Intake,
    children: &[DoubtfulContacts],
) -> Result<Vec<AnotherChildSeen>, Stop> {
    let mut rows: Vec<ContactRecord> = children.iter().flat_map(DoubtfulContacts::rows).map(|row| row.row).collect();
    if rows.is_empty() {
        return Ok(vec![AnotherChildSeen::default(); children.len()]);
    }
    rows.sort_unstable();
    rows.dedup();
    let reread = reread::read(settings, intake, &rows, &[])?;
    let birth_and_name = |row: &Row| (row.born.known(), reread.text(row.row, Field::GivenName));
    let differ = |a: &Row, b: &Row| are_two_children(birth_and_name(a), birth_and_name(b));
    let resolve = |doubts: &DoubtfulContacts| {
        let mut resolved = AnotherChildSeen::default();
        for DoubtfulDay { failed, seen } in &doubts.days {
            let still_failed = failed.iter().filter(|failed| seen.iter().all(|seen| differ(failed, seen)));
            resolved.failed.extend(still_failed.map(|row| row.row));
        }
        resolved.failed.sort_unstable();
        for DoubtfulSince { contact, seen } in &doubts.since {
            let answers = seen.iter().filter(|seen| !differ(contact, seen));
            resolved.seen_since.only(contact.row, answers.map(|row| row.row).collect());
        }
        resolved
    };
    Ok(children.iter().map(resolve).collect())
}

/// Whether two records have different dates of birth.
pub(super) fn births_differ(a: &Row, b: &Row) -> bool {
    births_contradict(a.born.known(), b.born.known())
}

/// Adds each service with both failed and seen contacts on a day, if their records may differ in date of birth or name.
fn add_doubtful_days(settings: &Settings, intake: &Intake, day: &[Row], doubts: &mut Vec<DoubtfulDay>) {
    let counts = |row: &&Row| !row.is_duplicate();
    let counting = CountingSettings::from_settings(settings);
    let has_failed = |row: &&Row| counting.has_failed(row.outcome(), row.kind());
    let mut services: Vec<ServiceNumber> =
        day.iter().filter(counts).filter(has_failed).map(|row| row.service).collect();
    services.sort_unstable();
    services.dedup();
    for service in services {
        let of_service = || day.iter().filter(counts).filter(|row| row.service == service);
        let failed: Vec<Row> = of_service().filter(has_failed).copied().collect();
        let all_remote = failed.iter().all(|row| row.kind() == Kind::Remote);
        let any_kind = all_remote || !settings.review.seen_in_person;
        let makes_up = |row: &&Row| row.outcome() == Outcome::Seen && (any_kind || row.kind() != Kind::Remote);
        let seen: Vec<Row> = of_service().filter(makes_up).copied().collect();
        let may_differ = |a: &Row, b: &Row| births_differ(a, b) || name_bits_differ(intake, a, b);
        if failed.iter().any(|a| seen.iter().any(|b| may_differ(a, b))) {
            doubts.push(DoubtfulDay { failed, seen });
        }
    }
}

/// Among the contacts of a child, in timeline order, those that say that the child is missing, or that the family has withdrawn
/// from a service, and since which the record of some attendance differs in date of birth or name.
///
/// It matters only who was seen first. Superseded records that counted at the end of an earlier month are kept in addition.
fn find_doubtful_since(counting: CountingSettings, intake: &Intake, rows: &[Row]) -> Vec<DoubtfulSince> {
    let says_missing = |row: &&Row| matches!(row.outcome(), Outcome::WhereaboutsUnknown | Outcome::Disengaged);
    if !rows.iter().any(|row| says_missing(&row)) {
        return Vec::new();
    }
    let counted = || rows.iter().filter(|row| row.ever_counted());
    let attendances: Vec<&Row> =
        counted().filter(|row| counting.has_seen(&Contact::without_rare_fields(row))).collect();
    let mut doubts = Vec::new();
    for contact in counted().filter(says_missing) {
        let may_answer = |row: &&Row| {
            let is_service = contact.outcome() == Outcome::WhereaboutsUnknown || row.service == contact.service;
            is_service && Contact::without_rare_fields(row).is_after(&Contact::without_rare_fields(contact))
        };
        let later = attendances.partition_point(|row| row.order() < contact.order());
        let (mut seen, mut another_child): (Vec<Row>, bool) = (Vec::new(), false);
        for row in attendances[later..].iter().copied().filter(may_answer) {
            let has_same_name =
                |known: &Row| !known.is_duplicate() && given_name_bits(intake, known) == given_name_bits(intake, row);
            if births_differ(contact, row) {
                another_child = true;
            } else if name_bits_differ(intake, contact, row) {
                another_child = true;
                if row.is_duplicate() || !seen.iter().any(has_same_name) {
                    seen.push(*row);
                }
            } else {
                seen.push(*row);
                if !row.is_duplicate() {
                    break;
                }
            }
        }
        if another_child {
            doubts.push(DoubtfulSince { contact: *contact, seen });
        }
    }
    doubts
}

/// The hash bits of a record's given name; 0 if it has none.
fn given_name_bits(intake: &Intake, row: &Row) -> u64 {
    if intake.parts.has_names() { intake.parts.extra(row.row).name_bits().given() } else { 0 }
}

/// Whether both records have given names, with different hash bits: the texts decide whether these contradict each other.
pub(super) fn name_bits_differ(intake: &Intake, a: &Row, b: &Row) -> bool {
    let (one, other) = (given_name_bits(intake, a), given_name_bits(intake, b));
    one != 0 && other != 0 && one != other
}
