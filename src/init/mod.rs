//! `init`: a draft of a configuration, from the headers of extracts and the values below them.
//!
//! A draft is a start, not an answer: what a person must decide is marked so, and counted. Of the cells of an extract a
//! draft shows only texts that are codes (outcomes, kinds, sectors, services), and of those only the ones that look
//! like codes; every other recogniser reads values and tells what they are, never one of them.

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

/// Whether a draft would show a text that `records` of the `filled` outcomes have, where the extract names nobody.
pub(crate) fn may_show(text: &str, records: u64, filled: u64) -> bool {
    codes::is_shown(text, records, filled, &codes::NameWords::default())
}

/// Drafts a configuration of these extracts, which names them as seen from its own folder, where that is known.
///
/// # Errors
/// Everything that keeps one of them from being read.
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
