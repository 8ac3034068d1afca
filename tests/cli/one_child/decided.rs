//! People's decisions about pairs, and their effect from week to week.

use super::*;
use crate::support::assert_has;

#[test]
fn half_under_a_number_and_half_at_school_become_one_case_by_one_line_of_the_template() {
    let area = halves(LEE);
    let first = week(&area, "2026-11-15");
    assert!(first.rows("cases.csv").is_empty());
    assert!(first.text("index.html").contains("2 records may be the same child"));

    // The line that the page wrote, with the decision filled in.
    let template = first.text("links-template.csv");
    let lines: Vec<&str> = template.lines().collect();
    assert_eq!(lines.len(), 2, "{template}");
    let filled = lines[1].replacen(",,,,,", ",same,2026-11-16,A Nurse,,", 1);
    assert_ne!(filled, lines[1]);
    area.write("links/decisions.csv", format!("{}\r\n{filled}\r\n", lines[0]));

    let second = week(&area, AS_OF);
    let case = only(second.rows("cases.csv"));
    for (column, expected) in [
        ("identity", "linked"),
        ("nhs_number", "999 000 0018"),
        ("local_ids", "health/H1;school/P1"),
        ("failed_contacts", "4"),
        ("services_failed", "Audiology;School nursing"),
        ("status", "new"),
    ] {
        assert_eq!(cell(&case, column), expected, "{column}");
    }
    assert_eq!(second.rows("contacts.csv").len(), 4, "from the first record on");
    let pair = only(pairs(&second));
    for (column, expected) in [
        ("key", "all_four"),
        ("listed_together", ""),
        ("a_id", "nhs:9990000018"),
        ("a_failed_contacts", "2"),
        ("b_id", "school/P1"),
        ("b_failed_contacts", "2"),
        ("decision", "same"),
        ("decided_on", "2026-11-16"),
        ("decided_by", "A Nurse"),
    ] {
        assert_eq!(cell(&pair, column), expected, "{column}");
    }
    assert!(second.rows("links-template.csv").is_empty(), "it is not asked again");
    assert!(!second.text("index.html").contains("2 records may be the same child"));
    let sheet = second.text(&format!("cases/{}.html", cell(&case, "case_ref")));
    assert!(sheet.contains("The same child, decided on 16 November 2026 by A Nurse."), "the sheet says which came how");
    let quality = second.rows("quality.csv");
    assert_eq!(["source", "records", "used"].map(|column| cell(&quality[2], column)), ["links", "1", "1"]);

    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "school/P1"]).stdout;
    assert!(explained.contains("nhs:9990000018 and school/P1 are one child: decided on 16 November 2026 by A Nurse"));
    assert_has(&explained, "NHS number 999 000 0018");
}

/// Three failed contacts under each of these: two cases.
fn both_listed() -> Area {
    let with_number = |month: u32| health("9990000018", "H1", LEE, &format!("2026-0{month}-01"), "was_not_brought");
    let other = |month: u32| school("P1", LEE, &format!("2026-0{month}-10"), "was_not_brought");
    area(&[3, 4, 5].map(with_number), &[6, 7, 8].map(other))
}

#[test]
fn when_two_cases_become_one_the_other_is_resolved_as_the_same_child() {
    let area = both_listed();
    let before = week(&area, "2026-11-15").rows("cases.csv");
    assert_eq!(before.len(), 2);
    area.write("links/a.csv", format!("{DECISIONS}nhs:9990000018,school/P1,same,2026-11-16,A Nurse,\n"));
    let after = week(&area, AS_OF);
    let case = only(after.rows("cases.csv"));
    assert_eq!(
        ["status", "failed_contacts", "previous_failed_contacts"].map(|c| cell(&case, c)),
        ["worsened", "6", "3"]
    );
    let verified = before.iter().find(|row| cell(row, "identity") == "verified").unwrap();
    assert_eq!(cell(&case, "case_ref"), cell(verified, "case_ref"));
    let gone = only(after.rows("resolved.csv"));
    assert_eq!(["reason", "local_ids"].map(|column| cell(&gone, column)), ["same_child", "school/P1"]);
}

