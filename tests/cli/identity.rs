//! Who is who: linking by local id, duplicates, exclusions.

use crate::support::{ADA, Area, BEN, PLAIN, assert_has, assert_reconciles, cell};

/// Two sources, the second without NHS numbers, whose local ids share a scope, and a register.
const LINKED: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
id_scope = "shared"
[contacts.columns]
contact_id = "id"
recorded_at = "recorded"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
[[contacts]]
name = "visits"
files = ["visits.csv"]
date_format = "%Y-%m-%d"
id_scope = "shared"
[contacts.columns]
local_id = "local"
service = "service"
date = "date"
outcome = "outcome"
[[children]]
name = "register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
id_scope = "shared"
[children.columns]
nhs_number = "nhs"
local_id = "local"
date_of_birth = "born"
date_of_death = "died"
"#;

fn area(clinic: &[String], visits: &[String], register: &[String]) -> Area {
    let area = Area::new(LINKED);
    let file = |header: &str, rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
    area.write("clinic.csv", file("id,recorded,nhs,local,service,date,time,outcome", clinic));
    area.write("visits.csv", file("local,service,date,outcome", visits));
    area.write("register.csv", file("nhs,local,born,died", register));
    area
}

fn failed(id: &str, nhs: &str, local: &str, date: &str) -> String {
    format!("{id},,{nhs},{local},Audiology,{date},,was_not_brought")
}

#[test]
fn a_local_id_links_where_it_stands_for_one_number_and_only_then() {
    let clinic = [
        failed("1", ADA, "L1", "2026-02-01"),
        failed("2", ADA, "L2", "2026-03-01"),
        failed("3", BEN, "L2", "2026-03-01"),
    ];
    let visit = |local: &str, date: &str| format!("{local},Health Visiting,{date},no_access");
    let visits = [
        visit("L1", "2026-02-02"), // Ada's, by L1
        visit("L2", "2026-05-01"), // nobody can say whose: two numbers
        visit("L2", "2026-06-01"),
        visit("L2", "2026-07-01"),
        visit("L3", "2026-05-01"), // by the register Ben's
    ];
    let register = [format!("{BEN},L3,2020-01-01,")];
    let pack = area(&clinic, &visits, &register).report();
    let cases = pack.rows("cases.csv");
    let find = |column: &str, value: &str| cases.iter().find(|c| cell(c, column) == value).expect(value);
    let ada = find("nhs_number", "999 000 0018");
    assert_eq!(cell(ada, "failed_contacts"), "3");
    assert_eq!(cell(ada, "identity"), "verified");
    assert_eq!(cell(ada, "local_ids"), "shared/L1;shared/L2");
    let unlinked = find("identity", "unlinked");
    assert_eq!(cell(unlinked, "failed_contacts"), "3");
    assert_eq!(cell(unlinked, "local_ids"), "shared/L2");
    let ben = find("nhs_number", "999 000 0026");
    assert_eq!(cell(ben, "rules"), "cross_service");
    assert_reconciles(&pack);
}

#[test]
fn of_versions_the_latest_recorded_counts_then_the_last_read() {
    let version =
        |id: &str, recorded: &str, outcome: &str| format!("{id},{recorded},{ADA},,Audiology,2026-03-0{id},,{outcome}");
    let clinic = [
        version("1", "2026-03-05", "was_not_brought"),
        version("1", "2026-03-04", "seen"), // older, though read later
        version("2", "", "seen"),
        version("2", "2026-03-01", "was_not_brought"), // blank is earliest
        version("3", "2026-03-05", "seen"),
        version("3", "2026-03-05", "was_not_brought"), // a tie: the last read
    ];
    let pack = area(&clinic, &["x,y,2026-01-01,seen".into()], &[format!("{ADA},,2020-01-01,")]).report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    let quality = pack.rows("quality.csv");
    assert_eq!(cell(&quality[0], "duplicate"), "3");
}

#[test]
fn an_outcome_in_the_future_decides_nothing_between_versions() {
    let clinic = [
        format!("1,,{ADA},,Audiology,2026-03-02,,was_not_brought"),
        format!("1,,{ADA},,Audiology,2026-12-20,,was_not_brought"), // nothing reads it: the first counts
        format!("2,,{ADA},,Audiology,2026-12-10,,seen"),            // nothing reads it: the booking counts, read last
        format!("2,,{ADA},,Audiology,2026-12-17,,pending"),
        failed("3", ADA, "", "2026-04-01"),
        failed("4", ADA, "", "2026-05-01"),
    ];
    let pack = area(&clinic, &["x,y,2026-01-01,seen".into()], &[format!("{ADA},,2020-01-01,")]).report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    assert_eq!(pack.column("cases.csv", "next_booked"), ["2026-12-17"]);
    assert_eq!(cell(&pack.rows("quality.csv")[0], "duplicate"), "2");
    assert_reconciles(&pack);
}

#[test]
fn without_a_contact_id_equal_records_and_answered_bookings_are_duplicates() {
    let visit = |outcome: &str| format!("L1,Health Visiting,2026-03-01,{outcome}");
    let visits =
        [visit("no_access"), visit("pending"), visit("no_access"), "L1,Health Visiting,2027-01-05,pending".into()];
    let clinic = [failed("1", ADA, "L1", "2026-03-02"), failed("2", ADA, "L1", "2026-03-03")];
    let pack = area(&clinic, &visits, &[format!("{ADA},,2020-01-01,")]).report();
    let quality = pack.rows("quality.csv");
    assert_eq!(cell(&quality[1], "duplicate"), "2");
    assert_eq!(cell(&quality[1], "used"), "2");
    assert_eq!(pack.column("cases.csv", "next_booked"), ["2027-01-05"]);
}

