use std::collections::{BTreeMap, BTreeSet};

use super::super::charts::sample;
use crate::config::settings::Disclosure;
use crate::disclosure::TrueCount;
use crate::disclosure::one_source::{GroupSources, MostlyOneSource, find_mostly_one_source};
use crate::disclosure::published::Published;

const SETTINGS: Disclosure = Disclosure { minimum_count: 8, round_to: 5 };

/// A pack and the counts of two sources, one with Audiology and CAMHS, one with the Eye clinic. `services` are the failed contacts of
/// the three; `groups` have the failed contacts of each source.
fn area(services: [u64; 3], groups: &[(&str, [u64; 2])]) -> (Published, GroupSources) {
    let mut published = sample::empty();
    for (name, failed) in ["Audiology", "CAMHS", "Eye clinic"].into_iter().zip(services) {
        published.breakdown.push(sample::group("service", name, failed * 5, failed));
    }
    let mut failed = BTreeMap::new();
    for (name, counts) in groups {
        let sum = counts.iter().sum::<u64>();
        published.breakdown.push(sample::group("kind", name, sum * 5, sum));
        failed.insert(Some((*name).to_owned()), counts.map(TrueCount::new).to_vec());
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let services = vec![names(&["Audiology", "CAMHS"]), names(&["Eye clinic"])];
    (published, GroupSources { services, failed: BTreeMap::from([("kind", failed)]) })
}

fn mostly(dimension: &'static str, group: &str, services: &[&str]) -> MostlyOneSource {
    let services = services.iter().map(|name| (*name).to_owned()).collect();
    MostlyOneSource { dimension, groups: vec![group.to_owned()], services }
}

#[test]
fn groups_with_more_than_half_from_the_largest_source_are_named() {
    let (published, sources) = area([60, 60, 100], &[("clinic", [50, 90]), ("home_visit", [70, 10])]);
    let found = find_mostly_one_source(&published, &sources, SETTINGS);
    assert_eq!(found, [mostly("kind", "home_visit", &["Audiology", "CAMHS"])]);
    // Exactly half is not more than half.
    let (published, sources) = area([60, 60, 100], &[("clinic", [60, 60]), ("home_visit", [60, 40])]);
    assert_eq!(find_mostly_one_source(&published, &sources, SETTINGS)[0].groups, ["home_visit"]);
}

#[test]
fn nothing_is_said_if_a_count_is_hidden_or_the_sentence_could_reveal_one() {
    for (why, services, groups) in [
        // Counts below 5 are printed [c] in these made-up tables.
        ("a hidden group", [60, 60, 100], &[("clinic", [50, 88]), ("home_visit", [70, 10]), ("other", [0, 2])][..]),
        ("a hidden service of the source", [118, 2, 100], &[("clinic", [50, 50]), ("home_visit", [70, 50])]),
        ("nothing above half", [110, 10, 100], &[("clinic", [60, 60]), ("home_visit", [50, 50])]),
        // The source has 120, and more than half of 225 is 113: together with the rounding, the sentence would reveal a number.
        ("as much as it has", [55, 60, 110], &[("clinic", [58, 56]), ("home_visit", [57, 54])]),
    ] {
        let (published, sources) = area(services, groups);
        assert_eq!(find_mostly_one_source(&published, &sources, SETTINGS), [], "{why}");
    }
}

#[test]
fn each_source_has_one_sentence() {
    let (mut published, _) = area([60, 60, 100], &[("clinic", [50, 90]), ("home_visit", [70, 10])]);
    published.breakdown.push(sample::group("sex", "female", 200, 40));
    let same = ["Audiology", "CAMHS"];
    assert_eq!(
        super::sentence(&published, &[mostly("kind", "home_visit", &same), mostly("sex", "female", &same)]),
        "More than half of the failed contacts of home visits and girls come from one source, which covers Audiology and CAMHS. What \
         stands out there may only show how that source records its contacts."
    );
    let two_sources = [mostly("kind", "home_visit", &same), mostly("sex", "female", &["Eye clinic"])];
    let sentences = super::sentence(&published, &two_sources);
    assert_eq!(sentences.matches("come from one source").count(), 2, "{sentences}");
    assert_eq!(super::sentence(&published, &[]), "");
}
