//! Makes each system call that writes fail, one after the other, and checks what is left.

use std::fs;

use crate::break_in::{self, outputs};
use crate::stand::Stand;
use crate::support::{AS_OF, Area, files_below};

/// What both packs of a run are, but for the time at which they were written.
pub(crate) fn published(area: &Area) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in outputs(area) {
        for (name, bytes) in files_below(&folder) {
            if !name.starts_with('.') {
                let text = String::from_utf8_lossy(&bytes);
                let timeless: Vec<&str> = text.lines().filter(|line| !line.contains("\"written_at\"")).collect();
                files.push((format!("{}/{name}", folder.display()), timeless.join("\n").into_bytes()));
            }
        }
    }
    files
}

/// Calls of these kinds are made to fail, each in turn, with these errors. Which of the names a system has depends on it.
const CALLS: &[(&str, &str)] = &[
    ("openat", "ENOSPC"),
    ("openat", "EACCES"),
    ("write,writev", "ENOSPC"),
    ("write,writev", "EIO"),
    ("?mkdir,mkdirat", "ENOSPC"),
    ("?chmod,?fchmod,fchmodat", "EACCES"),
    ("fsync,fdatasync,syncfs", "EIO"),
    ("?rename,?renameat,renameat2", "EIO"),
    ("?rename,?renameat,renameat2", "EACCES"),
    ("?link,linkat", "EIO"),
];

/// Breaks every call of a kind in turn, over a report that is there (`--replace`) or none, and looks at what is left.
pub(crate) fn break_each(config: &str, replace: bool) -> usize {
    // Without rounding a hidden count needs one value only: the packs are checked at once, some thousand times.
    let stand = Stand::with(&format!("{config}\n[disclosure]\nminimum_count = 5\nround_to = 1\n"));
    let area = &stand.area;
    // Files of somebody else, in the folder of the run, in a pack, and beside the runs.
    area.write(&format!("reports/{AS_OF}/minutes.docx"), "minutes");
    area.write(&format!("reports/{AS_OF}/safeguarding/cases/notes.txt"), "notes");
    area.write("reports/strangers.txt", "not ours");
    if !replace {
        for folder in outputs(area) {
            fs::remove_dir_all(folder.join(AS_OF)).unwrap();
        }
    }
    let old = published(area);
    let pristine = area.path("pristine");
    fs::create_dir(&pristine).unwrap();
    for folder in outputs(area) {
        break_in::copy(&folder, &pristine);
    }
    let again = || {
        for folder in outputs(area) {
            fs::remove_dir_all(&folder).unwrap();
            break_in::copy(&pristine.join(folder.file_name().unwrap()), &folder);
        }
    };
    // The extracts have changed since, so old and new reports differ.
    let text = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", text + "good-09,9990000018,Audiology,2026-09-01,was_not_brought\n");
    let how: &[&str] = if replace { &["--replace"] } else { &[] };
    let plain = break_in::run(area, "openat", how);
    plain.run.assert_status(0);
    let new = published(area);
    assert!(old != new);
    let (mut broken, mut second) = (0, 0);
    for (calls, error) in CALLS {
        again();
        let clean = break_in::run(area, calls, how);
        clean.run.assert_status(0);
        let Some(first) = break_in::first_about_output(&clean.calls) else {
            assert!(
                calls.contains("link") && !replace || calls.contains("rename"),
                "{calls}: none is about the output"
            );
            continue;
        };
        for at in first.. {
            again();
            let traced = break_in::run(area, &format!("{calls}:error={error}:when={at}"), how);
            let (run, now) = (&traced.run, published(area));
            let context = format!("{calls} {error} {at}: {:?}\n{}", traced.broken, run.stderr);
            if traced.broken.is_empty() {
                assert_eq!(run.status, 0, "{context}");
                break;
            }
            broken += traced.broken.len();
            if run.status == 0 {
                // Nothing that matters: rights of a file that has them already, or what comes after the publication.
                assert!(now == new, "{context}");
                let slight =
                    |b: &break_in::Broken| ["chmod", "openat", "link"].iter().any(|call| b.line.contains(call));
                assert!(traced.broken.iter().all(slight), "{context}");
            } else if run.status == 7 {
                // The second step failed: the commissioner pack is what it was, or there is still none, beside the new
                // safeguarding pack.
                assert!(traced.broken.iter().any(|call| call.about_output), "{context}");
                assert!(run.stderr.contains("reports") || run.stderr.contains("shared"), "no path: {context}");
                assert!(run.stderr.contains("no commissioner pack was published"), "{context}");
                assert!(!run.stderr.contains("nothing was published") && !run.stderr.contains("999"), "{context}");
                for folder in outputs(area) {
                    assert!(!folder.join(".staging").exists(), "{context}");
                }
                second += 1;
                let of_commissioner = |file: &&(String, Vec<u8>)| file.0.contains("/commissioner/");
                let (theirs, ours): (Vec<_>, Vec<_>) = now.iter().partition(of_commissioner);
                assert!(theirs.into_iter().eq(old.iter().filter(of_commissioner)), "{context}");
                assert!(ours.into_iter().eq(new.iter().filter(|file| !of_commissioner(file))), "{context}");
            } else {
                assert!(now == old, "a mixture, or the new one though the run failed. {context}");
                assert!(!run.stderr.contains("999"), "{context}");
                if traced.broken.iter().all(|call| call.about_output) {
                    assert_eq!(run.status, 5, "{context}");
                    assert!(run.stderr.contains("reports") || run.stderr.contains("shared"), "no path: {context}");
                    assert!(run.stderr.contains("nothing was published"), "{context}");
                }
            }
            assert!(area.path("reports/strangers.txt").exists());
            // The next run works, and leaves nothing of this one.
            let next = area.run(&["report", "--as-of", AS_OF, "--replace", "--quiet"]);
            assert_eq!(next.status, 0, "after {context}: {}", next.stderr);
            assert!(published(area) == new, "after {context}");
            for folder in outputs(area) {
                assert!(!folder.join(".staging").exists() && !folder.join(".key.new").exists(), "after {context}");
            }
        }
    }
    assert!(second > 10, "only {second} calls of the second step were broken");
    broken
}
