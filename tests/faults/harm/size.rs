//! Cells, ids, services and configurations that are far too large.

use std::fmt::Write as _;

use super::*;
use crate::support::{Pack, assert_has};

/// The bytes of a pack.
fn size(area: &Area) -> usize {
    files_below(&area.path("reports")).values().map(Vec::len).sum()
}

/// A cell of half a megabyte: a service's name with blanks inside, a person's name, a place.
///
/// The packs show its first 150 characters and how many there are. Whatever an extract holds, a report is not a thousand
/// times its size.
#[test]
fn fault_75_a_cell_that_fills_the_report() {
    let blanks = format!("Audio{}logy", " ".repeat(500_000));
    let long = "Ann ".repeat(125_000);
    let config = format!("{PLAIN}family_name = \"family\"\nprovider = \"provider\"\n");
    let record = |child: u32, month: u32, service: &str, family: &str| {
        format!(
            "{child}-{month},{},{service},2026-{month:02}-01,was_not_brought,{family},{family}\n",
            9_990_000_000 + u64::from(child)
        )
    };
    let children = [18_u32, 26, 34, 42, 50, 69, 77, 85, 93];
    let extract = |service: &str, family: &str| {
        let mut text = "contact_id,nhs_number,service,date,outcome,family,provider\n".to_owned();
        for month in [3, 5, 7] {
            text += &record(children[0], month, service, family);
            // The others write the same service differently, and have its name on their pages.
            for child in &children[1..] {
                text += &record(*child, month, "audio logy", "Bell");
            }
        }
        text
    };
    let area = Area::new(&config);
    let mut sizes = Vec::new();
    for (service, family) in [("Audio logy", "Ann"), (&blanks, "Ann"), ("Audio logy", &long)] {
        area.write("clinic.csv", extract(service, family));
        area.report();
        sizes.push(size(&area));
    }
    assert!(sizes.iter().all(|size| *size < sizes[0] + 50_000), "{sizes:?} bytes");
    let pack = area.pack(AS_OF);
    assert!(pack.files().values().any(|bytes| String::from_utf8_lossy(bytes).contains("… (499999 characters)")));
}

/// One NHS number has thousands of local ids: it is a placeholder.
///
/// `cases.csv` has them all. Everywhere else some are shown and the others counted, so that the report grows with the
/// extract and not with its square.
#[test]
fn fault_76_thousands_of_local_ids_on_one_number() {
    let config = format!("{PLAIN}local_id = \"local_id\"\n");
    let area = Area::new(&config);
    let of = |ids: u32| {
        let mut text = "contact_id,nhs_number,service,date,outcome,local_id\n".to_owned();
        for id in 0..ids {
            let _ = writeln!(
                text,
                "{id},9990000018,Audiology,2026-{:02}-{:02},was_not_brought,L{id}",
                id % 10 + 1,
                id % 27 + 1
            );
        }
        area.write("clinic.csv", &text);
        area.report();
        size(&area)
    };
    let (some, more) = (of(1000), of(4000));
    assert!(more < some * 4, "{some} bytes for 1,000 ids, {more} for 4,000");
    let contacts = fs::read_to_string(area.path(&format!("reports/{AS_OF}/safeguarding/contacts.csv"))).unwrap();
    assert!(contacts.contains(";and 3960 more: see cases.csv,"), "{}", &contacts[..2000]);
    let cases = fs::read_to_string(area.path(&format!("reports/{AS_OF}/safeguarding/cases.csv"))).unwrap();
    assert_eq!(cases.matches(";clinic/L").count(), 3999);
    // The next week knows the child again.
    assert_eq!(area.run(&["report", "--as-of", "2026-11-29", "--quiet"]).status, 0);
}

/// A day of the review period, another for each of some hundred.
fn some_day(number: usize) -> String {
    format!("2026-{:02}-{:02}", number % 10 + 1, number % 27 + 1)
}

/// The first sheet of a pack.
fn first_sheet(pack: &Pack) -> String {
    let sheet = pack.files().into_iter().find(|(name, _)| name.starts_with("cases/")).unwrap().1;
    String::from_utf8_lossy(&sheet).into_owned()
}

/// One child has tens of thousands of services.
///
/// The time grows with their number, not with its square, and a sentence lists 60 of them.
#[test]
fn fault_77_thousands_of_services_of_one_child() {
    let area = Area::new(PLAIN);
    let mut text = HEADER.to_owned();
    for own in 0..20_000 {
        let _ = writeln!(text, "{own},9990000018,Service {own},{},was_not_brought", some_day(own));
    }
    area.write("clinic.csv", &text);
    let run = soon(&area, &["report", "--as-of", AS_OF, "--quiet"]);
    run.assert_status(0);
    assert!(first_sheet(&area.pack(AS_OF)).contains(" and 19,940 more"));
}

