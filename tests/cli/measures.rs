//! The measures of the sample area against the safeguarding runs of the month ends that they speak for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use failed_contact::measures::{Measures, measure};
use failed_contact::{config, day::Day, review};

use crate::area::{AS_OF, Pack, cell, program};

fn configuration() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/failed-contact.toml")
}

fn measures() -> Measures {
    let settings = config::load(&configuration()).unwrap();
    let review = review::review(settings, Day::from_iso(AS_OF).unwrap(), &|_| {});
    let measured = review.and_then(|review| measure(&review));
    measured.unwrap_or_else(|stop| panic!("{}", stop.message()))
}

/// The safeguarding pack of a run as of a day.
fn safeguarding(as_of: &str, folder: &Path) -> Pack {
    let run = program()
        .arg("report")
        .arg(configuration())
        .args(["--as-of", as_of, "--quiet", "--output"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Pack::at(folder.join(as_of).join("safeguarding"))
}

#[test]
fn the_last_month_end_counts_the_cases_of_the_run_of_that_day() {
    let folder = tempfile::tempdir().unwrap();
    let pack = safeguarding("2026-10-31", folder.path());
    let mut listed: BTreeMap<(String, String), u64> = BTreeMap::new();
    for case in pack.rows("cases.csv") {
        for rule in cell(&case, "rules").split(';') {
            *listed.entry((rule.to_owned(), cell(&case, "priority").to_owned())).or_default() += 1;
        }
    }
    let measures = measures();
    let counted: BTreeMap<(String, String), u64> = measures
        .rules
        .iter()
        .filter(|own| own.children.0 > 0)
        .map(|own| ((own.rule.to_owned(), own.priority.to_string()), own.children.0))
        .collect();
    assert!(!counted.is_empty());
    assert_eq!(counted, listed);

    // `repeated` stands in thresholds.csv too: three failed contacts in 365 days are what the sample is configured with.
    let repeated: u64 = listed.iter().filter(|((rule, _), _)| rule == "repeated").map(|(_, count)| count).sum();
    let threshold = measures.thresholds.iter().find(|own| own.threshold == 3 && own.period_days == 365).unwrap();
    assert_eq!(threshold.children.0, repeated);
}

#[test]
fn every_month_end_counts_the_cases_of_the_run_of_that_day() {
    let measures = measures();
    for end in [&measures.trend[0], &measures.trend[5], &measures.trend[11]] {
        let folder = tempfile::tempdir().unwrap();
        let pack = safeguarding(&end.month.last_day().to_string(), folder.path());
        let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
        let by_rule = manifest["counts"]["cases_by_rule"].as_object().unwrap();
        assert_eq!(by_rule.len(), measures.rule_names.len());
        for (rule, children) in measures.rule_names.iter().zip(&end.by_rule) {
            assert_eq!(by_rule[*rule], children.0, "{rule}, {}", end.month);
        }
    }
}

#[test]
fn a_run_on_the_last_day_of_a_month_speaks_for_that_month_as_a_later_one_does() {
    let settings = config::load(&configuration()).unwrap();
    let on_the_day = review::review(settings, Day::from_iso("2026-10-31").unwrap(), &|_| {})
        .and_then(|review| measure(&review))
        .unwrap_or_else(|stop| panic!("{}", stop.message()));
    let later = measures();
    assert_eq!(on_the_day.months, later.months);
    assert!(on_the_day.activity.iter().zip(&later.activity).all(|(a, b)| a.by_month == b.by_month));
    for (one, other) in on_the_day.dimensions.iter().zip(&later.dimensions) {
        let groups = |d: &failed_contact::measures::Dimension| {
            d.groups.iter().map(|group| (group.name.clone(), group.due)).collect::<Vec<_>>()
        };
        assert!(groups(one) == groups(other) && one.members.len() == other.members.len(), "{}", one.name);
        assert!(!one.groups.is_empty(), "{} has groups in the sample", one.name);
    }
}
