//! The charts of an invented pack.

use super::standouts::Standouts;
use super::*;
use crate::config::settings::Change;
use crate::disclosure::published::Published;
use crate::measures::IncompleteSources;

fn standouts(published: &Published, changes: &[Change]) -> Vec<String> {
    let Standouts { now, past } = super::standouts(published, changes, &IncompleteSources::default());
    now.into_iter().chain(past.into_iter().map(|line| format!("Past: {line}"))).collect()
}

fn charts(published: &Published) -> Vec<Chart> {
    let mut all = control_charts(published, &[]);
    all.extend(funnels(published));
    all.extend(equity(published));
    all.extend(trend(published));
    all.extend(thresholds(published, Some((3, 365))));
    all
}

#[test]
fn every_chart_has_a_title_a_description_a_table_and_a_sentence() {
    let charts = charts(&sample::sample());
    assert_eq!(charts.len(), 11 + 2 + 4 + 1 + 1);
    let mut ids: Vec<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
    for chart in &charts {
        assert!(chart.svg.contains(&format!("<title id=\"{}-title\">", chart.id)), "{}", chart.id);
        assert!(chart.svg.contains(&format!("<desc id=\"{}-text\">", chart.id)), "{}", chart.id);
        assert!(chart.sentence.ends_with('.') && !chart.table_rows.is_empty(), "{}", chart.id);
        assert!(chart.table_rows.iter().all(|row| row.len() == chart.table_head.len()), "{}", chart.id);
        assert_eq!(chart.svg.matches("<text").count(), chart.svg.matches("</text>").count());
        assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"), "{}", chart.id);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), charts.len());
}

#[test]
fn every_share_in_a_sentence_or_a_tooltip_is_in_the_table() {
    for chart in [sample::sample(), sample::sparse()].iter().flat_map(charts) {
        let table: Vec<&str> = chart.table_rows.iter().flatten().map(String::as_str).collect();
        let marks = chart.svg.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next());
        for text in marks.chain([chart.sentence.as_str()]) {
            let words = text.split_whitespace().map(|word| word.trim_matches(|c| "(),.;:".contains(c)));
            for share in words.filter(|word| word.ends_with('%') && !["95%", "99.8%", "0%", "100%"].contains(word)) {
                assert!(table.contains(&share), "{}: {share} is not in the table", chart.id);
            }
        }
    }
}

#[test]
fn a_suppressed_month_is_a_gap() {
    let mut published = sample::empty();
    for place in 0..24_u64 {
        let month = published.month.plus(place as i32 - 23);
        let failed = if place == 10 { 3 } else { 100 + place % 2 * 10 };
        published.activity.push(sample::activity(month, "Audiology", 1000, failed));
    }
    let chart = &control_charts(&published, &[])[0];
    assert_eq!(chart.table_rows[10][1..], ["1,000", "[c]", "[c]", ""]);
    assert!(chart.svg.contains(">[c]</text>"));
    assert_eq!(chart.svg.matches("<title>").count(), 23, "one mark for each month that is printed");
    assert!(chart.sentence.contains("Over 23 months (1 month is not shown and is a gap)"), "{}", chart.sentence);
}

#[test]
fn the_sentence_says_if_nothing_can_be_drawn_or_compared() {
    let published = sample::empty();
    assert!(control_charts(&published, &[]).is_empty() && equity(&published).is_empty());
    assert!(trend(&published).is_empty() && thresholds(&published, None).is_empty());
    let one = |due, failed| {
        let mut published = sample::empty();
        for place in 0..24 {
            published.activity.push(sample::activity(published.month.plus(place - 23), "Audiology", due, failed));
        }
        published.breakdown.push(sample::group("service", "Audiology", due, failed));
        published.breakdown.push(sample::group("age_band", "0", due, failed));
        published
    };
    let nothing = "No month has a share that can be shown, so there is nothing to draw and nothing to judge.";
    for (due, failed) in [(0, 0), (100, 3), (3, 3)] {
        assert_eq!(control_charts(&one(due, failed), &[])[0].sentence, nothing, "{failed} of {due}");
        let mut both = one(due, failed);
        both.breakdown.push(sample::group("age_band", "1 to 4", due, failed));
        assert!(
            equity(&both)[0].sentence.starts_with(
                "No single age band has a share that can be shown, so the chart cannot compare age bands."
            ),
            "{failed} of {due}"
        );
    }
    assert!(funnels(&one(100, 10))[0].sentence.starts_with("There is nothing to compare"), "one service");
    assert!(!control_charts(&one(100, 0), &[])[0].svg.contains("NaN"), "nothing failed");
    assert!(control_charts(&one(100, 0), &[])[0].sentence.contains("no month stands out"));
}

