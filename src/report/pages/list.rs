//! The list of cases: `index.html`, and further pages where there are many.

use serde::Serialize;

use super::data::{Data, data};
use super::words::{age, counted, name, number, phrases, shown};
use super::{Whole, history, list_page, sheet_path};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::rules;
use crate::vocabulary::{Priority, Status};

/// Cases on one page.
pub const CASES_A_PAGE: usize = 500;

/// A page of the list.
#[derive(Serialize)]
pub struct List {
    title: String,
    up: &'static str,
    data: Data,
    total: String,
    tiles: Vec<Tile>,
    /// What the list is compared with.
    since: history::Since,
    groups: Vec<Group>,
    /// Who has left the list; on the first page.
    left: Option<history::Left>,
    /// Services that the rows name.
    services: Vec<Choice>,
    /// Rules that hold in the rows.
    rules: Vec<Choice>,
    priorities: Vec<Choice>,
    statuses: Vec<Choice>,
    /// Which cases the page shows, where there are several pages.
    span: Option<String>,
    /// Cases on this page, for the count.
    on_page: String,
    links: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
    /// That some cases have no sheet.
    without_sheet: Option<String>,
}

/// The count of a priority.
#[derive(Serialize)]
struct Tile {
    word: &'static str,
    phrase: &'static str,
    count: String,
    /// How many they were in the previous run.
    before: Option<String>,
    meaning: &'static str,
}

/// Cases that a reader looks at together.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    title: String,
    lead: &'static str,
    rows: Vec<Row>,
}

/// A choice of a filter.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// A link to a page of the list.
#[derive(Serialize)]
struct PageLink {
    number: usize,
    file: String,
    current: bool,
}

/// A contact in a few words.
#[derive(Serialize)]
struct When {
    date: String,
    service: String,
}

/// A case.
#[derive(Serialize)]
struct Row {
    priority: &'static str,
    priority_phrase: &'static str,
    name: String,
    sheet: Option<String>,
    born: Option<String>,
    age: String,
    nhs: Option<String>,
    local_ids: String,
    failed: String,
    last_failed: Option<String>,
    last_seen: Option<When>,
    next_booked: Option<When>,
    why: String,
    factors: String,
    checks: Option<String>,
    status: &'static str,
    status_phrase: &'static str,
    /// What has changed, or what was decided.
    news: Vec<String>,
    /// For the filters: words of rules and numbers of services, with blanks between them.
    rules: String,
    services: String,
}

/// What a priority stands for.
pub const fn meaning(priority: Priority) -> &'static str {
    match priority {
        Priority::Immediate => "whereabouts unknown",
        Priority::Urgent => "a factor that makes the case urgent",
        Priority::Routine => "every other case",
    }
}

/// The groups of the list, in its order: their anchor, their title, and what is in them.
const GROUPS: [(&str, &str, &str); 4] = [
    (
        "new-or-worse",
        "New or worse",
        "Not on the previous list, or with more failed contacts, a later one or a higher priority.",
    ),
    ("review-due", "Due for review", "A decision still holds, and asked for another look by now."),
    ("continuing", "Continuing", "On the previous list, not worse, and without a decision that still holds."),
    ("reviewed", "Reviewed", "A decision still holds: nothing has happened since that would undo it."),
];

/// The group of the list in which a case is.
pub const fn group_of(status: Status) -> usize {
    match status {
        Status::New | Status::Worsened => 0,
        Status::ReviewDue => 1,
        Status::Continuing => 2,
        Status::Reviewed => 3,
    }
}

/// How many pages the list has: one at least.
pub fn pages(cases: usize) -> usize {
    cases.div_ceil(CASES_A_PAGE).max(1)
}

