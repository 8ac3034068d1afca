//! Encoding: faults 20 to 25.

use crate::clinic::{counted, good_and, only_rejects, publishes, stops};
use crate::stand::{Stand, good_records};
use crate::support::{ADA, PLAIN, cell, plain_csv};

/// The configuration with an encoding.
fn declared(encoding: &str) -> String {
    PLAIN.replace("date_format", &format!("encoding = \"{encoding}\"\ndate_format"))
}

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// The good records, of a clinic whose name has letters beyond ASCII.
fn named(clinic: &str) -> String {
    good_and(&[]).replace("Audiology", clinic)
}

/// The encoding of the extract as the quality page and the manifest have it.
#[track_caller]
fn assert_shown(pack: &crate::support::Pack, word: &str) {
    assert!(pack.text("quality.html").contains(&format!("<td>{word}</td>")), "the page does not say {word}");
    assert!(pack.text("manifest.json").contains(&format!("\"{word}\"")), "the manifest does not say {word}");
}

/// A UTF-8 byte-order mark, including one before a header in quotes.
///
/// It is not part of the first header: the extract is read if its encoding is `auto` or `utf-8`. With any other
/// encoding the mark contradicts the configuration, and the run stops with 3.
#[test]
fn fault_20_byte_order_mark() {
    for encoding in ["auto", "utf-8"] {
        let stand = Stand::good();
        stand.area.write("failed-contact.toml", declared(encoding));
        for header in ["contact_id,", "\"contact_id\","] {
            let text = format!("\u{feff}{}", named("Caf\u{e9} \u{1f600}").replacen("contact_id,", header, 1));
            let pack = publishes(&stand, &text);
            only_rejects(&pack, &[]);
            assert_eq!(pack.column("contacts.csv", "service")[0], "Caf\u{e9} \u{1f600}");
            assert_shown(&pack, "utf-8");
        }
    }
    for encoding in ["windows-1252", "utf-16le", "utf-16be"] {
        let stand = Stand::good();
        stand.area.write("failed-contact.toml", declared(encoding));
        let says = format!("clinic.csv: its byte-order mark is utf-8 but the configuration says {encoding}");
        stops(&stand, format!("\u{feff}{}", good_and(&[])), 3, &[&says]);
    }
}

/// UTF-16, by its mark or as the configuration says.
///
/// It is read like any other encoding. If it has no mark and is not declared, the run stops with 3 and suggests a
/// setting.
#[test]
fn fault_21_utf_16() {
    let text = named("Caf\u{e9} \u{1f600}").replace("2026-03-01", "2026-03-01\u{a0}").replace('\n', "\r\n");
    for (big, word) in [(false, "utf-16le"), (true, "utf-16be")] {
        for (encoding, mark) in [("auto", true), (word, true), (word, false)] {
            let stand = Stand::good();
            stand.area.write("failed-contact.toml", declared(encoding));
            let text = if mark { format!("\u{feff}{text}") } else { text.clone() };
            let pack = publishes(&stand, utf_16(&text, big));
            only_rejects(&pack, &[]);
            assert_eq!(pack.column("contacts.csv", "service")[0], "Caf\u{e9} \u{1f600}");
            assert_eq!(pack.column("contacts.csv", "line"), ["2", "3", "4"]);
            assert_shown(&pack, word);
        }
        let stand = Stand::good();
        stops(
            &stand,
            utf_16(&text, big),
            3,
            &["clinic.csv:1: the header contains NUL bytes", "encoding = \"utf-16le\""],
        );
        let other = if big { "utf-16le" } else { "utf-16be" };
        stand.area.write("failed-contact.toml", declared(other));
        let says = format!("its byte-order mark is {word} but the configuration says {other}");
        stops(&stand, utf_16(&format!("\u{feff}{text}"), big), 3, &[&says]);
    }
}

