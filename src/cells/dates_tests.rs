//! Dates in the formats of real systems; and the fast paths, which must agree with the lenient parser.

use super::*;
use crate::config::settings::Formats;

fn date(format: &str, text: &str) -> Option<String> {
    DateParser::new(&[format]).parse(text).map(|m| match m.time {
        None => m.day.to_string(),
        Some(time) => format!("{} {time}", m.day),
    })
}

#[test]
fn day_numbers_of_a_spreadsheet() {
    let mut parser = DateParser::new(&["%d/%m/%Y", "excel"]);
    for (text, expected) in [
        ("45123", Some("2023-07-16 None")),
        ("46183", Some("2026-06-10 None")),
        ("46183.5", Some("2026-06-10 Some(Time(43200))")),
        ("46183.0", Some("2026-06-10 None")),
        ("46183.999999", Some("2026-06-11 Some(Time(0))")),
        ("61", Some("1900-03-01 None")),
        ("60", None),
        ("20260610", None),
        ("4.6E4", None),
        ("-46183", None),
        ("10/06/2026", Some("2026-06-10 None")),
    ] {
        let read = parser.parse(text).map(|moment| format!("{} {:?}", moment.day, moment.time));
        assert_eq!(read.as_deref(), expected, "{text}");
    }
    assert!(looks_like_day_number("46183") && !looks_like_day_number("12345") && !looks_like_day_number("10/06/2026"));
}

#[test]
fn dates_by_the_formats_of_real_systems() {
    for (format, text, expected) in [
        ("%d/%m/%Y", "18/11/2026", Some("2026-11-18")),
        ("%d/%m/%Y", "1/9/2026", Some("2026-09-01")),
        ("%d/%m/%Y", "31/02/2026", None),
        ("%d/%m/%Y", "00/00/2026", None),
        ("%d/%m/%Y", "11/18/2026", None),
        ("%d/%m/%Y", "18/11/26", None),
        ("%d/%m/%Y", "18/11/02026", None),
        ("%d/%m/%Y", "18/11/+2026", None),
        ("%d/%m/%Y", "18/11/2026 ", None),
        ("%d/%m/%Y", "18/11/2026 09:30", None),
        ("%d/%m/%y", "18/11/26", Some("2026-11-18")),
        ("%d-%b-%Y %H:%M", "18-Nov-2026 09:30", Some("2026-11-18 09:30")),
        ("%d-%b-%Y %H:%M", "18-NOV-2026 09:30", Some("2026-11-18 09:30")),
        ("%d-%b-%Y %H:%M", "18-Nov-2026 24:30", None),
        ("%Y%m%d", "20261118", Some("2026-11-18")),
        ("%Y%m%d", "2026111", None),
        ("%d%m%Y", "1112026", None),
        ("%d%m%y", "181126", Some("2026-11-18")),
        ("%d%m%y", "10126", None),
        ("%d/%m/%y", "18/11/6", None),
        ("%d/%m/%y", "18/11/2026", None),
        ("%d/%m/%Y %H%M", "18/11/2026 0930", Some("2026-11-18 09:30")),
        ("%d/%m/%Y %H%M", "18/11/2026 930", None),
        ("%Y%m%dT%H%M%S", "20261118T093015", Some("2026-11-18 09:30:15")),
        ("%Y-%m-%dT%H:%M:%S", "2026-11-18T09:30:15", Some("2026-11-18 09:30:15")),
        ("%d/%m/%Y %I:%M %p", "18/11/2026 01:05 pm", Some("2026-11-18 13:05")),
        ("%s", "1794994215", Some("2026-11-18 09:30:15")),
        ("%s", "1784332800", Some("2026-07-18 01:00")),
        ("%s%3f", "1784332800250", Some("2026-07-18 01:00")),
        ("%s%3f", "250", None),
        ("%s%3f", "", None),
        ("%s%3f", "178433280025x", None),
        ("%Y %s", "2026 1794994215", Some("2026-11-18 09:30:15")),
        ("%F %s", "2026-11-17 1794994215", None),
    ] {
        assert_eq!(date(format, text).as_deref(), expected, "{format} {text}");
    }
}

/// The parser that a source without further settings has for dates other than that of the contact.
fn other_dates() -> DateParser {
    Formats { date: vec!["%d/%m/%Y".into()], time: vec!["%H:%M".into()], ..Formats::default() }.other_dates(None)
}

