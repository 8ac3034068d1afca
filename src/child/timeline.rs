//! One child's contacts in order, and which of them are failed contacts.

use std::ops::Range;

use crate::config::settings::{OutcomeSet, Settings};
use crate::contact::short::OptionalDay;
use crate::day::{Day, Time};
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::store::Row;
use crate::store::parts::Parts;
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
    /// What came of it.
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
    /// A contact as it is kept; `parts` have what few say.
    pub(crate) fn of(row: &Row, parts: &Parts) -> Self {
        let mut contact = Self::plain(row);
        if row.codes.has_ends() {
            let extra = parts.extra(row.row);
            contact.ended = OptionalDay::of(extra.ended()).unwrap_or_default();
            contact.closed = OptionalDay::of(extra.closed()).unwrap_or_default();
            contact.closure = extra.closure();
        }
        contact
    }

    /// What nearly all contacts are.
    fn plain(row: &Row) -> Self {
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

    /// What contacts are in the order of.
    pub(crate) const fn order(&self) -> (Day, Option<Time>, ServiceNumber, ContactRecord) {
        (self.day, self.time, self.service, self.row)
    }

    /// Whether the child was seen, by whatever means.
    pub(crate) fn is_seen(&self) -> bool {
        self.outcome == Outcome::Seen
    }

    /// Whether this contact was after `other`: on a later day, or later that day where both times are known.
    pub(crate) fn is_after(&self, other: &Self) -> bool {
        self.day > other.day
            || (self.day == other.day && matches!((self.time, other.time), (Some(own), Some(its)) if own > its))
    }
}

/// One failed contact: a service and a day. Three slots missed in one morning at one clinic are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The day.
    pub day: Day,
    /// The service's number.
    pub service: ServiceNumber,
    /// The places in [`Timeline::contacts`] of the contacts behind it.
    pub evidence: Vec<usize>,
}

/// How contacts are counted: what the settings say of it.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// The outcomes that count as failed.
    pub(crate) failed: OutcomeSet,
    /// Whether only a contact in person has seen a child.
    pub(crate) in_person: bool,
}

impl Counting {
    /// As the settings say.
    pub const fn of(settings: &Settings) -> Self {
        Self { failed: settings.failed.outcomes, in_person: settings.review.seen_in_person }
    }

    /// Whether a contact failed, made up for or not. Unscheduled care is nobody's appointment.
    pub(crate) fn has_failed(self, outcome: Outcome, kind: Kind) -> bool {
        self.failed.contains(outcome) && kind != Kind::Unscheduled
    }

    /// Whether somebody saw the child: in person, unless the settings let telephone and video count.
    pub(crate) fn has_seen(self, contact: &Contact) -> bool {
        contact.is_seen() && (contact.kind != Kind::Remote || !self.in_person)
    }
}

/// The days that a report looks at.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// The last of them.
    pub(crate) as_of: Day,
    pub(crate) days: i32,
}

impl Period {
    /// The review period that ends on the as-of date.
    pub const fn new(settings: &Settings, as_of: Day) -> Self {
        Self { as_of, days: settings.review.period_days }
    }

    pub(crate) const fn first(self) -> Day {
        self.as_of.plus(1 - self.days)
    }

    /// How many days it has.
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
    pub(crate) period: Period,
    /// How contacts are counted.
    pub(crate) counting: Counting,
    /// Contacts by day, time (unknown first), service and, where all these are equal, reading order: so no sentence about
    /// them depends on which file a contact stands in.
    pub contacts: Vec<Contact>,
    /// Failed contacts of the review period by day, then service.
    pub failed: Vec<Failed>,
}

impl Timeline {
    /// The timeline of these contacts.
    pub fn new(mut contacts: Vec<Contact>, counting: Counting, period: Period) -> Self {
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

    /// Those of the review period.
    pub(crate) fn seen_in_period(&self) -> impl Iterator<Item = &Contact> {
        self.seen().filter(|c| self.period.contains(c.day))
    }

    /// The contacts up to the as-of date at which the child was seen, by telephone and video too.
    pub(crate) fn seen_by_any_means(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(|c| c.is_seen() && c.day <= self.period.as_of)
    }

    /// The contacts up to the as-of date at which somebody saw or spoke to the child or the family.
    pub(crate) fn met(&self) -> impl Iterator<Item = &Contact> {
        let met = |c: &&Contact| matches!(c.outcome, Outcome::Seen | Outcome::FamilySeen);
        self.contacts.iter().filter(met).filter(|c| c.day <= self.period.as_of)
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
fn failed_contacts(contacts: &[Contact], counting: Counting, period: Period) -> Vec<Failed> {
    let mut out: Vec<Failed> = Vec::new();
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
                    None => out.push(Failed { day, service: contact.service, evidence: vec![place] }),
                }
            }
            // Whoever was seen makes up for what failed, but for what failed of another child.
            let left = |mut own: Failed| {
                if is_made_up_for(&own, contacts, from..to, counting) {
                    own.evidence.retain(|place| contacts[*place].alone && contacts[*place].outcome != Outcome::Seen);
                }
                (!own.evidence.is_empty()).then_some(own)
            };
            let mut kept: Vec<Failed> = out.drain(start..).filter_map(left).collect();
            kept.sort_by_key(|f| f.service);
            out.extend(kept);
        }
        from = to;
    }
    out
}

/// A child's failed contacts by day and service alone, for those who need no more: in memory that is used again.
#[derive(Default)]
pub(crate) struct FailedDays {
    of_day: Vec<Contact>,
    found: Vec<(Day, ServiceNumber)>,
}

impl FailedDays {
    /// The failed contacts among a child's contacts, which are in their order.
    pub(crate) fn of(&mut self, rows: &[Row], counting: Counting) -> &[(Day, ServiceNumber)] {
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

    fn add_day(&mut self, rows: &[Row], counting: Counting) {
        self.of_day.clear();
        self.of_day.extend(rows.iter().map(Contact::plain));
        let ever = Period { as_of: rows[0].day(), days: i32::MAX / 2 };
        let failed = failed_contacts(&self.of_day, counting, ever);
        self.found.extend(failed.iter().map(|failed| (failed.day, failed.service)));
    }
}

/// Whether the service saw the child on the day of a failed contact: in person, or as it was to be, where all that failed
/// was to be by telephone or video. `day` are the contacts of that day.
fn is_made_up_for(failed: &Failed, contacts: &[Contact], day: Range<usize>, counting: Counting) -> bool {
    let all_remote = failed.evidence.iter().all(|place| contacts[*place].kind == Kind::Remote);
    contacts[day].iter().any(|c| c.service == failed.service && (counting.has_seen(c) || (all_remote && c.is_seen())))
}
