//! A commissioner pack that was published earlier. It is read once, and used only if every file has the checksum in its manifest.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::pack;
use crate::day::Month;
use crate::disclosure::earlier::{EarlierPack, Unreadable};
use crate::opening;
use crate::pack::{COMMISSIONER, COMMISSIONER_TABLES};
use crate::problem::Problem;
use crate::report::outputs::OUTPUTS;
use crate::report::publish::Staging;
use crate::stop::Stop;

/// A pack that was read from its folder.
pub(super) struct PublishedPack {
    pub(super) month: Month,
    /// The fingerprint of its settings.
    pub(super) fingerprint: String,
    /// Whether it was made without a source.
    pub(super) is_incomplete: bool,
    /// Whether sources lacked the end of the month.
    pub(super) is_unfinished: bool,
    /// Its files by name, the manifest among them.
    files: BTreeMap<&'static str, Vec<u8>>,
}

impl PublishedPack {
    /// Reads a pack and checks every file against its checksum.
    ///
    /// # Errors
    /// If a file is missing, cannot be read, or is not the one that was published.
    pub(super) fn read(folder: &Path) -> Result<Self, Problem> {
        let read = |name: &str| {
            let path = folder.join(name);
            opening::read_own(&path, opening::MOST_OF_PACK).map_err(|_| damaged(&path, "cannot be read"))
        };
        let bytes = read(pack::MANIFEST)?;
        let no_manifest = || damaged(&folder.join(pack::MANIFEST), "cannot be read");
        let manifest: Value = serde_json::from_slice(&bytes).map_err(|_| no_manifest())?;
        let text = |key: &str| manifest[key].as_str().ok_or_else(no_manifest);
        let month = Month::from_iso(text("month")?).ok_or_else(no_manifest)?;
        let fingerprint = text("settings_fingerprint")?.to_owned();
        // Versions before 1.0 wrote no checksums and had fewer tables. `numbers` checks that the necessary tables are there.
        let has_no_checksums = manifest.get(OUTPUTS).is_none() && text("version")?.starts_with("0.");
        let mut files = BTreeMap::new();
        for name in COMMISSIONER_TABLES.into_iter().chain([pack::PAGE]) {
            if has_no_checksums {
                files.extend(read(name).ok().map(|file| (name, file)));
                continue;
            }
            let file = read(name)?;
            let sum = manifest[OUTPUTS][name].as_str().ok_or_else(no_manifest)?;
            if HEXLOWER.encode(&Sha256::digest(&file)) != sum {
                return Err(damaged(&folder.join(name), "is not as it was published: its checksum is another one"));
            }
            files.insert(name, file);
        }
        files.insert(pack::MANIFEST, bytes);
        let is_incomplete = manifest[pack::WITHOUT].as_array().is_some_and(|titles| !titles.is_empty());
        let is_unfinished = manifest.get(pack::UNFINISHED).is_some();
        Ok(Self { month, fingerprint, is_incomplete, is_unfinished, files })
    }

    /// The numbers in its tables.
    pub(super) fn numbers(&self, folder: &Path) -> Result<EarlierPack, Problem> {
        let text = |file: &'static str| {
            let text = self.files.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok());
            text.map(str::to_owned).ok_or(Unreadable { file, line: None })
        };
        EarlierPack::from_texts(&text).map_err(|unreadable| {
            let line = unreadable.line.and_then(|line| line.try_into().ok());
            Problem { line, ..damaged(&folder.join(unreadable.file), "cannot be read") }
        })
    }

    /// Writes the same files into a staging folder, byte for byte.
    pub(super) fn copy(&self, staging: &Staging) -> Result<(), Stop> {
        self.files.iter().try_for_each(|(name, bytes)| staging.write(&format!("{COMMISSIONER}/{name}"), bytes))
    }
}

/// The problem of a damaged file of an earlier pack.
fn damaged(path: &Path, what: &str) -> Problem {
    Problem::new(path.display().to_string(), format!("this file of an earlier commissioner pack {what}")).help(
        "restore it from a backup: a new pack is checked together with it, and a month is published only once. Delete its \
         folder only if nobody has ever received it",
    )
}
