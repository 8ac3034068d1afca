//! Remembers which other folders have had commissioner packs of this output folder. `output.commissioner` may have named another
//! folder before, and readers know what was published there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::system::{failed, refuse_odd, rename, sync_folder, write_file};
use super::{LOCK, Output, packs};
use crate::opening;
use crate::pack::COMMISSIONER;
use crate::problem::Problem;
use crate::stop::Stop;

/// The file in the output folder that lists these folders, one on each line.
const LIST: &str = ".commissioner-folders";
const HEAD: &str =
    "# Folders that have had commissioner packs. New packs are checked together with all that are there.\n";
/// The most bytes that are read of the list.
const MOST: u64 = 1 << 20;

/// The other folders that have had commissioner packs.
pub(crate) struct OtherFolders {
    /// Those that can be read.
    pub(crate) there: Vec<PathBuf>,
    /// Why not everything that was published is known: a folder is gone, or the list cannot be read.
    pub(crate) obstacle: Option<Problem>,
}

impl Output {
    /// The other folders that have had commissioner packs, from the list that earlier runs wrote.
    pub(crate) fn other_folders(&self) -> OtherFolders {
        let listed = match self.listed() {
            Ok(text) => folders(&text),
            Err(problem) => return OtherFolders { there: Vec::new(), obstacle: Some(problem) },
        };
        let (there, gone): (Vec<PathBuf>, Vec<PathBuf>) =
            listed.into_iter().partition(|folder| is_mounted_run_folder(folder));
        OtherFolders { there, obstacle: gone.first().map(|folder| self.is_gone(folder)) }
    }

    /// Adds a folder that gets commissioner packs to the list, unless it is there.
    pub(crate) fn remember_folder(&self, folder: &Path) -> Result<(), Problem> {
        let list = self.folder().join(LIST);
        let cannot = |error: io::Error| problem_of(failed(&list, "it cannot be written", &error), &list);
        let folder = std::path::absolute(folder).map_err(cannot)?;
        let mut text = self.listed()?;
        if folders(&text).iter().any(|listed| is_one(listed, &folder)) {
            return Ok(());
        }
        let line = folder.to_str().filter(|line| !line.contains(['\n', '\r']) && line.trim() == *line);
        let line = line.ok_or_else(|| {
            Problem::new(folder.display().to_string(), "the name of this folder cannot be written as a line of text")
        })?;
        if text.is_empty() {
            text.push_str(HEAD);
        } else if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        let staged = self.folder().join(format!("{LIST}.new"));
        let _ = fs::remove_file(&staged);
        let put = write_file(&staged, text.as_bytes()).and_then(|()| rename(&staged, &list));
        put.and_then(|()| sync_folder(self.folder())).map_err(|error| {
            let _ = fs::remove_file(&staged);
            cannot(error)
        })
    }

    /// The text of the list, empty if there is none.
    fn listed(&self) -> Result<String, Problem> {
        let list = self.folder().join(LIST);
        refuse_odd(&list).map_err(|stop| problem_of(stop, &list))?;
        match opening::read_own(&list, MOST) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(problem_of(failed(&list, "it cannot be read", &error), &list)),
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                Problem::new(list.display().to_string(), "it is not text in UTF-8").help(format!(
                    "restore it from a backup, or save it as UTF-8. {NAMES}, so that new ones can be checked with them"
                ))
            }),
        }
    }

    fn is_gone(&self, folder: &Path) -> Problem {
        let list = self.folder().join(LIST);
        let what = "commissioner packs were published to this folder, and it is not there, is empty or cannot be read, so no \
                    new pack can be checked together with them";
        Problem::new(folder.display().to_string(), what).help(format!(
            "connect its drive, or restore it from a backup. If it has another name now, correct its line in {}. Remove the \
             line only if nobody has ever received a pack from it, or the newest is older than 36 months",
            list.display()
        ))
    }
}

const NAMES: &str = "It names the folders that have had commissioner packs";

/// The folders of a list that somebody may have edited.
fn folders(text: &str) -> Vec<PathBuf> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(PathBuf::from).collect()
}

/// Whether a run has held the folder or published to it. The empty mount point of a drive that is not connected does not count.
fn is_mounted_run_folder(folder: &Path) -> bool {
    folder.join(LOCK).is_file() || packs(folder, COMMISSIONER).is_ok_and(|packs| !packs.is_empty())
}

/// Whether 2 paths are the same folder.
pub(crate) fn is_one(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}

/// The first problem of a stop.
fn problem_of(stop: Stop, path: &Path) -> Problem {
    let first = if let Stop::Output(problems) = stop { problems.into_iter().next() } else { None };
    first.unwrap_or_else(|| Problem::new(path.display().to_string(), "it cannot be used"))
}
