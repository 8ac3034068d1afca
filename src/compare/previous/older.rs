//! Reads what few runs need from reports before the previous one.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::tables;
use crate::cells::nhs::NhsNumber;
use crate::day::Day;
use crate::opening;
use crate::pack::{SAFEGUARDING, parts, runs};
use crate::problem::Problem;
use crate::vocabulary::{Priority, Status};

/// The safeguarding packs of the reports before a day, the newest first, each with its day.
pub(in crate::compare) fn packs_before(folder: &Path, before: Day) -> impl Iterator<Item = (Day, PathBuf)> {
    // A folder that cannot be read shows nothing, and stops nothing.
    let earlier = runs(folder).unwrap_or_default().into_iter().filter(move |day| *day < before);
    earlier.rev().map(|day| (day, folder.join(day.to_string()).join(SAFEGUARDING)))
}

/// Gives `take` the reference of every case of a pack, with the NHS number and the local ids of its child.
pub(in crate::compare) fn read_references(
    pack: &Path,
    take: impl FnMut(&str, Option<NhsNumber>, Vec<String>),
) -> Result<(), Problem> {
    tables::read_references(&parts(pack, "cases.csv"), take)
}

/// Gives `take` of every case of a pack its reference, its status, its priority and the day by which a decision was wanted.
pub(in crate::compare) fn read_due_dates(
    pack: &Path,
    take: impl FnMut(&str, Status, Priority, Option<Day>),
) -> Result<(), Problem> {
    tables::read_due_dates(&parts(pack, "cases.csv"), take)
}

/// The settings of a pack; none where its manifest cannot be read.
pub(in crate::compare) fn read_settings(pack: &Path) -> Option<Value> {
    let manifest = opening::read_own(&pack.join("manifest.json"), opening::MOST_OF_PACK).ok()?;
    serde_json::from_slice::<Value>(&manifest).ok()?.get("settings").cloned()
}
