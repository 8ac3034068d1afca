//! Disclosure, in the commissioner pack: faults 65 to 71.

use std::collections::BTreeSet;

use crate::attacker::{self, Found};
use crate::canaries;
use crate::crowd::{CONFIG, Contact, Crowd};
use crate::stand::good_records;
use crate::support::{AS_OF, Area, Pack, assert_has, assert_lacks, cell, files_below};

/// A day on which September is the last complete month, and one on which October is.
const OCTOBER: &str = "2026-10-05";
const NOVEMBER: &str = "2026-11-05";

/// Nobody knows more about a crowd than its packs say: children leave, and some records are late.
const ANY: attacker::Area = attacker::Area { is_settled: false, is_apart: false };

/// Publishes the packs of a crowd; asserts that the last one could be narrowed if nothing were hidden but what is small,
/// and that as it is published nothing of any of them can be.
/// Returns in how many hidden counts it could be narrowed.
#[track_caller]
fn assert_closed(crowd: &Crowd, days: &[&str]) -> usize {
    let (_area, packs) = crowd.publish(days);
    let (last, earlier) = packs.split_last().unwrap();
    let naive = crowd.naive(last, days[days.len() - 1]);
    let open = attacker::attack(&earlier.iter().chain([&naive]).collect::<Vec<_>>(), &[], ANY);
    let Found { hidden, narrowed, given_up, .. } = attacker::attack(&packs.iter().collect::<Vec<_>>(), &[], ANY);
    assert!(narrowed.is_empty(), "{given_up} given up: {narrowed:#?}");
    assert!(hidden >= open.hidden, "{hidden} hidden, {} where only what is small is", open.hidden);
    open.narrowed.len()
}

/// Two years of four services, and in one month of them one failed contact, or a few, of one, eight of each other.
fn one_small(failed: usize) -> Crowd {
    small(failed, 8)
}

/// The same with these failed contacts of two services in that month.
fn small(podiatry: usize, dietetics: usize) -> Crowd {
    let mut crowd = Crowd::of(600, &["North", "South"]);
    for place in 0..24 {
        let month = format!("{:04}-{:02}", 2024 + (place + 10) / 12, (place + 10) % 12 + 1);
        for service in ["Audiology", "Dietetics", "Physiotherapy", "Podiatry"] {
            let (due, failed) = match (month.as_str(), service) {
                ("2026-06", "Podiatry") => (30, podiatry),
                ("2026-06", "Dietetics") => (30, dietetics),
                ("2026-06", _) => (30, 8),
                ("2026-05", "Podiatry") => (40, 18),
                _ => (40, 16),
            };
            crowd.add(service, &month, due, failed);
        }
    }
    crowd
}

/// Subtracting the other counts of a row from its total gives a suppressed count.
///
/// Another count of the row is hidden too, or the total. A reader who solves the published tables as a linear
/// programme finds at least 5 values (`round_to`) for each hidden count.
#[test]
fn fault_65_total_less_the_others() {
    let crowd = one_small(1);
    let (_area, packs) = crowd.publish(&[NOVEMBER]);
    let row = |service: &str| {
        let rows = packs[0].rows("activity.csv");
        let row = rows.into_iter().find(|row| cell(row, "period") == "2026-06" && cell(row, "service") == service);
        cell(&row.unwrap(), "failed").to_owned()
    };
    assert_eq!(row("Podiatry"), "[c]");
    let others = ["All services", "Audiology", "Dietetics", "Physiotherapy"].map(row);
    assert!(others.contains(&"[c]".to_owned()), "{others:?}");
    assert!(assert_closed(&crowd, &[NOVEMBER]) > 0, "nothing to find");
}

