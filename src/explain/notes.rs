//! Explains whether each contact counts as a failed contact, and why some with a failed outcome do not.

use std::collections::BTreeMap;

use crate::child::timeline::{Contact, Timeline};
use crate::pipeline::Detected;
use crate::records::ContactRecord;
use crate::store::Row;
use crate::vocabulary::{Kind, Outcome};

/// Whether and why a contact counts as a failed contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NoteKind {
    /// It is a failed contact, or the first row of one.
    Counts,
    /// It is the first row of a failed contact, on a day on which the service saw only another child.
    AnotherSeen,
    /// Another row with the same day and service already counts.
    SameDay,
    /// The child was seen by the service that day.
    SeenThatDay,
    /// Unscheduled care: nobody had an appointment.
    Unscheduled,
    /// Before the review period.
    Before,
    /// After the as-of date.
    After,
    /// The record is a duplicate, or was replaced.
    Duplicate,
    /// The child was seen.
    Seen,
    /// The child was spoken to, but not seen.
    SpokenTo,
    /// A newer version says that the record was entered in error.
    Withdrawn,
    /// The outcome is not one that counts as failed.
    NotFailed,
}

impl NoteKind {
    /// The words that are printed after a contact.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Counts => "counts as a failed contact",
            Self::AnotherSeen => {
                "counts as a failed contact: the child seen that day has another date of birth or given name on record"
            }
            Self::SameDay => "same service and day as another: counts once",
            Self::SeenThatDay => "not counted: seen by the service that day",
            Self::Unscheduled => "not counted: unscheduled care, not an appointment",
            Self::Before => "not counted: before the review period",
            Self::After => "not counted: after the as-of date",
            Self::Duplicate => "not counted: a duplicate, or replaced by a newer version",
            Self::Seen => "seen",
            Self::SpokenTo => "spoken to: not seen in person",
            Self::Withdrawn => "not seen: a newer version says that this was entered in error",
            Self::NotFailed => "",
        }
    }

    /// The end of "1 more ..." and of "2 more ...", for contacts with a failed outcome that do not count.
    const fn reason(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::SameDay => Some((
                "was on the same day with the same service and counts once",
                "were on the same day with the same service and count once",
            )),
            Self::SeenThatDay => {
                Some(("was on a day when the service saw the child", "were on days when the service saw the child"))
            }
            Self::Unscheduled => Some(("was in unscheduled care", "were in unscheduled care")),
            Self::Before => Some(("was before the review period", "were before the review period")),
            Self::After => Some(("is dated after the as-of date", "are dated after the as-of date")),
            Self::Duplicate => Some(("was a duplicate or was replaced", "were duplicates or were replaced")),
            Self::Counts | Self::AnotherSeen | Self::Seen | Self::SpokenTo | Self::Withdrawn | Self::NotFailed => None,
        }
    }
}

/// The note of one contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContactNote {
    pub(crate) row: ContactRecord,
    pub(crate) kind: NoteKind,
}

/// A note for each contact.
pub(crate) fn notes(review: &Detected, timeline: &Timeline, rows: &[Row]) -> Vec<ContactNote> {
    let firsts: Vec<ContactRecord> = timeline.failed.iter().map(|f| timeline.contacts[f.evidence[0]].row).collect();
    rows.iter().map(|row| ContactNote { row: row.row, kind: kind(review, timeline, &firsts, row) }).collect()
}

fn kind(review: &Detected, timeline: &Timeline, firsts: &[ContactRecord], row: &Row) -> NoteKind {
    let contact = Contact::from_row(row, &review.intake.parts);
    let failed = review.settings.failed.contains(contact.outcome);
    if contact.outcome == Outcome::NotAContact {
        return NoteKind::Withdrawn;
    }
    if !failed {
        let seen = contact.outcome == Outcome::Seen && contact.day <= timeline.period.as_of;
        return match seen {
            true if timeline.counting.has_seen(&contact) => NoteKind::Seen,
            true => NoteKind::SpokenTo,
            false => NoteKind::NotFailed,
        };
    }
    let period = timeline.period;
    if row.is_duplicate() {
        NoteKind::Duplicate
    } else if contact.kind == Kind::Unscheduled {
        NoteKind::Unscheduled
    } else if contact.day > period.as_of {
        NoteKind::After
    } else if !period.contains(contact.day) {
        NoteKind::Before
    } else if firsts.contains(&contact.row) {
        if contact.alone { NoteKind::AnotherSeen } else { NoteKind::Counts }
    } else if timeline.evidence().into_iter().any(|place| timeline.contacts[place].row == contact.row) {
        NoteKind::SameDay
    } else {
        NoteKind::SeenThatDay
    }
}

/// For each reason, how many contacts do not count: `1 more was on the same day with the same service and counts once`.
pub(crate) fn summary(notes: &[ContactNote]) -> Vec<String> {
    let mut counts: BTreeMap<NoteKind, u32> = BTreeMap::new();
    for note in notes {
        *counts.entry(note.kind).or_default() += 1;
    }
    let counted = counts.into_iter().filter_map(|(kind, count)| kind.reason().map(|words| (words, count)));
    counted
        .map(|((one, many), count)| if count == 1 { format!("1 more {one}") } else { format!("{count} more {many}") })
        .collect()
}
