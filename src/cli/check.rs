//! `check`: reads and validates everything, prints the quality table, writes nothing.

use super::{Clock, Input, read, say, summary};
use crate::history;
use crate::stop::Stop;

/// The arguments of `check`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
}

/// Checks configuration and extracts.
pub fn run(arguments: &Arguments, clock: &Clock) -> Result<u8, Stop> {
    let mut review = read(&arguments.input, clock)?;
    history::compare(&mut review, None, None);
    say(&format!("Checked for {}. Nothing was written.\n", review.as_of.long()));
    say(&summary::quality_table(&review));
    say(&summary::concerns(&review, summary::Detail::Full));
    say(&summary::reviews(&review));
    say(&summary::cases(&review));
    Ok(0)
}
