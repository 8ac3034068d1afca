//! Reasons beside an outcome that nobody has mapped together with it, so that the outcome alone counts.

use super::{Code, Notice, listed, outcomes};
use crate::cells::no_value::is_no_value;
use crate::compare::Compared;
use crate::config::settings::Source;
use crate::contact::outcome_texts::{OutcomeText, ReadAsFailed};
use crate::pipeline::Detected;
use crate::vocabulary::Outcome;
use crate::wording::counted;

/// A source that had more of them in the last report has no list of reasons to choose from: there are new ones in every week.
const MOST_TO_CHOOSE_FROM: u64 = 40;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let failed = |outcome: Outcome| now.settings.failed.contains(outcome);
    for (source, texts) in now.settings.contacts.iter().zip(&now.intake.outcomes) {
        all.extend(new(compared, source, texts, failed));
        all.extend(read_as_failed(source, texts, failed));
    }
}

/// Reasons that the last report did not have beside an outcome.
fn new(
    compared: &Compared,
    source: &Source,
    texts: &[OutcomeText],
    failed: impl Fn(Outcome) -> bool,
) -> Option<Notice> {
    // A run of an older version listed no outcome with a reason that counts for nothing.
    compared.memory_of(&source.name)?.reasons.filter(|before| *before <= MOST_TO_CHOOSE_FROM)?;
    let known = compared.previous.as_ref()?.outcomes.as_ref()?;
    let says_nothing = |own: &OutcomeText| own.reason().is_some_and(is_no_value);
    let (mut count, mut records) = (0_u64, 0);
    // Those that count by a part of their text, and not as failed.
    let is_uncounted = |own: &&OutcomeText| {
        own.records > 0 && own.falls_back.is_some() && own.outcome.is_some_and(|outcome| !failed(outcome))
    };
    for own in texts.iter().filter(is_uncounted) {
        if outcomes::is_new(known, &source.name, &own.text) && !says_nothing(own) {
            count += 1;
            records += own.records;
        }
    }
    let said = format!(
        "{} has {} beside an outcome, not mapped together with it, in {}: {} as the outcome alone.",
        source.title(),
        counted(count, "new reason", "new reasons"),
        counted(records, "record", "records"),
        if records == 1 { "it counts" } else { "they count" }
    );
    let notice = Notice::new(Code::OutcomeTextNew, said).of_source(&source.name);
    (count > 0).then(|| notice.now(count).before(0))
}

/// Reasons that read like a failed contact. It is said in every report, until a line of the configuration says what they mean. What
/// else stands there may be about a person, and is not said.
fn read_as_failed(source: &Source, texts: &[OutcomeText], failed: impl Fn(Outcome) -> bool) -> Option<Notice> {
    let all = ReadAsFailed::of(texts, failed);
    let records: u64 = all.iter().map(|own| own.records).sum();
    let named: Vec<String> = all
        .iter()
        .map(|own| {
            let records = counted(own.records, "record", "records");
            match own.to {
                "" => format!("“{}” beside a blank outcome ({records})", own.known.text),
                _ => format!("“{}”, which counts as {} ({records})", own.known.pair, own.outcome.phrase()),
            }
        })
        .collect();
    let mut said = format!(
        "{} of {} {} a reason that reads like a failed contact, but {} not count as failed: {}.",
        counted(records, "record", "records"),
        source.title(),
        if records == 1 { "has" } else { "have" },
        if records == 1 { "does" } else { "do" },
        listed(&named)
    );
    if all.iter().any(|own| own.known.is_behind_others) {
        said.push_str(" Another column stands before the reason: first put the reason before it in `outcome`.");
    }
    let notice = Notice::new(Code::ReasonReadsFailed, said).of_source(&source.name);
    (records > 0).then(|| notice.now(records))
}
