//! Notices that a source has nothing new, or far less than usual, since the last report.

use super::sources::{read_again, recorded_late};
use super::{Code, Notice};
use crate::compare::memory::of_contacts;
use crate::compare::{Compared, Previous};
use crate::config::settings::Sort;
use crate::day::Day;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::wording::{counted, number};

/// A source with at least this many contacts in [`BUSY_DAYS`] days up to its newest one has some every week.
const BUSY: u64 = 20;
const BUSY_DAYS: i32 = 28;
/// If nothing is new in a busy source, its newest contact is at least this many days old.
const QUIET_DAYS: i32 = 7;
/// If at most 1 in this many contacts and records differs, nearly everything is as it was.
const NEARLY_ALL: u64 = 100;
/// The days before the last report that show how many contacts are usual.
const USUAL_DAYS: i32 = 56;
/// A source with this many files that do not change gets new ones.
const FILES: usize = 4;
/// The fewest contacts that must be expected for a notice that there are few.
const EXPECTED: u64 = 20;

/// The notice that a source has nothing new, or few new contacts.
pub(super) fn notice(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let nothing_new = unchanged(now, compared, source).or_else(|| repeated(now, compared, source));
    nothing_new.or_else(|| few_new(now, compared, source))
}

/// The notice that all files of a source have the same bytes as in the previous run.
fn unchanged(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    let day = previous.day_of(&source.name).filter(|day| *day < now.as_of)?;
    // A register changes seldom, so it may well be the same.
    if source.sort == Sort::Children {
        return None;
    }
    let files = now.intake.files.iter().filter(|file| file.source_of(&now.settings).name == source.name);
    let mut count = 0;
    for file in files {
        if !previous.has_bytes_of(&source.name, file) {
            return None;
        }
        count += 1;
    }
    let name = now.settings.title_of(&source.name);
    let files = if count == 1 { "file has" } else { "files have" };
    let sentence = format!(
        "{name} has nothing new: its {files} exactly the content of the report for {}. What happened since then is missing.",
        day.long()
    );
    (count > 0).then(|| Notice::new(Code::SourceUnchanged, sentence).of_source(&source.name).now(count))
}

/// The notice that a source has no contact since the previous run, and is the same as then but for its bytes, because somebody has saved
/// its files again, or but for a few records, because the system has stopped. Only for busy sources, because others may well have no
/// contact in a week.
fn repeated(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    let then = previous.day_of(&source.name).filter(|day| *day < now.as_of)?;
    let newest = source.newest.filter(|day| now.as_of.0 - day.0 >= QUIET_DAYS)?;
    let is_busy = || source.days.between(newest.plus(1 - BUSY_DAYS), newest).used >= BUSY;
    if !of_contacts(source) || source.stale || newest > then || !is_busy() {
        return None;
    }
    let past = previous.sources.iter().find(|past| past.name == source.name)?;
    let records = [past.records.saturating_sub(past.empty_rows?), source.tally.records - source.empty_rows];
    let memory = compared.memory_of(&source.name)?;
    let (mut differ, mut contacts) = (0, 0);
    for (_, then, now) in read_again(now, previous, source, memory, then) {
        differ += differences(then, &now);
        contacts += then.past + then.excluded;
    }
    let has_same_newest = previous.newest.get(&source.name) == Some(&newest);
    let name = now.settings.title_of(&source.name);
    let sentence = if differ == 0 && records[0] == records[1] && has_same_newest {
        format!(
            "{name} seems to have nothing new: its files were saved again, but have exactly as many contacts in every month, \
             and as many failed ones, as in the report for {}. What happened since then is missing.",
            then.long()
        )
    } else if is_nearly_all(differ, contacts) && is_nearly_all(records[0].abs_diff(records[1]), records[0]) {
        format!(
            "{name} seems to have stopped: it has no contact since the report for {}, and nearly everything else is as it was \
             then. What happened since then is missing.",
            then.long()
        )
    } else {
        return None;
    };
    Some(Notice::new(Code::SourceRepeated, sentence).of_source(&source.name))
}

