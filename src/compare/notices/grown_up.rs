//! People who have come of age since the last report. Their contacts no longer count, but they are not lost.

use crate::day::Day;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::store::{Child, Exclusion};

/// The number of contacts of a source, from the first day to the last, of people who have come of age since the last day. A person without
/// a date of birth may have, if the recorded age is the first that is over age.
pub(super) fn contacts(now: &Detected, source: &SourceQuality, (first, last): (Day, Day)) -> u64 {
    let Some(place) = now.settings.contacts_place(&source.name) else {
        return 0;
    };
    let under_age = now.settings.review.under_age;
    let has_grown_up = |child: Child<'_>| {
        let facts = child.facts();
        let is_young = match facts.born {
            Some(born) => born.age_on(last) < under_age,
            None => facts.age.is_some_and(|age| i32::from(age) == under_age),
        };
        is_young && child.excluded() == Some(Exclusion::OverAge)
    };
    let count = |count: &mut u64, child: Child<'_>| {
        if has_grown_up(child) {
            let own = child.all_rows().iter().filter(|row| !row.is_duplicate() && (first..=last).contains(&row.day()));
            *count += own.filter(|row| now.intake.parts.part(row.row).source == place).count() as u64;
        }
    };
    now.children.fold_in_any_order(|| 0, count, |count, more| *count += more)
}
