//! What to tell the supplier of each source: everything that only the supplier can put right. It gives places and never a
//! value, so that it can be sent as it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::words::shown;
use crate::compare::notices::{Code, Level, Notice};
use crate::config::settings::Sort;
use crate::contact::fate::Reason;
use crate::intake::FileFacts;
use crate::quality::SourceQuality;
use crate::review::Review;
use crate::wording::{counted, others};

/// The most places of one kind that a line names.
const PLACES: usize = 3;

#[derive(Serialize)]
pub(super) struct Supplier {
    title: String,
    lines: Vec<String>,
}

/// The sources with something to tell their supplier, in the order of the configuration. Sources that were only in the last
/// report come last.
pub(super) fn suppliers(review: &Review) -> Vec<Supplier> {
    let gone = review.compared.sources.iter().filter(|own| own.now.is_none()).map(|own| (own.name.as_str(), None));
    let now = review.quality.sources.iter().map(|own| (own.name.as_str(), Some(own)));
    let told = now.chain(gone).map(|(name, source)| {
        let notices = review.compared.notices.iter().filter(|own| own.source == name && is_for_supplier(own));
        let mut lines: Vec<String> = notices.map(|own| shown(&own.said)).collect();
        if let Some(source) = source {
            lines.extend(rejected(review, source));
            lines.extend(no_outcome(review, source));
            lines.extend(superfluous(review, source));
        }
        Supplier { title: shown(review.settings.title_of(name)), lines }
    });
    told.filter(|own| !own.lines.is_empty()).collect()
}

/// Whether the supplier should hear about a notice. Left out are notices that the lines on rejected records repeat, and notices
/// for us alone: a text that needs a mapping is not the supplier's to put right.
fn is_for_supplier(notice: &Notice) -> bool {
    let ours = [
        Code::RejectedRose,
        Code::FileRejected,
        Code::OutcomeTextNew,
        Code::ReasonReadsFailed,
        Code::MissedUnscheduled,
        Code::SourceLeftOut,
    ];
    let known = [Code::OutcomeShifted, Code::EthnicityUnknown, Code::UnlinkedRose];
    !ours.contains(&notice.code) && (notice.level == Level::Act || known.contains(&notice.code))
}

fn files<'a>(review: &'a Review, source: &SourceQuality) -> impl Iterator<Item = &'a FileFacts> {
    let own = source.name.clone();
    review.intake.files.iter().filter(move |file| file.source_of(&review.settings).name == own)
}

/// Records that could not be used, by reason. Records that only lack a mapping are left out, because that is ours to put right.
fn rejected(review: &Review, source: &SourceQuality) -> Vec<String> {
    let mapped = [Reason::OutcomeUnmapped, Reason::KindUnmapped, Reason::SectorUnmapped];
    let mut places: BTreeMap<Reason, Vec<(&str, u32)>> = BTreeMap::new();
    for file in files(review, source) {
        for reject in file.rejects.iter().filter(|reject| !mapped.contains(&reject.reason)) {
            places.entry(reject.reason).or_default().push((&file.shown, reject.line));
        }
    }
    places
        .into_iter()
        .map(|(reason, places)| {
            let count = counted(places.len(), "record", "records");
            let named = places.iter().take(PLACES).map(|(file, line)| format!("{}, line {line}", shown(file)));
            let named: Vec<String> = named.chain(others(places.len(), PLACES, "")).collect();
            format!("{count} could not be used because {}: {}.", because(reason, places.len()), named.join("; "))
        })
        .collect()
}

/// Why records could not be used, in words that follow "because".
fn because(reason: Reason, records: usize) -> String {
    let phrase = reason.phrase();
    match (phrase.starts_with("has "), records) {
        (true, 1) => format!("it {phrase}"),
        (true, _) => format!("each {phrase}"),
        (false, 1) => phrase.to_owned(),
        (false, _) => format!("in each {phrase}"),
    }
}

fn no_outcome(review: &Review, source: &SourceQuality) -> Option<String> {
    if source.sort != Sort::Contacts {
        return None;
    }
    let open: u64 = source.days.months(review.as_of).values().map(|own| own.no_outcome).sum();
    let have = if open == 1 { "has" } else { "have" };
    (open > 0).then(|| format!("{} {have} no outcome.", counted(open, "past contact", "past contacts")))
}

/// What the files should not contain, although it does no harm.
fn superfluous(review: &Review, source: &SourceQuality) -> Vec<String> {
    let sum = |of: fn(&FileFacts) -> u64| files(review, source).map(of).sum::<u64>();
    [
        (
            sum(|file| file.wrapped),
            "NHS number or id has",
            "NHS numbers or ids have",
            "something around it, such as an apostrophe or .0. It is read; plain text is safer",
        ),
        (
            sum(|file| file.no_values),
            "cell says",
            "cells say",
            "NULL, N/A or the like where there is no value. It is read as blank",
        ),
        (sum(|file| file.blank_rows), "row is", "rows are", "blank"),
        (sum(|file| file.repeated_headers), "row is", "rows are", "the header again"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many, what)| format!("{} {what}.", counted(count, one, many)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_follow_the_word_because() {
        for (reason, records, expected) in [
            (Reason::DateMissing, 1, "it has no date"),
            (Reason::DateMissing, 3, "each has no date"),
            (Reason::Quoting, 1, "a quotation mark is not closed, or has text after it"),
            (Reason::NhsNumberInvalid, 2, "in each its NHS number is not valid, and it has no local id"),
        ] {
            assert_eq!(because(reason, records), expected);
        }
    }
}
