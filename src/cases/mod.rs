//! Cases: the children with at least one finding, with their priority, pattern, checks and order.

pub mod case_ref;
pub mod checks;
pub(crate) mod doubtful_ages;
pub(crate) mod last_met;
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
use crate::rules::{self, BriefReason, Finding, HeldRules, HouseholdCount, RuleId, Subject};
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::store::ChildKey;
use crate::store::same::JoinedBy;
use crate::store::{ChildNumber, Children, PackedKey};
use crate::timing::stage;
use crate::vocabulary::{Factor, IdentityKind, Pattern, Priority};
use crate::wording::sentence;
use checks::{CheckInput, CheckKind, Checks};
pub(crate) use last_met::AnotherChild;

/// A child with at least one finding.
pub struct Case {
    /// The child's number.
    pub child: ChildNumber,
    /// The child's NHS number or local id.
    pub key: ChildKey,
    /// How the records of the child came together.
    pub(crate) identity_kind: IdentityKind,
    /// The case reference; blank until [`case_ref::assign`].
    pub(crate) case_ref: String,
    /// How soon somebody should look at it.
    pub priority: Priority,
    /// The local ids in the child's records that were not rejected, as `scope/id`, sorted by code point.
    pub local_ids: Vec<String>,
    /// The child's names, addresses and the people who work with them.
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
    pub rules: HeldRules,
    /// The failed contacts of the child's household.
    pub(crate) household: Option<HouseholdCount>,
    /// The shape of the failed contacts.
    pub pattern: Option<Pattern>,
    /// The checks that hold: prompts to ask whether the failed contacts have another cause.
    pub checks: Checks,
    /// The newest contact at which the child was seen, up to the as-of date: in person, unless the settings let telephone
    /// and video count. For a child who is missing or whose family has withdrawn, another child's attendance does not count.
    pub last_seen: Option<Contact>,
    /// The newest contact of any kind, up to the as-of date, at which the child or the family was seen or spoken to.
    pub(crate) last_contact: Option<Contact>,
    /// What is known of another child under the same number.
    pub(crate) another_child: AnotherChild,
    /// The next contact that is booked.
    pub next_booked: Option<Contact>,
    /// The child's records in the register that are not superseded.
    pub(crate) records: Vec<ChildRecord>,
}

impl Case {
    /// The child's NHS number, where it is verified.
    pub const fn nhs(&self) -> Option<NhsNumber> {
        self.key.nhs_number()
    }

    /// How the records came together, as the word that CSV files use.
    pub const fn identity_word(&self) -> &'static str {
        self.identity_kind.word()
    }

    /// The day of the last failed contact.
    pub(crate) fn last_failed(&self) -> Option<Day> {
        self.timeline.failed.last().map(|f| f.day)
    }

    /// Whether the rule with this name holds.
    pub(crate) fn holds(&self, rule: &str) -> bool {
        self.rules.names().any(|name| name == rule)
    }

    /// The child as the rules see them.
    fn subject<'a>(&'a self, input: &ReviewInput<'a>) -> Subject<'a> {
        subject(input, self.child, &self.timeline, self.household)
    }

    /// The findings of the rules that hold, in the list's order.
    pub fn findings(&self, input: &ReviewInput<'_>) -> Vec<Finding> {
        self.rules.findings(&self.subject(input))
    }

    /// The findings in reading order: `whereabouts_unknown` first, then in the list's order.
    pub(crate) fn findings_to_read(&self, input: &ReviewInput<'_>) -> Vec<Finding> {
        self.rules.findings_to_read(&self.subject(input))
    }

    /// Why the child is listed, in a few words for each rule, in reading order.
    pub(crate) fn briefs(&self, input: &ReviewInput<'_>) -> Vec<BriefReason> {
        self.rules.briefs(&self.subject(input))
    }

    /// Why the child is listed, in one sentence.
    pub fn why(&self, input: &ReviewInput<'_>) -> String {
        sentence(&rules::brief_sentence(&self.briefs(input)))
    }

    /// The key by which cases are sorted everywhere: priority, number of failed contacts, day of the last one, NHS number, local
    /// ids.
    fn sort_key(&self) -> impl Ord + '_ {
        (
            self.priority,
            Reverse(self.timeline.failed.len()),
            Reverse(self.last_failed()),
            self.nhs().map_or((true, None), |number| (false, Some(number))),
            &self.local_ids,
        )
    }
}

/// The cases and the texts of their records.
pub struct Cases {
    /// The cases, in order.
    pub list: Vec<Case>,
    /// The texts of their records.
    pub reread: Reread,
}

impl Cases {
    /// The sentence of a check of a case, if the check holds.
    pub fn check_facts(&self, input: &ReviewInput<'_>, case: &Case, check: CheckKind) -> Option<String> {
        self.check_input(input, case).fact_sentence(check)
    }

