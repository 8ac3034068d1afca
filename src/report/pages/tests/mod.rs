//! Tests of whole pages, made from extracts: what every page must have whatever the data, and what no text of an extract may do to a
//! page.

mod list;
mod sheets;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{pages, style as carried};
use crate::cases::case_ref::{ReferenceKey, assign};
use crate::compare::reviews::ReviewDecisions;
use crate::config;
use crate::day::Day;
use crate::pipeline;
use crate::report::sink::collected;
use crate::review::Review;

type Pages = BTreeMap<String, String>;

fn reviewed(config: &Path) -> Review {
    let settings = config::load(config).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let as_of = Day::from_iso("2026-11-22").unwrap();
    let mut detected = pipeline::run(settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()));
    assign(&mut detected.cases.list, &detected.intake.locals, &ReferenceKey::new([7; 32]));
    Review::new(detected, None, ReviewDecisions::default(), None)
}

fn rendered(review: &Review) -> Pages {
    collected(|sink| pages(review, &[], sink).unwrap_or_else(|stop| panic!("{}", stop.message())))
}

fn sample() -> Review {
    reviewed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/failed-contact.toml"))
}

/// An area with one extract, which has the fields that pages show. Each row has id, local id, family name, service, date and outcome.
fn area(rows: &[[String; 6]], settings: &str) -> Review {
    let folder = tempfile::tempdir().unwrap();
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let mut extract = "id,local,family,service,date,outcome\n".to_owned();
    for row in rows {
        extract.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        extract.push('\n');
    }
    fs::write(folder.path().join("a.csv"), extract).unwrap();
    let config = format!(
        "organisation = \"Team {{{{7*7}}}} <b>\"\n{settings}\n[[contacts]]\nname = \"a\"\nfiles = [\"a.csv\"]\n\
         date_format = \"%Y-%m-%d\"\n[contacts.columns]\ncontact_id = \"id\"\nlocal_id = \"local\"\n\
         family_name = \"family\"\nservice = \"service\"\ndate = \"date\"\noutcome = \"outcome\"\n\
         location = \"family\"\npractitioner = \"family\"\nschool = \"family\"\nreferrer = \"service\"\n"
    );
    let path = folder.path().join("c.toml");
    fs::write(&path, config).unwrap();
    reviewed(&path)
}

/// Children with three failed contacts each, all with the same service.
fn three_each(children: usize, service: &str, family: &str) -> Vec<[String; 6]> {
    let row = |child: usize, day: usize| {
        [
            format!("{child}-{day}"),
            format!("L{child}"),
            family.to_owned(),
            service.to_owned(),
            format!("2026-10-0{day}"),
            "was_not_brought".to_owned(),
        ]
    };
    (0..children).flat_map(|child| (1..=3).map(move |day| row(child, day))).collect()
}

/// Two children with this name, one with this service and one with another, so that the list can be filtered by service.
fn two(service: &str, family: &str) -> Vec<[String; 6]> {
    let mut rows = three_each(2, service, family);
    for row in &mut rows[3..] {
        "Audiology".clone_into(&mut row[3]);
    }
    rows
}

#[test]
fn every_page_is_self_contained_and_marked() {
    let all = rendered(&sample());
    assert!(all.len() > 50);
    for (path, page) in &all {
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\""), "{path}");
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        assert!(page.contains("<p class=\"marking\">Official-Sensitive: personal data</p>"), "{path}");
        assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{path}");
        assert!(page.contains("content=\"no-referrer\""), "{path}");
        assert_eq!(page.matches(" data-who=\"").count(), 1, "{path}: what the foot of each paper says");
        assert!(page.contains("<main id=\"main\">") && page.contains("href=\"#main\""), "{path}");
        for word in [" style=\"", " src=", "http:", "https:", " onclick", "{{", "{%"] {
            assert!(!page.contains(word), "{path} has {word}");
        }
        let scripts = usize::from(["index", "cases/", "identity"].iter().any(|start| path.starts_with(start)));
        assert_eq!(page.matches("<script>").count(), scripts, "{path}");
        // The page about the data shows the weeks of every source as a picture and again as a table.
        let most = if path == "quality.html" { 80_000 } else { 64_000 };
        assert!(page.len() < most || scripts == 1, "{path} is {} bytes", page.len());
    }
}

