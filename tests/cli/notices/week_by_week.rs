//! Notices that need the report of the week before.

use super::*;
use failed_contact::day::Day;

#[test]
fn a_steady_week_has_no_notice() {
    let notices = week_after(&months(30), &a_week_later(30));
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn unchanged_files_of_last_week_are_reported() {
    let config = CONFIG.replace("[limits]", "[limits]\nstale_days = 400");
    let same = csv(&months(30));
    let notices = second_week(&config, &same, &[("clinic.csv", same.clone())]);
    assert_eq!(with_code(&notices, "source_unchanged"), [["act", "clinic", "", "", "1", ""]]);
    let renamed = second_week(&config, &same, &[("clinic-2.csv", same.clone())]);
    assert_eq!(with_code(&renamed, "source_unchanged").len(), 1, "another name, the same bytes");
    let more = format!("{same}{}", &csv(&[seen(90_001, 1, "2026-11-20")])[HEADER.len()..]);
    let notices = second_week(&config, &same, &[("clinic.csv", more)]);
    assert!(notices.is_empty(), "one record more: {notices:?}");
}

#[test]
fn files_of_last_week_that_were_saved_again_are_reported() {
    let one_a_day = |until: &str, every: usize| -> Vec<Record> {
        let (first, last) = (Day::from_iso("2026-08-01").unwrap(), Day::from_iso(until).unwrap());
        let days = (0..=last.0 - first.0).filter(|at| (*at as usize).is_multiple_of(every));
        let of = |at: i32| Record {
            outcome: if at % 5 == 0 { "DNA" } else { "seen" },
            ..seen(at as usize, at as usize % 50, &first.plus(at).to_string())
        };
        days.map(of).collect()
    };
    let last_week = one_a_day(LAST_WEEK, 1);
    let before = csv(&last_week);
    let codes = |now: String| {
        let notices = second_week(CONFIG, &before, &[("clinic.csv", now)]);
        notices.iter().map(|row| cell(row, "code").to_owned()).collect::<Vec<_>>()
    };
    for again in [format!("\u{feff}{before}"), before.replace('\n', "\r\n"), format!("{before},,,,,,,\n")] {
        assert_eq!(codes(again), ["source_repeated"]);
    }
    assert_eq!(codes(before.clone()), ["source_unchanged"]);
    // Something is new: a contact, or an outcome.
    assert!(codes(csv(&one_a_day(THIS_WEEK, 1))).is_empty());
    let mut told = last_week;
    let all = told.len();
    told[all - 1].outcome = "DNA";
    assert_eq!(codes(csv(&told)), ["source_repeated"], "1 outcome of {all}");
    told[all - 3].outcome = "DNA";
    assert!(codes(csv(&told)).is_empty(), "2 outcomes");
    // A booking for December, in files that are otherwise last week's; or one record less.
    let booked = Record { outcome: "pending", ..seen(9000, 1, "2026-12-05") };
    let more = |count: usize| format!("{before}{}", &csv(&vec![booked.clone(); count])[HEADER.len()..]);
    assert_eq!(codes(more(1)), ["source_repeated"]);
    assert_eq!(codes(csv(&one_a_day("2026-11-14", 1))), ["source_repeated"]);
    // A late record.
    let late = format!("{before}{}", &csv(&[seen(9000, 1, "2026-11-16")])[HEADER.len()..]);
    assert!(codes(late).is_empty());
    // A clinic every other day has 14 contacts in four weeks: a week without one may be so.
    let seldom = csv(&one_a_day(LAST_WEEK, 2));
    assert!(second_week(CONFIG, &seldom, &[("clinic.csv", format!("\u{feff}{seldom}"))]).is_empty());
    // Saturday's file on Sunday.
    let area = Area::new(CONFIG);
    area.write("clinic.csv", &before);
    run(&area, "2026-11-15");
    area.write("clinic.csv", format!("\u{feff}{before}"));
    for (as_of, notice) in [("2026-11-21", false), ("2026-11-22", true)] {
        assert_eq!(run(&area, as_of).1.len(), usize::from(notice), "{as_of}");
        std::fs::remove_dir_all(area.path("reports").join(as_of)).unwrap();
    }
}

#[test]
fn a_source_that_stopped_says_so() {
    let day = Day::from_iso(LAST_WEEK).unwrap();
    let kept = |at: i32| seen(at as usize, at as usize % 50, &day.plus(-at % 40).to_string());
    let mut records: Vec<Record> = (0..200).map(kept).collect();
    records.push(Record { outcome: "DNA", ..seen(500, 1, "2026-10-01") });
    let before = csv(&records);
    records.push(Record { outcome: "pending", ..seen(501, 1, "2026-12-05") });
    let notices = second_week(CONFIG, &before, &[("clinic.csv", csv(&records))]);
    let sentence = "Children's clinic seems to have stopped: it has no contact since the report for 15 November 2026, and nearly \
                    everything else is as it was then. What happened since then is missing.";
    assert!(cell(&notices[0], "text").starts_with(sentence), "{notices:?}");
}

/// Two sites send a file each week, of `each` contacts. In the last week the second file has only `last`.
fn sites(area: &Area, weeks: std::ops::Range<i32>, each: usize, last: usize) {
    let first = Day::from_iso("2026-08-31").unwrap();
    for week in weeks {
        for site in ["a", "b"] {
            let count = if site == "b" && week == 11 { last } else { each };
            let own = |at: usize| Record {
                id: format!("{site}{week}-{at}"),
                outcome: if at == 0 { "DNA" } else { "seen" },
                ..seen(0, at * 7 + week as usize % 7, &first.plus(week * 7 + (at % 7) as i32).to_string())
            };
            if count > 0 {
                area.write(&format!("clinic-{site}-{week:02}.csv"), csv(&(0..count).map(own).collect::<Vec<_>>()));
            }
        }
    }
}

#[test]
fn a_file_of_the_week_that_did_not_come_leaves_half_of_the_usual_contacts() {
    let fell = |each: usize, last: usize| {
        let area = Area::new(CONFIG);
        sites(&area, 0..11, each, last);
        run(&area, LAST_WEEK);
        sites(&area, 11..12, each, last);
        let notices = run(&area, THIS_WEEK).1;
        let text = |row: &Row| cell(row, "text").to_owned();
        let of_code = notices.iter().filter(|row| cell(row, "code") == "contacts_fell").map(text).next();
        let figures = with_code(&notices, "contacts_fell").first().map(|row| [row[0], row[4], row[5]].join(" "));
        figures.zip(of_code)
    };
    let (figures, text) = fell(10, 0).unwrap();
    assert_eq!(figures, "know 10 20");
    let sentence = "Children's clinic has only 10 contacts since the report for 15 November 2026. By the 8 weeks before, about 20 were \
                    to be expected. Look for a file that did not come";
    assert!(text.starts_with(sentence), "{text}");
    assert_eq!(fell(10, 1), None, "11 of 20");
    assert_eq!(fell(9, 0), None, "18 expected");
    assert_eq!(fell(30, 0).unwrap().0, "know 30 60");
    assert_eq!(fell(30, 30), None);
}

#[test]
fn a_source_that_is_always_late_or_has_one_file_has_no_few_contacts() {
    // A file of another week comes late: what is recorded late counts when it arrives.
    let area = Area::new(CONFIG);
    sites(&area, 0..11, 20, 0);
    std::fs::remove_file(area.path("clinic-b-10.csv")).unwrap();
    run(&area, LAST_WEEK);
    sites(&area, 10..12, 20, 0);
    assert!(with_code(&run(&area, THIS_WEEK).1, "contacts_fell").is_empty());
    // All in one file.
    let all = |until: i32| {
        let first = Day::from_iso("2026-08-31").unwrap();
        let of = |at: i32| Record {
            outcome: if at % 10 == 0 { "DNA" } else { "seen" },
            ..seen(at as usize, at as usize % 50, &first.plus(at / 6).to_string())
        };
        csv(&(0..until).map(of).collect::<Vec<_>>())
    };
    let notices = second_week(CONFIG, &all(77 * 6), &[("clinic.csv", all(77 * 6 + 20))]);
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn every_page_and_the_terminal_say_that_the_files_are_the_same() {
    let area = Area::new(&CONFIG.replace("[limits]", "[limits]\nstale_days = 400"));
    let mut records = months(30);
    for (at, date) in ["2026-10-01", "2026-10-08", "2026-10-15"].into_iter().enumerate() {
        records.push(Record { outcome: "DNA", ..seen(91_000 + at, 60, date) });
    }
    area.write("clinic.csv", csv(&records));
    run(&area, LAST_WEEK);
    let (run, _) = run(&area, THIS_WEEK);
    let sentence = "has nothing new: its file has exactly the content of the report for 15 November 2026.";
    assert_eq!(run.status, 4);
    assert!(run.stdout.contains(&format!("Children's clinic {sentence}")), "{}", run.stdout);
    let mut pages = 0;
    for (name, bytes) in area.pack(THIS_WEEK).files() {
        let page = String::from_utf8_lossy(&bytes).into_owned();
        if page.starts_with("<!DOCTYPE") {
            pages += 1;
            assert!(page.contains(&format!("Children&#39;s clinic {sentence}")), "{name}");
            let (before, _) = page.split_once(sentence).unwrap();
            assert_eq!(
                before.matches("<details").count(),
                before.matches("</details>").count(),
                "{name}: in a closed box"
            );
        }
    }
    assert!(pages >= 3, "{pages} pages");
}

#[test]
fn a_month_that_has_lost_contacts() {
    // More than five, and more than 2 %.
    for (each, lost, notice) in [(100, 5, false), (100, 6, true), (300, 6, false), (300, 7, true)] {
        let mut now = a_week_later(each);
        let mut left = lost;
        now.retain(|record| {
            let goes = record.date.starts_with("2026-06") && left > 0;
            left -= usize::from(goes);
            !goes
        });
        let (few, many) = ((each - lost).to_string(), each.to_string());
        let expected = if notice { vec![["act", "clinic", "", "2026-06", &few, &many]] } else { vec![] };
        assert_eq!(with_code(&week_after(&months(each), &now), "contacts_lost"), expected, "{lost} of {each}");
    }
}

#[test]
fn what_was_booked_and_what_belongs_to_people_who_grew_up_is_not_lost() {
    let mut before = months(30);
    // Bookings after the as-of date may go.
    before.extend((0..20).map(|at| Record { outcome: "pending", ..seen(92_000 + at, at, "2026-11-18") }));
    assert!(with_code(&week_after(&before, &a_week_later(30)), "contacts_lost").is_empty());
    // Ten contacts of somebody who becomes 18 between the reports.
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "date_of_birth = \"ethnicity\"");
    let with = |records: Vec<Record>| {
        let born = |at: usize| Record { ethnicity: "2008-11-18", ..seen(93_000 + at, 70, "2026-07-01") };
        csv(&records.into_iter().chain((0..10).map(born)).collect::<Vec<_>>())
    };
    let notices = second_week(&config, &with(months(30)), &[("clinic.csv", with(a_week_later(30)))]);
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn a_whole_area_does_not_grow_up_in_a_week() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "date_of_birth = \"ethnicity\"");
    let born = |records: Vec<Record>, day| {
        csv(&records.into_iter().map(|record| Record { ethnicity: day, ..record }).collect::<Vec<_>>())
    };
    let before = born(months(30), "2015-01-01");
    let notices = second_week(&config, &before, &[("clinic.csv", born(a_week_later(30), "1990-01-01"))]);
    assert_eq!(
        with_code(&notices, "contacts_lost"),
        [["act", "clinic", "", "2026-06;2026-07;2026-08;2026-09;2026-10;2026-11", "0", "181"]]
    );
    let text = cell(notices.iter().find(|row| cell(row, "code") == "contacts_lost").unwrap(), "text");
    assert!(text.contains("181 more contacts than last time now seem to belong to people who are over age"), "{text}");
}

