//! The page on the configuration: every key, every field, every word.

use std::fmt::Write as _;

use serde_json::Value;

use super::{ANY, Form, Key, Section, Word, fields, keys, sections, words};
use crate::config::settings::Sort;
use crate::vocabulary::OUTCOME_CODE_SETS;

const HEAD: &str = "\
# The configuration

<!-- Made from src/config/reference.rs. Change it there, then: UPDATE_DOCS=1 cargo test --release --test docs -->

One TOML file says everything to `failed-contact`; it is called `failed-contact.toml` unless you name another. This page lists
every key. The [template](../templates/failed-contact.toml) shows them in place, ready to copy, and the
[sample](../sample_data/failed-contact.toml) shows seven sources at work. All keys are there since version 0.1.0.

- Paths are relative to the configuration file. Write `/` in them, or single quotes around a text with `\\`.
- A key or table that does not exist is an error, and so is a word that is none. `failed-contact check` tells all mistakes at
  once, with line, column and the nearest right word.
- [CHANGELOG.md](../CHANGELOG.md) names what is checked but not used yet.
- § numbers are paragraphs of the protocol, SG012 (version 3, January 2022); [protocol.md](protocol.md) goes through it.

## In an editor

[failed-contact.schema.json](failed-contact.schema.json) is a JSON Schema (draft 2020-12) of the file. Editors that read TOML
with [taplo](https://taplo.tamasfe.dev/), such as Visual Studio Code with *Even Better TOML*, then complete keys and words,
show what they mean, and mark what is not there. Copy it beside your configuration and write as the first line of that:

```toml
#:schema ./failed-contact.schema.json
```

What hangs on several keys at once, on files or on headers only `failed-contact check` can tell.
";

const FORMATS: &str = "
Codes of a format: `%d` day, `%m` month, `%b` Nov, `%B` November, `%Y` 2026, `%y` 26, `%H` hour, `%I` hour up to twelve with
`%p` am or pm, `%M` minute, `%S` second. A date needs day, month and year; a time needs hour and minute. A date of birth with a
two-digit year that would lie after the as-of date is a hundred years earlier.
";

/// The page as Markdown.
pub fn markdown() -> String {
    let keys = keys();
    let mut out = HEAD.to_owned();
    for section in sections() {
        let of_section: Vec<&Key> = keys.iter().filter(|key| key.section == section.path).collect();
        match section.path.as_str() {
            // Their fields and factors have tables of their own, below.
            "contacts.columns" | "contacts.constants" | "contacts.factors" => {
                heading(&section, &mut out);
                let _ = writeln!(out, "\nThe keys are {}.", below(&section.path));
            }
            path if path.starts_with("children.") || path.starts_with("rules.") => {}
            "rules" => {
                heading(&section, &mut out);
                rules(&keys, &mut out);
            }
            "children" => heading(&section, &mut out),
            _ => {
                heading(&section, &mut out);
                table(&of_section, &mut out);
                if section.path == "contacts" {
                    out.push_str(FORMATS);
                }
            }
        }
    }
    field_table(&keys, &mut out);
    vocabularies(&mut out);
    out
}

fn below(path: &str) -> &'static str {
    match path {
        "contacts.factors" => "the [factors](#factors), but for `infant`, which is worked out; each value is a header",
        "contacts.constants" => "the [fields](#fields); each value is a text in quotes, read as a cell would be",
        _ => "the [fields](#fields); each value is a header, in any case",
    }
}

fn heading(section: &Section, out: &mut String) {
    let path = &section.path;
    let title = match (path.as_str(), section.many) {
        ("", _) => "The top of the file".to_owned(),
        (_, true) => format!("`[[{path}]]`"),
        (_, false) => format!("`[{path}]`"),
    };
    let _ = writeln!(out, "\n## {title}\n\n{}", section.meaning);
}

