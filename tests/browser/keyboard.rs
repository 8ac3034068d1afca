//! The pages by keyboard alone.

use serde_json::Value;

use crate::chromium::{DOWN, ENTER, Page, SPACE, TAB};
use crate::stand::stand;

const LOOK: &str = include_str!("ask/look.js");

/// Whether the focus is in a part of a field for a date.
fn stop_in_date(stop: &Value) -> bool {
    stop["date"] == true
}

/// Where the focus stops, from the top of the page to its end.
fn stops(tab: &mut Page) -> Vec<Value> {
    let most = tab.ask(LOOK).as_u64().unwrap();
    let mut out = Vec::new();
    for _ in 0..=most {
        tab.press(TAB);
        let stop = tab.ask("whereNow()");
        // After its end comes the browser, or the page from its top.
        if stop.is_null() || out.first().is_some_and(|first: &Value| first["order"] == stop["order"]) {
            break;
        }
        out.push(stop);
    }
    out
}

#[test]
fn the_focus_goes_down_the_page_and_can_be_seen() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for page in stand.kinds() {
        tab.open(&page);
        let stops = stops(&mut tab);
        assert!(stops.len() > 5, "{}: {}", stand.name(&page), stops.len());
        let mut say = |what: &str, stop: &Value| wrong.push(format!("{}: {what}: {stop}", stand.name(&page)));
        for stop in &stops {
            if stop["changes"] != true {
                say("the focus cannot be seen", stop);
            }
            if stop["inWindow"] != true {
                say("the focus is out of the window", stop);
            }
        }
        for pair in stops.windows(2) {
            let [before, after] = pair else { unreachable!() };
            let number = |stop: &Value, of: &str| stop[of].as_f64().unwrap();
            // A field for a date has a stop for each of its parts.
            if after["order"] == before["order"] && stop_in_date(after) {
                continue;
            }
            if number(after, "order") <= number(before, "order") {
                say("comes before what had the focus", after);
            }
            // The marks of a picture are in order of date. A mark beside another counts as after it.
            let up = number(after, "top") < number(before, "top") - 40.0;
            let beside = number(after, "left") >= number(before, "right") - 1.0;
            if up && !beside && after["mark"] != true {
                say("is above what had the focus", after);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_first_stop_leads_over_the_heading_of_the_page() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    for page in stand.kinds() {
        tab.open(&page);
        tab.ask(LOOK);
        tab.press(TAB);
        let first = tab.ask("whereNow()");
        assert_eq!((&first["what"], &first["inWindow"]), (&"Skip to main content".into(), &true.into()));
        tab.press(ENTER);
        assert_eq!(tab.ask("location.hash"), "#main");
        tab.press(TAB);
        assert_eq!(tab.ask("document.activeElement.closest('main') !== null"), true, "{}", stand.name(&page));
    }
}

#[test]
fn what_is_folded_opens_and_closes_by_keyboard() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut folded = 0;
    for page in stand.kinds() {
        tab.open(&page);
        let count = tab.ask("document.querySelectorAll('details').length").as_u64().unwrap();
        for at in 0..count {
            folded += 1;
            let details = format!("document.querySelectorAll('details')[{at}]");
            let open = tab.ask(&format!("{details}.open"));
            tab.ask(&format!("{details}.querySelector('summary').focus()"));
            tab.press(ENTER);
            assert_ne!(tab.ask(&format!("{details}.open")), open, "{}", stand.name(&page));
            tab.press(SPACE);
            assert_eq!(tab.ask(&format!("{details}.open")), open, "{}", stand.name(&page));
        }
    }
    assert!(folded > 3, "{folded}");
}

/// The filters may be folded; the test above shows that folded parts open by keyboard.
const UNFOLD: &str = "document.querySelectorAll('main details').forEach((own) => { own.open = true; }); true";

const SHOWN: &str = "Array.from(document.querySelectorAll('main table tbody tr'))
    .filter((row) => row.closest('table').tHead && row.querySelector('a[href^=\"cases/\"]') && row.checkVisibility()).length";

#[test]
fn the_list_is_filtered_by_keyboard() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&stand.pages()[0]);
    let all = tab.ask(SHOWN).as_u64().unwrap();
    assert!(all > 40, "{all}");
    let choices =
        tab.list("Array.from(document.querySelectorAll('main select'), (own) => own.labels[0].textContent.trim())");
    assert!(choices.len() > 2, "{choices:?}");
    let focus = |label: &str| {
        format!(
            "Array.from(document.querySelectorAll('main input, main select'))
               .find((own) => own.labels[0].textContent.trim() === '{label}').focus()"
        )
    };
    let mut fewer = 0;
    for label in &choices {
        tab.open(&stand.pages()[0]);
        tab.ask(UNFOLD);
        tab.ask(&focus(label));
        tab.press(DOWN);
        let shown = tab.ask(SHOWN).as_u64().unwrap();
        fewer += u64::from(shown > 0 && shown < all);
    }
    assert!(fewer > 2, "{choices:?}");
    tab.open(&stand.pages()[0]);
    tab.ask(UNFOLD);
    let words = tab
        .ask("document.querySelector('main input[type=search], main input[type=text]').labels[0].textContent.trim()");
    tab.ask(&focus(words.as_str().unwrap()));
    tab.write("999");
    let some = tab.ask(SHOWN).as_u64().unwrap();
    tab.write(" no such child");
    assert!(some > 10 && tab.ask(SHOWN) == 0, "{some} of {all}");
}
