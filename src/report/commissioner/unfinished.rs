//! Finds out whether the extracts go to the end of the month. A month is published only once, so what they lack of it stays
//! missing, and a month without its last week looks like a quiet one.
//!
//! The page names no source. It names a day only if the month's contacts of all services are printed: then readers know already
//! that there were contacts. It never names a day before the month, because that would reveal that whole months are empty.

use serde_json::{Value, json};

use crate::day::{Day, Month};
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::published::{ActivityRow, Grain, Published};
use crate::pipeline::Detected;
use crate::quality::SourceQuality;

/// A month may usually end with this many days without an outcome.
const USUAL_GAP: i32 = 7;
/// If this many outcomes are expected and there is none, it is hardly chance.
const EXPECTED: u64 = 5;
/// The number of days, up to the newest outcome, whose contacts show how many outcomes are expected.
const RECENT_DAYS: i32 = 28;

/// A month that ends without outcomes in some sources.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnfinishedMonth {
    month: Month,
    /// The titles of these sources.
    pub(crate) sources: Vec<String>,
    /// The number of all sources of contacts.
    of: usize,
    /// The newest day with an outcome in one of them.
    last: Option<Day>,
}

impl UnfinishedMonth {
    /// `None` if every source goes to the end of the month.
    pub(crate) fn find(review: &Detected, month: Month) -> Option<Self> {
        let end = month.last_day();
        let each = review.quality.sources.iter().zip(&review.settings.contacts);
        let quiet: Vec<_> = each
            .filter_map(|(source, own)| Some((source, own.title(), source.days.last_outcome(review.as_of)?)))
            .filter(|(.., last)| end.0 - last.0 > USUAL_GAP)
            .collect();
        if !quiet.iter().any(|(source, _, last)| ends_early(source, *last, end)) {
            return None;
        }
        // If one source lacks the end of the month, others without recent outcomes may lack it too, even with few contacts.
        Some(Self {
            month,
            sources: quiet.iter().map(|(_, title, _)| (*title).to_owned()).collect(),
            of: review.settings.contacts.len(),
            last: quiet.iter().map(|(.., last)| *last).max(),
        })
    }

    /// Leaves out what readers of the pack may not know.
    pub(crate) fn for_readers(self, published: &Published) -> Self {
        let of_month = |row: &&ActivityRow| {
            row.service == ALL_SERVICES && row.period.grain == Grain::Month && row.period.first == self.month
        };
        let due = published.activity.iter().find(of_month).and_then(|row| row.due.number());
        let is_printed = due.is_some_and(|due| due > 0);
        let last = self.last.filter(|_| is_printed).map(|last| last.max(self.month.first_day()));
        Self { last, ..self }
    }

    /// Since when there is nothing: `after 22 November 2026`.
    pub(crate) fn since(&self) -> String {
        match self.last {
            Some(last) => format!("after {}", last.long()),
            None => format!("in the last week of {}", self.month.long()),
        }
    }

    /// The heading of the note on the page.
    pub(super) fn heading(&self) -> String {
        format!("{} may not be complete", self.month.long())
    }

    /// The note on the page.
    pub(super) fn sentences(&self) -> String {
        let who = match (self.sources.len(), self.of) {
            (1, 1) => "The one source of this pack has".to_owned(),
            (some, all) if some == all => format!("All {all} sources of this pack have"),
            (1, all) => format!("1 of the {all} sources of this pack has"),
            (some, all) => format!("{some} of the {all} sources of this pack have"),
        };
        format!(
            "{who} no outcome of any appointment {}. What happened then is not in this pack, and will not be added, because a \
             month is published only once. So the numbers for {} are probably too low: do not read a fall as an improvement.",
            self.since(),
            self.month.long()
        )
    }

    /// For the manifest.
    pub(super) fn in_manifest(&self) -> Value {
        json!({ "sources": self.sources.len(), "of": self.of, "after": self.last.map(|last| last.to_string()) })
    }
}

/// Whether a source whose newest outcome is on the day `last` lacks the days up to `end`.
fn ends_early(source: &SourceQuality, last: Day, end: Day) -> bool {
    let first = last.plus(1 - RECENT_DAYS);
    let due = source.days.due_between(first, last).due;
    // If a source has no appointments, any contact counts.
    let recent = if due > 0 { due } else { source.days.between(first, last).used };
    is_missing(recent, end.0 - last.0)
}

/// Whether outcomes are missing if there are none for `gap` days, and `recent` in the [`RECENT_DAYS`] before.
fn is_missing(recent: u64, gap: i32) -> bool {
    gap > USUAL_GAP && recent * u64::from(gap.unsigned_abs()) >= EXPECTED * u64::from(RECENT_DAYS.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::super::charts::sample;
    use super::*;

    fn unfinished(sources: usize, of: usize, last: &str) -> UnfinishedMonth {
        UnfinishedMonth {
            month: Month::from_iso("2026-10").unwrap(),
            sources: vec!["Community".to_owned(); sources],
            of,
            last: Some(Day::from_iso(last).unwrap()),
        }
    }

    #[test]
    fn days_without_an_outcome_are_missing_if_five_are_expected() {
        for (recent, gap, missing) in [
            (1000, 7, false),
            (1000, 8, true),
            (18, 8, true),
            (17, 8, false),
            (10, 14, true),
            (9, 14, false),
            (4, 34, false),
            (4, 35, true),
            (1000, -5, false),
            (0, 400, false),
        ] {
            assert_eq!(is_missing(recent, gap), missing, "{recent}, none for {gap} days");
        }
    }

    #[test]
    fn the_note_says_how_many_sources_and_since_when_and_what_not_to_do() {
        assert_eq!(
            unfinished(6, 6, "2026-10-22").sentences(),
            "All 6 sources of this pack have no outcome of any appointment after 22 October 2026. What happened then is not in \
             this pack, and will not be added, because a month is published only once. So the numbers for October 2026 are \
             probably too low: do not read a fall as an improvement."
        );
        let start = |sources, of| unfinished(sources, of, "2026-10-22").sentences();
        assert!(start(1, 6).starts_with("1 of the 6 sources of this pack has no outcome"));
        assert!(start(2, 6).starts_with("2 of the 6 sources of this pack have no outcome"));
        assert!(start(1, 1).starts_with("The one source of this pack has no outcome"));
    }

    #[test]
    fn no_day_is_named_if_the_month_is_not_printed_and_none_before_the_month() {
        let mut published = sample::empty();
        let since = |last: &str, published: &Published| unfinished(1, 2, last).for_readers(published).since();
        assert_eq!(since("2026-10-22", &published), "in the last week of October 2026");
        published.activity.push(sample::activity(published.month, ALL_SERVICES, 600, 60));
        assert_eq!(since("2026-10-22", &published), "after 22 October 2026");
        assert_eq!(since("2026-08-02", &published), "after 1 October 2026");
        published.activity[0] = sample::activity(published.month, ALL_SERVICES, 3, 0);
        assert_eq!(since("2026-10-22", &published), "in the last week of October 2026");
    }
}
