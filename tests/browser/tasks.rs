//! What a nurse comes for on a Monday: who is first, who is new, the children of one school, a child by number, a decision,
//! what to say to the GP. Each takes two clicks at most, and the answer is then on the screen, at 1280 × 800.
//! And a decision by keyboard alone.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::chromium::{ENTER, Page, saved};
use crate::stand::stand;

/// A nurse's screen.
fn screen(tab: &mut Page) {
    let size = json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    tab.call("Emulation.setDeviceMetricsOverride", &size);
}

/// The text of what an expression gives, if all of it is on the screen.
#[track_caller]
fn on_screen(tab: &mut Page, element: &str) -> String {
    let text = tab.ask(&format!(
        "(() => {{ const own = {element}; if (!own) return 'nothing is there';
           const box = own.getBoundingClientRect();
           return own.checkVisibility() && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight
             ? own.innerText : 'not on the screen: ' + box.top + ' to ' + box.bottom; }})()"
    ));
    let text = text.as_str().unwrap().to_owned();
    assert!(!text.starts_with("not on the screen") && text != "nothing is there", "{element}: {text}");
    text
}

/// Clicks the middle of what an expression gives, which must be on the screen.
#[track_caller]
fn click(tab: &mut Page, element: &str) {
    on_screen(tab, element);
    let at = tab.ask(&format!(
        "(() => {{ const box = ({element}).getClientRects()[0]; return [box.left + box.width / 2, box.top + box.height / 2]; }})()"
    ));
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
        tab.call("Input.dispatchMouseEvent", &event);
    }
    // A link leads to another page.
    let until = Instant::now() + Duration::from_secs(10);
    while tab.ask("document.readyState") != "complete" && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until something is so.
fn wait(tab: &mut Page, expression: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    while tab.ask(expression) != true {
        assert!(Instant::now() < until, "never: {expression}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const WORDS: &str = "document.getElementById('words')";
const FIRST_SHOWN: &str =
    "Array.from(document.querySelectorAll('table.cases tbody tr')).find((own) => own.checkVisibility())";

#[test]
fn who_is_first_and_who_is_new_need_two_clicks_at_most() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab);
    tab.open(&stand.pages()[0]);
    // Notices about the data come first. The answer must be on the rest of the screen, or one click away.
    if tab.ask("document.querySelector('.first li').getBoundingClientRect().bottom > innerHeight") == true {
        click(&mut tab, "document.querySelector('.head a[href=\"#first\"]')");
    }
    let first = on_screen(&mut tab, "document.querySelector('.first li')");
    assert!(first.contains("Immediate") && first.contains("hereabouts unknown"), "{first}");

    tab.open(&stand.pages()[0]);
    if tab.ask("document.querySelector('[aria-labelledby=new]').getBoundingClientRect().bottom > innerHeight") == true {
        click(&mut tab, "document.querySelector('.head a[href=\"#new\"]')");
    }
    let new = on_screen(&mut tab, "document.querySelector('[aria-labelledby=new] li, [aria-labelledby=new] p')");
    assert!(new.to_lowercase().contains("new"), "{new}");
}

#[test]
fn a_school_and_a_number_are_found_in_one_box() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab);
    for (words, expected) in [("Millbrook Primary School", "case"), ("999 258 2448", "1 of")] {
        tab.open(&stand.pages()[0]);
        if tab.ask(&format!("{WORDS}.getBoundingClientRect().bottom > innerHeight")) == true {
            click(&mut tab, "document.querySelector('.head a[href=\"#words\"]')");
        }
        click(&mut tab, WORDS);
        tab.write(words);
        let count = on_screen(&mut tab, "document.getElementById('shown')");
        assert!(count.contains(expected), "{words}: {count}");
        let child = on_screen(&mut tab, &format!("({FIRST_SHOWN}).querySelector('th a')"));
        assert!(!child.is_empty(), "{words}");
    }
}

#[test]
fn a_decision_and_the_page_for_the_gp_are_two_clicks_away() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab);
    tab.open(&stand.pages()[0]);
    // On the list, where the row is.
    tab.ask(&format!("({FIRST_SHOWN}).scrollIntoView()"));
    click(&mut tab, &format!("({FIRST_SHOWN}).querySelector('.decide button')"));
    on_screen(&mut tab, "document.activeElement");
    assert_eq!(tab.ask("document.activeElement.dataset.column"), "decision");

    // From the list to the child's sheet, and from its first screen to the page for the GP.
    let link = format!("({FIRST_SHOWN}).querySelector('th a')");
    click(&mut tab, &link);
    wait(&mut tab, "document.body.className === 'sheet' && document.readyState === 'complete'");
    on_screen(&mut tab, "document.querySelector('.in-short')");
    on_screen(&mut tab, "document.getElementById('seen').parentElement");
    on_screen(&mut tab, "document.querySelector('.with')");
    click(&mut tab, "document.querySelector('.with a[href$=\"#gp\"]')");
    wait(&mut tab, "document.body.className === 'telling' && document.readyState === 'complete'");
    let heading = on_screen(&mut tab, "document.querySelector('#gp h2')");
    assert!(heading.starts_with("For the GP practice: "), "{heading}");
    on_screen(&mut tab, "document.querySelector('#gp dl')");
    on_screen(&mut tab, "document.querySelector('#gp ul')");
}

#[test]
fn a_decision_is_made_and_saved_by_keyboard_alone() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab);
    let downloads = tempfile::tempdir().unwrap();
    tab.saves_into(downloads.path());
    // A child by name on the list, then the form in the row.
    tab.open(&stand.pages()[0]);
    tab.tab_to("#words", 60);
    tab.write("999");
    tab.tab_to(".decide button", 60);
    tab.press(ENTER);
    assert_eq!(tab.ask("document.activeElement.dataset.column"), "decision", "the form has the focus");
    tab.press(("m", 77, "m"));
    assert_eq!(tab.ask("document.activeElement.value"), "monitoring", "a letter chooses");
    tab.tab_to("[data-column=reviewed_on]", 5);
    tab.tab_to("[data-column=reviewer]", 6);
    tab.write("R. Sandhu, named nurse");
    tab.tab_to("[data-column=note]", 8);
    tab.write("Spoke to the health visitor");
    let name = tab.ask("document.getElementById('saving').dataset.file").as_str().unwrap().to_owned();
    // The button to save comes after the list, so it is not in the way of the rows.
    tab.tab_to("#saving button", 400);
    tab.press(ENTER);
    let file = saved(downloads.path(), &name);
    let written = fs::read_to_string(file).unwrap();
    let line = written.lines().nth(1).unwrap();
    assert!(line.contains(",\"R. Sandhu, named nurse\",monitoring,") || line.contains("R. Sandhu"), "{line}");
    assert!(line.contains("monitoring") && line.contains("Spoke to the health visitor"), "{line}");
}
