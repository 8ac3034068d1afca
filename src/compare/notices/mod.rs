//! Notices: problems with the data of this run that a person must act on or should know about. The worst report is one that looks fine
//! but was made from last week's files, so each run is compared with the one before.

mod codes;
pub(super) mod decisions;
mod doubtful;
mod factors;
mod failed;
mod failed_fell;
mod grown_up;
mod identity;
mod nothing_new;
mod outcomes;
mod reasons;
mod recorded_at;
mod records;
mod registers;
mod sources;
mod standing;
mod texts;
mod two;

use std::fmt;

pub(crate) use codes::Code;
pub(crate) use standing::standing;

use super::Compared;
use crate::day::Month;
use crate::pipeline::Detected;
use crate::wording::{few_joined, number};

/// Whether a person must act on a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The report must not be trusted until somebody has looked.
    Act,
    /// Worth knowing.
    Know,
}

impl Level {
    /// The word that `notices.csv` uses.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Know => "know",
        }
    }
}

/// A number of a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Figure {
    #[default]
    None,
    Count(u64),
    /// A share, 0 to 1.
    Share(f64),
}

impl From<u64> for Figure {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Figure {
    fn from(share: f64) -> Self {
        Self::Share(share)
    }
}

/// As `notices.csv` writes it: shares with three decimals.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{share:.3}"),
        }
    }
}

/// A notice: a row of `notices.csv`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    pub(crate) level: Level,
    pub(crate) code: Code,
    /// The name of the source that it is about, or blank.
    pub(crate) source: String,
    /// The file that it is about, relative to the configuration, or blank.
    pub(crate) file: String,
    /// The months that it is about, in order.
    pub(crate) months: Vec<Month>,
    /// The number of this run.
    pub(crate) now: Figure,
    /// The number of the previous run.
    pub(crate) before: Figure,
    /// The sentence that says what is wrong.
    pub(crate) said: String,
}

impl Notice {
    pub(crate) fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self {
            level: code.level(),
            code,
            source: String::new(),
            file: String::new(),
            months: Vec::new(),
            now: Figure::None,
            before: Figure::None,
            said: sentence.into(),
        }
    }

    #[must_use]
    pub(crate) fn of_source(mut self, source: &str) -> Self {
        source.clone_into(&mut self.source);
        self
    }

    #[must_use]
    pub(crate) fn of_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    #[must_use]
    pub(crate) fn now(mut self, now: impl Into<Figure>) -> Self {
        self.now = now.into();
        self
    }

    #[must_use]
    pub(crate) fn before(mut self, before: impl Into<Figure>) -> Self {
        self.before = before.into();
        self
    }

    #[must_use]
    pub(crate) const fn only_to_know(mut self) -> Self {
        self.level = Level::Know;
        self
    }

    /// What is wrong, and what to do.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.said, self.code.advice())
    }
}

/// All notices of a run, in order. `compared` has no notices yet.
pub(crate) fn notices(now: &Detected, compared: &Compared) -> Vec<Notice> {
    let mut all = Vec::new();
    sources::notices(now, compared, &mut all);
    if all.iter().all(|notice| notice.code != Code::FailedContactsLost) {
        all.extend(failed::left(now, compared));
    }
    identity::notices(now, compared, &mut all);
    records::notices(now, compared, &mut all);
    outcomes::notices(now, compared, &mut all);
    all.extend(now.quality.sources.iter().filter_map(|source| failed_fell::notice(now, compared, source)));
    standing::notices(now, compared, &mut all);
    reasons::notices(now, compared, &mut all);
    all.extend(now.quality.sources.iter().filter_map(|source| factors::fewer(now, compared, source)));
    texts::notices(now, &mut all);
    two::notices(now, compared, &mut all);
    doubtful::notices(now, compared, &mut all);
    all.extend(compared.reviews.iter().filter_map(|file| decisions::notice(Code::ReviewFile, file)));
    all.extend(now.identity.links.files.iter().filter_map(|file| decisions::notice(Code::LinkFile, file)));
    all.extend(compared.previous.as_ref().and_then(|previous| decisions::gone(now, previous)));
    if let Some(day) = compared.previous.as_ref().and_then(|previous| previous.as_of) {
        if !compared.settings.is_empty() {
            let words: Vec<String> = compared.settings.iter().map(|own| own.in_words.clone()).collect();
            let changed = listed(&words);
            let now = Figure::Count(compared.settings.len() as u64);
            let sentence = format!("Settings changed since {}: {changed}.", day.long());
            all.push(Notice::new(Code::SettingsChanged, sentence).now(now));
        }
        if compared.other_key {
            let sentence = format!("The case-reference key has changed since {}.", day.long());
            all.push(Notice::new(Code::KeyChanged, sentence));
        }
    }
    // The sort is stable: notices with one code keep the order of sources in the configuration, and of files and lines in reading.
    all.sort_by_key(|notice| (notice.level, notice.code));
    all
}

/// ` (3 in the last report)`, or blank if there is no last report.
fn of_last(compared: &Compared, before: u64) -> String {
    if compared.previous.is_some() { format!(" ({} in the last report)", number(before)) } else { String::new() }
}

/// Whether a share rises by more than `most`, ignoring rounding errors.
fn rises(from: f64, to: f64, most: f64) -> bool {
    to - from > most + 1e-9
}

/// A share in per cent: `12.5%` or `0%`.
fn percent(share: f64) -> String {
    let rounded = (share * 1000.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}%") } else { format!("{rounded:.1}%") }
}

/// The most things that a sentence names.
const NAMED: usize = 5;

fn listed(items: &[String]) -> String {
    few_joined(items, NAMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_people_and_for_programs() {
        assert_eq!(Figure::Share(0.125).to_string(), "0.125");
        assert_eq!(Figure::Count(1234).to_string(), "1234");
        assert_eq!([percent(0.125), percent(0.5), percent(0.0)], ["12.5%", "50%", "0%"]);
    }
}
