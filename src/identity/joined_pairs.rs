//! Works out whether two children would be a case if they were the same child.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::cases::{self, Households, ReviewInput};
use crate::child::another_child_seen::{self, AnotherChildSeen, DoubtfulContacts};
use crate::child::facts::{self, Ages, RecordSources};
use crate::child::timeline::ReviewPeriod;
use crate::numbers::count;
use crate::records::ChildRecord;
use crate::rules::{self, HeldRules, HouseholdCount, Subject, screen};
use crate::stop::Stop;
use crate::store::{ChildNumber, Row};

use super::pairs::ChildPair;
use super::side;

/// The outcome of the rules if two children were the same child.
#[derive(Clone, Debug, Default)]
pub(super) struct JoinedOutcome {
    /// The rules that would hold; empty if both are listed now.
    pub(super) rules: Vec<&'static str>,
    /// Whether at least one of them is listed now, and the two together would not be.
    pub(super) would_leave_list: bool,
}

/// Judges each pair as if it were one child. `is_case` says whether a child is listed now.
///
/// # Errors
/// Any extract that cannot be read again.
pub(super) fn judge_pairs_joined(
    all: &ReviewInput<'_>,
    pairs: &[ChildPair],
    is_case: &(dyn Fn(ChildNumber) -> bool + Sync),
) -> Result<Vec<JoinedOutcome>, Stop> {
    let households = HouseholdFailures::of(all, pairs);
    let ages = Ages::on_day(all.as_of);
    let period = ReviewPeriod::new(all.settings, all.as_of);
    let may_be_listed = |(one, other): &ChildPair| {
        screen::may_be_listed_together(all.settings, [all.children.get(*one), all.children.get(*other)], period)
    };
    // Whether another child was seen is judged for the two together: an attendance does not make up for a failed contact whose
    // record contradicts it about who was seen.
    let doubts = |two: &ChildPair| {
        if may_be_listed(two) {
            DoubtfulContacts::find(all.settings, all.intake, &joined_contacts(all, *two))
        } else {
            DoubtfulContacts::default()
        }
    };
    let doubts: Vec<DoubtfulContacts> = pairs.par_iter().map(doubts).collect();
    let another_seen = another_child_seen::resolve(all.settings, all.intake, &doubts)?;
    let held = |two: &ChildPair, AnotherChildSeen { failed, seen_since }: &AnotherChildSeen| {
        if !may_be_listed(two) {
            return HeldRules::default();
        }
        let (one, other) = (all.children.get(two.0), all.children.get(two.1));
        let mut rows = joined_contacts(all, *two);
        for row in &mut rows {
            row.set_alone(failed.binary_search(&row.row).is_ok());
        }
        let mut records: Vec<ChildRecord> = one.records().iter().chain(other.records()).copied().collect();
        records.sort_unstable();
        let ReviewInput { intake, settings, as_of, .. } = *all;
        let sources = RecordSources { parts: &intake.parts, register: &intake.register, as_of };
        let facts = facts::facts_on_day(settings, sources, &rows, &records, &ages);
        if facts.excluded.is_some() {
            return HeldRules::default();
        }
        let timeline = side::timeline(all, rows.iter());
        let household = facts.household.map(|home| {
            let HouseholdCount { failed, children } = households.without_children(home, [one.number, other.number]);
            let of_pair = count(timeline.failed.len());
            HouseholdCount { failed: failed + of_pair, children: children + u32::from(of_pair > 0) }
        });
        let subject = Subject {
            timeline: &timeline,
            factors: facts.factors,
            household,
            depends_on_unreliable_source: all.unreliable_sources.have_seen(&timeline, &intake.parts),
            seen_since,
            settings,
            services: &intake.services,
        };
        rules::held_rules(&subject)
    };
    let outcome = |(two, another_seen): (&ChildPair, &AnotherChildSeen)| {
        let (one, other, held) = (is_case(two.0), is_case(two.1), held(two, another_seen));
        let rules = if one && other { Vec::new() } else { held.names().collect() };
        JoinedOutcome { rules, would_leave_list: (one || other) && held.is_empty() }
    };
    Ok(pairs.par_iter().zip(&another_seen).map(outcome).collect())
}

/// The contacts of two children in one list, in the order of a timeline.
fn joined_contacts(all: &ReviewInput<'_>, (one, other): ChildPair) -> Vec<Row> {
    let (one, other) = (all.children.get(one), all.children.get(other));
    let mut rows: Vec<Row> = one.all_rows().iter().chain(other.all_rows()).copied().collect();
    rows.sort_unstable_by_key(Row::order);
    rows
}

/// How many failed contacts each household has, and each child in a pair.
#[derive(Default)]
struct HouseholdFailures {
    all: Households,
    /// For each child in a pair, the household and how many failed contacts are the child's.
    of_child: HashMap<ChildNumber, (u32, u32)>,
}

impl HouseholdFailures {
    /// Counts failed contacts; counts nothing if the rule is off or no child in a pair has a household.
    fn of(all: &ReviewInput<'_>, pairs: &[ChildPair]) -> Self {
        let of_pairs = || pairs.iter().flat_map(|(one, other)| [*one, *other]);
        let has_home = |child: ChildNumber| all.children.get(child).household().is_some();
        if !all.settings.rules.household.enabled || !of_pairs().any(has_home) {
            return Self::default();
        }
        let period = ReviewPeriod::new(all.settings, all.as_of);
        // Every child with a failed contact, not only those who pass the screen: one more failed contact may be enough.
        let failed = screen::children_with_failed(all.settings, all.children, period);
        let timelines = cases::timelines(all, &failed, period);
        let mut of_child: HashMap<ChildNumber, (u32, u32)> =
            of_pairs().filter_map(|child| Some((child, (all.children.get(child).household()?, 0)))).collect();
        for (child, timeline) in failed.iter().zip(&timelines) {
            if let Some((_, failed)) = of_child.get_mut(child) {
                *failed = count(timeline.failed.len());
            }
        }
        Self { all: cases::households(all.children, &failed, &timelines), of_child }
    }

    /// The count of a household without two children.
    fn without_children(&self, home: u32, children: [ChildNumber; 2]) -> HouseholdCount {
        let mut count = self.all.get(&home).copied().unwrap_or_default();
        for child in children {
            if let Some((home_of_child, failed)) = self.of_child.get(&child)
                && *home_of_child == home
                && *failed > 0
            {
                count.failed -= failed;
                count.children -= 1;
            }
        }
        count
    }
}
