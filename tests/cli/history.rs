//! From week to week: statuses, reviews, who leaves the list, and what is said where data is missing.

use std::fmt::Write as _;

use crate::area::{Area, Run, assert_reconciles, cell};

const LAST_WEEK: &str = "2026-11-15";
const THIS_WEEK: &str = "2026-11-22";

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
stale_days = 400
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
outcome = "outcome"
date_of_birth = "born"
date_of_death = "died"
[contacts.factors]
looked_after = "looked_after"
[reviews]
files = ["reviews/*.csv"]
"#;

/// The NHS number of the child at a place, from the range 999, which is kept for synthetic data.
fn number(place: usize) -> String {
    let base = 999_100_000 + place * 10;
    (0..10)
        .map(|last| format!("{}", base + last))
        .find_map(|nine| {
            let sum: u32 =
                nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            match 11 - sum % 11 {
                10 => None,
                11 => Some(format!("{nine}0")),
                digit => Some(format!("{nine}{digit}")),
            }
        })
        .expect("a number with a check digit")
}

/// The records of children: for each a number and contacts such as `A 2026-11-18` (not brought to service A),
/// `A 2026-11-18 seen`, with `looked_after` where the child is.
fn extract(children: &[(String, &str)]) -> String {
    // One seen contact of another child keeps the extract from being empty.
    let mut text = format!(
        "nhs_number,local_id,service,date,outcome,born,died,looked_after\n{},,A,2026-11-01,seen,2015-01-01,,\n",
        number(999)
    );
    for (number, contacts) in children {
        for contact in contacts.split(',').map(str::trim).filter(|contact| !contact.is_empty()) {
            let words: Vec<&str> = contact.split(' ').collect();
            let outcome = words.get(2).copied().filter(|word| *word != "looked_after").unwrap_or("was_not_brought");
            let factor = if words.contains(&"looked_after") { "yes" } else { "" };
            let _ = writeln!(text, "{number},,{},{},{outcome},2015-01-01,,{factor}", words[0], words[1]);
        }
    }
    text
}

fn publish(area: &Area, as_of: &str, arguments: &[&str]) -> Run {
    let run = area.run(&[&["report", "--as-of", as_of, "--replace"], arguments].concat());
    // 7: with other settings than before, a month's commissioner pack is not published again.
    assert!(matches!(run.status, 0 | 4 | 7), "{}{}", run.stdout, run.stderr);
    assert_reconciles(&area.pack(as_of));
    run
}

fn is_page(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "html")
}

const REVIEWS: &str = "nhs_number,reviewed_on,reviewer,decision,review_again_on,note,failed_contacts,rules,priority\n";

/// Three failed contacts with service A: `repeated`, routine.
const THREE: &str = "A 2026-10-01, A 2026-10-08, A 2026-10-15";

