//! The rules. Each has a file of its own, and the list `rules!` below names them all.
//!
//! The documentation at the top of a rule's file is its published page. To add a rule, add a file, a line in `rules!`, its
//! settings, its detection in `src/detect`, its table in `tests/spec`, and a child in the sample who shows it. CONTRIBUTING.md
//! has the full list of steps.

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

/// A rule by which children are listed.
pub trait Rule: Sync {
    /// Its name in configuration, CSV files and pages.
    fn name(&self) -> &'static str;

    /// Its title on a page.
    fn title(&self) -> &'static str;

    /// The paragraph of the protocol SG012 that it implements, or where else it comes from.
    fn paragraph(&self) -> &'static str;

    /// The source code of its file, whose documentation is its published page.
    fn source(&self) -> &'static str;

    /// Whether the configuration enables it.
    fn enabled(&self, rules: &Rules) -> bool;

    /// The fewest failed contacts with which it can hold.
    fn fewest_failed(&self) -> FewestFailed;

    /// A quick check that saves most children the full judgement. It is false only if the rule does not hold.
    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        match self.fewest_failed() {
            FewestFailed::ByOutcome(outcome) => subject.with_outcome(outcome) > 0,
            fewest => subject.failed() >= fewest.minimum(&subject.settings.rules),
        }
    }

    /// Whether it holds for a child, without making a sentence. The counts of the twelve month ends use this. It must agree with
    /// [`Self::judge`] (`tests/properties/rules.rs` checks that it does).
    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && self.judge(subject).holds
    }

    /// Whether contacts other than failed ones may make it hold.
    fn looks_beyond_failed(&self) -> bool {
        true
    }

    /// Why it holds, in a few words: the brief of [`Self::judge`]. A rule may implement this separately, because every row of a
    /// list shows the brief but few children have a sheet with the whole sentence. Only called if the rule holds.
    fn brief(&self, subject: &Subject<'_>) -> BriefReason {
        self.judge(subject).brief
    }

    /// Whether it holds for a child, why or why not, and which contacts show it.
    fn judge(&self, subject: &Subject<'_>) -> Judgement;
}

/// Implements the methods of [`Rule`] that describe a rule, from its name (which is also the name of its file and of its table in
/// the configuration), its title and its paragraph of the protocol.
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

        /// The rules as an enum, for code that needs a certain one.
        #[allow(dead_code, reason = "no code needs most of the rules by name")]
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

    /// The rule with this id.
    pub(crate) fn rule(self) -> &'static dyn Rule {
        ALL[self as usize]
    }

    /// Whether a rule is this one.
    pub(crate) fn is(self, rule: &dyn Rule) -> bool {
        rule.name() == self.rule().name()
    }
}

/// What the rules need to know about a child.
pub struct Subject<'a> {
    /// The child's contacts and failed contacts.
    pub timeline: &'a Timeline,
    /// The child's factors, one bit each.
    pub factors: u32,
    /// The child's household, where it is known.
    pub household: Option<HouseholdCount>,
    /// Whether a source that has seen the child before is stale, gone or has shrunk.
    pub depends_on_unreliable_source: bool,
    /// Which attendances show that a missing child was found, given that some may be another child's.
    pub seen_since: &'a SeenSince,
    /// The settings in force.
    pub settings: &'a Settings,
    /// Names of services by number.
    pub services: &'a Services,
}

/// The failed contacts of a household in the review period. Children who are over age or have died do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HouseholdCount {
    /// The failed contacts of all its children together.
    pub failed: u32,
    /// The number of its children with at least one.
    pub children: u32,
}

/// A rule's answer about one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the rule holds.
    pub holds: bool,
    /// Why, or why not: a sentence without its full stop, with the numbers on both sides of each comparison.
    pub sentence: String,
    /// Why, in a few words; blank if the rule does not hold.
    pub brief: BriefReason,
    /// The places in [`Timeline::contacts`] of the contacts that show it, in order; empty if the rule does not hold.
    pub evidence: Vec<usize>,
}

/// Why a rule holds, in a few words. A list shows one sentence for each child, made from all of its briefs
/// ([`brief_sentence`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BriefReason {
    /// The words.
    pub text: String,
    /// If the words make sense only next to the number of the child's failed contacts: that number, and what comes between.
    after_number: Option<(u32, &'static str)>,
}

