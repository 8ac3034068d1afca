//! Texts in a column of ids that are not ids: if they counted, many contacts would become one contact, or many children one child.

use std::fmt::Write as _;

use crate::support::{AS_OF, Area, PLAIN, assert_reconciles, cell, number};

/// Contacts of five children who missed three appointments each, all with this contact id.
fn missed(id: &str) -> String {
    let mut rows = "contact_id,nhs_number,service,date,outcome\n".to_owned();
    for child in 1..=5 {
        for day in 1..=3 {
            let _ = writeln!(rows, "{id},{},Audiology,2026-11-{day:02},was_not_brought", number(child));
        }
    }
    rows
}

#[test]
fn a_text_that_says_that_there_is_no_contact_id_joins_no_contacts() {
    for (id, list) in [
        ("NEW", ""),
        ("0", ""),
        ("Unknown", ""),
        ("-", ""),
        ("", ""),
        ("Not  known", "ignore_local_ids = []"),
        ("99999", ""),
        ("see paper file", "ignore_local_ids = [\"See paper file\"]"),
        ("Unknown", "ignore_local_ids = [\"See paper file\"]"),
        ("NONE", "ignore_local_ids = [\"See paper file\"]"),
        ("null", "ignore_local_ids = [\"See paper file\"]"),
        // As the notice writes it.
        ("0", "ignore_local_ids = [\"See paper file\", \"test\", \"temp\", \"0\"]"),
    ] {
        let area = Area::new(&PLAIN.replace("[contacts.columns]", &format!("{list}\n[contacts.columns]")));
        area.write("clinic.csv", missed(id));
        let pack = area.list();
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"; 5], "{id:?}");
        let codes = pack.column("notices.csv", "code");
        assert!(!codes.contains(&"ids_reused".to_owned()), "{id:?}: {codes:?}");
        assert_reconciles(&pack);
    }
    // An odd id is still an id.
    let pack = Area::with(&[("failed-contact.toml", PLAIN.as_bytes()), ("clinic.csv", missed("N1").as_bytes())]);
    assert!(!pack.list().column("notices.csv", "code").is_empty());
}

const REGISTER: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
local_id = "pupil"
upn = "upn"
household_id = "household"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
[[children]]
name = "register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs"
upn = "upn"
date_of_birth = "born"
"#;

#[test]
fn a_text_that_says_that_there_is_no_id_takes_no_contacts_from_anybody() {
    for text in ["Not known", "Not Recorded", "TBC", "Pending", "9999999", "00000", "n/k"] {
        for columns in [format!("{text},"), format!(",{text}")] {
            let area = Area::new(REGISTER);
            let mut rows = "pupil,upn,household,born,service,date,outcome\n".to_owned();
            for at in 1..=9 {
                let _ = writeln!(rows, "{columns},,201{at}-03-0{at},School,2026-11-{at:02},was_not_brought");
            }
            rows.push_str("P1,,,2012-12-12,School,2026-11-01,seen\n");
            area.write("school.csv", rows);
            area.write("register.csv", format!("nhs,upn,born\n{},{text},2015-05-05\n", number(1)));
            let pack = area.list();
            assert!(pack.rows("cases.csv").is_empty(), "{text}");
            assert_eq!(pack.column("rejected.csv", "reason"), ["no_identity"; 9], "{text}");
            let rejected = pack.rows("notices.csv");
            assert!(rejected.iter().any(|row| cell(row, "code") == "rejected_rose"), "{text}: not without a word");
            assert_reconciles(&pack);
        }
    }
}

#[test]
fn a_text_that_says_that_there_is_no_household_makes_no_household() {
    let household = |text: &str| {
        let area = Area::new(REGISTER);
        let mut rows = "pupil,upn,household,born,service,date,outcome\n".to_owned();
        for at in 1..=3 {
            let _ = writeln!(rows, "P{at},,{text},201{at}-03-0{at},School,2026-11-{at:02},was_not_brought");
        }
        area.write("school.csv", rows);
        area.write("register.csv", format!("nhs,upn,born\n{},,2015-05-05\n", number(1)));
        let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
        run.assert_status(0);
        area.pack(AS_OF).rows("cases.csv").len()
    };
    assert_eq!((household("H1"), household("Not known"), household("TBC")), (3, 0, 0));
}
