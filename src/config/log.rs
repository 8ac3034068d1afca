//! What is wrong with a configuration, collected while it is read: every problem with its line and column.

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
    /// What is wrong besides, and where the first of it is.
    more: (u64, usize),
}

/// So many problems are told. Who has that many has another file before them.
const MOST: usize = 2000;

impl<'a> Log<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, starts, problems: Vec::new(), more: (0, 0) }
    }

    /// The line, and the character of that line, both counted from 1, at which the byte `at` stands.
    pub(crate) fn place(&self, at: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at);
        let before = self.text.get(self.starts[line - 1]..at).unwrap_or_default();
        let column = before.chars().filter(|c| *c != '\u{feff}').count() + 1;
        (count(line), count(column))
    }

    /// The line at which the byte `at` stands.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.place(at).0
    }

    /// The whole line at which the byte `at` stands.
    pub(crate) fn text_of_line(&self, at: usize) -> &'a str {
        let line = self.line(at) as usize;
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(self.starts[line - 1]..end).unwrap_or_default()
    }

    /// Notes what is wrong at the byte `at`, and what to do about it.
    pub(crate) fn tell(&mut self, at: usize, what: impl Into<String>, help: impl Into<String>) {
        if self.is_full() {
            self.more = (self.more.0 + 1, if self.more.0 == 0 { at } else { self.more.1 });
            return;
        }
        let (line, column) = self.place(at);
        self.problems.push(Problem::new(self.file, what).at(line, column).help(help));
    }

    /// Whether nothing more is told one by one.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() == MOST
    }

    /// Whether something is wrong at the byte `at`.
    pub(crate) fn has_told(&self, at: usize) -> bool {
        let (line, column) = self.place(at);
        self.problems.iter().any(|problem| (problem.line, problem.column) == (Some(line), Some(column)))
    }

    /// Notes what the TOML parser says.
    pub(crate) fn tell_syntax(&mut self, span: Option<Range<usize>>, message: &str) {
        let at = span.map_or(0, |span| span.start);
        let (what, help) = in_plain_words(message, self.text_of_line(at));
        self.tell(at, what, help);
    }

    /// Every problem, in the order of the file.
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

/// Help with a mistyped word: the nearest right one, or `otherwise`.
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
        log.tell(4, "third", "");
        log.tell(0, "first", "");
        log.tell(2, "second", "");
        let order: Vec<_> = log.into_problems().into_iter().map(|p| (p.line, p.what)).collect();
        let expected = [(1, "first"), (2, "second"), (3, "third")].map(|(line, what)| (Some(line), what.to_owned()));
        assert_eq!(order, expected);
    }

    #[test]
    fn what_is_wrong_thousands_of_times_is_counted() {
        let text = "x\n".repeat(3000);
        let mut log = Log::new("c.toml", &text);
        (0..3000).for_each(|line| log.tell(line * 2, "wrong", ""));
        let problems = log.into_problems();
        assert_eq!(problems.len(), MOST + 1);
        assert_eq!(
            problems[MOST].to_string().lines().next().unwrap(),
            "c.toml:2001:1: and 1000 more like these: from here on, or between the others"
        );
    }
}
