//! Damage that is plain to read is read, and counted; damage that is not is refused, with what to do.

use crate::support::{ADA, AS_OF, Area, PLAIN, Pack, assert_has, cell, number};

const CONFIG: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%d/%m/%Y"
[contacts.columns]
nhs_number = "NHS Number"
local_id = "Patient"
service = "Team"
date = "Contact Date"
outcome = "Status"
postcode = "Postcode"
date_of_birth = "Born"
"#;
const HEADER: &str = "NHS Number,Patient,Team,Contact Date,Status,Postcode,Born\n";

fn area(rows: &[String]) -> Area {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", format!("{HEADER}{}\n", rows.join("\n")));
    area
}

fn row(nhs: &str, local: &str, date: &str) -> String {
    format!("{nhs},{local},Audiology,{date},was_not_brought,ZZ99 3VZ,01/02/2018")
}

#[test]
fn wrappers_of_numbers_are_taken_off() {
    let spaced = "999 000 0018";
    for (first, second) in [
        ("'9990000018", "A1"),
        ("\"=\"\"9990000018\"\"\"", "A1"),
        ("9990000018.0", "A1"),
        ("", "'A1"),
        ("", "\"=\"\"A1\"\"\""),
    ] {
        let rows = [row(ADA, "A1", "01/09/2026"), row(first, second, "02/09/2026"), row(ADA, "", "03/09/2026")];
        let pack = area(&rows).report();
        let cases = pack.rows("cases.csv");
        assert_eq!(cases.len(), 1, "{first} {second}");
        assert_eq!(
            (cell(&cases[0], "nhs_number"), cell(&cases[0], "failed_contacts")),
            (spaced, "3"),
            "{first} {second}"
        );
        assert!(pack.rows("warnings.csv").is_empty(), "{first} {second}");
        assert_shown(&pack, ["1", "0", "0", "0"]);
    }
}

/// What the quality page says of the one file that was read although damaged: wrapped, no values, blank rows, headers.
#[track_caller]
fn assert_shown(pack: &Pack, expected: [&str; 4]) {
    let page = pack.text("quality.html");
    let (_, section) = page.split_once("<h2 id=\"anyway\">").expect("the section is there");
    let (section, _) = section.split_once("</tbody>").unwrap();
    let cells = section.split("<td class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap());
    assert_eq!(cells.collect::<Vec<_>>(), expected);
}

#[test]
fn blank_rows_and_repeated_headers_are_excluded_and_counted() {
    let rows = [
        row(ADA, "", "01/09/2026"),
        ",,,,,,".to_owned(),
        "\"\",,,".to_owned(),
        HEADER.trim_end().to_owned(),
        row(ADA, "", "02/09/2026"),
        ",,,,seen,,".to_owned(),
    ];
    let area = area(&rows);
    area.write("failed-contact.toml", CONFIG.replace("[[contacts]]", "[limits]\nmax_rejected = 1.0\n[[contacts]]"));
    let pack = area.report();
    let quality = &pack.rows("quality.csv")[0];
    let counts = ["records", "used", "excluded", "duplicate", "rejected"].map(|column| cell(quality, column));
    assert_eq!(counts, ["6", "2", "2", "0", "2"]);
    // A blank row has as many cells as the header, and nothing in any of them.
    assert_eq!(pack.column("rejected.csv", "line"), ["4", "7"]);
    assert_shown(&pack, ["0", "0", "1", "1"]);
}

/// The header is no outcome that somebody has to map.
#[test]
fn a_repeated_header_is_no_new_outcome() {
    let area = area(&[row(ADA, "", "01/09/2026"), HEADER.trim_end().to_owned(), row(ADA, "", "02/09/2026")]);
    let pack = area.report();
    assert_eq!(pack.column("outcomes.csv", "text"), ["was_not_brought"]);
    assert!(!pack.column("notices.csv", "code").iter().any(|code| code == "outcome_text_new"));
}

/// Everything below such a header would be read from the wrong columns.
#[test]
fn a_header_in_another_order_refuses_the_file() {
    let other = "Team,NHS Number,Patient,Contact Date,Status,Postcode,Born";
    for (header, status) in [(HEADER.trim_end(), 0), (other, 3), (&other.to_uppercase(), 3)] {
        let rows = [row(ADA, "", "01/09/2026"), header.to_owned(), row(ADA, "", "02/09/2026")];
        let area = area(&rows);
        area.write("failed-contact.toml", CONFIG.replace("[[contacts]]", "[limits]\nmax_rejected = 1.0\n[[contacts]]"));
        let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        assert_eq!(run.status, status, "{header}: {}", run.stderr);
        if status == 3 {
            assert_has(&run.stderr, "clinic.csv:3: here the header stands again, with its columns in another order");
        }
    }
}

#[test]
fn texts_such_as_null_count_as_blank() {
    let rows = [
        row(ADA, "NULL", "01/09/2026"),
        row(ADA, "#N/A", "02/09/2026").replace("ZZ99 3VZ", "NULL"),
        row(ADA, "NaN", "03/09/2026").replace("01/02/2018", "n/a"),
    ];
    let pack = area(&rows).report();
    let case = &pack.rows("cases.csv")[0];
    assert_eq!((cell(case, "local_ids"), cell(case, "postcode")), ("", "ZZ99 3VZ"));
    assert!(!cell(case, "checks").contains("address_differs"), "{}", cell(case, "checks"));
    assert!(pack.rows("warnings.csv").is_empty());
    assert_shown(&pack, ["0", "5", "0", "0"]);
    assert!(pack.text("quality.html").contains("5 cells say NULL, N/A or the like where there is no value."));
    let refused = area(&[row(ADA, "", "01/09/2026").replace("was_not_brought", "NULL")]);
    let run = refused.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3, "an outcome that says NULL is a text to map: {}", run.stderr);
}

