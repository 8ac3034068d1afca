//! Opens every file that the program reads: extracts, earlier reports, reviews, the configuration and the key.
//!
//! Somebody who can put a file where this program looks for one can also put a pipe or a device there, or a link to one.
//! Opening a pipe waits until somebody writes to it, and a device may never end. So only regular files are opened, and a file
//! that is read into memory whole has a largest size.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path, Prefix};

/// The largest size, in bytes, of the manifest of an earlier report and of a file of an earlier commissioner pack.
pub(crate) const MOST_OF_PACK: u64 = 256 << 20;

/// Opens a file, following links.
///
/// # Errors
/// The system's error, or that it is not a regular file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    refuse_device(path)?;
    only_regular(&std::fs::metadata(path)?)?;
    opened(path, false)
}

/// Opens a file that this program has written, and refuses a link.
///
/// # Errors
/// As [`open`], and if it is a link.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    refuse_device(path)?;
    let metadata = std::fs::symlink_metadata(path)?;
    if metadata.file_type().is_symlink() {
        return Err(io::Error::other("it is a symbolic link, which could lead anywhere"));
    }
    only_regular(&metadata)?;
    opened(path, true)
}

/// Reads all of a file that this program has written, up to `most` bytes.
///
/// # Errors
/// As [`open_own`], and if the file is longer than `most`.
pub(crate) fn read_own(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(open_own(path)?, most)
}

/// Reads all of an open file, up to `most` bytes.
///
/// # Errors
/// If it cannot be read, or is longer than `most`.
pub(crate) fn whole(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // The length that the system reports is not enough: a file can grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
}

/// The error for a file that is longer than any file of its kind.
pub(crate) fn too_long(most: u64) -> io::Error {
    let size = if most >= 1 << 20 { format!("{} MiB", most >> 20) } else { format!("{most} bytes") };
    io::Error::other(format!("it is larger than {size}, which no such file is"))
}

/// Opens a file without waiting for a pipe's writer. The caller has checked its name, but something else may have that name by
/// now, so the open file is checked again. With `own`, a link is refused.
fn opened(path: &Path, own: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let links = if own { OFlags::NOFOLLOW } else { OFlags::empty() };
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | links;
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = own;
    let file = options.open(path)?;
    only_regular(&file.metadata()?)?;
    Ok(file)
}

/// The system's words for an error, without its number and without the full stop that Windows adds.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether Windows reserves a file name for a device, whatever its case and extension: `CON` and `nul.csv` are not files there.
pub(crate) fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || is_numbered("com")
        || is_numbered("lpt")
}

/// On Windows, refuses a path that leads to a device, because even asking for its metadata can wait for a key to be pressed.
///
/// # Errors
/// If the path is one: `CON` in any folder, or a path such as `\\.\pipe\x`.
pub(crate) fn refuse_device(path: &Path) -> io::Result<()> {
    let is_named = || path.file_name().and_then(|name| name.to_str()).is_some_and(is_device_name);
    let is_device =
        |part: Component<'_>| matches!(part, Component::Prefix(prefix) if matches!(prefix.kind(), Prefix::DeviceNS(_)));
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

/// Fails when a line is much longer than `most` bytes, because a reader of records keeps a whole record in memory. A long line
/// that ends within one call of `read` is let through.
pub(crate) struct ShortLines<R> {
    inner: R,
    most: usize,
    /// Bytes read since the last line end.
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
    fn a_file_has_a_largest_size() {
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
    fn lines_have_a_largest_length() {
        for (text, most, expected) in [("abc\nde", 3, true), ("abc\nde", 1, false), ("a\nbcd", 2, false), ("", 0, true)]
        {
            let mut out = Vec::new();
            let read = ShortLines::new(text.as_bytes(), most).read_to_end(&mut out);
            assert_eq!(read.is_ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn errors_of_the_system_lose_their_number_and_full_stop() {
        for (text, expected) in [
            ("Access is denied. (os error 5)", "access is denied"),
            ("larger than 16 MiB", "larger than 16 MiB"),
            ("", ""),
        ] {
            assert_eq!(plain(&io::Error::other(text)), expected);
        }
    }

    #[test]
    fn device_names_of_windows_are_recognised() {
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
    fn a_folder_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        for open in [open, open_own] {
            assert_eq!(open(folder.path()).unwrap_err().to_string(), "it is a folder");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_unless_the_program_wrote_the_file() {
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
