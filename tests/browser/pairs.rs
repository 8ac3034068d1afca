//! One child or two: a pair on the list, decided in the page by keyboard, saved, and linked in the next report.

use std::fmt::Write as _;
use std::fs;

use crate::chromium::{DOWN, ENTER, saved};
use crate::stand::{report, stand};
use crate::support::Area;

/// Long ago: a decision of today must not be dated before the report, whatever the clock of this machine says.
const FIRST: &str = "2025-06-15";
const SECOND: &str = "2025-06-22";
/// How often the key for the next field is pressed at most.
const MOST: usize = 60;

const CONFIG: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "health"
files = ["health.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs"
full_name = "name"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
sector = "education"
[contacts.columns]
upn = "upn"
full_name = "name"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
"#;

/// Two children, each with 2 failed contacts under an NHS number and 2 under the school's pupil number.
fn area() -> Area {
    let area = Area::new(CONFIG);
    let mut files =
        ["nhs,name,born,service,date,outcome\n".to_owned(), "upn,name,born,service,date,outcome\n".to_owned()];
    for (number, upn, name, born) in
        [("9990000018", "U1", "Lee Wren", "2018-04-03"), ("9990000026", "=U2", "Ivy Rook", "2017-02-01")]
    {
        for (file, id, service, days) in
            [(0, number, "Audiology", ["2025-03-03", "2025-04-04"]), (1, upn, "School", ["2025-05-05", "2025-06-06"])]
        {
            for day in days {
                writeln!(files[file], "{id},{name},{born},{service},{day},was_not_brought").unwrap();
            }
        }
    }
    area.write("health.csv", &files[0]);
    area.write("school.csv", &files[1]);
    area
}

#[test]
fn a_pair_is_decided_by_keyboard_saved_and_linked_in_the_next_report() {
    let Some(stand) = stand() else { return };
    let area = area();
    let first = report(&area, FIRST);
    let downloads = area.path("downloads");
    fs::create_dir(&downloads).unwrap();
    let mut tab = stand.browser.page();
    tab.saves_into(&downloads);
    tab.open(&first.join("index.html"));
    assert!(tab.text("main").contains("2 pairs of records may each be the same child"));
    tab.open(&first.join("identity.html"));
    assert_eq!(tab.ask("document.querySelectorAll('.decide button').length"), 2);
    assert_eq!(tab.ask("document.getElementById('saving').hidden"), true);

    tab.tab_to(".decide button", MOST);
    let name = tab.ask("document.activeElement.innerText").as_str().unwrap().to_owned();
    assert!(name.starts_with("Decide") && name.contains("on "), "{name}");
    tab.press(ENTER);
    assert_eq!(tab.ask("document.activeElement.dataset.column"), "decision", "the form has the focus");
    assert_eq!(tab.ask("document.activeElement.value"), "", "later, unless somebody decides");
    tab.press(DOWN);
    assert_eq!(tab.ask("document.activeElement.value"), "same", "the key down chooses");
    let day = "[data-column=decided_on]";
    tab.ask(&format!("(() => {{ const own = document.querySelector('{day}'); own.value = '2025-06-16'; own.dispatchEvent(new Event('input')); }})()"));
    tab.tab_to("[data-column=decided_by]", MOST);
    tab.write("R. Sandhu, named nurse");
    tab.tab_to("[data-column=note]", MOST);
    tab.write("The school rang back");
    assert_eq!(tab.text("#saving p"), "1 decision not saved yet.");
    tab.tab_to("#saving button", MOST);
    tab.press(ENTER);
    assert!(
        tab.text("#saving p").starts_with("1 decision saved as links-2025-06-15.csv. Send the file to whoever runs the report, or move it into their folder “links”.")
    );

    let file = saved(&downloads, &format!("links-{FIRST}.csv"));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("\u{feff}a,a_name,b,b_name,decision,decided_on,decided_by,note,key\r\n"), "{written}");
    assert_eq!(written.lines().count(), 2, "{written}");
    fs::create_dir(area.path("links")).unwrap();
    fs::copy(&file, area.path("links/links-2025-06-15.csv")).unwrap();

    let second = report(&area, SECOND);
    tab.open(&second.join("index.html"));
    assert!(tab.text("main").contains("2 records may be the same child"), "the other pair is still open");
    assert_eq!(tab.ask("document.querySelectorAll('table.cases tbody tr').length"), 1);
    assert!(tab.text("table.cases tbody tr").contains('4'));
    tab.open(&second.join("identity.html"));
    assert_eq!(tab.ask("document.querySelectorAll('.decide button').length"), 1, "a decided pair is not asked again");
    assert!(tab.text("[aria-labelledby=decided]").contains("R. Sandhu, named nurse"));

    // Without scripts nothing pretends to work: the template remains.
    tab.scripts(false);
    tab.open(&second.join("identity.html"));
    assert_eq!(
        tab.ask(
            "[...document.querySelectorAll('button, #saving, .with-scripts')].some((own) => own.checkVisibility())"
        ),
        false
    );
    assert!(tab.text("main").contains("links-template.csv"));
    tab.scripts(true);
}
