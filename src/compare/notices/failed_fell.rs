//! Contacts hardly any of which fail any more, though children go on being seen. A supplier who leaves the failed ones out makes the
//! most reassuring report of all.

use super::outcomes::new_unmapped;
use super::sources::read_again;
use super::{Code, Notice, percent};
use crate::compare::Compared;
use crate::compare::memory::of_contacts;
use crate::day::Day;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::DueCount;
use crate::wording::{counted, number};

/// Days that a share is held against.
const YEAR: i32 = 365;
/// Of fewer expected ones nothing is said.
const ENOUGH: f64 = 10.0;
/// So many standard errors are no chance.
const ERRORS: f64 = 4.0;
/// That none failed of so many expected ones is no chance, even where several fail together.
const NEVER_NONE: f64 = 12.0;
/// Failed contacts may be recorded some days late. What has not been recorded for so many days is missing.
const LATE_DAYS: i32 = 14;

/// That far fewer contacts of a source failed since the last report, or none since the last that did, than in the year before.
pub(super) fn notice(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    if !of_contacts(source) {
        return None;
    }
    let late = recorded_late(now, compared, source);
    since_last_report(now, compared, source, late).or_else(|| since_last_failed(now, compared, source, late))
}

/// Whether failed contacts after a day are missed because new texts of outcomes are not mapped: of these it is told what to do, and
/// that says more. A few slips of the pen explain nothing.
fn are_unmapped(now: &Detected, compared: &Compared, source: &SourceQuality, day: Day, missing: f64) -> bool {
    let place = now.settings.contacts.iter().position(|own| own.name == source.name);
    let texts = place.and_then(|place| now.intake.outcomes.get(place)).map_or(&[][..], Vec::as_slice);
    let days = usize::try_from(now.as_of.0 - day.0).unwrap_or(0);
    let records: u64 = new_unmapped(compared, &source.name, texts).map(|own| own.in_last(days)).sum();
    records as f64 * 2.0 >= missing
}

/// How many more failed contacts there are on days up to the last report than it had; none where that is not known.
fn recorded_late(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<u64> {
    let (previous, memory) = compared.previous.as_ref().zip(compared.memory_of(&source.name))?;
    let months = read_again(now, previous, source, memory, previous.as_of?);
    let (is, was) = months.fold((0, 0), |(is, was), (_, then, own)| (is + own.failed, was + then.failed));
    Some(u64::saturating_sub(is, was))
}

/// Where many fail every week. One recorded late counts when it comes, so a service that is always late has as many.
fn since_last_report(now: &Detected, compared: &Compared, source: &SourceQuality, late: Option<u64>) -> Option<Notice> {
    let then = compared.previous.as_ref()?.as_of?;
    let (own, before) = held_against_the_year(now, source, then);
    let own = DueCount { failed: own.failed + late?, ..own };
    (fell(own, before) && !are_unmapped(now, compared, source, then, missing(own, before))).then(|| {
        let more = if own.failed == 0 { "no".to_owned() } else { format!("only {}", number(own.failed)) };
        let contacts = if own.failed == 1 { "contact" } else { "contacts" };
        let title = now.settings.title_of(&source.name);
        let begin = format!("{title} has {more} more failed {contacts} than on {}", then.long());
        notice_that(source, &begin, own, before)
    })
}

/// Where few fail every week, or there is no last report.
fn since_last_failed(now: &Detected, compared: &Compared, source: &SourceQuality, late: Option<u64>) -> Option<Notice> {
    let last = source.days.last_failed().filter(|day| now.as_of.0 - day.0 >= LATE_DAYS)?;
    let (own, before) = held_against_the_year(now, source, last);
    let is_to_tell =
        late.unwrap_or(0) == 0 && fell(own, before) && !are_unmapped(now, compared, source, last, missing(own, before));
    is_to_tell.then(|| {
        let title = now.settings.title_of(&source.name);
        notice_that(source, &format!("{title} has no failed contact since {}", last.long()), own, before)
    })
}

/// The contacts after a day that were due, and those of the year up to it.
fn held_against_the_year(now: &Detected, source: &SourceQuality, day: Day) -> (DueCount, DueCount) {
    let own = source.days.due_between(day.plus(1), now.as_of);
    (own, source.days.due_between(day.plus(1 - YEAR), day))
}

/// The notice that `begin` is so, with the shares now and before.
fn notice_that(source: &SourceQuality, begin: &str, own: DueCount, before: DueCount) -> Notice {
    let (is, usual) = (share(own), share(before));
    let were = if own.due == 1 { "was" } else { "were" };
    let said = format!(
        "{begin}, though {} {were} due after that day. In the year before, {} failed, so about {} were to be expected.",
        counted(own.due, "contact", "contacts"),
        percent(usual),
        number((own.due * before.failed * 2 + before.due) / (before.due * 2))
    );
    Notice::new(Code::FailedFell, said).of_source(&source.name).now(is).before(usual)
}

fn share(own: DueCount) -> f64 {
    own.failed as f64 / (own.due as f64).max(1.0)
}

/// How many more failed contacts were to be expected.
fn missing(own: DueCount, before: DueCount) -> f64 {
    share(before) * own.due as f64 - own.failed as f64
}

/// Whether far fewer failed than before: fewer than half, and that by no chance.
fn fell(own: DueCount, before: DueCount) -> bool {
    let (due, due_before) = (own.due as f64, before.due as f64);
    if own.due == 0 || before.due == 0 {
        return false;
    }
    if own.failed == 0 {
        // By chance all that failed would be in the time before once in e to this many times.
        return before.failed as f64 * libm::log1p(due / due_before) >= NEVER_NONE;
    }
    let (failed, usual) = (own.failed as f64, share(before));
    let expected = usual * due;
    // What was usual is known from so many contacts only.
    let error = due * (usual * (1.0 - usual) * (1.0 / due + 1.0 / due_before)).sqrt();
    expected >= ENOUGH && failed * 2.0 < expected && expected - failed > ERRORS * error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_fewer_failed_where_no_chance_and_no_short_year_before_explains_it() {
        let fell = |now: (u64, u64), before: (u64, u64)| {
            let [own, before] = [now, before].map(|(failed, due)| DueCount { due, failed });
            fell(own, before)
        };
        // A quarter of 5,000 in the year before.
        let year = (1250, 5000);
        assert!(fell((0, 100), year));
        assert!(fell((0, 49), year), "12 expected");
        assert!(!fell((0, 48), year), "fewer");
        // Of 100: the error is 4.37, so that four of them are 17.5.
        assert!(fell((7, 100), year));
        assert!(!fell((8, 100), year));
        assert!(fell((1, 80), year) && !fell((1, 36), year));
        // Of many a few less are no chance, and nothing to act on.
        assert!(fell((1249, 10_000), year));
        assert!(!fell((1250, 10_000), year), "half");
        // As few contacts before as now tell little of what is usual.
        assert!(!fell((0, 100), (15, 100)));
        assert!(fell((0, 100), (18, 100)));
        assert!(!fell((0, 0), year) && !fell((0, 100), (0, 0)) && !fell((0, 100), (0, 5000)));
    }
}
