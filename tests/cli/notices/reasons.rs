//! A reason beside an outcome, if no line of the configuration says what the two mean together.

use super::*;
use crate::support::{ADA, BEN, assert_has};

/// The clinic, with a reason beside its outcome.
fn config() -> String {
    CONFIG.replace("outcome = \"outcome\"", "outcome = [\"outcome\", \"reason\"]")
}

/// Contacts of a child, one a day from the 1st of October on, each with this outcome and reason.
fn contacts(first_id: usize, nhs: &str, days: usize, outcome: &str, reason: &str) -> String {
    let mut rows = String::new();
    for day in 1..=days {
        let _ = writeln!(rows, "{},{nhs},,Audiology,,2026-10-{day:02},{outcome},,{reason}", first_id + day);
    }
    rows
}

fn csv_of(parts: &[String]) -> String {
    let recent = format!("1,{BEN},,Audiology,,2026-11-14,seen,,\n");
    format!("{},reason\n{recent}{}", HEADER.trim_end(), parts.concat())
}

/// Every text of the clinic that has a reason, with what it counts as and how often it is there.
fn texts(area: &Area) -> Vec<String> {
    let rows = area.pack(THIS_WEEK).rows("outcomes.csv");
    let told = |row: &Row| ["text", "outcome", "records"].map(|column| cell(row, column)).join("; ");
    rows.iter().map(told).filter(|row| row.contains(" | ")).collect()
}

#[test]
fn a_new_reason_that_reads_like_a_failed_contact_is_reported() {
    let area = Area::new(&config());
    let before = contacts(100, BEN, 9, "Cancelled", "Child unwell");
    area.write("clinic.csv", csv_of(std::slice::from_ref(&before)));
    let (_, notices) = run(&area, LAST_WEEK);
    assert!(notices.is_empty(), "{notices:?}");
    let missed = contacts(200, ADA, 4, "Cancelled", "Did not attend");
    area.write("clinic.csv", csv_of(&[before.clone(), missed.clone()]));
    let (ended, notices) = run(&area, THIS_WEEK);
    assert_eq!(texts(&area), ["Cancelled | Child unwell; cancelled; 9", "Cancelled | Did not attend; cancelled; 4"]);
    assert_eq!(with_code(&notices, "outcome_text_new"), [["act", "clinic", "", "", "1", "0"]]);
    assert_eq!(with_code(&notices, "reason_reads_failed"), [["act", "clinic", "", "", "4", ""]]);
    let sentence = "4 records of Children's clinic have a reason that reads like a failed contact, but do not count as failed: \
                “Cancelled | Did not attend”, which counts as cancelled (4 records).";
    assert_has(&ended.stdout, sentence);
    let page = area.pack(THIS_WEEK).text("quality.html");
    assert!(page.contains("Cancelled | Did not attend"), "the quality page says it too");
    let lines = area.run(&["check", "--as-of", THIS_WEEK, "--outcomes"]).stdout;
    let line = "\"Cancelled | Did not attend\" = \"was_not_brought\"";
    assert_has(&lines, &format!("{line}   # check: 4 records; without this line: cancelled"));
    let other = "# \"Cancelled | Child unwell\" = \"cancelled\"   # 9 records, without a line of its own";
    assert_has(&lines, other);
    // A line settles it, whatever it says.
    for (line, failed) in [(line, "4"), ("\"cancelled | did not attend\" = \"cancelled\"", "")] {
        let config = config().replace("[reviews]", &format!("{line}\n[reviews]"));
        area.write("failed-contact.toml", config);
        let (_, notices) = run(&area, THIS_WEEK);
        assert!(notices.iter().all(|row| cell(row, "level") == "know"), "{notices:?}");
        assert_eq!(area.pack(THIS_WEEK).column("cases.csv", "failed_contacts").concat(), failed);
    }
}

#[test]
fn a_reason_beside_a_blank_outcome_is_seen() {
    let area = Area::new(&config());
    let records = [
        contacts(100, ADA, 4, "", "DNA"),
        contacts(200, BEN, 2, "", "Follow up"),
        contacts(300, BEN, 3, "", "NULL"),
        contacts(400, BEN, 1, "", ""),
    ];
    area.write("clinic.csv", csv_of(&records));
    let (ended, notices) = run(&area, THIS_WEEK);
    assert_eq!(texts(&area), [" | DNA; pending; 4", " | Follow up; pending; 2", " | NULL; pending; 3"]);
    assert_eq!(with_code(&notices, "reason_reads_failed"), [["act", "clinic", "", "", "4", ""]]);
    assert_has(&ended.stdout, "“DNA” beside a blank outcome (4 records).");
    let lines = area.run(&["check", "--as-of", THIS_WEEK, "--outcomes"]).stdout;
    let line = "\" | DNA\" = \"was_not_brought\"";
    assert_has(&lines, &format!("{line}   # check: 4 records; without this line: no outcome recorded"));
    area.write("failed-contact.toml", config().replace("[reviews]", &format!("{line}\n[reviews]")));
    let (_, notices) = run(&area, THIS_WEEK);
    assert!(with_code(&notices, "reason_reads_failed").is_empty(), "{notices:?}");
    assert_eq!(area.pack(THIS_WEEK).column("cases.csv", "failed_contacts"), ["4"]);
}

