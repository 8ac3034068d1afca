//! Reads decisions and dates as people write them in a spreadsheet, if the configured words and formats do not fit: `NFA`,
//! `referral made`, `2-Mar-26`. A text that could mean two things is not read.

use crate::day::Day;
use crate::numbers::count;
use crate::text::fold;
use crate::vocabulary::Decision;

/// Other words for a decision, folded, without punctuation.
const DECISIONS: &[(&str, Decision)] = &[
    ("referral", Decision::Referred),
    ("referral made", Decision::Referred),
    ("referral sent", Decision::Referred),
    ("referral submitted", Decision::Referred),
    ("refer", Decision::Referred),
    ("referred on", Decision::Referred),
    ("agreed", Decision::ActionAgreed),
    ("actions agreed", Decision::ActionAgreed),
    ("agreed action", Decision::ActionAgreed),
    ("agreed actions", Decision::ActionAgreed),
    ("action agreed with team", Decision::ActionAgreed),
    ("monitor", Decision::Monitoring),
    ("to monitor", Decision::Monitoring),
    ("continue to monitor", Decision::Monitoring),
    ("continue monitoring", Decision::Monitoring),
    ("keep monitoring", Decision::Monitoring),
    ("nfa", Decision::NoFurtherAction),
    ("n f a", Decision::NoFurtherAction),
    ("no further action needed", Decision::NoFurtherAction),
    ("no further action required", Decision::NoFurtherAction),
    ("no further actions", Decision::NoFurtherAction),
    ("no action needed", Decision::NoFurtherAction),
    ("no action required", Decision::NoFurtherAction),
    ("admin error", Decision::AdministrativeError),
    ("administration error", Decision::AdministrativeError),
    ("clerical error", Decision::AdministrativeError),
    ("discharge", Decision::Discharged),
    ("discharged from service", Decision::Discharged),
];

/// The decision in a cell: a word of the vocabulary, whatever its blanks, hyphens and capitals, or one of the other usual ways
/// to write it.
pub(crate) fn decision(text: &str) -> Option<Decision> {
    let mut plain = String::new();
    for c in fold(text).chars() {
        match c {
            '_' | '-' | '\u{2010}'..='\u{2015}' | '/' | ',' | ';' | ':' => plain.push(' '),
            '.' | '!' | '\'' | '"' | '(' | ')' => {}
            other => plain.push(other),
        }
    }
    let plain = fold(&plain);
    let known = DECISIONS.iter().find(|(words, _)| *words == plain).map(|(_, decision)| *decision);
    known.or_else(|| Decision::from_word(&plain.replace(' ', "_")))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// No decision was made before this year. A two-digit year before it is not a year, so `26-03-02` is not read as 26 March 2002.
const EARLIEST: i32 = 2010;

/// The day that a text means: day, named month and year, as in `2-Mar-26`, `02 March 2026` and `Mon 2nd March 2026`. If
/// `day_first` says that days come before months, numbers alone (`2/3/26`) are read too. A time of day at the end is ignored.
pub(crate) fn day(text: &str, day_first: bool) -> Option<Day> {
    let text = fold(text);
    let mut parts: Vec<&str> = text
        .split([' ', '-', '/', '.', ',', '\u{2010}', '\u{2011}', '\u{2013}'])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.last().is_some_and(|last| is_time(last)) {
        parts.pop();
    }
    if parts.first().is_some_and(|first| begins_one_of(first, &WEEKDAYS).is_some()) {
        parts.remove(0);
    }
    let [day, month, year] = parts[..] else { return None };
    let number = |text: &str, most: usize| {
        let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending)).unwrap_or(day);
    let day = number(ordinal, 2)?;
    let month = match begins_one_of(month, &MONTHS) {
        Some(place) => count(place) + 1,
        None if day_first => number(month, 2)?,
        None => return None,
    };
    let year = match year.len() {
        4 => number(year, 4)?.cast_signed(),
        2 => Some(2000 + number(year, 2)?.cast_signed()).filter(|year| *year >= EARLIEST)?,
        _ => return None,
    };
    Day::from_ymd(year, month, day)
}