/// How many contacts of a month, or outcomes of contacts, have changed. If people have grown up or died since, their contacts are now
/// excluded, so outcomes cannot be compared.
const fn differences(then: &MonthCount, now: &MonthCount) -> u64 {
    let contacts = (then.past + then.excluded).abs_diff(now.past + now.excluded);
    if then.excluded != now.excluded {
        return contacts;
    }
    contacts + then.failed.abs_diff(now.failed) + then.no_outcome.abs_diff(now.no_outcome)
}

/// Whether so few of `all` differ that nearly everything is as it was.
const fn is_nearly_all(differ: u64, all: u64) -> bool {
    differ * NEARLY_ALL <= all
}

/// The notice that a source whose new contacts come in new files has far fewer of them than is usual: a file may not have come.
fn few_new(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let (previous, memory) = compared.previous.as_ref().zip(compared.memory_of(&source.name))?;
    let then = previous.day_of(&source.name).filter(|day| *day < now.as_of)?;
    if !of_contacts(source) || source.stale || !grows_by_files(now, previous, source) {
        return None;
    }
    let count = |first: Day, last: Day| {
        let days = source.days.between(first, last);
        days.past + days.excluded
    };
    let (since, recent) = (count(then.plus(1), now.as_of), count(then.plus(1 - USUAL_DAYS), then));
    // A source that is always late has as many as usual.
    let since = since + recorded_late(now, previous, source, memory, then, |month| month.past + month.excluded);
    let expected = expected(recent, now.as_of.0 - then.0);
    is_few(since, expected).then(|| {
        let sentence = format!(
            "{} has only {} since the report for {}. By the 8 weeks before, about {} were to be expected.",
            now.settings.title_of(&source.name),
            counted(since, "contact", "contacts"),
            then.long(),
            number(expected)
        );
        Notice::new(Code::ContactsFell, sentence).of_source(&source.name).now(since).before(expected)
    })
}

/// Whether a source has all the files that it had, unchanged, and more.
fn grows_by_files(now: &Detected, previous: &Previous, source: &SourceQuality) -> bool {
    let is_own = |file: &&FileFacts| file.source_of(&now.settings).name == source.name;
    let files = || now.intake.files.iter().filter(is_own);
    let past = previous.files.iter().filter(|file| file.source == source.name).count();
    let unchanged = files().filter(|file| previous.has_bytes_of(&source.name, file)).count();
    past >= FILES && unchanged == past && files().count() > past
}

/// How many contacts are to be expected in some days, if there were `recent` in the last [`USUAL_DAYS`].
fn expected(recent: u64, days: i32) -> u64 {
    recent * u64::from(days.unsigned_abs()) / u64::from(USUAL_DAYS.unsigned_abs())
}

const fn is_few(contacts: u64, expected: u64) -> bool {
    expected >= EXPECTED && contacts * 2 <= expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_differs_by_its_contacts_and_by_their_outcomes() {
        let month = |past, failed, no_outcome, excluded| MonthCount {
            past,
            failed,
            no_outcome,
            excluded,
            ..MonthCount::default()
        };
        let then = month(100, 10, 5, 0);
        for (now, expected) in [
            (month(100, 10, 5, 0), 0),
            (month(101, 10, 5, 0), 1),
            (month(99, 9, 5, 0), 2),
            (month(100, 11, 4, 0), 2),
            // One child has grown up.
            (month(90, 8, 3, 10), 0),
            (month(90, 8, 3, 9), 1),
        ] {
            assert_eq!(differences(&then, &now), expected, "{now:?}");
        }
    }

    #[test]
    fn nearly_everything_is_99_in_100() {
        for (differ, all, expected) in
            [(0, 0, true), (1, 99, false), (1, 100, true), (2, 199, false), (2, 200, true), (10, 1000, true)]
        {
            assert_eq!(is_nearly_all(differ, all), expected, "{differ} of {all}");
        }
    }

    #[test]
    fn few_contacts_are_at_most_half_of_twenty_or_more() {
        assert_eq!([expected(160, 7), expected(159, 7), expected(160, 14), expected(0, 7)], [20, 19, 40, 0]);
        for (contacts, expected, few) in
            [(10, 20, true), (11, 20, false), (0, 19, false), (42, 84, true), (43, 84, false), (42, 85, true)]
        {
            assert_eq!(is_few(contacts, expected), few, "{contacts} of {expected}");
        }
    }
}
