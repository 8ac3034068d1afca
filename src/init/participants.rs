//! Exports that have a row for each participant of an appointment: the child, the practitioner, the room. Only the child's row
//! is a contact.

use super::profile::Column;

/// Sorts of participants who are the child.
const CHILDREN: &[&str] = &["patient", "child", "client", "pupil", "serviceuser"];

/// Sorts of participants who are not, as FHIR and appointment systems call them.
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

/// Words of its header: under another, `Patient` and `Clinician` may say who called an appointment off.
const HEADERS: &[&str] = &["participant", "actor"];

/// A column of more different texts than this does not hold sorts of participants.
const MOST: usize = 12;

/// The texts of a column that stand for participants who are not the child; none where the column holds something else.
pub(super) fn not_children(column: &Column) -> Option<Vec<&str>> {
    if column.is_cut() || column.texts().count() > MOST || !column.has_plain_header() {
        return None;
    }
    let header = column.header.to_lowercase();
    if !HEADERS.iter().any(|word| header.contains(word)) {
        return None;
    }
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let (mut child, mut others) = (false, Vec::new());
    for (text, _) in column.values() {
        let word = plain(text);
        if CHILDREN.contains(&word.as_str()) {
            child = true;
        } else if OTHERS.contains(&word.as_str()) {
            others.push(text);
        } else {
            return None;
        }
    }
    (child && !others.is_empty()).then_some(others)
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
