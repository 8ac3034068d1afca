//! What shows in a single run.

use super::*;

/// The notices of a first run over these records.
fn first(records: &[Record]) -> Vec<Row> {
    first_with(CONFIG, &csv(records))
}

fn first_with(config: &str, extract: &str) -> Vec<Row> {
    let area = Area::new(config);
    area.write("clinic.csv", extract);
    run(&area, THIS_WEEK).1
}

#[test]
fn without_a_previous_run_all_that_is_wrong_is_new() {
    let mut records = a_week_later(30);
    records.push(Record { nhs: String::new(), ..seen(1000, 0, "2026-10-01") });
    records.push(Record { outcome: "Moved Away", ..seen(1001, 1, "2026-11-16") });
    records.push(Record { nhs: "9.99E+09".to_owned(), local: "A1".to_owned(), ..seen(1002, 0, "2026-10-01") });
    let notices = first(&records);
    assert_eq!(with_code(&notices, "rejected_rose"), [["act", "clinic", "", "", "2", "0"]]);
    assert_eq!(with_code(&notices, "outcome_text_new"), [["act", "clinic", "", "", "1", "0"]]);
    assert_eq!(with_code(&notices, "numbers_damaged"), [["act", "clinic", "", "", "1", "0"]]);
    assert!(first(&a_week_later(30)).is_empty());
}

#[test]
fn a_month_without_a_contact_between_months_that_have_some() {
    let without = |gone: &str, each: usize| {
        let mut records = a_week_later(each);
        records.retain(|record| !record.date.starts_with(gone));
        with_code(&first(&records), "month_empty").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(without("2026-08", 20), [["act", "clinic", "", "2026-08", "0", "20"].map(str::to_owned)]);
    assert!(without("2026-08", 19).is_empty(), "19 in the month before");
    assert!(without("2026-06", 20).is_empty(), "the extract begins in July");
}

#[test]
fn a_workbook_beside_the_extracts_is_reported_because_it_is_not_read() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&a_week_later(30)));
    area.write("clinic-2.xlsx", "PK");
    let notices = run(&area, THIS_WEEK).1;
    assert_eq!(with_code(&notices, "file_not_read"), [["act", "clinic", "clinic-2.xlsx", "", "", ""]]);
}

#[test]
fn a_source_with_only_adults_is_reported() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "date_of_birth = \"ethnicity\"");
    let notices = |records: usize, of_a_child: usize| {
        let born = |at: usize| if at < of_a_child { "2016-05-01" } else { "1988-05-01" };
        let each = (0..records).map(|at| Record { ethnicity: born(at), ..seen(at, at, "2026-11-20") });
        let mut extract = csv(&each.collect::<Vec<_>>());
        extract.push_str(",,,,,,,\n");
        first_with(&config, &extract)
    };
    let all = notices(10, 0);
    assert_eq!(with_code(&all, "source_unused"), [["act", "clinic", "", "", "10", ""]]);
    assert!(cell(&all[0], "text").starts_with("No record of Children's clinic counts: all 10 are of people who"));
    assert!(notices(9, 0).is_empty(), "a blank row is no contact");
    assert!(notices(200, 1).is_empty(), "most of a hospital's patients may be adults");
    // If there is no past contact at all, the notice says that.
    let none = CONFIG.replace("[reviews]", "[contacts.leave_out]\nservice = [\"Audiology\"]\n[reviews]");
    let codes: Vec<Row> = first_with(&none, &csv(&a_week_later(30)));
    assert_eq!(codes.iter().map(|row| cell(row, "code")).collect::<Vec<_>>(), ["source_stale"]);
}

#[test]
fn a_file_that_loses_much() {
    // Of 60 records, 5 in 100 are 3; fewer than 5 are never reported.
    let config = CONFIG.replace("max_rejected = 1.0", "max_rejected = 0.05");
    for (lost, records, notice) in [(4, 60, false), (5, 120, true), (5, 101, false)] {
        let area = Area::new(&config);
        // Another file keeps the source above its limit.
        area.write("clinic-a.csv", csv(&(0..2000).map(|at| seen(at, at % 50, "2026-11-20")).collect::<Vec<_>>()));
        let of = |at: usize| {
            let mut record = seen(5000 + at, at % 50, "2026-11-20");
            if at < lost {
                record.nhs.clear();
            }
            record
        };
        let records = if lost == 5 && !notice { 101 } else { records.min(99) };
        area.write("clinic-b.csv", csv(&(0..records).map(of).collect::<Vec<_>>()));
        let (_, notices) = run(&area, THIS_WEEK);
        let expected = if notice { vec![["act", "clinic", "clinic-b.csv", "", "5", ""]] } else { vec![] };
        assert_eq!(with_code(&notices, "file_rejected"), expected, "{lost} of {records}");
    }
}

