//! One source: its files, how they are written, and what its columns and texts mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::codes::{self, OutcomeMeaning};
use crate::config::columns::{Constants, FactorHeaders, Headers};
use crate::config::declare::{Declared as _, NotInManifest, Setting as _, group, tables, typed};
use crate::config::document::Table;
use crate::config::files::{Files, Globs};
use crate::config::formats::{DateOrTime, FormatList, OwnDateFormats};
use crate::config::kinds::{Delimiter, Encodings, MANY, NoIds, Text, whole};
use crate::config::log::Log;
use crate::config::maps::{Texts, WordMap};
use crate::config::sets::{FactorCodes, FactorColumn, LeaveOut, LeaveOuts, Named, SetName};
use crate::config::source::{Places, Scope, SourceName};
use crate::config::types::{Columns, Encoding, ExtractFile, Sort};
use crate::config::words::{CLOSURES, KINDS, OUTCOMES, PARTIES, SECTORS};
use crate::ethnicity::EthnicGroup;
use crate::field::Field;
use crate::vocabulary::{Closure, Factor, Kind, Outcome, Party, Sector};

tables! {
    /// One `[[contacts]]` or `[[children]]`.
    Source, then crate::config::source::settle {
        /// A short name for the source that no other source has: letters, digits, - and _. `reviews` and `links` are taken.
        name: String = SourceName;
        /// The name that pages show, in words that people know. Without this key, they show `name`.
        title: String = NotInManifest(Text {
            is_needed: false,
            help: "write the words that people know the source by, or remove the key",
            example: "Community nursing",
        });
        /// Its CSV files, relative to the configuration: `*` is any characters, `?` one, `[a-c]` one of these, `**/` any
        /// folders. Upper and lower case (A to Z) are the same here. A pattern that matches nothing is an error, and so
        /// is a file that two sources claim.
        globs as "files": Globs = Files { may_be_empty: false, example: "extracts/community*.csv" };
        /// The encoding of its files. `auto` uses the byte-order mark if there is one, otherwise UTF-8 if the whole file is valid
        /// UTF-8, otherwise Windows-1252.
        encoding: Encoding = Encodings;
        /// The character between cells, such as a comma, a semicolon or a tab (`\t`); no quote, letter or digit.
        delimiter: u8 = Delimiter;
        /// How many lines come before the line with the headers.
        skip_rows: u32 = whole(0, 0..=MANY);
        /// How its dates and times are written.
        formats: Formats = group();
        /// A set of outcome codes that is built in, to which `outcomes` adds: `failed-contact codes` shows them.
        outcome_codes: Option<Named<OutcomeMeaning>> =
            SetName { sets: codes::OUTCOMES, what: "outcome codes", example: "systmone-appointment-status" };
        /// A set of codes of kinds that is built in, to which `kinds` adds.
        kind_codes: Option<Named<Kind>> =
            SetName { sets: codes::KINDS, what: "kind codes", example: "nhs-consultation-medium" };
        /// A set of codes that says whom a contact was with, to which `subjects` adds.
        subject_codes: Option<Named<Party>> =
            SetName { sets: codes::PARTIES, what: "subject codes", example: "nhs-care-contact-subject" };
        /// The system that gives the local ids. In sources with the same scope, the same id is the same child. Without this key, it is
        /// the name of the source.
        id_scope: String = Scope;
        /// Texts in columns of ids that are not ids, in any case. Your own list replaces this one: without `test`, `temp` and `0` in it,
        /// these are ids. Texts that clearly mean that there is no id, such as `unknown` or `99999`, need not be in it (the analyst's
        /// guide lists them).
        ignore_local_ids: Vec<String> = NoIds(&["unknown", "n/a", "none", "null", "test", "temp", "0", "-"]);
        /// The header of each field; case and blanks around a header do not matter. `nhs_number` or `local_id` must be here or
        /// among the constants; for contacts, so must `service`, `date` and `outcome`.
        columns: BTreeMap<Field, Columns> = Headers;
        /// Values of fields that have no column, or whose cell is blank. They are the same in every record. A field with a
        /// vocabulary is written like a cell: as one of its words, or as a text that the source maps.
        constants: BTreeMap<Field, String> = Constants {
            example: &[(Field::Provider, "Example Community Health NHS Trust"), (Field::Sector, "health")],
        };
        /// What each text in the extract means as an outcome. It adds to `outcome_codes` and takes precedence over it. A blank outcome
        /// is `pending`. A record with an unmapped text is rejected, and the text is listed.
        outcomes: BTreeMap<String, Outcome> = WordMap {
            vocabulary: &OUTCOMES,
            blank: "remove it: a blank outcome is always `pending`",
            texts: Texts::All,
            example: &[
                ("Attended", Outcome::Seen),
                ("Was Not Brought", Outcome::WasNotBrought),
                ("Arrived Late", Outcome::LateNotSeen),
                ("Declined by Family", Outcome::Refused),
                ("No Access Visit", Outcome::NoAccess),
                ("Visit, Child Not Seen", Outcome::ChildNotSeen),
                ("Moved, Whereabouts Not Known", Outcome::WhereaboutsUnknown),
                ("Withdrawn by Family", Outcome::Disengaged),
                ("Cancelled by Family", Outcome::CancelledByFamily),
                ("Cancelled by Service", Outcome::CancelledByProvider),
                ("Booked", Outcome::Pending),
            ],
        };
        /// What each text in the extract means as a kind of contact. Blank is `other`. `unscheduled` is care that nobody
        /// booked: it is never a failed contact.
        kinds: BTreeMap<String, Kind> = WordMap {
            vocabulary: &KINDS,
            blank: "remove it: a blank cell is never looked up here",
            texts: Texts::Values,
            example: &[("Clinic", Kind::Clinic), ("Home Visit", Kind::HomeVisit), ("Telephone", Kind::Remote)],
        };
        /// What each text in the extract means as a sector. Blank is `health`.
        sectors: BTreeMap<String, Sector> = WordMap {
            vocabulary: &SECTORS,
            blank: "remove it: a blank cell is never looked up here",
            texts: Texts::Values,
            example: &[("LA", Sector::SocialCare)],
        };
        /// Rows that are not contacts (or, in a register, not children), such as those of rooms and practitioners: for each header,
        /// the texts that say so. These rows are left out before anything else is checked, and counted.
        leave_out: Vec<LeaveOut> = LeaveOuts;
        /// Whom the contact was with, for each text. With `family`, a contact that is `seen` means `family_seen`: the child was not
        /// there. Blank is the child.
        subjects: BTreeMap<String, Party> = WordMap {
            vocabulary: &PARTIES,
            blank: "remove it: a blank cell is never looked up here",
            texts: Texts::Values,
            example: &[("Parent only", Party::Family), ("Patient", Party::Child)],
        };
        /// What each text of `closure_reason` means. The codes of CSDS and of referral to treatment are built in.
        closures: BTreeMap<String, Closure> = WordMap {
            vocabulary: &CLOSURES,
            blank: "remove it: a blank cell is never looked up here",
            texts: Texts::Values,
            example: &[("DNA policy", Closure::DidNotAttend), ("Treatment complete", Closure::Other)],
        };
        /// The header of each factor. In its cells, Y, Yes, True, 1 and 1.0 mean yes; N, No, False, 0, 0.0 and blank mean no; X, U,
        /// Unknown and Not known mean that it is not known. A column of codes belongs in `factor_codes`.
        factors: Vec<(Factor, Columns)> = FactorHeaders;
        /// Columns whose codes say which factor a child has: for each header, a built-in set (`failed-contact codes`) or a table from
        /// its texts to a factor, `yes`, `no` or `not_known`. `yes` is for a header that `factors` maps as well. A text that is not
        /// here is read as in `factors`.
        factor_codes: Vec<FactorColumn> = FactorCodes;
    } + {
        /// Whether it has contacts or children.
        pub(crate) sort: Sort;
        /// For folded outcome texts of the built-in set that imply a kind of contact, that kind.
        pub(crate) kinds_of_outcomes: BTreeMap<String, Kind>;
        /// The folded outcome codes of the built-in set that say that the child has died.
        pub(crate) deaths: BTreeSet<String>;
        /// The folded outcome codes of the built-in set that say that no interpreter came.
        pub(crate) no_interpreter: BTreeSet<String>;
        /// The line of the configuration on which it starts.
        pub(crate) line: u32;
        /// The lines that its tables, keys and values start on.
        pub(crate) lines: BTreeSet<u32>;
        /// The files that its globs match, sorted by code point of their shown path.
        pub files: Vec<ExtractFile>;
        /// Files in the same folders that are not read, because their names are not those of CSV files: somebody may have saved a
        /// workbook.
        pub(crate) unread: Vec<ExtractFile>;
        /// The table `[ethnicity]`, the same for every source.
        pub(crate) ethnic_groups: Arc<BTreeMap<String, EthnicGroup>>;
        /// Where its name and its scope stand.
        pub(crate) places: Places;
    }

    /// How the dates and times of a source are written, as chrono's formats. The formats of a list are tried in order.
    Formats {
        /// How dates are written: one format, or a list that is tried in order. A format may include a time. `excel` reads a
        /// spreadsheet's day numbers (45123). `%s` is seconds since 1970, `%s%3f` milliseconds. A date that ends in `Z` or an offset
        /// such as `+01:00` is converted to the date and time in the United Kingdom; if it has no time, it is the day as written.
        date as "date_format": Vec<String> = FormatList(DateOrTime::Date, &["%d/%m/%Y"]);
        /// How times are written, in the same way.
        time as "time_format": Vec<String> = FormatList(DateOrTime::Time, &["%H:%M"]);
        /// How dates of birth are written. Without this key, they are read by `date_format`, by `date_format` followed by
        /// `time_format`, or by ISO 8601 (2026-11-23T14:30).
        birth_date as "birth_date_format": Option<Vec<String>> = OwnDateFormats("%Y-%m-%d");
        /// How dates of booking are written. Without this key, they are read like dates of birth.
        booked_on as "booked_on_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y %H:%M");
        /// How times of recording are written. Without this key, they are read like dates of birth.
        recorded_at as "recorded_at_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y %H:%M:%S");
        /// How dates of changed details are written. Without this key, they are read like dates of birth.
        details_changed_on as "details_changed_on_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y");
    }
}

impl Source {
    /// The name that pages show.
    pub(crate) fn title(&self) -> &str {
        if self.title.is_empty() { &self.name } else { &self.title }
    }

    /// Whether a record can have this field, from a column or a constant.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }
}
