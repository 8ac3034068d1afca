//! Injection, in every text that comes from an extract, headers too: faults 61 to 64.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::crowd::Crowd;
use crate::support::{AS_OF, Area, PLAIN, Pack, Run, assert_reconciles, cell};
use crate::{markup, naughty};

/// The run of a week earlier.
const BEFORE: &str = "2026-11-15";

/// Two weeks of an area: the first report, decisions on its cases with a text in each field, the second report.
struct Weeks {
    area: Area,
    pack: Pack,
    runs: Vec<Run>,
}

fn weeks(texts: &[String]) -> Weeks {
    let area = naughty::area(texts);
    // The references are the same every time, because one that has "49" in it would look like the result of a template.
    area.write("reports/.key", std::array::from_fn::<u8, 32, _>(|at| at as u8));
    let first = area.run(&["report", "--as-of", BEFORE]);
    first.assert_status(0);
    let cases = area.pack(BEFORE).rows("cases.csv");
    assert_eq!(cases.len(), texts.len());
    let mut reviews = String::from("case_ref,reviewed_on,reviewer,decision,review_again_on,note,other\n");
    for (case, text) in cases.iter().zip(texts) {
        let text = naughty::quoted(text);
        let _ = writeln!(reviews, "{},2026-11-16,{text},monitoring,,{text},{text}", cell(case, "case_ref"));
        let _ = writeln!(reviews, "{},2026-11-16,{text},{text},{text},{text},{text}", cell(case, "case_ref"));
    }
    area.write("reviews/week.csv", reviews);
    let second = area.run(&["report", "--as-of", AS_OF]);
    second.assert_status(0);
    let pack = area.pack(AS_OF);
    assert_reconciles(&pack);
    Weeks { area, pack, runs: vec![first, second] }
}

/// The first character that a spreadsheet looks at.
fn runs(cell: &str) -> bool {
    let blank = |c: char| {
        c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n')
            || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    };
    let first = cell.chars().find(|c| !blank(*c));
    first.is_some_and(|c| "=+-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c))
}

/// The files of a pack whose names end so.
fn files(pack: &Pack, end: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    let behind = format!(".{end}");
    pack.files().into_iter().filter(move |(name, _)| name.ends_with(&behind))
}

fn tables(pack: &Pack) -> BTreeMap<String, Vec<csv::StringRecord>> {
    files(pack, "csv")
        .map(|(name, bytes)| {
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte-order mark");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
            (name, reader.records().map(|row| row.unwrap()).collect())
        })
        .collect()
}

/// A cell that a spreadsheet would run (`=`, `+`, `-`, `@`, a tab or a line end first, after blanks too).
///
/// In every table of the pack it gets an apostrophe in front, and is otherwise unchanged. The next report reads it
/// back as it was, so nobody is taken as new or gone.
#[test]
fn fault_61_formulas() {
    let texts = naughty::all();
    let Weeks { area, pack, .. } = weeks(&texts);
    let mut seen = 0;
    for (name, rows) in tables(&pack) {
        for cell in rows.iter().flatten() {
            assert!(!runs(cell), "{name}: {cell:?}");
            seen += usize::from(cell.strip_prefix('\'').is_some_and(runs));
        }
    }
    assert!(seen > 300, "{seen}");
    let places: BTreeSet<String> = pack.column("contacts.csv", "location").into_iter().collect();
    for text in &texts {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
        let written = if runs(trimmed) { format!("'{trimmed}") } else { trimmed.to_owned() };
        // A long text is shown shortened, with its length.
        let beginning: String = written.chars().take(150).collect();
        let is_shown = |place: &String| *place == written || (written.len() > 200 && place.starts_with(&beginning));
        assert!(places.iter().any(is_shown), "{text:?}");
    }
    // Formulas are found by their apostrophe, and the text after it is read.
    let all = |status: &str| vec![status.to_owned(); texts.len()];
    assert_eq!(pack.column("cases.csv", "status"), all("reviewed"));
    assert_eq!(pack.rows("resolved.csv").len(), 0);
    // With another key, a child is recognised by the local id, which has an apostrophe in front.
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    std::fs::remove_dir_all(area.path("reviews")).unwrap();
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "status"), all("continuing"));
    let index = pack.text("index.html");
    assert!(!index.contains("recorded since the last report") && !index.contains("no longer among"));
}

