//! A rule gives one answer, however it is asked: at a glance, without a word, with its sentence, in a list of findings, for the
//! list of cases behind the screen, by `explain`, and by the detection in polars. All of them are asked of every child under
//! settings of every kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use failed_contact::cases;
use failed_contact::child::timeline::Timeline;
use failed_contact::detect;
use failed_contact::explain;
use failed_contact::pipeline::Detected;
use failed_contact::rules::{self, Rule, Subject};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::area::{areas, areas_to_look_at};

/// The settings of rules, from so few needed that most children are listed to more than most have; some rules are off.
fn settings() -> impl Strategy<Value = String> {
    let rule = |keys: &'static [(&'static str, u32, u32)]| {
        let values: Vec<_> = keys.iter().map(|(_, least, most)| *least..=*most).collect();
        values.prop_map(move |values| keys.iter().map(|(key, ..)| *key).zip(values).collect::<BTreeMap<_, _>>())
    };
    let numbers = (
        rule(&[("threshold", 1, 4)]),
        rule(&[("services", 2, 4), ("span_days", 1, 120)]),
        rule(&[("threshold", 1, 6), ("children", 1, 3)]),
        rule(&[("attendances", 1, 2), ("failed", 1, 2)]),
        rule(&[("threshold", 1, 3)]),
        rule(&[("threshold", 1, 3)]),
    );
    // What counts as failed, too: a rule that asks for an outcome finds it although it does not.
    let failed = prop::sample::select(&["", "outcomes = [\"no_access\"]\n", "outcomes = [\"was_not_brought\"]\n"][..]);
    let off = prop::collection::vec(0..5_u8, rules::ALL.len());
    (numbers, off, 30..500_u32, failed).prop_map(|(numbers, off, period, failed)| {
        let (repeated, cross_service, household, unscheduled_care, early_concern, repeated_cancellation) = numbers;
        let mut config = format!("[review]\nperiod_days = {period}\n[failed_contact]\n{failed}");
        for (rule, off) in rules::ALL.iter().zip(off) {
            let keys = match rule.name() {
                "repeated" => &repeated,
                "cross_service" => &cross_service,
                "household" => &household,
                "unscheduled_care" => &unscheduled_care,
                "early_concern" => &early_concern,
                "repeated_cancellation" => &repeated_cancellation,
                "not_seen" => &BTreeMap::from([("days", period)]),
                "whereabouts_unknown" | "disengaged" | "closed_after_failed" => &BTreeMap::new(),
                other => panic!("say here which settings {other} has"),
            };
            let _ = writeln!(config, "[rules.{}]\nenabled = {}", rule.name(), off != 0);
            for (key, value) in keys {
                let _ = writeln!(config, "{key} = {value}");
            }
        }
        config
    })
}

/// Asks of every child who is looked at, in every way. `seen` is told each rule that holds, and each that does not though a
/// glance lets it through.
fn one_answer(review: &Detected, seen: &mut dyn FnMut(&str)) -> Result<(), TestCaseError> {
    let all = review.review_input();
    let children: Vec<_> =
        review.children.iter().filter(|child| child.excluded().is_none()).map(|child| child.number).collect();
    let timelines: Vec<Timeline> = cases::timelines(&all, &children, review.period());
    let households = cases::households(&review.children, &children, &timelines);
    let detected = detect::find_again(&all, &children).unwrap();
    for (number, timeline) in children.iter().zip(&timelines) {
        let facts = review.children.get(*number).facts();
        let subject = Subject {
            timeline,
            factors: facts.factors,
            household: cases::household_count(facts.household, &households),
            depends_on_unreliable_source: all.unreliable_sources.have_seen(timeline, &review.intake.parts),
            seen_since: review.children.seen_since(),
            settings: &review.settings,
            services: &review.intake.services,
        };
        let mut holding: Vec<&str> = Vec::new();
        let explained = explain::explain(review, *number, Vec::new());
        for (rule, explained) in rules::ALL.iter().zip(&explained.rules) {
            let judged = rule.judge(&subject);
            let (name, sentence) = (rule.name(), &judged.sentence);
            prop_assert!(rule.may_hold(&subject) || !judged.holds, "{} at a glance: {}", name, sentence);
            prop_assert_eq!(rule.holds(&subject), judged.holds, "{} without a word: {}", name, sentence);
            let fewest = rule.fewest_failed().minimum(&review.settings.rules) as usize;
            prop_assert!(!judged.holds || timeline.failed.len() >= fewest, "{} needs {}: {}", name, fewest, sentence);
            prop_assert_eq!(judged.evidence.is_empty(), !judged.holds, "{}: {}", name, sentence);
            if judged.holds {
                prop_assert_eq!(&rule.brief(&subject), &judged.brief, "{}", name);
            }
            prop_assert_eq!(judged.brief.text.is_empty(), !judged.holds, "{}: {}", name, sentence);
            prop_assert_eq!(
                (explained.rule, explained.holds),
                (name, judged.holds),
                "{} explained: {}",
                name,
                sentence
            );
            if rule.enabled(&review.settings.rules) {
                let detected = detected.children(name).unwrap().contains(number);
                prop_assert_eq!(detected, judged.holds, "{} detected: {}", name, sentence);
            }
            if judged.holds {
                seen(name);
                if judged.sentence.contains("find out who was seen") {
                    seen("another child seen since");
                }
            } else if rule.may_hold(&subject) {
                seen("let through at a glance");
            }
            if judged.holds && rule.enabled(&review.settings.rules) {
                holding.push(name);
            }
        }
        let names = |rules: &mut dyn Iterator<Item = &'static dyn Rule>| rules.map(Rule::name).collect::<Vec<_>>();
        let found = rules::held_rules(&subject).findings(&subject);
        prop_assert_eq!(&names(&mut found.iter().map(|finding| finding.rule)), &holding);
        prop_assert_eq!(&rules::held_rules(&subject).names().collect::<Vec<_>>(), &holding);
        // No rule holds for a child whom the screen leaves out.
        let case = review.cases.list.iter().find(|case| case.child == *number);
        let listed = case.map_or_else(Vec::new, |case| case.rules.names().collect());
        prop_assert_eq!(&listed, &holding, "on the list of cases");
        // What a page says of a case is what the rule says.
        for (told, found) in case.map_or_else(Vec::new, |case| case.findings(&all)).iter().zip(&found) {
            prop_assert_eq!((told.rule.name(), &told.judgement), (found.rule.name(), &found.judgement));
        }
    }
    // Nobody is listed whom the rules did not look at.
    prop_assert!(review.cases.list.iter().all(|case| children.contains(&case.child)));
    Ok(())
}

proptest! {
    #![proptest_config(areas_to_look_at(250))]

    #[test]
    fn a_rule_gives_one_answer_however_it_is_asked(area in areas(120), settings in settings()) {
        one_answer(&area.write_with(&settings).review(), &mut |_| ())?;
    }
}

/// The property would show nothing about rules that never hold, or always do.
#[test]
fn generated_areas_and_settings_have_every_rule_hold_and_not() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..60 {
        let (area, settings) = (areas(120), settings()).new_tree(&mut runner).unwrap().current();
        let mut count = |what: &str| *seen.entry(what.to_owned()).or_default() += 1;
        one_answer(&area.write_with(&settings).review(), &mut count).unwrap();
    }
    // The more rules there are, the more a glance lets through.
    let names = rules::ALL.iter().map(|rule| rule.name());
    for what in names.chain(["let through at a glance", "another child seen since"]) {
        assert!(seen.get(what).is_some_and(|times| (1..800).contains(times)), "{what}: {seen:?}");
    }
}
