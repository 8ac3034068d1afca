//! Publishing: everything is written beside the output first, and then put in place in one step. A reader sees the old
//! pack or the new one, never a mixture, whatever fails and whenever the run is killed.
//!
//! In the output folder, besides the folders of the runs:
//!
//! - `.lock` is held while a run is under way; the system lets go of it when the run ends, however it ends.
//! - `.key` makes the case references; made on first use, readable by its owner only.
//! - `.staging` is where a run writes. What a killed run left there, the next run removes. Where the system cannot
//!   exchange two folders in one step, the old pack waits there as `old-<date>` while the new one takes its place; a run
//!   that was killed in that moment is mended by the next.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::cases::case_ref::Key;
use crate::day::Day;
use crate::extract::open::plain;
use crate::pack::SAFEGUARDING;
use crate::problem::Problem;
use crate::stop::Stop;

const LOCK: &str = ".lock";
const KEY: &str = ".key";
const STAGING: &str = ".staging";
/// The folder in the staging folder that becomes the run's.
const NEW: &str = "new";
/// The folder in the staging folder where the old pack of a date waits.
const OLD: &str = "old-";

/// The staging folders of the run under way, as long as an interruption may remove them.
static INTERRUPTIBLE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The exit status of an interrupted run.
const INTERRUPTED: i32 = 130;

/// Removes what is half written and ends the process: the handler of Ctrl-C. Once publishing has begun it removes
/// nothing: either report is whole then, and the next run clears up.
pub fn interrupt() -> ! {
    let staged = INTERRUPTIBLE.lock().unwrap_or_else(PoisonError::into_inner);
    for folder in staged.iter() {
        let _ = fs::remove_dir_all(folder);
    }
    // The lock is held until the process has gone, so that nothing is put in place any more.
    std::process::exit(INTERRUPTED);
}

/// From here on an interruption removes this folder too.
fn interruptible(folder: &Path) {
    INTERRUPTIBLE.lock().unwrap_or_else(PoisonError::into_inner).push(folder.to_path_buf());
}