impl From<String> for BriefReason {
    fn from(text: String) -> Self {
        Self { text, after_number: None }
    }
}

impl Judgement {
    /// The rule holds, as the contacts at these places show.
    fn holds(sentence: String, brief: impl Into<BriefReason>, mut evidence: Vec<usize>) -> Self {
        evidence.sort_unstable();
        evidence.dedup();
        Self { holds: true, sentence, brief: brief.into(), evidence }
    }

    /// The same judgement, with the number of failed contacts that a list puts before the brief, and what comes between them.
    fn after_failed_count(self, failed: u32, between: &'static str) -> Self {
        Self { brief: BriefReason { after_number: Some((failed, between)), ..self.brief }, ..self }
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

    /// The number of contacts of the review period with this outcome.
    fn with_outcome(&self, outcome: Outcome) -> u32 {
        count(self.timeline.in_period().filter(|(_, contact)| contact.outcome == outcome).count())
    }

    /// The name of a service.
    fn service(&self, service: ServiceNumber) -> &str {
        &self.services[service]
    }
}

/// The set of rules that hold for a child, one bit each. Sentences are made only when a page or a row needs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldRules(u16);

impl HeldRules {
    /// The rules with these names; unknown names are ignored.
    pub(crate) fn from_names<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let places = names.filter_map(|name| ALL.iter().position(|rule| rule.name() == name));
        Self(places.fold(0, |bits, place| bits | 1 << place))
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

    /// The rules in reading order: `whereabouts_unknown` first, then in the list's order.
    fn in_reading_order(self) -> Vec<&'static dyn Rule> {
        let mut rules: Vec<&'static dyn Rule> = self.iter().collect();
        rules.sort_by_key(|rule| !RuleId::WhereaboutsUnknown.is(*rule));
        rules
    }

    /// Why the rules hold for a child, in a few words each, in reading order.
    pub(crate) fn briefs(self, subject: &Subject<'_>) -> Vec<BriefReason> {
        self.in_reading_order().into_iter().map(|rule| rule.brief(subject)).collect()
    }

    /// The findings about a child for whom these rules hold, in reading order.
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
    /// Its answer.
    pub judgement: Judgement,
}

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.name() == name)
}

/// The enabled rules that hold for a child.
pub fn held_rules(subject: &Subject<'_>) -> HeldRules {
    let holds = |rule: &&'static dyn Rule| rule.enabled(&subject.settings.rules) && rule.holds(subject);
    HeldRules(ALL.iter().enumerate().filter(|(_, rule)| holds(rule)).fold(0, |held, (place, _)| held | 1 << place))
}

/// The documentation at the top of a rule's file, as Markdown.
pub fn rule_page(rule: &dyn Rule) -> String {
    let lines = rule.source().lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Why a child is listed, in a few words: `2 failed contacts and a visit to urgent care; born premature`. Briefs that need the number
/// of failed contacts share it.
pub(crate) fn brief_sentence(briefs: &[BriefReason]) -> String {
    let mut out = String::new();
    let mut number_given = false;
    for brief in briefs {
        if !out.is_empty() {
            out.push_str("; ");
        }
        if let Some((failed, between)) = brief.after_number.filter(|_| !number_given) {
            number_given = true;
            out.push_str(&failed_contacts(failed));
            out.push_str(between);
        }
        out.push_str(&brief.text);
    }
    out
}

/// The most names that a brief gives.
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
        let with = |between, brief| BriefReason { after_number: Some((2, between)), ..plain(brief) };
        let (visit, premature) = (|| with(" and ", "a visit to urgent care"), || with("; ", "born premature"));
        for (briefs, expected) in [
            (vec![plain("a"), plain("b")], "a; b"),
            (vec![visit()], "2 failed contacts and a visit to urgent care"),
            (vec![premature()], "2 failed contacts; born premature"),
            (
                vec![plain("a"), visit(), premature(), plain("b")],
                "a; 2 failed contacts and a visit to urgent care; born premature; b",
            ),
        ] {
            assert_eq!(brief_sentence(&briefs), expected);
        }
    }
}
