//! `cargo bench --bench cells`: what a block of records and each kind of cell cost, in nanoseconds, on one thread.
//!
//! The least of many rounds is printed: noise only ever adds. `DIR=folder cargo bench --bench cells` reads the extracts of the
//! configuration in that folder instead, `RUNS` times.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use failed_contact::cells::cell::Cell;
use failed_contact::cells::memo::Memo;
use failed_contact::cells::nhs::NhsNumber;
use failed_contact::config;
use failed_contact::config::settings::Formats;
use failed_contact::contact::print;
use failed_contact::day::Day;
use failed_contact::extract::blocks::{CellIndex, LineCursor};
use failed_contact::extract::cell::Record;
use failed_contact::extract::record::RecordReader;

/// How many cells or records are taken in one round.
const MANY: usize = 4_000;
const ROUNDS: usize = 400;

/// The least time of many rounds, in nanoseconds for each of so many things.
fn least(name: &str, things: usize, mut round: impl FnMut() -> u64) {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        black_box(round());
        best = best.min(started.elapsed().as_secs_f64());
    }
    println!("{name:<52}{:>10.2} ns", best * 1e9 / things as f64);
}

/// Cells that stand one behind the other, as in an extract.
struct Cells {
    bytes: Vec<u8>,
    places: Vec<(usize, usize)>,
}

impl Cells {
    fn new(text: impl Fn(usize) -> String) -> Self {
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        for number in 0..MANY {
            let text = text(number * 7_919 % MANY);
            places.push((bytes.len(), text.len()));
            bytes.extend_from_slice(text.as_bytes());
            bytes.push(b',');
        }
        bytes.resize(bytes.len() + 64, b'x');
        Self { bytes, places }
    }

    fn each(&self, name: &str, mut take: impl FnMut(Cell<'_>) -> u64) {
        least(name, MANY, || {
            self.places
                .iter()
                .fold(0, |sum, (at, length)| sum.wrapping_add(take(Cell::new(&self.bytes[*at..], *length))))
        });
    }
}

fn formats(date: &str) -> Formats {
    Formats {
        date: vec![date.to_owned()],
        time: vec!["%H:%M".to_owned()],
        birth_date: None,
        booked_on: None,
        recorded_at: None,
        details_changed_on: None,
    }
}

fn cells() {
    let day = |number: usize| (number % 28 + 1, number % 12 + 1, 2010 + number % 17);
    let dates = |format: &str, name: &str, text: &dyn Fn(usize) -> String| {
        let parser = formats(format).dates();
        Cells::new(text).each(name, |cell| parser.plainly(cell).map_or(0, |moment| moment.day.0 as u64));
    };
    dates("%d/%m/%Y", "a date, 09/09/2025", &|number| {
        let (day, month, year) = day(number);
        format!("{day:02}/{month:02}/{year}")
    });
    dates("%d-%b-%Y %H:%M", "a date, 22-Aug-2026 12:30", &|number| {
        let (day, month, year) = day(number);
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{day:02}-{}-{year} {:02}:30", names[month - 1], number % 24)
    });
    let times = formats("%d/%m/%Y").times();
    let text = |number: usize| format!("{:02}:{:02}", number % 24, number % 60);
    Cells::new(text).each("a time, 12:30", |cell| times.plainly(cell).map_or(0, |time| time.0 as u64));
    let valid = |number: usize| {
        let nine = 999_000_000 + number as u32;
        NhsNumber::from_column(nine).map_or(String::new(), NhsNumber::digits)
    };
    let read = |cell: Cell<'_>| u64::from(NhsNumber::column(NhsNumber::plainly(cell)));
    Cells::new(valid).each("an NHS number, ten digits", read);
    let spaced = |number: usize| {
        let digits = valid(number);
        format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    };
    Cells::new(spaced).each("an NHS number, 3 and 3 and 4", read);
    for (name, text) in
        [("a code of eight", "Outcome"), ("a name of 24", "Paediatric Dietetics & S"), ("a name of 50", LONG)]
    {
        let cells = Cells::new(|number| format!("{text}{}", number % 20));
        let mut memo = Memo::default();
        for (at, length) in &cells.places {
            memo.keep(Cell::new(&cells.bytes[*at..], *length), 7_u32);
        }
        cells.each(name, |cell| memo.find(cell).map_or(0, u64::from));
    }
    Cells::new(|number| (1_000_000 + number).to_string()).each("a contact id of 7", |cell| print::of_id(cell) as u64);
    Cells::new(|number| format!("RXW/2026/APPOINTMENT/{number}"))
        .each("a contact id of 25", |cell| print::of_id(cell) as u64);
}

const LONG: &str = "Community Paediatrics, Neurodevelopmental Pathway";

fn blocks() {
    let plain = |number: usize| {
        format!("{number},4000469622,12/06/2011,Audiology,RXW,09/09/2025,11:00,Clinic,Attended,Clinic 238,Worker 0842")
    };
    let quoted = |number: usize| format!("\"{}\"", plain(number).replace(',', "\",\""));
    let text = |record: &dyn Fn(usize) -> String, ending: &str| {
        (0..MANY).map(|number| record(number) + ending).collect::<String>()
    };
    for (name, text) in [
        ("the cells of a record", text(&plain, "\n")),
        ("the cells of a record, CRLF", text(&plain, "\r\n")),
        ("the cells of a record, quoted", text(&quoted, "\n")),
    ] {
        least(name, MANY, || {
            let mut reader = RecordReader::new(text.as_bytes(), b',', 0, 1);
            let mut index = CellIndex::default();
            let mut cells = 0;
            loop {
                reader.look_ahead(&mut index).expect("memory does not fail");
                let from = reader.offset();
                if index.is_empty() {
                    return cells;
                }
                let mut walk = LineCursor::default();
                let mut behind = from;
                while let Some(line) = index.next(&mut walk, 11) {
                    cells +=
                        reader.ahead::<false>(&index, line).map_or(0, |record| record.cell(3).bytes().len()) as u64;
                    behind = from + line.end as u64 + 1;
                }
                reader.pass(behind - from, index.len() as u32);
            }
        });
    }
}

/// Reads the extracts of a folder, and prints the least time of a few runs.
fn extracts(folder: &Path) {
    let (settings, problems) = config::examine(&folder.join("failed-contact.toml"), None);
    assert!(problems.is_empty(), "the configuration is sound");
    let settings = settings.expect("settings");
    let as_of = Day::from_iso("2026-11-22").expect("a day");
    let runs = std::env::var("RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let mut best = f64::MAX;
    let mut rows = 0;
    for _ in 0..runs {
        let started = Instant::now();
        let intake = failed_contact::intake::read(&settings, as_of, &|_| {});
        best = best.min(started.elapsed().as_secs_f64());
        rows = intake.map_or(0, |intake| intake.files.iter().map(|file| file.records).sum());
    }
    println!("{rows} records, read and put together: {best:.3} s");
}

fn main() {
    if let Some(folder) = std::env::var_os("DIR") {
        extracts(Path::new(&folder));
        return;
    }
    blocks();
    cells();
}
