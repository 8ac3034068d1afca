//! What publishing asks of the file system, and nothing else does.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Write};
use std::path::Path;

use crate::extract::open::plain;
use crate::problem::Problem;
use crate::stop::Stop;

/// The output cannot be written: which path, what was tried, and what the system says.
pub fn failed(path: &Path, what: &str, error: &io::Error) -> Stop {
    Stop::Output(vec![Problem::new(path.display().to_string(), format!("{what}: {}", plain(error)))])
}

/// Refuses a path that is a symbolic link: what is behind it may be anybody's.
pub fn refuse_link(path: &Path) -> Result<(), Stop> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.file_type().is_symlink() => Err(Stop::Output(vec![
            Problem::new(path.display().to_string(), "this is a symbolic link")
                .help("name the folder itself: a link could lead anywhere"),
        ])),
        _ => Ok(()),
    }
}

/// Refuses a path that is there and neither a file nor, where one is looked for, a folder: opening a pipe could wait for
/// ever.
pub fn refuse_odd(path: &Path) -> Result<(), Stop> {
    refuse_link(path)?;
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(Stop::Output(vec![
            Problem::new(path.display().to_string(), "this is not a regular file").help("remove it"),
        ])),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner can look into, whatever the umask.
pub fn make_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "its mode is set on Unix only"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    owner_only(path, true)
}

/// From here on this process makes nothing that anybody but its owner can look into, and takes no right from the owner,
/// whatever umask it was started with: so no file has to be asked for its rights once more.
pub fn keep_to_owner() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Makes a file that only its owner can read ([`keep_to_owner`]).
pub fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes pieces that follow one another.
pub fn write_pieces(file: &mut File, pieces: &[&[u8]]) -> io::Result<()> {
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

/// A file has all its bytes. On Linux `sync_tree` brings all of them to the disk in one call.
pub fn finish(file: &File) -> io::Result<()> {
    if cfg!(target_os = "linux") { Ok(()) } else { file.sync_all() }
}

/// Makes a file that only its owner can read.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = new_file(path)?;
    file.write_all(bytes)?;
    finish(&file)
}

#[cfg(unix)]
pub fn owner_only(path: &Path, folder: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if folder { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
pub fn owner_only(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Brings everything below a folder to the disk. On Linux that is one call for the file system; elsewhere every file was
/// brought there when it was written.
#[cfg(target_os = "linux")]
pub fn sync_tree(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub fn sync_tree(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Lets two folders change places in one step.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] where the system cannot do that; otherwise why it refuses.
#[cfg(target_os = "linux")]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

/// Lets two folders change places in one step, which this system cannot.
#[cfg(not(target_os = "linux"))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