/// Markup, the end of an attribute, of a style sheet or a script, and `javascript:` in a text.
///
/// It is text on every page: pages have no element, attribute, script or style that pages of harmless texts lack,
/// every link leads to a page of the pack, and a text that changes the reading direction is isolated.
#[test]
fn fault_62_markup() {
    let texts = naughty::all();
    let benign = weeks(&naughty::harmless(&texts)).pack;
    let pack = weeks(&texts).pack;
    let pages = |pack: &Pack| -> BTreeMap<String, markup::Markup> {
        files(pack, "html").map(|(name, bytes)| (name, markup::read(std::str::from_utf8(&bytes).unwrap()))).collect()
    };
    let known = pages(&benign);
    let structure: BTreeSet<&String> = known.values().flat_map(|page| &page.structure).collect();
    let code: BTreeSet<&String> = known.values().flat_map(|page| &page.code).collect();
    assert!(structure.iter().all(|name| !name.contains(" on")), "no handler of events: {structure:?}");
    let found = pages(&pack);
    assert_eq!(found.len(), known.len());
    for (name, page) in &found {
        let other: Vec<_> = page.structure.iter().filter(|name| !structure.contains(name)).collect();
        assert!(other.is_empty(), "{name}: {other:?}");
        assert!(page.code.iter().all(|name| code.contains(name)), "{name}: other code");
        for value in &page.values {
            if let Some(link) = value.strip_prefix("href=").or_else(|| value.strip_prefix("src=")) {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-_./#".contains(c);
                assert!(link.chars().all(plain) && !link.starts_with("//"), "{name}: {value}");
            }
        }
        for (around, text) in &page.texts {
            let turns = text.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
            let apart = around
                .iter()
                .any(|element| ["bdi", "title", "text", "option"].contains(&element.as_str()) || element.contains(' '));
            assert!(!turns || apart, "{name}: {text:?} in {around:?}");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{name}: {text:?}");
        }
    }
    // Every text is on the sheet of its child, as a text.
    for (case, text) in pack.rows("cases.csv").iter().zip(texts_of_cases(&pack, &texts)) {
        let sheet = &found[&format!("cases/{}.html", cell(case, "case_ref"))];
        let shown: String = text.trim().chars().take(290).map(|c| if is_blanked(c) { ' ' } else { c }).collect();
        let is_there = sheet
            .texts
            .iter()
            .filter(|(around, text)| around.first().is_some_and(|name| !name.contains(' ')) && text.contains(&shown));
        assert!(is_there.count() > 3, "{text:?}");
    }
}

fn is_blanked(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The text that each case has, in the cases' order.
fn texts_of_cases<'a>(pack: &Pack, texts: &'a [String]) -> Vec<&'a String> {
    let ids = pack.column("cases.csv", "local_ids");
    ids.iter()
        .map(|id| {
            let at: usize = id.rsplit(' ').next().unwrap().parse().unwrap();
            &texts[at]
        })
        .collect()
}

/// Markup, formulas and templates in the name of a service or a place that many children have.
///
/// On the commissioner page too they are text, in tables and charts. In its CSV files they have an apostrophe in
/// front.
#[test]
fn fault_62_names_on_the_commissioner_page() {
    let pack = |names: &[&str]| {
        let mut crowd = Crowd::of(120, names);
        for (at, service) in names.iter().enumerate() {
            for month in 1..=9 {
                crowd.add(service, &format!("2026-0{month}"), 60 + at, 20);
            }
        }
        let (area, mut packs) = crowd.publish(&["2026-11-05"]);
        (area, packs.remove(0))
    };
    let names =
        ["</text></svg><script>alert(1)</script>", "\" onload=\"alert(1)", "=cmd|'/c calc'!A0", "{{7*7}} & <b>"];
    let ((_plain_area, plain), (_area, pack)) =
        (pack(&["Audiology", "Dietetics", "Eye clinic", "Podiatry"]), pack(&names));
    let (known, found) = (markup::read(&plain.text("index.html")), markup::read(&pack.text("index.html")));
    let other: Vec<_> = found.structure.difference(&known.structure).collect();
    assert!(other.is_empty(), "{other:?}");
    assert!(found.code.is_subset(&known.code));
    assert!(known.structure.iter().all(|name| !name.contains(" on")), "no handler of events");
    let groups = pack.column("breakdown.csv", "group");
    for name in names {
        assert!(found.texts.iter().any(|(_, text)| text.contains(name)), "{name}");
        let written = if runs(name) { format!("'{name}") } else { name.to_owned() };
        assert!(groups.contains(&written), "{name}: {groups:?}");
    }
    // A number below 0 is a number.
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    assert!(tables(&pack).values().flatten().flatten().all(|cell| !runs(cell) || is_number(cell)));
}

/// What is printed is plain text: no control character but the line's end, none that turns the reading direction.
#[track_caller]
fn assert_printable(run: &Run, what: &str) {
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        let bad = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        let line = text.lines().find(|line| line.contains(bad));
        assert!(line.is_none(), "{what}, {stream}: {line:?}");
    }
}

