//! Finds providers that are people: a column of clinicians mapped as `provider` must never reach the commissioner pack.

use std::collections::BTreeSet;

use crate::text::fold;

/// Titles before a person's name.
const TITLES: &str = "mr mrs ms miss mx dr prof sister nurse";
/// Words that only organisations have in their names.
const ORGANISATIONS: &str = "\
    trust nhs hospital hospitals clinic centre council service services school team practice surgery community \
    health care";

/// How many distinct providers a source has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OfSource {
    /// Those that look like people.
    pub(crate) people: usize,
    pub(crate) all: usize,
}

impl OfSource {
    /// Whether the column holds people: more than half of its texts look like one.
    pub(crate) const fn are_people(self) -> bool {
        self.people * 2 > self.all
    }
}

/// The providers of all sources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Providers {
    /// The counts for each source of contacts.
    pub(crate) sources: Vec<OfSource>,
    /// The numbers of the providers of each source of contacts.
    pub(crate) numbers: Vec<BTreeSet<u32>>,
    /// The numbers of all providers of sources whose providers are people: these go into no commissioner pack.
    pub(crate) hidden: BTreeSet<u32>,
}

impl Providers {
    /// From the numbers of each source's providers, which are indices in `names`.
    pub(crate) fn of(numbers: &[BTreeSet<u32>], names: &[String]) -> Self {
        let mut providers = Self { numbers: numbers.to_vec(), ..Self::default() };
        for of_source in numbers {
            let people = of_source.iter().filter(|number| is_person(&names[**number as usize])).count();
            let found = OfSource { people, all: of_source.len() };
            if found.are_people() {
                providers.hidden.extend(of_source);
            }
            providers.sources.push(found);
        }
        providers
    }
}

/// Whether a text looks like a person's name: `FAMILY, Given`, or a title before a name.
fn is_person(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split([' ', ',', '.', '-', '(', ')']).filter(|word| !word.is_empty()).collect();
    if ORGANISATIONS.split(' ').any(|word| words.contains(&word)) || text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if words.len() > 1 && TITLES.split(' ').any(|title| title == words[0]) {
        return true;
    }
    let Some((family, given)) = text.split_once(',') else { return false };
    let is_name = |part: &str, most: usize| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        (1..=most).contains(&words.len()) && words.iter().all(letters)
    };
    let in_capitals = family.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    is_name(family, 3) && is_name(given, 3) && (in_capitals || family.split_whitespace().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_organisations() {
        for (text, person) in [
            ("HERON, MARY ANN", true),
            ("Heron, Mary", true),
            ("O'NEILL, Siobhan", true),
            ("Dr Mary Heron", true),
            ("Mrs. M. Heron", true),
            ("Nurse Heron", true),
            ("Example Community Health NHS Trust", false),
            ("Dr Heron's Surgery", false),
            ("Telford and Wrekin Council", false),
            ("Sister Act Community Centre", false),
            ("Example Trust, North", false),
            ("Oak Tree, Shrewsbury North West Area", false),
            ("RXW01", false),
            ("Dr", false),
            ("", false),
        ] {
            assert_eq!(is_person(text), person, "{text}");
        }
    }

    #[test]
    fn a_column_is_hidden_if_more_than_half_of_it_are_people() {
        let names = ["HERON, MARY", "Dr Tom Starling", "Example NHS Trust"].map(String::from);
        let providers = Providers::of(&[BTreeSet::from([0, 1, 2]), BTreeSet::from([0, 2]), BTreeSet::new()], &names);
        assert_eq!(providers.hidden, BTreeSet::from([0, 1, 2]));
        let people: Vec<bool> = providers.sources.iter().map(|source| source.are_people()).collect();
        assert_eq!(people, [true, false, false]);
    }
}
