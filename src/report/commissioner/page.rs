//! The page of the commissioner pack: what stands out, who is reached least, the rest, and how it was made.
//!
//! It is made from [`Published`] and from settings, so it can tell nothing that disclosure control has not let through, but for
//! where one source makes up most of a count, and from when on there are records.

use serde::Serialize;
use tera::{Context, Tera};

use super::answers::{Answer, answers};
use super::charts::{self, Chart, count, group_name};
use super::incomplete::incomplete;
use super::one_source;
use super::reviewed::in_time;
use crate::config::settings::{Change, Settings};
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::one_source::FromOne;
use crate::disclosure::published::{Published, Rate, ReviewRow};
use crate::measures::Records;
use crate::report::pages::style::{BASE, STYLE, inlined, source_hash};
use crate::report::pages::words::shown;
use crate::rules;
use crate::statistics::spc::FEWEST;
use crate::stop::Stop;
use crate::text::for_page;
use crate::wording;

const OWN_STYLE: &str = include_str!("../../../templates/commissioner.css");

/// What the style sheet prints on every page of the other pack.
const IDENTIFIABLE: &str = "Official-Sensitive: personal data";
/// What it prints on every page of this one.
const AGGREGATE: &str = "Official: aggregate figures, disclosure-controlled";

/// What the template is given.
#[derive(Serialize)]
struct Page {
    organisation: String,
    month: String,
    /// The first and the last day of the 12 months.
    first: String,
    last: String,
    /// That sources are missing, and what that means.
    incomplete: Option<String>,
    standouts: Vec<String>,
    /// What a commissioner asks first.
    answers: Vec<Answer>,
    parts: Vec<Part>,
    tables: Vec<View>,
    methods: Methods,
    style: String,
    style_hash: String,
    version: &'static str,
}

/// Charts that belong together.
#[derive(Serialize)]
struct Part {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    charts: Vec<Chart>,
    /// What has no chart, in a sentence.
    without: Option<String>,
}

impl Part {
    /// With nothing in its texts that a page may not hold: a service is called what an extract calls it.
    fn shown(mut self) -> Self {
        self.without = self.without.map(|text| safe(&text));
        for chart in &mut self.charts {
            chart.heading = shown(&chart.heading);
            chart.sentence = safe(&chart.sentence);
            chart.numbered = safe(&chart.numbered);
            chart.table_rows.iter_mut().flatten().for_each(|cell| *cell = shown(cell));
        }
        self
    }
}

/// A whole sentence with nothing in it that a page may not hold. It is not cut: one that ends early may say the contrary.
fn safe(sentence: &str) -> String {
    for_page(sentence).into_owned()
}

