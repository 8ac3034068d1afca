//! The part of a sheet where a decision is recorded and others are told.

use serde::Serialize;

use super::super::CaseContext;
use super::super::telling::{self, Recipient};
use super::super::words::name;
use super::glance::{self, Headline};
use crate::cases::Case;
use crate::review::Review;
use crate::rules::Finding;

#[derive(Serialize)]
pub(crate) struct TellPart<'a> {
    /// What the decisions file says besides the decision: who the child is and how the case stands, as JSON.
    values: String,
    /// The people who may be told; `telling` is the path of the pages for them.
    recipients: &'a [Recipient],
    telling: String,
    summary: String,
}

/// Makes this part of the sheet. `why`, `priority_why` and `asks` are what the top of the sheet says.
pub(crate) fn tell<'a>(about: &'a CaseContext<'_>, why: &Headline, priority_why: &str, asks: &str) -> TellPart<'a> {
    let (review, case) = (about.review(), about.case);
    let priority = match priority_why {
        "" => case.priority.phrase().to_owned(),
        why => format!("{} ({why})", case.priority.phrase()),
    };
    // The summary says nothing about brothers and sisters.
    let is_own = |finding: &Finding| finding.rule.name() != "household";
    let own_why = if about.findings.iter().all(is_own) {
        why.full_text()
    } else {
        let own: Vec<Finding> = about.findings.iter().filter(|finding| is_own(finding)).cloned().collect();
        glance::headline(review, case, &own).full_text()
    };
    TellPart {
        values: values(review, case),
        recipients: &about.recipients,
        telling: telling::path(case),
        summary: telling::summary(about, &own_why, &priority, asks),
    }
}

/// Who the child is and how the case stands, by the columns of the decisions file.
#[derive(Serialize)]
struct Values<'a> {
    case_ref: &'a str,
    child: String,
    failed_contacts: String,
    nhs_number: String,
    priority: &'static str,
    rules: String,
}

/// The values of a case as JSON.
fn values(review: &Review, case: &Case) -> String {
    let values = Values {
        case_ref: &case.case_ref,
        child: name(review, case),
        failed_contacts: case.timeline.failed.len().to_string(),
        nhs_number: case.nhs().map_or_else(String::new, |number| number.spaced()),
        priority: case.priority.word(),
        rules: case.rules.names().collect::<Vec<_>>().join(";"),
    };
    serde_json::to_string(&values).expect("texts are always JSON")
}
