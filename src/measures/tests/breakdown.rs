//! Tests of which child is in which group.

use super::AS_OF;
use super::area::{area, dimension, lines, months};
use crate::disclosure::counts::ContactClass;

/// The lines of a dimension for one child with this row in the register and one contact on 5 October 2026.
fn group(name: &str, child: &str) -> String {
    let measures = area(&["A 2026-10-05 seen"], &[&format!("A {child}")]).measures(AS_OF);
    let lines = lines(&measures, name);
    assert!(lines.len() < 2, "{lines:?}");
    lines.into_iter().map(|line| line.rsplit_once(':').unwrap().0.to_owned()).collect()
}

#[test]
fn the_dimensions_are_in_order() {
    let measures = area(&["A 2026-10-05 seen"], &[]).measures(AS_OF);
    let names: Vec<(&str, bool)> = measures.dimensions.iter().map(|d| (d.name, d.of_children)).collect();
    assert_eq!(
        names,
        [
            ("service", false),
            ("provider", false),
            ("sector", false),
            ("kind", false),
            ("age_band", true),
            ("sex", true),
            ("ethnic_group", true),
            ("deprivation_quintile", true),
            ("locality", true),
        ]
    );
}

#[test]
fn an_age_is_that_on_the_last_day_of_the_month() {
    for (born, band) in [
        ("2026-12-01", "0"),
        ("2025-11-01", "0"),
        ("2025-10-31", "1 to 4"),
        ("2021-11-01", "1 to 4"),
        ("2021-10-31", "5 to 9"),
        ("2016-11-01", "5 to 9"),
        ("2016-10-31", "10 to 14"),
        ("2011-11-01", "10 to 14"),
        ("2011-10-31", "15 to 17"),
        ("2008-11-01", "15 to 17"),
        // Somebody who turns 18 by 31 October is not a child on that day. The as-of date makes no difference.
        ("2008-10-31", ""),
        ("2008-10-30", ""),
    ] {
        assert_eq!(group("age_band", &format!("born={born}")), band, "{born}");
    }
    assert_eq!(group("age_band", "sex=F"), "Not known");
}

#[test]
fn a_person_of_18_whom_another_date_of_birth_keeps_has_no_band() {
    let measures = area(&["A 2026-10-05 seen born=2009-01-01"], &["A born=2008-10-31"]).measures(AS_OF);
    assert_eq!(lines(&measures, "age_band"), ["Not known: 1, 1, 0, 0"]);
}

#[test]
fn the_age_of_a_contact_is_used_if_there_is_no_date_of_birth() {
    // Five at a contact after the month end: four before it, since nobody knows the birthday.
    let measures =
        area(&["A 2026-10-05 seen age=4", "B 2026-10-05 seen", "B 2026-11-05 seen age=5"], &[]).measures(AS_OF);
    assert_eq!(lines(&measures, "age_band"), ["1 to 4: 2, 2, 0, 0"]);
}

#[test]
fn bands_end_at_the_age_limit_of_the_review() {
    let area = area(
        &["A 2026-10-05 seen", "B 2026-10-05 seen", "C 2026-10-05 seen", "D 2026-10-05 seen"],
        &["A born=2026-01-01", "B born=2025-01-01", "C born=2014-11-01", "D born=2011-01-01"],
    );
    for (under_age, bands) in [
        (1, vec!["0: 1, 1, 0, 0"]),
        (2, vec!["0: 1, 1, 0, 0", "1: 1, 1, 0, 0"]),
        (12, vec!["0: 1, 1, 0, 0", "1 to 4: 1, 1, 0, 0", "10 to 11: 1, 1, 0, 0"]),
        (16, vec!["0: 1, 1, 0, 0", "1 to 4: 1, 1, 0, 0", "10 to 14: 1, 1, 0, 0", "15: 1, 1, 0, 0"]),
        (120, vec!["0: 1, 1, 0, 0", "1 to 4: 1, 1, 0, 0", "10 to 14: 1, 1, 0, 0", "15 to 119: 1, 1, 0, 0"]),
    ] {
        area.configure(&format!("[review]\nunder_age = {under_age}"));
        assert_eq!(lines(&area.measures(AS_OF), "age_band"), bands, "{under_age}");
    }
}

#[test]
fn a_child_who_died_by_the_month_end_is_not_counted() {
    for (died, sex) in [("2026-10-30", ""), ("2026-10-31", ""), ("2026-11-01", "female")] {
        assert_eq!(group("sex", &format!("born=2015-01-01 sex=F died={died}")), sex, "{died}");
    }
}

#[test]
fn values_of_the_register_are_grouped() {
    for (name, cells, expected) in [
        ("sex", "sex=1", "male"),
        ("sex", "sex=Indeterminate", "indeterminate"),
        ("sex", "sex=X", "Not known"),
        ("sex", "", "Not known"),
        ("ethnic_group", "ethnicity=a", "White"),
        ("ethnic_group", "ethnicity=F", "Mixed"),
        ("ethnic_group", "ethnicity=K", "Asian"),
        ("ethnic_group", "ethnicity=P", "Black"),
        ("ethnic_group", "ethnicity=R", "Other"),
        ("ethnic_group", "ethnicity=Z", "Not stated"),
        ("ethnic_group", "ethnicity=Bangladeshi", "Asian"),
        ("ethnic_group", "ethnicity=99", "Not known"),
        ("ethnic_group", "ethnicity=Q", "Not known"),
        ("ethnic_group", "", "Not known"),
        ("deprivation_quintile", "decile=1", "1"),
        ("deprivation_quintile", "decile=2", "1"),
        ("deprivation_quintile", "decile=3", "2"),
        ("deprivation_quintile", "decile=9", "5"),
        ("deprivation_quintile", "decile=10", "5"),
        ("deprivation_quintile", "decile=11", "Not known"),
        ("deprivation_quintile", "decile=0", "Not known"),
        ("locality", "locality=North_Vale", "North Vale"),
        ("locality", "locality=NOT_KNOWN", "Not known"),
        ("locality", "", "Not known"),
    ] {
        assert_eq!(group(name, &format!("born=2015-01-01 {cells}")), expected, "{cells}");
    }
}

