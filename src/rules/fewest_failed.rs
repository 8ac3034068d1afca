//! The fewest failed contacts with which each rule can hold. Three places use it: the screen, the month ends, and disclosure
//! control, which reasons from the settings that earlier packs have published.

use crate::config::settings::Rules;
use crate::vocabulary::Outcome;

/// The fewest failed contacts in the review period with which a rule can hold for a child.
#[derive(Clone, Copy)]
pub enum FewestFailed {
    /// The number that a setting of the rule gives.
    Setting {
        /// Its key in the rule's table.
        key: &'static str,
        /// Its value in the settings in force.
        value: fn(&Rules) -> u32,
    },
    /// One.
    One,
    /// None that is certain. The rule needs a contact with this outcome, but it may have been in unscheduled care, which is never a
    /// failed contact. If the outcome counts as failed, disclosure control still assumes that a reader knows that each child has
    /// a failed contact: the assumption can only make it hide more.
    ByOutcome(Outcome),
    /// None.
    None,
}

/// Makes a [`FewestFailed::Setting`] from a rule and its key, both named as in the configuration.
macro_rules! setting {
    ($rule:ident.$key:ident) => {
        $crate::rules::FewestFailed::Setting { key: stringify!($key), value: |rules| rules.$rule.$key }
    };
}

pub(super) use setting;

impl FewestFailed {
    /// The number, if a setting gives it.
    pub(crate) fn setting(self, rules: &Rules) -> Option<u32> {
        match self {
            Self::Setting { value, .. } => Some(value(rules)),
            Self::One | Self::ByOutcome(_) | Self::None => None,
        }
    }

    /// The number, with 0 if none is certain.
    pub fn minimum(self, rules: &Rules) -> u32 {
        match self {
            Self::Setting { value, .. } => value(rules),
            Self::One => 1,
            Self::ByOutcome(_) | Self::None => 0,
        }
    }

    /// The number that a reader of a pack can work out from the settings published in it. `setting` returns the value of a key in
    /// the rule's table, and `fails` says whether an outcome counts as failed.
    pub(crate) fn published(self, setting: impl Fn(&str) -> Option<u32>, fails: impl Fn(Outcome) -> bool) -> u32 {
        match self {
            Self::Setting { key, .. } => setting(key).unwrap_or(0),
            Self::One => 1,
            Self::ByOutcome(outcome) => u32::from(fails(outcome)),
            Self::None => 0,
        }
    }
}
