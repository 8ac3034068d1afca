//! `cargo bench --bench sheet`: what one sheet costs, of one processor: its page and the one for others who know the child,
//! and their files.
//!
//! The least of many passes over the same sheets is printed, in microseconds of processor time a sheet: that is steady enough
//! to see a change of a few per cent. The figures are kept in `target/`, the next run says what has changed since, and one
//! that is slower by a tenth or more ends with status 1. `ROWS` (default 100,000) says how many contacts there are, `RUNS`
//! (default 15) how many passes. Files are written below `DIR` (default: `/dev/shm` where there is one).

mod extracts;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use failed_contact::cases::case_ref;
use failed_contact::compare::reviews::ReviewDecisions;
use failed_contact::config;
use failed_contact::day::Day;
use failed_contact::pipeline;
use failed_contact::report::pages::{Page, Pages};
use failed_contact::report::publish::Output;
use failed_contact::report::sink::PackSink;
use failed_contact::review::Review;

/// How much slower is worth a look, in parts of a hundred.
const SLOWER: f64 = 10.0;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What this thread has had of a processor.
#[cfg(unix)]
fn spent() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

#[cfg(not(unix))]
fn spent() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    BEGIN.get_or_init(Instant::now).elapsed()
}

fn reviewed(folder: &Path) -> Review {
    extracts::write(folder, number("ROWS", 100_000), 7).expect("extracts");
    let settings =
        config::load(&folder.join("failed-contact.toml")).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let as_of = Day::from_iso("2026-11-22").expect("a day");
    let mut found = pipeline::run(settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()));
    case_ref::assign(&mut found.cases.list, &found.intake.locals, &case_ref::ReferenceKey::new([7; 32]));
    Review::new(found, None, ReviewDecisions::default(), None)
}

fn main() -> ExitCode {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let review = reviewed(scratch.path());
    let pages = Pages::new(&review).unwrap_or_else(|stop| panic!("{}", stop.message()));
    let shared = Path::new("/dev/shm");
    let below = std::env::var_os("DIR").map(PathBuf::from);
    let below = below.or_else(|| shared.is_dir().then(|| shared.to_path_buf())).unwrap_or_else(std::env::temp_dir);
    let out = tempfile::tempdir_in(below).expect("a temporary folder");
    let mut least = [Duration::MAX; 2];
    let mut bytes = 0;
    for _ in 0..number("RUNS", 15) {
        let mut taken = [Duration::ZERO; 2];
        let output = Output::hold(out.path()).unwrap_or_else(|stop| panic!("{}", stop.message()));
        let staging = output.stage().unwrap_or_else(|stop| panic!("{}", stop.message()));
        let pack = staging.pack("safeguarding");
        let mut page = Page::default();
        for place in 0..pages.sheets() {
            let mut file = |path: &str, page: &Page, begin: Duration| {
                let rendered = spent();
                let parts = pages.parts(page).unwrap_or_else(|stop| panic!("{}", stop.message()));
                pack.file(path, &parts).unwrap_or_else(|stop| panic!("{}", stop.message()));
                bytes = bytes.max(parts.iter().map(|part| part.len()).sum::<usize>());
                taken[0] += rendered.saturating_sub(begin);
                taken[1] += spent().saturating_sub(rendered);
            };
            let begin = spent();
            let about = pages.sheet(place, &mut page).unwrap_or_else(|stop| panic!("{}", stop.message()));
            file(&format!("cases/{place:08}.html"), &page, begin);
            let begin = spent();
            if pages.telling(&about, &mut page).unwrap_or_else(|stop| panic!("{}", stop.message())) {
                file(&format!("telling/{place:08}.html"), &page, begin);
            }
        }
        for (own, taken) in least.iter_mut().zip(taken) {
            *own = (*own).min(taken);
        }
    }
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / pages.sheets() as f64;
    let [page, file] = least.map(micros);
    let figures = [("page", page), ("file", file), ("together", page + file)];
    println!("{} sheets, the largest of {bytes} bytes; microseconds of a processor for one:", pages.sheets());
    conclude(&figures)
}

/// Says what has changed since the last run, and keeps the figures for the next.
fn conclude(figures: &[(&str, f64)]) -> ExitCode {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-sheet.txt");
    let last = fs::read_to_string(&kept).unwrap_or_default();
    let before = |name: &str| {
        let line = last.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|text| text.parse::<f64>().ok())
    };
    let mut keep = String::new();
    let mut slower = false;
    for (name, now) in figures {
        let _ = writeln!(keep, "{name} {now:.3}");
        let change = before(name).map(|then| (now / then - 1.0) * 100.0);
        slower |= *name == "together" && change.is_some_and(|change| change >= SLOWER);
        let change = change.map_or_else(String::new, |change| format!("{change:>+8.1} % since the last run"));
        println!("{name:<10}{now:>9.1}{change}");
    }
    if slower {
        println!("Slower by a tenth or more. To take this for the measure from now on, remove {}", kept.display());
        return ExitCode::FAILURE;
    }
    let _ = fs::write(kept, keep);
    ExitCode::SUCCESS
}
