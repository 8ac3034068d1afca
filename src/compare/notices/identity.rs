//! Notices about records that can no longer be assigned to their children.

use super::{Code, Figure, Notice, of_last, percent, rises};
use crate::compare::Compared;
use crate::compare::memory::{SourceMemory, of_contacts};
use crate::config::settings::Sort;
use crate::field::Field;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

/// Without a previous run, the share of unlinked records above which a notice is given.
const MOSTLY: f64 = 0.5;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    for source in &now.quality.sources {
        all.extend(unlinked(now, compared, source));
        let memory = compared.memory_of(&source.name);
        let name = now.settings.title_of(&source.name);
        // The first version of the program kept no counts.
        if memory.is_none() && compared.previous.as_ref().is_some_and(|previous| previous.has_source(&source.name)) {
            continue;
        }
        let before = |count: fn(&SourceMemory) -> u64| memory.map_or(0, count);
        let damaged = (source.damaged, before(|memory| memory.numbers_damaged), Code::NumbersDamaged);
        let decided = (source.versions.order_decided, before(|memory| memory.order_decided), Code::OrderDecides);
        all.extend(reused_ids(now, compared, source));
        all.extend(attended_and_missed(now, compared, source));
        for (count, before, code) in [damaged, decided].into_iter().filter(|(count, before, _)| count > before) {
            let last = of_last(compared, before);
            let sentence = match code {
                Code::NumbersDamaged => format!(
                    "A spreadsheet program has damaged {} of {name}{last}: 9.99E+09, for example, has lost its digits.",
                    counted(count, "NHS number or id", "NHS numbers or ids")
                ),
                _ => format!(
                    "{name} has {} more than once, with different outcomes{last}. Nothing says which record is newer: the \
                     program used an outcome rather than a booking, and of 2 outcomes the one that it read last.",
                    counted(count, "contact", "contacts")
                ),
            };
            all.push(Notice::new(code, sentence).of_source(&source.name).now(count).before(before));
        }
    }
}

/// The notice about appointments that one file says were attended, and another says were missed.
fn attended_and_missed(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let count = source.versions.attended_and_missed;
    let before = compared.memory_of(&source.name).map_or(0, |memory| memory.attended_and_missed);
    let was = if count == 1 { "was" } else { "were" };
    let sentence = format!(
        "{} has {}{} at a known time that one of its files says {} attended, and another says {} missed. Without a contact id \
         nothing says which is right, so the program counts {} as attended.",
        now.settings.title_of(&source.name),
        counted(count, "appointment", "appointments"),
        of_last(compared, before),
        was,
        was,
        if count == 1 { "it" } else { "them" },
    );
    let notice = Notice::new(Code::OrderDecides, sentence).of_source(&source.name).now(count).before(before);
    (count > before).then_some(notice)
}

/// The notice about contact ids that stand for several contacts. It is to act on if there are more such ids, or more records that do
/// not count because of them (one id may replace more records every week). If there are as many, but because of another id, it is only
/// to know.
fn reused_ids(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let memory = compared.memory_of(&source.name);
    let (ids, lost) = (source.versions.reused_ids, source.versions.lost_to_reused_ids);
    let ids_before = memory.map_or(0, |memory| memory.ids_reused);
    let lost_before = memory.map_or(Some(0), |memory| memory.lost_to_reused_ids);
    let known = memory.and_then(|memory| memory.losing_ids.as_ref());
    let new = known.map_or(0, |known| source.versions.losing_ids.difference(known).count() as u64);
    let (figure, before, is_more) = if ids > ids_before {
        (ids, ids_before, true)
    } else if let Some(before) = lost_before.filter(|before| lost > *before) {
        (lost, before, true)
    } else if new > 0 {
        (new, 0, false)
    } else {
        return None;
    };
    let which = match new {
        0 => String::new(),
        _ if ids_before == 0 => String::new(),
        1 => " 1 of them is new.".to_owned(),
        many => format!(" {} of them are new.", number(many)),
    };
    let missing = match lost {
        0 if ids == 1 => {
            " All its records count in this report, but a newer record of the same id may replace them.".to_owned()
        }
        0 => {
            " All their records count in this report, but a newer record of the same id may replace others.".to_owned()
        }
        _ => format!(
            " {} not count{}: another record of the same id has replaced {}, so failed contacts may be missing.",
            counted(lost, "record does", "records do"),
            lost_before.map_or_else(String::new, |before| of_last(compared, before)),
            if lost == 1 { "it" } else { "them" },
        ),
    };
    let sentence = format!(
        "{} has {} that different children, dates or services share{}.{which}{missing}",
        now.settings.title_of(&source.name),
        counted(ids, "contact id", "contact ids"),
        of_last(compared, ids_before)
    );
    let notice = Notice::new(Code::IdsReused, sentence).of_source(&source.name).now(figure).before(before);
    // In an extract that covers the last year, ids come and go, so some are new in most weeks.
    Some(if is_more { notice } else { notice.only_to_know() })
}

/// The notice that nothing links many records of a source to an NHS number.
fn unlinked(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let used = source.tally.used;
    if used == 0 {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let share = source.unlinked as f64 / used as f64;
    let notice = |sentence: String, before: Figure| {
        Notice::new(Code::UnlinkedRose, sentence).of_source(&source.name).now(share).before(before)
    };
    if compared.previous.is_some() {
        let memory = compared.memory_of(&source.name).filter(|memory| memory.used > 0)?;
        let before = memory.unlinked as f64 / memory.used as f64;
        let sentence = format!(
            "{} of the records of {name} have no NHS number that links them, {} in the last report.",
            percent(share),
            percent(before)
        );
        return rises(before, share, now.settings.limits.max_change).then(|| notice(sentence, Figure::Share(before)));
    }
    let sentence = format!(
        "{} of the records of {name} have no NHS number that links them, although other files have the numbers for its \
         local ids.",
        percent(share)
    );
    (share > MOSTLY && of_contacts(source) && is_linked_elsewhere(now, source))
        .then(|| notice(sentence, Figure::None).only_to_know())
}

/// Whether another source of the same scope, or the register, should have the NHS numbers for the local ids of a source.
fn is_linked_elsewhere(now: &Detected, source: &SourceQuality) -> bool {
    let settings = &now.settings;
    let Some(configured) = settings.contacts.iter().find(|other| other.name == source.name) else { return false };
    let others = settings.contacts.iter().chain(&settings.children).filter(|other| other.name != source.name);
    let mut with_numbers = others.filter(|other| other.has(Field::NhsNumber));
    with_numbers.any(|other| {
        let both_have = |field: Field| configured.has(field) && other.has(field);
        let same_scope = other.id_scope == configured.id_scope || other.sort == Sort::Children;
        (same_scope && both_have(Field::LocalId)) || both_have(Field::Upn) || both_have(Field::LocalAuthorityId)
    })
}