#[test]
fn links_lead_to_pages_that_are_there() {
    let files =
        "quality.csv rejected.csv warnings.csv resolved.csv reviews-template.csv links-template.csv identity.csv";
    let all = rendered(&sample());
    for (path, page) in &all {
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, part) = link.split_once('#').map_or((link, None), |(file, part)| (file, Some(part)));
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(up)) => up.to_owned(),
                (file, None) => file.to_owned(),
            };
            assert!(all.contains_key(&target) || files.split(' ').any(|file| file == target), "{path}: {link}");
            if let Some(part) = part {
                assert!(all[&target].contains(&format!("id=\"{part}\"")), "{path}: {link}");
            }
        }
    }
}

#[test]
fn the_style_sheet_and_the_picture_are_where_they_belong() {
    let review = sample();
    let all = rendered(&review);
    let style = |page: &str| page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0.to_owned();
    for (path, page) in &all {
        assert!(page.contains(&format!("style-src '{}';", carried::source_hash(&style(page)))), "{path}");
        assert!(style(page).len() > 3000 && page.matches("<style>").count() == 1, "{path}");
        assert!(!page.contains("<svg></svg>") && !page.contains(" style="), "{path}");
        if path == "quality.html" {
            let sources = review.settings.contacts.len();
            assert_eq!(page.matches("<svg class=\"weeks\"").count(), sources);
            assert_eq!(page.matches("<svg ").count(), sources);
            for at in 1..=sources {
                assert!(
                    page.contains(&format!("aria-labelledby=\"weeks-{at}\""))
                        && page.contains(&format!("id=\"weeks-{at}\""))
                );
            }
            continue;
        }
        assert!(page.matches("<svg ").count() <= 1 && page.ends_with("</html>\n"), "{path}");
        if page.contains("<svg ") {
            assert!(page.contains("aria-label=\"Timeline picture\">\n<svg class=\"timeline\""), "{path}");
            assert!(page.contains("</svg>\n</div>\n<figcaption>"), "{path}");
        }
    }
    assert!(all.values().filter(|page| page.contains("<svg ")).count() >= review.cases.list.len() / 2);
}

#[test]
fn a_comparison_of_2_records_has_no_blank_cell() {
    let page = &rendered(&sample())["identity.html"];
    assert!(page.contains("<span class=\"none\">Not recorded</span>") && page.contains("Not compared"));
    assert!(!page.contains("<td></td>") && !page.contains("<td><bdi></bdi></td>"));
}

#[test]
fn our_own_words_are_respectful() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut looked_at = 0;
    for entry in walkdir::WalkDir::new(templates) {
        let path = entry.unwrap().into_path();
        // The page for commissioners has its own tests. The template of a configuration lists the words that extracts use.
        let ours = path.extension().is_some_and(|end| ["html", "js", "css"].iter().any(|own| end == *own));
        if !ours || path.file_stem().unwrap() == "commissioner" {
            continue;
        }
        looked_at += 1;
        let source = fs::read_to_string(&path).unwrap().to_lowercase();
        for word in ["dna", "did not attend", "default ", "defaulted", "compliant", "offend", "failed to"] {
            assert!(!source.contains(word), "{}: {word}", path.display());
        }
    }
    assert!(looked_at > 30);
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let review = sample();
    assert_eq!(rendered(&review), rendered(&review));
}

#[test]
fn no_text_of_an_extract_is_markup_or_a_template() {
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style></title></bdi><b>",
        "{{7*7}}",
        "{% raw %}",
        "javascript:alert(1)",
        "<style></style><svg></svg>",
        "&lt;&amp;",
        "a\u{202e}b",
    ] {
        let all = rendered(&area(&two(text, text), ""));
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;");
        for (path, page) in all.iter().filter(|(path, _)| *path != "quality.html" && *path != "identity.html") {
            assert!(page.contains(&escaped), "{path} has no {text}");
            if text.contains(['<', '"', '\'']) {
                assert!(!page.contains(text), "{path} has {text} unescaped");
            }
            assert!(page.contains("Team {{7*7}} &lt;b&gt;"));
            assert!(!page.contains("href=\"javascript:"));
        }
    }
}

#[test]
fn control_characters_become_blanks() {
    let all = rendered(&area(&two("a\r\nb\u{1b}[31mc", "x\u{7}y"), ""));
    for (path, page) in &all {
        assert!(!page.contains(['\r', '\u{1b}', '\u{7}']), "{path}");
    }
    assert!(all["index.html"].contains("a  b [31mc"));
}
