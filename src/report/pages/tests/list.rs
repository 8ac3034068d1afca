//! Tests of the list: whom it says to look at first, what it can be filtered by, and how large it is.

use super::{area, rendered, sample, three_each};
use crate::cases::Case;
use crate::field::Field;
use crate::report::pages::{sheet_path, words};
use crate::vocabulary::{Factor, Priority};
use crate::wording::capital;

#[test]
fn the_list_says_before_any_case_whether_the_data_can_be_trusted() {
    let page = &rendered(&sample())["index.html"];
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("73 cases to review") < at("Act on this before you rely on this page."));
    assert!(at("Act on this before you rely on this page.") < at("About the data: 4 things to know"));
    assert!(at("About the data: 4 things to know") < at("<table class=\"cases\">"));
    assert!(page.contains("Urgent care: 2 records could not be used: "));
    let clean = rendered(&area(&three_each(1, "Audiology", "Fox"), "[limits]\nstale_days = 100"));
    assert!(clean["index.html"].contains("About the data: 1 thing to know"), "the child is unlinked");
}

#[test]
fn every_page_has_every_notice_to_act_on_in_full() {
    let review = sample();
    let all = rendered(&review);
    let notices: Vec<String> = review.compared.to_act_on().map(|notice| crate::text::escape(&notice.said)).collect();
    assert!(notices.len() > 4);
    for (path, page) in all.iter().filter(|(path, _)| !path.starts_with("telling/")) {
        let (_, act) = page.split_once("<div class=\"note act\" role=\"note\">").unwrap();
        let act = act.split_once("</div>").unwrap().0;
        assert!(notices.iter().all(|notice| act.contains(notice.as_str())), "{path}");
        assert_eq!(act.contains("If you do not run the report, pass it to whoever does."), path != "quality.html");
    }
}

#[test]
fn many_cases_are_several_pages_and_some_may_have_no_sheet() {
    let all = rendered(&area(&three_each(2001, "Audiology", "Fox"), "[output]\nmax_sheets = 2"));
    assert_eq!(all.keys().filter(|path| path.starts_with("cases/")).count(), 2);
    let (first, second) = (&all["index.html"], &all["index-2.html"]);
    assert_eq!(first.matches("<tr data-f=").count(), 2000);
    assert_eq!(second.matches("<tr data-f=").count(), 1);
    assert_eq!(first.matches("href=\"cases/").count(), 4, "in the list, and in what to look at first");
    for (page, span) in [(first, "Cases 1 to 2,000 of 2,001"), (second, "Cases 2,001 to 2,001 of 2,001")] {
        assert!(
            page.contains(span)
                && page
                    .contains("Only the first 2 cases have a sheet (max_sheets in the configuration). The other 1,999")
        );
        assert!(page.contains("data-of=\"cases on this page\"") && page.contains("work on this page only"));
    }
    assert!(
        first.contains("href=\"index-2.html\" rel=\"next\"") && second.contains("href=\"index.html\" rel=\"prev\"")
    );
}

#[test]
fn a_report_without_cases_says_so() {
    let all = rendered(&area(&three_each(1, "Audiology", "Fox")[..1], ""));
    assert_eq!(all.len(), 3);
    assert!(all["index.html"].contains("No child is on this list: no rule holds for anybody in this review period."));
    assert!(all["index.html"].contains("0 cases to review"));
}

/// The choices of a filter on the page, each with its number and label.
fn choices<'a>(page: &'a str, id: &str) -> Vec<(&'a str, &'a str)> {
    let Some((_, select)) = page.split_once(&format!("<select id=\"{id}\"")) else {
        return Vec::new();
    };
    let options = select.split_once("</select>").unwrap().0.split("<option value=\"").skip(2);
    options.map(|option| option.trim_end_matches("</option>").split_once("\">").unwrap()).collect()
}

/// The numbers of the choices that each row has, in the order of the page.
fn numbers(page: &str) -> Vec<Vec<&str>> {
    let rows = page.split("<tr data-f=\"").skip(1);
    rows.map(|row| row.split_once('"').unwrap().0.split(' ').collect()).collect()
}

fn cases_with(page: &str, id: &str, label: &str) -> usize {
    let choices = choices(page, id);
    let (number, _) = choices
        .iter()
        .find(|(_, own)| own.replace("&#39;", "'") == label.replace("&#39;", "'"))
        .unwrap_or_else(|| panic!("{id}: no {label}"));
    numbers(page).iter().filter(|own| own.contains(number)).count()
}