fn table(keys: &[&Key], out: &mut String) {
    if keys.is_empty() {
        return;
    }
    out.push_str("\n| key | what it is | default | meaning |\n| --- | --- | --- | --- |\n");
    for key in keys {
        let name = if key.name == ANY { "\"text in the extract\"" } else { key.name };
        let _ = writeln!(out, "| `{name}` | {} | {} | {} |", form(&key.form), default(key), cell(&key.meaning));
    }
}

/// The tables of all rules in one.
fn rules(keys: &[Key], out: &mut String) {
    out.push_str("\n| table | key | what it is | default | meaning |\n| --- | --- | --- | --- | --- |\n");
    for section in sections().iter().filter(|section| section.path.starts_with("rules.")) {
        for key in keys.iter().filter(|key| key.section == section.path) {
            let (path, name) = (&section.path, key.name);
            let meaning = if matches!(key.form, Form::Flag) { &section.meaning } else { &key.meaning };
            let meaning = cell(meaning);
            let _ = writeln!(out, "| `[{path}]` | `{name}` | {} | {} | {meaning} |", form(&key.form), default(key));
        }
    }
    out.push_str(
        "\n`enabled` says whether the rule is in force. [rules.md](rules.md) explains each rule, with examples.\n",
    );
}

fn default(key: &Key) -> String {
    match &key.default {
        _ if key.required => "must be there".to_owned(),
        Value::Null => "none".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
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
        Form::Word("outcome", _) => "one of the [outcomes](#outcomes)".to_owned(),
        Form::Word("kind", _) => "one of the [kinds](#kinds)".to_owned(),
        Form::Word("sector", _) => "one of the [sectors](#sectors)".to_owned(),
        Form::Word(_, all) => format!("one of {}", list(all)),
        Form::Words(which, _, least) => {
            let least = if *least > 0 { ", one at least" } else { "" };
            format!("list of [{which}](#{which}){least}")
        }
        Form::Texts(0) => "list of texts".to_owned(),
        Form::Texts(_) => "list of texts, one at least".to_owned(),
        Form::Formats => "format, or a list of them".to_owned(),
        Form::Character => "one ASCII character".to_owned(),
        Form::Header => "header".to_owned(),
        Form::Headers => "header, or a list of two".to_owned(),
        Form::Cell(_) => "text, as in a cell".to_owned(),
    }
}

fn field_table(keys: &[Key], out: &mut String) {
    out.push_str(
        "\n## Fields\n\nThe keys of `columns` and `constants`. A contact may carry any of them; a record of `[[children]]` those \
         that stay with a child.\n\n| field | children too | meaning |\n| --- | --- | --- |\n",
    );
    for field in fields::fields(Sort::Contacts) {
        let of_child = keys.iter().any(|key| key.section == "children.columns" && key.name == field.word());
        let _ = writeln!(
            out,
            "| `{field}` | {} | {} |",
            if of_child { "yes" } else { "no" },
            cell(fields::meaning(*field))
        );
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
        "What came of a contact. The words stand for themselves in extracts, unless a map says otherwise; a blank outcome is\n\
         `pending`. A record whose outcome nobody explained is rejected, never taken for “seen”.",
        words::outcomes(),
    );
    list(
        "Kinds",
        "How a contact takes place. Unscheduled care is nobody's appointment, and never a failed contact.",
        words::kinds(),
    );
    list("Sectors", "Who runs a service.", words::sectors());
    list("Factors", "What the protocol asks staff to take into account (§5, §7).", words::factors());
    out.push_str(
        "\n## Built-in sets of outcome codes\n\nFor `outcome_codes`. A map of outcomes adds to the set, and wins.\n",
    );
    for (set, codes) in OUTCOME_CODE_SETS {
        let _ = writeln!(out, "\n### `{set}`\n\n| text in the extract | outcome |\n| --- | --- |");
        for (text, outcome) in *codes {
            let _ = writeln!(out, "| {text} | `{outcome}` |");
        }
    }
}
