//! Decisions about an id to which a register gives a number, the same or another.

use super::undone::{REGISTER, apart};
use super::*;
use crate::support::assert_has;

const OTHER: Says<'_> = ["Crane", "Max", "2017-01-01", "", ""];

/// The children 9990000018 and 9990000026, each seen once, and P1, missed at school three times. The register knows P9.
fn seen_and_missed() -> Area {
    let seen = [
        health("9990000018", "H1", LEE, "2026-03-01", "seen"),
        health("9990000026", "H2", OTHER, "2026-04-01", "seen"),
    ];
    let days = ["2026-05-01", "2026-06-01", "2026-07-01"];
    let area = area(&seen, &days.map(|day| school("P1", LEE, day, "was_not_brought")));
    area.write("failed-contact.toml", format!("{AREA}{REGISTER}"));
    register(&area, "9990000042,P9,");
    area
}

fn register(area: &Area, row: &str) {
    area.write("register.csv", format!("nhs,pupil,died\n{row}\n"));
}

fn decide(area: &Area, rows: &[&str]) {
    let rows: Vec<String> = rows.iter().map(|row| format!("{row},A Nurse,\n")).collect();
    area.write("links/a.csv", format!("{DECISIONS}{}", rows.concat()));
}

/// The only case: its number, its failed contacts, how it is known, and its status.
fn case(pack: &Pack) -> [String; 4] {
    let case = only(pack.rows("cases.csv"));
    ["nhs_number", "failed_contacts", "identity", "status"].map(|column| cell(&case, column).to_owned())
}

#[test]
fn a_decision_still_holds_if_a_register_agrees() {
    let area = seen_and_missed();
    decide(&area, &["9990000018,school/P1,same,2026-11-01"]);
    assert_eq!(case(&week(&area, "2026-11-15")), ["999 000 0018", "3", "linked", "new"]);
    register(&area, "9990000018,P1,");
    let pack = week(&area, AS_OF);
    assert_eq!(case(&pack), ["999 000 0018", "3", "linked", "continuing"]);
    let pair = only(pairs(&pack));
    assert_eq!(["a_id", "b_id", "decision"].map(|column| cell(&pair, column)), ["nhs:9990000018", "school/P1", "same"]);
    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "school/P1"]).stdout;
    assert_has(&explained, "3 records with local id school/P1 and no NHS number: a person decided");
}

#[test]
fn decisions_with_which_a_register_agrees_are_shown_of_the_ids_that_they_name() {
    let area = seen_and_missed();
    let other = school("Q1", LEE, "2026-08-01", "seen");
    let days = ["2026-05-01", "2026-06-01", "2026-07-01"];
    let rows = days.map(|day| school("P1", LEE, day, "was_not_brought")).join("\n");
    area.write("school.csv", format!("nhs,pupil,family,given,born,home,sex,date,outcome\n{rows}\n{other}\n"));
    register(&area, "9990000018,P1,\n9990000018,Q1,");
    decide(&area, &["9990000018,school/P1,same,2026-11-01", "school/P1,school/Q1,same,2026-11-02"]);
    let pack = week(&area, AS_OF);
    assert_eq!(case(&pack), ["999 000 0018", "3", "linked", "new"]);
    let mut shown: Vec<String> =
        pairs(&pack).iter().map(|row| ["a_id", "b_id"].map(|column| cell(row, column)).join(" ")).collect();
    shown.sort();
    assert_eq!(shown, ["nhs:9990000018 school/P1", "school/P1 school/Q1"]);
}

#[test]
fn a_register_that_agrees_with_one_of_two_decisions_separates_nobody() {
    // People have brought both numbers together by the id. The register confirms the one or the other.
    for number in ["9990000018", "9990000026"] {
        let area = seen_and_missed();
        decide(&area, &["9990000026,school/P1,same,2026-11-01", "9990000018,school/P1,same,2026-11-02"]);
        assert_eq!(case(&week(&area, "2026-11-15")), ["999 000 0018", "3", "linked", "new"]);
        register(&area, &format!("{number},P1,"));
        let pack = week(&area, AS_OF);
        assert_eq!(case(&pack), ["999 000 0018", "3", "linked", "continuing"], "{number}");
        assert_eq!(pack.column("identity.csv", "decision"), ["same", "same"]);
        assert!(pack.rows("rejected.csv").is_empty() && pack.rows("resolved.csv").is_empty());
    }
}

#[test]
fn a_register_does_not_join_an_id_to_a_number_that_a_decision_separates_from_it() {
    // P1 is not Q1, and Q1 is 9990000018: only one decision says "the same".
    let area = apart();
    let at_school = ["2026-03-01", "2026-04-01", "2026-05-01"].map(|day| school("P1", LEE, day, "was_not_brought"));
    let twin = school("Q1", LEE, "2026-02-01", "seen");
    let header = "nhs,pupil,family,given,born,home,sex,date,outcome";
    area.write("school.csv", format!("{header}\n{}\n{twin}\n", at_school.join("\n")));
    decide(&area, &["9990000018,school/Q1,same,2026-11-01", "school/P1,school/Q1,different,2026-11-01"]);
    assert_eq!(case(&week(&area, "2026-11-15")), ["", "3", "unlinked", "new"]);
    register(&area, "9990000018,P1,");
    let pack = week(&area, AS_OF);
    assert_eq!(case(&pack), ["", "3", "unlinked", "continuing"]);
    assert!(pack.rows("rejected.csv").is_empty());
    let mut decisions = pack.column("identity.csv", "decision");
    decisions.sort();
    assert_eq!(decisions, ["different", "same"]);
}

