//! The charts of an invented pack.

use super::*;
use crate::disclosure::published::Published;

fn charts(published: &Published) -> Vec<Chart> {
    let mut all = control_charts(published);
    all.extend(funnels(published));
    all.extend(equity(published));
    all.extend(trend(published));
    all.extend(thresholds(published));
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
fn every_share_that_a_sentence_or_a_mark_says_is_in_the_table() {
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
    let chart = &control_charts(&published)[0];
    assert_eq!(chart.table_rows[10][1..], ["1,000", "[c]", "[c]", ""]);
    assert!(chart.svg.contains(">[c]</text>"));
    assert_eq!(chart.svg.matches("<title>").count(), 23, "one mark for each month that is printed");
    assert!(chart.sentence.contains("Over 23 months (1 month is not shown and is a gap)"), "{}", chart.sentence);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let published = sample::empty();
    assert!(control_charts(&published).is_empty() && equity(&published).is_empty());
    assert!(trend(&published).is_empty() && thresholds(&published).is_empty());
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
        assert_eq!(control_charts(&one(due, failed))[0].sentence, nothing, "{failed} of {due}");
        let mut both = one(due, failed);
        both.breakdown.push(sample::group("age_band", "1 to 4", due, failed));
        assert!(equity(&both)[0].sentence.starts_with("No age band has a share"), "{failed} of {due}");
    }
    assert!(funnels(&one(100, 10))[0].sentence.starts_with("There is nothing to compare"), "one service");
    assert!(!control_charts(&one(100, 0))[0].svg.contains("NaN"), "nothing failed");
    assert!(control_charts(&one(100, 0))[0].sentence.contains("no month stands out"));
}

/// A service whose share is 10% or 12% by turns, with another one in the last months.
fn lately(months: i32, known: i32, failed: u64) -> Published {
    let mut published = sample::empty();
    for place in 0..24 {
        // The month before the last ones is below the mean.
        let usual = if (23 - months - place) % 2 == 0 { 100 } else { 140 };
        let failed = if place >= 24 - months { failed } else { usual };
        let failed = if place < 24 - known { 3 } else { failed };
        published.activity.push(sample::activity(published.month.plus(place - 23), "Audiology", 1000, failed));
    }
    published
}

#[test]
fn seven_months_stand_out_and_six_do_not() {
    assert_eq!(standouts(&lately(6, 24, 135))[0], "Nothing stands out.");
    assert_eq!(
        standouts(&lately(7, 24, 135))[0],
        "Audiology: more failed contacts, unlikely to be chance: above average 7 months running (April to October 2026)."
    );
}

#[test]
fn eleven_months_are_not_judged_and_twelve_are() {
    let eleven = standouts(&lately(1, 11, 300));
    assert_eq!(eleven[0], "Nothing stands out.");
    assert!(eleven[1].starts_with("Could not be judged over time, because fewer than 12 months"), "{}", eleven[1]);
    let twelve = standouts(&lately(1, 12, 300));
    assert_eq!(
        twelve[0],
        "Audiology: more failed contacts, unlikely to be chance: above the upper limit (October 2026)."
    );
    let chart = |known| control_charts(&lately(1, known, 300)).remove(0);
    assert!(chart(11).sentence.contains("trial limits, from 11 months (12 are needed)"));
    assert!(chart(11).svg.contains("Trial upper") && !chart(12).svg.contains("Trial"));
}

#[test]
fn concerns_come_before_improvements_and_what_was_not_judged_last() {
    insta::assert_snapshot!(standouts(&sample::sample()).join("\n"));
}

#[test]
fn of_a_pack_in_which_little_can_be_judged_that_is_said() {
    insta::assert_snapshot!(standouts(&sample::sparse()).join("\n"));
}
