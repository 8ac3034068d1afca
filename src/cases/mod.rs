//! Cases: the children with at least one finding, with priority, pattern, checks, and their order.

pub mod case_ref;
pub mod checks;
pub mod pattern;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::child::facts::Facts;
use crate::child::identity::{ChildKey, Identities};
use crate::child::known::{self, Known, Records};
use crate::child::reread::{self, Reread};
use crate::child::timeline::{Contact, Period, Timeline};
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{NO_TEXT, People};
use crate::contact::fate::Fate;
use crate::contact::nhs::NhsNumber;
use crate::contact::person::factors_of;
use crate::day::Day;
use crate::intake::Intake;
use crate::rules::{self, Finding, HouseholdCount, Subject};
use crate::stop::Stop;
use crate::vocabulary::{Factor, Outcome, Pattern, Priority, Status};

/// A child with at least one finding.
pub struct Case {
    /// The child's number.
    pub child: u32,
    /// What the child is known by.
    pub key: ChildKey,
    /// The reference; blank until [`case_ref::assign`].
    pub case_ref: String,
    /// What the case is against the previous run.
    pub status: Status,
    /// How soon to look at it.
    pub priority: Priority,
    /// `scope/id` of all the child's records that were not rejected, by code point.
    pub local_ids: Vec<String>,
    /// Names, places and people.
    pub known: Known,
    /// Date of birth.
    pub born: Option<Day>,
    /// Age in years on the as-of date.
    pub age: Option<i32>,
    /// Factors, in the vocabulary's order.
    pub factors: Vec<Factor>,
    /// All used contacts.
    pub timeline: Timeline,
    /// The rules that hold, in the list's order.
    pub findings: Vec<Finding>,
    /// The shape of the failed contacts.
    pub pattern: Option<Pattern>,
    /// Prompts.
    pub checks: Vec<checks::Check>,
    /// The newest contact at which the child was seen, up to the as-of date.
    pub last_seen: Option<Contact>,
    /// The next contact that is booked.
    pub next_booked: Option<Contact>,
    /// Rows of the child's children's records that are not superseded.
    pub records: Vec<usize>,
}

impl Case {
    /// The child's NHS number, where it is verified.
    pub const fn nhs(&self) -> Option<NhsNumber> {
        match self.key {
            ChildKey::Nhs(number) => Some(number),
            ChildKey::Local(_) => None,
        }
    }

    /// `verified` or `unlinked`.
    pub const fn identity(&self) -> &'static str {
        match self.key {
            ChildKey::Nhs(_) => "verified",
            ChildKey::Local(_) => "unlinked",
        }
    }

    /// The day of the last failed contact.
    pub fn last_failed(&self) -> Option<Day> {
        self.timeline.failed.last().map(|f| f.day)
    }

    /// Whether a rule holds.
    pub fn holds(&self, rule: &str) -> bool {
        self.findings.iter().any(|f| f.rule.name() == rule)
    }

    /// The findings as a reader wants them: a missing child's whereabouts first, then in the list's order.
    pub fn findings_to_read(&self) -> Vec<&Finding> {
        let (mut first, others): (Vec<&Finding>, Vec<&Finding>) =
            self.findings.iter().partition(|finding| finding.rule.name() == "whereabouts_unknown");
        first.extend(others);
        first
    }

    /// Why the child is listed, in one sentence.
    pub fn why(&self) -> String {
        let briefs: Vec<&str> = self.findings_to_read().iter().map(|f| f.judgement.brief.as_str()).collect();
        let mut text = briefs.join("; ");
        if let Some(first) = text.chars().next() {
            text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        text.push('.');
        text
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
}

/// What [`find`] looks at.
pub struct Everyone<'a> {
    /// Settings in force.
    pub settings: &'a Settings,
    /// All records.
    pub intake: &'a Intake,
    /// Who they are about.
    pub identities: &'a Identities,
    /// What became of the contacts.
    pub fates: &'a [Fate],
    /// What became of the children's records.
    pub record_fates: &'a [Fate],
    /// What is known of every child.
    pub facts: &'a Facts,
}

/// A candidate's timeline with the rules that hold, at least one.
pub struct Found {
    /// The child's number.
    pub child: u32,
    /// All used contacts.
    pub timeline: Timeline,
    /// The rules that hold, in the list's order.
    pub findings: Vec<Finding>,
}

