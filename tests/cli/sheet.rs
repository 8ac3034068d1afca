//! What the sheet of a case says of what sources know: telephone numbers, titles, "not known", what could be compared.

use crate::support::{ADA, Area, BEN, assert_has, assert_lacks};

const CONFIG: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
title = "Children's clinics"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
id_scope = "pas"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
time = "time"
kind = "kind"
outcome = "outcome"
phone = "phone"
postcode = "postcode"
[[children]]
name = "register"
title = "Child health register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs_number"
phone = "phone"
postcode = "postcode"
[children.factor_codes]
plan = "nhs-child-protection-plan"
lac = "nhs-looked-after"
"#;

fn area(contacts: &[String], register: &[String]) -> Area {
    let area = Area::new(CONFIG);
    let header = "contact_id,nhs_number,local_id,service,date,time,kind,outcome,phone,postcode";
    area.write("clinic.csv", format!("{header}\n{}\n", contacts.join("\n")));
    area.write("register.csv", format!("nhs_number,phone,postcode,plan,lac\n{}\n", register.join("\n")));
    area
}

/// The only sheet of the area.
fn sheet(area: &Area) -> String {
    let pack = area.report();
    let [reference] = &pack.column("cases.csv", "case_ref")[..] else { panic!("one case") };
    pack.text(&format!("cases/{reference}.html"))
}

/// The part of a page from one text to another.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    &page[start..start + page[start..].find(to).unwrap_or_else(|| panic!("no {to:?} after {from:?}"))]
}

/// Three missed appointments, and what else each contact says.
fn missed(phone: &str) -> Vec<String> {
    (1..=3)
        .map(|id| format!("{id},{ADA},4711,Audiology,2026-10-0{id},09:30,clinic,was_not_brought,{phone},FX1 1AA"))
        .collect()
}

#[test]
fn telephone_numbers_stand_on_the_first_screen_with_their_sources() {
    let area = area(&missed("01632 960001"), &[format!("{ADA},01632960002,FX1 1AA,1,N")]);
    let page = sheet(&area);
    let top = between(&page, "<div class=\"who\">", "class=\"in-short\"");
    assert_has(top, "01632 960001 (Children&#39;s clinics) and 01632960002 (Child health register)");
    assert_has(top, "4711 (Children&#39;s clinics)");
    let steps = between(&page, "id=\"steps\"", "id=\"checks\"");
    assert_has(steps, "Telephone 01632 960001 (Children&#39;s clinics)");
    let summary = between(&page, "id=\"summary\"", "</pre>");
    assert_has(summary, "Telephone on record: 01632 960001");
    let asks = between(&page, "id=\"asks\"", "</section>");
    assert_lacks(asks, "telephone numbers");
}

#[test]
fn one_number_that_is_written_in_two_ways_is_one_number() {
    let page = sheet(&area(&missed("01632 960001"), &[format!("{ADA},(01632) 960-001,FX1 1AA,1,N")]));
    assert!(page.contains("01632 960001 (Children&#39;s clinics and Child health register)"));
}

#[test]
fn a_number_of_several_lines_stands_on_one_wherever_it_is_shown() {
    let area = area(&missed("\"01632 960001\n01632 960002\u{7}\""), &[format!("{ADA},,FX1 1AA,1,N")]);
    let page = sheet(&area);
    assert_eq!(page.matches("01632 960001 01632 960002  (Children&#39;s clinics)").count(), 3, "{page}");
    assert!(!page.contains('\u{7}'));
    let summary = between(&page, "id=\"summary\"", "</pre>");
    assert_has(summary, "\nTelephone on record: 01632 960001 01632 960002  (Children&#39;s clinics).\n");
}

#[test]
fn without_a_number_somebody_must_find_one() {
    let page = sheet(&area(&missed(""), &[format!("{ADA},NULL,FX1 1AA,1,N")]));
    assert!(between(&page, "id=\"asks\"", "</section>").contains("telephone numbers"));
    assert!(!page.contains("Telephone on record"));
}

#[test]
fn a_code_for_not_known_is_shown_unless_another_record_knows() {
    let (plan, before, care) =
        ("child protection plan", "previously known to children&#39;s services", "looked after child");
    for (records, not_known) in [
        (&["X,X"][..], &[plan, care, before][..]),
        (&["X,N"], &[plan, before]),
        (&["1,N"], &[]),
        (&["2,N"], &[]),
        (&["3,N"], &[]),
        (&["X,N", "3,N"], &[before]),
        (&["X,N", "2,N"], &[plan]),
        (&["X,Y"], &[plan, before]),
    ] {
        let register: Vec<String> = records.iter().map(|codes| format!("{ADA},,FX1 1AA,{codes}")).collect();
        let page = sheet(&area(&missed(""), &register));
        let lead = "Recorded as “not known”:</strong> ";
        let sentence = page.find(lead).map(|at| between(&page[at..], lead, "</p>").to_lowercase()).unwrap_or_default();
        for factor in [plan, before, care] {
            assert_eq!(sentence.contains(factor), not_known.contains(&factor), "{records:?}: {sentence}");
        }
        let on_top = between(&page, "id=\"asks\"", "</section>").contains("(recorded as “not known”)");
        assert_eq!(on_top, !not_known.is_empty(), "{records:?}");
    }
}

#[test]
fn only_what_the_records_allow_is_called_compared() {
    let nothing = missed("").iter().map(|line| line.replace("09:30", "")).collect::<Vec<_>>();
    let page = sheet(&area(&nothing, &[format!("{BEN},,,1,N")]));
    assert!(between(&page, "id=\"checks\"", "</section>").contains("nothing that could be compared"));
    let mut more = missed("");
    more.push(format!("4,{ADA},4711,Audiology,2026-10-09,09:30,clinic,seen,,FX1 1AA"));
    let page = sheet(&area(&more, &[format!("{ADA},,FX1 1AA,1,N")]));
    let checks = between(&page, "id=\"checks\"", "</section>");
    assert_has(checks, "Compared: postcodes, weekday and time of day.");
    // One failed contact has no time, so the times of day cannot be compared.
    more[0] = more[0].replace("09:30", "");
    let page = sheet(&area(&more, &[format!("{ADA},,FX1 1AA,1,N")]));
    let checks = between(&page, "id=\"checks\"", "</section>");
    assert_has(checks, "Compared: postcodes and weekday.");
    // Two failed contacts say nothing of a weekday.
    more[0] = more[0].replace("was_not_brought", "pending");
    let page = sheet(&area(&more, &[format!("{ADA},,FX1 1AA,1,Y")]));
    let checks = between(&page, "id=\"checks\"", "</section>");
    assert_has(checks, "Compared: postcodes.");
}

#[test]
fn the_summary_says_when_the_family_was_last_spoken_to() {
    let mut contacts = missed("");
    contacts.push(format!("4,{ADA},4711,Audiology,2026-09-01,,clinic,seen,,"));
    contacts.push(format!("5,{ADA},4711,Audiology,2026-10-20,,remote,seen,,"));
    let page = sheet(&area(&contacts, &[format!("{ADA},,,1,N")]));
    let summary = between(&page, "id=\"summary\"", "</pre>");
    assert_has(summary, "Last seen in person: 1 September 2026, Audiology (clinic).");
    assert_has(summary, "Last spoken to: 20 October 2026, Audiology (telephone or video).");
}
