//! A small area in a temporary folder, and ways to run the program on it: as users do, or only as far as the review.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::rc::Rc;

use failed_contact::config::{self, settings::Settings};
use failed_contact::day::Day;
use failed_contact::pipeline::{self, Detected};
use failed_contact::problem::Problem;
use tempfile::TempDir;

use super::pack::Pack;

/// The as-of date of every test that does not say otherwise.
pub const AS_OF: &str = "2026-11-22";

/// A source whose columns are the fields' own names and whose outcomes are the vocabulary's words.
pub const PLAIN: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
service = "service"
date = "date"
outcome = "outcome"
"#;

/// The header of [`PLAIN`].
pub const HEADER: &str = "contact_id,nhs_number,service,date,outcome\n";

/// [`AS_OF`], for the functions of the library.
pub fn as_of() -> Day {
    Day::from_iso(AS_OF).unwrap()
}

/// A temporary folder with a configuration and extracts.
pub struct Area {
    folder: Rc<TempDir>,
}

/// The result of a run of the program.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The result of a process that has ended.
    pub fn of(output: process::Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit status.
    #[track_caller]
    pub fn assert_status(&self, status: i32) {
        assert_eq!(self.status, status, "the exit status; the program printed:\n{}{}", self.stdout, self.stderr);
    }

    /// Standard error without what every first run in a folder prints on Windows: that its access list must be set (fault 53).
    pub fn complaints(&self) -> &str {
        let is_usual =
            cfg!(windows) && self.stderr.lines().count() == 2 && self.stderr.contains("Properties, Security");
        if is_usual { "" } else { &self.stderr }
    }
}

impl Area {
    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: Rc::new(tempfile::tempdir().unwrap()) }
    }

    /// An area with this configuration.
    pub fn new(config: &str) -> Self {
        Self::with(&[("failed-contact.toml", config.as_bytes())])
    }

    /// A folder with these files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let area = Self::empty();
        for (name, content) in files {
            area.write(name, content);
        }
        area
    }

    /// The area of [`PLAIN`] with these records.
    pub fn plain(records: &[&str]) -> Self {
        let area = Self::new(PLAIN);
        area.write("clinic.csv", plain_csv(records));
        area
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs the program in the area's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with other variables in its environment.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        Run::of(self.command(arguments).envs(variables.iter().copied()).output().unwrap())
    }

    /// The command, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).current_dir(self.folder()).stdin(Stdio::null());
        command
    }

    /// Publishes the report for [`AS_OF`] and reads it.
    #[track_caller]
    pub fn report(&self) -> Pack {
        let run = self.run(&["report", "--as-of", AS_OF, "--replace"]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        self.pack(AS_OF)
    }

    /// Publishes the safeguarding pack alone for [`AS_OF`], which takes less time, and reads it.
    #[track_caller]
    pub fn list(&self) -> Pack {
        let run = self.run(&["report", "--as-of", AS_OF, "--replace", "--only", "safeguarding"]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        self.pack(AS_OF)
    }

    /// The safeguarding pack of a date.
    pub fn pack(&self, as_of: &str) -> Pack {
        Pack::within(self.path(&format!("reports/{as_of}/safeguarding")), &self.folder)
    }

    /// The commissioner pack of a date.
    pub fn commissioner(&self, as_of: &str) -> Pack {
        Pack::within(self.path(&format!("reports/{as_of}/commissioner")), &self.folder)
    }

    /// What the configuration means.
    pub fn settings(&self) -> Result<Settings, Vec<Problem>> {
        config::load(&self.path("failed-contact.toml"))
    }

    /// The review as of [`AS_OF`], without the program around it.
    #[track_caller]
    pub fn review(&self) -> Detected {
        let settings = self.settings().unwrap_or_else(|problems| panic!("{problems:?}"));
        pipeline::run(settings, as_of(), &|_| ()).unwrap_or_else(|stop| panic!("{}", stop.message()))
    }
}

/// The program.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_failed-contact"))
}

/// Asserts that a text has a part.
#[track_caller]
pub fn assert_has(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is missing in:\n{text}");
}

/// Asserts that a text does not have a part.
#[track_caller]
pub fn assert_lacks(text: &str, part: &str) {
    assert!(!text.contains(part), "{part:?} must not be in:\n{text}");
}

/// The header and these records, one on each line.
pub fn plain_csv<T: AsRef<str>>(records: &[T]) -> String {
    let mut text = HEADER.to_owned();
    for record in records {
        text.push_str(record.as_ref());
        text.push('\n');
    }
    text
}
