//! The HTML pages of the safeguarding pack: the list of cases, a sheet for each case, and what is to know of the data.
//!
//! Each page has one serialisable context struct, in the file of its name, whose numbers, dates and names are written
//! out before the template sees them (`words`); the templates in `templates/` only say where they go. Every page is
//! complete in itself and asks for nothing: its style sheet and its script are in it, and its policy, with their hashes,
//! lets a browser run and load nothing else (`frame`). Pages are rendered in parallel and handed over one by one, so
//! that memory does not grow with their number.

mod about;
mod data;
pub(crate) mod frame;
mod history;
mod households;
mod identity;
mod ids;
mod leaves;
mod list;
mod quality;
mod ready;
mod shapes;
mod sheet;
pub(crate) mod style;
mod telling;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use rayon::prelude::*;

use super::csv::Continued;
use super::sink::{PackSink, WholeFile};
use crate::cases::Case;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;
pub(crate) use about::About;
pub use frame::Page;
use frame::Templates;
use households::Households;
use ready::Ready;

/// What the pages are made of.
pub(crate) struct Whole<'a> {
    review: &'a Review,
    households: Households,
    /// How many cases, from the first, have a sheet.
    sheets: usize,
    /// The cases by their places in order, as the list shows them: what is new or worse first, what has been reviewed
    /// last.
    reading: Vec<usize>,
    /// The place in the list of each case.
    place: Vec<usize>,
    /// What all pages of the list have.
    list: list::Shared,
    /// What many rows say in the same words.
    ready: Ready,
}

impl<'a> Whole<'a> {
    fn new(review: &'a Review) -> Self {
        let cases = &review.cases.list;
        let mut reading: Vec<usize> = (0..cases.len()).collect();
        reading.sort_by_key(|at| (list::group_of(review.compared.status(*at)), *at));
        let mut place = vec![0; cases.len()];
        for (own, at) in reading.iter().enumerate() {
            place[*at] = own;
        }
        let sheets = cases.len().min(review.settings.output.max_sheets);
        let list = list::Shared::new(review, sheets);
        let ready = Ready::new(review);
        Self { review, households: Households::new(review), sheets, reading, place, list, ready }
    }

    /// The case with a sheet that is next in the list after that at a place, or before it.
    fn neighbour(&self, case: usize, after: bool) -> Option<usize> {
        let own = self.place[case];
        let has_sheet = |at: &&usize| **at < self.sheets;
        if after {
            self.reading[own + 1..].iter().find(has_sheet).copied()
        } else {
            self.reading[..own].iter().rev().find(has_sheet).copied()
        }
    }
}

/// The pages of a run, ready to be rendered.
pub struct Pages<'a> {
    templates: Templates,
    whole: Whole<'a>,
}

impl<'a> Pages<'a> {
    /// Reads the templates, and works out what the pages have in common.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template is wrong.
    pub fn new(review: &'a Review) -> Result<Self, Stop> {
        Ok(Self { templates: Templates::new(review)?, whole: Whole::new(review) })
    }

    /// How many cases, from the first, have a sheet.
    pub const fn sheets(&self) -> usize {
        self.whole.sheets
    }

    /// Makes the sheet of the case at a place, and what its other pages ask, too.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template and what it is given do not fit.
    pub fn sheet(&self, place: usize, page: &mut Page) -> Result<About<'_>, Stop> {
        page.begin();
        let about = About::case(&self.whole, place);
        sheet::sheet(&about, &self.templates, page)?;
        Ok(about)
    }

    /// Makes the pages for others who know the child of a case; none where its records name nobody.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template and what it is given do not fit.
    pub fn telling(&self, about: &About<'_>, page: &mut Page) -> Result<bool, Stop> {
        page.begin();
        telling::telling(about, &self.templates, page)
    }

    /// Makes the page of the list at a place.
    fn list(&self, place: usize, page: &mut Page) -> Result<(), Stop> {
        page.begin();
        let list = list::list(&self.whole, place);
        for group in &list.groups {
            group.rows(&self.whole).try_for_each(|row| self.templates.row("list_row.html", &row, page))?;
            page.end_piece();
        }
        self.templates.render("list.html", &list, page)
    }

    /// A page that was made, in parts that follow one another.
    ///
    /// # Errors
    /// [`Stop::Bug`] where its template has no place for a piece of it.
    pub fn parts<'p>(&'p self, page: &'p Page) -> Result<Vec<&'p [u8]>, Stop> {
        page.parts(&self.templates)
    }
}

/// Renders every page and hands it to the sink, the list first. Sheets come from several threads, in any order. `in_parts`
/// are the tables that are in several files.
///
/// # Errors
/// What the sink says, or [`Stop::Bug`] where a page cannot be rendered.
pub(crate) fn pages(review: &Review, in_parts: &[Continued], sink: &dyn PackSink) -> Result<(), Stop> {
    let pages = stage("what pages have in common", || Pages::new(review))?;
    let cases = review.cases.list.len();
    stage("pages of the list", || {
        let quality = || {
            let mut page = Page::default();
            let quality = quality::quality(review, in_parts, &mut page);
            pages.templates.render("quality.html", &quality, &mut page)?;
            sink.file("quality.html", &pages.parts(&page)?)
        };
        let lists = || {
            (0..list::pages(cases)).into_par_iter().with_max_len(1).try_for_each_init(Page::default, |page, place| {
                pages.list(place, page)?;
                sink.file(&list_page(place * list::CASES_A_PAGE), &pages.parts(page)?)
            })
        };
        let mut page = Page::default();
        pages.templates.render("identity.html", &identity::identity(&pages.whole), &mut page)?;
        sink.file("identity.html", &pages.parts(&page)?)?;
        let (quality, lists) = rayon::join(quality, lists);
        quality.and(lists)
    })?;
    stage("sheets", || {
        let count = pages.sheets();
        (0..count.div_ceil(2)).into_par_iter().try_for_each_init(<[Desk; 2]>::default, |desks, pair| {
            let places = 2 * pair..count.min(2 * pair + 2);
            let (mut sheets, mut letters) = (Vec::new(), Vec::new());
            for (desk, place) in desks.iter_mut().zip(places) {
                let about = pages.sheet(place, &mut desk.sheet)?;
                sheets.push((sheet_path(about.case), pages.parts(&desk.sheet)?));
                if pages.telling(&about, &mut desk.letters)? {
                    letters.push((telling::path(about.case), pages.parts(&desk.letters)?));
                }
            }
            hand_over(&sheets, sink)?;
            hand_over(&letters, sink)
        })
    })
}

/// The pages on one child that are in the making.
#[derive(Default)]
struct Desk {
    sheet: Page,
    letters: Page,
}

/// Hands over files, each with its path, two at a time.
fn hand_over(files: &[(String, Vec<&[u8]>)], sink: &dyn PackSink) -> Result<(), Stop> {
    files.chunks(2).try_for_each(|some| match some {
        [first, second] => sink.both([first, second].map(|(path, pieces)| WholeFile { path, pieces })),
        others => others.iter().try_for_each(|(path, pieces)| sink.file(path, pieces)),
    })
}

/// The page of the list that shows a place of it.
fn list_page(place: usize) -> String {
    match place / list::CASES_A_PAGE {
        0 => "index.html".to_owned(),
        page => format!("index-{}.html", page + 1),
    }
}

fn sheet_path(case: &Case) -> String {
    format!("cases/{}.html", case.case_ref)
}
