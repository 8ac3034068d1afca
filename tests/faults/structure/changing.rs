//! Extracts that are written to while they are read.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::*;

/// Runs the report while `write` goes on and on, and asserts that it stops; then, in peace, that it publishes.
fn while_it(write: impl Fn(&Path) + Send + Sync) {
    let stand = Stand::good();
    let path = stand.area.path("clinic.csv");
    let mut records = good_records();
    records.extend((0..400_000).map(|i| format!("m-{i},9990000026,Audiology,2026-10-01,seen")));
    fs::write(&path, plain_csv(&records)).unwrap();
    let done = AtomicBool::new(false);
    let run = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                write(&path);
                // The reader must be the faster one.
                thread::sleep(std::time::Duration::from_millis(2));
            }
        });
        let run = stand.area.run(&["report", "--as-of", AS_OF, "--replace"]);
        done.store(true, Ordering::Relaxed);
        run
    });
    let bytes = fs::read(&path).unwrap();
    tells_no_cell(&run, &bytes);
    stand.stopped(
        run,
        3,
        &["clinic.csv: the extract changed while it was being read", "wait until the system has finished"],
    );
    fs::write(&path, plain_csv(&records)).unwrap();
    stand.publishes();
}

fn open(path: &Path) -> File {
    OpenOptions::new().write(true).open(path).unwrap()
}

/// Another program appends to an extract while it is being read.
///
/// The run stops with 3 and says so; once the file is finished, it publishes.
#[test]
fn fault_19_appended_to() {
    while_it(|path| {
        let mut file = open(path);
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(b"a,9990000026,Audiology,2026-10-01,seen\n").unwrap();
    });
}

/// Another program cuts an extract short while it is being read.
///
/// The run stops with 3 and says so.
#[test]
fn fault_19_cut_short() {
    while_it(|path| {
        let file = open(path);
        let length = file.metadata().unwrap().len();
        if length > 1 << 20 {
            file.set_len(length - 39).unwrap();
        }
    });
}

/// Another program overwrites an extract in place, and its length stays the same.
///
/// The run stops with 3 and says so.
#[test]
fn fault_19_written_over() {
    while_it(|path| {
        let mut file = open(path);
        file.seek(SeekFrom::End(-5)).unwrap();
        file.write_all(b"seen\n").unwrap();
    });
}

/// A copying program keeps overwriting an extract, and restores the old time of change each time.
///
/// The run stops with 3 and says so: it checks more than the file's length and time of change.
#[cfg(unix)]
#[test]
fn fault_19_written_over_and_its_time_put_back() {
    let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    while_it(|path| {
        let mut file = open(path);
        file.seek(SeekFrom::End(-5)).unwrap();
        file.write_all(b"seen\n").unwrap();
        file.set_modified(time).unwrap();
    });
}

/// Another program replaces an extract with a file of the same length and time of change.
///
/// The run stops with 3 and says so, and never takes some records from the one and some from the other.
#[cfg(unix)]
#[test]
fn fault_19_replaced() {
    let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    while_it(|path| {
        let next = path.with_extension("next");
        fs::copy(path, &next).unwrap();
        open(&next).set_modified(time).unwrap();
        fs::rename(&next, path).unwrap();
    });
}
