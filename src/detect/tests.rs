//! Checks, with generated children, that each rule's `holds`, its `judge` and the detection name the same children.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::frames::{ChildRow, ContactRow, Frames};
use super::{ChildrenByRule, GroupResult, agreement, combine_groups, detect_group, find_again};
use crate::child::timeline::{Contact, CountingSettings, ReviewPeriod, Timeline};
use crate::config::settings::{OutcomeSet, Settings};
use crate::config::tests::{parsed, with};
use crate::contact::short::OptionalDay;
use crate::day::{Day, Time};
use crate::records::ContactRecord;
use crate::rules::{self, HouseholdCount, Subject};
use crate::service::{ServiceNumber, Services};
use crate::store::{ChildNumber, SeenSince};
use crate::vocabulary::{Closure, Factor, Kind, Outcome, Sector};

/// The numbers of children, services and days are small, so that contacts often coincide.
const CHILDREN: u32 = 6;
const EVERYBODY: std::ops::Range<u32> = 0..CHILDREN;
const SERVICES: u32 = 4;
const DAYS: i32 = 24;
const AS_OF: i32 = 740_000;

/// A generated area: its contacts, the facts about its children, and the settings.
#[derive(Clone, Debug)]
struct World {
    rows: Vec<ContactRow>,
    factors: Vec<u32>,
    households: Vec<Option<u32>>,
    doubtful: Vec<bool>,
    settings: Settings,
}

fn row() -> impl Strategy<Value = ContactRow> {
    let time = prop_oneof![3 => Just(-1), 1 => Just(0), 2 => Just(9 * 3600), 1 => Just(86_399)];
    // The child is often seen, so that attendances often answer or make up for contacts.
    let outcome = prop_oneof![3 => Just(Outcome::Seen), 8 => prop::sample::select(Outcome::ALL)];
    let kind = prop_oneof![3 => Just(Kind::Clinic), 2 => Just(Kind::Unscheduled), 2 => Just(Kind::Remote)];
    let ended = prop::option::weighted(0.3, AS_OF - DAYS..AS_OF + 3);
    let alone = prop_oneof![3 => Just(false), 1 => Just(true)];
    let another_since = prop::bool::weighted(0.3);
    let closed = prop::option::weighted(0.2, AS_OF - DAYS..AS_OF + 3);
    (0..CHILDREN, 0..SERVICES, -2..DAYS, time, outcome, kind, (ended, closed), (alone, another_since)).prop_map(
        |(child, service, back, time, outcome, kind, (ended, closed), (alone, another_since))| ContactRow {
            child: ChildNumber::new(child),
            service: ServiceNumber::new(service),
            day: AS_OF - back,
            time,
            outcome,
            kind,
            ended,
            alone,
            another_since,
            closed,
        },
    )
}

/// Mostly small thresholds, which are often reached, and sometimes one that nobody reaches.
fn threshold() -> impl Strategy<Value = u32> {
    prop_oneof![12 => 1..5_u32, 1 => Just(1_000_000_000)]
}

