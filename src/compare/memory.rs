//! The counts that one run keeps for the next in its manifest: by them a run can tell that a part file is missing, that a source
//! has lost its numbers, or that the files are last week's. There is no value of a record in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::child::doubtful_deaths::DoubtfulDeath;
use crate::config::settings::Sort;
use crate::contact::fate::Caution;
use crate::day::{Day, Month};
use crate::intake::{FileFacts, Intake};
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::vocabulary::Factor;

/// Of more ids hardly one would be told from all others by its 16 bits.
const MOST_IDS: usize = 1000;

/// The counts that a manifest keeps of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SourceMemory {
    /// Its records that count.
    pub(crate) used: u64,
    /// Its records without anything of their own in them: blank, or the header again; a run of an older version does not say.
    pub(crate) empty_rows: Option<u64>,
    /// Those of them that are of nobody with an NHS number.
    pub(crate) unlinked: u64,
    /// The day of its first contact.
    pub(crate) first: Option<String>,
    /// Its contacts by calendar month (`2026-11`).
    pub(crate) months: BTreeMap<String, MonthCount>,
    pub(crate) rejected: BTreeMap<String, u64>,
    pub(crate) warnings: BTreeMap<String, u64>,
    /// NHS numbers and ids that a spreadsheet has damaged.
    pub(crate) numbers_damaged: u64,
    /// Contact ids that stand for different children, dates or services.
    pub(crate) ids_reused: u64,
    /// Records that do not count because of such an id; a run of an older version does not say.
    pub(crate) lost_to_reused_ids: Option<u64>,
    /// Those ids, each as 16 bits that many ids share; none where they are very many, and a run of an older version does not say.
    pub(crate) losing_ids: Option<BTreeSet<u16>>,
    /// Contacts between whose outcomes reading order decided.
    pub(crate) order_decided: u64,
    /// Children with a factor, by its word; a run of an older version does not say.
    pub(crate) factors: BTreeMap<String, u64>,
    /// Children of whom a date of birth, an age, a household or a death is known, by the name of the field; a run of an older version
    /// does not say.
    pub(crate) said: BTreeMap<String, u64>,
    /// Children with a contact, over age or not, where the source has contacts; a run of an older version does not say.
    pub(crate) children: u64,
    /// Texts of an outcome with a reason that count as the outcome alone; a run of an older version does not say.
    pub(crate) reasons: Option<u64>,
    /// Dates that a spreadsheet program may have written anew, where there is one form of them; a run of an older version does not say.
    pub(crate) spreadsheet_dates: u64,
}

/// What a manifest keeps of a death that may be another child's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeathMemory {
    /// How many contacts contradict it.
    pub(crate) contacts: u64,
    /// The day of the newest of these.
    pub(crate) newest: String,
}

impl DeathMemory {
    /// What to keep of one.
    pub(crate) fn new(own: &DoubtfulDeath) -> Self {
        Self { contacts: own.contacts, newest: own.newest.to_string() }
    }

    /// Whether contacts have been added since an earlier report. They may be as many as before, but newer, as old ones leave the
    /// review period.
    pub(crate) fn has_grown_since(&self, then: &Self) -> bool {
        self.contacts > then.contacts || self.newest > then.newest
    }
}

impl SourceMemory {
    /// The counts to keep of a source; `place` is that of a source of contacts.
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
            factors: factors.map(|(factor, count)| (factor.word().to_owned(), count)).collect(),
            said: said.map(|(field, _, count)| (field.word().to_owned(), count)).collect(),
            children: source.children,
            reasons: outcomes.map(|texts| texts.iter().filter(|own| own.falls_back.is_some()).count() as u64),
            spreadsheet_dates: unpadded.map_or(0, |own| source.days.spreadsheet_dates(own)),
        }
    }

    /// The months in their order, without keys that are no month.
    pub(crate) fn by_month(&self) -> impl Iterator<Item = (Month, &MonthCount)> {
        self.months.iter().filter_map(|(month, counts)| Some((Month::from_iso(month)?, counts)))
    }

    /// Contacts up to the as-of date, and those of them without an outcome.
    pub(crate) fn past(&self) -> (u64, u64) {
        self.months.values().fold((0, 0), |(past, open), own| (past + own.past, open + own.no_outcome))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastFile {
    pub(crate) source: String,
    /// Its path relative to the configuration.
    pub(crate) file: String,
    pub(crate) sha256: String,
    /// Its times of recording; a run of an older version does not say.
    pub(crate) times: Option<RecordingTimes>,
}

/// How many times of recording of a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordingTimes {
    /// Those that cannot.
    pub(crate) unread: u64,
    /// The records that may have one.
    pub(crate) records: u64,
}

impl RecordingTimes {
    /// Of a file.
    pub(crate) fn of(file: &FileFacts) -> Self {
        let unread = file.warnings.iter().filter(|warning| warning.caution == Caution::RecordedAtInvalid);
        Self { unread: unread.count() as u64, records: file.rows.len() as u64 }
    }

    /// Whether the file is told by its name: half of its records have such a time, and it has not too few.
    pub(crate) const fn are_mostly_unread(&self) -> bool {
        const MANY: u64 = 10;
        self.records >= MANY && self.unread * 2 >= self.records
    }
}

pub(crate) const fn of_contacts(source: &SourceQuality) -> bool {
    matches!(source.sort, Sort::Contacts)
}
