//! Measures where the time of a run goes. `--timings` prints it.

use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// One stage of a run, or a point between two.
#[derive(Clone, Copy, Debug)]
struct Stage {
    name: &'static str,
    /// Time by the clock; none for a point.
    wall: Option<Duration>,
    /// Time of all processors together, if the system reports it.
    processor: Option<Duration>,
    /// Time by the clock from the start of the program to the end of the stage, including work outside any stage.
    since_start: Duration,
    /// The most memory that the process has used so far, in bytes, if the system reports it.
    peak: Option<u64>,
}

/// The stages that have ended, in the order in which they ended. It is global because each run is a process of its own.
static STAGES: Mutex<Vec<Stage>> = Mutex::new(Vec::new());

/// When the program started.
static START: OnceLock<Instant> = OnceLock::new();

/// Notes the time at which the program started. `main` calls this first.
pub fn start() {
    START.get_or_init(Instant::now);
}

/// Notes that a run has reached this point, for a figure that includes everything up to here.
pub(crate) fn reached(name: &'static str) {
    note(name, None, None);
}

/// Does the work of a stage and notes how long it took. Stages do not nest.
pub(crate) fn stage<T>(name: &'static str, work: impl FnOnce() -> T) -> T {
    let (wall, processor) = (Instant::now(), processor_time());
    let done = work();
    let processor = processor_time().zip(processor).map(|(now, then)| now.saturating_sub(then));
    note(name, Some(wall.elapsed()), processor);
    done
}

fn note(name: &'static str, wall: Option<Duration>, processor: Option<Duration>) {
    let since_start = START.get_or_init(Instant::now).elapsed();
    if let Ok(mut stages) = STAGES.lock() {
        stages.push(Stage { name, wall, processor, since_start, peak: peak_memory() });
    }
}

/// A table of all stages that have ended: seconds by the clock, of all processors and since the start, and the peak of memory
/// so far. The last line has the sums, and the time since the start at which the table was made.
pub(crate) fn table() -> String {
    let stages = STAGES.lock().map(|stages| stages.clone()).unwrap_or_default();
    let seconds =
        |time: Option<Duration>| time.map_or_else(|| "-".to_owned(), |time| format!("{:.3} s", time.as_secs_f64()));
    let row = |out: &mut String, name: &str, cells: [&str; 4]| {
        let [wall, processor, since_start, peak] = cells;
        let _ = write!(out, "{name:<34}{wall:>12}{processor:>14}{since_start:>14}{peak:>14}");
    };
    let memory = |peak: Option<u64>| peak.map_or_else(|| "-".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000));
    let mut out = String::new();
    row(&mut out, "Stage", ["clock", "processors", "since start", "peak so far"]);
    for Stage { name, wall, processor, since_start, peak } in &stages {
        out.push('\n');
        row(&mut out, name, [&seconds(*wall), &seconds(*processor), &seconds(Some(*since_start)), &memory(*peak)]);
    }
    let wall = stages.iter().filter_map(|stage| stage.wall).sum();
    let processor = stages.iter().filter(|stage| stage.wall.is_some()).map(|stage| stage.processor).sum();
    let now = START.get().map(Instant::elapsed);
    out.push('\n');
    row(&mut out, "Together", [&seconds(Some(wall)), &seconds(processor), &seconds(now), &memory(peak_memory())]);
    out
}

/// The time that all processors together have spent on this process.
#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Some(Duration::new(now.tv_sec.try_into().ok()?, now.tv_nsec.try_into().ok()?))
}

#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}

/// The most memory that this process has used so far, in bytes, as Linux reports it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kilobytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

#[cfg(test)]
mod tests {
    use super::{reached, stage, start, table};

    #[test]
    fn stages_and_points_are_in_the_table_with_the_time_since_the_start() {
        start();
        assert_eq!(stage("counting to three", || 3), 3);
        reached("as far as three");
        let table = table();
        let line = |name: &str| table.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let since_start = |name: &str| line(name)[60..74].trim().trim_end_matches(" s").parse::<f64>().unwrap();
        assert_eq!(line("as far as three")[34..60].split_whitespace().collect::<Vec<_>>(), ["-", "-"], "{table}");
        assert!(since_start("counting to three") <= since_start("as far as three"), "{table}");
        assert!(since_start("as far as three") <= since_start("Together"), "{table}");
    }
}
