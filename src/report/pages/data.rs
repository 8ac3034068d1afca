//! Whether the data can be trusted, in a few sentences: what a reader should know before reading a list of cases.

use serde::Serialize;

use super::words::{counted, number, share, shown};
use crate::review::Review;

/// The panel on the data: `The data: 3 things to know`, or that there is nothing to worry about.
#[derive(Serialize)]
pub struct Data {
    title: String,
    things: Vec<Thing>,
    /// What was read, in one sentence.
    read: String,
}

/// One thing to know about the data.
#[derive(Serialize)]
struct Thing {
    text: String,
    /// The part of the quality page that tells more.
    part: &'static str,
    link: &'static str,
}

/// What to know about the data of a run.
pub fn data(review: &Review) -> Data {
    let things = things(review);
    let title = match things.len() {
        0 => "The data: nothing to worry about".to_owned(),
        count => format!("The data: {} to know", counted(count, "thing", "things")),
    };
    let total = review.quality.total;
    let files = counted(review.intake.files.len(), "file", "files");
    let records = counted(total.records as usize, "record", "records");
    let accounted = format!(
        "{} used, {} excluded, {} duplicate, {} rejected",
        number(total.used),
        number(total.excluded),
        number(total.duplicate),
        number(total.rejected)
    );
    Data { title, things, read: format!("{records} in {files}, every one accounted for: {accounted}.") }
}

fn things(review: &Review) -> Vec<Thing> {
    let quality = &review.quality;
    let mut things = Vec::new();
    let mut add = |text: String, part: &'static str, link: &'static str| things.push(Thing { text, part, link });
    let total = quality.total;
    if total.rejected > 0 {
        add(
            format!(
                "{} of {} ({}) could not be used. Failed contacts, or contacts at which a child was seen, may be missing.",
                number(total.rejected),
                counted(total.records as usize, "record", "records"),
                share(total.rejected, total.records)
            ),
            "rejected",
            "Rejected records",
        );
    }
    for source in quality.stale() {
        let newest = source.newest.map_or_else(
            || "it has no past contact".to_owned(),
            |day| {
                let ago = counted((review.as_of.0 - day.0) as usize, "day", "days");
                format!("its newest contact was on {}, {ago} before this report", day.long())
            },
        );
        add(format!("{} is not up to date: {newest}.", shown(&source.name)), "sources", "Sources");
    }
    for mark in super::history::marks(review) {
        add(mark, "sources", "Sources");
    }
    for file in &review.compared.reviews {
        if let Some(problem) = &file.problem {
            add(format!("No decision could be read from {}: {problem}.", shown(&file.shown)), "reviews", "Reviews");
        }
    }
    let unread = review.compared.tally().rejected;
    if unread > 0 {
        let rows = counted(unread as usize, "row of reviews", "rows of reviews");
        add(format!("No decision could be read from {rows}."), "reviews", "Reviews");
    }
    if review.compared.future_reviews > 0 {
        let rows = counted(review.compared.future_reviews, "decision", "decisions");
        add(format!("Dated after this report, so not counted yet: {rows}."), "reviews", "Reviews");
    }
    for source in quality.sources.iter().filter(|source| source.shared_ids > 0) {
        let ids = counted(source.shared_ids as usize, "contact id", "contact ids");
        let name = shown(&source.name);
        add(
            format!(
                "Different children in {name} share {ids}. Only the latest contact of an id counts, so failed contacts may \
                 be missing. Find out whether the id is unique."
            ),
            "sources",
            "Sources",
        );
    }
    if quality.unlinked_children > 0 {
        add(
            format!(
                "{} of {} are unlinked: known only by a local id, so their contacts with other services cannot be linked.",
                number(quality.unlinked_children),
                counted(quality.children as usize, "child", "children")
            ),
            "unlinked",
            "Unlinked children",
        );
    }
    let waiting: u64 = quality.no_outcome.iter().map(|own| own.contacts).sum();
    if waiting > 0 {
        let services = counted(quality.no_outcome.len(), "service", "services");
        let have = if waiting == 1 { "contact has" } else { "contacts have" };
        add(
            format!("{} past {have} no outcome recorded, in {services}. They do not count as failed.", number(waiting)),
            "no-outcome",
            "No outcome recorded",
        );
    }
    if quality.warnings > 0 {
        let warnings = number(quality.warnings);
        add(format!("Unreadable cells and other warnings: {warnings}."), "warnings", "Warnings");
    }
    things
}
