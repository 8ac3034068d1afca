//! The texts of outcomes: how often each stands in an extract, from when to when, and what it means.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::day::Day;
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::Outcome;

/// So many days up to the as-of date are counted one by one: a year, and the time since the last report before it.
pub(crate) const RECENT: usize = 365 + 180;
/// Of so many texts, at most, are days counted one by one: outcomes with reasons in free text may be many thousands.
const BY_DAY: usize = 256;

/// Of so many reasons with words that the program does not know, at most, is told how often each stands beside an outcome that counts
/// without it. Where a source has more they are free text: what stands there is the outcome alone, or with what is known of the
/// reason.
const MOST_REASONS: usize = 300;

/// What stands between the texts of several columns.
const BETWEEN: &str = " | ";
/// What stands for a text that may be free text, before one that the program knows.
const NOT_SHOWN: &str = "...";

/// A text.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeText {
    /// As the extract writes it.
    pub(crate) text: String,
    /// What it means; none where nobody has mapped it.
    pub(crate) outcome: Option<Outcome>,
    /// As what it counts, where it has no line of its own.
    pub(crate) falls_back: Option<FallsBack>,
    /// Records that have it: none where it stands only together with reasons.
    pub(crate) records: u64,
    /// Their first day.
    pub(crate) first: Day,
    /// Their last day.
    pub(crate) last: Day,
    /// Records that count by this text, with a reason or without, of each of the last days, the as-of date first; empty where
    /// nobody counts them.
    pub(crate) recent: Vec<u32>,
    /// The place among the part's of the text by which the days of this one are counted.
    days: u32,
}

/// As what a text of several columns counts that has no line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FallsBack {
    /// The text of the first columns alone. Blank where only a reason stands there.
    pub(crate) to: String,
    /// The first of the columns behind them that says an outcome in words that the program knows.
    pub(crate) known: Option<KnownPart>,
}

/// A column that says an outcome in words that the program knows, behind a text that counts without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownPart {
    /// What it says.
    pub(crate) outcome: Outcome,
    /// Its text.
    pub(crate) text: String,
    /// It and the text before it that counts, as a line of the configuration has them: nothing that somebody may have typed about
    /// a person. A column between them is not shown.
    pub(crate) pair: String,
    /// Whether such a column stands between them, so that no line says what the two mean.
    pub(crate) is_behind_others: bool,
}

impl OutcomeText {
    /// A text that means this and that no record has yet.
    pub(crate) fn new(text: &str, outcome: Option<Outcome>) -> Self {
        let (text, recent) = (text.to_owned(), Vec::new());
        Self { text, outcome, falls_back: None, records: 0, first: Day(i32::MAX), last: Day(i32::MIN), recent, days: 0 }
    }

    /// How many records have it in the last `days` days; where nobody counts them by their days, all.
    pub(crate) fn in_last(&self, days: usize) -> u64 {
        if self.recent.is_empty() {
            return self.records;
        }
        self.recent.iter().take(days).map(|count| u64::from(*count)).sum()
    }

    /// What stands behind the text that it counts as.
    pub(crate) fn reason(&self) -> Option<&str> {
        let falls_back = self.falls_back.as_ref()?;
        self.text.get(falls_back.to.len() + BETWEEN.len()..)
    }
}

impl FallsBack {
    /// A text that counts as its first `columns` alone, where that is not all of it.
    pub(super) fn new(parts: &[Cow<'_, str>], columns: usize) -> Option<Self> {
        (columns < parts.len()).then(|| Self {
            to: parts[..columns].join(BETWEEN),
            known: (columns..parts.len()).find_map(|at| KnownPart::new(parts, columns, at)),
        })
    }

    /// Whether a text that falls back so may have words that the program does not know.
    fn may_be_free_text(&self, text: &str) -> bool {
        self.known.as_ref().is_none_or(|known| known.pair != text)
    }

    /// What a text that falls back so is counted as, where it is free text.
    fn without_free_text(&self) -> &str {
        self.known.as_ref().map_or(&self.to, |known| &known.pair)
    }
}

impl KnownPart {
    /// The part at this place, behind the `columns` that count, if the program knows what it says.
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

/// Records that read like a failed contact by a reason that is not mapped together with their outcome, and do not count as one.
#[derive(Debug)]
pub(crate) struct ReadAsFailed<'a> {
    /// What they count as.
    pub(crate) outcome: Outcome,
    /// The text by which they do; blank where their outcome is.
    pub(crate) to: &'a str,
    /// What the reason says.
    pub(crate) known: &'a KnownPart,
    /// How many they are.
    pub(crate) records: u64,
}

impl<'a> ReadAsFailed<'a> {
    /// Those with this text, if they read so.
    pub(crate) fn new(own: &'a OutcomeText, failed: impl Fn(Outcome) -> bool) -> Option<Self> {
        let (outcome, falls_back) = own.outcome.zip(own.falls_back.as_ref())?;
        let known = falls_back.known.as_ref()?;
        let reads_failed = own.records > 0 && failed(known.outcome) && !failed(outcome);
        reads_failed.then_some(Self { outcome, to: &falls_back.to, known, records: own.records })
    }

