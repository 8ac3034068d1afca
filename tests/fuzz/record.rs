//! The record reader against the strict one: bytes to records, and files to what a run uses and rejects.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tempfile::TempDir;

use crate::drive::Target;
use crate::mutate::TOKENS;
use crate::reader::{self, Area, EDGES, Extract, Got};
use crate::rng::Rng;
use crate::strict::{self, Charset, Strict};

const DELIMITERS: [char; 5] = [',', ';', '\t', '|', ' '];
const ENCODINGS: [&str; 5] = ["auto", "utf-8", "windows-1252", "utf-16le", "utf-16be"];
/// Headers, in many ways.
const HEADERS: [&str; 4] = [
    "id,service,provider",
    "x,\"service\",y,PROVIDER, id ,z",
    "provider,\"a \"\"quoted\"\"\r\nheader\",id,\u{e9},service",
    "\u{2003}Service\u{200b},id,provider",
];

/// How an input is used.
#[derive(Clone, Debug)]
enum Way {
    /// As bytes for the reader of records.
    Bytes { delimiter: char, skip: u32, most: usize, again: bool, before: usize },
    /// As the records of a file.
    File { delimiter: char, encoding: usize, mark: bool, as_utf16: bool, skip: u32, header: usize, before: usize },
}

fn way(rng: &mut Rng) -> Way {
    let delimiter = if rng.once_in(3) { *rng.pick(&DELIMITERS) } else { ',' };
    let skip = if rng.once_in(4) { rng.below(4) as u32 } else { 0 };
    // Now and then the input lies across the end of a buffer.
    let before = if rng.once_in(5_000) { (*rng.pick(EDGES)).saturating_sub(rng.below(60)) } else { 0 };
    if rng.once_in(3) {
        let encoding = rng.below(ENCODINGS.len());
        Way::File {
            delimiter,
            encoding,
            mark: rng.once_in(3),
            as_utf16: encoding >= 3 && !rng.once_in(4) || encoding == 0 && rng.once_in(5),
            skip,
            // One more: the input is the whole file, its header too.
            header: rng.below(HEADERS.len() + 1),
            before,
        }
    } else {
        let most = *rng.pick(&[1, 2, 3, 5, 16, 1 << 30, 1 << 30]);
        Way::Bytes {
            delimiter,
            skip,
            most: if before > 0 { 1 << 30 } else { most },
            again: before == 0 && rng.once_in(4),
            before,
        }
    }
}

/// Well-formed records with exactly this many bytes in all.
fn plain(bytes: usize, delimiter: char) -> Vec<u8> {
    let record = format!("a{delimiter}\"b\"\"\nc\"{delimiter}d\r\n");
    let mut out = record.repeat(bytes / record.len()).into_bytes();
    out.resize(bytes.saturating_sub(1), b'x');
    out.resize(bytes, b'\n');
    out
}

/// The program's reader, and the strict one.
fn bytes_agree(input: &[u8], delimiter: char, skip: u32, most: usize, again: bool) -> Result<(), String> {
    let strict = strict::records(input, delimiter as u8, skip);
    same(&reader::records(input, delimiter as u8, skip, most, again), &strict)?;
    let width = strict.first().and_then(|first| first.cells.as_ref()).map_or(1, Vec::len);
    let ahead = reader::records_ahead(input, delimiter as u8, skip, most, width);
    same(&ahead, &strict).map_err(|what| format!("by looking ahead: {what}"))
}

/// Whether the program's records are those of strict reading.
fn same(got: &[Got], strict: &[Strict]) -> Result<(), String> {
    for (place, (got, strict)) in got.iter().zip(strict).enumerate() {
        let cells: Option<Vec<&[u8]>> =
            strict.cells.as_ref().map(|cells| cells.iter().map(|cell| cell.bytes.as_slice()).collect());
        let same_cells = match (&got.cells, &cells) {
            (Ok(got), Some(strict)) => got.iter().eq(strict.iter()),
            (Err(None), None) => true,
            // A line of more than a mebibyte is rejected with the number of its cells.
            (Err(Some(count)), Some(strict)) => *count == strict.len() && got.raw.len() >= 1 << 20,
            _ => false,
        };
        if !same_cells || (got.line, got.offset) != (strict.line, strict.offset) || got.raw != strict.raw {
            return Err(format!("record {place}\n  program: {got:?}\n  strict: {strict:?}"));
        }
    }
    if got.len() != strict.len() {
        return Err(format!("the program has {} records, strict reading {}", got.len(), strict.len()));
    }
    Ok(())
}

