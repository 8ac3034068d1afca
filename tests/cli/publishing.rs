//! Published whole or not at all, by one run at a time, for its owner's eyes only.

use std::fs;

use crate::area::{ADA, AS_OF, Area, BEN, PLAIN, plain_csv};

fn three_failed() -> Area {
    Area::plain(&[
        "a,9990000018,Audiology,2026-03-01,was_not_brought",
        "b,9990000018,Audiology,2026-05-01,was_not_brought",
        "c,9990000018,Audiology,2026-11-20,was_not_brought",
    ])
}

#[test]
fn a_report_that_is_there_stays_unless_it_is_to_be_replaced() {
    let area = three_failed();
    let before = area.report().files();
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 5);
    assert!(run.stderr.contains("--replace"), "{}", run.stderr);
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
fn a_lost_key_is_said_and_a_damaged_one_stops_the_run() {
    let area = three_failed();
    area.report();
    fs::remove_file(area.path("reports/.key")).unwrap();
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("every case has a new reference"), "{}", run.stderr);
    fs::write(area.path("reports/.key"), [1; 31]).unwrap();
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 5);
    assert!(run.stderr.contains("damaged"), "{}", run.stderr);
}

#[test]
fn a_second_run_is_turned_away_while_the_first_holds_the_folder() {
    let area = three_failed();
    area.report();
    let lock = fs::File::options().write(true).open(area.path("reports/.lock")).unwrap();
    lock.lock().unwrap();
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 6, "{}", run.stderr);
    drop(lock);
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--replace"]).status, 0);
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_it_had_moved_is_put_back() {
    let area = three_failed();
    let before = area.report().files();
    // A run that was killed between the two steps in which a system without an exchange of folders replaces a pack.
    fs::create_dir_all(area.path(&format!("reports/.staging/old-{AS_OF}"))).unwrap();
    fs::rename(
        area.path(&format!("reports/{AS_OF}/safeguarding")),
        area.path(&format!("reports/.staging/old-{AS_OF}/safeguarding")),
    )
    .unwrap();
    area.write("reports/.staging/new/safeguarding/cases.csv", "half a");
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 5, "the report is there again: {}", run.stderr);
    assert!(area.pack(AS_OF).files() == before);
    assert!(!area.path("reports/.staging").exists());
}

#[test]
fn an_output_folder_that_cannot_be_made_stops_the_run_before_anything_is_read() {
    let area = three_failed();
    let run = area.run(&["report", "--as-of", AS_OF, "--output", "not/there/reports"]);
    assert_eq!(run.status, 5);
    assert!(run.stderr.contains("the output folder cannot be made"), "{}", run.stderr);
    area.write("file", "x");
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--output", "file"]).status, 5);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_old_report_or_the_new_one_whole() {
    use std::time::Duration;
    // Many small cases, so that writing takes a while.
    let rows: Vec<String> = (0..400_u32)
        .flat_map(|child| (1..=3).map(move |i| format!("{child}-{i},L{child},Audiology,2026-0{i}-01,was_not_brought")))
        .collect();
    let area = Area::new(&PLAIN.replace("nhs_number = \"nhs_number\"", "local_id = \"nhs_number\""));
    area.write("clinic.csv", plain_csv(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let whole = area.report().files();
    let manifest = "manifest.json";
    let mut interrupted = 0;
    for wait in 0..24 {
        let mut child = area.command(&["report", "--as-of", AS_OF, "--replace", "--quiet"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(20 + wait * 12));
        let pid = child.id().to_string();
        let _ = std::process::Command::new("kill").args(["-INT", &pid]).status();
        let code = child.wait().unwrap().code();
        interrupted += u32::from(code != Some(0));
        let mut files = area.pack(AS_OF).files();
        assert!(files.remove(manifest).is_some(), "after {wait}: no manifest");
        let mut expected = whole.clone();
        expected.remove(manifest);
        assert!(files == expected, "after {wait}: {} of {} files", files.len(), expected.len());
    }
    assert!(interrupted > 0, "no run was interrupted");
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--replace", "--quiet"]).status, 0);
    assert!(!area.path("reports/.staging").exists());
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    use std::os::unix::fs::symlink;
    let area = three_failed();
    fs::create_dir(area.path("elsewhere")).unwrap();
    symlink(area.path("elsewhere"), area.path("reports")).unwrap();
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 5);
    assert!(run.stderr.contains("symbolic link"), "{}", run.stderr);
    assert!(fs::read_dir(area.path("elsewhere")).unwrap().next().is_none());
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "277"] {
        let area = three_failed();
        fs::create_dir(area.path("reports")).unwrap();
        let command =
            format!("umask {umask}; exec {} report --as-of {AS_OF} --quiet", env!("CARGO_BIN_EXE_failed-contact"));
        let status =
            std::process::Command::new("sh").args(["-c", &command]).current_dir(area.path("")).status().unwrap();
        assert!(status.success(), "umask {umask}");
        let mode = |name: &str| fs::metadata(area.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("reports/.key"), 0o600);
        assert_eq!(mode(&format!("reports/{AS_OF}")), 0o700);
        assert_eq!(mode(&format!("reports/{AS_OF}/safeguarding")), 0o700);
        assert_eq!(mode(&format!("reports/{AS_OF}/safeguarding/cases")), 0o700);
        for name in area.pack(AS_OF).files().keys() {
            assert_eq!(mode(&format!("reports/{AS_OF}/safeguarding/{name}")), 0o600, "{name}");
        }
    }
}

#[test]
fn strict_tells_by_its_exit_status_that_something_was_rejected_or_is_stale() {
    let area = three_failed();
    let report = ["report", "--as-of", AS_OF, "--replace", "--strict", "--quiet"];
    assert_eq!(area.run(&report).status, 0);
    let stale = ["report", "--as-of", "2026-12-05", "--replace", "--strict", "--quiet"];
    assert_eq!(area.run(&stale).status, 4, "the newest contact is 15 days old");
    let not_yet = ["report", "--as-of", "2026-12-04", "--replace", "--strict", "--quiet"];
    assert_eq!(area.run(&not_yet).status, 0, "the newest contact is 14 days old");
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
    assert!(run.stdout.contains("clinic.csv"), "{}", run.stdout);
    assert!(!area.path("reports").exists());
    let run = area.run(&["report", "--as-of", AS_OF, "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let area = three_failed();
    let command = format!("{} check --as-of {AS_OF} | true", env!("CARGO_BIN_EXE_failed-contact"));
    let output = std::process::Command::new("sh").args(["-c", &command]).current_dir(area.path("")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