#[test]
fn the_number_of_an_id_that_is_not_that_child_stays_with_the_other_ids_that_carry_it() {
    // P1 is not 9990000018, nor Q1: the number is Q1's alone.
    let area = apart();
    let other = ["Crane", "Max", "2017-01-01", "", ""];
    let rows = [
        school("P1", LEE, "2026-03-01", "was_not_brought"),
        school("Q1", other, "2026-06-01", "was_not_brought"),
        school("Q1", other, "2026-07-01", "was_not_brought"),
        school("Q1", other, "2026-08-01", "was_not_brought"),
    ];
    area.write("school.csv", format!("nhs,pupil,family,given,born,home,sex,date,outcome\n{}\n", rows.join("\n")));
    register(&area, "9990000018,P1,\n9990000018,Q1,");
    decide(&area, &["school/Q1,school/P1,different,2026-11-01", "9990000018,school/P1,different,2026-11-02"]);
    assert_eq!(case(&week(&area, AS_OF)), ["999 000 0018", "3", "verified", "new"]);
}

#[test]
fn a_decision_about_an_id_does_not_join_two_nhs_numbers() {
    let area = seen_and_missed();
    decide(&area, &["9990000018,school/P1,same,2026-11-01"]);
    assert_eq!(case(&week(&area, "2026-11-08")), ["999 000 0018", "3", "linked", "new"]);
    // Now each record of P1 has the number of another child.
    let at_school = |nhs: &str| {
        let days = ["2026-05-01", "2026-06-01", "2026-07-01"];
        let rows = days.map(|day| format!("{nhs}{}", school("P1", LEE, day, "was_not_brought")));
        area.write("school.csv", format!("nhs,pupil,family,given,born,home,sex,date,outcome\n{}\n", rows.join("\n")));
    };
    at_school("9990000026");
    let rejects = |pack: &Pack| pack.column("rejected.csv", "reason");
    let apart = week(&area, "2026-11-15");
    assert_eq!(case(&apart), ["999 000 0026", "3", "verified", "new"]);
    assert_eq!(rejects(&apart), ["link_invalid"]);
    let sentence = "line 2, its id has an NHS number now that is not the other’s: decide about the 2 numbers";
    assert!(apart.text("index.html").contains(sentence), "{}", apart.text("index.html"));
    // Then somebody decides. An older decision does not count.
    for (words, on, number, rejected) in [
        ("same", "2026-11-16", "999 000 0018", 0),
        ("different", "2026-11-16", "999 000 0026", 0),
        ("different", "2026-10-16", "999 000 0026", 1),
    ] {
        let numbers = format!("9990000018,9990000026,{words},{on}");
        decide(&area, &["9990000018,school/P1,same,2026-11-01", &numbers]);
        let pack = week(&area, AS_OF);
        assert_eq!(case(&pack)[..2], [number, "3"], "{numbers}");
        assert_eq!(rejects(&pack).len(), rejected, "{numbers}");
        assert_eq!(pack.column("identity.csv", "decision"), [words]);
    }
    // The number is the one with which people had joined the id.
    at_school("9990000018");
    decide(&area, &["9990000018,school/P1,same,2026-11-01"]);
    let pack = week(&area, AS_OF);
    assert_eq!(case(&pack)[..3], ["999 000 0018", "3", "verified"]);
    assert!(rejects(&pack).is_empty());
}

#[test]
fn each_decision_about_two_ids_that_count_as_one_is_told() {
    // Records have the pupil numbers U1 and U2 with the ids P1 and P2, and one record has P1 with U2.
    let area = Area::new(&AREA.replace("local_id = \"pupil\"", "local_id = \"pupil\"\nupn = \"upn\""));
    let rows = ["P1,U1", "P2,U2", "P1,U2"].map(|ids| format!(",{ids},Wren,Lee,2018-04-03,,,2026-05-01,seen"));
    area.write("school.csv", format!("nhs,pupil,upn,family,given,born,home,sex,date,outcome\n{}\n", rows.join("\n")));
    let in_health = health("9990000018", "H1", OTHER, "2026-03-01", "seen");
    area.write("health.csv", format!("nhs,id,family,given,born,home,sex,service,date,outcome\n{in_health}\n"));
    decide(
        &area,
        &[
            "school/P1,school/P2,different,2026-11-01",
            "school/P1,upn/U2,different,2026-11-01",
            "upn/U1,school/P1,different,2026-11-01",
            "school/P2,upn/U2,same,2026-11-02",
            "school/P1,upn/U1,same,2026-11-02",      // undone
            "school/P2,upn/U1,different,2026-11-23", // not yet
        ],
    );
    let pack = week(&area, AS_OF);
    let rejects: Vec<[String; 2]> = pack
        .rows("rejected.csv")
        .iter()
        .map(|row| ["line", "reason"].map(|column| cell(row, column).to_owned()))
        .collect();
    assert_eq!(rejects, [["2", "link_contradicts"], ["3", "link_contradicts"]].map(|row| row.map(String::from)));
    crate::support::assert_reconciles(&pack);
}
