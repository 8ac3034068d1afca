//! Finds the lost sources on which an earlier case may have rested. A case that ends in the week in which its source is lost may
//! not be over.

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

/// What the rules of a case rested on that may be lost, besides the child's failed contacts.
#[derive(Default)]
struct CaseBasis {
    /// Other contacts of the child.
    contacts: bool,
    /// Who lives with the child, and their failed contacts.
    household: bool,
    /// Factors of rules for which the child had a factor and now has none.
    factors: Vec<Factor>,
    /// That nobody has seen the child, which cannot be known now because an unreliable source saw the child before.
    unseen: bool,
}

impl<'a> LostSources<'a> {
    /// Finds which fields the previous run read from each of the changed sources.
    pub(super) fn find(changes: &'a [SourceChange], previous: Option<&Previous>) -> Self {
        let sources = |sort: &str| {
            previous.and_then(|previous| previous.settings[sort].as_array()).map_or(&[][..], Vec::as_slice)
        };
        let find = |sort, name: &str| sources(sort).iter().find(|source| source["name"] == *name);
        let lost = |change: &'a SourceChange| {
            let register = find("children", &change.name);
            let source = register.or_else(|| find("contacts", &change.name));
            // If an older report does not say, the source may have had the table or column.
            let has = |table: &str| {
                source.is_none_or(|source| source[table].as_object().is_none_or(|table| !table.is_empty()))
            };
            let column = |field: &str| {
                source.is_none_or(|source| source["columns"].get(field).is_some_and(|header| *header != Value::Null))
            };
            LostSource {
                change,
                contacts: register.is_none(),
                factors: has("factors") || has("factor_codes"),
                births: column("date_of_birth"),
                households: column("household_id"),
            }
        };
        // No earlier case rested on a source that the previous run was told to leave out.
        let was_read = |change: &&SourceChange| previous.is_none_or(|past| !past.earlier.contains_key(&change.name));
        Self(changes.iter().filter(was_read).map(lost).collect())
    }

    /// Sentences that say what a case that has ended may have lost with these sources. `child` is the child, if they are still in the
    /// extracts.
    pub(super) fn sentences(
        &self,
        now: &Detected,
        past: &PastCase,
        child: Option<(ChildNumber, &Timeline)>,
    ) -> Vec<String> {
        let basis = CaseBasis::find(now, past, child);
        let had_failed = |lost: &LostSource<'_>| past.failed.iter().any(|failed| *failed.source == lost.change.name);
        let had_contacts = |lost: &LostSource<'_>| past.sources.iter().any(|source| **source == lost.change.name);
        let is_infant = |factor: &Factor| *factor == Factor::Infant;
        let (by_birth, by_record) = (basis.factors.iter().any(is_infant), !basis.factors.iter().all(is_infant));
        let had_factors = |lost: &LostSource<'_>| (by_record && lost.factors) || (by_birth && lost.births);
        let mut sentences = Vec::new();
        sentences.extend(self.sentence_about(now, "Failed contacts came", had_failed));
        sentences.extend(basis.unseen.then(|| self.unseen(now, child)).flatten());
        if basis.contacts && !basis.unseen {
            let had_others = |lost: &LostSource<'_>| had_contacts(lost) && !had_failed(lost);
            sentences.extend(self.sentence_about(now, "Contacts of this child came", had_others));
        }
        sentences.extend(self.sentence_about(now, "What is known of this child may have come", had_factors));
        if basis.household {
            let about_household = "What is known of the household may have come";
            sentences.extend(self.sentence_about(now, about_household, |lost| lost.households));
            let failed_in_household = "Failed contacts of the household may have come";
            sentences.extend(self.sentence_about(now, failed_in_household, |lost| lost.contacts));
        }
        sentences
    }

    /// The sentence that `what` came from the lost sources that `gave` it, if any did.
    fn sentence_about(&self, now: &Detected, what: &str, gave: impl Fn(&LostSource<'_>) -> bool) -> Option<String> {
        let lost: Vec<&SourceChange> = self.0.iter().filter(|lost| gave(lost)).map(|lost| lost.change).collect();
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

    /// The sentence that the child may have been seen, but the records of it are missing.
    fn unseen(&self, now: &Detected, child: Option<(ChildNumber, &Timeline)>) -> Option<String> {
        let (_, timeline) = child?;
        let saw_child = now.unreliable_sources.that_saw(timeline, &now.intake.parts);
        let mut names: Vec<&str> = saw_child.iter().map(|place| now.settings.contacts[*place].title()).collect();
        let gone = self.0.iter().filter(|lost| lost.contacts && lost.change.now.is_none());
        names.extend(gone.map(|lost| now.settings.title_of(&lost.change.name)));
        let is = match names.len() {
            0 => return None,
            1 => "it is stale, missing or has shrunk",
            _ => "they are stale, missing or have shrunk",
        };
        Some(format!("{} may have seen this child since, but {is}: {NOT_OVER_ENDING}", listed(&names)))
    }
}

impl CaseBasis {
    /// Finds what the rules for which a child was listed rested on, so far as it may be lost.
    fn find(now: &Detected, past: &PastCase, child: Option<(ChildNumber, &Timeline)>) -> Self {
        let mut basis = Self::default();
        for which in RuleId::all().filter(|which| past.rules.contains(*which)) {
            basis.contacts |= which.rule().looks_beyond_failed();
            // For a child who is in no extract any more, only contacts can be missing.
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

/// The factors of a rule that a child had, if the child has none of them now. A factor `infant` that ended with the first birthday
/// is not lost.
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
    let words: Vec<&str> =
        Factor::ALL.iter().filter(|factor| lost.contains(factor)).map(|factor| factor.phrase()).collect();
    let recorded = (!words.is_empty()).then(|| format!("No longer recorded: {}.", listed(&words)));
    older.then(|| "Now 1 year old or over.".to_owned()).into_iter().chain(recorded).collect()
}
