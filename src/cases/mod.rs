//! Cases: the children with at least one finding, with priority, pattern, checks, and their order.

pub mod case_ref;
pub mod checks;
pub mod pattern;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::cells::nhs::NhsNumber;
use crate::child::details::{self, ChildDetails, CountedRecords};
use crate::child::reread::{self, Reread};
use crate::child::timeline::{Contact, CountingSettings, ReviewPeriod, Timeline};
use crate::child::unreliable_sources::UnreliableSources;
use crate::config::settings::Settings;
use crate::contact::columns::NO_TEXT;
use crate::contact::person::factors_of;
use crate::day::Day;
use crate::intake::Intake;
use crate::numbers::count;
use crate::records::{ChildRecord, ContactRecord};
use crate::rules::{self, Brief, Finding, Held, HouseholdCount, Subject, Which};
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::store::ChildKey;
use crate::store::same::JoinedBy;
use crate::store::{ChildNumber, Children, PackedKey};
use crate::timing::stage;
use crate::vocabulary::{Factor, IdentityKind, Outcome, Pattern, Priority};
use crate::wording::sentence;
use checks::{CheckKind, Checks, Evidence};

/// A child with at least one finding.
pub struct Case {
    /// The child's number.
    pub child: ChildNumber,
    /// What the child is known by.
    pub key: ChildKey,
    /// How the records of the child came together.
    pub(crate) identity_kind: IdentityKind,
    /// The reference; blank until [`case_ref::assign`].
    pub(crate) case_ref: String,
    /// How soon to look at it.
    pub priority: Priority,
    /// `scope/id` of all the child's records that were not rejected, by code point.
    pub local_ids: Vec<String>,
    /// Names, places and people.
    pub details: ChildDetails,
    /// Date of birth.
    pub born: Option<Day>,
    /// Age in years on the as-of date.
    pub age: Option<i32>,
    /// Factors, in the vocabulary's order.
    pub factors: Vec<Factor>,
    /// All used contacts.
    pub timeline: Timeline,
    /// The rules that hold.
    pub rules: Held,
    /// The failed contacts of the child's household.
    pub(crate) household: Option<HouseholdCount>,
    /// The shape of the failed contacts.
    pub pattern: Option<Pattern>,
    /// Prompts.
    pub checks: Checks,
    /// The newest contact at which the child was seen, up to the as-of date: in person, unless the settings let telephone
    /// and video count.
    pub last_seen: Option<Contact>,
    /// The newest contact of any kind, up to the as-of date, at which the child or the family was seen or spoken to.
    pub(crate) last_contact: Option<Contact>,
    /// The next contact that is booked.
    pub next_booked: Option<Contact>,
    /// Rows of the child's children's records that are not superseded.
    pub(crate) records: Vec<ChildRecord>,
}

impl Case {
    /// The child's NHS number, where it is verified.
    pub const fn nhs(&self) -> Option<NhsNumber> {
        match self.key {
            ChildKey::Nhs(number) => Some(number),
            ChildKey::Local(_) => None,
        }
    }

    /// How the records came together, in a word.
    pub const fn identity(&self) -> &'static str {
        self.identity_kind.word()
    }

    /// The day of the last failed contact.
    pub(crate) fn last_failed(&self) -> Option<Day> {
        self.timeline.failed.last().map(|f| f.day)
    }

    /// Whether the rule with this word holds: one that an earlier run names, or one of all.
    pub(crate) fn holds(&self, rule: &str) -> bool {
        self.rules.names().any(|own| own == rule)
    }

    /// What the rules are told of the child.
    fn subject<'a>(&'a self, all: &Everyone<'a>) -> Subject<'a> {
        Subject {
            timeline: &self.timeline,
            factors: all.children.get(self.child).facts().factors,
            household: self.household,
            depends_on_unreliable_source: all.unreliable_sources.have_seen(&self.timeline, &all.intake.parts),
            settings: all.settings,
            services: &all.intake.services,
        }
    }

    /// What the rules that hold say, in the list's order.
    pub fn findings(&self, all: &Everyone<'_>) -> Vec<Finding> {
        self.rules.findings(&self.subject(all))
    }

    /// The findings as a reader wants them: a missing child's whereabouts first, then in the list's order.
    pub(crate) fn findings_to_read(&self, all: &Everyone<'_>) -> Vec<Finding> {
        self.rules.findings_to_read(&self.subject(all))
    }

    /// Why the child is listed, in a few words for each rule, in the same order.
    pub(crate) fn briefs(&self, all: &Everyone<'_>) -> Vec<Brief> {
        self.rules.briefs(&self.subject(all))
    }

    /// Why the child is listed, in one sentence.
    pub fn why(&self, all: &Everyone<'_>) -> String {
        sentence(&rules::briefly(&self.briefs(all)))
    }

    /// What cases are ordered by everywhere: priority, failed contacts, the last of them, NHS number, local ids.
    fn order(&self) -> impl Ord + '_ {
        (
            self.priority,
            Reverse(self.timeline.failed.len()),
            Reverse(self.last_failed()),
            self.nhs().map_or((true, None), |number| (false, Some(number))),
            &self.local_ids,
        )
    }
}

