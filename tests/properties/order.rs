//! What must not matter, and what one record more may do.

use std::collections::{BTreeMap, BTreeSet};

use failed_contact::pipeline::Detected;
use failed_contact::quality::RecordCounts;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::area::{Area, Contact, NUMBERS, Person, Who, areas, areas_to_look_at, contact, write};
use crate::cases::{cases, names};

/// Asserts that every file, every source and the total reconcile, and that each source has this many records.
fn reconciles(review: &Detected, records: [usize; 4]) {
    let quality = &review.quality;
    let sum = |tallies: &mut dyn Iterator<Item = &RecordCounts>| {
        tallies.fold(RecordCounts::default(), |all, own| all.plus(*own))
    };
    for tally in quality.files.iter().chain(quality.sources.iter().map(|source| &source.tally)).chain([&quality.total])
    {
        assert_eq!(tally.records, tally.used + tally.excluded + tally.duplicate + tally.rejected, "{tally:?}");
    }
    for (source, records) in quality.sources.iter().zip(records) {
        assert_eq!(source.tally.records, records as u64, "{}", source.name);
    }
    assert_eq!(sum(&mut quality.files.iter()), quality.total);
    assert_eq!(sum(&mut quality.sources.iter().map(|source| &source.tally)), quality.total);
    let rejects: usize = review.intake.files.iter().map(|file| file.rejects.len()).sum();
    assert_eq!(rejects as u64, quality.total.rejected);
}

/// The children of a person's record: by number or by local id.
fn child(area: &Area, contact: &Contact) -> Vec<String> {
    vec![
        NUMBERS[contact.person].to_owned(),
        format!("shared/{}", area.local(contact.person)),
        format!("school/{}", area.local(contact.person)),
    ]
}

/// Those who may live with a person.
fn household(area: &Area, person: usize) -> BTreeSet<String> {
    let own = area.people[area.model(person)].household;
    let with = |other: &usize| own != 0 && area.people[area.model(*other)].household == own;
    (0..NUMBERS.len())
        .filter(with)
        .flat_map(|other| [NUMBERS[other].to_owned(), format!("shared/{}", area.local(other))])
        .collect()
}

/// The area with one more contact, which names its child only by NHS number: no local id is shared or linked
/// by it.
fn with_one_more(area: &Area, extra: &Contact) -> Option<(Area, Contact)> {
    let extra = Contact { who: Who::Number, ..extra.clone() };
    if area.people[extra.person].unnumbered {
        return None;
    }
    let mut more = area.clone();
    more.contacts.push(extra.clone());
    Some((more, extra))
}

proptest! {
    #![proptest_config(areas_to_look_at(120))]

    #[test]
    fn the_order_of_records_and_their_split_over_files_change_no_case_and_lose_no_record(
        area in areas(80), files in 1..4_usize, seed in any::<u64>(),
    ) {
        let records = area.records();
        let counts = records.each_ref().map(Vec::len);
        let plain = area.review();
        reconciles(&plain, counts);
        let shuffled = records.map(|mut records| {
            let mut split = vec![Vec::new(); files];
            records.sort_by_key(|record| hash(seed, record));
            for record in records {
                split[(hash(!seed, &record) % files as u64) as usize].push(record);
            }
            split
        });
        let other = write(&shuffled).review();
        reconciles(&other, counts);
        prop_assert_eq!(names(&plain), names(&other));
        prop_assert_eq!(cases(&plain), cases(&other));
    }
}

proptest! {
    #![proptest_config(areas_to_look_at(60))]

    #[test]
    fn what_overlapping_extracts_repeat_counts_once(area in areas(80), seed in any::<u64>()) {
        let records = area.records();
        let plain = area.review();
        let overlapping = records.map(|records| {
            let again = records.iter().skip(1).filter(|record| !hash(seed, record).is_multiple_of(3)).cloned().collect();
            vec![records, again]
        });
        let counts = overlapping.each_ref().map(|files| files.iter().map(Vec::len).sum());
        let other = write(&overlapping).review();
        reconciles(&other, counts);
        prop_assert_eq!(names(&plain), names(&other));
        prop_assert_eq!(cases(&plain), cases(&other));
    }
}

