//! Three consecutive weeks of the sample: `sample_data/expected/weeks.csv` says what each child should be in each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use crate::support::{
    Output, Pack, Row, Shared, assert_has, assert_reconciles, cell, files_below, rows_of, sample_data,
};

/// The Sundays, with the configuration of each.
const WEEKS: [(&str, &str); 3] = [
    ("2026-11-08", "weeks/2026-11-08/failed-contact.toml"),
    ("2026-11-15", "weeks/2026-11-15/failed-contact.toml"),
    ("2026-11-22", "failed-contact.toml"),
];

/// A folder that some of the weeks were published to, one after the other.
pub(crate) struct Published {
    output: Output,
}

impl Published {
    fn new(weeks: &[usize]) -> Self {
        let published = Self { output: Output::new() };
        for week in weeks {
            published.run(*week, &[]);
        }
        published
    }

    fn run(&self, week: usize, arguments: &[&str]) {
        let (as_of, configuration) = WEEKS[week];
        self.output.publish(&sample_data().join(configuration), as_of, arguments);
    }

    pub(crate) fn pack(&self, week: usize) -> Pack {
        self.output.safeguarding(WEEKS[week].0)
    }

    pub(crate) fn commissioner(&self, week: usize) -> Pack {
        self.output.commissioner(WEEKS[week].0)
    }

    pub(crate) fn cases(&self, week: usize) -> Vec<Row> {
        self.pack(week).rows("cases.csv")
    }

    fn resolved(&self, week: usize) -> Vec<Row> {
        self.pack(week).rows("resolved.csv")
    }
}

static THREE: Shared<Published> = Shared::new();

/// The three weeks, published for the tests that only read.
pub(crate) fn three_weeks() -> Arc<Published> {
    THREE.get(|| Published::new(&[0, 1, 2]))
}

fn table() -> Vec<Row> {
    rows_of(&fs::read(sample_data().join("expected/weeks.csv")).unwrap())
}

fn name(row: &Row) -> String {
    format!("{} {}", cell(row, "given_name"), cell(row, "family_name"))
}

fn ids(row: &Row, column: &str) -> BTreeSet<String> {
    cell(row, column).split(';').filter(|id| !id.is_empty()).map(String::from).collect()
}

/// Whether two rows are about one child: by the NHS number, or by a local id where one of them has no number.
fn same_child(one: &Row, other: &Row, local_ids: &str) -> bool {
    match (cell(one, "nhs_number"), cell(other, "nhs_number")) {
        ("", _) | (_, "") => !ids(one, local_ids).is_disjoint(&ids(other, "local_ids")),
        (one, other) => one == other,
    }
}

/// What a week says of a child of the table: the status, the reason for leaving, or nothing.
fn state<'a>(child: &Row, cases: &'a [Row], resolved: &'a [Row]) -> &'a str {
    let find = |rows: &'a [Row]| rows.iter().find(|row| same_child(child, row, "local_id"));
    match (find(cases), find(resolved)) {
        (Some(case), None) => cell(case, "status"),
        (None, Some(gone)) => cell(gone, "reason"),
        (None, None) => "",
        (Some(_), Some(_)) => "both listed and resolved",
    }
}

