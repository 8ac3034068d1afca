//! People who mean harm and can put files where the program looks for them, or write records that are extracted: faults 72
//! to 81, and 86.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::break_in;
use crate::stand::{Stand, good_records};
use crate::support::tools::{Tool, tracer};
use crate::support::{AS_OF, Area, HEADER, PLAIN, Run, assert_has, files_below, plain_csv, program};

mod size;

/// The week before [`AS_OF`].
#[cfg(unix)]
const BEFORE: &str = "2026-11-15";

/// Runs a command of the program that must end by itself, and soon.
#[track_caller]
pub fn soon(area: &Area, arguments: &[&str]) -> Run {
    // Output goes to files: a full pipe would stop the program.
    let outside = tempfile::tempdir().unwrap();
    let [out, err] = ["out", "err"].map(|name| outside.path().join(name));
    let mut child = area
        .command(arguments)
        .stdout(fs::File::create(&out).unwrap())
        .stderr(fs::File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_mins(2);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Run::of(Output { status, stdout: fs::read(out).unwrap(), stderr: fs::read(err).unwrap() })
}

/// A file of the previous report is a named pipe, a link to a device, a link to another file, or far too long.
///
/// Status 5, and the message names the file; an earlier commissioner pack like that ends with 7. Nothing waits for the other
/// end of a pipe, reads a device that never ends, or takes a file into memory that no report has.
#[cfg(unix)]
#[test]
fn fault_72_previous_report_of_pipes_and_devices() {
    use std::os::unix::fs::symlink;
    let area = Area::new(PLAIN);
    area.write("clinic.csv", plain_csv(&good_records()));
    assert_eq!(area.run(&["report", "--as-of", BEFORE, "--quiet"]).status, 0);
    area.write("elsewhere", "x");
    let put = |path: &std::path::Path, what: &str| match what {
        "pipe" => assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()),
        "device" => symlink("/dev/zero", path).unwrap(),
        "link" => symlink(area.path("elsewhere"), path).unwrap(),
        // As good as nothing on the disk, and no line end in it.
        _ => fs::File::create(path).unwrap().set_len(1 << 33).unwrap(),
    };
    for (name, status) in [
        ("safeguarding/cases.csv", 5),
        ("safeguarding/contacts.csv", 5),
        ("safeguarding/manifest.json", 5),
        ("commissioner/manifest.json", 7),
        ("commissioner/activity.csv", 7),
    ] {
        for what in ["pipe", "device", "link", "long"] {
            let path = area.path(&format!("reports/{BEFORE}/{name}"));
            let kept = area.path("kept");
            fs::rename(&path, &kept).unwrap();
            put(&path, what);
            let damage = format!("{name} is a {what}");
            let run = soon(&area, &["report", "--as-of", AS_OF, "--quiet"]);
            assert_eq!(run.status, status, "{damage}: {}", run.stderr);
            assert!(run.stderr.contains(name), "{damage}: {}", run.stderr);
            assert_eq!(soon(&area, &["check", "--as-of", AS_OF]).status, 0, "{damage}");
            if status == 5 {
                let named = ["report", "--as-of", AS_OF, "--previous", &format!("reports/{BEFORE}")];
                assert_eq!(soon(&area, &named).status, 2, "{damage}");
                assert!(!area.path(&format!("reports/{AS_OF}")).exists(), "{damage}");
            } else {
                fs::remove_dir_all(area.path(&format!("reports/{AS_OF}"))).unwrap();
            }
            fs::remove_file(&path).unwrap();
            fs::rename(&kept, &path).unwrap();
        }
    }
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--quiet"]).status, 0);
}

/// The key, the configuration or an extract that `init` looks at is a named pipe or a device.
///
/// Status 5 or 2, at once.
#[cfg(unix)]
#[test]
fn fault_72_other_files_of_pipes_and_devices() {
    let stand = Stand::good();
    let area = &stand.area;
    let pipe = |path: &str| {
        let _ = fs::remove_file(area.path(path));
        assert!(std::process::Command::new("mkfifo").arg(area.path(path)).status().unwrap().success());
    };
    pipe("pipe.csv");
    std::os::unix::fs::symlink("/dev/zero", area.path("zeros.csv")).unwrap();
    for (arguments, status) in [
        (&["init", "pipe.csv"][..], 3),
        (&["init", "zeros.csv"], 3),
        (&["check", "pipe.csv"], 2),
        (&["check", "zeros.csv"], 2),
        (&["report", "--as-of", AS_OF, "--replace", "--previous", "zeros.csv"], 2),
    ] {
        let run = soon(area, arguments);
        assert_eq!(run.status, status, "{arguments:?}: {}", run.stderr);
    }
    let key = fs::read(area.path("reports/.key")).unwrap();
    pipe("reports/.key");
    let run = soon(area, &["report", "--as-of", AS_OF, "--replace"]);
    run.assert_status(5);
    assert_eq!(soon(area, &["check", "--as-of", AS_OF]).status, 0);
    fs::remove_file(area.path("reports/.key")).unwrap();
    fs::write(area.path("reports/.key"), key).unwrap();
    stand.untouched();
}

