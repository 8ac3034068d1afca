//! Ctrl-C: removes what is half written, and ends the process without a message.

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::system::remove_all;
use crate::exit::Exit;

/// How far the run has come.
pub(super) struct Progress {
    /// The staging folders.
    staged: Vec<PathBuf>,
    /// Whether the step that publishes has begun.
    publishing: bool,
}

/// Threads that write in a staging folder hold the read lock. An interruption takes the write lock and keeps it until the
/// process ends.
static PROGRESS: RwLock<Progress> = RwLock::new(Progress { staged: Vec::new(), publishing: false });

fn change() -> RwLockWriteGuard<'static, Progress> {
    PROGRESS.write().unwrap_or_else(PoisonError::into_inner)
}

/// Handles Ctrl-C: removes what is half written and ends the process. Does nothing once the step that publishes has begun: then
/// the run ends by itself in a moment, and its exit status says what has been published.
pub(crate) fn interrupt() {
    let progress = change();
    if progress.publishing {
        return;
    }
    for folder in &progress.staged {
        let _ = remove_all(folder);
    }
    // Threads that want to write wait for this lock until the process ends, and the output folder stays locked as long.
    std::process::exit(Exit::Interrupted.status().into());
}

/// While the returned lock is held, an interruption removes nothing.
pub(super) fn hold_off() -> RwLockReadGuard<'static, Progress> {
    PROGRESS.read().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a staging folder, with `make`, that an interruption will remove.
pub(super) fn removable<T>(folder: &Path, make: impl FnOnce() -> T) -> T {
    let mut progress = change();
    progress.staged.push(folder.to_path_buf());
    make()
}

/// Says that the step that publishes has begun, after which an interruption does nothing; or, if it failed, that it is over.
pub(super) fn publishing(begun: bool) {
    change().publishing = begun;
}
