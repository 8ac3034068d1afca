//! `check`: reads and validates everything, prints the quality table, writes nothing.

use super::{Clock, Input, leave, read, say, summary};
use crate::compare::previous;
use crate::compare::reviews::Decisions;
use crate::exit::Exit;
use crate::report::publish;
use crate::review::Review;
use crate::stop::Stop;

/// The arguments of `check`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
}

/// Checks configuration and extracts.
pub fn run(arguments: &Arguments, clock: &Clock) -> Result<Exit, Stop> {
    let found = read(&arguments.input, clock)?;
    // Whom a decision can be about depends on the runs that are there; they are looked at and left as they are.
    let runs = found.settings.output.folder.clone();
    let previous = publish::newest_before(&runs, found.as_of)?.and_then(|(day, run)| previous::of_day(&run, day).ok());
    let decisions = Decisions::read(&found.settings);
    let review = Review::new(found, previous, decisions, publish::existing_key(&runs).as_ref());
    say(&format!("Checked for {}. Nothing was written.\n", review.as_of.long()));
    say(&summary::quality_table(&review));
    say(&summary::notices(&review));
    say(&summary::concerns(&review, summary::Detail::Full));
    say(&summary::reviews(&review));
    say(&summary::cases(&review));
    leave(review);
    Ok(Exit::Done)
}
