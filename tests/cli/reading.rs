//! Strict reading: damage costs only the damaged record, and is reported with its place.

use crate::support::{
    ADA, AS_OF, Area, BEN, HEADER, PLAIN, assert_has, assert_lacks, assert_reconciles, cell, plain_csv,
};

#[test]
fn one_damaged_record_is_rejected_with_its_place_and_the_rest_is_reported() {
    let mut records: Vec<String> =
        (1..=40).map(|i| format!("{i},{BEN},Audiology,2026-10-{:02},seen", i % 28 + 1)).collect();
    records.insert(3, format!("a,{ADA},Audiology,2026-03-01,was_not_brought"));
    records.insert(7, format!("b,{ADA},Audiology,2026-05-01,was_not_brought"));
    records.insert(9, format!("x,{ADA},\"Audiology,2026-06-01,was_not_brought"));
    records.push(format!("c,{ADA},Audiology,2026-07-01,was_not_brought"));
    let area = Area::plain(&records.iter().map(String::as_str).collect::<Vec<_>>());
    let pack = area.report();
    let rejected = pack.rows("rejected.csv");
    assert_eq!(rejected.len(), 1);
    assert_eq!(cell(&rejected[0], "reason"), "quoting");
    assert_eq!(cell(&rejected[0], "file"), "clinic.csv");
    assert_eq!(cell(&rejected[0], "line"), "11");
    assert_eq!(cell(&rejected[0], "record"), format!("x,{ADA},\"Audiology,2026-06-01,was_not_brought"));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    assert_reconciles(&pack);
}

#[test]
fn line_ends_and_encodings_change_nothing() {
    let records = [
        format!("1,{ADA},\"Zo\u{eb}\u{2019}s clinic\",2026-03-01,was_not_brought"),
        format!("2,{ADA},\"Zo\u{eb}\u{2019}s clinic\",2026-05-01,was_not_brought"),
        format!("3,{ADA},\"Zo\u{eb}\u{2019}s clinic\",2026-07-01,was_not_brought"),
    ];
    let text = plain_csv(&records.each_ref().map(String::as_str));
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '\u{eb}' => 0xEB,
            '\u{2019}' => 0x92,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    let utf16 = |le: bool| {
        let mut bytes = if le { vec![0xFF, 0xFE] } else { vec![0xFE, 0xFF] };
        bytes.extend(text.encode_utf16().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }));
        bytes
    };
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("lf", text.clone().into_bytes()),
        ("crlf", text.replace('\n', "\r\n").into_bytes()),
        ("cr", text.replace('\n', "\r").into_bytes()),
        ("no line end at the end", text.trim_end().as_bytes().to_vec()),
        ("byte-order mark", format!("\u{feff}{text}").into_bytes()),
        ("windows-1252", windows),
        ("utf-16le", utf16(true)),
        ("utf-16be", utf16(false)),
    ];
    let mut first: Option<Vec<u8>> = None;
    for (name, bytes) in variants {
        let area = Area::plain(&[]);
        area.write("clinic.csv", bytes);
        // The same key, so that the references are the same.
        area.write("reports/.key", std::array::from_fn::<u8, 32, _>(|at| at as u8));
        let pack = area.report();
        assert_eq!(pack.column("contacts.csv", "line"), ["2", "3", "4"], "{name}");
        let contacts = pack.bytes("contacts.csv");
        assert_eq!(*first.get_or_insert_with(|| contacts.clone()), contacts, "{name}");
    }
}

#[test]
fn bytes_that_the_encoding_does_not_have_reject_their_record_only() {
    for (encoding, bad, expected) in [("utf-8", 0xFF_u8, "\\xFF"), ("windows-1252", 0x81, "\\x81")] {
        let area = Area::new(&PLAIN.replace("date_format", &format!("encoding = \"{encoding}\"\ndate_format")));
        let mut bytes = plain_csv(&[&format!("1,{ADA},Audiology,2026-03-01,was_not_brought")]).into_bytes();
        bytes.extend_from_slice(format!("2,{ADA},Aud").as_bytes());
        bytes.push(bad);
        bytes.extend_from_slice(b"iology,2026-05-01,was_not_brought\n");
        for day in 1..=25 {
            bytes.extend_from_slice(format!("s{day},{BEN},Audiology,2026-05-{day:02},seen\n").as_bytes());
        }
        area.write("clinic.csv", bytes);
        let pack = area.report();
        let rejected = pack.rows("rejected.csv");
        assert_eq!(rejected.len(), 1, "{encoding}");
        assert_eq!(cell(&rejected[0], "reason"), "encoding");
        assert_eq!(cell(&rejected[0], "line"), "3");
        assert!(cell(&rejected[0], "record").contains(expected), "{encoding}");
    }
}

#[test]
fn an_extract_that_is_not_one_is_refused_and_the_last_report_stays() {
    let good = plain_csv(&[&format!("1,{ADA},Audiology,2026-03-01,was_not_brought")]);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "the extract is empty"),
        ("header alone", HEADER.into(), "a header but no records"),
        ("gzip", b"\x1f\x8b\x08aaaaaaaa".to_vec(), "a gzip file"),
        ("excel's own line", format!("sep=,\n{good}").into_bytes(), "`sep=` line"),
        ("another delimiter", good.replace(',', ";").into_bytes(), "delimiter = \";\""),
        ("a preamble", format!("Report of Monday\n\n{good}").into_bytes(), "skip_rows = 2"),
        ("NUL in the header", good.replace("service", "ser\0vice").into_bytes(), "NUL"),
    ];
    for (name, bytes, message) in cases {
        let area = Area::plain(&[&format!("1,{ADA},Audiology,2026-03-01,was_not_brought")]);
        let before = area.report().files();
        area.write("clinic.csv", bytes);
        let run = area.run(&["report", "--as-of", AS_OF, "--replace"]);
        assert_eq!(run.status, 3, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{name}: {}", run.stderr);
        assert!(area.pack(AS_OF).files() == before, "{name}: the last report is no longer what it was");
    }
}

