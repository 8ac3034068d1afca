//! `init`: a draft of a configuration, from the headers of extracts and the values below them.
//!
//! A draft is only a start: it marks and counts what a person must decide. From the cells of an extract a draft shows only
//! codes of outcomes, kinds, sectors and services, and only texts that look like codes. The other modules read values to
//! find out what a column holds, and never show a value.

mod assign;
mod codes;
mod dates;
mod doubts;
mod files;
mod formats;
mod functions;
mod header_names;
mod headers;
mod participants;
mod profile;
mod sets;
mod sniff;
mod values;
mod wide;
mod write;
mod write_outcomes;
mod write_source;

use std::path::{Path, PathBuf};

use self::profile::Profile;
use crate::problem::Problem;

/// Whether a draft would show a text that `records` of the `filled` outcomes have, if no column of the extract has names.
pub(crate) fn may_show(text: &str, records: u64, filled: u64) -> bool {
    codes::is_shown(text, records, filled, &codes::NameWords::default())
}

/// Drafts a configuration of these extracts. If its `folder` is known, the paths in it start there.
///
/// # Errors
/// Every problem that prevents an extract from being read.
pub(crate) fn draft(paths: &[PathBuf], folder: Option<&Path>) -> Result<String, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut profiles: Vec<Profile> = Vec::new();
    for file in files::expand(paths, &mut problems) {
        let mut profile = match profile::read(&file) {
            Ok(profile) => profile,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if let Some(folder) = folder {
            profile.files = vec![files::seen_from(folder, &file)];
        }
        match profiles.iter_mut().find(|known| known.is_like(&profile)) {
            Some(known) => known.merge(profile),
            None => profiles.push(profile),
        }
    }
    if problems.is_empty() { Ok(write::draft(&profiles)) } else { Err(problems) }
}
