//! The list of cases: `index.html`, and further pages if there are very many cases.
//!
//! The page is also the worklist: printed, it is the table of cases with room to write.

mod filters;
mod first;

use std::borrow::Cow;

use serde::Serialize;

use super::data::{DataPanel, data};
use super::listed_for::listed_for_in_brief;
use super::shared_values::Word;
use super::words::{age_and_limit, clean, name_or_id, phrases, shown};
use super::{PagesData, history, identity, ids, list_page, sheet_path};
use crate::cases::Case;
use crate::cases::checks::CheckKind;
use crate::child::timeline::Contact;
use crate::field::Field;
use crate::review::Review;
use crate::text::for_page;
use crate::vocabulary::{Priority, Status};
use crate::wording::{counted, first_few, number};
use filters::{Filter, Filters};
use first::{FirstCases, first};

/// The most cases on one page. A browser can only filter, sort and find what is on the page, so a child on another page would
/// be missed. A page is therefore long: only a list that nobody reads from end to end has a second one.
pub(crate) const CASES_A_PAGE: usize = 2000;

/// The most services that a check names.
const SERVICES: usize = 4;
/// What to read first about a child who may have died.
const STOP: &str = "Stop: a record mentions a death. Find out before anybody contacts the family.";

/// A page of the list.
#[derive(Serialize)]
pub(crate) struct List<'a> {
    title: String,
    up: &'static str,
    data: DataPanel,
    /// `71 cases to review`, or `71 cases: 44 to decide, 27 reviewed`.
    heading: String,
    /// `All 71 cases`: which cases a printed page has if nothing is filtered.
    printed: String,
    tiles: Vec<PriorityTile>,
    /// The cases to look at today.
    first: &'a FirstCases,
    since: history::ComparedWith,
    /// The pairs of records that may be of one child who would be listed if they were joined. Only on the first page.
    together: Option<identity::JoinedPairsLine>,
    pub(crate) groups: Vec<Group>,
    /// The children who have left the list. Only on the first page.
    left: Option<history::LeftList>,
    filters: &'a [Filter],
    /// Which cases the page shows, if there are several pages.
    span: Option<String>,
    links: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
    without_sheet: Option<String>,
}

/// The number of cases with a priority.
#[derive(Serialize)]
struct PriorityTile {
    word: &'static str,
    phrase: &'static str,
    count: String,
    /// How many there were in the previous run.
    before: Option<String>,
    meaning: &'static str,
}

/// Cases that a reader looks at together.
#[derive(Serialize)]
pub(crate) struct Group {
    id: &'static str,
    title: String,
    lead: &'static str,
    /// The places of the cases, in order. The template leaves them out, because rows have a template of their own.
    #[serde(skip)]
    places: Vec<usize>,
    #[serde(skip)]
    shows_status: bool,
}

#[derive(Serialize)]
struct PageLink {
    number: usize,
    file: String,
    current: bool,
}

#[derive(Serialize)]
struct ContactInBrief<'a> {
    date: String,
    service: &'a str,
}

/// The status of a case against the previous run.
#[derive(Serialize)]
struct StatusNote {
    status: &'static str,
    phrase: &'static str,
    /// What has changed or was decided.
    told: Vec<String>,
    /// A sentence that a decision no longer holds, if so.
    lapsed: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct CaseRow<'a> {
    priority: &'a Word,
    name: String,
    sheet: Option<String>,
    /// The date of birth and the age.
    born: String,
    /// Who is named in the records for which the child is listed, if that may be another child.
    listed_for: Option<String>,
    nhs: Option<String>,
    local_ids: Cow<'a, str>,
    failed: String,
    last_failed: Option<String>,
    last_seen: Option<ContactInBrief<'a>>,
    /// A warning that `last_seen` may not be the whole truth, because some records may be of another child.
    who_was_seen: Option<&'static str>,
    next_booked: Option<ContactInBrief<'a>>,
    /// What to do before anything else, if a record mentions a death.
    stop: &'static str,
    why: String,
    /// How long the case has waited for a decision.
    waiting: Option<String>,
    overdue: Option<String>,
    /// The factors and the checks to make.
    notes: Vec<String>,
    case_ref: &'a str,
    /// The status, if the group has several or there is something to say about it.
    news: Option<StatusNote>,
    /// What else a reader may search for: the postcode, and each field that has no filter because every child has the same value.
    find: String,
    /// The names of the rules that hold, for the decision about the case.
    rules: String,
    /// The numbers of the filter choices that the case matches, separated by spaces.
    choices: String,
}

/// What a priority means.
pub(crate) const fn meaning(priority: Priority) -> &'static str {
    match priority {
        Priority::Immediate => "whereabouts unknown",
        Priority::Urgent => "a factor that makes the case urgent",
        Priority::Routine => "every other case",
    }
}

/// The groups of the list, in order: the anchor, the title and a sentence on what is in the group.
const GROUPS: [(&str, &str, &str); 4] = [
    (
        "new-or-worse",
        "New or worse",
        "Not on the last list, or with more failed contacts, a later one or a higher priority.",
    ),
    ("review-due", "Due for review", "A decision still holds, and its review date has been reached."),
    ("continuing", "Continuing", "On the last list, not worse, and no decision holds."),
    ("reviewed", "Reviewed", "A decision still holds: no failed contact is dated after it."),
];

