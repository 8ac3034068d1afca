//! Where the time of a run goes: `--timings` prints it.

use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// One stage of a run.
#[derive(Clone, Copy, Debug)]
struct Stage {
    name: &'static str,
    /// By the clock.
    wall: Duration,
    /// Of all processors together, where the system tells it.
    processor: Option<Duration>,
    /// The most memory that the process has had so far, in bytes, where the system tells it.
    peak: Option<u64>,
}

/// When the first stage began.
static BEGIN: OnceLock<Instant> = OnceLock::new();

/// The stages that have ended, in the order in which they ended. One a process: a run is a process.
static STAGES: Mutex<Vec<Stage>> = Mutex::new(Vec::new());

/// Does the work of a stage, and notes what it took. Stages do not nest.
pub fn stage<T>(name: &'static str, work: impl FnOnce() -> T) -> T {
    let (wall, processor) = (Instant::now(), processor_time());
    BEGIN.get_or_init(|| wall);
    let done = work();
    let processor = processor_time().zip(processor).map(|(now, then)| now.saturating_sub(then));
    if let Ok(mut stages) = STAGES.lock() {
        stages.push(Stage { name, wall: wall.elapsed(), processor, peak: peak_memory() });
    }
    done
}

/// The table of all stages that have ended: seconds by the clock, seconds of all processors, peak of memory so far.
pub fn table() -> String {
    let stages = STAGES.lock().map(|stages| stages.clone()).unwrap_or_default();
    let seconds = |time: Duration| format!("{:.3} s", time.as_secs_f64());
    let mut out = format!("{:<34}{:>12}{:>14}{:>14}", "Stage", "clock", "processors", "peak so far");
    for stage in &stages {
        let processor = stage.processor.map_or_else(|| "-".to_owned(), seconds);
        let peak = stage.peak.map_or_else(|| "-".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000));
        let _ = write!(out, "\n{:<34}{:>12}{processor:>14}{peak:>14}", stage.name, seconds(stage.wall));
    }
    let wall: Duration = stages.iter().map(|stage| stage.wall).sum();
    let processor: Option<Duration> = stages.iter().map(|stage| stage.processor).sum();
    let processor = processor.map_or_else(|| "-".to_owned(), seconds);
    let _ = write!(out, "\n{:<34}{:>12}{processor:>14}", "Together", seconds(wall));
    // What is left is a stage that nobody has given a name.
    let left = BEGIN.get().map_or(Duration::ZERO, |begin| begin.elapsed().saturating_sub(wall));
    let _ = write!(out, "\n{:<34}{:>12}", "In no stage", seconds(left));
    out
}

/// What all processors together have spent on this process.
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

/// The most memory that this process has had so far, as Linux tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kilobytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_stage_gives_what_its_work_gives_and_is_in_the_table() {
        assert_eq!(super::stage("counting to three", || 3), 3);
        assert!(super::table().contains("counting to three"));
    }
}
