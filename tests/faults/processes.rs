//! Processes: faults 49 to 51 and 54 to 57.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::break_in;
use crate::stand::Stand;
use crate::support::tools::Tool;
use crate::support::{AS_OF, Area, HEADER, PLAIN, assert_has, assert_lacks, files_below, program};

pub const REPLACE: [&str; 5] = ["report", "--as-of", AS_OF, "--replace", "--quiet"];

/// Every file of the runs, without the time at which they were written.
fn published(area: &Area) -> Vec<(String, String)> {
    let timeless = |bytes: Vec<u8>| -> String {
        String::from_utf8_lossy(&bytes).lines().filter(|line| !line.contains("\"written_at\"")).collect()
    };
    let files = files_below(&area.path("reports")).into_iter().filter(|(name, _)| !name.starts_with('.'));
    files.map(|(name, bytes)| (name, timeless(bytes))).collect()
}

/// Two states of an area: the extracts of each, and what is published of them.
struct Two {
    extracts: [String; 2],
    published: [Vec<(String, String)>; 2],
}

/// An area with many small cases, so that writing takes a while, in two states that differ.
fn two_states(children: u32) -> (Area, Two) {
    let area = Area::new(&PLAIN.replace("nhs_number = \"nhs_number\"", "local_id = \"nhs_number\""));
    let extract = |children: u32| {
        let rows = (0..children).flat_map(|child| {
            (1..=3).map(move |i| format!("{child}-{i},L{child},Audiology,2026-0{i}-01,was_not_brought\n"))
        });
        format!("{HEADER}{}", rows.collect::<String>())
    };
    let extracts = [extract(children), extract(children + 4)];
    let published = [0, 1].map(|state: usize| {
        area.write("clinic.csv", &extracts[state]);
        area.report();
        published(&area)
    });
    assert!(published[0] != published[1]);
    area.write("reports/strangers.txt", "not ours");
    area.write("reports/2026-01-01.txt", "not ours");
    (area, Two { extracts, published })
}

/// Kills `kills` runs, each by `kill`, and looks at what each leaves. Returns how many left the old and the new report.
fn kill(children: u32, kills: u64, kill: &dyn Fn(&Area, u64)) -> [u32; 2] {
    let (area, two) = two_states(children);
    let strangers = |files: &mut Vec<(String, String)>| {
        let before = files.len();
        files.retain(|(name, _)| !name.contains(".txt"));
        assert_eq!(before - files.len(), 2, "a stranger's file is gone");
    };
    let mut standing = 1;
    let mut left = [0; 2];
    for at in 0..kills {
        let next = 1 - standing;
        area.write("clinic.csv", &two.extracts[next]);
        kill(&area, at);
        let mut now = published(&area);
        if cfg!(windows) && !area.path(&format!("reports/{AS_OF}")).exists() {
            // Killed between two renames: the next run first puts the old report back.
            assert_eq!(area.run(&["report", "--as-of", AS_OF]).status, 5);
            now = published(&area);
        }
        strangers(&mut now);
        let found = (0..2).find(|state| two.published[*state] == now);
        let found = found.unwrap_or_else(|| panic!("kill {at}: a mixture of {} files", now.len()));
        left[usize::from(found == next)] += 1;
        standing = found;
        if at % 8 == 7 {
            // The next run works, and clears up.
            area.write("clinic.csv", &two.extracts[1]);
            let run = area.run(&REPLACE);
            assert_eq!(run.status, 0, "after kill {at}: {}", run.stderr);
            standing = 1;
            assert!(!area.path("reports/.staging").exists());
            let mut now = published(&area);
            strangers(&mut now);
            assert!(now == two.published[1]);
        }
    }
    left
}

/// Kills a run after a while that goes through the whole of it.
fn kill_after_a_while(area: &Area, at: u64) {
    let mut child = area.command(&REPLACE).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(at * 7919 % 400_000));
    let _ = child.kill();
    child.wait().unwrap();
}

