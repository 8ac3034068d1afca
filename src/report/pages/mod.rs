//! The HTML pages of the safeguarding pack: the list of cases, a sheet for each case, and what is to know of the data.
//!
//! Each page has one serialisable context struct, in the file of its name, whose numbers, dates and names are written
//! out before the template sees them (`words`); the templates in `templates/` only say where they go. Every page is
//! complete in itself and asks for nothing: its style sheet and its script are in it, and its policy, with their hashes,
//! lets a browser run and load nothing else (`frame`). Pages are rendered in parallel and handed over one by one, so
//! that memory does not grow with their number.

mod data;
mod frame;
mod households;
mod list;
mod quality;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

use rayon::prelude::*;

use crate::cases::Case;
use crate::review::Review;
use crate::stop::Stop;
use frame::Templates;
use households::Households;

/// What the pages are made of.
pub(crate) struct Whole<'a> {
    review: &'a Review,
    households: Households,
    /// How many cases, from the first, have a sheet.
    sheets: usize,
}

/// Takes a file of the pack: its path relative to the safeguarding folder, and its bytes.
pub type Sink<'a> = dyn Fn(&str, &[u8]) -> Result<(), Stop> + Sync + 'a;

/// Renders every page and hands it to `sink`, the list first. Sheets come from
/// several threads, in any order.
///
/// # Errors
/// What `sink` says, or [`Stop::Bug`] where a page cannot be rendered.
pub fn pages(review: &Review, sink: &Sink<'_>) -> Result<(), Stop> {
    let templates = Templates::new(review)?;
    let cases = review.cases.list.len();
    let whole =
        Whole { review, households: Households::new(review), sheets: cases.min(review.settings.output.max_sheets) };
    for place in 0..list::pages(cases) {
        let page = templates.render("list.html", &list::list(&whole, place))?;
        sink(&list_page(place * list::CASES_A_PAGE), page.as_bytes())?;
    }
    sink("quality.html", templates.render("quality.html", &quality::quality(review))?.as_bytes())?;
    (0..whole.sheets).into_par_iter().try_for_each(|place| {
        let page = templates.render("sheet.html", &sheet::sheet(&whole, place))?;
        sink(&sheet_path(&review.cases.list[place]), page.as_bytes())
    })
}

/// The page of the list that shows a case, by the place of the case in order.
fn list_page(case: usize) -> String {
    match case / list::CASES_A_PAGE {
        0 => "index.html".to_owned(),
        page => format!("index-{}.html", page + 1),
    }
}

/// Where the sheet of a case is.
fn sheet_path(case: &Case) -> String {
    format!("cases/{}.html", case.case_ref)
}