/// Whether the formats put the day before the month. Formats that do not say (ISO 8601, or without day or month) are left out; if
/// the others disagree, or none is left, the answer is no.
pub(crate) fn day_first(formats: &[String]) -> bool {
    let mut orders = formats.iter().filter_map(|format| {
        let at = |codes: &[&str]| codes.iter().filter_map(|code| format.find(code)).min();
        let (day, month) = (at(&["%d", "%e", "%-d"])?, at(&["%m", "%-m", "%b", "%B"])?);
        // A format that begins with the year, as ISO 8601 does, says nothing about how people write short dates.
        let year_first = at(&["%Y", "%y"]).is_some_and(|year| year < day && year < month);
        (!year_first).then_some(day < month)
    });
    let first = orders.next();
    first == Some(true) && orders.all(|day_first| day_first)
}

/// The place of the word that begins with a text of at least three letters.
fn begins_one_of(text: &str, words: &[&str]) -> Option<usize> {
    let text = if text == "sept" { "sep" } else { text };
    if text.len() < 3 { None } else { words.iter().position(|word| word.starts_with(text)) }
}

fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_understood_as_people_write_them() {
        for (text, meant) in [
            ("referred", Some(Decision::Referred)),
            ("Referral made", Some(Decision::Referred)),
            ("ACTION-AGREED", Some(Decision::ActionAgreed)),
            ("agreed", Some(Decision::ActionAgreed)),
            ("Monitor", Some(Decision::Monitoring)),
            ("NFA", Some(Decision::NoFurtherAction)),
            ("N.F.A.", Some(Decision::NoFurtherAction)),
            (" no  further action needed. ", Some(Decision::NoFurtherAction)),
            ("No_Further_Action", Some(Decision::NoFurtherAction)),
            ("no further\u{a0}action", Some(Decision::NoFurtherAction)),
            ("admin error", Some(Decision::AdministrativeError)),
            ("Discharge", Some(Decision::Discharged)),
            ("", None),
            ("not agreed", None),
            ("discuss", None),
            ("no", None),
            ("referred and discharged", None),
        ] {
            assert_eq!(decision(text), meant, "{text:?}");
        }
        for known in Decision::ALL {
            assert_eq!((decision(known.word()), decision(known.phrase())), (Some(*known), Some(*known)));
        }
    }

    #[test]
    fn dates_are_understood_as_people_write_them() {
        for (text, day_first, iso) in [
            ("2-Mar-26", true, Some("2026-03-02")),
            ("02-Mar-2026", false, Some("2026-03-02")),
            ("02 March 2026", false, Some("2026-03-02")),
            ("Mon 2nd March, 2026", false, Some("2026-03-02")),
            ("1 Sept 26", false, Some("2026-09-01")),
            ("2/3/26", true, Some("2026-03-02")),
            ("2.3.2026", true, Some("2026-03-02")),
            ("02/03/2026 00:00:00", true, Some("2026-03-02")),
            ("2/3/26", false, None),
            ("26-03-02", true, None),
            ("31 Feb 2026", false, None),
            ("2 Ma 2026", false, None),
            ("2 March", true, None),
            ("2/13/26", true, None),
            ("2-Mar-126", true, None),
            ("", true, None),
        ] {
            assert_eq!(day(text, day_first), iso.and_then(Day::from_iso), "{text:?}");
        }
    }

    #[test]
    fn the_day_comes_first_where_every_format_says_so() {
        let is_day_first = |formats: &[&str]| day_first(&formats.iter().map(|&f| f.to_owned()).collect::<Vec<_>>());
        assert!(is_day_first(&["%Y-%m-%d", "%d/%m/%Y"]));
        assert!(!is_day_first(&["%Y-%m-%d"]));
        assert!(!is_day_first(&["%m/%d/%Y"]));
        assert!(!is_day_first(&["%d/%m/%Y", "%m/%d/%Y"]));
    }
}
