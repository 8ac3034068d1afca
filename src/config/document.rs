//! The tree that a TOML file is, for readers that take its keys one by one.
//!
//! A [`Table`] hands out its keys and remembers which ones a reader asked for; [`Table::finish`] reports every other key
//! with the nearest that there is. So the keys that are known are those that are read, and no list of them can be wrong.
//! A [`Value`] says what it must be, and where it stands, when it is something else.

use toml::de::{DeTable, DeValue};

use super::bounds::Whole;
use super::log::{Log, did_you_mean};
use crate::problem::nearest;
use crate::text::trim;

/// A table of the file.
pub struct Table<'t> {
    /// Its name as keys are spoken of: `rules.repeated`, empty for the file itself.
    pub path: String,
    /// The byte at which its header starts.
    pub at: usize,
    in_array: bool,
    entries: &'t DeTable<'t>,
    asked: Vec<&'static str>,
    missing: Vec<(&'static str, String)>,
}

/// A value of the file.
#[derive(Clone)]
pub struct Value<'t> {
    /// The full name of its key: `rules.repeated.threshold`.
    pub path: String,
    /// The byte at which it starts.
    pub at: usize,
    node: &'t DeValue<'t>,
}

/// A key of a table in which the user chooses the keys.
pub struct Key<'t> {
    /// The key.
    pub text: &'t str,
    /// The byte at which it starts.
    pub at: usize,
}

impl<'t> Table<'t> {
    /// The file itself.
    pub const fn root(entries: &'t DeTable<'t>) -> Self {
        Self { path: String::new(), at: 0, in_array: false, entries, asked: Vec::new(), missing: Vec::new() }
    }

    /// A table that the file does not have: every key has its default.
    pub fn absent(path: &str, empty: &'t DeTable<'t>) -> Self {
        Self { path: path.to_owned(), ..Self::root(empty) }
    }

    /// How the table is headed in the file.
    pub fn header(&self) -> String {
        let path = &self.path;
        if self.in_array { format!("[[{path}]]") } else { format!("[{path}]") }
    }

    fn here(&self) -> String {
        if self.path.is_empty() { "at the top of the file".to_owned() } else { format!("in {}", self.header()) }
    }

    /// The value of a key, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<Value<'t>> {
        self.asked.push(key);
        self.rows().into_iter().find(|(found, _)| found.text == key).map(|(_, value)| value)
    }

    /// The value of a key that must be there; `help` says what to write.
    pub fn require(&mut self, key: &'static str, help: &str) -> Option<Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            self.missing.push((key, help.to_owned()));
        }
        value
    }

    /// The whole number of a key, or its default.
    pub fn whole(&mut self, key: &'static str, whole: &Whole, log: &mut Log<'_>) -> i64 {
        self.take(key).and_then(|value| value.whole(whole, log)).unwrap_or(whole.default)
    }

    /// The truth of a key, or its default.
    pub fn flag(&mut self, key: &'static str, default: bool, log: &mut Log<'_>) -> bool {
        self.take(key).and_then(|value| value.flag(log)).unwrap_or(default)
    }

    /// The table of a key, if it is there.
    pub fn table(&mut self, key: &'static str, log: &mut Log<'_>) -> Option<Table<'t>> {
        self.take(key)?.table(log)
    }

    /// The tables of a key, each written `[[key]]`. Where there must be one, `help` says how.
    pub fn tables(&mut self, key: &'static str, help: Option<&str>, log: &mut Log<'_>) -> Vec<Table<'t>> {
        let value = match help {
            Some(help) => self.require(key, help),
            None => self.take(key),
        };
        let Some(value) = value else {
            return Vec::new();
        };
        match value.node {
            DeValue::Array(items) if items.is_empty() => {
                if let Some(help) = help {
                    log.tell(value.at, format!("`{key}` is empty"), help);
                }
                Vec::new()
            }
            DeValue::Array(items) => {
                let items = items.iter().map(|item| value.with(item.span().start, item.get_ref()));
                items.filter_map(|item| item.table(log)).map(|table| Table { in_array: true, ..table }).collect()
            }
            DeValue::Table(_) => {
                let what = format!("[{key}] must be written with two brackets, [[{key}]]");
                log.tell(value.at, what, "there may be several of them, so each is one of a list");
                Vec::new()
            }
            _ => {
                value.must_be("a table", &format!("head it with [[{key}]]"), log);
                Vec::new()
            }
        }
    }

    /// Every key with its value, in the order of the file: for tables in which the user chooses the keys.
    pub fn rows(&self) -> Vec<(Key<'t>, Value<'t>)> {
        let mut rows: Vec<_> = self
            .entries
            .iter()
            .map(|(key, value)| {
                let text: &str = key.get_ref();
                let path = if self.path.is_empty() { text.to_owned() } else { format!("{}.{text}", self.path) };
                (Key { text, at: key.span().start }, Value { path, at: value.span().start, node: value.get_ref() })
            })
            .collect();
        rows.sort_by_key(|(key, _)| key.at);
        rows
    }

    /// Whether a key is there, rightly or not: of another type, or mistyped. To be asked once all others have been.
    pub fn attempts(&self, key: &str) -> bool {
        self.rows().iter().any(|(found, _)| {
            let near = || nearest(found.text, self.asked.iter().copied());
            found.text == key || (!self.asked.contains(&found.text) && near() == Some(key))
        })
    }

    /// Reports the keys that nobody asked for, and the required ones that are not there.
    pub fn finish(self, log: &mut Log<'_>) {
        let mut meant: Vec<&str> = Vec::new();
        for (key, value) in self.rows() {
            if self.asked.contains(&key.text) {
                continue;
            }
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
        log.known_keys.extend(self.asked.iter().map(|key| match self.path.as_str() {
            "" => (*key).to_owned(),
            path => format!("{path}.{key}"),
        }));
    }

    /// What to do about a key that resembles none.
    fn advice(&self, key: &str) -> String {
        if self.in_array && crate::field::Field::from_word(key).is_some() {
            return format!("`{key}` is a field: map it in [{}.columns]", self.path);
        }
        format!("known here: {}", self.asked.join(", "))
    }
}

