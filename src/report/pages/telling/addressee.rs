//! Works out whom a text names. No page is ever made for the family, or for a school if the text says that there is none.

use super::recipients::Role;
use crate::text::fold;

/// Words that show that the family, or somebody close to it, made the referral.
const FAMILY: &str = "\
    self parent parents mother father mum mummy mam dad daddy carer stepmother stepfather stepmum stepdad \
    grandparent grandparents grandmother grandfather grandma grandad granny gran nan nana relative relatives \
    brother aunt auntie aunty uncle cousin godmother godfather friend friends neighbour neighbours";
/// Words that show the same, but only in a text without a word of [`ORGANISATIONS`]: `Family`, but not `Family Nurse Partnership`.
const EITHER: &str = "family carers guardian patient sister families";
/// Words in the names of organisations and of those who work for them.
const ORGANISATIONS: &str = "\
    academy catholic centre clinic college council court doctor dr gp group health hospital hub hubs medical \
    nurse nursery nursing partnership practice practitioner primary school service services social support \
    surgery team teams trust visitor ward worker workers";
/// Texts in the school column that say that the child has no school.
const NO_SCHOOL: &str = "\
    ehe, elective home education, electively home educated, educated at home, home educated, home education, \
    home schooled, no school, none, not at school, not in school, not in education";

/// Texts in the referrer column that name no person or place: the GP practice, the school, the school nurse or the social worker of the
/// child, each of whom may have a page already.
const PLAIN_REFERRERS: [(&str, Role); 14] = [
    ("gp", Role::Gp),
    ("gp practice", Role::Gp),
    ("gp surgery", Role::Gp),
    ("general practice", Role::Gp),
    ("general practitioner", Role::Gp),
    ("family doctor", Role::Gp),
    ("school", Role::School),
    ("nursery", Role::School),
    ("school or nursery", Role::School),
    ("school nurse", Role::SchoolNurse),
    ("school nursing", Role::SchoolNurse),
    ("school nursing service", Role::SchoolNurse),
    ("social worker", Role::SocialWorker),
    ("allocated social worker", Role::SocialWorker),
];

/// Whom the folded text of a referrer means, if it is nothing but the plain word for them.
pub(super) fn plain_referrer(folded: &str) -> Option<Role> {
    PLAIN_REFERRERS.iter().find(|(words, _)| *words == folded).map(|(_, role)| *role)
}

pub(super) fn is_family(name: &str) -> bool {
    let name = fold(name);
    let words: Vec<&str> = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let has = |among: &str| among.split(' ').any(|own| words.contains(&own));
    has(FAMILY) || (has(EITHER) && !has(ORGANISATIONS))
}

/// Whether a text in the school column names no school, because the child is taught at home or by the family, or not at all.
pub(super) fn is_no_school(name: &str) -> bool {
    let folded = fold(name);
    let text = folded.replace(|c: char| !c.is_alphanumeric(), " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let says_none = |own: &str| text.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    NO_SCHOOL.split(", ").any(says_none) || is_family(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_for_the_family() {
        let family = "Self|Parent/Carer|mother|Self-referral|GRANDMOTHER (maternal)|Mother, at the clinic|Family|Patient|\
                      Her sister|step-dad|Stepmother|Neighbour";
        for name in family.split('|') {
            assert!(is_family(name), "{name}");
        }
        let others = "Ferndale Surgery|Dr Parentis|Health visitor|Mumbai Road Practice|Family Nurse Partnership|\
                      Children and Family Centre|Ward sister|Young Carers Service|Patient transport services";
        for name in others.split('|') {
            assert!(!is_family(name), "{name}");
        }
    }

    #[test]
    fn a_referrer_who_is_called_by_a_plain_word_alone_is_known() {
        let role = |name| plain_referrer(&fold(name)).map(|role| role.label(false));
        for (name, expected) in [
            ("GP", Some("GP practice")),
            ("General  Practitioner", Some("GP practice")),
            ("school", Some("School or nursery")),
            ("School Nurse", Some("School nurse")),
            ("Social worker", Some("Social worker")),
            ("GP, Ferndale Surgery", None),
            ("Hill School", None),
            ("Preschool", None),
            ("Health visitor", None),
            ("", None),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }

    #[test]
    fn a_child_who_is_taught_at_home_has_no_school_to_tell() {
        for none in ["EHE", "Home educated", "Elective Home Education (since 2024)", "None", "Taught by mother"] {
            assert!(is_no_school(none), "{none}");
        }
        for school in
            ["Holy Family Catholic Primary School", "Homewood School", "St Mary's Nursery", "Nonesuch College"]
        {
            assert!(!is_no_school(school), "{school}");
        }
    }
}
