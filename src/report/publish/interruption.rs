//! Ctrl-C: what is half written goes, and nothing is said of it.

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::system::remove_all;
use crate::exit::Exit;

pub(super) struct Progress {
    staged: Vec<PathBuf>,
    publishing: bool,
}

/// Whoever writes below a staging folder holds it for reading; an interruption holds it for writing, for good.
static PROGRESS: RwLock<Progress> = RwLock::new(Progress { staged: Vec::new(), publishing: false });

fn change() -> RwLockWriteGuard<'static, Progress> {
    PROGRESS.write().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what is half written and ends the process: the handler of Ctrl-C. Once the step that publishes has begun it
/// comes too late: the run ends by itself in a moment, and its exit status says what has been published.
pub(crate) fn interrupt() {
    let progress = change();
    if progress.publishing {
        return;
    }
    for folder in &progress.staged {
        let _ = remove_all(folder);
    }
    // Whoever was writing waits for what is held here until the process has gone; the lock on the folder is held as long.
    std::process::exit(Exit::Interrupted.status().into());
}

/// Nothing is removed by an interruption while this is held.
pub(super) fn hold_off() -> RwLockReadGuard<'static, Progress> {
    PROGRESS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a staging folder that an interruption removes.
pub(super) fn removable<T>(folder: &Path, make: impl FnOnce() -> T) -> T {
    let mut progress = change();
    progress.staged.push(folder.to_path_buf());
    make()
}

/// From here on an interruption comes too late; or no longer, where publishing has failed.
pub(super) fn publishing(begun: bool) {
    change().publishing = begun;
}
