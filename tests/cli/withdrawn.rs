//! Contacts whose newest version says that they are not contacts. The older version counts, unless it says that a child was seen and
//! the newest says that this was an error. Both records have a warning.

use crate::support::{ADA, Area, BEN, assert_has, assert_lacks, cell};

const CONFIG: &str = r#"
organisation = "Test Team"
[rules.repeated]
threshold = 1
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
service = "Audiology"
[contacts.columns]
contact_id = "id"
recorded_at = "recorded"
nhs_number = "nhs"
date = "date"
outcome = "outcome"
[contacts.outcomes]
"DNA" = "was_not_brought"
"Entered in error" = "not_a_contact"
"Blocked" = "not_a_contact"
"Wrong patient" = "not_a_contact"
"Recorded incorrectly" = "not_a_contact"
"Removed" = "not_a_contact"
"Duplicate entry" = "not_a_contact"
[contacts.leave_out]
"row" = ["deleted", "room"]
"#;

/// An area whose files have these records: id, time of recording, NHS number, date, outcome, kind of row.
fn area(files: &[&[String]]) -> Area {
    let area = Area::new(CONFIG);
    for (number, rows) in (1..).zip(files) {
        let rows = rows.join("\n");
        area.write(&format!("clinic-{number}.csv"), format!("id,recorded,nhs,date,outcome,row\n{rows}\n"));
    }
    area
}

/// A version of the contact `c1` that was recorded on a day of March, or at no known time.
fn version(recorded: &str, outcome: &str) -> String {
    let day = if recorded.is_empty() { String::new() } else { format!("2026-03-{recorded}") };
    format!("c1,{day},{ADA},2026-03-01,{outcome},")
}

/// The places of the warnings, once it is sure that the failed contact counts.
fn warned(files: &[&[String]]) -> Vec<String> {
    let pack = area(files).report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["1"]);
    let of = |row| {
        assert_eq!(
            ["field", "reason", "value"].map(|column| cell(row, column)),
            ["contact_id", "version_left_out", "c1"]
        );
        format!("{}:{}", cell(row, "file"), cell(row, "line"))
    };
    pack.rows("warnings.csv").iter().map(of).collect()
}

#[test]
fn a_failed_contact_that_was_entered_in_error_counts_and_both_records_have_a_warning() {
    let (error, dna) = (|at| version(at, "Entered in error"), |at| version(at, "DNA"));
    for (first, second) in
        [(dna("01"), error("09")), (error("09"), dna("01")), (dna(""), error("")), (dna(""), error("09"))]
    {
        assert_eq!(warned(&[&[first, second]]), ["clinic-1.csv:2", "clinic-1.csv:3"]);
    }
    assert_eq!(warned(&[&[dna("01")], &[error("09")]]), ["clinic-1.csv:2", "clinic-2.csv:2"]);
    // A booking that was replaced does not count, so it has none.
    let booked = version("01", "pending");
    assert_eq!(warned(&[&[booked, dna("02"), error("09")]]), ["clinic-1.csv:3", "clinic-1.csv:4"]);
    // Of several that are left out, the newest.
    assert_eq!(warned(&[&[dna("02"), error("09"), error("10")]]), ["clinic-1.csv:2", "clinic-1.csv:4"]);
}

#[test]
fn a_version_newer_than_the_one_that_is_left_out_counts_without_a_warning() {
    let (error, dna) = (|at| version(at, "Entered in error"), |at| version(at, "DNA"));
    for rows in [[error("01"), dna("09")], [dna("09"), error("01")], [error(""), dna("")], [error("09"), dna("09")]] {
        assert!(warned(&[&rows]).is_empty(), "{rows:?}");
    }
    assert!(warned(&[&[dna("01"), error("02"), dna("03")]]).is_empty());
    let other = error("09").replace("c1,", "c2,");
    assert!(warned(&[&[dna("01"), other]]).is_empty(), "another contact");
    let without = error("09").replace("c1,", ",");
    assert!(warned(&[&[dna("01"), without]]).is_empty(), "no id");
}

