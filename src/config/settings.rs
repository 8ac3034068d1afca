//! What the configuration means, once it has been checked: every key of the file with its default filled in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::field::Field;
use crate::vocabulary::{Factor, Kind, Outcome, Sector};

/// Everything that a run is told by its configuration file.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configuration file as the user named it, for messages.
    pub config_file: String,
    /// The folder of the configuration file: relative paths start here.
    pub base: PathBuf,
    /// The organisation shown on every page.
    pub organisation: String,
    /// Where the packs go.
    pub output: Output,
    /// Whom and which days the review covers.
    pub review: Review,
    /// The outcomes that count as failed.
    pub failed: OutcomeSet,
    /// The settings of every rule.
    pub rules: Rules,
    /// The factors that make a case urgent, in the vocabulary's order.
    pub urgent_factors: Vec<Factor>,
    /// When an extract is not to be trusted.
    pub limits: Limits,
    /// How counts are protected in the commissioner pack.
    pub disclosure: Disclosure,
    /// The sources of contacts, in the order of the file.
    pub contacts: Vec<Source>,
    /// The sources of children, in the order of the file.
    pub children: Vec<Source>,
    /// `[services]`: folded text of an extract → the one name to show. Names stand for themselves too.
    pub services: BTreeMap<String, String>,
    /// Reviewers' decisions, where there are any.
    pub reviews: Option<Reviews>,
}

/// `[output]`.
#[derive(Clone, Debug)]
pub struct Output {
    /// The folder of the runs.
    pub folder: PathBuf,
    /// Another folder for the commissioner pack.
    pub commissioner: Option<PathBuf>,
    /// How many cases get a sheet of their own.
    pub max_sheets: usize,
}

/// `[review]`.
#[derive(Clone, Copy, Debug)]
pub struct Review {
    /// Length of the review period in days, which ends on the as-of date.
    pub period_days: i32,
    /// Children younger than this, in years, on the as-of date.
    pub under_age: i32,
}

/// A set of outcomes, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeSet(u32);

impl OutcomeSet {
    /// The set of these outcomes.
    pub fn new(outcomes: &[Outcome]) -> Self {
        Self(outcomes.iter().fold(0, |set, o| set | o.bit()))
    }

    /// Whether this outcome is in the set.
    pub const fn contains(self, outcome: Outcome) -> bool {
        self.0 & outcome.bit() != 0
    }

    /// The outcomes of the set, in the vocabulary's order.
    pub fn words(self) -> Vec<Outcome> {
        Outcome::ALL.iter().copied().filter(|o| self.contains(*o)).collect()
    }
}

/// `[rules.*]`: thresholds are counts of failed contacts unless it says otherwise.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `[rules.repeated]`
    pub repeated: Repeated,
    /// `[rules.cross_service]`
    pub cross_service: CrossService,
    /// `[rules.whereabouts_unknown]`
    pub whereabouts_unknown: Switch,
    /// `[rules.disengaged]`
    pub disengaged: Switch,
    /// `[rules.household]`
    pub household: Household,
    /// `[rules.unscheduled_care]`
    pub unscheduled_care: UnscheduledCare,
    /// `[rules.early_concern]`
    pub early_concern: EarlyConcern,
    /// `[rules.repeated_cancellation]`
    pub repeated_cancellation: RepeatedCancellation,
}

/// A rule without settings of its own.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// Whether the rule is in force.
    pub enabled: bool,
}

/// Settings of `repeated`.
#[derive(Clone, Copy, Debug)]
pub struct Repeated {
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Failed contacts needed.
    pub threshold: u32,
}

/// Settings of `cross_service`.
#[derive(Clone, Copy, Debug)]
pub struct CrossService {
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Different services needed.
    pub services: u32,
    /// Length of the span in days.
    pub span_days: i32,
}

/// Settings of `household`.
#[derive(Clone, Copy, Debug)]
pub struct Household {
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Failed contacts needed of the household's children together.
    pub threshold: u32,
    /// Children needed who have at least one.
    pub children: u32,
}

/// Settings of `unscheduled_care`.
#[derive(Clone, Copy, Debug)]
pub struct UnscheduledCare {
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Dates with an unscheduled attendance needed.
    pub attendances: u32,
    /// Failed contacts needed.
    pub failed: u32,
}

