//! What comes out of a printer.

use std::fs;
use std::path::Path;
use std::process::Command;

use unicode_normalization::UnicodeNormalization as _;

use crate::chromium::Page;
use crate::stand::{Stand, sheets, stand};
use crate::support::tools::Tool;

const ROWS: &str = include_str!("ask/rows.js");

/// A printed page: width and height in points, and its text without blanks.
pub struct Sheet {
    size: (f64, f64),
    pub text: String,
}

/// Prints the page that is open; nothing where poppler-utils is not installed.
pub fn printed(tab: &mut Page) -> Option<Vec<Sheet>> {
    Tool::Pdftotext.program()?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.pdf");
    fs::write(&file, tab.pdf()).unwrap();
    let said = |program: &str, arguments: &[&str], last: &[&str]| {
        let run = Command::new(program).args(arguments).arg(&file).args(last).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let (text, sizes) = (said("pdftotext", &["-raw"], &["-"]), said("pdfinfo", &["-l", "9999"], &[]));
    // "Page    1 size:  595.92 x 842.88 pts (A4)"
    let sizes = sizes.lines().filter_map(|line| line.strip_prefix("Page ")?.split_once("size:")).map(|(_, size)| {
        let mut words = size.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
        (words.next().unwrap(), words.next().unwrap())
    });
    let texts = text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}').map(bare);
    Some(sizes.zip(texts).map(|(size, text)| Sheet { size, text }).collect())
}

/// A text without blanks.
fn bare(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// The problems of a page on paper, after a change to it.
fn faults(tab: &mut Page, page: &Path, change: &str, stand: &Stand) -> Option<Vec<String>> {
    tab.open(page);
    tab.ask(change);
    tab.medium("print", "light");
    let tables: Vec<(Vec<String>, Vec<Vec<String>>)> = serde_json::from_value(tab.ask(ROWS)).unwrap();
    tab.medium("", "light");
    let identifiable = !page.parent().unwrap().ends_with("commissioner");
    let sheets = printed(tab)?;
    let mut wrong = Vec::new();
    let mut say = |at: usize, what: String| wrong.push(format!("{}, paper {}: {what}", stand.name(page), at + 1));
    let folder = page.parent().unwrap();
    let of_case = folder.ends_with("cases") || folder.ends_with("telling");
    let case_ref = of_case.then(|| page.file_stem().unwrap().to_str().unwrap());
    for (at, sheet) in sheets.iter().enumerate() {
        let (short, long) = (sheet.size.0.min(sheet.size.1), sheet.size.0.max(sheet.size.1));
        if (short - 595.0).abs() > 2.0 || (long - 842.0).abs() > 2.0 {
            say(at, format!("is not A4: {short} by {long}"));
        }
        if !sheet.text.contains(&format!("Page{}of{}", at + 1, sheets.len())) {
            say(at, "has no number".to_owned());
        }
        if identifiable != sheet.text.contains("Official-Sensitive:personaldata") {
            say(at, "has the wrong marking".to_owned());
        }
        if case_ref.is_some_and(|case_ref| !sheet.text.contains(case_ref)) {
            say(at, "does not say which case it is of".to_owned());
        }
    }
    let has = |sheet: &Sheet, marks: &[String]| marks.iter().all(|mark| sheet.text.contains(mark.as_str()));
    for (head, rows) in &tables {
        for (at, sheet) in sheets.iter().enumerate() {
            if !head.is_empty() && !rows.is_empty() && has(sheet, head) && !rows.iter().any(|row| has(sheet, row)) {
                say(at, "has the head of a table without a row".to_owned());
            }
        }
        for row in rows {
            let name = format!("the row from {} to {}", row[0], row[row.len() - 1]);
            match sheets.iter().position(|sheet| has(sheet, row)) {
                None => say(0, format!("{name} is on no paper as a whole")),
                Some(at) if !has(&sheets[at], head) => say(at, format!("{name} is without the head of its table")),
                Some(_) => {}
            }
        }
    }
    Some(wrong)
}

#[test]
fn paper_is_a4_marked_numbered_and_cuts_no_row() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let mut wrong = Vec::new();
    for page in stand.pages() {
        let Some(found) = faults(&mut tab, page, "", &stand) else { return };
        wrong.extend(found);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_ordinary_sheet_is_two_pages() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let sheets = sheets(&stand.safeguarding());
    tab.open(&sheets[sheets.len() / 2]);
    let Some(printed) = printed(&mut tab) else { return };
    assert!(printed.len() <= 2, "{}", printed.len());
}

#[test]
fn paper_has_what_is_folded_on_the_commissioner_page_and_cuts_no_text_of_a_chart() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&stand.pages()[3]);
    let texts = |selector: &str, tab: &mut Page| {
        let texts = tab.list(&format!("[...document.querySelectorAll('{selector}')].map((own) => own.textContent)"));
        texts.iter().map(|text| bare(text)).collect::<Vec<_>>()
    };
    let (past, of_charts) = (texts(".past li", &mut tab), texts(".chart-part > p", &mut tab));
    assert!(past.len() > 1 && of_charts.len() > 20, "{past:?}");
    let Some(sheets) = printed(&mut tab) else { return };
    for text in past.iter().chain(&of_charts) {
        assert!(sheets.iter().any(|sheet| sheet.text.contains(text)), "is on no paper as a whole: {text}");
    }
}

