//! How sentences write numbers and lists, the same on pages, in tables and in the terminal.

use std::fmt::Debug;

use crate::text::push_number;

/// A number with commas between its thousands: `1,200`.
pub(crate) fn number(value: u64) -> String {
    let mut digits = String::new();
    push_number(&mut digits, value);
    if digits.len() <= 3 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with the right form of a noun: `1 record`, `1,200 records`.
///
/// # Panics
/// If the number is negative.
pub(crate) fn counted<N: TryInto<u64, Error: Debug>>(things: N, one: &str, many: &str) -> String {
    match things.try_into().expect("a count is never negative") {
        1 => format!("1 {one}"),
        things => format!("{} {many}", number(things)),
    }
}

/// The text with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    match text.as_bytes().first() {
        Some(first) if first.is_ascii() => {
            let mut out = text.to_owned();
            out[..1].make_ascii_uppercase();
            out
        }
        _ => {
            let mut chars = text.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        }
    }
}

/// The text as a sentence: with a capital first letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    capital(text) + "."
}

/// The items as a list in a sentence: `a`, `a and b`, `a, b and c`.
pub(crate) fn listed<S: AsRef<str>>(items: &[S]) -> String {
    listed_with(items, "and")
}

/// As [`listed`], with another word before the last: `a, b or c`.
pub(crate) fn listed_with<S: AsRef<str>>(items: &[S], word: &str) -> String {
    /// A dummy NHS number may have contacts with thousands of services, which must not fill pages.
    const MOST: usize = 60;
    if items.len() > MOST {
        return and_more(items, MOST);
    }
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [most @ .., last] => format!("{} {word} {}", joined(most), last.as_ref()),
    }
}

/// As [`listed`], but with at most `few` items named: `a, b and 3 more`.
pub(crate) fn first_few<S: AsRef<str>>(items: &[S], few: usize) -> String {
    if items.len() <= few { listed(items) } else { and_more(items, few) }
}

/// As [`first_few`], for items that are whole clauses: `a; b; and 3 more`.
pub(crate) fn few_joined(items: &[String], few: usize) -> String {
    let named = items[..few.min(items.len())].join("; ");
    if items.len() > few { format!("{named}; and {} more", items.len() - few) } else { named }
}

/// What to say about the rest if only some items are shown: `and 3 more in rejected.csv`. `where_they_are` begins with a space.
pub(crate) fn others(all: usize, shown: usize, where_they_are: &str) -> Option<String> {
    (all > shown).then(|| format!("and {} more{where_they_are}", number((all - shown) as u64)))
}

fn and_more<S: AsRef<str>>(items: &[S], few: usize) -> String {
    format!("{} and {} more", joined(&items[..few]), number((items.len() - few) as u64))
}

fn joined<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(", ")
}

/// The name, cut to at most `room` characters.
pub(crate) fn cut(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    name.chars().take(room - 1).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(cut("Speech and Language Therapy (community)", 28), "Speech and Language Therapy…");
        assert_eq!(cut("Audiology", 28), "Audiology");
    }

    #[test]
    fn numbers_have_commas_between_their_thousands() {
        for (value, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_noun_has_the_form_that_its_number_asks_for() {
        assert_eq!([0, 1, 2].map(|things| counted(things, "row", "rows")), ["0 rows", "1 row", "2 rows"]);
        assert_eq!(counted(1234_usize, "row", "rows"), "1,234 rows");
    }

    #[test]
    fn a_list_ends_before_it_fills_a_page() {
        let names: Vec<String> = (0..62).map(|name| name.to_string()).collect();
        for (items, text) in [(0, ""), (1, "0"), (2, "0 and 1"), (3, "0, 1 and 2")] {
            assert_eq!(listed(&names[..items]), text);
        }
        assert_eq!(listed_with(&names[..3], "or"), "0, 1 or 2");
        assert!(listed(&names[..60]).ends_with(", 58 and 59"));
        assert!(listed(&names).ends_with(", 59 and 2 more"));
        assert_eq!([few_joined(&names[..2], 2), few_joined(&names[..4], 2)], ["0; 1", "0; 1; and 2 more"]);
        assert_eq!([first_few(&names[..2], 2), first_few(&names, 2)], ["0 and 1", "0, 1 and 60 more"]);
    }
}
