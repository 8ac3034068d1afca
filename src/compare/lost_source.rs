//! Finds the lost sources that may have carried the basis of an earlier case: a case that ends in the week in which its source
//! is lost may not be over.

use serde_json::Value;

use super::data::SourceChange;
use super::previous::{PastCase, Previous};
use crate::child::timeline::Timeline;
use crate::config::settings::Rules;
use crate::pipeline::Detected;
use crate::rules::RuleId;
use crate::store::ChildNumber;
use crate::vocabulary::Factor;
use crate::wording::listed;

/// The ending of every sentence here.
const NOT_OVER_ENDING: &str = "this case may not be over.";

/// The sources that are gone or have shrunk.
pub(super) struct LostSources<'a>(Vec<LostSource<'a>>);

/// A lost source, with the fields that the previous run read from it.
struct LostSource<'a> {
    change: &'a SourceChange,
    /// Whether its records are contacts.
    contacts: bool,
    factors: bool,
    births: bool,
    households: bool,
}

/// What the rules of a case rested on, besides the child's failed contacts.
#[derive(Default)]
struct CaseBasis {
    /// Other contacts of the child.
    contacts: bool,
    /// Who lives with the child, and their failed contacts.
    household: bool,
    /// The factors of which the child had one, and has none any more.
    factors: Vec<Factor>,
    /// That no source that can be relied on has seen the child.
    unseen: bool,
}

impl<'a> LostSources<'a> {
    /// Finds them among the changed sources, as the previous run read them.
    pub(super) fn find(changes: &'a [SourceChange], previous: Option<&Previous>) -> Self {
        let settings =
            |sort: &str| previous.and_then(|own| own.settings[sort].as_array()).map_or(&[][..], Vec::as_slice);
        let read = |sort, name: &str| settings(sort).iter().find(|own| own["name"] == *name);
        let lost = |change: &'a SourceChange| {
            let register = read("children", &change.name);
            let own = register.or_else(|| read("contacts", &change.name));
            // What an older report does not say may have been so.
            let has = |table: &str| own.is_none_or(|own| own[table].as_object().is_none_or(|table| !table.is_empty()));
            let column =
                |field: &str| own.is_none_or(|own| own["columns"].get(field).is_some_and(|at| *at != Value::Null));
            LostSource {
                change,
                contacts: register.is_none(),
                factors: has("factors") || has("factor_codes"),
                births: column("date_of_birth"),
                households: column("household_id"),
            }
        };
        Self(changes.iter().map(lost).collect())
    }

    /// What may have gone with them of a case that has ended, in sentences; `child` where the extracts still have one.
    pub(super) fn sentences(
        &self,
        now: &Detected,
        past: &PastCase,
        child: Option<(ChildNumber, &Timeline)>,
    ) -> Vec<String> {
        let basis = CaseBasis::find(now, past, child);
        let failed = |own: &LostSource<'_>| past.failed.iter().any(|failed| *failed.source == own.change.name);
        let other = |own: &LostSource<'_>| past.sources.iter().any(|source| **source == own.change.name);
        let infant = |factor: &Factor| *factor == Factor::Infant;
        let (by_birth, by_record) = (basis.factors.iter().any(infant), !basis.factors.iter().all(infant));
        let known = |own: &LostSource<'_>| (by_record && own.factors) || (by_birth && own.births);
        let mut told = Vec::new();
        told.extend(self.sentence_about(now, "Failed contacts came", failed));
        told.extend(basis.unseen.then(|| self.unseen(now, child)).flatten());
        if basis.contacts && !basis.unseen {
            told.extend(self.sentence_about(now, "Contacts of this child came", |own| other(own) && !failed(own)));
        }
        told.extend(self.sentence_about(now, "What is known of this child may have come", known));
        if basis.household {
            let lives = |own: &LostSource<'_>| own.households;
            told.extend(self.sentence_about(now, "What is known of the household may have come", lives));
            told.extend(self.sentence_about(now, "Failed contacts of the household may have come", |own| own.contacts));
        }
        told
    }

    /// The sentence that `what` came from those lost sources for which `is_so` is true; none where there are none.
    fn sentence_about(&self, now: &Detected, what: &str, is_so: impl Fn(&LostSource<'_>) -> bool) -> Option<String> {
        let lost: Vec<&SourceChange> = self.0.iter().filter(|own| is_so(own)).map(|own| own.change).collect();
        let names: Vec<&str> = lost.iter().map(|change| now.settings.title_of(&change.name)).collect();
        let is = match (lost.len(), lost.iter().filter(|change| change.now.is_none()).count()) {
            (0, _) => return None,
            (1, 0) => "which has shrunk",
            (1, _) => "which is missing",
            (_, 0) => "which have shrunk",
            (all, gone) if all == gone => "which are missing",
            _ => "which are missing or have shrunk",
        };
        Some(format!("{what} from {}, {is}: {NOT_OVER_ENDING}", listed(&names)))
    }

    /// The sentence that nobody can tell whether the child has been seen.
    fn unseen(&self, now: &Detected, child: Option<(ChildNumber, &Timeline)>) -> Option<String> {
        let (_, timeline) = child?;
        let about = now.unreliable_sources.that_saw(timeline, &now.intake.parts);
        let mut names: Vec<&str> = about.iter().map(|place| now.settings.contacts[*place].title()).collect();
        let gone = self.0.iter().filter(|own| own.contacts && own.change.now.is_none());
        names.extend(gone.map(|own| now.settings.title_of(&own.change.name)));
        let is = match names.len() {
            0 => return None,
            1 => "it is stale, missing or has shrunk",
            _ => "they are stale, missing or have shrunk",
        };
        Some(format!("{} may have seen this child since, but {is}: {NOT_OVER_ENDING}", listed(&names)))
    }
}