/// A page of the list, by its place.
pub fn list(whole: &Whole<'_>, place: usize) -> List {
    let review = whole.review;
    let all = &review.cases.list;
    let from = place * CASES_A_PAGE;
    let to = all.len().min(from + CASES_A_PAGE);
    let places = &whole.reading[from..to];
    let cases: Vec<&Case> = places.iter().map(|at| &all[*at]).collect();
    let past = review.history.past_counts();
    let mut services: Vec<u32> = cases.iter().flat_map(|case| services_of(case)).collect();
    services.sort_unstable();
    services.dedup();
    let several = pages(all.len()) > 1;
    let groups = groups(whole, places);
    let left = (place == 0).then(|| history::left(review)).flatten();
    let anchors: Vec<&str> = groups.iter().map(|group| group.id).chain(left.as_ref().map(|_| "left")).collect();
    let file = |page: usize| list_page(page * CASES_A_PAGE);
    List {
        title: if several { format!("Cases to review, page {}", place + 1) } else { "Cases to review".to_owned() },
        up: "",
        data: data(review),
        total: number(all.len() as u64),
        tiles: Priority::ALL
            .iter()
            .map(|priority| Tile {
                word: priority.word(),
                phrase: priority.phrase(),
                count: number(all.iter().filter(|case| case.priority == *priority).count() as u64),
                before: past.as_ref().map(|past| number(past.priorities.get(priority.word()).copied().unwrap_or(0))),
                meaning: meaning(*priority),
            })
            .collect(),
        since: history::since(review, &anchors),
        groups,
        left,
        services: services
            .iter()
            .map(|service| Choice { value: service.to_string(), label: shown(&review.intake.services[*service as usize]) })
            .collect(),
        rules: rules::ALL
            .iter()
            .filter(|rule| cases.iter().any(|case| case.holds(rule.name())))
            .map(|rule| Choice { value: rule.name().to_owned(), label: rule.title().to_owned() })
            .collect(),
        priorities: Priority::ALL
            .iter()
            .filter(|priority| cases.iter().any(|case| case.priority == **priority))
            .map(|priority| Choice { value: priority.word().to_owned(), label: priority.phrase().to_owned() })
            .collect(),
        statuses: Status::ALL
            .iter()
            .filter(|status| cases.iter().any(|case| case.status == **status))
            .map(|status| Choice { value: status.word().to_owned(), label: status.phrase().to_owned() })
            .collect(),
        span: several.then(|| {
            let (first, last) = (number(from as u64 + 1), number(to as u64));
            format!("Cases {first} to {last} of {}", number(all.len() as u64))
        }),
        on_page: number(cases.len() as u64),
        links: (0..pages(all.len()))
            .map(|page| PageLink { number: page + 1, file: file(page), current: page == place })
            .collect(),
        previous: place.checked_sub(1).map(file),
        next: (place + 1 < pages(all.len())).then(|| file(place + 1)),
        without_sheet: (all.len() > whole.sheets).then(|| {
            format!(
                "The first {}, in order, have a sheet each. The other {} have none (max_sheets in the configuration), but \
                 are in this list, in cases.csv and in contacts.csv.",
                counted(whole.sheets, "case", "cases"),
                number((all.len() - whole.sheets) as u64)
            )
        }),
    }
}

/// The services of a case that a reader may look for: those that failed, and those that show a finding.
fn services_of(case: &Case) -> Vec<u32> {
    let evidence = case.findings.iter().flat_map(|finding| &finding.judgement.evidence);
    let mut services: Vec<u32> = evidence.map(|place| case.timeline.contacts[*place].service).collect();
    services.extend(case.timeline.services_failed());
    services.sort_unstable();
    services.dedup();
    services
}

/// The cases of a page, by group. Where nothing is known of the past, one group has them all.
fn groups(whole: &Whole<'_>, places: &[usize]) -> Vec<Group> {
    let cases = &whole.review.cases.list;
    let first = whole.review.history.previous.is_none() && cases.iter().all(|case| case.status == Status::New);
    let mut groups: Vec<Group> = Vec::new();
    for (own, (id, title, lead)) in GROUPS.into_iter().enumerate() {
        let rows: Vec<Row> =
            places.iter().filter(|at| group_of(cases[**at].status) == own).map(|at| row(whole, *at)).collect();
        if rows.is_empty() {
            continue;
        }
        let all = cases.iter().filter(|case| group_of(case.status) == own).count();
        groups.push(if first {
            Group { id: "cases", title: "The cases, in order".to_owned(), lead: "", rows }
        } else {
            Group { id, title: format!("{title}: {}", counted(all, "case", "cases")), lead, rows }
        });
    }
    groups
}

fn row(whole: &Whole<'_>, at: usize) -> Row {
    let review = whole.review;
    let case = &review.cases.list[at];
    let when = |contact: Contact| When {
        date: contact.day.long(),
        service: shown(&review.intake.services[contact.service as usize]),
    };
    let services: Vec<String> = services_of(case).iter().map(u32::to_string).collect();
    Row {
        priority: case.priority.word(),
        priority_phrase: case.priority.phrase(),
        name: name(case),
        sheet: (at < whole.sheets).then(|| sheet_path(case)),
        born: case.born.map(|day| day.long()),
        age: age(case, review.as_of),
        nhs: case.nhs().map(|number| number.spaced()),
        local_ids: shown(&case.local_ids.join(", ")),
        failed: number(case.timeline.failed.len() as u64),
        last_failed: case.last_failed().map(|day| day.long()),
        last_seen: case.last_seen.map(when),
        next_booked: case.next_booked.map(when),
        why: shown_whole(&case.why()),
        factors: phrases(case.factors.iter().map(|factor| factor.phrase())),
        checks: (!case.checks.is_empty())
            .then(|| counted(case.checks.len(), "thing to check first", "things to check first")),
        status: case.status.word(),
        status_phrase: case.status.phrase(),
        news: history::news(review, at),
        rules: case.findings.iter().map(|finding| finding.rule.name()).collect::<Vec<_>>().join(" "),
        services: services.join(" "),
    }
}

/// A sentence of ours, which may hold texts of extracts: never cut.
fn shown_whole(text: &str) -> String {
    crate::text::for_page(text).into_owned()
}
