//! The timeline of a child: all contacts in order, and which of them are failed contacts.

use std::ops::Range;

use crate::config::settings::{OutcomeSet, Settings};
use crate::contact::short::OptionalDay;
use crate::day::{Day, Time};
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::store::parts::Parts;
use crate::store::{Row, SeenSince};
use crate::vocabulary::{Closure, Kind, Outcome, Sector};

/// One contact of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The number of its record among all records of contacts.
    pub row: ContactRecord,
    /// The day.
    pub day: Day,
    /// The time of day, if known.
    pub time: Option<Time>,
    /// The service's number.
    pub service: ServiceNumber,
    /// The outcome.
    pub outcome: Outcome,
    /// How it took place.
    pub kind: Kind,
    /// Who runs the service.
    pub sector: Sector,
    /// The day on which the episode ended.
    pub ended: OptionalDay,
    /// The day on which the referral was closed.
    pub closed: OptionalDay,
    /// Why it was closed.
    pub closure: Option<Closure>,
    /// Whether it counts as failed although the service saw a child that day, because that was another child.
    pub alone: bool,
}

impl Contact {
    /// A contact from its stored row; `parts` has the rare fields.
    pub(crate) fn from_row(row: &Row, parts: &Parts) -> Self {
        let mut contact = Self::without_rare_fields(row);
        if row.codes.has_ends() {
            let extra = parts.extra(row.row);
            contact.ended = OptionalDay::of(extra.ended()).unwrap_or_default();
            contact.closed = OptionalDay::of(extra.closed()).unwrap_or_default();
            contact.closure = extra.closure();
        }
        contact
    }

    /// A contact from its stored row alone. Nearly all contacts have no rare fields.
    pub(super) fn without_rare_fields(row: &Row) -> Self {
        Self {
            row: row.row,
            day: row.day(),
            time: row.time(),
            service: row.service,
            outcome: row.outcome(),
            kind: row.kind(),
            sector: row.sector(),
            ended: OptionalDay::default(),
            closed: OptionalDay::default(),
            closure: None,
            alone: row.stands_alone(),
        }
    }

    /// The sort key of contacts.
    pub(crate) const fn order(&self) -> (Day, Option<Time>, ServiceNumber, ContactRecord) {
        (self.day, self.time, self.service, self.row)
    }

    /// Whether the child was seen, by any means.
    pub(crate) fn is_seen(&self) -> bool {
        self.outcome == Outcome::Seen
    }

    /// Whether seeing the child at `service` can answer this contact. Any service that sees a missing child has found the
    /// child; but withdrawal from a service is answered only by that service.
    pub(crate) fn may_be_answered_by(&self, service: ServiceNumber) -> bool {
        self.outcome != Outcome::Disengaged || self.service == service
    }

    /// Whether the attendance `seen` answers this contact: it was later, with a service that can answer it, and of the same
    /// child.
    pub(crate) fn is_answered_by(&self, seen: &Self, seen_since: &SeenSince) -> bool {
        self.may_be_answered_by(seen.service) && seen.is_after(self) && seen_since.may_answer(self.row, seen.row)
    }

    /// Whether, according to the record, the episode had ended by a day.
    pub(crate) fn has_ended(&self, by: Day) -> bool {
        self.ended.day().is_some_and(|day| day <= by)
    }

    /// Whether this contact was after `other`: on a later day, or later that day if both times are known. The time of `other` is not
    /// known if it is midnight: many exports write that for a date without a time, and a missing child must not seem to be found.
    pub(crate) fn is_after(&self, other: &Self) -> bool {
        let other_time = other.time.filter(|time| *time != Time::MIDNIGHT);
        let is_later_that_day = || self.time.zip(other_time).is_some_and(|(time, earlier)| time > earlier);
        self.day > other.day || (self.day == other.day && is_later_that_day())
    }
}

/// One failed contact: a service and a day. Three appointments missed in one morning at one clinic are one failed contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedContact {
    /// The day.
    pub day: Day,
    /// The service's number.
    pub service: ServiceNumber,
    /// The indices in [`Timeline::contacts`] of the contacts behind it.
    pub evidence: Vec<usize>,
}

