//! The rules: one file each, and this one list of all of them.
//!
//! The documentation at the top of a rule's file is its published page. Adding a rule is: one file, one line in
//! the list `rules!`, its settings, its detection in `src/detect`, its table in `tests/spec`, and a child in the sample who
//! shows it. CONTRIBUTING.md has the whole list.

use crate::child::timeline::Timeline;
use crate::config::settings::{Rules, Settings};
use crate::numbers::count;
use crate::service::{ServiceNumber, Services};
use crate::store::SeenSince;
use crate::vocabulary::Outcome;
use crate::wording::counted;

pub(crate) use fewest_failed::FewestFailed;
use fewest_failed::setting;

mod fewest_failed;
pub(crate) mod screen;

/// One rule.
pub trait Rule: Sync {
    /// Its word in configuration, CSV files and pages.
    fn name(&self) -> &'static str;

    /// What it is called on a page.
    fn title(&self) -> &'static str;

    /// The paragraph of the protocol SG012 that it serves, or what else it comes from.
    fn paragraph(&self) -> &'static str;

    /// The source of its file, whose documentation is its page.
    fn source(&self) -> &'static str;

    /// Whether the configuration has it in force.
    fn enabled(&self, rules: &Rules) -> bool;

    /// The fewest failed contacts of a child for whom it holds.
    fn fewest_failed(&self) -> FewestFailed;

    /// A quick look, so that no sentence is made for most children: false only where the rule does not hold.
    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        match self.fewest_failed() {
            FewestFailed::ByOutcome(outcome) => subject.with_outcome(outcome) > 0,
            fewest => subject.failed() >= fewest.minimum(&subject.settings.rules),
        }
    }

    /// Whether it holds for a child, without making a sentence. It must agree with [`Self::judge`] (`tests/properties/rules.rs`
    /// checks both for every child). Twelve month ends are counted by this.
    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && self.judge(subject).holds
    }

    /// Whether contacts that are no failed ones may show that it holds.
    fn looks_beyond_failed(&self) -> bool {
        true
    }

    /// Why it holds for a child for whom it does, in a few words: the brief of [`Self::judge`]. Every row of a list shows it, and
    /// few children have a sheet with the whole sentence.
    fn brief(&self, subject: &Subject<'_>) -> BriefReason {
        self.judge(subject).brief
    }

    /// Whether it holds for a child, why or why not, and by which contacts.
    fn judge(&self, subject: &Subject<'_>) -> Judgement;
}

/// Implements the methods of [`Rule`] that say what a rule is called: its name in the configuration (its file and its table have
/// the same name), its title, and the paragraph that it serves.
macro_rules! about {
    ($word:ident, $title:literal, $paragraph:literal) => {
        fn name(&self) -> &'static str {
            stringify!($word)
        }

        fn title(&self) -> &'static str {
            $title
        }

        fn paragraph(&self) -> &'static str {
            $paragraph
        }

        fn source(&self) -> &'static str {
            include_str!(concat!(stringify!($word), ".rs"))
        }

        fn enabled(&self, rules: &$crate::config::settings::Rules) -> bool {
            rules.$word.enabled
        }
    };
}

macro_rules! rules {
    ($($module:ident::$rule:ident,)+) => {
        $(mod $module;)+

        /// The name of a rule, for code that asks for a certain one.
        #[allow(dead_code, reason = "most rules are asked for by nobody")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum RuleId { $($rule,)+ }

        const ALL_IDS: &[RuleId] = &[$(RuleId::$rule,)+];

        /// Every rule, in the order in which lists of rules are written.
        pub const ALL: &[&dyn Rule] = &[$(&$module::$rule,)+];
    };
}

rules! {
    repeated::Repeated,
    cross_service::CrossService,
    whereabouts_unknown::WhereaboutsUnknown,
    disengaged::Disengaged,
    household::Household,
    unscheduled_care::UnscheduledCare,
    early_concern::EarlyConcern,
    closed_after_failed::ClosedAfterFailed,
    not_seen::NotSeen,
    repeated_cancellation::RepeatedCancellation,
}

