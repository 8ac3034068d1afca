//! Columns of factors that break from one week to the next: a child protection plan that nobody reads takes children off the
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

/// What a run that is refused says.
fn refused(area: &Area) -> String {
    let run = area.run(&["report", "--as-of", THIS_WEEK, "--only", "safeguarding", "--replace"]);
    assert_eq!(run.status, 3, "{}{}", run.stdout, run.stderr);
    run.stderr
}

#[test]
fn a_column_of_factors_that_nobody_can_read_is_refused() {
    for text in ["01/03/2026", "\u{2713}", "see notes"] {
        let area = area(REGISTER);
        area.write("register.csv", usual(text, ""));
        let said = refused(&area);
        assert!(
            said.contains("of 20 cells in the column \"plan\" that are not blank, 20 are neither yes nor no")
                && said.contains("first at register.csv:2"),
            "{said}"
        );
        assert!(!said.contains(text), "{said}");
        assert!(!said.contains("\"lac\""), "four cells are too few to tell: {said}");
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
    let said = refused(&area);
    assert!(said.contains("of 40 cells in the column \"plan\" that are not blank, 20 are neither"), "{said}");
}
