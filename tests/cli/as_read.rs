//! What cells say counts, and not how a spreadsheet or a clerk wrote them.

use crate::support::{ADA, Area, BEN, PLAIN, assert_reconciles, plain_csv};

/// A contact id as it may be written, and whether it is the id `7` of another record.
const IDS: [(&str, bool); 11] = [
    ("'7", true),
    ("\"=\"\"7\"\"\"", true),
    ("\"=\"\"'7\"\"\"", true),
    ("7.0", true),
    (" '7 ", true),
    ("7\u{200b}", true),
    ("07", false),
    ("7.00", false),
    ("=7", false),
    ("A7.0", false),
    ("7'", false),
];

#[test]
fn a_correction_replaces_what_it_corrects_however_its_id_is_written() {
    for (id, is_same) in IDS {
        let area = Area::new(PLAIN);
        area.write("clinic-1.csv", plain_csv(&[format!("7,{ADA},Audiology,2026-11-03,was_not_brought")]));
        area.write("clinic-2.csv", plain_csv(&[format!("{id},{ADA},Audiology,2026-11-03,cancelled_by_provider")]));
        let pack = area.list();
        assert_reconciles(&pack);
        assert_eq!(pack.column("quality.csv", "duplicate"), [if is_same { "1" } else { "0" }, "0"], "{id}");
    }
}

/// The case of a child who missed three contacts; the third was first said to have been seen.
#[test]
fn a_failed_contact_is_not_lost_because_its_id_is_wrapped() {
    let area = Area::new(&PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\nrecorded_at = \"recorded\""));
    let header = "contact_id,nhs_number,service,date,outcome,recorded\n";
    let first = ["1,2026-11-03,was_not_brought", "2,2026-11-04,was_not_brought", "3,2026-11-05,seen"];
    let rows = |rows: &[&str], recorded: &str| -> String {
        let own = rows.iter().map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{},{ADA},Audiology,{},{},{recorded}\n", cells[0], cells[1], cells[2])
        });
        own.collect()
    };
    area.write("clinic-1.csv", header.to_owned() + &rows(&first, "2026-11-06"));
    area.write("clinic-2.csv", header.to_owned() + &rows(&["'3,2026-11-05,was_not_brought"], "2026-11-09"));
    let pack = area.list();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    let page = pack.text("quality.html");
    assert!(page.contains("1 NHS number or id has something around it, such as an apostrophe or .0."), "{page}");
}

#[test]
fn a_contact_id_that_is_damaged_behind_its_wrapping_is_none() {
    for (id, damaged) in [("'1.00235E+12", true), ("\"=\"\"########\"\"\"", true), ("'", false), ("'NULL", false)] {
        let rows = ["03", "04", "05"].map(|day| format!("{id},{ADA},Audiology,2026-11-{day},was_not_brought"));
        let pack = Area::plain(&rows.each_ref().map(String::as_str)).list();
        let told = pack.column("warnings.csv", "reason");
        assert_eq!(told, vec!["contact_id_damaged"; if damaged { 3 } else { 0 }], "{id}");
        assert_eq!(pack.column("quality.csv", "duplicate"), [if id == "'NULL" { "2" } else { "0" }], "{id}");
    }
}

#[test]
fn brothers_and_sisters_are_found_however_the_household_is_written() {
    let config = PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\nhousehold_id = \"home\"");
    for (other, cases) in
        [("55", 2), ("'55", 2), ("55.0", 2), ("\"=\"\"55\"\"\"", 2), (" 55 ", 2), ("055", 0), ("55.1", 0), ("'", 0)]
    {
        let area = Area::new(&config);
        let row = |at: usize, nhs: &str, home: &str| {
            format!("{nhs}{at},{nhs},Audiology,2026-11-0{at},was_not_brought,{home}\n")
        };
        let rows = [row(1, ADA, "55"), row(2, ADA, "55"), row(3, BEN, other), row(4, BEN, other)];
        area.write("clinic.csv", format!("contact_id,nhs_number,service,date,outcome,home\n{}", rows.concat()));
        assert_eq!(area.list().rows("cases.csv").len(), cases, "household {other}");
    }
}
