//! A published pack as a reader sees it.

use std::collections::BTreeSet;

use super::MOST;
use crate::support::Pack;

/// A pack and its manifest.
pub(super) struct Known<'a> {
    pub(super) pack: &'a Pack,
    pub(super) month: String,
    pub(super) minimum: i64,
    pub(super) round_to: i64,
    pub(super) settings: serde_json::Value,
}

impl<'a> Known<'a> {
    pub(super) fn new(pack: &'a Pack) -> Self {
        let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
        let settings = manifest["settings"].clone();
        Self {
            pack,
            month: manifest["month"].as_str().unwrap().to_owned(),
            minimum: settings["disclosure"]["minimum_count"].as_i64().unwrap(),
            round_to: settings["disclosure"]["round_to"].as_i64().unwrap(),
            settings,
        }
    }

    /// The least and the greatest count that is printed so.
    pub(super) fn behind(&self, printed: &str) -> (f64, f64) {
        if printed == "[c]" {
            return (0.0, MOST);
        }
        let number: i64 = printed.parse().unwrap_or_else(|_| panic!("neither a count nor [c]: {printed}"));
        if number == 0 {
            return (0.0, 0.0);
        }
        let rounds = |count: i64| (2 * count + self.round_to) / (2 * self.round_to) * self.round_to == number;
        let fits: Vec<i64> = (self.minimum.max(number - self.round_to)..=number + self.round_to)
            .filter(|count| rounds(*count))
            .collect();
        (fits[0] as f64, fits[fits.len() - 1] as f64)
    }

    pub(super) fn rule(&self, name: &str, setting: &str) -> Option<i64> {
        let rule = &self.settings["rules"][name];
        (rule["enabled"] == true).then(|| rule[setting].as_i64()).flatten()
    }

    /// The days that rules look at.
    pub(super) fn period(&self) -> i64 {
        self.settings["review"]["period_days"].as_i64().unwrap()
    }

    /// Whether the contacts that rules look at are in the twelve months of the breakdown.
    pub(super) fn is_within_year(&self) -> bool {
        self.period() <= 365
    }

    pub(super) fn words(value: &serde_json::Value) -> BTreeSet<String> {
        value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(String::from)).collect()
    }
}
