//! Breaks into a run of the program from outside: a tracer makes one system call fail, or kills the process at that call. The program has no code that makes it fail for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::tools::tracer;
use crate::support::{AS_OF, Area, Run, program};

/// A system call that was made to fail.
#[derive(Debug)]
pub struct Broken {
    /// As the tracer shows it.
    pub line: String,
    /// It was about the output.
    pub about_output: bool,
}

/// A run under the tracer.
pub struct Traced {
    pub run: Run,
    /// The calls that were broken; empty if the run made fewer calls, so that nothing was broken.
    pub broken: Vec<Broken>,
    /// Every call of this kind.
    pub calls: Vec<String>,
}

/// Runs the report with `what` done to calls, such as `openat:error=ENOSPC:when=3`. One thread reads and writes, so that
/// the calls come in the same order every time.
pub fn run(area: &Area, what: &str, arguments: &[&str]) -> Traced {
    let log = area.path("calls.log");
    let calls = what.split(':').next().unwrap();
    let mut command = tracer();
    command
        .args(["-f", "-y", "-qq", "-s", "0", "-e", "signal=none", "-o"])
        .arg(&log)
        .arg(format!("-etrace={calls}"))
        .args(what.contains(':').then(|| format!("-einject={what}")))
        .arg(program().get_program())
        .args(["report", "--as-of", AS_OF, "--quiet"])
        .args(arguments)
        .env("RAYON_NUM_THREADS", "1")
        .env("POLARS_MAX_THREADS", "1")
        .current_dir(area.folder())
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
    let run = Run::of(output);
    let broken = text
        .lines()
        .filter(|line| line.contains("(INJECTED)"))
        .map(|line| Broken { line: line.to_owned(), about_output: is_about_output(line) })
        .collect();
    Traced { run, broken, calls: text.lines().map(str::to_owned).collect() }
}

/// Whether a call is about the folders that runs are written to.
pub fn is_about_output(line: &str) -> bool {
    line.contains("reports") || line.contains("shared")
}

/// The first call of a kind that is about the output, counted as the tracer counts: thread by thread.
pub fn first_about_output(calls: &[String]) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    calls
        .iter()
        .filter(|line| !line.contains("resumed>"))
        .filter_map(|line| {
            let thread = line.split_whitespace().next().unwrap_or_default().to_owned();
            let count: &mut usize = counts.entry(thread).or_default();
            *count += 1;
            is_about_output(line).then_some(*count)
        })
        .min()
}

/// A copy of a folder and all that is in it.
pub fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

/// The folders that a configuration writes to.
pub fn outputs(area: &Area) -> Vec<PathBuf> {
    ["reports", "shared"].into_iter().map(|name| area.path(name)).filter(|folder| folder.exists()).collect()
}
