//! What differs on Windows: faults 82 to 85, and faults of other parts, caused in the way of Windows. They run under
//! the emulator, too (`scripts/windows.sh`).
#![cfg(windows)]

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use send_ctrlc::Interruptible;

use crate::clinic::counted;
use crate::harm::soon;
use crate::processes::interrupted_at_all_times;
use crate::stand::{Stand, good_records};
use crate::support::{AS_OF, Area, PLAIN, assert_has, assert_lacks, assert_reconciles, files_below, plain_csv};

const REPLACE: [&str; 5] = ["report", "--as-of", AS_OF, "--replace", "--quiet"];

/// Starts a process in a console of its own.
const NEW_CONSOLE: u32 = 0x10;

/// What others may do with a file that somebody has open: nothing, or read and write it, but not move or remove it.
const NOTHING: u32 = 0;
const READ_AND_WRITE: u32 = 1 | 2;

/// Opens a file or a folder, as another program does.
fn hold(path: &Path, others_may: u32) -> File {
    /// With it a folder can be opened, too.
    const BACKUP_SEMANTICS: u32 = 0x0200_0000;
    OpenOptions::new().read(true).share_mode(others_may).custom_flags(BACKUP_SEMANTICS).open(path).unwrap()
}

/// Ctrl-C is pressed in the console of a run, at any moment.
///
/// Status 130. Half-written files are removed, the old report stays, and no error is printed. If it comes so late that the
/// new report is already being put in place, the run finishes as usual: status 0. Closing the console ends the process at
/// once, as fault 49.
#[test]
fn fault_50_ctrl_c_in_a_console() {
    /// What Windows gives a program that ends by Ctrl-C without having asked for it.
    const CONTROL_C_EXIT: i32 = 0xC000_013A_u32.cast_signed();
    const INSIDE: &str = "FAULT_50_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        // It comes to all in the console: this process goes on.
        ctrlc::set_handler(|| ()).unwrap();
        return interrupted_at_all_times(Some(CONTROL_C_EXIT), &|_, _| AllInTheConsole.interrupt().unwrap());
    }
    // Runs the test again in a console of its own, so that nothing else is interrupted.
    let inside = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "windows::fault_50_ctrl_c_in_a_console", "--nocapture"])
        .env(INSIDE, "1")
        .creation_flags(NEW_CONSOLE)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&inside.stdout);
    assert!(inside.status.success(), "{printed}{}", String::from_utf8_lossy(&inside.stderr));
    assert_has(&printed, "1 passed");
}

/// Who is sent Ctrl-C: number 0 is everybody in the console.
struct AllInTheConsole;

impl Interruptible for AllInTheConsole {
    fn pid(&mut self) -> io::Result<Option<u32>> {
        Ok(Some(0))
    }
}

/// Another run holds the output folder.
///
/// Status 6 at once. When the other has ended, the next run publishes.
#[test]
fn fault_51_the_folder_is_locked() {
    let stand = Stand::good();
    let lock = OpenOptions::new().write(true).open(stand.area.path("reports/.lock")).unwrap();
    lock.lock().unwrap();
    let run = soon(&stand.area, &REPLACE);
    run.assert_status(6);
    assert_has(&run.stderr, "another run is writing to this folder");
    drop(lock);
    stand.publishes();
}

/// The first run in an output folder, from which all files in it inherit the access list.
///
/// The run says once that the list must be set, and how. File modes, which protect the files on other systems, have no
/// effect on Windows.
#[test]
fn fault_53_access_lists() {
    let area = Area::new(PLAIN);
    area.write("clinic.csv", plain_csv(&good_records()));
    for warned in [true, false] {
        let run = area.run(&REPLACE);
        run.assert_status(0);
        let says = ["everybody who may read this folder", "Properties, Security", "SECURITY.md"];
        assert!(says.iter().all(|words| run.stderr.contains(words) == warned), "{}", run.stderr);
    }
}

/// A virus scanner or a window of Explorer holds the folder of the report that is replaced, for a moment.
///
/// The run tries again for ten seconds, and publishes.
#[test]
fn fault_82_held_for_a_moment() {
    let stand = Stand::good();
    let held = hold(&stand.area.path(&format!("reports/{AS_OF}")), READ_AND_WRITE);
    thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_secs(4));
            drop(held);
        });
        let run = soon(&stand.area, &REPLACE);
        run.assert_status(0);
    });
    assert_reconciles(&stand.area.pack(AS_OF));
    assert!(!stand.area.path("reports/.staging").exists());
}