#[test]
fn other_dates_are_read_in_the_usual_ways() {
    let mut parser = other_dates();
    for text in ["18/11/2026", "18/11/2026 09:30", "2026-11-18", "2026-11-18T09:30:00Z", "2026-11-18 09:30:00.123"] {
        assert_eq!(parser.parse(text).map(|m| m.day.to_string()).as_deref(), Some("2026-11-18"), "{text}");
    }
    assert_eq!(parser.parse("18.11.2026"), None);
    let early = parser.parse("2026-11-18T09:30:00+01:00").unwrap().instant();
    let late = parser.parse("2026-11-18T09:30:00Z").unwrap().instant();
    assert_eq!(late - early, 3_600_000_000, "an offset moves the instant");
}

/// A date that ends in `Z` or an offset is the date and time that it was then in the United Kingdom.
#[test]
fn a_zone_says_which_day_it_was_here() {
    for (format, text, expected) in [
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-09-09T23:00:00Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-11-10T00:00:00Z", Some("2026-11-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-09-09T23:00:00.250Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-09-09T23:00:00,250+00", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-09-10T00:30:00+02:00", Some("2026-09-09 23:30")),
        ("%Y-%m-%dT%H:%M:%S%.f%#z", "2026-09-09T23:00:00", None),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-09-09T23:00:00+0000", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-09-09T23:00:00Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S%:z", "2026-09-09T23:00:00+00:00", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-09-09T23:00:00Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S Z", "2026-09-09T23:00:00 Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%d %H:%M:%S %z", "2026-09-09 23:00:00 +0000", Some("2026-09-10 00:00")),
        // The format has no zone.
        ("%Y-%m-%dT%H:%M:%S", "2026-09-09T23:00:00Z", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M:%S", "2026-09-09T23:00:00", Some("2026-09-09 23:00")),
        ("%d/%m/%Y %H:%M", "09/09/2026 23:00Z", Some("2026-09-10 00:00")),
        ("%d/%m/%Y %I:%M %p", "09/09/2026 11:00 pm +00:00", Some("2026-09-10 00:00")),
        ("%d %B %Y %H:%M", "9 September 2026 23:00 UTC", Some("2026-09-10 00:00")),
        ("%Y%m%dT%H%M", "20260909T2300Z", Some("2026-09-10 00:00")),
        // A day without a time is not a moment, so the day stays as it is written.
        ("%Y-%m-%d", "2026-09-09Z", Some("2026-09-09")),
        ("%Y-%m-%d", "2026-09-09+00:00", Some("2026-09-09")),
        ("%Y-%m-%d", "2026-11-19+01:00", Some("2026-11-19")),
        ("%Y-%m-%d", "2026-11-19-05:00", Some("2026-11-19")),
        ("%d/%m/%Y", "19/11/2026Z", Some("2026-11-19")),
        ("%Y-%m-%d", "2026-11-19-05", None),
        ("%Y-%m-%d", "2026-11-19T00:00Z", None),
        ("%Y-%m-%d %H:%M", "2026-11-19Z", None),
        ("excel", "46345Z", None),
        ("%Y-%m-%d", "2026-09-09", Some("2026-09-09")),
        // A zone inside the text, and a change of the clocks.
        ("%a %b %d %H:%M:%S %z %Y", "Wed Sep 09 23:00:00 +0000 2026", Some("2026-09-10 00:00")),
        ("%Y-%m-%dT%H:%M", "2026-10-25T00:30Z", Some("2026-10-25 01:30")),
        ("%Y-%m-%dT%H:%M", "2026-10-25T01:30Z", Some("2026-10-25 01:30")),
        ("%+", "2026-09-09T23:00:00Z", Some("2026-09-10 00:00")),
    ] {
        let expected = expected.map(|expected| expected.strip_suffix(":00:00").unwrap_or(expected).to_owned());
        assert_eq!(date(format, text), expected, "{format} {text}");
    }
}

#[test]
fn moments_are_compared_by_universal_time_and_not_by_the_clock() {
    let mut parser = other_dates();
    let ascending = [
        "2026-10-25T00:30",
        "2026-10-25T00:30Z",
        "2026-10-25T00:59:59,999Z",
        "2026-10-25T01:10Z",
        "2026-10-25 02:30",
        "2026-11-03T09:30Z",
        "03/11/2026 09:31",
        "2026-11-03T09:31:00.001Z",
        "2026-11-03T09:31:00.002+00",
        "2026-11-03T10:33+01:00",
    ];
    let instants = ascending.map(|text| parser.parse(text).unwrap_or_else(|| panic!("{text}")).instant());
    assert!(instants.is_sorted_by(|one, other| one < other), "{instants:?}");
    for text in ["2026-11-03T09:30:15,", "2026-11-03,09:30", "2026-11-03T09:30:15,2,5"] {
        assert_eq!(parser.parse(text), None, "{text}");
    }
}

