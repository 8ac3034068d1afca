//! The meanings of headers: in the national data sets, in exports of patient record systems and in files made by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::header_names::{FACTORS, FIELDS, REASONS};
use crate::field::Field;
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::Factor;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Field(Field),
    Factor(Factor),
    /// The reason for the outcome, which becomes the second header of `outcome`.
    Reason,
}

/// A meaning that a header may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) meaning: Meaning,
    /// The meaning needs confirmation by the values.
    pub(crate) weak: bool,
    /// The place of the header in its list: a lower place is more certain.
    pub(crate) rank: usize,
}

/// Words at the start of a header that only say whose value it is.
const PREFIXES: &[&str] = &[
    "patients",
    "patient",
    "childs",
    "child",
    "clients",
    "client",
    "pupils",
    "pupil",
    "pt",
    "current",
    "serviceuser",
    "babys",
    "baby",
];
/// Words at the end of a header that only say how the value is written.
const SUFFIXES: &[&str] = &["yn", "flag", "indicator", "ind", "description", "desc", "text"];

/// Words in headers of a reason why a child was not seen.
const NOT_SEEN: &[&str] = &[
    "cancel",
    "canx",
    "dna",
    "wnb",
    "nonattend",
    "notattend",
    "notbrought",
    "noshow",
    "noaccess",
    "notseen",
    "outcome",
];
/// Words in a header that say that the column holds yes or no.
const FLAGS: &[&str] = &["y", "n", "yn", "yes", "no", "flag", "indicator", "ind"];

/// Words in the header of a column about somebody other than the child.
const OTHERS: &[&str] =
    &["mother", "father", "parent", "carer", "guardian", "sibling", "mum", "dad", "kin", "maternal", "paternal"];

/// The letters and digits of a header, in lower case.
fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a header is about somebody other than the child.
pub(crate) fn names_somebody_else(header: &str) -> bool {
    let plain = squash(header);
    OTHERS.iter().any(|word| plain.contains(word))
}

/// Whether the column under a header may hold names of people.
pub(crate) fn names_a_person(header: &str) -> bool {
    let plain = squash(header);
    ["name", "worker", "clinician", "contactperson", "author", "user", "officer", "initials"]
        .iter()
        .any(|word| plain.contains(word))
        || names_somebody_else(header)
}

/// The possible meanings of a header; empty if it is unknown.
pub(crate) fn guesses(header: &str) -> Vec<Guess> {
    let plain = squash(header);
    if plain.is_empty() {
        return Vec::new();
    }
    let exact = lookup(&plain);
    if !exact.is_empty() {
        return exact;
    }
    // `Patient's name` is not a family name, and `Child start` is not the start of a contact: weak headers do not count here.
    let sure = |bare: &str| lookup(bare).into_iter().filter(|guess| !guess.weak).collect::<Vec<_>>();
    let without_prefix = PREFIXES.iter().filter_map(|prefix| plain.strip_prefix(prefix)).chain([plain.as_str()]);
    let bare = without_prefix.flat_map(|bare| {
        SUFFIXES.iter().filter_map(move |suffix| bare.strip_suffix(suffix)).chain([bare]).collect::<Vec<_>>()
    });
    let found = bare.map(sure).find(|guesses| !guesses.is_empty()).unwrap_or_default();
    if found.is_empty() && says_why_not_seen(&plain) {
        return vec![Guess { meaning: Meaning::Reason, weak: false, rank: usize::MAX }];
    }
    found
}

/// Whether a squashed header is that of the reason why a child was not seen: `Cancellation/DNA Reason`, `Reason for
/// non-attendance`.
fn says_why_not_seen(plain: &str) -> bool {
    plain.contains("reason") && NOT_SEEN.iter().any(|word| plain.contains(word))
}

/// Whether a header names an outcome, so that a yes or no under it says whether the contact had it: `DNA`, `Attended (Y/N)`.
pub(crate) fn names_an_outcome(header: &str) -> bool {
    let folded = fold(header);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !FLAGS.contains(word));
    let bare = words.collect::<Vec<_>>().join(" ");
    phrases::outcome(&bare).is_some() || matches!(bare.as_str(), "arrived" | "checked in" | "left" | "declined")
}

/// Every known header, squashed, with its possible meanings.
static KNOWN: LazyLock<HashMap<String, Vec<Guess>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Vec<Guess>> = HashMap::new();
    let mut add = |meaning: Meaning, names: &str, weak: bool| {
        for (rank, name) in names.split('|').enumerate() {
            known.entry(squash(name)).or_default().push(Guess { meaning, weak, rank });
        }
    };
    for (field, strong, weak) in FIELDS {
        add(Meaning::Field(*field), strong, false);
        add(Meaning::Field(*field), weak, true);
    }
    for (factor, names) in FACTORS {
        add(Meaning::Factor(*factor), names, false);
    }
    add(Meaning::Reason, REASONS, false);
    known
});