/// The settings for counting contacts as failed and children as seen.
#[derive(Clone, Copy, Debug)]
pub struct CountingSettings {
    /// The outcomes that count as failed.
    pub(crate) failed: OutcomeSet,
    /// Whether only a contact in person counts as seeing the child.
    pub(crate) in_person: bool,
}

impl CountingSettings {
    /// Takes them from the settings in force.
    pub const fn from_settings(settings: &Settings) -> Self {
        Self { failed: settings.failed.outcomes, in_person: settings.review.seen_in_person }
    }

    /// Whether a contact failed, even if another contact that day made up for it. Unscheduled care is nobody's appointment.
    pub(crate) fn has_failed(self, outcome: Outcome, kind: Kind) -> bool {
        self.failed.contains(outcome) && kind != Kind::Unscheduled
    }

    /// Whether somebody saw the child: in person, unless the settings let telephone and video count.
    pub(crate) fn has_seen(self, contact: &Contact) -> bool {
        contact.is_seen() && (contact.kind != Kind::Remote || !self.in_person)
    }

    /// Whether somebody spoke to the child by telephone or video, and that does not count as seeing the child.
    pub(crate) fn has_only_spoken(self, contact: &Contact) -> bool {
        contact.is_seen() && !self.has_seen(contact)
    }
}

/// The review period: the days in which a report counts contacts.
#[derive(Clone, Copy, Debug)]
pub struct ReviewPeriod {
    /// Its last day.
    pub(crate) as_of: Day,
    pub(crate) days: i32,
}

impl ReviewPeriod {
    /// The review period that ends on the as-of date.
    pub const fn new(settings: &Settings, as_of: Day) -> Self {
        Self { as_of, days: settings.review.period_days }
    }

    /// Its first day.
    pub(crate) const fn first(self) -> Day {
        self.as_of.plus(1 - self.days)
    }

    /// Its length in days.
    pub(crate) const fn length(self) -> u64 {
        self.days.unsigned_abs() as u64
    }

    /// Whether a day is in it.
    pub(crate) fn contains(self, day: Day) -> bool {
        self.first() <= day && day <= self.as_of
    }
}

/// All used contacts of one child.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The review period.
    pub(crate) period: ReviewPeriod,
    /// How contacts are counted.
    pub(crate) counting: CountingSettings,
    /// Contacts by day, time (unknown first), service and only then reading order, so that no sentence about them depends on
    /// which file a contact is in.
    pub contacts: Vec<Contact>,
    /// Failed contacts of the review period by day, then service.
    pub failed: Vec<FailedContact>,
}

impl Timeline {
    /// The timeline of these contacts.
    pub fn new(mut contacts: Vec<Contact>, counting: CountingSettings, period: ReviewPeriod) -> Self {
        contacts.sort_by_key(Contact::order);
        let failed = failed_contacts(&contacts, counting, period);
        Self { period, counting, contacts, failed }
    }

    /// The contacts of the review period, with their indices.
    pub(crate) fn in_period(&self) -> impl Iterator<Item = (usize, &Contact)> {
        self.contacts.iter().enumerate().filter(|(_, c)| self.period.contains(c.day))
    }

    /// The contacts up to the as-of date at which the child was seen: in person, unless the settings let telephone and
    /// video count.
    pub(crate) fn seen(&self) -> impl DoubleEndedIterator<Item = &Contact> {
        self.contacts.iter().filter(|c| self.counting.has_seen(c) && c.day <= self.period.as_of)
    }

    /// The contacts of the review period at which the child was seen.
    pub(crate) fn seen_in_period(&self) -> impl Iterator<Item = &Contact> {
        self.seen().filter(|c| self.period.contains(c.day))
    }

    /// The contacts up to the as-of date at which the child was seen, by telephone and video too.
    pub(crate) fn seen_by_any_means(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(|c| c.is_seen() && c.day <= self.period.as_of)
    }

    /// The contacts up to the as-of date at which somebody saw or spoke to the child or the family.
    pub(crate) fn met(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(|c| c.outcome.has_met()).filter(|c| c.day <= self.period.as_of)
    }

    /// The booked contacts after the as-of date.
    pub(crate) fn booked(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(|c| c.outcome == Outcome::Pending && c.day > self.period.as_of)
    }

