//! One row for each source, with this report and the last one side by side and a picture of its contacts by week. A gap, a
//! sudden fall or a share that has changed is visible before anybody reads a number.

use serde::Serialize;

use super::super::Page;
use super::super::words::{share, shown};
use crate::compare::notices::{Code, Level};
use crate::config::settings::Sort;
use crate::day::Day;
use crate::quality::SourceQuality;
use crate::report::weeks_picture::WeeklyCounts;
use crate::review::Review;
use crate::wording::{counted, number};

#[derive(Serialize)]
pub(super) struct Sources {
    rows: Vec<Row>,
    /// The names of the columns that compare two reports.
    measures: [&'static str; MEASURES],
    picture: String,
    numbers: PictureTable,
}

const MEASURES: usize = 6;
const NAMES: [&str; MEASURES] =
    ["Records", "Newest contact", "Failed outcome", "No outcome", "No NHS number", "Rejected"];

/// A source.
#[derive(Serialize)]
struct Row {
    title: String,
    /// The name in the configuration and in the CSV files, if it differs from the title.
    name: Option<String>,
    /// What is wrong with the source, each in a word or two.
    marks: Vec<String>,
    /// The picture in words, for the element with the id `id`. None for a source without contacts.
    says: Option<String>,
    id: String,
    of_contacts: bool,
    measures: Vec<Measure>,
    changed_outcomes: String,
}

/// A value in this report and in the last one.
#[derive(Serialize)]
struct Measure {
    label: &'static str,
    now: String,
    then: String,
}

/// The numbers behind the pictures, as a table.
#[derive(Serialize)]
struct PictureTable {
    /// What a row covers, such as `week` or `2 weeks`.
    called: String,
    sources: Vec<String>,
    rows: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    from: String,
    counts: Vec<String>,
}

/// Shown for a value that is not known or does not apply.
const NONE: &str = "–";

/// The sources of a run. Their pictures are added to `page` as pieces.
pub(super) fn sources(review: &Review, page: &mut Page) -> Sources {
    let period = review.period();
    let mut numbers = PictureTable { called: String::new(), sources: Vec::new(), rows: Vec::new() };
    let mut rows = Vec::new();
    let mut first = period.first();
    for (at, source) in review.quality.sources.iter().enumerate() {
        let mut row = row(review, source, at);
        if source.sort == Sort::Contacts {
            let weeks = WeeklyCounts::from_days(&source.days, period);
            page.draw(|out| weeks.draw(out, &row.id));
            page.end_piece();
            row.says = Some(weeks.sentence());
            first = weeks.bars().next().map_or(first, |(day, _)| day);
            add(&mut numbers, &weeks, &row.title);
        }
        rows.push(row);
    }
    let gone = review.compared.sources.iter().filter(|own| own.now.is_none());
    rows.extend(gone.map(|own| gone_row(review, &own.name, own.then)));
    let picture = format!(
        "Each picture has the contacts that count from {} to {}, one bar a {}, to the tallest of its source. A box below the \
         line marks a {} without a contact.",
        first.long(),
        period.as_of.long(),
        numbers.called,
        numbers.called
    );
    Sources { rows, measures: NAMES, picture, numbers }
}

fn add(numbers: &mut PictureTable, weeks: &WeeklyCounts, title: &str) {
    if numbers.rows.is_empty() {
        numbers.called = weeks.bar_name();
        numbers.rows = weeks.bars().map(|(day, _)| Bar { from: day.long(), counts: Vec::new() }).collect();
    }
    numbers.sources.push(title.to_owned());
    for (row, (_, count)) in numbers.rows.iter_mut().zip(weeks.bars()) {
        row.counts.push(number(count));
    }
}

fn row(review: &Review, source: &SourceQuality, at: usize) -> Row {
    let title = review.settings.title_of(&source.name);
    let of_contacts = source.sort == Sort::Contacts;
    Row {
        title: shown(title),
        name: (title != source.name).then(|| shown(&source.name)),
        marks: marks(review, source),
        says: None,
        id: format!("weeks-{}", at + 1),
        of_contacts,
        measures: measures(review, source),
        changed_outcomes: if of_contacts { number(source.versions.changed_outcomes) } else { NONE.to_owned() },
    }
}

/// The row of a source that was in the last report and is not in this one.
fn gone_row(review: &Review, name: &str, then: u64) -> Row {
    let title = review.settings.title_of(name);
    let dash = || NONE.to_owned();
    let newest = newest_then(review, name).map_or_else(dash, Day::short);
    let last: [String; MEASURES] = [number(then), newest, dash(), dash(), dash(), dash()];
    Row {
        title: shown(title),
        name: (title != name).then(|| shown(name)),
        marks: vec!["gone".to_owned()],
        says: None,
        id: String::new(),
        of_contacts: true,
        measures: NAMES.into_iter().zip(last).map(|(label, then)| Measure { label, now: dash(), then }).collect(),
        changed_outcomes: dash(),
    }
}

/// What the notices to act on say about a source, each in a word or two.
fn marks(review: &Review, source: &SourceQuality) -> Vec<String> {
    let own = review.compared.notices.iter().filter(|own| own.source == source.name && own.level == Level::Act);
    let (mut told, mut more) = (Vec::new(), 0);
    for notice in own {
        match notice.code {
            Code::SourceStale => told.push("stale".to_owned()),
            Code::SourceShrunk => told.push("shrunk".to_owned()),
            Code::SourceUnchanged => told.push("nothing new".to_owned()),
            Code::ContactsLost => told.push("contacts lost".to_owned()),
            _ => more += 1,
        }
    }
    if more > 0 {
        told.push(format!("{} to act on", counted(more, "thing", "things")));
    }
    told
}

fn measures(review: &Review, source: &SourceQuality) -> Vec<Measure> {
    let compared = &review.compared;
    let memory = compared.memory_of(&source.name);
    let of_contacts = source.sort == Sort::Contacts;
    let dash = || NONE.to_owned();
    let records = || {
        let sources = compared.previous.as_ref().map(|previous| &previous.sources);
        sources.into_iter().flatten().find(|own| own.name == source.name).map(|own| own.records)
    };
    let months = source.days.months(review.as_of);
    let sum = |of: fn(&crate::quality::days::MonthCount) -> u64| months.values().map(of).sum::<u64>();
    let (past, failed, open) = (sum(|own| own.past), sum(|own| own.failed), sum(|own| own.no_outcome));
    let part = |part: u64, all: u64| {
        let share = if part == 0 { String::new() } else { format!(" ({})", share(part, all)) };
        format!("{}{share}", number(part))
    };
    let sides: [(String, Option<String>); MEASURES] = [
        (number(source.tally.records), records().map(number)),
        (source.newest.map_or_else(dash, Day::short), newest_then(review, &source.name).map(Day::short)),
        (part(failed, past), memory.map(|own| part(own.months.values().map(|own| own.failed).sum(), own.past().0))),
        (part(open, past), memory.map(|own| part(own.past().1, own.past().0))),
        (part(source.unlinked, source.tally.used), memory.map(|own| part(own.unlinked, own.used))),
        (
            part(source.tally.rejected, source.tally.records),
            memory.map(|own| part(own.rejected.values().sum(), records().unwrap_or_default())),
        ),
    ];
    NAMES
        .into_iter()
        .zip(sides)
        .enumerate()
        .map(|(at, (label, (now, then)))| {
            // Only contacts have a day and an outcome.
            let applies = of_contacts || !(1..=3).contains(&at);
            Measure {
                label,
                now: if applies { now } else { dash() },
                then: then.filter(|_| applies).unwrap_or_else(dash),
            }
        })
        .collect()
}

fn newest_then(review: &Review, name: &str) -> Option<Day> {
    review.compared.previous.as_ref()?.newest.get(name).copied()
}