#[test]
fn equal_fields_make_a_duplicate_whatever_the_order_of_the_columns() {
    let config = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
location = "Hub"
[contacts.columns]
nhs_number = "nhs"
service = "service"
date = "date"
booked_on = "booked"
outcome = "outcome"
location = "place"
"#;
    let area = Area::new(config);
    // The first record of each file is the same contact; the second has the two dates the other way round. A blank place
    // is the constant.
    area.write(
        "clinic-1.csv",
        "nhs,service,date,booked,outcome,place\n9990000018,A,2026-04-01,2026-03-01,was_not_brought,Hub\n9990000018,A,2026-05-01,2026-04-01,was_not_brought,\n",
    );
    area.write(
        "clinic-2.csv",
        "nhs,service,booked,date,outcome,place\n9990000018,A,2026-03-01,2026-04-01,was_not_brought,\n9990000018,A,2026-05-01,2026-04-01,was_not_brought,\n",
    );
    let quality = area.report().rows("quality.csv");
    let fates: Vec<_> = quality.iter().map(|row| (cell(row, "used"), cell(row, "duplicate"))).collect();
    assert_eq!(fates, [("1", "1"), ("2", "0")]);
}

#[test]
fn the_dead_and_those_of_age_are_excluded_but_counted() {
    let three = |id: &str, nhs: &str| -> Vec<String> {
        (1..=3).map(|i| failed(&format!("{id}{i}"), nhs, "", &format!("2026-0{i}-01"))).collect()
    };
    // The day after the birthday, the birthday, the day before; a slip of the pen that would make Ada of age.
    for (register, listed) in [
        (vec![format!("{ADA},,2008-11-21,")], 0),
        (vec![format!("{ADA},,2008-11-22,")], 0),
        (vec![format!("{ADA},,2008-11-23,")], 1),
        (vec![format!("{ADA},,2018-01-01,"), format!("{ADA},,1978-01-01,")], 1),
        (vec![format!("{ADA},,2018-01-01,2026-11-21")], 0),
        (vec![format!("{ADA},,2018-01-01,2026-11-22")], 0),
        (vec![format!("{ADA},,2018-01-01,2026-11-23")], 1),
        (vec![format!("{ADA},,,")], 1),
    ] {
        let pack = area(&three("a", ADA), &["x,y,2026-01-01,seen".into()], &register).report();
        assert_eq!(pack.rows("cases.csv").len(), listed, "{register:?}");
        let quality = pack.rows("quality.csv");
        assert_eq!(cell(&quality[0], "excluded"), if listed == 0 { "3" } else { "0" }, "{register:?}");
        assert_reconciles(&pack);
    }
}

#[test]
fn a_rejected_newer_version_is_a_warning_too() {
    let clinic = [
        format!("1,2026-03-01,{ADA},,Audiology,2026-03-01,,seen"),
        format!("1,2026-03-09,{ADA},,Audiology,2026-03-01,,WNB?"),
    ];
    let pack = area(&clinic, &["x,y,2026-01-01,seen".into()], &[format!("{ADA},,2020-01-01,")]).report();
    let warnings = pack.rows("warnings.csv");
    assert_eq!(warnings.len(), 1);
    assert_eq!(cell(&warnings[0], "reason"), "version_rejected");
    assert_eq!(cell(&warnings[0], "field"), "contact_id");
    assert_eq!(cell(&warnings[0], "line"), "3");
}

#[test]
fn a_placeholder_for_a_birth_or_a_death_removes_no_child() {
    let three: Vec<String> = (1..=3).map(|i| failed(&i.to_string(), ADA, "", &format!("2026-0{i}-01"))).collect();
    // 1906-11-22 is 120 years before the as-of date: someone may be that old.
    for (born, died, listed, warnings) in [
        ("1900-01-01", "", 1, 1),
        ("1906-11-21", "", 0, 0),
        ("1905-11-22", "", 1, 1),
        ("2018-01-01", "1900-01-01", 1, 1),
        ("2018-01-01", "1989-12-31", 1, 1),
        ("", "1990-01-01", 0, 0),
        // Before the birth is before the child.
        ("2018-01-01", "1990-01-01", 1, 1),
    ] {
        let pack = area(&three, &["x,y,2026-01-01,seen".into()], &[format!("{ADA},,{born},{died}")]).report();
        assert_eq!(pack.rows("cases.csv").len(), listed, "born {born}, died {died}");
        assert_eq!(pack.rows("warnings.csv").len(), warnings, "born {born}, died {died}");
    }
}

#[test]
fn an_id_that_different_children_share_is_reported() {
    let clinic = [failed("1", ADA, "", "2026-03-01"), failed("1", BEN, "", "2026-03-01")];
    let area = area(&clinic, &["x,y,2026-01-01,seen".into()], &[format!("{ADA},,2020-01-01,")]);
    let run = area.run(&["check", "--as-of", crate::support::AS_OF]);
    assert_has(&run.stdout, "clinic has 1 contact id that different children, dates or services share. ");
}

#[test]
fn a_household_called_unknown_is_none() {
    let config = PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\nhousehold_id = \"home\"");
    for (home, cases) in [("Unknown", 0), ("0", 0), ("N/A", 0), ("H1", 3)] {
        let area = Area::new(&config);
        let rows: Vec<String> = [ADA, BEN, "9990000034"]
            .iter()
            .map(|nhs| format!("{nhs},{nhs},Audiology,2026-03-01,was_not_brought,{home}"))
            .collect();
        area.write("clinic.csv", format!("contact_id,nhs_number,service,date,outcome,home\n{}\n", rows.join("\n")));
        assert_eq!(area.report().rows("cases.csv").len(), cases, "household {home}");
    }
}
