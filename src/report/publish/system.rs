//! The file system calls that only publishing needs: renaming, removing folders, flushing to disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::opening::plain;
use crate::problem::Problem;
use crate::stop::Stop;

/// The stop for output that cannot be written: the path, what failed, and what the system says.
pub(crate) fn failed(path: &Path, what: &str, error: &io::Error) -> Stop {
    let problem = Problem::new(path.display().to_string(), format!("{what}: {}", plain(error)));
    Stop::Output(vec![if is_held(error) { problem.help(CLOSE) } else { problem }])
}

/// The stop for output that cannot be used: the path, what is wrong with it, and what to do.
pub(crate) fn refused(path: &Path, what: &str, help: &str) -> Stop {
    Stop::Output(vec![Problem::new(path.display().to_string(), what).help(help)])
}

/// The advice if another program has a file or a folder open.
const CLOSE: &str = "close files and windows that show this folder or anything in it (Excel, Explorer), then run again";

/// Whether the system refuses because another program has a file open. Windows gives errors 5 and 32 for a folder as long as a
/// virus scanner, Explorer or a spreadsheet program has anything in it open.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

/// Tries again for ten seconds (with [`PAUSE`]) while `is_held` says that waiting may help: a virus scanner soon closes a file.
fn patiently<T>(
    pause: Duration,
    is_held: impl Fn(&io::Error) -> bool,
    mut attempt: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for _ in 0..40 {
        match attempt() {
            Err(error) if is_held(&error) => std::thread::sleep(pause),
            other => return other,
        }
    }
    attempt()
}

const PAUSE: Duration = Duration::from_millis(250);

pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    patiently(PAUSE, is_held, || fs::rename(from, to))
}

pub(crate) fn remove_all(folder: &Path) -> io::Result<()> {
    // On Windows a file that is removed while another program reads it exists until that program closes it.
    let is_held =
        |error: &io::Error| is_held(error) || cfg!(windows) && error.kind() == io::ErrorKind::DirectoryNotEmpty;
    patiently(PAUSE, is_held, || match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    })
}

/// Creates an empty folder and removes it, to find out whether anything can be created there.
pub(crate) fn try_out(folder: &Path) -> io::Result<()> {
    make_folder(folder)?;
    // A virus scanner may open a new folder.
    patiently(PAUSE, is_held, || fs::remove_dir(folder))
}

/// A path without `/` or `/.` at its end, which would hide that it is a link.
pub(crate) fn plain_folder(path: &Path) -> PathBuf {
    path.components().collect()
}

/// Refuses a path that is a symbolic link, which may lead to anybody's files.
pub(crate) fn refuse_link(path: &Path) -> Result<(), Stop> {
    match fs::symlink_metadata(plain_folder(path)) {
        Ok(metadata) if metadata.file_type().is_symlink() => {
            Err(refused(path, "this is a symbolic link", "name the folder itself: a link could lead anywhere"))
        }
        _ => Ok(()),
    }
}

/// Refuses a path that exists and is not a regular file: opening a pipe could wait for ever.
pub(crate) fn refuse_odd(path: &Path) -> Result<(), Stop> {
    refuse_link(path)?;
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(refused(path, "this is not a regular file", "remove it")),
        _ => Ok(()),
    }
}

/// Creates a folder that only its owner can open, whatever the umask. If its rights cannot be set, the folder is removed again.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "its mode is set on Unix only"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    owner_only(path, true).inspect_err(|_| _ = fs::remove_dir(path))
}

/// Sets the umask of this process, so that only the owner can open the files and folders that it creates, and the owner keeps all
/// rights. Then the rights of each new file need not be set.
pub(crate) fn keep_to_owner() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Creates a file that only its owner can read ([`keep_to_owner`]).
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes all pieces to a file, in order.
pub(crate) fn write_pieces(file: &mut File, pieces: &[&[u8]]) -> io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut slices = &mut slices[..];
    // Skip empty pieces at the front: writing them returns 0, which looks like an error.
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match file.write_vectored(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Creates a file that only its owner can read, and flushes it to disk.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = new_file(path)?;
    file.write_all(bytes)?;
    // Use the handle that wrote the file: on Windows no other can flush it.
    file.sync_all()
}

/// Gives only the owner the right to use a file or a folder.
#[cfg(unix)]
pub(crate) fn owner_only(path: &Path, folder: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if folder { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Does nothing: on other systems files inherit the access list of their folder.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn owner_only(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Flushes everything in a folder to disk: on Linux, with one call for the whole file system.
#[cfg(target_os = "linux")]
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(())
}

/// Flushes everything in a folder to disk: several files at a time, after all have been written. Flushing each file as soon as it
/// was written took ten times as long.
#[cfg(not(target_os = "linux"))]
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    use rayon::prelude::*;
    let files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| entry.map(walkdir::DirEntry::into_path))
        .collect::<Result<_, _>>()?;
    files.par_iter().try_for_each(|path| {
        // This run's files are writable: a read-only file was put there by somebody.
        if fs::metadata(path)?.permissions().readonly() {
            return Ok(());
        }
        patiently(PAUSE, is_held, || OpenOptions::new().write(true).open(path))?.sync_all()
    })
}

/// Flushes the entries of a folder to disk.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Does nothing: other systems cannot flush a folder.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Exchanges two folders in one step.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] if the system cannot do that; otherwise its reason for refusing.
#[cfg(target_os = "linux")]
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

/// Exchanges two folders in one step, which this system cannot do.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_repeated_while_another_program_holds_the_file() {
        for (held, expected, tries) in [(0, true, 1), (3, true, 4), (40, true, 41), (41, false, 41)] {
            let mut attempts = 0;
            let held_error = |error: &io::Error| error.kind() == io::ErrorKind::ResourceBusy;
            let done = patiently(Duration::ZERO, held_error, || {
                attempts += 1;
                if attempts > held { Ok(()) } else { Err(io::ErrorKind::ResourceBusy.into()) }
            });
            assert_eq!((done.is_ok(), attempts), (expected, tries), "{held}");
        }
        let mut attempts = 0;
        let other = patiently(
            Duration::ZERO,
            |_| false,
            || {
                attempts += 1;
                Err::<(), _>(io::Error::from(io::ErrorKind::NotFound))
            },
        );
        assert!(other.is_err() && attempts == 1);
    }
}
