//! Writes the maps of a source: the texts of its outcomes, kinds, subjects, closures and sectors, each with the number of its
//! records, the most frequent first.

use super::assign::SourcePlan;
use super::codes::{ColumnCode, codes, outcome_codes};
use super::profile::Occurrences;
use super::write::{Draft, quote};
use crate::cells::no_value::is_no_value;
use crate::codes::CodeSet;
use crate::field::Field;
use crate::phrases;
use crate::text::fold;
use crate::vocabulary::{Closure, Kind, Outcome, Party, Sector};
use crate::wording::counted;

/// At most this many texts that are not shown get a line each.
const MOST_HIDDEN: usize = 20;

/// Writes the maps of a source of contacts. `set` is the built-in set of its outcomes, `kind_set` that of its kinds;
/// `subject_set` is whether its subjects have one.
pub(crate) fn write(
    plan: &SourcePlan<'_>,
    set: Option<&str>,
    kind_set: Option<&'static CodeSet<Kind>>,
    subject_set: bool,
    draft: &mut Draft,
) {
    outcomes(plan, set, draft);
    kinds(plan, kind_set, draft);
    if !subject_set {
        subjects(plan, draft);
    }
    closures(plan, draft);
    sectors(plan, draft);
}

fn records(count: u64) -> String {
    counted(count, "record", "records")
}

/// Describes a text that is not shown by its place.
fn place(plan: &SourcePlan<'_>, occurrences: &Occurrences) -> String {
    let file = plan.profile.files.get(occurrences.file).map_or_else(String::new, |file| quote(file));
    format!("the text on line {} of {file} (not shown: it may be more than a code)", occurrences.line)
}

/// Writes the map of a column of codes: a line for each text, with its `meaning` or with the question `ask`.
fn map<T: std::fmt::Display>(
    plan: &SourcePlan<'_>,
    texts: &[ColumnCode<'_>],
    ask: &str,
    meaning: impl Fn(&str) -> Option<T>,
    draft: &mut Draft,
) {
    let (mut hidden, mut more, mut cells_of_more) = (0, 0, 0);
    for code in texts {
        let count = records(code.occurrences.cells);
        match code.text.map(|text| (text, meaning(text))) {
            Some((text, Some(meaning))) => draft.check(&format!("{} = \"{meaning}\"", quote(text)), &count),
            Some((text, None)) => draft.decide(&format!("# {} = \"...\"", quote(text)), &format!("{ask}; {count}")),
            None if hidden < MOST_HIDDEN => {
                hidden += 1;
                draft.decide("# \"...\" = \"...\"", &format!("{}: {ask}; {count}", place(plan, &code.occurrences)));
            }
            None => {
                more += 1;
                cells_of_more += code.occurrences.cells;
            }
        }
    }
    if more > 0 {
        let what = format!(
            "{} that are not shown, in {}: {ask}",
            counted(more, "more text", "more texts"),
            records(cells_of_more)
        );
        draft.decide("# \"...\" = \"...\"", &what);
    }
}

fn outcomes(plan: &SourcePlan<'_>, set: Option<&str>, draft: &mut Draft) {
    let Some(column) = plan.column(Field::Outcome) else { return };
    let in_set =
        |folded: &str| crate::codes::named(crate::codes::OUTCOMES, set?)?.find(folded).map(|code| code.meaning.outcome);
    let known = |folded: &str| in_set(folded).or_else(|| Outcome::from_word(folded));
    draft.line("\n# seen, was_not_brought, late_not_seen, refused, no_access, child_not_seen, whereabouts_unknown, disengaged,");
    draft.line("# cancelled_by_family, cancelled_by_provider, cancelled, pending, family_seen (the family came without the child) or");
    draft.line("# not_a_contact (a free slot, a record entered in error). A blank outcome is pending. These words need no line. A record");
    draft.line("# with any other outcome is rejected, unless that outcome has a line.");
    draft.line("[contacts.outcomes]");
    let Some(texts) = outcome_codes(column, &plan.name_words) else {
        let header = quote(&column.header);
        let what = format!("{header} has too many different texts to list: is it the outcome? Map each text");
        return draft.decide("# \"...\" = \"...\"", &what);
    };
    let (settled, asked): (Vec<ColumnCode<'_>>, Vec<ColumnCode<'_>>) =
        texts.into_iter().partition(|code| known(&code.folded).is_some());
    map(plan, &asked, "one of the outcomes above", phrases::outcome, draft);
    if !settled.is_empty() {
        draft.line("# These need no line:");
    }
    for code in settled {
        let Some((text, outcome)) = code.text.zip(known(&code.folded)) else { continue };
        draft.line(&format!("#   {} is {outcome}: {}", quote(text), records(code.occurrences.cells)));
    }
    let (Some(_), Some((_, _, pairs))) = (plan.reason, &plan.profile.reasons) else { return };
    let Some(mut pairs) = codes(pairs, &plan.name_words) else { return };
    // A contact that took place or is pending needs no line for its reason: the status alone decides.
    let is_settled = |code: &ColumnCode<'_>| {
        let (status, _) = status_and_reason(&code.folded);
        let outcome = known(status).or_else(|| phrases::outcome(status));
        known(&code.folded).is_some() || matches!(outcome, Some(Outcome::Seen | Outcome::Pending))
    };
    pairs.retain(|code| !is_settled(code));
    if !pairs.is_empty() {
        draft.line("# The outcome with its reason. A pair that has no line counts as the outcome alone.");
    }
    // The pair as a whole may have a known meaning. If not, the reason decides if the status is blank or the reason means
    // that the contact failed.
    let meaning = |pair: &str| {
        let (status, reason) = status_and_reason(pair);
        let counts = |outcome: &Outcome| status.is_empty() || Outcome::DEFAULT_FAILED.contains(outcome);
        phrases::outcome(pair).or_else(|| phrases::outcome(reason).filter(counts))
    };
    map(plan, &pairs, "one of the outcomes above, or leave it out", meaning, draft);
}

