//! The part of a sheet in which a decision is recorded, and others are told.

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
    /// What a decision about the case says besides: who it is, and how the case stands.
    values: String,
    /// Who may be told, and where the pages for them are.
    recipients: &'a [Recipient],
    telling: String,
    summary: String,
}

/// The part of the sheet of a case. `why`, `priority_why` and `asks` are what it says at its top.
pub(crate) fn tell<'a>(about: &'a CaseContext<'_>, why: &Headline, priority_why: &str, asks: &str) -> TellPart<'a> {
    let (review, case) = (about.review(), about.case);
    let priority = match priority_why {
        "" => case.priority.phrase().to_owned(),
        why => format!("{} ({why})", case.priority.phrase()),
    };
    // Nothing of brothers and sisters.
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

/// Who a case is about and how it stands, by the columns of a file of decisions.
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
