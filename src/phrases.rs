//! Texts whose meaning is obvious. `init` and `check --outcomes` draft mappings from them, marked to be checked, and a notice
//! says if the configuration maps one of them to something else. They never decide on their own how a record counts.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::codes;
use crate::vocabulary::{Closure, Kind, Outcome, Party, Sector};

const OUTCOMES: &[(Outcome, &str)] = &[
    (
        Outcome::Seen,
        "attended|seen|att|finished|seen alone|child seen|patient seen|completed|complete|attended on time|\
            attended on time or if late before the relevant care professional was ready to see the patient|\
            attended and seen|arrived and seen|seen on time|visit completed|contact completed|\
            appointment completed|appointment kept|kept|attended seen|attended late but seen|\
            attended late seen|arrived late but seen|fulfilled|seen at home|\
            seen at school|seen in clinic",
    ),
    (
        Outcome::WasNotBrought,
        "was not brought|not brought|wnb|was not brought in|child was not brought|not brought in|\
            child not brought|was not brought wnb|wnb was not brought|dna|dnas|did not attend|\
            did not attend dna|dna did not attend|dna was not brought|dna wnb|wnb dna|not attended|\
            failed to attend|fta|no show|noshow|not brought to meeting|not brought to appointment|\
            not brought to clinic|did not attend no advance warning given|was not brought to appointment|patient dna|dna 1st|dna 2nd|dna 3rd|\
            dna first|dna second|dna third|wnb 1st|wnb 2nd|wnb 3rd|dna letter sent|dna rebooked|wnb letter sent|\
            wnb rebooked|did not attend no contact|child dna|was not brought letter sent",
    ),
    (
        Outcome::LateNotSeen,
        "late not seen|arrived late not seen|attended late not seen|arrived late and was not seen|\
            arrived late could not be seen|attended too late to be seen|patient walked out|\
            too late to be seen|patient arrived late and could not be seen",
    ),
    (
        Outcome::Refused,
        "refused|parent refused|refused by parent|patient refused|family refused|refused entry|\
            child refused|declined by family|refused by patient",
    ),
    (
        Outcome::NoAccess,
        "no access|no access visit|no access gained|no reply|no answer|no answer at door|no reply at door|\
            not at home|nobody at home|nobody in|no one in|no one home|noone in|not in|\
            visit no access|no response at door",
    ),
    (
        Outcome::ChildNotSeen,
        "child not seen|parent seen child not|parent seen child not seen|visit child not seen|\
            parent seen not child|mother seen child not seen",
    ),
    (
        Outcome::WhereaboutsUnknown,
        "whereabouts unknown|whereabouts not known|moved whereabouts unknown|moved whereabouts not known|\
            whereabouts of child unknown|missing child",
    ),
    (
        Outcome::Disengaged,
        "disengaged|family disengaged|withdrawn by family|withdrawn by parent|disengaged from service",
    ),
    (
        Outcome::CancelledByFamily,
        "cancelled by family|cancelled by patient|cancelled by parent|cancelled by carer|\
            cancelled by client|cancelled by child|cancelled by parent carer|patient cancelled|\
            family cancelled|parent cancelled|cancelled patient|cancelled family|cancelled parent|\
            client cancelled|cancellation by patient|cancelled by or on behalf of the patient|\
            appointment cancelled by or on behalf of the patient|cancelled by family or carer|\
            cancelled by young person|cancelled on day by patient|cancelled on the day by patient|\
            patient cancelled on day",
    ),
    (
        Outcome::CancelledByProvider,
        "cancelled by service|cancelled by unit|cancelled by provider|cancelled by trust|\
            cancelled by hospital|cancelled by clinic|cancelled by clinician|cancelled by staff|\
            cancelled by us|cancelled by worker|cancelled by team|cancelled by other service|\
            hospital cancelled|service cancelled|trust cancelled|provider cancelled|\
            clinic cancelled|clinician cancelled|cancelled worker|cancelled service|cancelled trust|\
            cancelled provider|cancelled clinic|cancelled hospital|cancelled staff|\
            appointment cancelled or postponed by the health care provider|\
            cancelled by health care provider",
    ),
    (Outcome::Cancelled, "cancelled|canceled"),
    (
        Outcome::Pending,
        "booked|planned|scheduled|pending|requested|not yet due|future|future appointment|awaiting outcome|\
            not yet outcomed|unoutcomed|no outcome recorded|confirmed|\
            not applicable appointment occurs in the future",
    ),
    (
        Outcome::NotAContact,
        "entered in error|recorded in error|created in error|blocked|blocked slot|slot blocked|free slot|slot free|available slot|\
            empty slot|test booking|test appointment|test entry|test record|test patient|dummy booking|dummy patient|note only|notes only|\
            record note only",
    ),
];