/// What is in the first of the groups if there is no earlier report.
const FIRST_LEAD: &str = "This is the first report, so every case without a decision is new.";

/// The index in `GROUPS` of the group that a case is in.
pub(crate) const fn group_of(status: Status) -> usize {
    match status {
        Status::New | Status::Worsened => 0,
        Status::ReviewDue => 1,
        Status::Continuing => 2,
        Status::Reviewed => 3,
    }
}

pub(crate) fn pages(cases: usize) -> usize {
    cases.div_ceil(CASES_A_PAGE).max(1)
}

/// Values that all pages of the list share. A long list has many pages, and making a page should not go through all cases.
pub(crate) struct SharedByPages {
    filters: Filters,
    first: FirstCases,
    /// The number of cases of each priority, in the order of [`Priority::ALL`].
    priorities: Vec<usize>,
    groups: [usize; GROUPS.len()],
    /// Whether there is no previous run and every case is new. Then one group has all the cases.
    one_group: bool,
}

impl SharedByPages {
    /// Works out what the pages share. `sheets` is the number of cases with a sheet.
    pub(crate) fn new(review: &Review, sheets: usize) -> Self {
        let cases = &review.cases.list;
        let of = |priority: &Priority| cases.iter().filter(|case| case.priority == *priority).count();
        let mut groups = [0; GROUPS.len()];
        for at in 0..cases.len() {
            groups[group_of(review.compared.status(at))] += 1;
        }
        Self {
            filters: Filters::new(review),
            first: first(review, sheets),
            priorities: Priority::ALL.iter().map(of).collect(),
            groups,
            one_group: review.compared.previous.is_none() && groups[0] == cases.len(),
        }
    }
}

pub(crate) fn list<'a>(whole: &'a PagesData<'_>, place: usize) -> List<'a> {
    let review = whole.review;
    let all = &review.cases.list;
    let from = place * CASES_A_PAGE;
    let to = all.len().min(from + CASES_A_PAGE);
    let places = &whole.list_order[from..to];
    let past = review.compared.past_counts();
    let shared = &whole.list;
    let several = pages(all.len()) > 1;
    let groups = groups(whole, places);
    let left = (place == 0).then(|| history::left_list(review)).flatten();
    let anchors: Vec<&str> = groups.iter().map(|group| group.id).chain(left.as_ref().map(|_| "left")).collect();
    let file = |page: usize| list_page(page * CASES_A_PAGE);
    List {
        title: if several { format!("Cases to review, page {}", place + 1) } else { "Cases to review".to_owned() },
        up: "",
        data: data(review),
        heading: heading(all.len(), review.compared.with_status(Status::Reviewed)),
        printed: printed(all.len(), to - from),
        tiles: Priority::ALL
            .iter()
            .zip(&shared.priorities)
            .map(|(priority, count)| PriorityTile {
                word: priority.word(),
                phrase: priority.phrase(),
                count: number(*count as u64),
                before: past.as_ref().map(|past| number(past.priorities.get(priority.word()).copied().unwrap_or(0))),
                meaning: meaning(*priority),
            })
            .collect(),
        first: &shared.first,
        since: history::since(review, &anchors),
        together: (place == 0).then(|| identity::line(review)).flatten(),
        groups,
        left,
        filters: &shared.filters.filters,
        span: several.then(|| {
            let (first, last) = (number(from as u64 + 1), number(to as u64));
            format!("Cases {first} to {last} of {}", number(all.len() as u64))
        }),
        links: (0..pages(all.len()))
            .map(|page| PageLink { number: page + 1, file: file(page), current: page == place })
            .collect(),
        previous: place.checked_sub(1).map(file),
        next: (place + 1 < pages(all.len())).then(|| file(place + 1)),
        without_sheet: (all.len() > whole.sheets).then(|| {
            format!(
                "Only the first {} have a sheet (max_sheets in the configuration). The other {} are in this list, in \
                 cases.csv and in contacts.csv.",
                counted(whole.sheets, "case", "cases"),
                number((all.len() - whole.sheets) as u64)
            )
        }),
    }
}

/// How many cases there are, and how many of them somebody has to decide about.
fn heading(all: usize, reviewed: usize) -> String {
    let cases = counted(all, "case", "cases");
    match (all - reviewed, reviewed) {
        (_, 0) => format!("{cases} to review"),
        (0, 1) => format!("{cases}, reviewed"),
        (0, _) => format!("{cases}, all reviewed"),
        (open, _) => format!("{cases}: {} to decide, {} reviewed", number(open as u64), number(reviewed as u64)),
    }
}

/// Which cases a printed page has if nothing is filtered.
fn printed(all: usize, here: usize) -> String {
    match all {
        1 => "The only case".to_owned(),
        _ if here < all => format!("{} of {} cases", number(here as u64), number(all as u64)),
        _ => format!("All {} cases", number(all as u64)),
    }
}

