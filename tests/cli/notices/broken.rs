//! Extracts that broke and still read well: what would make a quiet, reassuring report.

use super::*;

/// Rows without anything in them.
fn blank(rows: usize) -> String {
    ",,,,,,,\n".repeat(rows)
}

#[test]
fn blank_rows_hide_no_file_that_loses_much() {
    let config = CONFIG.replace("max_rejected = 1.0", "max_rejected = 0.05");
    let area = Area::new(&config);
    area.write("clinic-a.csv", csv(&(0..2000).map(|at| seen(at, at % 50, "2026-11-20")).collect::<Vec<_>>()));
    let of = |at: usize| {
        let own = seen(5000 + at, at % 50, "2026-11-20");
        if at < 5 { Record { nhs: String::new(), ..own } } else { own }
    };
    area.write("clinic-b.csv", csv(&(0..99).map(of).collect::<Vec<_>>()) + &blank(1000));
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(told(&notices, "file_rejected"), [["act", "clinic", "clinic-b.csv", "", "5", ""]]);
    let text = cell(notices.iter().find(|row| cell(row, "code") == "file_rejected").unwrap(), "text");
    assert!(text.contains("loses 5 of its 99 records (5.1%)"), "{text}");
}

#[test]
fn blank_rows_hide_no_source_that_has_shrunk() {
    let of = |day: &str, records: usize, rows: usize| {
        csv(&(0..records).map(|at| seen(at, at % 50, day)).collect::<Vec<_>>()) + &blank(rows)
    };
    let shrunk = |before: (usize, usize), now: (usize, usize)| {
        let now = of("2026-11-20", now.0, now.1);
        let notices = second_week(CONFIG, &of("2026-11-14", before.0, before.1), &[("clinic.csv", now)]);
        told(&notices, "source_shrunk").iter().map(|own| [own[4], own[5]].map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(shrunk((100, 0), (49, 200)), [["49", "100"].map(str::to_owned)]);
    assert_eq!(shrunk((100, 200), (49, 200)), [["49", "100"].map(str::to_owned)]);
    assert!(shrunk((100, 200), (50, 200)).is_empty(), "half of them");
    assert_eq!(shrunk((100, 200), (100, 0)), [["100", "300"].map(str::to_owned)], "of all its records");
}

#[test]
fn a_report_that_says_nothing_of_blank_rows_is_held_against_by_all_records() {
    let area = Area::new(CONFIG);
    let of = |day: &str| csv(&(0..40).map(|at| seen(at, at, day)).collect::<Vec<_>>()) + &blank(100);
    area.write("clinic.csv", of("2026-11-14"));
    run(&area, LAST_WEEK);
    let manifest = area.path("reports/2026-11-15/safeguarding/manifest.json");
    let mut value: serde_json::Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    let remembered = value["sources"][0]["remembered"].as_object_mut().unwrap();
    assert_eq!(remembered.remove("empty_rows"), Some(100.into()));
    std::fs::write(&manifest, value.to_string()).unwrap();
    area.write("clinic.csv", of("2026-11-20"));
    assert!(told(&run(&area, THIS_WEEK).1, "source_shrunk").is_empty());
}
