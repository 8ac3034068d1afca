//! Notices when a file is changed or replaced while it is read.

use std::fs::File;
use std::io;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::time::SystemTime;

/// A file's size, modification time and identity. If any of them differs, the file has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    size: u64,
    changed: Option<SystemTime>,
    identity: Identity,
}

/// Device, inode, and the time at which the inode changed, which no program can set back.
#[cfg(unix)]
type Identity = (u64, u64, i64, i64);
/// Volume and index of the file. Its modification time may be updated only when the writing program closes it.
#[cfg(windows)]
type Identity = (u64, u64);
#[cfg(not(any(unix, windows)))]
type Identity = ();

impl Stamp {
    /// The size in bytes.
    pub(crate) const fn size(self) -> u64 {
        self.size
    }

    /// The stamp of an open file as it is now.
    ///
    /// # Errors
    /// Any error from reading its metadata.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        #[cfg(unix)]
        let identity = (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec());
        #[cfg(windows)]
        let identity = {
            let information = winapi_util::file::information(file)?;
            (information.volume_serial_number(), information.file_index())
        };
        #[cfg(not(any(unix, windows)))]
        let identity = ();
        Ok(Self { size: metadata.len(), changed: metadata.modified().ok(), identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Even with the same size and modification time, as left by a program that preserves times when it copies.
    #[test]
    fn a_file_in_the_place_of_another_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let stamp_of_new = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "same length").unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).unwrap();
            drop(file);
            Stamp::of(&File::open(&path).unwrap()).unwrap()
        };
        let (one, other) = (stamp_of_new("one.csv"), stamp_of_new("other.csv"));
        assert_eq!((one.size, one.changed), (other.size, other.changed));
        assert_ne!(one, other);
        assert_eq!(one, Stamp::of(&File::open(folder.path().join("one.csv")).unwrap()).unwrap());
    }
}