/// A header without invisible characters: those of no width, and those that set the direction of writing.
fn seen(name: &str) -> String {
    let unseen = |c: &char| {
        let c = *c as u32;
        matches!(c, 0x061C | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060 | 0x2066..=0x2069 | 0xFEFF)
    };
    name.chars().filter(|c| !unseen(c)).collect()
}

/// What a run should make of a file; an error where it should refuse it.
fn expected(file: &[u8], delimiter: char, encoding: usize, skip: u32) -> Result<Extract, String> {
    let refused = |why: &str| Err(why.to_owned());
    if ["PK\x03\x04", "PK\x05\x06", "%PDF", "PAR1", "7z\u{fffd}"].iter().any(|mark| file.starts_with(mark.as_bytes()))
        || [&[0x1F, 0x8B][..], &[0xD0, 0xCF, 0x11, 0xE0], &[0xFF, 0xFE, 0, 0], &[0, 0, 0xFE, 0xFF]]
            .iter()
            .any(|mark| file.starts_with(mark))
    {
        return refused("not text");
    }
    let Some((charset, mark)) = Charset::of(ENCODINGS[encoding], file) else { return refused("contradicting mark") };
    let as_it_stands = matches!(charset, Charset::Utf8 | Charset::Windows1252);
    let text = match charset {
        Charset::Utf16Le | Charset::Utf16Be => strict::from_utf16(&file[mark..], charset == Charset::Utf16Le),
        _ => file[mark..].to_vec(),
    };
    let records = strict::records(&text, delimiter as u8, skip);
    let Some((header, records)) = records.split_first() else { return refused("no header") };
    let Some(header) = &header.cells else { return refused("the header is not well quoted") };
    let mut names = Vec::new();
    for cell in header {
        match charset.decode(&cell.bytes) {
            Ok(name) if !name.contains('\0') => names.push(seen(trimmed(&name)).to_lowercase()),
            _ => return refused("the header does not decode"),
        }
    }
    let mut places = Vec::new();
    for wanted in ["id", "service", "provider"] {
        let found: Vec<usize> = (0..names.len()).filter(|place| names[*place] == wanted).collect();
        let [one] = found[..] else { return refused("a header is missing or there twice") };
        places.push(one);
    }
    if records.is_empty() {
        return refused("no records");
    }
    let mut all = Extract {
        charset: charset.word().to_owned(),
        records: records.len() as u64,
        used: Vec::new(),
        rejects: Vec::new(),
    };
    let width = names.len() + usize::from(as_it_stands && all_end_in_a_blank_cell(records, names.len()));
    for record in records {
        match judge(record, charset, width, &places) {
            Ok([service, provider]) => all.used.push((record.line, service, provider)),
            Err((reason, byte)) => {
                let byte = byte.filter(|_| as_it_stands).map(|byte| (byte + mark) as u64);
                all.rejects.push((record.line, reason.to_owned(), byte, shown(&record.raw, charset)));
            }
        }
    }
    Ok(all)
}

/// Whether each of the first hundred records has one cell more than the header, and a blank one, and one of them has anything
/// in another.
fn all_end_in_a_blank_cell(records: &[Strict], width: usize) -> bool {
    let blank = |cell: &[u8]| cell.iter().all(u8::is_ascii_whitespace);
    let first = &records[..records.len().min(100)];
    let ends_so = |record: &Strict| {
        record.cells.as_ref().is_some_and(|cells| cells.len() == width + 1 && blank(&cells[width].bytes))
    };
    let has_some = |record: &Strict| record.cells.iter().flatten().take(width).any(|cell| !blank(&cell.bytes));
    first.iter().all(ends_so) && first.iter().any(has_some)
}