impl RuleId {
    /// Every rule, in the order of [`ALL`].
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ALL_IDS.iter().copied()
    }

    /// The rule.
    pub(crate) fn rule(self) -> &'static dyn Rule {
        ALL[self as usize]
    }

    /// Whether a rule is this one.
    pub(crate) fn is(self, rule: &dyn Rule) -> bool {
        rule.name() == self.rule().name()
    }
}

/// What a rule needs to know about a child.
pub struct Subject<'a> {
    /// The child's contacts and failed contacts.
    pub timeline: &'a Timeline,
    /// The child's factors, one bit each.
    pub factors: u32,
    /// The child's household, where it is known.
    pub household: Option<HouseholdCount>,
    /// Whether a source that has seen the child before is stale, gone or has shrunk.
    pub depends_on_unreliable_source: bool,
    /// Whose attendance ends that the child is missing, where another child was seen.
    pub seen_since: &'a SeenSince,
    /// The settings in force.
    pub settings: &'a Settings,
    /// Names of services by number.
    pub services: &'a Services,
}

/// The failed contacts in the review period of a household's children who are neither over age nor dead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HouseholdCount {
    /// Of all its children together.
    pub failed: u32,
    /// Children with at least one.
    pub children: u32,
}

/// A rule's answer about one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the rule holds.
    pub holds: bool,
    /// Why, or why not: a sentence without its full stop, with the numbers on both sides of each comparison.
    pub sentence: String,
    /// Why, in a few words; blank where the rule does not hold.
    pub brief: BriefReason,
    /// The places in [`Timeline::contacts`] of the contacts that show it, in order; none where it does not hold.
    pub evidence: Vec<usize>,
}

/// Why a rule holds, in a few words, for a list in which each child has one sentence ([`brief_sentence`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BriefReason {
    /// The words.
    pub text: String,
    /// The child's failed contacts, where the words make sense only beside their number.
    failed_count: Option<u32>,
}

impl From<String> for BriefReason {
    fn from(text: String) -> Self {
        Self { text, failed_count: None }
    }
}

impl Judgement {
    /// The rule holds, by these contacts.
    fn holds(sentence: String, brief: impl Into<BriefReason>, mut evidence: Vec<usize>) -> Self {
        evidence.sort_unstable();
        evidence.dedup();
        Self { holds: true, sentence, brief: brief.into(), evidence }
    }

    /// The same judgement, with the number of failed contacts that a list puts before the brief.
    fn with_failed_count(self, failed: u32) -> Self {
        Self { brief: BriefReason { failed_count: Some(failed), ..self.brief }, ..self }
    }

    /// The rule does not hold.
    fn does_not_hold(sentence: String) -> Self {
        Self { holds: false, sentence, brief: BriefReason::default(), evidence: Vec::new() }
    }
}

impl Subject<'_> {
    /// The number of failed contacts.
    fn failed(&self) -> u32 {
        count(self.timeline.failed.len())
    }

    /// How many contacts of the review period have an outcome.
    fn with_outcome(&self, outcome: Outcome) -> u32 {
        count(self.timeline.in_period().filter(|(_, contact)| contact.outcome == outcome).count())
    }

    /// The name of a service.
    fn service(&self, service: ServiceNumber) -> &str {
        &self.services[service]
    }
}

/// The set of rules that hold for a child, one bit each. Sentences are made when a page or a row needs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldRules(u16);

