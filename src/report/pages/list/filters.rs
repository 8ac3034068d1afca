//! The filters of the list.
//!
//! Every choice of every filter has a number, and a row of the list has the numbers of the choices that it matches. So the page
//! names each service and school once, however many rows have it. The choices cover the whole list, even if it has several pages.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::cases::Case;
use crate::field::Field;
use crate::numbers::count;
use crate::report::pages::words::shown;
use crate::review::Review;
use crate::rules;
use crate::service::ServiceNumber;
use crate::text::push_number;
use crate::vocabulary::{Factor, Priority, Status};
use crate::wording::capital;

#[derive(Serialize)]
pub(crate) struct Filter {
    /// The filter's name in the address of the page.
    id: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    number: usize,
    label: String,
}

/// All filters, and the numbers of their choices.
pub(crate) struct Filters {
    /// The filters with at least two choices.
    pub(crate) filters: Vec<Filter>,
    /// What each filter is about, and the number of the choice for each key, in order of the key.
    numbers: Vec<(FilterKind, Vec<(u32, usize)>)>,
}

/// A choice before it has a number: its sort key among the others of its filter, its value and its label.
type FilterChoice = (usize, String, String);

/// The choices of the decision filter.
const WAITING: [&str; 4] = [OVERDUE, "No decision for 3 weeks or more", "No decision yet", "Decided"];
/// The count of overdue decisions links to this choice (`history::since`).
const OVERDUE: &str = "Overdue";
/// A case that has had no decision for this many weeks matches the second choice.
const LONG: u32 = 3;

/// The choice for a child whose school, practice or locality is not known.
const NOT_KNOWN: &str = "Not known";
/// The key of a value that is not known.
const NO_KEY: u32 = u32::MAX;

/// What a filter is about. A case has a few keys for each filter. Keys are small numbers, so that a label is made once for each
/// key and not once for each case.
#[derive(Clone, Copy)]
enum FilterKind {
    Status,
    /// Whether a decision is overdue, awaited or made.
    Waiting,
    Priority,
    /// The services with failed contacts, and those in the evidence of other findings.
    Service,
    Why,
    Factor,
    /// A text in the child's details.
    Text(Field),
}

/// The filters in their order: what each is about, its name in the address of the page, and its label.
const FILTERS: [(FilterKind, &str, &str); 9] = [
    (FilterKind::Status, "status", "Since the last report"),
    (FilterKind::Waiting, "decision", "Decision"),
    (FilterKind::Priority, "priority", "Priority"),
    (FilterKind::Service, "service", "Service"),
    (FilterKind::Why, "why", "Why listed"),
    (FilterKind::Factor, "factor", "Factor"),
    (FilterKind::Text(Field::Locality), "locality", "Locality"),
    (FilterKind::Text(Field::School), "school", "School or nursery"),
    (FilterKind::Text(Field::GpPractice), "practice", "GP practice"),
];

impl Filters {
    pub(crate) fn new(review: &Review) -> Self {
        let keys: Vec<BTreeSet<u32>> = FILTERS.iter().map(|(about, ..)| about.keys_of_all(review)).collect();
        let mut all = Self { filters: Vec::new(), numbers: Vec::new() };
        let mut next = 0;
        for ((about, id, label), keys) in FILTERS.into_iter().zip(keys) {
            let of_keys: Vec<(u32, FilterChoice)> =
                keys.into_iter().map(|key| (key, about.choice(review, key))).collect();
            // Different services may have the same words on the page.
            let different: BTreeSet<&FilterChoice> = of_keys.iter().map(|(_, choice)| choice).collect();
            if different.len() < 2 {
                continue;
            }
            let choices: BTreeMap<&FilterChoice, usize> = different.into_iter().zip(next..).collect();
            next += choices.len();
            all.numbers.push((about, of_keys.iter().map(|(key, choice)| (*key, choices[choice])).collect()));
            let choices = choices.into_iter().map(|(choice, number)| Choice { number, label: choice.2.clone() });
            all.filters.push(Filter { id, label, choices: choices.collect() });
        }
        all
    }

