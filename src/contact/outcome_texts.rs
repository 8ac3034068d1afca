//! The texts of outcomes: how often each stands in an extract, from when to when, and what it means.

use std::collections::HashMap;

use crate::day::Day;
use crate::text::fold;
use crate::vocabulary::Outcome;

/// So many days up to the as-of date are counted one by one: a year, and the time since the last report before it.
pub(crate) const RECENT: usize = 365 + 180;
/// Of so many texts, at most, are days counted one by one: outcomes with reasons in free text may be many thousands.
const BY_DAY: usize = 256;

/// A text.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeText {
    /// As the extract writes it.
    pub(crate) text: String,
    /// What it means; none where nobody has mapped it.
    pub(crate) outcome: Option<Outcome>,
    /// Records that have it.
    pub(crate) records: u64,
    /// Their first day.
    pub(crate) first: Day,
    /// Their last day.
    pub(crate) last: Day,
    /// Records of each of the last days, the as-of date first; empty where nobody counts them.
    pub(crate) recent: Vec<u32>,
}

/// The texts of a part of a file.
#[derive(Default)]
pub(crate) struct OutcomeTexts {
    numbers: HashMap<String, u32>,
    list: Vec<OutcomeText>,
}

impl OutcomeTexts {
    /// The number of a text that means this.
    pub(crate) fn number(&mut self, text: &str, outcome: Option<Outcome>) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        let recent = if self.list.len() < BY_DAY { vec![0; RECENT] } else { Vec::new() };
        let text = text.to_owned();
        self.list.push(OutcomeText { text, outcome, records: 0, first: Day(i32::MAX), last: Day(i32::MIN), recent });
        number
    }

    /// Counts a record with the text of this number.
    #[inline]
    pub(crate) fn count(&mut self, number: u32, day: Day, as_of: Day) {
        let own = &mut self.list[number as usize];
        own.records += 1;
        own.first = own.first.min(day);
        own.last = own.last.max(day);
        if let Some(count) = own.recent.get_mut((as_of.0 - day.0) as usize) {
            *count += 1;
        }
    }

    /// The texts that some record has.
    pub(crate) fn into_list(self) -> Vec<OutcomeText> {
        self.list.into_iter().filter(|own| own.records > 0).collect()
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
    all.sort_by(|a, b| a.text.cmp(&b.text));
    all
}

fn join(own: &mut OutcomeText, other: &OutcomeText) {
    own.records += other.records;
    own.first = own.first.min(other.first);
    own.last = own.last.max(other.last);
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
                let number = texts.number(text, Some(Outcome::Seen));
                texts.count(number, Day(*day), as_of);
            }
            texts.number("never counted", None);
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
}