#[test]
fn every_case_has_the_status_that_its_weeks_and_its_reviews_give_it() {
    // What happened; contacts last week; contacts this week; the review behind the number; status; failed contacts then.
    let table: &[(&str, &str, &str, &str, &str, &str)] = &[
        ("not listed before", "", THREE, "", "new", ""),
        ("two then, three now", "A 2026-10-01, A 2026-10-08", THREE, "", "new", ""),
        ("nothing has changed", THREE, THREE, "", "continuing", "3"),
        ("one more", THREE, "A 2026-10-01, A 2026-10-08, A 2026-10-15, A 2026-11-18", "", "worsened", "3"),
        (
            "one more, from before the last report",
            THREE,
            "A 2026-10-01, A 2026-10-08, A 2026-10-15, A 2026-09-01",
            "",
            "worsened",
            "3",
        ),
        (
            "as many, but the last is later: one has become too old",
            "A 2025-11-20, A 2026-10-08, A 2026-10-15",
            "A 2025-11-20, A 2026-10-08, A 2026-10-15, A 2026-11-20",
            "",
            "worsened",
            "3",
        ),
        (
            "fewer, and none later",
            "A 2025-11-20, A 2026-10-01, A 2026-10-08, A 2026-10-15",
            "A 2025-11-20, A 2026-10-01, A 2026-10-08, A 2026-10-15",
            "",
            "continuing",
            "4",
        ),
        ("a higher priority", THREE, "A 2026-10-01 looked_after, A 2026-10-08, A 2026-10-15", "", "worsened", "3"),
        ("a lower priority", "A 2026-10-01 looked_after, A 2026-10-08, A 2026-10-15", THREE, "", "continuing", "3"),
        ("reviewed", THREE, THREE, "2026-11-16,R. Sandhu,monitoring,,,3,repeated,routine", "reviewed", "3"),
        ("reviewed, listed for the first time", "", THREE, "2026-11-16,R. Sandhu,monitoring,,,,,", "reviewed", ""),
        ("look again the day after", THREE, THREE, "2026-11-16,R. Sandhu,monitoring,2026-11-23,,,,", "reviewed", "3"),
        ("look again today", THREE, THREE, "2026-11-16,R. Sandhu,monitoring,2026-11-22,,,,", "review_due", "3"),
        (
            "look again the day before",
            THREE,
            THREE,
            "2026-11-16,R. Sandhu,monitoring,2026-11-21,,,,",
            "review_due",
            "3",
        ),
        (
            "reviewed on the day of the last failed contact",
            THREE,
            "A 2026-10-01, A 2026-10-08, A 2026-11-18",
            "2026-11-18,R. Sandhu,monitoring,,,,,",
            "reviewed",
            "3",
        ),
        (
            "reviewed the day before the last failed contact",
            THREE,
            "A 2026-10-01, A 2026-10-08, A 2026-11-18",
            "2026-11-17,R. Sandhu,monitoring,,,,,",
            "worsened",
            "3",
        ),
        (
            "reviewed tomorrow counts for nothing",
            THREE,
            THREE,
            "2026-11-23,R. Sandhu,monitoring,,,,,",
            "continuing",
            "3",
        ),
        ("reviewed today", THREE, THREE, "2026-11-22,R. Sandhu,monitoring,,,,,", "reviewed", "3"),
        (
            "more failed contacts than the review knew, recorded late",
            THREE,
            "A 2026-10-01, A 2026-10-08, A 2026-10-15, A 2026-09-01",
            "2026-11-16,R. Sandhu,monitoring,,,3,,",
            "worsened",
            "3",
        ),
        ("fewer than the review knew", THREE, THREE, "2026-11-16,R. Sandhu,monitoring,,,4,,", "reviewed", "3"),
        (
            "a rule that the review did not know",
            "A 2026-10-01, A 2026-10-08, B 2026-10-15",
            "A 2026-10-01, A 2026-10-08, B 2026-10-15",
            "2026-11-16,R. Sandhu,monitoring,,,,repeated,",
            "continuing",
            "3",
        ),
        (
            "a rule fewer than the review knew",
            THREE,
            THREE,
            "2026-11-16,R. Sandhu,monitoring,,,,repeated;cross_service,",
            "reviewed",
            "3",
        ),
        (
            "a higher priority than the review knew",
            "A 2026-10-01 looked_after, A 2026-10-08, A 2026-10-15",
            "A 2026-10-01 looked_after, A 2026-10-08, A 2026-10-15",
            "2026-11-16,R. Sandhu,monitoring,,,,,routine",
            "continuing",
            "3",
        ),
        (
            "a lower priority than the review knew",
            THREE,
            THREE,
            "2026-11-16,R. Sandhu,monitoring,,,,,urgent",
            "reviewed",
            "3",
        ),
        (
            "of two reviews the newer counts",
            THREE,
            THREE,
            "2026-11-17,R. Sandhu,monitoring,2026-11-20,,,,|2026-11-16,R. Sandhu,monitoring,,,,,",
            "review_due",
            "3",
        ),
        (
            "of two reviews of a day the last read counts",
            THREE,
            THREE,
            "2026-11-17,R. Sandhu,monitoring,2026-11-20,,,,|2026-11-17,M. Achebe,referred,,,,,",
            "reviewed",
            "3",
        ),
        ("as a spreadsheet writes the date", THREE, THREE, "16/11/2026,R. Sandhu,Action agreed,,,,,", "reviewed", "3"),
    ];
    let area = Area::new(CONFIG);
    let of = |week: usize| {
        let row = |row: &(&str, &'static str, &'static str, &str, &str, &str)| if week == 1 { row.1 } else { row.2 };
        table.iter().enumerate().map(|(place, own)| (number(place), row(own))).collect::<Vec<_>>()
    };
    area.write("clinic.csv", extract(&of(1)));
    publish(&area, LAST_WEEK, &[]);
    area.write("clinic.csv", extract(&of(2)));
    let mut reviews = REVIEWS.to_owned();
    for (place, row) in table.iter().enumerate() {
        for review in row.3.split('|').filter(|review| !review.is_empty()) {
            let _ = writeln!(reviews, "{},{review}", number(place));
        }
    }
    area.write("reviews/decisions.csv", reviews);
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    let mut wrong = Vec::new();
    for (place, (story, _, _, _, status, before)) in table.iter().enumerate() {
        let rows = pack.rows("cases.csv");
        let row = rows.iter().find(|row| cell(row, "nhs_number").replace(' ', "") == number(place)).expect(story);
        if cell(row, "status") != *status {
            wrong.push(format!("{story}: {} for {status}", cell(row, "status")));
        }
        assert_eq!(cell(row, "previous_failed_contacts"), *before, "{story}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(pack.rows("resolved.csv").len(), 0);
}

#[test]
fn nobody_leaves_the_list_without_a_line_that_says_why() {
    let header = "nhs_number,local_id,service,date,outcome,born,died,looked_after\n";
    let three = |who: &str, born: &str, died: &str| {
        ["2026-10-01", "2026-10-08", "2026-10-15"]
            .map(|date| format!("{who},A,{date},was_not_brought,{born},{died},\n"))
            .concat()
    };
    let (died, grown, gone, better, stays) = (number(0), number(1), number(2), number(3), number(4));
    let area = Area::new(CONFIG);
    area.write(
        "clinic.csv",
        [
            header,
            &three(&format!("{died},"), "2015-01-01", ""),
            &three(&format!("{grown},"), "2008-11-20", ""),
            &three(&format!("{gone},"), "2015-01-01", ""),
            &three(&format!("{better},"), "2015-01-01", ""),
            &three(",L1", "2015-01-01", ""),
            &three(",L2", "2015-01-01", ""),
            &three(&format!("{stays},"), "2015-01-01", ""),
        ]
        .concat(),
    );
    publish(&area, LAST_WEEK, &[]);
    assert_eq!(area.pack(LAST_WEEK).rows("cases.csv").len(), 7);
    area.write(
        "clinic.csv",
        [
            header,
            &three(&format!("{died},"), "2015-01-01", "2026-11-18"),
            &three(&format!("{grown},"), "2008-11-20", ""),
            &three(&format!("{better},"), "2015-01-01", "").replacen("was_not_brought", "seen", 1),
            // An unlinked child whose number is known now is the same child.
            &three(&format!("{},L1", number(5)), "2015-01-01", ""),
            &three(&format!("{stays},"), "2015-01-01", ""),
        ]
        .concat(),
    );
    let run = publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    let left: Vec<(String, String, String)> = pack
        .rows("resolved.csv")
        .iter()
        .map(|row| {
            let text = |column: &str| cell(row, column).replace(' ', "");
            (text("nhs_number"), text("local_ids"), text("reason"))
        })
        .collect();
    let line = |number: &str, ids: &str, reason: &str| (number.to_owned(), ids.to_owned(), reason.to_owned());
    assert_eq!(
        left,
        [
            line(&died, "", "deceased"),
            line(&grown, "", "over_age"),
            line(&gone, "", "not_in_extracts"),
            line(&better, "", "below_threshold"),
            line("", "clinic/L2", "not_in_extracts"),
        ]
    );
    let statuses: Vec<(String, String)> = pack
        .rows("cases.csv")
        .iter()
        .map(|row| (cell(row, "nhs_number").replace(' ', ""), cell(row, "status").to_owned()))
        .collect();
    let continuing = |number: String| (number, "continuing".to_owned());
    assert_eq!(statuses, [continuing(stays), continuing(number(5))]);
    let page = pack.text("index.html");
    assert!(page.contains("Left the list: 5 children"), "{page}");
    assert!(page.contains("1 failed contact that counts no more: 1 October 2026, A (now recorded as seen)."));
    assert!(run.stdout.contains("0 new, 0 worse, 0 due for review, 2 continuing, 0 reviewed; 5 left the list"));
}

#[test]
fn decisions_are_read_however_a_spreadsheet_saves_them_and_rejected_with_a_reason() {
    let area = Area::new(CONFIG);
    let children: Vec<(String, &str)> = (0..4).map(|place| (number(place), THREE)).collect();
    area.write("clinic.csv", extract(&children));
    publish(&area, LAST_WEEK, &[]);
    // The template as it is sent back: Excel saves with semicolons here, and has turned the dates.
    let template = area.pack(LAST_WEEK).text("reviews-template.csv");
    let mut lines = template.trim_start_matches('\u{feff}').lines().map(|line| line.replace(',', ";"));
    let mut back = format!("\u{feff}{}\r\n", lines.next().unwrap());
    let rows: Vec<String> = lines.collect();
    let filled = |row: &str, cells: &str| {
        let cell: Vec<&str> = row.split(';').collect();
        format!("{};{};{};{};{cells};{};{};{}\r\n", cell[0], cell[1], cell[2], cell[3], cell[9], cell[10], cell[11])
    };
    back.push_str(&filled(&rows[0], "16/11/2026;Rita Sandhu;monitoring;;\"a note; with more\r\nthan a line\""));
    back.push_str(&filled(&rows[1], "16/11/2026;;monitoring;;"));
    back.push_str(&filled(&rows[2], "11/16/2026;Rita Sandhu;monitoring;;"));
    back.push_str(&rows[3]);
    back.push_str("\r\n");
    area.write("reviews/a.csv", back);
    let many = [
        format!("{},2026-11-16,R,wait and see,,,,,", number(1)),
        format!("{},2026-11-16,R,referred,soon,,,,", number(1)),
        format!("{},2026-11-16,R,referred,,,many,,", number(1)),
        format!("{},2026-11-16,R,referred,,,,repeatd,", number(1)),
        format!("{},2026-11-16,R,referred,,,,,high", number(1)),
        format!("{},2026-11-16,R,referred,,,,,", number(50)),
        "9991000001,2026-11-16,R,referred,,,,,".to_owned(),
        ",2026-11-16,R,referred,,,,,".to_owned(),
        format!("{},,R,referred,,,,,", number(1)),
        format!("{},2026-11-16,R,referred", number(1)),
        format!("{},2026-11-16,\"R,referred,,,,,", number(1)),
    ];
    area.write("reviews/b.csv", format!("{REVIEWS}{}\n", many.join("\n")));
    area.write("reviews/c.csv", "nhs_number,decision\n9991000001,referred\n");
    area.write("reviews/d.csv", b"PK\x03\x04 a workbook");
    area.write("reviews/e.csv", "");
    let run = publish(&area, THIS_WEEK, &["--strict"]);
    assert_eq!(run.status, 4, "rejected decisions are a concern");
    let pack = area.pack(THIS_WEEK);
    let rejects: Vec<(String, String, String)> = pack
        .rows("rejected.csv")
        .iter()
        .map(|row| {
            (
                format!("{}:{}", cell(row, "file"), cell(row, "line")),
                cell(row, "field").into(),
                cell(row, "reason").into(),
            )
        })
        .collect();
    let told: Vec<String> = rejects.iter().map(|(place, field, reason)| format!("{place} {field} {reason}")).collect();
    assert_eq!(
        told,
        [
            "reviews/a.csv:4 reviewer review_invalid",
            "reviews/a.csv:5 reviewed_on review_invalid",
            "reviews/b.csv:2 decision review_invalid",
            "reviews/b.csv:3 review_again_on review_invalid",
            "reviews/b.csv:4 failed_contacts review_invalid",
            "reviews/b.csv:5 rules review_invalid",
            "reviews/b.csv:6 priority review_invalid",
            "reviews/b.csv:7 nhs_number review_invalid",
            "reviews/b.csv:8 nhs_number review_invalid",
            "reviews/b.csv:9 nhs_number review_invalid",
            "reviews/b.csv:10 reviewed_on review_invalid",
            "reviews/b.csv:11  field_count",
            "reviews/b.csv:12  quoting",
            "reviews/c.csv:2 reviewed_on review_invalid",
        ]
    );
    let quality: Vec<String> = pack
        .rows("quality.csv")
        .iter()
        .filter(|row| cell(row, "source") == "reviews")
        .map(|row| ["file", "records", "used", "excluded", "duplicate", "rejected"].map(|c| cell(row, c)).join(" "))
        .collect();
    assert_eq!(
        quality,
        [
            "reviews/a.csv 4 1 1 0 2",
            "reviews/b.csv 11 0 0 0 11",
            "reviews/c.csv 1 0 0 0 1",
            "reviews/d.csv 0 0 0 0 0",
            "reviews/e.csv 0 0 0 0 0",
        ]
    );
    let statuses = pack.column("cases.csv", "status");
    assert_eq!(statuses, ["reviewed", "continuing", "continuing", "continuing"]);
    assert!(run.stdout.contains("reviews/d.csv: this is not a CSV file but a zip file"), "{}", run.stdout);
    let case = &pack.column("cases.csv", "case_ref")[0];
    let sheet = pack.text(&format!("cases/{case}.html"));
    assert!(sheet.contains("Monitoring, Rita Sandhu, 16 November 2026"), "{sheet}");
    assert!(sheet.contains("a note; with more  than a line"));
    assert!(!run.stdout.contains("Sandhu") && !run.stderr.contains("Sandhu"), "no cell's value on the terminal");
}

#[test]
fn a_case_reference_names_a_child_as_well_as_a_number() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let refs = area.pack(LAST_WEEK).column("cases.csv", "case_ref");
    let header = "case_ref,nhs_number,reviewed_on,reviewer,decision\n";
    area.write(
        "reviews/a.csv",
        format!(
            "{header}{},,2026-11-16,R,referred\n{},{},2026-11-16,R,referred\n{},{},2026-11-16,R,referred\nZZZZZZZZ,,2026-11-16,R,referred\n",
            refs[0].to_lowercase(),
            refs[1],
            number(1),
            refs[0],
            number(1),
        ),
    );
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["reviewed", "reviewed"]);
    let rejects: Vec<String> =
        pack.rows("rejected.csv").iter().map(|row| format!("{} {}", cell(row, "line"), cell(row, "field"))).collect();
    assert_eq!(rejects, ["4 case_ref", "5 case_ref"]);
}