/// Subtracting the services that are published by month from all services gives the month of a service that is
/// published by quarter because its months are small.
///
/// Another count of that month is hidden, so that at least 5 values (`round_to`) are left for it.
#[test]
fn fault_65_a_month_of_a_quarter() {
    let mut crowd = Crowd::of(600, &["North", "South"]);
    for place in 0..24 {
        let month = format!("{:04}-{:02}", 2024 + (place + 10) / 12, (place + 10) % 12 + 1);
        // Of 27 in all, printed as 25, at least 8 each leave too few values for the fourth; of 30 they do not.
        for service in ["Audiology", "Dietetics", "Physiotherapy"] {
            crowd.add(service, &month, 30, if place % 5 == 0 { 8 } else { 9 });
        }
        crowd.add("Podiatry", &month, 30, 3);
    }
    let (_area, packs) = crowd.publish(&[NOVEMBER]);
    let rows = packs[0].rows("activity.csv");
    let hidden = rows.iter().filter(|row| cell(row, "grain") == "month" && cell(row, "failed") == "[c]").count();
    assert!(hidden > 0, "{rows:?}");
    let grains: BTreeSet<(&str, &str)> = rows.iter().map(|row| (cell(row, "service"), cell(row, "grain"))).collect();
    let is_by_month = |service: &str| grains.contains(&(service, "month"));
    assert!(!is_by_month("Podiatry") && is_by_month("All services") && is_by_month("Physiotherapy"), "{grains:?}");
    for month in rows.iter().filter(|row| cell(row, "service") == "All services").map(|row| cell(row, "period")) {
        let of_month = rows.iter().filter(|row| cell(row, "period") == month);
        let values = |all: bool| {
            let rows = of_month.clone().filter(move |row| (cell(row, "service") == "All services") == all);
            rows.map(|row| cell(row, "failed").parse::<i64>().ok()).collect::<Option<Vec<_>>>()
        };
        if let (Some(all), Some(others)) = (values(true), values(false).filter(|others| others.len() == 3)) {
            // A printed 10 is 8 at least, since fewer are hidden.
            let most = all[0] + 2 - others.iter().map(|printed| (printed - 2).max(8)).sum::<i64>();
            assert!(most >= 4, "{month}: {most} at most");
        }
    }
}

/// Patterns of hidden counts, 2 by 2 and larger, that the totals of their rows and columns give away.
///
/// All tables are one system: an attack on every hidden count of made-up areas finds none that it can narrow.
#[test]
fn fault_66_patterns() {
    let open = (1..=8).map(|seed| assert_closed(&Crowd::random(seed, 600, 0), &[NOVEMBER]));
    assert!(open.sum::<usize>() > 0, "nothing to find");
}

/// Tables that share a margin: children with a case by locality, all of them by age, the rule's children in three
/// other tables.
///
/// They are checked together: no table gives away what another hides.
#[test]
fn fault_67_shared_margins() {
    let wards = ["North", "East", "South", "West"];
    let mut crowd = Crowd::of(160, &wards);
    let cases = |ward: usize| if ward == 3 { 1 } else { 8 };
    for child in 0..160 {
        crowd.contact(child, "Audiology", &format!("2026-06-{:02}", child % 28 + 1), false);
        let (ward, place) = (child / 2 % 4, child / 8 * 2 + child % 2);
        if place < cases(ward) {
            for month in ["07", "08", "09"] {
                crowd.contact(child, "Audiology", &format!("2026-{month}-11"), true);
            }
        }
    }
    let (_area, packs) = crowd.publish(&[NOVEMBER]);
    let west = packs[0].rows("breakdown.csv").into_iter().find(|row| cell(row, "group") == "West");
    assert_eq!(cell(&west.unwrap(), "children_with_case"), "[c]");
    assert!(assert_closed(&crowd, &[NOVEMBER]) > 0, "nothing to find");
}

/// Last month's pack subtracted from this month's, with records that arrived late.
///
/// The new pack is checked together with every earlier one in the folder. A hidden count stays hidden, and neither
/// pack narrows a hidden count of the other.
#[test]
fn fault_68_this_month_less_last_month() {
    let open = (4..=6).map(|seed| assert_closed(&Crowd::random(seed, 600, 0), &[OCTOBER, NOVEMBER]));
    assert!(open.sum::<usize>() > 0, "nothing to find");
    let mut late = 0;
    for seed in [4, 5] {
        let (_area, packs) = Crowd::random(seed, 600, 30).publish(&[OCTOBER, NOVEMBER]);
        for pack in &packs {
            assert!(attacker::attack(&[pack], &[], ANY).narrowed.is_empty());
        }
        let (then, now) = (hidden_failed(&packs[0]), hidden_failed(&packs[1]));
        for row in packs[1].rows("activity.csv") {
            let place = (cell(&row, "period").to_owned(), cell(&row, "service").to_owned());
            if place.1 != "Other (merged)" && then.contains(&place) {
                late += 1;
                assert!(now.contains(&place), "{place:?} was hidden and is printed now");
            }
        }
    }
    assert!(late > 10, "{late}");
}

