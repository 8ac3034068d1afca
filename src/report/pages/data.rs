//! The panel on the quality of the data: what a reader should know before reading a list of cases.

use serde::Serialize;

use super::words::share;
use crate::compare::notices::{Code, Level, Notice};
use crate::review::Review;
use crate::text::for_page;
use crate::wording::{counted, number};

/// Notices that a person must act on, in one way.
#[derive(Serialize)]
pub(crate) struct NoticesToAct {
    said: Vec<String>,
    todo: Vec<Words>,
}

/// Some of the words of what to do.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Words {
    text: &'static str,
    /// Whether they are an option of the command line, which no line may end within: `--` alone at an end is read as a dash.
    whole: bool,
}

/// What to do, with its options apart.
fn words(advice: &'static str) -> Vec<Words> {
    let mut words = Vec::new();
    let mut rest = advice;
    while let Some(at) = rest.find("--") {
        let (before, from) = rest.split_at(at);
        let (option, behind) = from.split_at(from.find(' ').unwrap_or(from.len()));
        words.extend([Words { text: before, whole: false }, Words { text: option, whole: true }]);
        rest = behind;
    }
    words.push(Words { text: rest, whole: false });
    words
}

/// The notices that a person must act on, as every page shows them: what to do is said once for those that stand together.
pub(crate) fn to_act_on(review: &Review) -> Vec<NoticesToAct> {
    let notices: Vec<&Notice> = review.compared.to_act_on().collect();
    let alike = notices.chunk_by(|one, other| one.code == other.code);
    let said = |own: &&Notice| for_page(&own.said).into_owned();
    alike.map(|own| NoticesToAct { said: own.iter().map(said).collect(), todo: words(own[0].code.advice()) }).collect()
}

/// The panel on the data: `The data: 3 things to know`, or that there is nothing to worry about.
#[derive(Serialize)]
pub(crate) struct DataPanel {
    title: String,
    things: Vec<DataPoint>,
    read: String,
}

#[derive(Serialize)]
struct DataPoint {
    text: String,
    /// The part of the quality page that tells more.
    part: &'static str,
    link: &'static str,
}

pub(crate) fn data(review: &Review) -> DataPanel {
    let things = things(review);
    let title = match things.len() {
        0 => "The data: nothing else to know".to_owned(),
        count => format!("The data: {} to know", counted(count, "thing", "things")),
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
        // Those that every page says anyway.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_kept_together_and_nothing_is_lost() {
        for code in Code::ALL {
            let told: String = words(code.advice()).iter().map(|own| own.text).collect();
            assert_eq!(told, code.advice());
            let loose = words(code.advice()).into_iter().filter(|own| !own.whole).any(|own| own.text.contains("--"));
            assert!(!loose, "{}", code.word());
        }
        let [before, option, behind] = &words("Run it again with --replace: now.")[..] else { panic!("3 parts") };
        assert_eq!([before.text, option.text, behind.text], ["Run it again with ", "--replace:", " now."]);
        assert!(option.whole && !before.whole && !behind.whole);
    }
}