impl HeldRules {
    /// The rules with these names; unknown names are left out.
    pub(crate) fn from_names<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let places = names.filter_map(|name| ALL.iter().position(|rule| rule.name() == name));
        Self(places.fold(0, |all, place| all | 1 << place))
    }

    /// The rules that are not in the other set.
    pub(crate) const fn difference(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// The rules, in the list's order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static dyn Rule> {
        ALL.iter().enumerate().filter(move |(place, _)| self.0 & 1 << place != 0).map(|(_, rule)| *rule)
    }

    /// Their names, in the list's order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter().map(|rule| rule.name())
    }

    /// Whether it contains the rule at this index of [`ALL`].
    pub(crate) const fn has_index(self, place: usize) -> bool {
        self.0 & 1 << place != 0
    }

    /// Whether no rule holds.
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it contains a rule.
    pub(crate) const fn contains(self, which: RuleId) -> bool {
        self.has_index(which as usize)
    }

    /// The rules in the order for a reader: a missing child's whereabouts first, then in the list's order.
    fn in_reading_order(self) -> Vec<&'static dyn Rule> {
        let mut rules: Vec<&'static dyn Rule> = self.iter().collect();
        rules.sort_by_key(|rule| !RuleId::WhereaboutsUnknown.is(*rule));
        rules
    }

    /// Why they hold for a child, in a few words each, in the order for a reader.
    pub(crate) fn briefs(self, subject: &Subject<'_>) -> Vec<BriefReason> {
        self.in_reading_order().into_iter().map(|rule| rule.brief(subject)).collect()
    }

    /// The findings about a child for whom these rules hold, in the order for a reader.
    pub(crate) fn findings_to_read(self, subject: &Subject<'_>) -> Vec<Finding> {
        self.in_reading_order().into_iter().map(|rule| Finding { rule, judgement: rule.judge(subject) }).collect()
    }

    /// The findings about a child for whom these rules hold, in the list's order.
    pub fn findings(self, subject: &Subject<'_>) -> Vec<Finding> {
        self.iter().map(|rule| Finding { rule, judgement: rule.judge(subject) }).collect()
    }
}

/// A rule that holds for a child.
#[derive(Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static dyn Rule,
    /// What it says.
    pub judgement: Judgement,
}

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.name() == name)
}

/// Every rule in force that holds for a child.
pub fn held_rules(subject: &Subject<'_>) -> HeldRules {
    let holds = |rule: &&'static dyn Rule| rule.enabled(&subject.settings.rules) && rule.holds(subject);
    HeldRules(ALL.iter().enumerate().filter(|(_, rule)| holds(rule)).fold(0, |held, (place, _)| held | 1 << place))
}

/// The documentation at the top of a rule's file, as Markdown.
pub fn rule_page(rule: &dyn Rule) -> String {
    let lines = rule.source().lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Why a child is listed, in a few words: `2 failed contacts, a visit to urgent care, and born premature`. The number of
/// failed contacts is said once, however many rules are about it.
pub(crate) fn brief_sentence(briefs: &[BriefReason]) -> String {
    let beside: Vec<&str> =
        briefs.iter().filter(|own| own.failed_count.is_some()).map(|own| own.text.as_str()).collect();
    let mut parts: Vec<String> = Vec::new();
    let mut said = false;
    for brief in briefs {
        match (brief.failed_count, &beside[..]) {
            (Some(_), _) if said => {}
            (Some(failed), [most @ .., last]) => {
                said = true;
                let first = failed_contacts(failed);
                let all: Vec<&str> = [first.as_str()].into_iter().chain(most.iter().copied()).collect();
                parts.push(format!("{}, and {last}", all.join(", ")));
            }
            _ => parts.push(brief.text.clone()),
        }
    }
    parts.join("; ")
}

/// The most names in a brief.
const MAX_NAMED: usize = 4;

/// `1 failed contact`, `3 failed contacts`.
fn failed_contacts(count: u32) -> String {
    counted(count, "failed contact", "failed contacts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_with_its_parts() {
        for rule in ALL {
            let page = rule_page(*rule);
            for part in ["# ", "## What it looks for", "## Why", "## Settings", "## Example"] {
                assert!(page.contains(part), "{} lacks {part}", rule.name());
            }
            assert!(page.starts_with(&format!("# `{}`", rule.name())), "{}", rule.name());
        }
    }

    #[test]
    fn a_list_says_the_number_of_failed_contacts_once() {
        let plain = |brief: &str| BriefReason::from(brief.to_owned());
        let beside = |brief: &str| BriefReason { failed_count: Some(2), ..plain(brief) };
        for (briefs, expected) in [
            (vec![plain("a"), plain("b")], "a; b"),
            (vec![beside("a visit to urgent care")], "2 failed contacts, and a visit to urgent care"),
            (
                vec![plain("a"), beside("a visit to urgent care"), beside("born premature"), plain("b")],
                "a; 2 failed contacts, a visit to urgent care, and born premature; b",
            ),
        ] {
            assert_eq!(brief_sentence(&briefs), expected);
        }
    }
}
