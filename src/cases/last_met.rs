//! Finds when somebody last saw a child or spoke to the family. Records of two children may be under one number.
//!
//! Twins are sometimes given one NHS number. If one of them is missing, or the family has withdrawn from a service, "last seen"
//! must not be an attendance of the other twin: it would reassure, and nothing else would show that the child is still missing.
//! So attendances that contradict the records for which the child is listed are left out, and the pages say so. An attendance
//! that may be either child's is kept, and the pages say that too.
//!
//! A case shows the name in the newest record, which may be the other child's. So wherever that name could be taken for the listed
//! child's, pages also give the name in the records for which the child is listed.

use std::cmp::Reverse;

use super::ReviewInput;
use crate::child::details::ChildDetails;
use crate::child::reread::Reread;
use crate::child::timeline::{Contact, Timeline};
use crate::child::two_children::{Says, are_two_children};
use crate::contact::short::ShortBirth;
use crate::day::Day;
use crate::field::Field;
use crate::records::ContactRecord;
use crate::rules::{HeldRules, RuleId, Subject};
use crate::store::ChildNumber;

/// The newest contacts at which somebody saw or spoke to a child.
pub(super) struct LastMet {
    /// The newest contact at which the child was seen.
    pub(super) seen: Option<Contact>,
    /// The newest contact of any kind at which the child or the family was seen or spoken to.
    pub(super) contact: Option<Contact>,
    /// What is known of another child under the same number.
    pub(super) another: AnotherChild,
}

/// What is known of another child under the number of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnotherChild {
    /// The contacts at which the other child or their family was seen or spoken to, in the order of a timeline. They are found
    /// only for a child who is missing or whose family has withdrawn, because there they must not reassure anybody.
    left_out: Box<[Contact]>,
    /// Whether the contact at which the child was last seen may be the other child's.
    last_seen_in_doubt: bool,
    /// The people whom the records for which the child is listed name, if the case shows a different name or date of birth.
    listed_for: Box<[NamedPerson]>,
    /// Whether the child is listed for more than one contact.
    for_several: bool,
}

/// A person whom records for which a child is listed name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NamedPerson {
    /// One of these records.
    pub(crate) record: ContactRecord,
    /// The person's date of birth.
    pub(crate) born: Option<Day>,
    /// The number of failed contacts whose records name this person.
    pub(crate) failed: usize,
}

impl AnotherChild {
    /// Whether a contact is with the other child.
    pub(crate) fn has(&self, contact: ContactRecord) -> bool {
        self.left_out.iter().any(|left_out| left_out.row == contact)
    }

    /// The contacts with the other child, which do not count as "last seen", in the order of a timeline.
    pub(crate) const fn left_out(&self) -> &[Contact] {
        &self.left_out
    }

    /// The people whom the records for which the child is listed name, if pages must say so.
    pub(crate) const fn listed_for(&self) -> &[NamedPerson] {
        &self.listed_for
    }

    /// Whether the child is listed for more than one contact.
    pub(crate) const fn is_listed_for_several(&self) -> bool {
        self.for_several
    }

    /// Whether somebody has to find out who was seen.
    pub(crate) const fn may_have_been_seen(&self) -> bool {
        self.last_seen_in_doubt || !self.left_out.is_empty()
    }

    /// Whether the contact at which the child was last seen may be the other child's.
    pub(crate) const fn is_last_seen_in_doubt(&self) -> bool {
        self.last_seen_in_doubt
    }
}