    /// Whether there is a filter for a field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.numbers.iter().any(|(about, _)| matches!(about, FilterKind::Text(own) if *own == field))
    }

    /// The numbers of the choices of the case at a place, separated by spaces.
    pub(crate) fn of_case(&self, review: &Review, at: usize) -> String {
        let mut out = String::new();
        for (about, numbers) in &self.numbers {
            for key in about.keys(review, at) {
                if let Ok(at) = numbers.binary_search_by_key(&key, |(key, _)| *key) {
                    if !out.is_empty() {
                        out.push(' ');
                    }
                    push_number(&mut out, numbers[at].1 as u64);
                }
            }
        }
        out
    }
}

impl FilterKind {
    /// The keys of the case at a place, in order.
    fn keys(self, review: &Review, at: usize) -> Vec<u32> {
        let case = &review.cases.list[at];
        match self {
            Self::Status => vec![review.compared.status(at) as u32],
            Self::Waiting => waiting(review, at),
            Self::Priority => vec![case.priority as u32],
            Self::Service => services_of(review, case).into_iter().map(ServiceNumber::column).collect(),
            Self::Why => {
                let all = rules::ALL.iter().enumerate();
                all.filter(|(place, _)| case.rules.has_index(*place)).map(|(place, _)| count(place)).collect()
            }
            Self::Factor if case.factors.is_empty() => vec![NO_KEY],
            Self::Factor => case.factors.iter().map(|factor| *factor as u32).collect(),
            Self::Text(field) => vec![case.details.text_number(field).unwrap_or(NO_KEY)],
        }
    }

    fn keys_of_all(self, review: &Review) -> BTreeSet<u32> {
        (0..review.cases.list.len())
            .into_par_iter()
            .with_min_len(TOGETHER)
            .fold(BTreeSet::new, |mut all, at| {
                all.extend(self.keys(review, at));
                all
            })
            .reduce(BTreeSet::new, |mut all, mut more| {
                all.append(&mut more);
                all
            })
    }

    /// The choice that a key stands for.
    fn choice(self, review: &Review, key: u32) -> FilterChoice {
        let word = |phrase: &str| (key as usize, String::new(), capital(phrase));
        let at = key as usize;
        match self {
            Self::Status => word(Status::ALL[at].phrase()),
            Self::Waiting => word(WAITING[at]),
            Self::Priority => word(Priority::ALL[at].phrase()),
            Self::Service => by_text(&review.intake.services[ServiceNumber::new(key)]),
            Self::Why => (at, String::new(), rules::ALL[at].title().to_owned()),
            Self::Factor if key == NO_KEY => word("None known"),
            Self::Factor => word(Factor::ALL[at].phrase()),
            Self::Text(_) if key == NO_KEY => by_text(""),
            Self::Text(_) => by_text(review.cases.reread.text_by_number(key)),
        }
    }
}

/// The fewest cases whose keys one thread collects at a time.
const TOGETHER: usize = 1024;

/// A text of an extract as a choice. Choices are in alphabetical order, with "Not known" last.
fn by_text(text: &str) -> FilterChoice {
    let text = shown(text.trim());
    if text.is_empty() || text.eq_ignore_ascii_case(NOT_KNOWN) {
        return (1, String::new(), NOT_KNOWN.to_owned());
    }
    (0, text.to_lowercase(), text)
}

/// The decision choices of a case, as indices in [`WAITING`], in order.
fn waiting(review: &Review, at: usize) -> Vec<u32> {
    let Some(own) = review.compared.waiting(at) else { return vec![2] };
    match own.weeks_open {
        None => vec![3],
        Some(weeks) => (0..1).filter(|_| own.overdue).chain([if weeks >= LONG { 1 } else { 2 }]).collect(),
    }
}

/// The services that a reader may look for: those with failed contacts, and those in the evidence of other findings.
fn services_of(review: &Review, case: &Case) -> Vec<ServiceNumber> {
    let mut services = case.timeline.services_failed();
    if case.rules.iter().any(|rule| rule.looks_beyond_failed()) {
        let findings = case.findings(&review.review_input());
        let evidence = findings.iter().flat_map(|finding| &finding.judgement.evidence);
        services.extend(evidence.map(|place| case.timeline.contacts[*place].service));
        services.sort_unstable();
        services.dedup();
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_at_its_index_in_its_vocabulary() {
        assert!(Status::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(Priority::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(Factor::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
    }
}
