//! Of every area: the rules by their own word, their judgements, the detection and the list name the same children, and
//! the screen leaves out nobody.

use failed_contact::cases;
use failed_contact::detect;
use failed_contact::rules::{self, Subject};
use proptest::prelude::*;

use super::area::{areas, areas_to_look_at};

proptest! {
    #![proptest_config(areas_to_look_at(200))]

    #[test]
    fn rules_judgements_detection_and_list_name_the_same_children(area in areas(120)) {
        let review = area.review();
        let all = review.everyone();
        // Without the screen: all children, of whom only the excluded have no contacts.
        let children: Vec<u32> = review.children.iter().map(|child| child.number).collect();
        let detected = detect::detect(&all, &children).unwrap();

        let timelines = cases::timelines(&all, &children, review.period());
        let households = cases::households(&review.children, &children, &timelines);
        let subject = |child: &u32| {
            let facts = review.children.get(*child).facts();
            Subject {
                timeline: &timelines[*child as usize],
                factors: facts.factors,
                household: cases::household_of(facts.household, &households),
                settings: &review.settings,
                services: &review.intake.services,
            }
        };
        for rule in rules::ALL {
            let holding: Vec<u32> = children.iter().copied().filter(|child| rule.holds(&subject(child))).collect();
            let judged: Vec<u32> = children.iter().copied().filter(|child| rule.judge(&subject(child)).holds).collect();
            let list = &review.cases.list;
            let mut listed: Vec<u32> = list.iter().filter(|case| case.holds(rule.name())).map(|case| case.child).collect();
            listed.sort_unstable();
            prop_assert_eq!(&holding, &judged, "{}", rule.name());
            prop_assert_eq!(&holding, &listed, "{}", rule.name());
            prop_assert_eq!(detected.children(rule.name()), Some(holding.as_slice()), "{}", rule.name());
        }
    }
}