    /// Those of all texts, the most frequent first: whatever else stands beside an outcome and its reason, they are told together.
    pub(crate) fn of(texts: impl IntoIterator<Item = &'a OutcomeText>, failed: impl Fn(Outcome) -> bool) -> Vec<Self> {
        let mut all: BTreeMap<String, Self> = BTreeMap::new();
        for own in texts.into_iter().filter_map(|own| Self::new(own, &failed)) {
            match all.entry(fold(&own.known.pair)) {
                Entry::Occupied(mut known) => known.get_mut().records += own.records,
                Entry::Vacant(place) => _ = place.insert(own),
            }
        }
        let mut all: Vec<Self> = all.into_values().collect();
        all.sort_by_key(|own| (Reverse(own.records), &own.known.pair));
        all
    }
}

/// The texts of a part of a file.
#[derive(Default)]
pub(crate) struct OutcomeTexts {
    numbers: HashMap<String, u32>,
    list: Vec<OutcomeText>,
    /// How many of them have a line of their own, and how many have reasons that may be free text.
    whole: usize,
    reasons: usize,
}

impl OutcomeTexts {
    /// The number of a text that means this, and counts as another where it has no line of its own.
    pub(super) fn number(&mut self, text: &str, outcome: Option<Outcome>, falls_back: Option<FallsBack>) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let days = falls_back.as_ref().map(|own| self.number(&own.to, outcome, None));
        if let (Some(whole), Some(own)) = (days, &falls_back)
            && own.may_be_free_text(text)
        {
            let pair = own.known.as_ref().map(|known| self.number(&known.pair, outcome, falls_back.clone()));
            // One more than are told says that there are too many.
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
        let own = OutcomeText::new(text, outcome);
        self.list.push(OutcomeText { falls_back, recent, days: days.unwrap_or(number), ..own });
        number
    }

    /// Counts a record with the text of this number.
    #[inline]
    pub(crate) fn count(&mut self, number: u32, day: Day, as_of: Day) {
        let own = &mut self.list[number as usize];
        own.records += 1;
        own.first = own.first.min(day);
        own.last = own.last.max(day);
        let days = own.days as usize;
        if let Some(count) = self.list[days].recent.get_mut((as_of.0 - day.0) as usize) {
            *count += 1;
        }
    }

    /// The texts, also those that no record has.
    pub(crate) fn into_list(self) -> Vec<OutcomeText> {
        self.list
    }
}

/// The texts of several parts together, by code point. Texts that differ in case and blanks only are one, in its most
/// frequent spelling.
pub(crate) fn together(parts: impl IntoIterator<Item = Vec<OutcomeText>>) -> Vec<OutcomeText> {
    let mut spelled: HashMap<String, OutcomeText> = HashMap::new();
    for own in parts.into_iter().flatten() {
        match spelled.get_mut(&own.text) {
            Some(known) => join(known, &own),
            None => _ = spelled.insert(own.text.clone(), own),
        }
    }
    forget_free_text(&mut spelled);
    let mut spelled: Vec<OutcomeText> = spelled.into_values().collect();
    spelled.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.text.cmp(&b.text)));
    let mut all: HashMap<String, OutcomeText> = HashMap::new();
    for own in spelled {
        match all.get_mut(&fold(&own.text)) {
            Some(known) => join(known, &own),
            None => _ = all.insert(fold(&own.text), own),
        }
    }
    let mut all: Vec<OutcomeText> = all.into_values().collect();
    all.retain(|own| own.records > 0 || own.recent.iter().any(|count| *count > 0));
    all.sort_by(|a, b| a.text.cmp(&b.text));
    all
}

/// Counts texts with reasons as the text without, or with what is known of the reason, where there are too many different ones. However
/// files were cut into parts, these are the same.
fn forget_free_text(spelled: &mut HashMap<String, OutcomeText>) {
    let is_reason =
        |own: &OutcomeText| own.falls_back.as_ref().is_some_and(|falls_back| falls_back.may_be_free_text(&own.text));
    if spelled.values().filter(|own| is_reason(own)).count() <= MOST_REASONS {
        return;
    }
    let forgotten: Vec<OutcomeText> = spelled.extract_if(|_, own| is_reason(own)).map(|(_, own)| own).collect();
    for own in forgotten {
        let without = own.falls_back.as_ref().map(FallsBack::without_free_text);
        if let Some(without) = without.and_then(|text| spelled.get_mut(text)) {
            add_records(without, &own);
        }
    }
}

