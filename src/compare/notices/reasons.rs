//! Notices about reasons that are not mapped together with the outcome beside them, so that the outcome alone counts.

use super::{Code, Notice, listed, outcomes};
use crate::cells::no_value::is_no_value;
use crate::compare::Compared;
use crate::config::settings::Source;
use crate::contact::outcome_texts::{OutcomeText, ReadAsFailed};
use crate::pipeline::Detected;
use crate::vocabulary::Outcome;
use crate::wording::counted;

/// A source with more reasons than this in the last report has free text and not a list to choose from, so it has new ones every week.
const MOST_TO_CHOOSE_FROM: u64 = 40;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let failed = |outcome: Outcome| now.settings.failed.contains(outcome);
    for (source, texts) in now.settings.contacts.iter().zip(&now.intake.outcomes) {
        all.extend(new(compared, source, texts, failed));
        all.extend(read_as_failed(source, texts, failed));
    }
}

/// The notice about reasons that the last report did not have beside an outcome.
fn new(
    compared: &Compared,
    source: &Source,
    texts: &[OutcomeText],
    failed: impl Fn(Outcome) -> bool,
) -> Option<Notice> {
    // An older version of the program did not list the outcomes with reasons that do not matter.
    compared.memory_of(&source.name)?.reasons.filter(|before| *before <= MOST_TO_CHOOSE_FROM)?;
    let known = compared.previous.as_ref()?.outcomes.as_ref()?;
    let says_nothing = |text: &OutcomeText| text.reason().is_some_and(is_no_value);
    let (mut count, mut records) = (0_u64, 0);
    // Texts that count by a part of their text only, and not as failed.
    let is_uncounted = |text: &&OutcomeText| {
        text.records > 0 && text.falls_back.is_some() && text.outcome.is_some_and(|outcome| !failed(outcome))
    };
    for text in texts.iter().filter(is_uncounted) {
        if outcomes::is_new(known, &source.name, &text.text) && !says_nothing(text) {
            count += 1;
            records += text.records;
        }
    }
    let sentence = format!(
        "{} has {} beside an outcome, not mapped together with it, in {}: {} as the outcome alone.",
        source.title(),
        counted(count, "new reason", "new reasons"),
        counted(records, "record", "records"),
        if records == 1 { "it counts" } else { "they count" }
    );
    let notice = Notice::new(Code::OutcomeTextNew, sentence).of_source(&source.name);
    (count > 0).then(|| notice.now(count).before(0))
}

/// The notice about reasons that read like a failed contact. It is given in every report until the configuration says what they mean.
/// Other cells of the outcome may be about a person, so they are not quoted.
fn read_as_failed(source: &Source, texts: &[OutcomeText], failed: impl Fn(Outcome) -> bool) -> Option<Notice> {
    let reasons = ReadAsFailed::of(texts, failed);
    let records: u64 = reasons.iter().map(|reason| reason.records).sum();
    let named: Vec<String> = reasons
        .iter()
        .map(|reason| {
            let records = counted(reason.records, "record", "records");
            match reason.to {
                "" => format!("“{}” beside a blank outcome ({records})", reason.known.text),
                _ => format!("“{}”, which counts as {} ({records})", reason.known.pair, reason.outcome.phrase()),
            }
        })
        .collect();
    let mut sentence = format!(
        "{} of {} {} a reason that reads like a failed contact, but {} not count as failed: {}.",
        counted(records, "record", "records"),
        source.title(),
        if records == 1 { "has" } else { "have" },
        if records == 1 { "does" } else { "do" },
        listed(&named)
    );
    if reasons.iter().any(|reason| reason.known.is_behind_others) {
        sentence.push_str(" Another column stands before the reason: first put the reason before it in `outcome`.");
    }
    let notice = Notice::new(Code::ReasonReadsFailed, sentence).of_source(&source.name);
    (records > 0).then(|| notice.now(records))
}
