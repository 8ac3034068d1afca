//! `check`: reads and validates everything, prints the quality table, writes nothing.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::{Clock, Input, forget_review, print_lines, read_extracts, summary};
use crate::compare::reviews::ReviewDecisions;
use crate::config::settings::Settings;
use crate::contact::outcome_texts::{OutcomeText, ReadAsFailed};
use crate::exit::Exit;
use crate::init;
use crate::intake::{self, OutcomesOfSource};
use crate::phrases;
use crate::problem::printable;
use crate::report::publish;
use crate::review::Review;
use crate::stop::Stop;
use crate::text::fold;
use crate::vocabulary::Outcome;
use crate::wording::counted;

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
        let settings = arguments.input.settings(None, &[])?;
        let texts = intake::outcome_texts(&settings, arguments.input.as_of(clock.today))?;
        print_lines(&outcome_lines(&settings, &texts));
        return Ok(Exit::Done);
    }
    // Decisions may name children of earlier runs, so these are read. They are not changed.
    let (found, previous) = read_extracts(&arguments.input, clock)?;
    let runs = found.settings.output.folder.clone();
    let decisions = ReviewDecisions::read(&found.settings);
    let review = Review::new(found, previous, decisions, publish::existing_key(&runs).as_ref());
    print_lines(&format!("Checked for {}. Nothing was written.\n", review.as_of.long()));
    print_lines(&summary::quality_table(&review));
    print_lines(&summary::notice_lines(&review));
    print_lines(&summary::data_concerns(&review, summary::Detail::Full));
    print_lines(&summary::review_lines(&review));
    print_lines(&summary::case_lines(&review));
    forget_review(review);
    Ok(Exit::Done)
}

/// The most hidden texts whose places are listed.
const MAX_HIDDEN_SHOWN: usize = 20;

