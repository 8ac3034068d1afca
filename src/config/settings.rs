//! The configuration, declared: every table and every key of the file once, with what it means and what it may be.
//!
//! From these declarations come the reader of the file with its mistakes, the defaults, what the manifest says, and, in
//! tests, the page `docs/configuration.md`, the JSON Schema `docs/failed-contact.schema.json` and the template
//! `templates/failed-contact.toml`. So a new setting is a line here, with its meaning above it.
//! [`tables!`] explains the form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::columns::{Constants, FactorHeaders, Headers};
use super::dates::{Days, OneDay};
use super::declare::{Declared as _, Setting as _, Untold, group, many_tables, of, table, tables};
use super::document::Table;
use super::files::{Files, Globs};
use super::formats::{DateFormats, OwnDateFormats, TimeFormats};
use super::kinds::{
    DAYS, Delimiter, Encodings, Factors, FailedOutcomes, Flag, Folder, JoinKeys, MANY, NoIds, OptionalFolder, Share,
    Text, whole,
};
use super::log::Log;
use super::maps::{Services, WordMap};
use super::sets::{FactorCodes, LeaveOuts, SetName};
pub(crate) use super::sets::{FactorColumn, LeaveOut, Named};
use super::source::{OneService, Places, Scope, SourceName, Title};
pub use super::types::{Columns, Encoding, ExtractFile, OutcomeSet, Sort};
use super::words::{CLOSURES, ETHNIC_GROUPS, KINDS, OUTCOMES, PARTIES, SECTORS};
use crate::codes::{self, OutcomeMeaning};
use crate::day::Day;
use crate::ethnicity::EthnicGroup;
use crate::field::Field;
use crate::problem::Problem;
use crate::vocabulary::{Closure, Factor, JoinKey, Kind, Outcome, Party, Sector};