#[test]
fn a_deleted_row_is_a_version_and_the_row_of_a_room_is_not() {
    let row = |recorded, nhs, kind| version(recorded, "DNA").replace(ADA, nhs) + kind;
    assert_eq!(warned(&[&[row("01", ADA, ""), row("09", ADA, "deleted")]]), ["clinic-1.csv:2", "clinic-1.csv:3"]);
    for room in [row("01", ADA, "room"), row("", ADA, "room"), row("09", "", "room")] {
        assert!(warned(&[&[row("01", ADA, ""), room.clone()]]).is_empty(), "{room}");
    }
}

#[test]
fn the_sheet_says_where_both_records_are() {
    let ben = format!("c2,2026-03-02,{BEN},2026-03-02,DNA,");
    let area = area(&[&[version("01", "DNA"), ben], &[version("09", "Entered in error")]]);
    let pack = area.report();
    for row in pack.rows("cases.csv") {
        let sheet = pack.text(&format!("cases/{}.html", cell(&row, "case_ref")));
        let note = "The newest version of this contact is left out as no contact; an older version still counts \
                    (<bdi>clinic-1.csv, line 2; compare clinic-2.csv, line 2</bdi>)";
        assert_eq!(sheet.contains(note), cell(&row, "nhs_number") == "999 000 0018", "{sheet}");
    }
    let check = area.run(&["check", "--as-of", "2026-11-22"]);
    assert_has(&check.stdout, "version_left_out: clinic-1.csv:2 (contact_id) and 1 more like this");
    assert_lacks(&check.stdout, "c1");
}

/// A child is missing since 3 November, was seen on the 10th, and there is this newer version of that contact. Returns the rules, when
/// the child was last seen, and the warnings.
fn missing_then_seen(newest: &str) -> (String, String, Vec<String>) {
    let missing = format!("c0,2026-11-03,{ADA},2026-11-03,whereabouts_unknown,");
    let seen = format!("c1,2026-11-10,{ADA},2026-11-10,seen,");
    let pack = area(&[&[missing, seen, newest.to_owned()]]).report();
    let case = &pack.rows("cases.csv")[0];
    let warned =
        pack.rows("warnings.csv").into_iter().map(|row| format!("{} {}", cell(&row, "line"), cell(&row, "reason")));
    (cell(case, "rules").to_owned(), cell(case, "last_seen").to_owned(), warned.collect())
}

#[test]
fn an_attendance_that_was_entered_in_error_has_not_found_a_missing_child() {
    for newest in [
        format!("c1,2026-11-12,{ADA},2026-11-10,Entered in error,"),
        "c1,2026-11-12,,,Entered in error,".to_owned(),
        format!("c1,2026-11-12,{ADA},2026-11-10,seen,deleted"),
        format!("c1,2026-11-10,{ADA},2026-11-10,Entered in error,"),
        format!("c1,2026-11-12,{ADA},2026-11-10,Wrong patient,"),
        format!("c1,2026-11-12,{ADA},2026-11-10,Recorded incorrectly,"),
        format!("c1,2026-11-12,{ADA},2026-11-10,Removed,"),
    ] {
        let (rules, last_seen, warned) = missing_then_seen(&newest);
        assert_eq!((rules.as_str(), last_seen.as_str()), ("repeated;whereabouts_unknown", ""), "{newest}");
        assert_eq!(warned, ["3 attendance_withdrawn", "4 attendance_withdrawn"], "{newest}");
    }
}

#[test]
fn an_attendance_counts_where_nothing_says_that_it_was_an_error() {
    let both: &[&str] = &["3 version_left_out", "4 version_left_out"];
    for (newest, warnings) in [
        // The slot was used again.
        (format!("c1,2026-11-12,{ADA},2026-11-10,Blocked,"), both),
        ("c1,2026-11-12,,2026-11-10,Blocked,".to_owned(), both),
        // The id was.
        (format!("c1,2026-11-12,{ADA},2026-11-11,Entered in error,"), both),
        (format!("c1,2026-11-12,{BEN},2026-11-10,Entered in error,"), both),
        // What it repeats did take place.
        (format!("c1,2026-11-12,{ADA},2026-11-10,Duplicate entry,"), both),
        // The row of a room.
        (format!("c1,2026-11-12,{ADA},2026-11-10,seen,room"), both),
        // An older version.
        (format!("c1,2026-11-09,{ADA},2026-11-10,Entered in error,"), &[]),
    ] {
        let (rules, last_seen, warned) = missing_then_seen(&newest);
        assert_eq!((rules.as_str(), last_seen.as_str()), ("repeated", "2026-11-10"), "{newest}");
        assert_eq!(warned, warnings, "{newest}");
    }
}

