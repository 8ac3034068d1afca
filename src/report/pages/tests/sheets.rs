//! Tests of the sheets: the steps and points of the protocol where they apply, the evidence, the picture, and what others are told.

use super::{Pages, area, rendered, sample, three_each};
use crate::cases::Case;
use crate::cases::checks::CheckKind;
use crate::field::Field;
use crate::report::pages::sheet_path;
use crate::report::timeline_picture::{AFTER, BEFORE};
use crate::review::Review;
use crate::rules::RuleId;
use crate::vocabulary::{Factor, Kind};

/// The part of a sheet whose heading has this id, up to the end of its section.
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.find(&format!("<h2 id=\"{id}\"")).unwrap_or_else(|| panic!("no part {id}"));
    let end = page[from..].find("</section>").unwrap();
    &page[from..from + end]
}

/// The case and the sheet of a child in the sample, by family and given name.
fn sheet_of<'a>(review: &'a Review, all: &'a Pages, family: &str, given: &str) -> (&'a Case, &'a str) {
    let mut cases = review.cases.list.iter();
    let known = |case: &Case, field: Field| case.details.text(&review.cases.reread, field);
    let case = cases.find(|case| known(case, Field::FamilyName) == family && known(case, Field::GivenName) == given);
    let case = case.unwrap_or_else(|| panic!("{given} {family} is not listed"));
    (case, &all[&sheet_path(case)])
}

#[test]
fn each_step_of_paragraphs_6_and_7_is_where_it_applies_and_nowhere_else() {
    const SIX: [&str; 9] = [
        "Confirm that home address and contact details are current",
        "Establish what has been done so far",
        "contact Children’s Social Care with a view to a referral",
        "escalate to the designated safeguarding team",
        "offer further appointments, or consider discharge",
        "Find out who else works with the child",
        "Tell the referrer",
        "Talk to the GP, and consider an alert",
        "Decide how best to tell the child and the family",
    ];
    const SEVEN: [&str; 5] = [
        "Clarify when and where the child was last seen, and by whom",
        "out of hours or a minor injuries unit",
        "If the Police do not know, tell them immediately",
        "health visitor, school nurse, Family Nurse Partnership, GP",
        "active alert on the child’s records",
    ];
    let review = sample();
    let all = rendered(&review);
    let (mut open_and_missing, mut not_open_and_missing, mut looked_after_and_missing) = (0, 0, 0);
    for case in &review.cases.list {
        let steps = part(&all[&sheet_path(case)], "steps");
        let missing = case.rules.contains(RuleId::WhereaboutsUnknown);
        for words in SIX {
            assert_eq!(steps.contains(words), !missing, "{words}");
        }
        for words in SEVEN {
            assert_eq!(steps.contains(words), missing, "{words}");
        }
        // Whoever saw the child last according to an extract is staff, and related to nobody.
        let (seen, related) = ("whether anybody has seen the child since", "how that person is related to the child");
        assert_eq!(steps.contains(seen), missing && case.last_seen.is_some());
        assert_eq!(steps.contains(related), missing && case.last_seen.is_none());
        let open = [Factor::ChildProtectionPlan, Factor::Section47, Factor::ChildInNeed, Factor::LookedAfter];
        let open = case.factors.iter().any(|factor| open.contains(factor));
        assert_eq!(steps.contains("Contact the allocated social worker"), missing && open);
        assert_eq!(steps.contains("whether the child is open to them"), missing && !open);
        assert_eq!(steps.contains("Emergency Duty Team"), missing);
        let looked_after = case.factors.contains(&Factor::LookedAfter);
        assert_eq!(steps.contains("designated nurses for looked after children"), missing && looked_after);
        looked_after_and_missing += usize::from(missing && looked_after);
        open_and_missing += usize::from(missing && open);
        not_open_and_missing += usize::from(missing && !open);
        assert_eq!(steps.contains("If the child or the family withdraws"), case.rules.contains(RuleId::Disengaged));
        assert_eq!(steps.contains("Make sure that everybody understands"), case.rules.contains(RuleId::Disengaged));
        assert!(steps.contains("never to police or harass a family (§1.3)"));
    }
    assert!(open_and_missing > 0, "the sample has a missing child who is open to social care");
    assert!(open_and_missing + not_open_and_missing >= 3);
    assert!(looked_after_and_missing > 0, "the sample has a missing looked after child");
}

