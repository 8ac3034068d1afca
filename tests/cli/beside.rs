//! `check` and `explain` compare with an earlier report and find the same as `report`.

use std::fmt::Write as _;

use crate::support::{ADA, AS_OF, Area, HEADER, PLAIN, assert_has, number};

/// A looked after child whom nobody has seen for months, in an extract that was complete last week.
fn area() -> Area {
    let factors = "[contacts.factors]\nlooked_after = \"looked_after\"\n[rules.not_seen]\nenabled = true\n";
    let area = Area::new(&format!("{PLAIN}{factors}"));
    write(&area, 20);
    area
}

/// Writes the extract, with this many records of other children.
fn write(area: &Area, others: usize) {
    let mut text = HEADER.replace('\n', ",looked_after\n");
    let _ = writeln!(text, "1,{ADA},Audiology,2026-06-01,seen,yes");
    for place in 0..others {
        let _ = writeln!(text, "{},{},Audiology,2026-11-14,seen,", place + 2, number(100 + place));
    }
    area.write("clinic.csv", text);
}

/// The three answers: the number of cases in the report, and what `check` and `explain` say.
fn answers(area: &Area) -> (usize, String, String) {
    // First the commands that write nothing, while there is no report for the day.
    let check = area.run(&["check", "--as-of", AS_OF]);
    let explain = area.run(&["explain", "--as-of", AS_OF, "--child", ADA]);
    for run in [&check, &explain] {
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    }
    let report = area.run(&["report", "--as-of", AS_OF]);
    report.assert_status(0);
    let cases = |text: &str| text.lines().find(|line| line.starts_with("Cases to review")).unwrap().to_owned();
    assert_eq!(cases(&check.stdout), cases(&report.stdout));
    let first = explain.stdout.lines().next().unwrap().to_owned();
    (area.pack(AS_OF).rows("cases.csv").len(), cases(&check.stdout), first)
}

#[test]
fn a_source_that_has_shrunk_is_doubted_by_every_command() {
    let area = area();
    let before = area.run(&["report", "--as-of", "2026-11-15"]);
    before.assert_status(0);
    assert_eq!(area.pack("2026-11-15").column("cases.csv", "rules"), ["not_seen"]);
    write(&area, 5);
    let (listed, _, explained) = answers(&area);
    assert_eq!(listed, 0);
    assert!(explained.starts_with("Not listed on 22 November 2026"), "{explained}");
    // The list says that the child has left.
    let page = area.pack(AS_OF).text("index.html");
    assert_has(&page, "clinic may have seen this child since, but it is stale, missing or has shrunk");
}

#[test]
fn a_source_that_is_as_it_was_is_trusted_by_every_command() {
    let area = area();
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    let (listed, _, explained) = answers(&area);
    assert_eq!(listed, 1);
    assert!(explained.starts_with("Listed on 22 November 2026"), "{explained}");
}

#[test]
fn commands_that_write_nothing_say_that_the_earlier_report_is_damaged() {
    let area = area();
    assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
    area.write("reports/2026-11-15/safeguarding/cases.csv", "no table");
    for command in [&["check", "--as-of", AS_OF][..], &["explain", "--as-of", AS_OF, "--child", ADA]] {
        let run = area.run(command);
        run.assert_status(0);
        assert_has(&run.stderr, "the previous report is damaged");
        assert_has(&run.stderr, "so this answer was made without it");
    }
}
