//! A case that ends in the week in which a source is gone or has shrunk is perhaps not over, whatever the child was listed for:
//! what a register says, what happened to brothers and sisters, contacts that did not fail.

use super::*;

const SOURCES: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
title = "Clinic letters"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
service = "service"
date = "date"
outcome = "outcome"
[[contacts]]
name = "visits"
title = "Visits"
files = ["visits.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
service = "service"
date = "date"
outcome = "outcome"
[[children]]
name = "register"
title = "Register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs_number"
household_id = "home"
date_of_birth = "born"
[children.factors]
child_protection_plan = "plan"
"#;

const NOT_SEEN: &str = "[rules.not_seen]\nenabled = true\n";
const CANCELLED: &str = "[rules.repeated_cancellation]\nenabled = true\n";

/// The rows of a week: those about the children of the test, and ten of other children that only a complete extract has.
#[derive(Clone, Copy, Default)]
struct Week<'a> {
    clinic: &'a str,
    visits: &'a str,
    register: &'a str,
    /// The extract that is cut short.
    cut: &'a str,
}

impl Week<'_> {
    fn write(self, area: &Area) {
        let contacts = "nhs_number,service,date,outcome\n";
        for (file, header, own, other) in [
            ("clinic", contacts, self.clinic, "A,2026-11-14,seen"),
            ("visits", contacts, self.visits, "B,2026-11-14,seen"),
            ("register", "nhs_number,home,born,plan\n", self.register, ",2015-01-01,N"),
        ] {
            let others = if self.cut == file { 1 } else { 10 };
            let mut text = header.to_owned();
            for place in 0..others {
                let _ = writeln!(text, "{},{other}", number(900 + place));
            }
            // The rows of the test, each with the place of its child first: `1 A,2026-10-01,seen`.
            for (child, row) in own.split(';').filter_map(|row| row.trim().split_once(' ')) {
                let _ = writeln!(text, "{},{row}", number(child.parse().unwrap()));
            }
            area.write(&format!("{file}.csv"), text);
        }
    }
}

/// What the list says of who has left it between two weeks.
fn left(settings: &str, before: Week<'_>, now: Week<'_>, arguments: &[&str]) -> String {
    let area = Area::new(&format!("{SOURCES}{settings}"));
    before.write(&area);
    publish(&area, LAST_WEEK, &[]);
    now.write(&area);
    publish(&area, THIS_WEEK, arguments);
    let page = area.pack(THIS_WEEK).text("index.html");
    page.split_once("<table class=\"left\">").unwrap().1.split_once("</table>").unwrap().0.to_owned()
}

const TWO: &str = "1 A,2026-10-01,was_not_brought; 1 A,2026-10-08,was_not_brought";

