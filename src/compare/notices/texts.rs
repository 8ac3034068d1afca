//! What texts of the extracts show: people where providers should be, ethnic groups that nobody knows, services that may be
//! one.

use super::{Code, Notice, listed};
use crate::config::settings::Sort;
use crate::detected::Detected;
use crate::text::fold;
use crate::wording::counted;

/// Services are compared in pairs: of an area that has more, only the first are.
const SERVICES: usize = 2000;
/// A short name differs from another in one letter too easily.
const SHORTEST: usize = 5;

pub(super) fn notices(now: &Detected, all: &mut Vec<Notice>) {
    for (source, own) in now.settings.contacts.iter().zip(&now.intake.providers_of.sources) {
        if own.are_people() {
            let people = counted(own.people, "looks like the name of a person", "look like names of people");
            let said = format!(
                "{}: of its {}, {people}.",
                source.title(),
                counted(own.all, "provider name", "provider names")
            );
            all.push(Notice::new(Code::PeopleAsProviders, said).of_source(&source.name).now(own.people as u64));
        }
    }
    for (sort, sources) in [(Sort::Contacts, &now.settings.contacts), (Sort::Children, &now.settings.children)] {
        for (at, source) in sources.iter().enumerate() {
            let own = now.intake.unread_ethnicities.iter().filter(|own| own.sort == sort && own.source == at);
            let mut texts: Vec<_> = own.collect();
            texts.sort_by_key(|own| std::cmp::Reverse(own.records));
            let records: u64 = texts.iter().map(|own| own.records).sum();
            if records > 0 {
                let named: Vec<String> = texts.iter().map(|own| format!("“{}” ({})", own.text, own.records)).collect();
                let said = format!("{} has ethnic groups that are not known here: {}.", source.title(), listed(&named));
                all.push(Notice::new(Code::EthnicityUnknown, said).of_source(&source.name).now(records));
            }
        }
    }
    let services = now.intake.services.names();
    let services = &services[..services.len().min(SERVICES)];
    let keys: Vec<String> = services.iter().map(|name| key(name)).collect();
    for (one, own) in services.iter().enumerate() {
        for other in one + 1..services.len() {
            if are_alike(&keys[one], &keys[other]) {
                let said = format!("“{own}” and “{}” may be one service.", services[other]);
                all.push(Notice::new(Code::ServicesAlike, said));
            }
        }
    }
}

/// What names of services are compared by.
fn key(name: &str) -> String {
    fold(name).replace('&', " and ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two names, once folded, differ in one or two characters: but not in figures, since teams are numbered, nor in a
/// last word of one letter.
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

/// How many characters must be added, removed or changed; three stands for more.
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
        if row.iter().all(|own| *own > 2) {
            return 3;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_that_differ_in_a_letter_or_two_are_alike_and_numbered_ones_are_not() {
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
}
