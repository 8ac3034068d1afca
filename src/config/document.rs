//! The tree that a TOML file is, for readers that take its keys one by one.
//!
//! A [`Table`] hands out its keys and remembers which ones a reader asked for; [`Table::finish`] reports every other key
//! with the nearest that there is. So the keys that are known are those that are read, and no list of them can be wrong.
//! A [`Value`] says what it must be, and where it stands, when it is something else.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::log::{Log, did_you_mean};
use crate::problem::nearest;
use crate::text::trim;

/// So many unknown keys of a table are told one by one: for each of them the nearest known one is looked for.
const MOST_UNKNOWN: usize = 1000;

/// A table of the file.
pub(crate) struct Table<'t> {
    /// Its name as keys are spoken of: `rules.repeated`, empty for the file itself.
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

    /// The value of a key, for a second look at it: this does not make the key a known one.
    pub(crate) fn peek(&self, key: &str) -> Option<Value<'t>> {
        let value = self.entries.get(key)?;
        Some(Value { path: self.path_of(key), at: value.span().start, node: value.get_ref() })
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The byte at which the value of a key starts, or the table where the key is not there.
    pub(crate) fn place(&self, key: &str) -> usize {
        self.peek(key).map_or(self.at, |value| value.at)
    }

    /// The keys and values of a table in this one; none where there is no table of this name.
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

    /// The bytes at which the table and all that is in it start: where what is wrong with it is told.
    pub(crate) fn starts(&self) -> Vec<usize> {
        let mut starts = vec![self.at];
        starts_in(self.entries, &mut starts);
        starts
    }

    /// Whether a key is there, rightly or not: of another type, or mistyped. To be asked once all others have been.
    pub(crate) fn attempts(&self, key: &str) -> bool {
        self.rows().iter().take(MOST_UNKNOWN).any(|(found, _)| {
            let near = || nearest(found.text, self.asked.iter().copied());
            found.text == key || (!self.asked.contains(&found.text) && near() == Some(key))
        })
    }

    /// Reports the keys that nobody asked for, and the required ones that are not there.
    pub(crate) fn finish(self, log: &mut Log<'_>) {
        let mut meant: Vec<&str> = Vec::new();
        let unknown: Vec<_> = self.rows().into_iter().filter(|(key, _)| !self.asked.contains(&key.text)).collect();
        if let Some((key, _)) = unknown.get(MOST_UNKNOWN) {
            let what =
                format!("there are {} more keys that are not known {}", unknown.len() - MOST_UNKNOWN, self.here());
            log.tell(key.at, what, self.advice(key.text));
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
            log.tell(key.at, what, help);
        }
        for (key, help) in &self.missing {
            if !meant.contains(key) {
                log.tell(self.at, format!("`{key}` is missing {}", self.here()), help.clone());
            }
        }
    }

    /// What to do about a key that resembles none.
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
    /// The values of a list; none where the value is something else.
    fn items(&self) -> Option<Vec<Self>> {
        let DeValue::Array(items) = self.node else { return None };
        let item = |item: &'t Spanned<DeValue<'t>>| Self {
            path: self.path.clone(),
            at: item.span().start,
            node: item.get_ref(),
        };
        Some(items.iter().map(item).collect())
    }

    /// Notes that the value is of another type than `wanted`.
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
        log.tell(self.at, format!("`{}` must be {wanted}, not {is}", self.path), help);
    }

    /// The text, just as it stands.
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

    /// The text without blanks at its ends, which is not nothing.
    pub(crate) fn filled(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = trim(self.text(log)?);
        if text.is_empty() {
            log.tell(self.at, format!("`{}` must not be blank", self.path), help);
            return None;
        }
        Some(text)
    }

    /// The text as [`Self::filled`] gives it, for names and paths: no control characters either.
    pub(crate) fn plain(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = self.filled(help, log)?;
        if text.chars().any(char::is_control) {
            let what = format!("`{}` has a character that nobody can see", self.path);
            let help =
                "in double quotes `\\t` is a tab, and `\\n` a line end: write paths with `/`, or use single quotes";
            log.tell(self.at, what, help);
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

    /// The values of a list, or the value itself where it is none.
    pub(crate) fn list_or_one(&self) -> Vec<Self> {
        self.items().unwrap_or_else(|| vec![self.clone()])
    }

    /// Whether the value is a text of nothing but blanks.
    pub(crate) fn is_blank_text(&self) -> bool {
        matches!(self.node, DeValue::String(text) if trim(text).is_empty())
    }

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
            log.tell(self.at, what, "two brackets say that there may be several of them");
        } else {
            let help = format!("write [[{path}]] on a line of its own, and its keys on the lines below");
            self.must_be("a table", &help, log);
        }
        Vec::new()
    }

    /// Whether the value is a list of nothing.
    pub(crate) fn is_empty_list(&self) -> bool {
        matches!(self.node, DeValue::Array(items) if items.is_empty())
    }
}