fn lookup(plain: &str) -> Vec<Guess> {
    KNOWN.get(plain).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(header: &str) -> Option<String> {
        guesses(header).first().map(|guess| match guess.meaning {
            Meaning::Field(field) => format!("{field}{}", if guess.weak { "?" } else { "" }),
            Meaning::Factor(factor) => factor.to_string(),
            Meaning::Reason => "reason".to_owned(),
        })
    }

    #[test]
    fn the_headers_of_national_data_sets() {
        for (header, meaning) in [
            ("NHS NUMBER", "nhs_number"),
            ("PERSON BIRTH DATE", "date_of_birth"),
            ("APPOINTMENT DATE", "date"),
            ("APPOINTMENT TIME", "time"),
            ("ATTENDED OR DID NOT ATTEND CODE", "outcome"),
            ("TREATMENT FUNCTION CODE", "service"),
            ("ACTIVITY TREATMENT FUNCTION CODE", "service"),
            ("ORGANISATION CODE (CODE OF PROVIDER)", "provider"),
            ("ORGANISATION IDENTIFIER (CODE OF PROVIDER)", "provider"),
            ("ATTENDANCE IDENTIFIER", "contact_id"),
            ("CARE CONTACT IDENTIFIER", "contact_id"),
            ("CARE CONTACT DATE", "date"),
            ("POSTCODE OF USUAL ADDRESS", "postcode"),
            ("GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)", "gp_practice"),
            ("CONSULTANT CODE", "practitioner"),
            ("LOCATION CODE", "location"),
            ("ETHNIC CATEGORY", "ethnicity"),
            ("PERSON STATED GENDER CODE", "sex"),
            ("SEX", "sex"),
            ("LOCAL PATIENT IDENTIFIER (EXTENDED)", "local_id"),
            ("CONSULTATION MECHANISM", "kind"),
            ("PERSON DEATH DATE", "date_of_death"),
        ] {
            assert_eq!(first(header).as_deref(), Some(meaning), "{header}");
        }
    }

    #[test]
    fn the_headers_of_exports() {
        for (header, meaning) in [
            ("Patient ID", "local_id"),
            ("NHS No", "nhs_number"),
            ("NHS_No.", "nhs_number"),
            ("Patient's NHS Number", "nhs_number"),
            ("NHSNumber", "nhs_number"),
            ("UPN", "upn"),
            ("Unique Pupil Number", "upn"),
            ("Pupil's UPN", "upn"),
            ("Baby NHS", "nhs_number"),
            ("Baby's Name", "full_name"),
            ("Appt Ref", "contact_id"),
            ("Case ID", "contact_id?"),
            ("Episode ID", "contact_id?"),
            ("EMERGENCY CARE ARRIVAL DATE", "date"),
            ("LAchildID", "local_authority_id"),
            ("Local Authority ID", "local_authority_id"),
            ("Patient Name", "full_name"),
            ("Child's Full Name", "full_name"),
            ("Name", "full_name?"),
            ("Surname", "family_name"),
            ("Child Surname", "family_name"),
            ("First name(s)", "given_name"),
            ("DOB", "date_of_birth"),
            ("D.O.B.", "date_of_birth"),
            ("Appt Date", "date"),
            ("Start Time", "time"),
            ("Clinician", "practitioner"),
            ("Session Holder's Full Name", "practitioner"),
            ("HCP", "practitioner"),
            ("Appointment Status", "outcome"),
            ("Current Slot Status", "outcome"),
            ("Team", "service"),
            ("Date Booked", "booked_on"),
            ("Last Changed", "recorded_at"),
            ("EMIS Number", "local_id"),
            ("RiO ID", "local_id"),
            ("Client ID", "local_id"),
            ("Usual GP's Organisation", "gp_practice"),
            ("CP Plan (Y/N)", "child_protection_plan"),
            ("LAC flag", "looked_after"),
            ("S47", "section_47"),
            ("Cancellation reason", "reason"),
            ("Cancellation/DNA Reason", "reason"),
            ("Reason for non-attendance", "reason"),
            ("Reason Not Brought", "reason"),
            ("Cancelled By", "reason"),
            ("Left", "outcome?"),
            ("Date", "date?"),
        ] {
            assert_eq!(first(header).as_deref(), Some(meaning), "{header}");
        }
    }

    #[test]
    fn headers_without_a_known_meaning() {
        for header in [
            "",
            "Notes",
            "NHS Number Status",
            "Mother's NHS Number",
            "Next of kin",
            "Comments",
            "12345",
            "Reason for referral",
        ] {
            assert_eq!(first(header), None, "{header}");
        }
        assert!(names_somebody_else("Mother's NHS Number") && !names_somebody_else("NHS Number"));
    }

    #[test]
    fn headers_that_name_an_outcome() {
        for (header, names) in [
            ("DNA", true),
            ("DNA Flag", true),
            ("Attended (Y/N)", true),
            ("Was not brought?", true),
            ("Cancelled", true),
            ("Arrived", true),
            ("Twin", false),
            ("Interpreter needed", false),
            ("Discharged", false),
            ("Y/N", false),
        ] {
            assert_eq!(names_an_outcome(header), names, "{header}");
        }
    }

    #[test]
    fn the_words_of_fields_and_factors_are_known_headers() {
        for field in Field::ALL {
            let found = guesses(field.word());
            assert!(found.iter().any(|guess| guess.meaning == Meaning::Field(*field)), "{field}");
        }
        for factor in Factor::ALL.iter().filter(|factor| **factor != Factor::Infant) {
            assert_eq!(first(factor.word()).as_deref(), Some(factor.word()));
        }
    }

    #[test]
    fn no_header_is_twice_in_the_lists_of_a_field() {
        for (field, strong, weak) in FIELDS {
            let mut names: Vec<String> =
                strong.split('|').chain(weak.split('|').filter(|name| !name.is_empty())).map(squash).collect();
            names.sort();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{field}");
        }
    }
}