/// From here on an interruption removes nothing.
fn no_longer_interruptible() {
    INTERRUPTIBLE.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// The output folder, held by this run alone.
pub struct Output {
    folder: PathBuf,
    /// Held until the end.
    _lock: File,
}

/// Where a run writes before it publishes.
pub struct Staging {
    folder: PathBuf,
}

/// The key of the case references, and what is to be said about it.
pub struct KeyFound {
    /// The key.
    pub key: Key,
    /// It was made just now, though earlier runs are there: no reference of theirs is valid any more.
    pub replaced: bool,
}

fn failed(path: &Path, what: &str, error: &io::Error) -> Stop {
    Stop::Output(vec![Problem::new(path.display().to_string(), format!("{what}: {}", plain(error)))])
}

impl Output {
    /// Takes hold of the output folder, makes it if only it is missing, and removes what a killed run left.
    ///
    /// # Errors
    /// Where it cannot be written to, is a link, or is held by another run.
    pub fn hold(folder: &Path) -> Result<Self, Stop> {
        refuse_link(folder)?;
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                return Err(Stop::Output(vec![Problem::new(folder.display().to_string(), "this is not a folder")]));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(folder).map_err(|error| {
                    Stop::Output(vec![
                        Problem::new(
                            folder.display().to_string(),
                            format!("the output folder cannot be made: {}", plain(&error)),
                        )
                        .help("only its last part is made; make the folder above it, or mend `output.folder`"),
                    ])
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
                        .help("wait until it has ended, then run again"),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&path, "the folder cannot be locked", &error)),
        }
        let output = Self { folder: folder.to_path_buf(), _lock: lock };
        output.mend()?;
        Ok(output)
    }

    /// The folder of a run.
    pub fn run(&self, as_of: Day) -> PathBuf {
        self.folder.join(as_of.to_string())
    }

    /// The dates of the runs that are there, in order.
    pub fn runs(&self) -> Vec<Day> {
        runs(&self.folder)
    }

    /// The pack of this name of every run that has one, by date.
    pub fn packs(&self, pack: &str) -> Vec<(Day, PathBuf)> {
        let folders = self.runs().into_iter().map(|day| (day, self.run(day).join(pack)));
        folders.filter(|(_, folder)| folder.exists()).collect()
    }

    /// The folder of the newest run before a day that has a safeguarding pack.
    pub fn newest_before(&self, as_of: Day) -> Option<(Day, PathBuf)> {
        newest_before(&self.folder, as_of)
    }

    /// Puts back what a killed run had moved away, and removes what it left.
    fn mend(&self) -> Result<(), Stop> {
        let staging = self.folder.join(STAGING);
        refuse_link(&staging)?;
        if !staging.is_dir() {
            return Ok(());
        }
        // Nothing is removed before all of it has been looked at: it may hold the only copy of a pack.
        let unreadable = |error: io::Error| failed(&staging, "what a killed run left cannot be read", &error);
        for entry in fs::read_dir(&staging).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let Some(day) = name.to_str().and_then(|n| n.strip_prefix(OLD)).and_then(Day::from_iso) else {
                continue;
            };
            for pack in fs::read_dir(entry.path()).map_err(unreadable)? {
                let pack = pack.map_err(unreadable)?;
                let place = self.run(day).join(pack.file_name());
                if !place.exists() {
                    fs::rename(pack.path(), &place).map_err(|error| failed(&place, "it cannot be put back", &error))?;
                }
            }
        }
        fs::remove_dir_all(&staging)
            .map_err(|error| failed(&staging, "what a killed run left cannot be removed", &error))
    }

    /// The key of the case references, made on first use.
    ///
    /// # Errors
    /// Where it cannot be read or made, or is not 32 bytes.
    pub fn key(&self) -> Result<KeyFound, Stop> {
        let path = self.folder.join(KEY);
        refuse_odd(&path)?;
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|file| file.take(64).read_to_end(&mut bytes)) {
            Ok(_) => {
                let bytes = bytes.try_into().map_err(|_| {
                    Stop::Output(vec![
                        Problem::new(path.display().to_string(), "the key of the case references is damaged")
                            .help("put it back from a backup; or remove it, and every case gets a new reference"),
                    ])
                })?;
                let _ = owner_only(&path, false);
                return Ok(KeyFound { key: Key::new(bytes), replaced: false });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&path, "the key of the case references cannot be read", &error)),
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Stop::Bug(format!("the system gives no random bytes: {error}")))?;
        let staged = self.folder.join(".key.new");
        let _ = fs::remove_file(&staged);
        write_file(&staged, &bytes)
            .and_then(|()| File::open(&staged)?.sync_all())
            .map_err(|error| failed(&staged, "the key cannot be written", &error))?;
        fs::rename(&staged, &path).map_err(|error| failed(&path, "the key cannot be put in place", &error))?;
        sync_folder(&self.folder).map_err(|error| failed(&self.folder, "the folder cannot be written", &error))?;
        Ok(KeyFound { key: Key::new(bytes), replaced: !self.runs().is_empty() })
    }

    /// An empty staging folder.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn stage(&self) -> Result<Staging, Stop> {
        let folder = self.folder.join(STAGING);
        refuse_link(&folder)?;
        interruptible(&folder);
        make_folder(&folder).map_err(|error| failed(&folder, "the staging folder cannot be made", &error))?;
        let new = folder.join(NEW);
        make_folder(&new).map_err(|error| failed(&new, "the staging folder cannot be made", &error))?;
        Ok(Staging { folder })
    }

    /// Puts the packs that have been written into their places, each instead of an older one of the same date, in one
    /// step each; where there is no run of that date yet, all of them in one step.
    ///
    /// # Errors
    /// Where the system refuses it; then the older one is still there.
    pub fn publish(&self, staging: Staging, as_of: Day, packs: &[&str]) -> Result<PathBuf, Stop> {
        let new = staging.folder.join(NEW);
        let run = self.run(as_of);
        refuse_link(&run)?;
        let cannot = |error: &io::Error| failed(&run, "the pack cannot be put in place", error);
        sync_tree(&new).map_err(|error| cannot(&error))?;
        no_longer_interruptible();
        if run.exists() {
            for pack in packs {
                let (from, to) = (new.join(pack), run.join(pack));
                refuse_link(&to)?;
                if to.exists() {
                    let aside = staging.folder.join(format!("{OLD}{as_of}"));
                    if let Err(error) = replace(&from, &to, &aside, pack) {
                        let stop = cannot(&error);
                        if !to.exists() {
                            // It could not be put back either: the next run does, so what is staged must stay.
                            std::mem::forget(staging);
                        }
                        return Err(stop);
                    }
                } else {
                    fs::rename(&from, &to).map_err(|error| cannot(&error))?;
                }
            }
            let _ = sync_folder(&run);
        } else {
            fs::rename(&new, &run).map_err(|error| cannot(&error))?;
        }
        // The packs are in place: a folder that cannot be brought to the disk at once does not undo that.
        let _ = sync_folder(&self.folder);
        drop(staging);
        Ok(run)
    }
}

