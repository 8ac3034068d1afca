//! Where commissioner packs are, and where a new one goes.

use std::path::{Path, PathBuf};

use crate::day::Day;
use crate::pack::COMMISSIONER;
use crate::report::publish::{self, Elsewhere, Output};
use crate::stop::Stop;

/// Where commissioner packs are, and where a new one goes.
pub(crate) struct Places<'a> {
    /// The output folder.
    pub(crate) own: &'a Output,
    /// The folder that `output.commissioner` names.
    pub(crate) elsewhere: Option<&'a Output>,
    /// The folders that have had packs of earlier runs.
    pub(crate) before: Elsewhere,
}

impl<'a> Places<'a> {
    /// The folder that a new pack goes to.
    pub(crate) const fn of_new(&self) -> &'a Output {
        match self.elsewhere {
            Some(elsewhere) => elsewhere,
            None => self.own,
        }
    }

    /// Every pack that was published before, by date, whatever `output.commissioner` was then.
    ///
    /// # Errors
    /// Where a folder cannot be read.
    pub(super) fn earlier(&self) -> Result<Vec<(Day, PathBuf)>, Stop> {
        let mut packs = self.of_new().packs(COMMISSIONER)?;
        let mut seen: Vec<&Path> = vec![self.of_new().folder()];
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