#[test]
fn two_ids_that_mean_different_people_are_rejected_even_where_one_has_left() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), THREE), (number(2), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let refs = area.pack(LAST_WEEK).column("cases.csv", "case_ref");
    area.write("clinic.csv", extract(&[(number(0), THREE)]));
    let row = |reference: &str, number: &str| format!("{reference},{number},2026-11-16,R,referred\n");
    area.write(
        "reviews/a.csv",
        [
            "case_ref,nhs_number,reviewed_on,reviewer,decision\n".to_owned(),
            row(&refs[1], &number(0)),
            row(&refs[1], &number(2)),
            row(&refs[0], &number(1)),
            row(&refs[1], &number(1)),
        ]
        .concat(),
    );
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["continuing"]);
    let lines = pack.column("rejected.csv", "line");
    assert_eq!(lines, ["2", "3", "4"]);
}

#[test]
fn a_decision_outlives_the_linking_of_the_child_and_the_loss_of_the_key() {
    let header = "nhs_number,local_id,service,date,outcome,born,died,looked_after\n";
    let three = |who: &str| {
        ["2026-10-01", "2026-10-08", "2026-10-15"]
            .map(|date| format!("{who},A,{date},was_not_brought,2015-01-01,,\n"))
            .concat()
    };
    let area = Area::new(CONFIG);
    area.write("clinic.csv", format!("{header}{}{}", three(",L1"), three(&format!("{},", number(1)))));
    publish(&area, "2026-11-01", &[]);
    let rows = area.pack("2026-11-01").rows("cases.csv");
    let reference = |row: usize| cell(&rows[row], "case_ref").to_owned();
    area.write(
        "reviews/a.csv",
        format!(
            "case_ref,nhs_number,reviewed_on,reviewer,decision\n{},{},2026-11-02,R,referred\n{},,2026-11-02,R,referred\n",
            reference(0),
            number(1),
            reference(1),
        ),
    );
    // The unlinked child's number is known from now on, and a week later the key is lost.
    area.write(
        "clinic.csv",
        format!("{header}{}{}", three(&format!("{},L1", number(2))), three(&format!("{},", number(1)))),
    );
    publish(&area, "2026-11-08", &[]);
    publish(&area, LAST_WEEK, &[]);
    assert_eq!(area.pack(LAST_WEEK).column("cases.csv", "status"), ["reviewed", "reviewed"]);
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    publish(&area, THIS_WEEK, &[]);
    publish(&area, "2026-11-29", &[]);
    let cases = area.pack("2026-11-29").rows("cases.csv");
    let status = |number: &str| {
        let row = cases.iter().find(|row| cell(row, "nhs_number").replace(' ', "") == number).unwrap();
        cell(row, "status").to_owned()
    };
    assert_eq!(status(&number(1)), "reviewed", "its row has the number, too");
    assert_eq!(status(&number(2)), "continuing", "nobody can tell any more whom the reference means");
}

