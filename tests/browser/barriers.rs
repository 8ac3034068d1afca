//! axe-core finds nothing against WCAG 2.2, levels A and AA.

use std::path::Path;

use crate::chromium::Page;
use crate::stand::stand;

const AXE: &str = include_str!("axe.min.js");

/// What axe finds on the page that is open: rule, what it is about, where.
fn barriers(tab: &mut Page) -> Vec<String> {
    tab.ask(&format!("{AXE}; true"));
    tab.list(
        "axe.run(document, {
           runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], preload: false, resultTypes: ['violations'],
         }).then((result) => result.violations.flatMap((own) => own.nodes.slice(0, 3).map(
           (node) => own.id + ': ' + own.help + ': ' + node.html.slice(0, 200) + ' ' + (node.failureSummary || ''))))",
    )
}

fn at(name: impl std::fmt::Display, found: Vec<String>) -> Vec<String> {
    found.into_iter().map(|problem| format!("{name}: {problem}")).collect()
}

#[test]
fn axe_finds_a_barrier_where_there_is_one() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&stand.pages()[1]);
    tab.ask(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><input><p id=p>pale')",
    );
    tab.ask("document.getElementById('p').style.color = '#ccc'; document.documentElement.lang = ''");
    let found = barriers(&mut tab);
    for rule in ["image-alt", "label", "color-contrast", "html-has-lang"] {
        assert!(found.iter().any(|problem| problem.starts_with(rule)), "{rule}: {found:?}");
    }
}

#[test]
fn no_page_has_a_barrier_on_screen() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for page in stand.pages() {
        tab.open(page);
        wrong.extend(at(stand.name(page), barriers(&mut tab)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_kind_of_page_has_a_barrier_in_print_in_the_dark_or_in_a_narrow_window() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for (medium, scheme, width) in [("print", "light", 1280), ("screen", "dark", 1280), ("screen", "light", 320)] {
        tab.medium(medium, scheme);
        tab.width(width);
        for page in stand.kinds() {
            tab.open(&page);
            tab.ask("document.querySelectorAll('details').forEach((own) => { own.open = true; })");
            let name = format!("{}, {medium}, {scheme}, {width}", stand.name(&page));
            wrong.extend(at(name, barriers(&mut tab)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_list_has_no_barrier_while_it_is_filtered() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let list: &Path = &stand.pages()[0];
    tab.open(list);
    let words = tab.list(
        "Array.from(document.querySelectorAll('input[type=search], input[type=text]'), (own) => {
           own.focus(); own.value = 'no such child anywhere'; own.dispatchEvent(new Event('input', { bubbles: true }));
           return own.labels[0].innerText; })",
    );
    assert!(!words.is_empty());
    let found = barriers(&mut tab);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
