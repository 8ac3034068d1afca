//! Reviewers' decisions: how they are read, and whom they are about.

use super::*;
use crate::support::{Area, assert_has, cell};

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
    // Beside them are a workbook that somebody thinks will be read, a note about the folder, and Excel's file for an open workbook.
    area.write("reviews/team.xlsx", b"PK\x03\x04 a workbook");
    area.write("reviews/read me.txt", "Save decisions here as CSV.");
    area.write("reviews/~$team.xlsx", b"\x05R\x00S");
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
    let lines: Vec<String> = rejects.iter().map(|(place, field, reason)| format!("{place} {field} {reason}")).collect();
    assert_eq!(
        lines,
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
            "reviews/team.xlsx 0 0 0 0 0",
        ]
    );
    let statuses = pack.column("cases.csv", "status");
    assert_eq!(statuses, ["reviewed", "continuing", "continuing", "continuing"]);
    for name in ["d.csv", "team.xlsx"] {
        let lines =
            format!("reviews/{name}: this is a zip file or an Excel workbook (.xlsx), which is not read: open it");
        assert_has(&run.stdout, &lines);
    }
    let case = &pack.column("cases.csv", "case_ref")[0];
    let sheet = pack.text(&format!("cases/{case}.html"));
    assert_has(&sheet, "Monitoring, Rita Sandhu, 16 November 2026");
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
fn two_ids_that_mean_different_people_are_rejected_however_long_one_has_been_gone() {
    let area = Area::new(CONFIG);
    let all = [(number(0), THREE), (number(1), THREE), (number(2), "A 2026-10-01")];
    area.write("clinic.csv", extract(&all));
    publish(&area, "2026-11-01", &[]);
    let refs = area.pack("2026-11-01").column("cases.csv", "case_ref");
    let row = |reference: &str, number: &str| format!("{reference},{number},2026-11-02,R,referred\n");
    let header = "case_ref,nhs_number,reviewed_on,reviewer,decision\n";
    let gone = row(&refs[1], &number(0));
    area.write("reviews/a.csv", [header, &gone, &row("ZZZZZZZZ", &number(0)), &row("ZZZZZZZZ", &number(2))].concat());
    area.write("clinic.csv", extract(&[all[0].clone(), all[2].clone()]));
    let rejected = |day: &str| {
        publish(&area, day, &[]);
        let rows = area.pack(day).rows("rejected.csv");
        let lines: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {} {}", cell(row, "line"), cell(row, "field"), cell(row, "reason")))
            .collect();
        (lines.join(", "), area.pack(day).column("cases.csv", "status"))
    };
    let all_three = "2 case_ref review_invalid, 3 case_ref review_invalid, 4 case_ref review_invalid";
    for day in ["2026-11-08", LAST_WEEK] {
        assert_eq!(rejected(day), (all_three.to_owned(), vec!["continuing".to_owned()]), "{day}");
    }
    let checked = area.run(&["check", "--as-of", THIS_WEEK]);
    assert_has(&checked.stdout, "Reviews: 3 = 0 used + 0 not filled in + 3 rejected");
    // The key is lost: the earlier report still says whose the references were.
    area.write("reviews/a.csv", [header, &gone, &row(&refs[0], &number(0))].concat());
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    for day in [THIS_WEEK, "2026-11-29"] {
        assert_eq!(rejected(day), ("2 case_ref review_invalid".to_owned(), vec!["reviewed".to_owned()]), "{day}");
    }
    // Nor is it used where no report can say so any more.
    for day in ["2026-11-01", "2026-11-08", LAST_WEEK] {
        std::fs::remove_dir_all(area.path(&format!("reports/{day}"))).unwrap();
    }
    let both = "2 case_ref review_invalid, 3 case_ref review_invalid";
    assert_eq!(rejected("2026-12-06"), (both.to_owned(), vec!["continuing".to_owned()]));
}

