//! Carries files over from the old folder of a run into the new one: everything that this run does not write, and, under a new
//! name, files of the old run that somebody has changed, such as a form that was filled in there.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rayon::prelude::*;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::system::{failed, make_folder};
use crate::opening;
use crate::pack::{SAFEGUARDING_FILES, commissioner_files};
use crate::report::outputs::OUTPUTS;
use crate::stop::Stop;

/// The folders of the safeguarding pack that have a page for each case.
const FOLDERS: [&str; 2] = ["cases", "telling"];

/// Whether a path in a pack is one that runs write. An old file with such a path is out of date; all others are somebody's own
/// files.
fn is_written(path: &str) -> bool {
    if let Some((_, sheet)) = path.split_once('/').filter(|(folder, _)| FOLDERS.contains(folder)) {
        let reference = sheet.strip_suffix(".html").unwrap_or_default();
        let in_alphabet = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        return matches!(reference.len(), 8..=12) && reference.bytes().all(in_alphabet);
    }
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let numbered = stem.rsplit_once('-').filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
    let first = format!("{}.{extension}", numbered.map_or(stem, |(stem, _)| stem));
    SAFEGUARDING_FILES.into_iter().chain(commissioner_files()).any(|name| name == first)
}

/// A file of the old run that somebody had changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedFile {
    /// Its old path in the folder of the run, such as `safeguarding/reviews-template.csv`.
    pub(crate) was: String,
    /// Its new name in the same folder, such as `reviews-template-saved.csv`.
    pub(crate) name: String,
}

/// Carries over into `new` everything in `old` that this run, which writes `packs`, does not write. Returns the files that have a
/// new name.
pub(crate) fn carry(old: &Path, new: &Path, packs: &[&str]) -> Result<Vec<SavedFile>, Stop> {
    let mut saved = Vec::new();
    for Entry { name, path, .. } in entries(old)? {
        let to = new.join(&name);
        match packs.iter().find(|pack| name == **pack) {
            Some(pack) if path.is_dir() => {
                let mut pack = OldPack { name: pack, sums: sums(&path)?, saved: &mut saved };
                pack.carry(&path, &to, "")?;
            }
            _ => carry_all(&path, &to)?,
        }
    }
    Ok(saved)
}

/// The checksums of a pack's files when they were written, if its manifest has them.
fn sums(pack: &Path) -> Result<Option<Map<String, Value>>, Stop> {
    let path = pack.join("manifest.json");
    let bytes = match opening::read_own(&path, opening::MOST_OF_PACK) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(failed(&path, "nothing says which files of the old report somebody has changed", &error));
        }
    };
    let mut manifest: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    match manifest.get_mut(OUTPUTS).map(Value::take) {
        Some(Value::Object(sums)) => Ok(Some(sums)),
        _ => Ok(None),
    }
}

/// A pack that is about to be replaced.
struct OldPack<'a> {
    name: &'a str,
    sums: Option<Map<String, Value>>,
    saved: &'a mut Vec<SavedFile>,
}

impl OldPack<'_> {
    /// Carries over somebody's own files and changed files from the folder `below` of the pack (`""` or a path that ends with `/`).
    fn carry(&mut self, old: &Path, new: &Path, below: &str) -> Result<(), Stop> {
        for Entry { name, path, is_folder } in entries(old)? {
            let within = format!("{below}{}", name.display());
            if is_folder && FOLDERS.contains(&within.as_str()) {
                self.carry(&path, &new.join(&name), &format!("{within}/"))?;
                continue;
            }
            let written = is_written(&within);
            if written && !self.is_changed(&path, &within)? {
                continue;
            }
            if !new.exists() {
                make_folder(new).map_err(|error| not_carried(&path, &error))?;
            }
            if written {
                let name = free_name(Path::new(&name), old, new);
                carry_all(&path, &new.join(&name))?;
                self.saved.push(SavedFile { was: format!("{}/{within}", self.name), name });
            } else {
                carry_all(&path, &new.join(name))?;
            }
        }
        Ok(())
    }

    /// Whether somebody has changed a file since the run wrote it. Packs of old versions have no checksums; of their files, only
    /// the form counts as changed, because it may have decisions.
    fn is_changed(&self, path: &Path, within: &str) -> Result<bool, Stop> {
        let Some(sums) = &self.sums else {
            return Ok(within == FORM);
        };
        if within == "manifest.json" {
            return Ok(false);
        }
        // The run wrote a regular file: a link, or anything else, was put there by somebody.
        if !fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            return Ok(true);
        }
        let sum = sum(path).map_err(|error| not_carried(path, &error))?;
        Ok(sums.get(within).and_then(Value::as_str) != Some(sum.as_str()))
    }
}

