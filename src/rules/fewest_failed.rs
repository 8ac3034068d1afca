//! How many failed contacts a child has for whom a rule holds: said once for each rule, and asked by the screen, by the month
//! ends, and by disclosure control, which reasons from the settings that earlier packs have published.

use crate::config::settings::Rules;
use crate::vocabulary::Outcome;

/// The fewest failed contacts in the review period of a child for whom a rule holds.
#[derive(Clone, Copy)]
pub enum FewestFailed {
    /// As many as a setting of the rule says.
    Setting {
        /// Its key in the rule's table.
        key: &'static str,
        /// Its value in the settings in force.
        value: fn(&Rules) -> u32,
    },
    /// One.
    One,
    /// None for sure: what happened in unscheduled care is no failed contact. But the rule asks for a contact with this outcome,
    /// and where that counts as failed, disclosure control takes a reader to know that each child has a failed contact. That can
    /// only make it hide more.
    ByOutcome(Outcome),
    /// None.
    None,
}

/// [`FewestFailed::Setting`] of a rule and its key, both as in the configuration.
macro_rules! setting {
    ($rule:ident.$key:ident) => {
        $crate::rules::FewestFailed::Setting { key: stringify!($key), value: |rules| rules.$rule.$key }
    };
}

pub(super) use setting;

impl FewestFailed {
    /// The number, where a setting says it.
    pub(crate) fn setting(self, rules: &Rules) -> Option<u32> {
        match self {
            Self::Setting { value, .. } => Some(value(rules)),
            Self::One | Self::ByOutcome(_) | Self::None => None,
        }
    }

    /// The smallest number of failed contacts of each child for whom the rule holds.
    pub fn minimum(self, rules: &Rules) -> u32 {
        match self {
            Self::Setting { value, .. } => value(rules),
            Self::One => 1,
            Self::ByOutcome(_) | Self::None => 0,
        }
    }

    /// The number as a reader of a pack knows it, from the settings that the pack has published: `setting` is the value of a
    /// key in the rule's table, and `fails` whether an outcome counts as failed.
    pub(crate) fn published(self, setting: impl Fn(&str) -> Option<u32>, fails: impl Fn(Outcome) -> bool) -> u32 {
        match self {
            Self::Setting { key, .. } => setting(key).unwrap_or(0),
            Self::One => 1,
            Self::ByOutcome(outcome) => u32::from(fails(outcome)),
            Self::None => 0,
        }
    }
}