#[test]
fn a_local_id_with_a_semicolon_is_one_id() {
    let header = "nhs_number,local_id,service,date,outcome,born,died,looked_after\n";
    let three = |who: &str| {
        ["2026-10-01", "2026-10-08", "2026-10-15"]
            .map(|date| format!(",{who},A,{date},was_not_brought,2015-01-01,,\n"))
            .concat()
    };
    let area = Area::new(CONFIG);
    area.write("clinic.csv", format!("{header}{}", three("X;Y")));
    publish(&area, LAST_WEEK, &[]);
    area.write("clinic.csv", format!("{header}{}", three("X")));
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["new"]);
    assert_eq!(pack.column("resolved.csv", "local_ids"), ["clinic/X;Y"]);
}

#[test]
fn another_spelling_of_a_service_is_no_news() {
    let area = Area::new(CONFIG);
    let spelt = |service: &str| THREE.replace("A ", &format!("{service} "));
    area.write("clinic.csv", extract(&[(number(0), &spelt("Clinic"))]));
    publish(&area, LAST_WEEK, &[]);
    area.write("clinic.csv", extract(&[(number(0), &spelt("CLINIC"))]));
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["continuing"]);
    let case = &pack.column("cases.csv", "case_ref")[0];
    assert!(pack.text(&format!("cases/{case}.html")).contains("Nothing has changed since 15 November 2026."));
}

