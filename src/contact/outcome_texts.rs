//! The texts of outcomes: how often each occurs in an extract, its first and last day, and what it means.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::day::Day;
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::Outcome;

/// How many days up to the as-of date are counted day by day: a year, and half a year in case the last report is that old.
pub(crate) const RECENT: usize = 365 + 180;
/// The most texts that are counted day by day: with free-text reasons there may be many thousands of texts.
const BY_DAY: usize = 256;

/// The most distinct reasons in unknown words that are listed beside an outcome that counts without them. If a source has more,
/// they are free text, and only the outcome is listed, alone or with the part of the reason that the program knows.
const MOST_REASONS: usize = 300;

/// Separates the texts of several columns.
const BETWEEN: &str = " | ";
/// Replaces what may be free text between the outcome and a reason that the program knows.
const NOT_SHOWN: &str = "...";

/// An outcome's text, with its counts.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeText {
    /// As the extract writes it.
    pub(crate) text: String,
    /// What it means; `None` if it is not mapped.
    pub(crate) outcome: Option<Outcome>,
    /// The shorter text that it counts as, if it has no line of its own in the configuration.
    pub(crate) falls_back: Option<FallsBack>,
    /// Records with exactly this text: 0 if it occurs only with reasons after it.
    pub(crate) records: u64,
    /// Their first day; after the last one if none has a plausible day.
    pub(crate) first: Day,
    /// Their last day.
    pub(crate) last: Day,
    /// Records that count by this text, with or without a reason, on each of the last [`RECENT`] days, the as-of date first.
    /// Empty if they are not counted by day.
    pub(crate) recent: Vec<u32>,
    /// The number of the text whose `recent` counts this one's days: the one that it falls back to, or itself.
    days: u32,
}

/// What a text of several columns counts as, if it has no line of its own in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FallsBack {
    /// The text of the first columns alone. Blank if there is only a reason.
    pub(crate) to: String,
    /// The first of the other columns that names an outcome in words that the program knows.
    pub(crate) known: Option<KnownPart>,
}

/// A reason that names an outcome in words that the program knows, after a text that counts without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownPart {
    /// The outcome that it names.
    pub(crate) outcome: Outcome,
    /// Its text.
    pub(crate) text: String,
    /// The text that counts and this reason, joined as in a line of the configuration. A column between them is replaced by
    /// [`NOT_SHOWN`], so that nothing shows that somebody may have typed about a person.
    pub(crate) pair: String,
    /// Whether there is such a column between them: then no line of the configuration can map just the two.
    pub(crate) is_behind_others: bool,
}

impl OutcomeText {
    /// A text with this meaning and no records yet.
    pub(crate) fn new(text: &str, outcome: Option<Outcome>) -> Self {
        let (text, recent) = (text.to_owned(), Vec::new());
        Self { text, outcome, falls_back: None, records: 0, first: Day(i32::MAX), last: Day(i32::MIN), recent, days: 0 }
    }

    /// How many records have it in the last `days` days, or altogether if they are not counted by day.
    pub(crate) fn in_last(&self, days: usize) -> u64 {
        if self.recent.is_empty() {
            return self.records;
        }
        self.recent.iter().take(days).map(|count| u64::from(*count)).sum()
    }

    /// Their first and last day, if any of them has a plausible day.
    pub(crate) fn days(&self) -> Option<(Day, Day)> {
        (self.first <= self.last).then_some((self.first, self.last))
    }

    /// The reason: the rest of the text after the one that it falls back to.
    pub(crate) fn reason(&self) -> Option<&str> {
        let falls_back = self.falls_back.as_ref()?;
        self.text.get(falls_back.to.len() + BETWEEN.len()..)
    }
}