/// Half a million children have one household number, which is that of a hostel or a placeholder.
///
/// The time grows with their number, not with its square. A sheet shows 8 others in the household and counts the rest.
#[test]
fn fault_77_a_household_of_very_many_children() {
    let area = Area::new(&PLAIN.replace("nhs_number = \"nhs_number\"", "local_id = \"id\"\nhousehold_id = \"home\""));
    let mut text = "contact_id,id,service,date,outcome,home\n".to_owned();
    for child in 0..500_000 {
        let outcome = if child % 1000 == 0 { "was_not_brought" } else { "seen" };
        let _ = writeln!(text, "{child},L{child},Audiology,{},{outcome},HOSTEL", some_day(child));
    }
    area.write("clinic.csv", &text);
    let run = soon(&area, &["report", "--as-of", AS_OF, "--quiet"]);
    run.assert_status(0);
    let pack = area.pack(AS_OF);
    assert_eq!(pack.column("cases.csv", "case_ref").len(), 500);
    let sheet = first_sheet(&pack);
    assert_has(&sheet, "499,999 other children in the household");
    assert_has(&sheet, "500 failed contacts in the review period");
    assert_has(&sheet, "and 499,991 more");
}

/// A configuration of hundreds of thousands of wrong lines, or with patterns that match in countless ways.
///
/// Status 2, soon: 2,000 problems are reported, and the others counted. Several `**/` in a row count as one, and a
/// pattern may have 4. A list of date formats has at most 20, one of patterns 1,000.
#[test]
fn fault_78_a_configuration_that_takes_for_ever() {
    let area = Area::new("");
    let lines = |line: &str| (0..200_000).map(|i| line.replace('#', &i.to_string())).collect::<String>();
    for (name, text) in [
        ("keys", format!("organisation = \"x\"\n{}", lines("k# = 1\n"))),
        ("columns", format!("{PLAIN}{}", lines("k# = \"x\"\n"))),
        ("services", format!("{PLAIN}[services]\n{}", lines("k# = 1\n"))),
        ("outcomes", format!("{PLAIN}[contacts.outcomes]\n{}", lines("k# = \"sen\"\n"))),
        ("formats", PLAIN.replace("\"%Y-%m-%d\"", &format!("[{}]", "\"%Y-%m-%d\", ".repeat(50_000)))),
        ("patterns", PLAIN.replace("\"clinic*.csv\"", &"\"none.csv\", ".repeat(50_000))),
        ("a long format", PLAIN.replace("%Y-%m-%d", &("%Y-%m-%d".to_owned() + &"%%".repeat(50_000)))),
        ("a key of a megabyte", format!("{PLAIN}{} = 1\n", "k".repeat(1 << 20))),
    ] {
        area.write("failed-contact.toml", &text);
        let run = soon(&area, &["check"]);
        assert_eq!(run.status, 2, "{name}");
        assert!(run.stderr.lines().count() < 5000, "{name}: {} lines", run.stderr.lines().count());
    }
    area.write(&format!("{}/clinic.csv", "d/".repeat(60)), plain_csv(&good_records()));
    for (pattern, status) in [
        ("**/".repeat(60) + "clinic.csv", 0),
        ("**/d/".repeat(4) + "clinic.csv", 0),
        ("**/d/".repeat(5) + "clinic.csv", 2),
        ("d/".to_owned() + &"**/d/".repeat(30) + "none.csv", 2),
        ("*".repeat(17) + "clinic.csv", 2),
        ("d/".repeat(60) + &"*c*".repeat(8) + "x.csv", 2),
    ] {
        area.write("failed-contact.toml", PLAIN.replace("clinic*.csv", &pattern));
        let run = soon(&area, &["check", "--as-of", AS_OF]);
        assert_eq!(run.status, status, "{pattern}: {}", run.stderr);
    }
}

/// `init` is given an extract whose first line has a million cells.
///
/// Status 3, at once: a header has at most 10,000.
#[test]
fn fault_78_a_header_of_a_million_columns() {
    let area = Area::empty();
    area.write("wide.csv", format!("NHS Number,Date,Outcome{}\n", ",name".repeat(1_000_000)));
    let run = soon(&area, &["init", "wide.csv"]);
    run.assert_status(3);
    assert_has(&run.stderr, "none of its first 30 lines looks like a header");
}

/// Folders thousands deep, or links that give each folder twice as many names as the one above it, where a pattern looks.
///
/// Status 2, soon, with the folder at which the search stopped: 100 folders deep, or when links have led to 10,000
/// folders.
#[cfg(unix)]
#[test]
fn fault_78_folders_without_end() {
    let deep = Area::new(&PLAIN.replace("clinic*.csv", "**/clinic*.csv"));
    deep.write("clinic.csv", plain_csv(&good_records()));
    // Longer than a path may be, so made from below: by putting each into a new one above it.
    for _ in 0..1_500 {
        fs::create_dir(deep.path("above")).unwrap();
        if deep.path("d").exists() {
            fs::rename(deep.path("d"), deep.path("above/d")).unwrap();
        }
        fs::rename(deep.path("above"), deep.path("d")).unwrap();
    }
    let twofold = Area::new(&PLAIN.replace("clinic*.csv", "0/**/clinic*.csv"));
    for level in 0..40 {
        fs::create_dir_all(twofold.path(&(level + 1).to_string())).unwrap();
        fs::create_dir_all(twofold.path(&level.to_string())).unwrap();
        for name in ["a", "b"] {
            let link = twofold.path(&format!("{level}/{name}"));
            std::os::unix::fs::symlink(format!("../{}", level + 1), link).unwrap();
        }
    }
    for (area, words) in [(&deep, "100 folders deep"), (&twofold, "more than 10000 folders")] {
        let run = soon(area, &["check", "--as-of", AS_OF]);
        run.assert_status(2);
        assert_has(&run.stderr, words);
    }
}
