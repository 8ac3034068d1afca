//! The tools that some tests need, and what those tests do if one is missing.
//!
//! A test that cannot be carried out says so and passes; where `FAILED_CONTACT_CI=1`, as `.ci/run` sets it, it fails: it
//! must not look there as if it had passed.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Set to 1 where every test must be carried out.
const MUST_RUN: &str = "FAILED_CONTACT_CI";

/// An external program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A browser.
    Chromium,
    /// A spreadsheet program: `LibreOffice`.
    Soffice,
    /// What text is in a PDF, and on what paper: poppler-utils.
    Pdftotext,
    /// A tracer that breaks calls to the system, and the right to trace.
    Strace,
    /// The right to mount a small file system in a name space of one's own.
    Mount,
}

impl Tool {
    /// What cannot be done without it, and how to get it.
    const fn missing(self) -> &'static str {
        match self {
            Self::Chromium => "pages are looked at in Chromium: apt-get install chromium",
            Self::Soffice => "tables are opened in LibreOffice: apt-get install libreoffice-calc",
            Self::Pdftotext => "printed pages are read by pdftotext and pdfinfo: apt-get install poppler-utils",
            Self::Strace => "calls are made to fail by strace, which must be allowed to trace: apt-get install strace",
            Self::Mount => "a full disk is a small file system, which cannot be mounted here",
        }
    }

    /// Whether a place where every test must be carried out must have it. No package brings the right to mount, and what a
    /// full disk does is shown without one too: every write is broken by the tracer.
    fn is_asked_for(self) -> bool {
        self != Self::Mount && std::env::var_os(MUST_RUN).is_some_and(|value| value == "1")
    }

    /// How to try whether it is there.
    fn trials(self) -> Vec<Command> {
        let command = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        };
        match self {
            Self::Chromium => {
                let named = std::env::var("CHROMIUM").ok();
                let names =
                    named.into_iter().chain(["chromium", "chromium-browser", "google-chrome"].map(String::from));
                names.map(|name| command(&name, &["--version"])).collect()
            }
            Self::Soffice => vec![command("soffice", &["--version"])],
            Self::Pdftotext => vec![command("pdftotext", &["-v"])],
            Self::Strace => {
                let mut strace = tracer();
                strace.args(["-f", "-o", "/dev/null", "true"]);
                vec![strace]
            }
            Self::Mount => vec![command("unshare", &["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])],
        }
    }

    /// Its program; `None` if it cannot be used, which is printed, or fails the test in CI.
    #[track_caller]
    pub fn program(self) -> Option<String> {
        let works = |command: &mut Command| {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            // Some versions of pdftotext end with another status.
            command.status().is_ok_and(|status| status.success() || self == Self::Pdftotext)
        };
        let found = self.trials().into_iter().find_map(|mut trial| works(&mut trial).then_some(trial));
        if found.is_none() {
            assert!(!self.is_asked_for(), "this must be tested here: {}", self.missing());
            // Not by `eprintln!`: what a test prints is shown of failures only.
            let own = std::thread::current();
            let _ = writeln!(std::io::stderr(), "SKIPPED {}: {}", own.name().unwrap_or("a test"), self.missing());
        }
        found.map(|trial| trial.get_program().to_string_lossy().into_owned())
    }

    /// Whether it can be used. If it cannot, that is printed, or fails the test in CI.
    #[track_caller]
    pub fn is_here(self) -> bool {
        self.program().is_some()
    }
}

/// The tracer. The program does not let another process of its user look into it, so that takes the rights of root, or of
/// root in a name space of the user's own.
pub fn tracer() -> Command {
    if is_root() {
        return Command::new("strace");
    }
    let mut command = Command::new("unshare");
    command.args(["-r", "strace"]);
    command
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// These systems have no tracer, so root is never needed.
#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}
