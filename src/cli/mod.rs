//! The command line. Each command has a small file of its own.

mod check;
mod codes;
mod explain;
mod init;
pub mod protection;
mod report;
mod rules;
mod shell;
mod style;
mod summary;

use std::fs;
use std::io::{ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::compare::previous::{self, Previous};
use crate::config;
use crate::config::settings::Settings;
use crate::contact::short::FIRST_DAY;
use crate::day::Day;
use crate::exit::{self, Exit};
use crate::intake;
use crate::opening::plain;
use crate::pipeline::{self, Detected};
use crate::problem::{Problem, nearest};
use crate::report::publish;
use crate::review::Review;
use crate::stop::Stop;

/// The end of the program's help.
fn after_help() -> String {
    format!("Environment: set NO_COLOR to turn colour off.\n\n{}", exit::help())
}

/// Reads the CSV extracts of an area's services and finds the children whose failed contacts need a review.
#[derive(Parser)]
#[command(name = "failed-contact", version, about, after_help = after_help(), styles = style::help())]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read the extracts and publish the packs
    #[command(
        after_help = "Examples:\n  failed-contact report\n  failed-contact report area/failed-contact.toml --as-of \
                            2026-11-22\n  failed-contact report --as-of 2026-11-22 --replace --strict"
    )]
    Report(report::Arguments),
    /// Read and check everything, print the quality table, write nothing
    #[command(
        after_help = "Examples:\n  failed-contact check\n  failed-contact check area/failed-contact.toml --as-of \
                            2026-11-22"
    )]
    Check(check::Arguments),
    /// Show a child's timeline, and why each rule holds or does not hold
    #[command(
        after_help = "The answer is about one child: check who can see your screen.\n\nExamples:\n  failed-contact \
                            explain --child '999 123 4578'\n  failed-contact explain area/failed-contact.toml --child \
                            systmone/S101272 --format json\n  failed-contact explain --child - < who.txt"
    )]
    Explain(explain::Arguments),
    /// Draft a configuration from the headers and values of extracts
    #[command(
        after_help = "The draft goes to standard output. It marks what you must decide with DECIDE. The only cells it shows \
                            are codes of outcomes, kinds, sectors and services.\n\nExamples:\n  failed-contact init \
                            area/extracts/*.csv\n  failed-contact init clinics.csv register.csv --output \
                            failed-contact.toml"
    )]
    Init(init::Arguments),
    /// Print what each rule means, its source and its settings
    #[command(after_help = "Examples:\n  failed-contact rules\n  failed-contact rules cross_service")]
    Rules(rules::Arguments),
    /// Print the built-in code sets, and what each text means
    #[command(after_help = "Examples:\n  failed-contact codes\n  failed-contact codes systmone-appointment-status")]
    Codes(codes::Arguments),
    /// Print the completion script for a shell
    #[command(
        after_help = "Examples:\n  failed-contact completions bash > ~/.local/share/bash-completion/completions/failed-contact\n  \
                            failed-contact completions powershell >> $PROFILE"
    )]
    Completions(shell::Completions),
    /// Print the manual page, in roff
    #[command(
        after_help = "Examples:\n  failed-contact man > ~/.local/share/man/man1/failed-contact.1\n  failed-contact man | man -l -"
    )]
    Man,
}

/// The arguments of every command that reads extracts.
#[derive(clap::Args)]
struct Input {
    /// The configuration file
    #[arg(default_value = "failed-contact.toml")]
    config: PathBuf,
    /// The day the report is about (YYYY-MM-DD) [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
}

fn parse_day(text: &str) -> Result<Day, String> {
    let day = Day::from_iso(text).ok_or_else(|| "write the date as YYYY-MM-DD, such as 2026-11-22".to_owned())?;
    if (FIRST_DAY..=LAST_AS_OF).contains(&day) {
        Ok(day)
    } else {
        Err(format!("the as-of date must be between {} and {}", FIRST_DAY.long(), LAST_AS_OF.long()))
    }
}

/// The last as-of date. Days of contacts, up to two years later, are stored in two bytes.
const LAST_AS_OF: Day = Day(767_009);

impl Input {
    /// The as-of date of the report.
    fn as_of(&self, today: Day) -> Day {
        self.as_of.unwrap_or(today)
    }

    /// The settings of the configuration file. `output`, if given, replaces the output folder, and the sources `without` are left out
    /// together with their problems. All other problems are returned at once, including headers that the extracts lack, before any
    /// extract is read in full.
    fn settings(&self, output: Option<&Path>, without: &[String]) -> Result<Settings, Stop> {
        let (mut settings, mut problems) = config::examine(&self.config, output);
        if let Some(settings) = &mut settings {
            settings.leave_out(without, &mut problems).map_err(Stop::Usage)?;
        }
        match settings {
            Some(settings) if problems.is_empty() => {
                intake::check_headers(&settings)?;
                Ok(settings)
            }
            unsound => {
                problems.extend(unsound.iter().flat_map(intake::missing_headers));
                problems.sort();
                Err(Stop::Configuration(problems))
            }
        }
    }
}

