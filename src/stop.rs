//! Why a run ends without publishing, and the exit status that says so.

use std::fmt;

use crate::exit::Exit;
use crate::problem::Problem;

/// A run that published nothing. What was published before is untouched.
#[derive(Debug)]
pub enum Stop {
    /// The command line is wrong.
    Usage(Problem),
    /// The configuration is wrong.
    Configuration(Vec<Problem>),
    /// An extract is unreadable, empty or there twice, loses too many records, or is not what the configuration says.
    Refused(Vec<Problem>),
    /// The output could not be written.
    Output(Vec<Problem>),
    /// The report already exists, and nobody asked to replace it.
    Exists(Problem),
    /// The previous report is damaged or cannot be read, so there is nothing sound to compare this one with.
    Previous(Problem),
    /// Another run holds the output folder.
    Busy(Problem),
    /// The program is wrong: it does not account for every record.
    Bug(String),
}

impl Stop {
    /// How the process ends.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Configuration(_) => Exit::Wrong,
            Self::Refused(_) => Exit::Refused,
            Self::Output(_) | Self::Exists(_) | Self::Previous(_) => Exit::Output,
            Self::Busy(_) => Exit::Busy,
            Self::Bug(_) => Exit::Bug,
        }
    }

    /// The message for the user of a command that ended this way.
    pub fn message(&self) -> String {
        let (lead, problems) = match self {
            Self::Usage(problem) | Self::Exists(problem) => return format!("error: {problem}"),
            Self::Configuration(problems) => ("the configuration is wrong", problems.as_slice()),
            Self::Refused(problems) => ("an extract was refused", problems.as_slice()),
            Self::Output(problems) => ("the output cannot be written", problems.as_slice()),
            Self::Previous(problem) => ("the previous report cannot be used", std::slice::from_ref(problem)),
            Self::Busy(problem) => ("the output folder is in use", std::slice::from_ref(problem)),
            Self::Bug(what) => {
                return format!("error: internal error (a bug): {what}\n  help: please report it");
            }
        };
        let mut out = String::new();
        for problem in problems {
            out.push_str("error: ");
            out.push_str(&problem.to_string());
            out.push('\n');
        }
        let count = match problems.len() {
            1 => String::new(),
            n => format!(" ({n} problems)"),
        };
        out + lead + &count
    }

    /// As [`Self::message`], for a command that publishes: it adds that nothing was published.
    pub(crate) fn message_of_report(&self) -> String {
        match self {
            Self::Usage(_) => self.message(),
            Self::Exists(_) | Self::Bug(_) => self.message() + "\nnothing was published",
            _ => self.message() + ": nothing was published",
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Stop {}
