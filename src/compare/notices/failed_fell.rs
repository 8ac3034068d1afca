//! The notice that hardly any contacts of a source fail any more, although children are still seen. If a supplier leaves failed contacts
//! out of the extract, the report looks more reassuring than ever.

use super::outcomes::new_unmapped;
use super::sources;
use super::{Code, Notice, percent};
use crate::compare::Compared;
use crate::compare::memory::of_contacts;
use crate::day::Day;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::DueCount;
use crate::wording::{counted, number};

/// The days before, with which a share is compared.
const YEAR: i32 = 365;
/// The fewest expected failed contacts for a notice.
const ENOUGH: f64 = 10.0;
/// A difference of this many standard errors is not chance.
const ERRORS: f64 = 4.0;
/// If this many failed contacts are expected, none at all is not chance, even if several tend to fail together.
const NEVER_NONE: f64 = 12.0;
/// Failed contacts may be recorded some days late. Those that have not been recorded after this many days are missing.
const LATE_DAYS: i32 = 14;

/// The notice that far fewer contacts of a source failed since the last report than the year before leads one to expect, or none since
/// the last one that did.
pub(super) fn notice(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    if !of_contacts(source) {
        return None;
    }
    let late = recorded_late(now, compared, source);
    since_last_report(now, compared, source, late).or_else(|| since_last_failed(now, compared, source, late))
}

/// Whether new outcome texts that are not mapped explain at least half of the `missing` failed contacts after a day. Those texts have a
/// notice of their own, which says what to do. A few misspelt texts explain nothing.
fn are_unmapped(now: &Detected, compared: &Compared, source: &SourceQuality, day: Day, missing: f64) -> bool {
    let place = now.settings.contacts_place(&source.name);
    let texts = place.and_then(|place| now.intake.outcomes.get(place)).map_or(&[][..], Vec::as_slice);
    let days = usize::try_from(now.as_of.0 - day.0).unwrap_or(0);
    let records: u64 = new_unmapped(compared, &source.name, texts).map(|text| text.in_last(days)).sum();
    records as f64 * 2.0 >= missing
}

/// How many more failed contacts there are now on days up to the last report than that report had; none if that is not known.
fn recorded_late(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<u64> {
    let (previous, memory) = compared.previous.as_ref().zip(compared.memory_of(&source.name))?;
    let then = previous.day_of(&source.name)?;
    Some(sources::recorded_late(now, previous, source, memory, then, |month| month.failed))
}

/// The notice for a source in which many contacts fail every week. A contact that is recorded late counts when it arrives, so a service
/// that is always late has as many as usual.
fn since_last_report(now: &Detected, compared: &Compared, source: &SourceQuality, late: Option<u64>) -> Option<Notice> {
    let then = compared.previous.as_ref()?.day_of(&source.name)?;
    let (since, before) = compared_with_year(now, source, then);
    let since = DueCount { failed: since.failed + late?, ..since };
    (fell(since, before) && !are_unmapped(now, compared, source, then, missing(since, before))).then(|| {
        let more = if since.failed == 0 { "no".to_owned() } else { format!("only {}", number(since.failed)) };
        let contacts = if since.failed == 1 { "contact" } else { "contacts" };
        let title = now.settings.title_of(&source.name);
        let beginning = format!("{title} has {more} more failed {contacts} than on {}", then.long());
        notice_of_fall(source, &beginning, since, before)
    })
}

/// The notice for a source in which few contacts fail every week, or if there is no last report.
fn since_last_failed(now: &Detected, compared: &Compared, source: &SourceQuality, late: Option<u64>) -> Option<Notice> {
    let last = source.days.last_failed().filter(|day| now.as_of.0 - day.0 >= LATE_DAYS)?;
    let (since, before) = compared_with_year(now, source, last);
    let has_fallen = late.unwrap_or(0) == 0
        && fell(since, before)
        && !are_unmapped(now, compared, source, last, missing(since, before));
    has_fallen.then(|| {
        let title = now.settings.title_of(&source.name);
        notice_of_fall(source, &format!("{title} has no failed contact since {}", last.long()), since, before)
    })
}

/// The contacts that were due after a day, and in the year up to it.
fn compared_with_year(now: &Detected, source: &SourceQuality, day: Day) -> (DueCount, DueCount) {
    (source.days.due_between(day.plus(1), now.as_of), source.days.due_between(day.plus(1 - YEAR), day))
}

/// The notice whose sentence begins with `beginning`, with the shares now and before.
fn notice_of_fall(source: &SourceQuality, beginning: &str, since: DueCount, before: DueCount) -> Notice {
    let usual = share(before);
    let were = if since.due == 1 { "was" } else { "were" };
    let sentence = format!(
        "{beginning}, though {} {were} due after that day. In the year before, {} failed, so about {} were to be expected.",
        counted(since.due, "contact", "contacts"),
        percent(usual),
        number((since.due * before.failed * 2 + before.due) / (before.due * 2))
    );
    Notice::new(Code::FailedFell, sentence).of_source(&source.name).now(share(since)).before(usual)
}

fn share(contacts: DueCount) -> f64 {
    contacts.failed as f64 / (contacts.due as f64).max(1.0)
}

/// How many more failed contacts were to be expected.
fn missing(since: DueCount, before: DueCount) -> f64 {
    share(before) * since.due as f64 - since.failed as f64
}

/// Whether far fewer contacts failed than before: fewer than half of those expected, and not by chance.
fn fell(since: DueCount, before: DueCount) -> bool {
    let (due, due_before) = (since.due as f64, before.due as f64);
    if since.due == 0 || before.due == 0 {
        return false;
    }
    if since.failed == 0 {
        // The probability that by chance all failed contacts fall in the time before is e to the minus this.
        return before.failed as f64 * libm::log1p(due / due_before) >= NEVER_NONE;
    }
    let (failed, usual) = (since.failed as f64, share(before));
    let expected = usual * due;
    // The usual share is itself an estimate, from a limited number of contacts.
    let error = due * (usual * (1.0 - usual) * (1.0 / due + 1.0 / due_before)).sqrt();
    expected >= ENOUGH && failed * 2.0 < expected && expected - failed > ERRORS * error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_fewer_failed_if_neither_chance_nor_a_short_year_before_explains_it() {
        let fell = |now: (u64, u64), before: (u64, u64)| {
            let [since, before] = [now, before].map(|(failed, due)| DueCount { due, failed });
            fell(since, before)
        };
        // In the year before, a quarter of 5,000 failed.
        let year = (1250, 5000);
        assert!(fell((0, 100), year));
        assert!(fell((0, 49), year), "12 expected");
        assert!(!fell((0, 48), year), "fewer");
        // Of 100, 25 are expected. The error is 4.37, and four times that is 17.5.
        assert!(fell((7, 100), year));
        assert!(!fell((8, 100), year));
        assert!(fell((1, 80), year) && !fell((1, 36), year));
        // Of 10,000, 2,500 are expected.
        assert!(fell((1249, 10_000), year));
        assert!(!fell((1250, 10_000), year), "half");
        // If there were as few contacts before as now, what is usual is uncertain.
        assert!(!fell((0, 100), (15, 100)));
        assert!(fell((0, 100), (18, 100)));
        assert!(!fell((0, 0), year) && !fell((0, 100), (0, 0)) && !fell((0, 100), (0, 5000)));
    }
}
