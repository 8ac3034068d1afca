//! The output folder, which one run at a time may hold.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::interruption::hold_off;
use super::system::{
    failed, keep_to_owner, make_folder, owner_only, plain_folder, refuse_link, refuse_odd, refused, remove_all, rename,
    try_out,
};
use super::{LOCK, OLD, STAGING, packs, rights, runs};
use crate::day::Day;
use crate::opening::plain;
use crate::problem::Problem;
use crate::stop::Stop;

/// The output folder while this run holds it.
pub struct Output {
    folder: PathBuf,
    _lock: File,
}

impl Output {
    /// Locks the output folder, and removes what a killed run left in it. Creates the folder if it does not exist, but not the
    /// folders above it.
    ///
    /// # Errors
    /// If it cannot be written to, is a link, or is held by another run.
    pub fn hold(folder: &Path) -> Result<Self, Stop> {
        keep_to_owner();
        // With `/` or `/.` at the end of its path, a link would look like the folder that it leads to.
        let folder = plain_folder(folder);
        let folder = folder.as_path();
        refuse_link(folder)?;
        refuse_own(folder)?;
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                return Err(Stop::Output(vec![Problem::new(folder.display().to_string(), "this is not a folder")]));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(folder).map_err(|error| {
                    let what = format!("the output folder cannot be made: {}", plain(&error));
                    refused(folder, &what, "create the folder above it, or correct `output.folder`")
                })?;
            }
            Err(error) => return Err(failed(folder, "the output folder cannot be used", &error)),
        }
        let path = folder.join(LOCK);
        refuse_odd(&path)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| failed(&path, "the output folder cannot be written to", &error))?;
        let _ = owner_only(&path, false);
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Stop::Busy(
                    Problem::new(folder.display().to_string(), "another run is writing to this folder")
                        .help("wait until it ends, then run again"),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&path, "the folder cannot be locked", &error)),
        }
        let output = Self { folder: folder.to_path_buf(), _lock: lock };
        output.mend()?;
        // If nothing can be created in the folder, say so now and not after all extracts have been read.
        let probe = output.folder.join(STAGING);
        // Without this, Ctrl-C could leave the probe behind.
        let _held = hold_off();
        try_out(&probe).map_err(|error| failed(&probe, "the output folder cannot be written to", &error))?;
        Ok(output)
    }

    /// Warnings about who else may write to the folder.
    pub(crate) fn concerns(&self) -> Vec<Problem> {
        rights::concerns(&self.folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn run(&self, as_of: Day) -> PathBuf {
        self.folder.join(as_of.to_string())
    }

    /// The dates of its runs, in order.
    pub(crate) fn runs(&self) -> Result<Vec<Day>, Stop> {
        runs(&self.folder)
    }

    /// The packs of this name, by the date of their run.
    pub(crate) fn packs(&self, pack: &str) -> Result<Vec<(Day, PathBuf)>, Stop> {
        packs(&self.folder, pack)
    }

    /// Puts back a run that a killed run had moved away, and removes what else it left.
    pub(super) fn mend(&self) -> Result<(), Stop> {
        let _held = hold_off();
        let staging = self.folder.join(STAGING);
        refuse_link(&staging)?;
        if !staging.is_dir() {
            return Ok(());
        }
        // Look at everything before removing anything: the staging folder may have the only copy of a run.
        let unreadable = |error: io::Error| failed(&staging, "files that an earlier run left cannot be read", &error);
        for entry in fs::read_dir(&staging).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let Some(day) = name.to_str().and_then(|n| n.strip_prefix(OLD)).and_then(Day::from_iso) else {
                continue;
            };
            let place = self.run(day);
            if !place.exists() {
                rename(&entry.path(), &place).map_err(|error| failed(&place, "it cannot be moved back", &error))?;
            }
        }
        remove_all(&staging)
            .map_err(|error| failed(&staging, "files that an earlier run left cannot be removed", &error))
    }
}

/// Refuses the staging folder of an output folder, and any folder inside it, as an output folder: the next run would remove it.
fn refuse_own(folder: &Path) -> Result<(), Stop> {
    let is_staging = |above: &Path| above.file_name().is_some_and(|name| name == STAGING);
    let is_ours = |above: &Path| is_staging(above) && above.with_file_name(LOCK).exists();
    if !is_staging(folder) && !folder.ancestors().any(is_ours) {
        return Ok(());
    }
    let what = format!("{STAGING} is removed by the next run in the folder above it");
    Err(refused(folder, &what, "name a folder of its own"))
}
