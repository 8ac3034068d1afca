//! One child or two: pairs of records that may be of one child, and what people decide.

use crate::support::{AS_OF, Area, Pack, Row, cell};

/// Health services send NHS numbers; the school sends its own ids.
const AREA: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "health"
files = ["health.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs"
local_id = "id"
family_name = "family"
given_name = "given"
date_of_birth = "born"
postcode = "home"
sex = "sex"
service = "service"
date = "date"
outcome = "outcome"
[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
sector = "education"
service = "School nursing"
[contacts.columns]
nhs_number = "nhs"
local_id = "pupil"
family_name = "family"
given_name = "given"
date_of_birth = "born"
postcode = "home"
sex = "sex"
date = "date"
outcome = "outcome"
"#;

/// What a record says of its child: family name, given name, date of birth, postcode, sex.
type Says<'a> = [&'a str; 5];

const LEE: Says<'_> = ["Wren", "Lee", "2018-04-03", "ZZ99 3VZ", "1"];

fn health(nhs: &str, id: &str, says: Says<'_>, date: &str, outcome: &str) -> String {
    format!("{nhs},{id},{},Audiology,{date},{outcome}", says.join(","))
}

fn school(pupil: &str, says: Says<'_>, date: &str, outcome: &str) -> String {
    format!(",{pupil},{},{date},{outcome}", says.join(","))
}

fn area(health: &[String], school: &[String]) -> Area {
    let area = Area::new(AREA);
    let file = |header: &str, rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
    area.write("health.csv", file("nhs,id,family,given,born,home,sex,service,date,outcome", health));
    area.write("school.csv", file("nhs,pupil,family,given,born,home,sex,date,outcome", school));
    area
}

/// Two failed contacts in health under an NHS number, and two in school under the school's id.
fn halves(at_school: Says<'_>) -> Area {
    let own = |date: &str| health("9990000018", "H1", LEE, date, "was_not_brought");
    let other = |date: &str| school("P1", at_school, date, "was_not_brought");
    area(&[own("2026-06-01"), own("2026-07-01")], &[other("2026-09-01"), other("2026-10-01")])
}

fn pairs(pack: &Pack) -> Vec<Row> {
    pack.rows("identity.csv")
}

#[test]
fn each_key_pairs_what_it_says_and_no_more() {
    let mut wrong = Vec::new();
    for (says, key) in [
        (LEE, "all_four"),
        (["WREN", " lee", "2018-04-03", "zz993vz", "1"], "all_four"),
        (["Wrén", "Le-e", "2018-04-03", "ZZ99 3VZ", ""], "all_four"),
        (["Wren", "Lee", "2018-04-03", "ZZ99 3VZ", "2"], ""), // two known sexes that differ
        (["Wren", "Lee", "2018-04-03", "ZZ99 3WZ", "1"], "names_and_birth"),
        (["Wren", "Lee", "2018-04-03", "", "1"], "names_and_birth"),
        (["Lee", "Wren", "2018-04-03", "", "1"], "names_exchanged"),
        (["Lee", "Wren", "2018-04-03", "ZZ99 3VZ", "1"], "names_exchanged"),
        (["Rook", "Lee", "2018-04-03", "ZZ99 3VZ", "1"], "birth_and_home"),
        (["Rook", "Leeann", "2018-04-03", "ZZ99 3VZ", "1"], "birth_and_home"),
        (["Rook", "L", "2018-04-03", "ZZ99 3VZ", "1"], ""), // a letter is too little to begin with, or to be alike
        (["Rook", "Max", "2018-04-03", "ZZ99 3VZ", "1"], ""), // a twin
        (["Rook", "Lee", "2018-04-03", "ZZ99 3WZ", "1"], ""),
        (["Wren", "Lee", "2018-03-04", "ZZ99 3VZ", "1"], "names_and_home"),
        (["Wren", "Lee", "2018-04-08", "ZZ99 3VZ", "1"], "names_and_home"),
        (["Wren", "Lee", "2018-05-08", "ZZ99 3VZ", "1"], ""),
        (["Wren", "Lee", "", "ZZ99 3VZ", "1"], ""),
    ] {
        let found: Vec<String> = pairs(&halves(says).report()).iter().map(|row| cell(row, "key").to_owned()).collect();
        if found.join(";") != key {
            wrong.push(format!("{says:?}: {found:?} for {key}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pair_that_would_be_listed_together_is_on_the_list_side_by_side_and_in_the_table() {
    let area = halves(LEE);
    let pack = area.report();
    assert!(pack.rows("cases.csv").is_empty(), "nobody is joined: 2 and 2 failed contacts");
    let all = pairs(&pack);
    assert_eq!(all.len(), 1);
    for (column, expected) in [
        ("kind", "same"),
        ("key", "all_four"),
        ("listed_together", "repeated;cross_service"),
        ("a_id", "nhs:9990000018"),
        ("a_nhs_number", "999 000 0018"),
        ("a_local_ids", "health/H1"),
        ("a_failed_contacts", "2"),
        ("a_sources", "health"),
        ("b_id", "school/P1"),
        ("b_nhs_number", ""),
        ("b_local_ids", "school/P1"),
        ("b_family_name", "Wren"),
        ("b_given_name", "Lee"),
        ("b_date_of_birth", "2018-04-03"),
        ("b_postcode", "ZZ99 3VZ"),
        ("b_sources", "school"),
        ("b_failed_contacts", "2"),
        ("decision", ""),
    ] {
        assert_eq!(cell(&all[0], column), expected, "{column}");
    }
    let list = pack.text("index.html");
    assert!(list.contains("2 records may be of one child, who would be on this list with both:"));
    assert!(
        list.contains(
            "Lee Wren (NHS number 999 000 0018, 2 failed contacts) and Lee Wren (school/P1, 2 failed contacts)"
        )
    );
    assert!(pack.text("identity.html").contains("Same names, date of birth and postcode."));
}

#[test]
fn no_text_of_an_extract_is_markup_on_the_page() {
    let says = ["<b>Wren", "{{7*7}}", "2018-04-03", "<i>", "1"];
    let own = |date: &str| health("9990000018", "H1", says, date, "was_not_brought");
    let other = |date: &str| school("P<u>", says, date, "was_not_brought");
    let pack = area(&[own("2026-06-01"), own("2026-07-01")], &[other("2026-09-01"), other("2026-10-01")]).report();
    for page in ["index.html", "identity.html"] {
        let page = pack.text(page);
        assert!(page.contains("{{7*7}} &lt;b&gt;Wren") && page.contains("school/P&lt;u&gt;"));
        assert!(!["<b>Wren", "<i>", "P<u>"].iter().any(|raw| page.contains(raw)));
    }
}

#[test]
fn two_numbers_are_a_pair_only_by_all_four_or_by_one_id() {
    let other = |nhs: &str, id: &str, says: Says<'_>| {
        let own = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
        let second = health(nhs, id, says, "2026-07-01", "was_not_brought");
        let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
        pairs(&area(&[own, second], &[none]).report()).iter().map(|row| cell(row, "key").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(other("9990000026", "H2", LEE), ["all_four"]);
    let moved = ["Wren", "Lee", "2018-04-03", "ZZ99 3WZ", "1"];
    assert_eq!(other("9990000026", "H2", moved), Vec::<String>::new());
    assert_eq!(other("9990000026", "H1", moved), ["one_id"]);
    let younger = ["Wren", "Lee", "2019-04-03", "ZZ99 3WZ", "1"];
    assert_eq!(other("9990000026", "H1", younger), Vec::<String>::new());
}

#[test]
fn a_mistyped_number_is_a_pair_where_the_births_are_equal() {
    let found = |nhs: &str, says: Says<'_>| {
        let own = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
        let slip = format!("{nhs}{}", school("P1", says, "2026-09-01", "was_not_brought"));
        pairs(&area(&[own], &[slip]).report()).iter().map(|row| cell(row, "key").to_owned()).collect::<Vec<_>>()
    };
    let other_name = ["Robin", "Ash", "2018-04-03", "ZZ99 9ZZ", ""];
    assert_eq!(found("9990000081", other_name), ["number_slip"]); // neighbours exchanged
    assert_eq!(found("9990000019", other_name), ["number_slip"]); // one digit
    assert_eq!(found("9990000029", other_name), Vec::<String>::new()); // two digits
    assert_eq!(found("9990000019", ["Robin", "Ash", "2018-04-04", "", ""]), Vec::<String>::new());
}

#[test]
fn a_child_whom_a_key_pairs_with_more_than_five_is_shown_once() {
    let own = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
    for (count, expected) in [(5, 5), (6, 1)] {
        let others: Vec<String> = (0..count)
            .map(|at| {
                school(&format!("P{at}"), ["Wren", "Lee", "2018-04-03", &format!("ZZ{at}"), "1"], "2026-09-01", "seen")
            })
            .collect();
        let found = pairs(&area(std::slice::from_ref(&own), &others).report());
        let of_lee: Vec<&Row> = found.iter().filter(|row| cell(row, "a_id") == "nhs:9990000018").collect();
        assert_eq!(of_lee.len(), expected, "{count}");
        assert_eq!(cell(of_lee[0], "b_id") == "too many to list", count > 5);
    }
}

#[test]
fn any_value_of_a_child_may_serve() {
    // The newest record has another name and another home; an older one is the pupil's.
    let moved = ["Robin", "Lee", "2018-04-03", "ZZ88 1AA", "1"];
    let own = [
        health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought"),
        health("9990000018", "H1", moved, "2026-07-01", "was_not_brought"),
    ];
    let found = pairs(&area(&own, &[school("P1", LEE, "2026-09-01", "was_not_brought")]).report());
    assert_eq!(cell(&found[0], "key"), "all_four");
    assert_eq!([cell(&found[0], "a_family_name"), cell(&found[0], "a_postcode")], ["Robin", "ZZ88 1AA"]);
}

#[test]
fn without_names_nothing_is_compared() {
    let config =
        AREA.lines().filter(|line| !["family_name", "given_name", "postcode"].iter().any(|key| line.starts_with(key)));
    let area = halves(LEE);
    area.write("failed-contact.toml", config.collect::<Vec<_>>().join("\n"));
    let pack = area.report();
    assert!(pairs(&pack).is_empty());
    assert!(pack.text("identity.html").contains("No records in the extracts look as if they were of one child."));
    assert!(!pack.text("index.html").contains("may be of one child"));
    assert_eq!(area.pack(AS_OF).column("quality.csv", "used"), ["2", "2"]);
}

/// The header of a file of decisions.
const DECISIONS: &str = "a,b,decision,decided_on,decided_by,note\n";

/// Runs the report of a week.
fn week(area: &Area, as_of: &str) -> Pack {
    let run = area.run(&["report", "--as-of", as_of, "--replace"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    area.pack(as_of)
}

fn only(rows: Vec<Row>) -> Row {
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.into_iter().next().unwrap()
}

#[test]
fn half_under_a_number_and_half_at_school_become_one_case_by_one_line_of_the_template() {
    let area = halves(LEE);
    let first = week(&area, "2026-11-15");
    assert!(first.rows("cases.csv").is_empty());
    assert!(first.text("index.html").contains("2 records may be of one child"));

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
    assert!(!second.text("index.html").contains("2 records may be of one child"));
    let sheet = second.text(&format!("cases/{}.html", cell(&case, "case_ref")));
    assert!(sheet.contains("The same child, decided on 16 November 2026 by A Nurse."), "the sheet says which came how");
    let quality = second.rows("quality.csv");
    assert_eq!(["source", "records", "used"].map(|column| cell(&quality[2], column)), ["links", "1", "1"]);

    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "school/P1"]).stdout;
    assert!(explained.contains("nhs:9990000018 and school/P1 are one child: decided on 16 November 2026 by A Nurse"));
    assert!(explained.contains("NHS number 999 000 0018"), "{explained}");
}

/// Three failed contacts under each of these: two cases.
fn both_listed() -> Area {
    let own = |month: u32| health("9990000018", "H1", LEE, &format!("2026-0{month}-01"), "was_not_brought");
    let other = |month: u32| school("P1", LEE, &format!("2026-0{month}-10"), "was_not_brought");
    area(&[3, 4, 5].map(own), &[6, 7, 8].map(other))
}

#[test]
fn of_two_cases_that_become_one_the_other_is_resolved_as_the_same_child() {
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
    // A decision under the reference of the week before holds for the child now.
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
fn of_two_numbers_that_of_a_counts_and_several_records_become_one() {
    let own = |nhs: &str, id: &str, date: &str| health(nhs, id, LEE, date, "was_not_brought");
    let area = area(
        &[own("9990000018", "H1", "2026-06-01"), own("9990000026", "H2", "2026-07-01")],
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
    assert!(!pack.text("index.html").contains("may be of one child"));
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
    let own = |decision: &str, on: &str| format!("nhs:9990000018,school/P1,{decision},{on},A Nurse,");
    let turned = |decision: &str, on: &str| format!("school/P1,nhs:9990000018,{decision},{on},A Nurse,");
    for (first, second, cases) in [
        (own("same", "2026-11-16"), turned("different", "2026-11-17"), 0),
        (own("different", "2026-11-16"), turned("same", "2026-11-17"), 1),
        (own("same", "2026-11-17"), turned("different", "2026-11-16"), 1),
        (own("same", "2026-11-16"), turned("different", "2026-11-16"), 0),
        (own("different", "2026-11-16"), turned("same", "2026-11-16"), 1),
        (own("different", "2026-11-16"), own("same", "2026-11-23"), 0),
        (own("different", "2026-11-16"), own("same", "2026-11-22"), 1),
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
    let told: Vec<[String; 4]> = pack
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
    assert_eq!(told, expected.map(|row| row.map(String::from)));
    crate::support::assert_reconciles(&pack);
}

#[test]
fn records_are_joined_without_a_decision_only_where_the_configuration_says_so() {
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
    assert!(run.stderr.contains("`names_and_birth` is not a match key that may join records"), "{}", run.stderr);
}

#[test]
fn an_id_that_stands_for_two_numbers_names_both() {
    let own = |nhs: &str, date: &str| health(nhs, "S1", LEE, date, "was_not_brought");
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    let area = area(&[own("9990000018", "2026-06-01"), own("9990000026", "2026-07-01")], &[none]);
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "S1"]);
    assert!(run.stdout.contains("999 000 0018") && run.stdout.contains("999 000 0026"), "{}", run.stdout);
    assert!(run.stderr.contains("this local id stands for several NHS numbers"), "{}", run.stderr);
}

/// Twins who were given one NHS number: one is seen three times, and the other is not brought to the next slot.
fn twins(one: Says<'_>, other: Says<'_>, ids: [&str; 2]) -> Pack {
    let days = ["2026-09-10", "2026-10-10", "2026-11-10"];
    let seen = days.map(|day| health("9990000018", ids[0], one, day, "seen"));
    let missed = days.map(|day| health("9990000018", ids[1], other, day, "was_not_brought"));
    let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
    area(&[seen, missed].concat(), &[none]).report()
}

#[test]
fn a_child_is_not_made_up_for_by_the_attendance_of_another_under_the_same_number() {
    let ivy = ["Rook", "Ivy", "2025-04-03", "ZZ99 3VZ", ""];
    let says = |given, born| ["Rook", given, born, "ZZ99 3VZ", ""];
    for (other, failed) in [
        (says("Max", "2025-04-03"), Some("3")), // another given name
        (says("Ivy", "2025-04-04"), Some("3")), // another date of birth
        (says("IVY", "2025-04-03"), None),
        (says("Ivy Rose", "2025-04-03"), None), // a first word that begins with the other's
        (says("Iv", "2025-04-03"), None),
        (says("", "2025-04-03"), None),
        (says("Ivy", ""), None),
    ] {
        let found = twins(ivy, other, ["T1", "T1"]).column("cases.csv", "failed_contacts");
        assert_eq!(found.first().map(String::as_str), failed, "{other:?}");
    }
}

#[test]
fn a_number_for_two_is_shown_with_both_names_and_is_no_pair_to_decide() {
    let [ivy, max] = ["Ivy", "Max"].map(|given| ["Rook", given, "2025-04-03", "ZZ99 3VZ", ""]);
    let pack = twins(ivy, max, ["T1", "T2"]);
    let two = only(pairs(&pack).into_iter().filter(|row| cell(row, "kind") == "two").collect());
    for (column, expected) in [
        ("key", "number"),
        ("a_id", "nhs:9990000018"),
        ("b_id", "nhs:9990000018"),
        ("a_given_name", "Ivy"),
        ("b_given_name", "Max"),
        ("a_local_ids", "health/T1"),
        ("b_local_ids", "health/T2"),
        ("a_failed_contacts", "0"),
        ("b_failed_contacts", "3"),
        ("a_sources", "health"),
    ] {
        assert_eq!(cell(&two, column), expected, "{column}");
    }
    assert!(pack.rows("links-template.csv").is_empty());
    assert!(pack.text("identity.html").contains("Perhaps 2 children with one NHS number"));
    let kinds = |pack: &Pack| pairs(pack).iter().map(|row| cell(row, "kind").to_owned()).collect::<Vec<_>>();
    // One id and one birthday: a child of two names, as far as anybody can say.
    assert_eq!(kinds(&twins(ivy, max, ["T1", "T1"])), Vec::<String>::new());
    let younger = ["Rook", "Max", "2026-04-03", "ZZ99 3VZ", ""];
    assert_eq!(kinds(&twins(ivy, younger, ["T1", "T1"])), ["two", "two"], "the number, and the id");
    let short = ["Rook", "Ivy Rose", "2025-04-03", "ZZ99 3VZ", ""];
    assert_eq!(kinds(&twins(ivy, short, ["T1", "T2"])), Vec::<String>::new());
}