#[test]
fn each_point_of_paragraph_5_is_where_it_applies() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&sheet_path(case)];
        let known = part(page, "factors");
        for factor in Factor::ALL {
            let chip = format!("<li>{}</li>", escaped(&crate::wording::capital(factor.phrase())));
            assert_eq!(known.contains(&chip), case.factors.contains(factor), "{factor}");
        }
        assert!(part(page, "asks").contains("the wishes and feelings of the child and of the parents or carers"));
        let checks = part(page, "checks");
        for kind in CheckKind::ALL {
            let held = case.checks.has(*kind);
            assert_eq!(checks.contains(kind.question()), held, "{kind:?}");
        }
        let first = case.timeline.period.first();
        let visited = case.timeline.contacts.iter().any(|c| c.day >= first && c.kind == Kind::HomeVisit);
        assert_eq!(part(page, "steps").contains("local policy on lone working"), visited);
        assert_eq!(page.contains("Unlinked: no NHS number"), case.nhs().is_none());
    }
    assert!(all.values().any(|page| page.contains("Looked after child: neither yes nor no")), "an unreadable factor");
    let (_, page) = sheet_of(&review, &all, "Shortland", "Kit");
    assert!(part(page, "checks").contains("Notice given: "), "which notice was given");
    let (_, page) = sheet_of(&review, &all, "Planwell", "Bea");
    assert!(part(page, "people").contains("Failed contacts across sectors (§5): "));
}

#[test]
fn brothers_and_sisters_are_shown_with_their_failed_contacts_and_named_only_if_they_are_cases() {
    let review = sample();
    let all = rendered(&review);
    let (_, page) = sheet_of(&review, &all, "Homestead", "Ada");
    let known = part(page, "factors");
    assert!(known.contains("3 other children in the household"), "{known}");
    assert!(known.contains("With this child they have 3 failed contacts in the review period"), "{known}");
    for sister_or_brother in ["Bram", "Cleo"] {
        let (case, _) = sheet_of(&review, &all, "Homestead", sister_or_brother);
        let link = format!("<a href=\"../{}\">", sheet_path(case));
        assert!(known.contains(&link) && known.contains(&format!("HOMESTEAD, {sister_or_brother}")));
    }
    assert!(known.contains("A brother or sister aged ") && known.contains(": no failed contact"));
    assert!(!page.contains("Dora"), "a child who is not listed has no name on a sheet");
}

#[test]
fn every_finding_has_its_evidence_with_source_file_and_line_and_none_is_repeated() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&sheet_path(case)];
        let why = part(page, "why");
        let findings = case.findings(&review.review_input());
        let mut places: Vec<usize> = findings.iter().flat_map(|f| f.judgement.evidence.clone()).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(why.matches("<tr><th scope=\"row\">").count(), places.len());
        for place in places {
            let row = case.timeline.contacts[place].row;
            let file = &review.intake.files[review.intake.file_of(row)].shown;
            let line = review.intake.line(row);
            let (folder, name) = file.rsplit_once('/').unwrap();
            assert!(why.contains(&format!("<span class=\"rest\">{folder}/</span>{name}</bdi>, line {line}</td>")));
        }
        for finding in &findings {
            assert!(why.contains(finding.rule.title()) && why.contains(finding.rule.paragraph()));
        }
    }
    let (_, page) = sheet_of(&review, &all, "Allsorts", "Otto");
    assert!(part(page, "why").contains("The same contacts as"));
    // The table has 4 of the 5 contacts that its sentence counts.
    assert!(part(page, "why").contains("The contact of “Whereabouts unknown”, and:"));
}

