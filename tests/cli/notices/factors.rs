//! Columns of factors that break from one week to the next: if a child protection plan is not read, children leave the
//! list.

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
looked_after = "lac"
"#;

fn area(config: &str) -> Area {
    let own = CONFIG.replace("max_rejected = 1.0", "max_rejected = 0.05");
    let area = Area::new(&own.replace("[reviews]", &format!("{config}\n[reviews]")));
    area.write("clinic.csv", csv(&months(30)));
    area
}

/// The register of 40 children, with what it says of each.
fn register(of: impl Fn(usize) -> (&'static str, &'static str)) -> String {
    let mut out = "nhs,plan,lac\n".to_owned();
    for child in 0..40 {
        let (plan, lac) = of(child);
        let _ = writeln!(out, "{},{plan},{lac}", number(child));
    }
    out
}

/// Every second child has a plan, and every tenth is looked after, in the words for yes and no.
fn usual(yes: &'static str, no: &'static str) -> String {
    let word = move |is: bool| if is { yes } else { no };
    register(|child| (word(child.is_multiple_of(2)), word(child.is_multiple_of(10))))
}

/// The notices of a week after the usual one, in which the register is this.
fn after_the_usual(now: String) -> Vec<Row> {
    let area = area(REGISTER);
    area.write("register.csv", usual("Y", "N"));
    run(&area, LAST_WEEK);
    area.write("clinic.csv", csv(&a_week_later(30)));
    area.write("register.csv", now);
    run(&area, THIS_WEEK).1
}

/// What a run that is refused says.
fn refused(area: &Area) -> String {
    let run = area.run(&["report", "--as-of", THIS_WEEK, "--only", "safeguarding", "--replace"]);
    assert_eq!(run.status, 3, "{}{}", run.stdout, run.stderr);
    run.stderr
}

#[test]
fn a_column_of_factors_that_is_blank_or_all_no_is_reported() {
    for (yes, no) in [("", ""), ("N", "N"), ("X", "N")] {
        let notices = after_the_usual(usual(yes, no));
        // Only four were looked after, too few for a notice.
        assert_eq!(with_code(&notices, "factors_fell"), [["act", "register", "", "", "0", "20"]], "{yes}");
        let text = cell(&notices[0], "text");
        let sentence = "Child health register now says of far fewer children than in the last report: “child protection plan” (0, \
                    then 20). Look at these columns";
        assert!(text.starts_with(sentence), "{text}");
    }
    assert!(after_the_usual(usual("Yes", "")).is_empty(), "the same in other words");
}

#[test]
fn a_register_that_no_longer_says_who_was_born_when_or_lives_with_whom() {
    let config = "[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\ndate_format = \"%Y-%m-%d\"\n[children.columns]\n\
                  nhs_number = \"nhs\"\ndate_of_birth = \"born\"\nhousehold_id = \"home\"\ndeceased = \"dead\"\n";
    let register = |[born, home, dead]: [bool; 3]| {
        let mut out = "nhs,born,home,dead\n".to_owned();
        for child in 0..40 {
            let born = if born { "2026-03-01" } else { "" };
            let home = if home { format!("H{}", child / 2) } else { String::new() };
            let dead = if dead && child < 5 { "Y" } else { "N" };
            let _ = writeln!(out, "{},{born},{home},{dead}", number(child));
        }
        out
    };
    for (now, words, figures) in [
        ([false, true, true], "“date of birth” (0, then 40)", ["0", "40"]),
        ([true, false, true], "“household” (0, then 40)", ["0", "40"]),
        ([true, true, false], "“date of death” (0, then 5)", ["0", "5"]),
        ([true, true, true], "", ["", ""]),
    ] {
        let area = area(config);
        area.write("register.csv", register([true; 3]));
        run(&area, LAST_WEEK);
        area.write("clinic.csv", csv(&a_week_later(30)));
        area.write("register.csv", register(now));
        let (_, notices) = run(&area, THIS_WEEK);
        let fell = with_code(&notices, "factors_fell");
        let expected =
            if words.is_empty() { vec![] } else { vec![["act", "register", "", "", figures[0], figures[1]]] };
        assert_eq!(fell, expected, "{words}");
        assert!(words.is_empty() || cell(&notices[0], "text").contains(words), "{notices:?}");
    }
}