/// Lines for each source's `[contacts.outcomes]`. Texts that are still to be decided come first, the most frequent at the top, then
/// those that are mapped. Texts that may be more than a code are not shown, because somebody may have typed a name or a telephone
/// number.
fn outcome_lines(settings: &Settings, sources: &[OutcomesOfSource]) -> String {
    let mut out = String::new();
    for (source, OutcomesOfSource { texts, first }) in settings.contacts.iter().zip(sources) {
        let _ = writeln!(out, "# source {}: [contacts.outcomes]", source.name);
        let is_used = |text: &&OutcomeText| text.records > 0 && !text.text.is_empty();
        let mut texts: Vec<&OutcomeText> = texts.iter().filter(is_used).collect();
        texts.sort_by(|a, b| (a.outcome.is_some(), b.records, &a.text).cmp(&(b.outcome.is_some(), a.records, &b.text)));
        let filled: u64 = texts.iter().map(|text| text.records).sum();
        let (reasons, texts): (Vec<&OutcomeText>, Vec<&OutcomeText>) =
            texts.into_iter().partition(|text| text.falls_back.is_some());
        // A text that is mapped is in the configuration or in a built-in set, so it may be shown.
        let is_shown = |text: &&OutcomeText| text.outcome.is_some() || init::may_show(&text.text, text.records, filled);
        let (shown, hidden): (Vec<&OutcomeText>, Vec<&OutcomeText>) = texts.into_iter().partition(is_shown);
        let (mapped, undecided): (Vec<&OutcomeText>, Vec<&OutcomeText>) =
            shown.into_iter().partition(|text| text.outcome.is_some());
        for text in undecided {
            let (key, records) = (config_key(&text.text), records(text.records));
            let _ = match phrases::outcome(&text.text) {
                Some(outcome) => writeln!(out, "\"{key}\" = \"{outcome}\"   # check: {records}"),
                None => writeln!(out, "\"{key}\" = \"?\"   # DECIDE: {records}"),
            };
        }
        add_hidden_texts(&hidden, first, &mut out);
        let failed = |outcome: Outcome| settings.failed.contains(outcome);
        for failed_reason in ReadAsFailed::of(reasons.iter().copied(), failed) {
            add_read_as_failed(&failed_reason, &mut out);
        }
        let other_reasons: Vec<&OutcomeText> =
            reasons.into_iter().filter(|text| ReadAsFailed::new(text, failed).is_none()).collect();
        for (text, outcome) in mapped.into_iter().filter_map(|text| Some((text, text.outcome?))) {
            let key = config_key(&text.text);
            let _ = writeln!(out, "# \"{key}\" = \"{outcome}\"   # {}", records(text.records));
        }
        add_reasons(&other_reasons, filled, &mut out);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Adds the line for a reason that reads like a failed contact. If another column comes before the reason in `outcome`, a line would
/// have no effect, so advice to change the order is added too.
fn add_read_as_failed(ReadAsFailed { known, to, outcome, records: count }: &ReadAsFailed<'_>, out: &mut String) {
    let (pair, meaning, records) = (config_key(&known.pair), known.outcome, records(*count));
    let without = outcome.phrase();
    if known.is_behind_others {
        let (to, reason) = (config_key(to), config_key(&known.text));
        let _ = writeln!(
            out,
            "# \"{pair}\": {records}, which count as {without}. Put the column of \"{reason}\" before the others in `outcome`, then add:"
        );
        let _ = writeln!(out, "# \"{to} | {reason}\" = \"{meaning}\"   # check");
    } else {
        let _ = writeln!(out, "\"{pair}\" = \"{meaning}\"   # check: {records}; without this line: {without}");
    }
}

/// Adds the texts with a reason that count as the outcome alone. Reasons that may be more than a code are only counted, for each
/// outcome.
fn add_reasons(reasons: &[&OutcomeText], filled: u64, out: &mut String) {
    let mut hidden: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
    for text in reasons {
        let (Some(falls_back), Some(reason), Some(outcome)) = (&text.falls_back, text.reason(), text.outcome) else {
            continue;
        };
        if init::may_show(reason, text.records, filled) {
            let (key, records) = (config_key(&text.text), records(text.records));
            let _ = writeln!(out, "# \"{key}\" = \"{outcome}\"   # {records}, without a line of its own");
        } else {
            let known = hidden.entry(&falls_back.to).or_insert((0, outcome.word()));
            known.0 += text.records;
        }
    }
    for (text, (count, outcome)) in hidden {
        let (key, records) = (config_key(text), records(count));
        let _ = writeln!(out, "# \"{key} | ...\" = \"{outcome}\"   # {records} with reasons that are not shown");
    }
}

/// Adds the number of texts that are not shown, and the places of the first of them.
fn add_hidden_texts(hidden: &[&OutcomeText], first: &HashMap<String, String>, out: &mut String) {
    let what = match hidden.len() {
        0 => return,
        1 => "1 text is not shown, because it may be about a person. Look for it in the extract:".to_owned(),
        n => format!("{n} texts are not shown, because they may be about a person. Look for them in the extract:"),
    };
    let _ = writeln!(out, "# {what}");
    for text in hidden.iter().take(MAX_HIDDEN_SHOWN) {
        let place = first.get(&fold(&text.text)).map_or("the extract", String::as_str);
        let _ = writeln!(out, "# \"...\" = \"?\"   # DECIDE: {}, first at {place}", records(text.records));
    }
    if let Some(rest) = hidden.get(MAX_HIDDEN_SHOWN..).filter(|rest| !rest.is_empty()) {
        let in_all = records(rest.iter().map(|text| text.records).sum());
        let _ = writeln!(out, "# \"...\" = \"?\"   # DECIDE: the other {}, in {in_all}", rest.len());
    }
}

/// A text as a key of the configuration.
fn config_key(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('"', "\\\"")
}

fn records(count: u64) -> String {
    counted(count, "record", "records")
}