#[test]
fn the_picture_shows_what_the_table_shows_and_says_what_it_leaves_out() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&sheet_path(case)];
        let picture = part(page, "picture");
        assert!(
            picture.contains("Shaded: the review period<span class=\"rest\">, 23 November 2025 to 22 November 2026<")
        );
        let (from, to) = (case.timeline.period.first().plus(-BEFORE), case.timeline.period.as_of.plus(AFTER));
        let within = case.timeline.contacts.iter().filter(|c| from <= c.day && c.day <= to).count();
        assert_eq!(picture.matches("\" role=\"img\"").count(), within);
        assert_eq!(picture.matches("tabindex").count(), 1, "without a script the keyboard stops at the picture alone");
        assert_eq!(picture.contains("Contacts not shown: "), within < case.timeline.contacts.len());
        for (left, words) in [
            (case.timeline.contacts.iter().filter(|c| c.day < from).count(), format!(" before {}", from.long())),
            (case.timeline.contacts.iter().filter(|c| c.day > to).count(), format!(" after {}", to.long())),
        ] {
            assert_eq!(picture.contains(&format!(" {left}{words}")), left > 0, "{words}");
        }
        let table = part(page, "contacts");
        for contact in case.timeline.contacts.iter().filter(|c| from <= c.day && c.day <= to) {
            let date = format!("<th scope=\"row\">{} {}", &contact.day.weekday_name()[..3], contact.day.short());
            assert!(table.contains(&date), "{date}");
        }
        let failed = case.timeline.evidence().len();
        assert_eq!(table.matches("Failed contact</strong>").count(), failed);
        assert_eq!(
            picture.matches("; a failed contact</title>").count(),
            failed,
            "a mark says what it is, with no script"
        );
    }
}

#[test]
fn a_sheet_says_who_saw_the_child_last_and_who_works_with_the_child() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&sheet_path(case)];
        let (seen, people) = (part(page, "seen"), part(page, "people"));
        match case.last_seen {
            Some(contact) => {
                assert!(seen.contains(&contact.day.long()));
                assert!(["With", "Where", "By whom"].iter().all(|label| seen.contains(&format!("<dt>{label}</dt>"))));
            }
            None => assert!(seen.contains("No extract has a contact at which the child was seen in person.")),
        }
        for label in ["GP practice", "School or nursery", "Social worker"] {
            assert!(people.contains(label));
        }
        for (_, contact) in case.timeline.in_period() {
            assert!(people.contains(&escaped(&review.intake.services[contact.service])));
        }
        let record = part(page, "record");
        for field in ["Discussed with", "Wishes and feelings of the child", "Wishes and feelings of the parents"] {
            assert!(record.contains(field));
        }
        for field in ["What was decided", "Review again on", "Date and time", "Name and role", "Signature"] {
            assert!(record.contains(field));
        }
        assert_eq!(record.matches("<li>").count(), 6, "six decisions");
        // The margin of the paper may cut off a long name, but not the number. The record may be on a page of its own.
        let nhs = case.nhs().map_or_else(String::new, |number| format!("NHS number {}, ", number.spaced()));
        let name = escaped(&crate::report::pages::words::name(&review, case));
        assert!(page.contains(&format!(" data-who=\"{nhs}case {}, {name}\"", case.case_ref)));
        assert!(record.contains("<tr class=\"child\"><th scope=\"row\">Child</th>") && record.contains(&name));
        assert!(!page.contains(".record .child { display: none"));
    }
}

