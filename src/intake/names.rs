//! Finds one name for each service, provider or locality that files spell in different ways.

use std::collections::{BTreeMap, HashMap};

use super::Texts;
use crate::contact::columns::Dictionary;
use crate::numbers::count;
use crate::text::{fold, shortened};

/// The names of all services, or of all providers or localities, and how the numbers in each part of a file map to them.
#[derive(Default)]
pub(crate) struct Names {
    /// The names by code point; a name's number is its index here.
    pub(crate) names: Vec<String>,
    /// For each part of a file, the number of the name at the index of the number in the part.
    pub(crate) numbers: Vec<Vec<u32>>,
}

/// One service, say: the name that the configuration gives it, if any, and how often each spelling occurs.
#[derive(Default)]
struct Named {
    given: Option<String>,
    spellings: BTreeMap<String, u64>,
}

/// Finds the names for the spellings of all parts: the one that `given` has for the folded spelling, else the most frequent
/// spelling; ties by code point. Spellings that differ only in case, white space or Unicode form have the same name.
pub(super) fn names<'a>(
    given: &BTreeMap<String, String>,
    parts: &[&'a Texts],
    dictionary: impl Fn(&'a Texts) -> &'a Dictionary,
) -> Names {
    let mut things: BTreeMap<String, Named> = BTreeMap::new();
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut keys_of_part = Vec::new();
        for (spelling, count) in dictionary(part).entries() {
            let folded = fold(spelling);
            let named = given.get(&folded);
            let key = named.map_or_else(|| folded.clone(), |name| fold(name));
            let thing = things.entry(key.clone()).or_default();
            if let Some(name) = named {
                thing.given = Some(name.clone());
            }
            *thing.spellings.entry(spelling.to_owned()).or_default() += count;
            keys_of_part.push(key);
        }
        keys.push(keys_of_part);
    }
    let mut named: Vec<(String, String)> = things
        .into_iter()
        .map(|(key, thing)| {
            let spelling = thing.spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            let name = thing.given.unwrap_or_else(|| spelling.map_or_else(|| key.clone(), |(text, _)| text));
            // A name from the configuration may be too long to show with every contact.
            (shortened(&name).into_owned(), key)
        })
        .collect();
    named.sort();
    let numbers: HashMap<&str, u32> = named.iter().enumerate().map(|(i, (_, key))| (key.as_str(), count(i))).collect();
    let numbers = keys.iter().map(|of_part| of_part.iter().map(|key| numbers[key.as_str()]).collect()).collect();
    Names { names: named.into_iter().map(|(name, _)| name).collect(), numbers }
}
