//! Deaths that may be another child's than the one whose contacts do not count because of them.

use super::{Code, Notice, listed, of_last};
use crate::compare::Compared;
use crate::detected::Detected;
use crate::intake::FileFacts;
use crate::records::AnyRecord;
use crate::wording::number;

/// One notice, with the places of the records that say a death: the new ones first. It is one to act on where any is new. It is said
/// each week until the records agree, as contacts are left out as long as they do not; but what nobody can mend at once must not
/// teach people to pass over what is new.
pub(super) fn notice(now: &Detected, compared: &Compared) -> Option<Notice> {
    let known = compared.previous.as_ref().map(|previous| &previous.doubtful_deaths);
    // Without a key nobody knows which were there before.
    let is_known = |at: usize| {
        let reference = compared.doubtful_deaths.get(at);
        reference.is_some_and(|own| known.is_some_and(|known| known.contains(own)))
    };
    let (old, new): (Vec<usize>, Vec<usize>) = (0..now.doubtful_deaths.len()).partition(|at| is_known(*at));
    let records: Vec<AnyRecord> = new.iter().chain(&old).map(|at| now.doubtful_deaths[*at].record).collect();
    let [first, others @ ..] = records.as_slice() else { return None };
    let file = |record| &now.intake.files[now.intake.file_of(record)];
    let place = |own: &AnyRecord| format!("line {} of {}", now.intake.line(*own), file(*own).shown);
    let places: Vec<String> = records.iter().map(place).collect();
    let before = known.map_or(0, |known| known.len() as u64);
    let more = of_last(compared, before);
    let said = if others.is_empty() {
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
    let mut notice = Notice::new(Code::DeathDoubtful, format!("{said}: {}.", listed(&places)));
    notice = notice.now(records.len() as u64).before(before);
    if new.is_empty() {
        notice = notice.only_to_know();
    }
    let first = file(*first);
    let (source, shown) = (&first.source_of(&now.settings).name, &first.shown);
    let is_same = |own: &FileFacts| own.shown == *shown;
    Some(if others.iter().all(|own| is_same(file(*own))) { notice.of_source(source).of_file(shown) } else { notice })
}
