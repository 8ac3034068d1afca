//! The tree of a TOML file, for readers that take its keys one by one.
//!
//! A [`Table`] hands out its keys and remembers which ones a reader asked for. [`Table::finish`] reports every other key with the
//! nearest known one. So the known keys are exactly those that are read, and there is no list of them that could be wrong. A
//! [`Value`] reports its place and the required type if it has another type.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::log::{Log, did_you_mean};
use crate::problem::nearest;
use crate::text::trim;

/// The most unknown keys of a table that are reported one by one, because the nearest known key is looked for each time.
const MOST_UNKNOWN: usize = 1000;

/// A table of the file.
pub(crate) struct Table<'t> {
    /// Its name in messages, such as `rules.repeated`; empty for the file itself.
    pub(crate) path: String,
    /// The byte at which its header starts.
    pub(crate) at: usize,
    in_array: bool,
    entries: &'t DeTable<'t>,
    asked: Vec<&'static str>,
    missing: Vec<(&'static str, String)>,
}

/// A value of the file.
#[derive(Clone)]
pub(crate) struct Value<'t> {
    /// The full name of its key: `rules.repeated.threshold`.
    pub(crate) path: String,
    /// The byte at which it starts.
    pub(crate) at: usize,
    pub(crate) node: &'t DeValue<'t>,
}

/// A key of a table in which the user chooses the keys.
pub(crate) struct Key<'t> {
    pub(crate) text: &'t str,
    /// The byte at which it starts.
    pub(crate) at: usize,
}

impl<'t> Table<'t> {
    /// The file itself.
    pub(crate) const fn root(entries: &'t DeTable<'t>) -> Self {
        Self { path: String::new(), at: 0, in_array: false, entries, asked: Vec::new(), missing: Vec::new() }
    }

    /// How the table is headed in the file.
    pub(crate) fn header(&self) -> String {
        let path = &self.path;
        if self.in_array { format!("[[{path}]]") } else { format!("[{path}]") }
    }

    /// Where the table is, for messages.
    fn here(&self) -> String {
        if self.path.is_empty() { "at the top of the file".to_owned() } else { format!("in {}", self.header()) }
    }

    /// The value of a key, if it is there.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        self.peek(key)
    }

    /// The value of a key that must be there; `help` says what to write.
    pub(crate) fn require(&mut self, key: &'static str, help: &str) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            self.missing.push((key, help.to_owned()));
        }
        value
    }

    /// The value of a key, without making it a known key: for a second look.
    pub(crate) fn peek(&self, key: &str) -> Option<Value<'t>> {
        let value = self.entries.get(key)?;
        Some(Value { path: self.path_of(key), at: value.span().start, node: value.get_ref() })
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The byte at which the value of a key starts, or the table if the key is not there.
    pub(crate) fn place(&self, key: &str) -> usize {
        self.peek(key).map_or(self.at, |value| value.at)
    }

    /// The keys and values of a table in this one; empty if there is no such table.
    pub(crate) fn rows_of(&self, key: &str) -> Vec<(Key<'t>, Value<'t>)> {
        match self.peek(key) {
            Some(Value { path, at, node: DeValue::Table(entries) }) => {
                Table { path, at, ..Table::root(entries) }.rows()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a key is there, as a table.
    pub(crate) fn is_table(&self, key: &str) -> bool {
        self.peek(key).is_some_and(|value| value.node.is_table())
    }

    /// The keys that a reader has asked for so far.
    pub(crate) fn asked(&self) -> &[&'static str] {
        &self.asked
    }

    /// Every key with its value, in the order of the file: for tables in which the user chooses the keys.
    pub(crate) fn rows(&self) -> Vec<(Key<'t>, Value<'t>)> {
        let mut rows: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| {
                let text: &str = key.get_ref();
                let path = self.path_of(text);
                (Key { text, at: key.span().start }, Value { path, at: value.span().start, node: value.get_ref() })
            })
            .collect();
        rows.sort_by_key(|(key, _)| key.at);
        rows
    }

    /// The bytes at which the table and everything in it start. Problems with the table are reported at these places.
    pub(crate) fn starts(&self) -> Vec<usize> {
        let mut starts = vec![self.at];
        starts_in(self.entries, &mut starts);
        starts
    }

    /// Whether a key is there, even with a wrong type or mistyped. Must be called after all other keys have been asked for.
    pub(crate) fn attempts(&self, key: &str) -> bool {
        self.rows().iter().take(MOST_UNKNOWN).any(|(found, _)| {
            let near = || nearest(found.text, self.asked.iter().copied());
            found.text == key || (!self.asked.contains(&found.text) && near() == Some(key))
        })
    }

    /// Reports the keys that were not asked for, and the required keys that are missing.
    pub(crate) fn finish(self, log: &mut Log<'_>) {
        let mut meant: Vec<&str> = Vec::new();
        let unknown: Vec<_> = self.rows().into_iter().filter(|(key, _)| !self.asked.contains(&key.text)).collect();
        if let Some((key, _)) = unknown.get(MOST_UNKNOWN) {
            let what =
                format!("there are {} more keys that are not known {}", unknown.len() - MOST_UNKNOWN, self.here());
            log.report(key.at, what, self.advice(key.text));
        }
        for (key, value) in unknown.into_iter().take(MOST_UNKNOWN) {
            let near = nearest(key.text, self.asked.iter().copied());
            meant.extend(near);
            let here = self.here();
            let what = match value.node {
                DeValue::Table(_) => format!("there is no table `[{}]`", value.path),
                DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                    format!("there is no table `[[{}]]`", value.path)
                }
                _ => format!("there is no key `{}` {here}", key.text),
            };
            let help = did_you_mean(key.text, near, self.advice(key.text));
            log.report(key.at, what, help);
        }
        for (key, help) in &self.missing {
            if !meant.contains(key) {
                log.report(self.at, format!("`{key}` is missing {}", self.here()), help.clone());
            }
        }
    }

    /// Advice about a key that resembles no known one.
    fn advice(&self, key: &str) -> String {
        if self.in_array && crate::field::Field::from_word(key).is_some() {
            return format!("`{key}` is a field: map it in [{}.columns]", self.path);
        }
        format!("known here: {}", self.asked.join(", "))
    }
}

