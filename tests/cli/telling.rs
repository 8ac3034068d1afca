//! The pages for others: what the first sentence says of a child follows from why the child is listed, and from nothing else.

use crate::support::{ADA, AS_OF, Area, assert_has, assert_lacks};

const CONFIG: &str = r#"
organisation = "Test Team"
[failed_contact]
outcomes = ["was_not_brought"]
[rules.not_seen]
enabled = true
[rules.repeated_cancellation]
enabled = true
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
service = "service"
date = "date"
outcome = "outcome"
referrer = "referrer"
gp_practice = "gp"
school = "school"
[contacts.factors]
looked_after = "looked_after"
"#;

/// The pages about the only case, by recipient: the GP practice, the school and a referrer.
fn letters(contacts: &[&str]) -> [String; 3] {
    letters_of(CONFIG, contacts)
}

fn letters_of(config: &str, contacts: &[&str]) -> [String; 3] {
    let area = Area::new(config);
    let row = |contact: &&str| {
        let (contact, referrer) = contact.split_once(" by ").unwrap_or((contact, ""));
        let (contact, looked_after) =
            contact.strip_suffix(" looked_after").map_or((contact, ""), |contact| (contact, "yes"));
        format!("{ADA},{contact},{referrer},High Street Surgery,Hill School,{looked_after}\n")
    };
    let rows: String = contacts.iter().map(row).collect();
    area.write("clinic.csv", format!("nhs_number,service,date,outcome,referrer,gp,school,looked_after\n{rows}"));
    let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
    run.assert_status(0);
    let pack = area.pack(AS_OF);
    let [reference] = &pack.column("cases.csv", "case_ref")[..] else { panic!("one case") };
    let page = pack.text(&format!("telling/{reference}.html"));
    ["gp", "school", "referrer-1"].map(|id| {
        let letter = page.split_once(&format!("id=\"{id}\"")).map_or("", |(_, rest)| rest);
        letter.split_once("</section>").map_or(letter, |(letter, _)| letter).to_owned()
    })
}

#[test]
fn the_first_sentence_says_why_the_child_is_listed() {
    let cancelled =
        ["A,2026-09-01,cancelled_by_family", "A,2026-09-08,cancelled_by_family", "A,2026-09-15,cancelled_by_family"];
    let withdrawn = "The family has withdrawn from the service below.";
    let not_seen = "No service has seen this child in person for some time.";
    let help = "We want to help this child to be seen by the services.";
    // The rule; contacts; what the GP practice reads, with the fact below it; what the school reads.
    let table: &[(&str, Vec<&str>, &str, &str, &str)] = &[
        (
            "disengaged",
            vec!["Audiology,2026-10-01,disengaged", "Dietetics,2026-11-19,seen"],
            withdrawn,
            "Audiology on 1 October 2026",
            help,
        ),
        (
            "disengaged, and cancelled at another service",
            [&["Audiology,2026-10-01,disengaged"], &cancelled[..]].concat(),
            withdrawn,
            "Audiology on 1 October 2026",
            help,
        ),
        (
            "disengaged, from two services",
            vec!["Audiology,2026-10-01,disengaged", "Dietetics,2026-11-19,disengaged"],
            "The family has withdrawn from the services below.",
            "Dietetics on 19 November 2026; Audiology on 1 October 2026",
            help,
        ),
        (
            "repeated_cancellation",
            [&["Dietetics,2026-11-19,seen"], &cancelled[..]].concat(),
            "The appointments below were cancelled, and the service has not seen this child since.",
            "A on 15 September 2026",
            "Some appointments of this child were cancelled.",
        ),
        (
            "not_seen",
            vec!["Audiology,2026-06-01,seen looked_after", "Audiology,2026-11-19,cancelled_by_provider"],
            not_seen,
            "Audiology",
            help,
        ),
        (
            "whereabouts_unknown",
            vec!["Audiology,2026-10-01,whereabouts_unknown"],
            "A service has recorded that it does not know where this child is.",
            "",
            "Services cannot reach this child at present",
        ),
        (
            "repeated",
            vec!["A,2026-09-01,was_not_brought", "A,2026-09-08,was_not_brought", "A,2026-09-15,was_not_brought"],
            "This child was not seen at the appointments below.",
            "<dt>Not seen by</dt><dd><bdi>A on 15 September 2026, 8 September 2026 and 1 September 2026</bdi>",
            "Some appointments of this child were missed.",
        ),
    ];
    for (rule, contacts, gp, fact, school) in table {
        let [to_gp, to_school, _] = letters(contacts);
        assert!(to_gp.contains(gp) && to_gp.contains(fact), "{rule}: {to_gp}");
        assert!(to_school.contains(school), "{rule}: {to_school}");
        for other in [withdrawn, not_seen].iter().filter(|other| *other != gp) {
            assert!(!to_gp.contains(other) && !to_school.contains(other), "{rule}: {to_gp}{to_school}");
        }
    }
}