#[test]
fn the_same_file_twice_is_refused() {
    let area = Area::plain(&[&format!("1,{ADA},Audiology,2026-03-01,was_not_brought")]);
    area.write("clinic-2.csv", std::fs::read(area.path("clinic.csv")).unwrap());
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "clinic.csv: this file is identical to clinic-2.csv");
}

#[test]
fn a_source_that_loses_more_than_it_may_is_refused_with_reasons_and_places() {
    let good: Vec<String> = (0..18).map(|i| format!("{i},{ADA},Audiology,2026-03-{:02},seen", i + 1)).collect();
    let mut records: Vec<&str> = good.iter().map(String::as_str).collect();
    let (one, two) =
        (format!("x,{ADA},Audiology,13/25/2026,seen"), format!("y,{ADA},Audiology,2026-04-01,SECRET-CODE"));
    records.push(&one);
    // One of nineteen is more than one in twenty.
    let run = Area::plain(&records).run(&["report", "--as-of", AS_OF]);
    run.assert_status(3);
    assert_has(&run.stderr, "loses 1 of its 19 records");
    assert_has(&run.stderr, "date_invalid in column \"date\", first at clinic.csv:20");
    // One of twenty is not.
    let more = format!("z,{ADA},Audiology,2026-04-01,seen");
    records.push(&more);
    assert_eq!(Area::plain(&records).run(&["report", "--as-of", AS_OF]).status, 0);
    records.push(&two);
    let run = Area::plain(&records).run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert!(!run.stderr.contains("SECRET"), "a cell's value was printed: {}", run.stderr);
}

#[test]
fn day_and_month_in_the_other_order_are_recognised() {
    let area = Area::new(&PLAIN.replace("%Y-%m-%d", "%d/%m/%Y"));
    let records: Vec<String> = (1..=28).map(|d| format!("{d},{ADA},Audiology,10/{d:02}/2026,seen")).collect();
    area.write("clinic.csv", plain_csv(&records.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = area.run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "only with day and month swapped");
}

#[test]
fn no_cell_is_printed_whatever_is_wrong_with_it() {
    let canary = "CANARY";
    let mut records: Vec<String> =
        (1..=30).map(|d| format!("{d},{ADA},Audiology,2026-10-{:02},seen", d % 28 + 1)).collect();
    records.push(format!("{canary}1,{canary}2,{canary}3,{canary}4,{canary}5"));
    records.push(format!("31,{ADA},{canary}6,2026-10-01,{canary}7"));
    let area = Area::new(&format!("{PLAIN}\n[limits]\nmax_rejected = 1.0\n"));
    area.write("clinic.csv", plain_csv(&records.iter().map(String::as_str).collect::<Vec<_>>()));
    for command in
        [&["report", "--as-of", AS_OF][..], &["check", "--as-of", AS_OF], &["check", "--as-of", AS_OF, "--outcomes"]]
    {
        let run = area.run(command);
        run.assert_status(0);
        assert!(!run.stdout.contains(canary) && !run.stderr.contains(canary), "{}{}", run.stdout, run.stderr);
    }
    assert!(!area.pack(AS_OF).text("manifest.json").contains(canary));
}

#[test]
fn a_column_in_another_format_is_reported_with_its_name_and_count() {
    let area = Area::new(&PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\ndate_of_birth = \"born\""));
    let rows: Vec<String> = (1..=9).map(|i| format!("{i},{ADA},Audiology,2026-03-0{i},seen,0{i}.01.2018")).collect();
    area.write("clinic.csv", format!("contact_id,nhs_number,service,date,outcome,born\n{}\n", rows.join("\n")));
    let printed = area.run(&["check", "--as-of", AS_OF]).stdout;
    assert_has(&printed, "date_of_birth_invalid: clinic.csv:2 (date_of_birth) and 8 more like this");
}

#[test]
fn unmapped_outcomes_and_blank_rows_are_reported_with_their_places() {
    let area = Area::plain(&[
        &format!("1,{ADA},Audiology,2026-03-01,Kept"),
        &format!("2,{ADA},Audiology,2026-03-02,Kept"),
        &format!("3,{ADA},Audiology,2026-03-03,Lost"),
        ",,,,",
        ",,,,",
    ]);
    let run = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "2 outcome texts are not mapped, first at clinic.csv:2, clinic.csv:4");
    assert!(
        run.stderr.contains("loses 3 of its 3 records"),
        "rows of nothing are neither lost nor make the share smaller: {}",
        run.stderr
    );
    assert_lacks(&run.stderr, "Kept");
}

/// To set the delimiter of the second would break the first.
#[test]
fn one_file_of_several_with_another_delimiter_is_asked_for_again() {
    let area = Area::new(PLAIN);
    let records = plain_csv(&[&format!("1,{ADA},Audiology,2026-03-01,seen")]);
    area.write("clinic.csv", &records);
    area.write("clinic-2.csv", records.replace(',', ";"));
    let error = area.run(&["check", "--as-of", AS_OF]).stderr;
    let help = "set `delimiter = \";\"` for source `clinic`, if all its files are like this; else ask for this file in the form of the others";
    assert_has(&error, "clinic-2.csv:1: the delimiter is not the one");
    assert_has(&error, help);
}
