//! The nurse's week: open the list, decide about 3 children, save, put the file in its folder, run again, see them as
//! reviewed, print one page for a GP.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;

use crate::chromium::{Page, saved};
use crate::printing::printed;
use crate::stand::{report, stand};
use crate::support::{Area, assert_has, assert_lacks};

/// Long ago: a decision of today must not be dated before the report, whatever the clock of this machine says.
const FIRST: &str = "2025-06-15";
const SECOND: &str = "2025-06-22";

const CONFIG: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
family_name = "family"
given_name = "given"
gp_practice = "practice"
school = "school"
postcode = "postcode"
service = "service"
date = "date"
outcome = "outcome"
"#;

/// Four children, each with 3 failed contacts.
fn area() -> Area {
    let area = Area::new(CONFIG);
    let mut records = "id,nhs,family,given,practice,school,postcode,service,date,outcome\n".to_owned();
    for (place, child) in [
        "9990000018,Ash,Ada,Ferndale Surgery,Hill School,FX1 1AA",
        "9990000026,Birch,Ben,Moor Practice,Hill School,FX2 2BB",
        "9990000034,Cedar,Cy,Moor Practice,Dale School,FX3 3CC",
        "9990000042,Dogwood,Di,Ferndale Surgery,Dale School,FX4 4DD",
    ]
    .iter()
    .enumerate()
    {
        for day in ["2025-03-03", "2025-04-04", "2025-05-05"] {
            writeln!(records, "{place}-{day},{child},Audiology,{day},was_not_brought").unwrap();
        }
    }
    area.write("clinic.csv", records);
    area
}

/// Puts a value into a field of the form of the row at a place.
fn fill(tab: &mut Page, row: usize, column: &str, value: &str) {
    tab.ask(&format!(
        "(() => {{ const own = document.querySelectorAll('table.cases tbody tr')[{row}].querySelector('[data-column={column}]');
           own.value = {}; own.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()",
        json!(value)
    ));
}

