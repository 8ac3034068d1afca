//! What a run is compared with, and what pages say if the two cannot be compared fairly.

use super::*;
use crate::support::{Area, assert_has};

#[test]
fn a_source_that_is_gone_or_has_shrunk_is_marked_on_every_page() {
    let two = format!(
        "{CONFIG}\n{}",
        CONFIG[CONFIG.find("[[contacts]]").unwrap()..CONFIG.find("[reviews]").unwrap()]
            .replace("\"clinic\"", "\"visits\"")
            .replace("clinic.csv", "visits.csv")
    );
    let area = Area::new(&two);
    let many: Vec<(String, &str)> = (10..20).map(|place| (number(place), "A 2026-10-01 seen")).collect();
    area.write("clinic.csv", extract(&[many.clone(), vec![(number(0), THREE), (number(2), THREE)]].concat()));
    area.write("visits.csv", extract(&[(number(1), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    // One source is taken out of the configuration, the other has lost more than half of its records.
    area.write("failed-contact.toml", CONFIG);
    area.write("clinic.csv", extract(&[(number(2), THREE)]));
    let run = publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    let sentences = [
        "clinic has only 4 records. It had 17 records on 15 November 2026.",
        "visits is gone. It had 4 records on 15 November 2026, which are now missing.",
    ];
    let mut pages = 0;
    for (name, bytes) in pack.files() {
        if is_page(&name) {
            let page = String::from_utf8(bytes).unwrap();
            pages += 1;
            for sentence in sentences {
                assert!(page.contains(sentence), "{name} lacks: {sentence}");
            }
            assert!(page.contains("Settings changed since 15 November 2026: "), "{name}");
        }
    }
    assert_eq!(pages, 4);
    for sentence in sentences {
        assert_has(&run.stdout, sentence);
    }
    assert!(pack.text("index.html").contains("this case may not be over"));
    assert_eq!(pack.column("resolved.csv", "reason"), ["not_in_extracts", "not_in_extracts"]);
}

#[test]
fn every_page_says_that_a_threshold_has_changed() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), "A 2026-10-01, A 2026-10-08")]));
    publish(&area, LAST_WEEK, &[]);
    area.write("failed-contact.toml", CONFIG.replace("[limits]", "[rules.repeated]\nthreshold = 2\n[limits]"));
    let run = publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["continuing", "new"]);
    for (name, bytes) in pack.files() {
        if is_page(&name) {
            let page = String::from_utf8(bytes).unwrap();
            assert!(
                page.contains(
                    "Settings changed since 15 November 2026: Repeated failed contacts: threshold 2 (was 3). "
                ),
                "{name}"
            );
        }
    }
    assert_has(&run.stdout, "Settings changed since 15 November 2026: rules.repeated.threshold (was 3, now 2)");
}

#[test]
fn the_previous_run_is_the_newest_before_or_the_one_that_is_named() {
    let area = Area::new(CONFIG);
    let with = |contacts| area.write("clinic.csv", extract(&[(number(0), contacts)]));
    with("A 2026-10-01, A 2026-10-08, A 2026-10-15, A 2026-10-16");
    publish(&area, "2026-11-08", &[]);
    with(THREE);
    publish(&area, LAST_WEEK, &[]);
    let before = area.pack(LAST_WEEK).files();
    publish(&area, THIS_WEEK, &[]);
    let then = |as_of: &str| area.pack(as_of).column("cases.csv", "previous_failed_contacts");
    assert_eq!(then(THIS_WEEK), ["3"]);
    let named = area.path("reports/2026-11-08");
    publish(&area, THIS_WEEK, &["--previous", named.to_str().unwrap()]);
    assert_eq!(then(THIS_WEEK), ["4"]);
    // A run for an earlier date looks at what was before it, and leaves the others as they are.
    let run = publish(&area, "2026-11-10", &[]);
    assert_eq!(then("2026-11-10"), ["4"]);
    assert_has(&run.stdout, "there is a newer report, for ");
    assert_eq!(area.pack(LAST_WEEK).files(), before);
    // A report is never compared with itself, nor with a later one.
    let later = area.path(&format!("reports/{THIS_WEEK}"));
    let refused = area.run(&["report", "--as-of", THIS_WEEK, "--replace", "--previous", later.to_str().unwrap()]);
    assert_eq!(refused.status, 2);
    assert_has(&refused.stderr, "the report in this folder is not earlier than 22 November 2026");
}

