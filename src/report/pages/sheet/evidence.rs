//! Why a child is listed: a sentence for each rule that holds, with the contacts that are its evidence and their places in the
//! extracts. A contact that an earlier rule has shown is not repeated.

use std::borrow::Cow;

use serde::Serialize;

use super::super::PagesData;
use super::super::shared_values::File;
use super::super::words::clean;
use crate::cases::Case;
use crate::review::Review;
use crate::rules::Finding;
use crate::text::for_page;
use crate::wording::{capital, first_few, others};

/// The most contacts shown for one rule. The table of contacts has the others.
const SHOWN: usize = 20;
/// The most days that a sentence names.
const DAYS: usize = 6;

/// One rule that holds, as a sheet shows it.
#[derive(Serialize)]
pub(crate) struct Reason<'a> {
    title: &'static str,
    /// Where the rule comes from: `protocol §6`.
    source: String,
    sentence: String,
    rows: Vec<Row<'a>>,
    more: Option<String>,
    /// Which contacts shown above are evidence for this rule too.
    above: Option<String>,
}

/// A contact that is evidence for a rule.
#[derive(Serialize)]
struct Row<'a> {
    /// `Wed 4 Nov 2026`
    date: Cow<'a, str>,
    /// `09:30`, if the time is known.
    time: Option<String>,
    service: &'a str,
    outcome: &'a str,
    file: &'a File,
    line: u32,
}

/// The rules that hold for a case, in the order in which a reader wants them.
pub(crate) fn reasons<'a>(
    whole: &'a PagesData<'_>,
    case: &'a Case,
    findings: &'a [Finding],
) -> impl Iterator<Item = Reason<'a>> {
    let mut above = vec![false; case.timeline.contacts.len()];
    findings.iter().enumerate().map(move |(at, finding)| {
        let (old, new): (Vec<usize>, Vec<usize>) = finding.judgement.evidence.iter().partition(|place| above[**place]);
        for place in &new {
            above[*place] = true;
        }
        let sentence = for_page(&finding.judgement.sentence);
        Reason {
            title: finding.rule.title(),
            source: source(finding.rule.paragraph()),
            more: others(new.len(), SHOWN, ", in the table of contacts"),
            above: also(whole.review, case, &findings[..at], &old, new.is_empty(), &sentence),
            rows: new.iter().take(SHOWN).map(|place| row(whole, case, *place)).collect(),
            sentence: format!("{}.", capital(&sentence)),
        }
    })
}

/// Says which contacts already shown for earlier rules are evidence for this rule too. `old` has their places, and `alone` says
/// whether the rule has no new ones. None if there are none, or if the rule's sentence is enough.
fn also(
    review: &Review,
    case: &Case,
    before: &[Finding],
    old: &[usize],
    alone: bool,
    sentence: &str,
) -> Option<String> {
    // If a table of new contacts follows, the days in the sentence are not enough, because the reader counts the contacts.
    let names_all = || old.iter().all(|place| names(sentence, &case.timeline.contacts[*place].day.long()));
    if old.is_empty() || (alone && names_all()) {
        return None;
    }
    let same = before.iter().find(|earlier| earlier.judgement.evidence == old);
    Some(match same {
        Some(_) if before.len() == 1 && alone => "The same contacts as above.".to_owned(),
        Some(earlier) if alone => format!("The same contacts as for “{}”.", earlier.rule.title()),
        Some(earlier) => {
            let contacts = if old.len() == 1 { "contact" } else { "contacts" };
            format!("The {contacts} of “{}”, and:", earlier.rule.title())
        }
        None if alone => format!("Of the contacts above: {}.", days(review, case, old)),
        None => format!("Of the contacts above: {}; and:", days(review, case, old)),
    })
}

/// Whether a sentence names this day, and not only as the end of another: `5 May 2026` is not in `15 May 2026`.
fn names(sentence: &str, day: &str) -> bool {
    sentence.match_indices(day).any(|(at, _)| !sentence[..at].ends_with(|c: char| c.is_ascii_digit()))
}

fn days(review: &Review, case: &Case, places: &[usize]) -> String {
    let told: Vec<String> = places
        .iter()
        .map(|place| {
            let contact = &case.timeline.contacts[*place];
            format!("{} ({})", contact.day.long(), clean(&review.intake.services[contact.service]))
        })
        .collect();
    first_few(&told, DAYS)
}

fn row<'a>(whole: &'a PagesData<'_>, case: &Case, place: usize) -> Row<'a> {
    let review = whole.review;
    let contact = &case.timeline.contacts[place];
    Row {
        date: whole.ready.day(contact.day),
        time: contact.time.map(|time| time.to_string()),
        service: whole.ready.service(contact.service),
        outcome: whole.ready.outcome_of(contact, case.timeline.counting),
        file: whole.ready.file(review.intake.file_of(contact.row)),
        line: review.cases.reread.line(contact.row),
    }
}

/// Where a rule comes from: a paragraph of the protocol, or what `paragraph` says if it is not one.
fn source(paragraph: &str) -> String {
    if paragraph.starts_with('§') { format!("protocol {paragraph}") } else { paragraph.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_a_sentence_is_not_the_end_of_another_day() {
        assert!(names("seen on 15 May 2026 and 5 May 2026", "5 May 2026"));
        assert!(!names("seen on 15 May 2026", "5 May 2026"));
        assert!(names("5 May 2026", "5 May 2026"));
    }
}