/// The status and the reason of a pair. The status may be blank.
fn status_and_reason(pair: &str) -> (&str, &str) {
    pair.strip_prefix("| ").map_or_else(|| pair.split_once(" | ").unwrap_or((pair, "")), |reason| ("", reason))
}

/// The texts of a field's column that need a line because they are not known without one, if there are any.
fn codes_to_ask<'a>(
    plan: &SourcePlan<'a>,
    field: Field,
    is_known: impl Fn(&str) -> bool,
) -> Option<Vec<ColumnCode<'a>>> {
    let mut asked = codes(plan.column(field)?, &plan.name_words)?;
    asked.retain(|code| !is_no_value(&code.folded) && !is_known(&code.folded));
    (!asked.is_empty()).then_some(asked)
}

fn kinds(plan: &SourcePlan<'_>, set: Option<&'static CodeSet<Kind>>, draft: &mut Draft) {
    let is_known =
        |folded: &str| Kind::from_word(folded).is_some() || set.is_some_and(|set| set.find(folded).is_some());
    let Some((column, asked)) = plan.column(Field::Kind).zip(codes_to_ask(plan, Field::Kind, is_known)) else { return };
    let header = fold(&column.header);
    let is_national = header.starts_with("consultation me") || header.starts_with("consme");
    let meaning = |text: &str| phrases::kind(text).or_else(|| phrases::mechanism(text).filter(|_| is_national));
    draft.line("\n# clinic, home_visit, remote, education_setting, unscheduled or other. Blank is other.");
    draft.line("[contacts.kinds]");
    map(plan, &asked, "one of the kinds above", meaning, draft);
}

/// Writes the map of subjects: with whom a contact was.
fn subjects(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let is_known = |folded: &str| Party::from_word(folded).is_some();
    let Some(asked) = codes_to_ask(plan, Field::Subject, is_known) else { return };
    draft.line(
        "\n# child or family: where the family came without the child, a contact has seen nobody. Blank is the child.",
    );
    draft.line("[contacts.subjects]");
    map(plan, &asked, "child or family", phrases::party, draft);
}

/// Writes the map of closure reasons that are not national codes.
fn closures(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let is_known = |folded: &str| Closure::from_word(folded).is_some() || crate::codes::closure(folded).is_some();
    let Some(asked) = codes_to_ask(plan, Field::ClosureReason, is_known) else { return };
    draft.line("\n# did_not_attend, family_request, refused or other. National codes need no line, and a text without one is other.");
    draft.line("[contacts.closures]");
    map(plan, &asked, "one of the reasons above", phrases::closure, draft);
}

fn sectors(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let is_known = |folded: &str| Sector::from_word(folded).is_some();
    let Some(asked) = codes_to_ask(plan, Field::Sector, is_known) else { return };
    draft.line("\n# health, social_care, education or other. Blank is health.");
    draft.line("[contacts.sectors]");
    map(plan, &asked, "one of the sectors above", phrases::sector, draft);
}
