//! What the records say about the child and the family: the protocol's factors (§5), values that could not be read, and
//! brothers and sisters.

use serde::Serialize;

use super::super::words::{age, age_of, name};
use super::super::{PagesData, sheet_path};
use super::unknown::{self, Unread};
use crate::wording::{self, capital, counted, listed};

/// The most brothers and sisters that a sheet shows.
const TOLD: usize = 8;

#[derive(Serialize)]
pub(crate) struct RecordedFactors<'a> {
    factors: Vec<String>,
    /// The factors that the extracts record as not known, in one sentence. Blank if there are none.
    not_known: String,
    unread: Vec<Unread<'a>>,
    unread_more: Option<String>,
    household: Household,
}

/// What the records say about the child of the case at `place`.
pub(crate) fn factors<'a>(whole: &'a PagesData<'_>, place: usize) -> RecordedFactors<'a> {
    let review = whole.review;
    let case = &review.cases.list[place];
    let (unread, left) = unknown::unread(review, case);
    let not_known: Vec<&str> = unknown::not_known(review, case).iter().map(|factor| factor.phrase()).collect();
    RecordedFactors {
        factors: case.factors.iter().map(|factor| capital(factor.phrase())).collect(),
        not_known: capital(&listed(&not_known)),
        unread,
        unread_more: wording::others(left, 0, " in warnings.csv"),
        household: household(whole, place),
    }
}

/// Other children who live with the child.
#[derive(Serialize)]
struct Household {
    text: String,
    children: Vec<Sibling>,
    more: Option<String>,
}

#[derive(Serialize)]
struct Sibling {
    /// The name if this child is a case too, or a description such as `A brother or sister aged 7`.
    who: String,
    /// Whether `who` is a name from the extracts.
    listed: bool,
    age: String,
    failed: String,
    sheet: Option<String>,
}

fn household(whole: &PagesData<'_>, place: usize) -> Household {
    let review = whole.review;
    let case = &review.cases.list[place];
    let Some(others) = whole.households.other_members(review, place, TOLD) else {
        let text = "Not recorded in the extracts. Find out who else lives with the child.".to_owned();
        return Household { text, children: Vec::new(), more: None };
    };
    if others.count == 0 {
        let text = "No other child of this household is in the extracts.".to_owned();
        return Household { text, children: Vec::new(), more: None };
    }
    let failed = |count: usize| counted(count, "failed contact", "failed contacts");
    let together = others.failed + case.timeline.failed.len();
    let text = format!(
        "{} in the household, according to the extracts. With this child they have {} in the review period.",
        counted(others.count, "other child", "other children"),
        failed(together)
    );
    let children = others
        .first
        .iter()
        .map(|member| match member.case {
            Some(at) => {
                let other = &review.cases.list[at];
                Sibling {
                    who: name(review, other),
                    listed: true,
                    age: age(other, review.as_of),
                    failed: failed(member.failed),
                    sheet: (at < whole.sheets).then(|| format!("../{}", sheet_path(other))),
                }
            }
            None => Sibling {
                who: match member.age {
                    Some(_) => format!("A brother or sister aged {}", age_of(member.born, member.age, review.as_of)),
                    None => "A brother or sister whose age is not known".to_owned(),
                },
                listed: false,
                age: String::new(),
                failed: if member.failed == 0 { "no failed contact".to_owned() } else { failed(member.failed) },
                sheet: None,
            },
        })
        .collect();
    Household { text, children, more: wording::others(others.count, others.first.len(), "") }
}
