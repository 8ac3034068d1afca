//! Notices about registers of children: one that has lost children, and one that does not change.

use super::{Code, Notice};
use crate::compare::Compared;
use crate::compare::data::children_lost;
use crate::compare::memory::of_contacts;
use crate::day::Day;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

/// A register that is written at all changes in this many days: somebody is born, moves or comes of age.
const STILL_DAYS: i32 = 28;

/// The notice that a register has far fewer children than in the last report.
pub(super) fn fewer_children(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    let before = children_lost(previous, source)?;
    let day =
        previous.day_of(&source.name).map_or_else(String::new, |day| format!(" in the report for {}", day.long()));
    let sentence = format!(
        "{} has {}; it had {}{day}. What it said of the others is missing.",
        now.settings.title_of(&source.name),
        counted(source.tally.used, "child", "children"),
        number(before)
    );
    Some(Notice::new(Code::ChildrenLost, sentence).of_source(&source.name).now(source.tally.used).before(before))
}

/// The notice that the files of a register have not changed for long.
pub(super) fn unchanged(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let since = unchanged_since(now, compared, source)?;
    let days = now.as_of.0 - since.0;
    let sentence = format!(
        "{} has been the same, byte for byte, since the report for {}: for {} days.",
        now.settings.title_of(&source.name),
        since.long(),
        number(days.unsigned_abs().into())
    );
    let notice = Notice::new(Code::RegisterUnchanged, sentence).of_source(&source.name);
    (days >= STILL_DAYS).then(|| notice.now(u64::from(days.unsigned_abs())))
}

/// The day of the first report in which the files of a register had the bytes that they have now; none for a source of contacts.
pub(super) fn unchanged_since(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Day> {
    if of_contacts(source) {
        return None;
    }
    let same_since = || {
        let previous = compared.previous.as_ref()?;
        let then = previous.day_of(&source.name).filter(|day| *day < now.as_of)?;
        let is_own = |file: &&FileFacts| file.source_of(&now.settings).name == source.name;
        let files = || now.intake.files.iter().filter(is_own);
        let before = previous.files.iter().filter(|file| file.source == source.name).count();
        let are_same = files().count() == before && files().all(|file| previous.has_bytes_of(&source.name, file));
        let since = compared.memory_of(&source.name).and_then(|memory| memory.standing.unchanged_since.as_deref());
        are_same.then(|| since.and_then(Day::from_iso).unwrap_or(then))
    };
    Some(same_since().unwrap_or(now.as_of))
}
