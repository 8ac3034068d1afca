//! Notices: what about the data of this run a person must act on, or should know. The worst report is a quiet one made of
//! last week's files, so each run is held against the one before.

pub(super) mod decisions;
mod factors;
mod failed;
mod identity;
mod outcomes;
mod records;
mod sources;
mod texts;
mod two;

use std::fmt;

use super::Compared;
use crate::day::Month;
use crate::detected::Detected;
use crate::wording::number;

/// Whether a person must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Until somebody has looked, the report is not to be trusted.
    Act,
    /// Worth knowing.
    Know,
}

impl Level {
    /// As `notices.csv` writes it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Know => "know",
        }
    }
}

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $level:ident, $advice:literal;)+) => {
        /// What a notice says, in the order in which notices are told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Code { $($(#[$meta])* $variant,)+ }

        impl Code {
            /// All of them, in their order.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As `notices.csv` writes it.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// How much it matters.
            pub(crate) const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }

            /// What to do about it.
            pub(crate) const fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)+ }
            }
        }
    };
}

codes! {
    /// A source of the previous run is not in this one.
    SourceGone = "source_gone", Act, "Put its files back, or make sure that it was meant to go.";
    /// A source has fewer than half of the records of the last report.
    SourceShrunk = "source_shrunk", Act, "Ask the supplier whether the extract is whole.";
    /// The newest contact of a source is too old.
    SourceStale = "source_stale", Act, "Ask the supplier for a newer extract. Anything since then is missing.";
    /// The files are those of the last report.
    SourceUnchanged = "source_unchanged", Act, "Ask for this week's extract, then run the report again with --replace.";
    /// The files are other ones, and say what those of the last report said: not in the specification, but last week's file
    /// that somebody has opened and saved again is last week's file.
    SourceRepeated = "source_repeated", Act, "Ask for this week's extract, then run the report again with --replace.";
    /// All contacts of a source are of people who are over age or have died: not in the specification, but in the first report
    /// nothing else tells that dates of birth or death are wrong, and a list without a case looks like good news.
    SourceUnused = "source_unused", Act, "Look at its dates of birth and death, and at what its columns are mapped to: a parent’s date of birth takes every child off the list.";
    /// A month has fewer contacts than it had in the last report.
    ContactsLost = "contacts_lost", Act, "Look for a file that was moved or deleted, or ask the supplier whether history was cut.";
    /// Contacts that had failed have other outcomes now: not in the specification, but a list that is short because of it looks
    /// like good news.
    FailedContactsLost = "failed_contacts_lost", Act, "Ask the supplier whether outcomes are written in another way now, or look at what was changed in [contacts.outcomes]: children may have left the list only because of this.";
    /// A month has no contact.
    MonthEmpty = "month_empty", Act, "Look for a missing file of that month.";
    /// Fewer records carry a number that links.
    UnlinkedRose = "unlinked_rose", Act, "Look at the column of the NHS number, and ask the supplier what changed.";
    /// A spreadsheet has damaged numbers.
    NumbersDamaged = "numbers_damaged", Act, "Ask for the extract again, not opened or saved by a spreadsheet program.";
    /// More records are rejected for a reason.
    RejectedRose = "rejected_rose", Act, "See rejected.csv, and correct the extract or the configuration.";
    /// More times of recording cannot be read: not in the specification, but without them an outcome loses against the booking
    /// before it, and a failed contact would be lost without a word.
    RecordedAtRose = "recorded_at_rose", Act, "Correct `recorded_at_format`, then run the report again with --replace: until then an older version of a contact may count, such as a booking instead of its outcome.";
    /// A file loses much.
    FileRejected = "file_rejected", Act, "See rejected.csv: this file may be written in another way than the others.";
    /// A cell holds lines that look like records: not in the specification, but their contacts are gone without a word.
    RecordsInACell = "records_in_a_cell", Act, "They do not count. Look there for a quotation mark that belongs to a text, and ask the supplier to put cells that have one in quotation marks and to write it twice.";
    /// A text of an outcome is not mapped.
    OutcomeTextNew = "outcome_text_new", Act, "Say in [contacts.outcomes] what each means, then run the report again with --replace. outcomes.csv has every text.";
    /// A failed outcome is written much more often.
    OutcomeShifted = "outcome_shifted", Know, "Ask the service whether it records outcomes in another way.";
    /// More past contacts have no outcome.
    OutcomesMissingRose = "outcomes_missing_rose", Act, "Ask the service to record its outcomes: contacts without one never count as failed.";
    /// Fewer children have a factor: not in the specification, but a register whose column broke takes children off the list
    /// without a word.
    FactorsFell = "factors_fell", Act, "Look at these columns of the extract, and ask the supplier what changed: children may have left the list, or lost their priority, only because of this.";
    /// Contact ids are no ids.
    IdsReused = "ids_reused", Act, "If the extract has rows for rooms and staff too, leave them out (`leave_out`). Else ask the supplier for an id that stands for one contact, or do not map `contact_id`.";
    /// Reading order decided.
    OrderDecides = "order_decides", Act, "Map the time of change as `recorded_at`, or remove the older file.";
    /// One NHS number for two children.
    NumberForTwo = "number_for_two", Act, "Ask the source for the right number of each child.";
    /// One local id for two children.
    IdForTwo = "id_for_two", Act, "Ask the source for the right id of each child.";
    /// A file is cut where a spreadsheet ends.
    ExcelLimit = "excel_limit", Act, "A spreadsheet program cuts files off there. Ask for the extract again, as the system exports it.";
    /// Days and months were exchanged.
    DatesSwapped = "dates_swapped", Act, "Ask for the extract again, not opened or saved by a spreadsheet program.";
    /// Decisions could not be read.
    ReviewFile = "review_file", Act, "Correct the file, then run the report again with --replace.";
    /// Links could not be read.
    LinkFile = "link_file", Act, "Correct the file, then run the report again with --replace.";
    /// Decisions about who is the same child are not there any more: not in the specification, but without them the failed
    /// contacts of one child are those of two, or two children are taken for one.
    LinksGone = "links_gone", Act, "Unless somebody removed them on purpose, put the file back as it was, then run the report again with --replace: children may have left the list, or two children may be taken for one, only because of this.";
    /// Other settings.
    SettingsChanged = "settings_changed", Know, "Some cases may be new, or have left the list, only because of this.";
    /// Another key.
    KeyChanged = "key_changed", Know, "Every case has a new reference. Children were recognised by NHS number or local id.";
    PeopleAsProviders = "people_as_providers", Act, "None of them goes into the commissioner pack. Map another column as `provider`, and this one as `practitioner`.";
    /// Ethnic groups that nobody knows.
    EthnicityUnknown = "ethnicity_unknown", Know, "They count as not known. Ask the supplier what they mean.";
    /// Two services may be one.
    ServicesAlike = "services_alike", Know, "If they are one service, give them one name in [services].";
    /// A source was left out.
    SourceLeftOut = "source_left_out", Act, "Cases may be missing. Run the report again without --without when the source can be read.";
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

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    /// How much it matters.
    pub(crate) level: Level,
    /// What it says.
    pub(crate) code: Code,
    /// The name of the source; blank where it is about none.
    pub(crate) source: String,
    /// The file, relative to the configuration; blank where it is about none.
    pub(crate) file: String,
    /// The first month; none where it is about no month.
    pub(crate) month: Option<Month>,
    /// The number now.
    pub(crate) now: Figure,
    /// The number of the previous run.
    pub(crate) before: Figure,
    /// What is so, in a sentence.
    pub(crate) said: String,
}