#[test]
fn a_missing_part_file_is_not_taken_for_a_moving_window() {
    let of_days = |days: std::ops::RangeInclusive<usize>| -> Vec<Record> {
        days.map(|day| seen(day, day % 9, &format!("2026-11-{day:02}"))).collect()
    };
    // The review period begins after the days that are gone.
    let config = CONFIG.replace("[limits]", "[review]\nperiod_days = 14\n[limits]");
    let second_week_of = |files: [&str; 2], now: &[(&str, Vec<Record>)]| {
        let area = Area::new(&config);
        area.write(files[0], csv(&of_days(1..=7)));
        area.write(files[1], csv(&of_days(8..=14)));
        run(&area, LAST_WEEK);
        for name in files {
            std::fs::remove_file(area.path(name)).unwrap();
        }
        for (name, records) in now {
            area.write(name, csv(records));
        }
        run(&area, THIS_WEEK).1
    };
    let parts = ["clinic-1.csv", "clinic-2.csv"];
    let notices = second_week_of(parts, &[(parts[1], of_days(8..=14)), ("clinic-3.csv", of_days(15..=21))]);
    assert_eq!(with_code(&notices, "contacts_lost"), [["act", "clinic", "", "2026-11", "8", "14"]]);
    // Both are there, and each has lost its first days.
    let moved = second_week_of(parts, &[(parts[0], of_days(8..=14)), (parts[1], of_days(15..=21))]);
    assert!(with_code(&moved, "contacts_lost").is_empty(), "{moved:?}");
}

