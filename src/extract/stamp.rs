//! Whether a file is still the one that was opened.

use std::fs::File;
use std::io;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::time::SystemTime;

/// A file's size, its time of change and which file it is, to notice that it changes while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    size: u64,
    changed: Option<SystemTime>,
    identity: Identity,
}

/// Device, inode and time of change of the inode, which no program can put back.
#[cfg(unix)]
type Identity = (u64, u64, i64, i64);
/// Volume and index of the file. Its time of change may be written only when the other program closes it.
#[cfg(windows)]
type Identity = (u64, u64);
#[cfg(not(any(unix, windows)))]
type Identity = ();

impl Stamp {
    /// Bytes.
    pub(crate) const fn size(self) -> u64 {
        self.size
    }

    /// The stamp of the file as it is now.
    ///
    /// # Errors
    /// Where the file cannot be asked for it.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        #[cfg(unix)]
        let identity = (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec());
        #[cfg(windows)]
        let identity = {
            let own = winapi_util::file::information(file)?;
            (own.volume_serial_number(), own.file_index())
        };
        #[cfg(not(any(unix, windows)))]
        let identity = ();
        Ok(Self { size: metadata.len(), changed: metadata.modified().ok(), identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the same length and time of change, as a program leaves them that copies times, too.
    #[test]
    fn a_file_in_the_place_of_another_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "same length").unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).unwrap();
            drop(file);
            Stamp::of(&File::open(&path).unwrap()).unwrap()
        };
        let (one, other) = (made("one.csv"), made("other.csv"));
        assert_eq!((one.size, one.changed), (other.size, other.changed));
        assert_ne!(one, other);
        assert_eq!(one, Stamp::of(&File::open(folder.path().join("one.csv")).unwrap()).unwrap());
    }
}
