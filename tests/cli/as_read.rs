//! The meaning of a cell counts, not how a spreadsheet or a clerk wrote it.

use crate::support::{ADA, Area, BEN, PLAIN, assert_has, assert_reconciles, cell, plain_csv};

/// Ways to write a contact id, and whether each is the same id as `7` in another record.
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

/// A child who missed three contacts, of which the third was first recorded as seen.
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
    assert_has(&page, "1 NHS number or id has something around it, such as an apostrophe or .0.");
}

#[test]
fn a_damaged_contact_id_in_a_wrapper_does_not_count_as_an_id() {
    for (id, damaged) in [("'1.00235E+12", true), ("\"=\"\"########\"\"\"", true), ("'", false), ("'NULL", false)] {
        let rows = ["03", "04", "05"].map(|day| format!("{id},{ADA},Audiology,2026-11-{day},was_not_brought"));
        let pack = Area::plain(&rows.each_ref().map(String::as_str)).list();
        let warnings = pack.column("warnings.csv", "reason");
        assert_eq!(warnings, vec!["contact_id_damaged"; if damaged { 3 } else { 0 }], "{id}");
        assert_eq!(pack.column("quality.csv", "duplicate"), ["0"], "{id}");
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

const EVERYTHING: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = ["%Y-%m-%d", "%d-%b-%Y", "%Y-%m-%d %H:%M"]
[contacts.columns]
nhs_number = "nhs"
local_id = "local"
family_name = "family"
date_of_birth = "born"
postcode = "postcode"
service = "service"
date = "date"
time = "time"
outcome = ["outcome", "reason"]
booked_on = "booked"
household_id = "home"
upn = "upn"
[contacts.outcomes]
"DNA | other" = "was_not_brought"
[contacts.factors]
looked_after = "lac"
"#;

/// The record that others are compared with, each cell with its header.
const RECORD: [(&str, &str); 14] = [
    ("nhs", "9990000018"),
    ("local", "770"),
    ("family", "O'Neill"),
    ("born", "2015-01-09"),
    ("postcode", "ZZ99 3VZ"),
    ("service", "Speech & Language"),
    ("date", "2026-11-09"),
    ("time", "09:05"),
    ("outcome", "DNA"),
    ("reason", "Other"),
    ("booked", "2026-08-01"),
    ("home", "55"),
    ("upn", "A123"),
    ("lac", "Y"),
];

/// A cell of the record that is written differently, and whether the record still counts as the same.
const WRITTEN: [(&str, &str, bool); 45] = [
    ("nhs", "'9990000018", true),
    ("nhs", "\"=\"\"9990000018\"\"\"", true),
    ("nhs", "9990000018.0", true),
    ("nhs", "999 000 0018", true),
    ("nhs", "999-000-0018", true),
    ("nhs", "9990000026", false),
    ("nhs", "", false),
    ("local", "'770", true),
    ("local", "770.0", true),
    ("local", " 770 ", true),
    ("local", "771", false),
    ("local", "", false),
    ("upn", "\"=\"\"A123\"\"\"", true),
    ("upn", "a123", false),
    ("home", "55.0", true),
    ("home", "56", false),
    ("family", "O'NEILL", true),
    ("family", "O\u{2019}Neill", true),
    ("family", "Oneill", false),
    ("postcode", "zz99 3vz", true),
    ("postcode", "ZZ99  3VZ", true),
    ("postcode", "ZZ99\u{a0}3VZ", true),
    ("postcode", "ZZ98 3VZ", false),
    ("service", " speech & language ", true),
    ("service", "Speech &amp; Language", true),
    ("service", "SPEECH  &  LANGUAGE", true),
    ("service", "Speech & Language\u{200b}", true),
    ("service", "Speech and Language", false),
    ("outcome", "dna", true),
    ("outcome", "\u{a0}Dna", true),
    ("reason", "OTHER", true),
    ("date", "09-Nov-2026", true),
    ("date", "09-NOV-2026", true),
    ("date", "2026-11-10", false),
    ("date", "2026-11-09 09:05", true),
    ("time", "9:05", true),
    ("time", "09:06", false),
    ("time", "", false),
    ("born", "09-Jan-2015", true),
    ("born", "2015-01-10", false),
    ("booked", "01-Aug-2026", true),
    ("booked", "2026-08-02", false),
    ("booked", "SOON", false),
    ("lac", "y", true),
    ("lac", "N", false),
];

#[test]
fn records_that_say_the_same_are_duplicates_however_they_are_written() {
    let header: Vec<&str> = RECORD.iter().map(|(header, _)| *header).collect();
    let record = |other: (&str, &str)| -> String {
        let cells = RECORD.iter().map(|(header, text)| if *header == other.0 { other.1 } else { *text });
        cells.collect::<Vec<_>>().join(",")
    };
    for (column, written, is_same) in WRITTEN {
        let area = Area::new(EVERYTHING);
        let file = |row: String| format!("{}\n{row}\n", header.join(","));
        area.write("clinic-1.csv", file(record(("", ""))));
        area.write("clinic-2.csv", file(record((column, written))));
        let pack = area.list();
        assert_reconciles(&pack);
        let duplicates = pack.column("quality.csv", "duplicate");
        assert_eq!(duplicates, [if is_same { "1" } else { "0" }, "0"], "{column} {written}");
    }
}

#[test]
fn repeated_children_records_that_say_the_same_are_duplicates() {
    let config = format!(
        "{PLAIN}[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\ndate_format = \"%d/%m/%Y\"\n[children.columns]\n\
         nhs_number = \"nhs\"\ndate_of_birth = \"born\"\nfamily_name = \"family\"\n"
    );
    let area = Area::new(&config);
    area.write("clinic.csv", plain_csv(&[format!("1,{ADA},Audiology,2026-11-03,was_not_brought")]));
    let rows = [format!("{ADA},09/01/2015,Neill"), "'999 000 0018,9/1/2015, NEILL".into(), format!("{ADA},,Neill")];
    area.write("register.csv", format!("nhs,born,family\n{}\n", rows.join("\n")));
    let quality = area.list().rows("quality.csv");
    assert_eq!((cell(&quality[1], "used"), cell(&quality[1], "duplicate")), ("2", "1"));
}
