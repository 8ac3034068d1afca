//! A child who was listed for not having been seen leaves the list: the page says who saw the child, or that nobody has.

use super::*;

const NOT_SEEN: &str = "[rules.not_seen]\nenabled = true\n[limits]";
const CANCELLED: &str = "[rules.repeated_cancellation]\nenabled = true\n[limits]";

/// The list of this week, after contacts of a child in both weeks. `settings` stand before `[limits]`.
fn list(settings: &str, before: &str, now: &str) -> String {
    let area = Area::new(&CONFIG.replace("[limits]", settings));
    area.write("clinic.csv", extract(&[(number(0), before)]));
    publish(&area, LAST_WEEK, &[]);
    assert_eq!(area.pack(LAST_WEEK).column("cases.csv", "case_ref").len(), 1, "listed last week: {before}");
    area.write("clinic.csv", extract(&[(number(0), now)]));
    publish(&area, THIS_WEEK, &[]);
    assert_eq!(area.pack(THIS_WEEK).column("resolved.csv", "reason"), ["below_threshold"], "{now}");
    area.pack(THIS_WEEK).text("index.html")
}

/// A part of a page between two texts.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).unwrap_or_else(|| panic!("no {from}: {page}")).1.split_once(to).unwrap().0
}

#[test]
fn who_has_left_the_list_was_seen_or_is_still_to_be_looked_into() {
    let missing = "A 2026-11-10 whereabouts_unknown";
    let old = "A 2025-11-18 whereabouts_unknown";
    let withdrawn = "C 2025-11-18 disengaged, B 2026-05-01 seen";
    // The settings, the contacts of both weeks, whether somebody must look into it, and what the list says.
    let table: &[(&str, &str, &str, bool, &str)] = &[
        (
            "[limits]",
            missing,
            "A 2026-11-10 whereabouts_unknown, B 2026-11-20 seen",
            false,
            "Seen in person on 20 November 2026, B.",
        ),
        (
            "[limits]",
            old,
            old,
            true,
            "Still not seen in person. The record that the child’s whereabouts are unknown is now before the review period of \
             365 days.",
        ),
        (
            "[limits]",
            missing,
            "A 2026-11-10 cancelled_by_provider",
            true,
            "No record says any more that the child’s whereabouts are unknown, and none says that the child has been seen or \
             found.",
        ),
        ("[limits]", missing, "A 2026-11-10 seen", false, "Seen in person on 10 November 2026, A."),
        (
            "[limits]",
            withdrawn,
            withdrawn,
            true,
            "Still not seen in person by C. The record that the family withdrew is now before the review period of 365 days.",
        ),
        (
            "[limits]",
            "C 2026-05-01 disengaged",
            "C 2026-05-01 disengaged, B 2026-11-17 seen, C 2026-11-18 seen",
            false,
            "Seen in person on 18 November 2026, C.",
        ),
        (
            NOT_SEEN,
            "A 2026-06-01 seen looked_after",
            "A 2026-06-01 seen looked_after, A 2026-11-20 seen looked_after",
            false,
            "Seen in person on 20 November 2026, A.",
        ),
        (
            NOT_SEEN,
            "A 2025-11-18 seen looked_after",
            "A 2025-11-18 seen looked_after",
            true,
            "Still not seen in person, and nothing is recorded in the last 365 days.",
        ),
        (
            CANCELLED,
            "A 2025-11-18 cancelled_by_family, A 2026-01-05 cancelled_by_family, A 2026-02-05 cancelled_by_family",
            "A 2025-11-18 cancelled_by_family, A 2026-01-05 cancelled_by_family, A 2026-02-05 cancelled_by_family",
            false,
            "The family cancelled",
        ),
    ];
    for (settings, before, now, look_into, told) in table {
        let page = list(settings, before, now);
        let left = part(&page, "<table class=\"left\">", "</table>");
        assert!(left.contains(told), "{told}: {left}");
        assert_eq!(left.contains("Look into this:"), *look_into, "{left}");
        assert!(!left.contains("do not show why"), "{left}");
    }
}

#[test]
fn a_child_who_was_found_is_said_to_be() {
    let area = Area::new(&CONFIG.replace("date_of_death = \"died\"", "ended_on = \"died\""));
    let rows = extract(&[(number(0), "A 2026-11-10 whereabouts_unknown")]);
    area.write("clinic.csv", &rows);
    publish(&area, LAST_WEEK, &[]);
    area.write(
        "clinic.csv",
        rows.replace("whereabouts_unknown,2015-01-01,", "whereabouts_unknown,2015-01-01,2026-11-19"),
    );
    publish(&area, THIS_WEEK, &[]);
    let page = area.pack(THIS_WEEK).text("index.html");
    let left = part(&page, "<table class=\"left\">", "</table>");
    assert!(left.contains("Recorded as found on 19 November 2026.") && !left.contains("Look into this:"), "{left}");
}

#[test]
fn who_was_immediate_and_left_for_a_reason_to_look_into_is_looked_at_first() {
    let old = "A 2025-11-18 whereabouts_unknown";
    let page = list("[limits]", old, old);
    let first = part(&page, "<h2 id=\"first\">", "</section>");
    for told in
        ["Was immediate", "href=\"index.html#left\"", "left the list", "Look into this: Still not seen in person."]
    {
        assert!(first.contains(told), "{told}: {first}");
    }
    assert!(page.contains("No child is on this list: no rule holds for anybody in this review period."), "{page}");
    assert!(!page.contains("reviews-template.csv"), "there is no case to decide about: {page}");
    let found =
        list("[limits]", "A 2026-11-10 whereabouts_unknown", "A 2026-11-10 whereabouts_unknown, B 2026-11-20 seen");
    assert!(!found.contains("Look at first"), "{found}");
}

#[test]
fn whom_to_look_at_first_has_what_is_new_overdue_and_urgent() {
    let area = Area::new(&CONFIG.replace("[limits]", "[targets]\nimmediate = 1\nurgent = 0\nroutine = 0\n[limits]"));
    let rows = |first: &str| {
        extract(&[
            (number(0), first),
            (number(1), "A 2026-11-10 whereabouts_unknown looked_after, A 2026-11-12 looked_after"),
        ])
        .replace("whereabouts_unknown,2015-01-01,,", "whereabouts_unknown,2015-01-01,,yes")
    };
    area.write("clinic.csv", rows("A 2026-10-01, A 2026-10-08"));
    publish(&area, LAST_WEEK, &[]);
    area.write("clinic.csv", rows(THREE));
    publish(&area, THIS_WEEK, &[]);
    let page = area.pack(THIS_WEEK).text("index.html");
    let first = part(&page, "<h2 id=\"first\">", "</section>");
    for told in [
        "; looked after child",
        "Decision overdue: it was due by 16 November.",
        "<span class=\"status new\">New</span>",
    ] {
        assert!(first.contains(told), "{told}: {first}");
    }
    let paper = part(&page, "<div class=\"first-on-paper\">", "</div>");
    assert!(paper.contains("looked after child") && paper.contains("3 failed contacts with A."), "{paper}");
    assert!(page.find("first-on-paper\">").unwrap() < page.find("<div class=\"worklist\">").unwrap());
    let sheets = area.pack(THIS_WEEK).files();
    let says =
        |text: &str| sheets.iter().any(|(name, bytes)| is_page(name) && String::from_utf8_lossy(bytes).contains(text));
    assert!(says("whereabouts unknown; looked after child"));
}