/// Contacts of a year, three a week, of 40 children: a record is made by its place and its child.
fn contacts(until: &str, columns: &str, of: impl Fn(usize, usize) -> String) -> String {
    let until = failed_contact::day::Day::from_iso(until).unwrap();
    let mut out = format!("id,nhs,date,outcome,{columns}\n");
    for (at, back) in (0..156).rev().enumerate() {
        let (child, day) = (at % 40, until.plus(-(back * 7 / 3)));
        let _ = writeln!(out, "{at},{},{day},seen,{}", number(child), of(at, child));
    }
    out
}

#[test]
fn contacts_that_no_longer_say_who_was_born_when_or_lives_with_whom_where_no_register_does() {
    let config = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
service = "Audiology"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
date = "date"
outcome = "outcome"
date_of_birth = "born"
age = "age"
household_id = "home"
deceased = "dead"
"#;
    let columns = "born,age,home,dead";
    // The first three are adults, who do not count but are known.
    let usual = |_: usize, child: usize| {
        let born = if child < 3 { "1990-03-01" } else { "2020-03-01" };
        format!("{born},6,H{},{}", child / 2, if child.is_multiple_of(2) { "Y" } else { "N" })
    };
    let fell = |now: &dyn Fn(usize, usize) -> String| {
        let area = Area::new(config);
        area.write("clinic.csv", contacts(LAST_WEEK, columns, usual));
        run(&area, LAST_WEEK);
        area.write("clinic.csv", contacts(THIS_WEEK, columns, now));
        let (_, notices) = run(&area, THIS_WEEK);
        let of_factors = notices.iter().filter(|row| cell(row, "code") == "factors_fell");
        of_factors.map(|row| cell(row, "text").to_owned()).collect::<Vec<_>>()
    };
    let without = |column: usize, text: &'static str| {
        move |at: usize, child: usize| {
            let own = usual(at, child);
            let cells = own.split(',').enumerate().map(|(place, cell)| if place == column { text } else { cell });
            cells.collect::<Vec<_>>().join(",")
        }
    };
    assert!(fell(&usual).is_empty());
    for (column, text, words) in [
        (0, "", "“date of birth” (0, then 40)"),
        // In a format that is not read.
        (0, "1 Mar 20", "“date of birth” (0, then 40)"),
        (1, "", "“age” (0, then 40)"),
        (2, "", "“household” (0, then 40)"),
        (3, "N", "“date of death” (0, then 20)"),
    ] {
        let texts = fell(&without(column, text));
        let sentence =
            format!("clinic now says of far fewer children than in the last report: {words}. Look at these columns");
        assert!(texts.len() == 1 && texts[0].starts_with(&sentence), "{texts:?}");
    }
    // The last 39 contacts, of 39 children, still have the cell: one contact of a child is enough.
    assert!(fell(&|at, child| if at < 117 { without(2, "")(at, child) } else { usual(at, child) }).is_empty());
    let few = fell(&|at, child| if child < 21 { without(2, "")(at, child) } else { usual(at, child) });
    assert!(few[0].contains("“household” (19, then 40)"), "{few:?}");
    assert!(fell(&|at, child| if child < 20 { without(2, "")(at, child) } else { usual(at, child) }).is_empty());
}