#[test]
fn reading_order_decides_between_versions_of_one_child_at_one_moment() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "recorded_at = \"ethnicity\"");
    let version = |child, date, outcome, recorded| Record { outcome, ethnicity: recorded, ..seen(1000, child, date) };
    let missed = version(1, "2026-10-01", "DNA", "2026-10-02");
    let tied = version(1, "2026-10-01", "seen", "2026-10-02");
    for (what, versions, decided) in [
        ("a tie", vec![missed.clone(), tied.clone()], true),
        ("booked again", vec![missed.clone(), tied.clone(), version(1, "2026-12-01", "pending", "2026-10-05")], true),
        ("recorded anew", vec![missed.clone(), tied, version(1, "2026-10-01", "DNA", "2026-10-05")], false),
        ("two children in one session", vec![missed, version(2, "2026-10-01", "seen", "2026-10-02")], false),
    ] {
        let now = [a_week_later(30), versions].concat();
        let notices = second_week(&config, &csv(&months(30)), &[("clinic.csv", csv(&now))]);
        assert_eq!(with_code(&notices, "order_decides"), if decided { act("1", "0") } else { vec![] }, "{what}");
    }
}

#[test]
fn contacts_of_adults_are_not_missed_when_they_are_gone() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "date_of_birth = \"ethnicity\"");
    let adult = |at: usize| Record { ethnicity: "1990-01-01", ..seen(93_000 + at, 70, "2026-07-01") };
    let before: Vec<Record> = months(30).into_iter().chain((0..7).map(adult)).collect();
    let notices = |now: &[Record]| second_week(&config, &csv(&before), &[("clinic.csv", csv(now))]);
    let mut now = a_week_later(30);
    assert!(with_code(&notices(&now), "contacts_lost").is_empty());
    // Six more that were used are missed.
    let july: Vec<usize> = (0..now.len()).filter(|at| now[*at].date.starts_with("2026-07")).take(6).collect();
    july.iter().rev().for_each(|at| drop(now.remove(*at)));
    assert_eq!(with_code(&notices(&now), "contacts_lost"), [["act", "clinic", "", "2026-07", "24", "30"]]);
}

