//! A file is read by parts, at the same time. Where it is cut, and how often, changes nothing: not a record, a line, a
//! place, a reject or a warning.

use std::fmt::Write as _;

use failed_contact::intake::{self, Intake};
use proptest::prelude::*;

mod support;
use support::{Area, as_of};

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
local_id = "local_id"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
"#;

/// Pieces of extracts: whole records, and what makes readers stumble at an edge.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let record = |i: u32| {
        let nhs = ["9990000018", "9990000026", "", "12"][(i % 4) as usize];
        format!("c{i},{nhs},L{},Audiology {},2026-0{}-1{},0{}:30,seen\n", i % 7, i % 3, i % 9 + 1, i % 8, i % 9)
    };
    prop_oneof![
        8 => (0..40_u32).prop_map(move |i| record(i).into_bytes()),
        2 => (0..40_u32).prop_map(move |i| record(i).replace('\n', "\r\n").into_bytes()),
        1 => (0..40_u32).prop_map(move |i| record(i).replace('\n', "\r").into_bytes()),
        2 => (0..40_u32).prop_map(move |i| record(i).replace("Audiology", "\"Audio\n\r\nlogy\"\",\"").into_bytes()),
        1 => (0..40_u32).prop_map(move |i| record(i).replace("seen", "nobody knows").into_bytes()),
        1 => (0..40_u32).prop_map(move |i| record(i).replace(":30", ":99").into_bytes()),
        1 => (0..40_u32).prop_map(move |i| record(i).replace("Audiology", "Zo\u{eb}").into_bytes()),
        1 => prop_oneof![
            Just(b"\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\"".to_vec()),
            Just(b",\"open\n".to_vec()),
            Just(b"\"\n\n\"\n".to_vec()),
            Just(b"\0\n".to_vec()),
            Just(b"\xEB\n".to_vec()),
        ],
    ]
}

/// All that was read, as text. Of texts only their names count, not the numbers that they happen to have.
fn as_text(intake: &Intake) -> String {
    let mut out = String::new();
    for part in &intake.parts.list {
        for (row, (contact, print)) in (0..).map(|at| part.base.behind(at)).zip(part.scattered.in_reading_order()) {
            let local =
                Some(intake.parts.extra(row).local()).filter(|n| *n != u32::MAX).map(|n| intake.locals.shown(n));
            let service = &intake.services[part.to.services[contact.service.get() as usize]];
            let place = intake.parts.place(row);
            let what = (contact.day, contact.codes);
            let _ = writeln!(out, "{place:?} {} {local:?} {service} {what:?} {print:x}", contact.nhs);
        }
    }
    for file in &intake.files {
        let _ = writeln!(out, "{} {:?} {} {:?}", file.records, file.rows, file.charset.word(), file.checksum.sha256);
        for reject in &file.rejects {
            let why = (reject.line, reject.reason, reject.byte, &reject.value, &reject.record);
            let _ = writeln!(out, "{why:?}");
        }
        for warning in &file.warnings {
            let _ = writeln!(out, "{:?}", (warning.line, warning.caution, &warning.value));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_a_file_is_cut_changes_nothing(pieces in prop::collection::vec(piece(), 1..40), length in 1_u64..600) {
        let area = Area::new(CONFIG);
        let mut text = b"contact_id,nhs_number,local_id,service,date,time,outcome\n".to_vec();
        text.extend(pieces.concat());
        area.write("clinic.csv", text);
        let settings = area.settings().unwrap();
        let read = |part| {
            intake::read_by_parts(&settings, as_of(), &|_| {}, part).map_or_else(|stop| stop.message(), |read| as_text(&read))
        };
        let whole = read(Some(u64::MAX / 2));
        prop_assert_eq!(&read(Some(length)), &whole);
        prop_assert_eq!(&read(Some(1)), &whole);
        prop_assert_eq!(&read(None), &whole);
    }
}
