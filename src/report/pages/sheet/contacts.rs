//! The contacts of a case, newest first: future bookings, the review period, and the weeks before it.

use std::borrow::Cow;

use serde::Serialize;

use super::super::frame::{Page, Templates};
use super::super::shared_values::{File, SharedValues};
use super::super::words::clean;
use super::super::{CaseContext, PagesData};
use crate::cases::Case;
use crate::child::timeline::{Contact, ReviewPeriod};
use crate::field::Field;
use crate::report::timeline_picture::BEFORE;
use crate::rules::Finding;
use crate::stop::Stop;
use crate::vocabulary::Outcome;
use crate::wording::{counted, number};

/// The most contacts of the review period that a sheet shows. Those behind the findings are kept first.
const SHOWN: usize = 500;
/// The most contacts after the as-of date that a sheet shows.
const TO_COME: usize = 30;
/// The most contacts before the review period that a sheet shows.
const EARLIER: usize = 20;

/// The part of a sheet with the contacts of a case, without its rows.
#[derive(Serialize)]
struct ContactsPart {
    /// `12 contacts in the review period, 3 failed contacts`.
    summary: String,
    left_out: Vec<String>,
    /// Whether some failed contact has several rows.
    several_rows: bool,
    /// Whether there are any contacts to show.
    groups: bool,
}

/// The heading of a group of contacts: booked, in the review period, or earlier.
#[derive(Serialize)]
struct Group {
    title: String,
}

#[derive(Serialize)]
struct Row<'a> {
    /// `Wed 4 Nov 2026`
    date: Cow<'a, str>,
    /// `09:30`, if the time is known.
    time: Option<String>,
    service: &'a str,
    provider: Cow<'a, str>,
    kind: &'a str,
    outcome: &'a str,
    /// Whether it may be a contact of another child under the same number.
    of_another: bool,
    in_extract: Cow<'a, str>,
    failed: bool,
    /// The titles of the rules for which it is evidence. Blank for a failed contact.
    shows: String,
    location: Cow<'a, str>,
    practitioner: Cow<'a, str>,
    file: &'a File,
    line: u32,
}

/// Renders the contacts of a case: future bookings, the review period, and the days before it that the picture shows too.
pub(crate) fn contacts(about: &CaseContext<'_>, templates: &Templates, page: &mut Page) -> Result<(), Stop> {
    let CaseContext { whole, case, findings, .. } = about;
    let (ready, timeline) = (&whole.ready, &case.timeline);
    let failed = timeline.evidence();
    let period = timeline.period;
    // The contacts are in order of date.
    let first = timeline.contacts.partition_point(|contact| contact.day < period.first());
    let end = timeline.contacts.partition_point(|contact| contact.day <= period.as_of);
    let (before, after) = (&timeline.contacts[..first], &timeline.contacts[end..]);
    let mut shown: Vec<usize> = (first..end).collect();
    if shown.len() > SHOWN {
        shown = places_to_show(&shown, &first_of_each(case), &behind_findings(findings, &failed));
    }
    let since = period.first().plus(-BEFORE);
    let earlier = before.len() - before.partition_point(|contact| contact.day < since);
    let earlier = &before[before.len() - earlier.min(EARLIER)..];
    let around = ContactsPart {
        summary: format!(
            "{} in the review period; {}",
            counted(end - first, "contact", "contacts"),
            counted(timeline.failed.len(), "failed contact", "failed contacts")
        ),
        left_out: left_out(period, end - first, shown.len(), after, before, earlier),
        several_rows: failed.len() > timeline.failed.len(),
        groups: !(after.is_empty() && shown.is_empty() && earlier.is_empty()),
    };
    templates.around("sheet/contacts.html", &around, page, |page| {
        let mut group = |title: String, mut rows: &mut dyn Iterator<Item = Row<'_>>| {
            templates.around("sheet/group.html", &Group { title }, page, |page| {
                (&mut rows).try_for_each(|row| templates.row("sheet/contact_row.html", &row, page))
            })
        };
        if !after.is_empty() {
            let to_come = after.iter().take(TO_COME).rev();
            let mut rows = to_come.map(|contact| row(whole, case, contact, to_come_in_words(ready, contact.outcome)));
            group(format!("Booked after {}", period.as_of.long()), &mut rows)?;
        }
        if !shown.is_empty() {
            let mut rows = shown.iter().rev().map(|place| {
                let contact = &timeline.contacts[*place];
                let is_failed = failed.binary_search(place).is_ok();
                let shows = if is_failed { String::new() } else { shows(findings, *place) };
                Row {
                    failed: is_failed,
                    shows,
                    ..row(whole, case, contact, ready.outcome_of(contact, timeline.counting))
                }
            });
            group(format!("Review period, {} to {}", period.first().long(), period.as_of.long()), &mut rows)?;
        }
        if !earlier.is_empty() {
            let mut rows = earlier
                .iter()
                .rev()
                .map(|contact| row(whole, case, contact, ready.outcome_of(contact, timeline.counting)));
            group(format!("Before the review period, from {}", since.long()), &mut rows)?;
        }
        Ok(())
    })
}