#[test]
fn shares_that_rise() {
    for (changed, notice) in [(10, false), (11, true)] {
        // This many more of 200 contacts: 5 in 100 are 10.
        let base: Vec<Record> = (0..199).map(|at| seen(at, at % 40, "2026-10-12")).collect();
        let mut before = base.clone();
        before.push(seen(900, 0, "2026-11-14"));
        let mut now = base;
        now.push(seen(900, 0, "2026-11-21"));
        let mut unlinked = now.clone();
        for own in unlinked.iter_mut().take(changed) {
            own.local = format!("L{}", own.id);
            own.nhs = "unknown".to_owned();
        }
        let share = format!("{:.3}", changed as f64 / 200.0);
        let expected = if notice { act(&share, "0.000") } else { vec![] };
        assert_eq!(with_code(&week_after(&before, &unlinked), "unlinked_rose"), expected, "{changed}");
        let mut open = now;
        open.iter_mut().take(changed).for_each(|record| record.outcome = "pending");
        assert_eq!(with_code(&week_after(&before, &open), "outcomes_missing_rose"), expected, "{changed}");
    }
}

#[test]
fn a_share_that_rises_by_no_more_than_the_limit_gives_no_notice() {
    // A difference of such shares is not what it is on paper: 0.40 - 0.35 is a little more than 0.05.
    for (before, now) in [(7, 8), (2, 3), (11, 12)] {
        let of = |unlinked: usize| -> Vec<Record> {
            let own = |at: usize| {
                if at < unlinked {
                    Record { nhs: "unknown".to_owned(), local: format!("L{at}"), ..seen(at, at, "2026-10-12") }
                } else {
                    seen(at, at, "2026-11-14")
                }
            };
            (0..20).map(own).collect()
        };
        let config = CONFIG.replace("[limits]", "[limits]\nstale_days = 400");
        let notices = second_week(&config, &csv(&of(before)), &[("clinic.csv", csv(&of(now)))]);
        assert!(with_code(&notices, "unlinked_rose").is_empty(), "{before} to {now} of 20");
    }
}

