//! A whole name in one column: which part of it is the family name, and which the given name.

use crate::field::Field;
use crate::text::{is_blank, trim};

/// Titles that some systems write before a name.
const TITLES: [&str; 6] = ["mr", "mrs", "miss", "ms", "mx", "master"];

/// The family name and the given name of `FAMILY, Given` or `Given Family`, with a title taken off and what stands in brackets
/// behind the name. Without a comma, the words in capitals are the family name, where others are not; then what begins with a
/// particle in small letters (`van`, `de`); else the last word. One word alone is the family name.
pub(crate) fn split(text: &str) -> (&str, &str) {
    let text = trim(match text.split_once('(') {
        Some((name, _)) if !trim(name).is_empty() => name,
        _ => text,
    });
    if let Some((family, given)) = text.split_once(',') {
        return (trim(family), without_title(trim(given)));
    }
    let text = without_title(text);
    let starts: Vec<usize> = words(text).collect();
    let Some(last) = starts.last().filter(|_| starts.len() > 1).copied() else { return (text, "") };
    let in_capitals: Vec<bool> = starts.iter().map(|from| is_in_capitals(word(text, *from))).collect();
    if in_capitals.iter().any(|own| *own) && !in_capitals.iter().all(|own| *own) {
        let lead = in_capitals.iter().take_while(|own| **own).count();
        if lead > 0 && in_capitals[lead..].iter().all(|own| !own) {
            return (trim(&text[..starts[lead]]), &text[starts[lead]..]);
        }
        let tail = in_capitals.iter().rev().take_while(|own| **own).count();
        if tail > 0 && in_capitals[..starts.len() - tail].iter().all(|own| !own) {
            return at(text, starts[starts.len() - tail]);
        }
    }
    let is_particle = |from: &&usize| word(text, **from).chars().all(char::is_lowercase);
    let is_written_with_capitals = text.chars().any(char::is_uppercase);
    let particle = starts[1..].iter().find(is_particle).filter(|_| is_written_with_capitals);
    at(text, particle.copied().unwrap_or(last))
}

/// The family name or the given name of a whole one.
pub(crate) fn part(field: Field, text: &str) -> &str {
    let (family, given) = split(text);
    if field == Field::FamilyName { family } else { given }
}

/// The family name from a place on, and the given name before it.
fn at(text: &str, place: usize) -> (&str, &str) {
    (&text[place..], trim(&text[..place]))
}

/// Where each word begins.
fn words(text: &str) -> impl Iterator<Item = usize> {
    let mut before = true;
    text.char_indices().filter_map(move |(at, own)| {
        let begins = before && !is_blank(own);
        before = is_blank(own);
        begins.then_some(at)
    })
}

/// The word that begins at a place.
fn word(text: &str, from: usize) -> &str {
    text[from..].split(is_blank).next().unwrap_or_default()
}

/// Whether a word has 2 letters or more, none of them small: an initial says nothing.
fn is_in_capitals(word: &str) -> bool {
    word.chars().filter(|own| own.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

fn without_title(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(is_blank) else { return text };
    let title = first.trim_end_matches('.');
    if TITLES.iter().any(|own| own.eq_ignore_ascii_case(title)) { trim(rest) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_systems_write_them() {
        for (text, family, given) in [
            ("WREN, Lee", "WREN", "Lee"),
            ("Wren,Lee Ann", "Wren", "Lee Ann"),
            ("WREN, Lee (Miss)", "WREN", "Lee"),
            ("WREN, Miss Lee", "WREN", "Lee"),
            ("O'Neill-Wren, Zoë", "O'Neill-Wren", "Zoë"),
            ("van Dyke, Lee", "van Dyke", "Lee"),
            ("WREN,", "WREN", ""),
            (", Lee", "", "Lee"),
            ("Lee Wren", "Wren", "Lee"),
            ("Lee  Ann\u{a0}Wren", "Wren", "Lee  Ann"),
            ("Master Lee Wren", "Wren", "Lee"),
            ("Lee Wren (twin 1)", "Wren", "Lee"),
            ("Lee van Dyke", "van Dyke", "Lee"),
            ("Lee Ann de la Wren", "de la Wren", "Lee Ann"),
            ("WREN Lee", "WREN", "Lee"),
            ("Lee VAN DYKE", "VAN DYKE", "Lee"),
            ("VAN DYKE Lee", "VAN DYKE", "Lee"),
            ("LEE WREN", "WREN", "LEE"),
            ("lee wren", "wren", "lee"),
            ("Lee J Wren", "Wren", "Lee J"),
            ("J Wren", "Wren", "J"),
            ("Baby Wren", "Wren", "Baby"),
            ("Wren", "Wren", ""),
            ("(unknown)", "(unknown)", ""),
            ("", "", ""),
        ] {
            assert_eq!(split(text), (family, given), "{text}");
        }
    }
}