#[test]
fn for_every_rule_the_list_says_what_a_lost_source_may_have_had() {
    let plan = "1 ,2015-01-01,Y";
    let home = "1 H,2015-01-01,N; 2 H,2017-01-01,N";
    let known = "What is known of this child may have come from Register, which";
    let (lives, failed) = (
        "What is known of the household may have come from Register",
        "Failed contacts of the household may have come from Visits",
    );
    let brother = "2 B,2026-10-01,was_not_brought";
    let cancelled = "1 B,2026-09-01,cancelled_by_family; 1 B,2026-09-08,cancelled_by_family; 1 \
                     B,2026-09-15,cancelled_by_family";
    // The settings, last week, the extract that is cut short or left out this week, and what the list says.
    let table: &[(&str, Week<'_>, &str, &str)] = &[
        ("", Week { clinic: TWO, register: plan, ..Week::default() }, "register", known),
        (NOT_SEEN, Week { clinic: "1 A,2026-06-01,seen", register: plan, ..Week::default() }, "register", known),
        ("", Week { clinic: TWO, visits: brother, register: home, ..Week::default() }, "register", lives),
        ("", Week { clinic: TWO, visits: brother, register: home, ..Week::default() }, "visits", failed),
        (
            CANCELLED,
            Week { clinic: "1 A,2026-06-01,seen", visits: cancelled, ..Week::default() },
            "visits",
            "Contacts of this child came from Visits, which",
        ),
        (
            NOT_SEEN,
            Week { clinic: "1 A,2026-06-01,seen", register: plan, visits: "1 B,2025-01-05,seen", ..Week::default() },
            "visits",
            "Visits may have seen this child since, but it is stale, missing or has shrunk",
        ),
    ];
    for (settings, before, lost, reason) in table {
        let mut now = *before;
        match *lost {
            "register" => now.register = "",
            _ => now.visits = if reason.contains("seen this child") { before.visits } else { "" },
        }
        for (arguments, fate) in [(&["--without", *lost][..], "is missing"), (&[], "has shrunk")] {
            let cut = if arguments.is_empty() { *lost } else { "" };
            let page = left(settings, *before, Week { cut, ..now }, arguments);
            assert!(page.contains("Look into this:"), "{reason} {fate}: {page}");
            // A source that is left out is called by its name, not by its title.
            assert!(page.to_lowercase().contains(&reason.to_lowercase()), "{reason} {fate}: {page}");
            assert!(page.contains("this case may not be over."), "{reason} {fate}: {page}");
            assert!(reason.contains("seen this child") || page.contains(fate), "{reason} {fate}: {page}");
            assert!(!page.contains("The extracts do not show why"), "{page}");
        }
    }
}

#[test]
fn the_list_names_a_stale_source_that_may_have_seen_the_child() {
    let week = Week { clinic: "1 A,2026-06-01,seen", register: "1 ,2015-01-01,Y", ..Week::default() };
    // The clinic's newest contact is of 14 November: 8 days before, more than a week.
    let settings = format!("{NOT_SEEN}[limits]\nstale_days = 7\n");
    let area = Area::new(&format!("{SOURCES}{settings}"));
    week.write(&area);
    publish(&area, LAST_WEEK, &[]);
    assert_eq!(area.pack(LAST_WEEK).column("cases.csv", "rules"), ["not_seen"]);
    let page = left(&settings, week, week, &[]);
    let note = "Clinic letters may have seen this child since, but it is stale, missing or has shrunk: this case may \
                not be over.";
    assert!(page.contains("Look into this:") && page.contains(note), "{page}");
}

#[test]
fn a_case_that_the_extracts_end_is_over_although_a_source_has_shrunk() {
    let corrected = "1 A,2026-10-01,was_not_brought; 1 A,2026-10-08,seen";
    let three = format!("{TWO}; 1 A,2026-10-15,was_not_brought");
    let plan = "1 ,2015-01-01,Y";
    for (before, now, reason) in [
        // What a repeated failed contact rests on is in no register.
        (
            Week { clinic: &three, ..Week::default() },
            Week { clinic: TWO, cut: "register", ..Week::default() },
            "no longer among this child’s records",
        ),
        // The plan is still known: the child left because a contact was corrected.
        (
            Week { clinic: TWO, register: plan, ..Week::default() },
            Week { clinic: corrected, register: plan, cut: "register", ..Week::default() },
            "now recorded as seen",
        ),
        // The register is whole, and says that the plan has ended.
        (
            Week { clinic: TWO, register: plan, ..Week::default() },
            Week { clinic: TWO, register: "1 ,2015-01-01,N", ..Week::default() },
            "No longer recorded: child protection plan.",
        ),
        // A source of visits carries no plan.
        (
            Week { clinic: TWO, register: plan, ..Week::default() },
            Week { clinic: TWO, register: "1 ,2015-01-01,N", cut: "visits", ..Week::default() },
            "No longer recorded: child protection plan.",
        ),
        // The child was an infant last week, and is not any more.
        (
            Week { clinic: TWO, register: "1 ,2025-11-20,N", ..Week::default() },
            Week { clinic: TWO, register: "1 ,2025-11-20,N", cut: "register", ..Week::default() },
            "Now 1 year old or over.",
        ),
    ] {
        let page = left("", before, now, &[]);
        assert!(page.contains(reason), "{reason}: {page}");
        assert!(!page.contains("may not be over"), "{reason}: {page}");
    }
}

#[test]
fn a_child_who_is_over_age_by_another_date_of_birth_than_before_is_looked_into() {
    let three = format!("{TWO}; 1 A,2026-10-15,was_not_brought");
    let of = |born: &'static str| match born {
        "2008-11-20" => "1 ,2008-11-20,N",
        "2005-01-01" => "1 ,2005-01-01,N",
        _ => "1 ,2015-01-01,N",
    };
    for (before, now, doubtful) in [("2015-01-01", "2005-01-01", true), ("2008-11-20", "2008-11-20", false)] {
        let week = |born| Week { clinic: &three, register: of(born), ..Week::default() };
        let page = left("", week(before), week(now), &[]);
        let undecided = "Now aged 18 or over, and no decision was made. Consider telling adult services.";
        assert!(page.contains("Look into this:") && page.contains(undecided), "{page}");
        let note = "By the date of birth in the last report the child is under 18.";
        assert_eq!(page.contains(note), doubtful, "{page}");
    }
}
