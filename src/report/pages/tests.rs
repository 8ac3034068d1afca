//! Whole pages, from extracts: what each must have, whatever the data, and what no text of an extract may do to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use super::pages;
use crate::cases::Case;
use crate::cases::case_ref::{Key, assign};
use crate::cases::checks::CheckKind;
use crate::config;
use crate::config::settings::Sort;
use crate::day::Day;
use crate::report::timeline_picture::{AFTER, BEFORE};
use crate::review::{Review, review};
use crate::vocabulary::{Factor, Kind};

type Pages = BTreeMap<String, String>;

fn reviewed(config: &Path) -> Review {
    let settings = config::load(config).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let as_of = Day::from_iso("2026-11-22").unwrap();
    let mut review = review(settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()));
    assign(&mut review.cases.list, &review.intake.locals, &Key::new([7; 32]));
    review
}

fn rendered(review: &Review) -> Pages {
    let all = Mutex::new(Pages::new());
    let sink = |path: &str, bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(all.lock().unwrap().insert(path.to_owned(), text).is_none(), "{path} twice");
        Ok(())
    };
    pages(review, &[], &sink).unwrap_or_else(|stop| panic!("{}", stop.message()));
    all.into_inner().unwrap()
}

fn sample() -> Review {
    reviewed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/failed-contact.toml"))
}

/// An area of one extract with the fields that pages show. `rows` are id, local id, family name, service, date, outcome.
fn area(rows: &[[String; 6]], settings: &str) -> Review {
    let folder = tempfile::tempdir().unwrap();
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let mut extract = "id,local,family,service,date,outcome\n".to_owned();
    for row in rows {
        extract.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        extract.push('\n');
    }
    fs::write(folder.path().join("a.csv"), extract).unwrap();
    let config = format!(
        "organisation = \"Team {{{{7*7}}}} <b>\"\n{settings}\n[[contacts]]\nname = \"a\"\nfiles = [\"a.csv\"]\n\
         date_format = \"%Y-%m-%d\"\n[contacts.columns]\ncontact_id = \"id\"\nlocal_id = \"local\"\n\
         family_name = \"family\"\nservice = \"service\"\ndate = \"date\"\noutcome = \"outcome\"\n\
         location = \"family\"\npractitioner = \"family\"\nschool = \"family\"\nreferrer = \"service\"\n"
    );
    let path = folder.path().join("c.toml");
    fs::write(&path, config).unwrap();
    reviewed(&path)
}

/// Children with three failed contacts each, all of them in the same service.
fn three_each(children: usize, service: &str, family: &str) -> Vec<[String; 6]> {
    let row = |child: usize, day: usize| {
        [
            format!("{child}-{day}"),
            format!("L{child}"),
            family.to_owned(),
            service.to_owned(),
            format!("2026-10-0{day}"),
            "was_not_brought".to_owned(),
        ]
    };
    (0..children).flat_map(|child| (1..=3).map(move |day| row(child, day))).collect()
}

#[test]
fn every_page_is_complete_in_itself_and_marked() {
    let all = rendered(&sample());
    assert!(all.len() > 50);
    for (path, page) in &all {
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\""), "{path}");
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        assert!(page.contains("<p class=\"marking\">Official-Sensitive: personal data</p>"), "{path}");
        assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{path}");
        assert!(page.contains("content=\"no-referrer\""), "{path}");
        assert!(page.contains("<main id=\"main\">") && page.contains("href=\"#main\""), "{path}");
        for word in [" style=\"", " src=", "http:", "https:", " onclick", "{{", "{%"] {
            assert!(!page.contains(word), "{path} has {word}");
        }
        let scripts = usize::from(path.starts_with("index"));
        assert_eq!(page.matches("<script>").count(), scripts, "{path}");
        assert!(page.len() < 64_000 || scripts == 1, "{path} is {} bytes", page.len());
    }
}

#[test]
fn links_lead_to_pages_that_are_there() {
    const FILES: [&str; 5] = ["quality.csv", "rejected.csv", "warnings.csv", "resolved.csv", "reviews-template.csv"];
    let all = rendered(&sample());
    for (path, page) in &all {
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, part) = link.split_once('#').map_or((link, None), |(file, part)| (file, Some(part)));
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(up)) => up.to_owned(),
                (file, None) => file.to_owned(),
            };
            assert!(all.contains_key(&target) || FILES.contains(&target.as_str()), "{path}: {link}");
            if let Some(part) = part {
                assert!(all[&target].contains(&format!("id=\"{part}\"")), "{path}: {link}");
            }
        }
    }
}

