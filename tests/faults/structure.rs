//! A file's structure: faults 1 to 19.

use std::fs;

use crate::clinic::{counted, good_and, only_rejects, publishes, rejected, stops, tells_no_cell};
use crate::stand::{Stand, good_records};
use crate::support::{AS_OF, HEADER, PLAIN, cell, plain_csv};

mod changing;
mod edges;
mod files;
mod header;

/// Line ends are CR, LF, CRLF, or all of them in one file.
///
/// Every record is read, and the line numbers are those that an editor shows: CRLF is one line end, LF and CR one each.
#[test]
fn fault_03_line_ends() {
    let text = good_and(&["x,9990000018,Audiology,2026-06-31,was_not_brought"]);
    let mixed: String =
        text.lines().zip(["\n", "\r\n", "\r"].iter().cycle()).flat_map(|(line, end)| [line, *end]).collect();
    let stand = Stand::good();
    for (name, bytes) in
        [("LF", text.clone()), ("CRLF", text.replace('\n', "\r\n")), ("CR", text.replace('\n', "\r")), ("mixed", mixed)]
    {
        let pack = publishes(&stand, &bytes);
        only_rejects(&pack, &[("date_invalid", 3)]);
        assert_eq!(pack.column("contacts.csv", "line"), ["2", "4", "5"], "{name}");
        assert_eq!(counted(&pack), (61, 60), "{name}");
    }
}

/// A lone CR, or any other line end, inside a quoted cell of a file with other line ends.
///
/// It is part of the text and does not end the record; line numbers after it are still right.
#[test]
fn fault_03_line_end_of_another_sort_in_a_cell() {
    let stand = Stand::good();
    for (end, inner) in [("\n", "\r"), ("\r\n", "\r"), ("\r\n", "\n"), ("\r", "\n"), ("\r", "\r\n"), ("\n", "\r\r\n\n")]
    {
        let mut records = good_records();
        records[0] = "good-03,9990000018,\"Audio\u{1}logy\",2026-03-01,was_not_brought".to_owned();
        let text = plain_csv(&records).replace('\n', end).replace('\u{1}', inner);
        let pack = publishes(&stand, text);
        let more = if inner.len() > 2 { 3 } else { 1 };
        let lines = [2, 3 + more, 4 + more].map(|line| line.to_string());
        assert_eq!(pack.column("contacts.csv", "line"), lines, "{end:?} with {inner:?}");
        only_rejects(&pack, &[]);
    }
}

/// The last record has no line end.
///
/// It counts like any other, quoted or not.
#[test]
fn fault_04_no_line_end_at_the_end() {
    let stand = Stand::good();
    for last in
        ["4,9990000018,Audiology,2026-09-01,was_not_brought", "4,9990000018,Audiology,2026-09-01,\"was_not_brought\""]
    {
        let mut records = good_records();
        records.push(last.to_owned());
        for end in ["\n", "\r\n", "\r"] {
            let text = plain_csv(&records).replace('\n', end);
            let pack = publishes(&stand, text.strip_suffix(end).unwrap());
            assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
            assert_eq!(counted(&pack), (61, 61));
        }
    }
}

/// A quote that never closes.
///
/// Only that line is rejected (`quoting`), with its line number; the records after it are read.
#[test]
fn fault_05_unclosed_quote() {
    let stand = Stand::good();
    let broken = "x,9990000018,\"Audiology,2026-06-01,was_not_brought";
    let pack = publishes(&stand, good_and(&[broken]));
    only_rejects(&pack, &[("quoting", 3)]);
    assert_eq!(cell(&pack.rows("rejected.csv")[0], "record"), broken, "the line is kept as it stands");
    // Where the next quote is far away, or closes another record's cell.
    for behind in ["y,9990000018,\"Audiology\",2026-06-02,was_not_brought", "y,9990000018,Audio\"logy,2026-06-02,seen"]
    {
        let pack = publishes(&stand, good_and(&[broken, behind]));
        assert_eq!(rejected(&pack), [("quoting".to_owned(), 3)]);
        assert_eq!(counted(&pack), (62, 61));
    }
    // As the very last line, and as the last byte.
    for last in [broken, "\"", "x,9990000018,Audiology,2026-06-01,\""] {
        let pack = publishes(&stand, format!("{}{last}", good_and(&[])));
        only_rejects(&pack, &[("quoting", 62)]);
    }
}