    /// The indices of all contacts behind the failed ones, in order.
    pub(crate) fn evidence(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.failed.iter().flat_map(|f| f.evidence.iter().copied()).collect();
        places.sort_unstable();
        places
    }

    /// The services with a failed contact, in order, each once.
    pub(crate) fn services_failed(&self) -> Vec<ServiceNumber> {
        let mut services: Vec<ServiceNumber> = self.failed.iter().map(|f| f.service).collect();
        services.sort_unstable();
        services.dedup();
        services
    }
}

/// The failed contacts among sorted contacts: each service and day with a failed outcome that no contact makes up for.
fn failed_contacts(contacts: &[Contact], counting: CountingSettings, period: ReviewPeriod) -> Vec<FailedContact> {
    let mut out: Vec<FailedContact> = Vec::new();
    let mut from = 0;
    while from < contacts.len() {
        let day = contacts[from].day;
        let to = from + contacts[from..].iter().take_while(|c| c.day == day).count();
        if period.contains(day) {
            let start = out.len();
            for (place, contact) in contacts.iter().enumerate().take(to).skip(from) {
                if !counting.has_failed(contact.outcome, contact.kind) {
                    continue;
                }
                match out[start..].iter_mut().find(|f| f.service == contact.service) {
                    Some(known) => known.evidence.push(place),
                    None => out.push(FailedContact { day, service: contact.service, evidence: vec![place] }),
                }
            }
            // A seen contact makes up for the failed ones, except those for which it was of another child.
            let still_failed = |mut failed: FailedContact| {
                if is_made_up_for(&failed, contacts, from..to, counting) {
                    failed.evidence.retain(|place| contacts[*place].alone && contacts[*place].outcome != Outcome::Seen);
                }
                (!failed.evidence.is_empty()).then_some(failed)
            };
            let mut kept: Vec<FailedContact> = out.drain(start..).filter_map(still_failed).collect();
            kept.sort_by_key(|f| f.service);
            out.extend(kept);
        }
        from = to;
    }
    out
}

/// Finds the days and services of a child's failed contacts, in buffers that it reuses from child to child.
#[derive(Default)]
pub(crate) struct FailedDays {
    of_day: Vec<Contact>,
    found: Vec<(Day, ServiceNumber)>,
}

impl FailedDays {
    /// The failed contacts among a child's contacts, which must be in timeline order.
    pub(crate) fn find(&mut self, rows: &[Row], counting: CountingSettings) -> &[(Day, ServiceNumber)] {
        self.found.clear();
        let has_failed = |row: &Row| counting.has_failed(row.outcome(), row.kind());
        let mut from = 0;
        while let Some(next) = rows[from..].iter().position(has_failed) {
            let (at, day) = (from + next, rows[from + next].short_day);
            let is_that_day = |row: &&Row| row.short_day == day;
            let start = at - rows[from..at].iter().rev().take_while(is_that_day).count();
            from = at + rows[at..].iter().take_while(is_that_day).count();
            match &rows[start..from] {
                // Nearly all such days have a single contact, so nothing can make up for it.
                [only] if only.outcome() != Outcome::Seen => self.found.push((only.day(), only.service)),
                several => self.add_day(several, counting),
            }
        }
        &self.found
    }

    fn add_day(&mut self, rows: &[Row], counting: CountingSettings) {
        self.of_day.clear();
        self.of_day.extend(rows.iter().map(Contact::without_rare_fields));
        let ever = ReviewPeriod { as_of: rows[0].day(), days: i32::MAX / 2 };
        let failed = failed_contacts(&self.of_day, counting, ever);
        self.found.extend(failed.iter().map(|failed| (failed.day, failed.service)));
    }
}

/// Whether the service saw the child on the day of a failed contact: in person, or by any means if all the failed contacts were
/// remote. `day` is the range of that day's contacts.
fn is_made_up_for(failed: &FailedContact, contacts: &[Contact], day: Range<usize>, counting: CountingSettings) -> bool {
    let all_remote = failed.evidence.iter().all(|place| contacts[*place].kind == Kind::Remote);
    contacts[day].iter().any(|c| c.service == failed.service && (counting.has_seen(c) || (all_remote && c.is_seen())))
}
