//! Built-in code sets that a source names, and columns that it reads by codes: factors, and rows that are not contacts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use super::columns::placed;
use super::declare::Setting;
use super::document::{Key, Table, Value};
use super::log::{Log, did_you_mean};
use super::maps::{Texts, folded};
#[cfg(test)]
use super::reference::{Form, Shape, Word};
use super::settings::{Columns, Source};
use super::words::FACTORS;
use crate::codes::{self, CodeSet, FactorMeaning};
use crate::text::{fold, mentions_death, says_no_interpreter, trim};
use crate::vocabulary::{Factor, Kind};

/// The name of a built-in set; none by default.
pub(crate) struct SetName<T: 'static> {
    pub(crate) sets: &'static [CodeSet<T>],
    /// What they are codes of, in messages.
    pub(crate) what: &'static str,
    /// What the template shows.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the documentation, which tests make, has examples"))]
    pub(crate) example: &'static str,
}

/// A set that a source names. It is serialized as its name.
#[derive(Debug)]
pub struct Named<T: 'static>(pub &'static CodeSet<T>);

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Named<T> {}

impl<T> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<T> Setting for SetName<T> {
    type Value = Option<Named<T>>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Option<Named<T>>> {
        let name = value.text(log)?;
        let found = set(self.sets, name, self.what, value.at, log)?;
        Some(Some(Named(found)))
    }

    /// The manifest has the map that results from it instead.
    fn in_manifest(&self, _: &Self::Value) -> Option<Json> {
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let sets = self.sets.iter().map(|set| Word { word: set.name, meaning: set.about });
        Form::Word("a set of codes", sets.collect()).like(json!(self.example))
    }
}

/// The set with this name. An unknown name is reported.
fn set<T>(
    sets: &'static [CodeSet<T>],
    name: &str,
    what: &str,
    at: usize,
    log: &mut Log<'_>,
) -> Option<&'static CodeSet<T>> {
    let found = codes::named(sets, name);
    if found.is_none() {
        let names: Vec<&str> = sets.iter().map(|set| set.name).collect();
        let help = did_you_mean(name, names.iter().copied(), format!("use one of {}", names.join(", ")));
        log.report(at, format!("`{name}` is not a built-in set of {what}"), help);
    }
    found
}

/// A column whose texts say that a row is not a contact.
#[derive(Clone, Debug, Serialize)]
pub struct LeaveOut {
    pub(crate) columns: Columns,
    /// The texts, folded.
    pub(crate) texts: BTreeSet<String>,
}

/// `leave_out`: for each header, the texts of rows that are not contacts.
pub(crate) struct LeaveOuts;

impl Setting for LeaveOuts {
    type Value = Vec<LeaveOut>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value> {
        let table = value.clone().table(log)?;
        Some(by_header(&table, log, |_, value, log| {
            let help = "name at least one text of the rows to leave out, or remove the line";
            let list = value.list_or_one();
            let texts: BTreeSet<String> = list.iter().filter_map(|text| text.filled(help, log).map(fold)).collect();
            if list.is_empty() {
                log.report(value.at, format!("`{}` is empty", value.path), help);
            }
            (!texts.is_empty()).then_some(texts)
        }))
        .map(|all| all.into_iter().map(|(columns, texts)| LeaveOut { columns, texts }).collect())
    }

    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(value.iter().map(|set| (set.columns.headers[0].clone(), json!(set.texts))).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let text = json!({ "type": "string", "minLength": 1 });
        Form::ByHeader {
            what: "text, or list of texts, at least one",
            example: vec![("Participant Type", r#"["Location", "Practitioner"]"#)],
            schema: json!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }] }),
        }
        .into()
    }
}

/// A column that is read by codes.
#[derive(Clone, Debug, Serialize)]
pub struct FactorColumn {
    pub(crate) columns: Columns,
    /// The meaning of each folded text.
    pub(crate) codes: BTreeMap<String, FactorMeaning>,
}

impl FactorColumn {
    /// The factor that stands for the column in a warning about a cell: the first that the column can give.
    pub(crate) fn factor(&self, factors: &[(Factor, Columns)]) -> Factor {
        let mapped = factors.iter().filter(|(_, columns)| fold(&columns.headers[0]) == fold(&self.columns.headers[0]));
        let of_codes = self.codes.values().filter_map(|meaning| match meaning {
            FactorMeaning::Has(factor) => Some(*factor),
            _ => None,
        });
        mapped.map(|(factor, _)| *factor).chain(of_codes).min().unwrap_or(Factor::PreviouslyKnown)
    }
}

/// `factor_codes`: for each header, a built-in set or the meanings of its texts.
pub(crate) struct FactorCodes;

impl Setting for FactorCodes {
    type Value = Vec<FactorColumn>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value> {
        let table = value.clone().table(log)?;
        let columns = by_header(&table, log, |_, value, log| {
            if value.node.is_table() {
                let table = value.clone().table(log)?;
                return Some(folded(&table, ("remove it: a blank cell means no", Texts::Values), meaning, log));
            }
            let name = value.filled("name a built-in set, or write what each text means", log)?;
            set(codes::FACTORS, name, "factor codes", value.at, log).map(CodeSet::meanings)
        });
        Some(columns.into_iter().map(|(columns, codes)| FactorColumn { columns, codes }).collect())
    }

