//! Finds contacts that an attendance does not undo, because it is that of another child under the same number, such as twins who
//! were given one NHS number.
//!
//! If a service saw the child on the day of a failed contact, that makes up for it; and if somebody sees the child later, the
//! child is not missing any more. Neither holds where the record of the contact has another date of birth, or another given
//! name, than the record that says the child was seen. Each two records are compared: where twins are missing, one of them is
//! found without the other. The store holds the date of birth of every contact; names are read again for the few contacts of
//! which they can matter.

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

/// A day on which one service has both failed contacts of a child and contacts that may make up for them: in person or, where
/// all that failed was to be by telephone or video or the settings let these count, by any means.
struct DoubtfulDay {
    failed: Vec<Row>,
    seen: Vec<Row>,
}

/// A contact that says that a child is missing, or that the family has withdrawn, since which another child may have been
/// seen.
struct DoubtfulSince {
    said: Row,
    /// The contacts since that no date of birth contradicts, of each given name the first that counts, up to the first that
    /// is of the same name, or of none.
    seen: Vec<Row>,
}

/// Where a service may have seen another child: the days of failed contacts, and the contacts that say that a child is missing.
#[derive(Default)]
pub(crate) struct DoubtfulContacts {
    days: Vec<DoubtfulDay>,
    since: Vec<DoubtfulSince>,
}

impl DoubtfulContacts {
    /// Finds them among the contacts of a child, which are in their order.
    pub(crate) fn find(settings: &Settings, intake: &Intake, rows: &[Row]) -> Self {
        let mut doubts = Self::default();
        for day in rows.chunk_by(|a, b| a.short_day == b.short_day).filter(|day| day.len() > 1) {
            add_doubtful_days(settings, intake, day, &mut doubts.days);
        }
        doubts.since = find_doubtful_since(CountingSettings::from_settings(settings), intake, rows);
        doubts
    }

    /// With those of another child.
    fn and(mut self, other: Self) -> Self {
        self.days.extend(other.days);
        self.since.extend(other.since);
        self
    }

    /// The contacts that are compared.
    fn rows(&self) -> impl Iterator<Item = &Row> {
        let of_days = self.days.iter().flat_map(|own| own.failed.iter().chain(&own.seen));
        of_days.chain(self.since.iter().flat_map(|own| [&own.said].into_iter().chain(&own.seen)))
    }
}

/// The contacts that an attendance does not undo, because it is that of another child.
#[derive(Clone, Default)]
pub(crate) struct AnotherChildSeen {
    /// The failed contacts for which nothing makes up, because the service saw another child that day: their records, ascending.
    pub(crate) failed: Vec<ContactRecord>,
    /// Which attendances end that a child is missing.
    pub(crate) seen_since: SeenSince,
}

/// Marks every failed contact for which nothing makes up, because the service saw another child that day; and notes which
/// attendances end that a child is missing.
///
/// # Errors
/// Where a file is no longer what it was.
pub(crate) fn mark_another_child_seen(
    settings: &Settings,
    intake: &Intake,
    children: &mut Children,
) -> Result<(), Stop> {
    let of_partition = children.by_partition(|own| {
        own.map(|child| DoubtfulContacts::find(settings, intake, child.all_rows()))
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

/// Compares the records of each of these children.
///
/// # Errors
/// Where a file is no longer what it was.
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
    let again = reread::read(settings, intake, &rows, &[])?;
    let says = |row: &Row| (row.born.known(), again.text(row.row, Field::GivenName));
    let differ = |a: &Row, b: &Row| are_two_children(says(a), says(b));
    let resolve = |doubts: &DoubtfulContacts| {
        let mut resolved = AnotherChildSeen::default();
        for DoubtfulDay { failed, seen } in &doubts.days {
            let own = failed.iter().filter(|own| seen.iter().all(|other| differ(own, other)));
            resolved.failed.extend(own.map(|row| row.row));
        }
        resolved.failed.sort_unstable();
        for DoubtfulSince { said, seen } in &doubts.since {
            let own = seen.iter().filter(|other| !differ(said, other));
            resolved.seen_since.only(said.row, own.map(|row| row.row).collect());
        }
        resolved
    };
    Ok(children.iter().map(resolve).collect())
}

/// Whether both records say a date of birth, and not the same.
fn births_differ(a: &Row, b: &Row) -> bool {
    births_contradict(a.born.known(), b.born.known())
}

/// Adds the services with both failed and seen contacts on a day, where their records may differ in date of birth or name.
fn add_doubtful_days(settings: &Settings, intake: &Intake, day: &[Row], doubts: &mut Vec<DoubtfulDay>) {
    let counts = |row: &&Row| !row.is_duplicate();
    let counting = CountingSettings::from_settings(settings);
    let has_failed = |row: &&Row| counting.has_failed(row.outcome(), row.kind());
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
        let may_differ = |a: &Row, b: &Row| births_differ(a, b) || may_be_called_otherwise(intake, a, b);
        if failed.iter().any(|a| seen.iter().any(|b| may_differ(a, b))) {
            doubts.push(DoubtfulDay { failed, seen });
        }
    }
}

/// Of these contacts of a child, in their order, those that say that the child is missing, or that the family has withdrawn
/// from a service, since which some record of a child who was seen differs in birth or name. It only ever matters who was
/// seen first, but for records that counted at the end of a month before: they are looked at besides.
fn find_doubtful_since(counting: CountingSettings, intake: &Intake, rows: &[Row]) -> Vec<DoubtfulSince> {
    let asks = |row: &&Row| matches!(row.outcome(), Outcome::WhereaboutsUnknown | Outcome::Disengaged);
    if !rows.iter().any(|row| asks(&row)) {
        return Vec::new();
    }
    let counted = || rows.iter().filter(|row| row.ever_counted());
    let sights: Vec<&Row> = counted().filter(|row| counting.has_seen(&Contact::without_rare_fields(row))).collect();
    let mut doubts = Vec::new();
    for said in counted().filter(asks) {
        let answers = |row: &&Row| {
            let by_whom = said.outcome() == Outcome::WhereaboutsUnknown || row.service == said.service;
            by_whom && Contact::without_rare_fields(row).is_after(&Contact::without_rare_fields(said))
        };
        let later = sights.partition_point(|row| row.order() < said.order());
        let (mut seen, mut others): (Vec<Row>, bool) = (Vec::new(), false);
        for row in sights[later..].iter().copied().filter(answers) {
            let is_told =
                |own: &Row| !own.is_duplicate() && given_name_bits(intake, own) == given_name_bits(intake, row);
            if births_differ(said, row) {
                others = true;
            } else if may_be_called_otherwise(intake, said, row) {
                others = true;
                if row.is_duplicate() || !seen.iter().any(is_told) {
                    seen.push(*row);
                }
            } else {
                seen.push(*row);
                if !row.is_duplicate() {
                    break;
                }
            }
        }
        if others {
            doubts.push(DoubtfulSince { said: *said, seen });
        }
    }
    doubts
}

/// Bits of a record's given name; 0 where it says none.
fn given_name_bits(intake: &Intake, row: &Row) -> u64 {
    if intake.parts.has_names() { intake.parts.extra(row.row).name_bits().given() } else { 0 }
}

/// Whether both records say a given name, and not the same.
fn may_be_called_otherwise(intake: &Intake, a: &Row, b: &Row) -> bool {
    let (one, other) = (given_name_bits(intake, a), given_name_bits(intake, b));
    one != 0 && other != 0 && one != other
}
