//! Texts that thousands of rows share, made once for a run.

use serde::Serialize;

use super::words::shown;
use crate::review::Review;
use crate::service::ServiceNumber;
use crate::text::fold;
use crate::vocabulary::{Kind, Outcome, Priority};
use crate::wording::capital;

pub(crate) struct SharedValues {
    services: Vec<String>,
    /// Whether each service is of school nurses.
    school_nurses: Vec<bool>,
    files: Vec<File>,
    priorities: Vec<Word>,
    outcomes: Vec<String>,
    kinds: Vec<String>,
}

/// A file of a source, as pages show where a record stands.
#[derive(Serialize)]
pub(crate) struct File {
    source: String,
    /// The folder of the file, with the slash.
    folder: String,
    name: String,
}

/// A word of a vocabulary, and how pages say it.
#[derive(Serialize)]
pub(crate) struct Word {
    word: &'static str,
    phrase: &'static str,
}

impl SharedValues {
    pub(crate) fn new(review: &Review) -> Self {
        let services: Vec<String> = review.intake.services.names().iter().map(|name| shown(name)).collect();
        let files = review.intake.files.iter().map(|file| {
            let (folder, name) = file.shown.split_at(file.shown.rfind('/').map_or(0, |slash| slash + 1));
            let source = shown(file.source_of(&review.settings).title());
            File { source, folder: shown(folder), name: shown(name) }
        });
        let priorities = Priority::ALL.iter().map(|own| Word { word: own.word(), phrase: own.phrase() });
        Self {
            priorities: priorities.collect(),
            school_nurses: services.iter().map(|name| fold(name).contains("school nurs")).collect(),
            services,
            files: files.collect(),
            outcomes: Outcome::ALL.iter().map(|outcome| capital(outcome.phrase())).collect(),
            kinds: Kind::ALL.iter().map(|kind| capital(kind.phrase())).collect(),
        }
    }

    pub(crate) fn service(&self, service: ServiceNumber) -> &str {
        &self.services[service.place()]
    }

    pub(crate) fn is_school_nurses(&self, service: ServiceNumber) -> bool {
        self.school_nurses[service.place()]
    }

    pub(crate) fn file(&self, place: usize) -> &File {
        &self.files[place]
    }

    pub(crate) fn priority(&self, priority: Priority) -> &Word {
        &self.priorities[usize::from(priority.code())]
    }

    /// What came of a contact, with a capital letter.
    pub(crate) fn outcome(&self, outcome: Outcome) -> &str {
        &self.outcomes[usize::from(outcome.code())]
    }

    /// How a contact took place, with a capital letter.
    pub(crate) fn kind(&self, kind: Kind) -> &str {
        &self.kinds[usize::from(kind.code())]
    }
}
