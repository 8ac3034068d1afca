//! The page of the commissioner pack.
//!
//! It is made from [`Published`] and the settings, so it can say only what disclosure control has let through. The exceptions are
//! whether one source makes up most of a count, from which month on a source's records are complete, and how many sources lack
//! the end of the month.

use serde::Serialize;
use tera::{Context, Tera};

use super::answers::{Answer, answers};
use super::charts::{self, Chart};
use super::one_source;
use super::unfinished::UnfinishedMonth;
use super::views::{TableView, tables};
use crate::config::settings::{LeftOut, Settings};
use crate::day::Month;
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::one_source::MostlyOneSource;
use crate::disclosure::published::Published;
use crate::measures::{Covered, IncompleteSources};
use crate::report::pages::style::{AREA_STYLE, BASE, STYLE, inlined, source_hash};
use crate::report::pages::words::shown;
use crate::rules;
use crate::statistics::spc::MIN_POINTS;
use crate::stop::Stop;
use crate::text::for_page;
use crate::wording;

const OWN_STYLE: &str = include_str!("../../../templates/commissioner.css");

/// The marking that the shared style sheet prints on every page of the safeguarding pack.
const IDENTIFIABLE: &str = "Official-Sensitive: personal data";
/// The marking that replaces it on the pages of this pack.
const AGGREGATE: &str = "Official: aggregate figures, disclosure-controlled";

/// The values of the template.
#[derive(Serialize)]
struct PageValues {
    organisation: String,
    month: String,
    /// The first and the last day of the 12 months.
    first: String,
    last: String,
    /// A sentence that the records cover less than these 12 months, if they do.
    fewer_months: Option<String>,
    /// Which sources are missing and what that means, if any are.
    incomplete: Option<String>,
    /// A note that the end of the month is missing, if it is.
    unfinished: Option<Note>,
    /// What stands out now, and what is past.
    standouts: Vec<String>,
    past: Vec<String>,
    answers: Vec<Answer>,
    parts: Vec<ChartGroup>,
    tables: Vec<TableView>,
    methods: Methods,
    style: String,
    style_hash: String,
    version: &'static str,
}

#[derive(Serialize)]
struct Note {
    heading: String,
    text: String,
}

/// A part of the page with charts.
#[derive(Serialize)]
struct ChartGroup {
    id: &'static str,
    title: &'static str,
    lead: String,
    charts: Vec<Chart>,
    /// A sentence on services that have no chart, if any.
    without: Option<String>,
}

impl ChartGroup {
    /// Cleans all texts for the page, because names of services come from extracts.
    fn shown(mut self) -> Self {
        self.without = self.without.map(|text| printable(&text));
        for chart in &mut self.charts {
            chart.heading = shown(&chart.heading);
            chart.sentence = printable(&chart.sentence);
            chart.numbered = printable(&chart.numbered);
            chart.table_rows.iter_mut().flatten().for_each(|cell| *cell = shown(cell));
        }
        self
    }
}

/// A sentence cleaned for the page. It is never shortened: half a sentence may say the opposite.
pub(super) fn printable(sentence: &str) -> String {
    for_page(sentence).into_owned()
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
    rules: Vec<EnabledRule>,
}

#[derive(Serialize)]
struct EnabledRule {
    word: &'static str,
    title: &'static str,
    paragraph: &'static str,
}

