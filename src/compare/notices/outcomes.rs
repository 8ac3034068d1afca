//! Notices about outcomes that are recorded differently from before.

use std::collections::BTreeSet;

use super::{Code, Notice, percent, rises};
use crate::compare::Compared;
use crate::contact::outcome_texts::{OutcomeText, RECENT};
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::text::{fold, original};
use crate::vocabulary::Outcome;
use crate::wording::{counted, number};

/// The days before, with which a share is compared.
const YEAR: usize = 365;
/// The fewest contacts for a notice.
const ENOUGH: u64 = 10;
/// A difference of this many standard errors is not chance.
const ERRORS: f64 = 4.0;
/// In holiday weeks more outcomes are late. Up to this share of the new contacts may have none without a notice.
const A_QUARTER: f64 = 0.25;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let settings = &now.settings;
    for (source, texts) in settings.contacts.iter().zip(&now.intake.outcomes) {
        all.extend(new_texts(compared, &source.name, source.title(), texts));
    }
    if let Some(previous) = &compared.previous {
        for (source, texts) in settings.contacts.iter().zip(&now.intake.outcomes) {
            let Some(then) = previous.day_of(&source.name) else { continue };
            let days = usize::try_from(now.as_of.0 - then.0).unwrap_or(0);
            let failed = |outcome: Outcome| settings.failed.contains(outcome);
            for shift in shifts(texts, days, failed) {
                let sentence = format!(
                    "{}: “{}” is the outcome of {} of the contacts since {}, and of {} in the year before.",
                    source.title(),
                    shift.text,
                    percent(shift.now),
                    then.long(),
                    percent(shift.before)
                );
                let notice = Notice::new(Code::OutcomeShifted, sentence).of_source(&source.name);
                all.push(notice.now(shift.now).before(shift.before));
            }
        }
    }
    for mut notice in now.quality.sources.iter().filter_map(|source| missing(now, compared, source)) {
        if all.iter().any(|other| other.code == Code::RecordedAtRose && other.source == notice.source) {
            notice.said.push_str(" They may be there: correct the format of the times of recording first.");
        }
        all.push(notice);
    }
}

/// The notice that more past contacts of a source have no outcome, of all contacts or of those since the last report.
fn missing(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let (before_past, before_open) = compared.memory_of(&source.name)?.past();
    let months = source.days.months(now.as_of);
    let (past, open) = months.values().fold((0, 0), |(past, open), month| (past + month.past, open + month.no_outcome));
    if past == 0 || before_past == 0 {
        return None;
    }
    let (title, most) = (now.settings.title_of(&source.name), now.settings.limits.max_change);
    let before = before_open as f64 / before_past as f64;
    let mut share = open as f64 / past as f64;
    let sentence = if rises(before, share, most) {
        format!(
            "{} of the past contacts of {title} have no outcome, {} in the last report.",
            percent(share),
            percent(before)
        )
    } else {
        let then = compared.previous.as_ref()?.day_of(&source.name)?;
        let since = source.days.between(then.plus(1), now.as_of);
        if !are_missing(since.past, since.no_outcome, open.saturating_sub(before_open), most) {
            return None;
        }
        share = since.no_outcome as f64 / since.past as f64;
        let some = match number(since.no_outcome) {
            all if since.no_outcome == since.past => format!("All {all}"),
            some => format!("{some} of the {}", number(since.past)),
        };
        format!(
            "{some} contacts of {title} since {} have no outcome (last report: {} of past contacts).",
            then.long(),
            percent(before)
        )
    };
    Some(Notice::new(Code::OutcomesMissingRose, sentence).of_source(&source.name).now(share).before(before))
}

/// Whether outcomes of the contacts since the last report are missing. Every week, outcomes of the last days come later. So what counts
/// is how many `more` contacts have no outcome than in the last report, as a share of the `new` contacts, `open` of which have none.
/// By chance that number may be up to four standard errors, which are greatest if every other contact has no outcome yet.
fn are_missing(new: u64, open: u64, more: u64, most: f64) -> bool {
    let more = more.min(open) as f64;
    let new = new as f64;
    new >= ENOUGH as f64 && rises(0.0, more / new, most.max(A_QUARTER)) && more > ERRORS * (new / 2.0).sqrt()
}

/// Whether the previous run did not have a text of a source.
pub(super) fn is_new(known: &BTreeSet<(String, String)>, source: &str, text: &str) -> bool {
    !known.contains(&(source.to_owned(), fold(original(text))))
}