/// Service and provider of a record, or why it is rejected and which byte is to blame.
fn judge(
    record: &Strict,
    charset: Charset,
    width: usize,
    places: &[usize],
) -> Result<[String; 2], (&'static str, Option<usize>)> {
    let Some(cells) = &record.cells else { return Err(("quoting", None)) };
    if cells.len() != width {
        return Err(("field_count", None));
    }
    let mut in_order = places.to_vec();
    in_order.sort_unstable();
    for place in &in_order {
        if let Err(at) = charset.decode(&cells[*place].bytes) {
            return Err(("encoding", Some(cells[*place].places[at])));
        }
    }
    if in_order.iter().any(|place| cells[*place].bytes.contains(&0)) {
        return Err(("nul_byte", None));
    }
    let name = |place: usize| {
        let text = charset.decode(&cells[place].bytes).unwrap();
        let text = trimmed(&text);
        failed_contact::text::fold(&if text.is_empty() { "none".to_owned() } else { held(text) })
    };
    Ok([name(places[1]), name(places[2])])
}

/// Without white space and zero-width characters at the ends.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c))
}

/// A name as packs show it: if it has more than 200 characters, its start and its length.
fn held(text: &str) -> String {
    let length = text.chars().count();
    if length <= 200 {
        return text.to_owned();
    }
    let start: String = text.chars().take(150).collect();
    let start = start.trim_end_matches(|c: char| trimmed(c.encode_utf8(&mut [0; 4])).is_empty());
    format!("{start}… ({length} characters)")
}

/// The lines of a record as a page shows them: invalid bytes as `\x9D`.
pub fn shown(raw: &[u8], charset: Charset) -> String {
    match charset.decode(raw) {
        Ok(text) => text,
        Err(at) => {
            let start = charset.decode(&raw[..at]).unwrap();
            format!("{start}\\x{:02X}{}", raw[at], shown(&raw[at + 1..], charset))
        }
    }
}

/// A file with the input as its records.
fn file(input: &[u8], way: &Way) -> Vec<u8> {
    let Way::File { delimiter, encoding, mark, as_utf16, skip, header, before } = way else { unreachable!() };
    let mut text: Vec<u8> = Vec::new();
    for line in 0..*skip {
        text.extend_from_slice([&b"preamble, \"with a quote\r\n"[..], b"\n", b"two\r"][line as usize % 3]);
    }
    if let Some(header) = HEADERS.get(*header) {
        let header = header.replace(',', &delimiter.to_string());
        // The letter of one header is another byte in each encoding, and missing in none.
        if *as_utf16 || *encoding < 2 {
            text.extend_from_slice(header.as_bytes());
        } else {
            text.extend(header.chars().map(|c| if c as u32 > 0xFF { b' ' } else { c as u8 }));
        }
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(&plain(*before, *delimiter));
    text.extend_from_slice(input);
    let marks: [&[u8]; 5] = [b"\xEF\xBB\xBF", b"\xEF\xBB\xBF", b"", b"\xFF\xFE", b"\xFE\xFF"];
    if *as_utf16 {
        let little = *encoding != 4;
        let mut out: Vec<u8> = Vec::new();
        if *mark || *encoding == 0 {
            out.extend_from_slice(if little { b"\xFF\xFE" } else { b"\xFE\xFF" });
        }
        for unit in String::from_utf8_lossy(&text).encode_utf16() {
            out.extend_from_slice(&if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
        }
        // Half a surrogate pair, where the input asks for invalid text.
        if input.ends_with(b"\xFF") {
            out.push(0xD8);
        }
        return out;
    }
    let mut out = if *mark { marks[*encoding].to_vec() } else { Vec::new() };
    out.extend_from_slice(&text);
    out
}

#[test]
fn the_record_reader_reads_what_the_strict_one_reads() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let areas: RefCell<BTreeMap<(char, usize, u32), Area>> = RefCell::new(BTreeMap::new());
    let check = |way: &Way, input: &[u8]| match way {
        Way::Bytes { delimiter, skip, most, again, before } => {
            let mut all = plain(*before, *delimiter);
            all.extend_from_slice(input);
            // After each sip the reader looks at an open quote again: long inputs come in larger ones.
            bytes_agree(&all, *delimiter, *skip, (*most).max(all.len() / 64), *again)
        }
        Way::File { delimiter, encoding, skip, .. } => {
            let mut areas = areas.borrow_mut();
            let area = areas
                .entry((*delimiter, *encoding, *skip))
                .or_insert_with(|| Area::new(folder.path(), *delimiter, ENCODINGS[*encoding], *skip));
            let file = file(input, way);
            let (got, strict) = (area.read(&file), expected(&file, *delimiter, *encoding, *skip));
            if got.is_err() && strict.is_err() || got == strict {
                return Ok(());
            }
            Err(format!("file \"{}\"\n  program: {got:?}\n  strict: {strict:?}", file.escape_ascii()))
        }
    };
    Target { name: "record", tokens: TOKENS, most: 120, letters: Some((b"a,\"\r\n", 5)), options: &way, check: &check }
        .run();
}

/// Found in the first minute: the byte named was the same byte in an earlier cell, mapped or not.
#[test]
fn the_byte_that_a_reject_names_is_the_one_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let area = Area::new(folder.path(), ',', "utf-8", 0);
    for (record, place) in [
        (&b"\xFF,\xFF,,,,"[..], 2),
        (b"ab,ab\xFF,ab\xFF,,,", 5),
        (b"\"a\"\"\xFF\",\"a\"\"\xFF\",,,,", 11),
        (b"\"\",\"\xFF\"\"\",,,\xFF,", 4),
        (b"\"x,y\nz\",\"\r\n\xFF\",,,,", 11),
    ] {
        let file = [b"x,service,y,provider,id,z\n", record, b"\n"].concat();
        let read = area.read(&file).unwrap();
        let (line, reason, byte, _) = &read.rejects[0];
        assert_eq!((*line, reason.as_str(), *byte), (2, "encoding", Some(26 + place)), "{}", record.escape_ascii());
    }
}