#[test]
fn a_case_whose_number_does_not_count_any_more_is_resolved_as_the_same_child_and_goes_on() {
    let missed = |nhs: &str, id: &str, days: &[&str]| -> Vec<String> {
        days.iter().map(|day| health(nhs, id, LEE, day, "was_not_brought")).collect()
    };
    let listed = missed("9990000018", "H1", &["2026-06-01", "2026-07-01", "2026-08-01"]);
    let rows = [listed, missed("9990000026", "H2", &["2026-09-01"])].concat();
    let filler = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    let area = area(&rows, &[filler]);
    let before = only(week(&area, "2026-11-15").rows("cases.csv"));
    area.write("links/a.csv", format!("{DECISIONS}9990000026,9990000018,same,2026-11-16,A Nurse,\n"));
    let after = week(&area, AS_OF);
    let case = only(after.rows("cases.csv"));
    let told = ["nhs_number", "status", "previous_failed_contacts"].map(|column| cell(&case, column));
    assert_eq!(told, ["999 000 0026", "worsened", "3"], "its history goes on");
    let gone = only(after.rows("resolved.csv"));
    assert_eq!(cell(&gone, "case_ref"), cell(&before, "case_ref"));
    assert_eq!(["nhs_number", "reason"].map(|column| cell(&gone, column)), ["999 000 0018", "same_child"]);
    assert_has(&after.text("index.html"), "1 earlier case goes on under another reference");
    // In the week after that, it is the same case under the same number.
    assert!(week(&area, "2026-11-29").rows("resolved.csv").is_empty());
}

#[test]
fn a_child_who_was_listed_by_a_local_id_is_not_new_once_linked_and_the_old_reference_still_means_them() {
    let area = both_listed();
    area.write("health.csv", "nhs,id,family,given,born,home,sex,service,date,outcome\n9990000018,H1,Wren,Lee,2018-04-03,ZZ99 3VZ,1,Audiology,2026-03-01,seen\n");
    let before = only(week(&area, "2026-11-15").rows("cases.csv"));
    assert_eq!(cell(&before, "identity"), "unlinked");
    area.write("links/a.csv", format!("{DECISIONS}school/P1,9990000018,same,2026-11-16,A Nurse,\n"));
    let config = format!("{AREA}\n[reviews]\nfiles = [\"reviews/*.csv\"]\n");
    area.write("failed-contact.toml", config);
    let after = week(&area, AS_OF);
    let case = only(after.rows("cases.csv"));
    assert_eq!(["status", "nhs_number"].map(|column| cell(&case, column)), ["continuing", "999 000 0018"]);
    assert!(after.rows("resolved.csv").is_empty());
    // A decision under last week's reference holds for the child.
    let review = format!(
        "case_ref,reviewed_on,reviewer,decision\n{},2026-11-14,A Nurse,monitoring\n",
        cell(&before, "case_ref")
    );
    area.write("reviews/r.csv", review);
    assert_eq!(cell(&only(week(&area, AS_OF).rows("cases.csv")), "status"), "reviewed");
    // Without the week before, too.
    std::fs::remove_dir_all(area.path("reports/2026-11-15")).unwrap();
    assert_eq!(cell(&only(week(&area, AS_OF).rows("cases.csv")), "status"), "reviewed");
}

#[test]
fn the_number_in_column_a_counts_and_several_records_become_one_child() {
    let in_health = |nhs: &str, id: &str, date: &str| health(nhs, id, LEE, date, "was_not_brought");
    let area = area(
        &[in_health("9990000018", "H1", "2026-06-01"), in_health("9990000026", "H2", "2026-07-01")],
        &[school("P1", LEE, "2026-09-01", "was_not_brought"), school("P2", LEE, "2026-10-01", "was_not_brought")],
    );
    let rows = [
        "school/P1,school/P2,same,2026-11-01,A Nurse,",
        "nhs:9990000026,999 000 0018,Same,2026-11-02,A Nurse,superseded",
        "school/P2,nhs:9990000018,same,2026-11-03,A Nurse,",
    ];
    area.write("links/a.csv", format!("{DECISIONS}{}\n", rows.join("\n")));
    let pack = area.report();
    let case = only(pack.rows("cases.csv"));
    assert_eq!(cell(&case, "nhs_number"), "999 000 0026");
    assert_eq!(cell(&case, "local_ids"), "health/H1;health/H2;school/P1;school/P2");
    assert_eq!([cell(&case, "failed_contacts"), cell(&case, "identity")], ["4", "linked"]);
    assert_eq!(pairs(&pack).iter().map(|row| cell(row, "decision")).collect::<Vec<_>>(), ["same"; 3]);
    // Either number means the child.
    for number in ["9990000018", "9990000026", "P2"] {
        let run = area.run(&["explain", "--as-of", AS_OF, "--child", number]);
        assert!(run.stdout.contains("NHS number 999 000 0026"), "{number}: {}", run.stdout);
    }
}