#[test]
fn a_source_that_is_gone_or_has_shrunk_is_marked_on_every_page() {
    let two = format!(
        "{CONFIG}\n{}",
        CONFIG[CONFIG.find("[[contacts]]").unwrap()..CONFIG.find("[reviews]").unwrap()]
            .replace("\"clinic\"", "\"visits\"")
            .replace("clinic.csv", "visits.csv")
    );
    let area = Area::new(&two);
    let many: Vec<(String, &str)> = (10..20).map(|place| (number(place), "A 2026-10-01 seen")).collect();
    area.write("clinic.csv", extract(&[many.clone(), vec![(number(0), THREE), (number(2), THREE)]].concat()));
    area.write("visits.csv", extract(&[(number(1), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    // One source is taken out of the configuration, the other has lost more than half of its records.
    area.write("failed-contact.toml", CONFIG);
    area.write("clinic.csv", extract(&[(number(2), THREE)]));
    let run = publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    let told = [
        "Source clinic has 4 records only; it had 17 records on 15 November 2026.",
        "Source visits, which had 4 records on 15 November 2026, is not read any more.",
    ];
    let mut pages = 0;
    for (name, bytes) in pack.files() {
        if is_page(&name) {
            let page = String::from_utf8(bytes).unwrap();
            pages += 1;
            for sentence in told {
                assert!(page.contains(sentence), "{name} lacks: {sentence}");
            }
            assert!(page.contains("The settings are others than on 15 November 2026"), "{name}");
        }
    }
    assert_eq!(pages, 3);
    assert!(run.stdout.contains("Source visits is gone: it had 4 records then"), "{}", run.stdout);
    assert!(run.stdout.contains("Source clinic has shrunk to 4: it had 17 records then"), "{}", run.stdout);
    assert!(pack.text("index.html").contains("this case may not be over"));
    assert_eq!(pack.column("resolved.csv", "reason"), ["not_in_extracts", "not_in_extracts"]);
}

#[test]
fn another_threshold_is_said_on_every_page() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), "A 2026-10-01, A 2026-10-08")]));
    publish(&area, LAST_WEEK, &[]);
    area.write("failed-contact.toml", CONFIG.replace("[limits]", "[rules.repeated]\nthreshold = 2\n[limits]"));
    let run = publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["continuing", "new"]);
    for (name, bytes) in pack.files() {
        if is_page(&name) {
            let page = String::from_utf8(bytes).unwrap();
            assert!(page.contains("(rules.repeated.threshold 3, now 2)"), "{name}");
        }
    }
    assert!(run.stdout.contains("Other settings than then: rules.repeated.threshold 3, now 2"), "{}", run.stdout);
}

