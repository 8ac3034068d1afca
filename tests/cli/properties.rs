//! Properties over generated areas: what must not matter does not, and every record is accounted for.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::area::{AS_OF, Area, BEN, assert_reconciles, cell};

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[rules.repeated_cancellation]
enabled = true
[[contacts]]
name = "all"
files = ["part*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
kind = "kind"
household_id = "household"
postcode = "postcode"
location = "location"
"#;

const NUMBERS: [&str; 7] =
    ["9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069", "9990000019"];
const OUTCOMES: [&str; 13] = [
    "seen",
    "seen",
    "was_not_brought",
    "was_not_brought",
    "no_access",
    "late_not_seen",
    "whereabouts_unknown",
    "disengaged",
    "cancelled_by_family",
    "cancelled_by_provider",
    "pending",
    "",
    "nonsense",
];
const SERVICES: [&str; 4] = ["Audiology", "audiology", "Health Visiting", "CAMHS"];
const KINDS: [&str; 4] = ["", "clinic", "home_visit", "unscheduled"];

/// A record without its contact id.
fn record() -> impl Strategy<Value = String> {
    (0..7_usize, 0..4_usize, 0..4_usize, -400..40_i64, 0..3_usize, 0..13_usize, 0..4_usize, 0..3_usize).prop_map(
        |(number, local, service, day, time, outcome, kind, _)| {
            let date = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() + chrono::Duration::days(day);
            // A local id goes with one child, but for L3, which goes with whoever has it.
            let local = ["", "L1", "L2", "L3"][local];
            let (child, number) = match local {
                "L1" => (0, ["9990000018", ""][number % 2]),
                "L2" => (1, ["9990000026", ""][number % 2]),
                _ => (number, NUMBERS[number]),
            };
            // Where a child lives does not change: which of two contacts of a day is newest is not what this is about.
            let place = child % 3;
            format!(
                "{number},{local},{},{date},{},{},{},{},AB{place} 1CD,Clinic {place}",
                SERVICES[service],
                ["", "09:00", "14:30"][time],
                OUTCOMES[outcome],
                KINDS[kind],
                ["", "H1", "H2"][place],
            )
        },
    )
}

const HEADER: &str = "id,nhs,local,service,date,time,outcome,kind,household,postcode,location\n";

/// An area with these records in so many files.
fn area(records: &[String], files: usize) -> Area {
    let area = Area::new(CONFIG);
    area.write("reports/.key", [3; 32]);
    for file in 0..files {
        let mut text = String::from(HEADER);
        // A record that keeps every file from being empty, of a child who is always brought.
        let _ = writeln!(text, "file{file},{BEN}0,,Audiology,2026-11-01,,seen,,,,");
        for (place, record) in records.iter().enumerate().filter(|(place, _)| place % files == file) {
            let _ = place;
            text.push_str(record);
            text.push('\n');
        }
        area.write(&format!("part{file}.csv"), text);
    }
    area
}

fn few() -> Config {
    Config { cases: 24, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn the_order_of_rows_their_split_over_files_and_the_threads_change_no_case(
        records in prop::collection::vec(record(), 1..120),
        files in 1..4_usize,
        seed in any::<u64>(),
    ) {
        // Contact ids make every record its own: then nothing depends on which is read last but ties of place.
        let records: Vec<String> = records.iter().enumerate().map(|(i, r)| format!("{i},{r}")).collect();
        let plain = area(&records, 1);
        let one = plain.report().without_places();
        let mut shuffled = records;
        shuffled.sort_by_key(|r| seed ^ xxhash(r));
        let other = area(&shuffled, files);
        let run = other.run_with(&["report", "--as-of", AS_OF, "--quiet"], &[("RAYON_NUM_THREADS", "1"), ("TZ", "Pacific/Auckland"), ("LC_ALL", "tr_TR.UTF-8")]);
        prop_assert_eq!(run.status, 0, "{}", run.stderr);
        prop_assert_eq!(one, other.pack(AS_OF).without_places());
    }

    #[test]
    fn every_record_is_accounted_for(
        records in prop::collection::vec((record(), any::<prop::sample::Index>(), any::<u8>()), 1..80),
    ) {
        let text: Vec<String> = records
            .iter()
            .enumerate()
            .map(|(i, (record, at, byte))| {
                let mut line = format!("{},{record}", if byte % 3 == 0 { String::new() } else { (i / 2).to_string() });
                if byte % 5 == 0 {
                    // Damage: a character somewhere, such as a quote or a delimiter.
                    let places: Vec<usize> = line.char_indices().map(|(i, _)| i).collect();
                    line.insert(places[at.index(places.len())], ['"', ',', '\0', '\u{1a}', '\u{feff}'][usize::from(byte / 5) % 5]);
                }
                line
            })
            .collect();
        let area = area(&text, 2);
        let pack = area.report();
        assert_reconciles(&pack);
        let physical: usize = text.len() + 2;
        let records: usize = pack.column("quality.csv", "records").iter().map(|n| n.parse::<usize>().unwrap()).sum();
        // Only a quote can make one record of several lines.
        let quotes = text.iter().filter(|line| line.contains('"')).count();
        prop_assert!(records <= physical);
        if quotes == 0 {
            prop_assert_eq!(records, physical);
        }
        let rejected = pack.rows("rejected.csv").len();
        let counted: usize = pack.rows("quality.csv").iter().map(|r| cell(r, "rejected").parse::<usize>().unwrap()).sum();
        prop_assert_eq!(rejected, counted);
    }
}

/// A small hash for shuffling.
fn xxhash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
