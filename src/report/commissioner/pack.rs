//! The commissioner pack as a folder: made once for each month, and copied byte for byte by later runs.
//!
//! Readers could compare two different packs of one month, so there is only one. If the settings have changed since it was made,
//! no pack is made, and the run names the folder of the existing one.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::published_pack::PublishedPack;
use super::unfinished::UnfinishedMonth;
use super::{listed, page, tables};
use crate::compare::reviews::ReviewDecisions;
use crate::config::in_force;
use crate::config::settings::Settings;
use crate::day::{Day, Month};
use crate::disclosure;
use crate::disclosure::earlier::EarlierPack;
use crate::measures::measure;
use crate::pack::{COMMISSIONER, COMMISSIONER_TABLES, SAFEGUARDING};
use crate::problem::Problem;
use crate::report::outputs::{ChecksumSink, OUTPUTS, manifest_bytes};
use crate::report::publish::{self, OtherFolders, Output, Staging};
use crate::report::sink::PackSink;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// The folders that have commissioner packs, and the one for a new pack.
pub(crate) struct PackFolders<'a> {
    /// The output folder.
    pub(crate) own: &'a Output,
    /// The folder that `output.commissioner` names.
    pub(crate) elsewhere: Option<&'a Output>,
    /// The other folders to which earlier runs published packs.
    pub(crate) before: OtherFolders,
}

impl<'a> PackFolders<'a> {
    /// The folder for a new pack.
    pub(crate) const fn for_new_pack(&self) -> &'a Output {
        match self.elsewhere {
            Some(elsewhere) => elsewhere,
            None => self.own,
        }
    }

    /// Every earlier pack, by date, in whichever folder `output.commissioner` put it.
    pub(super) fn earlier_packs(&self) -> Result<Vec<(Day, PathBuf)>, Stop> {
        let mut packs = self.for_new_pack().packs(COMMISSIONER)?;
        let mut seen: Vec<&Path> = vec![self.for_new_pack().folder()];
        let before = self.before.there.iter().map(PathBuf::as_path);
        for folder in std::iter::once(self.own.folder()).chain(before) {
            if seen.iter().all(|other| !publish::is_one(other, folder)) {
                packs.extend(publish::packs(folder, COMMISSIONER)?);
                seen.push(folder);
            }
        }
        packs.sort_by_key(|(day, _)| *day);
        Ok(packs)
    }
}

/// What became of the commissioner pack of a run.
pub(crate) enum PackOutcome {
    /// A new pack, and which sources lack the end of its month.
    New(Month, Option<UnfinishedMonth>),
    /// A copy of the pack of the same month that the run of this date published.
    Copy(Month, Day),
    /// The same, but that pack lacks the end of its month, and the extracts of this run do not.
    CopyOfUnfinished(Month, Day),
    /// No pack, because sources with these titles are left out: a month is published only once, and would lack them for good.
    Incomplete(Month, Vec<String>),
    /// No pack, for this reason.
    Refused(Month, Problem),
    /// No pack, because making or writing it failed after the safeguarding pack was published.
    Failed(Stop),
}

/// Writes the pack into the staging folder of its output. If sources are left out, a new pack is made only if the commissioner pack
/// `alone` was asked for, because a published month is not made again.
pub(crate) fn make(
    review: &Review,
    places: &PackFolders<'_>,
    staging: &Staging,
    alone: bool,
) -> Result<PackOutcome, Stop> {
    let month = Month::last_complete(review.as_of);
    if let Some(problem) = &places.before.obstacle {
        return Ok(PackOutcome::Refused(month, problem.clone()));
    }
    let packs = places.earlier_packs()?;
    let copyable = copyable_fingerprints(&review.settings);
    let mut earlier: Vec<EarlierPack> = Vec::with_capacity(packs.len());
    for (day, folder) in &packs {
        let published = match PublishedPack::read(folder) {
            Ok(published) => published,
            Err(problem) => return Ok(PackOutcome::Refused(month, problem)),
        };
        if published.month == month {
            if !copyable.contains(&published.fingerprint) {
                return Ok(PackOutcome::Refused(month, conflict_problem(folder, &published)));
            }
            published.copy(staging)?;
            let is_better_now = published.is_unfinished && UnfinishedMonth::find(review, month).is_none();
            let copy = if is_better_now { PackOutcome::CopyOfUnfinished } else { PackOutcome::Copy };
            return Ok(copy(month, *day));
        }
        match published.numbers(folder) {
            Ok(pack) => earlier.push(pack),
            Err(problem) => return Ok(PackOutcome::Refused(month, problem)),
        }
    }
    if !alone && !review.settings.without.is_empty() {
        let titles = review.settings.without.iter().map(|source| source.title.clone()).collect();
        return Ok(PackOutcome::Incomplete(month, titles));
    }
    let reviews =
        match listed::counts(month, &places.own.packs(SAFEGUARDING)?, &ReviewDecisions::read(&review.settings)) {
            Ok(reviews) => reviews,
            Err(problem) => return Ok(PackOutcome::Refused(month, problem)),
        };
    let (measures, sources, records) = measure(review, reviews)?;
    let protected = stage("disclosure control", || disclosure::protect(&measures, &review.settings, &earlier));
    let published = match protected {
        Ok(published) => published,
        Err(refused) => {
            let problem = Problem::new(format!("{COMMISSIONER} pack for {}", month.long()), refused.to_string())
                .help("wait for the next month end, or raise `disclosure.minimum_count`, so that more is hidden");
            return Ok(PackOutcome::Refused(month, problem));
        }
    };
    let pack = staging.pack(COMMISSIONER);
    let checked = ChecksumSink::new(&pack);
    let put = |name: &str, bytes: &[u8]| checked.file(name, &[bytes]);
    for (name, table) in COMMISSIONER_TABLES.into_iter().zip(tables::all_tables(&published)) {
        match table.files().as_slice() {
            [file] => put(name, file)?,
            _ => return Ok(PackOutcome::Refused(month, too_long(name))),
        }
    }
    let from_one = disclosure::one_source::find_mostly_one_source(&published, &sources, review.settings.disclosure);
    let unfinished = UnfinishedMonth::find(review, month).map(|own| own.for_readers(&published));
    put(PAGE, page::page(&published, &review.settings, &from_one, &records, unfinished.as_ref())?.as_bytes())?;
    let mut manifest = manifest(month, &review.settings);
    if let Some(unfinished) = &unfinished {
        manifest[UNFINISHED] = unfinished.in_manifest();
    }
    manifest[OUTPUTS] = checked.sums();
    put(MANIFEST, &manifest_bytes(&manifest)?)?;
    Ok(PackOutcome::New(month, unfinished))
}