#[test]
fn contacts_that_were_not_appointments_are_not_called_so() {
    let help = "We want to help this child to be seen by the services.";
    let every_outcome = CONFIG.replace("outcomes = [\"was_not_brought\"]", "");
    // What it is; contacts; what the GP practice reads, with the fact below it; what the school reads.
    let table: &[(&str, Vec<&str>, &str, &str, &str)] = &[
        (
            "whereabouts_unknown",
            vec!["Audiology,2026-10-01,whereabouts_unknown", "Audiology,2026-09-01,was_not_brought"],
            "A service has recorded that it does not know where this child is.",
            "Audiology on 1 October 2026 (whereabouts unknown) and 1 September 2026</bdi>",
            "Services cannot reach this child at present",
        ),
        (
            "repeated, at visits too",
            vec!["A,2026-09-01,was_not_brought", "A,2026-09-08,no_access", "B,2026-09-15,was_not_brought"],
            "This child was not seen at the appointments or visits below.",
            "B on 15 September 2026; A on 8 September 2026 (no access at a visit) and 1 September 2026",
            "Some appointments or visits of this child were missed.",
        ),
        (
            "repeated, and withdrawn from a service that has seen the child since",
            vec![
                "A,2026-09-01,was_not_brought",
                "A,2026-09-08,was_not_brought",
                "A,2026-09-15,disengaged",
                "A,2026-11-19,seen",
            ],
            "The service below did not see this child on the days shown.",
            "A on 15 September 2026 (family withdrew from the service), 8 September 2026 and 1 September 2026",
            help,
        ),
        (
            "cross_service, and withdrawn from one of them",
            vec!["A,2026-09-01,was_not_brought", "B,2026-09-15,disengaged"],
            "The services below did not see this child on the days shown.",
            "B on 15 September 2026 (family withdrew from the service); A on 1 September 2026",
            help,
        ),
    ];
    for (what, contacts, gp, fact, school) in table {
        let [to_gp, to_school, _] = letters_of(&every_outcome, contacts);
        assert!(to_gp.contains(gp) && to_gp.contains(fact), "{what}: {to_gp}");
        assert!(to_school.contains(school), "{what}: {to_school}");
        assert!(!to_gp.contains("at the appointments below"), "{what}: {to_gp}");
    }
}