#[test]
fn an_extract_of_the_last_weeks_has_other_children_each_time() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "household_id = \"ethnicity\"");
    let with = |children: usize, households: usize, day: &str| {
        let of = |at: usize| Record { ethnicity: if at < households { "H1" } else { "" }, ..seen(at, at, day) };
        csv(&(0..children).map(of).collect::<Vec<_>>())
    };
    let fell = |before: (usize, usize), now: (usize, usize)| {
        let before = with(before.0, before.1, "2026-11-14");
        let notices = second_week(&config, &before, &[("clinic.csv", with(now.0, now.1, "2026-11-20"))]);
        with_code(&notices, "factors_fell")
            .iter()
            .map(|notice| [notice[4], notice[5]].map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert!(fell((100, 50), (45, 20)).is_empty(), "a quiet week: the share is what it was");
    assert!(fell((100, 15), (100, 3)).is_empty(), "few had one");
    assert_eq!(fell((100, 15), (100, 0)), [["0", "15"].map(str::to_owned)]);
}

#[test]
fn fewer_than_half_of_at_least_five_children_with_a_factor() {
    let with = |plans: usize, looked_after: usize| {
        let word = |is: bool| if is { "Y" } else { "N" };
        let now = register(|child| (word(child < plans), word(child < looked_after)));
        let notices = after_the_usual(now);
        with_code(&notices, "factors_fell")
            .iter()
            .map(|notice| [notice[4], notice[5]].map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(9, 4), [["9", "20"].map(str::to_owned)]);
    assert!(with(10, 0).is_empty(), "half of 20, and none of 4");
}

#[test]
fn a_column_that_is_no_longer_mapped_has_not_broken() {
    let area = area(REGISTER);
    area.write("register.csv", usual("Y", "N"));
    run(&area, LAST_WEEK);
    area.write("clinic.csv", csv(&a_week_later(30)));
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write("failed-contact.toml", config.replace("child_protection_plan = \"plan\"\n", ""));
    let (_, notices) = run(&area, THIS_WEEK);
    assert!(with_code(&notices, "factors_fell").is_empty(), "{notices:?}");
}

#[test]
fn factors_of_contacts_are_counted_by_children() {
    let config =
        CONFIG.replace("[contacts.outcomes]", "[contacts.factors]\nlooked_after = \"ethnicity\"\n[contacts.outcomes]");
    let config = config.replace("ethnicity = \"ethnicity\"\n", "");
    let with = |records: Vec<Record>, children: usize| {
        let own = |(at, own)| Record { ethnicity: if at % 50 < children { "Y" } else { "" }, ..own };
        csv(&records.into_iter().enumerate().map(own).collect::<Vec<_>>())
    };
    let notices = second_week(&config, &with(months(30), 5), &[("clinic.csv", with(a_week_later(30), 2))]);
    assert_eq!(with_code(&notices, "factors_fell"), [["act", "clinic", "", "", "2", "5"]]);
    let notices = second_week(&config, &with(months(30), 4), &[("clinic.csv", with(a_week_later(30), 0))]);
    assert!(notices.is_empty(), "four children, of many contacts: {notices:?}");
}

#[test]
fn numbers_that_a_program_has_calculated_with_are_yes_and_no() {
    assert!(after_the_usual(usual("1.0", "0.0")).is_empty());
    // As codes too, which 1.0 must not turn into a yes.
    let columns = "[children.factors]\nchild_protection_plan = \"plan\"\nlooked_after = \"lac\"\n";
    let coded = REGISTER.replace(columns, "[children.factor_codes]\nplan = \"nhs-child-protection-plan\"\n");
    let area = area(&coded);
    area.write("register.csv", usual("3.0", "1.0"));
    run(&area, THIS_WEEK);
    let manifest = area.pack(THIS_WEEK).text("manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let factors = &manifest["sources"][1]["remembered"]["factors"];
    assert_eq!(*factors, serde_json::json!({"child_protection_plan": 20}));
    area.write(
        "failed-contact.toml",
        std::fs::read_to_string(area.path("failed-contact.toml"))
            .unwrap()
            .replace("[children.factor_codes]\nplan = \"nhs-child-protection-plan\"\n", columns),
    );
    let message = refused(&area);
    assert!(message.contains("\"plan\" = \"nhs-child-protection-plan\""), "{message}");
}

#[test]
fn a_column_of_factors_that_nobody_can_read_is_refused() {
    for text in ["01/03/2026", "\u{2713}", "see notes"] {
        let area = area(REGISTER);
        area.write("register.csv", usual(text, ""));
        let message = refused(&area);
        assert!(
            message.contains("of 20 cells in the column \"plan\" that are not blank, 20 are neither yes nor no")
                && message.contains("first at register.csv:2"),
            "{message}"
        );
        assert!(!message.contains(text), "{message}");
        assert!(!message.contains("\"lac\""), "four cells are too few to tell: {message}");
    }
    // Nine are too few to tell, and of 200 cells 5 in 100 are ten.
    for (unread, filled, is_refused) in [(9, 9, false), (10, 10, true), (10, 199, true), (10, 200, false)] {
        let area = area(REGISTER);
        let mut register = "nhs,plan,lac\n".to_owned();
        for child in 0..filled {
            let _ = writeln!(register, "{},{},N", number(child), if child < unread { "?" } else { "Y" });
        }
        area.write("register.csv", register);
        if is_refused { drop(refused(&area)) } else { drop(run(&area, THIS_WEEK)) }
    }
    let coded = REGISTER.replace(
        "[children.factors]",
        "[children.factor_codes]\nplan = \"nhs-child-protection-plan\"\n[children.factors]",
    );
    let area = area(&coded.replace("child_protection_plan = \"plan\"\n", ""));
    area.write("register.csv", usual("current", "1"));
    let message = refused(&area);
    assert!(message.contains("of 40 cells in the column \"plan\" that are not blank, 20 are neither"), "{message}");
}