fn hidden_failed(pack: &Pack) -> BTreeSet<(String, String)> {
    let rows = pack.rows("activity.csv");
    let hidden = rows.iter().filter(|row| cell(row, "failed") == "[c]");
    hidden.map(|row| (cell(row, "period").to_owned(), cell(row, "service").to_owned())).collect()
}

/// 2 packs of one month, a week apart, with 1 more record in the second week's extracts.
///
/// A month is published once: the second week's pack is the first one, byte for byte, so there is nothing to subtract.
#[test]
fn fault_68_this_week_less_last_week() {
    let mut crowd = one_small(3);
    let area = Area::new(CONFIG);
    assert_eq!(crowd.run(&area, NOVEMBER).status, 0);
    crowd.add("Podiatry", "2026-06", 5, 5);
    crowd.add("Audiology", "2026-07", 30, 12);
    assert_eq!(crowd.run(&area, "2026-11-12").status, 0);
    assert_eq!(area.commissioner(NOVEMBER).files(), area.commissioner("2026-11-12").files());
}

/// A percentage, a mean, a least or greatest value, a mark of a chart, its tooltip or label, the size of a file or an
/// order that reveals a count.
///
/// All of them are made only from printed counts: 2 areas that differ in hidden counts publish the same bytes.
#[test]
fn fault_69_nothing_depends_on_a_hidden_count() {
    let one = small(1, 3);
    // One child was not brought to the one service and seen by the other; in the other area it is the other way round.
    let mut other = one.clone();
    let mut rename = |from: &str, failed: bool, to: &str| {
        let is = |own: &&mut Contact| own.service == from && own.date.starts_with("2026-06") && own.failed == failed;
        to.clone_into(&mut other.contacts.iter_mut().find(is).unwrap().service);
    };
    rename("Dietetics", true, "swap");
    rename("Podiatry", false, "Dietetics");
    rename("swap", true, "Podiatry");
    let count = |crowd: &Crowd, service: &str| {
        let failed = crowd.contacts.iter().filter(|contact| contact.failed && contact.date.starts_with("2026-06"));
        failed.filter(|contact| contact.service == service).count()
    };
    assert_eq!([count(&one, "Podiatry"), count(&one, "Dietetics")], [1, 3]);
    assert_eq!([count(&other, "Podiatry"), count(&other, "Dietetics")], [2, 2]);
    let [one, other] = [one, other].map(|crowd| crowd.publish(&[NOVEMBER])).map(|(_area, packs)| packs[0].files());
    assert_eq!(one.len(), 9);
    for (name, bytes) in &one {
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(String::from).collect::<BTreeSet<_>>();
        let telling: Vec<String> = lines(bytes).symmetric_difference(&lines(&other[name])).cloned().collect();
        assert!(other[name] == *bytes, "{name} tells more than the counts that it prints: {telling:#?}");
    }
}

