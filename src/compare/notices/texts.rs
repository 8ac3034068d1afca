//! What texts of the extracts show: people where providers should be, ethnic groups that nobody knows, services that may be
//! one.

use super::{Code, NAMED, Notice};
use crate::config::settings::Sort;
use crate::intake::UnreadEthnicity;
use crate::pipeline::Detected;
use crate::text::fold;
use crate::wording::counted;

/// Services are compared in pairs: of an area that has more, only the first are.
const SERVICES: usize = 2000;
/// A short name differs from another in one letter too easily.
const SHORTEST: usize = 5;
/// A list of ethnic groups has no more than this, of no more words and characters.
const MOST_GROUPS: usize = 40;
const MOST_WORDS: usize = 6;
const LONGEST_GROUP: usize = 50;

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
                let said = format!("{} has ethnic groups that are not known here: {}.", source.title(), named(&texts));
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

/// Unknown ethnic groups, with how many records have each. What may be about a person is counted only. So is every text where there are
/// more than a list of groups has: another column is mapped then.
fn named(texts: &[&UnreadEthnicity]) -> String {
    let is_shown = |own: &&&UnreadEthnicity| texts.len() <= MOST_GROUPS && may_be_a_group(&own.text, own.records);
    let shown = texts.iter().filter(is_shown).take(NAMED);
    let named: Vec<String> = shown.map(|own| format!("“{}” ({})", own.text, own.records)).collect();
    match texts.len() - named.len() {
        0 => named.join("; "),
        more if named.is_empty() => {
            counted(more as u64, "text that is not shown here", "texts that are not shown here")
        }
        more => format!("{}; and {more} more", named.join("; ")),
    }
}

/// Whether a text may be the name or the code of a group: short, without a longer number, and no words that only one record has.
fn may_be_a_group(text: &str, records: u64) -> bool {
    let is_short = text.chars().count() <= LONGEST_GROUP && text.split_whitespace().count() <= MOST_WORDS;
    let has_number = text.chars().filter(|c| c.is_numeric()).count() > 2;
    is_short && !has_number && (records > 1 || !text.trim().contains(char::is_whitespace))
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

    #[test]
    fn an_unknown_ethnic_group_is_named_where_it_may_be_none_about_a_person() {
        let own = |text: &str, records: u64| UnreadEthnicity {
            sort: Sort::Contacts,
            source: 0,
            text: text.to_owned(),
            records,
        };
        let told = |all: &[UnreadEthnicity]| named(&all.iter().collect::<Vec<_>>());
        assert_eq!(told(&[own("Martian", 1), own("Any other Martian background", 2)]).matches('“').count(), 2);
        let typed = [
            own("Mum is Jane Roe", 1),
            own("Roe 07700 900123", 9),
            own("she said that she would rather not say it", 3),
        ];
        assert_eq!(told(&typed), "3 texts that are not shown here");
        assert_eq!(told(&[own("Z9", 4), own("Jane Roe", 1)]), "“Z9” (4); and 1 more");
        // As many as only names are.
        let names: Vec<UnreadEthnicity> =
            (0..=MOST_GROUPS).map(|at| own(&format!("Roe{}", "e".repeat(at)), 5)).collect();
        assert_eq!(told(&names), "41 texts that are not shown here");
        let few = told(&names[1..]);
        assert!(few.starts_with("“Roee” (5); ") && few.ends_with("; and 35 more"), "{few}");
    }
}
