//! Declares every table and every key of the configuration, with its meaning and its permitted values.
//!
//! The reader of the file, its error messages, the defaults and the manifest come from these declarations. So do, in tests, the page
//! `docs/configuration.md`, the JSON Schema `docs/failed-contact.schema.json` and the template `templates/failed-contact.toml`. A new
//! setting is therefore a line here with its meaning above it. The settings of rules are in `rules`, and those of a source in
//! `source`. [`tables!`] explains the form.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value as Json};

pub(crate) use self::rules::Rules;
pub use self::source::Formats;
pub(crate) use self::source::Source;
use super::dates::{Days, OneDay};
use super::declare::{Declared as _, NotInManifest, Setting as _, many_tables, table, tables, typed};
use super::document::Table;
use super::files::{Files, Globs};
use super::formats::{DateOrTime, FormatList};
use super::in_force;
use super::kinds::{DAYS, Factors, FailedOutcomes, Flag, Folder, JoinKeys, MANY, OptionalFolder, Share, Text, whole};
use super::log::Log;
use super::maps::{Services, Texts, WordMap};
pub use super::types::ExtractFile;
pub(crate) use super::types::{Columns, Encoding, OutcomeSet, Sort};
use super::words::ETHNIC_GROUPS;
use crate::day::Day;
use crate::ethnicity::EthnicGroup;
use crate::problem::Problem;
use crate::vocabulary::{Factor, JoinKey, Outcome};

mod rules;
mod source;

