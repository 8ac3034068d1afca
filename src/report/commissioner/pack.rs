//! The commissioner pack as a folder: made once for each month end, and copied byte for byte afterwards.
//!
//! Whoever holds two packs of one month could compare them; so the second is the first. Where the settings have become
//! others in between, there is none, and the run says which folder stands in the way.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::published_pack::PublishedPack;
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
    pub(crate) const fn for_new_pack(&self) -> &'a Output {
        match self.elsewhere {
            Some(elsewhere) => elsewhere,
            None => self.own,
        }
    }

    /// Every pack that was published before, by date, whatever `output.commissioner` was then.
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

pub(crate) enum PackOutcome {
    New(Month),
    /// It is a copy of the one that was published for the same month with this date.
    Copy(Month, Day),
    /// There is none, because sources are left out: their titles. A month that is published is not made again with them.
    Incomplete(Month, Vec<String>),
    Refused(Month, Problem),
    /// There is none, because making or writing it went wrong after the safeguarding pack was published.
    Failed(Stop),
}

/// Writes the pack into the staging folder of the output that is to hold it. Without some sources it is made only where
/// it was asked for `alone`: what is published of a month stays.
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
    let own = copyable_fingerprints(&review.settings);
    let mut earlier: Vec<EarlierPack> = Vec::with_capacity(packs.len());
    for (day, folder) in &packs {
        let held = match PublishedPack::read(folder) {
            Ok(held) => held,
            Err(problem) => return Ok(PackOutcome::Refused(month, problem)),
        };
        if held.month == month {
            if !own.contains(&held.fingerprint) {
                return Ok(PackOutcome::Refused(month, conflict_problem(folder, &held)));
            }
            held.copy(staging)?;
            return Ok(PackOutcome::Copy(month, *day));
        }
        match held.numbers(folder) {
            Ok(pack) => earlier.push(pack),
            Err(problem) => return Ok(PackOutcome::Refused(month, problem)),
        }
    }
    if !alone && !review.settings.without.is_empty() {
        let titles = review.settings.without.iter().map(|own| own.title.clone()).collect();
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
    put(PAGE, page::page(&published, &review.settings, &from_one, &records)?.as_bytes())?;
    let mut manifest = manifest(month, &review.settings);
    manifest[OUTPUTS] = checked.sums();
    put(MANIFEST, &manifest_bytes(&manifest)?)?;
    Ok(PackOutcome::New(month))
}

pub(super) const PAGE: &str = "index.html";
/// What the pack says of itself.
pub(super) const MANIFEST: &str = "manifest.json";
/// The key of the manifest that names the sources that are missing.
pub(super) const WITHOUT: &str = "without";

/// A month has a line for each of the services: this is no list of services any more.
fn too_long(name: &str) -> Problem {
    Problem::new(format!("{COMMISSIONER}/{name}"), "it would have more rows than a spreadsheet program opens").help(
        "check the names of services and places: they seem to name something else. `[services]` gives one name to many",
    )
}

fn conflict_problem(folder: &Path, held: &PublishedPack) -> Problem {
    let how = if held.is_incomplete { "without a source of this one" } else { "with other settings" };
    let help = if held.is_incomplete {
        "wait for the next month end, which will have every source"
    } else {
        "wait for the next month end, which will have the new settings; or go back to the old settings"
    };
    Problem::new(
        folder.display().to_string(),
        format!(
            "a commissioner pack for {} was published {how}, and a month is published only once",
            held.month.long()
        ),
    )
    .help(help)
}

/// The settings that decide what a pack says, of those in force. By when decisions are wanted, published lists say; of the
/// limits only the days after which a source is stale matter, and those to one rule alone.
fn settings_that_matter(mut all: Value) -> Value {
    let stale_days = (all["rules"]["not_seen"]["enabled"] == true).then(|| all["limits"]["stale_days"].clone());
    if let Some(parts) = all.as_object_mut() {
        for part in ["organisation", "output", "limits", "targets"] {
            parts.remove(part);
        }
        parts.extend(stale_days.map(|days| ("stale_days".to_owned(), days)));
    }
    all
}

/// Tells settings from others: a checksum, as what a source is called and where a constant comes from is not for these readers.
fn fingerprint(all: Value) -> String {
    HEXLOWER.encode(&Sha256::digest(settings_that_matter(all).to_string()))
}

/// By which a pack of the month is known that may be copied: it has the settings of this run, or was made with the sources that
/// this run leaves out.
fn copyable_fingerprints(settings: &Settings) -> Vec<String> {
    let all = [in_force(settings), settings.with_all.clone()];
    all.into_iter().filter(|own| !own.is_null()).map(fingerprint).collect()
}

/// What the pack says of itself: the month, the settings that a reader must know, and the sources that are missing.
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
        manifest[WITHOUT] = settings.without.iter().map(|own| own.title.as_str()).collect();
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_holiday_makes_no_other_pack_of_a_month() {
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
            // Whom nobody has seen is not said by a source that is stale.
            (true, settings(21, &[], true, 3), false),
        ] {
            assert_eq!(settings(14, &[], not_seen, 3) == other, same);
        }
    }
}
