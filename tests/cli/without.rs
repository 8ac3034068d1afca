//! `--without`: a source that cannot be read this week does not keep the others from being reported, and every page says so.

use crate::support::{ADA, AS_OF, Area, PLAIN, assert_has, cell, plain_csv};

fn area() -> Area {
    let source = &PLAIN[PLAIN.find("[[contacts]]").unwrap()..];
    let visits = source.replace("\"clinic\"", "\"visits\"").replace("clinic*", "visits*");
    let area = Area::new(&format!("{PLAIN}{visits}"));
    let rows: Vec<String> =
        (1..=3).map(|day| format!("{day},{ADA},Audiology,2026-11-0{day},was_not_brought")).collect();
    area.write("clinic.csv", plain_csv(&rows));
    area.write("visits.csv", plain_csv(&[format!("9,{ADA},Visits,2026-11-19,seen")]));
    area
}

#[test]
fn every_page_names_a_source_that_is_left_out() {
    for broken in ["no file", "another header", "no CSV"] {
        let area = area();
        match broken {
            "no file" => std::fs::remove_file(area.path("visits.csv")).unwrap(),
            "another header" => area.write("visits.csv", "a,b\n1,2\n"),
            _ => area.write("visits.csv", b"PK\x03\x04"),
        }
        let refused = area.run(&["report", "--as-of", AS_OF]);
        assert!(matches!(refused.status, 2 | 3), "{broken}: {}", refused.stderr);
        let run = area.run(&["report", "--as-of", AS_OF, "--without", "visits", "--strict"]);
        assert_eq!(run.status, 4, "{broken}: {}", run.stderr);
        let sentence = "This report was made without visits, so every contact that it has is missing.";
        assert_has(&run.stdout, sentence);
        let pack = area.pack(AS_OF);
        let mut pages = 0;
        for (name, bytes) in pack.files() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if text.starts_with("<!DOCTYPE") {
                pages += 1;
                assert!(text.contains(sentence), "{broken}: {name}");
            }
        }
        assert!(pages >= 3, "{pages} pages");
        assert_eq!(cell(&pack.rows("cases.csv")[0], "failed_contacts"), "3");
    }
}

