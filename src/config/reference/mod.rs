//! Makes documentation from the declarations: the page `docs/configuration.md`, the JSON Schema
//! `docs/failed-contact.schema.json` and the template `templates/failed-contact.toml`.
//!
//! Only tests use this. They check that the three files are up to date, and write them again if `UPDATE_DOCS` is set.

mod markdown;
mod schema;
mod template;
pub(crate) mod tests;

use serde_json::Value as Json;

use super::declare::{Declared as _, Setting};
use super::settings::Settings;
use super::words::{FACTORS, Vocabulary};
use crate::field::Field;
use crate::vocabulary::Factor;

/// A key of a table.
pub(crate) struct Key {
    name: &'static str,
    meaning: String,
    form: Form,
    /// Its default, or null if it has none.
    default: Json,
    /// What the template shows for a key without a default.
    example: Json,
    needed: bool,
}

impl Key {
    /// Adds the key of this declaration to the keys of its table.
    pub(crate) fn declare(name: &'static str, meaning: &str, setting: &impl Setting, keys: &mut Vec<Self>) {
        let Shape { form, default, example } = setting.shape();
        let needed = setting.needed().is_some();
        match form {
            Form::Group(inside) => keys.extend(inside),
            form => keys.push(Self { name, meaning: meaning.trim().to_owned(), form, default, example, needed }),
        }
    }

    /// The keys of its table or tables, if it is one.
    fn inside(&self) -> Option<&[Self]> {
        match &self.form {
            Form::Table(keys) | Form::Tables(keys) => Some(keys),
            _ => None,
        }
    }

    /// Whether it is a table with a header of its own in the file.
    const fn is_table(&self) -> bool {
        matches!(
            self.form,
            Form::Table(_)
                | Form::Tables(_)
                | Form::Map(..)
                | Form::Headers
                | Form::Constants(_)
                | Form::FactorHeaders
                | Form::ByHeader { .. }
        )
    }
}

/// The documentation of a setting.
pub(crate) struct Shape {
    form: Form,
    default: Json,
    example: Json,
}

impl From<Form> for Shape {
    fn from(form: Form) -> Self {
        Self { form, default: Json::Null, example: Json::Null }
    }
}

/// The values that a key may have.
pub(crate) enum Form {
    /// A text that is not blank. If there is a pattern, the text must match it.
    Text(Option<&'static str>),
    /// A text that may be blank.
    TextOrBlank,
    /// A whole number.
    Whole {
        least: i64,
        most: i64,
        /// The bounds in words, such as `at least 1`.
        must: String,
    },
    /// A number from 0 to 1.
    Share,
    Flag,
    /// One of these words, with what such a word is called, such as "an outcome".
    Word(&'static str, Vec<Word>),
    /// A list of these words, with what they are called, and the fewest that it must have.
    Words(&'static str, Vec<Word>, usize),
    /// A list of texts, with the fewest that it must have.
    Texts(usize),
    Day,
    Days,
    /// A format of dates or times, or a list of them.
    Formats,
    /// One ASCII character.
    Character,
    Table(Vec<Key>),
    /// Any number of tables.
    Tables(Vec<Key>),
    /// Keys of the surrounding table.
    Group(Vec<Key>),
    /// A table from texts of the user to values of this form, with an example.
    Map(Box<Form>, Vec<(&'static str, &'static str)>),
    /// A table from fields to headers.
    Headers,
    /// A table from fields to texts, with an example.
    Constants(Vec<(Field, &'static str)>),
    /// A table from factors to headers.
    FactorHeaders,
    /// A table from headers to something.
    ByHeader {
        /// The permitted values, in words.
        what: &'static str,
        /// Headers and values, as TOML writes them.
        example: Vec<(&'static str, &'static str)>,
        /// The schema of the value.
        schema: Json,
    },
}

impl Form {
    /// The meaning of the keys in a [`Form::Map`] with values of this form.
    const fn meaning_of_text(&self) -> &'static str {
        match self {
            Self::Word(..) => "The text in the extract; case and blanks around it do not matter.",
            _ => "The text in an extract, and the name to show.",
        }
    }

    /// A key with a default.
    pub(crate) fn or(self, default: Json) -> Shape {
        Shape { default, ..self.into() }
    }

    /// A key without a default, with what the template shows.
    pub(crate) fn like(self, example: Json) -> Shape {
        Shape { example, ..self.into() }
    }
}

/// A word of a vocabulary.
#[derive(Clone)]
pub(crate) struct Word {
    pub(crate) word: &'static str,
    pub(crate) meaning: &'static str,
}

impl<T: Copy> Vocabulary<T> {
    /// Its words with their meanings.
    pub(crate) fn described(&self) -> Vec<Word> {
        self.all.iter().map(|member| Word { word: (self.word)(*member), meaning: (self.meaning)(*member) }).collect()
    }
}

/// The factors that an extract may have.
fn factors_read() -> impl Iterator<Item = Word> {
    FACTORS.described().into_iter().filter(|factor| factor.word != Factor::Infant.word())
}

/// The keys that are whole numbers, in tables that may be there once, each with the path of its table.
pub(crate) fn whole_numbers() -> Vec<(String, &'static str)> {
    fn collect(path: &str, keys: &[Key], found: &mut Vec<(String, &'static str)>) {
        for key in keys {
            match &key.form {
                Form::Whole { .. } => found.push((path.to_owned(), key.name)),
                Form::Table(inside) => collect(&below(path, key.name), inside, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect("", &Settings::keys(), &mut found);
    found
}

/// The path of a key in the table with this path.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
