//! The brothers and sisters of a child, as far as the extracts say, with their failed contacts.

use serde::Serialize;

use super::super::words::{age, age_of, name};
use super::super::{PagesData, sheet_path};
use crate::wording::{counted, number};

/// Brothers and sisters that a sheet tells of.
const TOLD: usize = 8;

/// Others who live with the child.
#[derive(Serialize)]
pub(crate) struct Household {
    text: String,
    children: Vec<Sibling>,
    more: Option<String>,
}

/// Another child of the household.
#[derive(Serialize)]
struct Sibling {
    /// The name, where the child is a case too; else how the child is called.
    who: String,
    /// Whether `who` is a name from the extracts.
    listed: bool,
    age: String,
    failed: String,
    sheet: Option<String>,
}

/// The household of the case at a place in order.
pub(crate) fn household(whole: &PagesData<'_>, place: usize) -> Household {
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
    let left = others.count - others.first.len();
    Household { text, children, more: (left > 0).then(|| format!("and {} more", number(left as u64))) }
}
