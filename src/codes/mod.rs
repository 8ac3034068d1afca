//! The built-in code sets: the meanings of codes in national data sets and widely used systems, with the source of each set.
//! A configuration names the sets it uses; `failed-contact codes` and `docs/codes.md` show them.

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
pub use show::{document, groups};

use crate::text::fold;

/// One code of a set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code<T: 'static> {
    /// The texts that stand for the code in extracts: case and blanks do not matter.
    pub(crate) texts: &'static [&'static str],
    /// The description in the source of the set; blank if a text already says it.
    pub(crate) description: &'static str,
    /// The meaning in this program.
    pub(crate) meaning: T,
}

/// A set of codes.
#[derive(Debug)]
pub struct CodeSet<T: 'static> {
    /// Its name in a configuration.
    pub(crate) name: &'static str,
    /// A sentence that says what the set is and where it is used.
    pub(crate) about: &'static str,
    /// The source of its codes.
    pub(crate) source: &'static str,
    /// What to know before using the set; blank if there is nothing.
    pub(crate) note: &'static str,
    /// Its codes.
    pub(crate) codes: &'static [Code<T>],
}

impl<T: Copy> CodeSet<T> {
    /// The meaning of each folded text. A spreadsheet removes the zero from `01`, so `1` has the same meaning unless the set
    /// has a code `1`.
    pub(crate) fn meanings(&self) -> BTreeMap<String, T> {
        let each = || self.codes.iter().flat_map(|code| code.texts.iter().map(|text| (fold(text), code.meaning)));
        let mut meanings: BTreeMap<String, T> = each().collect();
        for (text, meaning) in each() {
            if let Some(digit) = text.strip_prefix('0').filter(|rest| rest.len() == 1) {
                meanings.entry(digit.to_owned()).or_insert(meaning);
            }
        }
        meanings
    }

    /// The code for which a text stands, also if the text lacks a leading zero.
    pub(crate) fn find(&self, text: &str) -> Option<&'static Code<T>> {
        let folded = fold(text);
        let is_text_of = |code: &&Code<T>| code.texts.iter().any(|text| fold(text) == folded);
        let with_zero = || (folded.len() == 1).then(|| format!("0{folded}"));
        let codes: &'static [Code<T>] = self.codes;
        codes.iter().find(is_text_of).or_else(|| {
            let padded = with_zero()?;
            codes.iter().find(|code| code.texts.contains(&padded.as_str()))
        })
    }
}

/// The set with this name.
pub(crate) fn named<T>(sets: &'static [CodeSet<T>], name: &str) -> Option<&'static CodeSet<T>> {
    sets.iter().find(|set| set.name == name)
}

/// The meaning of a closure reason in the built-in sets, which always apply.
pub(crate) fn closure(text: &str) -> Option<crate::vocabulary::Closure> {
    CLOSURES.iter().find_map(|set| set.find(text)).map(|code| code.meaning)
}

#[cfg(test)]
mod tests;