/// The same, for as long as the run goes on.
///
/// Status 5 after ten seconds. The message names the folder, and says to close its windows and files. The old report
/// stays.
#[test]
fn fault_82_held_all_the_time() {
    let stand = Stand::good();
    let held = hold(&stand.area.path(&format!("reports/{AS_OF}")), READ_AND_WRITE);
    let begun = Instant::now();
    let run = soon(&stand.area, &REPLACE);
    assert!(begun.elapsed() > Duration::from_secs(9), "it was not tried again");
    run.assert_status(5);
    assert_has(&run.stderr, AS_OF);
    assert_has(&run.stderr, "close files and windows");
    assert_lacks(&run.stderr, "os error");
    assert_lacks(&run.stderr, ".:");
    drop(held);
    stand.untouched();
    stand.publishes();
}

/// A spreadsheet program has a table open of the report that is being replaced.
///
/// If the system refuses to move the folder, the same happens as above. If it does not (the emulator), the new
/// safeguarding pack is in place, the commissioner pack waits until the table is closed (7), and the next run removes
/// what is left of the old report.
#[test]
fn fault_82_a_table_is_open() {
    let stand = Stand::good();
    let area = &stand.area;
    let held = hold(&area.path(&format!("reports/{AS_OF}/safeguarding/cases.csv")), READ_AND_WRITE);
    let text = fs::read_to_string(area.path("clinic.csv")).unwrap();
    area.write("clinic.csv", text + "good-09,9990000018,Audiology,2026-09-01,was_not_brought\n");
    let run = soon(area, &REPLACE);
    drop(held);
    match run.status {
        5 => {
            assert_has(&run.stderr, "close files and windows");
            stand.untouched();
        }
        status => {
            assert!(status == 0 || status == 7 && run.stderr.contains("close files and windows"), "{}", run.stderr);
            assert_eq!(area.pack(AS_OF).column("cases.csv", "failed_contacts"), ["4"]);
        }
    }
    stand.publishes();
}

/// An extract is open in another program.
///
/// If that program lets others read it, as Excel does, it is read. Otherwise the run stops with 3, and the message is a
/// sentence like all others.
#[test]
fn fault_82_an_extract_is_open() {
    let stand = Stand::good();
    let shared = hold(&stand.area.path("clinic.csv"), READ_AND_WRITE);
    stand.publishes();
    drop(shared);
    let stand = Stand::good();
    let held = hold(&stand.area.path("clinic.csv"), NOTHING);
    let run = stand.stops(3, &["clinic.csv: the extract cannot be read: "]);
    assert!(run.stderr.lines().all(|line| !line.trim_end().ends_with('.')), "{}", run.stderr);
    drop(held);
    stand.publishes();
}

/// A name that Windows keeps for a device, where a file is looked for or made: `CON`, `nul.csv`, `COM1`, `\\.\pipe\x`.
///
/// Status 2, 3 or 5, at once: nothing waits for a key to be pressed, and nothing is written to a device.
#[test]
fn fault_83_devices() {
    for name in ["CON", "con", "NUL", "nul.csv", "AUX", "COM1", r"\\.\pipe\failed-contact"] {
        let area = Area::new(&PLAIN.replace("\"clinic*.csv\"", &format!("'{name}'")));
        let stops = |arguments: &[&str], statuses: &[i32]| {
            let run = soon(&area, arguments);
            assert!(statuses.contains(&run.status), "{name} {arguments:?}: {} {}", run.status, run.stderr);
        };
        stops(&["check", "--as-of", AS_OF], &[2, 3]);
        stops(&["check", name], &[2]);
        stops(&["init", name], &[3]);
        area.write("failed-contact.toml", PLAIN);
        area.write("clinic.csv", plain_csv(&good_records()));
        stops(&["report", "--as-of", AS_OF, "--output", name], &[5]);
        stops(&["report", "--as-of", AS_OF, "--previous", name], &[2, 5]);
        stops(&["init", "clinic.csv", "--output", name], &[5]);
        let names = files_below(area.folder()).into_keys().filter(|file| !file.starts_with("reports/"));
        assert_eq!(names.collect::<Vec<_>>(), ["clinic.csv", "failed-contact.toml"], "{name}");
    }
}

