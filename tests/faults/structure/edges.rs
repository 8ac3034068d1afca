//! Records over the edges of the blocks in which a file is read, and files over the edges of threads.

use super::*;

/// A record with everything that an edge could tear apart: quotes, doubled quotes, line ends inside and behind,
/// characters of several bytes.
fn torn(day: usize) -> String {
    let date = format!("2026-{:02}-{:02}", day / 28 + 3, day % 28 + 1);
    format!("\"t-{day:03}\",\"9990000018\",\"The \"\"Hub\"\"\r\n\r\u{1f600}\r\n.\",{date},\"was_not_brought\"\r\n")
}

/// A header and plain records, so many that what follows them begins at the byte `start`; and how many they are.
fn up_to(start: usize, weight: fn(&str) -> usize) -> (String, u64) {
    let plain = |i: u64, more: usize| format!("p{i:05},9990000026,Audiology{},2026-10-01,seen\r\n", "y".repeat(more));
    let (least, unit) = (weight(&plain(0, 0)), weight("y"));
    let large = least + 600 * unit;
    let mut text = "contact_id,nhs_number,service,date,outcome\r\n".to_owned();
    let mut records = 0;
    loop {
        let bytes = match start - weight(&text) {
            0 => return (text, records),
            left if left >= 2 * large => large,
            left if left > least => left - least,
            left => left,
        };
        text += &plain(records, (bytes - least) / unit);
        records += 1;
    }
}

/// Reads many files at once, each with the torn record in another place over the edge of a block.
fn sweep(block: usize, encoding: &str, weight: fn(&str) -> usize, encode: fn(&str) -> Vec<u8>) {
    let stand = Stand::good();
    fs::remove_file(stand.area.path("clinic.csv")).unwrap();
    stand
        .area
        .write("failed-contact.toml", PLAIN.replace("date_format", &format!("encoding = \"{encoding}\"\ndate_format")));
    let mut expected = 0;
    let steps = (0..=weight(&torn(0))).step_by(weight("y"));
    let files = steps.clone().count();
    for (day, back) in steps.enumerate() {
        let (before, records) = up_to(block - back, weight);
        expected += records + 2;
        let text = format!("{before}{}z,9990000026,Audiology,2026-10-01,seen\r\n", torn(day));
        stand.area.write(&format!("clinic-{day:03}.csv"), encode(&text));
    }
    for threads in ["1", "3"] {
        let run = stand.area.run_with(
            &["report", "--as-of", AS_OF, "--replace", "--only", "safeguarding"],
            &[("RAYON_NUM_THREADS", threads)],
        );
        run.assert_status(0);
        let pack = stand.area.pack(AS_OF);
        crate::support::assert_reconciles(&pack);
        assert_eq!(rejected(&pack), []);
        assert_eq!(counted(&pack).0, expected);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), [files.to_string()]);
        assert_eq!(pack.column("cases.csv", "services_failed"), ["The \"Hub\"\r\n\r\u{1f600}\r\n."]);
    }
}

/// A line end inside a quoted cell, anywhere: at the edge of the block in which the file is read, or of what a thread
/// reads.
///
/// The record is one record, for every place of the edge in it and any number of threads.
#[test]
fn fault_08_quoted_line_end_at_an_edge() {
    sweep(1 << 18, "utf-8", str::len, |text| text.as_bytes().to_vec());
}

/// The same in UTF-16, where an edge may also split a character.
///
/// The record is one record.
#[test]
fn fault_08_quoted_line_end_at_an_edge_in_utf_16() {
    let weight = |text: &str| 2 * text.encode_utf16().count();
    sweep(1 << 16, "utf-16le", weight, |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect());
}

/// A quoted cell of hundreds of kilobytes and up to a thousand lines, larger than what is read at once.
///
/// It is one cell of one record; line numbers after it count its lines.
#[test]
fn fault_08_quoted_cell_larger_than_a_block() {
    let stand = Stand::good();
    for (lines, width) in [(999, 300), (700, 1_400), (1_000, 1_000)] {
        let text = vec!["n".repeat(width); lines].join("\n");
        let pack = publishes(&stand, good_and(&[&format!("x,9990000018,\"{text}\",2026-06-01,was_not_brought")]));
        assert_eq!(rejected(&pack), [], "{lines} lines");
        let last = [3 + lines, 4 + lines].map(|line| line.to_string());
        let found = pack.column("contacts.csv", "line");
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["2", &last[0], "3", &last[1]]);
    }
    let text = vec!["n"; 1_001].join("\n");
    let says = ["1000 field_count, first at clinic.csv:4; 1 quoting, first at clinic.csv:3"];
    stops(&Stand::good(), good_and(&[&format!("x,9990000018,\"{text}\",2026-06-01,was_not_brought")]), 3, &says);
}
