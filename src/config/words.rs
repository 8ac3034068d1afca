//! Reads words of the vocabularies in the configuration. An unknown word is reported with the nearest known one.

use super::document::Value;
use super::log::{Log, did_you_mean};
use super::settings::Encoding;
use crate::ethnicity::EthnicGroup;
use crate::vocabulary::{Closure, Factor, JoinKey, Kind, Outcome, Party, Sector};

/// A vocabulary, with how messages name it.
pub(crate) struct Vocabulary<T: 'static> {
    /// What one of its members is called, with an article: `an outcome`.
    pub(crate) one: &'static str,
    pub(crate) all: &'static [T],
    pub(crate) word: fn(T) -> &'static str,
    /// What a member means, for the documentation.
    #[cfg(test)]
    pub(crate) meaning: fn(T) -> &'static str,
}

/// The vocabulary of this type, with what one of its members is called.
macro_rules! words_of {
    ($of:ty, $one:literal) => {
        Vocabulary {
            one: $one,
            all: <$of>::ALL,
            word: <$of>::word,
            #[cfg(test)]
            meaning: <$of>::meaning,
        }
    };
}

pub(crate) const OUTCOMES: Vocabulary<Outcome> = words_of!(Outcome, "an outcome");
pub(crate) const KINDS: Vocabulary<Kind> = words_of!(Kind, "a kind");
pub(crate) const SECTORS: Vocabulary<Sector> = words_of!(Sector, "a sector");
/// Whom contacts are with.
pub(crate) const PARTIES: Vocabulary<Party> = words_of!(Party, "a subject");
/// Why referrals are closed.
pub(crate) const CLOSURES: Vocabulary<Closure> = words_of!(Closure, "a closure");
pub(crate) const FACTORS: Vocabulary<Factor> = words_of!(Factor, "a factor");
pub(crate) const ETHNIC_GROUPS: Vocabulary<EthnicGroup> = words_of!(EthnicGroup, "an ethnic group");
/// The match keys that may join without a person's decision.
pub(crate) const JOIN_KEYS: Vocabulary<JoinKey> = words_of!(JoinKey, "a match key that may join records");
pub(crate) const ENCODINGS: Vocabulary<Encoding> = words_of!(Encoding, "an encoding");
#[cfg(test)]
pub(crate) const SEXES: Vocabulary<crate::vocabulary::Sex> = words_of!(crate::vocabulary::Sex, "a sex");

impl<T: Copy + Ord> Vocabulary<T> {
    /// The member with this word.
    pub(crate) fn find(&self, word: &str) -> Option<T> {
        self.all.iter().copied().find(|member| (self.word)(*member) == word)
    }

    fn words(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().map(|member| (self.word)(*member))
    }

    /// Advice for an unknown word.
    pub(crate) fn help(&self, word: &str) -> String {
        did_you_mean(word, self.words(), format!("use one of {}", self.words().collect::<Vec<_>>().join(", ")))
    }

    /// The member that a value names.
    pub(crate) fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<T> {
        let word = value.text(log)?;
        let found = self.find(word);
        if found.is_none() {
            log.report(value.at, format!("`{word}` is not {}", self.one), self.help(word));
        }
        found
    }

    /// The members that a list names, with their places, in the vocabulary's order and without repeats.
    pub(crate) fn read_list(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<(T, usize)>> {
        let values = value.list(log)?;
        let mut members: Vec<_> = values.iter().filter_map(|word| Some((self.read(word, log)?, word.at))).collect();
        members.sort_by_key(|(member, at)| (*member, *at));
        members.dedup_by_key(|(member, _)| *member);
        Some(members)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{helps, problems, source, with};

    #[test]
    fn an_unknown_word_is_reported_with_the_nearest_one() {
        for (text, problem, help) in [
            (
                with("[failed_contact]\noutcomes = [\"was_not_brougt\"]"),
                "5:13 `was_not_brougt` is not an outcome",
                "did you mean `was_not_brought`?",
            ),
            (
                with("[priority]\nurgent_factors = [\"infant\", \"LAC\"]"),
                "5:29 `LAC` is not a factor",
                "use one of infant, premature, low_birth_weight, clinical_need, additional_need, learning_disability, \
                 communication_need, child_protection_plan, section_47, child_in_need, looked_after, \
                 previously_known, household_safeguarding_concern, domestic_abuse, substance_misuse, \
                 parental_ill_health, parental_learning_disability, language_barrier, social_disadvantage",
            ),
            (source("[contacts.outcomes]\n\"X\" = \"Seen\""), "11:7 `Seen` is not an outcome", "did you mean `seen`?"),
            (
                source("[contacts.kinds]\n\"Home\" = \"home-visit\""),
                "11:10 `home-visit` is not a kind",
                "did you mean `home_visit`?",
            ),
            (
                source("[contacts.sectors]\n\"LA\" = \"social\""),
                "11:8 `social` is not a sector",
                "use one of health, social_care, education, other",
            ),
        ] {
            assert_eq!(problems(&text), [problem], "{text}");
            assert_eq!(helps(&text), [help], "{text}");
        }
    }

    #[test]
    fn outcomes_that_can_never_be_failed_are_refused_with_the_reason() {
        for (outcomes, expected) in [
            ("[\"seen\"]", vec!["5:13 `seen` cannot count as failed"]),
            ("[\"was_not_brought\", \"pending\"]", vec!["5:32 `pending` cannot count as failed"]),
            ("[]", vec!["5:12 `failed_contact.outcomes` is empty"]),
            ("[\"was_not_brought\", \"cancelled_by_family\", \"cancelled\"]", vec![]),
            ("\"refused\"", vec!["5:12 `failed_contact.outcomes` must be a list of texts, not a text"]),
        ] {
            assert_eq!(problems(&with(&format!("[failed_contact]\noutcomes = {outcomes}"))), expected, "{outcomes}");
        }
    }

    #[test]
    fn a_rule_with_factors_needs_at_least_one_unless_it_is_off() {
        for rule in ["early_concern", "not_seen"] {
            let empty = |enabled: bool| with(&format!("[rules.{rule}]\nfactors = []\nenabled = {enabled}"));
            assert_eq!(problems(&empty(true)), [format!("5:11 `rules.{rule}.factors` is empty")]);
            assert_eq!(problems(&empty(false)), Vec::<String>::new());
        }
        assert_eq!(problems(&with("[priority]\nurgent_factors = []")), Vec::<String>::new());
    }
}
