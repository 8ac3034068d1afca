//! The list: whom it says to look at first, and what it says before anything else.

use std::fmt::Write as _;

use crate::support::{Area, Pack, assert_has, assert_lacks, number};

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
stale_days = 400
[rules.repeated_cancellation]
enabled = true
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
family_name = "family"
service = "service"
date = "date"
outcome = "outcome"
[contacts.outcomes]
"child died" = "cancelled_by_family"
[contacts.factors]
child_protection_plan = "plan"
looked_after = "care"
"#;
const FIRST: &str = "2026-11-08";
const LATER: &str = "2026-11-15";
const STOP: &str = "Stop: a record mentions a death. Find out before anybody contacts the family.";

/// Three contacts of a child, whose name is the letter of their place. `care` is blank, or a factor.
fn three(place: usize, outcome: &str, care: &str) -> String {
    let (plan, looked_after) = (if care == "plan" { "Y" } else { "" }, if care == "care" { "Y" } else { "" });
    ["2026-09-01", "2026-09-08", "2026-09-15"].iter().fold(String::new(), |mut rows, day| {
        let letter = char::from(b'A' + u8::try_from(place).unwrap());
        writeln!(rows, "{},{letter},Audiology,{day},{outcome},{plan},{looked_after}", number(place)).unwrap();
        rows
    })
}

fn report(area: &Area, as_of: &str, rows: &str) -> Pack {
    area.write("clinic.csv", format!("nhs_number,family,service,date,outcome,plan,care\n{rows}"));
    let run = area.run(&["report", "--as-of", as_of, "--only", "safeguarding"]);
    run.assert_status(0);
    area.pack(as_of)
}

/// The part of the list that names the children to look at first.
fn first_of(page: &str) -> &str {
    page.split_once("<h2 id=\"first\">").unwrap().1.split_once("</section>").unwrap().0
}

/// The names in that part.
fn named(page: &str) -> String {
    let names = first_of(page).split("<bdi>").filter_map(|rest| rest.split_once("</bdi></a>"));
    names.map(|(name, _)| name).collect()
}

#[test]
fn urgent_cases_follow_the_immediate_ones_and_the_most_pressing_come_first() {
    let area = Area::new(CONFIG);
    let missed = |place, care| three(place, "was_not_brought", care);
    // A is missing, B and C are routine.
    let missing = three(0, "whereabouts_unknown", "");
    let then = format!("{missing}{}{}{}", missed(1, ""), missed(3, "care"), missed(4, "plan"));
    let page = report(&area, FIRST, &then).text("index.html");
    assert_eq!(named(&page), "AED", "with a plan before without, and no routine case");
    assert_has(first_of(&page), "Decide by 9 November.");
    assert_has(&page, "<div>Decide by 9 November 2026</div>");
    let now = ["care", "care", "plan", "care"].iter().zip(5..).fold(then, |rows, (care, at)| rows + &missed(at, care));
    let page = report(&area, LATER, &format!("{now}{}", missed(2, ""))).text("index.html");
    // H has a plan, but the decisions about D and E are overdue. Of F, G and I only one has room.
    assert_eq!(named(&page), "AEDHFG");
    assert_has(first_of(&page), "After them: 1 urgent and 2 routine.");
    assert_has(first_of(&page), "Decision overdue: it was due by 13 November.");
    assert_has(
        first_of(&page),
        "<p class=\"brief\"><bdi>Whereabouts unknown since 15 September 2026. Decision overdue.</bdi>",
    );
    assert_has(&page, "No decision for 1 week; one was due by 13 November 2026");
    assert_has(&page, "<div>No decision for 1 week; decide by 20 November 2026</div>");
}