#[test]
fn records_that_all_end_in_one_more_delimiter_are_read() {
    let rows: Vec<String> = (1..=3).map(|day| row(ADA, "", &format!("0{day}/09/2026")) + ",").collect();
    assert_eq!(area(&rows).report().rows("cases.csv").len(), 1);
    // If only one record has it, nobody can say which cell has the extra delimiter.
    let mixed = [rows.clone(), vec![row(ADA, "", "04/09/2026")]].concat();
    let run = area(&mixed).run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "with a delimiter, which makes one cell too many");
}

#[test]
fn dates_that_are_all_in_another_format_are_reported() {
    let area = area(&[1, 2, 3].map(|day| row(ADA, "", &format!("2026-09-0{day}"))));
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "are not written as `date_format` says: `failed-contact init`");
    assert!(!run.stderr.contains("2026-09-0"), "a cell is not printed: {}", run.stderr);
}

#[test]
fn spreadsheet_day_numbers_are_named_and_are_read_if_configured() {
    let rows: Vec<String> = (46_267..46_270).map(|day| row(ADA, "", &day.to_string())).collect();
    let area = area(&rows);
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "spreadsheet day numbers: set `date_format = \"excel\"`");
    let config = CONFIG.replace("\"%d/%m/%Y\"", "\"excel\"").replace("date_of_birth = \"Born\"", "");
    area.write("failed-contact.toml", config);
    assert_eq!(area.report().column("cases.csv", "last_failed"), ["2026-09-04"]);
}

#[test]
fn a_file_that_loses_more_than_half_is_refused_whatever_the_source_loses() {
    let good: Vec<String> = (0..400).map(|at| row(&number(at), "", "01/09/2026")).collect();
    for (bad, of, status) in [(6, 10, 3), (5, 10, 0), (9, 9, 0)] {
        let area = area(&good);
        let row_at = |at: usize| row(&number(at), "", if at < bad { "09/13/2026" } else { "13/09/2026" });
        let rows: Vec<String> = (0..of).map(row_at).collect();
        area.write("clinic-new.csv", format!("{HEADER}{}\n", rows.join("\n")));
        let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        assert_eq!(run.status, status, "{bad} of {of}: {}", run.stderr);
        if status == 3 {
            assert_has(&run.stderr, "clinic-new.csv: this file loses 6 of its 10 records");
            assert_has(&run.stderr, "correct `date_format`, as \"%m/%d/%Y\" reads them");
        }
    }
}

