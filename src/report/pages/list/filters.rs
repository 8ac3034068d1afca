//! What the list can be filtered by.
//!
//! Every choice of every filter has a number, and a row of the list carries the numbers that are its own: the page names
//! each service and school once, however many rows have it. The choices are those of the whole list, also where it has
//! several pages.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::cases::Case;
use crate::report::pages::words::{capital, shown};
use crate::review::Review;
use crate::rules;
use crate::vocabulary::{Factor, Priority, Status};

/// A filter: a label and what can be chosen.
#[derive(Serialize)]
pub struct Filter {
    /// Its name in the address of the page.
    id: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
}

/// A choice of a filter.
#[derive(Serialize)]
struct Choice {
    number: usize,
    label: String,
}

/// All filters, and the numbers of the choices that each case has.
pub struct Filters {
    /// The filters that have something to choose from.
    pub filters: Vec<Filter>,
    numbers: Vec<Vec<usize>>,
}

/// A choice before it has a number: where it stands among the others of its filter, and what it says.
type Place = (usize, String, String);

/// What a child without a school, a practice or a locality is found by.
const NOT_KNOWN: &str = "Not known";

impl Filters {
    /// The filters of a list.
    pub fn new(review: &Review) -> Self {
        let cases = &review.cases.list;
        let text = |own: &str| vec![by_text(own)];
        let all: [(&str, &str, Vec<Vec<Place>>); 8] = [
            ("status", "Since the last report", each(cases, |case| vec![of(Status::ALL, case.status, Status::phrase)])),
            ("priority", "Priority", each(cases, |case| vec![of(Priority::ALL, case.priority, Priority::phrase)])),
            (
                "service",
                "Service",
                each(cases, |case| {
                    services_of(case).into_iter().map(|own| by_text(&review.intake.services[own as usize])).collect()
                }),
            ),
            (
                "why",
                "Why listed",
                each(cases, |case| {
                    let holds = rules::ALL.iter().enumerate().filter(|(_, rule)| case.holds(rule.name()));
                    holds.map(|(at, rule)| (at, String::new(), rule.title().to_owned())).collect()
                }),
            ),
            (
                "factor",
                "Factor",
                each(cases, |case| match case.factors.as_slice() {
                    [] => vec![(Factor::ALL.len(), String::new(), "None known".to_owned())],
                    some => some.iter().map(|own| of(Factor::ALL, *own, Factor::phrase)).collect(),
                }),
            ),
            ("locality", "Locality", each(cases, |case| text(&case.known.locality))),
            ("school", "School or nursery", each(cases, |case| text(&case.known.school))),
            ("practice", "GP practice", each(cases, |case| text(&case.known.gp_practice))),
        ];
        let mut numbers = vec![Vec::new(); cases.len()];
        let mut filters = Vec::new();
        let mut next = 0;
        for (id, label, own) in all {
            let places: BTreeSet<&Place> = own.iter().flatten().collect();
            if places.len() < 2 {
                continue;
            }
            let choices: BTreeMap<&Place, usize> = places.into_iter().zip(next..).collect();
            next += choices.len();
            for (case, places) in own.iter().enumerate() {
                numbers[case].extend(places.iter().map(|place| choices[place]));
            }
            let choices = choices.into_iter().map(|(place, number)| Choice { number, label: place.2.clone() });
            filters.push(Filter { id, label, choices: choices.collect() });
        }
        Self { filters, numbers }
    }

    /// The numbers of a case's choices, with blanks between them.
    pub fn of_case(&self, case: usize) -> String {
        self.numbers[case].iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
    }
}

fn each(cases: &[Case], places: impl Fn(&Case) -> Vec<Place>) -> Vec<Vec<Place>> {
    cases.iter().map(places).collect()
}

/// A word of a vocabulary, in the vocabulary's order.
fn of<T: Copy + PartialEq>(all: &[T], own: T, phrase: impl Fn(T) -> &'static str) -> Place {
    let at = all.iter().position(|other| *other == own).unwrap_or(all.len());
    (at, String::new(), capital(phrase(own)))
}

/// A text of an extract: by the alphabet, those that have none last.
fn by_text(text: &str) -> Place {
    let text = shown(text.trim());
    if text.is_empty() || text.eq_ignore_ascii_case(NOT_KNOWN) {
        return (1, String::new(), NOT_KNOWN.to_owned());
    }
    (0, text.to_lowercase(), text)
}

/// The services of a case that a reader may look for: those that failed, and those that show a finding.
fn services_of(case: &Case) -> BTreeSet<u32> {
    let evidence = case.findings.iter().flat_map(|finding| &finding.judgement.evidence);
    let evidence = evidence.map(|place| case.timeline.contacts[*place].service);
    evidence.chain(case.timeline.services_failed()).collect()
}
