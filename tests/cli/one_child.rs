//! One child or two: pairs of records that may be of one child, and what people decide.

mod agreeing;
mod decided;
mod precedence;
mod texts;
mod two;
mod undone;

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

/// The header of a file of decisions.
const DECISIONS: &str = "a,b,decision,decided_on,decided_by,note\n";

/// Runs the report of a week.
fn week(area: &Area, as_of: &str) -> Pack {
    let run = area.run(&["report", "--as-of", as_of, "--replace"]);
    run.assert_status(0);
    area.pack(as_of)
}

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
    let in_health = |date: &str| health("9990000018", "H1", LEE, date, "was_not_brought");
    let other = |date: &str| school("P1", at_school, date, "was_not_brought");
    area(&[in_health("2026-06-01"), in_health("2026-07-01")], &[other("2026-09-01"), other("2026-10-01")])
}

fn pairs(pack: &Pack) -> Vec<Row> {
    pack.rows("identity.csv")
}

fn only(rows: Vec<Row>) -> Row {
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.into_iter().next().unwrap()
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
    assert!(list.contains("2 records may be the same child. Together they would put the child on this list:"));
    assert!(list.contains(
        "Lee Wren (NHS number 999 000 0018, 2 failed contacts) and Lee Wren (P1, school, 2 failed contacts)"
    ));
    assert!(pack.text("identity.html").contains("Same names, date of birth and postcode."));
}

#[test]
fn no_text_of_an_extract_is_markup_on_the_page() {
    let says = ["<b>Wren", "{{7*7}}", "2018-04-03", "<i>", "1"];
    let in_health = |date: &str| health("9990000018", "H1", says, date, "was_not_brought");
    let other = |date: &str| school("P<u>", says, date, "was_not_brought");
    let pack =
        area(&[in_health("2026-06-01"), in_health("2026-07-01")], &[other("2026-09-01"), other("2026-10-01")]).report();
    for page in ["index.html", "identity.html"] {
        let page = pack.text(page);
        assert!(page.contains("{{7*7}} &lt;b&gt;Wren") && page.contains("P&lt;u&gt;, school"));
        assert!(!["<b>Wren", "<i>", "P<u>"].iter().any(|raw| page.contains(raw)));
    }
}

#[test]
fn two_numbers_are_a_pair_only_by_all_four_or_by_one_id() {
    let other = |nhs: &str, id: &str, says: Says<'_>| {
        let in_health = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
        let second = health(nhs, id, says, "2026-07-01", "was_not_brought");
        let none = school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen");
        pairs(&area(&[in_health, second], &[none]).report())
            .iter()
            .map(|row| cell(row, "key").to_owned())
            .collect::<Vec<_>>()
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
        let in_health = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
        let slip = format!("{nhs}{}", school("P1", says, "2026-09-01", "was_not_brought"));
        pairs(&area(&[in_health], &[slip]).report()).iter().map(|row| cell(row, "key").to_owned()).collect::<Vec<_>>()
    };
    let other_name = ["Robin", "Ash", "2018-04-03", "ZZ99 9ZZ", ""];
    assert_eq!(found("9990000081", other_name), ["number_slip"]); // neighbours exchanged
    assert_eq!(found("9990000019", other_name), ["number_slip"]); // one digit
    assert_eq!(found("9990000019.0", other_name), ["number_slip"]); // as spreadsheets write it
    assert_eq!(found("9990000029", other_name), Vec::<String>::new()); // two digits
    assert_eq!(found("9990000019", ["Robin", "Ash", "2018-04-04", "", ""]), Vec::<String>::new());
}

#[test]
fn a_child_whom_a_key_pairs_with_more_than_five_is_shown_once() {
    let in_health = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
    for (count, expected) in [(5, 5), (6, 1)] {
        let others: Vec<String> = (0..count)
            .map(|at| {
                school(&format!("P{at}"), ["Wren", "Lee", "2018-04-03", &format!("ZZ{at}"), "1"], "2026-09-01", "seen")
            })
            .collect();
        let found = pairs(&area(std::slice::from_ref(&in_health), &others).report());
        let of_lee: Vec<&Row> = found.iter().filter(|row| cell(row, "a_id") == "nhs:9990000018").collect();
        assert_eq!(of_lee.len(), expected, "{count}");
        assert_eq!(cell(of_lee[0], "b_id") == "too many to list", count > 5);
    }
}

#[test]
fn any_value_of_a_child_may_serve() {
    // The newest record has another name and another home; an older one is the pupil's.
    let moved = ["Robin", "Lee", "2018-04-03", "ZZ88 1AA", "1"];
    let in_health = [
        health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought"),
        health("9990000018", "H1", moved, "2026-07-01", "was_not_brought"),
    ];
    let found = pairs(&area(&in_health, &[school("P1", LEE, "2026-09-01", "was_not_brought")]).report());
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
    assert!(!pack.text("index.html").contains("may be the same child"));
    assert_eq!(area.pack(AS_OF).column("quality.csv", "used"), ["2", "2"]);
}