#[test]
fn a_file_of_as_many_lines_as_a_spreadsheet_has() {
    for (lines, notice) in [(65_535, false), (65_536, true), (65_537, false)] {
        let records: Vec<Record> = (0..lines - 1).map(|at| seen(at, at % 50, "2026-11-20")).collect();
        let expected = if notice { vec![["act", "clinic", "clinic.csv", "", "65536", ""]] } else { vec![] };
        assert_eq!(with_code(&first(&records), "excel_limit"), expected, "{lines}");
    }
}

#[test]
fn days_and_months_that_a_spreadsheet_exchanged() {
    let mixed = |early: usize| {
        let texts = (13..=24).map(|day| format!("{day}/10/2026"));
        let iso = (1..=12).map(|day| format!("2026-{:02}-{:02}", day.min(11), if day == 12 { early } else { day }));
        let dates = texts.chain(iso).chain(["2026-11-12".to_owned()]);
        let records: Vec<Record> = dates.enumerate().map(|(at, date)| seen(at, at, &date)).collect();
        with_code(&first(&records), "dates_swapped").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(mixed(12), [["act", "clinic", "", "", "13", ""].map(str::to_owned)]);
    assert!(mixed(13).is_empty(), "one of them has a day after the 12th");
}

#[test]
fn days_and_months_that_a_spreadsheet_of_another_country_exchanged() {
    let config = CONFIG.replace(r#"["%Y-%m-%d", "%d/%m/%Y"]"#, r#""%d/%m/%Y""#);
    // A contact on every day from May to October: what has a day up to the 12th is written by another hand.
    let swapped = |early: fn(u32, u32) -> String, late: fn(u32, u32) -> String| {
        let days = (5..=10).flat_map(|month| (1..=30).map(move |day| (day, month)));
        let dates = days.map(|(day, month)| if day > 12 { late(day, month) } else { early(day, month) });
        let records: Vec<Record> = dates.enumerate().map(|(at, date)| seen(at, at % 50, &date)).collect();
        let notices = first_with(&config, &csv(&records));
        with_code(&notices, "dates_swapped").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    let padded = |day, month| format!("{day:02}/{month:02}/2026");
    let exchanged = |day, month| format!("{month}/{day}/2026");
    let expected = |dates: &str| [["act", "clinic", "", "", dates, ""].map(str::to_owned)];
    // Of the 1st to the 9th of 6 months.
    assert_eq!(swapped(exchanged, padded), expected("54"));
    // In the same order, of 5 months: but who knows?
    assert_eq!(swapped(|day, month| format!("{day}/{month}/2026"), padded), expected("60"));
    assert!(swapped(padded, padded).is_empty());
    assert!(swapped(exchanged, |day, month| format!("{day}/{month}/2026")).is_empty(), "no date has all digits");
    assert!(swapped(|day, month| format!("{day}/{month:02}/2026"), padded).is_empty(), "days alone have one digit");
}

/// A system that writes no noughts has months of two digits until the end of the year.
#[test]
fn dates_of_the_first_days_of_a_year_are_not_reported_as_exchanged() {
    let config = CONFIG.replace(r#"["%Y-%m-%d", "%d/%m/%Y"]"#, r#""%d/%m/%Y""#);
    let area = Area::new(&config);
    let first = failed_contact::day::Day::from_iso("2026-10-01").unwrap();
    for (days, as_of) in [(94, "2027-01-03"), (101, "2027-01-10"), (108, "2027-01-17"), (129, "2027-02-07")] {
        let record = |at: usize| {
            let date = first.plus(at as i32 / 2).to_string();
            let parts: Vec<u32> = date.split('-').map(|part| part.parse().unwrap()).collect();
            seen(at, at % 60, &format!("{}/{}/{}", parts[2], parts[1], parts[0]))
        };
        area.write("clinic.csv", csv(&(0..2 * days).map(record).collect::<Vec<_>>()));
        let (_, notices) = run(&area, as_of);
        assert!(with_code(&notices, "dates_swapped").is_empty(), "{as_of}: {notices:?}");
    }
}

/// What somebody writes by hand at a clinic on the first Monday of every month is looked at once.
#[test]
fn dates_that_may_be_exchanged_are_to_act_on_where_there_are_more_than_in_the_last_report() {
    let config = CONFIG.replace(r#"["%Y-%m-%d", "%d/%m/%Y"]"#, r#""%d/%m/%Y""#);
    let area = Area::new(&config);
    let extract = |by_hand: &[&str], last: &str| {
        let of = |(at, date): (usize, String)| seen(at, at % 60, &date);
        let days = (3..=10).flat_map(|month| (1..=30).map(move |day| format!("{day:02}/{month:02}/2026")));
        let twice = by_hand.iter().flat_map(|date| [(*date).to_owned(), (*date).to_owned()]);
        csv(&days.chain([last.to_owned()]).chain(twice).enumerate().map(of).collect::<Vec<_>>())
    };
    let mondays = ["4/5/2026", "1/6/2026", "6/7/2026", "3/8/2026", "7/9/2026"];
    for (as_of, last, by_hand, expected) in [
        (LAST_WEEK, "14/11/2026", &mondays[..4], ["act", "clinic", "", "", "8", ""]),
        (THIS_WEEK, "21/11/2026", &mondays[..4], ["know", "clinic", "", "", "8", "8"]),
        ("2026-11-29", "28/11/2026", &mondays[..], ["act", "clinic", "", "", "10", "8"]),
    ] {
        area.write("clinic.csv", extract(by_hand, last));
        let (_, notices) = run(&area, as_of);
        assert_eq!(with_code(&notices, "dates_swapped"), [expected], "{as_of}");
    }
}

#[test]
fn a_source_most_of_which_is_unlinked_although_others_should_link_it() {
    let config = |scope: &str| {
        let source = &CONFIG[CONFIG.find("[[contacts]]").unwrap()..CONFIG.find("[reviews]").unwrap()];
        let other = source.replace("\"clinic\"", "\"visits\"").replace("clinic*", "visits*");
        CONFIG.replace("ignore_local_ids", "id_scope = \"one\"\nignore_local_ids")
            + &other.replace("ignore_local_ids", &format!("id_scope = \"{scope}\"\nignore_local_ids"))
    };
    let with = |scope: &str, unlinked: usize| {
        let area = Area::new(&config(scope));
        let of = |at: usize| {
            let local = format!("L{at}");
            let nhs = if at < unlinked { String::new() } else { number(at) };
            Record { nhs, local, ..seen(at, at, "2026-11-20") }
        };
        area.write("clinic.csv", csv(&(0..10).map(of).collect::<Vec<_>>()));
        area.write("visits.csv", csv(&[seen(1, 1, "2026-11-20")]));
        let (_, notices) = run(&area, THIS_WEEK);
        with_code(&notices, "unlinked_rose").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(with("one", 6), [["know", "clinic", "", "", "0.600", ""].map(str::to_owned)]);
    assert!(with("one", 5).is_empty(), "half of them");
    assert!(with("two", 6).is_empty(), "nobody else has these ids");
}

#[test]
fn people_where_providers_should_be() {
    let of = |names: &[&str]| {
        let record = |(at, name): (usize, &&str)| Record { provider: (*name).to_owned(), ..seen(at, at, "2026-11-20") };
        let notices = first(&names.iter().enumerate().map(record).collect::<Vec<_>>());
        with_code(&notices, "people_as_providers").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    let notice = ["act", "clinic", "", "", "2", ""].map(str::to_owned);
    assert_eq!(of(&["HERON, MARY ANN", "Dr Tom Starling", "Example NHS Trust"]), [notice]);
    assert!(of(&["HERON, MARY ANN", "Example NHS Trust"]).is_empty(), "half of them");
}

#[test]
fn things_to_know_about_texts() {
    let mut records = a_week_later(30);
    records[0].ethnicity = "Martian";
    records[1].ethnicity = "Martian";
    records[2].ethnicity = "99";
    records[3].ethnicity = "White British";
    records[4].service = "Audiolgy";
    let notices = first(&records);
    assert_eq!(with_code(&notices, "ethnicity_unknown"), [["know", "clinic", "", "", "2", ""]]);
    assert_eq!(with_code(&notices, "services_alike"), [["know", "", "", "", "", ""]]);
    let text = |code: &str| {
        let notice = notices.iter().find(|row| cell(row, "code") == code).unwrap();
        cell(notice, "text").to_owned()
    };
    assert!(text("ethnicity_unknown").contains("“Martian” (2)"), "{}", text("ethnicity_unknown"));
    assert!(text("services_alike").contains("“Audiolgy” and “Audiology”"), "{}", text("services_alike"));
}

#[test]
fn decisions_that_cannot_be_read() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&a_week_later(30)));
    let header = "nhs_number,reviewed_on,reviewer,decision,review_again_on,note,failed_contacts,rules,priority\n";
    let row = |decision: &str| format!("{},2026-11-16,A Nurse,{decision},,,,,\n", number(1));
    area.write("reviews/a.csv", format!("{header}{}", row("monitoring")));
    assert!(run(&area, THIS_WEEK).1.is_empty());
    area.write("reviews/a.csv", format!("{header}{}{}", row("monitoring"), row("astonished")));
    area.write("reviews/b.csv", b"PK\x03\x04 a workbook");
    let (_, notices) = run(&area, THIS_WEEK);
    let expected = [["act", "", "reviews/a.csv", "", "1", ""], ["act", "", "reviews/b.csv", "", "", ""]];
    assert_eq!(with_code(&notices, "review_file"), expected);
    let said = cell(notices.iter().find(|row| cell(row, "file") == "reviews/a.csv").unwrap(), "text").to_owned();
    assert!(
        said.contains("One row of reviews/a.csv") && said.contains("line 3, “decision” is not understood"),
        "{said}"
    );
    assert!(!said.contains("astonished"), "{said}");
}

#[test]
fn outcomes_csv_has_the_texts_of_records_that_are_not_used() {
    let config =
        CONFIG.replace("\"DNA\" = \"was_not_brought\"", "\"DNA\" = \"was_not_brought\"\nFree = \"not_a_contact\"");
    let area = Area::new(&config);
    let mut records = a_week_later(10);
    records.push(Record { outcome: "Lost", nhs: String::new(), ..seen(1000, 1, "2026-10-01") });
    records.push(Record { outcome: "Late", ..seen(1001, 1, "2099-01-01") });
    records.push(Record { outcome: "Gone", ..seen(1002, 1, "soon") });
    records.push(Record { outcome: "Away", service: "", ..seen(1003, 1, "2026-10-02") });
    records.push(Record { outcome: "Free", ..seen(1004, 1, "1899-12-30") });
    area.write("clinic.csv", csv(&records));
    run(&area, THIS_WEEK);
    let rows = area.pack(THIS_WEEK).rows("outcomes.csv");
    let told =
        |row: &Row| ["text", "outcome", "records", "first_date", "last_date"].map(|own| cell(row, own)).join("|");
    let expected = [
        "Away||1|2026-10-02|2026-10-02",
        "DNA|was_not_brought|1|2026-06-01|2026-06-01",
        "Free|not_a_contact|1||",
        "Gone||1||",
        "Late||1||",
        "Lost||1|2026-10-01|2026-10-01",
        "seen|seen|61|2026-06-02|2026-11-20",
    ];
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn outcomes_csv_has_every_text_with_what_it_means() {
    let area = Area::new(CONFIG);
    let mut records = a_week_later(2);
    records[0].outcome = "DNA";
    records[1].outcome = "dna";
    records[2].outcome = "DNA";
    records[3].outcome = "=Moved";
    records[4].outcome = "";
    area.write("clinic.csv", csv(&records));
    run(&area, THIS_WEEK);
    let rows = area.pack(THIS_WEEK).rows("outcomes.csv");
    let texts: Vec<String> = rows
        .iter()
        .map(|row| {
            ["source", "text", "outcome", "records", "first_date", "last_date"]
                .map(|column| cell(row, column))
                .join("|")
        })
        .collect();
    let expected = [
        "clinic||pending|1|2026-08-01|2026-08-01",
        "clinic|'=Moved||1|2026-07-02|2026-07-02",
        "clinic|DNA|was_not_brought|3|2026-06-01|2026-07-01",
        "clinic|seen|seen|9|2026-08-02|2026-11-20",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn a_source_whose_newest_contact_is_old() {
    let newest = |day: &str| {
        let notices = first(&[seen(1, 1, "2026-10-01"), seen(2, 2, day), seen(3, 3, "2026-11-30")]);
        with_code(&notices, "source_stale").iter().map(|cells| cells.map(str::to_owned)).collect::<Vec<_>>()
    };
    // Fourteen days before the report, then fifteen; a booking does not make the source newer.
    assert!(newest("2026-11-08").is_empty());
    assert_eq!(newest("2026-11-07"), [["act", "clinic", "", "", "15", ""].map(str::to_owned)]);
}

#[test]
fn texts_that_need_no_notice() {
    let mut records = a_week_later(30);
    // Three characters apart, and groups by their names.
    records[0].service = "Audiologies";
    records[1].ethnicity = "Black British";
    records[2].ethnicity = "Not stated";
    let notices = first(&records);
    for code in ["services_alike", "ethnicity_unknown"] {
        assert!(with_code(&notices, code).is_empty(), "{code}: {notices:?}");
    }
}
