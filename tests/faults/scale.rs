//! Scale: faults 58 to 60.

use std::fmt::Write as _;
use std::process::Stdio;

use crate::stand::{Stand, good_records};
use crate::support::{ADA, AS_OF, Area, HEADER, PLAIN, assert_has, assert_reconciles, cell, number};

/// What Excel opens, the header being a line too.
const LINES: usize = 1_048_576;

/// A configuration that publishes however many records are rejected.
fn lenient() -> String {
    format!("{PLAIN}\n[limits]\nmax_rejected = 1.0\n")
}

/// Contacts of children who were always seen, one service each in turn.
fn quiet_contacts(count: usize) -> String {
    let mut text = HEADER.to_owned();
    for i in 0..count {
        let (number, month, day) = (number(i / 10 % 100_000), i % 11 + 1, i % 28 + 1);
        let _ = writeln!(text, "quiet-{i},{number},Audiology,2026-{month:02}-{day:02},seen");
    }
    text
}

/// The most memory that a run had at any moment, in bytes, as Linux tells it.
#[cfg(target_os = "linux")]
fn peak_memory(area: &Area) -> u64 {
    let mut child = area
        .command(&["report", "--as-of", AS_OF, "--replace"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(number) = kilobytes.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok()) {
            peak = peak.max(number * 1024);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return peak;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Ten million contacts.
///
/// The memory needed is about 100 bytes a contact and no more: texts are not kept, and only the records of listed
/// children are read again.
#[test]
#[cfg(target_os = "linux")]
fn fault_58_memory_is_bounded() {
    let peaks = [300_000, 600_000].map(|count| {
        let area = Area::new(PLAIN);
        area.write("clinic.csv", quiet_contacts(count));
        peak_memory(&area)
    });
    let a_record = peaks[1].saturating_sub(peaks[0]) / 300_000;
    assert!(peaks[0] > 1 << 20, "nothing was measured");
    assert!(a_record < 150, "{a_record} bytes a record, {peaks:?}");
}

/// Very many records that cannot be used, as with a wrong `date_format`.
///
/// Each is kept unchanged until `rejected.csv` is written: about 400 bytes for a line of 60, so 10 million need 4
/// gigabytes. With the usual `limits.max_rejected` the run stops instead.
#[test]
#[cfg(target_os = "linux")]
fn fault_58_memory_of_rejects() {
    let peaks = [100_000, 200_000].map(|count| {
        let area = Area::new(&lenient().replace("%Y-%m-%d", "%d/%m/%Y"));
        area.write("clinic.csv", quiet_contacts(count));
        peak_memory(&area)
    });
    let a_record = peaks[1].saturating_sub(peaks[0]) / 100_000;
    assert!(a_record < 600, "{a_record} bytes a record, {peaks:?}");
}

/// One child with 100,000 contacts.
///
/// The sheet shows the contacts behind the failed contacts first, then the newest, says how many it leaves out, and stays
/// small enough for any browser; `contacts.csv` has every one of them.
#[test]
fn fault_59_one_child_with_very_many_contacts() {
    let area = Area::new(PLAIN);
    let mut text = HEADER.to_owned();
    let mut failed = 0;
    for i in 0..100_000_usize {
        let (month, day) = (i % 10 + 1, i / 10 % 28 + 1);
        let outcome = if i % 7 == 0 { "was_not_brought" } else { "seen" };
        failed += usize::from(i % 7 == 0);
        let _ = writeln!(text, "{i},{ADA},Service {},2026-{month:02}-{day:02},{outcome}", i % 300);
    }
    area.write("clinic.csv", text);
    let pack = area.report();
    assert_reconciles(&pack);
    let rows = pack.rows("contacts.csv");
    assert_eq!(rows.len(), 100_000);
    assert!(failed > 14_000 && rows.iter().filter(|row| cell(row, "counted") == "yes").count() > 500);
    let cases = pack.rows("cases.csv");
    assert_eq!(cases.len(), 1);
    let sheet = pack.text(&format!("cases/{}.html", cell(&cases[0], "case_ref")));
    assert!(sheet.len() < 2 << 20, "a sheet of {} bytes", sheet.len());
    assert!(sheet.contains("Of 100,000 contacts in the review period, 500 are shown"), "it says what it leaves out");
    assert!(sheet.contains("contacts.csv has all of them"));
    let failed_contacts: usize = cell(&cases[0], "failed_contacts").parse().unwrap();
    assert!(failed_contacts > 500, "{failed_contacts}");
    for name in ["index.html", "quality.html"] {
        assert!(pack.bytes(name).len() < 1 << 20, "{name}");
    }
}

/// A table of the pack with more rows than Excel opens (1,048,575 below the header).
///
/// It is continued in `rejected-2.csv` (or `contacts-2.csv`, and so on), which has the header again and opens like the
/// first; the terminal, the quality page and the manifest say so, and nothing is cut off.
#[test]
fn fault_60_more_rows_than_a_spreadsheet_opens() {
    let stand = Stand::with(&lenient());
    let mut text = HEADER.to_owned();
    for record in good_records() {
        let _ = writeln!(text, "{record}");
    }
    let rejects = LINES + 1;
    text.push_str(&"x,,,,\n".repeat(rejects));
    stand.area.write("clinic.csv", text);
    let run = stand.area.run(&["report", "--as-of", AS_OF, "--replace"]);
    run.assert_status(0);
    let sentence = "rejected.csv has more rows than a spreadsheet program opens: it continues in rejected-2.csv";
    assert_has(&run.stdout, sentence);
    let pack = stand.area.pack(AS_OF);
    assert_reconciles(&pack);
    assert!(pack.text("quality.html").contains(sentence));
    let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
    assert_eq!(manifest["tables_in_parts"], serde_json::json!({ "rejected.csv": ["rejected.csv", "rejected-2.csv"] }));
    let parts = ["rejected.csv", "rejected-2.csv"].map(|name| pack.text(name));
    assert_eq!(parts[0].lines().count(), LINES);
    assert_eq!(parts[0].lines().next(), parts[1].lines().next());
    assert!(parts[1].starts_with('\u{feff}'));
    assert_eq!(parts.iter().map(|part| part.lines().count() - 1).sum::<usize>(), rejects);
    assert!(!pack.files().contains_key("rejected-3.csv"));
    // The next report, of fewer rows, leaves no part behind.
    stand.area.write("clinic.csv", quiet_contacts(10));
    let pack = stand.area.report();
    assert!(!pack.files().contains_key("rejected-2.csv"));
}

/// Last week's tables were in parts.
///
/// All parts are read, as the manifest of that week names them. If one is missing the run stops (5): nobody is taken
/// as new, or as gone, by mistake.
#[test]
fn fault_60_last_weeks_tables_in_parts() {
    let area = Area::new(PLAIN);
    let mut records = good_records();
    records.extend((1..=3).map(|i| format!("ben-{i},9990000026,Physiotherapy,2026-0{i}-09,refused")));
    area.write("clinic.csv", crate::support::plain_csv(&records.iter().map(String::as_str).collect::<Vec<_>>()));
    let before = "2026-11-15";
    assert_eq!(area.run(&["report", "--as-of", before]).status, 0);
    // As if a file could have two lines.
    let folder = area.path(&format!("reports/{before}/safeguarding"));
    let pack = area.pack(before);
    let mut manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
    for table in ["cases", "contacts"] {
        let text = pack.text(&format!("{table}.csv"));
        let (header, rows) = text.split_once("\r\n").unwrap();
        let names: Vec<String> = rows
            .split_inclusive("\r\n")
            .zip(1..)
            .map(|(row, part)| {
                let name = if part == 1 { format!("{table}.csv") } else { format!("{table}-{part}.csv") };
                std::fs::write(folder.join(&name), format!("{header}\r\n{row}")).unwrap();
                name
            })
            .collect();
        assert!(names.len() > 1);
        manifest["tables_in_parts"][format!("{table}.csv")] = names.into();
    }
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "status"), ["continuing", "continuing"]);
    assert_eq!(pack.column("cases.csv", "previous_failed_contacts"), ["3", "3"]);
    assert_eq!(pack.rows("resolved.csv").len(), 0);
    for missing in ["cases-2.csv", "contacts-4.csv"] {
        let path = folder.join(missing);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        assert_eq!(run.status, 5, "{missing}: {}", run.stderr);
        assert_has(&run.stderr, missing);
        std::fs::write(path, bytes).unwrap();
    }
}
