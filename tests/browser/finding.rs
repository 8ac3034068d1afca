//! Finding a child: one box for everything that somebody may have in front of them, and an answer where it is typed.

use serde_json::json;

use crate::chromium::Page;
use crate::stand::stand;

/// Looks for a text; returns the sentence, and who is shown: on the list, and among those who have left it.
fn found(tab: &mut Page, text: &str) -> (String, Vec<String>, Vec<String>) {
    tab.ask(&format!(
        "(() => {{ const own = document.getElementById('words'); own.value = {};
           own.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()",
        json!(text)
    ));
    let shown = |table: &str| {
        format!(
            "Array.from(document.querySelectorAll('table.{table} tbody tr')).filter((own) => own.checkVisibility())
               .map((own) => own.querySelector('th bdi').innerText)"
        )
    };
    (tab.text("#shown"), tab.list(&shown("cases")), tab.list(&shown("left")))
}

#[test]
fn a_child_is_found_by_whatever_somebody_has_of_them() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&stand.pages()[0]);
    for text in [
        "otto allsorts",
        "ALLSORTS, Otto",
        "999 258 2448",
        "9992582448",
        "999-258-2448",
        "14/02/2026",
        "14.2.2026",
        "14/02/26",
        "14.2.26",
        "fx42pr otto",
        "FX4 2PR 14 Feb 2026",
    ] {
        let (said, cases, left) = found(&mut tab, text);
        assert_eq!((&cases[..], left.len()), (&["ALLSORTS, Otto".to_owned()][..], 0), "{text}: {said}");
        assert!(said.starts_with("1 of ") && said.contains(&format!("with “{text}”.")), "{said}");
    }
    for (text, expected) in [
        ("council/4999001", "UNPLACED, Renée"),
        ("4999001", "UNPLACED, Renée"),
        ("renee", "UNPLACED, Renée"),
        ("Hollin Bridge Surgery gus", "ONOFF, Gus"),
        ("hollin valley hana", "HALFWAY, Hana"),
        ("Ferndale High School finn", "FARHAVEN, Finn"),
    ] {
        let (said, cases, _) = found(&mut tab, text);
        assert_eq!(cases, [expected], "{text}: {said}");
    }
    let (said, cases, left) = found(&mut tab, "petra");
    assert_eq!((cases.len(), &left[..]), (0, &["LASTYEAR, Petra".to_owned()][..]));
    assert!(said.contains("1 child who left the list is shown below."), "{said}");
    let (said, cases, left) = found(&mut tab, "nobody of that name");
    assert!(cases.is_empty() && left.is_empty());
    assert!(said.contains("Looked through names, dates of birth, NHS numbers"), "{said}");
    assert!(said.contains("A child who is not listed may still need somebody."), "{said}");
    // No head of a table without a row.
    assert_eq!(tab.ask("document.querySelector('section.gone').checkVisibility()"), false);
    found(&mut tab, "");
    assert_eq!(tab.ask("document.querySelector('section.gone').checkVisibility()"), true);
}
