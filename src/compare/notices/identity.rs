//! Whether the records can still be brought to their children.

use super::{Code, Figure, Notice, of_last, percent, rises};
use crate::compare::Compared;
use crate::compare::memory::of_contacts;
use crate::config::settings::Sort;
use crate::detected::Detected;
use crate::field::Field;
use crate::quality::SourceQuality;
use crate::wording::counted;

/// Without a previous run, a source of which more than this share is unlinked is worth knowing.
const MOSTLY: f64 = 0.5;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    for source in &now.quality.sources {
        all.extend(unlinked(now, compared, source));
        let memory = compared.memory_of(&source.name);
        let name = now.settings.title_of(&source.name);
        // A run of the first edition does not say what it had.
        if memory.is_none() && compared.previous.as_ref().is_some_and(|own| own.has_source(&source.name)) {
            continue;
        }
        let more = |now: u64, before: Option<u64>| now > before.unwrap_or(0);
        let figures = |now: u64, before: Option<u64>| (Figure::Count(now), Figure::Count(before.unwrap_or(0)));
        let before = memory.map(|own| own.numbers_damaged);
        if more(source.damaged, before) {
            let (own, then) = figures(source.damaged, before);
            let said = format!(
                "A spreadsheet program has damaged {} of {name}{}: 9.99E+09, for example, has lost its digits.",
                counted(source.damaged, "NHS number or id", "NHS numbers or ids"),
                of_last(compared, before.unwrap_or(0))
            );
            all.push(Notice::new(Code::NumbersDamaged, said).of_source(&source.name).with(own, then));
        }
        let before = memory.map(|own| own.ids_reused);
        if more(source.versions.reused_ids, before) {
            let (own, then) = figures(source.versions.reused_ids, before);
            let said = format!(
                "{name} has {} that different children, dates or services share{}. Records of one id replace each other, so \
                 failed contacts may be missing.",
                counted(source.versions.reused_ids, "contact id", "contact ids"),
                of_last(compared, before.unwrap_or(0))
            );
            all.push(Notice::new(Code::IdsReused, said).of_source(&source.name).with(own, then));
        }
        let before = memory.map(|own| own.order_decided);
        if more(source.versions.order_decided, before) {
            let (own, then) = figures(source.versions.order_decided, before);
            let said = format!(
                "{name} has {} more than once, with different outcomes{}. Nothing says which record is newer: the program used \
                 an outcome rather than a booking, and of 2 outcomes the one that it read last.",
                counted(source.versions.order_decided, "contact", "contacts"),
                of_last(compared, before.unwrap_or(0))
            );
            all.push(Notice::new(Code::OrderDecides, said).of_source(&source.name).with(own, then));
        }
    }
}

fn unlinked(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let used = source.tally.used;
    if used == 0 {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let share = source.unlinked as f64 / used as f64;
    let notice = |said: String, before: Figure| {
        Notice::new(Code::UnlinkedRose, said).of_source(&source.name).with(Figure::Share(share), before)
    };
    if compared.previous.is_some() {
        let memory = compared.memory_of(&source.name).filter(|own| own.used > 0)?;
        let before = memory.unlinked as f64 / memory.used as f64;
        let said = format!(
            "{} of the records of {name} have no NHS number that links them, {} in the last report.",
            percent(share),
            percent(before)
        );
        return rises(before, share, now.settings.limits.max_change).then(|| notice(said, Figure::Share(before)));
    }
    let said = format!(
        "{} of the records of {name} have no NHS number that links them, although other files have the numbers for its \
         local ids.",
        percent(share)
    );
    (share > MOSTLY && of_contacts(source) && is_linked_elsewhere(now, source))
        .then(|| notice(said, Figure::None).only_to_know())
}

/// Whether another source of the same scope, or the register, should say the NHS numbers for the local ids of a source.
fn is_linked_elsewhere(now: &Detected, source: &SourceQuality) -> bool {
    let settings = &now.settings;
    let Some(own) = settings.contacts.iter().find(|own| own.name == source.name) else { return false };
    let others = settings.contacts.iter().chain(&settings.children).filter(|other| other.name != own.name);
    let mut with_numbers = others.filter(|other| other.has(Field::NhsNumber));
    with_numbers.any(|other| {
        let both = |field: Field| own.has(field) && other.has(field);
        let scope = other.id_scope == own.id_scope || other.sort == Sort::Children;
        (scope && both(Field::LocalId)) || both(Field::Upn) || both(Field::LocalAuthorityId)
    })
}