#[test]
fn the_previous_run_is_the_newest_before_or_the_one_that_is_named() {
    let area = Area::new(CONFIG);
    let with = |contacts| area.write("clinic.csv", extract(&[(number(0), contacts)]));
    with("A 2026-10-01, A 2026-10-08, A 2026-10-15, A 2026-10-16");
    publish(&area, "2026-11-08", &[]);
    with(THREE);
    publish(&area, LAST_WEEK, &[]);
    let before = area.pack(LAST_WEEK).files();
    publish(&area, THIS_WEEK, &[]);
    let then = |as_of: &str| area.pack(as_of).column("cases.csv", "previous_failed_contacts");
    assert_eq!(then(THIS_WEEK), ["3"]);
    let named = area.path("reports/2026-11-08");
    publish(&area, THIS_WEEK, &["--previous", named.to_str().unwrap()]);
    assert_eq!(then(THIS_WEEK), ["4"]);
    // A run for an earlier date looks at what was before it, and leaves the others as they are.
    let run = publish(&area, "2026-11-10", &[]);
    assert_eq!(then("2026-11-10"), ["4"]);
    assert!(run.stdout.contains("this is not the newest report"), "{}", run.stdout);
    assert_eq!(area.pack(LAST_WEEK).files(), before);
    // A report is never compared with itself, nor with a later one.
    let later = area.path(&format!("reports/{THIS_WEEK}"));
    let refused = area.run(&["report", "--as-of", THIS_WEEK, "--replace", "--previous", later.to_str().unwrap()]);
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("this run does not speak for a day before 22 November 2026"), "{}", refused.stderr);
}

