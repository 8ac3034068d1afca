//! Tests of the cases at month ends.

use super::AS_OF;
use super::area::{area, lines, rules, trend};

#[test]
fn a_child_may_be_a_case_at_earlier_month_ends_only() {
    // Three failed contacts within 365 days: from 1 December 2025 on, until the first is too old on 2 June 2026.
    let measures = area(
        &[
            "A 2025-06-02 was_not_brought",
            "A 2025-09-01 was_not_brought",
            "A 2025-12-31 was_not_brought",
            "A 2026-10-05 seen",
        ],
        &["A born=2015-01-01"],
    )
    .measures(AS_OF);
    assert_eq!(
        trend(&measures, "repeated"),
        ["2025-12: 1", "2026-01: 1", "2026-02: 1", "2026-03: 1", "2026-04: 1", "2026-05: 1"]
    );
    assert_eq!(rules(&measures), [""; 0]);
    assert_eq!(lines(&measures, "service"), ["Audiology: 1, 2, 1, 0"]);
}

#[test]
fn a_month_end_counts_what_happened_up_to_it_and_no_more() {
    for (third, expected) in [("2026-10-30", true), ("2026-10-31", true), ("2026-11-01", false), ("2026-11-22", false)]
    {
        let contacts = ["A 2026-08-03 no_access", "A 2026-09-07 no_access", &format!("A {third} no_access")];
        let measures = area(&contacts, &["A born=2015-01-01"]).measures(AS_OF);
        let expected: &[&str] = if expected { &["repeated routine: 1"] } else { &[] };
        assert_eq!(rules(&measures), expected, "{third}");
    }
}

#[test]
fn a_child_seen_after_the_month_end_was_missing_at_it() {
    for (seen, expected) in [("2026-10-31", false), ("2026-11-01", true)] {
        let contacts = ["A 2026-10-05 whereabouts_unknown", &format!("A {seen} seen")];
        let measures = area(&contacts, &["A born=2015-01-01 looked_after=Y"]).measures(AS_OF);
        let expected: &[&str] = if expected { &["whereabouts_unknown immediate: 1"] } else { &[] };
        assert_eq!(rules(&measures), expected, "{seen}");
    }
}

#[test]
fn rules_are_counted_by_the_priority_of_the_case() {
    let contacts: Vec<String> = ["A", "B", "C"]
        .iter()
        .flat_map(|child| ["2026-08-03", "2026-09-07", "2026-10-05"].map(|day| format!("{child} {day} no_access")))
        .chain(["C 2026-10-06 whereabouts_unknown".to_owned()])
        .collect();
    let children = ["A born=2015-01-01", "B born=2015-01-01 looked_after=Y", "C born=2015-01-01 looked_after=Y"];
    let measures = area(&contacts, &children).measures(AS_OF);
    assert_eq!(
        rules(&measures),
        ["repeated immediate: 1", "repeated urgent: 1", "repeated routine: 1", "whereabouts_unknown immediate: 1",]
    );
    let order: Vec<&str> = measures.rules.iter().map(|r| r.rule).collect();
    assert_eq!(order.len(), measures.rule_names.len() * 3);
    assert!(order.chunks(3).zip(&measures.rule_names).all(|(rules, name)| rules == [*name; 3]));
}

#[test]
fn a_baby_is_an_infant_at_the_month_ends_before_the_first_birthday() {
    // Two failed contacts are enough for an infant: born 1 September 2025, one year old from September 2026 on.
    let contacts = ["A 2026-05-04 no_access", "A 2026-06-01 no_access"];
    let measures = area(&contacts, &["A born=2025-09-01"]).measures(AS_OF);
    assert_eq!(trend(&measures, "early_concern"), ["2026-06: 1", "2026-07: 1", "2026-08: 1"]);
}

#[test]
fn somebody_who_turned_18_or_died_since_was_a_child_at_the_month_ends_before() {
    let contacts =
        |child: &str| ["2026-06-01", "2026-06-08", "2026-06-15"].map(|day| format!("{child} {day} no_access"));
    for (who, last) in [("born=2008-09-01", "2026-08"), ("born=2008-08-31", "2026-07"), ("died=2026-09-30", "2026-08")]
    {
        let measures = area(&contacts("A"), &[&format!("A {who}")]).measures(AS_OF);
        assert_eq!(trend(&measures, "repeated").last(), Some(&format!("{last}: 1")), "{who}");
        assert_eq!(trend(&measures, "repeated")[0], "2026-06: 1", "{who}");
    }
}

#[test]
fn a_household_counts_those_who_were_children_then() {
    // The brother turns 18 on 1 October 2026; until then they have three failed contacts together.
    let contacts = ["A 2026-07-06 no_access", "A 2026-07-13 no_access", "B 2026-07-20 no_access"];
    let children = ["A born=2008-10-01 household=H", "B born=2015-01-01 household=H"];
    let measures = area(&contacts, &children).measures(AS_OF);
    assert_eq!(trend(&measures, "household"), ["2026-07: 2", "2026-08: 2", "2026-09: 2"]);
}