/// A table.
#[derive(Serialize)]
struct View {
    id: &'static str,
    title: &'static str,
    /// Numerators and denominators.
    definition: String,
    file: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// What a reader needs to check the numbers.
#[derive(Serialize)]
struct Methods {
    outcomes: String,
    under_age: i32,
    period_days: i32,
    most_hidden: u32,
    minimum_count: u32,
    round_to: u32,
    rules: Vec<Rule>,
}

/// A rule in force.
#[derive(Serialize)]
struct Rule {
    word: &'static str,
    title: &'static str,
    paragraph: &'static str,
}

/// The page.
///
/// # Errors
/// [`Stop::Bug`] where the template is wrong.
pub(crate) fn page(
    published: &Published,
    settings: &Settings,
    from_one: &[FromOne],
    records: &Records,
) -> Result<String, Stop> {
    let shared = inlined(&format!("{BASE}{STYLE}")).replace(IDENTIFIABLE, AGGREGATE);
    let style = format!("{shared}\n{}{}", inlined(OWN_STYLE), charts::STYLE);
    let month = published.month;
    let unit = u64::from(settings.disclosure.round_to);
    let page = Page {
        organisation: shown(&settings.organisation),
        month: month.long(),
        first: month.plus(-11).first_day().long(),
        last: month.last_day().long(),
        incomplete: incomplete(&settings.without).map(|text| safe(&text)),
        standouts: charts::standouts(published, &settings.changes, records)
            .iter()
            .map(|sentence| safe(sentence))
            .collect(),
        answers: answers(published, &settings.changes, records, unit).into_iter().map(Answer::shown).collect(),
        parts: parts(published, &settings.changes, unit, from_one).into_iter().map(Part::shown).collect(),
        tables: tables(published, unit, from_one, records),
        methods: methods(settings),
        style_hash: source_hash(&style),
        style,
        version: env!("CARGO_PKG_VERSION"),
    };
    let bug = |error: tera::Error| Stop::Bug(format!("the commissioner page could not be rendered: {error}"));
    let mut tera = Tera::default();
    tera.add_raw_templates([("commissioner.html", include_str!("../../../templates/commissioner.html"))])
        .map_err(bug)?;
    let context = Context::from_serialize(&page).map_err(bug)?;
    let page = tera.render("commissioner.html", &context).map_err(bug)?;
    // A name that turns the direction of the text would turn the sentence that it is in.
    Ok(if page.contains(turns_text) { page.replace(turns_text, "") } else { page })
}

/// Whether a character overrides, embeds or isolates the direction of what follows.
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn parts(published: &Published, changes: &[Change], unit: u64, from_one: &[FromOne]) -> Vec<Part> {
    let part = |id, title, lead, charts| Part { id, title, lead, charts, without: None };
    let (months, without): (Vec<Chart>, Vec<Chart>) = charts::control_charts(published, changes)
        .into_iter()
        .partition(|chart| can_be_drawn(published, &chart.heading));
    let names: Vec<&str> = without.iter().map(|chart| chart.heading.as_str()).collect();
    let without = (!names.is_empty()).then(|| {
        let listed = wording::listed(&names);
        format!(
            "There is no chart over time for {listed}: their counts are so small that they are published by year, or too few \
             of their periods can be shown. activity.csv has those that can."
        )
    });
    vec![
        part(
            "equity",
            "Who is reached least",
            "The share of due contacts that failed, by group. Wide intervals mean few contacts.",
            charts::equity(published).into_iter().map(|chart| one_source::with_source(published, chart, from_one)).collect(),
        ),
        Part {
            id: "months",
            title: "Over time",
            lead: "The share of due contacts that failed, for all services together, then for each: by month where enough months \
                   can be shown, else by quarter.",
            charts: months,
            without,
        },
        part(
            "comparison",
            "Services and providers side by side",
            "Each beside the others, with the limits that chance alone would explain.",
            charts::funnels(published),
        ),
        part(
            "follow-up-part",
            "What happens after a missed appointment",
            "Of the failed contacts of the 12 months that end 90 days before the month end, so that 90 days can be looked at.",
            charts::follow_up(published, unit),
        ),
        part(
            "cases",
            "Children whom the protocol asks staff to look at",
            "At the end of each of the last 12 months, and with other thresholds.",
            charts::trend(published).into_iter().chain(charts::thresholds(published)).collect(),
        ),
    ]
    .into_iter()
    .filter(|part| !part.charts.is_empty())
    .collect()
}

/// Whether enough months of a service can be shown for a picture to show anything.
fn can_be_drawn(published: &Published, service: &str) -> bool {
    let own = published.activity.iter().filter(|row| row.service == service);
    service == ALL_SERVICES || own.filter(|row| row.rate.value().is_some()).count() >= FEWEST
}

/// A rate as pages write it: in percent.
fn percent(rate: Rate) -> String {
    rate.value().map_or_else(|| rate.to_string(), |share| format!("{:.1}%", share * 100.0))
}

fn tables(published: &Published, unit: u64, from_one: &[FromOne], records: &Records) -> Vec<View> {
    const DUE: &str = "Due contacts: contacts other than unscheduled care whose outcome is “seen” or one of the failed \
                       outcomes, one contact each. Failed: those of them with a failed outcome. Share failed: failed / due.";
    let breakdown = View {
        id: "breakdown",
        title: "Breakdown of the 12 months",
        definition: format!(
            "{DUE} Children: those with at least one due contact in the group in the 12 months. With a case: those of \
             them whom at least one rule lists at the end of the last month. Lower and upper: the 95% Wilson interval of the \
             share. A child who uses several services counts in each."
        ),
        file: "breakdown.csv",
        head: vec![
            "By",
            "Group",
            "Children",
            "Due",
            "Failed",
            "Share failed",
            "Lower",
            "Upper",
            "Children with a case",
        ],
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                vec![
                    capital(row.dimension),
                    shown(&group_name(row)),
                    count(row.children),
                    count(row.due),
                    count(row.failed),
                    percent(row.rate),
                    percent(row.rate_low),
                    percent(row.rate_high),
                    count(row.children_with_case),
                ]
            })
            .collect(),
    };
    let title = |word: &str| rules::find(word).map_or_else(|| word.to_owned(), |rule| rule.title().to_owned());
    let by_rule = View {
        id: "rules",
        title: "Children by rule and priority",
        definition:
            "Children for whom a rule holds at the end of the last month, by the priority of their case. A child \
                     for whom several rules hold counts in each."
                .to_owned(),
        file: "rules.csv",
        head: vec!["Rule", "Priority", "Children"],
        rows: published
            .rules
            .iter()
            .map(|row| vec![title(row.rule), row.priority.phrase().to_owned(), count(row.children)])
            .collect(),
    };
    vec![
        breakdown,
        year_before(published, records),
        comparable(published, from_one),
        by_rule,
        reviewed(published, unit),
    ]
}

