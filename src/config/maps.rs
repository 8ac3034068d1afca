//! Maps from the texts of an extract to their meanings. Texts are compared folded, so two texts that fold alike are the same.

use std::collections::BTreeMap;

use serde::Serialize;

use super::declare::Setting;
use super::document::{Key, Table, Value};
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Shape};
use super::words::Vocabulary;
use crate::cells::no_value::is_no_value;
use crate::text::{fold, trim};

/// A map to the words of a vocabulary.
pub(crate) struct WordMap<T: 'static> {
    pub(crate) vocabulary: &'static Vocabulary<T>,
    /// Advice about a blank text.
    pub(crate) blank: &'static str,
    /// The texts that are looked up in it.
    pub(crate) texts: Texts,
    /// What the template shows.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the documentation, which tests make, has examples"))]
    pub(crate) example: &'static [(&'static str, T)],
}

/// The texts of an extract that are looked up in a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// All texts that are not blank.
    All,
    /// All texts that hold a value. `NULL`, `N/A` and the like are read as blank.
    Values,
}

impl<T: Copy + Ord + Serialize> Setting for WordMap<T> {
    type Value = BTreeMap<String, T>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value> {
        let table = value.clone().table(log)?;
        Some(folded(&table, (self.blank, self.texts), |value, log| self.vocabulary.read(value, log), log))
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let example = self.example.iter().map(|(text, member)| (*text, (self.vocabulary.word)(*member))).collect();
        Form::Map(Box::new(Form::Word(self.vocabulary.one, self.vocabulary.described())), example).into()
    }
}

/// `[services]`: folded text → the name to show. Every spelling that folds like a name means that name.
pub(crate) struct Services;

impl Setting for Services {
    type Value = BTreeMap<String, String>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Self::Value> {
        let table = value.clone().table(log)?;
        let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
        let read = |value: &Value<'_>, log: &mut Log<'_>| {
            let name = value.filled("name the service as the pages should show it, or remove the line", log)?;
            Some((name.to_owned(), value.at))
        };
        let named = folded(&table, ("name the text of the extract that means this service", Texts::Values), read, log);
        let mut places: Vec<&(String, usize)> = named.values().collect();
        places.sort_by_key(|(_, at)| *at);
        for (name, at) in places {
            let first = *spellings.entry(fold(name)).or_insert(name);
            if first != name {
                let what = format!("the service \"{name}\" is spelt \"{first}\" above");
                log.report(*at, what, "spell a service in one way, so that it is one service");
            }
        }
        let mut services: Self::Value =
            spellings.iter().map(|(folded, name)| (folded.clone(), (*name).to_owned())).collect();
        services.extend(named.into_iter().map(|(text, (name, _))| (text, name)));
        Some(services)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let one = "Speech and Language Therapy";
        Form::Map(Box::new(Form::Text(None)), vec![("Speech & Language", one), ("SALT", one)]).into()
    }
}