/// A service whose share is 10% or 14% in turn, and which has `failed` of 1,000 in the last `months`. Only the last `known` months are
/// printed.
fn lately(months: i32, known: i32, failed: u64) -> Published {
    let mut published = sample::empty();
    for place in 0..24 {
        // The month before these is below the mean.
        let usual = if (23 - months - place) % 2 == 0 { 100 } else { 140 };
        let failed = if place >= 24 - months { failed } else { usual };
        let failed = if place < 24 - known { 3 } else { failed };
        published.activity.push(sample::activity(published.month.plus(place - 23), "Audiology", 1000, failed));
    }
    published
}

#[test]
fn the_chart_of_thresholds_says_which_is_in_use() {
    let published = sample::sample();
    let said = |in_use| thresholds(&published, in_use).remove(0).sentence;
    assert!(said(Some((3, 365))).ends_with("In use: 3 or more in 365 days."));
    // The rule is off.
    assert!(!said(None).contains("In use"));
}

#[test]
fn seven_months_stand_out_and_six_do_not() {
    assert_eq!(standouts(&lately(6, 24, 135), &[])[0], "Nothing stands out. Compared: 1 service over time.");
    assert_eq!(
        standouts(&lately(7, 24, 135), &[])[0],
        "Audiology: more failed contacts, unlikely to be chance: above average 7 months running (April to October 2026)."
    );
}

#[test]
fn a_year_is_not_compared_with_part_of_a_year() {
    let published = sample::sample();
    let rises = |records: &IncompleteSources| -> Vec<String> {
        let sentences = super::standouts(&published, &[], records).now;
        sentences
            .into_iter()
            .filter(|line| line.contains("in the 12 before") || line.contains("12 months before:"))
            .collect()
    };
    let all = rises(&IncompleteSources::default());
    assert!(all.len() > 3 && all.iter().any(|line| line.starts_with("Health Visiting: ")), "{all:#?}");
    let rest = rises(&IncompleteSources::for_test(&[("2025-01", &["Health Visiting"])]));
    assert_eq!(rest.len(), all.len());
    assert!(!rest.iter().any(|line| line.starts_with("Health Visiting: ")), "{rest:#?}");
    assert_eq!(
        rest[rest.len() - 1],
        "Could not be compared with the 12 months before: records of Health Visiting are complete only from January 2025."
    );
}

#[test]
fn where_nothing_stands_out_the_page_says_what_was_compared() {
    let mut published = sample::empty();
    for provider in ["Ashby Hospitals", "Tern Valley CIC"] {
        published.breakdown.push(sample::group("provider", provider, 400, 40));
        published.breakdown.push(sample::group("sex", if provider < "B" { "female" } else { "male" }, 400, 40));
    }
    let mut said = standouts(&published, &[]);
    assert_eq!(said[0], "Nothing stands out. Compared: 2 providers side by side.");
    let last = said.pop().unwrap();
    assert_eq!(
        last,
        "Could not be compared: children by age, sex, ethnic group or locality, because too little is known of them or can be shown."
    );
    sample::compared(&mut published);
    let said = standouts(&published, &[]);
    assert_eq!(said[0], "Nothing stands out. Compared: 2 providers side by side; children by sex.");
    assert!(said[said.len() - 1].contains("children by age, ethnic group or locality"), "{said:?}");
}

#[test]
fn eleven_months_are_not_judged_and_twelve_are() {
    let eleven = standouts(&lately(1, 11, 300), &[]);
    assert_eq!(eleven[0], "Nothing could be compared, so this page cannot say what stands out.");
    assert!(eleven[1].starts_with("Could not be judged over time, because fewer than 12 months"), "{}", eleven[1]);
    let twelve = standouts(&lately(1, 12, 300), &[]);
    assert_eq!(
        twelve[0],
        "Audiology: more failed contacts, unlikely to be chance: above the upper limit (October 2026)."
    );
    let chart = |known| control_charts(&lately(1, known, 300), &[]).remove(0);
    assert!(chart(11).sentence.contains("trial limits, from 11 months (12 are needed)"));
    assert!(chart(11).svg.contains(", trial limits<") && !chart(12).svg.contains("trial limits"));
}

