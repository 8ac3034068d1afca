//! Publishes the packs: the safeguarding pack, then the commissioner pack. Each is first written to a staging folder and then
//! put in place in one step. A reader sees the old pack or the new one, never a mixture of the two, whatever fails and
//! whenever the run is killed.
//!
//! Besides the folders of the runs, the output folder has:
//!
//! - `.lock`, which a run holds until it ends. The system releases it even if the run is killed.
//! - `.key`, from which the case references are made. It is created on first use, and only its owner can read it.
//! - `.commissioner-folders`, which names the other folders that have had commissioner packs, if there are any.
//! - `.staging`, where a run writes. The next run removes what a killed run left there. If the system cannot exchange two
//!   folders in one step, the old run waits there as `old-<date>` while the new one takes its place. If the run is killed at
//!   that moment, the next run puts the old one back.
//!
//! The folder of a run is replaced as a whole. What this run does not write is carried over into the new folder: a pack that
//! was not asked for, and whatever somebody has put beside the packs or into them.

use std::io;
use std::path::{Path, PathBuf};

use crate::cases::case_ref::ReferenceKey;
use crate::day::Day;
use crate::opening;
use crate::pack::{self, SAFEGUARDING};
use crate::stop::Stop;

mod carry;
mod interruption;
mod key;
mod other_folders;
mod output;
mod rights;
mod staging;
mod system;

pub(crate) use carry::SavedFile;
pub(crate) use interruption::interrupt;
pub(crate) use other_folders::{OtherFolders, is_one};
pub use output::Output;
pub(crate) use staging::{StagedRun, Staging, publish};

use system::failed;

const LOCK: &str = ".lock";
const KEY: &str = ".key";
/// Bytes of the key.
const KEY_LENGTH: usize = 32;
const STAGING: &str = ".staging";
/// The folder in the staging folder that becomes the folder of the run.
const NEW: &str = "new";
/// The prefix of the folder in the staging folder in which the old run of a date waits.
const OLD: &str = "old-";

/// The dates of the runs in a folder, in order; none if the folder does not exist. A folder that cannot be read is an error: if it
/// counted as empty, every child would be new, and earlier commissioner packs would be ignored.
fn runs(folder: &Path) -> Result<Vec<Day>, Stop> {
    pack::runs(folder).map_err(|error| failed(folder, "the earlier reports cannot be read", &error))
}

/// The packs of this name in a folder, by the date of their run. Locks and changes nothing.
pub(crate) fn packs(folder: &Path, pack: &str) -> Result<Vec<(Day, PathBuf)>, Stop> {
    let mut found = Vec::new();
    for day in runs(folder)? {
        let path = folder.join(day.to_string()).join(pack);
        match path.try_exists() {
            Ok(exists) => found.extend(exists.then_some((day, path))),
            // It is not the folder of a run, though its name is a date.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(failed(&path, "an earlier report cannot be read", &error)),
        }
    }
    Ok(found)
}

/// The date and folder of the newest run before a day that has a safeguarding pack. Locks and changes nothing.
pub(crate) fn newest_before(folder: &Path, as_of: Day) -> Result<Option<(Day, PathBuf)>, Stop> {
    let newest = packs(folder, SAFEGUARDING)?.into_iter().rfind(|(day, _)| *day < as_of);
    Ok(newest.map(|(day, _)| (day, folder.join(day.to_string()))))
}

/// The key of a folder's case references, if it exists and has the right length. Locks, creates and changes nothing.
pub(crate) fn existing_key(folder: &Path) -> Option<ReferenceKey> {
    let bytes = opening::read_own(&folder.join(KEY), KEY_LENGTH as u64).ok()?;
    bytes.try_into().ok().map(ReferenceKey::new)
}
