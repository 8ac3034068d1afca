//! Files and folders: faults 47, 48, 52 and 53.

mod each_call;

use std::fs;
use std::process::Command;

use crate::break_in;
use crate::stand::Stand;
use crate::support::tools::{Tool, tracer};
use crate::support::{AS_OF, Area, HEADER, PLAIN, assert_has, assert_reconciles, files_below, program};
use each_call::{break_each, published};

/// The area of `Stand::good` with the commissioner pack in a folder of its own.
fn two_places() -> String {
    PLAIN.replace("[[contacts]]", "[output]\ncommissioner = \"shared\"\n[[contacts]]")
}

/// The disk is full, or the system refuses any one write, any new file or folder, any fsync, any rename.
///
/// Status 5 with the path: both packs of the old report stay, or there is still none. Once the new safeguarding pack is
/// in place, status 7 with the path: it stays, whole, and the commissioner pack is what it was, or there is still none.
/// Nothing half-written is left, or the next run removes it. Each of these calls is made to fail in turn, from outside.
#[test]
fn fault_47_any_write_fails() {
    if !Tool::Strace.is_here() {
        return;
    }
    let one = break_each(PLAIN, true);
    let first = break_each(PLAIN, false);
    assert!(one > 100 && first > 100, "{one} and {first} calls were broken");
}

/// The same if the commissioner pack has its own folder.
///
/// The same: status 5 before the safeguarding pack is in place, and 7 after it, if the second folder cannot be written.
#[test]
fn fault_47_any_write_fails_with_two_folders() {
    if !Tool::Strace.is_here() {
        return;
    }
    let broken = break_each(&two_places(), true) + break_each(&two_places(), false);
    assert!(broken > 200, "{broken} calls were broken");
}

/// The system cannot exchange two folders in one step, as some network drives cannot.
///
/// 2 renames put each pack in place; if a run is killed between them, or the second fails, the next run repairs it.
#[test]
fn fault_47_no_exchange_of_folders() {
    if !Tool::Strace.is_here() {
        return;
    }
    let stand = Stand::good();
    let area = &stand.area;
    area.write(&format!("reports/{AS_OF}/minutes.docx"), "minutes");
    let old = published(area);
    let text = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", text + "good-09,9990000018,Audiology,2026-09-01,was_not_brought\n");
    let traced = break_in::run(area, "renameat2:error=EINVAL", &["--replace"]);
    assert_eq!((traced.run.status, traced.broken.len()), (0, 2), "one for each pack: {}", traced.run.stderr);
    let new = published(area);
    assert!(new != old && area.path(&format!("reports/{AS_OF}/minutes.docx")).exists());
    // Killed between the two renames.
    fs::create_dir_all(area.path("reports/.staging/new")).unwrap();
    let run = area.path(&format!("reports/{AS_OF}"));
    fs::rename(&run, area.path(&format!("reports/.staging/old-{AS_OF}"))).unwrap();
    area.write("reports/.staging/new/safeguarding/cases.csv", "half a");
    let next = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(next.status, 5, "the report is there again: {}", next.stderr);
    assert!(published(area) == new && !area.path("reports/.staging").exists());
    // No exchange, and the second rename fails, and the way back, too: the next run puts the report back.
    let config = "?rename,?renameat,renameat2:error=EINVAL:when=1+";
    let traced = break_in::run(area, config, &["--replace"]);
    assert_eq!(traced.run.status, 5);
    assert!(published(area) == new);
    // The first three are of the safeguarding pack; the fifth puts the commissioner pack in place.
    for (when, expected) in [("2", 5), ("2+", 5), ("5", 7), ("5+", 7)] {
        let log = area.path("two.log");
        let status = tracer()
            .args(["-f", "-qq", "-o"])
            .arg(log)
            .args(["-einject=renameat2:error=EINVAL", &format!("-einject=?rename,?renameat:error=EIO:when={when}")])
            .arg(program().get_program())
            .args(["report", "--as-of", AS_OF, "--replace", "--quiet"])
            .current_dir(area.folder())
            .output()
            .unwrap();
        assert_eq!(status.status.code(), Some(expected), "{when}");
        assert!(area.run(&["check"]).status == 0, "looking at it changes nothing");
        assert_eq!(area.run(&["report", "--as-of", AS_OF]).status, 5, "the report is there again");
        assert!(published(area) == new, "{when}");
    }
}

