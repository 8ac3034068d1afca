//! `explain` agrees with the list of cases, for every child of the sample, listed or not.

use std::collections::BTreeMap;

use failed_contact::explain::{self, LookupResult};

mod support;
use support::{as_of, sample_review};

#[test]
fn explain_agrees_with_the_cases_for_every_child_of_the_sample() {
    let review = sample_review(as_of());
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for child in review.children.iter().map(|child| child.number) {
        let answer = explain::explain(&review, child, Vec::new());
        *outcomes.entry(answer.outcome).or_default() += 1;
        let case = review.cases.list.iter().find(|case| case.child == child);
        let holding: Vec<&str> = answer.rules.iter().filter(|r| r.enabled && r.holds).map(|r| r.rule).collect();
        if let Some(case) = case {
            assert_eq!(answer.outcome, "listed");
            let findings = case.findings(&review.review_input());
            let listed: Vec<&str> = findings.iter().map(|f| f.rule.name()).collect();
            assert_eq!(holding, listed, "case of child {child:?}");
            for (finding, answered) in findings.iter().zip(answer.rules.iter().filter(|r| r.enabled && r.holds)) {
                assert_eq!(finding.judgement.sentence, answered.sentence);
            }
            assert_eq!(answer.failed_contacts, case.timeline.failed.len());
            assert_eq!(answer.priority, Some(case.priority.word()));
            assert_eq!(answer.identity, case.identity_word());
            assert_eq!(answer.nhs_number.is_some(), case.nhs().is_some());
        } else {
            assert_ne!(answer.outcome, "listed");
            let excluded = review.children.get(child).excluded().is_some();
            assert!(excluded || holding.is_empty(), "child {child:?} is not listed, though {holding:?} hold");
            assert_eq!(excluded, ["over_age", "deceased"].contains(&answer.outcome));
        }
        let counting = answer.contacts.iter().filter(|c| c.note.starts_with("counts as a failed contact")).count();
        assert_eq!(counting, answer.failed_contacts, "as many contacts count as there are failed contacts");
    }
    assert_eq!(outcomes["listed"], review.cases.list.len());
    for outcome in ["listed", "not_listed", "over_age", "deceased", "no_contacts"] {
        assert!(outcomes.contains_key(outcome), "the sample has nobody who is {outcome}");
    }
}

#[test]
fn a_child_is_found_by_number_by_local_id_and_in_rejects() {
    let review = sample_review(as_of());
    let listed = &review.cases.list[0];
    let number = listed.nhs().expect("the first case has a number");
    for words in [number.spaced(), number.digits(), listed.local_ids[0].clone()] {
        match explain::find_child(&review, &words, None).unwrap() {
            LookupResult::Child(child, _) => assert_eq!(child, listed.child),
            _ => panic!("the first case is not found"),
        }
    }
    assert!(
        matches!(explain::find_child(&review, "no such id", None), Ok(LookupResult::NoUsableRecord(rejects, _)) if rejects.is_empty())
    );
    assert!(
        matches!(explain::find_child(&review, "9990000000", None), Ok(LookupResult::NoUsableRecord(..))),
        "not a valid number"
    );
}
