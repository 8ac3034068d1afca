//! The code sets that are built in: what texts of national data sets and of widely used systems mean, each declared once,
//! with where it is taken from. The configuration names a set; `failed-contact codes` and `docs/codes.md` show them.

mod closures;
mod factors;
mod kinds;
mod outcomes;
mod parties;
mod show;

use std::collections::BTreeMap;

pub(crate) use closures::CLOSURES;
pub(crate) use factors::{FACTORS, FactorMeaning};
pub(crate) use kinds::KINDS;
pub(crate) use outcomes::{OUTCOMES, OutcomeMeaning};
pub(crate) use parties::PARTIES;
pub(crate) use show::page;
pub use show::{document, sorts};

use crate::text::fold;

/// One code of a set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code<T: 'static> {
    /// The texts that stand for it in extracts: case and blanks do not matter.
    pub(crate) texts: &'static [&'static str],
    /// What the source of the set calls it; blank where a text says it.
    pub(crate) says: &'static str,
    /// What it means here.
    pub(crate) is: T,
}

/// A set of codes.
#[derive(Debug)]
pub struct CodeSet<T: 'static> {
    /// Its name in a configuration.
    pub(crate) name: &'static str,
    /// What it is, and where it is used: a sentence.
    pub(crate) about: &'static str,
    /// Where its codes are taken from.
    pub(crate) source: &'static str,
    /// What to know before it is used; blank where there is nothing.
    pub(crate) note: &'static str,
    /// Its codes, each once.
    pub(crate) codes: &'static [Code<T>],
}

impl<T: Copy> CodeSet<T> {
    /// What each text means, by the text as it is compared. A spreadsheet takes the zero from `01`, so `1` means the same
    /// where the set has no `1` of its own.
    pub(crate) fn meanings(&self) -> BTreeMap<String, T> {
        let each = || self.codes.iter().flat_map(|code| code.texts.iter().map(|text| (fold(text), code.is)));
        let mut meanings: BTreeMap<String, T> = each().collect();
        for (text, is) in each() {
            if let Some(digit) = text.strip_prefix('0').filter(|rest| rest.len() == 1) {
                meanings.entry(digit.to_owned()).or_insert(is);
            }
        }
        meanings
    }

    /// What a text means, and what the source of the set calls it.
    pub(crate) fn find(&self, text: &str) -> Option<&'static Code<T>> {
        let folded = fold(text);
        let is = |code: &&Code<T>| code.texts.iter().any(|text| fold(text) == folded);
        let zero = || (folded.len() == 1).then(|| format!("0{folded}"));
        let codes: &'static [Code<T>] = self.codes;
        codes.iter().find(is).or_else(|| {
            let padded = zero()?;
            codes.iter().find(|code| code.texts.contains(&padded.as_str()))
        })
    }
}

/// The set with this name.
pub(crate) fn named<T>(sets: &'static [CodeSet<T>], name: &str) -> Option<&'static CodeSet<T>> {
    sets.iter().find(|set| set.name == name)
}

/// What a closure reason means by the codes that are always in force.
pub(crate) fn closure(text: &str) -> Option<crate::vocabulary::Closure> {
    CLOSURES.iter().find_map(|set| set.find(text)).map(|code| code.is)
}

#[cfg(test)]
mod tests;