/// A quote that never closes on the first line of a long file.
///
/// The end is looked for over at most 1,000 lines, and only the one line is rejected.
#[test]
fn fault_05_unclosed_quote_before_thousands_of_lines() {
    let stand = Stand::good();
    let mut records: Vec<String> = (0..3_000).map(|i| format!("m-{i},9990000026,Audiology,2026-10-01,seen")).collect();
    records.insert(0, "\"x,9990000018,Audiology,2026-06-01,was_not_brought".to_owned());
    records.push("y,9990000018,\"Audiology\",2026-06-01,was_not_brought".to_owned());
    let pack = publishes(&stand, plain_csv(&records));
    assert_eq!(rejected(&pack), [("quoting".to_owned(), 2)]);
    assert_eq!(counted(&pack), (3_002, 3_001));
}

/// Text after a closing quote.
///
/// That line is rejected (`quoting`); the lines before and after it are read.
#[test]
fn fault_06_text_after_a_closing_quote() {
    let stand = Stand::good();
    for broken in [
        "x,9990000018,\"Audiology\" nearby,2026-06-01,was_not_brought",
        "x,9990000018,\"Audiology\" ,2026-06-01,was_not_brought",
        "x,9990000018,\"Audio\"logy\",2026-06-01,was_not_brought",
        "\"x\"y,9990000018,Audiology,2026-06-01,was_not_brought",
        "x,9990000018,Audiology,2026-06-01,\"was_not_brought\".",
        "x,9990000018,Audiology,2026-06-01,\"was_not_brought\"\u{1a}",
    ] {
        let pack = publishes(&stand, good_and(&[broken]));
        only_rejects(&pack, &[("quoting", 3)]);
        assert_eq!(counted(&pack), (61, 60), "{broken}");
    }
}

/// A quote in the middle of an unquoted cell, as in `O"Neil`.
///
/// It is a character like any other: the text is read and shown unchanged.
#[test]
fn fault_07_bare_quote() {
    let stand = Stand::good();
    let mut records = good_records();
    for record in &mut records[..3] {
        *record = record.replace("Audiology", "O\"Neil \"ward\"");
    }
    let pack = publishes(&stand, plain_csv(&records));
    only_rejects(&pack, &[]);
    assert_eq!(pack.column("cases.csv", "services_failed"), ["O\"Neil \"ward\""]);
    // A quote behind a blank is in the middle, too.
    let pack = publishes(&stand, plain_csv(&records).replace("O\"Neil", " \"Neil"));
    assert_eq!(pack.column("cases.csv", "services_failed"), ["\"Neil \"ward\""]);
}

/// A record has more or fewer cells than the header.
///
/// It is rejected (`field_count`): it is never cut or filled up.
#[test]
fn fault_09_too_many_or_too_few_cells() {
    let stand = Stand::good();
    for broken in [
        "x,9990000018,Audiology,2026-06-01",
        "x,9990000018,Audiology,2026-06-01,was_not_brought,",
        "x,9990000018,Audi,ology,2026-06-01,was_not_brought",
        "x",
        "   ",
        ",",
        ",,,,,",
        "x,9990000018,\"Audiology,2026-06-01\",was_not_brought",
    ] {
        let pack = publishes(&stand, good_and(&[broken]));
        only_rejects(&pack, &[("field_count", 3)]);
        assert_eq!(cell(&pack.rows("rejected.csv")[0], "record"), broken);
        assert_eq!(cell(&pack.rows("rejected.csv")[0], "value"), "");
    }
    // Well quoted over several lines, it is one reject.
    let pack = publishes(&stand, good_and(&["x,\"9990000018\n\n\",2026-06-01"]));
    only_rejects(&pack, &[("field_count", 3)]);
    assert_eq!(pack.column("contacts.csv", "line"), ["2", "6", "7"]);
}

/// Blank lines, before the header, between the records and at the end.
///
/// They are lines but not records: line numbers are those of the file. A line with as many delimiters as the header,
/// and nothing else, is a record that is excluded and counted: it says nothing about a child.
#[test]
fn fault_10_blank_lines() {
    let stand = Stand::good();
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("\n\n{}\n\n\n", good_and(&["", "", ""])).replace('\n', end);
        let pack = publishes(&stand, text);
        only_rejects(&pack, &[]);
        assert_eq!(counted(&pack), (60, 60));
        assert_eq!(pack.column("contacts.csv", "line"), ["4", "8", "9"]);
    }
    let pack = publishes(&stand, good_and(&[",,,,"]));
    only_rejects(&pack, &[]);
    assert_eq!(counted(&pack), (61, 60));
    assert_eq!(pack.column("quality.csv", "excluded"), ["1"]);
}