#[test]
fn two_unlinked_records_can_be_one_child_without_a_number_and_are_known_again() {
    let area = area(
        &[health("9990000026", "H9", ["Rook", "Ivy", "2019-01-01", "", ""], "2026-06-01", "seen")],
        &[
            school("P1", LEE, "2026-07-01", "was_not_brought"),
            school("P1", LEE, "2026-08-01", "was_not_brought"),
            school("P2", LEE, "2026-10-01", "was_not_brought"),
        ],
    );
    area.write("links/a.csv", format!("{DECISIONS}school/P1,school/P2,same,2026-11-01,A Nurse,\n"));
    let case = only(week(&area, "2026-11-15").rows("cases.csv"));
    assert_eq!(["identity", "nhs_number", "local_ids"].map(|c| cell(&case, c)), ["linked", "", "school/P1;school/P2"]);
    assert_eq!(cell(&only(week(&area, AS_OF).rows("cases.csv")), "status"), "continuing");
}

#[test]
fn a_pair_that_is_different_is_shown_as_decided_and_not_asked_again() {
    let area = halves(LEE);
    area.write("links/a.csv", format!("{DECISIONS}nhs:9990000018,school/P1,different,2026-11-16,A Nurse,cousins\n"));
    let pack = area.report();
    assert!(pack.rows("cases.csv").is_empty());
    let pair = only(pairs(&pack));
    assert_eq!(["key", "decision", "listed_together"].map(|c| cell(&pair, c)), ["all_four", "different", ""]);
    assert!(pack.rows("links-template.csv").is_empty());
    assert!(!pack.text("index.html").contains("may be the same child"));
    let page = pack.text("identity.html");
    assert!(page.contains("Different children, decided on 16 November 2026 by A Nurse. cousins"));
}

#[test]
fn the_newest_decision_counts_then_the_last_read_and_none_of_the_future() {
    let rows = |rows: &[&str]| {
        let area = halves(LEE);
        area.write("links/a.csv", format!("{DECISIONS}{}\n", rows.join("\n")));
        area.report().rows("cases.csv").len()
    };
    let decision_line = |decision: &str, on: &str| format!("nhs:9990000018,school/P1,{decision},{on},A Nurse,");
    let turned = |decision: &str, on: &str| format!("school/P1,nhs:9990000018,{decision},{on},A Nurse,");
    for (first, second, cases) in [
        (decision_line("same", "2026-11-16"), turned("different", "2026-11-17"), 0),
        (decision_line("different", "2026-11-16"), turned("same", "2026-11-17"), 1),
        (decision_line("same", "2026-11-17"), turned("different", "2026-11-16"), 1),
        (decision_line("same", "2026-11-16"), turned("different", "2026-11-16"), 0),
        (decision_line("different", "2026-11-16"), turned("same", "2026-11-16"), 1),
        (decision_line("different", "2026-11-16"), decision_line("same", "2026-11-23"), 0),
        (decision_line("different", "2026-11-16"), decision_line("same", "2026-11-22"), 1),
    ] {
        assert_eq!(rows(&[&first, &second]), cases, "{first} {second}");
    }
}

