//! Identifiers that sources share (`upn`, `local_authority_id`), names in one column, and a child whose halves a person links.

use crate::support::{ADA, AS_OF, Area, BEN, Pack, assert_has, assert_reconciles, cell};

/// Health has NHS numbers, social care its own id and the pupil number, the school the pupil number alone; the census, which
/// is a register, has what a test gives it.
const AREA: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "health"
files = ["health.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs"
full_name = "name"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
[[contacts]]
name = "social_care"
files = ["social_care.csv"]
date_format = "%Y-%m-%d"
id_scope = "council"
[contacts.constants]
sector = "social_care"
service = "Social care"
[contacts.columns]
local_id = "person"
upn = "upn"
local_authority_id = "la"
date = "date"
outcome = "outcome"
[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
sector = "education"
service = "School"
[contacts.columns]
upn = "upn"
full_name = "pupil"
date_of_birth = "born"
date = "date"
outcome = "outcome"
[[children]]
name = "census"
files = ["census.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs"
upn = "upn"
local_authority_id = "la"
"#;

fn area(health: &[&str], social_care: &[&str], school: &[&str], census: &[&str]) -> Area {
    let area = Area::new(AREA);
    let file = |header: &str, rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    area.write("health.csv", file("nhs,name,born,service,date,outcome", health));
    area.write("social_care.csv", file("person,upn,la,date,outcome", social_care));
    area.write("school.csv", file("upn,pupil,born,date,outcome", school));
    area.write("census.csv", file("nhs,upn,la", census));
    area
}

const HEALTH: &str = "9990000042,\"FILLER, Ann\",2019-01-01,Audiology,2026-03-01,seen";
const CARE: &str = "C9,,,2026-03-01,seen";
const SCHOOL: &str = "U9,Ann Filler,2019-01-01,2026-03-01,seen";
const CENSUS: &str = "9990000042,U9,";

/// The only case: how it is known, its ids and its failed contacts.
fn case(pack: &Pack) -> [String; 4] {
    assert_reconciles(pack);
    let cases = pack.rows("cases.csv");
    assert_eq!(cases.len(), 1, "{cases:?}");
    ["identity", "nhs_number", "local_ids", "failed_contacts"].map(|column| cell(&cases[0], column).to_owned())
}

#[test]
fn a_pupil_number_brings_records_to_the_child_who_has_it_with_an_nhs_number() {
    let school = ["U1,Ada Ash,,2026-05-01,was_not_brought", "U1,,,2026-06-01,was_not_brought", SCHOOL];
    let health = ["9990000018,\"ASH, Ada\",,Audiology,2026-07-01,was_not_brought"];
    let pack = area(&health, &[CARE], &school, &[&format!("{ADA},U1,")]).report();
    assert_eq!(case(&pack), ["verified", "999 000 0018", "upn/U1", "3"]);
}

#[test]
fn ids_of_one_record_are_of_one_child_in_every_source() {
    // Nobody has an NHS number: social care has all 3 ids in one record, and each id alone in another.
    let care = ["C1,U1,L1,2026-04-01,seen", "C1,,,2026-05-01,was_not_brought", ",,L1,2026-06-01,was_not_brought"];
    let school = ["U1,Ada Ash,,2026-07-01,was_not_brought", SCHOOL];
    let area = area(&[HEALTH], &care, &school, &[CENSUS]);
    assert_eq!(case(&area.report()), ["unlinked", "", "council/C1;la/L1;upn/U1", "3"]);
    for id in ["council/C1", "la/L1", "upn/U1", "U1"] {
        let run = area.run(&["explain", "--as-of", AS_OF, "--child", id]);
        assert_eq!(run.status, 0, "{id}: {}", run.stderr);
        let said =
            "local id council/C1 is in one record with la/L1 and upn/U1, so all of them count as council/C1 here";
        assert!(run.stdout.contains(said), "{id}: {}", run.stdout);
    }
    // The census knows the number for one of the ids: then it is the child's for all of them.
    area.write("census.csv", format!("nhs,upn,la\n{ADA},,L1\n"));
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    run.assert_status(0);
    assert_eq!(case(&area.pack(AS_OF)), ["verified", "999 000 0018", "council/C1;la/L1;upn/U1", "3"]);
}

#[test]
fn a_child_keeps_the_reference_when_another_source_sends_a_shared_id_too() {
    let own_ids_only =
        ["C1,,,2026-05-01,was_not_brought", "C1,,,2026-06-01,was_not_brought", "C1,,,2026-07-01,was_not_brought"];
    let area = area(&[HEALTH], &own_ids_only, &[SCHOOL], &[CENSUS]);
    let first = area.report().column("cases.csv", "case_ref");
    area.write(
        "social_care.csv",
        format!("person,upn,la,date,outcome\n{}\nC1,U1,L1,2026-08-01,seen\n", own_ids_only.join("\n")),
    );
    assert_eq!(area.run(&["report", "--as-of", "2026-11-29"]).status, 0);
    let second = area.pack("2026-11-29");
    assert_eq!(second.column("cases.csv", "case_ref"), first);
    assert_eq!(second.column("cases.csv", "status"), ["continuing"]);
}

#[test]
fn a_pupil_number_of_two_children_joins_nobody() {
    let missed = |upn: &str, day: &str| format!("{upn},,,2026-{day}-01,was_not_brought");
    let school = [missed("U1", "05"), missed("U1", "06"), missed("U1", "07"), SCHOOL.to_owned()];
    let school: Vec<&str> = school.iter().map(String::as_str).collect();
    let census = [format!("{ADA},U1,L1"), format!("{BEN},U1,L2")];
    let census: Vec<&str> = census.iter().map(String::as_str).collect();
    let pack = area(&[HEALTH], &[CARE], &school, &census).report();
    assert_eq!(case(&pack), ["unlinked", "", "upn/U1", "3"]);
    // Nor does a chain that would lead from one NHS number to another: social care mixed 2 children up.
    let care =
        ["C1,U1,,2026-05-01,was_not_brought", "C2,U1,,2026-06-01,was_not_brought", "C2,,L2,2026-07-01,was_not_brought"];
    let census = [format!("{ADA},,L1"), format!("{BEN},,L2")];
    let census: Vec<&str> = census.iter().map(String::as_str).collect();
    let mut with_own = care.to_vec();
    with_own.push("C1,,L1,2026-03-01,seen");
    let area = area(&[HEALTH], &with_own, &[SCHOOL], &census);
    assert!(area.report().rows("cases.csv").is_empty());
    let who = |id: &str| area.run(&["explain", "--as-of", AS_OF, "--child", id]).stdout;
    assert!(!who("council/C1").contains("999 000 0026") && !who("council/C2").contains("999 000 0018"));
}

/// Social care has NHS numbers too: its own id and the pupil number.
fn mixed(rows: &[&str]) -> Area {
    let config = AREA.replace("local_id = \"person\"", "local_id = \"person\"\nnhs_number = \"nhs\"");
    let area = area(&[HEALTH], &[CARE], &[SCHOOL], &[CENSUS]);
    area.write("failed-contact.toml", format!("{config}\n[rules.repeated]\nthreshold = 1\n"));
    area.write("social_care.csv", format!("nhs,person,upn,la,date,outcome\n{}\n", rows.join("\n")));
    area
}

#[test]
fn a_shared_id_decides_whose_a_record_is_if_its_own_id_is_of_two_children() {
    let rows = [
        "9990000018,A1,U8,,2026-05-10,was_not_brought",
        "9990000026,A1,,,2026-05-11,was_not_brought",
        ",A1,U8,,2026-05-12,was_not_brought",
    ];
    let area = mixed(&rows);
    let pack = area.report();
    assert_reconciles(&pack);
    let cases = pack.rows("cases.csv");
    let told = |row: &crate::support::Row| {
        ["nhs_number", "local_ids", "failed_contacts"].map(|column| cell(row, column).to_owned())
    };
    let mut all: Vec<[String; 3]> = cases.iter().map(told).collect();
    all.sort();
    assert_eq!(
        all,
        [["999 000 0018", "council/A1;upn/U8", "2"], ["999 000 0026", "council/A1", "1"]]
            .map(|cells| cells.map(str::to_owned))
    );
    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "council/A1"]);
    let answer = format!("{}{}", explained.stdout, explained.stderr);
    assert!(
        ["999 000 0018", "999 000 0026"].iter().all(|number| answer.contains(number)),
        "both carry the id: {answer}"
    );
}

#[test]
fn an_id_of_several_children_does_not_join_pupils_who_have_it_beside_their_own() {
    // P1 is a family's number: 2 NHS numbers have it. The pupil U1 was missed on a day on which the pupil U2 was seen.
    let rows = [
        "9990000018,P1,,,2026-05-01,seen",
        "9990000026,P1,,,2026-05-01,seen",
        ",P1,U1,,2026-05-10,was_not_brought",
        ",P1,U2,,2026-05-10,seen",
    ];
    let area = mixed(&rows);
    area.write("school.csv", "upn,pupil,born,date,outcome\nU1,Lea Wren,,2026-06-01,was_not_brought\n");
    assert_eq!(case(&area.report()), ["unlinked", "", "council/P1;upn/U1", "2"]);
    let explained = |id: &str| {
        let run = area.run(&["explain", "--as-of", AS_OF, "--child", id]);
        format!("{}{}", run.stdout, run.stderr)
    };
    assert!(!explained("upn/U1").contains("only:"), "{}", explained("upn/U1"));
    let of_family = explained("council/P1");
    assert!(["999 000 0018", "999 000 0026", "upn/U1"].iter().all(|id| of_family.contains(id)), "{of_family}");
}

#[test]
fn shared_ids_of_a_record_are_of_one_child_whatever_its_own_id_stands_for() {
    let rows = [
        "9990000018,P1,,,2026-05-01,seen",
        "9990000026,P1,,,2026-05-01,seen",
        ",P1,U1,L1,2026-05-10,was_not_brought",
        ",,,L1,2026-05-11,was_not_brought",
        ",,U1,,2026-05-12,was_not_brought",
    ];
    assert_eq!(case(&mixed(&rows).report()), ["unlinked", "", "council/P1;la/L1;upn/U1", "3"]);
}

#[test]
fn every_id_of_a_childs_records_is_shown_even_if_other_children_have_it_too() {
    // Both ids of Ada's record are other children's too, and a record without a number has both.
    let rows = [
        "9990000018,A1,U8,,2026-05-10,was_not_brought",
        "9990000026,A1,,,2026-05-11,seen",
        "9990000042,,U8,,2026-05-11,seen",
        ",A1,U8,,2026-05-12,was_not_brought",
    ];
    let pack = mixed(&rows).report();
    let cases = pack.rows("cases.csv");
    let mut all: Vec<[&str; 2]> =
        cases.iter().map(|row| ["nhs_number", "local_ids"].map(|column| cell(row, column))).collect();
    all.sort_unstable();
    assert_eq!(all, [["", "council/A1;upn/U8"], ["999 000 0018", "council/A1;upn/U8"]]);
}

#[test]
fn a_repeated_header_in_a_register_is_not_a_child() {
    let census = [CENSUS, "nhs,upn,la", "9990000018,U1,L1"];
    let pack = area(&[HEALTH], &[CARE], &[SCHOOL], &census).report();
    let quality = pack.rows("quality.csv");
    let register = quality.iter().find(|row| cell(row, "source") == "census").unwrap();
    assert_eq!(["records", "used", "excluded"].map(|column| cell(register, column)), ["3", "2", "1"]);
    assert!(pack.rows("warnings.csv").is_empty());
}

#[test]
fn a_shared_id_that_a_spreadsheet_has_damaged_is_no_id() {
    let care = ["C1,2.98725E+13,,2026-05-01,seen", ",2.98725E+13,,2026-05-01,seen", ",unknown,-,2026-05-01,seen"];
    let pack = area(&[HEALTH], &care, &[SCHOOL], &[CENSUS]).report();
    let warnings = pack.rows("warnings.csv");
    assert_eq!(
        warnings.iter().map(|row| (cell(row, "field"), cell(row, "reason"))).collect::<Vec<_>>(),
        [("upn", "local_id_damaged")]
    );
    let rejected = pack.rows("rejected.csv");
    let rejects: Vec<_> = rejected.iter().map(|row| (cell(row, "field"), cell(row, "reason"))).collect();
    assert_eq!(rejects, [("upn", "local_id_damaged"), ("nhs_number", "no_identity")]);
}

#[test]
fn a_name_in_one_column_is_the_family_name_and_the_given_name() {
    let missed = |day: &str| format!("{ADA},\"O'NEILL-ASH, Ada Mary (Miss)\",,Audiology,2026-{day}-01,was_not_brought");
    let health: Vec<String> = ["05", "06", "07"].map(missed).to_vec();
    let health: Vec<&str> = health.iter().map(String::as_str).collect();
    let area = area(&health, &[CARE], &[SCHOOL], &[CENSUS]);
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "family_name"), ["O'NEILL-ASH"]);
    assert_eq!(pack.column("cases.csv", "given_name"), ["Ada Mary"]);
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "Ada O'Neill-Ash"]);
    run.assert_status(0);
}

