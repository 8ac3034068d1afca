//! The one way in which a file is opened to be read: an extract, an earlier report, reviews, the configuration, the key.
//!
//! Somebody who can put a file where this program looks for one can put a pipe there, a device, or a link to one. Opening
//! a pipe waits until somebody writes to it, and a device may never end. So only a regular file is opened, and what is
//! taken into memory as a whole has a bound.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path, Prefix};

/// The most that the manifest of an earlier report is, or a file of an earlier commissioner pack.
pub(crate) const MOST_OF_PACK: u64 = 256 << 20;

/// Opens a file, wherever links lead to it.
///
/// # Errors
/// What the system says, or that it is something other than a regular file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    refuse_device(path)?;
    only_regular(&std::fs::metadata(path)?)?;
    opened(path, false)
}

/// Opens a file that this program has written: it is no link.
///
/// # Errors
/// As [`open`], and where it is a link.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    refuse_device(path)?;
    let metadata = std::fs::symlink_metadata(path)?;
    if metadata.file_type().is_symlink() {
        return Err(io::Error::other("it is a symbolic link, which could lead anywhere"));
    }
    only_regular(&metadata)?;
    opened(path, true)
}

/// All of a file that this program has written, where it is no longer than `most` bytes.
///
/// # Errors
/// As [`open_own`], and where it is longer.
pub(crate) fn read_own(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(open_own(path)?, most)
}

/// All of a file that is open, where it is no longer than `most` bytes.
///
/// # Errors
/// Where it cannot be read, or is longer.
pub(crate) fn whole(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Not by its length alone: a file can grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
}

/// The error of a file that is longer than any file of its kind.
pub(crate) fn too_long(most: u64) -> io::Error {
    let size = if most >= 1 << 20 { format!("{} MiB", most >> 20) } else { format!("{most} bytes") };
    io::Error::other(format!("it is larger than {size}, which no such file is"))
}

/// What was looked at by its name may be something else by now, so the open file is looked at once more; and opening does
/// not wait for anybody.
fn opened(path: &Path, own: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let own = if own { OFlags::NOFOLLOW } else { OFlags::empty() };
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | own;
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = own;
    let file = options.open(path)?;
    only_regular(&file.metadata()?)?;
    Ok(file)
}

/// The system's words for an error, without its number and without the full stop that Windows puts behind them.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether Windows keeps a name for a device, whatever its case and its extension: `CON` and `nul.csv` are no files there.
pub(crate) fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || is_numbered("com")
        || is_numbered("lpt")
}

/// Refuses what leads to a device on Windows, where asking what lies behind a name can wait for a key to be pressed.
///
/// # Errors
/// Where it is one: `CON` in any folder, or a path such as `\\.\pipe\x`.
pub(crate) fn refuse_device(path: &Path) -> io::Result<()> {
    let is_named = || path.file_name().and_then(|name| name.to_str()).is_some_and(is_device_name);
    let is_device =
        |part: Component<'_>| matches!(part, Component::Prefix(own) if matches!(own.kind(), Prefix::DeviceNS(_)));
    if cfg!(windows) && (is_named() || path.components().any(is_device)) { Err(no_file()) } else { Ok(()) }
}

fn no_file() -> io::Error {
    io::Error::other("it is not a file but a pipe or a device")
}

fn only_regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !metadata.is_file() {
        return Err(no_file());
    }
    Ok(())
}

/// Reads lines of no more than `most` bytes each, or what is read at once where that is more: what reads them as records
/// keeps one in memory as a whole.
pub(crate) struct ShortLines<R> {
    inner: R,
    most: usize,
    /// Bytes since the last line end.
    since: usize,
}

impl<R> ShortLines<R> {
    pub(crate) const fn new(inner: R, most: usize) -> Self {
        Self { inner, most, since: 0 }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.since = match memchr::memrchr(b'\n', &out[..read]) {
            Some(at) => read - at - 1,
            None => self.since + read,
        };
        if self.since > self.most { Err(io::Error::other("it has a line that is too long")) } else { Ok(read) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        for (most, expected) in [(4, false), (5, true), (6, true)] {
            assert_eq!(read_own(&path, most).is_ok(), expected, "{most}");
        }
        assert_eq!(read_own(&path, 4).unwrap_err().to_string(), "it is larger than 4 bytes, which no such file is");
        assert_eq!(too_long(2 << 20).to_string(), "it is larger than 2 MiB, which no such file is");
    }

    #[test]
    fn lines_have_a_bound() {
        for (text, most, expected) in [("abc\nde", 3, true), ("abc\nde", 1, false), ("a\nbcd", 2, false), ("", 0, true)]
        {
            let mut out = Vec::new();
            let read = ShortLines::new(text.as_bytes(), most).read_to_end(&mut out);
            assert_eq!(read.is_ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_the_system_says_has_no_number_and_no_full_stop() {
        for (text, expected) in [
            ("Access is denied. (os error 5)", "access is denied"),
            ("larger than 16 MiB", "larger than 16 MiB"),
            ("", ""),
        ] {
            assert_eq!(plain(&io::Error::other(text)), expected);
        }
    }

    #[test]
    fn names_that_windows_keeps_for_devices() {
        for name in ["CON", "con", "Nul.csv", "aux.tar.gz", "prn ", "COM1", "lpt9.txt", "com0", "CONIN$"] {
            assert!(is_device_name(name), "{name}");
        }
        for name in ["console", "con-1", "com", "com10", "lpt-1", "x.con", "nulls.csv", ".con", ""] {
            assert!(!is_device_name(name), "{name}");
        }
        for path in ["CON", "x/nul.csv", r"\\.\pipe\x"] {
            assert_eq!(refuse_device(Path::new(path)).is_err(), cfg!(windows), "{path}");
        }
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        for open in [open, open_own] {
            assert_eq!(open(folder.path()).unwrap_err().to_string(), "it is a folder");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_only_where_somebody_else_may_have_made_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "x").unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("b")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("c")).unwrap();
        assert!(open(&folder.path().join("b")).is_ok());
        assert!(open_own(&folder.path().join("b")).is_err());
        assert!(open(&folder.path().join("c")).unwrap_err().to_string().contains("device"));
        assert!(open_own(&folder.path().join("c")).is_err());
    }
}
