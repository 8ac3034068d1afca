use super::super::charts::sample;
use super::*;
use crate::disclosure::published::{FollowUpRow, Rate};

fn group(dimension: &'static str, group: &str, [failed, due]: [u64; 2], before: [u64; 2]) -> BreakdownRow {
    let mut row = sample::group(dimension, group, due, failed);
    (row.failed_before, row.due_before) = (sample::count(before[0]), sample::count(before[1]));
    row.rate_before = Rate::for_test(before[0] as f64 / before[1] as f64);
    let change = newcombe::difference(failed, due, before[0], before[1]).unwrap();
    row.change = [change.value, change.low, change.high].map(Rate::for_test);
    row
}

/// The answer to the question at a place.
fn answer(published: &Published, place: usize) -> String {
    answer_with(published, place, &IncompleteSources::default())
}

fn answer_with(published: &Published, place: usize, records: &IncompleteSources) -> String {
    answers(published, (&[], &Targets::default()), records, 5).remove(place).answer
}

#[test]
fn a_service_is_worse_if_the_limits_of_its_change_do_not_include_0() {
    let mut published = sample::empty();
    assert!(answer(&published, 0).starts_with("No service can be compared"));
    published.breakdown = vec![group("service", "Audiology", [40, 400], [40, 400])];
    assert!(answer(&published, 0).starts_with("Audiology, the one service that can be compared, has no larger"));
    published.breakdown[0] = group("service", "Audiology", [80, 400], [40, 400]);
    assert_eq!(
        answer(&published, 0),
        "The failed share has risen by more than chance explains in Audiology (from 10.0% to 20.0%), the one service that can be \
         compared."
    );
    published.breakdown[0] = group("service", "Audiology", [40, 400], [40, 400]);
    published.breakdown.push(group("service", "CAMHS", [80, 400], [40, 400]));
    // Dietetics is larger, but chance may explain it; and the merged row is not a service.
    published.breakdown.push(group("service", "Dietetics", [50, 400], [40, 400]));
    published.breakdown.push(group("service", "Other (merged)", [200, 400], [40, 400]));
    assert_eq!(
        answer(&published, 0),
        "Of 3 services that can be compared, the failed share has risen by more than chance explains in CAMHS (from 10.0% to \
         20.0%)."
    );
}

#[test]
fn the_gap_is_the_widest_that_chance_does_not_explain() {
    let mut published = sample::empty();
    let none = "No group of children can be compared with all other children: too little can be shown. The slope over the five \
                deprivation fifths cannot be shown.";
    assert_eq!(answer(&published, 1), none);
    let mut girls = sample::group("sex", "female", 200, 40);
    girls.against_rest = [0.1, 0.05, 0.15].map(Rate::for_test);
    let mut north = sample::group("locality", "North", 200, 50);
    north.against_rest = [0.2, -0.05, 0.45].map(Rate::for_test);
    published.breakdown = vec![girls, north];
    assert!(answer(&published, 1).starts_with(
        "The gap is widest for girls: 20.0% of their due contacts failed, 10.0 percentage points more than for all other children (95% limits +5.0 to \
         +15.0), more than chance explains."
    ));
    for (fifth, failed) in ["1", "2", "3", "4", "5"].iter().zip([60, 50, 40, 30, 20]) {
        published.breakdown.push(sample::group("deprivation_quintile", fifth, 200, failed));
    }
    assert!(
        answer(&published, 1)
            .contains(" Deprivation: the failed share rises by 25.0 percentage points from the least to the most deprived areas (slope index")
    );
}

/// The answer may say "none" only about groups that were compared.
#[test]
fn the_answer_says_no_gap_only_about_groups_that_were_compared() {
    let mut published = sample::empty();
    published.breakdown = vec![sample::group("sex", "female", 200, 40), sample::group("sex", "male", 200, 40)];
    published.breakdown.push(sample::group("age_band", "0", 200, 40));
    assert!(answer(&published, 1).starts_with("No group of children can be compared"), "{}", answer(&published, 1));
    published.breakdown[0].against_rest = [0.01, -0.05, 0.06].map(Rate::for_test);
    assert!(
        answer(&published, 1).starts_with(
            "The one group of children that can be compared with all other children, by sex, has no larger failed share by more than \
             chance explains. No comparison can be shown by deprivation, age, ethnic group or locality. The slope"
        ),
        "{}",
        answer(&published, 1)
    );
    for row in &mut published.breakdown {
        row.against_rest = [0.01, -0.05, 0.06].map(Rate::for_test);
    }
    // Merged and unknown groups are shown but not compared.
    let mut other = sample::group("ethnic_group", "Other (merged)", 200, 40);
    other.against_rest = [0.2, 0.1, 0.3].map(Rate::for_test);
    published.breakdown.push(other);
    assert!(
        answer(&published, 1).starts_with(
            "Of 3 groups of children that can be compared with all other children, by age and sex, none has a larger failed share by more \
             than chance explains. No comparison can be shown by deprivation, ethnic group or locality. The slope"
        ),
        "{}",
        answer(&published, 1)
    );
}