/// The first week: a pair on the list. A line of CSV, as the page and the template write it. The second week: a case with all.
#[test]
fn halves_under_an_nhs_number_and_a_pupil_number_are_a_pair_then_linked_then_a_case() {
    let health = [
        "9990000018,\"WREN, Lee\",2018-04-03,Audiology,2026-06-01,was_not_brought",
        "9990000018,\"WREN, Lee\",2018-04-03,Audiology,2026-07-01,was_not_brought",
    ];
    let school =
        ["U1,Lee Wren,2018-04-03,2026-09-01,was_not_brought", "U1,Lee Wren,2018-04-03,2026-10-01,was_not_brought"];
    let area = area(&health, &[CARE], &school, &[CENSUS]);
    let run = area.run(&["report", "--as-of", "2026-11-15"]);
    run.assert_status(0);
    let first = area.pack("2026-11-15");
    assert!(first.rows("cases.csv").is_empty(), "nobody is joined without a decision");
    let list = first.text("index.html");
    let line = "Lee WREN (NHS number 999 000 0018, 2 failed contacts) and Lee Wren (U1, unique pupil number, 2 failed contacts)";
    assert_has(&list, line);
    let pair = &first.rows("identity.csv")[0];
    assert_eq!((cell(pair, "key"), cell(pair, "listed_together")), ("names_and_birth", "repeated;cross_service"));

    // The page carries what its button writes: the ids of both sides.
    let page = first.text("identity.html");
    for value in ["&quot;a&quot;:&quot;nhs:9990000018&quot;", "&quot;b&quot;:&quot;upn&#x2F;U1&quot;"] {
        assert!(page.contains(value) || page.contains(&value.replace("&#x2F;", "/")), "{value}");
    }
    let columns = page.split("data-columns=\"").nth(1).unwrap().split('"').next().unwrap();
    let values = [
        "nhs:9990000018",
        "Lee WREN",
        "upn/U1",
        "Lee Wren",
        "same",
        "2026-11-16",
        "\"R. Sandhu, named nurse\"",
        "",
        "names_and_birth",
    ];
    area.write(
        "links/links-2026-11-15.csv",
        format!("\u{feff}{}\r\n{}\r\n", columns.replace(' ', ","), values.join(",")),
    );
    assert_eq!(area.run(&["report", "--as-of", AS_OF]).status, 0);
    let second = area.pack(AS_OF);
    assert_eq!(case(&second), ["linked", "999 000 0018", "upn/U1", "4"]);
    assert_eq!(second.column("cases.csv", "status"), ["new"]);
    assert!(!second.text("index.html").contains("may be of one child"), "a decided pair is not asked again");
    let decided = &second.rows("identity.csv")[0];
    assert_eq!((cell(decided, "decision"), cell(decided, "decided_by")), ("same", "R. Sandhu, named nurse"));
    let explained = area.run(&["explain", "--as-of", AS_OF, "--child", "U1"]).stdout;
    assert_has(&explained, "decided on 16 November 2026 by R. Sandhu, named nurse");
}

