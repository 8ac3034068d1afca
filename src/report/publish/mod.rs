//! Publishing: a pack is written beside the output first, and then put in place in one step: the safeguarding pack, then
//! the commissioner pack. A reader sees the old pack or the new one, never a mixture of the two, whatever fails and whenever
//! the run is killed.
//!
//! In the output folder, besides the folders of the runs:
//!
//! - `.lock` is held while a run is under way; the system lets go of it when the run ends, however it ends.
//! - `.key` makes the case references; made on first use, readable by its owner only.
//! - `.commissioner-folders` names the other folders that have had commissioner packs; none where there are none.
//! - `.staging` is where a run writes. What a killed run left there, the next run removes. Where the system cannot
//!   exchange two folders in one step, the old run waits there as `old-<date>` while the new one takes its place; a run
//!   that was killed in that moment is mended by the next.
//!
//! The folder of a run is replaced as a whole. What this run does not write goes over into the new one: a pack that was
//! not asked for, and whatever somebody has put beside the packs or into them.

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
/// The folder in the staging folder that becomes the run's.
const NEW: &str = "new";
/// The folder in the staging folder where the old run of a date waits.
const OLD: &str = "old-";

/// The dates of the runs in a folder, in order; none where there is no such folder. A folder that cannot be read is not
/// one without runs: everybody would be new, and the earlier commissioner packs forgotten.
fn runs(folder: &Path) -> Result<Vec<Day>, Stop> {
    pack::runs(folder).map_err(|error| failed(folder, "the earlier reports cannot be read", &error))
}

/// The pack of this name of every run in a folder that has one, by date. Nothing is held or changed.
pub(crate) fn packs(folder: &Path, pack: &str) -> Result<Vec<(Day, PathBuf)>, Stop> {
    let mut found = Vec::new();
    for day in runs(folder)? {
        let path = folder.join(day.to_string()).join(pack);
        match path.try_exists() {
            Ok(there) => found.extend(there.then_some((day, path))),
            // Something else has the name of a date.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(failed(&path, "an earlier report cannot be read", &error)),
        }
    }
    Ok(found)
}

/// The newest run before a day that has a safeguarding pack: its date and its folder. Nothing is held or changed.
pub(crate) fn newest_before(folder: &Path, as_of: Day) -> Result<Option<(Day, PathBuf)>, Stop> {
    let newest = packs(folder, SAFEGUARDING)?.into_iter().rfind(|(day, _)| *day < as_of);
    Ok(newest.map(|(day, _)| (day, folder.join(day.to_string()))))
}

/// The key of a folder's case references, where it is there and whole. Nothing is held, made or changed.
pub(crate) fn existing_key(folder: &Path) -> Option<ReferenceKey> {
    let bytes = opening::read_own(&folder.join(KEY), KEY_LENGTH as u64).ok()?;
    bytes.try_into().ok().map(ReferenceKey::new)
}
