//! What counts where numbers, ids and decisions say different things, and who is continued from the week before.

use super::*;

/// Somebody else, so that a file is not empty.
const FILLER: Says<'_> = ["Filler", "Ann", "2019-01-01", "", ""];

fn missed(nhs: &str, id: &str, says: Says<'_>, days: &[&str]) -> Vec<String> {
    days.iter().map(|day| health(nhs, id, says, day, "was_not_brought")).collect()
}

#[test]
fn the_case_whose_reference_is_kept_continues_and_the_other_is_resolved() {
    let none = school("P9", FILLER, "2026-09-01", "seen");
    let (few, many) =
        (["2026-06-01", "2026-07-01", "2026-08-01"], ["2026-06-02", "2026-07-02", "2026-08-02", "2026-09-02"]);
    let other = ["Wren", "Lee", "2018-04-03", "ZZ99 4VZ", "1"];
    let rows = [missed("9990000018", "H1", LEE, &few), missed("9990000026", "H2", other, &many)].concat();
    for (a, b) in [("9990000018", "9990000026"), ("9990000026", "9990000018")] {
        let area = area(&rows, std::slice::from_ref(&none));
        let before = week(&area, "2026-11-15").rows("cases.csv");
        assert_eq!(before.len(), 2);
        area.write("links/a.csv", format!("{DECISIONS}{a},{b},same,2026-11-16,A Nurse,\n"));
        let after = week(&area, AS_OF);
        let case = only(after.rows("cases.csv"));
        let gone = only(after.rows("resolved.csv"));
        let digits = |row: &Row| cell(row, "nhs_number").replace(' ', "");
        assert_eq!((digits(&case), digits(&gone)), (a.to_owned(), b.to_owned()), "nobody leaves without a line");
        assert_ne!(cell(&case, "case_ref"), cell(&gone, "case_ref"));
        assert_eq!(cell(&gone, "reason"), "same_child");
        let then = before.iter().find(|row| digits(row) == a).unwrap();
        assert_eq!(cell(&case, "previous_failed_contacts"), cell(then, "failed_contacts"));
    }
}

#[test]
fn a_decision_about_an_id_does_not_join_the_number_that_the_id_carries_later() {
    let in_health = missed("9990000018", "H1", LEE, &["2026-03-01", "2026-04-01"]);
    let at_school = ["2026-05-01", "2026-06-01"].map(|day| school("P1", LEE, day, "was_not_brought"));
    let area = area(&in_health, &at_school);
    area.write("links/a.csv", format!("{DECISIONS}9990000018,school/P1,same,2026-11-02,A Nurse,\n"));
    assert_eq!(week(&area, "2026-11-15").column("cases.csv", "failed_contacts"), ["4"]);
    // Now the school says of one record that the pupil has another number, under which another child is known.
    let theirs = format!("9990000026,P1,{},2026-07-01,was_not_brought", LEE.join(","));
    let header = "nhs,pupil,family,given,born,home,sex,date,outcome";
    area.write("school.csv", format!("{header}\n{}\n{theirs}\n", at_school.join("\n")));
    let other = missed("9990000026", "H2", ["Crane", "Max", "2017-01-01", "", ""], &["2026-05-02", "2026-06-02"]);
    let rows = [in_health, other].concat().join("\n");
    area.write("health.csv", format!("nhs,id,family,given,born,home,sex,service,date,outcome\n{rows}\n"));
    let pack = week(&area, AS_OF);
    let column_of_cases = |column: &str| pack.column("cases.csv", column);
    assert_eq!(
        (column_of_cases("nhs_number"), column_of_cases("failed_contacts")),
        (vec!["999 000 0018".to_owned(), "999 000 0026".to_owned()], vec!["4".to_owned(), "3".to_owned()],)
    );
    assert!(pack.rows("resolved.csv").is_empty(), "nobody has decided about the two numbers");
}

#[test]
fn a_failed_contact_that_now_has_another_number_is_not_reported_as_gone() {
    let with = |nhs: &str, days: &[&str]| missed(nhs, "H1", LEE, days);
    let none = school("P9", FILLER, "2026-09-01", "seen");
    let area = area(&with("9990000018", &["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"]), &[none]);
    week(&area, "2026-11-15");
    let corrected =
        [with("9990000018", &["2026-03-01", "2026-04-01", "2026-05-01"]), with("9990000026", &["2026-06-01"])];
    let rows = corrected.concat().join("\n");
    area.write("health.csv", format!("nhs,id,family,given,born,home,sex,service,date,outcome\n{rows}\n"));
    let pack = week(&area, AS_OF);
    let page = pack.text(&format!("cases/{}.html", cell(&only(pack.rows("cases.csv")), "case_ref")));
    assert!(page.contains("1 failed contact is no longer among this child’s records: 1 June 2026"), "{page}");
    assert!(!page.contains("no longer in the extracts"), "{page}");
}

