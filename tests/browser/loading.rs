//! Every page loads whole, from its own folder, with and without scripts.

use std::collections::BTreeSet;

use crate::stand::stand;

const TEXT: &str = include_str!("ask/text.js");
const CONTROLS: &str = include_str!("ask/controls.js");

#[test]
fn a_page_asks_for_nothing_but_itself_and_reports_no_error() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for page in stand.pages() {
        tab.open(page);
        // When this is answered, the page's script has done everything that it does at once.
        tab.ask("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
        let address = format!("file://{}", page.display());
        let mut asked: Vec<_> = tab.events("Network.requestWillBeSent").map(|event| &event["request"]["url"]).collect();
        asked.retain(|url| url.as_str().is_some_and(|url| !url.starts_with("data:")));
        if asked != [&serde_json::Value::from(address.as_str())] {
            wrong.push(format!("{}: asks for {asked:?}", stand.name(page)));
        }
        for said in ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"] {
            wrong.extend(tab.events(said).map(|event| format!("{}: {said}: {event}", stand.name(page))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_scripts_a_page_says_everything_and_shows_no_dead_control() {
    let Some(stand) = stand() else { return };
    let (mut with, mut without) = (stand.browser.page(), stand.browser.page());
    without.scripts(false);
    let mut wrong = Vec::new();
    for page in stand.pages() {
        with.open(page);
        without.open(page);
        wrong.extend(without.list(CONTROLS).iter().map(|problem| format!("{}: dead: {problem}", stand.name(page))));
        let whole: BTreeSet<String> = without.list(TEXT).into_iter().collect();
        assert!(whole.len() > 10, "{}", stand.name(page));
        let lost = with.list(TEXT).into_iter().filter(|line| !whole.contains(line));
        wrong.extend(lost.map(|line| format!("{}: only with scripts: {line}", stand.name(page))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a text has `pattern` (a JavaScript regular expression) in what a reader sees of the page.
fn found(pattern: &str) -> String {
    format!("Array.from(document.body.innerText.matchAll(/{pattern}/g), (found) => found[0])")
}

#[test]
fn dates_and_nhs_numbers_are_written_as_people_read_them() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let (mut wrong, mut numbers, mut dates) = (Vec::new(), 0, 0);
    for page in stand.pages() {
        tab.open(page);
        numbers += tab.list(&found(r"\b999 \d{3} \d{4}\b")).len();
        dates += tab.list(&found(r"\b[1-3]?\d [JFMASOND][a-z]+ 20\d\d\b")).len();
        // Texts of extracts are quoted unchanged.
        let bad = [
            r"(?<!“)\b999\d{7}\b",
            r"\b999-\d{3}-\d{4}\b",
            r"\b\d\d\/\d\d\/20\d\d\b",
            r"\b0\d [JFMASOND][a-z]+ 20\d\d\b",
        ];
        for pattern in bad {
            wrong.extend(tab.list(&found(pattern)).iter().map(|text| format!("{}: {text}", stand.name(page))));
        }
        // A computer's date is part of a name of a file only.
        let machine = tab.list(&found(r"[^\s,]*\b20\d\d-\d\d-\d\d\b[^\s,]*"));
        let alone = machine.iter().filter(|text| !text.contains(['/', '.']));
        wrong.extend(alone.map(|text| format!("{}: {text}", stand.name(page))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(numbers > 100 && dates > 500, "{numbers} NHS numbers, {dates} dates");
}