/// Settings of `early_concern`.
#[derive(Clone, Debug)]
pub struct EarlyConcern {
    /// Whether the rule is in force.
    pub enabled: bool,
    /// Failed contacts needed.
    pub threshold: u32,
    /// The factors of which the child must have one, in the vocabulary's order.
    pub factors: Vec<Factor>,
}

/// Settings of `repeated_cancellation`.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedCancellation {
    /// Whether the rule is in force; off unless asked for.
    pub enabled: bool,
    /// Dates with a cancellation by the family needed, in one service.
    pub threshold: u32,
}

/// `[limits]`.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest share of its records (0 to 1) that a source may lose.
    pub max_rejected: f64,
    /// Days after its newest past contact from which a source is stale.
    pub stale_days: i32,
}

/// `[disclosure]`.
#[derive(Clone, Copy, Debug)]
pub struct Disclosure {
    /// Counts from 1 to one less than this are never published.
    pub minimum_count: u32,
    /// Published counts are rounded to a multiple of this.
    pub round_to: u32,
}

/// `[reviews]`.
#[derive(Clone, Debug)]
pub struct Reviews {
    /// The files that the globs match; there may be none.
    pub files: Vec<ExtractFile>,
    /// chrono formats for its dates, tried in order.
    pub date_format: Vec<String>,
}

/// What a source is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// `[[contacts]]`
    Contacts,
    /// `[[children]]`
    Children,
}

/// One `[[contacts]]` or `[[children]]`.
#[derive(Clone, Debug)]
pub struct Source {
    /// What its records are.
    pub sort: Sort,
    /// Its unique name.
    pub name: String,
    /// The line of the configuration on which it starts.
    pub line: u32,
    /// Its files, by code point of their shown path.
    pub files: Vec<ExtractFile>,
    /// How its bytes become text.
    pub encoding: Encoding,
    /// The ASCII character between cells.
    pub delimiter: u8,
    /// Physical lines before the header.
    pub skip_rows: u32,
    /// The formats of its dates and times.
    pub formats: Formats,
    /// Local ids are shared by the sources with the same scope.
    pub id_scope: String,
    /// Texts that are no local id, folded by [`crate::text::fold`].
    pub ignore_local_ids: Vec<String>,
    /// Which header each field is under.
    pub columns: BTreeMap<Field, Columns>,
    /// Values of fields that the extract does not carry, or that are blank in it; trimmed, never blank.
    pub constants: BTreeMap<Field, String>,
    /// Folded text of the extract → outcome: the built-in set and the map on top of it. Vocabulary words are not
    /// listed here; they stand for themselves where this map does not have them.
    pub outcomes: BTreeMap<String, Outcome>,
    /// Folded text → kind.
    pub kinds: BTreeMap<String, Kind>,
    /// Folded text → sector.
    pub sectors: BTreeMap<String, Sector>,
    /// Factor columns, in the vocabulary's order.
    pub factors: Vec<(Factor, Columns)>,
}

impl Source {
    /// Whether a record can have this field: it has a column, or a constant.
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }
}

/// The header, or for `outcome` the two headers, that a field or factor is under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Header texts as typed: one, or two for `outcome`.
    pub headers: Vec<String>,
    /// The line of the configuration that names them.
    pub line: u32,
    /// The character of that line on which the value starts, counted from 1.
    pub column: u32,
}

/// chrono formats, each list tried in order.
#[derive(Clone, Debug)]
pub struct Formats {
    /// `date_format`
    pub date: Vec<String>,
    /// `time_format`
    pub time: Vec<String>,
    /// `birth_date_format`, where it is given
    pub birth_date: Option<Vec<String>>,
    /// `booked_on_format`, where it is given
    pub booked_on: Option<Vec<String>>,
    /// `recorded_at_format`, where it is given
    pub recorded_at: Option<Vec<String>>,
    /// `details_changed_on_format`, where it is given
    pub details_changed_on: Option<Vec<String>>,
}

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractFile {
    /// Where it is opened.
    pub path: PathBuf,
    /// Its path relative to the configuration file, with `/`, as every page and CSV shows it.
    pub shown: String,
}

/// `encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A byte-order mark decides, else valid UTF-8, else Windows-1252.
    Auto,
    /// Declared.
    Utf8,
    /// Declared.
    Utf16Le,
    /// Declared.
    Utf16Be,
    /// Declared.
    Windows1252,
}