#[test]
fn a_mentioned_death_is_said_first_and_its_child_is_named_whatever_the_priority() {
    let area = Area::new(CONFIG);
    let died = |place| format!("{},X,Audiology,2026-11-01,child died,,\n", number(place));
    let booked = format!("{},X,Audiology,2027-01-04,pending,,\n", number(99));
    let mut rows = (0..6).fold(booked, |rows, place| rows + &three(place, "was_not_brought", ""));
    // One with failed contacts, one without.
    rows += &(three(20, "was_not_brought", "") + &died(20) + &three(21, "cancelled_by_family", "") + &died(21));
    let page = report(&area, LATER, &rows).text("index.html");
    let first = first_of(&page);
    assert_eq!(first.matches(&format!("<p class=\"reasons\"><strong>{STOP}</strong> <bdi>")).count(), 2, "{first}");
    assert_eq!(first.matches(&format!("<p class=\"brief\"><bdi>{STOP}</bdi>")).count(), 2);
    assert_has(first, "After them: 5 routine.");
    assert_eq!(page.matches(&format!("<td><p><strong>{STOP}</strong></p><bdi>")).count(), 2);
    let (_, paper) = page.split_once("<div class=\"first-on-paper\">").unwrap();
    assert_eq!(paper.split_once("</div>").unwrap().0.matches(STOP).count(), 2);
    assert_lacks(&page, "a death is mentioned");
    assert_eq!(page.matches("Check: nothing is booked").count(), 6, "it is left out where a death is mentioned");

    // A decision does not hide it.
    let decided = format!("nhs_number,reviewed_on,reviewer,decision\n{},2026-11-14,R. Sandhu,monitoring\n", number(20));
    area.write("reviews/a.csv", decided);
    let run = area.run(&["report", "--as-of", LATER, "--only", "safeguarding", "--replace"]);
    run.assert_status(0);
    let page = area.pack(LATER).text("index.html");
    assert_eq!(first_of(&page).matches("A decision still holds.").count(), 1);
    assert_eq!(first_of(&page).matches(&format!("<strong>{STOP}</strong>")).count(), 2);
}

#[test]
fn the_numbers_of_a_list_with_decisions_add_up() {
    let area = Area::new(CONFIG);
    let rows = (0..7).fold(String::new(), |rows, place| rows + &three(place, "was_not_brought", "care"));
    let rows = rows + &three(7, "was_not_brought", "");
    let decided = |place| format!("{},2026-11-07,R. Sandhu,monitoring\n", number(place));
    area.write("reviews/a.csv", "nhs_number,reviewed_on,reviewer,decision\n");
    let page = report(&area, FIRST, &rows).text("index.html");
    assert_has(&page, "<h1>8 cases to review</h1>");
    assert_has(first_of(&page), "<p>After them: 1 urgent and 1 routine.</p>");
    for (places, heading, more, new) in [
        (0..1, "8 cases: 7 to decide, 1 reviewed", "After them: 1 routine. 1 more is reviewed.", "New: 7 cases"),
        (0..2, "8 cases: 6 to decide, 2 reviewed", "After them: 1 routine. 2 more are reviewed.", "New: 6 cases"),
        (0..6, "8 cases: 2 to decide, 6 reviewed", "A decision still holds for 6 other cases.", "New: 2 cases"),
        (0..8, "8 cases, all reviewed", "Nobody: a decision still holds for every case.", ""),
    ] {
        let rows: String = places.map(decided).collect();
        area.write("reviews/a.csv", format!("nhs_number,reviewed_on,reviewer,decision\n{rows}"));
        area.run(&["report", "--as-of", FIRST, "--only", "safeguarding", "--replace"]).assert_status(0);
        let page = area.pack(FIRST).text("index.html");
        assert_has(&page, &format!("<h1>{heading}</h1>"));
        assert_has(first_of(&page), &format!("<p>{more}</p>"));
        assert_has(&page, new);
        assert_eq!(
            page.contains("This is the first report, so every case without a decision is new."),
            !new.is_empty()
        );
        assert_lacks(&page, "Not on the last list");
    }
}
