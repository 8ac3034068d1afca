//! Exports with a row for each participant of an appointment: the child, the practitioner, the room. Only the child's row is a
//! contact.

use super::profile::Column;

/// Types of participant that mean the child.
const CHILDREN: &[&str] = &["patient", "child", "client", "pupil", "serviceuser"];

/// Types of participant that do not, in FHIR and in appointment systems.
const OTHERS: &[&str] = &[
    "practitioner",
    "practitionerrole",
    "relatedperson",
    "location",
    "device",
    "healthcareservice",
    "careteam",
    "organization",
    "organisation",
    "group",
    "room",
    "clinician",
    "staff",
    "resource",
    "equipment",
    "interpreter",
];

/// The header must have one of these words: under another header, `Patient` and `Clinician` may say who cancelled.
const HEADER_WORDS: &[&str] = &["participant", "actor"];

/// A column with more different texts than this does not hold types of participant.
const MOST_TYPES: usize = 12;

/// The texts of a column of participant types that do not mean the child; none if the column holds something else.
pub(super) fn not_children(column: &Column) -> Option<Vec<&str>> {
    if column.is_cut() || column.texts().count() > MOST_TYPES || !column.has_plain_header() {
        return None;
    }
    let header = column.header.to_lowercase();
    if !HEADER_WORDS.iter().any(|word| header.contains(word)) {
        return None;
    }
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let (mut has_child, mut others) = (false, Vec::new());
    for (text, _) in column.values() {
        let word = plain(text);
        if CHILDREN.contains(&word.as_str()) {
            has_child = true;
        } else if OTHERS.contains(&word.as_str()) {
            others.push(text);
        } else {
            return None;
        }
    }
    (has_child && !others.is_empty()).then_some(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_rooms_and_staff_are_told_from_those_of_children() {
        let participant = "participant.actor.type";
        for (header, texts, expected) in [
            (participant, &["Patient", "Practitioner", "Location"][..], Some(vec!["Location", "Practitioner"])),
            ("Participant Type", &["patient", "Related Person"], Some(vec!["Related Person"])),
            (participant, &["Patient"], None),
            (participant, &["Practitioner", "Location"], None),
            (participant, &["Patient", "Practitioner", "Clinic"], None),
            (participant, &[], None),
            ("Cancelled by", &["Patient", "Clinician"], None),
        ] {
            assert_eq!(not_children(&Column::of_texts(header, texts)), expected, "{header} {texts:?}");
        }
    }
}
