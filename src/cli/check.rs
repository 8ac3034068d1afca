//! `check`: reads and validates everything, prints the quality table, writes nothing.

use super::progress::Progress;
use super::{Clock, Input, say, summary};
use crate::intake;
use crate::review;
use crate::stop::Stop;

/// The arguments of `check`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
}

/// Checks configuration and extracts.
pub fn run(arguments: &Arguments, clock: &Clock) -> Result<u8, Stop> {
    let as_of = arguments.input.as_of(clock.today);
    let settings = arguments.input.settings(None)?;
    intake::check_headers(&settings)?;
    let progress = Progress::new(&settings, false);
    let review = review::review(settings, as_of, &|bytes| progress.read(bytes));
    progress.finish();
    let review = review?;
    say(&format!("Checked for {}. Nothing was written.\n", as_of.long()));
    say(&summary::quality_table(&review));
    say(&summary::concerns(&review));
    say(&summary::cases(&review));
    Ok(0)
}
