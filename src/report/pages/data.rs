//! The panel on the quality of the data: what a reader should know before reading a list of cases.

use serde::Serialize;

use super::words::share;
use crate::compare::notices::{Code, Level};
use crate::review::Review;
use crate::text::for_page;
use crate::wording::{counted, number};

/// The panel on the data, under a title such as `About the data: 3 things to know`.
#[derive(Serialize)]
pub(crate) struct DataPanel {
    title: String,
    things: Vec<DataPoint>,
    read: String,
}

#[derive(Serialize)]
struct DataPoint {
    text: String,
    /// The anchor of the part of the quality page that says more.
    part: &'static str,
    link: &'static str,
}

pub(crate) fn data(review: &Review) -> DataPanel {
    let things = things(review);
    let title = match things.len() {
        0 => "About the data: nothing else to know".to_owned(),
        count => format!("About the data: {} to know", counted(count, "thing", "things")),
    };
    let total = review.quality.total;
    let files = counted(review.intake.files.len(), "file", "files");
    let records = counted(total.records, "record", "records");
    let accounted = format!(
        "{} used, {} excluded, {} duplicate, {} rejected",
        number(total.used),
        number(total.excluded),
        number(total.duplicate),
        number(total.rejected)
    );
    DataPanel { title, things, read: format!("{records} in {files}, every one accounted for: {accounted}.") }
}

fn things(review: &Review) -> Vec<DataPoint> {
    let quality = &review.quality;
    let mut things = Vec::new();
    let mut add = |text: String, part: &'static str, link: &'static str| things.push(DataPoint { text, part, link });
    for notice in review.compared.notices.iter().filter(|own| own.level == Level::Know) {
        // Every page says these two anyway (`history::marks`).
        if !matches!(notice.code, Code::SettingsChanged | Code::KeyChanged) {
            add(for_page(&notice.text()).into_owned(), "sources", "Sources");
        }
    }
    let total = quality.total;
    if total.rejected > 0 {
        add(
            format!(
                "{} of {} ({}) could not be used. Failed contacts, or contacts at which a child was seen, may be missing.",
                number(total.rejected),
                counted(total.records, "record", "records"),
                share(total.rejected, total.records)
            ),
            "rejected",
            "Rejected records",
        );
    }
    let later = review.compared.future_reviews + review.identity.links.future;
    if later > 0 {
        let rows = counted(later, "decision", "decisions");
        add(format!("Dated after this report, so not counted yet: {rows}."), "reviews", "Reviews");
    }
    if quality.unlinked_children > 0 {
        add(
            format!(
                "{} of {} are unlinked: known only by a local id, so their contacts with other services cannot be linked.",
                number(quality.unlinked_children),
                counted(quality.children, "child", "children")
            ),
            "unlinked",
            "Unlinked children",
        );
    }
    let waiting: u64 = quality.no_outcome.iter().map(|own| own.contacts).sum();
    if waiting > 0 {
        let services = counted(quality.no_outcome.len(), "service", "services");
        let (have, they) = if waiting == 1 { ("contact has", "It does") } else { ("contacts have", "They do") };
        add(
            format!("{} past {have} no outcome recorded, in {services}. {they} not count as failed.", number(waiting)),
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
