//! Providers that are people: a column of clinicians that is mapped as `provider` must never reach the commissioner pack.

use std::collections::BTreeSet;

use crate::text::fold;

/// Words before a person's name.
const TITLES: &str = "mr mrs ms miss mx dr prof sister nurse";
/// Words that only organisations have in their names.
const ORGANISATIONS: &str = "\
    trust nhs hospital hospitals clinic centre council service services school team practice surgery community \
    health care";
/// The providers of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OfSource {
    /// How many different ones look like people.
    pub(crate) people: usize,
    pub(crate) all: usize,
}

impl OfSource {
    /// Whether the column is one of people: more than half of its texts are.
    pub(crate) const fn are_people(self) -> bool {
        self.people * 2 > self.all
    }
}

/// The providers of all sources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Providers {
    /// Of each source of contacts.
    pub(crate) sources: Vec<OfSource>,
    /// Their numbers, of each source of contacts.
    pub(crate) numbers: Vec<BTreeSet<u32>>,
    /// The providers, by their numbers, of sources whose providers are people: they go into no commissioner pack.
    pub(crate) hidden: BTreeSet<u32>,
}

impl Providers {
    /// Looks at the numbers of each source's providers among `names`.
    pub(crate) fn of(numbers: &[BTreeSet<u32>], names: &[String]) -> Self {
        let mut all = Self { numbers: numbers.to_vec(), ..Self::default() };
        for own in numbers {
            let people = own.iter().filter(|number| is_person(&names[**number as usize])).count();
            let found = OfSource { people, all: own.len() };
            if found.are_people() {
                all.hidden.extend(own);
            }
            all.sources.push(found);
        }
        all
    }
}

/// Whether a text looks like the name of a person: `FAMILY, Given`, or a title before a name.
fn is_person(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split([' ', ',', '.', '-', '(', ')']).filter(|word| !word.is_empty()).collect();
    if ORGANISATIONS.split(' ').any(|own| words.contains(&own)) || text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if words.len() > 1 && TITLES.split(' ').any(|own| own == words[0]) {
        return true;
    }
    let Some((family, given)) = text.split_once(',') else { return false };
    let name = |part: &str, most: usize| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        (1..=most).contains(&words.len()) && words.iter().all(letters)
    };
    let is_loud = family.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    name(family, 3) && name(given, 3) && (is_loud || family.split_whitespace().count() == 1)
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
    fn a_column_of_which_more_than_half_are_people_is_hidden_whole() {
        let names = ["HERON, MARY", "Dr Tom Starling", "Example NHS Trust"].map(String::from);
        let providers = Providers::of(&[BTreeSet::from([0, 1, 2]), BTreeSet::from([0, 2]), BTreeSet::new()], &names);
        assert_eq!(providers.hidden, BTreeSet::from([0, 1, 2]));
        let people: Vec<bool> = providers.sources.iter().map(|own| own.are_people()).collect();
        assert_eq!(people, [true, false, false]);
    }
}