fn settings() -> impl Strategy<Value = Settings> {
    let rules = (
        prop::collection::vec(threshold(), 9),
        prop::collection::vec(prop::bool::weighted(0.85), 10),
        1..DAYS + 6,
        prop_oneof![4 => 1..DAYS, 1 => Just(1_000_000)],
        prop::sample::subsequence(Factor::ALL.to_vec(), 0..4),
    );
    let failed = prop_oneof![
        3 => Just(Outcome::DEFAULT_FAILED.to_vec()),
        1 => prop::sample::subsequence(Outcome::ALL.to_vec(), 1..6),
    ];
    (rules, failed, prop_oneof![6 => 1..DAYS + 4, 1 => Just(36_500)], prop::bool::weighted(0.8)).prop_map(
        |((needed, on, lately, span, factors), failed, period_days, in_person)| {
            let mut settings = parsed(&with(""));
            settings.review.period_days = period_days;
            settings.review.seen_in_person = in_person;
            settings.failed.outcomes = OutcomeSet::new(&failed);
            let rules = &mut settings.rules;
            (rules.repeated.enabled, rules.repeated.threshold) = (on[0], needed[0]);
            (rules.cross_service.enabled, rules.cross_service.services) = (on[1], needed[1]);
            rules.cross_service.span_days = span;
            (rules.whereabouts_unknown.enabled, rules.disengaged.enabled) = (on[2], on[3]);
            (rules.household.enabled, rules.household.threshold) = (on[4], needed[2]);
            rules.household.children = needed[3];
            (rules.unscheduled_care.enabled, rules.unscheduled_care.failed) = (on[5], needed[4]);
            rules.unscheduled_care.attendances = needed[5];
            (rules.early_concern.enabled, rules.early_concern.threshold) = (on[6], needed[6]);
            rules.early_concern.factors = factors.clone();
            rules.closed_after_failed.enabled = on[8];
            (rules.not_seen.enabled, rules.not_seen.days) = (on[9], lately);
            rules.not_seen.factors = factors;
            (rules.repeated_cancellation.enabled, rules.repeated_cancellation.threshold) = (on[7], needed[7]);
            settings
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let factors = prop::collection::vec(0_u32..1 << Factor::ALL.len(), CHILDREN as usize);
    let households = prop::collection::vec(prop_oneof![Just(None), Just(Some(0)), Just(Some(7))], CHILDREN as usize);
    let doubtful = prop::collection::vec(prop::bool::weighted(0.2), CHILDREN as usize);
    (prop::collection::vec(row(), 0..90), factors, households, doubtful, settings()).prop_map(
        |(rows, factors, households, doubtful, settings)| World { rows, factors, households, doubtful, settings },
    )
}

impl World {
    fn period(&self) -> ReviewPeriod {
        ReviewPeriod::new(&self.settings, Day(AS_OF))
    }

    fn frames(&self, children: std::ops::Range<u32>) -> Frames {
        let mut rows: Vec<ContactRow> =
            self.rows.iter().copied().filter(|row| children.contains(&row.child.place())).collect();
        rows.sort_by_key(|row| (row.child, row.day));
        let child = |child: u32| ChildRow {
            child: ChildNumber::new(child),
            factors: self.factors[child as usize],
            household: self.households[child as usize],
            doubtful: self.doubtful[child as usize],
        };
        Frames::new(&rows, &children.map(child).collect::<Vec<ChildRow>>()).unwrap()
    }

    /// What is detected in these groups of children together.
    fn detected(&self, groups: &[std::ops::Range<u32>]) -> ChildrenByRule {
        let detect =
            |group: &std::ops::Range<u32>| detect_group(&self.settings, &self.frames(group.clone()), self.period());
        let results: Vec<GroupResult> = groups.iter().map(|group| detect(group).unwrap()).collect();
        combine_groups(&self.settings, &results).unwrap()
    }

    fn timelines(&self) -> Vec<Timeline> {
        let contact = |(place, row): (usize, &ContactRow)| Contact {
            row: ContactRecord::at(place),
            day: Day(row.day),
            time: (row.time >= 0).then_some(Time(row.time)),
            service: row.service,
            outcome: row.outcome,
            kind: row.kind,
            sector: Sector::Health,
            ended: OptionalDay::of(row.ended.map(Day)).unwrap(),
            alone: row.alone,
            closed: OptionalDay::of(row.closed.map(Day)).unwrap(),
            // The frames leave out closings for other reasons.
            closure: row.closed.map(|_| Closure::FamilyRequest),
        };
        let contacts =
            |child: u32| self.rows.iter().enumerate().filter(move |(_, row)| row.child.place() == child).map(contact);
        (0..CHILDREN)
            .map(|child| {
                Timeline::new(contacts(child).collect(), CountingSettings::from_settings(&self.settings), self.period())
            })
            .collect()
    }

    /// For each enabled rule, the children for whom it holds by `holds`, and by `judge`.
    fn judged(&self) -> Vec<(&'static str, Vec<ChildNumber>, Vec<ChildNumber>)> {
        let timelines = self.timelines();
        let mut households: HashMap<Option<u32>, HouseholdCount> = HashMap::new();
        for (timeline, household) in timelines.iter().zip(&self.households) {
            let together = households.entry(*household).or_default();
            together.failed += timeline.failed.len() as u32;
            together.children += u32::from(!timeline.failed.is_empty());
        }
        let services = Services::from((0..SERVICES).map(|service| format!("Service {service}")).collect::<Vec<_>>());
        let mut seen_since = SeenSince::default();
        for (place, _) in self.rows.iter().enumerate().filter(|(_, row)| row.another_since) {
            seen_since.only(ContactRecord::at(place), Vec::new());
        }
        let subject = |child: &ChildNumber| Subject {
            timeline: &timelines[child.place() as usize],
            factors: self.factors[child.place() as usize],
            household: self.households[child.place() as usize].map(|household| households[&Some(household)]),
            depends_on_unreliable_source: self.doubtful[child.place() as usize],
            seen_since: &seen_since,
            settings: &self.settings,
            services: &services,
        };
        let everybody = || (0..CHILDREN).map(ChildNumber::new);
        let in_force = rules::ALL.iter().filter(|rule| rule.enabled(&self.settings.rules));
        let judged = in_force.map(|rule| {
            let holds = everybody().filter(|child| rule.holds(&subject(child))).collect();
            let judged = everybody().filter(|child| rule.judge(&subject(child)).holds).collect();
            (rule.name(), holds, judged)
        });
        judged.collect()
    }
}

proptest! {
    #![proptest_config(Config { cases: 2_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rules_judgements_and_detection_name_the_same_children(world in world()) {
        let whole = world.detected(&[EVERYBODY]);
        // Brothers and sisters may be in different groups.
        let in_groups = world.detected(&[0..2, 2..3, 3..CHILDREN]);
        let judged = world.judged();
        prop_assert_eq!(whole.rules.len(), judged.len());
        for (rule, holds, judged) in judged {
            prop_assert_eq!(&holds, &judged, "`holds` and `judge` of {}", rule);
            prop_assert_eq!(whole.children(rule), Some(holds.as_slice()), "{} detected", rule);
            prop_assert_eq!(in_groups.children(rule), Some(holds.as_slice()), "{} detected in groups", rule);
        }
    }
}

#[test]
fn each_rule_holds_for_some_of_the_generated_children_and_not_for_others() {
    let mut runner = TestRunner::deterministic();
    let mut seen: HashMap<&'static str, (usize, usize)> = HashMap::new();
    for _ in 0..600 {
        let world = world().new_tree(&mut runner).unwrap().current();
        for (rule, holds, _) in world.judged() {
            let counts = seen.entry(rule).or_default();
            *counts = (counts.0 + holds.len(), counts.1 + CHILDREN as usize - holds.len());
        }
    }
    assert_eq!(seen.len(), rules::ALL.len());
    for (rule, (holding, not)) in seen {
        assert!(holding > 50 && not > 50, "{rule} holds for {holding}, not for {not}");
    }
}

#[test]
fn every_rule_is_detected() {
    let mut settings = parsed(&with(""));
    settings.rules.repeated_cancellation.enabled = true;
    settings.rules.closed_after_failed.enabled = true;
    settings.rules.not_seen.enabled = true;
    let world =
        World { rows: Vec::new(), factors: vec![0; 6], households: vec![None; 6], doubtful: vec![false; 6], settings };
    // First without any contact, then without any child.
    for detected in [world.detected(&[EVERYBODY]), world.detected(&[])] {
        for rule in rules::ALL {
            assert_eq!(detected.children(rule.name()), Some([].as_slice()), "{}", rule.name());
        }
        assert!(agreement::check_agreement(&world.settings, &detected, &[]).is_ok());
    }
}

#[test]
fn frames_that_are_not_sorted_are_refused() {
    let contact = |child, day| ContactRow {
        child: ChildNumber::new(child),
        service: ServiceNumber::new(0),
        day,
        time: -1,
        outcome: Outcome::Seen,
        kind: Kind::Clinic,
        ended: None,
        closed: None,
        alone: false,
        another_since: false,
    };
    let child = |child| ChildRow { child: ChildNumber::new(child), factors: 0, household: None, doubtful: false };
    let both = [child(0), child(1)];
    assert!(Frames::new(&[contact(0, 2), contact(0, 2), contact(1, 1)], &both).is_ok());
    assert!(Frames::new(&[contact(0, 2), contact(0, 1)], &both).is_err());
    assert!(Frames::new(&[contact(1, 1), contact(0, 2)], &both).is_err());
    assert!(Frames::new(&[], &[child(1), child(0)]).is_err());
    assert!(Frames::new(&[], &[child(1), child(1)]).is_err());
}

#[test]
fn a_disagreement_about_one_child_is_a_bug_that_names_the_rule_and_nobody() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let mut settings = crate::config::load(&folder.join("failed-contact.toml")).unwrap();
    settings.rules.repeated_cancellation.enabled = true;
    let as_of = Day::from_iso("2026-11-22").unwrap();
    let found = crate::pipeline::run(settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()));
    let (settings, cases) = (&found.settings, &found.cases.list);
    let everyone: Vec<ChildNumber> = found.children.iter().map(|child| child.number).collect();
    let detected = find_again(&found.review_input(), &everyone).unwrap();
    agreement::check_agreement(settings, &detected, cases).unwrap_or_else(|stop| panic!("{}", stop.message()));

    for place in 0..detected.rules.len() {
        let rule = detected.rules[place].0;
        let bug = |wrong: ChildrenByRule, given: &str| {
            let stop = agreement::check_agreement(settings, &wrong, cases).unwrap_err();
            assert_eq!(stop.exit(), crate::exit::Exit::Bug);
            let expected =
                format!("error: internal error (a bug): the rules and the detection differ: `{rule}` {given}\n");
            assert!(stop.message().starts_with(&expected), "{} does not start with {expected}", stop.message());
        };
        let mut one_too_few = detected.clone();
        assert!(one_too_few.rules[place].1.pop().is_some(), "the sample has somebody for {rule}");
        bug(one_too_few, "for 1 child");
        let mut two_too_many = detected.clone();
        two_too_many.rules[place].1.extend([u32::MAX - 1, u32::MAX].map(ChildNumber::new));
        bug(two_too_many, "for 2 children");
        // The same number of children, but one is another child.
        let mut another = detected.clone();
        another.rules[place].1.pop();
        another.rules[place].1.push(ChildNumber::new(u32::MAX));
        bug(another, "for 2 children");
        let mut missing = detected.clone();
        missing.rules.remove(place);
        bug(missing, "is not detected at all");
    }
    // Two empty results agree. A child whom only the detection found is a difference.
    let nobody = ChildrenByRule { rules: detected.rules.iter().map(|(rule, _)| (*rule, Vec::new())).collect() };
    assert!(agreement::check_agreement(settings, &nobody, &[]).is_ok());
    assert!(agreement::check_agreement(settings, &detected, &[]).is_err());
}