/// Records that are too long, and records that are just short enough.
#[test]
fn the_limits_are_the_same() {
    const MIB: usize = 1 << 20;
    let quoted = |content: &str| format!("a,\"{content}\",c\n1,2,3\n");
    let mut texts: Vec<(String, String)> = Vec::new();
    for lines in [1_000, 1_001] {
        for end in ["\n", "\r", "\r\n"] {
            texts.push((format!("{lines} lines, {end:?}"), quoted(&vec!["x"; lines].join(end))));
        }
    }
    for length in [MIB - 6, MIB - 5, MIB + 1] {
        texts.push((format!("a quoted field of {length}"), quoted(&"x".repeat(length))));
        texts.push((format!("a line of {length} with cells"), format!("{}\n1,2,3\n", "x,".repeat(length / 2))));
    }
    texts.push(("a line".to_owned(), format!("{}\n1,2,3\n", "x".repeat(MIB + 1))));
    texts.push(("a quote that never closes".to_owned(), format!("a,\"{}\n1,2,3\n", "x,".repeat(MIB / 2))));
    texts.push(("doubled quotes".to_owned(), quoted(&"\"\"".repeat(MIB / 4))));
    let cell = format!("\"{}{}\"", "y\n".repeat(500), "x".repeat(400_000));
    texts.push(("large quoted fields".to_owned(), format!("{}\n1,2,3\n", vec![cell; 3].join(","))));
    for (name, text) in texts {
        let strict = strict::records(text.as_bytes(), b',', 0);
        // A record of more than a mebibyte is rejected, even if each cell is shorter; the records after it are read.
        if strict[0].raw.len() > MIB {
            let got = reader::records(text.as_bytes(), b',', 0, 1 << 30, false);
            assert!(got[0].cells.is_err() && got[0].line == 1, "{name}");
            let (got, strict) = (got.last().unwrap(), strict.last().unwrap());
            assert_eq!(
                (got.line, got.offset, got.raw.as_slice()),
                (strict.line, strict.offset, &b"1,2,3"[..]),
                "{name}"
            );
        } else if let Err(what) = bytes_agree(text.as_bytes(), ',', 0, 1 << 30, false) {
            let short: String = what.chars().filter(|c| !c.is_ascii_digit()).take(300).collect();
            panic!("{name}: {short}");
        }
    }
}