/// A difference as pages write it: in percentage points.
fn points(rate: Rate) -> String {
    charts::points(rate)
}

/// The cell of what is not compared.
const NOT_COMPARED: &str = "–";

fn year_before(published: &Published, records: &Records) -> View {
    let late = charts::begins(published, records).map_or_else(String::new, |late| {
        format!(
            " {}: groups that may have contacts of their sources are not compared with the 12 months before ({NOT_COMPARED}).",
            crate::report::pages::words::capital(&late)
        )
    });
    View {
        id: "before",
        title: "These 12 months and the 12 before, and each group against all others",
        definition: safe(&format!(
            "Change: the share failed less that of the 12 months before, in percentage points, with Newcombe's 95% \
                     limits (method 10). A change is more than chance explains where both limits have the same sign. Of many \
                     groups, one in twenty would show a change by chance alone. Against others: the share less that of all other \
                     groups together, with the same limits. Children are in the group that they are in now, for both years: an \
                     age band holds the same children a year younger.{late}"
        )),
        file: "breakdown.csv",
        head: vec![
            "By",
            "Group",
            "Share failed",
            "Due before",
            "Failed before",
            "Share before",
            "Change",
            "from",
            "to",
            "Against others",
            "from",
            "to",
        ],
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                let [change, low, high] = row.change.map(points);
                let before =
                    [count(row.due_before), count(row.failed_before), percent(row.rate_before), change, low, high];
                let is_compared = charts::has_both(row, records);
                let before = before.map(|cell| if is_compared { cell } else { NOT_COMPARED.to_owned() });
                let [rest, rest_low, rest_high] = row.against_rest.map(points);
                let group = [capital(row.dimension), shown(&group_name(row)), percent(row.rate)];
                group.into_iter().chain(before).chain([rest, rest_low, rest_high]).collect()
            })
            .collect(),
    }
}

fn comparable(published: &Published, from_one: &[FromOne]) -> View {
    let sources = one_source::sentence(published, from_one);
    View {
        id: "comparable",
        title: "Can it be compared?",
        definition: safe(&format!(
            "Contacts that are neither due nor failed. A service that records no outcome, or calls a missed appointment \
             cancelled, seems to fail less often: compare shares only where these numbers are alike. {sources}"
        )),
        file: "breakdown.csv",
        head: vec!["By", "Group", "Due", "No outcome recorded", "Cancelled by the family", "Cancelled by the provider"],
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                vec![
                    capital(row.dimension),
                    shown(&group_name(row)),
                    count(row.due),
                    count(row.no_outcome),
                    count(row.cancelled_by_family),
                    count(row.cancelled_by_provider),
                ]
            })
            .collect(),
    }
}

/// The months and priorities in which somebody was newly listed, or may have been.
fn reviewed(published: &Published, unit: u64) -> View {
    let is_empty = |row: &&ReviewRow| {
        [row.listed, row.decided_in_target, row.decided_later, row.undecided].iter().all(|own| own.number() == Some(0))
    };
    let left_out = if published.reviews.iter().any(|row| is_empty(&row)) {
        " Months and priorities without a newly listed child are left out here."
    } else {
        ""
    };
    View {
        id: "reviews",
        title: "Are listed children reviewed in time?",
        definition: format!(
            "Children whom the safeguarding team's weekly lists of each month named for the first time, by the priority that they \
             had then, and when a decision about them came. {}{left_out}",
            in_time(&published.reviews, unit)
        ),
        file: "reviews.csv",
        head: vec!["Month", "Priority", "Newly listed", "Decided in time", "Decided later", "No decision yet"],
        rows: published
            .reviews
            .iter()
            .filter(|row| !is_empty(row))
            .map(|row| {
                vec![
                    row.month.long(),
                    row.priority.phrase().to_owned(),
                    count(row.listed),
                    count(row.decided_in_target),
                    count(row.decided_later),
                    count(row.undecided),
                ]
            })
            .collect(),
    }
}

fn capital(word: &str) -> String {
    crate::report::pages::words::capital(&word.replace('_', " "))
}

fn methods(settings: &Settings) -> Methods {
    let outcomes: Vec<&str> = settings.failed.words().iter().map(|outcome| outcome.phrase()).collect();
    Methods {
        outcomes: wording::listed(&outcomes),
        under_age: settings.review.under_age,
        period_days: settings.review.period_days,
        most_hidden: settings.disclosure.minimum_count - 1,
        minimum_count: settings.disclosure.minimum_count,
        round_to: settings.disclosure.round_to,
        rules: rules::ALL
            .iter()
            .filter(|rule| rule.enabled(&settings.rules))
            .map(|rule| Rule { word: rule.name(), title: rule.title(), paragraph: rule.paragraph() })
            .collect(),
    }
}