#[test]
fn our_own_words_are_respectful() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for name in ["base.html", "components.html", "list.html", "quality.html", "sheet.html", "list.js"] {
        let source = fs::read_to_string(templates.join(name)).unwrap().to_lowercase();
        for word in ["dna", "did not attend", "default ", "defaulted", "compliant", "offend", "failed to"] {
            assert!(!source.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let review = sample();
    assert_eq!(rendered(&review), rendered(&review));
}

#[test]
fn the_list_says_before_any_case_whether_the_data_can_be_trusted() {
    let page = &rendered(&sample())["index.html"];
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("71 cases to review") < at("Not up to date:"));
    assert!(at("Not up to date:") < at("The data: 5 things to know"));
    assert!(at("The data: 5 things to know") < at("<table class=\"cases\">"));
    assert!(page.contains("education_welfare is not up to date: its newest contact was on"));
    let clean = rendered(&area(&three_each(1, "Audiology", "Fox"), "[limits]\nstale_days = 100"));
    assert!(clean["index.html"].contains("The data: 1 thing to know"), "the child is unlinked");
}

/// The part of a sheet with this id, up to the end of its section.
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.find(&format!("<h2 id=\"{id}\"")).unwrap_or_else(|| panic!("no part {id}"));
    let end = page[from..].find("</section>").unwrap();
    &page[from..from + end]
}

/// The sheet of a child of the sample, by family and given name.
fn sheet_of<'a>(review: &'a Review, all: &'a Pages, family: &str, given: &str) -> (&'a Case, &'a str) {
    let mut cases = review.cases.list.iter();
    let case = cases.find(|case| case.known.family_name == family && case.known.given_name == given);
    let case = case.unwrap_or_else(|| panic!("{given} {family} is not listed"));
    (case, &all[&super::sheet_path(case)])
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
    const SEVEN: [&str; 6] = [
        "Clarify when and where the child was last seen, and by whom",
        "how that person is related to the child",
        "out of hours or a minor injuries unit",
        "inform the Police immediately",
        "health visitor, school nurse, Family Nurse Partnership, GP",
        "active alert on the child’s records",
    ];
    let review = sample();
    let all = rendered(&review);
    let (mut open_and_missing, mut not_open_and_missing, mut looked_after_and_missing) = (0, 0, 0);
    for case in &review.cases.list {
        let steps = part(&all[&super::sheet_path(case)], "steps");
        let missing = case.holds("whereabouts_unknown");
        for words in SIX {
            assert_eq!(steps.contains(words), !missing, "{words}");
        }
        for words in SEVEN {
            assert_eq!(steps.contains(words), missing, "{words}");
        }
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
        assert_eq!(steps.contains("Where the child or the family withdraws"), case.holds("disengaged"));
        assert_eq!(steps.contains("Make sure that everybody has understood"), case.holds("disengaged"));
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
        let page = &all[&super::sheet_path(case)];
        let known = part(page, "factors");
        for factor in Factor::ALL {
            let chip = format!("<li>{}</li>", escaped(&super::words::capital(factor.phrase())));
            assert_eq!(known.contains(&chip), case.factors.contains(factor), "{factor}");
        }
        assert!(known.contains("the wishes and feelings of the child and of the parents or carers"));
        let checks = part(page, "checks");
        for kind in CheckKind::ALL {
            let held = case.checks.iter().any(|check| check.kind == *kind);
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
    assert!(part(page, "people").contains("A pattern across sectors (§5)"));
}

#[test]
fn brothers_and_sisters_are_told_with_their_failed_contacts_and_named_only_where_they_are_cases() {
    let review = sample();
    let all = rendered(&review);
    let (_, page) = sheet_of(&review, &all, "Homestead", "Ada");
    let known = part(page, "factors");
    assert!(known.contains("3 other children in the household"), "{known}");
    assert!(known.contains("with this child, 3 failed contacts in the review period"));
    for sister_or_brother in ["Bram", "Cleo"] {
        let (case, _) = sheet_of(&review, &all, "Homestead", sister_or_brother);
        let link = format!("<a href=\"../{}\">", super::sheet_path(case));
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
        let page = &all[&super::sheet_path(case)];
        let why = part(page, "why");
        let mut places: Vec<usize> = case.findings.iter().flat_map(|f| f.judgement.evidence.clone()).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(why.matches("<tr><th scope=\"row\">").count(), places.len());
        for place in places {
            let row = case.timeline.contacts[place].row;
            let file = &review.intake.files[review.intake.file_of(Sort::Contacts, row)].shown;
            let line = review.intake.contacts.people.line[row];
            let (folder, name) = file.rsplit_once('/').unwrap();
            assert!(why.contains(&format!("<span class=\"rest\">{folder}/</span>{name}</bdi>, line {line}</td>")));
        }
        for finding in &case.findings {
            assert!(why.contains(finding.rule.title()) && why.contains(finding.rule.paragraph()));
        }
    }
    let (_, page) = sheet_of(&review, &all, "Allsorts", "Otto");
    assert!(part(page, "why").contains("The same contacts as"));
}

#[test]
fn the_picture_shows_what_the_table_shows_and_says_what_it_leaves_out() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&super::sheet_path(case)];
        let picture = part(page, "picture");
        assert!(
            picture.contains("Shaded: the review period<span class=\"rest\">, 23 November 2025 to 22 November 2026<")
        );
        let (from, to) = (case.timeline.period.first().plus(-BEFORE), case.timeline.period.as_of.plus(AFTER));
        let within = case.timeline.contacts.iter().filter(|c| from <= c.day && c.day <= to).count();
        assert_eq!(picture.matches("tabindex=\"0\" role=\"img\"").count(), within);
        assert_eq!(picture.contains("Not shown: "), within < case.timeline.contacts.len());
        let table = part(page, "contacts");
        for contact in case.timeline.contacts.iter().filter(|c| from <= c.day && c.day <= to) {
            assert!(table.contains(&format!("<th scope=\"row\"><span class=\"rest\">{}<", contact.day.long())));
        }
        let failed = case.timeline.evidence().len();
        assert_eq!(table.matches("Failed contact</strong>").count(), failed);
        assert_eq!(
            picture.matches("; a failed contact</title>").count(),
            failed,
            "a mark says what it is, with no script"
        );
        assert_eq!(picture.matches("; a failed contact</text>").count(), failed, "and where it has the focus");
    }
}