fn starts_in(entries: &DeTable<'_>, starts: &mut Vec<usize>) {
    for (key, value) in entries {
        starts.push(key.span().start);
        starts_of(value, starts);
    }
}

fn starts_of(value: &Spanned<DeValue<'_>>, starts: &mut Vec<usize>) {
    starts.push(value.span().start);
    match value.get_ref() {
        DeValue::Table(entries) => starts_in(entries, starts),
        DeValue::Array(items) => items.iter().for_each(|item| starts_of(item, starts)),
        _ => {}
    }
}

impl<'t> Value<'t> {
    /// The values of a list; none if the value is not a list.
    fn items(&self) -> Option<Vec<Self>> {
        let DeValue::Array(items) = self.node else { return None };
        let item = |item: &'t Spanned<DeValue<'t>>| Self {
            path: self.path.clone(),
            at: item.span().start,
            node: item.get_ref(),
        };
        Some(items.iter().map(item).collect())
    }

    /// Reports that the value has another type than `wanted`.
    pub(crate) fn must_be(&self, wanted: &str, help: &str, log: &mut Log<'_>) {
        let is = match self.node {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a decimal point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        log.report(self.at, format!("`{}` must be {wanted}, not {is}", self.path), help);
    }

    /// The text, unchanged.
    pub(crate) fn text(&self, log: &mut Log<'_>) -> Option<&'t str> {
        if let DeValue::String(text) = self.node {
            return Some(text);
        }
        let help = match self.node {
            DeValue::Integer(number) => format!("put it in quotes: \"{number}\""),
            DeValue::Float(number) => format!("put it in quotes: \"{number}\""),
            _ => "put one text in quotes: \"text\"".to_owned(),
        };
        self.must_be("a text in quotes", &help, log);
        None
    }

    /// The text without blanks at its ends. A blank text is reported.
    pub(crate) fn filled(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = trim(self.text(log)?);
        if text.is_empty() {
            log.report(self.at, format!("`{}` must not be blank", self.path), help);
            return None;
        }
        Some(text)
    }

    /// As [`Self::filled`], for names and paths: control characters are reported too.
    pub(crate) fn plain(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = self.filled(help, log)?;
        if text.chars().any(char::is_control) {
            let what = format!("`{}` has a character that nobody can see", self.path);
            let help =
                "in double quotes `\\t` is a tab, and `\\n` a line end: write paths with `/`, or use single quotes";
            log.report(self.at, what, help);
            return None;
        }
        Some(text)
    }

    /// The values of a list.
    pub(crate) fn list(&self, log: &mut Log<'_>) -> Option<Vec<Self>> {
        let items = self.items();
        if items.is_some() {
            return items;
        }
        let help = match self.node {
            DeValue::String(text) => format!("put it in square brackets: [\"{text}\"]"),
            _ => "write [\"one\", \"two\"]".to_owned(),
        };
        self.must_be("a list of texts", &help, log);
        None
    }

    /// The values of a list, or the value itself if it is not a list.
    pub(crate) fn list_or_one(&self) -> Vec<Self> {
        self.items().unwrap_or_else(|| vec![self.clone()])
    }

    /// Whether the value is a blank text.
    pub(crate) fn is_blank_text(&self) -> bool {
        matches!(self.node, DeValue::String(text) if trim(text).is_empty())
    }

    /// The table that the value is.
    pub(crate) fn table(self, log: &mut Log<'_>) -> Option<Table<'t>> {
        if let DeValue::Table(entries) = self.node {
            let Self { path, at, .. } = self;
            return Some(Table { path, at, ..Table::root(entries) });
        }
        let help = format!("write [{}] on a line of its own, and its keys on the lines below", self.path);
        self.must_be("a table", &help, log);
        None
    }

    /// The tables of a list, each written `[[path]]`.
    pub(crate) fn tables(&self, log: &mut Log<'_>) -> Vec<Table<'t>> {
        let path = &self.path;
        if let Some(items) = self.items() {
            let tables = items.into_iter().filter_map(|item| item.table(log));
            return tables.map(|table| Table { in_array: true, ..table }).collect();
        }
        if self.node.is_table() {
            let what = format!("[{path}] must have two brackets: [[{path}]]");
            log.report(self.at, what, "two brackets say that there may be several of them");
        } else {
            let help = format!("write [[{path}]] on a line of its own, and its keys on the lines below");
            self.must_be("a table", &help, log);
        }
        Vec::new()
    }

    /// Whether the value is an empty list.
    pub(crate) fn is_empty_list(&self) -> bool {
        matches!(self.node, DeValue::Array(items) if items.is_empty())
    }
}
