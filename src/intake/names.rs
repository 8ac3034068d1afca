//! One name for what files spell in different ways: services, providers, localities.

use std::collections::{BTreeMap, HashMap};

use super::Texts;
use crate::contact::columns::Dictionary;
use crate::numbers::count;
use crate::text::{fold, shortened};

/// The names of all texts of one sort, and how each file's own numbers lead to them.
#[derive(Default)]
pub(crate) struct Names {
    /// By code point; a number is a place here.
    pub(crate) names: Vec<String>,
    /// For each part of a file, the number in [`Self::names`] by the number in the part.
    pub(crate) numbers: Vec<Vec<u32>>,
}

/// One thing: the name that the configuration gives it, and how often each spelling occurs.
#[derive(Default)]
struct Named {
    given: Option<String>,
    spellings: BTreeMap<String, u64>,
}

/// The names of what all files spell: as `given` (folded text to name) says, else the most frequent spelling; ties by
/// code point. Spellings that differ in case, white space or Unicode form are one thing.
pub(super) fn names<'a>(
    given: &BTreeMap<String, String>,
    parts: &[&'a Texts],
    dictionary: impl Fn(&'a Texts) -> &'a Dictionary,
) -> Names {
    let mut things: BTreeMap<String, Named> = BTreeMap::new();
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut own = Vec::new();
        for (spelling, count) in dictionary(part).entries() {
            let folded = fold(spelling);
            let named = given.get(&folded);
            let key = named.map_or_else(|| folded.clone(), |name| fold(name));
            let thing = things.entry(key.clone()).or_default();
            if let Some(name) = named {
                thing.given = Some(name.clone());
            }
            *thing.spellings.entry(spelling.to_owned()).or_default() += count;
            own.push(key);
        }
        keys.push(own);
    }
    let mut named: Vec<(String, String)> = things
        .into_iter()
        .map(|(key, thing)| {
            let spelling = thing.spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            let name = thing.given.unwrap_or_else(|| spelling.map_or_else(|| key.clone(), |(text, _)| text));
            // The configuration may give it a long name; an extract's is shown with every contact.
            (shortened(&name).into_owned(), key)
        })
        .collect();
    named.sort();
    let numbers: HashMap<&str, u32> = named.iter().enumerate().map(|(i, (_, key))| (key.as_str(), count(i))).collect();
    let numbers = keys.iter().map(|own| own.iter().map(|key| numbers[key.as_str()]).collect()).collect();
    Names { names: named.into_iter().map(|(name, _)| name).collect(), numbers }
}
