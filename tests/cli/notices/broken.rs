//! Extracts that broke and still read well: what would make a quiet, reassuring report.

use super::*;

/// Rows without anything in them.
fn blank(rows: usize) -> String {
    ",,,,,,,\n".repeat(rows)
}

#[test]
fn blank_rows_do_not_hide_a_file_that_loses_much() {
    let config = CONFIG.replace("max_rejected = 1.0", "max_rejected = 0.05");
    let area = Area::new(&config);
    area.write("clinic-a.csv", csv(&(0..2000).map(|at| seen(at, at % 50, "2026-11-20")).collect::<Vec<_>>()));
    let of = |at: usize| {
        let own = seen(5000 + at, at % 50, "2026-11-20");
        if at < 5 { Record { nhs: String::new(), ..own } } else { own }
    };
    area.write("clinic-b.csv", csv(&(0..99).map(of).collect::<Vec<_>>()) + &blank(1000));
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(with_code(&notices, "file_rejected"), [["act", "clinic", "clinic-b.csv", "", "5", ""]]);
    let text = cell(notices.iter().find(|row| cell(row, "code") == "file_rejected").unwrap(), "text");
    assert!(text.contains("loses 5 of its 99 records (5.1%)"), "{text}");
}

#[test]
fn blank_rows_do_not_hide_a_source_that_has_shrunk() {
    let of = |day: &str, records: usize, rows: usize| {
        csv(&(0..records).map(|at| seen(at, at % 50, day)).collect::<Vec<_>>()) + &blank(rows)
    };
    let shrunk = |before: (usize, usize), now: (usize, usize)| {
        let now = of("2026-11-20", now.0, now.1);
        let notices = second_week(CONFIG, &of("2026-11-14", before.0, before.1), &[("clinic.csv", now)]);
        with_code(&notices, "source_shrunk")
            .iter()
            .map(|notice| [notice[4], notice[5]].map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(shrunk((100, 0), (49, 200)), [["49", "100"].map(str::to_owned)]);
    assert_eq!(shrunk((100, 200), (49, 200)), [["49", "100"].map(str::to_owned)]);
    assert!(shrunk((100, 200), (50, 200)).is_empty(), "half of them");
    assert_eq!(shrunk((100, 200), (100, 0)), [["100", "300"].map(str::to_owned)], "of all its records");
}

#[test]
fn a_report_without_a_count_of_blank_rows_is_compared_by_all_records() {
    let area = Area::new(CONFIG);
    let of = |day: &str| csv(&(0..40).map(|at| seen(at, at, day)).collect::<Vec<_>>()) + &blank(100);
    area.write("clinic.csv", of("2026-11-14"));
    run(&area, LAST_WEEK);
    let manifest = area.path("reports/2026-11-15/safeguarding/manifest.json");
    let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    let remembered = value["sources"][0]["remembered"].as_object_mut().unwrap();
    assert_eq!(remembered.remove("empty_rows"), Some(100.into()));
    std::fs::write(&manifest, value.to_string()).unwrap();
    area.write("clinic.csv", of("2026-11-20"));
    assert!(with_code(&run(&area, THIS_WEEK).1, "source_shrunk").is_empty());
}

/// Three contacts a day from May to the as-of date of a report, every fifth of them failed.
fn three_a_day(until: &str) -> Vec<Record> {
    let until = failed_contact::day::Day::from_iso(until).unwrap();
    let first = failed_contact::day::Day::from_iso("2026-05-01").unwrap();
    let of = |at: usize| {
        let outcome = if at.is_multiple_of(5) { "DNA" } else { "seen" };
        Record { outcome, ..seen(at, at % 50, &first.plus(at as i32 / 3).to_string()) }
    };
    (0..(until.0 - first.0 + 1) as usize * 3).map(of).collect()
}

#[test]
fn failed_contacts_that_all_come_as_seen() {
    let before = three_a_day(LAST_WEEK);
    let other = |outcome: &'static str, every: usize| {
        let change = |(at, own): (usize, Record)| {
            if own.outcome == "DNA" && (at / 5).is_multiple_of(every) { Record { outcome, ..own } } else { own }
        };
        three_a_day(THIS_WEEK).into_iter().enumerate().map(change).collect::<Vec<_>>()
    };
    let failed = before.iter().filter(|record| record.outcome == "DNA").count().to_string();
    let notices = week_after(&before, &other("seen", 1));
    assert_eq!(with_code(&notices, "failed_contacts_lost"), [["act", "clinic", "", "", "0", &failed]]);
    assert_eq!(notices.len(), 1, "{notices:?}");
    let sentence = format!(
        "On days up to 15 November 2026, Children's clinic now has 0 failed contacts; the last report had {failed}."
    );
    assert!(cell(&notices[0], "text").starts_with(&sentence), "{}", cell(&notices[0], "text"));
    // Of 120, seven and six: corrections, up to one in twenty.
    assert_eq!(with_code(&week_after(&before, &other("seen", 18)), "failed_contacts_lost").len(), 1);
    assert!(week_after(&before, &other("seen", 20)).is_empty());
    assert!(week_after(&before, &three_a_day(THIS_WEEK)).is_empty(), "a steady week");
}

#[test]
fn failed_contacts_that_are_gone_or_no_longer_count_do_not_count_as_changed_outcomes() {
    let before = three_a_day(LAST_WEEK);
    let mut now = three_a_day(THIS_WEEK);
    now.retain(|record| record.outcome != "DNA");
    let notices = week_after(&before, &now);
    assert_eq!(with_code(&notices, "contacts_lost").len(), 1);
    assert!(with_code(&notices, "failed_contacts_lost").is_empty(), "{notices:?}");
    // Other outcomes count as failed from this week on.
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&before));
    run(&area, LAST_WEEK);
    area.write("clinic.csv", csv(&three_a_day(THIS_WEEK)));
    let failed = "[failed_contact]\noutcomes = [\"no_access\"]\n[limits]";
    area.write("failed-contact.toml", CONFIG.replace("[limits]", failed));
    let (_, notices) = run(&area, THIS_WEEK);
    assert!(with_code(&notices, "failed_contacts_lost").is_empty(), "{notices:?}");
    assert_eq!(with_code(&notices, "settings_changed").len(), 1);
}

