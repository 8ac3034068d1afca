//! Decisions that say that two are different, and decisions that are undone.

use super::*;

pub(super) const REGISTER: &str = r#"
[[children]]
name = "register"
files = ["register.csv"]
id_scope = "school"
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs"
local_id = "pupil"
date_of_death = "died"
"#;

/// Another child: no extract may be empty.
fn filler() -> String {
    health("9990000042", "H9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen")
}

/// Missed at school, three times, on days on which another child was seen by the same service.
pub(super) fn apart() -> Area {
    let days = ["2026-03-01", "2026-04-01", "2026-05-01"];
    let area = area(&[], &days.map(|day| school("P1", LEE, day, "was_not_brought")));
    let seen = days.map(|day| format!("9990000018,H1,Wren,Lee,2018-04-03,ZZ99 3VZ,1,School nursing,{day},seen"));
    area.write("health.csv", format!("nhs,id,family,given,born,home,sex,service,date,outcome\n{}\n", seen.join("\n")));
    area.write("failed-contact.toml", format!("{AREA}{REGISTER}"));
    area.write("register.csv", "nhs,pupil,died\n9990000026,P9,\n");
    area
}

#[test]
fn who_is_decided_to_be_different_stays_apart_whatever_a_register_says_later() {
    let area = apart();
    area.write("links/a.csv", format!("{DECISIONS}nhs:9990000018,school/P1,different,2026-11-05,A Nurse,\n"));
    assert_eq!(week(&area, "2026-11-15").column("cases.csv", "failed_contacts"), ["3"]);
    area.write("register.csv", "nhs,pupil,died\n9990000018,P1,\n");
    let second = week(&area, AS_OF);
    let case = only(second.rows("cases.csv"));
    assert_eq!(
        ["failed_contacts", "identity", "status"].map(|column| cell(&case, column)),
        ["3", "unlinked", "continuing"]
    );
    assert_eq!(second.column("identity.csv", "decision"), ["different"]);
    // Without the decision the number counts.
    area.write("links/a.csv", DECISIONS);
    assert!(week(&area, AS_OF).rows("cases.csv").is_empty());
}

#[test]
fn what_cannot_be_kept_apart_is_told() {
    // Every record of the id has the number itself.
    let rows = ["2026-06-01", "2026-07-01"].map(|day| health("9990000018", "H1", LEE, day, "was_not_brought"));
    let area = area(&rows, &[school("P9", ["Filler", "Ann", "2019-01-01", "", ""], "2026-09-01", "seen")]);
    area.write("links/a.csv", format!("{DECISIONS}nhs:9990000018,health/H1,different,2026-11-05,A Nurse,\n"));
    let pack = week(&area, AS_OF);
    assert_eq!(pack.column("notices.csv", "code").iter().filter(|name| *name == "link_file").count(), 1);
    assert!(pack.text("index.html").contains("it contradicts other decisions, or an id that both have"));
}

#[test]
fn a_case_of_two_ids_keeps_its_reference_and_its_days_when_the_decision_is_undone() {
    let rows = |pupil: &str, from: u32| {
        (from..from + 3)
            .map(|month| school(pupil, LEE, &format!("2026-{month:02}-01"), "was_not_brought"))
            .collect::<Vec<_>>()
    };
    let area = area(&[filler()], &[rows("P1", 3), rows("P2", 6)].concat());
    let decided = |words: &str, on: &str| format!("school/P2,school/P1,{words},{on},A Nurse,\n");
    area.write("links/a.csv", format!("{DECISIONS}{}", decided("same", "2026-11-05")));
    let first = week(&area, "2026-11-08");
    let case = only(first.rows("cases.csv"));
    assert_eq!(cell(&case, "failed_contacts"), "6");
    area.write("links/b.csv", format!("{DECISIONS}{}", decided("different", "2026-11-12")));
    let second = week(&area, "2026-11-15");
    let cases = second.rows("cases.csv");
    let same_case = cases
        .iter()
        .find(|same_case| cell(same_case, "case_ref") == cell(&case, "case_ref"))
        .expect("the same reference");
    assert_eq!(cell(same_case, "status"), "continuing", "{same_case:?}");
    assert_eq!(cell(same_case, "first_listed"), "2026-11-08");
    let other =
        cases.iter().find(|same_case| cell(same_case, "case_ref") != cell(&case, "case_ref")).expect("another case");
    assert_eq!(cell(other, "status"), "new");
    assert!(second.rows("resolved.csv").is_empty());
    let page = second.text(&format!("cases/{}.html", cell(same_case, "case_ref")));
    assert!(page.contains("3 failed contacts are of another child now"), "{page}");
    assert!(!page.contains("no longer among"), "{page}");
}

#[test]
fn several_ids_of_who_has_left_the_list_are_named_once() {
    let map = "local_id = \"pupil\"\nupn = \"upn\"\nfamily";
    let area = Area::new(&AREA.replace("local_id = \"pupil\"\nfamily", map));
    let rows = |days: &[&str]| {
        let row = |day: &&str| format!(",P1,U1,Wren,Lee,2018-04-03,ZZ99 3VZ,1,{day},was_not_brought\n");
        format!("nhs,pupil,upn,family,given,born,home,sex,date,outcome\n{}", days.iter().map(row).collect::<String>())
    };
    area.write("health.csv", format!("nhs,id,family,given,born,home,sex,service,date,outcome\n{}\n", filler()));
    area.write("school.csv", rows(&["2026-06-01", "2026-07-01", "2026-08-01"]));
    week(&area, "2026-11-15");
    area.write("school.csv", rows(&["2026-06-01"]));
    assert_eq!(week(&area, AS_OF).column("resolved.csv", "local_ids"), ["school/P1;upn/U1"]);
}