    fn in_manifest(&self, value: &Self::Value) -> Option<Json> {
        Some(value.iter().map(|set| (set.columns.headers[0].clone(), json!(set.codes))).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let sets: Vec<&str> = codes::FACTORS.iter().map(|set| set.name).collect();
        let factors = FACTORS.all.iter().filter(|factor| **factor != Factor::Infant).map(|factor| factor.word());
        let words: Vec<&str> = factors.chain(["no", "not_known", "yes"]).collect();
        Form::ByHeader {
            what: "name of a built-in set, or a table from texts to a factor, `yes`, `no` or `not_known`",
            example: vec![
                ("CPP Indicator", r#""nhs-child-protection-plan""#),
                ("CP Category", r#"{ "Neglect" = "child_protection_plan", "None" = "no" }"#),
            ],
            schema: json!({ "anyOf": [
                { "enum": sets },
                { "type": "object", "additionalProperties": { "enum": words } },
            ] }),
        }
        .into()
    }
}

/// Reads the meaning of a text in a column of factors.
fn meaning(value: &Value<'_>, log: &mut Log<'_>) -> Option<FactorMeaning> {
    let word = value.text(log)?;
    let found = match word {
        "yes" => Some(FactorMeaning::Yes),
        "no" => Some(FactorMeaning::No),
        "not_known" => Some(FactorMeaning::NotKnown),
        word => FACTORS.find(word).filter(|factor| *factor != Factor::Infant).map(FactorMeaning::Has),
    };
    if found.is_none() {
        let words = FACTORS.all.iter().filter(|f| **f != Factor::Infant).map(|f| f.word());
        let help =
            did_you_mean(word, words.chain(["yes", "no", "not_known"]), "use a factor, `yes`, `no` or `not_known`");
        log.report(value.at, format!("`{word}` is not a factor, `yes`, `no` or `not_known`"), help);
    }
    found
}

/// Reads a table whose keys are headers. A header that is there twice is reported.
fn by_header<T>(
    table: &Table<'_>,
    log: &mut Log<'_>,
    read: impl Fn(&Key<'_>, &Value<'_>, &mut Log<'_>) -> Option<T>,
) -> Vec<(Columns, T)> {
    let mut all: Vec<(Columns, T)> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (key, value) in table.rows() {
        let header = trim(key.text);
        if header.is_empty() {
            log.report(
                key.at,
                format!("a header in {} is blank", table.header()),
                "write it just as the extract has it",
            );
            continue;
        }
        if let Some(first) = seen.insert(fold(header), key.at) {
            let what = format!("the header \"{header}\" in {} stands on line {} too", table.header(), log.line(first));
            log.report(key.at, what, "case and blanks do not count: keep one of the two lines");
            continue;
        }
        if let Some(read) = read(&key, &value, log) {
            let columns = Columns { headers: vec![header.to_owned()], ..placed(Vec::new(), &value, log) };
            all.push((columns, read));
        }
    }
    all
}

/// Adds the built-in sets that a source names to its maps, and reports a `yes` that does not say which factor it means.
pub(crate) fn settle(source: &mut Source, table: &Table<'_>, log: &mut Log<'_>) {
    if let Some(Named(set)) = source.outcome_codes {
        for (text, meaning) in set.meanings() {
            if !source.outcomes.contains_key(&text) {
                source.outcomes.insert(text.clone(), meaning.outcome);
                source.kinds_of_outcomes.extend(meaning.kind.map(|kind: Kind| (text, kind)));
            }
        }
        // Sometimes only the meaning of a code says so: `pat-dec` is "Patient: deceased".
        let codes_that_say = |says: fn(&str) -> bool| {
            let codes =
                set.codes.iter().filter(move |code| code.texts.iter().any(|text| says(text)) || says(code.description));
            codes.flat_map(|code| code.texts.iter().map(|text| fold(text))).collect()
        };
        source.deaths = codes_that_say(mentions_death);
        source.no_interpreter = codes_that_say(says_no_interpreter);
    }
    if let Some(Named(set)) = source.kind_codes {
        for (text, kind) in set.meanings() {
            source.kinds.entry(text).or_insert(kind);
        }
    }
    if let Some(Named(set)) = source.subject_codes {
        for (text, party) in set.meanings() {
            source.subjects.entry(text).or_insert(party);
        }
    }
    let mapped: BTreeSet<String> = source.factors.iter().map(|(_, columns)| fold(&columns.headers[0])).collect();
    for (key, value) in table.rows_of("factor_codes") {
        let codes = source.factor_codes.iter().find(|codes| fold(&codes.columns.headers[0]) == fold(key.text));
        if codes.is_some_and(|codes| codes.codes.values().any(|is| *is == FactorMeaning::Yes))
            && !mapped.contains(&fold(key.text))
        {
            let what = format!("`yes` in `{}` does not say which factor the child has", value.path);
            log.report(
                value.at,
                what,
                "write the factor instead of `yes`, or map the header in the source's `factors` too",
            );
        }
    }
}
