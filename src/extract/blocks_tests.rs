//! The index finds what the strict reader finds: for any bytes, wherever they end and however they are read.

use std::io::{self, Read};

use proptest::prelude::*;

use super::*;
use crate::extract::cell::Record;
use crate::extract::record::{Damage, RecordPlace, RecordReader};

/// Returns at most `.1` bytes a read.
struct Sips<'a>(&'a [u8], usize);

impl Read for Sips<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(out.len()).min(self.0.len());
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Seen {
    found: RecordPlace,
    raw: Vec<u8>,
    cells: Vec<Vec<u8>>,
}

fn seen<'a>(found: RecordPlace, record: impl Record<'a>) -> Seen {
    let cells = if matches!(found.damage, Some(Damage::Quoting)) { 0 } else { record.width() };
    let cells = (0..cells).map(|column| record.cell(column).bytes().to_vec()).collect();
    Seen { found, raw: record.raw().to_vec(), cells }
}

fn strictly(bytes: &[u8], delimiter: u8) -> Vec<Seen> {
    let mut reader = RecordReader::new(bytes, delimiter, 0, 1);
    let mut records = Vec::new();
    while let Some(found) = reader.advance().unwrap() {
        records.push(seen(found, &reader));
    }
    records
}

/// The same records read through the index, expecting `width` cells; and how many of them were found in the index.
fn ahead(bytes: &[u8], delimiter: u8, sip: usize, width: usize) -> (Vec<Seen>, usize) {
    let mut reader = RecordReader::new(Sips(bytes, sip), delimiter, 0, 1);
    let mut index = CellIndex::default();
    let (mut records, mut plain) = (Vec::new(), 0);
    loop {
        reader.look_ahead(&mut index).unwrap();
        let from = reader.offset();
        let mut count = 0;
        let mut walk = LineCursor::default();
        while let Some(place) = index.next(&mut walk, width) {
            let record = reader.ahead::<false>(&index, place).expect("nothing was read since");
            let behind = from + place.end as u64 + 1;
            count += 1;
            if record.is_blank() {
                reader.pass(behind - reader.offset(), 1);
            } else if index.is_plain(place) {
                assert_eq!(from + place.start as u64, reader.offset());
                assert!(record.raw().is_ascii() && !record.raw().contains(&0));
                let found = RecordPlace { line: reader.line(), offset: reader.offset(), damage: None };
                let indexed = seen(found, record);
                if index.is_bare() {
                    assert_eq!(indexed, seen(found, reader.ahead::<true>(&index, place).expect("still there")));
                }
                records.push(indexed);
                plain += 1;
                reader.pass(behind - reader.offset(), 1);
            } else {
                let found = reader.advance().unwrap().expect("a record is there");
                records.push(seen(found, &reader));
                if reader.offset() != behind {
                    // A cell of too many lines: the index after it is wrong.
                    assert!(reader.offset() < behind);
                    count = index.len();
                    break;
                }
            }
        }
        assert_eq!(count, index.len());
        match reader.advance().unwrap() {
            Some(found) => records.push(seen(found, &reader)),
            None => return (records, plain),
        }
    }
}

fn agree(bytes: &[u8], delimiter: u8) -> usize {
    let expected = strictly(bytes, delimiter);
    let mut most = 0;
    for sip in [usize::MAX, 61, 7] {
        if bytes.len() / sip > 3_000 {
            continue;
        }
        let (found, plain) = ahead(bytes, delimiter, sip, bytes.len() % 3 + sip % 5);
        for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "record {at}");
        }
        assert_eq!(found.len(), expected.len());
        most = most.max(plain);
    }
    most
}

/// Every short text of significant characters, at every position around the boundary of a chunk.
#[test]
fn short_texts_at_chunk_boundaries() {
    let letters = b"a,\"\n\r";
    for number in 0..5_usize.pow(5) {
        let text: Vec<u8> = (0..5).map(|place| letters[number / 5_usize.pow(place) % 5]).collect();
        for before in [0, 57, 59, 60, 61, 62, 63, 64] {
            let mut bytes = vec![b'x'; before];
            if before > 2 {
                bytes[before - 1] = b'\n';
            }
            bytes.extend_from_slice(&text);
            agree(&bytes, b',');
            bytes.extend_from_slice(b",z\nlast,one\n");
            agree(&bytes, b',');
        }
    }
}

#[test]
fn ordinary_records_are_all_found_in_the_index() {
    for (ending, quote) in [("\n", ""), ("\r\n", ""), ("\r", ""), ("\n", "\""), ("\r\n", "\"")] {
        let record = |number: usize| {
            let length = number % 37;
            format!("{quote}{number}{quote},{quote}{}{quote},,{quote}x{quote}{ending}", "y".repeat(length))
        };
        let text: String = (0..20_000).map(record).collect();
        let plain = agree(text.as_bytes(), b',');
        assert!(plain > 19_950, "{plain} with {ending:?} and {quote:?}");
    }
}

#[test]
fn an_odd_record_costs_at_most_its_neighbours() {
    for odd in ["Zo\u{eb},b\n", "\0,b\n", "\"say \"\"no\"\"\",b\n", "\"two\r\nlines\",b\n", "5'10\",b\n", "a,\"b\n"] {
        let text: String =
            (0..5_000).map(|at| if at % 50 == 7 { odd } else { "plain,record of some length\n" }).collect();
        let plain = agree(text.as_bytes(), b',');
        assert!(plain > 4_500, "{plain} with {odd:?}");
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let text = |text: &'static str| Just(text.as_bytes().to_vec());
    prop_oneof![
        12 => (1..90_usize).prop_map(|length| vec![b'a'; length]),
        12 => text(","),
        6 => text("\n"),
        6 => text("\r\n"),
        2 => text("\r"),
        6 => text("\""),
        4 => text(",\""),
        4 => text("\","),
        3 => text("\"\n"),
        2 => text("\"\""),
        1 => text("\0"),
        1 => text("\u{eb}"),
        1 => text("\u{eb}\",\r"),
        4 => text("some,record,with,cells\n"),
        4 => text("\"some\",\"quoted\",\"record\"\r\n"),
        1 => (60_000..70_000_usize).prop_map(|length| b"r,s\n".repeat(length / 4)),
        1 => (60_000..70_000_usize).prop_map(|length| b"\"r\",\"s\"\r\n".repeat(length / 9)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_in_any_order(pieces in prop::collection::vec(piece(), 0..60), semicolon in any::<bool>()) {
        let mut bytes = pieces.concat();
        if semicolon {
            bytes.iter_mut().filter(|byte| **byte == b',').for_each(|byte| *byte = b';');
        }
        agree(&bytes, if semicolon { b';' } else { b',' });
    }

    #[test]
    fn any_significant_bytes_in_any_order(bytes in prop::collection::vec(prop::sample::select(b"ab,,,\"\"\n\n\r\0\xEB;".to_vec()), 0..400)) {
        agree(&bytes, b',');
    }
}