/// A pack in which a hidden count could be worked out, whatever else is hidden: an earlier pack with finer settings
/// prints it.
///
/// It is not published, and the run says so (7), even with `--strict`. The safeguarding pack is published, and earlier
/// commissioner packs do not change.
#[test]
fn fault_66_a_pack_that_cannot_be_made_safe() {
    // The month before, six failed contacts were printed as they are. Now fewer than eight are hidden.
    let area = Area::new(&format!("{CONFIG}[disclosure]\nminimum_count = 5\nround_to = 1\n"));
    let mut crowd = Crowd::of(400, &["North", "South"]);
    for place in 0..24 {
        let month = format!("{:04}-{:02}", 2024 + (place + 10) / 12, (place + 10) % 12 + 1);
        crowd.add("Audiology", &month, 40, if month == "2026-06" { 6 } else { 16 });
    }
    let run = crowd.run(&area, OCTOBER);
    run.assert_status(0);
    let printed = area.commissioner(OCTOBER).rows("activity.csv");
    assert!(printed.iter().any(|row| cell(row, "period") == "2026-06" && cell(row, "failed") == "6"), "{printed:?}");
    let before = files_below(&area.path("reports"));
    area.write("failed-contact.toml", CONFIG);
    area.write("clinic.csv", crowd.extract(NOVEMBER));
    for arguments in [&["report", "--as-of", NOVEMBER][..], &["report", "--as-of", NOVEMBER, "--replace", "--strict"]] {
        let run = area.run(arguments);
        run.assert_status(7);
        assert_has(&run.stderr, "a hidden count could be worked out");
        assert_has(&run.stderr, "no commissioner pack was published");
        let now = files_below(&area.path("reports"));
        assert!(now.contains_key(&format!("{NOVEMBER}/safeguarding/index.html")));
        assert!(now.keys().all(|name| !name.starts_with(&format!("{NOVEMBER}/commissioner"))));
        for (name, bytes) in &before {
            assert!(now.get(name) == Some(bytes), "{name} is no longer what it was");
        }
    }
}

/// A service, a group or a place so rare that its name shows who it is.
///
/// It is merged with others into "Other (merged)" until that has 8 children or more. Its name is nowhere in the pack,
/// not even in a tooltip or a comment.
#[test]
fn fault_70_rare_groups() {
    let mut crowd = Crowd::of(60, &["North", "South"]);
    for service in ["Audiology", "Dietetics", "Physiotherapy"] {
        crowd.add(service, "2026-06", 60, 20);
    }
    for child in 0..7 {
        crowd.contact(child, "Rare disease clinic", "2026-06-03", child < 4);
        crowd.children[child].locality = "Hermitage".to_owned();
    }
    crowd.contact(7, "Gender identity clinic", "2026-06-03", true);
    crowd.children[7].locality = "Lighthouse".to_owned();
    let (_area, packs) = crowd.publish(&[NOVEMBER]);
    for (name, bytes) in packs[0].files() {
        let text = String::from_utf8(bytes).unwrap();
        for rare in ["Rare", "Gender", "Hermitage", "Lighthouse"] {
            assert!(!text.contains(rare), "{rare} in {name}");
        }
    }
    let groups = packs[0].column("breakdown.csv", "group");
    assert!(groups.contains(&"Other (merged)".to_owned()) && groups.contains(&"Audiology".to_owned()), "{groups:?}");
    assert!(attacker::attack(&packs.iter().collect::<Vec<_>>(), &[], ANY).narrowed.is_empty());
}

/// Something that names a child, or a cell of one, in any byte of the pack.
///
/// The test plants a unique word in every cell of every record, in reviews, headers, and names of files and sources.
/// None of them is in the commissioner pack, including comments and file names, and no word of a cell is in the other
/// pack's manifest or on the terminal.
#[test]
fn fault_71_canaries() {
    let (area, words) = canaries::area();
    for arguments in [&["check", "--as-of", AS_OF][..], &["report", "--as-of", AS_OF]] {
        let run = area.run(arguments);
        run.assert_status(0);
        for word in &words {
            assert!(!run.stdout.contains(word) && !run.stderr.contains(word), "{word}: {}{}", run.stdout, run.stderr);
        }
    }
    let safeguarding = area.pack(AS_OF);
    let manifest = safeguarding.text("manifest.json");
    assert!(words.iter().all(|word| !manifest.contains(word)));
    let whole: String = ["contacts.csv", "rejected.csv", "warnings.csv"].map(|name| safeguarding.text(name)).concat();
    assert!(words.iter().filter(|word| whole.contains(*word)).count() > 500, "the canaries are in the extracts");
    let pack = area.commissioner(AS_OF);
    assert!(pack.text("breakdown.csv").contains("Audiology"));
    for (name, bytes) in pack.files() {
        let text = format!("{name}\n{}", String::from_utf8(bytes).unwrap());
        let found = words.iter().find(|word| text.contains(*word));
        assert!(found.is_none() && !text.to_lowercase().contains("canary"), "{name}: {found:?}");
    }
}