#[test]
fn each_service_has_one_line() {
    let published = sample::sample();
    let Standouts { now, past } = super::standouts(&published, &[], &IncompleteSources::default());
    for lines in [now, past] {
        let mut all: Vec<&str> = lines.iter().filter_map(|line| line.split(": ").next()).collect();
        all.retain(|of| !of.starts_with("Could not be"));
        let different: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert!(different.len() == all.len() && all.len() > 2, "{lines:#?}");
    }
}

#[test]
fn the_chart_says_if_no_fifth_differs_but_all_five_have_a_slope() {
    let mut published = sample::empty();
    for (fifth, failed) in ["1", "2", "3", "4", "5"].iter().zip([200, 190, 175, 165, 150]) {
        let mut row = sample::group("deprivation_quintile", fifth, 1500, failed);
        row.against_rest = [0.01, -0.005, 0.025].map(crate::disclosure::published::Rate::for_test);
        published.breakdown.push(row);
    }
    let said = |published: &Published| equity(published)[0].sentence.clone();
    assert!(
        said(&published).starts_with(
            "No one fifth differs from all others together by more than chance explains, but over all five the share rises from the \
             least to the most deprived: see “Five questions”."
        ),
        "{}",
        said(&published)
    );
    // Without the third there is no slope.
    published.breakdown.remove(2);
    assert!(said(&published).starts_with("No deprivation fifth differs from all others together"));
}

#[test]
fn concerns_come_before_improvements_and_what_was_not_judged_last() {
    insta::assert_snapshot!(standouts(&sample::sample(), &[]).join("\n"));
}

#[test]
fn a_pack_in_which_little_can_be_judged_says_so() {
    insta::assert_snapshot!(standouts(&sample::sparse(), &[]).join("\n"));
}

/// Twelve months at 10% or 12% by turns, then twelve at 20% or 22%.
fn stepped() -> Published {
    let mut published = sample::empty();
    for place in 0..24 {
        let failed = [100, 120][place as usize % 2] + if place < 12 { 0 } else { 100 };
        published.activity.push(sample::activity(published.month.plus(place - 23), "Audiology", 1000, failed));
    }
    published
}

fn change(date: &str, service: &str, rebase: bool) -> Change {
    let reason = "New booking system".to_owned();
    Change { date: crate::day::Day::from_iso(date), service: service.to_owned(), reason, rebase }
}

#[test]
fn a_change_is_marked_and_limits_begin_again_only_if_it_says_so() {
    let published = stepped();
    // The thirteenth month is November 2025.
    for (date, service, rebase, marked, begins) in [
        ("2025-11-01", "", false, true, 0),
        ("2025-11-01", "audiology ", true, true, 12),
        ("2025-11-01", "\u{feff}Audiology\u{a0}", true, true, 12),
        // A month in which something changed belongs to the time before.
        ("2025-10-02", "", true, true, 12),
        ("2025-10-31", "", true, true, 12),
        ("2025-11-02", "", true, true, 13),
        ("2025-11-01", "Dietetics", true, false, 0),
        // On the first day, and in the last month, after which no whole month follows.
        ("2024-11-01", "", true, true, 0),
        ("2026-10-15", "", true, true, 0),
        // Before the first month and after the last.
        ("2024-10-31", "", true, false, 0),
        ("2026-11-01", "", true, false, 0),
    ] {
        let changes = [change(date, service, rebase)];
        let series = &series::all_series(&published, &changes)[0];
        assert_eq!((series.changes.len() == 1, series.chart.begins), (marked, begins), "{date} {service}");
        let chart = &control_charts(&published, &changes)[0];
        assert_eq!(chart.svg.contains(": New booking system"), marked, "{date} {service}");
        assert_eq!(chart.svg.contains("begin again"), marked && rebase, "{date} {service}");
        assert_eq!(chart.table_rows.iter().any(|row| row[4].contains("New booking system")), marked);
    }
}