/// Half a surrogate pair in UTF-16, or an odd byte at its end.
///
/// A record with half a pair in a mapped cell is rejected (`encoding`), and so is a last record that lacks half of its
/// last character. The half is never read as another character.
#[test]
fn fault_21_utf_16_torn() {
    let stand = Stand::good();
    let text = format!("\u{feff}{}", good_and(&["x,9990000018,Audio\u{1}logy,2026-06-01,was_not_brought"]));
    for half in [0xD83D_u16, 0xDE00] {
        for big in [false, true] {
            let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(|u| unit(if u == 1 { half } else { u })).collect();
            only_rejects(&publishes(&stand, bytes), &[("encoding", 3)]);
        }
    }
    let whole = format!("\u{feff}{}x,9990000018,Audiology,2026-06-01,was_not_brought", good_and(&[]));
    let mut bytes = utf_16(&whole, false);
    bytes.pop();
    only_rejects(&publishes(&stand, &bytes), &[("encoding", 62)]);
    let mut bytes = utf_16(&format!("{whole}\n"), false);
    bytes.push(b'x');
    let pack = publishes(&stand, &bytes);
    assert_eq!(crate::clinic::rejected(&pack), [("field_count".to_owned(), 63)]);
}

/// No encoding is declared (`auto`), and there is no mark.
///
/// The file is read as UTF-8 if all of it is valid UTF-8, otherwise as Windows-1252; the quality page and the manifest
/// say which. One byte at the end of a large file decides for the whole file.
#[test]
fn fault_22_encoding_is_found() {
    let stand = Stand::good();
    let pack = publishes(&stand, named("Caf\u{e9}"));
    assert_eq!(pack.column("contacts.csv", "service")[0], "Caf\u{e9}");
    assert_shown(&pack, "utf-8");
    let mut records = good_records();
    records.extend((0..12_000).map(|i| format!("m-{i},9990000026,Audiology,2026-10-01,seen")));
    records.push("x,9990000018,Caf\u{1},2026-06-01,was_not_brought".to_owned());
    let bytes: Vec<u8> = plain_csv(&records).bytes().map(|b| if b == 1 { 0xE9 } else { b }).collect();
    let pack = publishes(&stand, &bytes);
    assert_eq!(pack.column("contacts.csv", "service"), ["Audiology", "Audiology", "Caf\u{e9}", "Audiology"]);
    assert_shown(&pack, "windows-1252");
    // A character that the end of the file cuts off is none, so the file is not UTF-8.
    let cut = [good_and(&[]).as_bytes(), b"x,9990000018,Caf\xC3\xA9,2026-06-01,was_not_brought,\xC3"].concat();
    let pack = publishes(&stand, cut);
    assert_shown(&pack, "windows-1252");
    only_rejects(&pack, &[("field_count", 62)]);
}

/// Bytes that are not valid in the declared encoding.
///
/// The record is rejected (`encoding`). The quality page gives the place of the byte in the file, and no replacement
/// character is ever written. In a cell that is not mapped they do not matter.
#[test]
fn fault_23_bytes_that_the_encoding_does_not_have() {
    for (encoding, bad) in [
        ("utf-8", &b"\xFF"[..]),
        ("utf-8", b"\xC3"),
        ("utf-8", b"\xC0\xAF"),
        ("utf-8", b"\xED\xA0\xBD"),
        ("utf-8", b"\xF4\x90\x80\x80"),
        ("windows-1252", b"\x81"),
        ("windows-1252", b"\x8D"),
        ("windows-1252", b"\x8F"),
        ("windows-1252", b"\x90"),
        ("windows-1252", b"\x9D"),
    ] {
        for quotes in ["", "\"", "\"\"\""] {
            let stand = Stand::good();
            stand.area.write("failed-contact.toml", declared(encoding));
            let (before, after) =
                (format!("x,{ADA},{quotes}Audio"), format!("logy{quotes},2026-06-01,was_not_brought"));
            let text = good_and(&[&format!("{before}\u{1}{after}")]);
            let at = text.find('\u{1}').unwrap();
            let bytes = [&text.as_bytes()[..at], bad, &text.as_bytes()[at + 1..]].concat();
            let pack = publishes(&stand, &bytes);
            only_rejects(&pack, &[("encoding", 3)]);
            let page = pack.text("quality.html");
            assert!(page.contains(&format!("byte {at} of the file")), "{encoding} {bad:?} {quotes}: not byte {at}");
            assert!(cell(&pack.rows("rejected.csv")[0], "record").contains(&format!("\\x{:02X}", bad[0])));
            for (name, bytes) in pack.files() {
                assert!(!String::from_utf8(bytes).unwrap().contains('\u{fffd}'), "{name}: a replacement character");
            }
        }
    }
    let stand = Stand::good();
    stand.area.write("failed-contact.toml", declared("utf-8"));
    let text = good_and(&[]).replace('\n', ",\u{1}\n").replacen('\u{1}', "note", 1);
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == 1 { 0xFF } else { byte }).collect();
    only_rejects(&publishes(&stand, bytes), &[]);
}

