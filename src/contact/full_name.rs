//! Splits a full name in one column into the family name and the given name.

use crate::field::Field;
use crate::text::{is_blank, trim};

/// Titles that some systems write before a name.
const TITLES: [&str; 6] = ["mr", "mrs", "miss", "ms", "mx", "master"];

/// The family name and the given name of `FAMILY, Given` or `Given Family`, without a title and without anything in brackets
/// after the name.
///
/// Without a comma, the family name is the first of these that applies: the words in capitals, if the others are not; the words
/// from a particle in small letters on (`van`, `de`); the last word. A single word is the family name.
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
    if in_capitals.contains(&true) && in_capitals.contains(&false) {
        let lead = in_capitals.iter().take_while(|is_capital| **is_capital).count();
        if lead > 0 && !in_capitals[lead..].contains(&true) {
            return (trim(&text[..starts[lead]]), &text[starts[lead]..]);
        }
        let tail = in_capitals.iter().rev().take_while(|is_capital| **is_capital).count();
        if tail > 0 && !in_capitals[..starts.len() - tail].contains(&true) {
            return family_from(text, starts[starts.len() - tail]);
        }
    }
    let is_particle = |from: &&usize| word(text, **from).chars().all(char::is_lowercase);
    // In a name without any capitals, small letters do not mark a particle.
    let has_capitals = text.chars().any(char::is_uppercase);
    let particle = starts[1..].iter().find(is_particle).filter(|_| has_capitals);
    family_from(text, particle.copied().unwrap_or(last))
}

/// The family name or the given name in a full name.
pub(crate) fn part(field: Field, text: &str) -> &str {
    let (family, given) = split(text);
    if field == Field::FamilyName { family } else { given }
}

/// The family name, which starts at byte `start`, and the given name before it.
fn family_from(text: &str, start: usize) -> (&str, &str) {
    (&text[start..], trim(&text[..start]))
}

/// Where each word begins.
fn words(text: &str) -> impl Iterator<Item = usize> {
    let mut after_blank = true;
    text.char_indices().filter_map(move |(at, letter)| {
        let begins = after_blank && !is_blank(letter);
        after_blank = is_blank(letter);
        begins.then_some(at)
    })
}

/// The word that begins at byte `from`.
fn word(text: &str, from: usize) -> &str {
    text[from..].split(is_blank).next().unwrap_or_default()
}

/// Whether a word has at least 2 capitals and no small letters: a single initial tells nothing.
fn is_in_capitals(word: &str) -> bool {
    word.chars().filter(|letter| letter.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

fn without_title(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(is_blank) else { return text };
    let title = first.trim_end_matches('.');
    if TITLES.iter().any(|known| known.eq_ignore_ascii_case(title)) { trim(rest) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_are_split_in_every_order_that_systems_write() {
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
