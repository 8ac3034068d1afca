//! When somebody last saw a child, or spoke to the family, where records of two children may be under one number.
//!
//! Twins may have been given one NHS number. While one of them is missing, or their family has withdrawn from a service, "last seen"
//! must not be an attendance of the other: that would reassure, and nothing else would say that the child is still missing. So
//! what contradicts the records for which the child is listed is left out, and the pages say so. Where nobody can tell whose an
//! attendance is, it stays, and the pages say that too.
//!
//! A case has one name, and that of the newest record may be the other child's. So pages say besides whom the records name for which
//! the child is listed, wherever the name may be taken for theirs.

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
    /// At which the child was seen.
    pub(super) seen: Option<Contact>,
    /// Of any kind, with the child or the family.
    pub(super) contact: Option<Contact>,
    /// What is known of another child under the same number.
    pub(super) another: AnotherChild,
}

/// What is known of another child under the number of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnotherChild {
    /// The contacts with the other child at which somebody was seen or spoken to, in the order of a timeline: of a child who is
    /// missing, or whose family has withdrawn, as they reassure nobody. None of any other child.
    left_out: Box<[Contact]>,
    /// Whether the contact at which the child was last seen may be of the other child.
    last_seen_in_doubt: bool,
    /// Of the contacts for which the child is listed those that name somebody, each child once, with the date of birth that they say:
    /// where the name of the case is not theirs. Else none.
    listed_for: Box<[(ContactRecord, Option<Day>)]>,
    /// Whether the child is listed for more than one contact.
    for_several: bool,
}

impl AnotherChild {
    /// Whether a contact is with the other child.
    pub(crate) fn has(&self, contact: ContactRecord) -> bool {
        self.left_out.iter().any(|own| own.row == contact)
    }

    /// The contacts with the other child, which count for no "last seen", in the order of a timeline.
    pub(crate) const fn left_out(&self) -> &[Contact] {
        &self.left_out
    }

    /// The contacts that say for whom the child is listed, where pages must say it, with the date of birth of each.
    pub(crate) const fn listed_for(&self) -> &[(ContactRecord, Option<Day>)] {
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

    /// Whether the contact at which the child was last seen may be of the other child.
    pub(crate) const fn is_last_seen_in_doubt(&self) -> bool {
        self.last_seen_in_doubt
    }
}

/// The last contacts of a child for whom these rules hold.
pub(super) fn last_met(
    all: &ReviewInput<'_>,
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
        let mut births: Vec<_> = all.children.get(child).rows().map(|row| (row.row, row.born.known())).collect();
        births.sort_unstable_by_key(|(row, _)| *row);
        births
    };
    let says = |contact: &Contact| -> Says<'_, ShortBirth> {
        let born = births.binary_search_by_key(&contact.row, |(row, _)| *row).map_or(None, |at| births[at].1);
        (born, reread.text(contact.row, Field::GivenName))
    };
    let (evidence, reassures_nobody) = listed_for(subject, rules);
    let evidence: Vec<&Contact> = evidence.into_iter().map(|place| &timeline.contacts[place]).collect();
    let listed_for = different(evidence.iter().map(|contact| says(contact)));
    let is_another = |contact: &&Contact| {
        let own = says(contact);
        !listed_for.is_empty() && listed_for.iter().all(|listed| are_two_children(own, *listed))
    };
    let left_out: Box<[Contact]> = timeline.met().filter(|_| reassures_nobody).filter(is_another).copied().collect();
    let born = |(born, _): &Says<'_, ShortBirth>| born.and_then(|born| born.day(all.as_of));
    let shown = (all.children.get(child).facts().born, details.text(reread, Field::GivenName));
    let is_other = |own: &&Says<'_, _>| are_two_children(shown, (born(own), own.1));
    // Of other children the check of names and dates of birth asks where only some of these contacts say so.
    let others = listed_for.iter().filter(is_other).count();
    let is_told = others > 0 && (reassures_nobody || others == listed_for.len());
    let names = listed_for.iter().filter(|own| is_told && (own.0.is_some() || !own.1.is_empty()));
    let record = |own: &Says<'_, _>| evidence.iter().find(|contact| says(contact) == *own).map(|contact| contact.row);
    let named = names.filter_map(|own| Some((record(own)?, born(own)))).collect();
    let mut last = newest(
        timeline,
        AnotherChild { left_out, last_seen_in_doubt: false, listed_for: named, for_several: evidence.len() > 1 },
    );
    last.another.last_seen_in_doubt = last.seen.is_some_and(|seen| {
        let seen = says(&seen);
        let contradicts_listed = |own: &Says<'_, _>| listed_for.iter().any(|listed| are_two_children(*own, *listed));
        let up_to_now = timeline.contacts.iter().filter(|contact| contact.day <= timeline.period.as_of);
        let others = different(up_to_now.map(says)).into_iter().filter(contradicts_listed);
        contradicts_listed(&seen) || others.into_iter().any(|other| !are_two_children(seen, other))
    });
    last
}

/// The newest contacts that are not with the other child.
fn newest(timeline: &Timeline, another: AnotherChild) -> LastMet {
    // The service's number is its place by code point; of equal days and times the first name counts.
    let newest = |c: &&Contact| (c.day, c.time, Reverse(c.service));
    let is_child = |c: &&Contact| !another.has(c.row);
    let seen = timeline.seen().filter(is_child).max_by_key(newest).copied();
    let contact = timeline.met().filter(is_child).max_by_key(newest).copied();
    LastMet { seen, contact, another }
}

/// The places of the contacts for which the child is listed, and whether these say that the child is missing or that the family
/// has withdrawn: of a missing child nothing else.
fn listed_for(subject: &Subject<'_>, rules: HeldRules) -> (Vec<usize>, bool) {
    for rule in [RuleId::WhereaboutsUnknown, RuleId::Disengaged] {
        if rules.contains(rule) {
            return (rule.rule().judge(subject).evidence, true);
        }
    }
    (rules.findings(subject).into_iter().flat_map(|finding| finding.judgement.evidence).collect(), false)
}

/// What records say, each thing once.
fn different<'a>(all: impl Iterator<Item = Says<'a, ShortBirth>>) -> Vec<Says<'a, ShortBirth>> {
    let mut different: Vec<Says<'a, ShortBirth>> = Vec::new();
    for own in all {
        if !different.contains(&own) {
            different.push(own);
        }
    }
    different
}