#[test]
fn rows_that_are_not_contacts_do_not_reduce_the_share_that_a_file_loses() {
    let config = format!("{CONFIG}[contacts.leave_out]\n\"Team\" = [\"Room\"]\n");
    let good: Vec<String> = (0..400).map(|at| row(&number(at), "", "01/09/2026")).collect();
    for (bad, status) in [(5, 0), (6, 3)] {
        let area = area(&good);
        area.write("failed-contact.toml", &config);
        let row_at = |at: usize| row(&number(at), "", if at < bad { "09/13/2026" } else { "13/09/2026" });
        let room = |at: usize| row(&number(at), "", "13/09/2026").replace(",Audiology,", ",Room,");
        let rows: Vec<String> = (0..10).map(row_at).chain((20..60).map(room)).collect();
        area.write("clinic-new.csv", format!("{HEADER}{}\n", rows.join("\n")));
        let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        assert_eq!(run.status, status, "{bad}: {}", run.stderr);
    }
}

#[test]
fn rows_can_be_left_out_by_a_text_such_as_null() {
    for (text, named, used) in
        [("N/A", "n/a", 1), ("NULL", "Null", 1), ("\" #N/A \"", "#N/A", 1), ("", "N/A", 2), ("N/A", "Room", 2)]
    {
        let rows = [row(ADA, "", "01/09/2026"), row(ADA, "", "02/09/2026").replace("ZZ99 3VZ", text)];
        let area = area(&rows);
        area.write("failed-contact.toml", format!("{CONFIG}[contacts.leave_out]\n\"Postcode\" = [\"{named}\"]\n"));
        let pack = area.report();
        assert_eq!(pack.column("quality.csv", "used"), [used.to_string()], "{text:?} {named}");
        assert_eq!(
            pack.text("quality.html").contains(&format!("Postcode: {}", text.trim_matches(['"', ' ']))),
            used == 1
        );
    }
}

#[test]
fn blank_rows_and_repeated_headers_do_not_reduce_any_share() {
    let empty = || (0..200).map(|at| if at % 2 == 0 { ",,,,,,".to_owned() } else { HEADER.trim_end().to_owned() });
    let refused = |rows: Vec<String>, told: &str| {
        let run = area(&rows).run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        assert_eq!(run.stderr.contains(told), run.status == 3, "{}", run.stderr);
        run.status == 3
    };
    for (bad, expected) in [(5, false), (6, true)] {
        let with = |strange: &str| -> Vec<String> {
            let row_at = |at: usize| row(&number(at), "", if at < bad { strange } else { "01/09/2026" });
            (0..100).map(row_at).chain(empty()).collect()
        };
        assert_eq!(refused(with("01.09.2026"), "loses 6 of its 100 records"), expected, "rejects");
        assert_eq!(refused(with("01/12/2026"), "6 of its 100 contacts have an outcome"), expected, "in the future");
    }
    // Of a file of several.
    let good: Vec<String> = (0..400).map(|at| row(&number(at), "", "01/09/2026")).collect();
    for (bad, status) in [(5, 0), (6, 3)] {
        let area = area(&good);
        let row_at = |at: usize| row(&number(at), "", if at < bad { "01.09.2026" } else { "02/09/2026" });
        let rows: Vec<String> = (0..10).map(row_at).chain(empty()).collect();
        area.write("clinic-new.csv", format!("{HEADER}{}\n", rows.join("\n")));
        let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        assert_eq!(run.status, status, "{bad}: {}", run.stderr);
    }
}

#[test]
fn numbers_that_a_spreadsheet_destroyed_and_an_as_of_date_that_is_a_year_too_early() {
    // Of 100 numbers, 5 may be.
    for (bad, status) in [(5, 0), (6, 3)] {
        let row_at = |at: usize| row(&if at < bad { "9.99E+09".to_owned() } else { number(at) }, "A1", "01/09/2026");
        let run = area(&(0..100).map(row_at).collect::<Vec<_>>()).run(&[
            "report",
            "--as-of",
            AS_OF,
            "--only",
            "safeguarding",
        ]);
        assert_eq!(run.status, status, "{bad}: {}", run.stderr);
        assert_eq!(run.stderr.contains("has destroyed 6 of its 100 NHS numbers"), bad == 6, "{}", run.stderr);
        let row_at = |at: usize| row(&number(at), "", if at < bad { "01/12/2026" } else { "01/09/2026" });
        let run = area(&(0..100).map(row_at).collect::<Vec<_>>()).run(&[
            "report",
            "--as-of",
            AS_OF,
            "--only",
            "safeguarding",
        ]);
        assert_eq!(run.status, status, "{bad}: {}", run.stderr);
        assert_eq!(run.stderr.contains("the as-of date is probably wrong"), bad == 6, "{}", run.stderr);
    }
}