/// The last contacts of a child for whom these rules hold.
pub(super) fn last_met(
    input: &ReviewInput<'_>,
    child: ChildNumber,
    subject: &Subject<'_>,
    rules: HeldRules,
    (details, reread): (&ChildDetails, &Reread),
) -> LastMet {
    let timeline = subject.timeline;
    // Nearly every child has records that agree.
    if details.births().is_empty() && !details.names_differ() {
        return newest(timeline, AnotherChild::default());
    }
    let births: Vec<(ContactRecord, Option<ShortBirth>)> = {
        let mut births: Vec<_> = input.children.get(child).rows().map(|row| (row.row, row.born.known())).collect();
        births.sort_unstable_by_key(|(row, _)| *row);
        births
    };
    let says = |contact: &Contact| -> Says<'_, ShortBirth> {
        let born = births.binary_search_by_key(&contact.row, |(row, _)| *row).map_or(None, |at| births[at].1);
        (born, reread.text(contact.row, Field::GivenName))
    };
    let (evidence, missing_or_withdrawn) = evidence_of_listing(subject, rules);
    let evidence: Vec<&Contact> = evidence.into_iter().map(|place| &timeline.contacts[place]).collect();
    let listed_for = different(evidence.iter().map(|contact| says(contact)));
    let is_another = |contact: &&Contact| {
        let person = says(contact);
        !listed_for.is_empty() && listed_for.iter().all(|listed| are_two_children(person, *listed))
    };
    let left_out: Box<[Contact]> =
        timeline.met().filter(|_| missing_or_withdrawn).filter(is_another).copied().collect();
    let born = |(born, _): &Says<'_, ShortBirth>| born.and_then(|born| born.day(input.as_of));
    let shown = (input.children.get(child).facts().born, details.text(reread, Field::GivenName));
    let is_not_shown = |person: &&Says<'_, _>| are_two_children(shown, (born(person), person.1));
    // If the child is neither missing nor withdrawn, and only some of the records contradict the name that the case shows, the
    // checks of names and dates of birth already ask about it.
    let not_shown = listed_for.iter().filter(is_not_shown).count();
    let pages_say_so = not_shown > 0 && (missing_or_withdrawn || not_shown == listed_for.len());
    let named = listed_for.iter().filter(|person| pages_say_so && (person.0.is_some() || !person.1.is_empty()));
    let record =
        |person: &Says<'_, _>| evidence.iter().find(|contact| says(contact) == *person).map(|contact| contact.row);
    let failed = |person: &Says<'_, _>| {
        let first = timeline.failed.iter().map(|failed| &timeline.contacts[failed.evidence[0]]);
        first.filter(|contact| says(contact) == *person).count()
    };
    let named = named
        .filter_map(|person| Some(NamedPerson { record: record(person)?, born: born(person), failed: failed(person) }))
        .collect();
    let mut last = newest(
        timeline,
        AnotherChild { left_out, last_seen_in_doubt: false, listed_for: named, for_several: evidence.len() > 1 },
    );
    last.another.last_seen_in_doubt = last.seen.is_some_and(|seen| {
        let seen = says(&seen);
        let contradicts_listed =
            |person: &Says<'_, _>| listed_for.iter().any(|listed| are_two_children(*person, *listed));
        let up_to_now = timeline.contacts.iter().filter(|contact| contact.day <= timeline.period.as_of);
        let others = different(up_to_now.map(says)).into_iter().filter(contradicts_listed);
        contradicts_listed(&seen) || others.into_iter().any(|other| !are_two_children(seen, other))
    });
    last
}

/// The newest contacts that are not with the other child.
fn newest(timeline: &Timeline, another: AnotherChild) -> LastMet {
    // At the same day and time, the service with the first name counts. Services are numbered by name.
    let newest = |c: &&Contact| (c.day, c.time, Reverse(c.service));
    let is_child = |c: &&Contact| !another.has(c.row);
    let seen = timeline.seen().filter(is_child).max_by_key(newest).copied();
    let contact = timeline.met().filter(is_child).max_by_key(newest).copied();
    LastMet { seen, contact, another }
}

/// The places of the contacts for which the child is listed, and whether the child is missing or the family has withdrawn. If so,
/// only the contacts that say so are returned.
fn evidence_of_listing(subject: &Subject<'_>, rules: HeldRules) -> (Vec<usize>, bool) {
    for rule in [RuleId::WhereaboutsUnknown, RuleId::Disengaged] {
        if rules.contains(rule) {
            return (rule.rule().judge(subject).evidence, true);
        }
    }
    (rules.findings(subject).into_iter().flat_map(|finding| finding.judgement.evidence).collect(), false)
}

/// The different dates of birth and names among those that records give.
fn different<'a>(people: impl Iterator<Item = Says<'a, ShortBirth>>) -> Vec<Says<'a, ShortBirth>> {
    let mut different: Vec<Says<'a, ShortBirth>> = Vec::new();
    for person in people {
        if !different.contains(&person) {
            different.push(person);
        }
    }
    different
}
