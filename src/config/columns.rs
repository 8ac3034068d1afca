//! The headers of a source's fields and factors, and the constants: fields that are the same in every record.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::declare::Setting;
use super::document::{Key, Table, Value};
use super::log::{Log, did_you_mean};
#[cfg(test)]
use super::reference::{Form, Shape};
use super::settings::{Columns, Sort};
use super::words::FACTORS;
use crate::field::Field;
use crate::text::fold;
use crate::vocabulary::Factor;

/// `columns`: the header, or headers, of each field.
pub(crate) struct Headers;

/// `constants`: the value of a field in every record.
pub(crate) struct Constants {
    /// What the template shows.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the documentation, which tests make, has examples"))]
    pub(crate) example: &'static [(Field, &'static str)],
}

/// `factors`: the header of each factor, in the vocabulary's order.
pub(crate) struct FactorHeaders;

impl Setting for Headers {
    type Value = BTreeMap<Field, Columns>;

    fn read(&self, _: &Value<'_>, _: &mut Log<'_>) -> Option<Self::Value> {
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Headers.into()
    }

    fn take(&self, source: &mut Table<'_>, key: &'static str, log: &mut Log<'_>) -> Self::Value {
        fields(source, key, log, |field, value, log| {
            let headers = if value.node.is_array() {
                headers_of_outcome(field, value, log)
            } else {
                header(value, log).map(|header| vec![header])
            };
            headers.map(|headers| placed(headers, value, log))
        })
    }
}

impl Setting for Constants {
    type Value = BTreeMap<Field, String>;

    fn read(&self, _: &Value<'_>, _: &mut Log<'_>) -> Option<Self::Value> {
        None
    }

    /// A constant may name a person, so the manifest has only a checksum, which shows whether it has changed.
    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(
            value
                .iter()
                .map(|(field, text)| (field.word().to_owned(), json!(HEXLOWER.encode(&Sha256::digest(text)))))
                .collect(),
        )
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Constants(self.example.to_vec()).into()
    }

    fn take(&self, source: &mut Table<'_>, key: &'static str, log: &mut Log<'_>) -> Self::Value {
        fields(source, key, log, |field, value, log| {
            let help = format!("name the value that every record has, or remove `{field}`");
            value.filled(&help, log).map(str::to_owned)
        })
    }
}

impl Setting for FactorHeaders {
    type Value = Vec<(Factor, Columns)>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value> {
        let table = value.clone().table(log)?;
        let mut factors = Vec::new();
        for (key, value) in table.rows() {
            let Some(factor) = FACTORS.find(key.text) else {
                let help = match Field::from_word(key.text) {
                    Some(_) => format!("`{}` is a field: map it in the source's `columns`", key.text),
                    None => FACTORS.help(key.text),
                };
                log.report(key.at, format!("`{}` in {} is not a factor", key.text, table.header()), help);
                continue;
            };
            if factor == Factor::Infant {
                let help = "remove it: it is worked out from the date of birth or the age";
                log.report(key.at, "the factor `infant` is not read from an extract", help);
                continue;
            }
            if let Some(header) = header(&value, log) {
                factors.push((factor, placed(vec![header], &value, log)));
            }
        }
        factors.sort_by_key(|(factor, _)| *factor);
        Some(factors)
    }

    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(value.iter().map(|(factor, columns)| (factor.word().to_owned(), json!(columns))).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::FactorHeaders.into()
    }
}

/// Takes a table whose keys are fields out of a source, and reads each of its values.
fn fields<T>(
    source: &mut Table<'_>,
    key: &'static str,
    log: &mut Log<'_>,
    read: impl Fn(Field, &Value<'_>, &mut Log<'_>) -> Option<T>,
) -> BTreeMap<Field, T> {
    let keys = source.asked().to_vec();
    let Some(table) = source.take(key).and_then(|value| value.table(log)) else {
        return BTreeMap::new();
    };
    let sort = Sort::of_table(&source.path);
    let mut found = BTreeMap::new();
    for (key, value) in table.rows() {
        let value = field(&key, &table, sort, &keys, log).and_then(|field| Some((field, read(field, &value, log)?)));
        found.extend(value);
    }
    found
}