/// The page as HTML.
pub(crate) fn page(
    published: &Published,
    settings: &Settings,
    from_one: &[MostlyOneSource],
    records: &IncompleteSources,
    unfinished: Option<&UnfinishedMonth>,
) -> Result<String, Stop> {
    let shared = inlined(&format!("{BASE}{STYLE}{AREA_STYLE}")).replace(IDENTIFIABLE, AGGREGATE);
    let style = format!("{shared}\n{}{}", inlined(OWN_STYLE), charts::STYLE);
    let month = published.month;
    let unit = u64::from(settings.disclosure.round_to);
    let standouts = charts::standouts(published, &settings.changes, records);
    let cleaned = |lines: &[String]| lines.iter().map(|line| printable(line)).collect();
    let page = PageValues {
        organisation: shown(&settings.organisation),
        month: month.long(),
        first: month.plus(-11).first_day().long(),
        last: month.last_day().long(),
        fewer_months: fewer_months(records.covered(), month),
        incomplete: incomplete(&settings.without).map(|text| printable(&text)),
        unfinished: unfinished.map(|own| Note { heading: own.heading(), text: own.sentences() }),
        standouts: cleaned(&standouts.now),
        past: cleaned(&standouts.past),
        answers: answers(published, (&settings.changes, &settings.targets), records, unit),
        parts: parts(published, settings, from_one, unfinished).into_iter().map(ChartGroup::shown).collect(),
        tables: tables(published, (unit, &settings.targets), from_one, records),
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
    // A name with a character that changes the direction of text would change that of its whole sentence.
    Ok(if page.contains(turns_text) { page.replace(turns_text, "") } else { page })
}

/// Says how many of the 12 months the records cover. `None` if they cover all.
fn fewer_months(covered: Covered, last: Month) -> Option<String> {
    match covered {
        Covered::All => None,
        Covered::Nothing => {
            Some(format!("There are no records up to {}, so this page has nothing to show.", last.last_day().long()))
        }
        Covered::From { first, is_whole } => {
            let months = wording::counted(last.since(first) + 1, "month", "months");
            let less = if is_whole { "" } else { "less than " };
            let not = if months.starts_with("12 ") { "" } else { ", not 12" };
            Some(format!("Records begin in {}: these figures cover {less}{months}{not}.", first.long()))
        }
    }
}

/// A warning that names the sources that are missing and says what not to do with the numbers; `None` if none is missing.
fn incomplete(without: &[LeftOut]) -> Option<String> {
    let missing = |source: &LeftOut| {
        let what = if source.of_children {
            "What it says about children is missing, so more of them are \u{201c}Not known\u{201d}"
        } else {
            "None of its contacts is in any count, rate or chart"
        };
        format!("This pack was made without {}. {what}.", source.title)
    };
    let sentences: Vec<String> = without.iter().map(missing).collect();
    (!sentences.is_empty()).then(|| {
        format!(
            "{} Do not compare these numbers with those of other packs: they are not like with like. The services, places and \
             groups in this pack are not compared like with like either, where some have lost more than others.",
            sentences.join(" ")
        )
    })
}

/// Whether a character overrides, embeds or isolates the direction of the text after it.
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn parts(
    published: &Published,
    settings: &Settings,
    from_one: &[MostlyOneSource],
    unfinished: Option<&UnfinishedMonth>,
) -> Vec<ChartGroup> {
    let unit = u64::from(settings.disclosure.round_to);
    let repeated = &settings.rules.repeated;
    let in_use = repeated.enabled.then_some((repeated.threshold, settings.review.period_days));
    let part = |id, title, lead: &str, charts| ChartGroup { id, title, lead: lead.to_owned(), charts, without: None };
    let see_top = unfinished.map_or_else(String::new, |own| format!(" {} (see the top of the page).", own.heading()));
    let (months, without): (Vec<Chart>, Vec<Chart>) = charts::control_charts(published, &settings.changes)
        .into_iter()
        .partition(|chart| can_be_drawn(published, &chart.heading));
    let names: Vec<&str> = without.iter().map(|chart| chart.heading.as_str()).collect();
    let without = (!names.is_empty()).then(|| {
        let listed = wording::listed(&names);
        format!(
            "There is no chart over time for {listed}: their counts are so small that they are published by year, or too few \
             of their months or quarters can be shown. activity.csv has every number that can."
        )
    });
    vec![
        part(
            "equity",
            "Who is reached least",
            "The share of due contacts that failed, by group. Wide intervals mean few contacts.",
            charts::equity(published).into_iter().map(|chart| one_source::with_source(published, chart, from_one)).collect(),
        ),
        ChartGroup {
            id: "months",
            title: "Over time",
            lead: format!(
                "The share of due contacts that failed, for all services together, then for each: by month where enough months \
                 can be shown, else by quarter (Q1 is January to March).{see_top}"
            ),
            charts: months,
            without,
        },
        part(
            "comparison",
            "Services and providers side by side",
            "Each service beside the others, then each provider. The curves show how far from the mean chance alone would take one of its \
             size.",
            charts::funnels(published),
        ),
        part(
            "follow-up-part",
            "What happens after a missed appointment",
            "What followed the failed contacts of the 12 months that end 90 days before the month end: after each, 90 days have passed.",
            charts::follow_up(published, unit),
        ),
        part(
            "cases",
            "Children whom the protocol asks staff to look at",
            "How many children the rules list at the end of each of the last 12 months, and how many the rule on repeated failed contacts \
             would list with other thresholds.",
            charts::trend(published).into_iter().chain(charts::thresholds(published, in_use)).collect(),
        ),
    ]
    .into_iter()
    .filter(|part| !part.charts.is_empty())
    .collect()
}

/// Whether enough periods of a service can be shown for a chart.
fn can_be_drawn(published: &Published, service: &str) -> bool {
    let periods = published.activity.iter().filter(|row| row.service == service);
    service == ALL_SERVICES || periods.filter(|row| row.rate.value().is_some()).count() >= MIN_POINTS
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
            .map(|rule| EnabledRule { word: rule.name(), title: rule.title(), paragraph: rule.paragraph() })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_if_records_cover_less_than_the_year() {
        let month = |text| Month::from_iso(text).unwrap();
        let said =
            |first, is_whole| fewer_months(Covered::From { first: month(first), is_whole }, month("2026-10")).unwrap();
        assert_eq!(
            said("2026-10", false),
            "Records begin in October 2026: these figures cover less than 1 month, not 12."
        );
        assert_eq!(said("2026-09", true), "Records begin in September 2026: these figures cover 2 months, not 12.");
        assert_eq!(said("2025-11", false), "Records begin in November 2025: these figures cover less than 12 months.");
        assert_eq!(fewer_months(Covered::All, month("2026-10")), None);
        let none = fewer_months(Covered::Nothing, month("2026-10")).unwrap();
        assert!(none.starts_with("There are no records up to 31 October 2026"), "{none}");
    }

    #[test]
    fn the_warning_names_each_missing_source() {
        assert_eq!(incomplete(&[]), None);
        let source = |title: &str, of_children| LeftOut { name: "x".to_owned(), title: title.to_owned(), of_children };
        let warning = incomplete(&[source("Home visits", false), source("Child register", true)]).unwrap();
        assert!(
            warning.starts_with("This pack was made without Home visits. None of its contacts is in any count"),
            "{warning}"
        );
        assert!(warning.contains("made without Child register. What it says about children is missing"), "{warning}");
        assert!(warning.contains("not like with like"), "{warning}");
    }
}
