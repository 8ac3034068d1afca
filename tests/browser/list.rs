//! The list: the link to overdue decisions with and without scripts, what is left of "Look at first" on a phone, and long names.

use std::fmt::Write as _;

use serde_json::json;

use crate::stand::{report, stand};
use crate::support::{AS_OF, Area, PLAIN};

#[test]
fn overdue_decisions_are_one_click_away_with_and_without_scripts() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let click = "document.querySelector('a[data-filter]').click()";
    tab.open(&stand.pages()[0]);
    tab.ask(click);
    let overdue = tab.text("ul.since li:has(a[data-filter]) .count");
    assert!(tab.text("#shown").starts_with(&format!("{overdue} of ")), "{}", tab.text("#shown"));
    assert!(tab.text("#shown").contains("Decision: Overdue"));
    tab.scripts(false);
    tab.open(&stand.pages()[0]);
    let target = tab.ask("document.querySelector('a[data-filter]').getAttribute('href')");
    assert_eq!(target, "#continuing");
    let part = tab.text("section[aria-labelledby=continuing]");
    assert!(part.contains("one was due by"), "{part}");
    tab.scripts(true);
}

#[test]
fn on_a_phone_every_child_to_look_at_first_keeps_a_reason_and_the_decision() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    for width in [390, 1280] {
        let size = json!({ "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": false });
        tab.call("Emulation.setDeviceMetricsOverride", &size);
        tab.open(&stand.pages()[0]);
        let lines = tab.list(
            "Array.from(document.querySelectorAll('.first li'), (own) => Array.from(own.querySelectorAll('p + p'))
               .filter((line) => line.checkVisibility()).map((line) => line.className + ': ' + line.innerText).join())",
        );
        assert!(lines.len() > 4);
        for (at, line) in lines.iter().enumerate() {
            let kind = if width == 390 && at > 0 { "brief: " } else { "reasons: " };
            let decision = line.contains("Decision overdue") || line.contains("Decide by");
            assert!(line.starts_with(kind) && decision, "{width}: {line}");
        }
    }
}

#[test]
fn long_names_fit_on_a_phone() {
    let Some(stand) = stand() else { return };
    let long = "Wolfeschlegelsteinhausenbergerdorffwel";
    let area = Area::new(&PLAIN.replace("[contacts.columns]", "[contacts.columns]\nfamily_name = \"family\""));
    let mut records = "contact_id,nhs_number,service,date,outcome,family\n".to_owned();
    for day in [2, 9, 16] {
        writeln!(
            records,
            "{day},9990000018,CAMHS Neurodevelopmental{long},2026-11-{day:02},was_not_brought,Ash-{long}"
        )
        .unwrap();
    }
    area.write("clinic.csv", records);
    let pack = report(&area, AS_OF);
    let mut tab = stand.browser.page();
    let size = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": false });
    tab.call("Emulation.setDeviceMetricsOverride", &size);
    tab.open(&pack.join("index.html"));
    let wide = tab.list(
        "Array.from(document.querySelectorAll('main *')).filter((own) => own.getBoundingClientRect().right > 390)
           .map((own) => own.outerHTML.slice(0, 90))",
    );
    assert!(wide.is_empty(), "{wide:#?}");
    assert_eq!(tab.ask("document.documentElement.scrollWidth"), 390);
}