/// Reads a table whose keys are texts of an extract.
pub(crate) fn folded<T>(
    table: &Table<'_>,
    (help_blank, texts): (&str, Texts),
    read: impl Fn(&Value<'_>, &mut Log<'_>) -> Option<T>,
    log: &mut Log<'_>,
) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    let mut seen: BTreeMap<String, Key<'_>> = BTreeMap::new();
    for (key, value) in table.rows() {
        let found = read(&value, log);
        let text = fold(key.text);
        if text.is_empty() {
            log.report(key.at, format!("a text in {} is blank", table.header()), help_blank);
        } else if texts == Texts::Values && is_no_value(&text) {
            let what = format!("\"{}\" in {} is read as blank, and never looked up", trim(key.text), table.header());
            log.report(key.at, what, help_blank);
        } else if let Some(first) = seen.get(&text) {
            let what = format!(
                "\"{}\" in {} is the same text as \"{}\" on line {}",
                trim(key.text),
                table.header(),
                trim(first.text),
                log.line(first.at)
            );
            log.report(key.at, what, "case and blanks do not count: keep one of the two lines");
        } else {
            map.extend(found.map(|found| (text.clone(), found)));
            seen.insert(text, key);
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{helps, parsed, problems, source, source_keys, with};
    use crate::vocabulary::Outcome;

    #[test]
    fn texts_that_fold_alike_are_refused_in_every_map() {
        for (text, problem) in [
            (
                source("[contacts.outcomes]\n\"DNA\" = \"was_not_brought\"\n\" dna \" = \"was_not_brought\""),
                "12:1 \"dna\" in [contacts.outcomes] is the same text as \"DNA\" on line 11",
            ),
            (
                source("[contacts.kinds]\n\"Home Visit\" = \"home_visit\"\n\"home  visit\" = \"clinic\""),
                "12:1 \"home  visit\" in [contacts.kinds] is the same text as \"Home Visit\" on line 11",
            ),
            (
                source("[contacts.sectors]\nla = \"social_care\"\nLA = \"social_care\""),
                "12:1 \"LA\" in [contacts.sectors] is the same text as \"la\" on line 11",
            ),
            (
                with("[services]\n\"SALT\" = \"Speech\"\n\"Salt\" = \"Speech\""),
                "6:1 \"Salt\" in [services] is the same text as \"SALT\" on line 5",
            ),
        ] {
            assert_eq!(problems(&text), [problem], "{text}");
        }
    }

    #[test]
    fn a_blank_text_cannot_be_mapped() {
        let text = source("[contacts.outcomes]\n\" \" = \"seen\"");
        assert_eq!(problems(&text), ["11:1 a text in [contacts.outcomes] is blank"]);
        assert_eq!(helps(&text), ["remove it: a blank outcome is always `pending`"]);
    }

    #[test]
    fn a_text_for_no_value_can_be_mapped_for_outcomes_only() {
        for table in
            ["kinds]\n\"N/A\" = \"home_visit\"", "sectors]\n\"null\" = \"health\"", "subjects]\nNaN = \"child\""]
        {
            let found = problems(&source(&format!("[contacts.{table}")));
            let text = table.split('\n').nth(1).unwrap().split(" =").next().unwrap().trim_matches('"');
            let name = table.split(']').next().unwrap();
            assert_eq!(
                found,
                [format!("11:1 \"{text}\" in [contacts.{name}] is read as blank, and never looked up")],
                "{table}"
            );
        }
        let text = source("[contacts.factor_codes]\n\"Plan\" = { \"Y\" = \"looked_after\", \"#N/A\" = \"not_known\" }");
        assert_eq!(problems(&text).len(), 1);
        assert_eq!(helps(&text), ["remove it: a blank cell means no"]);
        assert_eq!(problems(&with("[ethnicity]\n\"N/A\" = \"Not stated\"")).len(), 1);
        let outcomes = &parsed(&source("[contacts.outcomes]\n\"N/A\" = \"not_a_contact\"")).contacts[0].outcomes;
        assert_eq!(outcomes["n/a"], Outcome::NotAContact);
    }

    #[test]
    fn the_map_of_a_source_takes_precedence_over_the_built_in_set() {
        let text = source("[contacts.outcomes]\n\"finished\" = \"late_not_seen\"\n\"WNB\" = \"was_not_brought\"")
            .replace("name =", "outcome_codes = \"systmone-appointment-status\"\nname =");
        let outcomes = &parsed(&text).contacts[0].outcomes;
        assert_eq!(outcomes["finished"], Outcome::LateNotSeen);
        assert_eq!(outcomes["wnb"], Outcome::WasNotBrought);
        assert_eq!(outcomes["patient walked out"], Outcome::LateNotSeen);
        assert_eq!(outcomes["blocked"], Outcome::NotAContact);
        assert_eq!(outcomes.len(), 31);
    }

    #[test]
    fn an_unknown_set_of_codes_is_reported_with_the_nearest() {
        let text = source_keys("outcome_codes = \"nhs-attended-or-did-not-attended\"");
        assert_eq!(problems(&text), ["4:17 `nhs-attended-or-did-not-attended` is not a built-in set of outcome codes"]);
        assert_eq!(helps(&text), ["did you mean `nhs-attended-or-did-not-attend`?"]);
    }

    #[test]
    fn services_have_one_name_which_stands_for_itself() {
        let services =
            parsed(&with("[services]\n\"SALT\" = \" Speech and  Language \"\n\"254\" = \"Audiology\"")).services;
        let expected = [
            ("254", "Audiology"),
            ("audiology", "Audiology"),
            ("salt", "Speech and  Language"),
            ("speech and language", "Speech and  Language"),
        ];
        assert!(services.iter().map(|(text, name)| (text.as_str(), name.as_str())).eq(expected), "{services:?}");
        for (text, problem) in [
            ("\"A\" = \" \"", "5:7 `services.A` must not be blank"),
            ("\"A\" = \"Speech\"\n\"B\" = \"SPEECH\"", "6:7 the service \"SPEECH\" is spelt \"Speech\" above"),
        ] {
            assert_eq!(problems(&with(&format!("[services]\n{text}"))), [problem], "{text}");
        }
    }
}