/// The disk is really full.
///
/// Status 5, and the old report stays. Shown on a small separate file system, if the test may mount one.
#[test]
fn fault_47_full_disk() {
    let stand = Stand::good();
    let area = &stand.area;
    let script = format!(
        "set -e; mount -t tmpfs -o size=900k tmpfs reports; {program} report --as-of {AS_OF} --quiet; \
         before=$(cd reports; find . -type f | sort | xargs cksum | cksum); head -c 900k /dev/zero > reports/filler || true; \
         set +e; {program} report --as-of {AS_OF} --replace --quiet 2> full.txt; echo \"status $?\" >> full.txt; set -e; \
         rm reports/filler; test ! -e reports/.staging; \
         test \"$before\" = \"$(cd reports; find . -type f | sort | xargs cksum | cksum)\"; \
         {program} report --as-of {AS_OF} --replace --quiet; echo whole >> full.txt",
        program = program().get_program().display(),
    );
    // If none can be mounted: the test above makes every write fail with this error.
    if !Tool::Mount.is_here() {
        return;
    }
    let output =
        Command::new("unshare").args(["-rm", "sh", "-c", &script]).current_dir(area.folder()).output().unwrap();
    let output_text = fs::read_to_string(area.path("full.txt")).unwrap_or_default();
    assert!(output.status.success(), "{output_text}{}", String::from_utf8_lossy(&output.stderr));
    assert_has(&output_text, "status 5");
    assert_has(&output_text, "no space left");
    assert_has(&output_text, "whole");
    stand.untouched();
}

/// The output folder is read-only, cannot be made, is a file, or is below a missing folder.
///
/// Status 5 before any record is read.
#[test]
fn fault_48_output_read_only_or_absent() {
    let stand = Stand::good();
    let area = &stand.area;
    // A broken extract is not even looked at.
    area.write("clinic.csv", HEADER);
    area.write("file", "x");
    for (output, words) in [
        ("not/there/reports", "the output folder cannot be made"),
        ("file", "this is not a folder"),
        ("file/reports", "file/reports"),
    ] {
        let run = area.run(&["report", "--as-of", AS_OF, "--output", output]);
        // As the system writes it.
        let output = output.replace('/', std::path::MAIN_SEPARATOR_STR);
        stand.stopped(run, 5, &[&words.replace('/', std::path::MAIN_SEPARATOR_STR), &output]);
    }
    if Tool::Strace.is_here() {
        for calls in ["?mkdir,mkdirat:error=EROFS:when=1", "?mkdir,mkdirat:error=EACCES:when=1"] {
            let traced = break_in::run(area, calls, &["--replace"]);
            stand.stopped(traced.run, 5, &["the output folder cannot be written to", "reports"]);
        }
    }
    let area = Area::new(&PLAIN.replace("[[contacts]]", "[output]\ncommissioner = \"no/where\"\n[[contacts]]"));
    area.write("clinic.csv", HEADER);
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(5);
}

/// The output folder, the staging folder, the folder of the run, a pack in it, the key or the lock is a symbolic link.
///
/// Status 5 and nothing is published; if it is the commissioner pack, status 7, and the safeguarding pack is published.
/// Nothing is written or removed at the place it leads to.
#[cfg(unix)]
#[test]
fn fault_52_links() {
    use std::os::unix::fs::symlink;
    for (name, is_folder) in [
        ("reports", true),
        ("reports/.staging", true),
        (&format!("reports/{AS_OF}") as &str, true),
        (&format!("reports/{AS_OF}/safeguarding"), true),
        (&format!("reports/{AS_OF}/commissioner"), true),
        ("reports/.key", false),
        ("reports/.lock", false),
        ("shared", true),
    ] {
        let stand = Stand::with(&if name == "shared" { two_places() } else { PLAIN.to_owned() });
        let area = &stand.area;
        let (place, elsewhere) = (area.path(name), area.path("elsewhere"));
        if place.exists() {
            fs::rename(&place, &elsewhere).unwrap();
        } else {
            fs::create_dir(&elsewhere).unwrap();
            fs::write(elsewhere.join("precious"), "x").unwrap();
        }
        let read = || {
            if is_folder { files_below(&elsewhere) } else { [(String::new(), fs::read(&elsewhere).unwrap())].into() }
        };
        let before = read();
        symlink(&elsewhere, &place).unwrap();
        // The extracts have changed since, so old and new reports differ.
        let text = fs::read_to_string(area.path("clinic.csv")).unwrap();
        area.write("clinic.csv", text + "good-09,9990000018,Audiology,2026-09-01,was_not_brought\n");
        let safeguarding = area.path(&format!("reports/{AS_OF}/safeguarding"));
        let old = files_below(&safeguarding);
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        if name.ends_with("commissioner") {
            assert_eq!(run.status, 7, "{name}: {}", run.stderr);
            assert!(files_below(&safeguarding) != old, "the safeguarding pack is the old one");
            assert_reconciles(&area.pack(AS_OF));
            assert!(!area.path("reports/.staging").exists());
        } else {
            assert_eq!(run.status, 5, "{name}: {}", run.stderr);
            assert!(files_below(&safeguarding) == old, "{name}: the safeguarding pack is another");
        }
        assert!(run.stderr.contains("symbolic link") && run.stderr.contains(name), "{name}: {}", run.stderr);
        assert!(read() == before, "{name}: something was written or removed where the link leads");
        assert!(fs::symlink_metadata(&place).unwrap().file_type().is_symlink(), "{name}: the link is gone");
    }
}