#[test]
fn an_id_each_of_whose_records_has_another_number_names_nobody() {
    let in_health = missed("9990000018", "H1", LEE, &["2026-03-01", "2026-04-01"]);
    let with = |nhs: &str, day: &str| format!("{nhs},P1,{},{day},was_not_brought", LEE.join(","));
    let area = area(&in_health, &[with("9990000026", "2026-05-01"), with("9990000034", "2026-06-01")]);
    area.write("links/a.csv", format!("{DECISIONS}9990000018,school/P1,same,2026-11-02,A Nurse,\n"));
    let pack = week(&area, AS_OF);
    let reject = only(pack.rows("rejected.csv"));
    assert_eq!(["field", "reason"].map(|column| cell(&reject, column)), ["b", "link_invalid"]);
    assert!(pack.rows("cases.csv").is_empty());
}

#[test]
fn equal_records_of_a_boy_and_a_girl_are_not_joined_through_one_of_nobody_known() {
    let says = |sex| ["Wren", "Sam", "2018-04-03", "ZZ99 3VZ", sex];
    let other = |id: &str, sex, day: &str| school(id, says(sex), day, "was_not_brought");
    for (sexes, joined) in [(["1", "", "2"], 1), (["1", "", "1"], 3), (["", "", ""], 3), (["1", "2", "1"], 2)] {
        let rows = [other("P1", sexes[1], "2026-05-01"), other("P2", sexes[2], "2026-06-01")];
        let area = area(&[health("9990000018", "H1", says(sexes[0]), "2026-03-01", "was_not_brought")], &rows);
        area.write(
            "failed-contact.toml",
            format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n[rules.repeated]\nthreshold = 1\n"),
        );
        let most = area.report().column("cases.csv", "failed_contacts").into_iter().max();
        assert_eq!(most, Some(joined.to_string()), "{sexes:?}");
    }
}

#[test]
fn any_value_of_a_childs_records_may_serve() {
    // The names are in one record, birth and postcode in another.
    let names = ["Wren", "Lee", "", "", ""];
    let home = ["", "", "2018-04-03", "ZZ99 3VZ", ""];
    for (at_school, key) in [
        (vec![names, home], Some("all_four")),
        (vec![names, ["", "", "2018-04-03", "", ""]], Some("names_and_birth")),
        (vec![["Wren", "Lee", "", "ZZ99 4VZ", ""], ["", "", "2018-04-03", "", ""], home], Some("all_four")),
        (vec![names, ["", "", "2018-04-04", "", ""]], None),
    ] {
        let in_health = health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought");
        let days = ["2026-09-01", "2026-10-01", "2026-10-08"];
        let other: Vec<String> =
            at_school.iter().zip(days).map(|(says, day)| school("P1", *says, day, "was_not_brought")).collect();
        let found = area(&[in_health], &other).report().column("identity.csv", "key");
        assert_eq!(found.first().map(String::as_str), key, "{at_school:?}");
    }
}

#[test]
fn pairs_about_which_somebody_has_decided_are_not_among_too_many() {
    let pupils: Vec<String> =
        (1..=6).map(|n| school(&format!("P{n}"), LEE, &format!("2026-0{n}-01"), "was_not_brought")).collect();
    let area = area(&[health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought")], &pupils);
    let of_number = |pack: &Pack| {
        let of_pair = pairs(pack).into_iter().filter(|row| cell(row, "a_id") == "nhs:9990000018");
        of_pair.map(|row| cell(&row, "b_id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of_number(&week(&area, "2026-11-15")), ["too many to list"]);
    let explained = area.run(&["explain", "--as-of", "2026-11-15", "--child", "9990000018"]).stdout;
    assert!(explained.contains("more than 5 others may be the same child"), "{explained}");
    let decided = |n| format!("9990000018,school/P{n},different,2026-11-16,A Nurse,\n");
    area.write("links/a.csv", format!("{DECISIONS}{}", decided(1)));
    // Five others are not too many; but each of these has six others still.
    assert_eq!(of_number(&week(&area, AS_OF)), ["school/P1"]);
}
