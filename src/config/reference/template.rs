//! Makes the template of a configuration, with every table and key in place, ready to copy.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::markdown::FORMATS;
use super::{Form, Key, Word, below, factors_read};
use crate::config::declare::Declared as _;
use crate::config::settings::Settings;
use crate::field::Field;
use crate::vocabulary::Factor;

/// The width of comments, in characters.
const WIDTH: usize = 120;

const HEAD: &str = "\
# Configuration of failed-contact: every key there is.
#
# Copy this file, name your extracts and their headers, and leave out what you do not need.
#
#   #key = value    (no blank behind the #) is a setting at its default: remove the # to change it.
#   # key = value   (a blank behind the #) is an example of something that is off, or empty, unless you write it.
#
# The format is TOML. Put texts in double quotes; write / rather than \\ in paths. A [table] goes on until the next one, so
# the keys of a source come before its tables. Paths are relative to this file. A key that does not exist is an error:
# `failed-contact check` reports everything that is wrong with this file at once, with line and column.
# § numbers are paragraphs of the protocol, SG012.
#
# Editors that read TOML with taplo (Visual Studio Code: Even Better TOML) complete this file if its first line is
# `#:schema ./failed-contact.schema.json` and that file, which is in docs/, is in the same folder.

";

/// The title above the first table of each part of the file.
const PARTS: &[(&str, &str)] = &[
    ("output", "Output"),
    ("review", "Which contacts are reviewed"),
    ("rules", "Rules and priorities"),
    ("limits", "Limits, and disclosure control"),
    ("contacts", "Contacts"),
    ("children", "Children"),
    ("services", "Services"),
    ("reviews", "Reviews"),
    ("links", "One child or two"),
];

/// The keys that the template shows for a register. The others are shown with the contacts.
const REGISTER: &[(&str, &str)] =
    &[("name", "\"register\""), ("files", "[\"extracts/children.csv\"]"), ("date_format", "\"%Y-%m-%d\"")];

/// Fields that the template does not map, because it has constants for two of them, and a date of birth instead of an age.
const UNMAPPED: &[Field] = &[Field::Provider, Field::Sector, Field::Age];

pub(super) fn template() -> String {
    let keys = Settings::keys();
    let mut out = HEAD.to_owned();
    lines(&keys, &mut out);
    for key in keys.iter().filter(|key| key.is_table()) {
        table(key, "", &mut out);
    }
    out
}

/// A table with its header and its meaning.
fn table(key: &Key, above: &str, out: &mut String) {
    let path = below(above, key.name);
    out.push('\n');
    if let Some((_, title)) = PARTS.iter().find(|(first, _)| *first == path) {
        let _ = writeln!(out, "\n{:-<WIDTH$}\n", format!("# --- {title} "));
    }
    comment(&key.meaning, out);
    let many = matches!(key.form, Form::Tables(_));
    match &key.form {
        Form::Table(keys) if keys.iter().all(Key::is_table) => {
            comment("`failed-contact rules` explains each rule. A rule is in force unless `enabled = false`.", out);
        }
        Form::Map(value, _) => {
            if let Form::Word(_, words) = &**value {
                comment(&format!("\"text in the extract\" = one of {}.", list(words)), out);
            }
            let _ = writeln!(out, "[{path}]");
        }
        _ => {
            let _ = writeln!(out, "{}", if many { format!("[[{path}]]") } else { format!("[{path}]") });
        }
    }
    match &key.form {
        Form::Tables(keys) if path == "children" => {
            for (key, value) in REGISTER {
                let _ = writeln!(out, "{key} = {value}");
            }
            let shown = |key: &&Key| matches!(key.form, Form::Headers | Form::FactorHeaders);
            keys.iter().filter(shown).for_each(|key| table(key, &path, out));
        }
        Form::Table(keys) | Form::Tables(keys) => {
            lines(keys, out);
            keys.iter().filter(|key| key.is_table()).for_each(|key| table(key, &path, out));
        }
        Form::Map(_, example) => {
            for (text, value) in example {
                let _ = writeln!(out, "\"{text}\" = \"{value}\"");
            }
        }
        Form::ByHeader { example, .. } => {
            for (header, value) in example {
                let _ = writeln!(out, "\"{header}\" = {value}");
            }
        }
        Form::Constants(example) => {
            for (field, text) in example {
                let _ = writeln!(out, "{field} = \"{text}\"");
            }
        }
        Form::Headers => headers(&path, out),
        Form::FactorHeaders => {
            // The contacts show one factor, and the register all of them.
            let shown = |factor: &Word| above == "children" || factor.word == Factor::ChildProtectionPlan.word();
            for factor in factors_read().filter(shown) {
                beside(&format!("{} = \"{}\"", factor.word, heading(factor.word)), factor.meaning, out);
            }
        }
        _ => {}
    }
}

/// The keys of a table that are not tables themselves, each below its meaning.
fn lines(keys: &[Key], out: &mut String) {
    for key in keys.iter().filter(|key| !key.is_table()) {
        match &key.form {
            // Every rule has this key, so it is explained once.
            Form::Flag if key.name == "enabled" => {}
            Form::Word(_, words) => comment(&format!("{} One of {}.", key.meaning, list(words)), out),
            Form::Whole { must, .. } if must != "at least 1" => comment(&format!("{} It is {must}.", key.meaning), out),
            Form::Share => comment(&format!("{} It is from 0 to 1.", key.meaning), out),
            _ => comment(&key.meaning, out),
        }
        if matches!(key.form, Form::Formats) && key.default.is_string() && key.name == "date_format" {
            comment(FORMATS, out);
        }
        let (mark, value) = match (&key.default, key.needed) {
            (Json::Null, true) => ("", &key.example),
            (Json::Null, false) => ("# ", &key.example),
            (default, _) => ("#", default),
        };
        let _ = writeln!(out, "{mark}{} = {}", key.name, toml(value));
    }
}

fn list(words: &[Word]) -> String {
    words.iter().map(|word| word.word).collect::<Vec<_>>().join(", ")
}

/// The header of each field.
fn headers(path: &str, out: &mut String) {
    let other = if path == "children.columns" { "contact" } else { "child" };
    for field in Field::ALL {
        let (meaning, of, header) = field.described();
        if of != other {
            let mark = if UNMAPPED.contains(field) { "# " } else { "" };
            beside(&format!("{mark}{field} = {}", json!(header)), meaning.trim(), out);
        }
    }
    if other == "child" {
        comment("A contact may carry any field of a child, too: they are in [children.columns] below.", out);
    }
}

/// A line with its meaning behind it, or above it if that is too long.
fn beside(line: &str, meaning: &str, out: &mut String) {
    if line.len() > 37 || meaning.chars().count() + 40 > WIDTH {
        comment(meaning, out);
        let _ = writeln!(out, "{line}");
    } else {
        let _ = writeln!(out, "{line:<37} # {meaning}");
    }
}

/// A header for a factor: its word, as people write it.
fn heading(word: &str) -> String {
    let mut text = word.replace('_', " ");
    text[..1].make_ascii_uppercase();
    text
}

fn comment(text: &str, out: &mut String) {
    let mut line = "#".to_owned();
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            "#".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}

fn toml(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}