fn add_records(own: &mut OutcomeText, other: &OutcomeText) {
    own.records += other.records;
    own.first = own.first.min(other.first);
    own.last = own.last.max(other.last);
}

fn join(own: &mut OutcomeText, other: &OutcomeText) {
    add_records(own, other);
    if own.recent.len() == other.recent.len() {
        own.recent.iter_mut().zip(&other.recent).for_each(|(own, more)| *own += more);
    } else {
        own.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted_by_their_days_and_put_together_by_their_most_frequent_spelling() {
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
        let all = together([
            part(&[("ATTENDED", 990), ("Attended", 995)]),
            part(&[("Attended", 1000), ("Attended", 1003), ("Z", 10)]),
        ]);
        let told: Vec<(&str, u64, i32, i32)> =
            all.iter().map(|own| (own.text.as_str(), own.records, own.first.0, own.last.0)).collect();
        assert_eq!(told, [("Attended", 4, 990, 1003), ("Z", 1, 10, 10)]);
        let recent = &all[0].recent;
        assert_eq!((recent[0], recent[5], recent[10], recent.iter().sum::<u32>()), (1, 1, 1, 3));
    }
    #[test]
    fn a_text_with_a_reason_is_told_by_itself_and_its_days_count_by_its_line() {
        let texts_of = |reasons: &[String]| {
            let mut texts = OutcomeTexts::default();
            for reason in reasons {
                let parts = [Cow::Borrowed("Cancelled"), Cow::Borrowed(reason.as_str())];
                let number = texts.number(&parts.join(BETWEEN), Some(Outcome::Cancelled), FallsBack::new(&parts, 1));
                texts.count(number, Day(990), Day(1000));
            }
            texts.into_list()
        };
        let told = |all: &[OutcomeText]| -> Vec<(String, u64, usize)> {
            all.iter()
                .map(|own| (own.text.clone(), own.records, own.recent.iter().map(|count| *count as usize).sum()))
                .collect()
        };
        let few = ["DNA", "Ill", "Ill"].map(str::to_owned);
        let all = together([texts_of(&few)]);
        let expected = [("Cancelled", 0, 3), ("Cancelled | DNA", 1, 0), ("Cancelled | Ill", 2, 0)];
        assert_eq!(told(&all), expected.map(|(text, records, days)| (text.to_owned(), records, days)));
        let known = |own: &FallsBack| own.known.as_ref().map(|known| known.outcome);
        let reads_as: Vec<Option<Outcome>> = all.iter().filter_map(|own| own.falls_back.as_ref()).map(known).collect();
        assert_eq!(reads_as, [Some(Outcome::WasNotBrought), None]);
        // Free text counts as the outcome alone, however the file is cut; what reads like an outcome is told all the same.
        let mut free: Vec<String> = (0..=MOST_REASONS).map(|number| format!("rang at {number}")).collect();
        free.push("did not attend".to_owned());
        let (one, other) = free.split_at(200);
        let count = free.len();
        let expected = [("Cancelled", count as u64 - 1, count), ("Cancelled | did not attend", 1, 0)];
        for parts in [vec![texts_of(&free)], vec![texts_of(one), texts_of(other)]] {
            let all = told(&together(parts));
            assert_eq!(all, expected.map(|(text, records, days)| (text.to_owned(), records, days)));
        }
        assert_eq!(together([texts_of(&free[1..])]).len(), MOST_REASONS + 2, "as many as are told");
    }

    #[test]
    fn free_text_beside_a_known_reason_counts_as_the_reason_alone_where_there_is_much_of_it() {
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
                let all = together(parts);
                let told: Vec<(&str, u64)> = all.iter().map(|own| (own.text.as_str(), own.records)).collect();
                assert_eq!(told, [("Cancelled", 0), (pair, rows.len() as u64)]);
                let failed = ReadAsFailed::of(&all, |outcome| outcome == Outcome::WasNotBrought);
                let told: Vec<(&str, u64)> = failed.iter().map(|own| (own.known.pair.as_str(), own.records)).collect();
                assert_eq!(told, [(pair, rows.len() as u64)], "none is lost");
            }
            // As few as are listed are told together all the same.
            let all = together([texts_of(&rows[1..])]);
            assert_eq!(all.len(), MOST_REASONS + 1);
            let failed = ReadAsFailed::of(&all, |outcome| outcome == Outcome::WasNotBrought);
            assert_eq!((failed.len(), failed[0].records), (1, MOST_REASONS as u64));
        }
    }
}
