//! Makes the page on the configuration, with every key, every field and every word.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{Form, Key, Word, below};
use crate::config::declare::Declared as _;
use crate::config::settings::Settings;
use crate::config::words::{CLOSURES, FACTORS, KINDS, OUTCOMES, PARTIES, SECTORS};
use crate::field::Field;

const HEAD: &str = "\
# The configuration

<!-- Made from the declarations in src/config/settings.rs. Change them there, then: UPDATE_DOCS=1 cargo test --profile fast --lib reference -->

All settings of `failed-contact` are in one TOML file, `failed-contact.toml` unless you name another. This page lists every key.
The [template](../templates/failed-contact.toml) shows them in place, ready to copy, and the
[sample](../sample_data/failed-contact.toml) shows seven sources at work. Every key has been there since version 1.0.0.

- Paths are relative to the configuration file. Write `/` in them, or put a text with `\\` in single quotes. In the patterns of
  `files`, upper and lower case (A to Z) are the same, so that `*.csv` finds `CLINIC-2.CSV`.
- A key or table that does not exist is an error, and so is a word that the program does not know. `failed-contact check` shows
  all mistakes at once, with line, column and the nearest right word.
- § numbers are paragraphs of the protocol, SG012 (version 3, January 2022), which [protocol.md](protocol.md) explains.

## In an editor