/// Sentences on what the table leaves out. It shows `shown` of `all` contacts in the review period, and `earlier` of those `before` it.
fn left_out(
    period: ReviewPeriod,
    all: usize,
    shown: usize,
    after: &[Contact],
    before: &[Contact],
    earlier: &[Contact],
) -> Vec<String> {
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let mut left_out = Vec::new();
    if all > shown {
        left_out.push(format!(
            "Of {} in the review period, {} are shown: first those behind the failed contacts and the findings, then the \
             newest. contacts.csv has all of them.",
            counted(all, "contact", "contacts"),
            number(shown as u64)
        ));
    }
    if after.len() > TO_COME {
        let more = counted(after.len() - TO_COME, "contact", "contacts");
        left_out.push(format!("{more} further ahead {} not shown.", are(after.len() - TO_COME)));
    }
    if before.len() > earlier.len() {
        let (count, day) =
            (before.len() - earlier.len(), earlier.first().map_or(period.first(), |contact| contact.day));
        let more = counted(count, "contact", "contacts");
        left_out.push(format!("{more} before {} {} not shown.", day.long(), are(count)));
    }
    left_out
}

/// One contact for each failed contact, the first of its evidence, in order.
fn first_of_each(case: &Case) -> Vec<usize> {
    let mut first: Vec<usize> = case.timeline.failed.iter().filter_map(|f| f.evidence.first().copied()).collect();
    first.sort_unstable();
    first
}

/// The contacts behind the findings and the failed contacts, in order.
fn behind_findings(findings: &[Finding], failed: &[usize]) -> Vec<usize> {
    let evidence = findings.iter().flat_map(|finding| finding.judgement.evidence.iter().copied());
    let mut behind_findings: Vec<usize> = evidence.chain(failed.iter().copied()).collect();
    behind_findings.sort_unstable();
    behind_findings
}

/// The places to show if there are too many: one contact for each failed contact, then others behind the findings, then the newest.
fn places_to_show(all: &[usize], first: &[usize], behind_findings: &[usize]) -> Vec<usize> {
    let is_in = |places: &[usize], place: &usize| places.binary_search(place).is_ok();
    let mut by_weight: Vec<usize> = all.iter().rev().copied().collect();
    by_weight.sort_by_key(|place| (!is_in(first, place), !is_in(behind_findings, place)));
    by_weight.truncate(SHOWN);
    by_weight.sort_unstable();
    by_weight
}

/// The titles of the rules for which a contact is evidence.
fn shows(findings: &[Finding], place: usize) -> String {
    let rules = findings.iter().filter(|finding| finding.judgement.evidence.binary_search(&place).is_ok());
    rules.map(|finding| finding.rule.title()).collect::<Vec<_>>().join("; ")
}

fn to_come_in_words(ready: &SharedValues, outcome: Outcome) -> &str {
    match outcome {
        Outcome::Pending => "Booked",
        outcome if outcome.may_be_in_future() => ready.outcome(outcome),
        _ => "Ignored: an outcome, but dated after this report",
    }
}

/// The outcome as the extract has it. Blank if it has the same words as the page.
fn differs<'a>(outcome: &str, text: Cow<'a, str>) -> Cow<'a, str> {
    let byte = |byte: u8| if matches!(byte, b'_' | b'-') { b' ' } else { byte.to_ascii_lowercase() };
    let same = if outcome.is_ascii() && text.is_ascii() {
        outcome.bytes().map(byte).eq(text.bytes().map(byte))
    } else {
        let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
        plain(outcome) == plain(&text)
    };
    if same { Cow::Borrowed("") } else { text }
}

fn row<'a>(whole: &'a PagesData<'_>, case: &Case, contact: &Contact, outcome: &'a str) -> Row<'a> {
    let PagesData { review, ready, .. } = whole;
    let record = review.cases.reread.record(contact.row);
    let text = |field: Field| clean(record.map_or("", |record| record.text(field)));
    Row {
        date: ready.day(contact.day),
        time: contact.time.map(|time| time.to_string()),
        service: ready.service(contact.service),
        provider: text(Field::Provider),
        kind: ready.kind(contact.kind),
        in_extract: differs(outcome, text(Field::Outcome)),
        outcome,
        of_another: case.another_child.has(contact.row),
        failed: false,
        shows: String::new(),
        location: text(Field::Location),
        practitioner: text(Field::Practitioner),
        file: ready.file(review.intake.file_of(contact.row)),
        line: record.map_or(0, |record| record.line()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_contacts_those_behind_the_findings_are_kept() {
        let all: Vec<usize> = (0..2000).collect();
        let behind_findings: Vec<usize> = (10..800).collect();
        let places = places_to_show(&all, &[10], &behind_findings);
        assert_eq!(places.len(), SHOWN);
        assert_eq!(places[..2], [10, 301], "one of each failed contact, then the newest of what made the case");
        let places = places_to_show(&all, &[], &[3, 700]);
        assert_eq!(places[..3], [3, 700, 1502]);
        assert!(places.is_sorted());
    }
}
