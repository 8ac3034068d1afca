//! `cargo bench`: how long each stage of a run takes, on extracts that are made for it.
//!
//! `ROWS` (default 200,000) says how many contacts, `RUNS` (default 5) how often; medians are printed. It is the program
//! itself that runs, as a process of its own, and tells where its time went (`report --timings`): a harness that repeats a
//! closure until the noise is small would spend its time on making inputs, since a stage consumes what the one before it
//! has made.

mod extracts;

use std::path::Path;
use std::process::Command;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn main() {
    let (rows, runs) = (number("ROWS", 200_000), number("RUNS", 5));
    let folder = tempfile::tempdir().expect("a temporary folder");
    extracts::write(folder.path(), rows, 7).expect("extracts");
    let mut taken: Vec<(String, Vec<f64>)> = Vec::new();
    for _ in 0..runs {
        for (stage, seconds) in once(folder.path()) {
            match taken.iter_mut().find(|(name, _)| *name == stage) {
                Some((_, times)) => times.push(seconds),
                None => taken.push((stage, vec![seconds])),
            }
        }
    }
    println!("{rows} contacts, medians of {runs} runs");
    println!("{:<44}{:>12}{:>22}", "stage", "seconds", "contacts a second");
    for (stage, mut times) in taken {
        times.sort_by(f64::total_cmp);
        let median = times[times.len() / 2];
        let a_second = if median > 0.0 { format!("{:.0}", rows as f64 / median) } else { "-".to_owned() };
        println!("{stage:<44}{median:>12.3}{a_second:>22}");
    }
}

/// One run with both packs: its stages, and how many seconds each took by the clock.
fn once(folder: &Path) -> Vec<(String, f64)> {
    let out = tempfile::tempdir_in(folder).expect("a folder for the report");
    let run = Command::new(env!("CARGO_BIN_EXE_failed-contact"))
        .args(["report", "--as-of", "2026-11-22", "--quiet", "--timings", "--output"])
        .arg(out.path())
        .arg(folder.join("failed-contact.toml"))
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let stages: Vec<_> = said.lines().filter_map(stage).collect();
    assert!(!stages.is_empty(), "the program says where its time went: {said}");
    stages
}

/// A stage of the table of `--timings`, and its seconds by the clock; of a point between stages those since the start.
fn stage(line: &str) -> Option<(String, f64)> {
    let (before, _) = line.split_once(" s ")?;
    let (name, seconds) = before.trim_end().rsplit_once(' ')?;
    let seconds = seconds.parse().ok()?;
    let stage = name.trim_end_matches([' ', '-']);
    let point = name.trim_end().len() > stage.len();
    Some((if point { format!("from the start: {stage}") } else { stage.to_owned() }, seconds))
}