/// The output folder is a link, written with a slash or `/.` behind it.
///
/// Status 5: it is refused like the link without them, and nothing is written where it leads.
#[cfg(unix)]
#[test]
fn fault_73_link_with_a_slash_behind_it() {
    for spelling in ["link", "link/", "link//", "link/.", "./link/./"] {
        let area = Area::plain(&[]);
        area.write("clinic.csv", plain_csv(&good_records()));
        fs::create_dir(area.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", area.path("link")).unwrap();
        let run = area.run(&["report", "--as-of", AS_OF, "--output", spelling]);
        assert_eq!(run.status, 5, "{spelling}: {}", run.stderr);
        for key in ["folder", "commissioner"] {
            let config = PLAIN.replace("[[contacts]]", &format!("[output]\n{key} = \"{spelling}\"\n[[contacts]]"));
            area.write("other.toml", config);
            let run = area.run(&["report", "other.toml", "--as-of", AS_OF]);
            assert_eq!(run.status, 5, "{key} {spelling}: {}", run.stderr);
            assert!(run.stderr.contains("symbolic link"), "{key} {spelling}: {}", run.stderr);
        }
        assert!(files_below(&area.path("elsewhere")).is_empty(), "{spelling}");
    }
}

/// The commissioner pack's own folder lies in the folder of a run, or in one that the program keeps for itself.
///
/// Status 2: readers of that pack would be led to the identifiable one, and the next run would replace it.
#[test]
fn fault_74_commissioner_folder_inside_a_run() {
    for (folder, inside) in [
        ("reports/2026-11-22", true),
        ("reports/2026-11-22/", true),
        ("./reports/2026-11-22/shared", true),
        ("reports/x/../2026-11-22", true),
        ("reports/.staging", true),
        ("reports/.staging/new", true),
        ("reports/.key", true),
        ("reports/commissioner", false),
        ("reports/2026-11-22x", false),
        ("shared", false),
    ] {
        let config = PLAIN.replace("[[contacts]]", &format!("[output]\ncommissioner = \"{folder}\"\n[[contacts]]"));
        let area = Area::new(&config);
        area.write("clinic.csv", plain_csv(&good_records()));
        let run = area.run(&["check", "--as-of", AS_OF]);
        assert_eq!(run.status, if inside { 2 } else { 0 }, "{folder}: {}", run.stderr);
        assert_eq!(run.stderr.contains("`output.commissioner` lies in"), inside, "{folder}: {}", run.stderr);
    }
    // Through a link above a folder that does not exist yet.
    #[cfg(unix)]
    for (folder, status) in
        [("link/2026-11-22", 2), ("link/2026-11-22/shared", 2), ("link/.staging/x", 2), ("link/x", 0)]
    {
        let area =
            Area::new(&PLAIN.replace("[[contacts]]", &format!("[output]\ncommissioner = \"{folder}\"\n[[contacts]]")));
        area.write("clinic.csv", plain_csv(&good_records()));
        fs::create_dir(area.path("reports")).unwrap();
        std::os::unix::fs::symlink("reports", area.path("link")).unwrap();
        let run = area.run(&["check", "--as-of", AS_OF]);
        assert_eq!(run.status, status, "{folder}: {}", run.stderr);
    }
}

/// The output folder is `.staging`, which runs make in their output folder and remove again, or lies in it.
///
/// Status 5: the next run would remove the reports.
#[test]
fn fault_74_output_folder_inside_staging() {
    let stand = Stand::good();
    for folder in ["reports/.staging", "reports/.staging/", "reports/.staging/x", ".staging"] {
        let run = stand.area.run(&["report", "--as-of", AS_OF, "--output", folder]);
        assert_eq!(run.status, 5, "{folder}: {}", run.stderr);
        assert!(run.stderr.contains("removed by the next run"), "{folder}: {}", run.stderr);
    }
    stand.untouched();
}

/// Somebody has filled in the form in the folder of a report, or changed another file there, and the report is
/// replaced.
///
/// The changed file is kept in the new report under another name, and the run says so. An unchanged file is replaced.
#[test]
fn fault_79_a_form_that_was_filled_in_where_it_lies() {
    let stand = Stand::good();
    let area = &stand.area;
    let folder = format!("reports/{AS_OF}/safeguarding");
    let form = format!("{folder}/reviews-template.csv");
    let sheet = files_below(&area.path(&folder)).into_keys().find(|name| name.starts_with("cases/")).unwrap();
    let filled = fs::read_to_string(area.path(&form)).unwrap() + "A DECISION\r\n";
    area.write(&form, &filled);
    area.write(&format!("{folder}/{sheet}"), "notes");
    let again = || area.run(&["report", "--as-of", AS_OF, "--replace", "--quiet"]);
    let run = again();
    run.assert_status(0);
    assert_has(&run.stderr, "reviews-template-saved.csv");
    assert_has(&run.stderr, "`reviews.files`");
    let saved = |name: &str| fs::read_to_string(area.path(&format!("{folder}/{name}"))).unwrap_or_default();
    assert_eq!(saved("reviews-template-saved.csv"), filled);
    assert_eq!(saved(&sheet.replace(".html", "-saved.html")), "notes");
    assert!(!saved("reviews-template.csv").contains("A DECISION"));
    // Unchanged files get no second name, and files that were kept before stay.
    let before = files_below(&area.path("reports"));
    assert!(!again().stderr.contains("saved"));
    assert!(files_below(&area.path("reports")).keys().eq(before.keys()));
    // A second form does not take the place of the first.
    area.write(&form, "another");
    assert_eq!(again().status, 0);
    assert_eq!(
        (saved("reviews-template-saved.csv"), saved("reviews-template-saved-2.csv")),
        (filled, "another".to_owned())
    );
    // A pack of a version without checksums may have decisions as well.
    let manifest = fs::read_to_string(area.path(&format!("{folder}/manifest.json"))).unwrap();
    area.write(&format!("{folder}/manifest.json"), manifest.replace("\"outputs\"", "\"others\""));
    assert!(again().stderr.contains("reviews-template-saved-3.csv"));
    // The same holds for every file.
    let files = files_below(&area.path(&folder)).into_keys();
    let files: Vec<String> = files.filter(|name| !name.contains("-saved") && name != "manifest.json").collect();
    assert!(files.len() > 14, "{files:?}");
    for name in &files {
        area.write(&format!("{folder}/{name}"), format!("own {name}"));
    }
    assert_eq!(again().status, 0);
    let carried: Vec<String> = files_below(&area.path(&folder)).into_keys().map(|name| saved(&name)).collect();
    assert!(files.iter().all(|name| saved(name) != format!("own {name}") && carried.contains(&format!("own {name}"))));
}

/// `init` reads extracts that have people's names in text columns, and no columns of names.
///
/// It shows outcome words and codes, but never a text that may be a name: for such a text it gives the line.
#[test]
fn fault_80_names_in_what_init_prints() {
    let area = Area::empty();
    let texts = [
        "Seen",
        "Seen with FAITH",
        "Seen with Faith Ward",
        "seen by will young",
        "SUE LEE",
        "Amy",
        "did not attend",
        "IAN",
    ];
    let mut text = "NHS Number,Service,Date,Outcome\n".to_owned();
    for (at, outcome) in texts.iter().cycle().take(240).enumerate() {
        let _ = writeln!(text, "9990000018,Audiology,{:02}/{:02}/2026,{outcome}", at % 27 + 1, at % 11 + 1);
    }
    area.write("a.csv", text);
    let run = area.run(&["init", "a.csv"]);
    run.assert_status(0);
    assert_has(&run.stdout, "\"did not attend\"");
    let shown = (run.stdout + &run.stderr).to_lowercase();
    for name in ["faith", "will young", "sue", "amy", "ian\"", "ward"] {
        assert!(!shown.contains(name), "{name}: {shown}");
    }
}

/// The key of the case references is 32 zeros, too short, or has a second name elsewhere on the disk.
///
/// Status 5: anybody could work out the references, or somebody else has the key.
#[test]
fn fault_81_a_key_that_is_no_secret() {
    let stand = Stand::good();
    let area = &stand.area;
    let path = area.path("reports/.key");
    let key = fs::read(&path).unwrap();
    for (bytes, words) in
        [(vec![0; 32], "not random"), (vec![b'a'; 32], "not random"), (vec![1; 31], "damaged"), (vec![], "damaged")]
    {
        fs::write(&path, bytes).unwrap();
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        run.assert_status(5);
        assert_has(&run.stderr, words);
    }
    fs::write(&path, key).unwrap();
    fs::hard_link(&path, area.path("mine")).unwrap();
    stand.stops(5, &["hard link", ".key"]);
    fs::remove_file(area.path("mine")).unwrap();
    stand.untouched();
    assert_eq!(area.run(&["report", "--as-of", AS_OF, "--replace"]).status, 0);
}

/// Everybody on the computer may write to the output folder.
///
/// The run warns and says what to do: only the owner can read the packs in it, but anybody could replace them.
#[cfg(unix)]
#[test]
fn fault_81_an_output_folder_that_everybody_may_write_to() {
    use std::os::unix::fs::PermissionsExt;
    let area = Area::new(PLAIN);
    area.write("clinic.csv", plain_csv(&good_records()));
    fs::create_dir(area.path("reports")).unwrap();
    for (mode, warned) in [(0o700, false), (0o775, false), (0o777, true), (0o1777, true)] {
        fs::set_permissions(area.path("reports"), fs::Permissions::from_mode(mode)).unwrap();
        let run = area.run(&["report", "--as-of", AS_OF, "--replace", "--quiet"]);
        run.assert_status(0);
        assert_eq!(run.stderr.contains("anybody on this computer can write"), warned, "{mode:o}: {}", run.stderr);
    }
}

/// The program is ended while it tests whether the output folder can be written to.
///
/// Nothing is left there: an interruption waits until the test is over.
#[cfg(unix)]
#[test]
fn fault_50_ended_while_the_folder_is_tried() {
    if !Tool::Strace.is_here() {
        return;
    }
    let stand = Stand::good();
    let area = &stand.area;
    let status = tracer()
        .args(["-f", "-qq", "-o"])
        .arg(area.path("calls.log"))
        .args(["-einject=?mkdir,mkdirat:signal=SIGTERM:when=1", "-einject=?rmdir,unlinkat:delay_enter=500000:when=1"])
        .arg(program().get_program())
        .args(["report", "--as-of", AS_OF, "--replace", "--quiet"])
        .current_dir(area.folder())
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(130), "{}", String::from_utf8_lossy(&status.stderr));
    stand.untouched();
    fs::remove_file(area.path("calls.log")).unwrap();
}

