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
    /// Its record's place among all records of contacts.
    pub row: ContactRecord,
    /// The day.
    pub day: Day,
    /// The time of day, where it is known.
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
    /// It failed although a child was seen that day by that service, because that was another child.
    pub alone: bool,
}

impl Contact {
    /// A contact from its stored row; `parts` have the fields that few contacts fill.
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

    /// A contact from its stored row alone, which is all that nearly all contacts have.
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

    /// Whether the child was seen, by whatever means.
    pub(crate) fn is_seen(&self) -> bool {
        self.outcome == Outcome::Seen
    }

    /// Whether a service can answer, by seeing the child, that the child is missing or that the family has withdrawn: whoever sees a
    /// child has found the child, but only the service itself can see one who has withdrawn from it.
    pub(crate) fn may_be_answered_by(&self, service: ServiceNumber) -> bool {
        self.outcome != Outcome::Disengaged || self.service == service
    }

    /// Whether the child was seen since, at `seen`, by a service that can answer it, and not another child.
    pub(crate) fn is_answered_by(&self, seen: &Self, seen_since: &SeenSince) -> bool {
        self.may_be_answered_by(seen.service) && seen.is_after(self) && seen_since.may_answer(self.row, seen.row)
    }

    /// Whether the record says that the episode has ended by this day.
    pub(crate) fn has_ended(&self, by: Day) -> bool {
        self.ended.day().is_some_and(|day| day <= by)
    }

    /// Whether this contact was after `other`: on a later day, or later that day where both times are known.
    pub(crate) fn is_after(&self, other: &Self) -> bool {
        self.day > other.day
            || (self.day == other.day && matches!((self.time, other.time), (Some(own), Some(its)) if own > its))
    }
}

/// One failed contact: a service and a day. Three appointments missed in one morning at one clinic are one failed contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedContact {
    /// The day.
    pub day: Day,
    /// The service's number.
    pub service: ServiceNumber,
    /// The places in [`Timeline::contacts`] of the contacts behind it.
    pub evidence: Vec<usize>,
}

/// The settings for counting contacts as failed and children as seen.
#[derive(Clone, Copy, Debug)]
pub struct CountingSettings {
    /// The outcomes that count as failed.
    pub(crate) failed: OutcomeSet,
    /// Whether only a contact in person has seen a child.
    pub(crate) in_person: bool,
}

impl CountingSettings {
    /// Takes them from the settings in force.
    pub const fn from_settings(settings: &Settings) -> Self {
        Self { failed: settings.failed.outcomes, in_person: settings.review.seen_in_person }
    }

    /// Whether a contact failed, even if a later contact that day made up for it. Unscheduled care is nobody's appointment.
    pub(crate) fn has_failed(self, outcome: Outcome, kind: Kind) -> bool {
        self.failed.contains(outcome) && kind != Kind::Unscheduled
    }

    /// Whether somebody saw the child: in person, unless the settings let telephone and video count.
    pub(crate) fn has_seen(self, contact: &Contact) -> bool {
        contact.is_seen() && (contact.kind != Kind::Remote || !self.in_person)
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
    /// Contacts by day, time (unknown first), service and, where all these are equal, reading order: so no sentence about
    /// them depends on which file a contact stands in.
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

    /// The contacts of the review period, with their places.
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

    /// The places of all contacts behind the failed ones, in order.
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

/// The failed contacts among sorted contacts: a service and a day with a failed outcome, for which no contact makes up.
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
            // Whoever was seen makes up for what failed, but for what failed of another child.
            let left = |mut own: FailedContact| {
                if is_made_up_for(&own, contacts, from..to, counting) {
                    own.evidence.retain(|place| contacts[*place].alone && contacts[*place].outcome != Outcome::Seen);
                }
                (!own.evidence.is_empty()).then_some(own)
            };
            let mut kept: Vec<FailedContact> = out.drain(start..).filter_map(left).collect();
            kept.sort_by_key(|f| f.service);
            out.extend(kept);
        }
        from = to;
    }
    out
}

/// Finds a child's failed contacts by day and service only, in buffers that it uses again.
#[derive(Default)]
pub(crate) struct FailedDays {
    of_day: Vec<Contact>,
    found: Vec<(Day, ServiceNumber)>,
}

impl FailedDays {
    /// The failed contacts among a child's contacts, which are in their order.
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
                // Nearly all such days have one contact, and nothing that could make up for it.
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

/// Whether the service saw the child on the day of a failed contact: in person, or as it was to be, where all that failed
/// was to be by telephone or video. `day` are the contacts of that day.
fn is_made_up_for(failed: &FailedContact, contacts: &[Contact], day: Range<usize>, counting: CountingSettings) -> bool {
    let all_remote = failed.evidence.iter().all(|place| contacts[*place].kind == Kind::Remote);
    contacts[day].iter().any(|c| c.service == failed.service && (counting.has_seen(c) || (all_remote && c.is_seen())))
}