#[test]
fn an_attendance_that_was_entered_in_error_makes_up_for_nothing_and_is_still_accounted_for() {
    let row = |id: u32, recorded: u32, outcome: &str| format!("c{id},2026-11-{recorded},{ADA},2026-11-10,{outcome},");
    let area = area(&[&[row(0, 10, "DNA"), row(1, 10, "seen"), row(1, 12, "Entered in error")]]);
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["1"]);
    assert_eq!(pack.column("contacts.csv", "outcome"), ["was_not_brought", "not_a_contact"]);
    assert_eq!(pack.column("contacts.csv", "outcome_in_extract"), ["DNA", "seen"]);
    let quality = &pack.rows("quality.csv")[0];
    assert_eq!(["records", "used", "excluded"].map(|column| cell(quality, column)), ["3", "2", "1"]);
    let explained = area.run(&["explain", "--as-of", "2026-11-22", "--child", ADA]).stdout;
    assert_has(&explained, "not seen: a newer version says that this was entered in error");
    let sheet = pack.text(&format!("cases/{}.html", pack.column("cases.csv", "case_ref")[0]));
    let note = "The newest version of this contact was entered in error, so the child does not count as seen in the \
                older version (<bdi>clinic-1.csv, line 3; compare clinic-1.csv, line 4</bdi>)";
    assert_has(&sheet, note);
}

#[test]
fn what_an_attendance_entered_in_error_had_replaced_counts_again() {
    let row =
        |recorded: u32, day: u32, outcome: &str| format!("c1,2026-11-{recorded:02},{ADA},2026-11-{day:02},{outcome},");
    let error = || row(9, 3, "Entered in error");
    let other = |row: String| row.replace(ADA, BEN);
    for (rows, rules, warned) in [
        (
            vec![row(4, 3, "whereabouts_unknown"), row(5, 3, "seen"), error()],
            "repeated;whereabouts_unknown",
            "2v 3a 4a",
        ),
        (vec![row(4, 3, "disengaged"), row(5, 3, "seen"), error()], "repeated;disengaged", "2v 3a 4a"),
        (vec![row(4, 3, "DNA"), row(5, 3, "seen"), error()], "repeated", "2v 3a 4a"),
        // In any order of reading.
        (vec![error(), row(5, 3, "family_seen"), row(4, 3, "DNA")], "repeated", "2a 3a 4v"),
        // The attendance was sent twice; the failed contact was corrected before.
        (vec![row(4, 3, "DNA"), row(5, 3, "seen"), row(6, 3, "seen"), error()], "repeated", "2v 4a 5a"),
        (vec![row(3, 3, "DNA"), row(4, 3, "refused"), row(5, 3, "seen"), error()], "repeated", "3v 4a 5a"),
        // The id was used again for the next appointment, which was the error.
        (vec![row(2, 2, "DNA"), row(5, 3, "seen"), error()], "repeated", "2v 3a 4a"),
        // It was taken back before anybody wrote of an attendance.
        (vec![row(3, 3, "DNA"), row(4, 3, "cancelled_by_provider"), row(5, 3, "seen"), error()], "", "3v 4a 5a"),
        (vec![row(3, 3, "DNA"), row(4, 3, "pending"), row(5, 3, "seen"), error()], "", "4a 5a"),
        // Another child's, under the same id.
        (vec![other(row(4, 3, "DNA")), row(5, 3, "seen"), error()], "repeated", "2v 3a 4a"),
        (vec![row(4, 3, "DNA"), other(row(5, 3, "seen")), other(error())], "repeated", "2v 3a 4a"),
        // An older attendance may be what the one in error had corrected.
        (vec![row(4, 2, "seen"), row(5, 3, "seen"), error()], "", "3a 4a"),
        // A slot that is free takes nothing back.
        (vec![row(4, 3, "DNA"), row(5, 3, "seen"), row(9, 3, "Blocked")], "", "3v 4v"),
    ] {
        let area = area(&[&rows]);
        let pack = area.report();
        assert_eq!(pack.column("cases.csv", "rules").join(" "), rules, "{rows:?}");
        let of = |row: &_| format!("{}{}", cell(row, "line"), &cell(row, "reason")[..1]);
        assert_eq!(pack.rows("warnings.csv").iter().map(of).collect::<Vec<_>>().join(" "), warned, "{rows:?}");
        let quality = &pack.rows("quality.csv")[0];
        let number = |column| cell(quality, column).parse::<usize>().unwrap();
        assert_eq!(number("used") + number("duplicate") + number("excluded"), rows.len(), "{rows:?}");
        if !rules.is_empty() {
            let child = if rows[0].contains(BEN) { BEN } else { ADA };
            let explained = area.run(&["explain", "--as-of", "2026-11-22", "--child", child]).stdout;
            assert_has(&explained, "counts as a failed contact");
            assert_eq!(explained.contains("replaced by a newer version"), number("duplicate") > 0, "{explained}");
        }
    }
}

