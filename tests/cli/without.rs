//! `--without`: a source that cannot be read this week does not keep the others from being reported, and every page says so.

use crate::support::{ADA, AS_OF, Area, PLAIN, cell, plain_csv};

fn area() -> Area {
    let own = &PLAIN[PLAIN.find("[[contacts]]").unwrap()..];
    let visits = own.replace("\"clinic\"", "\"visits\"").replace("clinic*", "visits*");
    let area = Area::new(&format!("{PLAIN}{visits}"));
    let rows: Vec<String> =
        (1..=3).map(|day| format!("{day},{ADA},Audiology,2026-11-0{day},was_not_brought")).collect();
    area.write("clinic.csv", plain_csv(&rows));
    area.write("visits.csv", plain_csv(&[format!("9,{ADA},Visits,2026-11-19,seen")]));
    area
}

#[test]
fn a_source_that_is_left_out_is_said_on_every_page() {
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
        let said = "This report was made without visits, so every contact that it has is missing.";
        assert!(run.stdout.contains(said), "{}", run.stdout);
        let pack = area.pack(AS_OF);
        let mut pages = 0;
        for (name, bytes) in pack.files() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if text.starts_with("<!DOCTYPE") {
                pages += 1;
                assert!(text.contains(said), "{broken}: {name}");
            }
        }
        assert!(pages >= 3, "{pages} pages");
        assert_eq!(cell(&pack.rows("cases.csv")[0], "failed_contacts"), "3");
    }
}

#[test]
fn what_is_no_source_and_what_leaves_nothing_is_refused() {
    let area = area();
    let run = area.run(&["report", "--as-of", AS_OF, "--without", "visit"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("there is no source `visit`") && run.stderr.contains("clinic, visits"),
        "{}",
        run.stderr
    );
    let run = area.run(&["report", "--as-of", AS_OF, "--without", "visits", "--without", "clinic"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("no source of contacts left"), "{}", run.stderr);
}