/// The candidates for whom some rule holds, in the order in which they and their timelines are given (ascending).
/// `services` are the names of services by number.
fn judge(
    settings: &Settings,
    services: &[String],
    facts: &Facts,
    candidates: &[u32],
    timelines: Vec<Timeline>,
) -> Vec<Found> {
    let households = households(facts, candidates, &timelines);
    candidates
        .par_iter()
        .zip(timelines)
        .filter_map(|(child, timeline)| {
            let findings = rules::findings(&Subject {
                timeline: &timeline,
                factors: facts.factors[*child as usize],
                household: household_of(facts, &households, *child),
                settings,
                services,
            });
            (!findings.is_empty()).then_some(Found { child: *child, timeline, findings })
        })
        .collect()
}

/// How soon to look at a child with these findings and factors (one bit each).
pub fn priority(settings: &Settings, findings: &[Finding], factors: u32) -> Priority {
    let names: Vec<&str> = findings.iter().map(|finding| finding.rule.name()).collect();
    priority_by_names(settings, &names, factors)
}

/// The same, where only the names of the rules that hold are known.
pub fn priority_by_names(settings: &Settings, rules: &[&str], factors: u32) -> Priority {
    if rules.contains(&"whereabouts_unknown") {
        Priority::Immediate
    } else if settings.urgent_factors.iter().any(|f| factors & f.bit() != 0) {
        Priority::Urgent
    } else {
        Priority::Routine
    }
}

/// Finds the cases among the candidates that the screen has left.
///
/// # Errors
/// Where the records of a listed child cannot be read again.
pub fn find(all: &Everyone<'_>, candidates: &[u32], as_of: Day) -> Result<Cases, Stop> {
    let timelines = timelines(all, candidates, Period::new(all.settings, as_of));
    let found = judge(all.settings, &all.intake.services, all.facts, candidates, timelines);
    let records = records_of(all, &found);
    let local_ids = local_ids_of(all, &found);
    let mut contact_rows: Vec<usize> = found.iter().flat_map(|f| f.timeline.contacts.iter().map(|c| c.row)).collect();
    let mut record_rows: Vec<usize> = records.values().flatten().copied().collect();
    contact_rows.sort_unstable();
    record_rows.sort_unstable();
    let reread = reread::read(all.settings, all.intake, &contact_rows, &record_rows)?;
    let booking = booking(all, as_of);
    let mut list: Vec<Case> = found
        .into_par_iter()
        .map(|f| {
            let records = records.get(&f.child).cloned().unwrap_or_default();
            let ids = local_ids.get(&f.child).cloned().unwrap_or_default();
            case(all, f, records, ids, &reread, &booking)
        })
        .collect();
    list.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(Cases { list, reread })
}

/// The timelines of these children, by the order in which they are given (ascending).
pub fn timelines(all: &Everyone<'_>, children: &[u32], period: Period) -> Vec<Timeline> {
    let mut place = vec![u32::MAX; all.identities.keys.len()];
    for (at, child) in children.iter().enumerate() {
        place[*child as usize] = at as u32;
    }
    let mut rows: Vec<Vec<Contact>> = vec![Vec::new(); children.len()];
    for (row, child) in all.identities.of_contact.iter().enumerate() {
        let at = place[*child as usize];
        if at != u32::MAX && all.fates[row] == Fate::Used {
            rows[at as usize].push(Contact::of(&all.intake.contacts, row));
        }
    }
    rows.into_par_iter().map(|contacts| Timeline::new(contacts, all.settings.failed, period)).collect()
}

/// The failed contacts of households, by their numbers.
pub type Households = HashMap<u32, HouseholdCount>;

/// The failed contacts of each household. The screen has left every child whose failed contacts can matter here.
pub fn households(facts: &Facts, candidates: &[u32], timelines: &[Timeline]) -> Households {
    let mut households = Households::new();
    for (child, timeline) in candidates.iter().zip(timelines) {
        let household = facts.household[*child as usize];
        if household != NO_TEXT && !timeline.failed.is_empty() {
            let count = households.entry(household).or_default();
            count.failed += timeline.failed.len() as u32;
            count.children += 1;
        }
    }
    households
}