#[test]
fn a_quarter_in_which_something_changed_belongs_to_the_time_before() {
    let mut published = sample::empty();
    // January 2024 to September 2026.
    published.activity = quarters("Audiology", 1000, [100, 120, 100, 120, 100, 120, 200, 220, 200, 220, 200]);
    for (date, place) in [
        ("2025-04-01", 5),
        ("2025-05-01", 6),
        ("2025-06-30", 6),
        ("2025-07-01", 6),
        ("2026-06-15", 10),
        ("2026-08-01", 11),
    ] {
        let changes = [change(date, "", true)];
        let series = &series::all_series(&published, &changes)[0];
        assert_eq!(series.changes[0].0, place, "{date}");
        assert_eq!(series.chart.begins, if place < 11 { place } else { 0 }, "{date}");
        assert!(control_charts(&published, &changes)[0].svg.contains(": New booking system"), "{date}");
    }
}

#[test]
fn a_step_does_not_stand_out_if_limits_begin_again_there() {
    let published = stepped();
    assert!(standouts(&published, &[])[0].contains("more failed contacts, unlikely to be chance"));
    assert!(standouts(&published, &[change("2025-11-01", "", false)])[0].contains("unlikely to be chance"));
    let again = [change("2025-11-01", "", true)];
    assert_eq!(standouts(&published, &again)[0], "Nothing stands out. Compared: 1 service over time.");
    let chart = &control_charts(&published, &again)[0];
    let since = "Over 12 months since the average and limits began again with November 2025";
    assert!(chart.sentence.starts_with(since), "{}", chart.sentence);
    let rows: Vec<&str> = chart.table_rows.iter().map(|row| row[0].as_str()).collect();
    assert!(rows.contains(&"Mean to October 2025") && rows.contains(&"Mean"), "{rows:?}");
    insta::assert_snapshot!("a_change", chart.svg);
}

#[test]
fn many_changes_and_long_reasons_stay_in_the_picture() {
    let mut changes: Vec<Change> = (0..30).map(|_| change("2026-03-05", "", false)).collect();
    changes[1].reason = "word ".repeat(60);
    let chart = &control_charts(&stepped(), &changes)[0];
    assert!(chart.svg.contains(">A: 5 March 2026: New booking system<") && chart.svg.contains(">D2: 5 March 2026"));
    for text in chart.svg.split("</text>").filter_map(|text| text.rsplit('>').next()) {
        assert!(text.chars().count() < 100, "{text}");
    }
}

/// Eleven quarters of a service, each with the same number of due contacts.
fn quarters(name: &str, due: u64, failed: [u64; 11]) -> Vec<crate::disclosure::published::ActivityRow> {
    let last = crate::day::Month::from_iso("2026-07").unwrap();
    let row = |(place, failed): (usize, u64)| {
        let first = last.plus((place as i32 - 10) * 3);
        let mut row = sample::activity(first, name, due, failed);
        row.period =
            crate::disclosure::published::Period { first, grain: crate::disclosure::published::Grain::Quarter };
        row
    };
    failed.into_iter().enumerate().map(row).collect()
}

#[test]
fn a_signal_that_rounding_alone_can_make_does_not_stand_out() {
    let mut published = sample::empty();
    // The first nine of eleven are just above the mean, by less than half of the rounding.
    published.activity = quarters("Audiology", 115, [15, 15, 15, 15, 15, 15, 15, 15, 15, 10, 15]);
    assert_eq!(standouts(&published, &[])[0], "Nothing stands out. Compared: 1 service over time.");
    let chart = control_charts(&published, &[]).remove(0);
    assert!(chart.sentence.contains("no quarter stands out") && chart.sentence.contains("The counts are small"));
    // A point so far outside that rounding cannot explain it.
    published.activity = quarters("Audiology", 115, [10, 10, 10, 10, 15, 10, 10, 10, 10, 10, 60]);
    assert!(standouts(&published, &[])[0].contains("above the upper limit (July to September 2026)"));
}

