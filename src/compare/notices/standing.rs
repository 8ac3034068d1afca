//! Notices about what is so from week to week: a source in which nothing ever fails, missed contacts of unscheduled care, a register that
//! does not change. Each is to act on once at most, so the manifest keeps what a report has said.

use super::outcomes::new_unmapped;
use super::registers::unchanged_since;
use super::{Code, Notice, listed};
use crate::compare::Compared;
use crate::compare::memory::{Standing, of_contacts};
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

/// If none of this many contacts failed, it is worth a question. Where 1 in 20 fails, it is chance in 1 source of 13.
const MANY_KEPT: u64 = 50;
/// If none of this many failed, it is hardly chance, even where only 1 in 50 fails: in 1 source of 57.
const MOST_KEPT: u64 = 200;
/// Fewer missed contacts of unscheduled care may be slips.
const MANY_MISSED: u64 = 5;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    for source in now.quality.sources.iter().filter(|source| of_contacts(source)) {
        all.extend(never_failed(now, compared, source));
        all.extend(missed_unscheduled(now, compared, source));
    }
}

/// What a manifest keeps of what is so of a source.
pub(crate) fn standing(now: &Detected, compared: &Compared, source: &SourceQuality) -> Standing {
    let before = before(compared, source);
    let missed = source.appointments.all_missed_unscheduled();
    let is_said = compared.notices.iter().any(|own| own.code == Code::NeverFailed && own.source == source.name);
    let kept = if is_said { source.appointments.kept } else { 0 };
    Standing {
        never_failed: if has_failed(compared, source) { 0 } else { kept.max(before.never_failed) },
        missed_unscheduled: if missed == 0 { 0 } else { missed.max(before.missed_unscheduled) },
        unchanged_since: unchanged_since(now, compared, source).map(|day| day.to_string()),
    }
}

fn before(compared: &Compared, source: &SourceQuality) -> Standing {
    compared.memory_of(&source.name).map_or_else(Standing::default, |memory| memory.standing.clone())
}

/// Whether a contact of a source failed, now or in the last report.
fn has_failed(compared: &Compared, source: &SourceQuality) -> bool {
    let memory = compared.memory_of(&source.name);
    source.days.last_failed().is_some()
        || memory.is_some_and(|memory| memory.months.values().any(|month| month.failed > 0))
}

/// The notice that no contact of a source ever failed. If new outcome texts are not mapped, they have a notice of their own.
fn never_failed(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let kept = source.appointments.kept;
    // An older version of the program kept no counts, so it is not known whether a contact failed.
    let is_known = !compared.previous.as_ref().is_some_and(|previous| previous.has_source(&source.name))
        || compared.memory_of(&source.name).is_some();
    if kept < MANY_KEPT || !is_known || has_failed(compared, source) {
        return None;
    }
    let place = now.settings.contacts_place(&source.name)?;
    let texts = now.intake.outcomes.get(place).map_or(&[][..], Vec::as_slice);
    if new_unmapped(compared, &source.name, texts).next().is_some() {
        return None;
    }
    let sentence = format!(
        "{} has no failed contact at all, though children were seen at {} of the review period.",
        now.settings.title_of(&source.name),
        counted(kept, "appointment", "appointments")
    );
    let notice = Notice::new(Code::NeverFailed, sentence).of_source(&source.name).now(kept);
    Some(if is_new(kept, before(compared, source).never_failed, MOST_KEPT) { notice } else { notice.only_to_know() })
}

/// The notice about missed contacts of a source that do not count because their kind is unscheduled care.
fn missed_unscheduled(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let missed = source.appointments.all_missed_unscheduled();
    if missed == 0 {
        return None;
    }
    let place = now.settings.contacts_place(&source.name)?;
    let of_services = &source.appointments.missed_unscheduled;
    let services: Vec<String> = of_services
        .iter()
        .map(|(service, count)| format!("{} of {}", number(*count), now.intake.services[*service]))
        .collect();
    let kinds = now.intake.unscheduled_kinds.get(place).into_iter().flatten();
    let kinds: Vec<String> = kinds.map(|text| format!("“{text}”")).collect();
    let why = match kinds.len() {
        0 => String::new(),
        1 => format!(" Kind that means unscheduled care: {}.", listed(&kinds)),
        _ => format!(" Kinds that mean unscheduled care: {}.", listed(&kinds)),
    };
    let (contacts, count) = (counted(missed, "contact", "contacts"), if missed == 1 { "does" } else { "do" });
    let sentence = format!(
        "{} has {contacts} of unscheduled care that a child missed: {}. Nobody can miss what was not booked, so {} {count} not \
         count as failed.{why}",
        now.settings.title_of(&source.name),
        listed(&services),
        if missed == 1 { "it" } else { "they" },
    );
    let before = before(compared, source).missed_unscheduled;
    let notice = Notice::new(Code::MissedUnscheduled, sentence).of_source(&source.name).now(missed).before(before);
    Some(if is_new(missed, before, MANY_MISSED) { notice } else { notice.only_to_know() })
}

/// Whether a count is `enough` for the first time.
const fn is_new(count: u64, before: u64, enough: u64) -> bool {
    count >= enough && before < enough
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_so_from_week_to_week_is_to_act_on_once() {
        for (count, before, expected) in
            [(199, 0, false), (200, 0, true), (200, 199, true), (200, 200, false), (220, 210, false), (199, 210, false)]
        {
            assert_eq!(is_new(count, before, MOST_KEPT), expected, "{count} after {before}");
        }
    }
}
