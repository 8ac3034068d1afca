//! The nurse's pack is published first, whatever happens to the other pack. A month is published only once, in whichever folder, and
//! never changes.

use std::fmt::Write as _;
use std::fs;

use crate::support::{AS_OF, Area, assert_has, publish};

/// Forty children with two contacts each with one service, and additional lines of configuration.
fn area(service: &str, more: &str) -> Area {
    let config = format!(
        r#"
organisation = "Test Team"
{more}
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
local_id = "local_id"
service = "service"
locality = "locality"
date = "date"
outcome = "outcome"
"#
    );
    let mut text = String::from("contact_id,local_id,service,locality,date,outcome\n");
    for contact in 0..80 {
        let outcome = if contact % 4 == 0 { "was_not_brought" } else { "seen" };
        let (child, day) = (contact % 40, contact % 28 + 1);
        let _ = writeln!(text, "{contact},x{child},{service},North,2026-0{}-{day:02},{outcome}", 2 + contact % 8);
    }
    let area = Area::new(&config);
    area.write("clinic.csv", text);
    area
}

#[test]
fn a_pack_from_before_the_folder_was_changed_is_still_the_pack_of_its_month() {
    let area = area("Eye clinic", "");
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let first = area.commissioner("2026-11-15").files();
    let config = fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write(
        "failed-contact.toml",
        config.replace("[[contacts]]", "[output]\ncommissioner = \"shared\"\n[[contacts]]"),
    );
    // One more contact in October: nobody may find it by subtraction.
    let extract = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", extract + "99,x1,Eye clinic,North,2026-10-05,was_not_brought\n");
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(0);
    assert_has(&run.stdout, "the same as in the report for 15 November 2026");
    let shared = crate::support::files_below(&area.path("shared").join(AS_OF).join("commissioner"));
    assert_eq!(shared, first);
}

/// Sets the folder of the commissioner packs; empty for the output folder.
fn move_to(area: &Area, folder: &str) {
    let config = fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    let lines: Vec<&str> = config.lines().filter(|line| !line.starts_with("commissioner = ")).collect();
    area.write(
        "failed-contact.toml",
        lines.join("\n").replace("[output]", &format!("[output]\ncommissioner = \"{folder}\"")),
    );
}

/// Adds a contact in October: with two packs of the month, readers could subtract.
fn record_late(area: &Area, id: &str) {
    let extract = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", format!("{extract}{id},x1,Eye clinic,North,2026-10-05,was_not_brought\n"));
}

