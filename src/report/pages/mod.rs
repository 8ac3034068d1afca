//! The HTML pages of the safeguarding pack: the list of cases, a sheet for each case, the pages for others who know the child, the
//! records that may belong to one child, and what to know about the data.
//!
//! Each page, and each part of a sheet, has a serialisable context struct. Its numbers, dates and names are formatted before the
//! template sees them (`words`), so the templates in `templates/` only say where they go. Every page is complete and loads nothing: it
//! contains its style sheet and its script, if it has one. Its policy has their hashes and lets a browser run and load nothing else
//! (`frame`). Pages are rendered in parallel and handed over one or two at a time, so memory does not grow with their number.

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

/// The data from which all pages are made.
pub(crate) struct PagesData<'a> {
    review: &'a Review,
    households: Households,
    /// The number of cases with a sheet. These are the first cases in order.
    sheets: usize,
    /// The indices of the cases in the order of the list: new and worse cases first, reviewed ones last.
    list_order: Vec<usize>,
    /// The position of each case in that order.
    list_position: Vec<usize>,
    /// What all pages of the list have in common.
    list: list::SharedByPages,
    /// Texts that many rows share.
    ready: SharedValues,
}

impl<'a> PagesData<'a> {
    fn new(review: &'a Review) -> Self {
        let cases = &review.cases.list;
        let mut list_order: Vec<usize> = (0..cases.len()).collect();
        list_order.sort_by_key(|at| (list::group_of(review.compared.status(*at)), *at));
        let mut list_position = vec![0; cases.len()];
        for (position, at) in list_order.iter().enumerate() {
            list_position[*at] = position;
        }
        let sheets = cases.len().min(review.settings.output.max_sheets);
        let list = list::SharedByPages::new(review, sheets);
        let ready = SharedValues::new(review);
        Self { review, households: Households::new(review), sheets, list_order, list_position, list, ready }
    }

    /// The nearest case with a sheet that comes after this case in the list, or before it if `after` is false.
    fn neighbour(&self, case: usize, after: bool) -> Option<usize> {
        let position = self.list_position[case];
        let has_sheet = |at: &&usize| **at < self.sheets;
        if after {
            self.list_order[position + 1..].iter().find(has_sheet).copied()
        } else {
            self.list_order[..position].iter().rev().find(has_sheet).copied()
        }
    }
}

/// A case, with everything that more than one of its pages or parts needs.
pub struct CaseContext<'a> {
    pub(crate) whole: &'a PagesData<'a>,
    /// The case's index in the order of the cases.
    pub(crate) place: usize,
    pub(crate) case: &'a Case,
    /// The rules that hold, in reading order.
    pub(crate) findings: Vec<Finding>,
    /// The services that work with the child.
    pub(crate) around: CareTeam<'a>,
    /// The people and services who may be told about the child.
    pub(crate) recipients: Vec<Recipient>,
    /// The warning that the child may have died. None if no record mentions a death.
    pub(crate) death: Option<String>,
}

impl<'a> CaseContext<'a> {
    /// Works out what the pages about a case need. `place` is its index in the order of the cases.
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

/// The warning that a child may have died, with what to do first. A reader must see it before anything else about the case.
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
    /// Reads the templates and works out what the pages have in common.
    ///
    /// # Errors
    /// [`Stop::Bug`] if a template is wrong.
    pub fn new(review: &'a Review) -> Result<Self, Stop> {
        Ok(Self { templates: Templates::new(review)?, whole: PagesData::new(review) })
    }

    /// The number of cases with a sheet. These are the first cases in order.
    pub const fn sheets(&self) -> usize {
        self.whole.sheets
    }

    /// Makes the sheet of the case at this index. Returns what the other pages about the case need.
    ///
    /// # Errors
    /// [`Stop::Bug`] if a template and its data do not match.
    pub fn sheet(&self, place: usize, page: &mut Page) -> Result<CaseContext<'_>, Stop> {
        page.begin();
        let about = CaseContext::case(&self.whole, place);
        sheet::sheet(&about, &self.templates, page)?;
        Ok(about)
    }

    /// Makes the pages for others who know the child. Returns false, and makes no page, if there is nobody to tell.
    ///
    /// # Errors
    /// [`Stop::Bug`] if a template and its data do not match.
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

    /// A finished page, in consecutive parts.
    ///
    /// # Errors
    /// [`Stop::Bug`] if its template does not have exactly one place for each piece.
    pub fn parts<'p>(&'p self, page: &'p Page) -> Result<Vec<&'p [u8]>, Stop> {
        page.parts(&self.templates)
    }
}

/// Renders every page on several threads: first the pages about all children, then the sheets and the pages for others. `in_parts` are
/// the tables that are split into several files.
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
        (0..count.div_ceil(2)).into_par_iter().try_for_each_init(<[SheetBuffers; 2]>::default, |buffers, pair| {
            let places = 2 * pair..count.min(2 * pair + 2);
            let (mut sheets, mut letters) = (Vec::new(), Vec::new());
            for (buffer, place) in buffers.iter_mut().zip(places) {
                let about = pages.sheet(place, &mut buffer.sheet)?;
                sheets.push((sheet_path(about.case), pages.parts(&buffer.sheet)?));
                if pages.telling(&about, &mut buffer.letters)? {
                    letters.push((telling::path(about.case), pages.parts(&buffer.letters)?));
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

/// Writes files to the sink, two at a time. Each comes with its path.
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
