//! The commissioner pack as a folder: made once for each month end, and copied byte for byte afterwards.
//!
//! Whoever holds two packs of one month could compare them; so the second is the first. Where the settings have become
//! others in between, there is none, and the run says which folder stands in the way.

use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::held::Held;
use super::places::Places;
use super::{listed, page, tables};
use crate::compare::reviews::Decisions;
use crate::config::in_force::{hex, in_force};
use crate::config::settings::Settings;
use crate::day::{Day, Month};
use crate::disclosure;
use crate::disclosure::earlier::EarlierPack;
use crate::measures::measure;
use crate::pack::{COMMISSIONER, SAFEGUARDING};
use crate::problem::Problem;
use crate::report::outputs::{Checked, OUTPUTS};
use crate::report::publish::Staging;
use crate::report::sink::Sink;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// What became of the pack.
pub(crate) enum Made {
    /// It is new.
    New(Month),
    /// It is a copy of the one that was published for the same month with this date.
    Copy(Month, Day),
    /// There is none, and why.
    Refused(Month, Problem),
    /// There is none, because making or writing it went wrong after the safeguarding pack was published.
    Failed(Stop),
}

/// Writes the pack into the staging folder of the output that is to hold it.
///
/// # Errors
/// Where it cannot be written, or the measures fail. That disclosure control refuses it is no error but
/// [`Made::Refused`].
pub(crate) fn make(review: &Review, places: &Places<'_>, staging: &Staging) -> Result<Made, Stop> {
    let month = Month::last_complete(review.as_of);
    if let Some(problem) = &places.before.obstacle {
        return Ok(Made::Refused(month, problem.clone()));
    }
    let packs = places.earlier()?;
    let own = fingerprint(&review.settings);
    let mut earlier: Vec<EarlierPack> = Vec::with_capacity(packs.len());
    for (day, folder) in &packs {
        let held = match Held::read(folder) {
            Ok(held) => held,
            Err(problem) => return Ok(Made::Refused(month, problem)),
        };
        if held.month == month {
            if held.fingerprint != own {
                return Ok(Made::Refused(month, stands_in_the_way(folder, month)));
            }
            held.copy(staging)?;
            return Ok(Made::Copy(month, *day));
        }
        match held.numbers(folder) {
            Ok(pack) => earlier.push(pack),
            Err(problem) => return Ok(Made::Refused(month, problem)),
        }
    }
    let reviews = match listed::counts(month, &places.own.packs(SAFEGUARDING)?, &Decisions::read(&review.settings)) {
        Ok(reviews) => reviews,
        Err(problem) => return Ok(Made::Refused(month, problem)),
    };
    let (measures, sources, records) = measure(review, reviews)?;
    let protected = stage("disclosure control", || disclosure::protect(&measures, &review.settings, &earlier));
    let published = match protected {
        Ok(published) => published,
        Err(refused) => {
            let problem = Problem::new(format!("{COMMISSIONER} pack for {}", month.long()), refused.to_string())
                .help("wait for the next month end, or raise `disclosure.minimum_count`, so that more is hidden");
            return Ok(Made::Refused(month, problem));
        }
    };
    let pack = staging.pack(COMMISSIONER);
    let checked = Checked::new(&pack);
    let put = |name: &str, bytes: &[u8]| checked.file(name, &[bytes]);
    for (name, table) in tables::NAMES.into_iter().zip(tables::all(&published)) {
        match table.files().as_slice() {
            [file] => put(name, file)?,
            _ => return Ok(Made::Refused(month, too_long(name))),
        }
    }
    let from_one = disclosure::one_source::from_one(&published, &sources, review.settings.disclosure);
    put(PAGE, page::page(&published, &review.settings, &from_one, &records)?.as_bytes())?;
    let mut manifest = manifest(month, &review.settings);
    manifest[OUTPUTS] = checked.sums();
    let mut manifest =
        serde_json::to_vec_pretty(&manifest).map_err(|error| Stop::Bug(format!("{MANIFEST}: {error}")))?;
    manifest.push(b'\n');
    put(MANIFEST, &manifest)?;
    Ok(Made::New(month))
}

/// The page of the pack.
pub(super) const PAGE: &str = "index.html";
/// What the pack says of itself.
pub(super) const MANIFEST: &str = "manifest.json";

/// A month has a line for each of the services: this is no list of services any more.
fn too_long(name: &str) -> Problem {
    Problem::new(format!("{COMMISSIONER}/{name}"), "it would have more rows than a spreadsheet program opens").help(
        "check the names of services and places: they seem to name something else. `[services]` gives one name to many",
    )
}

fn stands_in_the_way(folder: &Path, month: Month) -> Problem {
    Problem::new(
        folder.display().to_string(),
        format!(
            "a commissioner pack for {} was published with other settings, and a month is published only once",
            month.long()
        ),
    )
    .help("wait for the next month end, which will have the new settings; or go back to the old settings")
}

/// The settings that decide what a pack says.
fn telling(settings: &Settings) -> Value {
    let mut all = in_force(settings);
    if let Some(parts) = all.as_object_mut() {
        for part in ["organisation", "output", "limits"] {
            parts.remove(part);
        }
    }
    all
}

/// What tells settings from others: a checksum, since what a source is called and where a constant comes from is not for
/// this pack's readers.
fn fingerprint(settings: &Settings) -> String {
    hex(&Sha256::digest(telling(settings).to_string()))
}

/// What the pack says of itself: nothing but the month and the settings that a reader must know.
fn manifest(month: Month, settings: &Settings) -> Value {
    let all = in_force(settings);
    json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "month": month.to_string(),
        "settings_fingerprint": fingerprint(settings),
        "settings": {
            "review": all["review"],
            "failed_contact": all["failed_contact"],
            "rules": all["rules"],
            "priority": all["priority"],
            "disclosure": all["disclosure"],
        },
    })
}
