//! Notices about texts of the extracts: names of people as providers, ethnic groups that are not known, and services that may be the
//! same.

use super::{Code, NAMED, Notice};
use crate::config::settings::Sort;
use crate::intake::UnreadEthnicity;
use crate::pipeline::Detected;
use crate::text::fold;
use crate::wording::counted;

/// The most services that are compared, because every pair of them is.
const SERVICES: usize = 2000;
/// The length of the shortest name that is compared. Shorter names often differ in one letter.
const SHORTEST: usize = 5;
/// A list of ethnic groups has at most this many groups, and a group at most this many words and characters.
const MOST_GROUPS: usize = 40;
const MOST_WORDS: usize = 6;
const LONGEST_GROUP: usize = 50;

pub(super) fn notices(now: &Detected, all: &mut Vec<Notice>) {
    for (source, providers) in now.settings.contacts.iter().zip(&now.intake.providers_of.sources) {
        if providers.are_people() {
            let people = counted(providers.people, "looks like the name of a person", "look like names of people");
            let sentence = format!(
                "{}: of its {}, {people}.",
                source.title(),
                counted(providers.all, "provider name", "provider names")
            );
            all.push(
                Notice::new(Code::PeopleAsProviders, sentence).of_source(&source.name).now(providers.people as u64),
            );
        }
    }
    for (sort, sources) in [(Sort::Contacts, &now.settings.contacts), (Sort::Children, &now.settings.children)] {
        for (at, source) in sources.iter().enumerate() {
            let unread = now.intake.unread_ethnicities.iter();
            let mut texts: Vec<_> = unread.filter(|text| text.sort == sort && text.source == at).collect();
            texts.sort_by_key(|text| std::cmp::Reverse(text.records));
            let records: u64 = texts.iter().map(|text| text.records).sum();
            if records > 0 {
                let sentence =
                    format!("{} has ethnic groups that are not known here: {}.", source.title(), named(&texts));
                all.push(Notice::new(Code::EthnicityUnknown, sentence).of_source(&source.name).now(records));
            }
        }
    }
    let services = now.intake.services.names();
    let services = &services[..services.len().min(SERVICES)];
    let keys: Vec<String> = services.iter().map(|name| key(name)).collect();
    for one in 0..services.len() {
        for other in one + 1..services.len() {
            if are_alike(&keys[one], &keys[other]) {
                let sentence = format!("“{}” and “{}” may be one service.", services[one], services[other]);
                all.push(Notice::new(Code::ServicesAlike, sentence));
            }
        }
    }
}

/// Unknown ethnic groups with the number of records of each. Texts that may be about a person are only counted. If there are more texts
/// than a list of groups has, another column must be mapped as the ethnic group, so all of them are only counted.
fn named(texts: &[&UnreadEthnicity]) -> String {
    let is_shown = |text: &&&UnreadEthnicity| texts.len() <= MOST_GROUPS && may_be_a_group(&text.text, text.records);
    let shown = texts.iter().filter(is_shown).take(NAMED);
    let named: Vec<String> = shown.map(|text| format!("“{}” ({})", text.text, text.records)).collect();
    match texts.len() - named.len() {
        0 => named.join("; "),
        more if named.is_empty() => {
            counted(more as u64, "text that is not shown here", "texts that are not shown here")
        }
        more => format!("{}; and {more} more", named.join("; ")),
    }
}

/// Whether a text may be the name or the code of a group: it is short, has at most 2 digits, and is not several words in only one record.
fn may_be_a_group(text: &str, records: u64) -> bool {
    let is_short = text.chars().count() <= LONGEST_GROUP && text.split_whitespace().count() <= MOST_WORDS;
    let has_number = text.chars().filter(|c| c.is_numeric()).count() > 2;
    is_short && !has_number && (records > 1 || !text.trim().contains(char::is_whitespace))
}

/// The form in which names of services are compared.
fn key(name: &str) -> String {
    fold(name).replace('&', " and ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two folded names differ in at most two characters. Names that differ in digits are not alike, because teams are numbered, nor
/// are names that both end with a short word, such as a letter.
fn are_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let last = |text: &str| text.split(' ').next_back().map_or(0, |word| word.chars().count());
    let lengths = [one.chars().count(), other.chars().count()];
    if lengths[0].abs_diff(lengths[1]) > 2
        || lengths.iter().any(|length| *length < SHORTEST)
        || digits(one) != digits(other)
        || (last(one) < 3 && last(other) < 3)
    {
        return false;
    }
    distance(one, other) <= 2
}

/// How many characters must be added, removed or changed to turn one text into the other, at most three.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (place, b) in other.iter().enumerate() {
            let changed = before + usize::from(a != b);
            before = row[place + 1];
            row[place + 1] = changed.min(before + 1).min(row[place] + 1);
        }
        if row.iter().all(|distance| *distance > 2) {
            return 3;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_that_differ_in_two_letters_are_alike_and_numbered_ones_are_not() {
        for (one, other, alike) in [
            ("Speech & Language Therapy", "Speech and Language Therapy", true),
            ("Physiotherapy", "Physioterapy", true),
            ("Physiotherapy", "Physioterapie", false),
            ("Paediatric Clinic", "Pediatric Clinic", true),
            ("Health Visiting Team 1", "Health Visiting Team 2", false),
            ("Clinic A", "Clinic B", false),
            ("CAMHS", "CAMH", false),
            ("Audiology", "Cardiology", true),
            ("Dietetics", "Orthotics", false),
        ] {
            assert_eq!(are_alike(&key(one), &key(other)), alike, "{one}, {other}");
        }
    }

    #[test]
    fn an_unknown_ethnic_group_is_named_unless_it_may_be_about_a_person() {
        let unread = |text: &str, records: u64| UnreadEthnicity {
            sort: Sort::Contacts,
            source: 0,
            text: text.to_owned(),
            records,
        };
        let named = |texts: &[UnreadEthnicity]| named(&texts.iter().collect::<Vec<_>>());
        assert_eq!(named(&[unread("Martian", 1), unread("Any other Martian background", 2)]).matches('“').count(), 2);
        let typed = [
            unread("Mum is Jane Roe", 1),
            unread("Roe 07700 900123", 9),
            unread("she said that she would rather not say it", 3),
        ];
        assert_eq!(named(&typed), "3 texts that are not shown here");
        assert_eq!(named(&[unread("Z9", 4), unread("Jane Roe", 1)]), "“Z9” (4); and 1 more");
        // So many different texts can only be names.
        let names: Vec<UnreadEthnicity> =
            (0..=MOST_GROUPS).map(|at| unread(&format!("Roe{}", "e".repeat(at)), 5)).collect();
        assert_eq!(named(&names), "41 texts that are not shown here");
        let few = named(&names[1..]);
        assert!(few.starts_with("“Roee” (5); ") && few.ends_with("; and 35 more"), "{few}");
    }
}