impl CaseBasis {
    /// Finds the basis of the rules for which a child was listed, as far as it may be lost.
    fn find(now: &Detected, past: &PastCase, child: Option<(ChildNumber, &Timeline)>) -> Self {
        let mut basis = Self::default();
        for which in RuleId::all().filter(|which| past.rules.contains(*which)) {
            basis.contacts |= which.rule().looks_beyond_failed();
            // Of a child who is in no extract any more, only the contacts can be missed.
            let Some((number, timeline)) = child else { continue };
            basis.factors.extend(lost_factors(now, past, number, factors_of(which, &now.settings.rules)));
            basis.household |= which == RuleId::Household && !timeline.failed.is_empty();
            basis.unseen |= which == RuleId::NotSeen
                && now.settings.rules.not_seen.enabled
                && now.unreliable_sources.have_seen(timeline, &now.intake.parts);
        }
        basis
    }
}

/// The factors for which a rule lists a child.
fn factors_of(which: RuleId, rules: &Rules) -> &[Factor] {
    match which {
        RuleId::EarlyConcern => &rules.early_concern.factors,
        RuleId::NotSeen => &rules.not_seen.factors,
        RuleId::Repeated
        | RuleId::CrossService
        | RuleId::Household
        | RuleId::WhereaboutsUnknown
        | RuleId::Disengaged
        | RuleId::UnscheduledCare
        | RuleId::ClosedAfterFailed
        | RuleId::RepeatedCancellation => &[],
    }
}

/// The factors of a rule that a child had, where none of the rule's is left. A first birthday is no loss.
fn lost_factors(now: &Detected, past: &PastCase, child: ChildNumber, of_rule: &[Factor]) -> Vec<Factor> {
    let facts = now.children.get(child).facts();
    if of_rule.iter().any(|factor| facts.factors & factor.bit() != 0) {
        return Vec::new();
    }
    let had = |factor: &&Factor| past.factors.contains(factor);
    let lost = |factor: &&Factor| **factor != Factor::Infant || facts.age.is_none();
    of_rule.iter().filter(had).filter(lost).copied().collect()
}

/// The factors for which a child was listed that are no longer known, in sentences.
pub(super) fn lost_factor_sentences(now: &Detected, past: &PastCase, child: ChildNumber) -> Vec<String> {
    let mut lost = Vec::new();
    let mut older = false;
    for which in RuleId::all().filter(|which| past.rules.contains(*which)) {
        let factors = factors_of(which, &now.settings.rules);
        lost.extend(lost_factors(now, past, child, factors));
        older |= factors.contains(&Factor::Infant);
    }
    let facts = now.children.get(child).facts();
    older &= past.factors.contains(&Factor::Infant) && facts.age.is_some_and(|age| age > 0);
    let words: Vec<&str> = Factor::ALL.iter().filter(|own| lost.contains(own)).map(|own| own.phrase()).collect();
    let recorded = (!words.is_empty()).then(|| format!("No longer recorded: {}.", listed(&words)));
    older.then(|| "Now 1 year old or over.".to_owned()).into_iter().chain(recorded).collect()
}