#[test]
fn more_damaged_numbers_more_rejects_more_ids_that_are_none() {
    let with = |records: Vec<Record>, more: &[Record]| [records, more.to_vec()].concat();
    let damaged = |id| Record { nhs: "9.99E+09".to_owned(), local: "A1".to_owned(), ..seen(id, 0, "2026-10-01") };
    let nobody = |id| Record { nhs: String::new(), ..seen(id, 0, "2026-10-01") };
    let twice = |id, child| seen(id, child, "2026-10-01");
    let tied = |id, outcome| Record { outcome, ..seen(id, 1, "2026-10-01") };
    for (code, one, two) in [
        ("numbers_damaged", vec![damaged(1000)], vec![damaged(1001)]),
        ("rejected_rose", vec![nobody(1000)], vec![nobody(1001)]),
        ("ids_reused", vec![twice(1000, 1), twice(1000, 2)], vec![twice(1001, 1), twice(1001, 2)]),
        ("order_decides", vec![tied(1000, "DNA"), tied(1000, "seen")], vec![tied(1001, "DNA"), tied(1001, "pending")]),
    ] {
        let first = with(months(30), &one);
        let same = week_after(&first, &with(a_week_later(30), &one));
        assert!(with_code(&same, code).is_empty(), "{code}: as many as before");
        let more = week_after(&first, &with(with(a_week_later(30), &one), &two));
        assert_eq!(with_code(&more, code), act("2", "1"), "{code}");
    }
}

#[test]
fn bookings_that_get_outcomes_and_appointments_that_move_give_no_notice() {
    let mut now = a_week_later(30);
    now.push(Record { outcome: "pending", ..seen(1000, 1, "2026-11-16") });
    now.push(seen(1000, 1, "2026-11-16"));
    now.push(Record { outcome: "pending", ..seen(1001, 2, "2026-11-16") });
    now.push(Record { outcome: "DNA", ..seen(1001, 2, "2026-11-18") });
    let notices = week_after(&months(30), &now);
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn an_outcome_that_was_not_there_before() {
    let new = |outcome: &'static str| {
        let mut now = a_week_later(30);
        now.push(Record { outcome, ..seen(1000, 1, "2026-11-16") });
        now
    };
    assert_eq!(with_code(&week_after(&months(30), &new("Moved Away")), "outcome_text_new"), act("1", "0"));
    assert!(
        with_code(&week_after(&new("Moved Away"), &new("MOVED  away")), "outcome_text_new").is_empty(),
        "it was there"
    );
    assert!(with_code(&week_after(&months(30), &new("DNA")), "outcome_text_new").is_empty(), "it is mapped");
    // In a table it looks the same as `=Moved`, which is made inert there.
    assert!(with_code(&week_after(&new("'=Moved"), &new("'=Moved")), "outcome_text_new").is_empty(), "it was there");
}