/// Other rows of the only case's area: its sheet and its pages for others.
fn sheet_and_pages(rows: &str) -> [String; 2] {
    let config = CONFIG.replace(
        "[contacts.factors]",
        "[contacts.outcomes]\n\"child died\" = \"cancelled_by_family\"\n[contacts.factors]",
    );
    let area = Area::new(&config);
    area.write("clinic.csv", format!("nhs_number,service,date,outcome,referrer,gp,school,looked_after\n{rows}"));
    let run = area.run(&["report", "--as-of", AS_OF, "--only", "safeguarding"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let pack = area.pack(AS_OF);
    let [reference] = &pack.column("cases.csv", "case_ref")[..] else { panic!("one case") };
    ["cases", "telling"].map(|folder| pack.text(&format!("{folder}/{reference}.html")))
}

#[test]
fn that_a_record_mentions_a_death_is_read_first_and_on_every_page_that_is_sent() {
    let row = |contact: &str| format!("{ADA},{contact},,High Street Surgery,Hill School,\n");
    let died = row("Audiology,2026-11-17,child died");
    let missed: String =
        ["01", "08", "15"].iter().map(|day| row(&format!("A,2026-09-{day},was_not_brought"))).collect();
    let cancelled: String =
        ["01", "08", "15"].iter().map(|day| row(&format!("A,2026-09-{day},cancelled_by_family"))).collect();
    let words = "A record mentions a death (Audiology, 17 November 2026): this child may have died. Find out before anybody \
                 contacts the family.";
    let to_find_out = "A record mentions a death. Find out before you send any of these.";
    // Without a failed contact there is no check, but the note is there.
    for rows in [missed.clone() + &died, cancelled + &died] {
        let [sheet, pages] = sheet_and_pages(&rows);
        let at = sheet.find(words).unwrap_or_else(|| panic!("{sheet}"));
        assert!(at < sheet.find("class=\"in-short\"").unwrap(), "above why the child is listed");
        let (_, summary) = sheet.split_once("<pre id=\"summary\"").unwrap();
        assert!(summary.contains(words), "{summary}");
        let (head, letters) = pages.split_once("<section class=\"letter\"").unwrap();
        assert!(head.contains(to_find_out) && head.contains("<div class=\"choose\">"), "{head}");
        // Each page says so before anything else, because its reader may ring the family. None says which record it is.
        let (letters, ours) = letters.split_once("id=\"ours\"").unwrap();
        let check = "<strong>A record mentions a death. Check before you contact the family.</strong>";
        let letters: Vec<&str> = letters.split("</section>").filter(|letter| letter.contains("<h2")).collect();
        assert_eq!(letters.len(), 2, "the GP practice and the school");
        for letter in letters {
            let at = letter.find(check).unwrap_or_else(|| panic!("{letter}"));
            assert!(at < letter.find("based on the records").unwrap(), "{letter}");
            assert!(letter.matches("death").count() == 1 && !letter.contains("died"), "{letter}");
            assert!(!letter.contains("17 November"), "{letter}");
        }
        assert!(!ours.contains("death"), "{ours}");
    }
    let [sheet, pages] = sheet_and_pages(&missed);
    assert!(!sheet.contains("mentions a death") && !pages.contains("mentions a death"));
}

#[test]
fn of_many_services_the_newest_are_named() {
    let contacts: Vec<String> =
        ('A'..='I').zip(1..).map(|(service, day)| format!("{service},2026-09-0{day},was_not_brought")).collect();
    let [to_gp, ..] = letters(&contacts.iter().map(String::as_str).collect::<Vec<_>>());
    let services = "I on 9 September 2026; H on 8 September 2026; G on 7 September 2026; F on 6 September 2026; E on 5 September \
                    2026; D on 4 September 2026; and 3 other services</bdi>";
    assert!(to_gp.contains(services), "{to_gp}");
}

#[test]
fn a_page_says_who_opens_it_to_whom_to_reply_and_asks_first_what_matters_most() {
    let hand_on = "Please give this page today to the safeguarding lead.";
    let contacts = ["Audiology,2026-10-01,whereabouts_unknown by Dr Ferndale"];
    let [to_gp, to_school, to_referrer] = letters(&contacts);
    assert!(to_gp.contains(hand_on) && to_school.contains(hand_on) && !to_referrer.contains(hand_on));
    for page in [&to_gp, &to_school, &to_referrer] {
        for row in ["Please reply to", "Name and role", "Telephone", "By when", "Signature and date"] {
            assert!(page.contains(row), "{row}: {page}");
        }
    }
    let first = |page: &str| page.split_once("<ul>\n<li>").unwrap().1.split_once("</li>").unwrap().0.to_owned();
    assert_eq!(first(&to_school), "When was the child last at school or nursery?");
    assert_eq!(first(&to_referrer), "When did you last see or hear from the child?");
    let [_, _, to_referrer] = letters(&[
        "A,2026-09-01,was_not_brought by Dr Ferndale",
        "A,2026-09-08,was_not_brought",
        "A,2026-09-15,was_not_brought",
    ]);
    assert_eq!(first(&to_referrer), "Does the child still need what you referred them for?");
}

#[test]
fn the_referrer_to_another_service_reads_of_no_service() {
    let [to_gp, _, referrer] =
        letters(&["Audiology,2026-10-01,disengaged", "Dietetics,2026-11-19,seen by Dr Ferndale"]);
    assert_has(&to_gp, "Withdrawn from");
    assert_has(&referrer, "Dr Ferndale");
    assert_has(&referrer, "We want to help this child to be seen by the services.");
    assert_lacks(&referrer, "service below");
    assert_lacks(&referrer, "Audiology");
}

/// The headings of the pages for others, and the page about a referrer who is called this.
fn headings(referrer: &str) -> (Vec<String>, String) {
    let row =
        |day| format!("{ADA},Paediatrics,2026-09-{day},was_not_brought,{referrer},High Street Surgery,Hill School,\n");
    let [_, page] = sheet_and_pages(&["01", "08", "15"].map(row).concat());
    let (letters, _) = page.split_once("id=\"ours\"").unwrap();
    let headings = letters.split("<h2 id=\"").skip(1).map(|part| {
        let (heading, _) = part.split_once("</h2>").unwrap();
        heading.split_once("\">").unwrap().1.replace("<bdi>", "").replace("</bdi>", "")
    });
    (headings.collect(), letters.to_owned())
}

#[test]
fn nobody_gets_two_pages_about_one_child() {
    let (gp, school) = ("For the GP practice: High Street Surgery", "For the school or nursery: Hill School");
    let (also_gp, also_school) = (
        "For the GP practice (also the referrer): High Street Surgery",
        "For the school or nursery (also the referrer): Hill School",
    );
    for (referrer, expected) in [
        ("", vec![gp, school]),
        ("GP", vec![also_gp, school]),
        ("General practitioner", vec![also_gp, school]),
        ("HIGH STREET  SURGERY", vec![also_gp, school]),
        ("School", vec![gp, also_school]),
        ("Hill school", vec![gp, also_school]),
        ("Dr Ferndale", vec![gp, school, "For the referrer: Dr Ferndale"]),
        ("GP out of hours", vec![gp, school, "For the referrer: GP out of hours"]),
        // No school nurse and no social worker is known.
        ("School nurse", vec![gp, school, "For the referrer: School nurse"]),
        ("Social worker", vec![gp, school, "For the referrer: Social worker"]),
    ] {
        assert_eq!(headings(referrer).0, expected, "{referrer}");
    }
}

#[test]
fn who_is_also_the_referrer_is_asked_both_and_a_school_is_told_no_more_than_it_wrote_itself() {
    let part = |page: &str, id: &str| {
        let (_, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap();
        rest.split_once("</section>").unwrap().0.to_owned()
    };
    let about_referral =
        ["Does the child still need what you referred them for?", "Please agree the next steps with us before"];
    let (_, page) = headings("GP");
    let gp = part(&page, "gp");
    for question in about_referral.iter().chain(&["When did you last see or speak to the child?"]) {
        assert_has(&gp, question);
    }
    assert_has(&gp, "Paediatrics on 15 September 2026");
    let (_, page) = headings("School");
    let school = part(&page, "school");
    for question in about_referral.iter().chain(&["When was the child last at school or nursery?"]) {
        assert_has(&school, question);
    }
    assert_has(&school, "<dt>You referred the child to</dt><dd><bdi>Paediatrics</bdi></dd>");
    for secret in ["NHS number", "999", "September", "Not seen by"] {
        assert_lacks(&school, secret);
    }
    let (_, page) = headings("Dr Ferndale");
    assert_lacks(&part(&page, "school"), "Paediatrics");
    assert_lacks(&part(&page, "gp"), "referred them for");
}