#[test]
fn emergency_departments_are_not_among_the_services_that_work_with_a_child() {
    let review = sample();
    let all = rendered(&review);
    let step = |given: &str, family: &str, words: &str| {
        let steps = part(sheet_of(&review, &all, family, given).1, "steps");
        let from = steps.find(words).unwrap_or_else(|| panic!("no step {words}"));
        steps[from..].split("</li>").next().unwrap().to_owned()
    };
    let otto = step("Otto", "Allsorts", "Consider which other health services need to know");
    assert!(otto.contains("Health Visiting (Judith Marr)"), "{otto}");
    assert!(!otto.contains("Emergency Department") && !otto.contains("Social Care"), "{otto}");
    let wren = step("Wren", "Nightingale", "Find out who else works with the child");
    assert!(wren.contains("Speech and Language Therapy") && !wren.contains("Emergency Department"), "{wren}");
    let booked = step("Wren", "Nightingale", "offer further appointments");
    assert!(booked.contains("Speech and Language Therapy booked for 10 December 2026"), "{booked}");
}

#[test]
fn pages_for_others_have_few_facts_and_no_other_child() {
    let review = sample();
    let all = rendered(&review);
    let mut told = 0;
    for case in &review.cases.list {
        let Some(page) = all.get(&crate::report::pages::telling::path(case)) else { continue };
        told += 1;
        assert!(page.contains("None of these pages is for the family"));
        let (letters, record) = page.split_once("<section class=\"letter\" id=\"ours\"").unwrap();
        assert!(record.contains("For our records: do not send") && record.contains("If not shared: why not"));
        assert!(!letters.contains("not shared"), "our own form is on no page that is sent");
        let postcode = case.details.text(&review.cases.reread, Field::Postcode);
        assert!(postcode.is_empty() || !page.contains(postcode), "an address is told to nobody");
        for other in review.cases.list.iter().filter(|other| other.child != case.child) {
            assert!(other.nhs().is_none_or(|number| !page.contains(&number.spaced())));
        }
        for factor in &case.factors {
            assert!(!page.contains(factor.phrase()), "{factor}: what services have recorded is told to nobody");
        }
        for letter in page.split("<section class=\"letter\"").skip(1) {
            let listed = letter.contains("<dt>Not seen by</dt>") || letter.contains("Appointments cancelled");
            let below = ["appointments below", "visits below", "services below", "service below"];
            let says = below.iter().any(|words| letter.contains(words));
            assert!(listed || letter.contains("Withdrawn from") || !says, "{}: a page names none", case.case_ref);
            for other in ["whereabouts unknown", "withdrew", "at a visit"] {
                let untrue = letter.contains(other) && letter.contains("at the appointments below");
                assert!(!untrue, "{}: {other} is no appointment", case.case_ref);
            }
        }
        let schools = page.split("<section class=\"letter\"").filter(|own| own.contains("For the school or nursery"));
        for school in schools {
            assert!(!school.contains("NHS number") && !school.contains("Not seen by"));
            let (told, referred) =
                school.split_once("<dt>You referred the child to</dt><dd><bdi>").unwrap_or((school, ""));
            let (referred, rest) = referred.split_once("</bdi>").unwrap_or_default();
            assert_eq!(school.contains("school or nursery (also the referrer)"), !referred.is_empty());
            for service in case.timeline.services_failed() {
                let name = escaped(&review.intake.services[service]);
                let says = told.contains(&name) || rest.contains(&name);
                assert!(!says, "a school is told of no service but those to which it referred the child: {name}");
            }
        }
    }
    assert!(told > 60, "{told}");
    let (ada, sheet) = sheet_of(&review, &all, "Homestead", "Ada");
    let page = &all[&crate::report::pages::telling::path(ada)];
    assert!(!page.contains("Bram") && !page.contains("Cleo") && !page.contains("household"));
    // Cancelled appointments are not missed ones.
    let (jasper, _) = sheet_of(&review, &all, "Putoff", "Jasper");
    let page = &all[&crate::report::pages::telling::path(jasper)];
    assert!(page.contains("Appointments cancelled") && page.contains("The appointments below were cancelled"));
    assert!(!page.contains("Not seen by") && !page.contains("missed"));
    let (_, summary) = sheet.split_once("<pre id=\"summary\"").unwrap();
    let (summary, _) = summary.split_once("</pre>").unwrap();
    assert!(!summary.contains("Bram") && !summary.contains("household"), "{summary}");
}

