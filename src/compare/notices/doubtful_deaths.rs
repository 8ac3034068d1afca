//! Deaths that may be another child's than the one whose contacts do not count because of them.

use super::{Code, Figure, Notice, listed, of_last};
use crate::compare::Compared;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::records::AnyRecord;
use crate::wording::number;

/// One notice, with the places of the records that say a death: those to act on first. It is one to act on where any is new, where
/// more contacts failed than in the last report, and as long as a contact says that nobody knows where the child is, or that the
/// family withdrew. It is said each week until the records agree, as contacts are left out as long as they do not; but what nobody
/// can mend at once must not teach people to pass over what is new.
pub(super) fn notice(now: &Detected, compared: &Compared) -> Option<Notice> {
    // Of an older version nobody knows which were there before.
    let known = compared.previous.as_ref().and_then(|previous| previous.doubtful_deaths.as_ref());
    let has_grown = |at: &usize| {
        let (reference, own) = compared.doubtful_deaths.get(*at)?;
        Some(own.has_grown_since(known?.get(reference)?))
    };
    let is_missing = |at: &usize| now.doubtful_deaths[*at].is_missing;
    let is_steady = |at: &usize| has_grown(at) == Some(false) && !is_missing(at);
    let (old, new): (Vec<usize>, Vec<usize>) = (0..now.doubtful_deaths.len()).partition(is_steady);
    let records: Vec<AnyRecord> = new.iter().chain(&old).map(|at| now.doubtful_deaths[*at].record).collect();
    let [first, others @ ..] = records.as_slice() else { return None };
    let file = |record| &now.intake.files[now.intake.file_of(record)];
    let place = |own: &AnyRecord| format!("line {} of {}", now.intake.line(*own), file(*own).shown);
    let places: Vec<String> = records.iter().map(place).collect();
    let before = known.map(|known| known.len() as u64);
    let more = before.map_or_else(String::new, |before| of_last(compared, before));
    let mut said = if others.is_empty() {
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
    said = format!("{said}: {}.", listed(&places));
    if new.iter().any(|at| has_grown(at) == Some(true)) {
        said += " There are more such contacts than in the last report, or newer ones.";
    }
    if new.iter().any(is_missing) {
        said += " One of these contacts says that nobody knows where the child is, or that the family withdrew from a service.";
    }
    let before =
        if compared.previous.is_some() { before.map_or(Figure::None, Figure::Count) } else { Figure::Count(0) };
    let mut notice = Notice::new(Code::DeathDoubtful, said).now(records.len() as u64).before(before);
    if new.is_empty() {
        notice = notice.only_to_know();
    }
    let first = file(*first);
    let (source, shown) = (&first.source_of(&now.settings).name, &first.shown);
    let is_same = |own: &FileFacts| own.shown == *shown;
    Some(if others.iter().all(|own| is_same(file(*own))) { notice.of_source(source).of_file(shown) } else { notice })
}