/// The cases, and the texts of their contacts.
pub struct Cases {
    /// In order.
    pub list: Vec<Case>,
    /// What was read again of their records.
    pub reread: Reread,
    /// Services that have some child's pending contact after the as-of date.
    booking: BTreeSet<ServiceNumber>,
}

impl Cases {
    /// What a check of a case says, where it holds: a sentence.
    pub fn facts(&self, all: &Everyone<'_>, case: &Case, check: CheckKind) -> Option<String> {
        self.evidence(all, case).facts(check)
    }

    /// What the checks of a case could compare, in words.
    pub(crate) fn compared(&self, all: &Everyone<'_>, case: &Case) -> Vec<&'static str> {
        self.evidence(all, case).compared()
    }

    fn evidence<'a>(&'a self, all: &Everyone<'a>, case: &'a Case) -> Evidence<'a> {
        let Everyone { settings, intake, children, .. } = *all;
        let (child, timeline, known) = (children.get(case.child), &case.timeline, &case.details);
        Evidence { child, intake, timeline, known, reread: &self.reread, booking: &self.booking, settings }
    }
}

/// What [`find`] looks at.
#[derive(Clone, Copy)]
pub struct Everyone<'a> {
    /// Settings in force.
    pub(crate) settings: &'a Settings,
    /// All records.
    pub(crate) intake: &'a Intake,
    /// Everyone whom they are about.
    pub(crate) children: &'a Children,
    /// The as-of date.
    pub(crate) as_of: Day,
    /// Sources that cannot be relied on.
    pub unreliable_sources: &'a UnreliableSources,
}

/// A candidate's timeline with the rules that hold, at least one.
pub(crate) struct Found {
    /// The child's number.
    pub(crate) child: ChildNumber,
    /// All used contacts.
    pub(crate) timeline: Timeline,
    /// The rules that hold.
    pub(crate) rules: Held,
    /// The failed contacts of the child's household.
    pub(crate) household: Option<HouseholdCount>,
}

/// The candidates for whom some rule holds, in the order in which they and their timelines are given (ascending).
fn judge(all: &Everyone<'_>, candidates: &[ChildNumber], timelines: Vec<Timeline>) -> Vec<Found> {
    let households = households(all.children, candidates, &timelines);
    candidates
        .par_iter()
        .zip(timelines)
        .filter_map(|(child, timeline)| {
            let facts = all.children.get(*child).facts();
            let household = household_of(facts.household, &households);
            let held = rules::held(&Subject {
                timeline: &timeline,
                factors: facts.factors,
                household,
                depends_on_unreliable_source: all.unreliable_sources.have_seen(&timeline, &all.intake.parts),
                settings: all.settings,
                services: &all.intake.services,
            });
            (!held.is_empty()).then_some(Found { child: *child, timeline, rules: held, household })
        })
        .collect()
}

/// How soon to look at a child for whom these rules hold, with these factors (one bit each).
pub(crate) fn priority(settings: &Settings, rules: Held, factors: u32) -> Priority {
    if rules.has(Which::WhereaboutsUnknown) {
        Priority::Immediate
    } else if settings.priority.urgent_factors.iter().any(|f| factors & f.bit() != 0) {
        Priority::Urgent
    } else {
        Priority::Routine
    }
}

/// Finds the cases among the candidates that the screen has left.
///
/// # Errors
/// Where the records of a listed child cannot be read again.
pub(crate) fn find(all: &Everyone<'_>, candidates: &[ChildNumber]) -> Result<Cases, Stop> {
    let found = stage("rules", || {
        let timelines = timelines(all, candidates, ReviewPeriod::new(all.settings, all.as_of));
        judge(all, candidates, timelines)
    });
    let reread = stage("records of cases read again", || {
        let mut contacts: Vec<ContactRecord> =
            found.iter().flat_map(|f| f.timeline.contacts.iter().map(|c| c.row)).collect();
        let mut records: Vec<ChildRecord> = found.iter().flat_map(|f| records_of(all, f.child)).collect();
        rayon::join(|| contacts.par_sort_unstable(), || records.par_sort_unstable());
        reread::read(all.settings, all.intake, &contacts, &records)
    })?;
    Ok(stage("cases", || {
        let booking = booking(all);
        let mut list: Vec<Case> = found.into_par_iter().map(|f| case(all, f, &reread, &booking)).collect();
        list.par_sort_by(|a, b| a.order().cmp(&b.order()));
        Cases { list, reread, booking }
    }))
}

/// The timelines of these children, by the order in which they are given: of the contacts that count.
pub fn timelines(all: &Everyone<'_>, children: &[ChildNumber], period: ReviewPeriod) -> Vec<Timeline> {
    let timeline = |child: &ChildNumber| {
        let contacts = all.children.get(*child).used().map(|row| Contact::from_row(row, &all.intake.parts)).collect();
        Timeline::new(contacts, CountingSettings::from_settings(all.settings), period)
    };
    children.par_iter().map(timeline).collect()
}

