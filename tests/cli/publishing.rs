//! Publishing, and what the program says about it. Failures are in `tests/faults`.

use std::fs;

use crate::support::{ADA, AS_OF, Area, BEN, PLAIN, assert_has, assert_lacks, plain_csv};

fn three_failed() -> Area {
    Area::plain(&[
        "a,9990000018,Audiology,2026-03-01,was_not_brought",
        "b,9990000018,Audiology,2026-05-01,was_not_brought",
        "c,9990000018,Audiology,2026-11-20,was_not_brought",
    ])
}

#[test]
fn an_existing_report_stays_unless_it_is_to_be_replaced() {
    let area = three_failed();
    let before = area.report().files();
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 5);
    assert_has(&run.stderr, "already exists");
    assert_has(&run.stderr, "use --replace");
    assert_lacks(&run.stderr, "cannot be written");
    assert!(run.stderr.ends_with("nothing was published\n"), "{}", run.stderr);
    assert!(area.pack(AS_OF).files() == before);
    area.write("clinic.csv", plain_csv(&[&format!("a,{BEN},Audiology,2026-11-20,seen")]));
    let after = area.report();
    assert!(after.rows("cases.csv").is_empty());
    assert!(!after.files().keys().any(|name| name.starts_with("cases/")), "a sheet of the old report was left");
}

#[test]
fn the_reference_of_a_child_is_the_same_from_run_to_run() {
    let area = three_failed();
    let first = area.report().column("cases.csv", "case_ref");
    assert_eq!(first[0].len(), 8);
    assert_eq!(area.run(&["report", "--as-of", "2026-11-23", "--quiet"]).status, 0);
    assert_eq!(area.pack("2026-11-23").column("cases.csv", "case_ref"), first);
    // Another key, another reference.
    assert_ne!(three_failed().report().column("cases.csv", "case_ref"), first);
}

#[test]
fn a_lost_key_is_reported_and_a_damaged_key_stops_the_run() {
    let area = three_failed();
    area.report();
    fs::remove_file(area.path("reports/.key")).unwrap();
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 0);
    assert_has(&run.stderr, "every case has a new reference");
    fs::write(area.path("reports/.key"), [1; 31]).unwrap();
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 5);
    assert_has(&run.stderr, "damaged");
}

#[test]
fn strict_tells_by_its_exit_status_that_there_is_a_notice_to_act_on() {
    let area = three_failed();
    let report = ["report", "--as-of", AS_OF, "--replace", "--strict", "--quiet"];
    assert_eq!(area.run(&report).status, 0);
    let stale = ["report", "--as-of", "2026-12-05", "--replace", "--strict", "--quiet"];
    assert_eq!(area.run(&stale).status, 4, "the newest contact is 15 days old");
    let not_yet = ["report", "--as-of", "2026-12-04", "--replace", "--strict", "--quiet", "--output", "others"];
    assert_eq!(area.run(&not_yet).status, 0, "the newest contact is 14 days old, and there is no earlier report");
    let area = Area::new(&format!("{PLAIN}\n[limits]\nmax_rejected = 1.0\n"));
    area.write(
        "clinic.csv",
        plain_csv(&[&format!("a,{ADA},Audiology,2026-11-20,seen"), "b,,Audiology,2026-11-20,seen"]),
    );
    assert_eq!(area.run(&report).status, 4);
    assert!(area.pack(AS_OF).path().is_dir(), "it was published all the same");
}

#[test]
fn quiet_prints_nothing_and_check_writes_nothing() {
    let area = three_failed();
    let run = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(run.status, 0);
    assert_has(&run.stdout, "clinic.csv");
    assert!(!area.path("reports").exists());
    let run = area.run(&["report", "--as-of", AS_OF, "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str(), run.complaints()), (0, "", ""));
}
