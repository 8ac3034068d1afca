//! What only texts tell: names and postcodes of which the program keeps the same bits.

use super::*;

/// Postcodes, and given names, of which the same bits are kept.
const HOMES: [&str; 2] = ["ZZ80 0ZR", "ZZ80 4TJ"];
const GIVEN: [&str; 2] = ["Dorothy", "Christena"];

/// Two failed contacts under a number and two at school; the keys of the pairs, and how many cases there are where `all_four`
/// joins.
fn found(at_home: Says<'_>, at_school: Says<'_>) -> (Vec<String>, usize) {
    let in_health = |date: &str| health("9990000018", "H1", at_home, date, "was_not_brought");
    let other = |date: &str| school("P1", at_school, date, "was_not_brought");
    let area =
        || area(&[in_health("2026-06-01"), in_health("2026-07-01")], &[other("2026-09-01"), other("2026-10-01")]);
    let keys = pairs(&area().report()).iter().map(|row| cell(row, "key").to_owned()).collect();
    let joining = area();
    joining.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n"));
    (keys, joining.report().rows("cases.csv").len())
}

#[test]
fn texts_with_the_same_hash_are_still_compared() {
    let says = |given, born, home| ["Wren", given, born, home, "1"];
    let day = "2018-04-03";
    let none = Vec::<String>::new();
    let same = says("Lee", day, HOMES[0]);
    assert_eq!(found(same, same), (vec!["all_four".to_owned()], 1), "joined where all four are the same");
    for (other, own, keys) in [
        (says("Lee", day, HOMES[1]), same, vec!["names_and_birth".to_owned()]),
        (says(GIVEN[0], day, HOMES[0]), says(GIVEN[1], day, HOMES[0]), none.clone()),
        (says("Lee", "2018-03-04", HOMES[1]), same, none.clone()), // names and home, nearly the same birth
        (["Wren", GIVEN[0], day, "", "1"], [GIVEN[1], "Wren", day, "", "1"], none.clone()),
        (["Rook", "Lee", day, HOMES[1], "1"], same, none), // birth and home
    ] {
        assert_eq!(found(own, other), (keys, 0), "{own:?} {other:?}");
    }
}

#[test]
fn a_home_of_another_record_is_compared_by_its_text_too() {
    let in_health = [
        health("9990000018", "H1", ["Wren", "Lee", "2018-04-03", "ZZ99 3VZ", "1"], "2026-06-01", "was_not_brought"),
        health("9990000018", "H1", ["Robin", "Lee", "2018-04-03", HOMES[0], "1"], "2026-07-01", "was_not_brought"),
    ];
    for (home, key) in [(HOMES[0], "all_four"), (HOMES[1], "names_and_birth"), ("ZZ99 3VZ", "all_four")] {
        let other = school("P1", ["Wren", "Lee", "2018-04-03", home, "1"], "2026-09-01", "was_not_brought");
        assert_eq!(area(&in_health, &[other]).report().column("identity.csv", "key"), [key], "{home}");
    }
}

#[test]
fn family_and_given_name_may_stand_on_different_records() {
    let born = "2018-04-03";
    let in_health = |says: Says<'_>, date: &str| health("9990000018", "H1", says, date, "was_not_brought");
    let other = |says: Says<'_>, date: &str| school("P1", says, date, "was_not_brought");
    let whole = in_health(["Wren", "Lee", born, "", "1"], "2026-06-01");
    for (records, key) in [
        ([["Wren", "", born, "", "1"], ["", "Lee", born, "", "1"]], "names_and_birth"),
        ([["Wren", "", born, "", "1"], ["", "Lee", "", "", "1"]], "names_and_birth"),
        ([["", "Wren", born, "", "1"], ["Lee", "", born, "", "1"]], "names_exchanged"),
        ([["Wren", "Leo", born, "", "1"], ["Hawk", "Lee", born, "", "1"]], "names_and_birth"),
        ([["Wren", "", born, "", "1"], ["", "Leo", born, "", "1"]], ""),
        ([["Wren", "", born, "", "1"], ["Hawk", "", born, "", "1"]], ""),
    ] {
        let at_school = [other(records[0], "2026-09-01"), other(records[1], "2026-10-01")];
        let area = area(std::slice::from_ref(&whole), &at_school);
        assert_eq!(area.report().column("identity.csv", "key").join(";"), key, "{records:?}");
    }
}

#[test]
fn values_of_different_records_join_nobody_by_a_setting() {
    let in_health = ["2026-06-01", "2026-07-01"].map(|date| health("9990000018", "H1", LEE, date, "was_not_brought"));
    let [family, given, born, home, sex] = LEE;
    let other = [[family, "", born, home, sex], ["", given, born, home, sex]]
        .map(|says| school("P1", says, "2026-09-01", "was_not_brought"));
    let area = area(&in_health, &other);
    area.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n"));
    let pack = area.report();
    assert!(pack.rows("cases.csv").is_empty());
    assert_eq!(pack.column("identity.csv", "key"), ["all_four"]);
}

#[test]
fn a_child_of_many_homes_and_spellings_is_still_compared() {
    let in_health: Vec<String> = (0..12)
        .map(|at| {
            let (given, home) = (["Lee", "Leigh", "Lea"][at % 3], format!("ZZ{at} 1AA"));
            health(
                "9990000018",
                "H1",
                ["Wren", given, "2018-04-03", &home, "1"],
                &format!("2026-06-{:02}", at + 1),
                "seen",
            )
        })
        .collect();
    // The name of one record, and the home of another.
    let other = school("P1", ["Wren", "Lee", "2018-04-03", "ZZ11 1AA", "1"], "2026-09-01", "was_not_brought");
    assert_eq!(area(&in_health, &[other]).report().column("identity.csv", "key"), ["all_four"]);
}
