//! Leaves the few children who can have a finding at all, so that only their timelines are built.
//!
//! The screen never judges: it counts generously (rows, not failed contacts; any factor) and lets through every child for
//! whom some rule may hold. The rules decide.

use polars::prelude::*;

use super::facts::Facts;
use super::identity::Identities;
use super::timeline::{Contact, Period};
use crate::config::settings::Settings;
use crate::contact::columns::{Contacts, NO_TEXT};
use crate::contact::fate::Fate;
use crate::vocabulary::{Kind, Outcome};

/// The children for whom some rule may hold, in ascending order.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub fn candidates(
    settings: &Settings,
    contacts: &Contacts,
    fates: &[Fate],
    identities: &Identities,
    facts: &Facts,
    period: Period,
) -> PolarsResult<Vec<u32>> {
    let frame = telling(settings, contacts, fates, identities, period)?;
    let rules = &settings.rules;
    let mut listed: Vec<bool> = vec![false; identities.keys.len()];

    // A single contact with one of these outcomes may be enough.
    let outcome = frame.column("outcome")?.u8()?;
    for (word, rule) in
        [(Outcome::WhereaboutsUnknown, rules.whereabouts_unknown), (Outcome::Disengaged, rules.disengaged)]
    {
        if rule.enabled {
            let alone = frame.filter(&outcome.equal(word.code()))?;
            for child in alone.column("child")?.u32()?.into_no_null_iter() {
                listed[child as usize] = true;
            }
        }
    }

    // Otherwise so many of them are needed.
    let counted = |mask: &BooleanChunked, needed: u32, mark: &mut dyn FnMut(u32, u32)| -> PolarsResult<()> {
        let counts = frame.filter(mask)?.select(["child"])?.group_by(["child"])?.select(["child"]).count()?;
        let children = counts.column("child")?.u32()?.clone();
        let column = counts.get_column_names()[1].clone();
        let sizes = counts.column(&column)?.cast(&DataType::UInt32)?;
        for (child, size) in children.into_no_null_iter().zip(sizes.u32()?.into_no_null_iter()) {
            if size >= needed {
                mark(child, size);
            }
        }
        Ok(())
    };
    if rules.repeated_cancellation.enabled {
        let cancelled = outcome.equal(Outcome::CancelledByFamily.code());
        counted(&cancelled, rules.repeated_cancellation.threshold, &mut |child, _| listed[child as usize] = true)?;
    }
    let failed = failing(settings, &frame)?;
    let mut of_household: std::collections::HashMap<u32, (u32, Vec<u32>)> = std::collections::HashMap::new();
    let needed = fewest_failed(settings);
    counted(&failed, 1, &mut |child, size| {
        if size >= needed {
            listed[child as usize] = true;
        }
        let household = facts.household[child as usize];
        if rules.household.enabled && household != NO_TEXT {
            let together = of_household.entry(household).or_default();
            together.0 += size;
            together.1.push(child);
        }
    })?;
    for (together, children) in of_household.into_values() {
        if together >= rules.household.threshold && children.len() as u32 >= rules.household.children {
            for child in children {
                listed[child as usize] = true;
            }
        }
    }
    Ok((0..listed.len() as u32).filter(|child| listed[*child as usize]).collect())
}

/// The same for one child and any part of the child's contacts: whether some rule may hold by them.
pub fn may_be_listed<'a>(
    settings: &Settings,
    contacts: impl Iterator<Item = &'a Contact>,
    has_household: bool,
) -> bool {
    let rules = &settings.rules;
    let (mut failed, mut cancelled) = (0, 0);
    for contact in contacts {
        match contact.outcome {
            Outcome::WhereaboutsUnknown if rules.whereabouts_unknown.enabled => return true,
            Outcome::Disengaged if rules.disengaged.enabled => return true,
            Outcome::CancelledByFamily => cancelled += 1,
            _ => {}
        }
        failed += u32::from(settings.failed.contains(contact.outcome) && contact.kind != Kind::Unscheduled);
    }
    failed >= fewest_failed(settings)
        || (rules.household.enabled && has_household && failed > 0)
        || (rules.repeated_cancellation.enabled && cancelled >= rules.repeated_cancellation.threshold)
}

/// The used contacts of the review period that can matter to a rule: child, outcome, kind.
fn telling(
    settings: &Settings,
    contacts: &Contacts,
    fates: &[Fate],
    identities: &Identities,
    period: Period,
) -> PolarsResult<DataFrame> {
    let mut wanted = [false; Outcome::ALL.len()];
    for outcome in Outcome::ALL {
        wanted[usize::from(outcome.code())] = settings.failed.contains(*outcome)
            || matches!(outcome, Outcome::WhereaboutsUnknown | Outcome::Disengaged | Outcome::CancelledByFamily);
    }
    let (first, last) = (period.first().0, period.as_of.0);
    let mut child = Vec::new();
    let mut outcome = Vec::new();
    let mut kind = Vec::new();
    for row in 0..contacts.len() {
        let date = contacts.date[row];
        if wanted[usize::from(contacts.outcome[row])] && first <= date && date <= last && fates[row] == Fate::Used {
            child.push(identities.of_contact[row]);
            outcome.push(contacts.outcome[row]);
            kind.push(contacts.kind[row]);
        }
    }
    DataFrame::new_infer_height(vec![
        Column::new("child".into(), child),
        Column::new("outcome".into(), outcome),
        Column::new("kind".into(), kind),
    ])
}

/// Which rows have a failed outcome, unscheduled care left out.
fn failing(settings: &Settings, frame: &DataFrame) -> PolarsResult<BooleanChunked> {
    let outcome = frame.column("outcome")?.u8()?;
    let mut failed = BooleanChunked::full("failed".into(), false, frame.height());
    for word in settings.failed.words() {
        failed = failed | outcome.equal(word.code());
    }
    Ok(failed & frame.column("kind")?.u8()?.not_equal(Kind::Unscheduled.code()))
}

/// The fewest failed contacts with which a rule other than `household` may hold.
fn fewest_failed(settings: &Settings) -> u32 {
    let rules = &settings.rules;
    let of = |enabled: bool, needed: u32| if enabled { needed } else { u32::MAX };
    [
        of(rules.repeated.enabled, rules.repeated.threshold),
        of(rules.cross_service.enabled, rules.cross_service.services),
        of(rules.unscheduled_care.enabled, rules.unscheduled_care.failed),
        of(rules.early_concern.enabled, rules.early_concern.threshold),
    ]
    .into_iter()
    .min()
    .unwrap_or(u32::MAX)
}