impl<'t> Value<'t> {
    fn with(&self, at: usize, node: &'t DeValue<'t>) -> Self {
        Self { path: self.path.clone(), at, node }
    }

    /// Notes that the value is of another type than `wanted`.
    pub fn must_be(&self, wanted: &str, help: &str, log: &mut Log<'_>) {
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
    pub fn text(&self, log: &mut Log<'_>) -> Option<&'t str> {
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
    pub fn filled(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = trim(self.text(log)?);
        if text.is_empty() {
            log.tell(self.at, format!("`{}` must not be blank", self.path), help);
            return None;
        }
        Some(text)
    }

    /// The text as [`Self::filled`] gives it, for names and paths: no control characters either.
    pub fn plain(&self, help: &str, log: &mut Log<'_>) -> Option<&'t str> {
        let text = self.filled(help, log)?;
        if text.chars().any(char::is_control) {
            let what = format!("`{}` holds a control character", self.path);
            let help = "a backslash in double quotes starts an escape: write `/`, or put the text in single quotes";
            log.tell(self.at, what, help);
            return None;
        }
        Some(text)
    }

    /// The values of a list.
    pub fn list(&self, log: &mut Log<'_>) -> Option<Vec<Self>> {
        if let DeValue::Array(items) = self.node {
            return Some(items.iter().map(|item| self.with(item.span().start, item.get_ref())).collect());
        }
        let help = match self.node {
            DeValue::String(text) => format!("put it in square brackets: [\"{text}\"]"),
            _ => "write [\"one\", \"two\"]".to_owned(),
        };
        self.must_be("a list of texts", &help, log);
        None
    }

    /// The values of a list, or the value itself where it is none.
    pub fn list_or_one(&self) -> Vec<Self> {
        match self.node {
            DeValue::Array(items) => items.iter().map(|item| self.with(item.span().start, item.get_ref())).collect(),
            _ => vec![self.clone()],
        }
    }

    /// Whether the value is a text of nothing but blanks.
    pub fn is_blank_text(&self) -> bool {
        matches!(self.node, DeValue::String(text) if trim(text).is_empty())
    }

    /// Whether the value is a list.
    pub const fn is_list(&self) -> bool {
        matches!(self.node, DeValue::Array(_))
    }

    /// The whole number, if it is within its bounds.
    pub fn whole(&self, whole: &Whole, log: &mut Log<'_>) -> Option<i64> {
        let DeValue::Integer(number) = self.node else {
            self.must_be("a whole number", &format!("the default is {}", whole.default), log);
            return None;
        };
        // What does not even fit in here is out of bounds on the side that its sign says.
        let value = i64::from_str_radix(number.as_str(), number.radix())
            .unwrap_or_else(|_| if number.as_str().starts_with('-') { i64::MIN } else { i64::MAX });
        if let Some(must) = whole.refuses(value) {
            let what = format!("`{}` must be {must}, not {number}", self.path);
            log.tell(self.at, what, format!("the default is {}", whole.default));
            return None;
        }
        Some(value)
    }

    /// The share of a whole, from 0 to 1.
    pub fn share(&self, default: f64, log: &mut Log<'_>) -> Option<f64> {
        let number = match self.node {
            DeValue::Float(number) => number.as_str().parse().unwrap_or(f64::NAN),
            DeValue::Integer(number) => number.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                self.must_be("a number from 0 to 1", &format!("the default is {default}"), log);
                return None;
            }
        };
        if !(0.0..=1.0).contains(&number) {
            let what = format!("`{}` must be from 0 to 1, not {number}", self.path);
            log.tell(self.at, what, "it is a share: 0.05 is one in twenty");
            return None;
        }
        Some(number)
    }

    /// Whether the value is true.
    pub fn flag(&self, log: &mut Log<'_>) -> Option<bool> {
        if let DeValue::Boolean(flag) = self.node {
            return Some(*flag);
        }
        self.must_be("true or false", "write true or false, without quotes", log);
        None
    }

    /// The table.
    pub fn table(self, log: &mut Log<'_>) -> Option<Table<'t>> {
        if let DeValue::Table(entries) = self.node {
            let Self { path, at, .. } = self;
            return Some(Table { path, at, in_array: false, entries, asked: Vec::new(), missing: Vec::new() });
        }
        self.must_be("a table", &format!("head it with [{}], its keys on the lines below", self.path), log);
        None
    }
}
