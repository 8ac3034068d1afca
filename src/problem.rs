//! What is wrong, where, and what to do about it: the one form of every message about a configuration or an extract.
//!
//! Problems are collected and printed all at once. A problem may name files, lines, columns, headers and the words of the
//! configuration, but never the value of a cell (`tests/cli/reading.rs` and fault 71 check this).

use std::fmt;
use std::fmt::Write as _;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as the user named it or relative to the configuration.
    pub file: String,
    /// The physical line, counted from 1, if the problem is on one line.
    pub line: Option<u32>,
    /// The column in characters, counted from 1.
    pub column: Option<u32>,
    /// What is wrong, in one sentence.
    pub what: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem with a whole file.
    pub(crate) fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None, what: what.into(), help: None }
    }

    /// The same problem, at this line.
    #[must_use]
    pub(crate) fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// The same problem, at this line and column.
    #[must_use]
    pub(crate) fn at(mut self, line: u32, column: u32) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// The same problem, with advice.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = self.file.clone();
        if let Some(line) = self.line {
            let _ = write!(place, ":{line}");
            if let Some(column) = self.column {
                let _ = write!(place, ":{column}");
            }
        }
        write!(f, "{}: {}", printable(&place), printable(&self.what))?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", printable(help))?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// Whether a character is invisible, or could move the cursor, colour the terminal or change the reading direction.
pub(crate) const fn is_unprintable(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The text with every [unprintable](is_unprintable) character shown as `\u{..}`, so that a header or a file name cannot move
/// the cursor, colour the terminal or start a new line.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The one of `words` that is nearest to a mistyped `word`, if it is near enough to be what was meant: a Damerau-Levenshtein
/// distance of at most a third of the longer word's length, ignoring case.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing two words takes time in proportion to the product of their lengths.
    if word.len() > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    words
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST_WORD)
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let other_length = other.chars().count();
            let is_near = |distance: usize| distance * 3 <= length.max(other_length);
            // The distance is never less than the difference of the lengths.
            if !is_near(length.abs_diff(other_length)) {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&lower, &other);
            is_near(distance).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// The longest word, in bytes, that is compared.
const LONGEST_WORD: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_place_and_what_to_do() {
        let problem = Problem::new("failed-contact.toml", "there is no key `treshold`")
            .at(12, 1)
            .help("did you mean `threshold`?");
        assert_eq!(
            problem.to_string(),
            "failed-contact.toml:12:1: there is no key `treshold`\n  help: did you mean `threshold`?"
        );
    }

    #[test]
    fn terminal_escapes_are_shown_and_not_obeyed() {
        assert_eq!(printable("a\u{1b}[31mb\nc\u{202e}"), "a\\u{1b}[31mb\\u{a}c\\u{202e}");
    }

    #[test]
    fn the_nearest_word_is_found_only_if_it_is_near() {
        let words = ["threshold", "services", "span_days"];
        assert_eq!(nearest("treshold", words), Some("threshold"));
        assert_eq!(nearest("Threshold", words), Some("threshold"));
        assert_eq!(nearest("9991234567", words), None);
    }
}
