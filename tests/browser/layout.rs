//! What fits into a window.

use crate::stand::stand;

const FITS: &str = include_str!("ask/fits.js");

#[test]
fn everything_fits_at_every_width() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    // 640 is a window of 1280 at 200%; 320 is one at 400%.
    for width in [1280, 640, 320] {
        tab.width(width);
        for page in stand.pages() {
            tab.open(page);
            tab.ask("document.querySelectorAll('details').forEach((own) => { own.open = true; })");
            wrong.extend(tab.list(FITS).iter().map(|problem| format!("{} at {width}: {problem}", stand.name(page))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_chart_scrolls_on_an_ordinary_screen() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    for width in [1280, 1230, 1190] {
        tab.width(width);
        tab.open(&stand.pages()[3]);
        let scrolls = tab.list(
            "[...document.querySelectorAll('.chart-frame')].filter((own) => own.scrollWidth > own.clientWidth)
                .map((own) => own.getAttribute('aria-label'))",
        );
        assert!(scrolls.is_empty(), "at {width}: {scrolls:?}");
    }
}

#[test]
fn overflowing_elements_are_found() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&stand.pages()[1]);
    let add = |markup: &str| format!("document.querySelector('main').insertAdjacentHTML('beforeend', `{markup}`)");
    for (markup, style, found) in [
        ("<p id=own>Wide</p>", "width: 3000px", "the page is"),
        ("<p id=own>Cut off cut off</p>", "width: 20px; overflow: hidden; white-space: nowrap", "is cut off: Cut off"),
        ("<p>Under this</p><p id=own>Over that</p>", "margin-top: -36px", "over each other: Under this | Over that"),
        ("<p id=own>Scrolls scrolls</p>", "width: 20px; overflow: auto; white-space: nowrap", "a region scrolls"),
    ] {
        tab.open(&stand.pages()[1]);
        tab.ask(&add(markup));
        tab.ask(&format!("document.getElementById('own').style.cssText = '{style}'"));
        let problems = tab.list(FITS);
        assert!(problems.iter().any(|problem| problem.starts_with(found)), "{found}: {problems:?}");
    }
}
