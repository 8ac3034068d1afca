//! Registers of children that lose children, or that stay the same.

use super::*;

const REGISTER: &str = r#"
[[children]]
name = "register"
title = "Child health register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs"
[children.factors]
child_protection_plan = "plan"
"#;

/// A register of these children; the first 10 have a plan.
fn register(children: std::ops::Range<usize>) -> String {
    let row = |child: usize| format!("{},{}\n", number(child), if child < 10 { "Y" } else { "N" });
    format!("nhs,plan\n{}", children.map(row).collect::<String>())
}

/// An area in which the first 3 children have a plan and 2 failed contacts each.
fn area(children: std::ops::Range<usize>) -> Area {
    let area = Area::new(&CONFIG.replace("[reviews]", &format!("{REGISTER}\n[reviews]")));
    write(&area, children, months(30));
    area
}

fn write(area: &Area, children: std::ops::Range<usize>, mut records: Vec<Record>) {
    for at in 0..6 {
        let date = format!("2026-11-{:02}", at + 2);
        records.push(Record { outcome: "DNA", service: "Dental", ..seen(91_000 + at, at % 3, &date) });
    }
    area.write("clinic.csv", csv(&records));
    area.write("register.csv", register(children));
}

#[test]
fn a_register_that_has_lost_children_is_reported_and_their_cases_are_to_look_into() {
    for (now, figures) in [
        // 24 of 60 are gone, and the children who were listed for their plan with them.
        (24..60, Some(["36", "60"])),
        (7..60, Some(["53", "60"])),
        // Children leave a register.
        (6..60, None),
        (0..80, None),
        // Another notice says that more than half are gone.
        (31..60, None),
    ] {
        let area = area(0..60);
        let (_, first) = run(&area, LAST_WEEK);
        assert!(first.is_empty(), "{first:?}");
        assert_eq!(area.pack(LAST_WEEK).rows("cases.csv").len(), 3);
        write(&area, now.clone(), a_week_later(30));
        let (_, notices) = run(&area, THIS_WEEK);
        let lost = with_code(&notices, "children_lost");
        let expected = figures.map(|[now, before]| ["act", "register", "", "", now, before]);
        assert_eq!(lost, expected.into_iter().collect::<Vec<_>>(), "{now:?}: {notices:?}");
        assert_eq!(with_code(&notices, "source_shrunk").len(), usize::from(now == (31..60)));
        let page = area.pack(THIS_WEEK).text("index.html");
        let sentence = "may have come from Child health register, which has shrunk: this case may not be over.";
        let left = now.start > 3;
        let doubtful = left && (figures.is_some() || now == (31..60));
        assert_eq!(page.contains(sentence), doubtful, "{now:?}");
        assert_eq!(page.contains("Look into this:"), doubtful, "{now:?}");
    }
}

#[test]
fn the_notice_of_lost_children_says_how_many_there_are_and_were() {
    let area = area(0..60);
    run(&area, LAST_WEEK);
    write(&area, 24..60, a_week_later(30));
    let (_, notices) = run(&area, THIS_WEEK);
    let lost = notices.iter().find(|row| cell(row, "code") == "children_lost").unwrap();
    let sentence = "Child health register has 36 children; it had 60 in the report for 15 November 2026. What it said of the others \
                    is missing. Ask the supplier";
    assert!(cell(lost, "text").starts_with(sentence), "{lost:?}");
}

#[test]
fn a_register_that_has_been_the_same_for_four_weeks_is_worth_knowing() {
    let area = area(0..60);
    let mut records = months(30);
    let week = |area: &Area, as_of: &str, records: &mut Vec<Record>, children: usize| {
        // The clinic goes on.
        let at = records.len();
        records.push(seen(92_000 + at, at % 50, as_of));
        write(area, 0..children, records.clone());
        let notices = run(area, as_of).1;
        with_code(&notices, "register_unchanged").iter().map(|row| (row[0].to_owned(), row[4].to_owned())).collect()
    };
    let mut after =
        |as_of: &str, children: usize| -> Vec<(String, String)> { week(&area, as_of, &mut records, children) };
    let know = |days: &str| vec![("know".to_owned(), days.to_owned())];
    assert!(after("2026-11-15", 60).is_empty());
    assert!(after("2026-11-22", 60).is_empty());
    assert!(after("2026-12-12", 60).is_empty(), "27 days");
    assert_eq!(after("2026-12-13", 60), know("28"));
    assert_eq!(after("2026-12-20", 60), know("35"));
    assert!(after("2026-12-27", 61).is_empty(), "it has changed");
    assert!(after("2027-01-03", 61).is_empty());
}
