//! The staging folder, in which a run writes its packs, and the step that publishes them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::carry::{SavedFile, carry};
use super::interruption::{hold_off, publishing, removable};
use super::output::Output;
use super::system::{
    exchange, failed, make_folder, new_file, refuse_link, refused, remove_all, rename, sync_folder, sync_tree,
    write_pieces,
};
use super::{NEW, OLD, STAGING};
use crate::day::Day;
use crate::report::sink::{GrowingFile, PackSink};
use crate::stop::Stop;

/// The folder in which a run writes before it publishes. It is removed when it is dropped.
pub struct Staging {
    folder: PathBuf,
    /// The folder has the only copy of the old run, so it is not removed: the next run puts the old run back.
    kept: bool,
}

/// A run that is staged and flushed to disk: only the publishing step is left.
pub(crate) struct StagedRun<'a> {
    output: &'a Output,
    staging: Staging,
    as_of: Day,
    /// Whether there is already a run of that date.
    replaces: bool,
    /// Files of that run that somebody had changed.
    saved: Vec<SavedFile>,
}

impl Output {
    /// Creates an empty staging folder, after removing anything that an earlier step of this run could not remove.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn stage(&self) -> Result<Staging, Stop> {
        let folder = self.folder().join(STAGING);
        self.mend()?;
        let cannot = |path: &Path, error: &io::Error| failed(path, "the staging folder cannot be made", error);
        let made = removable(&folder, || make_folder(&folder));
        made.map_err(|error| cannot(&folder, &error))?;
        let staging = Staging { folder, kept: false };
        let new = staging.new_run();
        let held = hold_off();
        let made = make_folder(&new);
        drop(held);
        made.map_err(|error| cannot(&new, &error))?;
        Ok(staging)
    }

    /// Carries over what this run does not write from an existing run of that date, and flushes the staged run to disk. Then
    /// only [`publish`] is left.
    ///
    /// # Errors
    /// If the system refuses; then nothing has been put in place.
    pub(crate) fn ready(&self, staging: Staging, as_of: Day, packs: &[&str]) -> Result<StagedRun<'_>, Stop> {
        let _held = hold_off();
        let (new, run) = (staging.new_run(), self.run(as_of));
        refuse_link(&run)?;
        let replaces = match fs::symlink_metadata(&run) {
            Ok(metadata) if metadata.is_dir() => true,
            Ok(_) => {
                return Err(refused(&run, "this is not a folder", "move it: the folder of the report needs this name"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(failed(&run, "the folder of the report cannot be read", &error)),
        };
        let mut saved = Vec::new();
        if replaces {
            for pack in packs {
                refuse_link(&run.join(pack))?;
            }
            saved = carry(&run, &new, packs)?;
        }
        sync_tree(&new).map_err(|error| failed(&run, "the report cannot be flushed to the disk", &error))?;
        Ok(StagedRun { output: self, staging, as_of, replaces, saved })
    }
}

/// Puts a run in its place in one step. If that fails, what was there before is there again.
pub(crate) fn publish(mut run: StagedRun<'_>) -> Result<(), Stop> {
    publishing(true);
    let folder = run.output.folder();
    let put = run.put().map_err(|error| failed(&run.place(), "the report cannot be put in place", &error));
    let published = put.and_then(|()| {
        // A report that a power cut could undo does not count as published.
        sync_folder(folder).map_err(|error| {
            run.take_back();
            failed(folder, "the report cannot be flushed to the disk", &error)
        })
    });
    if published.is_err() {
        drop(run);
        publishing(false);
    }
    published
}

impl StagedRun<'_> {
    /// Files of the replaced run that somebody had changed. This run has them under new names.
    pub(crate) fn saved(&self) -> &[SavedFile] {
        &self.saved
    }

    fn place(&self) -> PathBuf {
        self.output.run(self.as_of)
    }

    /// The publishing step: a rename if there was no run of that date, otherwise an exchange of two folders. If the system has
    /// no exchange, two renames are used, and between them the old run waits in the staging folder.
    fn put(&mut self) -> io::Result<()> {
        let (new, place) = (self.staging.new_run(), self.place());
        if !self.replaces {
            return rename(&new, &place);
        }
        match exchange(&new, &place) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            done => return done,
        }
        let waiting = self.staging.folder.join(format!("{OLD}{}", self.as_of));
        rename(&place, &waiting)?;
        rename(&new, &place).inspect_err(|_| {
            // If it cannot be put back either, the next run does it.
            self.staging.kept = rename(&waiting, &place).is_err();
        })?;
        // Then the staging folder has the old run under the same name as after an exchange.
        let _ = rename(&waiting, &new);
        Ok(())
    }

    /// Undoes [`Self::put`] as far as the system allows.
    fn take_back(&mut self) {
        let (new, place) = (self.staging.new_run(), self.place());
        if !self.replaces {
            let _ = rename(&place, &new);
        } else if exchange(&new, &place).is_err() {
            let aside = self.staging.folder.join("taken-back");
            let undone = rename(&place, &aside).and_then(|()| rename(&new, &place));
            // If the old run cannot be put back, keep the new one, which is complete.
            if undone.is_err() && !place.exists() {
                self.staging.kept = rename(&aside, &place).is_err();
            }
        }
    }
}