#[test]
fn a_child_with_an_own_id_and_a_shared_one_is_not_new_every_week() {
    let rows = ["2026-06-01", "2026-07-01", "2026-08-01"].map(|day| format!("C1,A1,,{day},was_not_brought"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let area = area(&[HEALTH], &rows, &[SCHOOL], &[CENSUS]);
    for (as_of, status) in [("2026-11-08", "new"), ("2026-11-15", "continuing"), ("2026-11-22", "continuing")] {
        let run = area.run(&["report", "--as-of", as_of, "--replace"]);
        assert!(matches!(run.status, 0 | 4), "{}{}", run.stdout, run.stderr);
        let pack = area.pack(as_of);
        assert_eq!(pack.column("cases.csv", "local_ids"), ["council/C1;upn/A1"]);
        assert_eq!(pack.column("cases.csv", "status"), [status], "{as_of}");
        assert_eq!(pack.column("cases.csv", "first_listed"), ["2026-11-08"]);
        assert!(pack.rows("resolved.csv").is_empty());
    }
}

#[test]
fn the_case_whose_reference_is_kept_continues_when_a_shared_id_joins_two_cases() {
    // The case that goes on has fewer failed contacts than the other: C1 is before S1.
    let config = format!(
        "{}\n[rules.repeated]\nthreshold = 1\n",
        AREA.replace("upn = \"upn\"\nfull_name", "local_id = \"own\"\nupn = \"upn\"\nfull_name")
    );
    let area = area(&[HEALTH], &["C1,U1,,2026-05-01,was_not_brought"], &[SCHOOL], &[CENSUS]);
    area.write("failed-contact.toml", config);
    let week = |as_of: &str, shared: &str| {
        let rows = [
            format!("S1,{shared},Lea Wren,,2026-06-01,was_not_brought"),
            "S1,,Lea Wren,,2026-06-02,was_not_brought".to_owned(),
        ];
        area.write("school.csv", format!("own,upn,pupil,born,date,outcome\n{}\n", rows.join("\n")));
        assert_eq!(area.run(&["report", "--as-of", as_of]).status, 0);
        area.pack(as_of)
    };
    let before = week("2026-11-15", "").rows("cases.csv");
    let reference = |id: &str| {
        let own = before.iter().find(|row| cell(row, "local_ids").starts_with(id));
        own.map(|row| cell(row, "case_ref").to_owned()).expect("two cases")
    };
    let after = week(AS_OF, "U1");
    let now =
        ["case_ref", "status", "previous_failed_contacts"].map(|column| after.column("cases.csv", column).concat());
    assert_eq!(now, [reference("council/C1"), "worsened".to_owned(), "1".to_owned()]);
    let gone = ["case_ref", "reason"].map(|column| after.column("resolved.csv", column).concat());
    assert_eq!(gone, [reference("school/S1"), "same_child".to_owned()]);
}

#[test]
fn a_familys_number_that_is_used_as_each_childs_is_shown() {
    // Each record has the child's own number and the council's number of the family.
    let config =
        AREA.replace("local_id = \"person\"", "local_id = \"person\"\nnhs_number = \"nhs\"\nfull_name = \"name\"");
    let row = |nhs: &str, person: &str, name: &str, day: &str| format!("{nhs},{person},\"{name}\",,FAM7,{day},seen");
    let days = ["2026-06-01", "2026-07-01"];
    let ivy = days.map(|day| row(ADA, "C1", "ROOK, Ivy", day));
    let max = days.map(|day| row(BEN, "C2", "ROOK, Max", day));
    let area = area(&[HEALTH], &[CARE], &[SCHOOL], &[CENSUS]);
    area.write("failed-contact.toml", config);
    area.write("social_care.csv", format!("nhs,person,name,upn,la,date,outcome\n{}\n", [ivy, max].concat().join("\n")));
    let pack = area.report();
    let two: Vec<String> = pack.column("identity.csv", "a_id");
    assert_eq!((pack.column("identity.csv", "key"), two), (vec!["id".to_owned()], vec!["la/FAM7".to_owned()]));
    assert_eq!(pack.column("identity.csv", "b_given_name"), ["Max"]);
}
