//! Types of single settings.

use std::fmt;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::field::Field;
use crate::vocabulary::{Outcome, vocabulary};

/// A set of outcomes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutcomeSet(u32);

impl OutcomeSet {
    pub(crate) fn new(outcomes: &[Outcome]) -> Self {
        Self(outcomes.iter().fold(0, |set, o| set | o.bit()))
    }

    pub(crate) const fn contains(self, outcome: Outcome) -> bool {
        self.0 & outcome.bit() != 0
    }

    /// The outcomes of the set, in the vocabulary's order.
    pub(crate) fn words(self) -> Vec<Outcome> {
        Outcome::ALL.iter().copied().filter(|o| self.contains(*o)).collect()
    }
}

impl Serialize for OutcomeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

/// Whether the records of a source are contacts or children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// `[[contacts]]`
    #[default]
    Contacts,
    /// `[[children]]`
    Children,
}

impl Sort {
    /// The sort of a source whose table has this path.
    pub(crate) fn of_table(path: &str) -> Self {
        if path == "children" { Self::Children } else { Self::Contacts }
    }

    /// Whether a record of it may carry the field.
    pub(crate) const fn has(self, field: Field) -> bool {
        matches!(self, Self::Contacts) || field.is_of_child()
    }

    /// The fields that a record of it may carry.
    pub(crate) fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| self.has(*field))
    }
}

/// The header of a field or factor, or up to four headers for `outcome`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The headers as typed.
    pub(crate) headers: Vec<String>,
    /// The line of the configuration that names them.
    pub(crate) line: u32,
    /// The character of that line on which the value starts, counted from 1.
    pub(crate) column: u32,
}

impl Serialize for Columns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.headers.serialize(serializer)
    }
}

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractFile {
    /// The path at which it is opened.
    pub path: PathBuf,
    /// Its path relative to the configuration file, with `/`, as every page and CSV file shows it.
    pub shown: String,
}

vocabulary! {
    /// `encoding`.
    Encoding {
        /// By the byte-order mark if there is one, otherwise UTF-8 if the whole file is valid UTF-8, otherwise Windows-1252.
        Auto = "auto", "found out";
        /// UTF-8.
        Utf8 = "utf-8", "UTF-8";
        /// UTF-16, the lower byte first: “Unicode” in older Windows programs.
        Utf16Le = "utf-16le", "UTF-16 (little-endian)";
        /// UTF-16, the higher byte first.
        Utf16Be = "utf-16be", "UTF-16 (big-endian)";
        /// Windows-1252, “ANSI” in Windows programs.
        Windows1252 = "windows-1252", "Windows-1252";
    }
}

// The vocabulary's macro cannot derive a default.
#[allow(
    clippy::derivable_impls,
    reason = "the enum is written by a macro, which other vocabularies without a default use"
)]
impl Default for Encoding {
    fn default() -> Self {
        Self::Auto
    }
}