impl Notice {
    /// A notice that says this.
    pub(crate) fn new(code: Code, said: impl Into<String>) -> Self {
        Self {
            level: code.level(),
            code,
            source: String::new(),
            file: String::new(),
            month: None,
            now: Figure::None,
            before: Figure::None,
            said: said.into(),
        }
    }

    /// The same of a source.
    #[must_use]
    pub(crate) fn of_source(mut self, source: &str) -> Self {
        source.clone_into(&mut self.source);
        self
    }

    /// The same of a file.
    #[must_use]
    pub(crate) fn of_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    /// The same with its numbers.
    #[must_use]
    pub(crate) const fn with(mut self, now: Figure, before: Figure) -> Self {
        self.now = now;
        self.before = before;
        self
    }

    /// The same as a thing to know.
    #[must_use]
    pub(crate) const fn only_to_know(mut self) -> Self {
        self.level = Level::Know;
        self
    }

    /// What is so, and what to do.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.said, self.code.advice())
    }
}

/// All notices of a run, in their order. `compared` is what is known but for them.
pub(crate) fn notices(now: &Detected, compared: &Compared) -> Vec<Notice> {
    let mut all = Vec::new();
    sources::notices(now, compared, &mut all);
    if all.iter().all(|own| own.code != Code::FailedContactsLost) {
        all.extend(failed::left(now, compared));
    }
    identity::notices(now, compared, &mut all);
    records::notices(now, compared, &mut all);
    outcomes::notices(now, compared, &mut all);
    all.extend(now.quality.sources.iter().filter_map(|source| factors::fewer(now, compared, source)));
    texts::notices(now, &mut all);
    two::notices(now, compared, &mut all);
    all.extend(compared.reviews.iter().filter_map(|file| decisions::notice(Code::ReviewFile, file)));
    all.extend(now.identity.links.files.iter().filter_map(|file| decisions::notice(Code::LinkFile, file)));
    all.extend(compared.previous.as_ref().and_then(|previous| decisions::gone(now, previous)));
    if let Some(day) = compared.previous.as_ref().and_then(|previous| previous.as_of) {
        if !compared.settings.is_empty() {
            let changed = listed(&compared.settings);
            let now = Figure::Count(compared.settings.len() as u64);
            let said = format!("Settings changed since {}: {changed}.", day.long());
            all.push(Notice::new(Code::SettingsChanged, said).with(now, Figure::None));
        }
        if compared.other_key {
            let said = format!("The case-reference key has changed since {}.", day.long());
            all.push(Notice::new(Code::KeyChanged, said));
        }
    }
    // What was found first of a code comes first: sources as configured, files and lines in reading order.
    all.sort_by_key(|own| (own.level, own.code));
    all
}