impl FallsBack {
    /// For a text that counts by its first `columns` parts alone; `None` if these are all of it.
    pub(super) fn new(parts: &[Cow<'_, str>], columns: usize) -> Option<Self> {
        (columns < parts.len()).then(|| Self {
            to: parts[..columns].join(BETWEEN),
            known: (columns..parts.len()).find_map(|at| KnownPart::new(parts, columns, at)),
        })
    }

    /// Whether `text`, which falls back like this, contains words that the program does not know.
    fn may_be_free_text(&self, text: &str) -> bool {
        self.known.as_ref().is_none_or(|known| known.pair != text)
    }

    /// What to count a text as if its reason is free text.
    fn without_free_text(&self) -> &str {
        self.known.as_ref().map_or(&self.to, |known| &known.pair)
    }
}

impl KnownPart {
    /// The part at `at`, after the `columns` parts that count, if it names an outcome in words that the program knows.
    fn new(parts: &[Cow<'_, str>], columns: usize, at: usize) -> Option<Self> {
        let outcome = phrases::outcome(&parts[at])?;
        let between = parts[columns..at].iter().map(|part| if part.is_empty() { "" } else { NOT_SHOWN });
        let before = parts[..columns].iter().map(AsRef::as_ref);
        let text = parts[at].clone().into_owned();
        let pair = before.chain(between).chain([text.as_str()]).collect::<Vec<_>>().join(BETWEEN);
        let is_behind_others = parts[columns..at].iter().any(|part| !part.is_empty());
        Some(Self { outcome, text, pair, is_behind_others })
    }
}

/// Records whose reason reads like a failed contact, but which do not count as one, because outcome and reason are not mapped
/// together.
#[derive(Debug)]
pub(crate) struct ReadAsFailed<'a> {
    /// The outcome that they count as.
    pub(crate) outcome: Outcome,
    /// The text by which they do; blank if the first column is.
    pub(crate) to: &'a str,
    /// The reason.
    pub(crate) known: &'a KnownPart,
    /// How many records there are.
    pub(crate) records: u64,
}

impl<'a> ReadAsFailed<'a> {
    /// The records with this text, if its reason reads like a failed contact.
    pub(crate) fn new(text: &'a OutcomeText, failed: impl Fn(Outcome) -> bool) -> Option<Self> {
        let (outcome, falls_back) = text.outcome.zip(text.falls_back.as_ref())?;
        let known = falls_back.known.as_ref()?;
        let reads_failed = text.records > 0 && failed(known.outcome) && !failed(outcome);
        reads_failed.then_some(Self { outcome, to: &falls_back.to, known, records: text.records })
    }

    /// All such records, one entry for each outcome with its reason, whatever other columns say; the most frequent first.
    pub(crate) fn of(texts: impl IntoIterator<Item = &'a OutcomeText>, failed: impl Fn(Outcome) -> bool) -> Vec<Self> {
        let mut by_pair: BTreeMap<String, Self> = BTreeMap::new();
        for found in texts.into_iter().filter_map(|text| Self::new(text, &failed)) {
            match by_pair.entry(fold(&found.known.pair)) {
                Entry::Occupied(mut known) => known.get_mut().records += found.records,
                Entry::Vacant(place) => _ = place.insert(found),
            }
        }
        let mut sorted: Vec<Self> = by_pair.into_values().collect();
        sorted.sort_by_key(|found| (Reverse(found.records), &found.known.pair));
        sorted
    }
}

/// The texts of a part of a file.
#[derive(Default)]
pub(crate) struct OutcomeTexts {
    numbers: HashMap<String, u32>,
    list: Vec<OutcomeText>,
    /// How many texts fall back to no other.
    whole: usize,
    /// How many have reasons that may be free text.
    reasons: usize,
}

impl OutcomeTexts {
    /// The number of a text with this meaning; a new one if the text has none yet. A reason too many is given the number of the
    /// text without it.
    pub(super) fn number(&mut self, text: &str, outcome: Option<Outcome>, falls_back: Option<FallsBack>) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let days = falls_back.as_ref().map(|shorter| self.number(&shorter.to, outcome, None));
        if let (Some(whole), Some(shorter)) = (days, &falls_back)
            && shorter.may_be_free_text(text)
        {
            let pair = shorter.known.as_ref().map(|known| self.number(&known.pair, outcome, falls_back.clone()));
            // One more than the limit is kept, so that `forget_free_text` sees that there are too many.
            if self.reasons > MOST_REASONS {
                return pair.unwrap_or(whole);
            }
            self.reasons += 1;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        let is_counted = falls_back.is_none() && self.whole < BY_DAY;
        self.whole += usize::from(falls_back.is_none());
        let recent = if is_counted { vec![0; RECENT] } else { Vec::new() };
        let new = OutcomeText::new(text, outcome);
        self.list.push(OutcomeText { falls_back, recent, days: days.unwrap_or(number), ..new });
        number
    }

    /// Counts a record with the text of this number.
    #[inline]
    pub(crate) fn count(&mut self, number: u32, day: Day, as_of: Day) {
        self.count_unused(number, Some(day));
        let days = self.list[number as usize].days as usize;
        if let Some(count) = self.list[days].recent.get_mut((as_of.0 - day.0) as usize) {
            *count += 1;
        }
    }