#[test]
fn damaged_ids_of_every_sort_do_not_count_as_ids_and_are_reported() {
    let fields = [
        ("local_id", "Patient"),
        ("upn", "Postcode"),
        ("local_authority_id", "Postcode"),
        ("household_id", "Postcode"),
    ];
    for (field, header) in fields {
        let config =
            if field == "local_id" { CONFIG.to_owned() } else { CONFIG.replace("postcode =", &format!("{field} =")) };
        for damage in ["########", "#REF!", "#value!", "#DIV/0!", "2.98725E+13"] {
            // Many children who each missed one contact: they must not become one family or one child.
            let row = |at: usize| match header {
                "Patient" => row(&number(at), damage, "01/09/2026"),
                _ => row(&number(at), "", "01/09/2026").replace("ZZ99 3VZ", damage),
            };
            let area = area(&(0..6).map(row).collect::<Vec<_>>());
            area.write("failed-contact.toml", &config);
            let pack = area.report();
            assert!(pack.rows("cases.csv").is_empty(), "{field} {damage}");
            assert_eq!(pack.column("warnings.csv", "reason"), ["local_id_damaged"; 6], "{field} {damage}");
            assert_eq!(pack.column("warnings.csv", "field"), [field; 6], "{damage}");
            let notices = pack.rows("notices.csv");
            let told = notices.iter().find(|row| cell(row, "code") == "numbers_damaged");
            assert_eq!(told.map(|row| cell(row, "now")), Some("6"), "{field} {damage}");
        }
    }
    // Without an NHS number nobody knows whose the records are, so the source is refused.
    let rows: Vec<String> = (0..6).map(|_| row("", "########", "01/09/2026")).collect();
    let run = area(&rows).run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "6 local_id_damaged in column \"Patient\"");
    // Nor are they NHS numbers.
    for damage in ["########", "#REF!", "'9.99E+09"] {
        let row_at = |at: usize| row(&if at < 6 { damage.to_owned() } else { number(at) }, "A1", "01/09/2026");
        let run = area(&(0..100).map(row_at).collect::<Vec<_>>()).run(&["report", "--as-of", AS_OF]);
        assert_eq!(run.status, 3);
        assert_has(&run.stderr, "has destroyed 6 of its 100 NHS numbers");
    }
}

#[test]
fn contact_ids_that_a_spreadsheet_has_damaged_lose_no_contact() {
    let config = CONFIG.replace("postcode =", "contact_id =");
    for damage in ["1.00235E+12", "########", "\" #REF! \""] {
        let missed = |day: usize| row(ADA, "", &format!("0{day}/09/2026")).replace("ZZ99 3VZ", damage);
        let mut rows: Vec<String> = (1..5).map(missed).collect();
        // The same record twice is one contact, with an id or without.
        rows.push(missed(4));
        let area = area(&rows);
        area.write("failed-contact.toml", &config);
        let pack = area.report();
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"], "{damage}");
        assert_eq!(pack.column("quality.csv", "duplicate"), ["1"], "{damage}");
        assert_eq!(pack.column("warnings.csv", "reason"), ["contact_id_damaged"; 5], "{damage}");
        assert_eq!(pack.column("warnings.csv", "field"), ["contact_id"; 5], "{damage}");
        let notices = pack.rows("notices.csv");
        let told = notices.iter().find(|row| cell(row, "code") == "numbers_damaged");
        assert_eq!(told.map(|row| cell(row, "now")), Some("5"), "{damage}");
    }
}

#[test]
fn a_small_source_with_outcomes_in_the_future_is_refused_too() {
    // 5 % of the records may have one, however few they are.
    for (early, all, status) in [(0, 10, 0), (1, 10, 3), (4, 10, 3), (1, 20, 0), (2, 20, 3)] {
        let row_at = |at: usize| row(&number(at), "", if at < early { "01/12/2026" } else { "01/09/2026" });
        let run = area(&(0..all).map(row_at).collect::<Vec<_>>()).run(&[
            "report",
            "--as-of",
            AS_OF,
            "--only",
            "safeguarding",
        ]);
        assert_eq!(run.status, status, "{early} of {all}: {}", run.stderr);
    }
}