/// The longest text, in bytes, that is looked up.
const LONGEST: usize = 200;

/// Texts of outcome columns that do not say whether the child was seen, or who cancelled. People have to decide what they mean.
const UNSETTLED: &str = "discharged|admitted|discharge|admission|arrived|arrived late|checked in|left|left before seen|left without being seen|\
    lwbs|declined|withdrawn|opt out|opted out|unable to attend|could not attend|cna|uta|n a|na|not applicable|void|test|duplicate|parent only|carer seen|seen carer only|message left|voicemail left|in progress|left department|departed|\
    treatment complete|referred|transferred|closed|streamed";

const KINDS: &[(Kind, &str)] = &[
    (
        Kind::Clinic,
        "clinic|clinic appointment|clinic visit|outpatient|outpatients|outpatient clinic|hospital clinic|\
            at clinic|health centre|in clinic",
    ),
    (
        Kind::HomeVisit,
        "home visit|home|at home|visit at home|domiciliary|domiciliary visit|patients home|childs home|\
            home visits|client home",
    ),
    (
        Kind::Remote,
        "telephone|phone|phone call|telephone call|telephone contact|video|vid|video call|telephone video|\
            virtual|remote|tel|online|video consultation|telephone consultation|telemedicine|\
            attend anywhere|teams call|telephone or video",
    ),
    (
        Kind::EducationSetting,
        "school|school session|school visit|visit at school|at school|in school|nursery|school or nursery|\
            education setting|nursery visit|college|school clinic|sch",
    ),
    (
        Kind::Unscheduled,
        "unscheduled|emergency|emergency department|ed|a e|ae|accident and emergency|minor injuries|miu|utc|\
            urgent treatment centre|out of hours|ooh|walk in|walk in centre|urgent care",
    ),
    (Kind::Other, "other|meeting"),
];

/// Codes of CONSULTATION MECHANISM (NHS Data Model and Dictionary).
const MECHANISMS: &[(Kind, &str)] = &[(Kind::Clinic, "01|1"), (Kind::Remote, "02|03|2|3")];

const SECTORS: &[(Sector, &str)] = &[
    (Sector::Health, "health|nhs|nhs trust|hospital|acute|community health|primary care|gp"),
    (
        Sector::SocialCare,
        "social care|la|local authority|council|childrens social care|csc|early help|childrens services",
    ),
    (Sector::Education, "education|school|schools|education welfare|academy"),
    (Sector::Other, "other|vcs|voluntary|voluntary sector|charity|vcse|third sector"),
];

const PARTIES: &[(Party, &str)] = &[
    (
        Party::Child,
        "child|patient|young person|child present|child seen|child and parent|child and carer|parent and child|\
            carer and child|child with parent|client|pupil|child and family",
    ),
    (
        Party::Family,
        "family|parent only|parents only|carer only|mother only|father only|parent carer only|patient proxy|proxy|\
            family only|parent without child|child not present|parent carer|parent|parents|carer|mother|father",
    ),
];

const CLOSURES: &[(Closure, &str)] = &[
    (
        Closure::DidNotAttend,
        "did not attend|dna|was not brought|wnb|dna policy|discharged dna|discharged did not attend|patient did not attend|\
            discharged after dna|non attendance|failed to attend|discharged was not brought|discharged wnb",
    ),
    (
        Closure::FamilyRequest,
        "patient request|family request|parent request|patient requested discharge|requested discharge|self discharge|\
            at family request|family requested discharge|parent requested discharge|withdrawn by family",
    ),
    (
        Closure::Refused,
        "refused|declined|patient refused to be seen|service declined|declined service|family declined|parent declined|\
            refused to be seen|patient declined offered treatment",
    ),
    (
        Closure::Other,
        "treatment completed|treatment complete|completed|completed treatment|moved out of area|moved out of the area|\
            transferred|referred on|no further treatment|admitted elsewhere|needs met|assessment completed|patient died",
    ),
];

/// The words of a text in lower case, without punctuation: `Cancelled (family)` becomes `cancelled family`.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn find<T: Copy>(table: &[(T, &str)], text: &str) -> Option<T> {
    // A question mark, as in `Seen?`, means that somebody did not know.
    if text.contains('?') {
        return None;
    }
    let plain = words(text);
    table.iter().find(|(_, phrases)| phrases.split('|').any(|phrase| phrase == plain)).map(|(meaning, _)| *meaning)
}