/// The cases of a page, by group. If there is nothing to compare with, one group has them all.
fn groups(whole: &PagesData<'_>, places: &[usize]) -> Vec<Group> {
    let compared = &whole.review.compared;
    let mut groups: Vec<Group> = Vec::new();
    for (own, (id, title, lead)) in GROUPS.into_iter().enumerate() {
        let places: Vec<usize> = places.iter().copied().filter(|at| group_of(compared.status(*at)) == own).collect();
        if places.is_empty() {
            continue;
        }
        let all = whole.list.groups[own];
        let shows_status = own == 0 && whole.review.compared.previous.is_some();
        groups.push(if whole.list.one_group {
            Group { id: "cases", title: "The cases, in order".to_owned(), lead: "", places, shows_status }
        } else if own == 0 && compared.previous.is_none() {
            // There is no last list, so no case can be worse.
            let title = format!("New: {}", counted(all, "case", "cases"));
            Group { id, title, lead: FIRST_LEAD, places, shows_status }
        } else {
            Group { id, title: format!("{title}: {}", counted(all, "case", "cases")), lead, places, shows_status }
        });
    }
    groups
}

impl Group {
    pub(crate) fn rows<'a>(&self, whole: &'a PagesData<'_>) -> impl Iterator<Item = CaseRow<'a>> {
        self.places.iter().map(move |at| row(whole, *at, self.shows_status))
    }
}

/// What a reader can find a case by that is nowhere else in its row.
fn find(whole: &PagesData<'_>, case: &Case) -> String {
    let text = |field: Field| clean(case.details.text(&whole.review.cases.reread, field)).into_owned();
    let fields = [Field::Postcode, Field::Locality, Field::School, Field::GpPractice];
    let unfiltered = fields.into_iter().filter(|field| !whole.list.filters.has(*field));
    unfiltered.map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The checks of a case, in a few words each. If a death is mentioned, [`STOP`] says so, and nobody should ask why nothing is booked.
fn checks(review: &Review, case: &Case) -> Vec<Cow<'static, str>> {
    let death = case.checks.has(CheckKind::DeathMentioned);
    let label = |kind: CheckKind| match kind {
        CheckKind::DeathMentioned => None,
        CheckKind::NotRebooked if death => None,
        CheckKind::NotRebooked if case.next_booked.is_some() => {
            let services = case.timeline.services_failed();
            let names: Vec<_> = services.iter().map(|service| clean(&review.intake.services[*service])).collect();
            Some(format!("not booked again with {}", first_few(&names, SERVICES)).into())
        }
        other => Some(other.label().into()),
    };
    case.checks.iter().filter_map(label).collect()
}

fn row<'a>(whole: &'a PagesData<'_>, at: usize, shows_status: bool) -> CaseRow<'a> {
    let review = whole.review;
    let case = &review.cases.list[at];
    let when =
        |contact: Contact| ContactInBrief { date: contact.day.short(), service: whole.ready.service(contact.service) };
    let (news, lapsed) = history::news(review, at);
    let age = age_and_limit(review, case);
    let death = review.cases.death_mentioned(&review.review_input(), case).is_some();
    let mut notes = Vec::new();
    if !case.factors.is_empty() {
        notes.push(phrases(case.factors.iter().map(|factor| factor.phrase())));
    }
    let checks = checks(review, case);
    if !checks.is_empty() {
        notes.push(format!("Check: {}", checks.join(", ")));
    }
    CaseRow {
        priority: whole.ready.priority(case.priority),
        name: name_or_id(review, case),
        sheet: (at < whole.sheets).then(|| sheet_path(case)),
        born: match case.born {
            Some(born) => format!("{} ({age})", born.short()),
            None => format!("Date of birth not known; {age}"),
        },
        listed_for: listed_for_in_brief(review, case),
        nhs: case.nhs().map(|number| number.spaced()),
        local_ids: match case.nhs() {
            Some(_) => "".into(),
            None => shown(&ids::of_case(review, case)).into(),
        },
        failed: number(case.timeline.failed.len() as u64),
        last_failed: case.last_failed().map(|day| day.short()),
        last_seen: case.last_seen.map(when),
        who_was_seen: if case.another_child.is_last_seen_in_doubt() {
            Some("may be another child’s")
        } else {
            (!case.another_child.left_out().is_empty()).then_some("without contacts that may be another child’s")
        },
        next_booked: case.next_booked.map(when),
        stop: if death { STOP } else { "" },
        // Not `shown`, which cuts long texts: this sentence may quote an extract, but must stay whole.
        why: for_page(&case.why(&review.review_input())).into_owned(),
        waiting: history::waiting(review, at),
        overdue: history::overdue(review, at),
        notes,
        case_ref: &case.case_ref,
        news: (shows_status || !news.is_empty() || lapsed.is_some()).then(|| StatusNote {
            status: review.compared.status(at).word(),
            phrase: review.compared.status(at).phrase(),
            told: news,
            lapsed,
        }),
        find: find(whole, case),
        rules: case.rules.names().collect::<Vec<_>>().join(";"),
        choices: whole.list.filters.of_case(review, at),
    }
}
