//! Whether the records can still be brought to their children.

use super::{Code, Figure, Notice, of_last, percent, rises};
use crate::compare::Compared;
use crate::compare::memory::{SourceMemory, of_contacts};
use crate::config::settings::Sort;
use crate::field::Field;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

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
        let then = |of: fn(&SourceMemory) -> u64| memory.map_or(0, of);
        let damaged = (source.damaged, then(|own| own.numbers_damaged), Code::NumbersDamaged);
        let decided = (source.versions.order_decided, then(|own| own.order_decided), Code::OrderDecides);
        all.extend(reused_ids(now, compared, source));
        for (own, before, code) in [damaged, decided].into_iter().filter(|(own, before, _)| own > before) {
            let last = of_last(compared, before);
            let said = match code {
                Code::NumbersDamaged => format!(
                    "A spreadsheet program has damaged {} of {name}{last}: 9.99E+09, for example, has lost its digits.",
                    counted(own, "NHS number or id", "NHS numbers or ids")
                ),
                _ => format!(
                    "{name} has {} more than once, with different outcomes{last}. Nothing says which record is newer: the \
                     program used an outcome rather than a booking, and of 2 outcomes the one that it read last.",
                    counted(own, "contact", "contacts")
                ),
            };
            all.push(Notice::new(code, said).of_source(&source.name).now(own).before(before));
        }
    }
}

/// Contact ids that stand for several things: more of them, or more records that do not count because of them, as one id may take
/// more every week. Or as many as before, but another id takes them: that is to know.
fn reused_ids(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let memory = compared.memory_of(&source.name);
    let (ids, lost) = (source.versions.reused_ids, source.versions.lost_to_reused_ids);
    let ids_before = memory.map_or(0, |own| own.ids_reused);
    let lost_before = memory.map_or(Some(0), |own| own.lost_to_reused_ids);
    let known = memory.and_then(|own| own.losing_ids.as_ref());
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
    let said = format!(
        "{} has {} that different children, dates or services share{}.{which}{missing}",
        now.settings.title_of(&source.name),
        counted(ids, "contact id", "contact ids"),
        of_last(compared, ids_before)
    );
    let notice = Notice::new(Code::IdsReused, said).of_source(&source.name).now(figure).before(before);
    // Where ids come and go, as in extracts of a year, some are new in most weeks.
    Some(if is_more { notice } else { notice.only_to_know() })
}

fn unlinked(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let used = source.tally.used;
    if used == 0 {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let share = source.unlinked as f64 / used as f64;
    let notice = |said: String, before: Figure| {
        Notice::new(Code::UnlinkedRose, said).of_source(&source.name).now(share).before(before)
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