/// Outcome texts that are not mapped and that the previous run did not have. The first version of the program did not keep its texts, so
/// after such a run none is new.
pub(super) fn new_unmapped<'a>(
    compared: &'a Compared,
    source: &'a str,
    texts: &'a [OutcomeText],
) -> impl Iterator<Item = &'a OutcomeText> {
    let known = compared.previous.as_ref().map(|previous| previous.outcomes.as_ref());
    let is_new = move |text: &str| match known {
        None => true,
        Some(known) => known.is_some_and(|known| is_new(known, source, text)),
    };
    texts.iter().filter(move |text| text.outcome.is_none() && is_new(&text.text))
}

/// One notice for all new texts of a source. The texts themselves are in `outcomes.csv`.
fn new_texts(compared: &Compared, source: &str, title: &str, texts: &[OutcomeText]) -> Option<Notice> {
    let (mut count, mut records) = (0, 0);
    for text in new_unmapped(compared, source, texts) {
        count += 1;
        records += text.records;
    }
    let sentence = format!(
        "{title} has {} that {} not mapped, in {}: these records do not count.",
        counted(count, "new outcome text", "new outcome texts"),
        if count == 1 { "is" } else { "are" },
        counted(records, "record", "records")
    );
    (count > 0).then(|| Notice::new(Code::OutcomeTextNew, sentence).of_source(source).now(count).before(0))
}

/// A text that is used much more often than before, with its shares now and before.
#[derive(Debug, PartialEq)]
struct Shift<'a> {
    text: &'a str,
    now: f64,
    before: f64,
}

/// The failed outcomes whose share in the last `days` days is far above their share in the year before.
fn shifts(texts: &[OutcomeText], days: usize, failed: impl Fn(Outcome) -> bool) -> Vec<Shift<'_>> {
    let days = days.min(RECENT - 1);
    let sum = |text: &OutcomeText, from: usize, to: usize| {
        let days = text.recent.get(from..to.min(text.recent.len())).unwrap_or_default();
        days.iter().map(|contacts| u64::from(*contacts)).sum::<u64>()
    };
    let due = |text: &&OutcomeText| text.outcome.is_some_and(|outcome| outcome == Outcome::Seen || failed(outcome));
    let total = |from: usize, to: usize| texts.iter().filter(due).map(|text| sum(text, from, to)).sum::<u64>();
    let (all, all_before) = (total(0, days), total(days, days + YEAR));
    let of_failed = texts.iter().filter(|text| text.outcome.is_some_and(&failed));
    of_failed
        .filter_map(|text| {
            let (count, before) = (sum(text, 0, days), sum(text, days, days + YEAR));
            if count < ENOUGH || all_before == 0 {
                return None;
            }
            let (share, usual) = (count as f64 / all as f64, before as f64 / all_before as f64);
            // The standard error of the share. A share of 0 would have no error, so half a contact is used instead.
            let expected = usual.max(0.5 / all_before as f64);
            let error = (expected * (1.0 - expected) / all as f64).sqrt();
            (share - usual > ERRORS * error).then(|| Shift { text: &text.text, now: share, before: usual })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, outcome: Outcome, recent: &[(usize, u32)]) -> OutcomeText {
        let mut text = OutcomeText::new(text, Some(outcome));
        text.recent = vec![0; RECENT];
        for (day, count) in recent {
            text.recent[*day] = *count;
        }
        text
    }

    #[test]
    fn outcomes_are_missing_if_many_more_new_contacts_than_before_have_none() {
        for (new, open, more, missing) in [
            (10, 10, 10, true),
            (9, 9, 9, false),
            (20, 20, 12, false),
            (20, 20, 13, true),
            (1000, 400, 250, false),
            (1000, 400, 251, true),
            // As many as in every week.
            (1000, 600, 10, false),
            // It is older contacts that have lost their outcomes.
            (1000, 50, 900, false),
            (0, 0, 0, false),
        ] {
            assert_eq!(are_missing(new, open, more, 0.05), missing, "{open} of {new}, {more} more");
        }
        assert!(!are_missing(1000, 400, 400, 0.5), "a larger share is allowed");
    }

    #[test]
    fn a_share_far_above_its_share_of_the_year_before_is_a_shift() {
        let shifted = |now: u32, seen: u32| {
            let texts = [
                text("DNA", Outcome::WasNotBrought, &[(0, now), (100, 100)]),
                text("Seen", Outcome::Seen, &[(0, seen), (200, 900)]),
            ];
            shifts(&texts, 7, |outcome| outcome == Outcome::WasNotBrought).len()
        };
        // In the year before it was a tenth. Of 100, the error is 3, and four times that is 12.
        assert_eq!(shifted(22, 78), 0);
        assert_eq!(shifted(23, 77), 1);
        assert_eq!(shifted(9, 1), 0, "fewer than ten");
        assert_eq!(shifted(10, 0), 1);
    }
}