/// The phrases of outcomes, as a map because thousands of free-text reasons are looked up.
static OUTCOME_PHRASES: LazyLock<HashMap<&str, Outcome>> = LazyLock::new(|| {
    OUTCOMES.iter().flat_map(|(outcome, phrases)| phrases.split('|').map(|phrase| (phrase, *outcome))).collect()
});

/// The outcome that a text obviously means.
pub(crate) fn outcome(text: &str) -> Option<Outcome> {
    // As in `find`.
    if text.len() > LONGEST || text.contains('?') {
        return None;
    }
    OUTCOME_PHRASES.get(words(text).as_str()).copied()
}

/// Whether a text is typical of outcome columns but does not say which outcome it is.
pub(crate) fn is_unsettled_outcome(text: &str) -> bool {
    let plain = words(text);
    UNSETTLED.split('|').any(|phrase| phrase == plain)
}

/// The kind of contact that a text obviously means.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    find(KINDS, text)
}

/// The kind of contact that a code of CONSULTATION MECHANISM means.
pub(crate) fn mechanism(text: &str) -> Option<Kind> {
    find(MECHANISMS, text)
}

/// The sector that a text obviously means.
pub(crate) fn sector(text: &str) -> Option<Sector> {
    find(SECTORS, text)
}

/// Whom a contact was with, where a text obviously says so.
pub(crate) fn party(text: &str) -> Option<Party> {
    find(PARTIES, text)
}

/// Why a referral was closed, where a text obviously says so.
pub(crate) fn closure(text: &str) -> Option<Closure> {
    find(CLOSURES, text)
}

/// Whether the name of a service says that nobody has appointments with it.
pub(crate) fn is_unscheduled_service(text: &str) -> bool {
    find(KINDS, text) == Some(Kind::Unscheduled) || words(text).contains("out of hours")
}

/// Every single word of the phrases here, of the built-in outcome codes and of the vocabularies.
pub(crate) fn vocabulary() -> impl Iterator<Item = String> {
    fn phrases<T>(table: &[(T, &'static str)]) -> impl Iterator<Item = &'static str> {
        table.iter().flat_map(|(_, phrases)| phrases.split('|'))
    }
    let codes = codes::OUTCOMES.iter().flat_map(|set| set.codes).flat_map(|code| code.texts.iter().copied());
    phrases(OUTCOMES)
        .chain(phrases(KINDS))
        .chain(phrases(SECTORS))
        .chain(phrases(PARTIES))
        .chain(phrases(CLOSURES))
        .chain(UNSETTLED.split('|'))
        .chain(codes)
        .chain(Outcome::ALL.iter().map(|outcome| outcome.word()))
        .chain(Kind::ALL.iter().map(|kind| kind.word()))
        .chain(Sector::ALL.iter().map(|sector| sector.word()))
        .flat_map(|phrase| words(phrase).split(' ').map(str::to_owned).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obvious_texts_have_a_meaning_and_others_have_none() {
        for (text, meaning) in [
            ("Attended", Some(Outcome::Seen)),
            ("WAS NOT BROUGHT", Some(Outcome::WasNotBrought)),
            ("DNA - Did Not Attend", Some(Outcome::WasNotBrought)),
            ("Cancelled (family)", Some(Outcome::CancelledByFamily)),
            ("Cancelled by us", Some(Outcome::CancelledByProvider)),
            ("Visit - Child Not Seen", Some(Outcome::ChildNotSeen)),
            ("Moved - Whereabouts Not Known", Some(Outcome::WhereaboutsUnknown)),
            ("No answer at door", Some(Outcome::NoAccess)),
            ("Arrived Late", None),
            ("Left before being seen", None),
            ("Withdrawn", None),
            ("Parent only", None),
            ("Declined", None),
            ("CNC", None),
            ("not seen", None),
            ("Discharged", None),
            ("Admitted", None),
            ("Discharged - DNA policy", None),
            ("Seen - carer only", None),
            ("DNA (1st)", Some(Outcome::WasNotBrought)),
            ("Seen?", None),
            ("", None),
        ] {
            assert_eq!(outcome(text), meaning, "{text}");
        }
        assert_eq!(kind("Telephone / Video"), Some(Kind::Remote));
        assert_eq!(kind("F2F"), None);
        assert_eq!(kind("A&E"), Some(Kind::Unscheduled));
        assert_eq!(sector("LA"), Some(Sector::SocialCare));
    }

    #[test]
    fn no_phrase_means_two_outcomes() {
        let mut all: Vec<&str> = OUTCOMES.iter().flat_map(|(_, phrases)| phrases.split('|')).collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|phrase| words(phrase) == *phrase));
    }
}
