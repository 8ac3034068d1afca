//! What only publishing asks of the file system: new names, folders that are removed, files brought to the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::opening::plain;
use crate::problem::Problem;
use crate::stop::Stop;

/// The output cannot be written: which path, what was tried, and what the system says.
pub(crate) fn failed(path: &Path, what: &str, error: &io::Error) -> Stop {
    let problem = Problem::new(path.display().to_string(), format!("{what}: {}", plain(error)));
    Stop::Output(vec![if is_held(error) { problem.help(CLOSE) } else { problem }])
}

/// The output cannot be used: which path, what is wrong with it, and what to do.
pub(crate) fn refused(path: &Path, what: &str, help: &str) -> Stop {
    Stop::Output(vec![Problem::new(path.display().to_string(), what).help(help)])
}

/// What helps where somebody else holds a file or a folder.
const CLOSE: &str = "close files and windows that show this folder or anything in it (Excel, Explorer), then run again";

/// Whether the system refuses because another program holds a file: Windows' errors 5 and 32, which it gives for a folder
/// as long as a virus scanner, Explorer or a spreadsheet has anything below it open.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

/// Tries for ten seconds as long as `is_held` says that waiting may help: a scanner lets go in a moment.
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
    // On Windows a file that is removed while somebody reads it is there until they let go of it.
    let is_held =
        |error: &io::Error| is_held(error) || cfg!(windows) && error.kind() == io::ErrorKind::DirectoryNotEmpty;
    patiently(PAUSE, is_held, || match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    })
}

/// Makes an empty folder and removes it: whether anything can be made there.
pub(crate) fn try_out(folder: &Path) -> io::Result<()> {
    make_folder(folder)?;
    // A scanner looks at what is new.
    patiently(PAUSE, is_held, || fs::remove_dir(folder))
}

/// A path without `/` or `/.` at its end, behind which a link would hide.
pub(crate) fn plain_folder(path: &Path) -> PathBuf {
    path.components().collect()
}

/// Refuses a path that is a symbolic link: what is behind it may be anybody's.
pub(crate) fn refuse_link(path: &Path) -> Result<(), Stop> {
    match fs::symlink_metadata(plain_folder(path)) {
        Ok(metadata) if metadata.file_type().is_symlink() => {
            Err(refused(path, "this is a symbolic link", "name the folder itself: a link could lead anywhere"))
        }
        _ => Ok(()),
    }
}

/// Refuses a path that is there and no regular file: opening a pipe could wait for ever.
pub(crate) fn refuse_odd(path: &Path) -> Result<(), Stop> {
    refuse_link(path)?;
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(refused(path, "this is not a regular file", "remove it")),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner can look into, whatever the umask; none where that cannot be had.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "its mode is set on Unix only"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    owner_only(path, true).inspect_err(|_| _ = fs::remove_dir(path))
}

/// From here on this process makes nothing that anybody but its owner can look into, and takes no right from the owner,
/// whatever umask it was started with: so no file has to be asked for its rights once more.
pub(crate) fn keep_to_owner() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Makes a file that only its owner can read ([`keep_to_owner`]).
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

pub(crate) fn write_pieces(file: &mut File, pieces: &[&[u8]]) -> io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut slices = &mut slices[..];
    // Empty ones at the front would look like a file that takes nothing.
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

/// Makes a file that only its owner can read, and brings it to the disk.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = new_file(path)?;
    file.write_all(bytes)?;
    // Through the handle that has written: Windows flushes through no other.
    file.sync_all()
}

#[cfg(unix)]
pub(crate) fn owner_only(path: &Path, folder: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if folder { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn owner_only(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Brings everything below a folder to the disk. On Linux that is one call for the file system.
#[cfg(target_os = "linux")]
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(())
}

/// Brings everything below a folder to the disk: file by file, several at a time, and only when all are written. One after
/// the other, each as soon as it was written, they took ten times as long.
#[cfg(not(target_os = "linux"))]
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    use rayon::prelude::*;
    let files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| entry.map(walkdir::DirEntry::into_path))
        .collect::<Result<_, _>>()?;
    files.par_iter().try_for_each(|path| {
        // What nobody may write to is not this run's: somebody put it beside the packs.
        if fs::metadata(path)?.permissions().readonly() {
            return Ok(());
        }
        patiently(PAUSE, is_held, || OpenOptions::new().write(true).open(path))?.sync_all()
    })
}

#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Lets two folders change places in one step.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] where the system cannot do that; otherwise why it refuses.
#[cfg(target_os = "linux")]
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

/// Lets two folders change places in one step, which this system cannot.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_holds_is_tried_again() {
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
