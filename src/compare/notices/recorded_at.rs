//! Notices about times of recording that cannot be read, so that an older version of a contact may count.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;

use super::{Code, Notice, of_last, rises};
use crate::compare::Compared;
use crate::compare::memory::{PastFile, RecordingTimes, SourceMemory};
use crate::contact::fate::Caution;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::counted;

/// A source with at most this many such times gets no notice as a whole.
const FEW: u64 = 5;

/// The notice about a source, or else about single files of it.
pub(super) fn notices(
    now: &Detected,
    compared: &Compared,
    source: &SourceQuality,
    memory: Option<&SourceMemory>,
) -> Vec<Notice> {
    let caution = Caution::RecordedAtInvalid;
    let before = memory.and_then(|memory| memory.warnings.get(caution.word())).copied().unwrap_or(0);
    let unread = source.warnings.get(&caution).copied().unwrap_or(0);
    let share = |times: u64, records: u64| times as f64 / (records as f64).max(1.0);
    let share_now = share(unread, source.tally.used);
    let share_before = share(before, memory.map_or(0, |memory| memory.used));
    if unread <= FEW || !rises(share_before, share_now, now.settings.limits.max_change) {
        let files = new_files(now, compared, source, unread.saturating_sub(before));
        return files.into_iter().map(|(file, times)| of_file(source, file, times)).collect();
    }
    let sentence = format!(
        "{}: {} cannot be read{}.",
        now.settings.title_of(&source.name),
        counted(unread, "time of recording", "times of recording"),
        of_last(compared, before)
    );
    let notice = Notice::new(Code::RecordedAtRose, sentence).of_source(&source.name);
    vec![notice.now(unread).before(before)]
}

/// The notice about a file most of whose times cannot be read, although they are few in the whole source: this week's file, say.
fn of_file(source: &SourceQuality, file: &FileFacts, times: RecordingTimes) -> Notice {
    let sentence = format!(
        "{} has {} that cannot be read, in {}.",
        file.shown,
        counted(times.unread, "time of recording", "times of recording"),
        counted(times.records, "record", "records")
    );
    let notice = Notice::new(Code::RecordedAtRose, sentence).of_source(&source.name).of_file(&file.shown);
    notice.now(times.unread)
}

/// The files of a source most of whose times cannot be read, unless this was so in the last report, which said so. `more` is how many
/// more such times the whole source has now.
fn new_files<'a>(
    now: &'a Detected,
    compared: &Compared,
    source: &SourceQuality,
    more: u64,
) -> Vec<(&'a FileFacts, RecordingTimes)> {
    let previous = compared.previous.as_ref();
    let past_files = previous.into_iter().flat_map(|previous| &previous.files);
    let past: BTreeMap<&str, &PastFile> =
        past_files.filter(|file| file.source == source.name).map(|file| (&*file.file, file)).collect();
    let is_of_source = |file: &&FileFacts| file.source_of(&now.settings).name == source.name;
    let files: Vec<&FileFacts> = now.intake.files.iter().filter(is_of_source).collect();
    let is_unchanged = |file: &FileFacts| previous.is_some_and(|previous| previous.has_bytes_of(&source.name, file));
    let with_times = files.iter().map(|file| (*file, RecordingTimes::of(file)));
    let bad: Vec<(&FileFacts, RecordingTimes)> =
        with_times.filter(|(file, times)| times.are_mostly_unread() && !is_unchanged(file)).collect();
    if bad.is_empty() {
        return bad;
    }
    // A report of an older version does not say which files were bad. One that was already bad has only a few more such times now.
    if past.values().any(|file| file.times.is_none()) {
        return bad.into_iter().filter(|(_, times)| more > 0 && more * 2 >= times.unread).collect();
    }
    let mut gone = gone_files(&past, &files);
    bad.into_iter()
        .filter(|(file, times)| {
            if let Some(then) = past.get(&*file.shown) {
                return then.times.is_none_or(|then| !then.are_mostly_unread());
            }
            // A new name may be that of a bad file that was renamed.
            let is_like = |then: &RecordingTimes| then.unread * 2 >= times.unread;
            gone.iter().position(is_like).map(|at| gone.swap_remove(at)).is_none()
        })
        .collect()
}

/// The bad files of the last report that may have other names now. There are none if more files have come than have gone.
fn gone_files(past: &BTreeMap<&str, &PastFile>, files: &[&FileFacts]) -> Vec<RecordingTimes> {
    let past_checksums: BTreeSet<&str> = past.values().map(|file| &*file.sha256).collect();
    let names: BTreeSet<&str> = files.iter().map(|file| &*file.shown).collect();
    let checksums: Vec<String> = files.iter().map(|file| HEXLOWER.encode(&file.checksum.sha256)).collect();
    let current_checksums: BTreeSet<&str> = checksums.iter().map(|checksum| &**checksum).collect();
    let is_new = |(file, checksum): &(&&FileFacts, &String)| {
        !past.contains_key(&*file.shown) && !past_checksums.contains(&***checksum)
    };
    let new = files.iter().zip(&checksums).filter(is_new).count();
    let is_gone = |file: &&&PastFile| !names.contains(&*file.file) && !current_checksums.contains(&*file.sha256);
    let gone: Vec<&PastFile> = past.values().filter(is_gone).copied().collect();
    if new > gone.len() {
        return Vec::new();
    }
    gone.into_iter().filter_map(|file| file.times).filter(RecordingTimes::are_mostly_unread).collect()
}
