//! From week to week: statuses, reviews, who leaves the list, and what pages say if data is missing.

mod lost_link;
mod lost_source;
mod previous;
mod reviews;
mod statuses;
mod unseen;

use std::fmt::Write as _;

pub use crate::support::number;
use crate::support::{Area, Run, assert_reconciles};

pub const LAST_WEEK: &str = "2026-11-15";
pub const THIS_WEEK: &str = "2026-11-22";

pub const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
stale_days = 400
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
outcome = "outcome"
date_of_birth = "born"
date_of_death = "died"
[contacts.factors]
looked_after = "looked_after"
[reviews]
files = ["reviews/*.csv"]
"#;

/// The records of children: for each a number and contacts such as `A 2026-11-18` (not brought to service A),
/// `A 2026-11-18 seen`, with `looked_after` where the child is.
pub fn extract(children: &[(String, &str)]) -> String {
    // One seen contact of another child keeps the extract from being empty.
    let mut text = format!(
        "nhs_number,local_id,service,date,outcome,born,died,looked_after\n{},,A,2026-11-01,seen,2015-01-01,,\n",
        number(999)
    );
    for (number, contacts) in children {
        for contact in contacts.split(',').map(str::trim).filter(|contact| !contact.is_empty()) {
            let words: Vec<&str> = contact.split(' ').collect();
            let outcome = words.get(2).copied().filter(|word| *word != "looked_after").unwrap_or("was_not_brought");
            let factor = if words.contains(&"looked_after") { "yes" } else { "" };
            let _ = writeln!(text, "{number},,{},{},{outcome},2015-01-01,,{factor}", words[0], words[1]);
        }
    }
    text
}

pub fn publish(area: &Area, as_of: &str, arguments: &[&str]) -> Run {
    let run = area.run(&[&["report", "--as-of", as_of, "--replace"], arguments].concat());
    // 7: with other settings than before, a month's commissioner pack is not published again.
    assert!(matches!(run.status, 0 | 4 | 7), "{}{}", run.stdout, run.stderr);
    assert_reconciles(&area.pack(as_of));
    run
}

pub fn is_page(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "html")
}

pub const REVIEWS: &str =
    "nhs_number,reviewed_on,reviewer,decision,review_again_on,note,failed_contacts,rules,priority\n";

/// Three failed contacts with service A: `repeated`, routine.
pub const THREE: &str = "A 2026-10-01, A 2026-10-08, A 2026-10-15";