/// The failed contacts of households, by their numbers.
pub(crate) type Households = HashMap<u32, HouseholdCount>;

/// The failed contacts of each household. The screen has left every child whose failed contacts can matter here.
pub fn households(children: &Children, candidates: &[ChildNumber], timelines: &[Timeline]) -> Households {
    let mut households = Households::new();
    for (child, timeline) in candidates.iter().zip(timelines) {
        if let Some(household) = children.get(*child).household()
            && !timeline.failed.is_empty()
        {
            let own = households.entry(household).or_default();
            own.failed += count(timeline.failed.len());
            own.children += 1;
        }
    }
    households
}

/// The failed contacts of a household, where there is one.
pub fn household_of(household: Option<u32>, households: &Households) -> Option<HouseholdCount> {
    household.map(|household| households.get(&household).copied().unwrap_or_default())
}

/// The rows of the children's records of a child that count, in reading order.
fn records_of(all: &Everyone<'_>, child: ChildNumber) -> Vec<ChildRecord> {
    let own = all.children.get(child).records().iter().copied();
    own.filter(|row| all.intake.register.counts(*row)).collect()
}

/// The local ids of a child, of all records that were not rejected, by code point.
fn local_ids_of(all: &Everyone<'_>, child: ChildNumber) -> Vec<String> {
    let child = all.children.get(child);
    let Intake { parts, register, locals, .. } = all.intake;
    let mut own: Vec<u32> = child.records().iter().map(|row| register.ids(*row)).collect();
    if parts.has_local_ids() {
        own.extend(child.all_rows().iter().map(|row| parts.extra(row.row).ids()));
    }
    own.retain(|local| *local != NO_TEXT);
    locals.all_shown(own)
}

/// The services with some child's pending contact after the as-of date.
fn booking(all: &Everyone<'_>) -> BTreeSet<ServiceNumber> {
    let booking = all.children.fold(
        || vec![false; all.intake.services.len()],
        |booking, child| {
            let later = child.used().filter(|row| row.day() > all.as_of && row.outcome() == Outcome::Pending);
            later.for_each(|row| booking[row.service.place()] = true);
        },
        |booking, other| booking.iter_mut().zip(other).for_each(|(own, more)| *own |= more),
    );
    all.intake.services.each().zip(booking).filter_map(|((service, _), booked)| booked.then_some(service)).collect()
}

/// How the records of a child came together.
pub(crate) fn identity(children: &Children, child: ChildNumber) -> IdentityKind {
    let key = children.get(child).key();
    match (children.same().way(PackedKey::of(key)), key) {
        (Some(JoinedBy::Linked), _) => IdentityKind::Linked,
        (Some(JoinedBy::Matched), _) => IdentityKind::Matched,
        (None, ChildKey::Nhs(_)) => IdentityKind::Verified,
        (None, ChildKey::Local(_)) => IdentityKind::Unlinked,
    }
}

fn case(all: &Everyone<'_>, found: Found, reread: &Reread, booking: &BTreeSet<ServiceNumber>) -> Case {
    let Found { child, timeline, rules, household } = found;
    let (records, local_ids) = (records_of(all, child), local_ids_of(all, child));
    let facts = all.children.get(child).facts();
    let mut rows: Vec<(Day, ContactRecord)> = timeline.contacts.iter().map(|c| (c.day, c.row)).collect();
    rows.sort_unstable();
    let rows: Vec<ContactRecord> = rows.into_iter().map(|(_, row)| row).collect();
    let own = CountedRecords { contacts: &rows, children: &records };
    let known = details::child_details(all.settings, all.intake, all.children.get(child), all.as_of, &own, reread);
    let (child_rows, intake, settings) = (all.children.get(child), all.intake, all.settings);
    let evidence =
        Evidence { child: child_rows, intake, timeline: &timeline, known: &known, reread, booking, settings };
    let checks = checks::checks(&evidence);
    let factors = factors_of(facts.factors);
    let priority = priority(all.settings, rules, facts.factors);
    // The service's number is its place by code point; of equal days and times the first name counts.
    let newest = |c: &&Contact| (c.day, c.time, Reverse(c.service));
    let last_seen = timeline.seen().max_by_key(newest).copied();
    let last_contact = timeline.met().max_by_key(newest).copied();
    let next_booked = timeline.booked().min_by_key(|c| (c.day, c.time.is_none(), c.time, c.service)).copied();
    Case {
        child,
        key: all.children.get(child).key(),
        identity_kind: identity(all.children, child),
        case_ref: String::new(),
        priority,
        local_ids,
        pattern: pattern::pattern(&timeline),
        checks,
        last_seen,
        last_contact,
        next_booked,
        details: known,
        born: facts.born,
        age: facts.age.map(i32::from),
        factors,
        timeline,
        rules,
        household,
        records,
    }
}
