//! The HTML pages of the safeguarding pack: the list of cases, a sheet for each case, and what is to know of the data.
//!
//! Each page has one serialisable context struct, in the file of its name, whose numbers, dates and names are written
//! out before the template sees them (`words`); the templates in `templates/` only say where they go. Every page is
//! complete in itself and asks for nothing: its style sheet and its script are in it, and its policy, with their hashes,
//! lets a browser run and load nothing else (`frame`). Pages are rendered in parallel and handed over one by one, so
//! that memory does not grow with their number.

mod act;
mod data;
pub(crate) mod frame;
mod history;
mod households;
mod identity;
mod ids;
mod list;
mod listed_for;
mod quality;
mod row_texts;
mod shapes;
mod shared_values;
mod sheet;
pub(crate) mod style;
mod telling;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use rayon::prelude::*;

use super::csv::SplitTable;
use super::sink::{PackSink, WholeFile};
use crate::cases::Case;
use crate::review::Review;
use crate::rules::Finding;
use crate::stop::Stop;
use crate::timing::stage;
pub use frame::Page;
use frame::Templates;
use households::Households;
use shared_values::SharedValues;
use sheet::people::CareTeam;
use telling::Recipient;

/// The data that all pages are made from.
pub(crate) struct PagesData<'a> {
    review: &'a Review,
    households: Households,
    /// How many cases, from the first, have a sheet.
    sheets: usize,
    /// The cases by their places, as the list shows them: what is new or worse first, what has been reviewed last.
    list_order: Vec<usize>,
    /// The place in the list of each case.
    list_position: Vec<usize>,
    /// What all pages of the list have.
    list: list::SharedByPages,
    /// What many rows say in the same words.
    ready: SharedValues,
}

impl<'a> PagesData<'a> {
    fn new(review: &'a Review) -> Self {
        let cases = &review.cases.list;
        let mut reading: Vec<usize> = (0..cases.len()).collect();
        reading.sort_by_key(|at| (list::group_of(review.compared.status(*at)), *at));
        let mut place = vec![0; cases.len()];
        for (own, at) in reading.iter().enumerate() {
            place[*at] = own;
        }
        let sheets = cases.len().min(review.settings.output.max_sheets);
        let list = list::SharedByPages::new(review, sheets);
        let ready = SharedValues::new(review);
        Self {
            review,
            households: Households::new(review),
            sheets,
            list_order: reading,
            list_position: place,
            list,
            ready,
        }
    }

    /// The case with a sheet that is next in the list after that at a place, or before it.
    fn neighbour(&self, case: usize, after: bool) -> Option<usize> {
        let own = self.list_position[case];
        let has_sheet = |at: &&usize| **at < self.sheets;
        if after {
            self.list_order[own + 1..].iter().find(has_sheet).copied()
        } else {
            self.list_order[..own].iter().rev().find(has_sheet).copied()
        }
    }
}

/// A case, with everything that several of its pages and parts need.
pub struct CaseContext<'a> {
    pub(crate) whole: &'a PagesData<'a>,
    /// The case's place in order.
    pub(crate) place: usize,
    pub(crate) case: &'a Case,
    /// The rules that hold, as a reader wants them.
    pub(crate) findings: Vec<Finding>,
    /// The services that work with the child.
    pub(crate) around: CareTeam<'a>,
    pub(crate) recipients: Vec<Recipient>,
    /// That the child may have died, where a record mentions a death.
    pub(crate) death: Option<String>,
}

impl<'a> CaseContext<'a> {
    /// What the pages on the case at a place in order ask.
    pub(crate) fn case(whole: &'a PagesData<'a>, place: usize) -> Self {
        let review = whole.review;
        let case = &review.cases.list[place];
        let findings = case.findings_to_read(&review.review_input());
        let around = CareTeam::of(whole, case);
        let recipients = telling::recipients(whole, case, &around);
        let death = death_mentioned(review, case);
        Self { whole, place, case, findings, around, recipients, death }
    }

    pub(crate) const fn review(&self) -> &'a Review {
        self.whole.review
    }
}

/// That a child may have died, and what to do first: to be read before all else on a case.
fn death_mentioned(review: &Review, case: &Case) -> Option<String> {
    let (service, day) = review.cases.death_mentioned(&review.review_input(), case)?;
    let service = words::clean(&review.intake.services[service]);
    Some(format!(
        "A record mentions a death ({service}, {}): this child may have died. Find out before anybody contacts the family.",
        day.long()
    ))
}

/// The pages of a run, ready to be rendered.
pub struct Pages<'a> {
    templates: Templates,
    whole: PagesData<'a>,
}

impl<'a> Pages<'a> {
    /// Reads the templates, and works out what the pages have in common.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template is wrong.
    pub fn new(review: &'a Review) -> Result<Self, Stop> {
        Ok(Self { templates: Templates::new(review)?, whole: PagesData::new(review) })
    }

    /// How many cases, from the first, have a sheet.
    pub const fn sheets(&self) -> usize {
        self.whole.sheets
    }

    /// Makes the sheet of the case at a place, and what its other pages ask, too.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template and what it is given do not fit.
    pub fn sheet(&self, place: usize, page: &mut Page) -> Result<CaseContext<'_>, Stop> {
        page.begin();
        let about = CaseContext::case(&self.whole, place);
        sheet::sheet(&about, &self.templates, page)?;
        Ok(about)
    }

    /// Makes the pages for others who know the child of a case; none where its records name nobody.
    ///
    /// # Errors
    /// [`Stop::Bug`] where a template and what it is given do not fit.
    pub fn telling(&self, about: &CaseContext<'_>, page: &mut Page) -> Result<bool, Stop> {
        page.begin();
        telling::telling(about, &self.templates, page)
    }

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

/// Renders every page, the list first; sheets come from several threads. `in_parts` are the tables that are in several files.
pub(crate) fn pages(review: &Review, in_parts: &[SplitTable], sink: &dyn PackSink) -> Result<(), Stop> {
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
        (0..count.div_ceil(2)).into_par_iter().try_for_each_init(<[SheetBuffers; 2]>::default, |desks, pair| {
            let places = 2 * pair..count.min(2 * pair + 2);
            let (mut sheets, mut letters) = (Vec::new(), Vec::new());
            for (desk, place) in desks.iter_mut().zip(places) {
                let about = pages.sheet(place, &mut desk.sheet)?;
                sheets.push((sheet_path(about.case), pages.parts(&desk.sheet)?));
                if pages.telling(&about, &mut desk.letters)? {
                    letters.push((telling::path(about.case), pages.parts(&desk.letters)?));
                }
            }
            write_files(&sheets, sink)?;
            write_files(&letters, sink)
        })
    })
}

#[derive(Default)]
struct SheetBuffers {
    sheet: Page,
    letters: Page,
}

/// Writes files to the sink, each with its path, two at a time.
fn write_files(files: &[(String, Vec<&[u8]>)], sink: &dyn PackSink) -> Result<(), Stop> {
    files.chunks(2).try_for_each(|some| match some {
        [first, second] => sink.both([first, second].map(|(path, pieces)| WholeFile { path, pieces })),
        others => others.iter().try_for_each(|(path, pieces)| sink.file(path, pieces)),
    })
}

fn list_page(place: usize) -> String {
    match place / list::CASES_A_PAGE {
        0 => "index.html".to_owned(),
        page => format!("index-{}.html", page + 1),
    }
}

fn sheet_path(case: &Case) -> String {
    format!("cases/{}.html", case.case_ref)
}
