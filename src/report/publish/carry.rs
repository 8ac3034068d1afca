//! What goes over from the old folder of a run into the new one: all that this run does not write.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::system::{failed, make_folder};
use crate::stop::Stop;

/// The files of both packs, without the number that further pages and parts have.
const FILES: &[&str] = &[
    "activity.csv",
    "breakdown.csv",
    "cases.csv",
    "contacts.csv",
    "index.html",
    "manifest.json",
    "quality.csv",
    "quality.html",
    "rejected.csv",
    "resolved.csv",
    "reviews-template.csv",
    "rules.csv",
    "thresholds.csv",
    "trend.csv",
    "warnings.csv",
];

/// Whether a path in a pack is one that a run writes: an older pack's file of this name is out of date, anything else is
/// somebody's own.
fn is_written(path: &str) -> bool {
    if let Some(sheet) = path.strip_prefix("cases/") {
        let reference = sheet.strip_suffix(".html").unwrap_or_default();
        let in_alphabet = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        return matches!(reference.len(), 8..=12) && reference.bytes().all(in_alphabet);
    }
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let numbered = stem.rsplit_once('-').filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
    let first = format!("{}.{extension}", numbered.map_or(stem, |(stem, _)| stem));
    FILES.contains(&first.as_str())
}

/// Carries over into `new` what lies in `old` and is not of the `packs` that this run writes.
///
/// # Errors
/// Which file or folder cannot be carried over.
pub fn carry(old: &Path, new: &Path, packs: &[&str]) -> Result<(), Stop> {
    for (name, path) in entries(old)? {
        let to = new.join(&name);
        if packs.iter().any(|pack| name == *pack) && path.is_dir() {
            carry_from_pack(&path, &to, "")?;
        } else {
            carry_all(&path, &to)?;
        }
    }
    Ok(())
}

/// Carries over what is somebody's own in a pack.
fn carry_from_pack(old: &Path, new: &Path, below: &str) -> Result<(), Stop> {
    for (name, path) in entries(old)? {
        let within = format!("{below}{}", name.display());
        let to = new.join(&name);
        if within == "cases" && is_folder(&path) {
            carry_from_pack(&path, &to, "cases/")?;
        } else if !is_written(&within) {
            if !new.exists() {
                make_folder(new).map_err(|error| not_carried(&path, &error))?;
            }
            carry_all(&path, &to)?;
        }
    }
    Ok(())
}

/// Carries over a file, or a folder with all that is in it.
fn carry_all(old: &Path, new: &Path) -> Result<(), Stop> {
    if !is_folder(old) {
        return link_or_copy(old, new).map_err(|error| not_carried(old, &error));
    }
    make_folder(new).map_err(|error| not_carried(old, &error))?;
    for (name, path) in entries(old)? {
        carry_all(&path, &new.join(name))?;
    }
    let permissions = fs::metadata(old).and_then(|metadata| fs::set_permissions(new, metadata.permissions()));
    permissions.map_err(|error| not_carried(old, &error))
}

/// The same file in both folders; a copy where the system has no such thing.
fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    let Err(error) = fs::hard_link(old, new) else {
        return Ok(());
    };
    // A link or a pipe has no content to copy.
    if !fs::symlink_metadata(old)?.is_file() {
        return Err(error);
    }
    fs::copy(old, new)?;
    fs::File::open(new)?.sync_all()
}

fn entries(folder: &Path) -> Result<Vec<(OsString, PathBuf)>, Stop> {
    let read =
        || -> io::Result<_> { fs::read_dir(folder)?.map(|entry| entry.map(|e| (e.file_name(), e.path()))).collect() };
    read().map_err(|error| failed(folder, "the other files in the folder of the report cannot be kept", &error))
}

/// A link to a folder is none.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

fn not_carried(path: &Path, error: &io::Error) -> Stop {
    failed(path, "this file is not part of the report, and cannot be kept", error)
}

#[cfg(test)]
mod tests {
    use super::is_written;

    #[test]
    fn what_a_run_writes_is_told_from_what_somebody_put_there() {
        for own in ["index.html", "index-2.html", "contacts-13.csv", "reviews-template.csv", "cases/0A133M8X.html"] {
            assert!(is_written(own), "{own}");
        }
        let others = ["notes.docx", "cases-old.csv", "index.htm", "cases/notes.html", "cases/0A133M8X.docx", "2.html"];
        for other in others.into_iter().chain(["cases/index.html", "cases", ".DS_Store", "~$cases.csv"]) {
            assert!(!is_written(other), "{other}");
        }
    }
}