pub(super) const PAGE: &str = "index.html";
/// The file with the month and the settings of the pack.
pub(super) const MANIFEST: &str = "manifest.json";
/// The manifest's key for the titles of missing sources.
pub(super) const WITHOUT: &str = "without";
/// The manifest's key for sources that lack the end of the month.
pub(super) const UNFINISHED: &str = "no_outcomes_at_month_end";

/// The problem of a table with too many rows: it has one for each service and month, so the names cannot be those of services.
fn too_long(name: &str) -> Problem {
    Problem::new(format!("{COMMISSIONER}/{name}"), "it would have more rows than a spreadsheet program opens").help(
        "check the names of services and places: they seem to name something else. `[services]` gives one name to many",
    )
}

/// The problem that the month was already published, with other settings or without a source.
fn conflict_problem(folder: &Path, existing: &PublishedPack) -> Problem {
    let how = if existing.is_incomplete { "without a source of this one" } else { "with other settings" };
    let help = if existing.is_incomplete {
        "wait for the next month end, which will have every source"
    } else {
        "wait for the next month end, which will have the new settings; or go back to the old settings"
    };
    Problem::new(
        folder.display().to_string(),
        format!(
            "a commissioner pack for {} was published {how}, and a month is published only once",
            existing.month.long()
        ),
    )
    .help(help)
}

/// Keeps only the settings that affect the contents of a pack. The targets do not: published lists say by when decisions are due. Of
/// the limits, only `stale_days` does, and only if the rule `not_seen` is on.
fn settings_that_matter(mut settings: Value) -> Value {
    let stale_days =
        (settings["rules"]["not_seen"]["enabled"] == true).then(|| settings["limits"]["stale_days"].clone());
    if let Some(parts) = settings.as_object_mut() {
        for part in ["organisation", "output", "limits", "targets"] {
            parts.remove(part);
        }
        parts.extend(stale_days.map(|days| ("stale_days".to_owned(), days)));
    }
    settings
}

/// A checksum that identifies the settings without showing them: names of sources and constants are not for these readers.
fn fingerprint(settings: Value) -> String {
    HEXLOWER.encode(&Sha256::digest(settings_that_matter(settings).to_string()))
}

/// The fingerprints of packs of the month that may be copied: with the settings of this run, or with these settings and the sources
/// that this run leaves out.
fn copyable_fingerprints(settings: &Settings) -> Vec<String> {
    let either = [in_force(settings), settings.with_all.clone()];
    either.into_iter().filter(|settings| !settings.is_null()).map(fingerprint).collect()
}

/// The manifest: the month, the settings that a reader needs, and the titles of missing sources.
fn manifest(month: Month, settings: &Settings) -> Value {
    let all = in_force(settings);
    let mut manifest = json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "month": month.to_string(),
        "settings_fingerprint": fingerprint(all.clone()),
        "settings": {
            "review": all["review"],
            "failed_contact": all["failed_contact"],
            "rules": all["rules"],
            "priority": all["priority"],
            "disclosure": all["disclosure"],
        },
    });
    if !settings.without.is_empty() {
        manifest[WITHOUT] = settings.without.iter().map(|source| source.title.as_str()).collect();
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_settings_that_affect_the_pack_change_its_fingerprint() {
        let settings = |stale_days: u32, holidays: &[&str], not_seen: bool, threshold: u32| {
            fingerprint(json!({
                "organisation": "Team",
                "output": {"folder": "reports"},
                "limits": {"stale_days": stale_days, "max_rejected": 0.05},
                "targets": {"bank_holidays": holidays},
                "rules": {"not_seen": {"enabled": not_seen}, "repeated": {"threshold": threshold}},
            }))
        };
        for (not_seen, other, same) in [
            (false, settings(14, &["2026-12-25"], false, 3), true),
            (false, settings(21, &[], false, 3), true),
            (false, settings(14, &[], false, 4), false),
            (true, settings(14, &["2026-12-25"], true, 3), true),
            // A stale source cannot show that nobody has seen a child.
            (true, settings(21, &[], true, 3), false),
        ] {
            assert_eq!(settings(14, &[], not_seen, 3) == other, same);
        }
    }
}