/// A NUL byte.
///
/// In a mapped cell its record is rejected (`nul_byte`). Elsewhere it does not matter. In the header it stops the run
/// with 3.
#[test]
fn fault_24_nul() {
    let stand = Stand::good();
    let says = ["clinic.csv:1: the header contains NUL bytes"];
    stops(&stand, good_and(&[]).replacen("service", "ser\0vice", 1), 3, &says);
    for broken in [
        "x,9990000018,Audio\0logy,2026-06-01,was_not_brought",
        "x\0,9990000018,Audiology,2026-06-01,was_not_brought",
        "x,9990000018,Audiology,2026-06-01,\"was_not_brought\0\"",
        "\0,\0,\0,\0,\0",
    ] {
        let pack = publishes(&stand, good_and(&[broken]));
        only_rejects(&pack, &[("nul_byte", 3)]);
        assert_eq!(counted(&pack), (61, 60));
    }
    let text = good_and(&[]).replace('\n', ",a\0b\n").replacen("a\0b", "note", 1);
    only_rejects(&publishes(&stand, text), &[]);
}

/// Non-breaking blanks, zero-width characters and direction controls; letters written as one character or as two.
///
/// Comparisons trim and fold them: what looks alike is one service and one outcome. Pages show the text unchanged, and
/// isolate it so that it cannot change the direction of other text.
#[test]
fn fault_25_characters_that_nobody_sees() {
    let stand = Stand::good();
    let mut records = good_records();
    records.extend(
        [
            "x1,\u{a0}999\u{200b}000\u{2011}0018\u{feff},\u{202a}Audiology\u{202c},\u{a0}2026-06-01\u{200b},was_not_brought",
            "x2,9990000018,Audio\u{200d}logy,2026-06-02,\u{200e}Was_Not_Brought\u{200f}",
            "x3,9990000018,Cafe\u{301} \u{a0} CLINIC,2026-06-03,no_access",
            "x4,9990000018,Caf\u{e9} clinic,2026-06-04,no_access",
            "x5,9990000018,CAF\u{c9} clinic ,2026-06-05,no_access",
            "x6,9990000018,\u{202e}ygoloiduA,2026-06-06,no_access",
        ]
        .map(str::to_owned),
    );
    let pack = publishes(&stand, plain_csv(&records));
    assert_eq!(pack.rows("rejected.csv"), []);
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["9"]);
    let services = pack.column("cases.csv", "services_failed");
    assert_eq!(services[0].split(';').collect::<Vec<_>>(), ["Audiology", "CAF\u{c9} clinic", "\u{202e}ygoloiduA"]);
    let sheet = pack.files().into_iter().find(|(name, _)| name.starts_with("cases/")).unwrap().1;
    let sheet = String::from_utf8(sheet).unwrap();
    assert!(sheet.contains("\u{202e}ygoloiduA</bdi>"), "the name is shown as it stands, and isolated");
    let turned = sheet.matches('\u{202e}').count();
    let isolated =
        sheet.split("<bdi>").skip(1).map(|part| part.split("</bdi>").next().unwrap().matches('\u{202e}').count());
    assert_eq!(isolated.sum::<usize>(), turned, "somewhere the name is not isolated");
}