tables! {
    /// Everything that a run takes from its configuration file.
    Settings, then super::source::compare {
        /// Who reports: shown on every page.
        organisation: String = Text {
            help: "write organisation = \"...\" at the top of the file, above the first [table]",
            example: "Example Safeguarding Team",
        };
        /// What a run writes, and where.
        output: Output = table();
        /// Whom and which days the review covers.
        review: Review = table();
        /// Which outcomes count as failed (§3.1).
        failed as "failed_contact": FailedContact = table();
        /// When a child is listed: one table for each rule.
        rules: Rules = table();
        /// Which cases come first. A child whose whereabouts are unknown is always `immediate`.
        priority: Priority = table();
        /// By when somebody should have decided about a case: in working days from the first report that lists the child.
        targets: Targets = table();
        /// When an extract is not to be trusted.
        limits: Limits = table();
        /// How counts are protected in the commissioner pack, which tells nothing about any one child.
        disclosure: Disclosure = table();
        /// Where contacts come from: one for each system.
        contacts: Vec<Source> = many_tables(Some("add a source of contacts: [[contacts]] with its name, files and columns"));
        /// Who the children are, one row each: a register (optional). It takes the keys of `[[contacts]]`; those about
        /// outcomes, kinds and sectors are of no use there.
        children: Vec<Source> = many_tables(None);
        /// One name for what sources call differently, for every source (optional). Services that are written alike but
        /// for case and blanks are one without it.
        services: BTreeMap<String, String> = Services;
        /// What texts mean as an ethnic group (optional): for those that the program reads otherwise or not at all. It reads the
        /// national codes and what a text names, such as "Black British"; texts that it cannot read are listed with their
        /// counts.
        ethnicity: BTreeMap<String, EthnicGroup> = WordMap {
            of: &ETHNIC_GROUPS,
            blank: "remove it: a blank cell is not known",
            example: &[("Mixed Asian", EthnicGroup::Asian)],
        };
        /// Where reviewers' decisions are: files that a list or a sheet has saved, or filled-in copies of the template that
        /// every run writes. Without the table they are looked for in the folder `reviews`. Keep them outside the output
        /// folder.
        reviews: Reviews = Untold(table());
        /// Where decisions are about which records are of one child: filled-in copies of `links-template.csv`, which every
        /// run writes. Keep them outside the output folder.
        links: Links = Untold(table());
        /// Who is one child without a person's decision.
        identity: IdentityJoin = table();
        /// What charts over time in the commissioner pack must show (optional): a new service, a changed code. A pack that is
        /// published already stays as it is.
        changes: Vec<Change> = Untold(many_tables(None));
    } + {
        /// The configuration file as the user named it, for messages.
        pub config_file: String;
        /// The folder of the configuration file: relative paths start here.
        pub(crate) base: PathBuf;
        /// The names of sources that this run does without (`--without`).
        pub(crate) without: Vec<String>;
    }

    /// `[output]`
    Output {
        /// The folder in which every run makes a folder named after its as-of date. No extract may be read from it.
        folder: PathBuf = Untold(Folder("reports"));
        /// Another folder for the commissioner pack, so that its readers need no access to the safeguarding pack; blank
        /// keeps both in the folder of the run.
        commissioner: Option<PathBuf> = Untold(OptionalFolder);
        /// How many cases, in order, get a sheet of their own; every case is in the lists and CSV files.
        max_sheets: usize = whole(5000, 0..=MANY);
    }

    /// `[review]`
    #[derive(Copy)]
    Review {
        /// How many days are looked at, the as-of date being the last of them.
        period_days: i32 = whole(365, 1..=36_500);
        /// Children below this age in years on the as-of date; one whose age is not known is kept, and marked.
        under_age: i32 = whole(18, 1..=120);
        /// Only a contact in person has seen a child: it alone ends "whereabouts unknown" and the like, is "last seen", or
        /// makes up for an appointment that was missed on that day. False lets telephone and video count as well.
        seen_in_person: bool = Flag(true);
    }

    /// `[failed_contact]`
    #[derive(Copy)]
    FailedContact {
        /// The outcomes that count as failed. The three cancellations may be added; `seen`, `family_seen`, `pending` and
        /// `not_a_contact` never count.
        outcomes: OutcomeSet = FailedOutcomes;
    }

    /// `[rules]`: thresholds are counts of failed contacts unless it says otherwise.
    Rules {
        /// So many failed contacts in the review period, with any services (§6).
        repeated: Repeated = table();
        /// Failed contacts with several services within a short time (§5).
        cross_service: CrossService = table();
        /// Nobody knows where the child is, and no service has seen them since (§3.1, §7).
        whereabouts_unknown: Switch = table();
        /// The family withdrew from a service that has not seen the child since (§3.1, §6).
        disengaged: Switch = table();
        /// Failed contacts of the children of one household together (§5).
        household: Household = table();
        /// Failed contacts beside visits to emergency or out-of-hours care (§7).
        unscheduled_care: UnscheduledCare = table();
        /// Fewer failed contacts than `repeated` asks for, of a child for whom they are enough (§5).
        early_concern: EarlyConcern = table();
        /// A service closed the referral after failed contacts, and has not seen the child since (§6). Few extracts say it, so
        /// the rule is off unless you ask for it.
        closed_after_failed: ClosedAfterFailed = table();
        /// A child with certain factors whom no service has seen in person for some weeks (§3.1, §5). How often such a child
        /// must be seen is for local policy, so the rule is off unless you ask for it.
        not_seen: NotSeen = table();
        /// Cancelled by the family again and again, and not seen since (local policies). These are no failed contacts,
        /// so the rule is off unless you ask for it.
        repeated_cancellation: RepeatedCancellation = table();
    }

    /// A rule without settings of its own.
    #[derive(Copy)]
    Switch {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
    }

    /// `[rules.repeated]`
    #[derive(Copy)]
    Repeated {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed.
        threshold: u32 = whole(3, 1..=MANY);
    }

    /// `[rules.cross_service]`
    #[derive(Copy)]
    CrossService {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Different services needed.
        services: u32 = whole(2, 1..=MANY);
        /// Within how many days, the first and the last counted.
        span_days: i32 = whole(90, 1..=DAYS);
    }

    /// `[rules.household]`
    #[derive(Copy)]
    Household {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed of the children of the household together.
        threshold: u32 = whole(3, 1..=MANY);
        /// Children of the household needed who have one.
        children: u32 = whole(2, 1..=MANY);
    }

    /// `[rules.unscheduled_care]`
    #[derive(Copy)]
    UnscheduledCare {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Dates needed on which the child was seen in unscheduled care.
        attendances: u32 = whole(1, 1..=MANY);
        /// Failed contacts needed beside them.
        failed: u32 = whole(2, 1..=MANY);
    }

    /// `[rules.early_concern]`
    EarlyConcern, then needs_a_factor {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed.
        threshold: u32 = whole(2, 1..=MANY);
        /// The factors of which the child must have one; at least one while the rule is in force.
        factors: Vec<Factor> = Factors(&[
            Factor::Infant,
            Factor::Premature,
            Factor::LowBirthWeight,
            Factor::ChildProtectionPlan,
            Factor::Section47,
            Factor::ChildInNeed,
            Factor::LookedAfter,
        ]);
    }

    /// `[rules.closed_after_failed]`
    #[derive(Copy)]
    ClosedAfterFailed {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
    }

    /// `[rules.not_seen]`
    NotSeen, then not_seen_needs_a_factor {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
        /// Within how many days up to the as-of date somebody should have seen the child.
        days: i32 = whole(42, 1..=36_500);
        /// The factors of which the child must have one; at least one while the rule is in force.
        factors: Vec<Factor> =
            Factors(&[Factor::Infant, Factor::ChildProtectionPlan, Factor::Section47, Factor::LookedAfter]);
    }

    /// `[rules.repeated_cancellation]`
    #[derive(Copy)]
    RepeatedCancellation {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
        /// Dates needed on which the family cancelled, in one service.
        threshold: u32 = whole(3, 1..=MANY);
    }

    /// `[priority]`
    Priority {
        /// A case with one of these factors is `urgent`; one without any is `routine`.
        urgent_factors: Vec<Factor> = Factors(&[
            Factor::Infant,
            Factor::ChildProtectionPlan,
            Factor::Section47,
            Factor::ChildInNeed,
            Factor::LookedAfter,
            Factor::HouseholdSafeguardingConcern,
            Factor::DomesticAbuse,
        ]);
    }

    /// `[targets]`
    Targets {
        /// Working days to a decision about an immediate case; 0 sets no target.
        immediate: u32 = whole(1, 0..=365);
        /// The same for an urgent case.
        urgent: u32 = whole(5, 0..=365);
        /// The same for a routine case.
        routine: u32 = whole(10, 0..=365);
        /// Days that are no working days, besides Saturdays and Sundays; GOV.UK lists the bank holidays of each year.
        bank_holidays: Vec<Day> = Days;
    }

    /// One `[[changes]]`
    Change {
        /// The day from which it holds.
        date: Option<Day> = OneDay;
        /// The service whose charts show it; without it, all charts over time do.
        service: String = OneService;
        /// What changed, in a few words: they are printed below the charts.
        reason: String = Text { help: "write what changed in a few words: reason = \"...\"", example: "New booking system" };
        /// Whether the average and the limits of the chart start again with the period of this day. Say so only where the
        /// service is no longer the one that it was: a new average hides what was worse or better before.
        rebase: bool = Flag(false);
    }

    /// `[limits]`
    #[derive(Copy)]
    Limits {
        /// The largest share of its records that a source may lose to errors; a larger one stops the run.
        max_rejected: f64 = Share(0.05);
        /// How far a share may rise since the previous run before a person must look: 0.05 is 5 in 100.
        max_change: f64 = Share(0.05);
        /// A source whose newest contact up to the as-of date is more than so many days old is marked stale on every
        /// page.
        stale_days: i32 = whole(14, 0..=DAYS);
    }

    /// `[disclosure]`
    #[derive(Copy)]
    Disclosure, then rounding_hides_no_count {
        /// Counts from 1 to one less than this are hidden; it must be more than `round_to`.
        minimum_count: u32 = whole(8, 5..=1_000_000); // fewer than five is below what the NHS publishes anywhere
        /// Counts that are shown are rounded to a multiple of this.
        round_to: u32 = whole(5, 1..=1_000_000);
    }

    /// One `[[contacts]]` or `[[children]]`.
    Source, then super::source::settle {
        /// A name of your own for it, unlike that of any other source: letters, digits, - and _. `reviews` is taken.
        name: String = SourceName;
        /// What pages call it, in words that people know; without it, its name.
        title: String = Untold(Title);
        /// Its CSV files, relative to the configuration: `*` is any characters, `?` one, `[a-c]` one of these, `**/` any
        /// folders. Upper and lower case (A to Z) are the same here. A pattern that matches nothing is an error, and so
        /// is a file that two sources claim.
        globs as "files": Globs = Files { may_be_empty: false, example: "extracts/community*.csv" };
        /// How the bytes of its files become text: `auto` goes by a byte-order mark, else takes UTF-8 where the whole file
        /// is that, else Windows-1252.
        encoding: Encoding = Encodings;
        /// The character between cells, such as a comma, a semicolon or a tab (`\t`); no quote, letter or digit.
        delimiter: u8 = Delimiter;
        /// How many lines come before the line with the headers.
        skip_rows: u32 = whole(0, 0..=MANY);
        /// How its dates and times are written.
        formats: Formats = group();
        /// A set of outcome codes that is built in, to which `outcomes` adds: `failed-contact codes` shows them.
        outcome_codes: Option<Named<OutcomeMeaning>> =
            SetName { of: codes::OUTCOMES, what: "outcome codes", example: "systmone-appointment-status" };
        /// A set of codes of kinds that is built in, to which `kinds` adds.
        kind_codes: Option<Named<Kind>> =
            SetName { of: codes::KINDS, what: "kind codes", example: "nhs-consultation-medium" };
        /// A set of codes that says whom a contact was with, to which `subjects` adds.
        subject_codes: Option<Named<Party>> =
            SetName { of: codes::PARTIES, what: "subject codes", example: "nhs-care-contact-subject" };
        /// The system that gives the local ids: in sources of one scope the same id is the same child. Without it, the
        /// name of the source.
        id_scope: String = Scope;
        /// Texts in the column of the local id that are no id, in any case; a list of your own takes the place of this
        /// one.
        ignore_local_ids: Vec<String> = NoIds(&["unknown", "n/a", "none", "null", "test", "temp", "0", "-"]);
        /// The header under which each field is; case and blanks around a header do not matter. One of `nhs_number` and
        /// `local_id` must be here or among the constants, and of contacts `service`, `date` and `outcome` too.
        columns: BTreeMap<Field, Columns> = Headers;
        /// Fields that are the same in every record: for what has no column, or where its cell is blank. One that has a
        /// vocabulary is written like a cell: as one of its words, or as a text that the source maps.
        constants: BTreeMap<Field, String> = Constants {
            example: &[(Field::Provider, "Example Community Health NHS Trust"), (Field::Sector, "health")],
        };
        /// What each text in the extract means as an outcome; it adds to `outcome_codes`, and wins. A blank outcome is
        /// `pending`. A record with an unmapped text is rejected, and the text is listed.
        outcomes: BTreeMap<String, Outcome> = WordMap {
            of: &OUTCOMES,
            blank: "remove it: a blank outcome is always `pending`",
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
            of: &KINDS,
            blank: "remove it: a blank cell is never looked up here",
            example: &[("Clinic", Kind::Clinic), ("Home Visit", Kind::HomeVisit), ("Telephone", Kind::Remote)],
        };
        /// What each text in the extract means as a sector. Blank is `health`.
        sectors: BTreeMap<String, Sector> = WordMap {
            of: &SECTORS,
            blank: "remove it: a blank cell is never looked up here",
            example: &[("LA", Sector::SocialCare)],
        };
        /// Rows that are no contacts (or in a register no children), such as those of rooms and practitioners: for a header
        /// the texts that say so. They are
        /// left out before anything else is asked of them, and counted.
        leave_out: Vec<LeaveOut> = LeaveOuts;
        /// Whom each text says the contact was with. With `family` a contact that is `seen` means `family_seen`: the child
        /// was not there. Blank is the child.
        subjects: BTreeMap<String, Party> = WordMap {
            of: &PARTIES,
            blank: "remove it: a blank cell is never looked up here",
            example: &[("Parent only", Party::Family), ("Patient", Party::Child)],
        };
        /// What each text of `closure_reason` means. The codes of CSDS and of referral to treatment are built in.
        closures: BTreeMap<String, Closure> = WordMap {
            of: &CLOSURES,
            blank: "remove it: a blank cell is never looked up here",
            example: &[("DNA policy", Closure::DidNotAttend), ("Treatment complete", Closure::Other)],
        };
        /// The header under which each factor is: Y, Yes, True and 1 mean yes; N, No, False, 0 and nothing mean no; X, U,
        /// Unknown and Not known mean that nobody knows. A column of codes belongs to `factor_codes`.
        factors: Vec<(Factor, Columns)> = FactorHeaders;
        /// Columns whose codes say which factor a child has: for a header a built-in set (`failed-contact codes`), or a table
        /// from its texts to a factor, `yes`, `no` or `not_known`. `yes` is for a header that `factors` maps as well. A text
        /// that is not here is read as in `factors`.
        factor_codes: Vec<FactorColumn> = FactorCodes;
    } + {
        /// What its records are.
        pub(crate) sort: Sort;
        /// The kinds that outcomes of the built-in set speak of, by text, folded.
        pub(crate) kinds_of_outcomes: BTreeMap<String, Kind>;
        /// The codes of the built-in set of outcomes that say that the child has died, folded.
        pub(crate) deaths: BTreeSet<String>;
        /// The line of the configuration on which it starts.
        pub(crate) line: u32;
        /// The files that its globs match, by code point of their shown path.
        pub files: Vec<ExtractFile>;
        /// What `[ethnicity]` says: the same for every source.
        pub(crate) ethnic_groups: Arc<BTreeMap<String, EthnicGroup>>;
        /// Where its name and its scope stand.
        pub(crate) places: Places;
    }

    /// How the dates and times of a source are written: chrono's formats, each list tried in order.
    Formats {
        /// How dates are written, one way or a list of them, tried in order; it may have a time in it. `excel` reads a
        /// spreadsheet's day numbers (45123). `%s` is seconds since
        /// 1970, `%s%3f` milliseconds. A date that ends in `Z` or an offset such as `+01:00` is the date and time that it was
        /// then in the United Kingdom.
        date as "date_format": Vec<String> = DateFormats(&["%d/%m/%Y"]);
        /// How times are written, in the same way.
        time as "time_format": Vec<String> = TimeFormats(&["%H:%M"]);
        /// How dates of birth are written; without it by `date_format`, by that with `time_format` behind it, or by ISO
        /// 8601 (2026-11-23T14:30).
        birth_date as "birth_date_format": Option<Vec<String>> = OwnDateFormats("%Y-%m-%d");
        /// How dates of booking are written; without it like dates of birth.
        booked_on as "booked_on_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y %H:%M");
        /// How the moments of recording are written; without it like dates of birth.
        recorded_at as "recorded_at_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y %H:%M:%S");
        /// How dates of changed details are written; without it like dates of birth.
        details_changed_on as "details_changed_on_format": Option<Vec<String>> = OwnDateFormats("%d/%m/%Y");
    }

    /// `[reviews]`
    Reviews {
        /// CSV files of reviewers' decisions; these patterns may match nothing.
        globs as "files": Globs = Files { may_be_empty: true, example: "reviews/*.csv" };
        /// How dates are written in them.
        date_format: Vec<String> = DateFormats(&["%Y-%m-%d", "%d/%m/%Y"]);
    } + {
        /// The files that the globs match; there may be none.
        pub files: Vec<ExtractFile>;
        /// Other files in the folders of the globs.
        pub beside: Vec<ExtractFile>;
    }

    /// `[links]`
    Links {
        /// CSV files of decisions about which records are of one child; these patterns may match nothing.
        globs as "files": Globs = Files { may_be_empty: true, example: "links/*.csv" };
        /// How dates are written in them.
        date_format: Vec<String> = DateFormats(&["%Y-%m-%d", "%d/%m/%Y"]);
    } + {
        /// The files that the globs match; there may be none.
        pub files: Vec<ExtractFile>;
        /// Other files in the folders of the globs.
        pub beside: Vec<ExtractFile>;
    }

    /// `[identity]`
    IdentityJoin {
        /// Match keys that join records without a person's decision. Only `all_four` (family name, given name, date of birth
        /// and postcode are equal) may be named, and by default nothing is: a twin with the same given name, or a wrong
        /// register, would make two children one without anybody having looked.
        join: Vec<JoinKey> = JoinKeys;
    }
}