/// The field that a key of `columns` or `constants` names. `keys` are those of the source above its tables.
fn field(key: &Key<'_>, table: &Table<'_>, sort: Sort, keys: &[&str], log: &mut Log<'_>) -> Option<Field> {
    let word = key.text;
    match Field::from_word(word) {
        Some(field) if sort.has(field) => return Some(field),
        Some(_) => {
            let help = "remove it: only what stays with a child belongs to [[children]]";
            log.report(key.at, format!("`{word}` in {} is a field of contacts, not of children", table.header()), help);
        }
        // The log only counts from here on, and looking for the nearest field takes time.
        None if log.is_full() => log.report(key.at, "", ""),
        None => {
            let words: Vec<&str> = sort.fields().map(Field::word).collect();
            let help = if FACTORS.find(word).is_some() {
                format!("`{word}` is a factor: map it in the source's `factors`")
            } else if keys.contains(&word) {
                format!("`{word}` is a key of the source itself: write it above the first [table] of the source")
            } else {
                did_you_mean(word, words.iter().copied(), format!("use one of {}", words.join(", ")))
            };
            log.report(key.at, format!("`{word}` in {} is not a field", table.header()), help);
        }
    }
    None
}

/// Headers with their place in the configuration file.
pub(crate) fn placed(headers: Vec<String>, value: &Value<'_>, log: &Log<'_>) -> Columns {
    let (line, column) = log.place(value.at);
    Columns { headers, line, column }
}

fn header(value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
    value.filled("write the header just as the extract has it", log).map(str::to_owned)
}

/// The most columns that may together give an outcome.
pub(super) const MOST_HEADERS: usize = 4;