#[test]
fn reasons_that_count_as_failed_or_say_nothing_give_no_notice() {
    let area = Area::new(&config());
    let before = contacts(100, BEN, 9, "Cancelled", "Child unwell");
    area.write("clinic.csv", csv_of(std::slice::from_ref(&before)));
    run(&area, LAST_WEEK);
    let now = [
        before,
        contacts(200, ADA, 4, "DNA", "Not in"),
        contacts(300, ADA, 2, "DNA", "Family away"),
        contacts(400, BEN, 2, "Cancelled", "NULL"),
        contacts(500, BEN, 2, "Cancelled", "CHILD  UNWELL"),
    ];
    area.write("clinic.csv", csv_of(&now));
    let (_, notices) = run(&area, THIS_WEEK);
    for code in ["outcome_text_new", "reason_reads_failed"] {
        assert!(with_code(&notices, code).is_empty(), "{notices:?}");
    }
}

#[test]
fn reasons_that_were_not_listed_before_or_are_free_text_are_not_reported_as_new() {
    let typed = |from: usize, to: usize| -> String {
        (from..to).map(|at| contacts(100 * at, BEN, 1, "Cancelled", &format!("rang at {at}"))).collect()
    };
    let weeks = |before: String, now: String, is_old: bool| {
        let area = Area::new(&config());
        area.write("clinic.csv", csv_of(&[before]));
        run(&area, LAST_WEEK);
        if is_old {
            let manifest = area.path("reports/2026-11-15/safeguarding/manifest.json");
            let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
            assert!(value["sources"][0]["remembered"].as_object_mut().unwrap().remove("reasons").is_some());
            std::fs::write(&manifest, value.to_string()).unwrap();
        }
        area.write("clinic.csv", csv_of(&[now]));
        let (_, notices) = run(&area, THIS_WEEK);
        let new: Vec<String> = with_code(&notices, "outcome_text_new").iter().map(|row| row[4].to_owned()).collect();
        (new, texts(&area).len())
    };
    assert_eq!(weeks(typed(1, 41), typed(1, 43), false), (vec!["2".to_owned()], 42));
    assert_eq!(weeks(typed(1, 41), typed(1, 43), true), (vec![], 42), "a run of an older version does not say");
    assert_eq!(weeks(typed(1, 42), typed(1, 44), false), (vec![], 43), "no list of reasons");
    assert_eq!(weeks(typed(1, 302), typed(1, 303), false), (vec![], 0), "free text is not listed");
}

/// What somebody typed about a family.
const TYPED: [&str; 3] =
    ["Mum Jane Roe in refuge 07700 900123", "Mum Jane Roe rang from 07700 900123", "Jane Roe is at her sister's"];

#[test]
fn free_text_beside_a_reason_is_only_in_the_table_of_all_texts() {
    // The column of comments behind the reason, or before it.
    for is_before in [false, true] {
        let columns = if is_before { ["comment", "reason"] } else { ["reason", "comment"] };
        let header = format!("{},{}", HEADER.trim_end(), columns.join(","));
        let mut extract = format!("{header}\n");
        for (at, typed) in TYPED.iter().enumerate() {
            let cells = if is_before { [typed, "DNA"] } else { ["DNA", typed] };
            let _ = writeln!(extract, "{at},{ADA},,Audiology,,2026-11-{:02},Cancelled,,{}", at + 1, cells.join(","));
        }
        let config = |columns: &[&str]| {
            let columns = columns.join("\", \"");
            CONFIG.replace("outcome = \"outcome\"", &format!("outcome = [\"outcome\", \"{columns}\"]"))
        };
        let area = Area::new(&config(&columns));
        area.write("clinic.csv", extract);
        let (ended, notices) = run(&area, THIS_WEEK);
        assert_eq!(with_code(&notices, "reason_reads_failed"), [["act", "clinic", "", "", "3", ""]]);
        let pair = if is_before { "Cancelled | ... | DNA" } else { "Cancelled | DNA" };
        let phrase = format!("“{pair}”, which counts as cancelled (3 records).");
        assert_has(&ended.stdout, &phrase);
        let first_put = "Another column stands before the reason: first put the reason before it in `outcome`.";
        assert_eq!(ended.stdout.contains(first_put), is_before, "{}", ended.stdout);
        let lines = area.run(&["check", "--as-of", THIS_WEEK, "--outcomes"]);
        let line = "\"Cancelled | DNA\" = \"was_not_brought\"";
        assert_has(&lines.stdout, line);
        let pack = area.pack(THIS_WEEK);
        let mut shown = vec![ended.stdout, ended.stderr, lines.stdout, lines.stderr];
        shown.extend(["notices.csv", "quality.html", "index.html", "manifest.json"].map(|name| pack.text(name)));
        for text in shown {
            for word in ["Jane", "Roe", "refuge", "07700", "sister"] {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
        // One line settles it, whatever the comment says.
        area.write(
            "failed-contact.toml",
            config(&["reason", "comment"]).replace("[reviews]", &format!("{line}\n[reviews]")),
        );
        let (_, notices) = run(&area, THIS_WEEK);
        assert!(with_code(&notices, "reason_reads_failed").is_empty(), "{notices:?}");
        assert_eq!(area.pack(THIS_WEEK).column("cases.csv", "failed_contacts"), ["3"]);
    }
}