#[test]
fn a_run_that_has_ended_is_past() {
    let mut published = sample::empty();
    published.activity = quarters("Audiology", 1000, [240, 260, 240, 260, 240, 260, 240, 260, 240, 190, 190]);
    let sentences = standouts(&published, &[]);
    assert_eq!(sentences[0], "Nothing stands out now. Compared: 1 service over time.");
    assert_eq!(
        sentences[sentences.len() - 1],
        "Past: Audiology: above average 9 quarters running (January 2024 to March 2026)."
    );
    assert!(worse_lately(&published, &[]).is_empty());
}

#[test]
fn charts_over_time_have_the_same_axis_unless_one_needs_a_much_longer_one() {
    let axis = |chart: &Chart| {
        let marks = chart.svg.split("</text>").filter_map(|text| text.rsplit('>').next());
        marks.filter(|text| text.ends_with('%') && !text.contains(' ')).map(String::from).collect::<Vec<_>>()
    };
    let mut published = sample::empty();
    published.activity = quarters("Audiology", 1000, [100, 120, 100, 120, 100, 120, 100, 120, 100, 120, 100]);
    published.activity.extend(quarters("CAMHS", 1000, [200, 220, 200, 220, 200, 220, 200, 220, 200, 220, 200]));
    published.activity.extend(quarters("Dietetics", 1000, [800, 820, 800, 820, 800, 820, 800, 820, 800, 820, 800]));
    let charts = control_charts(&published, &[]);
    assert_eq!(axis(&charts[0]), axis(&charts[1]));
    assert_ne!(axis(&charts[1]), axis(&charts[2]));
    assert!(charts[2].svg.contains(", longer axis<") && !charts[1].svg.contains("longer axis"));
}

#[test]
fn all_dimensions_have_the_same_axis() {
    let mut published = sample::empty();
    for (dimension, failed) in [("sex", 40), ("locality", 90)] {
        for group in ["A", "B"] {
            published.breakdown.push(sample::group(dimension, group, 400, failed));
        }
    }
    let last = |chart: &Chart| chart.svg.matches(">30%</text>").count();
    assert!(equity(&published).iter().all(|chart| last(chart) == 1));
}

#[test]
fn the_sign_of_a_slope_says_which_way_it_goes() {
    let mut published = sample::empty();
    for (fifth, failed) in ["1", "2", "3", "4", "5"].iter().zip([20, 30, 40, 50, 60]) {
        published.breakdown.push(sample::group("deprivation_quintile", fifth, 200, failed));
    }
    let slope = slope_sentence(&published).unwrap();
    assert!(
        slope.starts_with(
            "Deprivation: from the least to the most deprived areas the failed share changes by \u{2212}25.0 percentage points (slope"
        ),
        "{slope}"
    );
    let sentences = standouts(&published, &[]);
    assert!(sentences[0].contains(": \u{2212}20.0 percentage points (95% limits \u{2212}27.5 to"), "{sentences:#?}");
    assert!(sentences[0].ends_with(&slope["Deprivation: f".len()..]), "{sentences:#?}");
}

#[test]
fn a_slope_that_chance_may_explain_does_not_stand_out() {
    let mut published = sample::empty();
    for (fifth, failed) in ["1", "2", "3", "4", "5"].iter().zip([30, 30, 25, 30, 25]) {
        published.breakdown.push(sample::group("deprivation_quintile", fifth, 200, failed));
    }
    assert!(slope_sentence(&published).unwrap().ends_with("which chance may explain."));
    let sentences = standouts(&published, &[]);
    assert_eq!(sentences[0], "Nothing stands out. Compared: children by deprivation.");
    assert!(!sentences.iter().any(|line| line.contains("Slope index")), "{sentences:#?}");
}

#[test]
fn a_difference_with_a_limit_that_is_printed_as_0_does_not_stand_out() {
    let mut published = sample::empty();
    let mut infants = sample::group("age_band", "0", 200, 40);
    infants.against_rest = [0.05, 0.000_028, 0.106].map(crate::disclosure::published::Rate::for_test);
    let mut audiology = sample::group("service", "Audiology", 200, 40);
    audiology.change = infants.against_rest;
    published.breakdown = vec![infants, audiology];
    assert_eq!(
        standouts(&published, &[])[0],
        "Nothing stands out. Compared: 1 service with the 12 months before; children by age."
    );
    let ages: Vec<_> = published.breakdown.iter().filter(|row| row.dimension == "age_band").collect();
    assert_eq!(different(&ages).map(|found| found.len()), [0, 0]);
}