    /// The service and the day of the newest of a child's records that mentions a death, where none has the date of death. Unlike the
    /// check, it does not ask for a failed contact.
    pub(crate) fn death_mentioned(&self, input: &ReviewInput<'_>, case: &Case) -> Option<(ServiceNumber, Day)> {
        // The checks have looked already, unless no contact failed: most sheets need not read the outcomes again.
        if !case.timeline.failed.is_empty() && !case.checks.has(CheckKind::DeathMentioned) {
            return None;
        }
        let row = self.check_input(input, case).record_of_a_death()?;
        Some((row.service, row.day()))
    }

    /// What the checks of a case could compare, in words, in the order of the checks.
    pub(crate) fn compared_items(&self, input: &ReviewInput<'_>, case: &Case) -> Vec<&'static str> {
        self.check_input(input, case).compared_items()
    }

    fn check_input<'a>(&'a self, input: &ReviewInput<'a>, case: &'a Case) -> CheckInput<'a> {
        let ReviewInput { settings, intake, children, booking_services, .. } = *input;
        let (child, timeline, details) = (children.get(case.child), &case.timeline, &case.details);
        CheckInput { child, intake, timeline, details, reread: &self.reread, booking_services, settings }
    }
}

/// The data of a run in which cases are found.
#[derive(Clone, Copy)]
pub struct ReviewInput<'a> {
    /// The settings in force.
    pub(crate) settings: &'a Settings,
    /// All records.
    pub(crate) intake: &'a Intake,
    /// Everyone whom a record is about.
    pub(crate) children: &'a Children,
    /// The as-of date.
    pub(crate) as_of: Day,
    /// The sources that are stale, have shrunk or are gone.
    pub unreliable_sources: &'a UnreliableSources,
    /// Services that have some child's pending contact after the as-of date.
    pub(crate) booking_services: &'a BTreeSet<ServiceNumber>,
}

/// A candidate for whom at least one rule holds.
pub(crate) struct JudgedChild {
    /// The child's number.
    pub(crate) child: ChildNumber,
    /// All used contacts.
    pub(crate) timeline: Timeline,
    /// The rules that hold.
    pub(crate) rules: HeldRules,
    /// The failed contacts of the child's household.
    pub(crate) household: Option<HouseholdCount>,
}

/// A child as the rules see them.
pub(crate) fn subject<'a>(
    input: &ReviewInput<'a>,
    child: ChildNumber,
    timeline: &'a Timeline,
    household: Option<HouseholdCount>,
) -> Subject<'a> {
    Subject {
        timeline,
        factors: input.children.get(child).facts().factors,
        household,
        depends_on_unreliable_source: input.unreliable_sources.have_seen(timeline, &input.intake.parts),
        seen_since: input.children.seen_since(),
        settings: input.settings,
        services: &input.intake.services,
    }
}

/// Judges the candidates by their timelines. Returns those for whom some rule holds, in the same (ascending) order.
fn judge(input: &ReviewInput<'_>, candidates: &[ChildNumber], timelines: Vec<Timeline>) -> Vec<JudgedChild> {
    let households = households(input.children, candidates, &timelines);
    candidates
        .par_iter()
        .zip(timelines)
        .filter_map(|(child, timeline)| {
            let household = household_count(input.children.get(*child).household(), &households);
            let held = rules::held_rules(&subject(input, *child, &timeline, household));
            (!held.is_empty()).then_some(JudgedChild { child: *child, timeline, rules: held, household })
        })
        .collect()
}

/// The priority of a child for whom these rules hold, with these factors (one bit each).
pub(crate) fn priority(settings: &Settings, rules: HeldRules, factors: u32) -> Priority {
    if rules.contains(RuleId::WhereaboutsUnknown) {
        Priority::Immediate
    } else if settings.priority.urgent_factors.iter().any(|f| factors & f.bit() != 0) {
        Priority::Urgent
    } else {
        Priority::Routine
    }
}

/// Finds the cases among the candidates that the screen let through.
///
/// # Errors
/// If the records of a listed child cannot be read again.
pub(crate) fn find(input: &ReviewInput<'_>, candidates: &[ChildNumber]) -> Result<Cases, Stop> {
    let found = stage("rules", || {
        let timelines = timelines(input, candidates, ReviewPeriod::new(input.settings, input.as_of));
        judge(input, candidates, timelines)
    });
    let reread = stage("records of cases read again", || {
        let mut contacts: Vec<ContactRecord> =
            found.iter().flat_map(|f| f.timeline.contacts.iter().map(|c| c.row)).collect();
        let mut records: Vec<ChildRecord> = found.iter().flat_map(|f| records_of(input, f.child)).collect();
        rayon::join(|| contacts.par_sort_unstable(), || records.par_sort_unstable());
        reread::read(input.settings, input.intake, &contacts, &records)
    })?;
    Ok(stage("cases", || {
        let mut list: Vec<Case> = found.into_par_iter().map(|f| build_case(input, f, &reread)).collect();
        list.par_sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        Cases { list, reread }
    }))
}

