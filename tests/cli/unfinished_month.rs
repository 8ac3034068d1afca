//! A commissioner pack of a month of which the extracts lack the end: the pack and the terminal say so, and it can be made again.

use std::fs;

use crate::support::{Area, PLAIN, number, plain_csv};

const FIRST_OF_DECEMBER: &str = "2026-12-01";

/// Forty children, each seen or missed every week from November 2024 on, up to a day of November 2026; then only booked.
fn extract(last: u32) -> String {
    let mut rows = Vec::new();
    for month in 0..25 {
        for child in 0..40 {
            for week in 0..4 {
                let day = 1 + 7 * week + child % 7;
                let outcome = match (month, day) {
                    (24, day) if day > last as usize => "pending",
                    _ if child % 3 == 0 => "was_not_brought",
                    _ => "seen",
                };
                let date = format!("{}-{:02}-{day:02}", 2024 + (month + 10) / 12, (month + 10) % 12 + 1);
                rows.push(format!("{month}-{child}-{week},{},Audiology,{date},{outcome}", number(child)));
            }
        }
    }
    plain_csv(&rows)
}

#[test]
fn a_month_of_which_the_end_is_missing_is_said_to_be_incomplete_and_can_be_made_again() {
    let area = Area::new(PLAIN);
    area.write("clinic.csv", extract(20));
    let run = area.run(&["report", "--as-of", FIRST_OF_DECEMBER]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let pack = area.commissioner(FIRST_OF_DECEMBER);
    let page = pack.text("index.html");
    let note = "The one source of this pack has no outcome of any appointment after 20 November 2026.";
    let before_the_questions = &page[..page.find("Five questions</h2>").unwrap()];
    assert!(before_the_questions.contains("November 2026 may not be complete") && before_the_questions.contains(note));
    assert!(page.contains("November 2026 may not be complete (see the top of the page)."), "beside the charts too");
    assert!(pack.text("manifest.json").contains("\"after\": \"2026-11-20\""), "{}", pack.text("manifest.json"));
    for told in ["clinic has no outcome of any appointment after 20 November 2026", "run again with --replace"] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    // A later run has the rest of the month: the pack is the same, and the terminal says how to make it again.
    area.write("clinic.csv", extract(28));
    let run = area.run(&["report", "--as-of", "2026-12-08"]);
    assert!(run.stderr.contains("without the end of the month, which the extracts have now"), "{}", run.stderr);
    assert_eq!(area.commissioner("2026-12-08").text("index.html"), page);
    for day in [FIRST_OF_DECEMBER, "2026-12-08"] {
        fs::remove_dir_all(area.path(&format!("reports/{day}/commissioner"))).unwrap();
    }
    let run = area.run(&["report", "--as-of", "2026-12-08", "--replace"]);
    assert_eq!(run.complaints(), "");
    assert!(!area.commissioner("2026-12-08").text("index.html").contains("may not be complete"));
}

/// Nobody learns of a month of which nothing is printed when it ended.
#[test]
fn a_few_contacts_that_ended_weeks_ago_are_told_without_a_day() {
    let rows: Vec<String> =
        (0..6).map(|child| format!("{child},{},Audiology,2026-11-0{},seen", number(child), child + 1)).collect();
    let area = Area::plain(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    area.run(&["report", "--as-of", FIRST_OF_DECEMBER]);
    let pack = area.commissioner(FIRST_OF_DECEMBER);
    assert!(pack.text("index.html").contains("no outcome of any appointment in the last week of November 2026."));
    assert!(pack.text("manifest.json").contains("\"after\": null"));
    assert!(pack.files().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("6 November 2026")));
}