#[test]
fn a_different_that_contradicts_what_several_same_bring_together_is_rejected_and_nothing_else_is() {
    let area = area(
        &[health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought")],
        &[school("P1", LEE, "2026-09-01", "was_not_brought"), school("P2", LEE, "2026-10-01", "was_not_brought")],
    );
    let rows = [
        "nhs:9990000018,school/P1,same,2026-11-01,A Nurse,",
        "school/P1,school/P2,same,2026-11-02,A Nurse,",
        "nhs:9990000018,school/P2,different,2026-11-03,A Nurse,",
        "nhs:9990000026,school/P2,same,2026-11-03,A Nurse,",
        "school/P3,school/P2,same,2026-11-03,A Nurse,",
        "school/P1,school/P2,same,,A Nurse,",
    ];
    area.write("links/a.csv", format!("{DECISIONS}{}\n", rows.join("\n")));
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    let rejects: Vec<[String; 4]> = pack
        .rows("rejected.csv")
        .iter()
        .map(|row| ["source", "line", "field", "reason"].map(|column| cell(row, column).to_owned()))
        .collect();
    let expected = [
        ["links", "4", "decision", "link_contradicts"],
        ["links", "5", "a", "link_invalid"],
        ["links", "6", "a", "link_invalid"],
        ["links", "7", "decided_on", "link_invalid"],
    ];
    assert_eq!(rejects, expected.map(|row| row.map(String::from)));
    crate::support::assert_reconciles(&pack);
}

#[test]
fn children_without_a_name_are_not_joined_without_a_decision() {
    let joined = |first: String, second: String| {
        let max = health("9990000026", "H2", ["Rook", "Max", "2017-04-03", "ZZ99 3WZ", "1"], "2026-09-01", "seen");
        let others: Vec<String> = [&first, &second].map(|row| row.replace("2026-09-01", "2026-10-01")).to_vec();
        let rows: Vec<String> = [first, second].into_iter().chain(others).collect();
        let is_school = |row: &&String| row.starts_with(",P");
        let (at_school, in_health): (Vec<&String>, Vec<&String>) = rows.iter().partition(is_school);
        let copied = |rows: Vec<&String>| rows.into_iter().cloned().collect::<Vec<String>>();
        let area = area(&[copied(in_health), vec![max]].concat(), &copied(at_school));
        area.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n"));
        area.report().rows("cases.csv").len()
    };
    let at_school = |id, says| school(id, says, "2026-09-01", "was_not_brought");
    let earlier = |id, says| school(id, says, "2026-07-01", "was_not_brought");
    let in_health = |nhs, id, says| health(nhs, id, says, "2026-09-01", "refused");
    let baby = ["Wren", "Baby", "2018-04-03", "ZZ99 3VZ", "1"];
    for (first, second, cases, what) in [
        (in_health("9990000018", "H1", LEE), at_school("P1", LEE), 1, "a number, and an id"),
        (in_health("", "H1", LEE), at_school("P1", LEE), 1, "ids of two systems"),
        (earlier("P2", LEE), at_school("P1", LEE), 1, "two ids of one system"),
        (earlier("P2", baby), at_school("P1", baby), 0, "two babies of one system"),
        (in_health("9990000018", "H1", baby), at_school("P1", baby), 0, "no name yet"),
    ] {
        assert_eq!(joined(first, second), cases, "{what}");
    }
}

#[test]
fn records_are_joined_without_a_decision_only_where_the_configuration_says_so() {
    // The page says what the program has done, and what it has not.
    for (join, sentence) in [
        ("", "The program does not join records by itself: a person who knows, or who asks the services, decides."),
        (
            "join = [\"all_four\"]\n",
            "The program has joined records whose names, date of birth and postcode are all the same",
        ),
    ] {
        let area = halves(LEE);
        area.write("failed-contact.toml", format!("{AREA}\n[identity]\n{join}"));
        let page = area.report().text("identity.html");
        assert_has(&page, sentence);
        assert_eq!(page.contains("does not join records"), join.is_empty(), "{page}");
    }
    let joined = |says: Says<'_>, decisions: &str| {
        let area = halves(says);
        area.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n"));
        area.write("links/a.csv", format!("{DECISIONS}{decisions}"));
        let pack = area.report();
        pack.rows("cases.csv").iter().map(|row| cell(row, "identity").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(joined(LEE, ""), ["matched"]);
    assert_eq!(joined(["wren", "LEE", "2018-04-03", "zz993vz", ""], ""), ["matched"]);
    assert_eq!(joined(["Wren", "Lee", "2018-04-03", "ZZ99 3VZ", "2"], ""), Vec::<String>::new());
    assert_eq!(joined(["Wren", "Lee", "2018-04-03", "ZZ99 3WZ", "1"], ""), Vec::<String>::new());
    assert_eq!(joined(["Wren", "Max", "2018-04-03", "ZZ99 3VZ", "1"], ""), Vec::<String>::new());
    assert_eq!(joined(LEE, "nhs:9990000018,school/P1,different,2026-11-16,A Nurse,\n"), Vec::<String>::new());
    assert_eq!(joined(LEE, "nhs:9990000018,school/P1,same,2026-11-16,A Nurse,\n"), ["linked"]);
    let other = halves(LEE);
    other.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"names_and_birth\"]\n"));
    let run = other.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "`names_and_birth` is not a match key that may join records");
}

#[test]
fn decisions_dated_after_the_report_are_reported() {
    let missed = |date: &str| school("P1", LEE, date, "was_not_brought");
    let listed = [health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought")];
    let area = area(&listed, &[missed("2026-09-01"), missed("2026-10-01")]);
    for (on, not_yet) in [(AS_OF, false), ("2026-11-23", true)] {
        area.write("links/a.csv", format!("{DECISIONS}9990000018,school/P1,same,{on},A Nurse,\n"));
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        let pack = area.pack(AS_OF);
        assert_eq!(pack.rows("cases.csv").is_empty(), not_yet, "{on}");
        assert_eq!(
            run.stdout.contains("decisions dated after this report, so not counted yet: 1"),
            not_yet,
            "{}",
            run.stdout
        );
        let list = pack.text("index.html");
        assert_eq!(list.contains("Dated after this report, so not counted yet: 1 decision."), not_yet, "{list}");
        assert!(!not_yet || pack.text("quality.html").contains("id=\"reviews\""), "the link leads somewhere");
    }
}