/// Killed (or the power fails) at any moment.
///
/// Each pack is the old one or the new one, whole. The commissioner pack of a month stays what it is when a report is
/// replaced, so there it is the old report or the new one. The next run works, and clears up what was left and nothing
/// else in the folder. `FAULT_KILLS=1000` kills 1,000 times.
#[test]
fn fault_49_killed_at_any_moment() {
    let kills = std::env::var("FAULT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let left = kill(60, kills, &kill_after_a_while);
    println!("{kills} kills: the old report stood after {}, the new one after {}", left[0], left[1]);
    assert!(left[0] > 0, "no run was killed before it had published");
}

/// Killed at each of the calls that write and publish.
///
/// The same: the old report or the new one, whole.
#[test]
fn fault_49_killed_at_each_call() {
    if !Tool::Strace.is_here() {
        return;
    }
    let calls = "?mkdir,mkdirat,?rename,?renameat,renameat2,fsync,syncfs,?rmdir,unlinkat,flock";
    let left = kill(8, 60, &|area: &Area, at| {
        break_in::run(area, &format!("{calls}:signal=SIGKILL:when={}", at + 1), &["--replace"]);
    });
    assert!(left[0] > 5 && left[1] > 5, "{left:?}: not every step was reached");
}

/// Killed at each of these calls, while there is no report of the date yet.
///
/// There is no report, the safeguarding pack alone, or both packs, each of them whole. The next run works, and makes
/// both.
#[test]
fn fault_49_killed_at_each_call_of_a_first_report() {
    if !Tool::Strace.is_here() {
        return;
    }
    let (area, _) = two_states(8);
    let now = || -> Vec<_> { published(&area).into_iter().filter(|(name, _)| !name.contains(".txt")).collect() };
    let none = || fs::remove_dir_all(area.path(&format!("reports/{AS_OF}"))).unwrap();
    // A first report has a commissioner pack of its own records, not the copy of one that was there.
    none();
    area.report();
    let both = now();
    let first_pack: Vec<_> = both.iter().filter(|(name, _)| name.contains("/safeguarding/")).cloned().collect();
    assert!(!first_pack.is_empty() && first_pack.len() < both.len());
    let calls = "?mkdir,mkdirat,?rename,?renameat,renameat2,fsync,syncfs,?rmdir,unlinkat,flock";
    let mut left = [0; 3];
    for at in 1..=60 {
        none();
        break_in::run(&area, &format!("{calls}:signal=SIGKILL:when={at}"), &[]);
        let found = now();
        let state = [&Vec::new(), &first_pack, &both].iter().position(|state| **state == found);
        left[state.unwrap_or_else(|| panic!("kill {at}: a mixture of {} files", found.len()))] += 1;
        let run = area.run(&REPLACE);
        assert_eq!(run.status, 0, "after kill {at}: {}", run.stderr);
        assert!(!area.path("reports/.staging").exists() && now() == both, "after kill {at}");
    }
    assert!(left.iter().all(|times| *times > 2), "{left:?}: not every step was reached");
}

/// Ctrl-C, or the system shuts down, while a report is made.
///
/// Status 130. Half-written files are removed, the old report stays, and no error is printed. If it comes so late that
/// the new report is already being put in place, the run finishes as usual: status 0.
#[cfg(unix)]
#[test]
fn fault_50_ctrl_c() {
    // A signal before the program has begun to listen ends it without a status.
    interrupted_at_all_times(None, &|child, at| {
        let signal = if at % 3 == 0 { "-TERM" } else { "-INT" };
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    });
}

/// Interrupts 40 runs by `interrupt`, and looks at what each leaves. `unheard` is the status of one that was ended before it
/// listened.
pub fn interrupted_at_all_times(unheard: Option<i32>, interrupt: &dyn Fn(&mut Child, u32)) {
    let (area, two) = two_states(60);
    let mut interrupted = 0;
    // However long a run takes here, interruptions come at all times of it.
    let begun = std::time::Instant::now();
    assert!(area.command(&REPLACE).output().unwrap().status.success());
    let whole = begun.elapsed();
    for at in 0..40_u32 {
        area.write("clinic.csv", &two.extracts[(at % 2) as usize]);
        let before = files_below(&area.path("reports"));
        let mut child = area.command(&REPLACE).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(whole * at / 40);
        interrupt(&mut child, at);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(stderr, "", "after {at}");
        match output.status.code() {
            Some(130) => {
                interrupted += 1;
                assert!(files_below(&area.path("reports")) == before, "after {at}: the report is not what it was");
            }
            code if code == unheard => assert!(files_below(&area.path("reports")) == before),
            code => assert_eq!(code, Some(0), "after {at}"),
        }
        assert!(!area.path("reports/.staging").exists(), "after {at}");
    }
    assert!(interrupted > 3, "{interrupted} runs were interrupted");
}

/// Two runs write to one folder at once.
///
/// The second stops at once with status 6. The system releases the lock when its owner ends, killed or not.
#[cfg(unix)]
#[test]
fn fault_51_two_runs_at_once() {
    let stand = Stand::good();
    let area = &stand.area;
    // The first run must pause while it holds the lock. A pipe in place of a file would be refused, so a signal stops it.
    let lock = area.path("reports/.lock");
    fs::remove_file(&lock).unwrap();
    let mut first = area.command(&REPLACE).spawn().unwrap();
    while !lock.exists() {
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_millis(2));
    let pid = first.id().to_string();
    assert!(Command::new("kill").args(["-STOP", &pid]).status().unwrap().success());
    let second = area.run(&REPLACE);
    second.assert_status(6);
    assert_has(&second.stderr, "another run is writing to this folder");
    assert_has(&second.stderr, "nothing was published");
    first.kill().unwrap();
    first.wait().unwrap();
    stand.publishes();
    // Many at once: each is published, or turned away.
    let children: Vec<_> = (0..6).map(|_| area.command(&REPLACE).stderr(Stdio::null()).spawn().unwrap()).collect();
    let codes: Vec<_> = children.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 6))) && codes.contains(&Some(0)), "{codes:?}");
}