/// The failed contacts of a child's household, where it has one.
pub fn household_of(facts: &Facts, households: &Households, child: u32) -> Option<HouseholdCount> {
    let household = facts.household[child as usize];
    (household != NO_TEXT).then(|| households.get(&household).copied().unwrap_or_default())
}

/// The rows of the children's records of each listed child, in reading order.
fn records_of(all: &Everyone<'_>, found: &[Found]) -> BTreeMap<u32, Vec<usize>> {
    let mut records: BTreeMap<u32, Vec<usize>> = found.iter().map(|f| (f.child, Vec::new())).collect();
    for (row, child) in all.identities.of_record.iter().enumerate() {
        if all.record_fates[row] == Fate::Used
            && let Some(own) = records.get_mut(child)
        {
            own.push(row);
        }
    }
    records
}

/// The local ids of each listed child, of all records that were not rejected.
fn local_ids_of(all: &Everyone<'_>, found: &[Found]) -> BTreeMap<u32, Vec<String>> {
    let mut ids: BTreeMap<u32, BTreeSet<u32>> = found.iter().map(|f| (f.child, BTreeSet::new())).collect();
    let listed: Vec<bool> = {
        let mut listed = vec![false; all.identities.keys.len()];
        for f in found {
            listed[f.child as usize] = true;
        }
        listed
    };
    let mut of = |children: &[u32], people: &People| {
        for (child, local) in children.iter().zip(people.local.iter()) {
            if local != NO_TEXT
                && listed[*child as usize]
                && let Some(own) = ids.get_mut(child)
            {
                own.insert(local);
            }
        }
    };
    of(&all.identities.of_contact, &all.intake.contacts.people);
    of(&all.identities.of_record, &all.intake.children);
    ids.into_iter()
        .map(|(child, own)| {
            let mut shown: Vec<String> = own.into_iter().map(|local| all.intake.locals.shown(local)).collect();
            shown.sort();
            (child, shown)
        })
        .collect()
}

/// The services with some child's pending contact after the as-of date.
fn booking(all: &Everyone<'_>, as_of: Day) -> BTreeSet<u32> {
    let contacts = &all.intake.contacts;
    let pending = Outcome::Pending.code();
    (0..contacts.len())
        .filter(|row| contacts.date[*row] > as_of.0 && contacts.outcome[*row] == pending)
        .filter(|row| all.fates[*row] == Fate::Used)
        .map(|row| contacts.service[row])
        .collect()
}

fn case(
    all: &Everyone<'_>,
    found: Found,
    records: Vec<usize>,
    local_ids: Vec<String>,
    reread: &Reread,
    booking: &BTreeSet<u32>,
) -> Case {
    let Found { child, timeline, findings } = found;
    let at = child as usize;
    let mut rows: Vec<(Day, usize)> = timeline.contacts.iter().map(|c| (c.day, c.row)).collect();
    rows.sort_unstable();
    let rows: Vec<usize> = rows.into_iter().map(|(_, row)| row).collect();
    let source_name =
        |sort: Sort, row: usize| all.intake.files[all.intake.file_of(sort, row)].source_of(all.settings).name.clone();
    let known = known::known(all.intake, source_name, &Records { contacts: &rows, children: &records }, reread);
    let checks = checks::checks(&checks::Evidence {
        timeline: &timeline,
        known: &known,
        reread,
        booking,
        services: &all.intake.services,
    });
    let factors = factors_of(all.facts.factors[at]);
    let priority = priority(all.settings, &findings, all.facts.factors[at]);
    // The service's number is its place by code point; of equal days and times the first name counts.
    let last_seen = timeline.seen().max_by_key(|c| (c.day, c.time, Reverse(c.service))).copied();
    let next_booked = timeline.booked().min_by_key(|c| (c.day, c.time.is_none(), c.time, c.service)).copied();
    Case {
        child,
        key: all.identities.keys[at],
        case_ref: String::new(),
        status: Status::New,
        priority,
        local_ids,
        pattern: pattern::pattern(&timeline),
        checks,
        last_seen,
        next_booked,
        known,
        born: Day::from_column(all.facts.born[at]),
        age: (all.facts.age[at] >= 0).then(|| i32::from(all.facts.age[at])),
        factors,
        timeline,
        findings,
        records,
    }
}