/// Escape sequences of a terminal, line breaks and controls of the reading direction in a cell, a header, a file's
/// name or the configuration.
///
/// Every command prints them, on either stream, as escapes such as `\u{1b}`: nothing colours the terminal, moves the
/// cursor or adds a line.
#[test]
fn fault_63_terminal() {
    let texts = naughty::all();
    let Weeks { area, runs, .. } = weeks(&texts);
    for run in &runs {
        assert_printable(run, "report");
    }
    let check = area.run(&["check", "--as-of", AS_OF]);
    check.assert_status(0);
    assert_printable(&check, "check");
    for (at, text) in texts.iter().enumerate().filter(|(_, text)| naughty::TERMINAL.contains(&text.as_str())) {
        for (format, day) in [("text", " March 2026"), ("json", "2026-03-0")] {
            let id = naughty::id(text, at);
            let run = area.run(&["explain", "--as-of", AS_OF, "--format", format, &format!("--child={id}")]);
            assert_eq!(run.status, 0, "{text:?}: {}", run.stderr);
            assert!(run.stdout.contains(day), "{text:?}: {}", run.stdout);
            assert_printable(&run, &format!("explain {text:?}"));
        }
        assert_printable(&area.run(&["rules", text]), "rules");
        assert_printable(&area.run(&["check", &format!("x{text}.toml")]), "check of a file that is not there");
    }
    let folder = area.path("clinic");
    let mut extracts: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().to_str().unwrap().to_owned()).collect();
    extracts.sort();
    let arguments: Vec<&str> = ["init", "--"].into_iter().chain(extracts.iter().map(String::as_str)).collect();
    assert_printable(&area.run(&arguments), "init");
}

/// A header, a file's name or a key of the configuration with such texts, where the run stops.
///
/// The message shows them as escapes such as `\u{1b}`, on one line.
#[test]
fn fault_63_terminal_in_messages() {
    for text in naughty::TERMINAL.iter().chain(&naughty::MARKUP) {
        let header = naughty::quoted(&format!("{text} outcome"));
        let area =
            Area::new(&PLAIN.replace("outcome = \"outcome\"", &format!("outcome = {}", naughty::toml("outcom"))));
        let name = format!("clinic{}.csv", naughty::in_name(text));
        area.write(
            &name,
            format!("contact_id,nhs_number,service,date,{header}\n1,9990000018,{text},2026-01-01,seen\n"),
        );
        for command in ["report", "check"] {
            let run = area.run(&[command, "--as-of", AS_OF]);
            run.assert_status(2);
            assert_printable(&run, &format!("{command} {text:?}"));
        }
        area.write("failed-contact.toml", format!("{PLAIN}[{}]\n{} = 1\n", naughty::toml(text), naughty::toml(text)));
        let run = area.run(&["check"]);
        run.assert_status(2);
        assert_printable(&run, &format!("a key {text:?}"));
    }
}

/// `{{7*7}}` and other templates, `${jndi:…}`, shell commands in a text.
///
/// They stay unchanged, on every page and in every table: no text of an extract is a template.
#[test]
fn fault_64_templates() {
    let texts: Vec<String> = naughty::OTHER.iter().map(|text| (*text).to_owned()).collect();
    let pack = weeks(&texts).pack;
    let page = |name: &str| -> String {
        markup::read(&pack.text(name)).texts.into_iter().map(|(_, text)| text + "\n").collect()
    };
    let index = page("index.html");
    for text in naughty::OTHER {
        assert!(index.contains(text), "{text}");
        assert!(pack.text("contacts.csv").contains(text), "{text}");
    }
    for (case, text) in pack.rows("cases.csv").iter().zip(texts_of_cases(&pack, &texts)) {
        let sheet = page(&format!("cases/{}.html", cell(case, "case_ref")));
        assert!(sheet.contains(text.as_str()) && !sheet.contains("49"), "{text}");
    }
}

/// A NUL in a text.
///
/// The record is rejected (`nul_byte`) and is kept in `rejected.csv`; no page has the byte.
#[test]
fn fault_64_nul() {
    let area = Area::new(&format!("{PLAIN}[limits]\nmax_rejected = 1.0\n"));
    area.write("clinic.csv", crate::support::plain_csv(&["1,9990000018,Audio\0logy,2026-03-01,seen"]));
    let pack = area.report();
    assert_eq!(pack.column("rejected.csv", "reason"), ["nul_byte"]);
    assert!(files(&pack, "html").all(|(_, bytes)| !bytes.contains(&0)));
}