#[test]
fn every_child_has_the_status_of_the_table_in_each_of_three_weeks() {
    let weeks = three_weeks();
    let mut wrong = Vec::new();
    let mut words = BTreeSet::new();
    for (week, (as_of, _)) in WEEKS.into_iter().enumerate() {
        let (cases, resolved) = (weeks.cases(week), weeks.resolved(week));
        for child in table() {
            let (expected, found) = (cell(&child, as_of), state(&child, &cases, &resolved));
            if expected != found {
                wrong.push(format!("{as_of} {}: {found:?} for {expected:?} ({})", name(&child), cell(&child, "why")));
            }
            words.insert(expected.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The table shows every status and every way off the list.
    let all = [
        "",
        "below_threshold",
        "continuing",
        "deceased",
        "new",
        "not_in_extracts",
        "over_age",
        "review_due",
        "reviewed",
        "worsened",
    ];
    assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[test]
fn known_rejects_are_told_in_the_first_week_and_the_steady_weeks_after_it_have_nothing_to_act_on() {
    let output = Output::new();
    for (week, (as_of, configuration)) in WEEKS.into_iter().enumerate() {
        let arguments = ["--strict", "--only", "safeguarding"];
        let run = output.report(&sample_data().join(configuration), as_of, &arguments);
        let pack = output.safeguarding(as_of);
        let notices = pack.rows("notices.csv");
        let act: Vec<&str> =
            notices.iter().filter(|row| cell(row, "level") == "act").map(|row| cell(row, "code")).collect();
        let rejected = pack.rows("rejected.csv");
        if week == 0 {
            assert_eq!(run.status, 4);
            assert_eq!(act.iter().filter(|code| **code == "rejected_rose").count(), 6, "{act:?}");
            assert!(act.contains(&"review_file"), "{act:?}");
            assert_eq!(rejected.len(), 26, "24 records and 2 decisions");
        } else {
            assert!(act.is_empty(), "{as_of}: {act:?}");
            assert_eq!(run.status, 0, "{as_of}: {}", run.stdout);
            assert_eq!(rejected.len(), 24, "{as_of}: the same as before");
        }
    }
}

/// Cases now = previous cases - resolved + new, over all children. A case is new if it was not on the previous
/// list, whatever its status: a reviewed case may be new too.
fn assert_the_sum_holds(published: &Published, before: usize, now: usize) {
    let (previous, cases, resolved) = (published.cases(before), published.cases(now), published.resolved(now));
    let was_listed = |case: &Row| previous.iter().any(|past| same_child(case, past, "local_ids"));
    let new: Vec<&Row> = cases.iter().filter(|case| !was_listed(case)).collect();
    assert_eq!(cases.len(), previous.len() - resolved.len() + new.len(), "{}", WEEKS[now].0);
    for case in &cases {
        let is_new = new.iter().any(|row| cell(row, "case_ref") == cell(case, "case_ref"));
        match cell(case, "status") {
            "new" => assert!(is_new, "{}", name(case)),
            "reviewed" | "review_due" => {}
            _ => assert!(!is_new, "{}", name(case)),
        }
    }
    for past in &previous {
        let listed = cases.iter().any(|case| same_child(case, past, "local_ids"));
        let gone = resolved.iter().any(|row| cell(row, "case_ref") == cell(past, "case_ref"));
        assert!(listed != gone, "{} is either a case or has left the list", name(past));
    }
}

#[test]
fn cases_now_are_the_previous_cases_less_those_who_left_plus_the_new() {
    let weeks = three_weeks();
    assert_eq!(weeks.resolved(0), Vec::<Row>::new());
    assert_the_sum_holds(&weeks, 0, 1);
    assert_the_sum_holds(&weeks, 1, 2);
    for week in 0..3 {
        assert_reconciles(&weeks.pack(week));
    }
}

#[test]
fn every_page_says_that_last_weeks_files_were_given_again() {
    let published = Published::new(&[2]);
    let configuration = sample_data().join(WEEKS[2].1);
    let arguments = ["--strict", "--only", "safeguarding"];
    let run = published.output.report(&configuration, "2026-11-23", &arguments);
    run.assert_status(4);
    assert_has(&run.stdout, " has nothing new: ");
    let pack = published.output.safeguarding("2026-11-23");
    let codes = pack.column("notices.csv", "code");
    let sources = codes.iter().filter(|code| *code == "source_unchanged").count();
    assert!(sources >= 6, "{codes:?}");
    let pages = pack
        .files()
        .into_iter()
        .filter(|(name, _)| name == "index.html" || name == "quality.html" || name.starts_with("cases/"));
    let mut read = 0;
    for (name, bytes) in pages {
        let page = String::from_utf8(bytes).unwrap();
        assert!(page.matches(" has nothing new: ").count() >= sources, "{name}");
        read += 1;
    }
    assert!(read > 70, "{read} pages");
}

#[test]
fn only_the_children_differ_from_week_to_week() {
    let weeks = three_weeks();
    for week in [1, 2] {
        let manifest: serde_json::Value = serde_json::from_slice(&weeks.pack(week).bytes("manifest.json")).unwrap();
        let previous = &manifest["previous"];
        assert_eq!(previous["as_of"], WEEKS[week - 1].0);
        for what in ["other_settings", "sources_gone_or_shrunk"] {
            assert_eq!(previous[what].as_array().map(Vec::len), Some(0), "{what}: {}", previous[what]);
        }
    }
}

#[test]
fn the_readme_shows_what_the_terminal_says_of_the_third_week() {
    let readme = fs::read_to_string(sample_data().with_file_name("README.md")).unwrap();
    let (_, rest) = readme.split_once("The third run prints").expect("the tour");
    let shown = rest.split("```").nth(1).expect("a block");
    let published = Published::new(&[0, 1]);
    let printed = published.output.report(&sample_data().join(WEEKS[2].1), WEEKS[2].0, &[]).stdout;
    let lines: Vec<&str> = printed.lines().collect();
    // The reports are in another folder here.
    for line in shown.lines().filter(|line| !line.starts_with("Open ")) {
        assert!(lines.contains(&line), "not said: {line}\n{printed}");
    }
}

/// Every file but those of one week, with its bytes.
fn files_but(published: &Published, week: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = files_below(published.output.path());
    files.retain(|name, _| !name.starts_with(week));
    files
}

#[test]
fn running_the_middle_week_again_changes_no_file_of_the_other_two() {
    let published = Published::new(&[0, 1, 2]);
    let others = files_but(&published, WEEKS[1].0);
    let cases = published.pack(1).bytes("cases.csv");
    assert!(others.len() > 100, "{}", others.len());
    published.run(1, &["--replace"]);
    let after = files_but(&published, WEEKS[1].0);
    assert_eq!(others.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in &others {
        assert!(after[path] == *bytes, "{path} has changed");
    }
    // It was compared with the first week, as before, though there is a later run by now.
    assert!(published.pack(1).bytes("cases.csv") == cases);
}

#[test]
fn if_a_week_was_missed_the_last_is_compared_with_the_first() {
    let published = Published::new(&[0, 2]);
    assert_the_sum_holds(&published, 0, 2);
    let (cases, resolved) = (published.cases(2), published.resolved(2));
    let of = |family_name: &str| {
        let table = table();
        let child = table.iter().find(|child| cell(child, "family_name") == family_name).expect("a child of the table");
        state(child, &cases, &resolved).to_owned()
    };
    for (child, status, why) in [
        ("Thirdtime", "new", "was not on the list of the first week"),
        ("Lately", "new", "nor was he"),
        ("Returnly", "worsened", "never seen to leave the list: three failed contacts again, the last one later"),
        ("Joinwell", "continuing", "recognised by the Person ID over a fortnight, too"),
        ("Swapley", "worsened", "what was worse in the week that nobody looked is told now"),
        ("Raised", "worsened", "the same of a higher priority"),
        ("Onoff", "worsened", "the same of a review that has been overtaken"),
        ("Plaster", "continuing", "her review is overtaken, and nothing is worse"),
        ("Agreed", "worsened", "the review came and went in between"),
        ("Nightingale", "review_due", "a decision needs no run to be due"),
        ("Wednesbury", "reviewed", "nor to be live"),
        ("Foundsoon", "continuing", "found in between"),
        ("Lossley", "deceased", "who left in the missed week has a line"),
        ("Mendrecord", "below_threshold", "the same"),
        ("Lastyear", "below_threshold", "and so has who left in the last one"),
        ("Eighteen", "over_age", "the same"),
        ("Farewell", "not_in_extracts", "the same"),
    ] {
        assert_eq!(of(child), status, "{child}: {why}");
    }
}
