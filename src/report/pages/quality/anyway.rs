//! What was damaged or superfluous, and was read all the same: counted and shown, so that nobody is surprised.

use serde::Serialize;

use super::super::words::shown;
use crate::intake::FileFacts;
use crate::review::Review;
use crate::wording::number;

/// The files that have any of it.
#[derive(Serialize)]
pub(super) struct ReadDespiteDamage {
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    source: String,
    path: String,
    wrapped: String,
    no_values: String,
    blank_rows: String,
    repeated_headers: String,
}

/// What was read all the same; nothing where there is none.
pub(super) fn anyway(review: &Review) -> Option<ReadDespiteDamage> {
    let any = |file: &&FileFacts| file.wrapped + file.no_values + file.blank_rows + file.repeated_headers > 0;
    let file = |file: &FileFacts| File {
        source: shown(file.source_of(&review.settings).title()),
        path: shown(&file.shown),
        wrapped: number(file.wrapped),
        no_values: number(file.no_values),
        blank_rows: number(file.blank_rows),
        repeated_headers: number(file.repeated_headers),
    };
    let files: Vec<File> = review.intake.files.iter().filter(any).map(file).collect();
    (!files.is_empty()).then_some(ReadDespiteDamage { files })
}