/// The fast path reads nothing that the lenient parser reads differently.
#[test]
fn the_fast_path_agrees_with_the_lenient_parser() {
    let formats = [
        "%d/%m/%Y",
        "%Y-%m-%d",
        "%d-%b-%Y %H:%M",
        "%Y%m%d",
        "%Y-%m-%dT%H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d-%b-%y",
        "%d/%m/%y",
        "%Y-%m-%d %H:%M:%S%.f",
    ];
    let texts = [
        "18/11/2026",
        "2026-11-18",
        "18-Nov-2026 09:30",
        "20261118",
        "2026-11-18T09:30:15",
        "2026-11-18 09:30:15",
        "31.12.1999 23:59",
        "29-FEB-24",
        "05/06/07",
    ];
    let mut compared = 0;
    for format in formats {
        let mut parser = DateParser::new(&[format]);
        let quick = parser.quick.pop().expect(format);
        for text in texts {
            for at in 0..text.len() {
                for byte in *b"0123456789 /-.:TabN+" {
                    let mut changed = text.as_bytes().to_vec();
                    changed[at] = byte;
                    let changed = String::from_utf8(changed).unwrap();
                    let mut window = [b'7'; WINDOW];
                    let cell = with_window(&changed, &mut window).unwrap();
                    if let Some(plain) = quick.date(cell) {
                        let long = parser.parse(&changed).unwrap_or_else(|| panic!("{format} {changed}"));
                        assert_eq!(Moment::from(plain), long, "{format} {changed}");
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(compared > 400, "{compared}");
    for format in ["%d %B %Y", "%H:%M", "%Y-%m-%d %I:%M %p", "%Y-%m-%d%z", "%Y-%j", "%d/%m/%Y %H", "%d%d%m%Y"] {
        assert!(DateParser::new(&[format]).quick.is_empty(), "{format}");
    }
}

/// A fast path that is tried before other formats reads what the first format that fits would have read.
#[test]
fn fast_paths_of_several_formats_agree_with_the_formats_in_order() {
    let lists: [&[&str]; 7] = [
        &["%d/%m/%Y", "%Y-%m-%d"],
        &["%d/%m/%Y", "%m/%d/%Y"],
        &["%d-%m-%Y", "%Y-%m-%d"],
        &["%d/%m/%y", "%d/%m/%Y"],
        &["%d-%b-%Y", "%d-%b-%Y %H:%M", "%d/%m/%Y %H:%M:%S"],
        &["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"],
        &["%d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"],
    ];
    let mut fit = 0;
    for formats in lists {
        let parser = DateParser::new(formats);
        for year in ["2026", "26", "1999"] {
            for (day, month) in [("05", "06"), ("13", "12"), ("12", "13"), ("5", "6"), ("05", "Jun")] {
                for time in ["", " 09:30", "T09:30", "T09:30:15", " 09:30:15", " 09:30:15.5"] {
                    for text in [
                        format!("{day}/{month}/{year}{time}"),
                        format!("{day}-{month}-{year}{time}"),
                        format!("{year}-{month}-{day}{time}"),
                        format!("{} {day}/{month}/{year}", time.trim()),
                    ] {
                        let mut window = [0; WINDOW];
                        let plain = parser.plainly(with_window(&text, &mut window).unwrap());
                        let Some(moment) = plain.map(Moment::from) else { continue };
                        let long = parser.formats.iter().find_map(|format| super::parse(&text, format));
                        assert_eq!(Some(moment), long, "{formats:?} {text}");
                        fit += 1;
                    }
                }
            }
        }
    }
    assert!(fit > 50, "{fit}");
    assert_eq!(DateParser::new(&["%d/%m/%Y", "%m/%d/%Y"]).quick.len(), 1, "either may fit the same text");
    assert_eq!(DateParser::new(lists[6]).quick.len(), 6);
}

#[test]
fn a_column_in_the_other_order_is_recognised() {
    let parser = DateParser::new(&["%d/%m/%Y"]);
    assert!(parser.fits_other_order("11/18/2026"));
    assert!(!parser.fits_other_order("32/18/2026"));
}