/// Somebody has put other files into the folder of a report, or into a pack, and the report is replaced.
///
/// The new report is put in place as a whole, with those files. The old report's files are gone.
#[cfg(unix)]
#[test]
fn fault_52_own_files_in_the_folder_of_a_run() {
    let stand = Stand::good();
    let area = &stand.area;
    let others_files = [
        ("minutes.docx", "minutes"),
        ("for the meeting/agenda.txt", "agenda"),
        ("safeguarding/notes.txt", "notes"),
        ("safeguarding/cases/notes.txt", "about a case"),
        ("commissioner/letter.txt", "letter"),
    ];
    for (name, text) in others_files {
        area.write(&format!("reports/{AS_OF}/{name}"), text);
    }
    fs::create_dir(area.path(&format!("reports/{AS_OF}/empty"))).unwrap();
    std::os::unix::fs::symlink("/nowhere", area.path(&format!("reports/{AS_OF}/a link"))).unwrap();
    let text = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", text.replace("was_not_brought", "seen"));
    let has_sheet =
        |area: &Area| area.pack(AS_OF).files().keys().any(|name| name.starts_with("cases/") && !name.contains("notes"));
    assert!(has_sheet(area));
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--replace", "--quiet"]).status, 0);
    assert!(!has_sheet(area), "a sheet of the old report was left");
    for (name, text) in others_files {
        assert_eq!(fs::read_to_string(area.path(&format!("reports/{AS_OF}/{name}"))).unwrap(), text, "{name}");
    }
    assert!(area.path(&format!("reports/{AS_OF}/empty")).is_dir());
    assert!(fs::read_link(area.path(&format!("reports/{AS_OF}/a link"))).is_ok());
    // A pack that is not asked for stays.
    let before = files_below(&area.path(&format!("reports/{AS_OF}/commissioner")));
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--replace", "--only", "safeguarding", "--quiet"]).status, 0);
    assert!(files_below(&area.path(&format!("reports/{AS_OF}/commissioner"))) == before);
}

/// Any umask, even the most open and one that takes rights from the owner.
///
/// Files are always 0600 and folders 0700: only the owner can read the report.
#[cfg(unix)]
#[test]
fn fault_53_umask() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "077", "277", "777"] {
        let stand = Stand::good();
        let area = &stand.area;
        fs::remove_dir_all(area.path("reports")).unwrap();
        if umask == "777" {
            fs::create_dir(area.path("reports")).unwrap();
        }
        let command = format!(
            "umask {umask}; for replace in '' --replace; do {} report --as-of {AS_OF} --quiet $replace || exit; done",
            program().get_program().display()
        );
        let status = Command::new("sh").args(["-c", &command]).current_dir(area.folder()).status().unwrap();
        assert!(status.success(), "umask {umask}");
        let mut waiting = vec![area.path("reports")];
        let mut files = 0;
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let metadata = entry.metadata().unwrap();
                let (mode, expected) =
                    (metadata.permissions().mode() & 0o7777, if metadata.is_dir() { 0o700 } else { 0o600 });
                assert_eq!(mode, expected, "umask {umask}: {}", entry.path().display());
                files += usize::from(metadata.is_file());
                waiting.extend(metadata.is_dir().then(|| entry.path()));
            }
        }
        assert!(files > 15, "{files} files");
    }
}