#[test]
fn a_previous_run_that_is_cut_short_or_misnamed_stops_the_run() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let run = area.path(&format!("reports/{LAST_WEEK}"));
    let contacts = run.join("safeguarding/contacts.csv");
    let whole = std::fs::read_to_string(&contacts).unwrap();
    let cut = whole.trim_end().rfind("\r\n").unwrap();
    std::fs::write(&contacts, &whole[..cut + 2]).unwrap();
    let told = area.run(&["report", "--as-of", THIS_WEEK]);
    assert_eq!(told.status, 5);
    assert!(told.stderr.contains("has not the failed contacts that cases.csv tells"), "{}", told.stderr);
    std::fs::write(&contacts, &whole).unwrap();
    std::fs::rename(&run, area.path("reports/2026-11-16")).unwrap();
    let told = area.run(&["report", "--as-of", THIS_WEEK]);
    assert_eq!(told.status, 5);
    assert!(told.stderr.contains("speaks for another day than its folder"), "{}", told.stderr);
    let told = area.run(&["report", "--as-of", THIS_WEEK, "--previous", "nowhere"]);
    assert_eq!(told.status, 2);
    assert!(told.stderr.contains("this is not the folder of a run"), "{}", told.stderr);
}

#[test]
fn a_previous_run_that_is_damaged_stops_the_run() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let path = area.path(&format!("reports/{LAST_WEEK}/safeguarding/cases.csv"));
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for (damaged, told) in [
        (format!("{}\r\n{}\r\n", lines[0], lines[1]), "has not the number of cases that its manifest tells"),
        (whole.replacen(",new,", ",nw,", 1), "row 1 below the header is damaged, in column status"),
        (whole.replacen("priority", "prio", 1), "it has no column priority"),
        (whole.replacen(",new,", ",", 1), "row 1 below the header is damaged"),
    ] {
        std::fs::write(&path, damaged).unwrap();
        let run = area.run(&["report", "--as-of", THIS_WEEK]);
        assert_eq!(run.status, 5, "{}", run.stderr);
        assert!(run.stderr.contains(told), "{}", run.stderr);
        assert!(run.stderr.contains("--previous DIR"), "{}", run.stderr);
        assert!(!area.path(&format!("reports/{THIS_WEEK}")).exists());
    }
}

#[test]
fn a_lost_key_is_said_and_children_are_recognised_all_the_same() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    let run = publish(&area, THIS_WEEK, &["--quiet"]);
    assert!(run.stderr.contains("the key of the case references was missing"), "{}", run.stderr);
    let (then, now) = (area.pack(LAST_WEEK), area.pack(THIS_WEEK));
    assert_ne!(then.column("cases.csv", "case_ref"), now.column("cases.csv", "case_ref"));
    assert_eq!(now.column("cases.csv", "status"), ["continuing"]);
    assert_eq!(now.rows("resolved.csv").len(), 0);
    assert!(now.text("index.html").contains("the key behind them was lost or replaced"));
}