/// Reads a list of two to four headers, which only `outcome` may have: a status and its reason, or flags.
fn headers_of_outcome(field: Field, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<String>> {
    let values = value.list(log)?;
    if field != Field::Outcome {
        let what = format!("`{}` names a list of headers", value.path);
        log.report(
            value.at,
            what,
            "name one header; only `outcome` may have up to four, such as a status and its reason",
        );
        return None;
    }
    if !(2..=MOST_HEADERS).contains(&values.len()) {
        let what = format!("`{}` must list two to four headers, not {}", value.path, values.len());
        log.report(value.at, what, "write one header in quotes, or up to four in brackets: [\"Status\", \"Reason\"]");
        return None;
    }
    let headers: Vec<String> = values.iter().filter_map(|value| header(value, log)).collect();
    let twice = |at: usize| headers[..at].iter().any(|earlier| fold(earlier) == fold(&headers[at]));
    if (0..headers.len()).any(twice) {
        log.report(value.at, format!("`{}` names one header twice", value.path), "name each header once");
        return None;
    }
    (headers.len() == values.len()).then_some(headers)
}

#[cfg(test)]
mod tests {
    use crate::config::settings::Columns;
    use crate::config::tests::{children, helps, parsed, problems, source};
    use crate::field::Field;
    use crate::vocabulary::Factor;

    #[test]
    fn headers_are_kept_as_typed_with_their_place() {
        let settings = parsed(&source("time = \"Contact Date\"\n  location = \" Site\u{a0}\""));
        let columns = &settings.contacts[0].columns;
        let columns_of = |header: &str, line, column| Columns { headers: vec![header.into()], line, column };
        assert_eq!(columns[&Field::Time], columns_of("Contact Date", 10, 8));
        assert_eq!(columns[&Field::Location], columns_of("Site", 11, 14));
    }

    #[test]
    fn columns_that_are_refused() {
        for (text, problem, help) in [
            ("locaton = \"Site\"", "10:1 `locaton` in [contacts.columns] is not a field", "did you mean `location`?"),
            (
                "looked_after = \"LAC\"",
                "10:1 `looked_after` in [contacts.columns] is not a field",
                "`looked_after` is a factor: map it in the source's `factors`",
            ),
            (
                "encoding = \"auto\"",
                "10:1 `encoding` in [contacts.columns] is not a field",
                "`encoding` is a key of the source itself: write it above the first [table] of the source",
            ),
            (
                "location = \" \"",
                "10:12 `contacts.columns.location` must not be blank",
                "write the header just as the extract has it",
            ),
            (
                "location = 3",
                "10:12 `contacts.columns.location` must be a text in quotes, not a whole number",
                "put it in quotes: \"3\"",
            ),
            (
                "location = [\"Site\", \"Room\"]",
                "10:12 `contacts.columns.location` names a list of headers",
                "name one header; only `outcome` may have up to four, such as a status and its reason",
            ),
        ] {
            assert_eq!(problems(&source(text)), [problem], "{text}");
            assert_eq!(helps(&source(text)), [help], "{text}");
        }
    }

    #[test]
    fn an_outcome_may_have_a_status_and_a_reason() {
        let text = |outcome: &str| source("").replace("outcome = \"Status\"", &format!("outcome = {outcome}"));
        let settings = parsed(&text("[\"Status\", \"Reason\"]"));
        assert_eq!(settings.contacts[0].columns[&Field::Outcome].headers, ["Status", "Reason"]);
        let settings = parsed(&text("[\"Seen\", \"DNA\", \"CNA\", \"Late\"]"));
        assert_eq!(settings.contacts[0].columns[&Field::Outcome].headers, ["Seen", "DNA", "CNA", "Late"]);
        for (outcome, problem) in [
            ("[\"Status\"]", "9:11 `contacts.columns.outcome` must list two to four headers, not 1"),
            ("[\"a\",\"b\",\"c\",\"d\",\"e\"]", "9:11 `contacts.columns.outcome` must list two to four headers, not 5"),
            ("[\"a\", \"b\", \"c\", \"A\"]", "9:11 `contacts.columns.outcome` names one header twice"),
            ("[\"a\", \"\"]", "9:17 `contacts.columns.outcome` must not be blank"),
            ("[\"Status\", \"STATUS \"]", "9:11 `contacts.columns.outcome` names one header twice"),
        ] {
            assert_eq!(problems(&text(outcome)), [problem], "{outcome}");
        }
    }

    #[test]
    fn children_have_no_fields_of_contacts() {
        for (text, problem) in [
            (
                "[children.columns]\nnhs_number = \"N\"\nservice = \"Team\"",
                "15:1 `service` in [children.columns] is a field of contacts, not of children",
            ),
            (
                "[children.columns]\nnhs_number = \"N\"\n[children.constants]\nage = \"3\"",
                "16:1 `age` in [children.constants] is a field of contacts, not of children",
            ),
        ] {
            assert_eq!(problems(&children(text)), [problem], "{text}");
        }
    }

    #[test]
    fn factors_are_in_the_vocabularys_order_and_never_infant() {
        let settings = parsed(&source("[contacts.factors]\nlooked_after = \"LAC\"\npremature = \"Prem\""));
        let factors: Vec<_> = settings.contacts[0].factors.iter().map(|(factor, _)| *factor).collect();
        assert_eq!(factors, [Factor::Premature, Factor::LookedAfter]);
        for (text, problem, help) in [
            (
                "infant = \"Baby\"",
                "11:1 the factor `infant` is not read from an extract",
                "remove it: it is worked out from the date of birth or the age",
            ),
            (
                "lookd_after = \"LAC\"",
                "11:1 `lookd_after` in [contacts.factors] is not a factor",
                "did you mean `looked_after`?",
            ),
            (
                "school = \"School\"",
                "11:1 `school` in [contacts.factors] is not a factor",
                "`school` is a field: map it in the source's `columns`",
            ),
        ] {
            let text = source(&format!("[contacts.factors]\n{text}"));
            assert_eq!((problems(&text), helps(&text)), (vec![problem.to_owned()], vec![help.to_owned()]));
        }
    }
}