#[test]
fn a_booking_that_was_answered_after_the_month_end_was_open_at_it() {
    // At the end of October the booking, which is read last, is the child's newest record, and its household has no other child. Its
    // outcome, from November, has the household of B.
    let contacts = [
        "A 2026-07-06 no_access",
        "A 2026-07-13 no_access",
        "B 2026-07-20 no_access household=H",
        "A 2026-11-05 seen household=H",
        "A 2026-11-05 pending household=J",
    ];
    let area = area(&contacts, &["A born=2015-01-01", "B born=2015-01-01"]);
    assert_eq!(area.review(AS_OF).cases.list.len(), 2, "by now the booking is superseded");
    assert_eq!(rules(&area.measures(AS_OF)), [""; 0]);
    assert_eq!(rules(&area.measures("2026-10-31")), [""; 0]);
}

#[test]
fn a_booking_that_was_answered_after_the_month_end_may_have_had_the_household() {
    // The reverse: only the booking names the household, and its outcome, which is read last, does not.
    let contacts = [
        "A 2026-07-06 no_access",
        "A 2026-07-13 no_access",
        "B 2026-07-20 no_access household=H",
        "A 2026-11-05 pending household=H",
        "A 2026-11-05 seen",
    ];
    let area = area(&contacts, &["A born=2015-01-01", "B born=2015-01-01"]);
    assert_eq!(area.review(AS_OF).cases.list.len(), 0, "by now the booking is superseded");
    assert_eq!(rules(&area.measures(AS_OF)), ["household routine: 2"]);
    assert_eq!(rules(&area.measures("2026-10-31")), ["household routine: 2"]);
}

#[test]
fn an_outcome_that_replaced_another_after_the_month_end_was_not_read_at_it() {
    // The id of the third failed contact, of October, was used again for a contact of November.
    let contacts =
        ["A 2026-08-03 no_access", "A 2026-09-07 no_access", "A 2026-10-05 no_access id=K", "A 2026-11-09 seen id=K"];
    let area = area(&contacts, &["A born=2015-01-01"]);
    assert_eq!(area.review(AS_OF).cases.list.len(), 0, "by now the failed contact of October is superseded");
    for as_of in [AS_OF, "2026-10-31"] {
        let measures = area.measures(as_of);
        assert_eq!(rules(&measures), ["repeated routine: 1"], "{as_of}");
        assert_eq!(trend(&measures, "repeated"), ["2026-10: 1"], "{as_of}");
        assert_eq!(lines(&measures, "service"), ["Audiology: 1, 3, 3, 1"], "{as_of}");
    }
}

#[test]
fn a_source_is_as_fresh_at_a_month_end_as_it_was_then() {
    // Nobody has seen A since August. The only contact of October is B's, whose id was used again in November. By now it is superseded, but
    // at the end of October it showed that the source was not stale.
    let contacts = ["A 2026-08-03 seen", "B 2026-10-27 seen id=K", "B 2026-11-09 seen id=K"];
    let area = area(&contacts, &["A born=2015-01-01 looked_after=Y"]);
    area.configure("[rules.not_seen]\nenabled = true\ndays = 60");
    for as_of in [AS_OF, "2026-10-31"] {
        let measures = area.measures(as_of);
        assert_eq!(trend(&measures, "not_seen"), ["2026-10: 1"], "{as_of}");
    }
    assert_eq!(area.review("2026-10-31").cases.list.len(), 1);
}

#[test]
fn a_source_without_a_newer_contact_is_stale_at_a_month_end() {
    // Without a recent contact, the source is stale: A may have been seen, and nobody sent the record.
    for (contact, expected) in [("2026-10-16", false), ("2026-10-17", true), ("2026-11-02", false)] {
        let area = area(&["A 2026-08-03 seen", &format!("B {contact} seen")], &["A born=2015-01-01 looked_after=Y"]);
        area.configure("[rules.not_seen]\nenabled = true\ndays = 60");
        let expected: &[&str] = if expected { &["2026-10: 1"] } else { &[] };
        for as_of in [AS_OF, "2026-10-31"] {
            assert_eq!(trend(&area.measures(as_of), "not_seen"), expected, "{contact} {as_of}");
        }
    }
}

#[test]
fn rules_that_are_off_are_not_counted() {
    let area = area(&["A 2026-10-05 seen"], &[]);
    area.configure("[rules.repeated]\nenabled = false");
    let measures = area.measures(AS_OF);
    assert_eq!(
        measures.rule_names,
        [
            "cross_service",
            "whereabouts_unknown",
            "disengaged",
            "household",
            "unscheduled_care",
            "early_concern",
            "repeated_cancellation"
        ]
    );
    assert!(measures.trend.iter().all(|end| end.by_rule.len() == 7));
}
