//! Texts that thousands of rows share, made once in a run.

use std::borrow::Cow;

use serde::Serialize;

use super::words::shown;
use crate::child::timeline::{Contact, CountingSettings};
use crate::day::Day;
use crate::report::timeline_picture::{AFTER, BEFORE};
use crate::review::Review;
use crate::service::ServiceNumber;
use crate::text::fold;
use crate::vocabulary::{Kind, Outcome, Priority};
use crate::wording::capital;

pub(crate) struct SharedValues {
    services: Vec<String>,
    /// Whether each service is a school nursing service.
    school_nurses: Vec<bool>,
    files: Vec<File>,
    priorities: Vec<Word>,
    outcomes: Vec<String>,
    kinds: Vec<String>,
    /// Consecutive days from `first_day`, as the table of contacts writes them. Most contacts on a sheet are on one of these days.
    days: Vec<String>,
    first_day: Day,
}

/// A file of a source. Pages use it to show where a record is.
#[derive(Serialize)]
pub(crate) struct File {
    source: String,
    /// The folder of the file, with the slash at its end.
    folder: String,
    name: String,
}

/// A word of a vocabulary, and the phrase that pages show for it.
#[derive(Serialize)]
pub(crate) struct Word {
    word: &'static str,
    phrase: &'static str,
}

impl SharedValues {
    pub(crate) fn new(review: &Review) -> Self {
        let services: Vec<String> = review.intake.services.names().iter().map(|name| shown(name)).collect();
        let files = review.intake.files.iter().map(|file| {
            let (folder, name) = file.shown.split_at(file.shown.rfind('/').map_or(0, |slash| slash + 1));
            let source = shown(file.source_of(&review.settings).title());
            File { source, folder: shown(folder), name: shown(name) }
        });
        let period = review.period();
        let first_day = period.first().plus(-BEFORE);
        let days = (first_day.0..=period.as_of.plus(AFTER).0).map(|day| with_weekday(Day(day)));
        let priorities = Priority::ALL.iter().map(|own| Word { word: own.word(), phrase: own.phrase() });
        Self {
            priorities: priorities.collect(),
            school_nurses: services.iter().map(|name| fold(name).contains("school nurs")).collect(),
            services,
            files: files.collect(),
            outcomes: Outcome::ALL.iter().map(|outcome| capital(outcome.phrase())).collect(),
            kinds: Kind::ALL.iter().map(|kind| capital(kind.phrase())).collect(),
            days: days.collect(),
            first_day,
        }
    }

    pub(crate) fn service(&self, service: ServiceNumber) -> &str {
        &self.services[service.place()]
    }

    pub(crate) fn is_school_nurses(&self, service: ServiceNumber) -> bool {
        self.school_nurses[service.place()]
    }

    pub(crate) fn file(&self, place: usize) -> &File {
        &self.files[place]
    }

    pub(crate) fn priority(&self, priority: Priority) -> &Word {
        &self.priorities[usize::from(priority.code())]
    }

    /// An outcome, with a capital letter.
    pub(crate) fn outcome(&self, outcome: Outcome) -> &str {
        &self.outcomes[usize::from(outcome.code())]
    }

    /// What came of a contact, with a capital letter. A call is not called "seen", unless it counts as seeing the child.
    pub(crate) fn outcome_of(&self, contact: &Contact, counting: CountingSettings) -> &str {
        match (contact.outcome, contact.kind) {
            (Outcome::Seen, _) if counting.has_only_spoken(contact) => "Spoken to (telephone or video), not seen",
            (Outcome::FamilySeen, Kind::Remote) => "Family spoken to (telephone or video), child not seen",
            (outcome, _) => self.outcome(outcome),
        }
    }

    /// How a contact took place, with a capital letter.
    pub(crate) fn kind(&self, kind: Kind) -> &str {
        &self.kinds[usize::from(kind.code())]
    }

    /// A day as the table of contacts writes it: `Wed 4 Nov 2026`.
    pub(crate) fn day(&self, day: Day) -> Cow<'_, str> {
        let place = usize::try_from(day.0 - self.first_day.0).ok();
        place.and_then(|place| self.days.get(place)).map_or_else(|| with_weekday(day).into(), |text| text.into())
    }
}

fn with_weekday(day: Day) -> String {
    format!("{} {}", &day.weekday_name()[..3], day.short())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_a_table_is_short_and_still_clear() {
        let text = |day| with_weekday(Day::from_iso(day).unwrap());
        assert_eq!(text("2026-11-04"), "Wed 4 Nov 2026");
        assert_eq!(text("2026-05-31"), "Sun 31 May 2026");
        assert_eq!(text("2026-06-01"), "Mon 1 Jun 2026");
    }
}
