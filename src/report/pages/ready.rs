//! What thousands of rows say in the same words: made once for a run, and as a value of the templates where that spares
//! a copy for each row.

use serde::Serialize;
use tera::Value;

use super::words::{capital, shown};
use crate::review::Review;
use crate::vocabulary::{Kind, Outcome, Priority};

/// Words and values that are ready for the templates.
pub(crate) struct Ready {
    services: Vec<Value>,
    files: Vec<Value>,
    priorities: Vec<Value>,
    outcomes: Vec<String>,
    kinds: Vec<String>,
}

/// A file of a source, as pages show where a record stands.
#[derive(Serialize)]
struct File {
    source: String,
    /// The folder of the file, with the slash.
    folder: String,
    name: String,
}

/// A word of a vocabulary, and how pages say it.
#[derive(Serialize)]
struct Word {
    word: &'static str,
    phrase: &'static str,
}

impl Ready {
    /// What is ready for the pages of a run.
    pub(crate) fn new(review: &Review) -> Self {
        let services = review.intake.services.iter().map(|name| Value::from(shown(name)));
        let files = review.intake.files.iter().map(|file| {
            let (folder, name) = file.shown.split_at(file.shown.rfind('/').map_or(0, |slash| slash + 1));
            let source = shown(file.source_of(&review.settings).title());
            Value::from_serializable(&File { source, folder: shown(folder), name: shown(name) })
        });
        let priorities = Priority::ALL.iter().map(|own| Word { word: own.word(), phrase: own.phrase() });
        Self {
            priorities: priorities.map(|own| Value::from_serializable(&own)).collect(),
            services: services.collect(),
            files: files.collect(),
            outcomes: Outcome::ALL.iter().map(|outcome| capital(outcome.phrase())).collect(),
            kinds: Kind::ALL.iter().map(|kind| capital(kind.phrase())).collect(),
        }
    }

    /// The name of a service, by its number.
    pub(crate) fn service(&self, number: u32) -> &Value {
        &self.services[number as usize]
    }

    /// A file with its source and its folder, by its place among all.
    pub(crate) fn file(&self, place: usize) -> &Value {
        &self.files[place]
    }

    /// A priority: its word, and how pages say it.
    pub(crate) fn priority(&self, priority: Priority) -> &Value {
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