/// A run of any command that stops, on an extract with a unique word in every cell.
///
/// Standard error names file, line, column and reason, and no cell; standard output has nothing. `explain` prints what
/// is known about the child that was asked for. `init` prints codes of outcomes, kinds, sectors and services, and
/// nothing else of any record.
#[test]
fn fault_71_no_cell_on_standard_error() {
    let mut other = Vec::new();
    for (what, extract, settings, status) in canaries::FAILING {
        let area = Area::new(&format!("{}{settings}", crate::support::PLAIN));
        area.write("clinic.csv", extract);
        for arguments in
            [&["report"][..], &["check"], &["explain", "--child", "9990000026"], &["explain", "--child", "9990000018"]]
        {
            let run = area.run(&[arguments, &["--as-of", AS_OF]].concat());
            if run.status != status {
                other.push((what, arguments[0], run.status, run.stderr.clone()));
            }
            for text in [&run.stdout, &run.stderr] {
                assert!(!text.contains("Canary") && !text.contains("99900"), "{what}, {arguments:?}: {text}");
            }
            assert!(!run.stderr.is_empty(), "{what}");
        }
        let init = area.run(&["init", "clinic.csv"]);
        assert!(!init.stderr.contains("Canary") && !init.stderr.contains("99900"), "{what}: {}", init.stderr);
        for word in ["Canaryid", "Canarynumber", "Canaryservice", "Canarydate", "99900"] {
            // Without a header, or behind a preamble, cells stand where headers do.
            let is_header = matches!(what, "no header" | "a preamble" | "another delimiter");
            assert!(is_header || !init.stdout.contains(word), "{what}: {}", init.stdout);
        }
    }
    assert!(other.is_empty(), "another status: {other:#?}");
}

/// A run that stops because last week's pack, or the case-reference key, is damaged.
///
/// The message names the file, the row and the column, but no cell.
#[test]
fn fault_71_no_cell_of_last_week_on_standard_error() {
    type Damage = (&'static str, fn(&str) -> String);
    let damage: [Damage; 5] = [
        ("cases.csv", |text| text.replace("999 000 0018", "Canary")),
        ("cases.csv", |text| text.replace(",new,", ",Canary,")),
        ("cases.csv", |text| format!("{text}Canary,\"Canary")),
        ("contacts.csv", |text| text.replace("2026-03-01", "Canary")),
        ("manifest.json", |text| text.replace("\"as_of\": \"2026", "\"as_of\": \"Canary")),
    ];
    for (file, damaged) in damage {
        let area = Area::plain(&good_records().iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(area.run(&["report", "--as-of", "2026-11-15"]).status, 0);
        let path = area.path("reports/2026-11-15/safeguarding").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_ne!(damaged(&text), text);
        std::fs::write(path, damaged(&text)).unwrap();
        let run = area.run(&["report", "--as-of", AS_OF]);
        run.assert_status(5);
        assert_has(&run.stderr, file);
        assert_lacks(&run.stderr, "Canary");
        assert_lacks(&run.stderr, "99900");
        assert_lacks(&run.stderr, "999 000");
        assert_eq!(run.stdout, "");
    }
}

/// A question about one child.
///
/// `explain` prints that child's contacts, nothing from any other child's records, and nothing on standard error.
#[test]
fn fault_71_explain_answers_about_one_child_only() {
    let (area, words) = canaries::area();
    for (child, own) in [("9990000018", "Canarycellid0x"), ("Canarycellid7x", "Canarycellid7x")] {
        for (format, day) in [("text", " March 2026"), ("json", "2026-03-")] {
            let run = area.run(&["explain", "--as-of", AS_OF, "--child", child, "--format", format]);
            assert_eq!((run.status, run.stderr.as_str()), (0, ""));
            assert_has(&run.stdout, day);
            for other in words.iter().filter(|word| word.starts_with("Canarycellid") && word.as_str() != own) {
                assert!(!run.stdout.contains(other), "{other}: {}", run.stdout);
            }
            for field in
                ["familyname", "givenname", "postcode", "practitioner", "referrer", "reviewer", "note", "school"]
            {
                assert!(!run.stdout.contains(&format!("Canarycell{field}")), "{field}: {}", run.stdout);
            }
        }
    }
}
