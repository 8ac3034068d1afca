//! Overlap: faults 37 to 40.

use crate::clinic::{counted, good_and, publishes};
use crate::stand::{Stand, good_records};
use crate::support::{AS_OF, Area, PLAIN, Row, assert_reconciles, cell, plain_csv};

/// Two extracts overlap: some records are in both.
///
/// Each counts once, by its contact id or, if it has none, if every mapped field says the same. The others are counted as
/// duplicates.
#[test]
fn fault_37_overlapping_extracts() {
    let later = |records: Vec<String>| -> Vec<String> {
        let mut records: Vec<String> = records.into_iter().skip(1).collect();
        records.push("new,9990000018,Audiology,2026-09-01,was_not_brought".to_owned());
        records
    };
    let stand = Stand::good();
    stand.area.write("clinic-2.csv", plain_csv(&later(good_records())));
    let pack = stand.publishes();
    assert_eq!(pack.column("quality.csv", "duplicate"), ["59", "0"], "the last read counts");
    assert_eq!(counted(&pack), (120, 61));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
    assert_eq!(pack.rows("contacts.csv").len(), 4);
    // Without contact ids.
    let stand = Stand::with(&PLAIN.replace("contact_id = \"contact_id\"\n", ""));
    stand.area.write("clinic-2.csv", plain_csv(&later(good_records())));
    let pack = stand.publishes();
    assert_eq!(counted(&pack), (120, 61));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
}

/// The same file is read twice: a copy, another name, or a link.
///
/// The run stops with 3 and names both: one of them should be the file of another week.
#[test]
fn fault_38_same_file_twice() {
    let stand = Stand::good();
    let says = ["clinic.csv: this file is identical to clinic-2.csv", "remove one of them from source `clinic`"];
    stand.area.write("clinic-2.csv", good_and(&[]));
    stand.stops(3, &says);
    #[cfg(unix)]
    {
        std::fs::remove_file(stand.area.path("clinic-2.csv")).unwrap();
        std::os::unix::fs::symlink("clinic.csv", stand.area.path("clinic-2.csv")).unwrap();
        stand.stops(3, &says);
    }
    // One byte more, and they are two extracts that overlap.
    std::fs::remove_file(stand.area.path("clinic-2.csv")).unwrap();
    stand.area.write("clinic-2.csv", format!("{}\n", good_and(&[])));
    assert_eq!(counted(&stand.publishes()), (120, 60));
    // A file that two patterns of one source name is one file.
    let stand = Stand::with(&PLAIN.replace("[\"clinic*.csv\"]", "[\"clinic*.csv\", \"*.csv\", \"./clinic.csv\"]"));
    assert_eq!(counted(&stand.publishes()), (60, 60));
}

/// One contact id with two outcomes.
///
/// The outcome recorded latest counts; if times are the same or not known, the one read last. The quality page says how
/// many outcomes were changed.
#[test]
fn fault_39_one_key_two_outcomes() {
    let recorded = PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\nrecorded_at = \"recorded\"");
    for (config, first, last, failed) in [
        (PLAIN, "", "", 3),
        (&recorded, "2026-06-02", "2026-06-03", 3),
        (&recorded, "2026-06-03", "2026-06-02", 4),
        (&recorded, "", "2026-06-02", 3),
        (&recorded, "2026-06-02", "", 4),
        (&recorded, "2026-06-02", "2026-06-02", 3),
        // The same moment in another zone, and a later one that looks earlier.
        (&recorded, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00+01:00", 4),
    ] {
        let stand = Stand::with(PLAIN);
        stand.area.write("failed-contact.toml", config);
        let mut text =
            good_and(&["x,9990000018,Audiology,2026-06-01,was_not_brought", "x,9990000018,Audiology,2026-06-01,seen"]);
        text = text.replace('\n', ",\n").replacen("outcome,", "outcome,recorded", 1);
        text = text.replacen("2026-06-01,was_not_brought,", &format!("2026-06-01,was_not_brought,{first}"), 1);
        text = text.replacen("2026-06-01,seen,", &format!("2026-06-01,seen,{last}"), 1);
        let pack = publishes(&stand, text);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), [failed.to_string()], "{first} then {last}");
        assert_eq!(counted(&pack), (62, 61));
        let page = pack.text("quality.html");
        let source = page.split("<th scope=\"row\"><bdi>clinic</bdi>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(source.ends_with("<td class=\"number now\" data-label=\"Outcomes changed\">1</td>"), "{source}");
    }
}