#[test]
fn a_decision_survives_the_linking_of_the_child_and_the_loss_of_the_key() {
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
fn decisions_are_understood_as_people_write_them_and_end_the_wait() {
    // No setting names the folder.
    let area = Area::new(CONFIG.split("[reviews]").next().unwrap());
    let children: Vec<(String, &str)> = (0..4).map(|place| (number(place), THREE)).collect();
    area.write("clinic.csv", extract(&children));
    publish(&area, LAST_WEEK, &[]);
    let rows = [
        format!("{},16-Nov-26,R. Sandhu,NFA,,,,,", number(0)),
        format!("{},16 November 2026,R. Sandhu,Referral made,1-Mar-27,,,,", number(1)),
        format!("'{},16/11/26,R. Sandhu,ADMIN-ERROR,,,,,", number(2)),
        format!("\"=\"\"{}\"\"\",15/11/26,R. Sandhu,monitoring,,,,,", number(2)),
        format!("{}.0,15/11/26,R. Sandhu,monitoring,,,,,", number(2)),
    ];
    area.write("reviews/team.csv", format!("{REVIEWS}{}\n", rows.join("\n")));
    let run = publish(&area, THIS_WEEK, &[]);
    run.assert_status(0);
    let pack = area.pack(THIS_WEEK);
    assert!(pack.rows("rejected.csv").is_empty());
    let decisions: Vec<String> = pack
        .rows("cases.csv")
        .iter()
        .map(|row| {
            let columns =
                ["status", "first_listed", "weeks_listed", "decision_due", "overdue", "decision", "decided_on"];
            columns.into_iter().chain(["review_again_on"]).map(|column| cell(row, column)).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(
        decisions,
        [
            "reviewed 2026-11-15 1 2026-11-27 no no_further_action 2026-11-16 ",
            "reviewed 2026-11-15 1 2026-11-27 no referred 2026-11-16 2027-03-01",
            "reviewed 2026-11-15 1 2026-11-27 no administrative_error 2026-11-16 ",
            "continuing 2026-11-15 1 2026-11-27 no   ",
        ]
    );
    // Three weeks later the fourth is overdue, and the page says so.
    let last = "2026-12-13";
    assert_eq!(publish(&area, last, &[]).status, 0);
    let pack = area.pack(last);
    assert_eq!(pack.column("cases.csv", "overdue"), ["no", "no", "no", "yes"]);
    assert_eq!(pack.column("cases.csv", "weeks_listed"), ["4", "4", "4", "4"]);
    let list = pack.text("index.html");
    assert_has(&list, "No decision for 4 weeks; one was due by 27 November 2026");
    assert!(list.contains("<span class=\"on-paper\">Decision due 27 November</span>"), "paper has less room: {list}");
    // Without scripts the link goes to the part of the list that has the case.
    let link = "<a href=\"#continuing\" data-filter=\"decision=Overdue\"><span class=\"count\">1</span> Decision overdue</a> \
                <span class=\"before\">last report: 0</span>";
    assert_has(&list, link);
    assert_has(&list, "<h1>4 cases: 1 to decide, 3 reviewed</h1>");
    assert!(!list.contains("R. Sandhu: "), "people are not counted or ranked");
}

#[test]
fn a_table_of_decisions_with_another_extension_is_reported() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(1), THREE)]));
    let table = format!("{REVIEWS}{},2026-11-16,R. Sandhu,monitoring,,,,,\n", number(1));
    area.write("reviews/tabs.txt", table.replace(',', "\t"));
    area.write("reviews/note.txt", "Save decisions here, with reviewed_on, as CSV.");
    publish(&area, THIS_WEEK, &[]);
    let notices = area.pack(THIS_WEEK).rows("notices.csv");
    let files: Vec<&str> =
        notices.iter().filter(|row| cell(row, "code") == "review_file").map(|row| cell(row, "file")).collect();
    assert_eq!(files, ["reviews/tabs.txt"]);
    let text = notices.iter().find(|row| cell(row, "file") == "reviews/tabs.txt").map(|row| cell(row, "text")).unwrap();
    assert_has(text, "a table of decisions whose name does not end in .csv");
}

#[test]
fn an_immediate_child_is_looked_at_first_whatever_was_decided() {
    let area = Area::new(CONFIG);
    area.write(
        "clinic.csv",
        extract(&[(number(1), "A 2026-10-01 whereabouts_unknown"), (number(2), THREE), (number(3), THREE)]),
    );
    let decided = |child: usize| format!("{},2026-11-16,R. Sandhu,monitoring,2027-03-01,,,,\n", number(child));
    area.write("reviews/a.csv", format!("{REVIEWS}{}{}", decided(1), decided(3)));
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "priority"), ["immediate", "routine", "routine"]);
    let missing = &pack.column("cases.csv", "case_ref")[0];
    let page = pack.text("index.html");
    let (_, first) = page.split_once("<h2 id=\"first\">").unwrap();
    let (first, _) = first.split_once("</section>").unwrap();
    assert_eq!(first.matches("<li>").count(), 2, "{first}");
    assert_has(first, missing.as_str());
    assert_has(first, "A decision still holds.</bdi>");
    assert_has(first, "A decision still holds for 1 other case.");
}
