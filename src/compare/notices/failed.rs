//! Notices about contacts that counted as failed in the last report and have another outcome now. A few of these are corrections; many
//! at once mean that the extract is broken.

use super::sources::{LOST, read_again};
use super::{Code, Notice, rises};
use crate::compare::Compared;
use crate::day::Month;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::wording::{counted, number};

/// The failed contacts of a source in a month that the last report covered.
#[derive(Clone, Copy)]
struct Reread {
    month: Month,
    /// Failed contacts up to the as-of date of the last report, as they are now.
    now: u64,
    /// Failed contacts up to that date in the last report.
    before: u64,
    /// Contacts of any outcome that are gone, so their outcomes did not change.
    gone: u64,
}

/// The notice that a source has far fewer failed contacts on days that the last report covered, although the contacts are still there.
pub(super) fn fewer(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let (previous, memory) = compared.previous.as_ref().zip(compared.memory_of(&source.name))?;
    let then = previous.day_of(&source.name)?;
    if is_configured(compared) {
        return None;
    }
    let reread = |(month, before, now): (Month, &MonthCount, MonthCount)| {
        let gone = before.past.saturating_sub(now.used);
        Reread { month, now: now.failed, before: before.failed, gone }
    };
    let all: Vec<Reread> = read_again(now, previous, source, memory, then).map(reread).collect();
    let first = Month::of(now.period().first());
    let of_period: Vec<Reread> = all.iter().filter(|reread| reread.month >= first).copied().collect();
    let (failed, before) = [all, of_period].iter().find_map(|months| fell(months, now.settings.limits.max_change))?;
    let sentence = format!(
        "On days up to {}, {} now has {}; the last report had {}. The contacts are still there, with other outcomes.",
        then.long(),
        now.settings.title_of(&source.name),
        counted(failed, "failed contact", "failed contacts"),
        number(before)
    );
    Some(Notice::new(Code::FailedContactsLost, sentence).of_source(&source.name).now(failed).before(before))
}

/// The failed contacts now and before, if they fell by more than `most` as a share of those before.
fn fell(months: &[Reread], most: f64) -> Option<(u64, u64)> {
    let before: u64 = months.iter().map(|month| month.before).sum();
    let fewer: u64 = months.iter().map(|month| month.before.saturating_sub(month.now + month.gone)).sum();
    is_much(fewer, before, most).then(|| (months.iter().map(|month| month.now).sum(), before))
}

/// The notice that many children left the list because failed contacts that are still there no longer count. Something makes up for
/// them now: a column may no longer say that only a parent was seen, for example.
pub(super) fn left(now: &Detected, compared: &Compared) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    if is_configured(compared) {
        return None;
    }
    let left = compared.resolved.iter().filter(|case| case.otherwise).count() as u64;
    let listed = previous.cases.len() as u64;
    if !is_much(left, listed, now.settings.limits.max_change) {
        return None;
    }
    let sentence = format!(
        "Of {} of the last report, {} left the list because failed contacts are recorded in another way now, or are made up \
         for by a contact at which the child was seen.",
        counted(listed, "case", "cases"),
        number(left)
    );
    Some(Notice::new(Code::FailedContactsLost, sentence).now(left).before(listed))
}

/// Whether `count` out of `of` is more than corrections explain.
fn is_much(count: u64, of: u64, most: f64) -> bool {
    count > LOST && rises(0.0, count as f64 / of as f64, most)
}

/// Whether the configuration has changed which outcomes count as failed, so that other numbers are expected.
fn is_configured(compared: &Compared) -> bool {
    compared.settings.iter().any(|setting| setting.by_key.starts_with("failed_contact"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_five_and_more_than_one_in_twenty_are_many() {
        for (left, listed, expected) in [(5, 5, false), (6, 6, true), (6, 120, false), (6, 119, true), (0, 0, false)] {
            assert_eq!(is_much(left, listed, 0.05), expected, "{left} of {listed}");
        }
    }

    #[test]
    fn failed_contacts_have_fallen_if_their_contacts_are_still_there() {
        let month =
            |month: &str, now, before, gone| Reread { month: Month::from_iso(month).unwrap(), now, before, gone };
        // More than five, and more than one in twenty.
        assert_eq!(fell(&[month("2026-10", 94, 100, 0)], 0.05), Some((94, 100)));
        assert_eq!(fell(&[month("2026-10", 95, 100, 0)], 0.05), None);
        assert_eq!(fell(&[month("2026-10", 0, 6, 0)], 0.05), Some((0, 6)));
        assert_eq!(fell(&[month("2026-10", 0, 5, 0)], 0.05), None, "few");
        assert_eq!(fell(&[month("2026-10", 114, 120, 0)], 0.05), None, "one in twenty");
        assert_eq!(
            fell(&[month("2026-10", 90, 100, 5)], 0.05),
            None,
            "contacts that are gone do not have other outcomes"
        );
        assert_eq!(fell(&[month("2026-09", 0, 3, 0), month("2026-10", 7, 10, 0)], 0.05), Some((7, 13)));
        assert_eq!(fell(&[], 0.05), None);
    }
}