/// The form in which a team writes its decisions.
const FORM: &str = "reviews-template.csv";

fn sum(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut opening::open_own(path)?, &mut HashWriter(&mut hash))?;
    Ok(HEXLOWER.encode(&hash.finalize()))
}

/// Adds everything that is written to a checksum.
struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A new name for a file that neither folder has yet: `reviews-template-saved.csv`, `reviews-template-saved-2.csv`.
fn free_name(name: &Path, old: &Path, new: &Path) -> String {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let extension = name.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    let names = (1_u32..).map(|number| match number {
        1 => format!("{stem}-saved{extension}"),
        _ => format!("{stem}-saved-{number}{extension}"),
    });
    let is_free = |name: &String| [old, new].iter().all(|folder| fs::symlink_metadata(folder.join(name)).is_err());
    names.into_iter().find(is_free).unwrap_or_default()
}

/// Carries over a file that this run has not written, or a folder with everything in it.
fn carry_all(old: &Path, new: &Path) -> Result<(), Stop> {
    if is_folder(old) {
        return carry_folder(old, new);
    }
    // This run has written a file of that name, and it is newer.
    if fs::symlink_metadata(new).is_ok() {
        return Ok(());
    }
    link_or_copy(old, new).map_err(|error| not_carried(old, &error))
}

/// Carries over a folder with everything in it, on all threads: there may be a page for each of many thousands of cases. Creates
/// the folder `new`, so nothing in it can be overwritten.
fn carry_folder(old: &Path, new: &Path) -> Result<(), Stop> {
    make_folder(new).map_err(|error| not_carried(old, &error))?;
    entries(old)?.into_par_iter().try_for_each(|Entry { name, path, is_folder }| {
        let new = new.join(name);
        if is_folder {
            carry_folder(&path, &new)
        } else {
            link_or_copy(&path, &new).map_err(|error| not_carried(&path, &error))
        }
    })?;
    let permissions = fs::metadata(old).and_then(|metadata| fs::set_permissions(new, metadata.permissions()));
    permissions.map_err(|error| not_carried(old, &error))
}

/// Makes a hard link to the old file; copies it if that fails.
fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    let Err(error) = fs::hard_link(old, new) else {
        return Ok(());
    };
    // A link or a pipe has no content to copy.
    if !fs::symlink_metadata(old)?.is_file() {
        return Err(error);
    }
    fs::copy(old, new)?;
    fs::OpenOptions::new().write(true).open(new)?.sync_all()
}

/// An entry of a folder.
struct Entry {
    name: OsString,
    path: PathBuf,
    /// Whether it is a folder. A link to a folder is not one.
    is_folder: bool,
}

fn entries(folder: &Path) -> Result<Vec<Entry>, Stop> {
    let entry = |entry: fs::DirEntry| -> io::Result<Entry> {
        Ok(Entry { name: entry.file_name(), path: entry.path(), is_folder: entry.file_type()?.is_dir() })
    };
    let read = || -> io::Result<_> { fs::read_dir(folder)?.map(|found| entry(found?)).collect() };
    read().map_err(|error| failed(folder, "the other files in the folder of the report cannot be kept", &error))
}

/// Whether a path is a folder. A link to a folder is not one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

fn not_carried(path: &Path, error: &io::Error) -> Stop {
    failed(path, "this file is not part of the report, and cannot be kept", error)
}

#[cfg(test)]
mod tests {
    use super::is_written;
    use crate::pack::COMMISSIONER_TABLES;

    #[test]
    fn files_that_a_run_writes_are_distinguished_from_files_of_others() {
        for written in [
            "index.html",
            "index-2.html",
            "contacts-13.csv",
            "reviews-template.csv",
            "cases/0A133M8X.html",
            "telling/0A133M8X.html",
        ] {
            assert!(is_written(written), "{written} counts as somebody's own file");
        }
        assert!(COMMISSIONER_TABLES.iter().all(|table| is_written(table)));
        let others = ["notes.docx", "cases-old.csv", "index.htm", "cases/notes.html", "cases/0A133M8X.docx", "2.html"];
        for other in ["reviews-template-saved.csv", "reviews-template-saved-2.csv", "cases/0A133M8X-saved.html"] {
            assert!(!is_written(other), "{other} counts as written by a run");
        }
        for other in others.into_iter().chain(["cases/index.html", "cases", ".DS_Store", "~$cases.csv"]) {
            assert!(!is_written(other), "{other} counts as written by a run");
        }
    }
}
