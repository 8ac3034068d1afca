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

#[test]
fn a_call_is_not_called_seen() {
    let calls = |kind: &str, outcome: &str, days: &[&str]| -> String {
        let row =
            |(id, day): (usize, &&str)| format!("{},{ADA},4711,Audiology,2026-{day},,{kind},{outcome},,\n", id + 10);
        days.iter().enumerate().map(row).collect()
    };
    let not_seen = "not seen in person by any service";
    // The setting; contacts after 3 failed ones; what the tables call them; the mark; what step 2 says.
    for (in_person, contacts, label, mark, step) in [
        (
            true,
            calls("remote", "seen", &["10-23"]),
            "Spoken to (telephone or video), not seen",
            ": spoken to, not seen (telephone or video)",
            "2 more failed contacts; not seen in person by any service; spoken to once, on 23 October 2026.",
        ),
        (
            true,
            calls("remote", "seen", &["10-20", "10-23"]),
            "Spoken to (telephone or video), not seen",
            ": spoken to, not seen (telephone or video)",
            "not seen in person by any service; spoken to 2 times, the last on 23 October 2026.",
        ),
        (
            true,
            calls("clinic", "family_seen", &["10-23"]),
            "Family seen without the child",
            ": family seen without the child (clinic)",
            "not seen in person by any service; the family met or spoken to without the child once, on 23 October 2026.",
        ),
        (
            true,
            calls("remote", "family_seen", &["10-23"]),
            "Family spoken to (telephone or video), child not seen",
            ": family seen without the child (telephone or video)",
            "not seen in person by any service; the family met or spoken to without the child once, on 23 October 2026.",
        ),
        (true, calls("clinic", "seen", &["10-23"]), "Seen", ": seen (clinic)", "2 more failed contacts; seen once."),
        (
            false,
            calls("remote", "seen", &["10-23"]),
            "Seen",
            ": seen (telephone or video)",
            "2 more failed contacts; seen once.",
        ),
    ] {
        let area = area(&[missed(""), vec![contacts.trim_end().to_owned()]].concat(), &[format!("{ADA},,,1,N")]);
        let config =
            CONFIG.replacen("[[contacts]]", &format!("[review]\nseen_in_person = {in_person}\n[[contacts]]"), 1);
        area.write("failed-contact.toml", config);
        let page = sheet(&area);
        let people = between(&page, "id=\"people\"", "</section>");
        assert_has(people, &format!("23 October 2026: {label}<"));
        let table = between(&page, "id=\"contacts\"", "</section>");
        assert!(
            table.contains(&format!("<td>{label} ")) || table.contains(&format!("<td>{label}<")),
            "{label}: {table}"
        );
        let picture = between(&page, "id=\"picture\"", "</section>");
        assert_has(picture, mark);
        assert_eq!(picture.contains("class=\"mark spoken-to\""), label != "Seen", "{label}: {picture}");
        assert_eq!(picture.contains(">spoken to, not seen</text>"), label != "Seen", "{label}: {picture}");
        assert_lacks(picture, "other, or no outcome");
        let steps = between(&page, "id=\"steps\"", "</section>");
        assert_has(steps, step);
        assert_eq!(steps.contains(not_seen), label != "Seen");
        let outcomes = area.pack("2026-11-22").column("contacts.csv", "outcome");
        assert!(outcomes.iter().all(|outcome| ["seen", "family_seen", "was_not_brought"].contains(&outcome.as_str())));
    }
}

/// Sources that share their ids: the register, and 2 services.
const SHARED: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "welfare"
title = "Education Welfare"
files = ["welfare.csv"]
date_format = "%Y-%m-%d"
id_scope = "la"
[contacts.columns]
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
outcome = "outcome"
[[contacts]]
name = "care"
title = "Social Care"
files = ["care.csv"]
date_format = "%Y-%m-%d"
id_scope = "la"
[contacts.columns]
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
outcome = "outcome"
[[children]]
name = "register"
title = "Council register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
id_scope = "la"
[children.columns]
nhs_number = "nhs_number"
local_id = "local_id"
"#;

#[test]
fn an_id_that_sources_share_names_only_those_that_hold_the_child() {
    let row = |id: &str, day: usize, outcome: &str| format!("{ADA},{id},A,2026-10-0{day},{outcome}\n");
    let missed = |id: &str| (1..=3).map(|day| row(id, day, "was_not_brought")).collect::<String>();
    let seen = |id: &str| row(id, 9, "seen");
    let none = || format!("{BEN},8,A,2026-10-01,seen\n");
    for (welfare, care, register, shown) in [
        (none(), missed("4711"), "9", "4711 (Social Care), 9 (Council register)"),
        (none(), missed("4711"), "4711", "4711 (Social Care and Council register)"),
        (seen("12"), missed("4711"), "", "12 (Education Welfare), 4711 (Social Care)"),
        (seen("4711"), missed("4711"), "4711", "4711 (Education Welfare, Social Care and 1 more)"),
    ] {
        let area = Area::new(SHARED);
        let header = "nhs_number,local_id,service,date,outcome";
        area.write("welfare.csv", format!("{header}\n{welfare}"));
        area.write("care.csv", format!("{header}\n{care}"));
        area.write("register.csv", format!("nhs_number,local_id\n{ADA},{register}\n"));
        let page = sheet(&area);
        assert_has(&page, &format!("<dt>Known in systems as</dt><dd><bdi>{shown}</bdi></dd>"));
    }
}

#[test]
fn a_practitioners_code_is_not_shown_as_a_name() {
    let area = Area::new(&CONFIG.replacen("phone = \"phone\"", "practitioner = \"phone\"", 1));
    let rows = missed("C9000117");
    let seen = format!("4,{ADA},4711,Audiology,2026-10-09,09:30,clinic,seen,C9000602,");
    let header = "contact_id,nhs_number,local_id,service,date,time,kind,outcome,phone,postcode";
    area.write("clinic.csv", format!("{header}\n{}\n{seen}\n", rows.join("\n")));
    area.write("register.csv", format!("nhs_number,phone,postcode,plan,lac\n{ADA},,,1,N\n"));
    let page = sheet(&area);
    let whom = "<dt>By whom</dt><dd><bdi>code C9000602 (name not in the data)</bdi>";
    assert_has(between(&page, "id=\"seen\"", "</section>"), whom);
    assert_has(between(&page, "id=\"with\"", "</section>"), "code C9000602 (name not in the data)");
    assert_has(between(&page, "id=\"people\"", "</section>"), "code C9000602, code C9000117");
    assert_has(between(&page, "id=\"steps\"", "</section>"), "Audiology (code C9000602)");
}
