//! The sheet of a case: everything that a reader needs on one child, to read, print and sign.
//!
//! A sheet is made of parts, each with a template of its own. The template only asks whether a text is there, and says where it
//! goes. So a part is rendered once for each of its shapes (see `shapes`). There are only a few dozen of those, although no two
//! sheets are alike.

mod checks;
mod contacts;
mod evidence;
mod factors;
pub(super) mod glance;
mod met;
pub(super) mod people;
pub(super) mod steps;
mod tell;
mod unknown;
pub(super) mod who;

use serde::Serialize;

pub(super) use met::{spoken_to, who_was_seen};

use super::CaseContext;
use super::frame::Templates;
use super::words::name;
use super::{Page, list_page, sheet_path};
use crate::cases::Case;
use crate::report::timeline_picture::{AFTER, BEFORE, Drawing};
use crate::review::Review;
use crate::stop::Stop;
use crate::vocabulary::Pattern;
use crate::wording::{cut, listed, number};

/// The most characters of a name at the foot of a paper.
const NAME_ON_PAPER: usize = 60;

/// The page around the parts, which have templates of their own.
#[derive(Serialize)]
struct Sheet<'a> {
    list: String,
    previous: Option<String>,
    next: Option<String>,
    case_ref: &'a str,
    name: String,
    /// The name at the foot of each paper, cut to fit into 2 lines with the numbers.
    name_on_paper: String,
    nhs: Option<String>,
    decisions_file: String,
}

/// The part with the questions that no extract answers and the changes since the last report.
#[derive(Serialize)]
struct OpenQuestions<'a> {
    asks: &'a str,
    past: Option<super::history::CasePast>,
}

/// The part with the findings, without its rows.
#[derive(Serialize)]
struct FindingsPart {
    pattern: Option<&'static str>,
}

/// The part with the timeline picture, without the picture.
#[derive(Serialize)]
struct TimelinePart {
    left_out: Option<String>,
}

pub(crate) fn sheet(about: &CaseContext<'_>, templates: &Templates, page: &mut Page) -> Result<(), Stop> {
    let CaseContext { whole, case, place, findings, around, .. } = about;
    let (review, case) = (whole.review, *case);
    let why = glance::headline(review, case, findings);
    let priority_why = who::priority_why(review, case);
    let asks = listed(&unknown::asks(review, case, around));

    templates.row("sheet/who.html", &who::who(about, &why, &priority_why), page)?;
    templates.row("sheet/seen.html", &met::seen(review, case), page)?;
    templates.row("sheet/next.html", &met::next(review, case), page)?;
    templates.row("sheet/with.html", &glance::working_with(about), page)?;
    let past = super::history::past(review, *place);
    templates.row("sheet/asks.html", &OpenQuestions { asks: &asks, past }, page)?;
    templates.row("sheet/steps.html", &steps::steps(review, case, around, findings), page)?;
    templates.row("sheet/checks.html", &checks::checks(review, case), page)?;
    templates.row("sheet/tell.html", &tell::tell(about, &why, &priority_why, &asks), page)?;
    templates.around(
        "sheet/why.html",
        &FindingsPart { pattern: case.pattern.map(|own| pattern(own, case.timeline.counting.in_person)) },
        page,
        |page| {
            let mut reasons = evidence::reasons(whole, case, findings);
            reasons.try_for_each(|own| templates.row("sheet/finding.html", &own, page))
        },
    )?;
    timeline(review, case, templates, page)?;
    let (people, mut services) = people::people(about);
    templates.around("sheet/people.html", &people, page, |page| {
        services.try_for_each(|row| templates.row("sheet/people_row.html", &row, page))
    })?;
    templates.row("sheet/factors.html", &factors::factors(whole, *place), page)?;
    if let Some(pairs) = super::identity::of_case(review, case.child) {
        templates.row("sheet/pairs.html", &pairs, page)?;
    }
    contacts::contacts(about, templates, page)?;
    page.end_piece();

    let neighbour = |at: usize| format!("../{}", sheet_path(&review.cases.list[at]));
    let name = name(review, case);
    let sheet = Sheet {
        list: format!("../{}", list_page(whole.list_position[*place])),
        previous: whole.neighbour(*place, false).map(neighbour),
        next: whole.neighbour(*place, true).map(neighbour),
        case_ref: &case.case_ref,
        name_on_paper: cut(&name, NAME_ON_PAPER),
        name,
        nhs: case.nhs().map(|number| number.spaced()),
        decisions_file: format!("reviews-{}-{}.csv", review.as_of, case.case_ref),
    };
    templates.page("sheet.html", &sheet, page)
}

/// The pattern of the failed contacts, in words. `in_person` is whether only a contact in person counts as seeing the child.
const fn pattern(pattern: Pattern, in_person: bool) -> &'static str {
    match pattern {
        Pattern::Persistent if in_person => {
            "persistent (not seen in person by any service since the first failed contact)"
        }
        Pattern::Persistent => "persistent (not seen by any service since the first failed contact)",
        Pattern::Selective => "selective (some services see the child, others do not)",
        Pattern::Intermittent => "intermittent (a service has sometimes seen the child and sometimes not)",
        Pattern::Partial if in_person => "partial (not seen in person by any service in the review period)",
        Pattern::Partial => "partial (not seen by any service in the review period)",
    }
}

/// Renders the timeline picture and what the page says about it. Renders nothing if there is no contact to show.
fn timeline(review: &Review, case: &Case, templates: &Templates, page: &mut Page) -> Result<(), Stop> {
    let Some(drawing) = Drawing::new(case, &review.intake.services) else { return Ok(()) };
    let left = drawing.left_out();
    let period = case.timeline.period;
    let (from, to) = (period.first().plus(-BEFORE).long(), period.as_of.plus(AFTER).long());
    let parts: Vec<String> = [
        (left.earlier, format!("before {from}")),
        (left.later, format!("after {to}")),
        (left.too_many, "more than the picture holds".to_owned()),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, which)| format!("{} {which}", number(count as u64)))
    .collect();
    let left_out = (!parts.is_empty()).then(|| format!("Contacts not shown: {}.", listed(&parts)));
    templates.around("sheet/picture.html", &TimelinePart { left_out }, page, |page| {
        page.draw(|out| drawing.draw(out));
        Ok(())
    })
}