#[test]
fn children_without_nhs_numbers_are_distinguished_by_local_id() {
    for (id, rules) in [("L1", "repeated;whereabouts_unknown"), ("L2", "repeated")] {
        let area = Area::new(&CONFIG.replace("nhs_number = \"nhs\"", "local_id = \"nhs\""));
        let rows = format!(
            "c0,2026-11-03,L1,2026-11-03,whereabouts_unknown,\nc1,2026-11-10,L1,2026-11-10,seen,\n\
             c1,2026-11-12,{id},2026-11-10,Entered in error,\n"
        );
        area.write("clinic-1.csv", format!("id,recorded,nhs,date,outcome,row\n{rows}"));
        assert_eq!(area.report().column("cases.csv", "rules"), [rules]);
    }
}

#[test]
fn a_local_id_means_the_child_who_has_it_in_the_extracts() {
    let config = CONFIG.replace("nhs_number = \"nhs\"", "nhs_number = \"nhs\"\nlocal_id = \"local\"");
    for (local, others, rules) in [
        // Of another child, by a number, or without one.
        ("L2", format!("c2,,{BEN},L2,2026-11-01,seen,"), "repeated"),
        ("L2", "c2,,,L2,2026-11-01,seen,".to_owned(), "repeated"),
        // An id of this child, as another record says; of two children, one of whom is this child; and of nobody else.
        ("L1", format!("c2,,{ADA},L1,2026-11-01,seen,"), "repeated;whereabouts_unknown"),
        ("L1", format!("c2,,{ADA},L1,2026-11-01,seen,\nc3,,{BEN},L1,2026-11-01,seen,"), "repeated;whereabouts_unknown"),
        ("L9", format!("c2,,{BEN},L2,2026-11-01,seen,"), "repeated;whereabouts_unknown"),
    ] {
        let area = Area::new(&config);
        let rows = format!(
            "c0,2026-11-03,{ADA},,2026-11-03,whereabouts_unknown,\nc1,2026-11-10,{ADA},,2026-11-10,seen,\n\
             c1,2026-11-12,,{local},2026-11-10,Entered in error,\n"
        );
        area.write("clinic-1.csv", format!("id,recorded,nhs,local,date,outcome,row\n{rows}{others}\n"));
        assert_eq!(area.report().column("cases.csv", "rules"), [rules], "{local} {others}");
    }
}

#[test]
fn a_column_for_free_slots_too_takes_an_attendance_back_only_where_its_cell_says_yes() {
    for (cell, rules) in [("y", "repeated;whereabouts_unknown"), ("free", "repeated")] {
        let area =
            Area::new(&CONFIG.replace("\"row\" = [\"deleted\", \"room\"]", "\"Voided or free\" = [\"y\", \"free\"]"));
        let rows = format!(
            "c0,2026-11-03,{ADA},2026-11-03,whereabouts_unknown,\nc1,2026-11-10,{ADA},2026-11-10,seen,\n\
             c1,2026-11-12,{ADA},2026-11-10,seen,{cell}\n"
        );
        area.write("clinic-1.csv", format!("id,recorded,nhs,date,outcome,Voided or free\n{rows}"));
        assert_eq!(area.report().column("cases.csv", "rules"), [rules], "{cell}");
    }
}