#[test]
fn a_month_is_published_once_whatever_folders_its_packs_went_to() {
    let area = area("Eye clinic", "[output]\ncommissioner = \"one\"");
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let pack = |folder: &str, day: &str| crate::support::files_below(&area.path(folder).join(day).join("commissioner"));
    let first = pack("one", "2026-11-15");
    for (folder, place, day) in
        [("two", "two", "2026-11-16"), ("", "reports", "2026-11-17"), ("two/", "two", "2026-11-18")]
    {
        move_to(&area, folder);
        record_late(&area, day);
        let run = area.run(&["report", "--as-of", day]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{folder}");
        assert!(run.stdout.contains("the same as in the report for 15 November 2026"), "{folder}: {}", run.stdout);
        assert_eq!(pack(place, day), first, "{folder}");
    }
    let list = fs::read_to_string(area.path("reports/.commissioner-folders")).unwrap();
    let folders: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(folders.len(), 2, "each once: {list}");
    assert!(folders.iter().all(|folder| std::path::Path::new(folder).is_absolute()), "{list}");
}

/// Nobody knows what was published in a folder that is missing, so only the nurse's pack is made.
#[test]
fn a_missing_folder_of_commissioner_packs_refuses_a_new_pack() {
    let area = area("Eye clinic", "[output]\ncommissioner = \"one\"");
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let first = crate::support::files_below(&area.path("one/2026-11-15/commissioner"));
    fs::rename(area.path("one"), area.path("renamed")).unwrap();
    record_late(&area, "98");
    for (folder, is_mounted) in [("one", false), ("two", false), ("", false), ("one", true)] {
        move_to(&area, folder);
        if is_mounted {
            // Where a drive is connected there is a folder without it, too.
            fs::create_dir(area.path("one")).unwrap();
        }
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        assert_eq!(run.status, 7, "{folder}: {}", run.stderr);
        let one = area.path("one").display().to_string();
        assert!(
            run.stderr.contains(&one) && run.stderr.contains("is not there, is empty or cannot be read"),
            "{folder}: {}",
            run.stderr
        );
        assert!(run.stderr.contains(".commissioner-folders"), "{folder}: {}", run.stderr);
        assert!(area.pack(AS_OF).path().join("index.html").is_file(), "{folder}");
        assert!(!area.path(&format!("reports/{AS_OF}/commissioner")).exists(), "{folder}");
        assert!(!area.path("two").exists() && area.path("one").exists() == is_mounted, "{folder}");
    }
    // With the new name in the list all is well; a spreadsheet program or Notepad may have saved it.
    let list = area.path("reports/.commissioner-folders");
    let text = fs::read_to_string(&list).unwrap().replace("one", "renamed");
    fs::write(&list, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    move_to(&area, "two");
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(crate::support::files_below(&area.path("two").join(AS_OF).join("commissioner")), first);
}

/// If the list of folders cannot be written, the pack is already published: that is a warning, and the next run writes the list. If it
/// cannot be read, nobody knows what was published.
#[test]
fn a_list_of_folders_that_cannot_be_written_or_read() {
    let area = area("Eye clinic", "[output]\ncommissioner = \"one\"");
    let in_the_way = area.path("reports/.commissioner-folders.new");
    fs::create_dir_all(&in_the_way).unwrap();
    let report = || area.run(&["report", "--as-of", AS_OF, "--replace"]);
    let run = report();
    run.assert_status(0);
    assert_has(&run.stderr, "Do not change `output.commissioner`");
    assert!(area.path("one").join(AS_OF).join("commissioner/index.html").is_file());
    fs::remove_dir(in_the_way).unwrap();
    let run = report();
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let list = area.path("reports/.commissioner-folders");
    assert!(fs::read_to_string(&list).unwrap().trim_end().ends_with("one"));
    fs::write(&list, b"\xff\xfe").unwrap();
    let run = report();
    run.assert_status(7);
    assert_has(&run.stderr, ".commissioner-folders: it is not text in UTF-8");
    assert!(area.pack(AS_OF).path().join("index.html").is_file());
}

/// Somebody changed a number, a spreadsheet program saved a table again, a copy was cut off: the pack is no longer as it was published,
/// so it is neither copied nor used.
#[test]
fn an_earlier_pack_is_used_only_if_it_is_as_it_was_published() {
    let area = area("Eye clinic", "");
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let (copied, beside) = (AS_OF, "2026-12-06");
    let refused = |file: &str, what: &str| {
        for day in [copied, beside] {
            let run = area.run(&["report", "--as-of", day, "--replace"]);
            assert_eq!(run.status, 7, "{file} {day}: {}", run.stderr);
            let is_named = run.stderr.contains(file) && run.stderr.contains(what);
            assert!(is_named && run.stderr.contains("restore it from a backup"), "{file} {day}: {}", run.stderr);
            assert!(!area.path(&format!("reports/{day}/commissioner")).exists(), "{file} {day}");
        }
    };
    let files = area.commissioner("2026-11-15").files();
    assert_eq!(files.len(), 9);
    for (file, bytes) in &files {
        let path = area.path("reports/2026-11-15/commissioner").join(file);
        if file == "manifest.json" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            fs::write(&path, text.replace("\"outputs\"", "\"others\"")).unwrap();
            refused(file, "cannot be read");
        } else {
            // It reads as before.
            fs::write(&path, [bytes.as_slice(), b"\r\n"].concat()).unwrap();
            refused(file, "is not as it was published");
            fs::remove_file(&path).unwrap();
            refused(file, "cannot be read");
        }
        fs::write(&path, bytes).unwrap();
    }
    for day in [copied, beside] {
        let run = area.run(&["report", "--as-of", day, "--replace"]);
        assert_eq!(run.status, 0, "{day}: {}", run.stderr);
        assert_eq!(run.stderr.contains("may not be complete"), day == beside, "{day}: {}", run.stderr);
    }
    assert_eq!(area.commissioner(copied).files(), files);
}

#[test]
fn a_pack_of_a_version_without_checksums_is_read() {
    let area = area("Eye clinic", "");
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let path = area.path("reports/2026-11-15/commissioner/manifest.json");
    let text = fs::read_to_string(&path).unwrap().replace("\"outputs\"", "\"others\"");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    for (old, status) in [("0.1.0", 0), ("1.0.0", 7)] {
        fs::write(&path, text.replace(&version, &format!("\"version\": \"{old}\""))).unwrap();
        let run = area.run(&["report", "--as-of", "2026-12-06", "--replace"]);
        assert_eq!(run.status, status, "{old}: {}", run.stderr);
    }
}

#[test]
fn too_many_localities_cost_the_nurse_nothing() {
    let area = area("Eye clinic", "");
    let mut extract = fs::read_to_string(area.path("clinic.csv")).unwrap();
    for place in 0..20_100 {
        let _ = writeln!(extract, "more{place},y{place},Eye clinic,Street {place},2026-10-05,seen");
    }
    area.write("clinic.csv", extract);
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(7);
    assert_has(&run.stderr, "`locality` has 20101 different values");
    assert_has(&run.stderr, "no commissioner pack was published");
    assert!(area.path("reports").join(AS_OF).join("safeguarding/index.html").is_file());
    assert!(!area.path("reports").join(AS_OF).join("commissioner").exists());
}

#[test]
fn a_name_of_a_service_cannot_change_the_direction_of_a_sentence() {
    let area = area("Eye\u{202e}clinic\u{7}", "");
    let output = area.path("out");
    let run = publish(&area.path("failed-contact.toml"), AS_OF, &output, &[]);
    run.assert_status(0);
    let page = fs::read_to_string(output.join(AS_OF).join("commissioner/index.html")).unwrap();
    assert!(page.contains("Eye"));
    assert!(!page.chars().any(|c| matches!(c, '\u{202e}' | '\u{7}')), "a character that no page may hold");
}