#[test]
fn contacts_since_the_last_report_that_have_no_outcome() {
    let before = three_a_day(LAST_WEEK);
    let without = |contacts: usize| {
        let mut now = three_a_day(THIS_WEEK);
        now.iter_mut().rev().take(contacts).for_each(|record| record.outcome = "");
        let notices = week_after(&before, &now);
        with_code(&notices, "outcomes_missing_rose").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    // Of 615 contacts 21 are less than 5 in 100; they are all that are new.
    assert_eq!(without(21), [["act", "clinic", "", "", "1.000", "0.000"].map(str::to_owned)]);
    assert_eq!(without(13), [["act", "clinic", "", "", "0.619", "0.000"].map(str::to_owned)]);
    assert!(without(12).is_empty(), "outcomes of the last days come later");
    // As late as in the last report.
    let mut late = before.clone();
    late.iter_mut().rev().take(18).for_each(|record| record.outcome = "");
    let mut now = three_a_day(THIS_WEEK);
    now.iter_mut().rev().take(18).for_each(|record| record.outcome = "");
    assert!(with_code(&week_after(&late, &now), "outcomes_missing_rose").is_empty());
}

#[test]
fn children_who_leave_because_a_parent_who_was_seen_is_a_child_now() {
    let subjects = "[contacts.subjects]\n\"Parent\" = \"family\"\n[reviews]";
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "subject = \"ethnicity\"").replace("[reviews]", subjects);
    // At each of 3 visits nobody let the nurse see the child, and a parent came to the door.
    let extract = |children: usize, subject: &'static str, mut records: Vec<Record>| {
        for (child, visit) in (0..children).flat_map(|child| (0..3).map(move |visit| (child, visit))) {
            let of = |outcome, at: usize| Record {
                outcome,
                ethnicity: subject,
                ..seen(95_000 + at * 1000 + child * 3 + visit, 60 + child, &format!("2026-10-0{}", visit + 1))
            };
            records.extend([of("no_access", 0), of("seen", 1)]);
        }
        csv(&records)
    };
    for (children, notice) in [(5, false), (6, true)] {
        let before = extract(children, "Parent", months(30));
        let now = extract(children, "", a_week_later(30));
        let notices = second_week(&config, &before, &[("clinic.csv", now)]);
        let count = children.to_string();
        let expected = if notice { vec![["act", "", "", "", &count, &count]] } else { vec![] };
        assert_eq!(with_code(&notices, "failed_contacts_lost"), expected);
        let same = extract(children, "Parent", a_week_later(30));
        assert!(second_week(&config, &before, &[("clinic.csv", same)]).is_empty());
    }
}
