//! `check`: reads and validates everything, prints the quality table, writes nothing.

use std::fmt::Write as _;

use super::{Clock, Input, leave, read, say, summary};
use crate::compare::reviews::Decisions;
use crate::config::settings::Settings;
use crate::contact::outcome_texts::OutcomeText;
use crate::exit::Exit;
use crate::init;
use crate::intake;
use crate::problem::printable;
use crate::report::publish;
use crate::review::Review;
use crate::stop::Stop;

/// The arguments of `check`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Print every outcome text with its count, as lines for the configuration
    #[arg(long)]
    outcomes: bool,
}

/// Checks configuration and extracts.
pub(crate) fn run(arguments: &Arguments, clock: &Clock) -> Result<Exit, Stop> {
    if arguments.outcomes {
        let settings = arguments.input.settings(None)?;
        let texts = intake::outcome_texts(&settings, arguments.input.as_of(clock.today))?;
        say(&outcome_lines(&settings, &texts));
        return Ok(Exit::Done);
    }
    // Whom a decision can be about depends on the runs that are there; they are looked at and left as they are.
    let (found, previous) = read(&arguments.input, clock)?;
    let runs = found.settings.output.folder.clone();
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

/// Lines for each source's `[contacts.outcomes]`: those to decide first, the most frequent first, then those that mean
/// something already.
fn outcome_lines(settings: &Settings, texts: &[Vec<OutcomeText>]) -> String {
    let mut out = String::new();
    for (source, texts) in settings.contacts.iter().zip(texts) {
        let _ = writeln!(out, "# source {}: [contacts.outcomes]", source.name);
        let mut texts: Vec<&OutcomeText> = texts.iter().filter(|own| !own.text.is_empty()).collect();
        texts.sort_by(|a, b| (a.outcome.is_some(), b.records, &a.text).cmp(&(b.outcome.is_some(), a.records, &b.text)));
        for own in texts {
            let key = printable(&own.text).replace('\\', "\\\\").replace('"', "\\\"");
            let records = if own.records == 1 { "1 record".to_owned() } else { format!("{} records", own.records) };
            let _ = match own.outcome {
                None => match init::obvious_outcome(&own.text) {
                    Some(outcome) => writeln!(out, "\"{key}\" = \"{outcome}\"   # check: {records}"),
                    None => writeln!(out, "\"{key}\" = \"?\"   # DECIDE: {records}"),
                },
                Some(outcome) => writeln!(out, "# \"{key}\" = \"{}\"   # {records}", outcome.word()),
            };
        }
    }
    out.truncate(out.trim_end().len());
    out
}
