//! Quotation marks that stand alone, and swallow the lines between them.

use super::*;

/// The extract of a clinic that quotes nothing, with these notes at the ends of the records of these children.
fn extract(notes: &[(usize, &str)]) -> String {
    let mut out = "nhs|date|outcome|service|note\n".to_owned();
    for child in 0..60 {
        let note = notes.iter().find(|(own, _)| *own == child).map_or("-", |(_, note)| note);
        let outcome = if child == 0 { "DNA" } else { "seen" };
        let _ = writeln!(out, "{}|2026-11-{:02}|{outcome}|Audiology|{note}", number(child), child % 20 + 1);
    }
    out
}

/// The notices about it.
fn of(extract: &str, delimiter: &str) -> Vec<Row> {
    let columns = &CONFIG[CONFIG.find("[contacts.columns]").unwrap()..CONFIG.find("[contacts.outcomes]").unwrap()];
    let own =
        "[contacts.columns]\nnhs_number = \"nhs\"\ndate = \"date\"\noutcome = \"outcome\"\nservice = \"service\"\n";
    let config = CONFIG.replace(columns, own).replace("[contacts.columns]", "DELIMITER\n[contacts.columns]");
    let area = Area::new(&config.replace("DELIMITER", &format!("delimiter = \"{delimiter}\"")));
    area.write("clinic.csv", extract);
    run(&area, THIS_WEEK).1
}

#[test]
fn records_between_two_stray_quotation_marks_are_reported_with_their_place() {
    let notices = of(&extract(&[(10, "\"No reply at the door"), (40, "Height 5'6\"")]), "|");
    assert_eq!(with_code(&notices, "records_in_a_cell"), [["act", "clinic", "clinic.csv", "", "1", ""]]);
    let text = cell(&notices[0], "text");
    assert!(
        text.starts_with(
            "A cell on line 12 of clinic.csv runs over 31 lines that look like records. They do not count."
        ),
        "{text}"
    );
    assert!(!text.contains("No reply") && !text.contains("5'6"), "{text}");
    // One line is enough, and a second cell is counted.
    let notices = of(&extract(&[(10, "\"No reply"), (11, "Height 5'6\""), (30, "\"Left"), (33, "a card\"")]), "|");
    assert_eq!(with_code(&notices, "records_in_a_cell"), [["act", "clinic", "clinic.csv", "", "2", ""]]);
    let text = cell(&notices[0], "text");
    assert!(
        text.starts_with("A cell on line 12 of clinic.csv runs over 2 lines that look like records. Another"),
        "{text}"
    );
}

#[test]
fn records_that_a_later_part_of_a_large_file_has_swallowed_have_their_line_in_the_file() {
    let mut large = extract(&[]);
    for at in 0..200_000 {
        let _ = writeln!(
            large,
            "{}|2026-10-{:02}|seen|Audiology|an ordinary note of some length",
            number(at % 90),
            at % 20 + 1
        );
    }
    let _ =
        write!(large, "{}", &extract(&[(10, "\"No reply"), (12, "5'6\"")])["nhs|date|outcome|service|note\n".len()..]);
    let notices = of(&large, "|");
    let text = cell(notices.iter().find(|row| cell(row, "code") == "records_in_a_cell").unwrap(), "text");
    assert!(text.starts_with("A cell on line 200072 of clinic.csv runs over 3 lines"), "{text}");
}

#[test]
fn a_note_of_several_lines_swallows_nothing() {
    for note in [
        "Mum said, yes\nCalled on 12/10/2026, left a card, no reply, again, and called 13/10/2026\nthen gone",
        "a\n\nb",
        "one, two, three, four, five\n1,2,3,4,5\n2026-10-01,2026-10-02,3,4,5",
        "Ring\n07700900123,12/10/2026,seen,Audiology,x",
        "999 000 0018, 999 000 0018",
    ] {
        let text = extract(&[(10, &format!("\"{note}\""))]).replace('|', ",");
        let notices = of(&text, ",");
        assert!(notices.is_empty(), "{note}: {notices:?}");
        // In the first column, and before others.
        let front = text.lines().next().unwrap().split_once(",note").unwrap().0.to_owned();
        let mut turned = format!("note,{front}\n");
        for child in 0..20 {
            let note = if child == 5 { note } else { "-" };
            let _ = writeln!(turned, "\"{note}\",{},2026-11-{:02},seen,Audiology", number(child), child + 1);
        }
        let notices = of(&turned, ",");
        assert!(notices.is_empty(), "{note}: {notices:?}");
    }
}
