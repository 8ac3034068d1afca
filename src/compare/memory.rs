//! The counts that a run keeps in its manifest for the next run. They show the next run that a part file is missing, that a
//! source has lost its NHS numbers, or that the files are last week's. They contain no value of a record.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::child::doubtful::DoubtfulExclusion;
use crate::config::settings::Sort;
use crate::contact::fate::Caution;
use crate::day::{Day, Month};
use crate::intake::{FileFacts, Intake};
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::vocabulary::Factor;

/// The most ids that are kept. With more, 16 bits would hardly distinguish an id from the others.
const MOST_IDS: usize = 1000;

/// The counts that a manifest keeps of a source. If an older version of the program did not keep a count, it is none, empty or 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SourceMemory {
    /// Its records that count.
    pub(crate) used: u64,
    /// Its rows that hold no data: blank ones and repeated headers. None from an older version.
    pub(crate) empty_rows: Option<u64>,
    /// Its records that count and belong to a child without an NHS number.
    pub(crate) unlinked: u64,
    /// The day of its first contact.
    pub(crate) first: Option<String>,
    /// Its contacts by calendar month (`2026-11`).
    pub(crate) months: BTreeMap<String, MonthCount>,
    /// Rejects by the word of their reason.
    pub(crate) rejected: BTreeMap<String, u64>,
    /// Warnings by the word of their kind.
    pub(crate) warnings: BTreeMap<String, u64>,
    /// NHS numbers and ids that a spreadsheet has damaged.
    pub(crate) numbers_damaged: u64,
    /// Contact ids that stand for different children, dates or services.
    pub(crate) ids_reused: u64,
    /// Records that do not count because of such an id. None from an older version.
    pub(crate) lost_to_reused_ids: Option<u64>,
    /// The ids of these records, each as 16 bits of a hash that many ids share. None if there are more than [`MOST_IDS`], or from an
    /// older version.
    pub(crate) losing_ids: Option<BTreeSet<u16>>,
    /// Contacts whose outcome was chosen by reading order.
    pub(crate) order_decided: u64,
    /// Appointments without a contact id that one file says were attended, and another says were missed.
    pub(crate) attended_and_missed: u64,
    /// Children with a factor, by the factor's word.
    pub(crate) factors: BTreeMap<String, u64>,
    /// Children with a date of birth, an age, a household or a death, by the word of the field.
    pub(crate) said: BTreeMap<String, u64>,
    /// Children with a contact, over age or not, if the source has contacts.
    pub(crate) children: u64,
    /// Texts of an outcome with a reason that count as the outcome alone. None from an older version.
    pub(crate) reasons: Option<u64>,
    /// Dates that a spreadsheet program may have rewritten, if all dates of the source have one form.
    pub(crate) spreadsheet_dates: u64,
    /// What is so from week to week. Nothing from an older version.
    pub(crate) standing: Standing,
}

/// What is so of a source from week to week: it is to act on once, and to know afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Standing {
    /// The most contacts that were due in a report, if none of the source has ever failed.
    pub(crate) never_failed: u64,
    /// The most missed contacts of unscheduled care in a report, if the source still has some.
    pub(crate) missed_unscheduled: u64,
    /// The day of the first report in which the files of a register had these bytes.
    pub(crate) unchanged_since: Option<String>,
}

/// What a manifest keeps of a death or an age that may be another person's, or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DoubtMemory {
    /// How many contacts contradict it.
    pub(crate) contacts: u64,
    /// The day of the newest of these contacts.
    pub(crate) newest: String,
}

impl DoubtMemory {
    /// What to keep of it.
    pub(crate) fn new(doubtful: &DoubtfulExclusion) -> Self {
        Self { contacts: doubtful.contacts, newest: doubtful.newest.to_string() }
    }

    /// Whether contacts have been added since an earlier report. Old contacts leave the review period, so their number may be the
    /// same and only the newest one newer.
    pub(crate) fn has_grown_since(&self, then: &Self) -> bool {
        self.contacts > then.contacts || self.newest > then.newest
    }
}

