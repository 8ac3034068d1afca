//! Paper is not wasted, and nothing on it is torn from what it belongs to: no page but the last is half empty, the last has
//! more than a line or two, and no heading is the last line of a page.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::chromium::Page;
use crate::stand::{Stand, stand};
use crate::support::tools::Tool;

/// A page but the last ends below this part of its height.
const FULL: f64 = 0.6;
/// The margins of a page in points, with the marking and the number of the page.
const MARGIN: f64 = 36.0;
/// Lines that are enough for a last page.
const LINES: usize = 3;

/// A printed page: its lines from the top, each with where it ends as part of the page's height.
struct Paper {
    lines: Vec<(f64, String)>,
}

impl Paper {
    /// The pages of what `pdftotext -bbox` says: words with their boxes.
    fn all(words: &str) -> Vec<Self> {
        words.split("<page ").skip(1).map(Self::one).collect()
    }

    fn one(words: &str) -> Self {
        let height = number(words, "height");
        let mut boxes: Vec<(f64, f64, String)> = Vec::new();
        for word in words.split("<word ").skip(1) {
            let (top, bottom) = (number(word, "yMin"), number(word, "yMax"));
            if bottom > MARGIN && top < height - MARGIN {
                let text = word.split_once('>').and_then(|(_, rest)| rest.split_once("</word>")).unwrap().0;
                boxes.push((bottom, number(word, "xMin"), bare(&unescaped(text))));
            }
        }
        boxes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut lines: Vec<(f64, String)> = Vec::new();
        for (bottom, _, text) in boxes {
            match lines.last_mut() {
                Some((last, line)) if bottom - *last * height < 2.0 => line.push_str(&text),
                _ => lines.push((bottom / height, text)),
            }
        }
        Self { lines }
    }

    /// Where its last line ends.
    fn end(&self) -> f64 {
        self.lines.last().map_or(0.0, |(end, _)| *end)
    }
}

fn number(text: &str, name: &str) -> f64 {
    let (_, rest) = text.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

const HEADINGS: &str = "Array.from(document.querySelectorAll('h1, h2, h3, caption:not(.away)'))
    .filter((own) => own.checkVisibility() && !own.classList.contains('away') && getComputedStyle(own).display !== 'inline')
    .map((own) => own.innerText)";

/// The problems of the open page on paper; `None` if poppler-utils is not installed.
fn faults(tab: &mut Page) -> Option<Vec<String>> {
    Tool::Pdftotext.program()?;
    tab.medium("print", "light");
    let headings: Vec<String> = tab.list(HEADINGS).iter().map(|problem| bare(problem)).collect();
    tab.medium("", "light");
    let folder = tempfile::tempdir().unwrap();
    let (file, words) = (folder.path().join("page.pdf"), folder.path().join("words.html"));
    fs::write(&file, tab.pdf()).unwrap();
    let run = Command::new("pdftotext").arg("-bbox").arg(&file).arg(&words).status().unwrap();
    assert!(run.success());
    let papers = Paper::all(&fs::read_to_string(&words).unwrap());
    assert!(!papers.is_empty());
    let mut wrong = Vec::new();
    for (at, paper) in papers.iter().enumerate() {
        let mut say = |what: String| wrong.push(format!("paper {} of {}: {what}", at + 1, papers.len()));
        let last = at + 1 == papers.len();
        if !last && paper.end() < FULL {
            say(format!("is empty below {:.0} %", 100.0 * paper.end()));
        }
        if last && at > 0 && paper.lines.len() < LINES {
            say(format!("has {} lines only", paper.lines.len()));
        }
        let line = paper.lines.last().map_or("", |(_, line)| line);
        if !last && headings.iter().any(|problem| problem == line) {
            say(format!("ends with the heading {line}"));
        }
    }
    Some(wrong)
}

fn named(stand: &Stand, page: &Path, found: Vec<String>) -> Vec<String> {
    found.into_iter().map(|problem| format!("{}, {problem}", stand.name(page))).collect()
}

#[test]
fn no_paper_is_half_empty_or_ends_with_a_heading() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for page in stand.pages() {
        tab.open(page);
        // Pages for others are printed one by one.
        let letters = tab.list("Array.from(document.querySelectorAll('.letter'), (own) => own.id)");
        for letter in letters.iter().map(Some).chain(letters.is_empty().then_some(None)) {
            if let Some(letter) = letter {
                tab.ask(&format!("location.hash = '#{letter}'"));
            }
            let Some(found) = faults(&mut tab) else { return };
            wrong.extend(named(&stand, page, found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wasted_and_torn_paper_is_found() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let add = |markup: &str| format!("document.querySelector('main').innerHTML = `{markup}`");
    for (markup, found) in [
        ("<p>One</p><p data-style=\"break-before: page\">Two</p><p>Three</p><p>Four</p>", "is empty below"),
        ("<p data-style=\"height: 220mm\">One</p><p data-style=\"break-before: page\">Two</p>", "has 1 lines only"),
        (
            "<p data-style=\"height: 200mm\">One</p><h2>Torn</h2><p data-style=\"break-before: page\">Two</p><p>Three</p><p>Four</p>",
            "ends with the heading Torn",
        ),
    ] {
        tab.open(&stand.pages()[1]);
        tab.ask(&add(markup));
        // The policy of a page takes no style from its markup.
        tab.ask(
            "document.querySelectorAll('[data-style]').forEach((own) => { own.style.cssText = own.dataset.style; });
             document.querySelector('h2')?.style.setProperty('break-after', 'auto')",
        );
        let Some(said) = faults(&mut tab) else { return };
        assert!(said.iter().any(|problem| problem.contains(found)), "{found}: {said:?}");
    }
}
