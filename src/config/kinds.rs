//! Settings for single values.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Value as Json, json};
use toml::de::DeValue;

use super::declare::Setting;
use super::document::Value;
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Shape, Word};
use super::settings::{Encoding, OutcomeSet};
use super::words::{ENCODINGS, FACTORS, JOIN_KEYS, OUTCOMES};
use crate::text::fold;
use crate::vocabulary::{Factor, JoinKey, Outcome};

/// The largest count. People never review this many, so a larger number is a mistake or means "never".
pub(crate) const MANY: i64 = 1_000_000_000;
/// The largest number of days, some 2,700 years. Calendar arithmetic certainly allows it.
pub(crate) const DAYS: i64 = 1_000_000;

/// True or false, with its default.
pub(crate) struct Flag(pub(crate) bool);

impl Setting for Flag {
    type Value = bool;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<bool> {
        if let DeValue::Boolean(flag) = value.node {
            return Some(*flag);
        }
        value.must_be("true or false", "write true or false, without quotes", log);
        None
    }

    fn absent(&self) -> bool {
        self.0
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Flag.or(json!(self.0))
    }
}

/// A whole number within bounds.
pub(crate) struct WholeNumber<T> {
    default: i64,
    bounds: RangeInclusive<i64>,
    is: PhantomData<T>,
}

/// A whole number with this default and within these bounds, which `T` can hold.
pub(crate) const fn whole<T>(default: i64, bounds: RangeInclusive<i64>) -> WholeNumber<T> {
    WholeNumber { default, bounds, is: PhantomData }
}

impl<T> WholeNumber<T> {
    /// What a number that is out of bounds must be.
    fn must(&self, number: i64) -> String {
        let (least, most) = (self.bounds.start(), self.bounds.end());
        if number < *least && *most >= DAYS { format!("at least {least}") } else { format!("from {least} to {most}") }
    }
}

impl<T: TryFrom<i64, Error: std::fmt::Debug> + Default + Serialize> Setting for WholeNumber<T> {
    type Value = T;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<T> {
        let help = format!("the default is {}", self.default);
        let DeValue::Integer(written) = value.node else {
            value.must_be("a whole number", &help, log);
            return None;
        };
        // A number that does not fit in 64 bits is out of bounds, on the side that its sign gives.
        let number = i64::from_str_radix(written.as_str(), written.radix())
            .unwrap_or_else(|_| if written.as_str().starts_with('-') { i64::MIN } else { i64::MAX });
        if !self.bounds.contains(&number) {
            log.report(value.at, format!("`{}` must be {}, not {written}", value.path, self.must(number)), help);
            return None;
        }
        T::try_from(number).ok()
    }

    fn absent(&self) -> T {
        T::try_from(self.default).expect("the default fits the type that it is declared with")
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let (least, most) = (*self.bounds.start(), *self.bounds.end());
        Form::Whole { least, most, must: self.must(least - 1) }.or(json!(self.default))
    }
}

/// A share from 0 to 1, with its default.
pub(crate) struct Share(pub(crate) f64);

impl Setting for Share {
    type Value = f64;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<f64> {
        let number = match value.node {
            DeValue::Float(number) => number.as_str().parse().unwrap_or(f64::NAN),
            DeValue::Integer(number) => number.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                value.must_be("a number from 0 to 1", &format!("the default is {}", self.0), log);
                return None;
            }
        };
        if !(0.0..=1.0).contains(&number) {
            let what = format!("`{}` must be from 0 to 1, not {number}", value.path);
            log.report(value.at, what, "it is a share: 0.05 is one in twenty");
            return None;
        }
        Some(number)
    }

    fn absent(&self) -> f64 {
        self.0
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Share.or(json!(self.0))
    }
}

/// A text on one line.
pub(crate) struct Text {
    pub(crate) is_needed: bool,
    /// What to write if it is missing or blank.
    pub(crate) help: &'static str,
    /// What the template shows.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the documentation, which tests make, has examples"))]
    pub(crate) example: &'static str,
}

impl Setting for Text {
    type Value = String;

    fn needed(&self) -> Option<&'static str> {
        self.is_needed.then_some(self.help)
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
        value.plain(self.help, log).map(str::to_owned)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Text(None).like(json!(self.example))
    }
}