/// ` (3 in the last report)`; nothing where there is none to hold this one against.
fn of_last(compared: &Compared, before: u64) -> String {
    if compared.previous.is_some() { format!(" ({} in the last report)", number(before)) } else { String::new() }
}

/// Whether a share rises by more than this. Shares are quotients, and a difference of them has a remainder in its last digits
/// that says nothing.
fn rises(from: f64, to: f64, most: f64) -> bool {
    to - from > most + 1e-9
}

/// `12.5 %`, or `0 %`.
fn percent(share: f64) -> String {
    let rounded = (share * 1000.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}%") } else { format!("{rounded:.1}%") }
}

/// Things that a sentence names, at most.
const NAMED: usize = 5;

/// The first of them, and how many more there are.
fn listed(all: &[String]) -> String {
    let named = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if all.len() > NAMED { format!("{named}; and {} more", all.len() - NAMED) } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_one_word_and_an_advice_that_is_a_sentence() {
        let words: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.advice().ends_with('.'), "{}", code.word());
        }
    }

    #[test]
    fn figures_are_written_for_people_and_for_programs() {
        assert_eq!(Figure::Share(0.125).to_string(), "0.125");
        assert_eq!(Figure::Count(1234).to_string(), "1234");
        assert_eq!([percent(0.125), percent(0.5), percent(0.0)], ["12.5%", "50%", "0%"]);
        assert_eq!(listed(&["a", "b"].map(String::from)), "a; b");
        assert_eq!(listed(&["a", "b", "c", "d", "e", "f"].map(String::from)), "a; b; c; d; e; and 1 more");
    }
}