    /// Counts a record with the text of this number that is not used, with its day, if that is plausible. It is not counted by day.
    #[inline]
    pub(super) fn count_unused(&mut self, number: u32, day: Option<Day>) {
        let text = &mut self.list[number as usize];
        text.records += 1;
        if let Some(day) = day {
            text.first = text.first.min(day);
            text.last = text.last.max(day);
        }
    }

    /// The texts, including those that no record has.
    pub(crate) fn into_list(self) -> Vec<OutcomeText> {
        self.list
    }
}

/// Merges the texts of several parts, in order of code point. Texts that are equal when folded become one, in its most frequent
/// spelling.
pub(crate) fn together(parts: impl IntoIterator<Item = Vec<OutcomeText>>) -> Vec<OutcomeText> {
    let mut spelled: HashMap<String, OutcomeText> = HashMap::new();
    for text in parts.into_iter().flatten() {
        match spelled.get_mut(&text.text) {
            Some(known) => join(known, &text),
            None => _ = spelled.insert(text.text.clone(), text),
        }
    }
    forget_free_text(&mut spelled);
    let mut spelled: Vec<OutcomeText> = spelled.into_values().collect();
    spelled.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.text.cmp(&b.text)));
    let mut folded: HashMap<String, OutcomeText> = HashMap::new();
    for text in spelled {
        match folded.get_mut(&fold(&text.text)) {
            Some(known) => join(known, &text),
            None => _ = folded.insert(fold(&text.text), text),
        }
    }
    let mut merged: Vec<OutcomeText> = folded.into_values().collect();
    merged.retain(|text| text.records > 0 || text.recent.iter().any(|count| *count > 0));
    merged.sort_by(|a, b| a.text.cmp(&b.text));
    merged
}

/// If there are too many distinct reasons, counts each text with one as the text without it, or with only the part that is known.
/// The result does not depend on how files were split into parts.
fn forget_free_text(spelled: &mut HashMap<String, OutcomeText>) {
    let has_free_text =
        |text: &OutcomeText| text.falls_back.as_ref().is_some_and(|shorter| shorter.may_be_free_text(&text.text));
    if spelled.values().filter(|text| has_free_text(text)).count() <= MOST_REASONS {
        return;
    }
    let forgotten: Vec<OutcomeText> = spelled.extract_if(|_, text| has_free_text(text)).map(|(_, text)| text).collect();
    for text in forgotten {
        let shorter = text.falls_back.as_ref().map(FallsBack::without_free_text);
        if let Some(shorter) = shorter.and_then(|shorter| spelled.get_mut(shorter)) {
            add_records(shorter, &text);
        }
    }
}

fn add_records(text: &mut OutcomeText, other: &OutcomeText) {
    text.records += other.records;
    text.first = text.first.min(other.first);
    text.last = text.last.max(other.last);
}