impl Staging {
    /// Writes a file of the run, below the folder of its date.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Stop> {
        let full = self.folder.join(NEW).join(path);
        let write = || {
            let mut above: Vec<&Path> =
                full.ancestors().skip(1).take_while(|folder| *folder != self.folder && !folder.exists()).collect();
            above.reverse();
            for folder in above {
                match make_folder(folder) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                    _ => {}
                }
            }
            write_file(&full, bytes)
        };
        write().map_err(|error| failed(&full, "it cannot be written", &error))
    }
}

/// A run that ends early leaves nothing.
impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The dates of the runs in a folder, in order.
fn runs(folder: &Path) -> Vec<Day> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut days: Vec<Day> =
        entries.filter_map(|entry| Day::from_iso(entry.file_name().to_str().unwrap_or_default())).collect();
    days.sort_unstable();
    days
}

/// The newest run before a day that has a safeguarding pack: its date and its folder. Nothing is held or changed.
pub fn newest_before(folder: &Path, as_of: Day) -> Option<(Day, PathBuf)> {
    let runs = runs(folder);
    let earlier = runs.iter().rev().filter(|day| **day < as_of);
    earlier.map(|day| (*day, folder.join(day.to_string()))).find(|(_, run)| run.join(SAFEGUARDING).exists())
}

/// The key of a folder's case references, where it is there and whole. Nothing is held, made or changed.
pub fn existing_key(folder: &Path) -> Option<Key> {
    let path = folder.join(KEY);
    refuse_odd(&path).ok()?;
    fs::read(path).ok()?.try_into().ok().map(Key::new)
}

/// Refuses a path that is a symbolic link: what is behind it may be anybody's.
fn refuse_link(path: &Path) -> Result<(), Stop> {
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
fn refuse_odd(path: &Path) -> Result<(), Stop> {
    refuse_link(path)?;
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(Stop::Output(vec![
            Problem::new(path.display().to_string(), "this is not a regular file").help("remove it"),
        ])),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner can look into, whatever the umask.
fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    owner_only(path, true)
}

/// Makes a file that only its owner can read, whatever the umask.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    owner_only(path, false)?;
    file.write_all(bytes)?;
    if cfg!(target_os = "linux") { Ok(()) } else { file.sync_all() }
}

#[cfg(unix)]
fn owner_only(path: &Path, folder: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if folder { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
fn owner_only(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

/// Brings everything below a folder to the disk. On Linux that is one call for the file system; elsewhere every file was
/// brought there when it was written.
#[cfg(target_os = "linux")]
fn sync_tree(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn sync_tree(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Puts `new` where `old` is: in one step where the system can exchange two folders, else in two, with `old` waiting in
/// `aside` in between.
fn replace(new: &Path, old: &Path, aside: &Path, pack: &str) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if !aside.is_dir() {
        make_folder(aside)?;
    }
    let waiting = aside.join(pack);
    fs::rename(old, &waiting)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&waiting, old)?;
        return Err(error);
    }
    Ok(())
}
