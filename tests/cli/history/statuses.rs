//! What every case is this week, and who has left the list.

use std::fmt::Write as _;

use super::*;
use crate::support::{Area, assert_has, cell};

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
    assert_has(&page, "Left the list: 5 children");
    assert!(page.contains("1 failed contact no longer counts: 1 October 2026, A (now recorded as seen)."));
    assert!(run.stdout.contains("0 new, 0 worse, 0 due for review, 2 continuing, 0 reviewed; 5 left the list"));
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
fn another_spelling_of_a_service_is_not_a_change() {
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
fn the_day_on_which_a_case_became_worse_is_kept_while_no_target_is_set() {
    let area = Area::new(&format!("{CONFIG}[rules.repeated]\nthreshold = 1\n[targets]\nurgent = 0\nroutine = 10\n"));
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write("failed-contact.toml", config + "[priority]\nurgent_factors = [\"looked_after\"]\n");
    let (one, two) = ("A 2026-01-20 looked_after", "A 2026-01-20 looked_after, A 2026-02-05 looked_after");
    for (as_of, contacts, expected) in [
        ("2026-02-02", one, "new urgent  no"),
        ("2026-02-09", two, "worsened urgent  no"),
        // The report before says no day for two weeks: the one in which the case became worse is asked.
        ("2026-02-16", two, "continuing urgent  no"),
        ("2026-02-17", two, "continuing urgent  no"),
        ("2026-02-18", "A 2026-01-20, A 2026-02-05", "continuing routine 2026-02-23 no"),
        ("2026-02-23", "A 2026-01-20, A 2026-02-05", "continuing routine 2026-02-23 no"),
        ("2026-02-24", "A 2026-01-20, A 2026-02-05", "continuing routine 2026-02-23 yes"),
    ] {
        area.write("clinic.csv", extract(&[(number(1), contacts)]).replace("2026-11-01", "2026-01-01"));
        publish(&area, as_of, &[]);
        let row = &area.pack(as_of).rows("cases.csv")[0];
        let cells = ["status", "priority", "decision_due", "overdue"].map(|column| cell(row, column));
        assert_eq!(cells.join(" "), expected, "{as_of}");
    }
}

#[test]
fn nothing_has_changed_only_where_every_source_of_the_child_sent_something_new() {
    let (before, source) = CONFIG.split_once("[[contacts]]").unwrap();
    let source = source.split("[reviews]").next().unwrap();
    let sources = [source, &source.replace("clinic", "visits")].map(|own| format!("[[contacts]]{own}")).concat();
    let area = Area::new(&format!("{before}{sources}"));
    let day = "B 2026-11-01 seen";
    area.write("visits.csv", extract(&[(number(1), day)]));
    area.write("clinic.csv", extract(&[(number(1), THREE), (number(2), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let says = |text: &str| {
        publish(&area, THIS_WEEK, &[]);
        let pack = area.pack(THIS_WEEK);
        let of = |row: &crate::support::Row| pack.text(&format!("cases/{}.html", cell(row, "case_ref")));
        let sheets: Vec<String> = pack.rows("cases.csv").iter().map(of).collect();
        sheets.iter().map(|sheet| sheet.contains(text)).collect::<Vec<_>>()
    };
    let quiet = |sources: &str| {
        format!(
            "No change is recorded since 15 November 2026. But {sources} sent nothing new, so a change would not show."
        )
    };
    assert_eq!(says(&quiet("clinic")), [false, true]);
    assert_eq!(says(&quiet("clinic and visits")), [true, false]);
    // Both sources have other bytes.
    let more = |records: String| records + &format!("{},,C,2026-11-20,seen,2015-01-01,,\n", number(999));
    area.write("visits.csv", more(extract(&[(number(1), day)])));
    assert_eq!(says(&quiet("clinic")), [true, true]);
    area.write("clinic.csv", more(extract(&[(number(1), THREE), (number(2), THREE)])));
    assert_eq!(says("Nothing has changed since 15 November 2026."), [true, true]);
}

#[test]
fn a_child_who_is_about_to_grow_up_is_announced_and_not_forgotten() {
    let undecided = "Now aged 18 or over, and no decision was made. Consider telling adult services.";
    let lapsed = "Now aged 18 or over, and no decision holds. Consider telling adult services.";
    for (decision, left) in [
        ("", undecided),
        ("2026-11-09,R. Sandhu,monitoring,,,,,", "Now aged 18 or over."),
        ("2026-10-09,R. Sandhu,monitoring,,,,,", lapsed),
    ] {
        let area = Area::new(CONFIG);
        let rows = if decision.is_empty() { String::new() } else { format!("{},{decision}\n", number(1)) };
        area.write("reviews/a.csv", format!("{}{rows}", super::REVIEWS));
        area.write("clinic.csv", extract(&[(number(1), THREE)]).replace("2015-01-01", "2008-11-20"));
        publish(&area, LAST_WEEK, &[]);
        let pack = area.pack(LAST_WEEK);
        let sheet = pack.text(&format!("cases/{}.html", pack.column("cases.csv", "case_ref")[0]));
        for (page, born) in [(pack.text("index.html"), "20 Nov 2008"), (sheet, "20 November 2008")] {
            assert_has(&page, &format!("{born} (17 years; 18 on 20 November 2026, then no longer listed)"));
        }
        let run = publish(&area, THIS_WEEK, &[]);
        let pack = area.pack(THIS_WEEK);
        assert_eq!(pack.column("resolved.csv", "reason"), ["over_age"]);
        let told = "1 child is over age now and no decision holds: see \"Left the list\" on the list page";
        assert_eq!(run.stdout.contains(told), left != "Now aged 18 or over.", "{}", run.stdout);
        let page = pack.text("index.html");
        assert_has(&page, left);
        assert_eq!(page.contains("Look into this:"), left != "Now aged 18 or over.", "{page}");
    }
}