/// The as-of date is earlier than that of the newest report.
///
/// It is published, with a note that there is a newer report. It is compared with the newest report before it, never
/// with a later one.
#[test]
fn fault_54_earlier_than_the_newest_run() {
    let stand = Stand::good();
    let area = &stand.area;
    for day in ["2026-11-01", "2026-11-15"] {
        let run = area.run(&["report", "--as-of", day]);
        run.assert_status(0);
        assert_has(&run.stdout, "there is a newer report, for 22 November 2026");
        if day == "2026-11-15" {
            assert_has(&run.stdout, "Since 1 November 2026");
        } else {
            assert_has(&run.stdout, "No earlier report found");
        }
    }
    let before = files_below(&area.path(&format!("reports/{AS_OF}")));
    assert!(before.contains_key("safeguarding/index.html"), "the newest report stands");
}

/// Any locale (Turkish, German, none), any time zone, any number of threads.
///
/// Every file of both packs is the same, byte for byte.
#[test]
fn fault_55_locale_time_zone_threads() {
    let area = Stand::good().area;
    let mut expected = None;
    for variables in [
        &[] as &[(&str, &str)],
        &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"), ("LC_NUMERIC", "de_DE.UTF-8")],
        &[("LANG", "C"), ("LC_ALL", "C")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("TZ", "America/Los_Angeles")],
        &[("TZ", "nonsense")],
        &[("RAYON_NUM_THREADS", "1"), ("POLARS_MAX_THREADS", "1")],
        &[("RAYON_NUM_THREADS", "2"), ("POLARS_MAX_THREADS", "2")],
        &[("RAYON_NUM_THREADS", "7"), ("POLARS_MAX_THREADS", "7")],
        &[("COLUMNS", "20"), ("NO_COLOR", "1"), ("TERM", "dumb")],
    ] {
        let run = area.run_with(&REPLACE, variables);
        assert_eq!(run.status, 0, "{variables:?}: {}", run.stderr);
        let now = published(&area);
        assert!(*expected.get_or_insert_with(|| now.clone()) == now, "{variables:?}");
    }
}

