//! `failed-contact`: see the library for what it does.

use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;

use chrono::{Local, SecondsFormat};
use clap::Parser;
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::day::Day;

/// A fault of the program.
const BUG: u8 = 70;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        // The message of a panic may hold a value: only its place is told.
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let told = format!("error: a fault of the program{place}; please report it");
        let _ = writeln!(io::stderr(), "{told}");
    }));
    let cli = Cli::parse();
    let now = Local::now();
    let clock = Clock { today: Day::of(now.date_naive()), now: now.to_rfc3339_opts(SecondsFormat::Secs, false) };
    ExitCode::from(panic::catch_unwind(|| cli::run(cli, &clock)).unwrap_or(BUG))
}
