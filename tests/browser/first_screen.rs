//! The first screen of a sheet: who, why in a sentence, when last seen, what is booked, who works with the child, and what is not
//! known. And how the picture of the timeline works with a keyboard and on a phone.

use serde_json::{Value, json};

use crate::chromium::Page;
use crate::stand::{sheets, stand};

/// What a nurse asks first.
const FIRST: [&str; 6] = [".who", ".in-short", "section:has(> #seen)", "section:has(> #next)", ".with", ".asks"];

fn screen(tab: &mut Page, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    tab.call("Emulation.setDeviceMetricsOverride", &size);
}

#[test]
fn the_first_screen_of_every_sheet_answers_what_a_nurse_asks_first() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for (width, height) in [(1280, 800), (390, 844)] {
        screen(&mut tab, width, height);
        for sheet in sheets(&stand.safeguarding()) {
            tab.open(&sheet);
            for part in FIRST {
                let ask = format!(
                    "(() => {{ const own = document.querySelector('{part}'), box = own && own.getBoundingClientRect();
                       return box && own.checkVisibility() && box.height > 10 ? box.bottom : null; }})()"
                );
                match tab.ask(&ask).as_f64() {
                    Some(end) if end <= f64::from(height) => {}
                    end => wrong.push(format!("{} at {width}: {part} ends at {end:?}", stand.name(&sheet))),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sentence_names_the_services_that_have_not_seen_the_child() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut named = 0;
    for sheet in sheets(&stand.safeguarding()) {
        tab.open(&sheet);
        let services = tab.list(
            "Array.from(new Set(Array.from(document.querySelectorAll('.contacts tr.failed td:nth-child(2) > bdi'),
               (own) => own.textContent)))",
        );
        let sentence = tab.text(".in-short");
        // A sheet that says how many more there are names the first.
        for service in &services {
            assert!(sentence.contains(service) || sentence.contains("more"), "{service}: {sentence}");
            named += usize::from(sentence.contains(service));
        }
    }
    assert!(named > 50, "{named}");
}

#[test]
fn a_timeline_has_five_stops_at_most_and_begins_at_its_newest_end_on_a_phone() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab, 390, 844);
    for sheet in sheets(&stand.safeguarding()) {
        tab.open(&sheet);
        let stops = tab
            .ask("Array.from(document.querySelectorAll('figure, figure *')).filter((own) => own.tabIndex >= 0).length");
        assert!(stops.as_u64().is_some_and(|stops| (1..=5).contains(&stops)), "{}: {stops}", stand.name(&sheet));
        // The end of the picture is in the window, its beginning is not.
        let ends: Value = tab.ask(
            "(() => { const own = document.querySelector('.timeline').getBoundingClientRect(); return [own.left, own.right]; })()",
        );
        let end = |at: usize| ends[at].as_f64().unwrap();
        assert!(end(0) < 0.0 && end(1) > 300.0 && end(1) <= 390.0, "{}: {ends}", stand.name(&sheet));
        // The names of its lines are at its other end, so the text below repeats them.
        let names =
            tab.list("Array.from(document.querySelectorAll('.timeline .name'), (own) => own.firstChild.textContent)");
        let lanes = tab.text(".lanes");
        let expected = match &names[..] {
            [name] => format!("The line is {name}."),
            names => format!("Lines from the top: {}.", names.join("; ")),
        };
        assert_eq!(lanes, expected);
        // Nothing else is read by scrolling to the side.
        let wide = tab.list(
            "Array.from(document.querySelectorAll('.scroll')).filter((own) => own.scrollWidth > own.clientWidth && !own.closest('figure'))
               .map((own) => own.getAttribute('aria-label'))",
        );
        assert!(wide.is_empty(), "{}: {wide:?}", stand.name(&sheet));
    }
}

#[test]
fn a_long_name_does_not_widen_a_sheet_on_a_phone() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    screen(&mut tab, 390, 844);
    tab.open(&sheets(&stand.safeguarding())[0]);
    tab.ask(
        "document.querySelectorAll('h1 bdi, .record .child bdi').forEach((own) => {
           own.textContent = 'FEATHERSTONEHAUGH-WOLFESCHLEGELSTEINHAUSENBERGERDORFF, Maximilian'; })",
    );
    let wide = tab.ask("document.documentElement.scrollWidth").as_u64().unwrap();
    assert!(wide <= 390, "{wide}");
}
