//! The sample, published into a folder of one's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, Weak};

use failed_contact::config;
use failed_contact::day::Day;
use failed_contact::pipeline::{self, Detected};
use tempfile::TempDir;

use super::area::{Run, program};
use super::pack::Pack;

/// The sample area.
pub fn sample_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// Its configuration.
pub fn sample_config() -> PathBuf {
    sample_data().join("failed-contact.toml")
}

/// The review of the sample as of a day, without the program around it.
pub fn sample_review(as_of: Day) -> Detected {
    let settings = config::load(&sample_config()).unwrap_or_else(|problems| panic!("{problems:?}"));
    pipeline::run(settings, as_of, &|_| ()).unwrap_or_else(|stop| panic!("{}", stop.message()))
}

/// Runs the report of a configuration into a folder.
pub fn publish(config: &Path, as_of: &str, folder: &Path, arguments: &[&str]) -> Run {
    let mut command = program();
    command.arg("report").arg(config).args(["--as-of", as_of, "--output"]).arg(folder).args(arguments);
    Run::of(command.stdin(Stdio::null()).output().unwrap())
}

/// A folder that reports are published to.
pub struct Output {
    folder: TempDir,
}

impl Output {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the report of a configuration into the folder.
    pub fn report(&self, config: &Path, as_of: &str, arguments: &[&str]) -> Run {
        publish(config, as_of, self.path(), arguments)
    }

    /// The same, and asserts that it has nothing to complain about.
    #[track_caller]
    pub fn publish(&self, config: &Path, as_of: &str, arguments: &[&str]) {
        let run = self.report(config, as_of, &[&["--quiet"], arguments].concat());
        assert_eq!((run.status, run.complaints()), (0, ""));
    }

    pub fn safeguarding(&self, as_of: &str) -> Pack {
        Pack::at(self.path().join(as_of).join("safeguarding"))
    }

    pub fn commissioner(&self, as_of: &str) -> Pack {
        Pack::at(self.path().join(as_of).join("commissioner"))
    }
}

/// Something that takes long to make and that tests only look at: made once for those that run at the same time, and
/// cleared away when the last of them has done with it.
pub struct Shared<T>(Mutex<Weak<T>>);

impl<T> Shared<T> {
    pub const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    pub fn get(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut shared = self.0.lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let made = Arc::new(make());
            *shared = Arc::downgrade(&made);
            made
        })
    }
}