/// Reads the extracts for a command that writes nothing, and the report that `report` would compare with, because findings depend on
/// it.
fn read_extracts(input: &Input, clock: &Clock) -> Result<(Detected, Option<Previous>), Stop> {
    let settings = input.settings(None, &[])?;
    let as_of = input.as_of(clock.today);
    let newest = publish::newest_before(&settings.output.folder, as_of)?;
    let previous = newest.and_then(|(day, run)| match previous::read_day(&run, day) {
        Ok(previous) => Some(previous),
        Err(problem) => {
            print_to_stderr(&format!(
                "warning: {}: {}, so this answer was made without it",
                problem.file, problem.what
            ));
            None
        }
    });
    let previous_sources = previous.as_ref().map_or_else(Vec::new, Previous::contact_sources);
    let progress = progress_bar(&settings, false);
    let found = pipeline::run_after_previous(settings, as_of, &previous_sources, &|bytes| progress.inc(bytes));
    progress.finish_and_clear();
    Ok((found?, previous))
}

/// A progress bar over the bytes of all extracts, on standard error. It is hidden if that is not a terminal, or with `quiet`.
fn progress_bar(settings: &Settings, quiet: bool) -> ProgressBar {
    let files = settings.contacts.iter().chain(&settings.children).flat_map(|source| &source.files);
    let bytes = files.filter_map(|file| fs::metadata(&file.path).ok()).map(|metadata| metadata.len()).sum();
    let visible = !quiet && std::io::stderr().is_terminal();
    let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    if let Ok(style) = ProgressStyle::with_template("{msg:24} {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar.set_message("Reading the extracts");
    bar
}

/// Help with a name that a command does not know: the nearest known name, or `otherwise`.
fn did_you_mean(name: &str, names: &[&str], otherwise: String) -> String {
    nearest(name, names.iter().copied()).map_or(otherwise, |near| format!("did you mean `{near}`?"))
}

/// Leaks a review at the end of a command. The process ends anyway, and the system frees all memory at once, which is faster. Nothing
/// in a review needs to be dropped; the lock on the output folder and the staging folder are not in it.
fn forget_review(review: Review) {
    std::mem::forget(review);
}

/// The date and the time of the run. The clock is read once, in `main`.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Today's local date.
    pub today: Day,
    /// The time, in RFC 3339.
    pub now: String,
}

/// Runs the command that was typed, and returns the exit status.
pub fn run(cli: Cli, clock: &Clock) -> Exit {
    // This fails if an earlier run in the same process has set the handler, which is harmless.
    let _ = ctrlc::set_handler(publish::interrupt);
    let published = matches!(cli.command, Command::Report(_));
    let result = match cli.command {
        Command::Report(arguments) => report::run(&arguments, clock),
        Command::Check(arguments) => check::run(&arguments, clock),
        Command::Explain(arguments) => explain::run(&arguments, clock),
        Command::Init(arguments) => Ok(init::run(&arguments)),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Codes(arguments) => codes::run(&arguments),
        Command::Completions(arguments) => Ok(shell::completions(&arguments)),
        Command::Man => shell::man(),
    };
    match (result, STDOUT_ERROR.get()) {
        (Ok(status), Some(problem)) if published => {
            print_to_stderr(&format!("warning: {problem}\n{SUMMARY_LOST}"));
            status
        }
        (Ok(_), Some(problem)) => {
            print_to_stderr(&format!("error: {problem}\noutput is incomplete"));
            Exit::Output
        }
        (Ok(status), None) => status,
        (Err(stop), _) => {
            print_to_stderr(&if published { stop.message_of_report() } else { stop.message() });
            stop.exit()
        }
    }
}

/// The message if a report was published but its summary could not be printed.
const SUMMARY_LOST: &str = "the report was published, but its summary could not be printed";

/// The first error of writing to standard output.
static STDOUT_ERROR: OnceLock<Problem> = OnceLock::new();

/// Writes lines to standard output. It is not an error if the reader (such as `head`) has gone, but a full disk is.
fn print_lines(text: &str) {
    print_text(&format!("{}\n", style::paint(text)));
}

/// Writes text to standard output, as [`print_lines`].
fn print_text(text: &str) {
    let mut out = anstream::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = STDOUT_ERROR.set(Problem::new("standard output", format!("cannot write to it: {}", plain(&error))));
    }
}

/// Writes lines to standard error.
fn print_to_stderr(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{}", style::paint(text));
}