/// A rule that waits for a factor that no child can have says that somebody meant something else.
fn needs_a_factor(rule: &mut EarlyConcern, table: &Table<'_>, log: &mut Log<'_>) {
    one_factor(rule.enabled, table, log);
}

/// The same of the rule `not_seen`.
fn not_seen_needs_a_factor(rule: &mut NotSeen, table: &Table<'_>, log: &mut Log<'_>) {
    one_factor(rule.enabled, table, log);
}

fn one_factor(enabled: bool, table: &Table<'_>, log: &mut Log<'_>) {
    if let Some(factors) = table.peek("factors")
        && enabled
        && factors.is_empty_list()
    {
        let help = "name at least one factor, or turn the rule off with `enabled = false`";
        log.tell(factors.at, format!("`{}` is empty", factors.path), help);
    }
}

/// A hidden count that is no larger than a step of the rounding could be told from what is rounded.
fn rounding_hides_no_count(disclosure: &mut Disclosure, table: &Table<'_>, log: &mut Log<'_>) {
    let Disclosure { minimum_count: minimum, round_to: round } = *disclosure;
    let places = ["minimum_count", "round_to"].map(|key| table.place(key));
    if minimum <= round && !places.iter().any(|at| log.has_told(*at)) {
        let at = if table.peek("minimum_count").is_some() { places[0] } else { places[1] };
        let what = format!("`disclosure.minimum_count` ({minimum}) must be more than `disclosure.round_to` ({round})");
        log.tell(at, what, "raise the one or lower the other: else a rounded count could tell of a small one");
    }
}