#[test]
fn a_previous_run_that_is_cut_short_or_misnamed_stops_the_run() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let run = area.path(&format!("reports/{LAST_WEEK}"));
    let contacts = run.join("safeguarding/contacts.csv");
    let whole = std::fs::read_to_string(&contacts).unwrap();
    let cut = whole.trim_end().rfind("\r\n").unwrap();
    std::fs::write(&contacts, &whole[..cut + 2]).unwrap();
    let told = area.run(&["report", "--as-of", THIS_WEEK]);
    assert_eq!(told.status, 5);
    assert_has(&told.stderr, "does not match the failed contacts in cases.csv");
    assert_has(&told.stderr, "the previous report is damaged");
    assert_has(&told.stderr, "restore it from a backup, or name another report with --previous");
    std::fs::write(&contacts, &whole).unwrap();
    std::fs::rename(&run, area.path("reports/2026-11-16")).unwrap();
    let told = area.run(&["report", "--as-of", THIS_WEEK]);
    assert_eq!(told.status, 5);
    assert_has(&told.stderr, "the date in its manifest is not the date in the name of its folder");
    let told = area.run(&["report", "--as-of", THIS_WEEK, "--previous", "nowhere"]);
    assert_eq!(told.status, 2);
    assert_has(&told.stderr, "this is not the folder of a report");
}

#[test]
fn a_previous_run_that_is_damaged_stops_the_run() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE), (number(1), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    let path = area.path(&format!("reports/{LAST_WEEK}/safeguarding/cases.csv"));
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for (damaged, problem) in [
        (format!("{}\r\n{}\r\n", lines[0], lines[1]), "its number of cases does not match manifest.json"),
        (whole.replacen(",new,", ",nw,", 1), "row 1 below the header is wrong in column status"),
        (whole.replacen("priority", "prio", 1), "it has no column priority"),
        (whole.replacen(",new,", ",", 1), "row 1 below the header is wrong"),
    ] {
        std::fs::write(&path, damaged).unwrap();
        let run = area.run(&["report", "--as-of", THIS_WEEK]);
        run.assert_status(5);
        assert_has(&run.stderr, problem);
        assert_has(&run.stderr, "--previous");
        assert!(!area.path(&format!("reports/{THIS_WEEK}")).exists());
    }
}

#[test]
fn a_lost_key_is_reported_and_children_are_still_recognised() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", extract(&[(number(0), THREE)]));
    publish(&area, LAST_WEEK, &[]);
    std::fs::remove_file(area.path("reports/.key")).unwrap();
    let run = publish(&area, THIS_WEEK, &["--quiet"]);
    assert_has(&run.stderr, "the case-reference key (.key) is missing");
    let (then, now) = (area.pack(LAST_WEEK), area.pack(THIS_WEEK));
    assert_ne!(then.column("cases.csv", "case_ref"), now.column("cases.csv", "case_ref"));
    assert_eq!(now.column("cases.csv", "status"), ["continuing"]);
    assert_eq!(now.rows("resolved.csv").len(), 0);
    assert!(now.text("index.html").contains("The case-reference key has changed since"));
}

#[test]
fn services_that_look_the_same_in_a_table_do_not_stop_a_report() {
    // The first is written with an apostrophe in front, and then looks like the second.
    let three = |service: &str| THREE.replace("A ", &format!("{service} "));
    let both = format!("{}, {}", three("=X"), three("'=X"));
    let children = |more: &str| {
        let children = [(number(0), both.clone() + more), (number(1), three("'=X")), (number(2), three("=X"))];
        extract(&children.each_ref().map(|(number, contacts)| (number.clone(), contacts.as_str())))
    };
    let area = Area::new(CONFIG);
    area.write("clinic.csv", children(""));
    publish(&area, LAST_WEEK, &[]);
    assert_eq!(area.pack(LAST_WEEK).column("cases.csv", "failed_contacts"), ["6", "3", "3"]);
    area.write("clinic.csv", children(", '=X 2026-11-18"));
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("cases.csv", "status"), ["worsened", "continuing", "continuing"]);
    let index = pack.text("index.html");
    assert!(index.contains("1 more failed contact: 18 November 2026, &#39;=X"));
    assert!(!index.contains("recorded since the last report") && !index.contains("no longer"));
    // A row too few is damage still.
    let contacts = area.path(&format!("reports/{LAST_WEEK}/safeguarding/contacts.csv"));
    let text = std::fs::read_to_string(&contacts).unwrap();
    let rows: Vec<&str> = text.split_inclusive("\r\n").filter(|row| !row.contains("2026-10-01")).collect();
    std::fs::write(&contacts, rows.concat()).unwrap();
    let run = area.run(&["report", "--as-of", THIS_WEEK, "--replace"]);
    assert!(run.status == 5 && run.stderr.contains("does not match the failed contacts"), "{}", run.stderr);
}