tables! {
    /// Everything that a run takes from its configuration file.
    Settings, then super::source::compare {
        /// Who reports: shown on every page.
        organisation: String = Text {
            is_needed: true,
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
        /// How soon somebody should decide about a case: in working days from the first report that lists the child.
        targets: Targets = table();
        /// When an extract should not be trusted.
        limits: Limits = table();
        /// How counts are protected in the commissioner pack, which says nothing about any one child.
        disclosure: Disclosure = table();
        /// Where contacts come from: one for each system.
        contacts: Vec<Source> = many_tables(Some("add a source of contacts: [[contacts]] with its name, files and columns"));
        /// A register (optional): who the children are, one row each. It takes the keys of `[[contacts]]`; those about
        /// outcomes, kinds and sectors have no effect there.
        children: Vec<Source> = many_tables(None);
        /// One name for a service that sources call by different names (optional). Services whose names differ only in case and
        /// blanks are one service without it.
        services: BTreeMap<String, String> = Services;
        /// Ethnic groups of texts that the program reads otherwise or not at all (optional). It reads the national codes and
        /// names of groups, such as "Black British"; texts that it cannot read are listed with their counts.
        ethnicity: BTreeMap<String, EthnicGroup> = WordMap {
            vocabulary: &ETHNIC_GROUPS,
            blank: "remove it: a blank cell is not known",
            texts: Texts::Values,
            example: &[("Mixed Asian", EthnicGroup::Asian)],
        };
        /// Where reviewers' decisions are: files that a list or a sheet has saved, or filled-in copies of the template that
        /// every run writes. Without this table, they are looked for in the folder `reviews`. Keep them outside the output
        /// folder.
        reviews: Reviews = NotInManifest(table());
        /// Where decisions about which records belong to one child are: filled-in copies of `links-template.csv`, which every
        /// run writes. Keep them outside the output folder.
        links: Links = NotInManifest(table());
        /// Which records are joined without a person's decision.
        identity: IdentityJoin = table();
        /// Changes that charts over time in the commissioner pack must show (optional): a new service, a changed code. A pack that
        /// has been published stays as it is.
        changes: Vec<Change> = NotInManifest(many_tables(None));
    } + {
        /// The configuration file as the user named it, for messages.
        pub config_file: String;
        /// The folder of the configuration file: relative paths start here.
        pub(crate) base: PathBuf;
        /// The sources that this run leaves out (`--without`).
        pub(crate) without: Vec<LeftOut>;
        /// The settings in force as if no source were left out; null if none is.
        pub(crate) with_all: serde_json::Value;
    }

    /// `[output]`
    Output {
        /// The folder in which every run makes a folder named after its as-of date. No extract may be read from it.
        folder: PathBuf = NotInManifest(Folder("reports"));
        /// Another folder for the commissioner pack, so that its readers need no access to the safeguarding pack; blank
        /// keeps both in the folder of the run.
        commissioner: Option<PathBuf> = NotInManifest(OptionalFolder);
        /// How many cases, in order, get a sheet of their own; every case is in the lists and CSV files.
        max_sheets: usize = whole(5000, 0..=MANY);
    }

    /// `[review]`
    #[derive(Copy)]
    Review {
        /// How many days are reviewed. The as-of date is the last of them.
        period_days: i32 = whole(365, 1..=36_500);
        /// Children below this age in years on the as-of date are reviewed. A child whose age is not known is kept, and marked.
        under_age: i32 = whole(18, 1..=120);
        /// Whether a child is seen only by a contact in person: only that ends "whereabouts unknown" and the like, is "last seen",
        /// or makes up for an appointment that was missed on that day. False lets telephone and video count as well.
        seen_in_person: bool = Flag(true);
    }

    /// `[failed_contact]`
    #[derive(Copy)]
    FailedContact {
        /// The outcomes that count as failed. The three cancellations may be added; `seen`, `family_seen`, `pending` and
        /// `not_a_contact` never count.
        outcomes: OutcomeSet = FailedOutcomes;
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
        /// Working days to a decision about an immediate case; 0 means no target.
        immediate: u32 = whole(1, 0..=365);
        /// Working days to a decision about an urgent case; 0 means no target.
        urgent: u32 = whole(5, 0..=365);
        /// Working days to a decision about a routine case; 0 means no target.
        routine: u32 = whole(10, 0..=365);
        /// Days other than Saturdays and Sundays that are not working days. GOV.UK lists the bank holidays of each year.
        bank_holidays: Vec<Day> = Days;
    }

    /// One `[[changes]]`
    Change {
        /// The day of the change.
        date: Option<Day> = OneDay;
        /// The service whose charts show the change. Without this key, all charts over time show it.
        service: String = Text { is_needed: false, help: "write the service as reports name it, or remove the key", example: "Audiology" };
        /// What changed, in a few words that are printed below the charts.
        reason: String = Text { is_needed: true, help: "write what changed in a few words: reason = \"...\"", example: "New booking system" };
        /// Whether the average and the limits of the chart start again, with the first period that begins on this day or later.
        /// Use this only if the service is not the same as before: a new average hides what was worse or better before.
        rebase: bool = Flag(false);
    }

    /// `[limits]`
    #[derive(Copy)]
    Limits {
        /// The largest share of its records that a source may lose to errors. A larger share stops the run.
        max_rejected: f64 = Share(0.05);
        /// By how much a share may rise since the previous run before a person must look. With 0.05, it may rise from 10% to 15%.
        max_change: f64 = Share(0.05);
        /// A source whose newest contact up to the as-of date is more than this many days old is marked stale on every page.
        stale_days: i32 = whole(14, 0..=DAYS);
    }

    /// `[disclosure]`
    #[derive(Copy)]
    Disclosure, then rounding_hides_no_count {
        /// Counts from 1 up to, but not including, this number are hidden. It must be more than `round_to`.
        minimum_count: u32 = whole(8, 5..=1_000_000); // fewer than five is below what the NHS publishes anywhere
        /// Counts that are shown are rounded to a multiple of this.
        round_to: u32 = whole(5, 1..=1_000_000);
    }

    /// `[reviews]`
    Reviews {
        /// CSV files of reviewers' decisions; these patterns may match nothing.
        globs as "files": Globs = Files { may_be_empty: true, example: "reviews/*.csv" };
        /// How dates are written in them.
        date_format: Vec<String> = FormatList(DateOrTime::Date, &["%Y-%m-%d", "%d/%m/%Y"]);
    } + {
        /// The files that the globs match; there may be none.
        pub files: Vec<ExtractFile>;
        /// Other files in the folders of the globs.
        pub beside: Vec<ExtractFile>;
    }

    /// `[links]`
    Links {
        /// CSV files of decisions about which records belong to one child; these patterns may match nothing.
        globs as "files": Globs = Files { may_be_empty: true, example: "links/*.csv" };
        /// How dates are written in them.
        date_format: Vec<String> = FormatList(DateOrTime::Date, &["%Y-%m-%d", "%d/%m/%Y"]);
    } + {
        /// The files that the globs match; there may be none.
        pub files: Vec<ExtractFile>;
        /// Other files in the folders of the globs.
        pub(crate) beside: Vec<ExtractFile>;
    }

    /// `[identity]`
    IdentityJoin {
        /// Match keys that join records without a person's decision. The only one is `all_four` (family name, given name, date of
        /// birth and postcode are equal), and by default the list is empty: a twin with the same given name, or a wrong register,
        /// would make two children one without anybody having looked.
        join: Vec<JoinKey> = JoinKeys;
    }
}

/// Reports a minimum count that is not more than the rounding step: rounded counts could then reveal a hidden one.
fn rounding_hides_no_count(disclosure: &mut Disclosure, table: &Table<'_>, log: &mut Log<'_>) {
    let Disclosure { minimum_count: minimum, round_to: round } = *disclosure;
    let places = ["minimum_count", "round_to"].map(|key| table.place(key));
    if minimum <= round && !places.iter().any(|at| log.has_reported(*at)) {
        let at = if table.peek("minimum_count").is_some() { places[0] } else { places[1] };
        let what = format!("`disclosure.minimum_count` ({minimum}) must be more than `disclosure.round_to` ({round})");
        log.report(at, what, "raise the one or lower the other: else a rounded count could tell of a small one");
    }
}

/// A source that a run leaves out.
#[derive(Clone, Debug)]
pub(crate) struct LeftOut {
    /// Its name.
    pub(crate) name: String,
    /// What pages call it.
    pub(crate) title: String,
    /// Whether it is a register and not a source of contacts.
    pub(crate) of_children: bool,
}

impl Settings {
    /// Leaves sources out of the run, and removes their problems from the list: a source that cannot be read this week must not keep
    /// the others from being reported.
    ///
    /// # Errors
    /// If no source has one of the names, or no source of contacts is left.
    pub(crate) fn leave_out(&mut self, names: &[String], problems: &mut Vec<Problem>) -> Result<(), Problem> {
        if !names.is_empty() {
            self.with_all = in_force(self);
        }
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                continue;
            }
            let sources = || self.contacts.iter().chain(&self.children);
            let Some(source) = sources().find(|source| source.name == *name) else {
                let named: Vec<&str> = sources().map(|source| source.name.as_str()).collect();
                let what = format!("there is no source `{name}` in the configuration");
                return Err(Problem::new("--without", what).help(format!("the sources are {}", named.join(", "))));
            };
            let is_elsewhere = |line| !source.lines.contains(&line);
            problems.retain(|problem| problem.file != self.config_file || problem.line.is_none_or(is_elsewhere));
            let title = self.title_of(name).to_owned();
            let of_children = self.children.iter().any(|source| source.name == *name);
            self.without.push(LeftOut { name: name.clone(), title, of_children });
            self.contacts.retain(|source| source.name != *name);
            self.children.retain(|source| source.name != *name);
        }
        if self.contacts.is_empty() && !names.is_empty() {
            let what = "there is no source of contacts left";
            return Err(Problem::new("--without", what).help("a report needs at least one source of contacts"));
        }
        Ok(())
    }

    /// The title of the source with this name, or the name itself if there is no such source any more.
    pub(crate) fn title_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.source(name).map_or(name, Source::title)
    }

    /// The place of the source of contacts with this name.
    pub(crate) fn contacts_place(&self, name: &str) -> Option<usize> {
        self.contacts.iter().position(|source| source.name == name)
    }

    /// The source with this name.
    pub(crate) fn source(&self, name: &str) -> Option<&Source> {
        self.contacts.iter().chain(&self.children).find(|source| source.name == name)
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
