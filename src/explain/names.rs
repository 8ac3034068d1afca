//! Finds children by name. A run does not keep names in memory, so records are read again, a limited number at a time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::similar::{self, MAX_SIMILAR, SimilarChild};
use crate::child::reread;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::pipeline::Detected;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::stop::Stop;
use crate::store::ChildNumber;

/// How many records are read again at a time.
const RECORDS_AT_ONCE: usize = 1 << 19;
/// The smallest Jaro-Winkler similarity at which a name is offered.
const MIN_SIMILARITY: f64 = 0.9;

/// The children with this name, or if there are none, those with a similar name.
pub(super) fn find_by_name(review: &Detected, words: &str) -> Result<(Vec<ChildNumber>, Vec<SimilarChild>), Stop> {
    let wanted = SearchedName::new(words);
    if wanted.parts.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut similarities: BTreeMap<AnyRecord, u32> = BTreeMap::new();
    for file in &review.intake.files {
        let in_columns = [Field::FamilyName, Field::GivenName, Field::FullName];
        if in_columns.iter().all(|field| file.columns.of(*field).is_none()) {
            continue;
        }
        for from in file.rows.clone().step_by(RECORDS_AT_ONCE) {
            let rows = from..file.rows.end.min(from + RECORDS_AT_ONCE);
            let (contacts, children) = match file.sort {
                Sort::Contacts => (rows.clone().map(ContactRecord::at).collect(), Vec::new()),
                Sort::Children => (Vec::new(), rows.clone().map(ChildRecord::at).collect()),
            };
            let again = reread::read(&review.settings, &review.intake, &contacts, &children)?;
            for record in rows.map(|row| AnyRecord::at(file.sort, row)) {
                let text = |field: Field| again.text(record, field);
                let similarity = wanted.similarity(text(Field::FamilyName), text(Field::GivenName));
                similarities.extend(similarity.map(|similarity| (record, similarity)));
            }
        }
    }
    let same = most_similar(review, &similarities, |similarity| similarity == u32::MAX);
    if !same.is_empty() {
        return Ok((same, Vec::new()));
    }
    let similar = most_similar(review, &similarities, |_| true).into_iter().take(MAX_SIMILAR);
    Ok((Vec::new(), similar.map(|child| similar::similar_child(review, child, "has a similar name")).collect()))
}

/// The name to search for.
struct SearchedName {
    /// Its words, without case, hyphens, apostrophes and accents.
    parts: Vec<String>,
    joined: String,
}

impl SearchedName {
    fn new(words: &str) -> Self {
        let parts = name_words(words);
        Self { joined: parts.join(" "), parts }
    }

    /// How similar a record's name is, in thousandths: `u32::MAX` if the name has every word, and none if it is not similar enough.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a similarity is from 0 to 1")]
    fn similarity(&self, family: &str, given: &str) -> Option<u32> {
        let (family, given) = (name_words(family), name_words(given));
        if family.is_empty() && given.is_empty() {
            return None;
        }
        if self.parts.iter().all(|part| family.contains(part) || given.contains(part)) {
            return Some(u32::MAX);
        }
        let orders = [[&given[..], &family[..]].concat().join(" "), [&family[..], &given[..]].concat().join(" ")];
        let most = orders.iter().map(|name| strsim::jaro_winkler(&self.joined, name)).fold(0.0, f64::max);
        (most >= MIN_SIMILARITY).then_some((most * 1000.0) as u32)
    }
}

/// The words of a name, in the form in which they are compared.
fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || c == ',')
        .map(|part| {
            let letters = part.nfd().filter(|c| c.is_alphabetic() && !is_combining_mark(*c));
            letters.flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|part| !part.is_empty())
        .collect()
}

/// The children of the records with similarities for which `counts` holds, the most similar first.
fn most_similar(
    review: &Detected,
    similarities: &BTreeMap<AnyRecord, u32>,
    counts: impl Fn(u32) -> bool,
) -> Vec<ChildNumber> {
    let mut found: BTreeSet<(Reverse<u32>, ChildNumber)> = BTreeSet::new();
    for child in review.children.iter() {
        let of_contacts = child.all_rows().iter().filter_map(|row| similarities.get(&row.row.into()));
        let of_records = child.records().iter().filter_map(|record| similarities.get(&(*record).into()));
        if let Some(most) = of_contacts.chain(of_records).copied().filter(|similarity| counts(*similarity)).max() {
            found.insert((Reverse(most), child.number));
        }
    }
    found.into_iter().map(|(_, child)| child).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_either_order_and_without_its_marks() {
        for (words, family, given, found) in [
            ("SMITH, Ada", "Smith", "Ada", true),
            ("ada smith", "SMITH", "ADA", true),
            ("Smith", "Smith", "Ada", true),
            ("O'Brien Zoë", "OBRIEN", "Zoe", true),
            ("Smith-Jones", "Smithjones", "Ada", true),
            ("Smith Ada", "Smith", "Ben", false),
            ("Sm", "Smith", "Ada", false),
        ] {
            let similarity = SearchedName::new(words).similarity(family, given);
            assert_eq!(similarity == Some(u32::MAX), found, "{words}");
        }
        assert!(SearchedName::new("Ada Smyth").similarity("Smith", "Ada").is_some_and(|similarity| similarity < 1000));
        assert!(SearchedName::new("Ada Smith").similarity("Okafor", "Chidi").is_none());
        assert!(SearchedName::new("12345").parts.is_empty());
    }
}