[failed-contact.schema.json](failed-contact.schema.json) is a JSON Schema (draft 2020-12) of the file. Editors that read TOML
with [taplo](https://taplo.tamasfe.dev/), such as Visual Studio Code with *Even Better TOML*, then complete keys and words,
show what they mean, and mark unknown ones. Copy the schema into the folder of your configuration, and make this the first line of
the configuration:

```toml
#:schema ./failed-contact.schema.json
```

Only `failed-contact check` finds mistakes that depend on several keys, on files or on headers.
";

/// The meaning of the codes of a format.
pub(super) const FORMATS: &str = "
Codes of a format: `%d` day, `%m` month, `%b` Nov, `%B` November, `%Y` 2026, `%y` 26, `%H` hour, `%I` hour up to twelve with
`%p` am or pm, `%M` minute, `%S` second. A date needs day, month and year; a time needs hour and minute. A date of birth with a
two-digit year that would lie after the as-of date is a hundred years earlier.
";

/// The page as Markdown.
pub(super) fn markdown() -> String {
    let keys = Settings::keys();
    let mut out = HEAD.to_owned();
    let _ = writeln!(out, "\n## The top of the file\n\nAt the top of the file, above the first table.");
    keys_of(&keys, &mut out);
    for key in keys.iter().filter(|key| key.is_table()) {
        section(key, "", &mut out);
    }
    field_table(&mut out);
    vocabularies(&mut out);
    out
}

/// A table of the file.
fn section(key: &Key, above: &str, out: &mut String) {
    let path = below(above, key.name);
    let title = if matches!(key.form, Form::Tables(_)) { format!("`[[{path}]]`") } else { format!("`[{path}]`") };
    let _ = writeln!(out, "\n## {title}\n\n{}", key.meaning);
    match &key.form {
        // It takes the keys of `[[contacts]]`.
        Form::Tables(_) if path == "children" => {}
        Form::Table(keys) if keys.iter().all(Key::is_table) => in_one(keys, &path, out),
        Form::Table(keys) | Form::Tables(keys) => {
            keys_of(keys, out);
            if keys.iter().any(|key| key.name == "date_format" && key.default.is_string()) {
                out.push_str(FORMATS);
            }
            for key in keys.iter().filter(|key| key.is_table()) {
                section(key, &path, out);
            }
        }
        Form::Map(value, _) => {
            let what = form(value);
            let _ = writeln!(out, "{TABLE}| `\"text in the extract\"` | {what} | none | {} |", value.meaning_of_text());
        }
        Form::ByHeader { what, .. } => {
            let _ = writeln!(out, "{TABLE}| `\"header\"` | {what} | none | A header of the extract, in any case. |");
        }
        // Fields and factors have tables of their own, below.
        Form::Headers => out.push_str("\nThe keys are the [fields](#fields); each value is a header, in any case.\n"),
        Form::Constants(_) => out.push_str(
            "\nThe keys are the [fields](#fields); each value is a text in quotes, read as a cell would be.\n",
        ),
        _ => out.push_str(
            "\nThe keys are the [factors](#factors), but for `infant`, which is worked out; each value is a header.\n",
        ),
    }
}

const TABLE: &str = "\n| key | what it is | default | meaning |\n| --- | --- | --- | --- |\n";

/// The keys of a table that are not tables themselves.
fn keys_of(keys: &[Key], out: &mut String) {
    out.push_str(TABLE);
    for key in keys.iter().filter(|key| !key.is_table()) {
        let (name, meaning) = (key.name, cell(&key.meaning));
        let _ = writeln!(out, "| `{name}` | {} | {} | {meaning} |", form(&key.form), default(key));
    }
}

/// Several tables as one, such as those of all rules.
fn in_one(tables: &[Key], above: &str, out: &mut String) {
    out.push_str("\n| table | key | what it is | default | meaning |\n| --- | --- | --- | --- | --- |\n");
    for table in tables {
        let path = below(above, table.name);
        for key in table.inside().unwrap_or_default() {
            let name = key.name;
            let meaning = cell(if matches!(key.form, Form::Flag) { &table.meaning } else { &key.meaning });
            let _ = writeln!(out, "| `[{path}]` | `{name}` | {} | {} | {meaning} |", form(&key.form), default(key));
        }
    }
    out.push_str(
        "\n`enabled` says whether the rule is in force. [rules.md](rules.md) explains each rule, with examples.\n",
    );
}

fn default(key: &Key) -> String {
    match &key.default {
        _ if key.needed => "required".to_owned(),
        Json::Null => "none".to_owned(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(Json::to_string).collect();
            format!("`[{}]`", items.join(", "))
        }
        default => format!("`{default}`"),
    }
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// What a value may be, in words.
fn form(form: &Form) -> String {
    let list = |words: &[Word]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{}`", word.word)).collect();
        words.join(", ")
    };
    match form {
        Form::Text(_) | Form::TextOrBlank => "text".to_owned(),
        Form::Whole { must, .. } => format!("whole number, {must}"),
        Form::Share => "number from 0 to 1".to_owned(),
        Form::Flag => "true or false".to_owned(),
        Form::Word(one, all) => match one.split_once(' ') {
            Some((_, one @ ("outcome" | "kind" | "sector" | "subject" | "closure"))) => {
                format!("one of the [{one}s](#{one}s)")
            }
            _ => format!("one of {}", list(all)),
        },
        // A vocabulary of one word has no chapter of its own.
        Form::Words(_, all, _) if all.len() == 1 => format!("list of {}", list(all)),
        Form::Words(which, _, least) => {
            let least = if *least > 0 { ", at least one" } else { "" };
            format!("list of [{which}](#{which}){least}")
        }
        Form::Day => "day".to_owned(),
        Form::Days => "list of days".to_owned(),
        Form::Texts(0) => "list of texts".to_owned(),
        Form::Texts(_) => "list of texts, at least one".to_owned(),
        Form::Formats => "format, or a list of them".to_owned(),
        Form::Character => "one ASCII character".to_owned(),
        _ => "table".to_owned(),
    }
}

fn field_table(out: &mut String) {
    out.push_str(
        "\n## Fields\n\nThe keys of `columns` and `constants`. A contact may have any of them; a record of `[[children]]` may have \
         those that describe a child.\n\n| field | children too | meaning |\n| --- | --- | --- |\n",
    );
    for field in Field::ALL {
        let of_child = if field.is_of_child() { "yes" } else { "no" };
        let _ = writeln!(out, "| `{field}` | {of_child} | {} |", cell(field.described().0.trim()));
    }
}

fn vocabularies(out: &mut String) {
    let mut list = |title: &str, about: &str, words: Vec<Word>| {
        let _ = writeln!(out, "\n## {title}\n\n{about}\n\n| word | meaning |\n| --- | --- |");
        for Word { word, meaning } in words {
            let _ = writeln!(out, "| `{word}` | {} |", cell(meaning));
        }
    };
    list(
        "Outcomes",
        "What came of a contact. In extracts the words mean themselves, unless a map says otherwise; a blank outcome is\n\
         `pending`. A record whose outcome is not mapped is rejected, and never counts as “seen”.",
        OUTCOMES.described(),
    );
    list(
        "Kinds",
        "How a contact takes place. Unscheduled care is nobody's appointment, and never a failed contact.",
        KINDS.described(),
    );
    list("Sectors", "Who runs a service.", SECTORS.described());
    list(
        "Subjects",
        "Whom a contact was with: for `subject`. In extracts the words mean themselves.",
        PARTIES.described(),
    );
    list(
        "Closures",
        "Why a referral was closed: for `closure_reason`. In extracts the words mean themselves.",
        CLOSURES.described(),
    );
    list("Factors", "What the protocol asks staff to take into account (§5, §7).", FACTORS.described());
    out.push_str("\n## Built-in code sets\n\n[codes.md](codes.md) lists them: each text, and its meaning here.\n");
}