proptest! {
    #![proptest_config(areas_to_look_at(120))]

    #[test]
    fn a_record_of_one_child_changes_nothing_for_another(area in areas(60), extra in contact()) {
        let Some((more, extra)) = with_one_more(&area, &extra) else { return Ok(()) };
        let (before, after) = (cases(&area.review()), cases(&more.review()));
        let (own, kin) = (child(&area, &extra), household(&area, extra.person));
        let everyone: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in everyone.into_iter().filter(|name| !own.contains(name) && !kin.contains(*name)) {
            let (mut then, mut now) = (before.get(name).cloned(), after.get(name).cloned());
            if extra.outcome == "pending" || extra.outcome.is_empty() || extra.source != 1 {
                // Whether a service books again is told by the bookings of anybody who is not over age, which a date of birth
                // or an age may tell: a prompt on a case, not a case.
                for content in then.iter_mut().chain(&mut now) {
                    content.remove("checks");
                }
            }
            prop_assert_eq!(then, now, "{}", name);
        }
    }

    // A visit tells nothing but itself: a record that also brings a date of birth, a household or an age may well make a
    // case of somebody, or take one away.

    #[test]
    fn one_more_time_seen_makes_nobody_a_case(area in areas(60), extra in contact()) {
        let extra = Contact { outcome: "seen".to_owned(), unscheduled: false, ago: extra.ago.max(0), source: 1, ..extra };
        let Some((more, _)) = with_one_more(&area, &extra) else { return Ok(()) };
        let (before, after) = (area.review(), more.review());
        let before = names(&before);
        for name in names(&after) {
            prop_assert!(before.contains(&name), "{}", name);
        }
    }

    #[test]
    fn one_more_failed_contact_takes_no_case_away(area in areas(60), extra in contact()) {
        let outcome = ["was_not_brought", "no_access", "refused"][extra.time].to_owned();
        let extra = Contact { outcome, unscheduled: false, ago: extra.ago.max(0), source: 1, ..extra };
        let Some((more, _)) = with_one_more(&area, &extra) else { return Ok(()) };
        let (before, after) = (area.review(), more.review());
        let after = names(&after);
        for name in names(&before) {
            prop_assert!(after.contains(&name), "{}", name);
        }
    }
}

/// The properties would show nothing if areas had no cases, households, people known only by a local id, and the like.
#[test]
fn generated_areas_have_what_the_properties_are_about() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..40 {
        let review = areas(80).new_tree(&mut runner).unwrap().current().review();
        let total = review.quality.total;
        let mut count = |what: &str, times: usize| *seen.entry(what.to_owned()).or_default() += times;
        count("excluded", total.excluded as usize);
        count("duplicate", total.duplicate as usize);
        for reason in review.quality.reasons.keys() {
            count(reason.word(), 1);
        }
        for warning in review.intake.files.iter().flat_map(|file| &file.warnings) {
            count(warning.caution.word(), 1);
        }
        for case in &review.cases.list {
            count(case.identity_word(), 1);
            for rule in case.rules.names() {
                count(rule, 1);
            }
            for check in case.checks.iter() {
                count(check.word(), 1);
            }
        }
    }
    for what in [
        "verified",
        "unlinked",
        "excluded",
        "duplicate",
        "no_identity",
        "outcome_unmapped",
        "nhs_number_invalid",
        "repeated",
        "cross_service",
        "whereabouts_unknown",
        "disengaged",
        "household",
        "unscheduled_care",
        "early_concern",
        "repeated_cancellation",
        "date_of_birth_differs",
        "address_differs",
        "not_rebooked",
        "short_notice",
    ] {
        assert!(seen.get(what).is_some_and(|times| *times > 0), "no {what} in {seen:?}");
    }
}

/// Found by shuffling: the sentence named the services of one day in the order in which their records were read.
#[test]
fn contacts_of_one_moment_are_told_in_the_same_order_whichever_is_read_first() {
    let contact = |service: usize| Contact {
        source: 1,
        person: 0,
        who: Who::Number,
        service,
        ago: 36,
        time: 0,
        outcome: "whereabouts_unknown".to_owned(),
        unscheduled: false,
    };
    let nobody = Person {
        registered: false,
        twin: false,
        unnumbered: false,
        shares_id: false,
        household: 0,
        born_ago: 0,
        died: false,
        looked_after: false,
    };
    let area =
        |order: [usize; 2]| Area { people: vec![nobody.clone(); NUMBERS.len()], contacts: order.map(contact).to_vec() };
    assert_eq!(cases(&area([0, 2]).review()), cases(&area([2, 0]).review()));
}

/// A small hash for shuffling.
fn hash(seed: u64, text: &str) -> u64 {
    let mixed = text
        .bytes()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    mixed ^ (mixed >> 29)
}
