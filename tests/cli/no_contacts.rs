//! Rows that are not contacts: left out, blank, or a repeated header. Whatever else is in them, they do not count as lost records.

use crate::support::{ADA, AS_OF, Area, assert_reconciles, cell};

const CONFIG: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
outcome = ["outcome", "reason"]
family_name = "family"
[contacts.outcomes]
"Blocked" = "not_a_contact"
[contacts.leave_out]
"participant" = ["Room"]
"second" = ["Staff"]
"#;
const HEADER: &str = "nhs,local,service,date,outcome,reason,family,participant,second\n";

/// The area with one good record and this row behind it, in Windows-1252: no byte of it but 0x81 and the like is none.
fn area(encoding: &str, row: &[u8]) -> Area {
    let area = Area::new(&CONFIG.replace("date_format", &format!("encoding = \"{encoding}\"\ndate_format")));
    let mut bytes = format!("{HEADER}{ADA},,Audiology,2026-11-03,was_not_brought,,,,\n").into_bytes();
    bytes.extend_from_slice(row);
    bytes.push(b'\n');
    area.write("clinic.csv", bytes);
    area
}

/// What became of the row: excluded, or rejected and why. A file of only two records may lose half of them without stopping the run.
#[track_caller]
fn assert_fate(encoding: &str, row: &[u8], expected: &str) {
    let area = area(encoding, row);
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write("failed-contact.toml", config.replace("[[contacts]]", "[limits]\nmax_rejected = 1.0\n[[contacts]]"));
    let pack = area.list();
    assert_reconciles(&pack);
    let shown = String::from_utf8_lossy(row);
    let excluded = cell(&pack.rows("quality.csv")[0], "excluded") == "1";
    let rejected = pack.column("rejected.csv", "reason");
    let fate = if excluded { "excluded" } else { rejected.first().map_or("used", String::as_str) };
    assert_eq!(fate, expected, "{shown:?}");
}

#[test]
fn a_row_that_is_not_a_contact_is_left_out_whatever_bytes_its_other_cells_have() {
    for (row, expected) in [
        (&b",,,,,,\x81,Room,"[..], "excluded"),
        (b",,,,,,\0,ROOM ,", "excluded"),
        (b"\x81,\x81,\x81,\x81,\x81,\x81,\x81,Room,\x81", "excluded"),
        (b",,,,,,,\x81,Staff", "excluded"),
        (b",,,,,,\0,\x81,Staff", "excluded"),
        (b",,,2026-11-03,Blocked,,\x81,,", "excluded"),
        (b",,,\x81,blocked,,\0,,", "excluded"),
        (b",,,,Blocked,why,\x8d,Person,", "excluded"),
        // What would say so cannot be read.
        (b",,,,,,,Room\x81,", "encoding"),
        (b",,,,,,,Room\0,", "nul_byte"),
        (b",,,,Blocked\x81,,,,", "encoding"),
        (b",,,,Blocked,\x81,,,", "encoding"),
        (b",,,,\x81,Blocked,,,", "encoding"),
        // Nothing says so.
        (b",,,,,,\x81,Person,", "encoding"),
        (b"9990000018,,Audiology,2026-11-03,seen,,\x81,,", "encoding"),
        (b"9990000018,,Audiology,2026-11-03,seen,,\0,,", "nul_byte"),
        // It is not known which cell is which.
        (b",,,,,,\x81,Room", "field_count"),
        (b",,,,,,\x81,Room,,", "field_count"),
    ] {
        assert_fate("windows-1252", row, expected);
    }
    assert_fate("utf-8", b",,,,,,\xe9,Room,", "excluded");
    assert_fate("utf-8", b",,,,,,\xe9,,", "encoding");
}

#[test]
fn bytes_in_rows_that_are_not_contacts_do_not_refuse_a_source() {
    let rows = [b",,,,,,\x81,Room,\n".repeat(200), b",,,,,,\0,,Staff".to_vec()].concat();
    let area = area("windows-1252", &rows);
    let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
    run.assert_status(0);
}

#[test]
fn a_row_of_nothing_but_blanks_is_blank_whatever_the_blanks_are() {
    for (row, expected) in [
        (",,,,,,,,", "excluded"),
        ("\u{a0},,,,,,,,", "excluded"),
        ("\u{200b},,,,,,,,\u{2060}", "excluded"),
        ("\u{a0} \u{feff},\u{3000},\"\u{2003}\",,,,,,\t", "excluded"),
        ("\"\u{a0}\n\u{a0}\",,,,,,,,", "excluded"),
        ("\u{a0},,,,,,,", "field_count"),
        ("\u{a0},,,,,,,,,", "field_count"),
        ("\u{a0}\"x,,,,,,,,", "nhs_number_invalid"),
        ("\"\u{a0}\"x,,,,,,,,", "quoting"),
        ("\u{a0},,,,,,,,NULL", "no_identity"),
        ("\u{a0},,-,,,,,,", "no_identity"),
        ("\u{a0},,\u{200e},,,,,,", "no_identity"),
    ] {
        assert_fate("utf-8", row.as_bytes(), expected);
    }
    assert_fate("windows-1252", b"\xa0,,,,,,,,\xa0", "excluded");
    assert_fate("windows-1252", b"\xa0,,,,,,,,\x81", "encoding");
}

#[test]
fn a_repeated_header_is_recognised_in_any_case() {
    let header = HEADER.trim_end();
    for (row, expected) in [
        (header.to_owned(), "excluded"),
        (header.to_uppercase(), "excluded"),
        (header.replace(',', " ,\u{a0}"), "excluded"),
        (header.replace("nhs", "\"NHS\""), "excluded"),
        (header.replace("nhs", "nhs number"), "nhs_number_invalid"),
        (header.replace("participant,second", "participant"), "field_count"),
    ] {
        assert_fate("utf-8", row.as_bytes(), expected);
    }
}

/// In a register only the header shows that a row is about nobody.
#[test]
fn a_register_knows_its_header_in_any_case() {
    for again in ["local,family", "LOCAL,FAMILY", "Local , Family"] {
        let config = format!(
            "{CONFIG}[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\n[children.columns]\n\
             local_id = \"local\"\nfamily_name = \"family\"\n"
        );
        let area = Area::new(&config);
        area.write("clinic.csv", format!("{HEADER}{ADA},,Audiology,2026-11-03,was_not_brought,,,,\n"));
        area.write("register.csv", format!("local,family\nL1,Neill\n{again}\n"));
        let quality = area.list().rows("quality.csv");
        assert_eq!((cell(&quality[1], "used"), cell(&quality[1], "excluded")), ("1", "1"), "{again}");
    }
}
