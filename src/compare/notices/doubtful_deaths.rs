//! The notice about deaths that may be another child's than the one whose contacts do not count because of them.

use super::{Code, Figure, Notice, listed, of_last};
use crate::compare::Compared;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::records::AnyRecord;
use crate::wording::number;

/// One notice for all such deaths, with the places of their records; those to act on come first. It is to act on if any death is new,
/// if more contacts failed than in the last report, and as long as a contact says that nobody knows where the child is or that the
/// family withdrew. It is given each week until the records agree, because contacts are left out until then. But a problem that
/// nobody can solve at once must not teach people to ignore new ones, so otherwise it is only to know.
pub(super) fn notice(now: &Detected, compared: &Compared) -> Option<Notice> {
    // A report of an older version does not say which deaths were doubtful.
    let known = compared.previous.as_ref().and_then(|previous| previous.doubtful_deaths.as_ref());
    let has_grown = |at: &usize| {
        let (reference, death) = compared.doubtful_deaths.get(*at)?;
        Some(death.has_grown_since(known?.get(reference)?))
    };
    let is_missing = |at: &usize| now.doubtful_deaths[*at].is_missing;
    let is_steady = |at: &usize| has_grown(at) == Some(false) && !is_missing(at);
    let (steady, to_act_on): (Vec<usize>, Vec<usize>) = (0..now.doubtful_deaths.len()).partition(is_steady);
    let records: Vec<AnyRecord> = to_act_on.iter().chain(&steady).map(|at| now.doubtful_deaths[*at].record).collect();
    let [first, others @ ..] = records.as_slice() else { return None };
    let file = |record| &now.intake.files[now.intake.file_of(record)];
    let place = |record: &AnyRecord| format!("line {} of {}", now.intake.line(*record), file(*record).shown);
    let places: Vec<String> = records.iter().map(place).collect();
    let before = known.map(|known| known.len() as u64);
    let more = before.map_or_else(String::new, |before| of_last(compared, before));
    let mut sentence = if others.is_empty() {
        format!(
            "1 death{more} keeps failed contacts off the list, although its record has another date of birth or another given name \
             than theirs"
        )
    } else {
        format!(
            "{} deaths{more} keep failed contacts off the list, although their records have another date of birth or another \
             given name than those",
            number(records.len() as u64)
        )
    };
    sentence = format!("{sentence}: {}.", listed(&places));
    if to_act_on.iter().any(|at| has_grown(at) == Some(true)) {
        sentence += " There are more such contacts than in the last report, or newer ones.";
    }
    if to_act_on.iter().any(is_missing) {
        sentence += " One of these contacts says that nobody knows where the child is, or that the family withdrew from a service.";
    }
    let before =
        if compared.previous.is_some() { before.map_or(Figure::None, Figure::Count) } else { Figure::Count(0) };
    let mut notice = Notice::new(Code::DeathDoubtful, sentence).now(records.len() as u64).before(before);
    if to_act_on.is_empty() {
        notice = notice.only_to_know();
    }
    let first = file(*first);
    let (source, shown) = (&first.source_of(&now.settings).name, &first.shown);
    let is_same = |file: &FileFacts| file.shown == *shown;
    let one_file = others.iter().all(|record| is_same(file(*record)));
    Some(if one_file { notice.of_source(source).of_file(shown) } else { notice })
}