/// The timelines of these children, in the same order. Only contacts that count are in them.
pub fn timelines(input: &ReviewInput<'_>, children: &[ChildNumber], period: ReviewPeriod) -> Vec<Timeline> {
    let timeline = |child: &ChildNumber| {
        let contacts =
            input.children.get(*child).used().map(|row| Contact::from_row(row, &input.intake.parts)).collect();
        Timeline::new(contacts, CountingSettings::from_settings(input.settings), period)
    };
    children.par_iter().map(timeline).collect()
}

/// The failed contacts of each household, by its number.
pub(crate) type Households = HashMap<u32, HouseholdCount>;

/// Counts the failed contacts of each household. The screen has let through every child whose failed contacts can matter here.
pub fn households(children: &Children, candidates: &[ChildNumber], timelines: &[Timeline]) -> Households {
    let mut households = Households::new();
    for (child, timeline) in candidates.iter().zip(timelines) {
        if let Some(household) = children.get(*child).household()
            && !timeline.failed.is_empty()
        {
            let counts = households.entry(household).or_default();
            counts.failed += count(timeline.failed.len());
            counts.children += 1;
        }
    }
    households
}

/// The failed contacts of a household, if there is one.
pub fn household_count(household: Option<u32>, households: &Households) -> Option<HouseholdCount> {
    household.map(|household| households.get(&household).copied().unwrap_or_default())
}

/// A child's records in the register that count, in reading order.
fn records_of(input: &ReviewInput<'_>, child: ChildNumber) -> Vec<ChildRecord> {
    let records = input.children.get(child).records().iter().copied();
    records.filter(|record| input.intake.register.counts(*record)).collect()
}

/// The local ids in a child's records that were not rejected, as `scope/id`, sorted by code point.
pub(crate) fn local_ids_of(input: &ReviewInput<'_>, child: ChildNumber) -> Vec<String> {
    let child = input.children.get(child);
    let Intake { parts, register, locals, .. } = input.intake;
    let mut ids: Vec<u32> = child.records().iter().map(|record| register.ids(*record)).collect();
    if parts.has_local_ids() {
        ids.extend(child.all_rows().iter().map(|row| parts.extra(row.row).ids()));
    }
    ids.retain(|local| *local != NO_TEXT);
    locals.all_shown(ids)
}

/// How the records of a child came together.
pub(crate) fn identity_kind(children: &Children, child: ChildNumber) -> IdentityKind {
    let key = children.get(child).key();
    match (children.same().way(PackedKey::of(key)), key) {
        (Some(JoinedBy::Linked), _) => IdentityKind::Linked,
        (Some(JoinedBy::Matched), _) => IdentityKind::Matched,
        (None, ChildKey::Nhs(_)) => IdentityKind::Verified,
        (None, ChildKey::Local(_)) => IdentityKind::Unlinked,
    }
}

fn build_case(input: &ReviewInput<'_>, found: JudgedChild, reread: &Reread) -> Case {
    let JudgedChild { child, timeline, rules, household } = found;
    let (records, local_ids) = (records_of(input, child), local_ids_of(input, child));
    let facts = input.children.get(child).facts();
    let mut rows: Vec<(Day, ContactRecord)> = timeline.contacts.iter().map(|c| (c.day, c.row)).collect();
    rows.sort_unstable();
    let rows: Vec<ContactRecord> = rows.into_iter().map(|(_, row)| row).collect();
    let counted = CountedRecords { contacts: &rows, children: &records };
    let details =
        details::child_details(input.settings, input.intake, input.children.get(child), input.as_of, &counted, reread);
    let checks = checks::checks(&CheckInput {
        child: input.children.get(child),
        intake: input.intake,
        timeline: &timeline,
        details: &details,
        reread,
        booking_services: input.booking_services,
        settings: input.settings,
    });
    let factors = factors_of(facts.factors);
    let priority = priority(input.settings, rules, facts.factors);
    let subject = subject(input, child, &timeline, household);
    let last = last_met::last_met(input, child, &subject, rules, (&details, reread));
    let next_booked = timeline.booked().min_by_key(|c| (c.day, c.time.is_none(), c.time, c.service)).copied();
    Case {
        child,
        key: input.children.get(child).key(),
        identity_kind: identity_kind(input.children, child),
        case_ref: String::new(),
        priority,
        local_ids,
        pattern: pattern::pattern(&timeline),
        checks,
        last_seen: last.seen,
        last_contact: last.contact,
        another_child: last.another,
        next_booked,
        details,
        born: facts.born,
        age: facts.age.map(i32::from),
        factors,
        timeline,
        rules,
        household,
        records,
    }
}
