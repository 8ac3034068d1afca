//! Times of recording that cannot be read: an older version of a contact may count.

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

/// Of a source that has no more of them nothing is said.
const FEW: u64 = 5;

/// What is said of a source: of all of it, or else of single files.
pub(super) fn notices(
    now: &Detected,
    compared: &Compared,
    source: &SourceQuality,
    memory: Option<&SourceMemory>,
) -> Vec<Notice> {
    let caution = Caution::RecordedAtInvalid;
    let before = memory.and_then(|own| own.warnings.get(caution.word())).copied().unwrap_or(0);
    let own = source.warnings.get(&caution).copied().unwrap_or(0);
    let share = |times: u64, records: u64| times as f64 / (records as f64).max(1.0);
    let (is, was) = (share(own, source.tally.used), share(before, memory.map_or(0, |own| own.used)));
    if own <= FEW || !rises(was, is, now.settings.limits.max_change) {
        let told = new_files(now, compared, source, own.saturating_sub(before));
        return told.into_iter().map(|(file, times)| of_file(source, file, times)).collect();
    }
    let said = format!(
        "{}: {} cannot be read{}.",
        now.settings.title_of(&source.name),
        counted(own, "time of recording", "times of recording"),
        of_last(compared, before)
    );
    let notice = Notice::new(Code::RecordedAtRose, said).of_source(&source.name);
    vec![notice.now(own).before(before)]
}

/// A file most of whose times of recording cannot be read, though of the whole source they are few: a new file of a week, say.
fn of_file(source: &SourceQuality, file: &FileFacts, times: RecordingTimes) -> Notice {
    let said = format!(
        "{} has {} that cannot be read, in {}.",
        file.shown,
        counted(times.unread, "time of recording", "times of recording"),
        counted(times.records, "record", "records")
    );
    let notice = Notice::new(Code::RecordedAtRose, said).of_source(&source.name).of_file(&file.shown);
    notice.now(times.unread)
}

/// The files of a source that are as bad and were not so in the last report, which told of those that were. `more` is by how many
/// such times of the source have risen since.
fn new_files<'a>(
    now: &'a Detected,
    compared: &Compared,
    source: &SourceQuality,
    more: u64,
) -> Vec<(&'a FileFacts, RecordingTimes)> {
    let previous = compared.previous.as_ref();
    let of_source = |own: &&PastFile| own.source == source.name;
    let past: BTreeMap<&str, &PastFile> =
        previous.into_iter().flat_map(|own| &own.files).filter(of_source).map(|own| (&*own.file, own)).collect();
    let is_own = |file: &&FileFacts| file.source_of(&now.settings).name == source.name;
    let files: Vec<&FileFacts> = now.intake.files.iter().filter(is_own).collect();
    let is_known = |file: &FileFacts| previous.is_some_and(|own| own.has_bytes_of(&source.name, file));
    let each = files.iter().map(|file| (*file, RecordingTimes::of(file)));
    let bad: Vec<(&FileFacts, RecordingTimes)> =
        each.filter(|(file, own)| own.are_mostly_unread() && !is_known(file)).collect();
    if bad.is_empty() {
        return bad;
    }
    // A report of an older version does not say which files were so: one that was has a few more by now.
    if past.values().any(|own| own.times.is_none()) {
        return bad.into_iter().filter(|(_, own)| more > 0 && more * 2 >= own.unread).collect();
    }
    let mut gone = gone_files(&past, &files);
    bad.into_iter()
        .filter(|(file, own)| {
            if let Some(then) = past.get(&*file.shown) {
                return then.times.is_none_or(|then| !then.are_mostly_unread());
            }
            let is_like = |then: &RecordingTimes| then.unread * 2 >= own.unread;
            gone.iter().position(is_like).map(|at| gone.swap_remove(at)).is_none()
        })
        .collect()
}

/// The files of the last report that were as bad and may have other names now: none where more files have come than have gone.
fn gone_files(past: &BTreeMap<&str, &PastFile>, files: &[&FileFacts]) -> Vec<RecordingTimes> {
    let bytes_then: BTreeSet<&str> = past.values().map(|own| &*own.sha256).collect();
    let names: BTreeSet<&str> = files.iter().map(|file| &*file.shown).collect();
    let hashes: Vec<String> = files.iter().map(|file| HEXLOWER.encode(&file.checksum.sha256)).collect();
    let bytes: BTreeSet<&str> = hashes.iter().map(|own| &**own).collect();
    let has_come =
        |(file, hash): &(&&FileFacts, &String)| !past.contains_key(&*file.shown) && !bytes_then.contains(&***hash);
    let come = files.iter().zip(&hashes).filter(has_come).count();
    let is_gone = |own: &&&PastFile| !names.contains(&*own.file) && !bytes.contains(&*own.sha256);
    let gone: Vec<&PastFile> = past.values().filter(is_gone).copied().collect();
    if come > gone.len() {
        return Vec::new();
    }
    gone.into_iter().filter_map(|own| own.times).filter(RecordingTimes::are_mostly_unread).collect()
}