/// A folder as it is written, with its default.
pub(crate) struct Folder(pub(crate) &'static str);

impl Setting for Folder {
    type Value = PathBuf;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<PathBuf> {
        value.plain(&format!("the default is \"{}\"", self.0), log).map(PathBuf::from)
    }

    fn absent(&self) -> PathBuf {
        PathBuf::from(self.0)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Text(None).or(json!(self.0))
    }
}

/// A folder as it is written; a blank text means none.
pub(crate) struct OptionalFolder;

impl Setting for OptionalFolder {
    type Value = Option<PathBuf>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Option<PathBuf>> {
        if value.is_blank_text() {
            return Some(None);
        }
        value.plain("name a folder, or \"\" for the folder of each report", log).map(|folder| Some(folder.into()))
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::TextOrBlank.or(json!(""))
    }
}

/// The outcomes that count as failed; the usual seven by default.
pub(crate) struct FailedOutcomes;

impl FailedOutcomes {
    /// What to do about an outcome that can never be a failed contact.
    pub(crate) const fn refuses(outcome: Outcome) -> Option<&'static str> {
        match outcome {
            Outcome::Seen => Some("remove it: a child who was seen is a contact that did not fail"),
            Outcome::Pending => {
                Some("remove it: a contact without an outcome may yet take place; the quality page lists it")
            }
            Outcome::FamilySeen => {
                Some("remove it: somebody came, and was met; map a text that means it to another outcome")
            }
            Outcome::NotAContact => Some("remove it: such a row is no contact at all"),
            _ => None,
        }
    }
}

impl Setting for FailedOutcomes {
    type Value = OutcomeSet;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<OutcomeSet> {
        if value.is_empty_list() {
            let help = "name at least one outcome, or remove the key for the usual seven";
            log.report(value.at, format!("`{}` is empty", value.path), help);
        }
        let outcomes = OUTCOMES.read_list(value, log)?;
        for (outcome, at) in &outcomes {
            if let Some(help) = Self::refuses(*outcome) {
                log.report(*at, format!("`{outcome}` cannot count as failed"), help);
            }
        }
        Some(OutcomeSet::new(&outcomes.into_iter().map(|(outcome, _)| outcome).collect::<Vec<_>>()))
    }

    fn absent(&self) -> OutcomeSet {
        OutcomeSet::new(Outcome::DEFAULT_FAILED)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let can_fail = |word: &Word| OUTCOMES.find(word.word).is_some_and(|outcome| Self::refuses(outcome).is_none());
        Form::Words("outcomes", OUTCOMES.described().into_iter().filter(can_fail).collect(), 1)
            .or(json!(Outcome::DEFAULT_FAILED))
    }
}

/// A list of factors, with its default.
pub(crate) struct Factors(pub(crate) &'static [Factor]);

impl Setting for Factors {
    type Value = Vec<Factor>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<Factor>> {
        Some(FACTORS.read_list(value, log)?.into_iter().map(|(factor, _)| factor).collect())
    }

    fn absent(&self) -> Vec<Factor> {
        self.0.to_vec()
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Words("factors", FACTORS.described(), 0).or(json!(self.0))
    }
}

/// Match keys that join records without a person's decision; none by default.
pub(crate) struct JoinKeys;

impl Setting for JoinKeys {
    type Value = Vec<JoinKey>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<JoinKey>> {
        Some(JOIN_KEYS.read_list(value, log)?.into_iter().map(|(key, _)| key).collect())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Words("match keys", JOIN_KEYS.described(), 0).or(json!([]))
    }
}

/// The encoding of an extract; `auto` by default.
pub(crate) struct Encodings;

impl Setting for Encodings {
    type Value = Encoding;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Encoding> {
        ENCODINGS.read(value, log)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Word(ENCODINGS.one, ENCODINGS.described()).or(json!("auto"))
    }
}

/// The character between cells; a comma by default.
pub(crate) struct Delimiter;

impl Setting for Delimiter {
    type Value = u8;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<u8> {
        let what = match value.text(log)?.as_bytes() {
            [b'"' | b'\r' | b'\n' | 0 | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'] => {
                "cannot be a quote, a line end, a letter or a digit"
            }
            [one] if one.is_ascii() => return Some(*one),
            _ => "must be one ASCII character",
        };
        let help = "write the character between cells, such as \",\", \";\", \"|\" or \"\\t\" for a tab";
        log.report(value.at, format!("`{}` {what}", value.path), help);
        None
    }

    fn absent(&self) -> u8 {
        b','
    }

    fn in_manifest(&self, value: &u8) -> Option<Json> {
        Some(json!(char::from(*value)))
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Character.or(json!(","))
    }
}

/// Folded texts that are not local ids, with their default.
pub(crate) struct NoIds(pub(crate) &'static [&'static str]);

impl Setting for NoIds {
    type Value = Vec<String>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<String>> {
        let texts = value.list(log)?;
        let folded: BTreeSet<String> = texts.iter().filter_map(|text| text.text(log).map(fold)).collect();
        Some(folded.into_iter().filter(|text| !text.is_empty()).collect())
    }

    fn absent(&self) -> Vec<String> {
        let folded: BTreeSet<String> = self.0.iter().map(|text| fold(text)).collect();
        folded.into_iter().collect()
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Texts(0).or(json!(self.0))
    }
}