#[test]
fn an_unknown_source_and_the_last_source_cannot_be_left_out() {
    let area = area();
    let run = area.run(&["report", "--as-of", AS_OF, "--without", "visit"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "there is no source `visit`");
    assert_has(&run.stderr, "clinic, visits");
    let run = area.run(&["report", "--as-of", AS_OF, "--without", "visits", "--without", "clinic"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "no source of contacts left");
}

#[test]
fn a_mistake_after_the_source_that_is_left_out_is_still_reported() {
    let area = area();
    let text = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    let own = text.rfind("date = ").unwrap();
    for (wrong, is_reported) in [
        // In the source itself: in its columns, and in a table of it that comes after another source.
        (format!("{}dat = {}", &text[..own], &text[own + 7..]), false),
        (format!("{text}\n[review]\nperiod_days = 365\n[contacts.kinds]\nx = \"nothing\"\n"), false),
        (format!("{text}\n[rules.repeated]\ntreshold = 2\n"), true),
        (format!("{text}\n[review]\nperiod_day = 365\n[contacts.kinds]\nx = \"clinic\"\n"), true),
    ] {
        area.write("failed-contact.toml", &wrong);
        let all = area.run(&["report", "--as-of", AS_OF]);
        assert_eq!(all.status, 2, "{wrong}");
        let run = area.run(&["report", "--as-of", AS_OF, "--without", "visits", "--replace"]);
        assert_eq!(run.status, if is_reported { 2 } else { 0 }, "{wrong}\n{}", run.stderr);
        assert_eq!(run.stderr.contains("did you mean"), is_reported, "{wrong}\n{}", run.stderr);
    }
}

/// The same area, where pages call the visits something else.
fn titled() -> Area {
    let area = area();
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write(
        "failed-contact.toml",
        config.replace("name = \"visits\"", "name = \"visits\"\ntitle = \"Home visits\""),
    );
    area
}

#[test]
fn a_month_is_not_published_for_good_without_a_source() {
    let area = titled();
    let without = ["report", "--as-of", AS_OF, "--replace", "--without", "visits"];
    let run = area.run(&without);
    run.assert_status(0);
    assert_has(&run.stderr, "no commissioner pack for October 2026 was made");
    assert_has(&run.stderr, "leaves out Home visits");
    assert_has(&run.stdout, "Commissioner pack for October 2026: not published");
    assert_has(&run.stdout, "This report was made without Home visits, so every contact");
    assert!(!area.commissioner(AS_OF).path().exists());
    // The next run with every source publishes the month.
    let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let whole = area.commissioner(AS_OF).files();
    assert!(!area.commissioner(AS_OF).text("index.html").contains("This pack is incomplete"));
    // A published pack stays, and later weeks copy it: nothing is missing in it.
    let run = area.run(&without);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(area.commissioner(AS_OF).files(), whole);
    std::fs::remove_file(area.path("visits.csv")).unwrap();
    let run = area.run(&["report", "--as-of", "2026-11-29", "--without", "visits"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(area.commissioner("2026-11-29").files(), whole);
}

#[test]
fn an_incomplete_commissioner_pack_is_asked_for_and_says_what_is_missing() {
    let area = titled();
    let only = ["report", "--as-of", AS_OF, "--only", "commissioner", "--without", "visits"];
    let run = area.run(&only);
    assert_eq!((run.status, run.complaints()), (0, ""));
    let page = area.commissioner(AS_OF).text("index.html");
    let sentence = "This pack was made without Home visits. None of its contacts is in any count, rate or chart.";
    let (before, _) = page.split_once(sentence).expect("it says so");
    assert!(before.contains("This pack is incomplete") && !before.contains("Five questions</h2>"), "at the top");
    assert!(page.contains("not like with like"));
    let manifest = area.commissioner(AS_OF).text("manifest.json");
    assert_has(&manifest, "\"without\"");
    assert_has(&manifest, "\"Home visits\"");
    // The month is published: with the source there is none, and the message says why.
    let run = area.run(&["report", "--as-of", "2026-11-29"]);
    run.assert_status(7);
    assert_has(&run.stderr, "was published without a source");
    assert_has(&run.stderr, "wait for the next month end");
}

/// Visits of one child, one on each day from 1 October to a day of November, without the first ones. That of 6 November failed: a source
/// in which nothing ever fails has a notice of its own.
fn visits(skip: usize, until: usize) -> String {
    let days =
        (1..=31).map(|day| format!("2026-10-{day:02}")).chain((1..=until).map(|day| format!("2026-11-{day:02}")));
    let outcome = |day: &str| if day == "2026-11-06" { "was_not_brought" } else { "seen" };
    let rows = days.enumerate().skip(skip).map(|(at, day)| format!("v{at},{ADA},Visits,{day},{}", outcome(&day)));
    plain_csv(&rows.collect::<Vec<_>>())
}

#[test]
fn a_source_that_comes_back_is_compared_with_the_last_report_that_had_it() {
    let with = |rows: &str| {
        let area = titled();
        area.write("visits.csv", visits(0, 8));
        let run = |as_of: &str, more: &[&str]| {
            let day = as_of[8..].parse::<u32>().unwrap().min(28);
            let clinic = (1..=3).map(|own| format!("{own},{ADA},Audiology,2026-11-0{own},was_not_brought"));
            let newest = format!("{as_of},{ADA},Audiology,2026-11-{day:02},seen");
            area.write("clinic.csv", plain_csv(&clinic.chain([newest]).collect::<Vec<_>>()));
            let all = [&["report", "--as-of", as_of, "--only", "safeguarding", "--quiet"], more].concat();
            area.run(&all).assert_status(0);
        };
        run("2026-11-08", &[]);
        // It is left out for two weeks. One report in between cannot be read.
        run("2026-11-15", &["--without", "visits"]);
        run("2026-11-16", &["--without", "visits"]);
        std::fs::write(area.path("reports/2026-11-15/safeguarding/manifest.json"), "{").unwrap();
        assert!(!area.pack("2026-11-16").text("notices.csv").contains("source_gone"));
        area.write("visits.csv", rows);
        run(AS_OF, &[]);
        area.pack(AS_OF)
    };
    let notices = |rows: &str| -> Vec<[String; 4]> {
        let rows = with(rows).rows("notices.csv");
        rows.iter().map(|row| ["code", "source", "now", "before"].map(|own| cell(row, own).to_owned())).collect()
    };
    assert_eq!(notices(&visits(0, 22)), Vec::<[String; 4]>::new(), "it is whole, and was not added");
    assert_eq!(notices(&visits(0, 8)), [["source_unchanged", "visits", "1", ""]]);
    assert_eq!(notices(&visits(10, 22)), [["contacts_lost", "visits", "21", "31"]]);
    let shrunk = notices(&visits(35, 22));
    assert_eq!(shrunk[0], ["source_shrunk", "visits", "18", "39"]);
    assert_eq!(shrunk[1], ["contacts_lost", "visits", "0", "31"]);
    let page = with(&visits(0, 8));
    assert_has(
        &page.text("quality.html"),
        "It was made without Home visits, which is compared with the report for 8 November 2026.",
    );
    assert_has(&page.text("index.html"), "exactly the content of the report for 8 November 2026");
}

#[test]
fn a_source_that_stays_away_or_was_removed_since_it_was_left_out_is_told_as_such() {
    let area = area();
    let week = |as_of: &str, more: &[&str]| {
        area.run(&[&["report", "--as-of", as_of, "--only", "safeguarding", "--quiet"], more].concat()).assert_status(0);
        let codes = area.pack(as_of).column("notices.csv", "code");
        codes.into_iter().filter(|code| code != "source_stale" && code != "source_unchanged").collect::<Vec<_>>()
    };
    assert!(week("2026-11-19", &[]).is_empty());
    for as_of in ["2026-11-20", "2026-11-21"] {
        assert_eq!(week(as_of, &["--without", "visits"]), ["source_left_out"], "{as_of}");
    }
    let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
    area.write("failed-contact.toml", &config[..config.rfind("[[contacts]]").unwrap()]);
    assert_eq!(week(AS_OF, &[]), ["source_gone", "settings_changed"]);
}