#[test]
fn a_sheet_begins_with_the_count_and_names_the_services_in_a_second_line() {
    // The services, one contact a day, and the two lines.
    for (services, first, second) in [
        ("AAA", "3 failed contacts with A, last on 3 October 2026.", ""),
        ("AB", "2 failed contacts, the last on 2 October 2026.", "With B (1) and A (1)."),
        ("AABC", "4 failed contacts, the last on 4 October 2026.", "With A (2), C (1) and B (1)."),
        (
            "AAABBBCCDDEEFGH",
            "15 failed contacts, the last on 15 October 2026.",
            "With B (3), A (3), E (2), D (2), C (2), H (1) and 2 other services.",
        ),
    ] {
        let row = |(day, service): (usize, char)| {
            let (date, outcome) = (format!("2026-10-{day:02}"), "was_not_brought".to_owned());
            [day.to_string(), "L1".to_owned(), "Fox".to_owned(), service.to_string(), date, outcome]
        };
        let review = area(&(1..).zip(services.chars()).map(row).collect::<Vec<_>>(), "");
        let all = rendered(&review);
        let lines = in_short(&all[&sheet_path(&review.cases.list[0])]);
        assert_eq!(lines, [first, second].into_iter().filter(|own| !own.is_empty()).collect::<Vec<_>>());
    }
    let review = sample();
    let all = rendered(&review);
    let (_, sheet) = sheet_of(&review, &all, "Allsorts", "Otto");
    let [first, second] = &in_short(sheet)[..] else { panic!("two lines") };
    assert_eq!(
        first,
        "Whereabouts unknown since 5 November 2026; no service has seen the child in person since. 5 failed contacts, the last \
         on 5 November 2026."
    );
    assert!(second.starts_with("With Children&#39;s Social Care (2), Health Visiting (2) and Paediatrics (1). Also: "));
    for case in &review.cases.list {
        let first = &in_short(&all[&sheet_path(case)])[0];
        assert!(first.matches(';').count() < 2 && first.len() < 160, "{first}");
    }
}

#[test]
fn sentences_on_a_sheet_are_clear_and_not_repeated() {
    let service = "Emergency Department";
    // The place and the practitioner come from the column of the family name.
    let mut rows = three_each(1, service, service);
    let mut seen = rows[0].clone();
    (seen[0], seen[4], seen[5]) = ("seen".to_owned(), "2026-10-05".to_owned(), "seen".to_owned());
    rows.push(seen);
    let review = area(&rows, "");
    let page = &rendered(&review)[&sheet_path(&review.cases.list[0])];
    let nobody = "Last spoken to:</strong> that day. Nobody is recorded as having spoken to the child or family since.";
    assert!(part(page, "seen").contains(nobody));
    assert!(
        part(page, "why").contains("Pattern: intermittent (a service has sometimes seen the child and sometimes not).")
    );
    let (_, summary) = page.split_once("<pre id=\"summary\"").unwrap();
    assert!(summary.contains("\nLast seen in person: 5 October 2026, Emergency Department ("), "{summary}");
    assert!(summary.contains("\nLast spoken to: that day. Nobody is recorded as having spoken to"), "{summary}");
    let saving = "When you choose a decision, a button to save it appears at the foot of the window.";
    let (_, form) = page.split_once("<template id=\"deciding\">").unwrap();
    assert!(form.split_once("</template>").unwrap().0.contains(saving), "only with scripts");
    assert_eq!(page.matches(saving).count(), 1);
    assert!(page.contains("Send the file to whoever runs the report, or move it into their folder “reviews”."));
}

/// The lines at the top of a sheet that say why the child is listed.
fn in_short(sheet: &str) -> Vec<String> {
    let (_, lines) = sheet.split_once("<div class=\"in-short\">").unwrap();
    let lines = lines.split_once("</div>").unwrap().0.split("<bdi>").skip(1);
    lines.map(|line| line.split_once("</bdi>").unwrap().0.to_owned()).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#39;")
}