#[test]
fn the_last_value_of_the_register_counts_before_the_newest_contact() {
    for (case, contacts, children, expected) in [
        ("register", &["A 2026-10-05 seen locality=C1"][..], &["A locality=R1", "A locality=R2", "A sex=F"][..], "R2"),
        ("newest contact", &["A 2026-10-05 seen locality=C1", "A 2026-09-05 seen locality=C2"], &[], "C1"),
        ("also one still to come", &["A 2026-10-05 seen locality=C1", "A 2026-12-05 pending locality=C2"], &[], "C2"),
        ("last read of a day", &["A 2026-10-05 seen locality=C1", "A 2026-10-05 seen locality=C2"], &[], "C2"),
        ("no blank", &["A 2026-10-05 seen locality=C1", "A 2026-10-06 seen"], &[], "C1"),
        ("one that says something", &["A 2026-10-05 seen"], &["A locality=R1", "A locality=R1 sex=F", "A"], "R1"),
    ] {
        let measures = area(contacts, children).measures(AS_OF);
        let names: Vec<_> = dimension(&measures, "locality").groups.iter().map(|g| g.name.as_deref()).collect();
        assert_eq!(names, [Some(expected)], "{case}");
    }
}

#[test]
fn a_child_is_in_every_group_with_a_due_contact_and_once_in_several_together() {
    let measures = area(
        &[
            "A 2026-10-05 seen service=Audiology provider=Trust kind=clinic",
            "A 2026-10-06 was_not_brought service=CAMHS provider=TRUST kind=remote sector=social_care",
            "A 2026-10-07 was_not_brought service=CAMHS provider=Trust kind=remote",
            "B 2026-10-07 was_not_brought service=CAMHS",
            "B 2026-10-08 seen service=Emergency kind=unscheduled provider=Acute",
        ],
        &["A born=2015-01-01 looked_after=Y"],
    )
    .measures(AS_OF);
    assert_eq!(lines(&measures, "service"), ["Audiology: 1, 1, 0, 1", "CAMHS: 2, 3, 3, 1"]);
    assert_eq!(lines(&measures, "provider"), ["Trust: 1, 3, 2, 1", "Not known: 1, 1, 1, 0"]);
    assert_eq!(lines(&measures, "sector"), ["health: 2, 3, 2, 1", "social_care: 1, 1, 1, 1"]);
    assert_eq!(lines(&measures, "kind"), ["clinic: 1, 1, 0, 1", "other: 1, 1, 1, 0", "remote: 1, 2, 2, 1"]);
    let both = dimension(&measures, "service").combine(&[0, 1].into());
    assert_eq!(
        (
            both.children.in_test(),
            both.contacts.tally(ContactClass::Due).in_test(),
            both.contacts.tally(ContactClass::Failed).in_test(),
            both.children_with_case.in_test()
        ),
        (2, 4, 3, 1)
    );
}

#[test]
fn pooled_children_are_counted_like_single_ones() {
    // Thirty children who are alike, three who are not, and one with more contacts than fit in one number.
    let mut contacts = Vec::new();
    for child in 10..40 {
        contacts.push(format!("{child} 2026-10-05 seen"));
        contacts.push(format!("{child} 2026-10-07 was_not_brought service=CAMHS kind=home_visit"));
        contacts.push(format!("{child} 2025-10-06 was_not_brought provider=P"));
    }
    for child in 40..43 {
        contacts.extend((40..=child).map(|day| format!("{child} 2026-10-{:02} seen provider=P", day - 39)));
    }
    for day in 1..=28 {
        for (month, outcome) in [(3, "seen"), (4, "was_not_brought"), (5, "seen"), (6, "cancelled_by_family")] {
            contacts.push(format!("50 2026-{month:02}-{day:02} {outcome} sector=education"));
        }
    }
    let measures = area(&contacts, &[]).measures(AS_OF);
    assert_eq!(lines(&measures, "service"), ["Audiology: 34, 120, 28, 1", "CAMHS: 30, 30, 30, 0"]);
    assert_eq!(lines(&measures, "provider"), ["P: 3, 6, 0, 0", "Not known: 31, 144, 58, 1"]);
    assert!(lines(&measures, "kind").contains(&"home_visit: 30, 30, 30, 0".to_owned()));
    assert_eq!(months(&measures, "CAMHS"), ["2026-10: 30, 30"]);
    assert_eq!(
        months(&measures, "Audiology"),
        ["2025-10: 30, 30", "2026-03: 28, 0", "2026-04: 28, 28", "2026-05: 28, 0", "2026-10: 36, 0"]
    );
    let sum = |name: &str, what: ContactClass| {
        let dimension = dimension(&measures, name);
        dimension.combine(&(0..dimension.groups.len() as u16).collect()).contacts.tally(what).in_test()
    };
    for name in ["service", "provider", "sector", "kind", "age_band"] {
        for (what, expected) in [
            (ContactClass::Due, 150),
            (ContactClass::ByFamily, 28),
            (ContactClass::FailedBefore, 30),
            (ContactClass::DueBefore, 30),
        ] {
            assert_eq!(sum(name, what), expected, "{name} {what:?}");
        }
    }
}