/// The path of an area is longer than the 260 characters that Windows once allowed.
///
/// The report is made and replaced like any other.
#[test]
fn fault_84_long_paths() {
    let area = Area::empty();
    let folder = ["a folder of the shared drive with quite a long name"; 6].join("/");
    area.write(&format!("{folder}/failed-contact.toml"), PLAIN);
    area.write(&format!("{folder}/clinic.csv"), plain_csv(&good_records()));
    assert!(area.path(&folder).as_os_str().len() > 300);
    let config = format!("{folder}/failed-contact.toml");
    for week in ["2026-11-15", AS_OF, AS_OF] {
        let run = area.run(&["report", &config, "--as-of", week, "--replace", "--quiet"]);
        run.assert_status(0);
    }
    // The same from a folder as short as any.
    let short = Stand::good();
    assert_eq!(short.area.run(&["report", "--as-of", "2026-11-15", "--quiet"]).status, 0);
    short.publishes();
    let names = |folder: PathBuf| files_below(&folder).into_keys().filter(|name| !name.contains("telling")).count();
    let [long, short] = [area.path(&format!("{folder}/reports")), short.area.path("reports")].map(names);
    assert_eq!(long, short);
}

/// Paths as people write them on Windows: with `\`, with a letter of a drive, in another case, from outside the area.
///
/// They mean what they mean to Windows. A file that several spellings name is one file, and no spelling gets a folder
/// of reports past the check.
#[test]
fn fault_85_paths_of_windows() {
    let with = |files: &str| {
        let stand = Stand::with(PLAIN);
        let config = PLAIN.replace("[\"clinic*.csv\"]", files);
        stand.area.write("failed-contact.toml", config.replace("FOLDER", stand.area.folder().to_str().unwrap()));
        stand
    };
    for files in [
        r"['CLINIC*.CSV']",
        r"['clinic.csv', 'CLINIC.CSV', '.\Clinic.csv']",
        r"['FOLDER\clinic*.csv', 'clinic.csv']",
        r"['FOLDER/clinic.csv', 'FOLDER\CLINIC.CSV']",
    ] {
        assert_eq!(counted(&with(files).publishes()), (60, 60), "{files}");
    }
    let outside = Stand::good();
    outside
        .area
        .write("inner/failed-contact.toml", PLAIN.replace("[\"clinic*.csv\"]", r"['..\clinic.csv', '..\CLINIC.CSV']"));
    let run = outside.area.run(&["check", r"inner\failed-contact.toml", "--as-of", AS_OF]);
    run.assert_status(0);
    // Letters beyond A to Z.
    let stand = with("['Zoë.csv', 'ZOË.CSV']");
    fs::rename(stand.area.path("clinic.csv"), stand.area.path("Zoë.csv")).unwrap();
    assert_eq!(counted(&stand.publishes()), (60, 60));
    fs::write(stand.area.path("Zoë.csv"), "").unwrap();
    let run = stand.area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "Zoë.csv: the extract is empty");
    // What a run has written is never read again.
    for files in [r"['Reports\**\*.csv']", r"['REPORTS/*/*/cases.csv']", r"['FOLDER\Reports\**\cases.csv']"] {
        let run = with(files).area.run(&["check", "--as-of", AS_OF]);
        assert_eq!(run.status, 2, "{files}: {}", run.stderr);
        assert!(run.stderr.to_lowercase().contains("reports"), "{files}: {}", run.stderr);
    }
    for folder in [r"'REPORTS'", r"'.\Reports\2026-11-22'", "'Reports/.STAGING'"] {
        let config = PLAIN.replace("[[contacts]]", &format!("[output]\ncommissioner = {folder}\n[[contacts]]"));
        let area = Area::new(&config);
        area.write("clinic.csv", plain_csv(&good_records()));
        let run = area.run(&["check", "--as-of", AS_OF]);
        assert_eq!(run.status, 2, "{folder}: {}", run.stderr);
        assert!(run.stderr.contains("`output.commissioner`"), "{folder}: {}", run.stderr);
    }
    // The path to open can be pasted.
    let stand = Stand::good();
    let run = stand.area.run(&[
        "report",
        "./failed-contact.toml",
        "--as-of",
        AS_OF,
        "--replace",
        "--output",
        "more/../reports",
    ]);
    let paths: Vec<&str> = run.stdout.lines().filter_map(|line| Some(line.split_once("Open ")?.1)).collect();
    assert!(!paths.is_empty() && paths.iter().all(|path| path.contains('\\') && !path.contains('/')), "{}", run.stdout);
}