#[test]
fn a_sheet_says_who_saw_the_child_last_and_who_works_with_the_child() {
    let review = sample();
    let all = rendered(&review);
    for case in &review.cases.list {
        let page = &all[&super::sheet_path(case)];
        let (seen, people) = (part(page, "seen"), part(page, "people"));
        match case.last_seen {
            Some(contact) => {
                assert!(seen.contains(&contact.day.long()));
                assert!(["With", "Where", "By whom"].iter().all(|label| seen.contains(&format!("<dt>{label}</dt>"))));
            }
            None => assert!(seen.contains("No extract has a contact at which the child was seen.")),
        }
        for label in ["GP practice", "School or nursery", "Social worker"] {
            assert!(people.contains(label));
        }
        for (_, contact) in case.timeline.in_period() {
            assert!(people.contains(&escaped(&review.intake.services[contact.service as usize])));
        }
        let record = part(page, "record");
        for field in ["Discussed with", "Wishes and feelings of the child", "Wishes and feelings of the parents"] {
            assert!(record.contains(field));
        }
        for field in ["What was decided", "Review again on", "Date and time", "Name and role", "Signature"] {
            assert!(record.contains(field));
        }
        assert_eq!(record.matches("<li>").count(), 6, "six decisions");
    }
}

#[test]
fn who_works_with_a_child_is_no_emergency_department_and_of_a_missing_child_health_is_to_know() {
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#39;")
}

#[test]
fn no_text_of_an_extract_is_markup_or_a_template() {
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style></title></bdi><b>",
        "{{7*7}}",
        "{% raw %}",
        "javascript:alert(1)",
        "&lt;&amp;",
        "a\u{202e}b",
    ] {
        let all = rendered(&area(&three_each(1, text, text), ""));
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        for (path, page) in all.iter().filter(|(path, _)| *path != "quality.html") {
            assert!(page.contains(&escaped), "{path} has no {text}");
            if text.contains(['<', '"', '\'']) {
                assert!(!page.contains(text), "{path} has {text} as it stands");
            }
            assert!(page.contains("Team {{7*7}} &lt;b&gt;"));
            assert!(!page.contains("href=\"javascript:"));
        }
    }
}

#[test]
fn control_characters_are_blanks() {
    let all = rendered(&area(&three_each(1, "a\r\nb\u{1b}[31mc", "x\u{7}y"), ""));
    for (path, page) in &all {
        assert!(!page.contains(['\r', '\u{1b}', '\u{7}']), "{path}");
    }
    assert!(all["index.html"].contains("a  b [31mc"));
}

#[test]
fn many_cases_are_several_pages_and_some_may_have_no_sheet() {
    let all = rendered(&area(&three_each(501, "Audiology", "Fox"), "[output]\nmax_sheets = 2"));
    assert_eq!(all.keys().filter(|path| path.starts_with("cases/")).count(), 2);
    let (first, second) = (&all["index.html"], &all["index-2.html"]);
    assert_eq!(first.matches("<tr data-priority").count(), 500);
    assert_eq!(second.matches("<tr data-priority").count(), 1);
    assert_eq!(first.matches("href=\"cases/").count(), 2);
    for (page, span) in [(first, "Cases 1 to 500 of 501"), (second, "Cases 501 to 501 of 501")] {
        assert!(page.contains(span) && page.contains("The first 2 cases, in order, have a sheet each. The other 499"));
        assert!(page.contains(" cases on this page\""));
    }
    assert!(
        first.contains("href=\"index-2.html\" rel=\"next\"") && second.contains("href=\"index.html\" rel=\"prev\"")
    );
}

#[test]
fn a_report_without_cases_says_so() {
    let all = rendered(&area(&three_each(1, "Audiology", "Fox")[..1], ""));
    assert_eq!(all.len(), 2);
    assert!(all["index.html"].contains("No child is a case in this review period."));
    assert!(all["index.html"].contains("0 cases to review"));
}