#[test]
fn years_are_compared_if_a_table_prints_all_groups_of_both() {
    let mut published = sample::empty();
    assert!(answer(&published, 2).starts_with("It cannot be shown"));
    published.breakdown =
        vec![group("service", "Audiology", [60, 400], [30, 400]), group("service", "CAMHS", [60, 400], [30, 400])];
    assert_eq!(
        answer(&published, 2),
        "15.0% of due contacts failed in these 12 months, 7.5% in the 12 before: +7.5 percentage points (95% limits +4.4 to \
         +10.6), more than chance explains."
    );
    published.breakdown[1].failed_before = Count::for_test(None);
    assert!(answer(&published, 2).starts_with("It cannot be shown"));
}

#[test]
fn a_year_is_not_compared_with_part_of_a_year() {
    let mut published = sample::empty();
    published.breakdown =
        ["Audiology", "CAMHS", "Dietetics"].map(|name| group("service", name, [60, 400], [5, 40])).to_vec();
    published.breakdown.push(group("service", "Other (merged)", [60, 400], [30, 400]));
    let both = |records: &IncompleteSources| [0, 2].map(|place| answer_with(&published, place, records));
    // The only source begins 26 days before the year, so no service can be compared.
    let one = IncompleteSources::for_test(&[("2025-11", &["Audiology", "CAMHS", "Dietetics", "Small service"])]);
    assert_eq!(
        both(&one),
        [
            "No service can be compared with the 12 months before: records are complete only from November 2025.",
            "All services together cannot be compared with the 12 months before: records are complete only from November 2025."
        ]
    );
    // Services whose sources have both years are compared. If a service has several sources, the latest beginning counts.
    published.breakdown[0] = group("service", "Audiology", [60, 400], [30, 400]);
    let both = |records: &IncompleteSources| [0, 2].map(|place| answer_with(&published, place, records));
    let some = IncompleteSources::for_test(&[("2024-12", &["CAMHS", "Dietetics"]), ("2026-03", &["Dietetics"])]);
    assert_eq!(
        both(&some),
        [
            "The failed share has risen by more than chance explains in Audiology (from 7.5% to 15.0%), the one service that can be \
             compared. Records of CAMHS are complete only from December 2024, of Dietetics only from March 2026, too late for a \
             comparison.",
            "All services together cannot be compared with the 12 months before: records of CAMHS are complete only \
             from December 2024, of Dietetics only from March 2026. In the other services whose numbers of both years are shown, 15.0% of due \
             contacts failed in these 12 months, 7.5% in the 12 before: +7.5 percentage points (95% limits +3.1 to +11.9), more \
             than chance explains."
        ]
    );
    // A merged service is never named.
    let merged = IncompleteSources::for_test(&[("2026-03", &["Small service"])]);
    let [one, all] = both(&merged);
    assert!(
        one.contains("Records of some small services are not complete for both years") && !all.contains("Small"),
        "{one} {all}"
    );
}

#[test]
fn what_follows_a_missed_appointment_is_said_per_hundred() {
    let mut published = sample::empty();
    assert!(answer(&published, 3).starts_with("Too little can be shown"));
    let [failed, rebooked_21, seen_28, seen_90, nothing_since] = [100, 60, 30, 50, 20].map(sample::count);
    let service = "Audiology".to_owned();
    published.follow_up = vec![FollowUpRow { service, failed, rebooked_21, seen_28, seen_90, nothing_since }];
    assert!(answer(&published, 3).starts_with(
        "Of every 100 missed appointments, about 60 were followed by another appointment within 3 weeks, "
    ));
}