#[test]
fn headers_that_all_have_new_spellings_are_matched_to_the_old() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", "NHS_NUMBER,PATIENT,TEAM,CONTACT_DATE,STATUS,POSTCODE,BORN\nx,,A,01/09/2026,seen,,\n");
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 2);
    for (old, new) in [("NHS Number", "NHS_NUMBER"), ("Contact Date", "CONTACT_DATE")] {
        assert_has(&run.stderr, &format!("has no header \"{old}\""));
        assert_has(&run.stderr, &format!("did you mean \"{new}\"?"));
    }
}

#[test]
fn json_is_called_json() {
    let area = Area::new(PLAIN);
    area.write("clinic.csv", "[{\"nhs_number\": \"9990000018\"}]");
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "this is JSON");
}

#[test]
fn check_prints_the_lines_to_paste_even_if_the_run_is_refused() {
    let texts = ["DNA", "DNA", "DNA", "Gone \"away\"", "seen", "Note only"];
    let rows = texts.map(|text| row(ADA, "", "01/09/2026").replace("was_not_brought", &text.replace('"', "")));
    let area = area(&rows);
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "`failed-contact check --outcomes` prints the lines to paste");
    let run = area.run(&["check", "--as-of", AS_OF, "--outcomes"]);
    run.assert_status(0);
    // Obvious meanings are proposed, as `init` does.
    let expected = "# source clinic: [contacts.outcomes]\n\"DNA\" = \"was_not_brought\"   # check: 3 records\n\"Gone away\" = \
                    \"?\"   # DECIDE: 1 record\n\"Note only\" = \"not_a_contact\"   # check: 1 record\n# \"seen\" = \
                    \"seen\"   # 1 record\n";
    assert_eq!(run.stdout, expected);
}

#[test]
fn check_does_not_print_an_outcome_text_that_may_be_about_a_person() {
    let texts = [
        "DNA",
        "Zebedee Quillfeather rang 01632 960123",
        "CANCELLED BY DR QUILLFEATHER",
        "9990000018",
        "a.person@example.org",
        "seen",
    ];
    let rows = texts.map(|text| row(ADA, "", "01/09/2026").replace("was_not_brought", text));
    let run = area(&rows).run(&["check", "--as-of", AS_OF, "--outcomes"]);
    run.assert_status(0);
    let expected = "# source clinic: [contacts.outcomes]\n\"DNA\" = \"was_not_brought\"   # check: 1 record\n# 4 texts are not shown, \
                    because they may be about a person. Look for them in the extract:\n# \"...\" = \"?\"   # DECIDE: 1 record, \
                    first at clinic.csv:5\n# \"...\" = \"?\"   # DECIDE: 1 record, first at clinic.csv:4\n# \"...\" = \"?\"   # \
                    DECIDE: 1 record, first at clinic.csv:3\n# \"...\" = \"?\"   # DECIDE: 1 record, first at clinic.csv:6\n# \"seen\" \
                    = \"seen\"   # 1 record\n";
    assert_eq!(run.stdout, expected);
}

#[test]
fn check_says_how_many_outcome_texts_it_has_not_shown() {
    let rows: Vec<String> = (0..23)
        .map(|place| {
            let text = format!("rang {}", char::from(b'a' + place).to_string().repeat(9));
            row(ADA, "", "01/09/2026").replace("was_not_brought", &text)
        })
        .collect();
    let run = area(&rows).run(&["check", "--as-of", AS_OF, "--outcomes"]);
    assert_has(&run.stdout, "# 23 texts are not shown");
    assert_eq!(run.stdout.matches("first at clinic.csv:").count(), 20, "{}", run.stdout);
    assert_has(&run.stdout, "# DECIDE: the other 3, in 3 records");
    // Mapped texts are already in the configuration.
    let area = area(&rows);
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write("failed-contact.toml", format!("{config}\n[contacts.outcomes]\n\"rang aaaaaaaaa\" = \"pending\"\n"));
    let run = area.run(&["check", "--as-of", AS_OF, "--outcomes"]);
    assert_has(&run.stdout, "# \"rang aaaaaaaaa\" = \"pending\"   # 1 record");
    assert_has(&run.stdout, "# 22 texts are not shown");
}