impl SourceMemory {
    /// The counts to keep of a source. `place` is its place among the sources of contacts, if it is one.
    pub(crate) fn new(source: &SourceQuality, intake: &Intake, place: Option<usize>, as_of: Day) -> Self {
        let outcomes = place.and_then(|place| intake.outcomes.get(place));
        let unpadded = place.and_then(|place| intake.unpadded_dates.get(place));
        let months = source.days.months(as_of);
        let counted = Factor::ALL.iter().map(|factor| (factor, source.factors.count_of(*factor)));
        let factors = counted.filter(|(_, count)| *count > 0);
        let said = source.factors.listing_fields().filter(|(_, _, count)| *count > 0);
        Self {
            used: source.tally.used,
            empty_rows: Some(source.empty_rows),
            unlinked: source.unlinked,
            first: source.days.first().map(|day| day.to_string()),
            months: months.into_iter().map(|(month, counts)| (month.to_string(), counts)).collect(),
            rejected: source.rejects.iter().map(|(reason, count)| (reason.word().to_owned(), *count)).collect(),
            warnings: source.warnings.iter().map(|(caution, count)| (caution.word().to_owned(), *count)).collect(),
            numbers_damaged: source.damaged,
            ids_reused: source.versions.reused_ids,
            lost_to_reused_ids: Some(source.versions.lost_to_reused_ids),
            losing_ids: Some(&source.versions.losing_ids).filter(|ids| ids.len() <= MOST_IDS).cloned(),
            order_decided: source.versions.order_decided,
            attended_and_missed: source.versions.attended_and_missed,
            factors: factors.map(|(factor, count)| (factor.word().to_owned(), count)).collect(),
            said: said.map(|(field, _, count)| (field.word().to_owned(), count)).collect(),
            children: source.children,
            reasons: outcomes.map(|texts| texts.iter().filter(|text| text.falls_back.is_some()).count() as u64),
            spreadsheet_dates: unpadded.map_or(0, |unpadded| source.days.spreadsheet_dates(unpadded)),
            standing: Standing::default(),
        }
    }

    /// The months in order. Keys that are not months are ignored.
    pub(crate) fn by_month(&self) -> impl Iterator<Item = (Month, &MonthCount)> {
        self.months.iter().filter_map(|(month, counts)| Some((Month::from_iso(month)?, counts)))
    }

    /// The number of contacts up to the as-of date, and how many of these have no outcome.
    pub(crate) fn past(&self) -> (u64, u64) {
        self.months.values().fold((0, 0), |(past, open), month| (past + month.past, open + month.no_outcome))
    }
}

/// A file of the previous run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastFile {
    /// The name of its source.
    pub(crate) source: String,
    /// Its path relative to the configuration.
    pub(crate) file: String,
    /// The SHA-256 checksum of its bytes.
    pub(crate) sha256: String,
    /// How many of its times of recording could be read. None from an older version.
    pub(crate) times: Option<RecordingTimes>,
}

/// How many times of recording in a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordingTimes {
    /// The times that cannot be read.
    pub(crate) unread: u64,
    /// The records of the file that were not rejected.
    pub(crate) records: u64,
}

impl RecordingTimes {
    /// Counts the times of a file.
    pub(crate) fn of(file: &FileFacts) -> Self {
        let unread = file.warnings.iter().filter(|warning| warning.caution == Caution::RecordedAtInvalid);
        Self { unread: unread.count() as u64, records: file.rows.len() as u64 }
    }

    /// Whether a notice names the file: it has at least 10 records, and at least half of them have a time that cannot be read.
    pub(crate) const fn are_mostly_unread(&self) -> bool {
        const MANY: u64 = 10;
        self.records >= MANY && self.unread * 2 >= self.records
    }
}

/// Whether a source has contacts.
pub(crate) const fn of_contacts(source: &SourceQuality) -> bool {
    matches!(source.sort, Sort::Contacts)
}