#[test]
fn a_filter_finds_exactly_the_cases_with_that_choice() {
    let review = sample();
    let page = &rendered(&review)["index.html"];
    let cases = &review.cases.list;
    for priority in Priority::ALL {
        let some = cases.iter().filter(|case| case.priority == *priority).count();
        assert_eq!(cases_with(page, "priority", &capital(priority.phrase())), some, "{priority}");
    }
    for factor in Factor::ALL.iter().filter(|factor| cases.iter().any(|case| case.factors.contains(factor))) {
        let some = cases.iter().filter(|case| case.factors.contains(factor)).count();
        assert_eq!(cases_with(page, "factor", &capital(factor.phrase())), some, "{factor}");
    }
    for (id, of) in [("locality", Field::Locality), ("school", Field::School), ("practice", Field::GpPractice)] {
        let own = choices(page, id);
        assert!(own.len() > 1, "{id}");
        let found: usize = own.iter().map(|(_, label)| cases_with(page, id, label)).sum();
        assert_eq!(found, cases.len(), "{id}: every case has one choice, even if the value is not known");
        let text = |case: &Case| case.details.text(&review.cases.reread, of).trim().is_empty();
        let blank = cases.iter().filter(|case| text(case)).count();
        if blank > 0 {
            assert_eq!(own.last().unwrap().1, "Not known");
            assert_eq!(cases_with(page, id, "Not known"), blank, "{id}");
        }
        let known: Vec<String> =
            own.iter().map(|(_, label)| label.to_lowercase()).filter(|own| own != "not known").collect();
        assert!(known.is_sorted(), "{id}: {known:?}");
    }
    let services = choices(page, "service");
    for row in numbers(page) {
        assert!(services.iter().any(|(number, _)| row.contains(number)), "a case of no service: {row:?}");
    }
}