/// Runs a line of shell in an area.
#[cfg(unix)]
fn shell(area: &Area, line: &str) -> (Option<i32>, String) {
    let line = line.replace("PROGRAM", program().get_program().to_str().unwrap());
    let output = Command::new("sh").args(["-c", &line]).current_dir(area.folder()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Standard output or standard error is closed, its reader ends, or it goes to a full disk.
///
/// Never a panic. A closed stream and a reader that ends are not errors. If an answer could not be written to a file,
/// that is an error (status 5). A report is still published (0), with a warning that its summary could not be printed.
#[cfg(unix)]
#[test]
fn fault_56_standard_output_closed() {
    let stand = Stand::good();
    let area = &stand.area;
    let explain = "explain --child 9990000018";
    for command in
        ["check", explain, "rules", "init clinic.csv", &format!("report --as-of {AS_OF} --replace"), "--help"]
    {
        for (after, full) in [
            (">&-", false),
            (">&- 2>&-", false),
            ("2>&-", false),
            ("<&- >&- 2>&-", false),
            (">/dev/full", true),
            (">/dev/full 2>/dev/full", true),
        ] {
            let (status, stderr) = shell(area, &format!("PROGRAM {command} {after}"));
            let expected = if full && !command.starts_with("report") && command != "--help" { 5 } else { 0 };
            assert!(!stderr.contains("internal error"), "{command} {after}: {stderr}");
            if command != "--help" {
                assert_eq!(status, Some(expected), "{command} {after}: {stderr}");
            }
            if full && after == ">/dev/full" && command != "--help" {
                assert!(stderr.contains("standard output: cannot write to it: no space left"), "{command}: {stderr}");
            }
        }
        let (_, stderr) = shell(area, &format!("PROGRAM {command} | true"));
        assert_eq!(stderr, "", "{command} | true");
    }
    // Errors, with nowhere to tell them.
    assert_eq!(shell(area, "PROGRAM check nowhere.toml 2>&-").0, Some(2));
    assert_eq!(shell(area, "PROGRAM check nowhere.toml 2>/dev/full").0, Some(2));
}

/// An internal error (a bug): a panic, on any thread.
///
/// Status 70, with the place in the program and nothing else, because the text of a panic may have a value in it.
/// Shown by a system that gives the program no threads, one of the few things that it does not expect, and by its
/// guard around a panic on another thread. While the commissioner pack is made it is 7: the safeguarding pack is
/// published by then. If the stack overflows or memory runs out, the process ends at once, and the old report stays.
#[test]
fn fault_57_panic() {
    // The guard, in a process of its own: this test again, which is told to panic.
    if std::env::var_os("FAULT_57_PANICS").is_some() {
        let status = failed_contact::cli::protection::run_guarded(|| {
            use rayon::prelude::*;
            (0..100).into_par_iter().for_each(|i| assert!(i != 57, "9990000018 Ada Lovelace"));
            failed_contact::exit::Exit::Done
        });
        std::process::exit(status.status().into());
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::fault_57_panic", "--nocapture"])
        .env("FAULT_57_PANICS", "1")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(70), "{stderr}");
    assert_has(&stderr, "error: internal error (a bug) at ");
    assert_has(&stderr, "processes.rs:");
    assert_lacks(&stderr, "999");
    assert_lacks(&stderr, "Ada");
    if !Tool::Strace.is_here() {
        return;
    }
    let stand = Stand::good();
    let traced = break_in::run(&stand.area, "?clone,?clone3:error=EAGAIN:when=1+", &["--replace"]);
    let run = stand.stopped(traced.run, 70, &["error: internal error (a bug) at ", "please report it"]);
    assert!(!run.stderr.contains("Error") && run.stderr.lines().count() < 4, "{}", run.stderr);
}
