//! Times of recording that cannot be read: an older version of a contact may count.

use super::*;

#[test]
fn times_of_recording_that_are_written_in_another_way() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "recorded_at = \"ethnicity\"");
    let recorded = |records: Vec<Record>, strange: usize| {
        let each = records.into_iter().enumerate();
        let of = |at| if at < strange { "20261001T0900" } else { "2026-10-01" };
        csv(&each.map(|(at, own)| Record { ethnicity: of(at), ..own }).collect::<Vec<_>>())
    };
    // Of 182 contacts: no more than a twentieth, and a little more.
    for (strange, notice) in [(9, false), (10, true)] {
        let now = recorded(a_week_later(30), strange);
        let notices = second_week(&config, &recorded(months(30), 0), &[("clinic.csv", now)]);
        let expected = if notice { vec![["act", "clinic", "", "", "10", "0"]] } else { vec![] };
        assert_eq!(with_code(&notices, "recorded_at_rose"), expected, "{strange}");
    }
    let as_before = second_week(&config, &recorded(months(30), 60), &[("clinic.csv", recorded(a_week_later(30), 60))]);
    assert!(with_code(&as_before, "recorded_at_rose").is_empty());
}

#[test]
fn a_file_whose_times_of_recording_are_written_in_another_way() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "recorded_at = \"ethnicity\"");
    let of = |records: Vec<Record>, strange: usize| {
        let each = records.into_iter().enumerate();
        let of = |at| if at < strange { "20261120T0900" } else { "2026-10-01" };
        csv(&each.map(|(at, own)| Record { ethnicity: of(at), ..own }).collect::<Vec<_>>())
    };
    let part = |week: usize, records: usize, strange: usize| {
        let of_week = |at: usize| seen(95_000 + 100 * week + at, at, &format!("2026-11-{}", 15 + 7 * week - at % 5));
        of((0..records).map(of_week).collect(), strange)
    };
    let old = of(months(200), 0);
    for (records, strange, notice) in [(10, 5, true), (10, 4, false), (9, 9, false), (11, 5, false)] {
        let files = [("clinic.csv", old.clone()), ("clinic-1.csv", part(1, records, strange))];
        let notices = second_week(&config, &old, &files);
        let count = strange.to_string();
        let expected = if notice { vec![["act", "clinic", "clinic-1.csv", "", &count, ""]] } else { vec![] };
        assert_eq!(with_code(&notices, "recorded_at_rose"), expected, "{strange} of {records}");
    }
    // In the week after, only the next file is reported, and if there is none, nothing.
    let area = Area::new(&config);
    area.write("clinic-0.csv", &old);
    area.write("clinic-1.csv", part(1, 30, 30));
    assert_eq!(with_code(&run(&area, THIS_WEEK).1, "recorded_at_rose").len(), 1);
    area.write("clinic-2.csv", part(2, 30, 0));
    assert!(with_code(&run(&area, "2026-11-29").1, "recorded_at_rose").is_empty());
    area.write("clinic-2.csv", part(2, 30, 30));
    let (_, notices) = run(&area, "2026-11-29");
    assert_eq!(with_code(&notices, "recorded_at_rose"), [["act", "clinic", "clinic-2.csv", "", "30", ""]]);
}

/// Files of an extract: the name, the week, the records, and whether their times are written in another way.
type Files = &'static [(&'static str, usize, usize, bool)];

/// Whatever happens to other files: a bad file may be corrected, or renamed, or may have been too short to be reported.
#[test]
fn a_file_is_reported_the_first_time_that_most_of_its_times_are_unreadable() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "recorded_at = \"ethnicity\"");
    let part = |week: usize, records: usize, strange: bool| {
        let of = |at: usize| Record {
            ethnicity: if strange { "20261120T0900" } else { "2026-10-01" },
            ..seen(95_000 + 100 * week + at, at, &format!("2026-11-{:02}", 10 + week - at % 5))
        };
        csv(&(0..records).map(of).collect::<Vec<_>>())
    };
    let dated = months(200).into_iter().map(|record| Record { ethnicity: "2026-10-01", ..record });
    let old = csv(&dated.collect::<Vec<_>>());
    let cases: [(&str, Files, Files, &[&str]); 8] = [
        (
            "another is corrected",
            &[("a", 1, 30, true), ("b", 2, 30, false)],
            &[("a", 1, 30, false), ("b", 2, 30, true)],
            &["b"],
        ),
        ("too short before", &[("a", 1, 9, true)], &[("a", 1, 10, true)], &["a"]),
        ("as bad before, and longer", &[("a", 1, 20, true)], &[("a", 1, 25, true)], &[]),
        ("another name", &[("a", 1, 20, true)], &[("b", 1, 20, true)], &[]),
        ("another name, and longer", &[("a", 1, 20, true)], &[("b", 1, 25, true)], &[]),
        ("the oldest goes, and the newest is as bad", &[("a", 1, 20, true)], &[("b", 2, 20, true)], &[]),
        (
            "sent again by another name, and a new one",
            &[("a", 1, 20, true)],
            &[("b", 1, 20, false), ("c", 2, 20, true)],
            &["c"],
        ),
        ("a much longer one", &[("a", 1, 10, true)], &[("b", 2, 30, true)], &["b"]),
    ];
    for (what, then, now, expected) in cases {
        let area = Area::new(&config);
        area.write("clinic-0.csv", &old);
        let write = |files: Files| {
            for (name, week, records, strange) in files {
                area.write(&format!("clinic-{name}.csv"), part(*week, *records, *strange));
            }
        };
        write(then);
        run(&area, LAST_WEEK);
        for (name, ..) in then {
            std::fs::remove_file(area.path(&format!("clinic-{name}.csv"))).unwrap();
        }
        write(now);
        let (_, notices) = run(&area, THIS_WEEK);
        let files: Vec<String> =
            with_code(&notices, "recorded_at_rose").iter().map(|notice| notice[2].to_owned()).collect();
        let expected: Vec<String> = expected.iter().map(|name| format!("clinic-{name}.csv")).collect();
        assert_eq!(files, expected, "{what}");
    }
}

#[test]
fn the_notice_names_bookings_that_count_because_the_times_of_their_outcomes_are_unreadable() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "recorded_at = \"ethnicity\"");
    let area = Area::new(&config);
    let of = |outcome: &'static str, recorded: &'static str| -> Vec<Record> {
        let own = |at: usize| seen(95_000 + at, at, &format!("2026-11-{}", 16 + at % 5));
        (0..30).map(|at| Record { outcome, ethnicity: recorded, ..own(at) }).collect()
    };
    let dated = |records: Vec<Record>| records.into_iter().map(|record| Record { ethnicity: "2026-10-01", ..record });
    area.write("clinic-0.csv", csv(&dated(months(200)).chain(of("pending", "2026-10-01")).collect::<Vec<_>>()));
    run(&area, LAST_WEEK);
    area.write("clinic-1.csv", csv(&of("seen", "20261120T0900")));
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(with_code(&notices, "recorded_at_rose"), [["act", "clinic", "clinic-1.csv", "", "30", ""]]);
    let missing = notices.iter().find(|row| cell(row, "code") == "outcomes_missing_rose").unwrap();
    let text = cell(missing, "text");
    assert!(text.contains("They may be there: correct the format of the times of recording first."), "{text}");
}