impl Staging {
    fn new_run(&self) -> PathBuf {
        self.folder.join(NEW)
    }

    /// Writes a file of the run. The path is relative to the folder of its date.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Stop> {
        self.write_in(Path::new(path), &[bytes])
    }

    /// A sink for the files of a pack of this run.
    pub const fn pack<'a>(&'a self, name: &'a str) -> StagedPack<'a> {
        StagedPack { staging: self, name }
    }

    fn write_in(&self, path: &Path, pieces: &[&[u8]]) -> Result<(), Stop> {
        let full = self.new_run().join(path);
        let _held = hold_off();
        let mut file = self.make(&full)?;
        write_pieces(&mut file, pieces).map_err(|error| not_written(&full, &error))
    }

    /// Creates a file, and any folders above it that are missing.
    fn make(&self, full: &Path) -> Result<File, Stop> {
        let make = || match new_file(full) {
            // Create the folder only when its first file needs it: looking for the folder before each file would cost as much
            // as creating the file.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folders(full)?;
                new_file(full)
            }
            made => made,
        };
        make().map_err(|error| not_written(full, &error))
    }

    fn make_folders(&self, full: &Path) -> io::Result<()> {
        let mut above: Vec<&Path> = full.ancestors().skip(1).take_while(|folder| *folder != self.folder).collect();
        above.reverse();
        for folder in above {
            match make_folder(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn not_written(path: &Path, error: &io::Error) -> Stop {
    failed(path, "it cannot be written", error)
}

/// A pack in the staging folder.
pub struct StagedPack<'a> {
    staging: &'a Staging,
    name: &'a str,
}

impl StagedPack<'_> {
    fn place(&self, path: &str) -> PathBuf {
        Path::new(self.name).join(path)
    }
}

impl PackSink for StagedPack<'_> {
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop> {
        self.staging.write_in(&self.place(path), pieces)
    }

    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop> {
        let path = self.staging.new_run().join(self.place(path));
        let _held = hold_off();
        let file = self.staging.make(&path)?;
        Ok(Box::new(StagedFile { path, file }))
    }
}

/// A file that grows in the staging folder.
struct StagedFile {
    path: PathBuf,
    file: File,
}

impl GrowingFile for StagedFile {
    fn add(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let _held = hold_off();
        self.file.write_all(bytes).map_err(|error| not_written(&self.path, &error))
    }

    fn end(self: Box<Self>) -> Result<(), Stop> {
        // The whole run is flushed to disk together.
        Ok(())
    }
}

/// A run that ends early leaves nothing behind.
impl Drop for Staging {
    fn drop(&mut self) {
        let _held = hold_off();
        if !self.kept {
            let _ = remove_all(&self.folder);
        }
    }
}
