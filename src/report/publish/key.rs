//! The key from which case references are made, a file in the output folder.

use std::fs::{self, File};
use std::io;

use super::system::{failed, owner_only, refuse_odd, refused, rename, sync_folder, write_file};
use super::{KEY, KEY_LENGTH, Output};
use crate::cases::case_ref::ReferenceKey;
use crate::opening;
use crate::stop::Stop;

/// The key, and whether it is a new one.
pub(crate) struct KeyWithNotice {
    pub(crate) key: ReferenceKey,
    /// The key was created just now although there are earlier runs, so their case references are no longer valid.
    pub(crate) replaced: bool,
}

impl Output {
    /// Reads the key, or creates it on first use.
    pub(crate) fn key(&self) -> Result<KeyWithNotice, Stop> {
        let path = self.folder().join(KEY);
        refuse_odd(&path)?;
        let unsound = |what: &str, help: &str| refused(&path, what, help);
        match opening::open_own(&path) {
            Ok(file) => {
                let cannot = |error: io::Error| failed(&path, "the case-reference key cannot be read", &error);
                let metadata = file.metadata().map_err(cannot)?;
                if metadata.len() != KEY_LENGTH as u64 {
                    return Err(unsound(
                        "the case-reference key is damaged",
                        "restore it from a backup; or remove it, and every case gets a new reference",
                    ));
                }
                if names(&file).map_err(cannot)? > 1 {
                    return Err(unsound(
                        "the case-reference key has a second name (a hard link), which others may be able to read",
                        "remove the other name; or copy the key to a new file, and put that in its place",
                    ));
                }
                let bytes = opening::whole(file, KEY_LENGTH as u64).map_err(cannot)?;
                let bytes: [u8; KEY_LENGTH] = bytes
                    .try_into()
                    .map_err(|_| unsound("the case-reference key changed while it was being read", "run again"))?;
                if bytes.iter().all(|byte| *byte == bytes[0]) {
                    return Err(unsound(
                        "the case-reference key is not random: anybody could work out the references",
                        "restore it from a backup; or remove it, and every case gets a new reference",
                    ));
                }
                let _ = owner_only(&path, false);
                return Ok(KeyWithNotice { key: ReferenceKey::new(bytes), replaced: false });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&path, "the case-reference key cannot be read", &error)),
        }
        let replaced = !self.runs()?.is_empty();
        let mut bytes = [0; KEY_LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| Stop::Bug(format!("the system gives no random bytes: {error}")))?;
        let staged = self.folder().join(".key.new");
        let _ = fs::remove_file(&staged);
        write_file(&staged, &bytes)
            .map_err(|error| failed(&staged, "the key cannot be written", &error))
            .and_then(|()| {
                rename(&staged, &path).map_err(|error| failed(&path, "the key cannot be put in place", &error))
            })
            .inspect_err(|_| {
                let _ = fs::remove_file(&staged);
            })?;
        sync_folder(self.folder()).map_err(|error| failed(self.folder(), "the folder cannot be written", &error))?;
        Ok(KeyWithNotice { key: ReferenceKey::new(bytes), replaced })
    }
}

/// The number of names (hard links) of a file.
#[cfg(unix)]
fn names(file: &File) -> io::Result<u64> {
    Ok(std::os::unix::fs::MetadataExt::nlink(&file.metadata()?))
}

#[cfg(windows)]
fn names(file: &File) -> io::Result<u64> {
    Ok(winapi_util::file::information(file)?.number_of_links())
}

/// The number of names of a file, which this system does not say.
#[cfg(not(any(unix, windows)))]
fn names(_: &File) -> io::Result<u64> {
    Ok(1)
}