#[test]
fn a_failed_outcome_that_is_written_much_more_often() {
    // A tenth of 400 in the year before; of 100 this week, more than 22.
    for (failed, notice) in [(22, false), (23, true)] {
        let year = |at: usize| Record {
            outcome: if at.is_multiple_of(10) { "DNA" } else { "seen" },
            ..seen(at, at % 50, "2026-10-05")
        };
        let mut before: Vec<Record> = (0..400).map(year).collect();
        before.push(seen(500, 1, "2026-11-14"));
        let mut now = before.clone();
        now.truncate(400);
        let week = |at: usize| Record {
            outcome: if at < failed { "DNA" } else { "seen" },
            ..seen(1000 + at, at % 50, "2026-11-18")
        };
        now.extend((0..100).map(week));
        let figure = format!("0.{failed}0");
        let expected = if notice { vec![["know", "clinic", "", "", &figure, "0.100"]] } else { vec![] };
        assert_eq!(with_code(&week_after(&before, &now), "outcome_shifted"), expected, "{failed}");
    }
}

#[test]
fn settings_and_the_key_are_things_to_know() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&months(30)));
    run(&area, LAST_WEEK);
    area.write("clinic.csv", csv(&a_week_later(30)));
    area.write("failed-contact.toml", CONFIG.replace("[limits]", "[review]\nperiod_days = 300\n[limits]"));
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(with_code(&notices, "settings_changed"), [["know", "", "", "", "1", ""]]);
    assert_eq!(with_code(&notices, "key_changed"), [["know", "", "", "", "", ""]]);
}

#[test]
fn a_manifest_of_the_first_edition_is_understood_and_says_less() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&months(30)));
    run(&area, LAST_WEEK);
    // As the first edition wrote it: without remembered counts, new settings and outcomes.csv.
    let manifest = area.path("reports/2026-11-15/safeguarding/manifest.json");
    let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    value["sources"][0].as_object_mut().unwrap().remove("remembered");
    value["settings"]["limits"].as_object_mut().unwrap().remove("max_change");
    value["settings"]["contacts"][0].as_object_mut().unwrap().remove("delimiter");
    std::fs::write(&manifest, value.to_string()).unwrap();
    std::fs::remove_file(area.path("reports/2026-11-15/safeguarding/outcomes.csv")).unwrap();
    let mut now = a_week_later(30);
    now.retain(|record| !record.date.starts_with("2026-06"));
    now.push(Record { nhs: String::new(), ..seen(1000, 0, "2026-10-01") });
    now.push(Record { outcome: "Moved Away", ..seen(1001, 1, "2026-11-16") });
    area.write("clinic.csv", csv(&now));
    let (_, notices) = run(&area, THIS_WEEK);
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn a_source_that_is_gone_or_has_fewer_than_half_of_its_records() {
    let before: Vec<Record> = (0..100).map(|at| seen(at, at % 50, "2026-11-14")).collect();
    let left = |records: usize| (0..records).map(|at| seen(at, at % 50, "2026-11-20")).collect::<Vec<_>>();
    assert!(with_code(&week_after(&before, &left(50)), "source_shrunk").is_empty(), "half of them");
    assert_eq!(with_code(&week_after(&before, &left(49)), "source_shrunk"), act("49", "100"));
    // Under another name it is another source.
    let config = CONFIG.replace("name = \"clinic\"", "name = \"eyes\"");
    for (config, expected) in [(CONFIG, vec![]), (&config, act("0", "100"))] {
        let area = Area::new(CONFIG);
        area.write("clinic.csv", csv(&before));
        run(&area, LAST_WEEK);
        area.write("failed-contact.toml", config);
        area.write("clinic.csv", csv(&left(100)));
        assert_eq!(with_code(&run(&area, THIS_WEEK).1, "source_gone"), expected);
    }
}