#[test]
fn a_week_from_the_list_to_the_next_report() {
    let Some(stand) = stand() else { return };
    let area = area();
    let first = report(&area, FIRST);
    let downloads = area.path("downloads");
    fs::create_dir(&downloads).unwrap();
    let mut tab = stand.browser.page();
    tab.saves_into(&downloads);
    tab.open(&first.join("index.html"));

    // Nothing is entered, so there is nothing to save, and the page can be left without a warning.
    assert_eq!(tab.ask("document.getElementById('saving').hidden"), true);
    let leaving =
        "(() => { const own = new Event('beforeunload', { cancelable: true }); return !dispatchEvent(own); })()";
    assert_eq!(tab.ask(leaving), false);
    for row in 0..3 {
        tab.ask(&format!("document.querySelectorAll('table.cases tbody tr .decide button')[{row}].click()"));
    }
    assert_eq!(tab.ask("document.activeElement.dataset.column"), "decision", "the form has the focus");
    for (row, decision) in ["monitoring", "action_agreed", "no_further_action"].iter().enumerate() {
        fill(&mut tab, row, "decision", decision);
        fill(&mut tab, row, "reviewed_on", "2025-06-16");
    }
    fill(&mut tab, 0, "note", "=HYPERLINK(\"x\"), \"quoted\"");
    fill(&mut tab, 1, "review_again_on", "2025-06-10");
    assert_eq!(tab.text("#saving p"), "3 decisions not saved yet.");
    assert_eq!(tab.ask(leaving), true, "a warning before it is left unsaved");
    assert!(tab.text("table.cases tbody tr .state").contains("Monitoring: not saved yet"));

    // The page says what is missing, and saves nothing.
    let save = "document.querySelector('#saving button').click()";
    tab.ask(save);
    assert!(tab.text("#saving p").contains("Fill in “Name and role”."), "{}", tab.text("#saving p"));
    assert_eq!(tab.ask("document.activeElement.dataset.column"), "reviewer");
    // At the field that it is about, which says so for as long as it is wrong.
    let described =
        "(document.getElementById(document.activeElement.getAttribute('aria-describedby')) || {}).textContent";
    assert_eq!(tab.ask(described), "Error: Fill in “Name and role”.");
    assert_eq!(tab.ask("document.querySelector('.wrong').parentElement.contains(document.activeElement)"), true);
    fill(&mut tab, 0, "note", "by telephone");
    assert_eq!(tab.ask("document.querySelectorAll('.wrong, [aria-invalid], [aria-describedby^=wrong]').length"), 2);
    fill(&mut tab, 0, "note", "=HYPERLINK(\"x\"), \"quoted\"");
    for row in 0..3 {
        fill(&mut tab, row, "reviewer", "R. Sandhu, named nurse");
    }
    assert_eq!(tab.ask("document.querySelectorAll('.wrong, [aria-invalid], [aria-describedby^=wrong]').length"), 0);
    tab.ask(save);
    assert!(tab.text("#saving p").contains("look again must be after the decision"));
    fill(&mut tab, 1, "review_again_on", "2025-09-01");
    tab.ask(save);
    assert!(tab.text("#saving p").starts_with("3 decisions saved as reviews-2025-06-15.csv. Send the file"));
    assert_eq!(tab.ask(leaving), false);
    // A second file has another name, and is read after the first.
    fill(&mut tab, 0, "note", "=HYPERLINK(\"x\"), \"quoted\"");
    assert_eq!(tab.ask("document.querySelector('#saving button').checkVisibility()"), false, "nothing has changed");
    fill(&mut tab, 0, "decision", "referred");
    tab.ask(save);
    assert!(tab.text("#saving p").starts_with("3 decisions saved as reviews-2025-06-15_2.csv. Send the file"));
    let second_thought = saved(&downloads, "reviews-2025-06-15_2.csv");
    let file = saved(&downloads, "reviews-2025-06-15.csv");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("\u{feff}case_ref,nhs_number,child,reviewed_on,reviewer,decision,"), "{written}");
    assert_has(&written, "\"'=HYPERLINK(\"\"x\"\"), \"\"quoted\"\"\"");
    assert_eq!(written.lines().count(), 4);

    // No setting names the folder: the next report reads it.
    fs::create_dir(area.path("reviews")).unwrap();
    fs::copy(&file, area.path("reviews/reviews-2025-06-15.csv")).unwrap();
    fs::copy(&second_thought, area.path("reviews/reviews-2025-06-15_2.csv")).unwrap();
    let second = report(&area, SECOND);
    tab.open(&second.join("index.html"));
    assert_eq!(tab.text("#reviewed"), "Reviewed: 3 cases");
    let reviewed = "[aria-labelledby=reviewed]";
    assert_eq!(tab.ask(&format!("document.querySelectorAll('{reviewed} tbody tr').length")), 3);
    assert!(tab.text(reviewed).contains("Referred, R. Sandhu, named nurse, 16 June 2025"));
    assert!(tab.text(reviewed).contains("look again on 1 September 2025"));
    assert!(tab.text("[aria-labelledby=continuing]").contains("No decision for 1 week"));

    // One page for the GP, two clicks from the list.
    let sheet = tab.ask("document.querySelector('table.cases tbody th a').getAttribute('href')");
    let sheet = second.join(sheet.as_str().unwrap());
    tab.open(&sheet);
    assert!(tab.text("#tell").contains("Tell others"));
    let link = tab.ask("document.querySelector('.recipients a').getAttribute('href')").as_str().unwrap().to_owned();
    let (page, part) = link.split_once('#').unwrap();
    assert_eq!(part, "gp");
    tab.open(&sheet.parent().unwrap().join(page));
    tab.ask("location.hash = '#gp'");
    let Some(paper) = printed(&mut tab) else { return };
    assert_eq!(paper.len(), 1, "the page of one recipient, alone");
    let plain = paper[0].text.replace(' ', "");
    assert_has(&plain, "FortheGPpractice:");
    assert_has(&plain, "Pleasereplyto");
    assert_lacks(&plain, "Recordofsharing");
    // The whole postcode: a case reference may have two of its letters by chance.
    assert_lacks(&plain, "School");
    assert_lacks(&plain, "FX44DD");
}

#[test]
fn a_sheet_records_one_decision_and_copies_a_summary() {
    let Some(stand) = stand() else { return };
    let area = area();
    let first = report(&area, FIRST);
    let mut tab = stand.browser.page();
    let sheet = fs::read_dir(first.join("cases")).unwrap().next().unwrap().unwrap().path();
    tab.open(&sheet);
    assert_eq!(tab.ask("document.getElementById('decide').checkVisibility()"), true);
    tab.ask(
        "(() => { const own = document.querySelector('[data-column=decision]'); own.value = 'monitoring';
           own.dispatchEvent(new Event('input')); })()",
    );
    assert_eq!(tab.text("#saving p"), "1 decision not saved yet.");
    let name = tab.ask("document.getElementById('saving').dataset.file");
    let reference = sheet.file_stem().unwrap().to_str().unwrap();
    assert_eq!(name, format!("reviews-{FIRST}-{reference}.csv"));
    let summary = tab.ask("document.getElementById('summary').textContent");
    let summary = summary.as_str().unwrap();
    assert_has(summary, "Why: 3 failed contacts with Audiology, last on 5 May 2025.");
    assert!(summary.lines().count() > 8, "{summary}");
    tab.scripts(false);
    tab.open(&sheet);
    // The script makes the form. Without it the page says how to record a decision.
    let controls = "[...document.querySelectorAll('.to-decide :is(input, select, textarea, button), #saving')]";
    assert_eq!(tab.ask(&format!("{controls}.some((own) => own.checkVisibility())")), false);
    assert!(tab.text(".to-decide").contains("reviews-template.csv"));
    assert_eq!(tab.ask("document.getElementById('record').checkVisibility()"), true, "the printed record remains");
    tab.scripts(true);
}
