//! `failed-contact`: see the library for what it does.

use std::process::ExitCode;

use chrono::{Local, SecondsFormat};
use clap::Parser;
use failed_contact::cli::protection::{disable_core_dumps, run_guarded};
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::day::Day;
use failed_contact::timing;

#[cfg(unix)]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    timing::start();
    disable_core_dumps();
    let exit = run_guarded(|| {
        let cli = Cli::parse();
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
        let now = Local::now();
        let clock = Clock { today: Day::of(now.date_naive()), now: now.to_rfc3339_opts(SecondsFormat::Secs, false) };
        cli::run(cli, &clock)
    });
    ExitCode::from(exit.status())
}
