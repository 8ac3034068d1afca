//! The record reader on well-formed and on damaged bytes, whatever the size of reads.

use std::io::Read;

use super::lines::KEPT;
use super::*;

/// Returns at most `step` bytes a read, so that sooner or later every record is split between reads.
struct Trickle<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.step.min(out.len()).min(self.bytes.len());
        out[..length].copy_from_slice(&self.bytes[..length]);
        self.bytes = &self.bytes[length..];
        Ok(length)
    }
}

fn read(bytes: &[u8], step: usize) -> Vec<String> {
    let mut reader = RecordReader::new(Trickle { bytes, step }, b',', 0, 1);
    let mut out = Vec::new();
    while let Some(found) = reader.advance().expect("memory does not fail") {
        let text = match found.damage {
            None => (0..reader.len())
                .map(|i| String::from_utf8_lossy(reader.cell(i)).into_owned())
                .collect::<Vec<_>>()
                .join("|"),
            Some(Damage::Quoting) => format!("QUOTING {}", String::from_utf8_lossy(reader.raw())),
            Some(Damage::TooLong(cells)) => format!("TOO LONG {cells} of {}", reader.raw().len()),
        };
        if found.damage.is_none() {
            let at = found.offset as usize;
            assert_eq!(&bytes[at..at + reader.raw().len()], reader.raw(), "the offset leads to the record");
        }
        out.push(format!("{}: {text}", found.line));
    }
    out
}

#[test]
fn records_are_read_with_their_lines() {
    let cases: &[(&str, &[&str])] = &[
        ("a,b\nc,d\n", &["1: a|b", "2: c|d"]),
        ("a,b\r\nc,d", &["1: a|b", "2: c|d"]),
        ("a,b\rc,d\r", &["1: a|b", "2: c|d"]),
        ("a\n\n\r\n\rb\n", &["1: a", "5: b"]),
        (",,\n", &["1: ||"]),
        ("\"a,b\",c\nd,e\n", &["1: a,b|c", "2: d|e"]),
        ("\"a\nb\",c\nd,e\n", &["1: a\nb|c", "3: d|e"]),
        ("\"a\r\nb\r\rc\",d\r\ne,f\r\n", &["1: a\r\nb\r\rc|d", "5: e|f"]),
        ("\"say \"\"no\"\"\",b\n", &["1: say \"no\"|b"]),
        ("O\"Neil,b\"\n", &["1: O\"Neil|b\""]),
        (" \"a\",b\n", &["1:  \"a\"|b"]),
        ("\"\"\n", &["1: "]),
        ("a,\"\"\n", &["1: a|"]),
        ("a,\"b\"", &["1: a|b"]),
        ("x,\n", &["1: x|"]),
        ("\"x\",", &["1: x|"]),
        // Text after a closing quote damages that line and no other.
        ("a,b\n\"c\"d,e\nf,g\n", &["1: a|b", "2: QUOTING \"c\"d,e", "3: f|g"]),
        ("\"a\" ,b\nc,d\n", &["1: QUOTING \"a\" ,b", "2: c|d"]),
        // A quote that never closes damages that line and no other.
        ("\"a,b\nc,d\ne,f\n", &["1: QUOTING \"a,b", "2: c|d", "3: e|f"]),
        ("a,\"b\nc,\"d\"\n", &["1: QUOTING a,\"b", "2: c|d"]),
        // The further lines of a broken record are read as records of their own.
        ("\"a\nb\"x,c\nd,e\n", &["1: QUOTING \"a", "2: b\"x|c", "3: d|e"]),
        ("\u{1a}", &["1: \u{1a}"]),
    ];
    for (text, expected) in cases {
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(read(text.as_bytes(), step), *expected, "{text:?} read {step} at a time");
        }
    }
}

#[test]
fn a_quoted_field_may_have_a_thousand_lines_and_no_more() {
    for (lines, whole) in [(999, true), (1_000, true), (1_001, false)] {
        let field = vec!["x"; lines].join("\n");
        let text = format!("\"{field}\",b\nc,d\n");
        let records = read(text.as_bytes(), 5_000);
        if whole {
            assert_eq!(records.len(), 2);
            assert_eq!(records[1], format!("{}: c|d", lines + 1));
        } else {
            assert_eq!(records[0], "1: QUOTING \"x");
            assert_eq!(records.len(), lines + 1, "every line after it is read");
            assert_eq!(*records.last().unwrap(), format!("{}: c|d", lines + 1));
        }
    }
}

#[test]
fn a_quoted_field_may_have_a_mebibyte_and_no_more() {
    for (bytes, whole) in [(MAX_FIELD_BYTES - 1, true), (MAX_FIELD_BYTES, true), (MAX_FIELD_BYTES + 1, false)] {
        let text = format!("\"{}\",b\nc,d\n", "x\n".repeat(10) + &"y".repeat(bytes - 20));
        let records = read(text.as_bytes(), 100_000);
        assert_eq!(records[0].starts_with("1: QUOTING"), !whole, "{bytes}");
        assert_eq!(records.last().unwrap(), "12: c|d");
    }
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_skipped_and_its_cells_counted() {
    for ending in ["\n", "\r\n", "\r"] {
        let text = format!("a,b{ending}{},x,y{ending}c,d{ending}", "z".repeat(3 * MAX_FIELD_BYTES));
        let records = read(text.as_bytes(), 65_536);
        assert_eq!(records, ["1: a|b", &format!("2: TOO LONG 3 of {KEPT}"), "3: c|d"]);
    }
}

#[test]
fn a_quote_that_never_closes_in_a_large_file_costs_one_line() {
    let mut text = String::from("a,\"b\n");
    for row in 0..300_000 {
        text += &row.to_string();
        text += ",x\n";
    }
    let records = read(text.as_bytes(), 1 << 20);
    assert_eq!(records.len(), 300_001);
    assert_eq!(records[0], "1: QUOTING a,\"b");
    assert_eq!(records[300_000], "300001: 299999|x");
}