#[test]
fn the_heading_above_the_reasons_is_on_no_paper_without_the_first_of_them() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&sheets(&stand.safeguarding())[0]);
    let first = tab.text(".why li strong").split_whitespace().collect::<String>();
    let mut divided = 0;
    for millimetres in (0..200).step_by(12) {
        tab.ask(&format!(
            "(() => {{ const own = document.querySelector('#spacer') || document.createElement('div'); own.id = 'spacer';
               own.style.height = '{millimetres}mm'; document.querySelector('section:has(> #why)').before(own); }})()"
        ));
        let Some(printed) = printed(&mut tab) else { return };
        let paper = printed.iter().find(|paper| paper.text.contains("WhylistedPattern")).unwrap();
        assert!(paper.text.contains(&first), "{millimetres} mm");
        divided += usize::from(paper.text.ends_with("of") || printed.len() > 2);
    }
    assert!(divided > 0, "the reasons were moved to another paper");
}

#[test]
fn a_long_name_at_the_foot_leaves_the_number_of_the_page_alone() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    tab.open(&sheets(&stand.safeguarding())[0]);
    let who = format!("NHS number 999 123 4567, case AAAAAAAA, {}", "W".repeat(59) + "…");
    tab.ask(&format!("document.documentElement.setAttribute('data-who', '{who}')"));
    let Some(printed) = printed(&mut tab) else { return };
    for (at, paper) in printed.iter().enumerate() {
        // The text of the number in one piece, and the whole name: neither is over the other or off the paper.
        assert!(paper.text.contains(&format!("Page{}of{}", at + 1, printed.len())), "{}", paper.text);
        assert!(paper.text.contains(&("W".repeat(59) + "...")), "{}", paper.text);
    }
}

#[test]
fn cut_and_unmarked_paper_is_found() {
    let Some(stand) = stand() else { return };
    let mut tab = stand.browser.page();
    let quality = &stand.pages()[1];
    for (change, found) in [
        (
            "document.querySelectorAll('td').forEach((own) => { own.append(document.createElement('div')); own.lastChild.style.height = '300mm'; })",
            "is on no paper as a whole",
        ),
        (
            "document.querySelectorAll('thead').forEach((own) => { own.style.display = 'table-row-group'; });
             document.querySelectorAll('tbody td').forEach((own) => { own.style.height = '60mm'; })",
            "is without the head of its table",
        ),
        (
            "document.styleSheets[0].disabled = true; document.querySelector('.marking').remove()",
            "has the wrong marking",
        ),
    ] {
        let Some(said) = faults(&mut tab, quality, change, &stand) else { return };
        assert!(said.iter().any(|problem| problem.ends_with(found)), "{found}: {said:?}");
    }
}