/// A source whose records have everything that a case shows.
const FULL: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["in/*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
family_name = "family"
date_of_birth = "born"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
household_id = "home"
postcode = "postcode"
"#;

/// Everything that the report says of children, but for the files and lines that it was read from.
fn content(area: &Area) -> Vec<String> {
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(0);
    let pack = area.pack(AS_OF);
    assert_reconciles(&pack);
    let without_place = |mut row: Row| {
        row.remove("file");
        row.remove("line");
        format!("{row:?}")
    };
    let mut contacts: Vec<String> = pack.rows("contacts.csv").into_iter().map(without_place).collect();
    let rejects =
        pack.rows("rejected.csv").into_iter().map(|row| format!("{} {}", cell(&row, "reason"), cell(&row, "record")));
    let mut rejects: Vec<String> = rejects.collect();
    contacts.sort();
    rejects.sort();
    let cases = pack.rows("cases.csv").into_iter().map(|row| format!("{row:?}"));
    cases.chain(contacts).chain(rejects).collect()
}

/// The files are read in another order, the rows are in another order, or the rows are split differently over files.
///
/// The cases are the same, with the same content and the same references.
#[test]
fn fault_40_another_order_or_split() {
    let header = "id,nhs,local,family,born,service,date,time,outcome,home,postcode\n";
    let outcomes = ["was_not_brought", "seen", "no_access", "", "cancelled_by_family", "was_not_brought", "disengaged"];
    let rows: Vec<String> = (0..140)
        .map(|i| {
            let child = i % 7;
            let nhs = ["9990000018", "9990000026", "9990000034", "9990000042", "", "9990000018", ""][child];
            let (local, family) =
                (["L1", "L2", "L3", "L4", "L5", "", "L1"][child], ["Arden", "Birch"][usize::from(child == 1)]);
            let service = ["Audiology", "AUDIOLOGY", "Health Visiting", "Audiology"][i % 4];
            format!(
                "c{i},{nhs},{local},{family},2018-0{}-01,{service},2026-{:02}-{:02},{:02}:00,{},H{},AB{} 1CD\n",
                [1, 2, 3, 4, 5, 1, 1][child],
                i % 10 + 2,
                i / 10 + 1,
                i % 9 + 9,
                outcomes[i % 11 % 7],
                child / 3,
                [1, 2, 3, 4, 5, 1, 1][child],
            )
        })
        .chain(["bad,9990000018,L1,,,Audiology,2026-02-30,,seen,,\n".to_owned()])
        .collect();
    let split = |rows: &[String], names: &[&str], whose: &dyn Fn(usize) -> usize| {
        let area = Area::new(FULL);
        area.write("reports/.key", std::array::from_fn::<u8, 32, _>(|at| at as u8));
        for (file, name) in names.iter().enumerate() {
            let of_file = rows.iter().enumerate().filter(|(i, _)| whose(*i) == file).map(|(_, row)| row.as_str());
            area.write(&format!("in/{name}.csv"), format!("{header}{}", of_file.collect::<String>()));
        }
        content(&area)
    };
    let plain = split(&rows, &["a"], &|_| 0);
    assert!(plain.len() > 60, "there are cases and contacts");
    let backwards: Vec<String> = rows.iter().rev().cloned().collect();
    let mut shuffled = rows.clone();
    shuffled.sort_by_key(|row| row.bytes().fold(17_u64, |hash, b| hash.wrapping_mul(31) ^ u64::from(b)));
    assert_eq!(split(&backwards, &["a"], &|_| 0), plain);
    assert_eq!(split(&shuffled, &["a"], &|_| 0), plain);
    assert_eq!(split(&rows, &["a", "b", "c"], &|i| i % 3), plain, "split");
    assert_eq!(split(&rows, &["z", "y", "x"], &|i| i / 50), plain, "read in another order");
    assert_eq!(split(&shuffled, &["m", "B", "a", "10", "9"], &|i| i % 5), plain, "shuffled and split");
}
