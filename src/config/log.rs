//! Collects the problems of a configuration while it is read, each with its line and column.

use std::ops::Range;

use super::syntax::in_plain_words;
use crate::numbers::count;
use crate::problem::{Problem, nearest};

/// The problems of one configuration file so far.
pub(crate) struct Log<'a> {
    file: &'a str,
    text: &'a str,
    /// The byte at which each line starts.
    starts: Vec<usize>,
    problems: Vec<Problem>,
    /// The number of problems beyond [`MOST`], and the byte of the first of them.
    more: (u64, usize),
}

/// The most problems that are kept. A file with so many is not a configuration.
const MOST: usize = 2000;

impl<'a> Log<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, starts, problems: Vec::new(), more: (0, 0) }
    }

    /// The line, and the character in that line, of the byte `at`. Both are counted from 1.
    pub(crate) fn place(&self, at: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at);
        let before = self.text.get(self.starts[line - 1]..at).unwrap_or_default();
        let column = before.chars().filter(|c| *c != '\u{feff}').count() + 1;
        (count(line), count(column))
    }

    /// The line of the byte `at`.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.place(at).0
    }

    /// The text of the line of the byte `at`.
    pub(crate) fn text_of_line(&self, at: usize) -> &'a str {
        let line = self.line(at) as usize;
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(self.starts[line - 1]..end).unwrap_or_default()
    }

    /// Notes what is wrong at the byte `at`, and advice on what to do.
    pub(crate) fn report(&mut self, at: usize, what: impl Into<String>, help: impl Into<String>) {
        if self.is_full() {
            self.more = (self.more.0 + 1, if self.more.0 == 0 { at } else { self.more.1 });
            return;
        }
        let (line, column) = self.place(at);
        self.problems.push(Problem::new(self.file, what).at(line, column).help(help));
    }

    /// Whether further problems are only counted.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() == MOST
    }

    /// Whether a problem at the byte `at` has been noted.
    pub(crate) fn has_reported(&self, at: usize) -> bool {
        let (line, column) = self.place(at);
        self.problems.iter().any(|problem| (problem.line, problem.column) == (Some(line), Some(column)))
    }

    /// Notes an error of the TOML parser.
    pub(crate) fn report_syntax(&mut self, span: Option<Range<usize>>, message: &str) {
        let at = span.map_or(0, |span| span.start);
        let (what, help) = in_plain_words(message, self.text_of_line(at));
        self.report(at, what, help);
    }

    /// The problems, in the order of the file.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let (more, at) = self.more;
        let (line, column) = self.place(at);
        let mut problems = self.problems;
        problems.sort_by_key(|p| (p.line, p.column));
        if more > 0 {
            let what = format!("and {more} more like these: from here on, or between the others");
            problems.push(Problem::new(self.file, what).at(line, column).help("correct the ones above first"));
        }
        problems
    }
}

/// Help with a mistyped word: the nearest known word, or `otherwise`.
pub(crate) fn did_you_mean<'w>(
    word: &str,
    words: impl IntoIterator<Item = &'w str>,
    otherwise: impl Into<String>,
) -> String {
    nearest(word, words).map_or_else(|| otherwise.into(), |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_and_a_character_of_it() {
        let text = "\u{feff}ä = 1\r\n\nbé = \"x\"\n";
        let log = Log::new("c.toml", text);
        for (needle, place) in [("ä", (1, 1)), ("1", (1, 5)), ("b", (3, 1)), ("\"x", (3, 6))] {
            assert_eq!(log.place(text.find(needle).unwrap()), place, "{needle}");
        }
        assert_eq!(log.place(text.len()), (4, 1));
        assert_eq!(log.text_of_line(text.find('b').unwrap()), "bé = \"x\"\n");
    }

    #[test]
    fn problems_come_in_the_order_of_the_file() {
        let mut log = Log::new("c.toml", "a\nb\nc\n");
        log.report(4, "third", "");
        log.report(0, "first", "");
        log.report(2, "second", "");
        let order: Vec<_> = log.into_problems().into_iter().map(|p| (p.line, p.what)).collect();
        let expected = [(1, "first"), (2, "second"), (3, "third")].map(|(line, what)| (Some(line), what.to_owned()));
        assert_eq!(order, expected);
    }

    #[test]
    fn problems_beyond_the_most_are_counted() {
        let text = "x\n".repeat(3000);
        let mut log = Log::new("c.toml", &text);
        (0..3000).for_each(|line| log.report(line * 2, "wrong", ""));
        let problems = log.into_problems();
        assert_eq!(problems.len(), MOST + 1);
        assert_eq!(
            problems[MOST].to_string().lines().next().unwrap(),
            "c.toml:2001:1: and 1000 more like these: from here on, or between the others"
        );
    }
}
