//! Every key of the configuration in one table: what it is, what it may be, what it means. The page
//! `docs/configuration.md` and the JSON Schema `docs/failed-contact.schema.json` are written from it.
//!
//! Defaults are those of a configuration that says nothing but what it must; bounds and words are those that the
//! configuration is checked with. So none of them can differ from what the program does.

mod fields;
mod markdown;
mod schema;
mod words;

use std::path::Path;

use serde_json::{Value, json};

use super::bounds::{self, Whole};
use super::log::Log;
use super::settings::Settings;

pub use markdown::markdown;
pub use schema::json_schema;

/// Stands for the keys of a table in which the user chooses them.
pub const ANY: &str = "*";

/// A table of the file.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name with dots, empty for the top of the file.
    pub path: String,
    /// Whether there may be several, each headed `[[path]]`.
    pub many: bool,
    /// What is said in it.
    pub meaning: String,
}

/// A key of the file.
#[derive(Clone, Debug)]
pub struct Key {
    /// The path of its table.
    pub section: String,
    /// Its name, or [`ANY`].
    pub name: &'static str,
    /// What its value may be.
    pub form: Form,
    /// What holds where it is not there; null where nothing does.
    pub default: Value,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in a sentence.
    pub meaning: String,
}

/// What the value of a key may be.
#[derive(Clone, Debug)]
pub enum Form {
    /// A text that is not blank, of these characters where a pattern is given.
    Text(Option<&'static str>),
    /// A text that may be blank.
    TextOrBlank,
    /// A whole number.
    Whole {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
        /// The same in words: `at least 1`.
        must: String,
    },
    /// A number from 0 to 1.
    Share,
    /// True or false.
    Flag,
    /// One of these words.
    Word(&'static str, Vec<Word>),
    /// A list of these words, with so many at least.
    Words(&'static str, Vec<Word>, usize),
    /// A list of texts, with so many at least.
    Texts(usize),
    /// A format of dates or times, or a list of them.
    Formats,
    /// One ASCII character.
    Character,
    /// A header of an extract.
    Header,
    /// A header, or a list of two.
    Headers,
    /// A text that is read as a cell is, and may be one of these words.
    Cell(Vec<Word>),
}

/// A word of a vocabulary.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every table of the file, in the order of the documentation.
pub fn sections() -> Vec<Section> {
    let mut all: Vec<Section> = GENERAL.iter().map(|(path, meaning)| section(path, false, meaning)).collect();
    all.extend(fields::sections());
    all.push(section("services", false, "One name for what sources call differently, for every source (optional)."));
    all.push(section("reviews", false, "Where reviewers' decisions are (optional)."));
    all
}

fn section(path: &str, many: bool, meaning: &str) -> Section {
    Section { path: path.to_owned(), many, meaning: meaning.to_owned() }
}

/// The tables that are there once, and what is said in each. § numbers are paragraphs of the protocol.
const GENERAL: &[(&str, &str)] = &[
    ("", "At the top of the file, above the first table."),
    ("output", "What a run writes, and where."),
    ("review", "Whom and which days the review covers."),
    ("failed_contact", "Which outcomes count as failed (§3.1)."),
    ("rules", "When a child is listed: one table for each rule."),
    ("rules.repeated", "So many failed contacts in the review period, with any services (§6)."),
    ("rules.cross_service", "Failed contacts with several services within a short time (§5)."),
    ("rules.whereabouts_unknown", "Nobody knows where the child is, and no service has seen them since (§3.1, §7)."),
    ("rules.disengaged", "The family withdrew from a service that has not seen the child since (§3.1, §6)."),
    ("rules.household", "Failed contacts of the children of one household together (§5)."),
    ("rules.unscheduled_care", "Failed contacts beside visits to emergency or out-of-hours care (§7)."),
    (
        "rules.early_concern",
        "Fewer failed contacts than `repeated` asks for, of a child for whom they are enough (§5).",
    ),
    ("rules.repeated_cancellation", "Cancelled by the family again and again, and not seen since (local policies)."),
    ("priority", "Which cases come first. A child whose whereabouts are unknown is always `immediate`."),
    ("limits", "When an extract is not to be trusted."),
    ("disclosure", "How counts are protected in the commissioner pack, which tells nothing about any one child."),
];

/// Every key of the file, in the order of the documentation.
pub fn keys() -> Vec<Key> {
    let set = defaults();
    let rules = &set.rules;
    let folder = set.output.folder.display().to_string();
    let flag = |section: &str, enabled: bool| {
        key(section, "enabled", Form::Flag, enabled.into(), "Whether the rule is in force.")
    };
    let whole = |section: &str, name, whole: &Whole, meaning: &str| {
        let must = whole.refuses(whole.least - 1).unwrap_or_default();
        let form = Form::Whole { least: whole.least, most: whole.most, must };
        key(section, name, form, whole.default.into(), meaning)
    };
    let factors = || Form::Words("factors", words::factors(), 0);

    let mut all = vec![
        required("", "organisation", Form::Text(None), "Who reports: shown on every page."),
        key(
            "output",
            "folder",
            Form::Text(None),
            folder.into(),
            "The folder in which every run makes a folder named after its as-of date.",
        ),
        key(
            "output",
            "commissioner",
            Form::TextOrBlank,
            "".into(),
            "Another folder for the commissioner pack, so that its readers need no access to the safeguarding pack; blank keeps both in the folder of the run.",
        ),
        whole(
            "output",
            "max_sheets",
            &bounds::MAX_SHEETS,
            "How many cases, in order, get a sheet of their own; every case is in the lists and CSV files.",
        ),
        whole(
            "review",
            "period_days",
            &bounds::PERIOD_DAYS,
            "How many days are looked at, the as-of date being the last of them.",
        ),
        whole(
            "review",
            "under_age",
            &bounds::UNDER_AGE,
            "Children below this age in years on the as-of date; one whose age is not known is kept, and marked.",
        ),
        key(
            "failed_contact",
            "outcomes",
            Form::Words("outcomes", words::that_can_fail(), 1),
            json!(set.failed.words()),
            "The outcomes that count as failed; `seen` and `pending` never do.",
        ),
        flag("rules.repeated", rules.repeated.enabled),
        whole("rules.repeated", "threshold", &bounds::REPEATED_THRESHOLD, "Failed contacts needed."),
        flag("rules.cross_service", rules.cross_service.enabled),
        whole("rules.cross_service", "services", &bounds::CROSS_SERVICES, "Different services needed."),
        whole(
            "rules.cross_service",
            "span_days",
            &bounds::SPAN_DAYS,
            "Within how many days, the first and the last counted.",
        ),
        flag("rules.whereabouts_unknown", rules.whereabouts_unknown.enabled),
        flag("rules.disengaged", rules.disengaged.enabled),
        flag("rules.household", rules.household.enabled),
        whole(
            "rules.household",
            "threshold",
            &bounds::HOUSEHOLD_THRESHOLD,
            "Failed contacts needed of the children of the household together.",
        ),
        whole(
            "rules.household",
            "children",
            &bounds::HOUSEHOLD_CHILDREN,
            "Children of the household needed who have one.",
        ),
        flag("rules.unscheduled_care", rules.unscheduled_care.enabled),
        whole(
            "rules.unscheduled_care",
            "attendances",
            &bounds::ATTENDANCES,
            "Dates needed on which the child was seen in unscheduled care.",
        ),
        whole("rules.unscheduled_care", "failed", &bounds::UNSCHEDULED_FAILED, "Failed contacts needed beside them."),
        flag("rules.early_concern", rules.early_concern.enabled),
        whole("rules.early_concern", "threshold", &bounds::EARLY_THRESHOLD, "Failed contacts needed."),
        key(
            "rules.early_concern",
            "factors",
            factors(),
            json!(rules.early_concern.factors),
            "The factors of which the child must have one; at least one while the rule is in force.",
        ),
        flag("rules.repeated_cancellation", rules.repeated_cancellation.enabled),
        whole(
            "rules.repeated_cancellation",
            "threshold",
            &bounds::CANCELLATIONS,
            "Dates needed on which the family cancelled, in one service.",
        ),
        key(
            "priority",
            "urgent_factors",
            factors(),
            json!(set.urgent_factors),
            "A case with one of these factors is `urgent`.",
        ),
        key(
            "limits",
            "max_rejected",
            Form::Share,
            set.limits.max_rejected.into(),
            "The largest share of its records that a source may lose to errors; a larger one stops the run.",
        ),
        whole(
            "limits",
            "stale_days",
            &bounds::STALE_DAYS,
            "A source whose newest contact up to the as-of date is more than so many days old is marked stale on every page.",
        ),
        whole(
            "disclosure",
            "minimum_count",
            &bounds::MINIMUM_COUNT,
            "Counts from 1 to one less than this are hidden; it must be more than `round_to`.",
        ),
        whole("disclosure", "round_to", &bounds::ROUND_TO, "Counts that are shown are rounded to a multiple of this."),
    ];
    all.extend(fields::keys(&set));
    all.push(required("services", ANY, Form::Text(None), "The text in an extract, and the name to show."));
    all.push(required(
        "reviews",
        "files",
        Form::Texts(1),
        "CSV files of reviewers' decisions; these patterns may match nothing.",
    ));
    let review_dates = set.reviews.map(|reviews| reviews.date_format);
    all.push(key("reviews", "date_format", Form::Formats, json!(review_dates), "How dates are written in them."));
    all
}

fn key(section: &str, name: &'static str, form: Form, default: Value, meaning: &str) -> Key {
    Key { section: section.to_owned(), name, form, default, required: false, meaning: meaning.to_owned() }
}

fn required(section: &str, name: &'static str, form: Form, meaning: &str) -> Key {
    Key { required: name != ANY, ..key(section, name, form, Value::Null, meaning) }
}

/// What holds where a configuration says nothing but what it must.
fn defaults() -> Settings {
    const LEAST: &str = "organisation = \"x\"\n[[contacts]]\nname = \"x\"\nfiles = [\"x\"]\n[contacts.columns]\n\
                         nhs_number = \"x\"\nservice = \"x\"\ndate = \"x\"\noutcome = \"x\"\n[reviews]\nfiles = [\"y\"]\n";
    let draft = super::understand(LEAST, "", Path::new("."), &mut Log::new("", LEAST));
    draft.expect("it is TOML, and says what a configuration must").settings
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::vocabulary::Outcome;

    /// The paths of all keys and tables of the reference, but those that the user or a vocabulary chooses.
    fn paths() -> BTreeSet<String> {
        let own = |section: &str| !section.contains('.') || section.starts_with("rules.");
        let sections = sections().into_iter().map(|section| section.path).filter(|path| !path.is_empty());
        let keys = keys().into_iter().filter(|key| key.name != ANY && own(&key.section));
        let dotted = |key: Key| format!("{}.{}", key.section, key.name).trim_start_matches('.').to_owned();
        sections.chain(keys.map(dotted)).collect()
    }

    #[test]
    fn the_keys_of_the_reference_are_those_that_the_configuration_asks_for() {
        let tables = "[output]\n[priority]\n[services]\n[reviews]\nfiles = [\"r\"]\n[[children]]\nname = \"c\"\n";
        let text = crate::config::tests::with(tables);
        let mut log = Log::new("c.toml", &text);
        super::super::understand(&text, "c.toml", Path::new("."), &mut log).unwrap();
        assert_eq!(paths(), log.known_keys.into_iter().collect());
    }

    #[test]
    fn nothing_is_wrong_with_what_the_defaults_are_read_from() {
        let defaults = defaults();
        assert_eq!(defaults.limits.max_rejected.to_string(), bounds::MAX_REJECTED.to_string());
        assert_eq!(defaults.failed.words(), Outcome::DEFAULT_FAILED);
    }
}
