//! The folders that hold commissioner packs.

use std::path::{Path, PathBuf};

use crate::day::Day;
use crate::pack::COMMISSIONER;
use crate::report::publish::{self, OtherFolders, Output};
use crate::stop::Stop;

/// The folders that hold commissioner packs, and the one for a new pack.
pub(crate) struct PackFolders<'a> {
    /// The output folder.
    pub(crate) own: &'a Output,
    /// The folder that `output.commissioner` names.
    pub(crate) elsewhere: Option<&'a Output>,
    /// The folders that have had packs of earlier runs.
    pub(crate) before: OtherFolders,
}

impl<'a> PackFolders<'a> {
    /// The folder that a new pack goes to.
    pub(crate) const fn for_new_pack(&self) -> &'a Output {
        match self.elsewhere {
            Some(elsewhere) => elsewhere,
            None => self.own,
        }
    }

    /// Every pack that was published before, by date, whatever `output.commissioner` was then.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub(super) fn earlier_packs(&self) -> Result<Vec<(Day, PathBuf)>, Stop> {
        let mut packs = self.for_new_pack().packs(COMMISSIONER)?;
        let mut seen: Vec<&Path> = vec![self.for_new_pack().folder()];
        let before = self.before.there.iter().map(PathBuf::as_path);
        for folder in std::iter::once(self.own.folder()).chain(before) {
            if seen.iter().all(|own| !publish::is_one(own, folder)) {
                packs.extend(publish::packs(folder, COMMISSIONER)?);
                seen.push(folder);
            }
        }
        packs.sort_by_key(|(day, _)| *day);
        Ok(packs)
    }
}