impl Settings {
    /// Leaves sources out of the run, and takes what is wrong with them out of the problems: a source that cannot be read
    /// this week must not keep the others from being reported.
    ///
    /// # Errors
    /// A name that is no source's, or that leaves no contacts.
    pub(crate) fn leave_out(&mut self, names: &[String], problems: &mut Vec<Problem>) -> Result<(), Problem> {
        for name in names {
            let sources = || self.contacts.iter().chain(&self.children);
            let Some(line) = sources().find(|own| own.name == *name).map(|own| own.line) else {
                let named: Vec<&str> = sources().map(|own| own.name.as_str()).collect();
                let what = format!("there is no source `{name}` in the configuration");
                return Err(Problem::new("--without", what).help(format!("the sources are {}", named.join(", "))));
            };
            let next = sources().map(|own| own.line).filter(|own| *own > line).min().unwrap_or(u32::MAX);
            problems.retain(|own| own.file != self.config_file || own.line.is_none_or(|at| at < line || at >= next));
            self.contacts.retain(|own| own.name != *name);
            self.children.retain(|own| own.name != *name);
            self.without.push(name.clone());
        }
        if self.contacts.is_empty() && !names.is_empty() {
            let what = "there is no source of contacts left";
            return Err(Problem::new("--without", what).help("a report needs at least one source of contacts"));
        }
        Ok(())
    }

    /// What pages call the source of this name; the name itself where there is none any more.
    pub(crate) fn title_of<'a>(&'a self, name: &'a str) -> &'a str {
        let mut sources = self.contacts.iter().chain(&self.children);
        sources.find(|source| source.name == name).map_or(name, Source::title)
    }
}

impl FailedContact {
    /// Whether an outcome counts as failed.
    pub(crate) const fn contains(self, outcome: Outcome) -> bool {
        self.outcomes.contains(outcome)
    }

    /// The outcomes that count, in the vocabulary's order.
    pub(crate) fn words(self) -> Vec<Outcome> {
        self.outcomes.words()
    }
}

impl Source {
    /// What pages call it.
    pub(crate) fn title(&self) -> &str {
        if self.title.is_empty() { &self.name } else { &self.title }
    }

    /// Whether a record can have this field: it has a column, or a constant.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }
}