#[test]
fn a_number_is_a_choice_of_one_filter_only() {
    let page = &rendered(&sample())["index.html"];
    let ids = ["status", "priority", "service", "why", "factor", "locality", "school", "practice"];
    let mut all: Vec<&str> = ids.iter().flat_map(|id| choices(page, id)).map(|(number, _)| number).collect();
    assert!(numbers(page).iter().flatten().all(|number| all.contains(number)));
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn a_filter_with_fewer_than_two_choices_is_left_out() {
    let all = rendered(&area(&three_each(2, "Audiology", ""), ""));
    for id in ["status", "service", "school", "locality", "practice", "factor"] {
        assert!(choices(&all["index.html"], id).is_empty(), "{id}");
    }
}

#[test]
fn no_filter_choice_identifies_a_child() {
    let review = sample();
    let page = &rendered(&review)["index.html"];
    let selects: Vec<&str> =
        page.split("<select").skip(1).map(|select| select.split_once("</select>").unwrap().0).collect();
    for case in &review.cases.list {
        let nhs = case.nhs().map(|number| number.spaced());
        for text in nhs.iter().chain([&case.case_ref]).chain(&case.local_ids) {
            assert!(selects.iter().all(|select| !select.contains(text.as_str())));
        }
    }
}

#[test]
fn the_first_screen_names_the_most_urgent_case_that_is_open_and_why() {
    let review = sample();
    let page = &rendered(&review)["index.html"];
    let (_, first) = page.split_once("<h2 id=\"first\">").unwrap();
    let (first, _) = first.split_once("</section>").unwrap();
    let immediate = review.cases.list.iter().filter(|case| case.priority == Priority::Immediate);
    for case in immediate {
        assert!(first.contains(&sheet_path(case)) && first.contains(&words::name(&review, case)));
    }
    assert!(first.contains("Whereabouts unknown since 5 November 2026; no service has seen the child in person since"));
    assert!(first.contains("After them: 13 urgent and 54 routine."), "{first}");
    let from = page.find("<h2 id=\"first\">").unwrap();
    assert!(from < page.find("<h2 id=\"new\">").unwrap() && from < page.find("<table class=\"cases\">").unwrap());
}

/// The part of the list that names the children to look at first.
fn first_of(page: &str) -> &str {
    page.split_once("<h2 id=\"first\">").unwrap().1.split_once("</section>").unwrap().0
}

/// A child with failed contacts with these services, and a further contact.
fn failed_and(child: &str, services: &[&str], (service, date, outcome): (&str, &str, &str)) -> Vec<[String; 6]> {
    let failed = (1..).zip(services).map(|(day, service)| (*service, format!("2026-10-0{day}"), "was_not_brought"));
    let all = failed.chain([(service, date.to_owned(), outcome)]).enumerate();
    let row = |(at, (service, date, outcome)): (usize, (&str, String, &str))| {
        [format!("{child}-{at}"), child.to_owned(), "Fox".to_owned(), service.to_owned(), date, outcome.to_owned()]
    };
    all.map(row).collect()
}

#[test]
fn what_is_not_booked_again_is_named_where_something_else_is_booked() {
    for (booked, words) in [
        (("Audiology", "2026-11-01", "seen"), "Check: nothing is booked"),
        (("Dietetics", "2026-12-01", "pending"), "Check: not booked again with Audiology and Orthoptics"),
    ] {
        let mut rows = failed_and("L", &["Audiology", "Orthoptics", "Audiology"], booked);
        // Another child shows that Audiology records bookings.
        rows.extend(failed_and("M", &[], ("Audiology", "2026-12-01", "pending")));
        let page = &rendered(&area(&rows, ""))["index.html"];
        assert!(page.contains(&format!("<div>{words}</div>")), "{words}: {page}");
    }
}

#[test]
fn children_without_a_name_are_not_all_called_the_same() {
    let review = area(&three_each(2, "Audiology", ""), "");
    let all = rendered(&review);
    let page = &all["index.html"];
    for (case, id) in review.cases.list.iter().zip(["L0 (a)", "L1 (a)"]) {
        let called = format!("<bdi>Name not known, {id}</bdi>");
        assert!(first_of(page).contains(&called), "{called}");
        assert_eq!(page.matches(&format!("<a href=\"{}\">{called}</a>", sheet_path(case))).count(), 2);
        let sheet = &all[&sheet_path(case)];
        assert!(sheet.contains(&format!("<h1>{called}</h1>")), "{called}");
        assert!(sheet.contains("Find out:</strong> the child’s name, the NHS number"), "{sheet}");
        let step = "Confirm that home address and contact details are current.";
        let (_, step) = sheet.split_once(step).unwrap();
        let step = step.split_once("</li>").unwrap().0;
        assert!(step.contains("postcode, telephone numbers, full address") && !step.contains("Known"), "{step}");
    }
}

#[test]
fn without_scripts_there_are_no_controls_and_the_whole_list_prints() {
    let page = &rendered(&sample())["index.html"];
    let (before, bar) = page.split_once("<div id=\"filters\"").unwrap();
    let (tag, _) = bar.split_once('>').unwrap();
    assert!(tag.ends_with(" hidden"), "{tag}");
    assert!(!before.contains("<button") && !before.contains("<select"));
    assert!(page.contains("<button id=\"clear\" type=\"button\" hidden>"));
    assert!(page.contains("<p id=\"printed\">All 73 cases, in the order of the report.</p>"));
    let (whole, _) = page.split_once("<template id=\"deciding\">").unwrap();
    assert_eq!(whole.matches("<button").count(), 2, "the script makes the buttons of the columns");
    assert!(page.contains("<div id=\"saving\"") && page.contains(" hidden><p role=\"status\"></p>"));
    assert!(!page.contains("<tr hidden") && page.contains(">Notes</th>") && page.contains(">Initials</th>"));
}

#[test]
fn a_page_of_500_cases_is_smaller_than_400_kilobytes() {
    // Assumes as many words for each case as in the sample, which has some of everything.
    let page = &rendered(&sample())["index.html"];
    let from = page.find("<tr data-f=").unwrap();
    let cases = page[from..].rfind("</table>").unwrap();
    let whole = (page.len() - cases) + cases * 500 / 73;
    assert!(whole < 400_000, "{whole} bytes: {cases} for 73 cases, and {} besides", page.len() - cases);
    let services = ["Paediatric Respiratory Medicine", "Speech and Language Therapy", "Health Visiting"];
    let rows = (0..3).flat_map(|own| {
        three_each(500, services[own], "Featherstonehaugh-Cholmondeley").into_iter().map(move |mut row| {
            row[0] = format!("{own}-{}", row[0]);
            row
        })
    });
    let all = rendered(&area(&rows.collect::<Vec<_>>(), ""));
    let page = &all["index.html"];
    assert_eq!(numbers(page).len(), 500);
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn a_sheet_is_smaller_than_84_kilobytes() {
    // About 26 kB of this are the style sheet and the script. The sample has ten notices, and every sheet shows them all.
    for (path, page) in rendered(&sample()).iter().filter(|(path, _)| path.starts_with("cases/")) {
        assert!(page.len() < 84_000, "{path} is {} bytes", page.len());
        assert!(!page.contains(".filters"), "{path} carries the style of the list");
    }
}
