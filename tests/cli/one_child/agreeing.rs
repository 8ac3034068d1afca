//! Decisions about an id to which a register gives a number, the same or another.

use super::undone::REGISTER;
use super::*;

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
fn a_decision_with_which_a_register_agrees_is_a_decision_still() {
    let area = seen_and_missed();
    decide(&area, &["9990000018,school/P1,same,2026-11-01"]);
    assert_eq!(case(&week(&area, "2026-11-15")), ["999 000 0018", "3", "linked", "new"]);
    register(&area, "9990000018,P1,");
    let pack = week(&area, AS_OF);
    assert_eq!(case(&pack), ["999 000 0018", "3", "linked", "continuing"]);
    let pair = only(pairs(&pack));
    assert_eq!(["a_id", "b_id", "decision"].map(|column| cell(&pair, column)), ["nhs:9990000018", "school/P1", "same"]);
    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "school/P1"]).stdout;
    assert!(explained.contains("3 records with local id school/P1 and no NHS number: a person decided"), "{explained}");
}

#[test]
fn a_register_that_agrees_with_one_of_two_decisions_parts_nobody() {
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