fn join(text: &mut OutcomeText, other: &OutcomeText) {
    add_records(text, other);
    if text.recent.len() == other.recent.len() {
        text.recent.iter_mut().zip(&other.recent).for_each(|(count, more)| *count += more);
    } else {
        text.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_by_day_and_merged_under_their_most_frequent_spelling() {
        let as_of = Day(1000);
        let part = |rows: &[(&str, i32)]| {
            let mut texts = OutcomeTexts::default();
            for (text, day) in rows {
                let number = texts.number(text, Some(Outcome::Seen), None);
                texts.count(number, Day(*day), as_of);
            }
            texts.number("never counted", None, None);
            texts.into_list()
        };
        let merged = together([
            part(&[("ATTENDED", 990), ("Attended", 995)]),
            part(&[("Attended", 1000), ("Attended", 1003), ("Z", 10)]),
        ]);
        let summary: Vec<(&str, u64, i32, i32)> =
            merged.iter().map(|text| (text.text.as_str(), text.records, text.first.0, text.last.0)).collect();
        assert_eq!(summary, [("Attended", 4, 990, 1003), ("Z", 1, 10, 10)]);
        let recent = &merged[0].recent;
        assert_eq!((recent[0], recent[5], recent[10], recent.iter().sum::<u32>()), (1, 1, 1, 3));
    }

    #[test]
    fn a_text_with_a_reason_is_listed_apart_but_its_days_count_for_the_text_without_it() {
        let texts_of = |reasons: &[String]| {
            let mut texts = OutcomeTexts::default();
            for reason in reasons {
                let parts = [Cow::Borrowed("Cancelled"), Cow::Borrowed(reason.as_str())];
                let number = texts.number(&parts.join(BETWEEN), Some(Outcome::Cancelled), FallsBack::new(&parts, 1));
                texts.count(number, Day(990), Day(1000));
            }
            texts.into_list()
        };
        let summary = |texts: &[OutcomeText]| -> Vec<(String, u64, usize)> {
            texts
                .iter()
                .map(|text| (text.text.clone(), text.records, text.recent.iter().map(|count| *count as usize).sum()))
                .collect()
        };
        let few = ["DNA", "Ill", "Ill"].map(str::to_owned);
        let texts = together([texts_of(&few)]);
        let expected = [("Cancelled", 0, 3), ("Cancelled | DNA", 1, 0), ("Cancelled | Ill", 2, 0)];
        assert_eq!(summary(&texts), expected.map(|(text, records, days)| (text.to_owned(), records, days)));
        let known = |shorter: &FallsBack| shorter.known.as_ref().map(|known| known.outcome);
        let reads_as: Vec<Option<Outcome>> =
            texts.iter().filter_map(|text| text.falls_back.as_ref()).map(known).collect();
        assert_eq!(reads_as, [Some(Outcome::WasNotBrought), None]);
        // Free text counts as the outcome alone, however the file is split; a reason that names an outcome is listed all the
        // same.
        let mut free: Vec<String> = (0..=MOST_REASONS).map(|number| format!("rang at {number}")).collect();
        free.push("did not attend".to_owned());
        let (one, other) = free.split_at(200);
        let count = free.len();
        let expected = [("Cancelled", count as u64 - 1, count), ("Cancelled | did not attend", 1, 0)];
        for parts in [vec![texts_of(&free)], vec![texts_of(one), texts_of(other)]] {
            let texts = summary(&together(parts));
            assert_eq!(texts, expected.map(|(text, records, days)| (text.to_owned(), records, days)));
        }
        assert_eq!(together([texts_of(&free[1..])]).len(), MOST_REASONS + 2, "just few enough to list");
    }

    #[test]
    fn too_many_free_texts_beside_a_known_reason_count_as_the_reason_alone() {
        let texts_of = |rows: &[[String; 3]]| {
            let mut texts = OutcomeTexts::default();
            for row in rows {
                let parts: Vec<Cow<'_, str>> = row.iter().map(|part| Cow::Borrowed(part.as_str())).collect();
                let number = texts.number(&parts.join(BETWEEN), Some(Outcome::Cancelled), FallsBack::new(&parts, 1));
                texts.count(number, Day(990), Day(1000));
            }
            texts.into_list()
        };
        for (is_before, pair) in [(false, "Cancelled | DNA"), (true, "Cancelled | ... | DNA")] {
            let row = |at: usize| {
                let (reason, typed) = ("DNA".to_owned(), format!("Jane Roe rang at {at}"));
                let [one, other] = if is_before { [typed, reason] } else { [reason, typed] };
                ["Cancelled".to_owned(), one, other]
            };
            let rows: Vec<[String; 3]> = (0..=MOST_REASONS).map(row).collect();
            let (one, other) = rows.split_at(100);
            for parts in [vec![texts_of(&rows)], vec![texts_of(one), texts_of(other)]] {
                let texts = together(parts);
                let summary: Vec<(&str, u64)> = texts.iter().map(|text| (text.text.as_str(), text.records)).collect();
                assert_eq!(summary, [("Cancelled", 0), (pair, rows.len() as u64)]);
                let failed = ReadAsFailed::of(&texts, |outcome| outcome == Outcome::WasNotBrought);
                let summary: Vec<(&str, u64)> =
                    failed.iter().map(|found| (found.known.pair.as_str(), found.records)).collect();
                assert_eq!(summary, [(pair, rows.len() as u64)], "none is lost");
            }
            // Even texts few enough to be listed one by one are one entry here.
            let texts = together([texts_of(&rows[1..])]);
            assert_eq!(texts.len(), MOST_REASONS + 1);
            let failed = ReadAsFailed::of(&texts, |outcome| outcome == Outcome::WasNotBrought);
            assert_eq!((failed.len(), failed[0].records), (1, MOST_REASONS as u64));
        }
    }
}