/// A trailer after the last record: a total, the DOS end of file (Ctrl-Z), a run of NUL bytes.
///
/// It is rejected like any other line, with its number. The program does not guess that it is a total or a trailer.
#[test]
fn fault_11_trailer() {
    let stand = Stand::good();
    for (trailer, reason) in [
        ("Total rows: 60\n", "field_count"),
        ("Total,,,,60\n", "no_identity"),
        ("\u{1a}", "field_count"),
        ("\u{1a}\r\n", "field_count"),
        ("*** END OF FILE ***", "field_count"),
        ("\0\0\0\0\0\0\0\0", "field_count"),
        ("\"Total rows\",\"60\"\n", "field_count"),
    ] {
        let pack = publishes(&stand, format!("{}{trailer}", good_and(&[])));
        only_rejects(&pack, &[(reason, 62)]);
        assert_eq!(counted(&pack), (61, 60), "{trailer:?}");
    }
    // Ctrl-Z on the line of the last record damages its outcome. That is reported, and never read as another outcome.
    let pack = publishes(&stand, format!("{}\u{1a}", good_and(&[]).trim_end()));
    only_rejects(&pack, &[("outcome_unmapped", 61)]);
}

/// A record of more than 1 MiB.
///
/// It is rejected (`quoting`, or `field_count` if it does not have as many cells as the header), and its neighbours
/// are read. The memory needed does not grow with it.
#[test]
fn fault_17_enormous_record() {
    let stand = Stand::good();
    let most = 1 << 20;
    let padded = |bytes: usize| format!("x,9990000018,{},2026-06-01,was_not_brought", "s".repeat(bytes - 40));
    for (record, expected) in [
        (padded(most), None),
        (padded(most + 1), Some("quoting")),
        ("z".repeat(most + 1), Some("field_count")),
        (",".repeat(most + 1), Some("field_count")),
        (format!("x,9990000018,\"{}\",2026-06-01,was_not_brought", "s".repeat(most - 42)), None),
        (format!("x,9990000018,\"{}\",2026-06-01,was_not_brought", "s".repeat(most - 41)), Some("quoting")),
        (format!("x,9990000018,\"{},2026-06-01,was_not_brought", "s".repeat(2 * most)), Some("quoting")),
        (format!("x,9990000018,\"{}\",2026-06-01,was_not_brought", "\"\"".repeat(most)), Some("quoting")),
        (format!("\"x\",9990000018,{},2026-06-01,was_not_brought", "s".repeat(2 * most)), Some("quoting")),
    ] {
        let pack = publishes(&stand, good_and(&[&record]));
        if let Some(reason) = expected {
            only_rejects(&pack, &[(reason, 3)]);
        } else {
            assert_eq!(rejected(&pack), [], "{} bytes", record.len());
            assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
        }
        assert_eq!(counted(&pack).0, 61);
    }
}

/// One line of very many megabytes, or hundreds of lines of more than a megabyte each.
///
/// Memory stays bounded: only a piece of a line that is too long is kept, to identify it.
#[cfg(target_os = "linux")]
#[test]
fn fault_17_memory_is_bounded() {
    let peak = |stand: &Stand, bytes: &[u8]| {
        stand.area.write("clinic.csv", bytes);
        let config = PLAIN.replace("[[contacts]]", "[limits]\nmax_rejected = 0.5\n[[contacts]]");
        stand.area.write("failed-contact.toml", config);
        let mut child = stand
            .area
            .command(&["report", "--as-of", AS_OF, "--replace", "--quiet", "--only", "safeguarding"])
            .spawn()
            .expect("the program runs");
        let status = format!("/proc/{}/status", child.id());
        let mut kilobytes = 0;
        while child.try_wait().unwrap().is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(kilobytes);
        }
        assert_eq!(child.wait().unwrap().code(), Some(0));
        kilobytes
    };
    let stand = Stand::good();
    let usual: u64 = peak(&stand, good_and(&[]).as_bytes());
    assert!(usual > 1_000, "the peak was not seen");
    let one = good_and(&[&"z".repeat(48 << 20)]);
    let line = "z".repeat(5 << 18);
    let many = good_and(&[line.as_str(); 40]);
    for (name, text) in [("one line", one), ("many lines", many)] {
        let now = peak(&stand, text.as_bytes());
        assert!(now < usual + (16 << 10), "{name}: {now} kB, where {usual} kB are usual");
    }
}