/// The report is in place, but the system cannot flush the folder to disk.
///
/// Status 5, and the old report is back: a report that a power cut could undo does not count as published.
#[cfg(target_os = "linux")]
#[test]
fn fault_47_the_folder_cannot_be_flushed() {
    if !Tool::Strace.is_here() {
        return;
    }
    let stand = Stand::good();
    for how in [&["--replace"][..], &[]] {
        if how.is_empty() {
            fs::remove_dir_all(stand.area.path(&format!("reports/{AS_OF}"))).unwrap();
        }
        let before = files_below(&stand.area.path("reports"));
        let traced = break_in::run(&stand.area, "fsync:error=EIO:when=1", how);
        assert_eq!((traced.run.status, traced.broken.len()), (5, 1), "{}", traced.run.stderr);
        assert_has(&traced.run.stderr, "cannot be flushed");
        assert!(files_below(&stand.area.path("reports")) == before);
    }
}

/// Somebody on the same computer looks at the list of processes, which shows what is typed after `--child`.
///
/// `--child -` reads the number, id or name from standard input, so it is neither on a command line nor in the history
/// of a shell.
#[test]
fn fault_86_the_list_of_processes() {
    let stand = Stand::good();
    let mut command = stand.area.command(&["explain", "--as-of", AS_OF, "--child", "-"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut typed = process.stdin.take().unwrap();
    typed.write_all(b"9990000018").unwrap();
    #[cfg(target_os = "linux")]
    {
        // The list is empty until the program has taken the place of the one that started it.
        let list = || fs::read_to_string(format!("/proc/{}/cmdline", process.id())).unwrap();
        let wait = || std::thread::sleep(std::time::Duration::from_millis(5));
        let shown = (0..2000).map(|_| list()).inspect(|_| wait()).find(|shown| shown.contains("explain"));
        let shown = shown.unwrap_or_default();
        assert!(shown.ends_with("--child\0-\0"), "{shown}");
    }
    drop(typed);
    let output = process.wait_with_output().unwrap();
    let answer = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(answer, stand.area.run(&["explain", "--as-of", AS_OF, "--child", "9990000018"]).stdout);
    assert!(answer.starts_with("Listed on 22 November 2026"), "{answer}");
}