#[test]
fn what_the_two_would_be_together_is_said_whatever_it_is() {
    // Listed alone; with the records of the other, who was seen each time, not.
    let area = apart();
    let pack = week(&area, AS_OF);
    let page = pack.text("identity.html");
    assert!(page.contains("Joining these records would not put another child on the list."), "{page}");
    assert!(page.contains("One of them is on the list now, or both are. Together they would not be."), "{page}");

    // The other has died.
    area.write("register.csv", "nhs,pupil,died\n9990000018,,2026-11-01\n");
    let pack = week(&area, AS_OF);
    assert!(pack.text("identity.html").contains("The extracts give a date of death"));
    let sheet = pack.text(&format!("cases/{}.html", pack.column("cases.csv", "case_ref")[0]));
    assert!(sheet.contains("The extracts give a date of death"), "{sheet}");
    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "school/P1"]).stdout;
    assert!(explained.contains("nobody has decided. The extracts give a date of death"), "{explained}");
}

#[test]
fn of_those_who_are_like_too_many_the_list_says_that_nobody_knows() {
    let pupils: Vec<String> =
        (1..=7).map(|n| school(&format!("T{n}"), LEE, &format!("2026-0{n}-01"), "was_not_brought")).collect();
    let pack = area(&[filler()], &pupils).report();
    let list = pack.text("index.html");
    assert!(list.contains("7 children look like more than 5 others by names, date of birth or postcode."), "{list}");
    let page = pack.text("identity.html");
    assert!(page.contains("Like more than 5 others: 7 children"), "{page}");
    assert!(!page.contains("would not put another child"), "{page}");
}

#[test]
fn the_configuration_joins_none_of_those_among_whom_two_are_different() {
    let missed = |date: &str| school("P1", LEE, date, "was_not_brought");
    let area = area(
        &[
            health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought"),
            health("9990000026", "H2", LEE, "2026-07-01", "was_not_brought"),
        ],
        &[missed("2026-09-01"), missed("2026-10-01")],
    );
    area.write("failed-contact.toml", format!("{AREA}\n[identity]\njoin = [\"all_four\"]\n"));
    assert_eq!(area.report().column("cases.csv", "identity"), ["matched"]);
    area.write("links/a.csv", format!("{DECISIONS}9990000018,9990000026,different,2026-11-05,A Nurse,\n"));
    let pack = week(&area, AS_OF);
    assert!(pack.rows("cases.csv").is_empty(), "whose the pupil's records are nobody has said");
    assert_eq!(pairs(&pack).iter().filter(|row| cell(row, "decision").is_empty()).count(), 2);
}

/// The notice about decisions that have gone: its figures and its text.
fn gone(pack: &Pack) -> Option<[String; 3]> {
    let row = pack.rows("notices.csv").into_iter().find(|row| cell(row, "code") == "links_gone")?;
    Some(["now", "before", "text"].map(|column| cell(&row, column).to_owned()))
}

#[test]
fn decisions_that_have_gone_are_told_because_children_may_leave_the_list_by_them() {
    let missed = |date: &str| school("P1", LEE, date, "was_not_brought");
    let listed = [health("9990000018", "H1", LEE, "2026-06-01", "was_not_brought"), filler()];
    let area = area(&listed, &[missed("2026-09-01"), missed("2026-10-01")]);
    let decided = |words: &str| format!("9990000018,school/P1,{words},2026-11-05,A Nurse,\n");
    area.write("links/a.csv", format!("{DECISIONS}{}", decided("same")));
    let first = week(&area, "2026-11-15");
    assert_eq!(first.column("cases.csv", "identity"), ["linked"]);
    assert_eq!(gone(&first), None);
    let stays = week(&area, AS_OF);
    assert_eq!((gone(&stays), stays.rows("resolved.csv").len()), (None, 0));

    // A program that failed to save it has left nothing in it; or somebody has moved it.
    for is_there in [true, false] {
        if is_there {
            area.write("links/a.csv", "");
        } else {
            std::fs::remove_file(area.path("links/a.csv")).unwrap();
        }
        let pack = week(&area, AS_OF);
        assert_eq!(pack.column("resolved.csv", "reason"), ["below_threshold"]);
        let [now, before, text] = gone(&pack).expect("a notice");
        assert_eq!((now.as_str(), before.as_str()), ("0", "1"));
        assert_eq!(text.contains("links/a.csv is not there."), !is_there, "{text}");
        let list = pack.text("index.html");
        assert!(list.contains("A decision about who is the same child is not there any more."), "{list}");
    }

    // A new decision undoes nothing by accident, and a row that cannot be read is reported.
    area.write("links/b.csv", format!("{DECISIONS}{}", decided("different")));
    assert_eq!(gone(&week(&area, AS_OF)), None);
    area.write("links/b.csv", format!("{DECISIONS}{}", decided("astonished")));
    assert_eq!(gone(&week(&area, AS_OF)), None);
}

#[test]
fn a_decision_that_two_are_different_does_not_go_without_a_word() {
    let area = apart();
    area.write("register.csv", "nhs,pupil,died\n9990000018,P1,\n");
    area.write("links/a.csv", format!("{DECISIONS}nhs:9990000018,school/P1,different,2026-11-05,A Nurse,\n"));
    assert_eq!(week(&area, "2026-11-15").column("cases.csv", "identity"), ["unlinked"]);
    std::fs::remove_file(area.path("links/a.csv")).unwrap();
    let pack = week(&area, AS_OF);
    assert!(pack.rows("cases.csv").is_empty(), "the register says that they are one");
    assert!(gone(&pack).is_some());
    assert!(pack.text("index.html").contains("A decision about who is the same child is not there any more."));
}
