//! The fast ways of reading (looking ahead, cells by index, remembered texts) give exactly what the slow way gives.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::config;
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Dictionary, RareColumns};
use crate::contact::map::ContactMapper;
use crate::contact::person::ChildrenMapper;
use crate::day::Day;
use crate::extract::open::{self, Opened};

/// A source that maps nearly every field of a contact.
const FULL: &str = r#"
organisation = "T"
[[contacts]]
name = "x"
files = ["x.csv"]
date_format = ["%d/%m/%Y", "%d-%b-%Y %H:%M", "%Y-%m-%d"]
time_format = ["%H:%M", "%H:%M:%S"]
birth_date_format = ["%d/%m/%y", "%d/%m/%Y"]
ignore_local_ids = ["unknown"]
ENCODING
DELIMITER
[contacts.columns]
contact_id = "a"
nhs_number = "b"
local_id = "c"
date_of_birth = "d"
service = "e"
provider = "f"
date = "g"
time = "h"
kind = "i"
outcome = ["j", "k"]
booked_on = "l"
recorded_at = "m"
age = "n"
date_of_death = "o"
sex = "p"
ethnicity = "q"
imd_decile = "r"
locality = "s"
household_id = "t"
details_changed_on = "u"
[contacts.factors]
looked_after = "v"
child_protection_plan = "w"
[contacts.constants]
sector = "education"
[contacts.outcomes]
"DNA | no reason" = "was_not_brought"
"DNA" = "was_not_brought"
[contacts.kinds]
"Home Visit" = "home_visit"
"#;

/// A source with few columns and no ids.
const PLAIN: &str = r#"
organisation = "T"
[[contacts]]
name = "x"
files = ["x.csv"]
ENCODING
DELIMITER
[contacts.columns]
nhs_number = "b"
service = "e"
date = "g"
outcome = "j"
[contacts.constants]
time = "09:30"
kind = "clinic"
provider = "Clinic"
"#;

/// A source with a column for each required field, and many others.
const RICH: &str = r#"
organisation = "T"
[[contacts]]
name = "x"
files = ["x.csv"]
date_format = "%d/%m/%Y"
ENCODING
DELIMITER
[contacts.columns]
contact_id = "a"
nhs_number = "b"
local_id = "c"
date_of_birth = "d"
service = "e"
provider = "f"
date = "g"
time = "h"
kind = "i"
outcome = "j"
recorded_at = "m"
age = "n"
sex = "p"
ended_on = "l"
[contacts.outcomes]
"DNA" = "was_not_brought"
[contacts.kinds]
"Home Visit" = "home_visit"
"#;

/// A source whose batches can be read in full by the fast path.
const BARE: &str = r#"
organisation = "T"
[[contacts]]
name = "x"
files = ["x.csv"]
date_format = ["%d/%m/%Y"]
birth_date_format = ["%d/%m/%Y"]
ENCODING
DELIMITER
[contacts.columns]
contact_id = "a"
nhs_number = "b"
date_of_birth = "d"
service = "e"
provider = "f"
date = "g"
time = "h"
outcome = "j"
location = "k"
practitioner = "s"
[contacts.constants]
kind = "clinic"
[contacts.outcomes]
"DNA" = "was_not_brought"
"attended?" = "not_a_contact"
"#;

const CHILDREN: &str = r#"
organisation = "T"
[[contacts]]
name = "y"
files = ["y.csv"]
[contacts.columns]
nhs_number = "b"
service = "e"
date = "g"
outcome = "j"
[[children]]
name = "x"
files = ["x.csv"]
ENCODING
DELIMITER
[children.columns]
nhs_number = "b"
local_id = "c"
date_of_birth = "d"
sex = "p"
ethnicity = "q"
locality = "s"
household_id = "t"
"#;

const HEADER: &str = "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w";

fn settings(folder: &Path, text: &str) -> Settings {
    for name in ["x.csv", "y.csv"] {
        std::fs::write(folder.join(name), "").unwrap();
    }
    config::parse(text, "c.toml", folder).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn write_texts(out: &mut String, name: &str, texts: &Dictionary) {
    let _ = writeln!(out, "{name}: {:?}", texts.entries().collect::<Vec<_>>());
}

fn write_rare(out: &mut String, rare: &RareColumns, rows: usize) {
    for row in 0..rows {
        let person = (rare.local.get(row), rare.died.get(row), rare.household.get(row), rare.factors.get(row));
        let more = (rare.sex.get(row), rare.ethnic_group.get(row), rare.imd_decile.get(row), rare.locality.get(row));
        let _ = writeln!(out, "{person:?} {more:?} {}", rare.recorded.get(row));
    }
}

/// Writes counts, rejects and warnings.
fn write_tally<S>(part: &PartRead<S>, out: &mut String) {
    let _ = writeln!(out, "{} {} {:?} {:?}", part.account.records, part.account.other_order, part.first, part.next);
    for reject in &part.account.rejects {
        let why = (reject.line, reject.about, reject.reason, reject.byte, &reject.value, &reject.record);
        let _ = writeln!(out, "{why:?} {:?}", reject.contact_id);
    }
    for warning in &part.account.warnings {
        let _ = writeln!(out, "{:?}", (warning.line, warning.about, warning.caution, &warning.value));
    }
}

/// Everything read from a file, as text.
fn read_to_text(settings: &Settings, sort: Sort, slowly: bool) -> String {
    let source = if sort == Sort::Contacts { &settings.contacts[0] } else { &settings.children[0] };
    let as_of = Day::from_iso("2026-11-22").unwrap();
    let Opened { mut reader, charset, columns, .. } = match open::open(source, &source.files[0], "c.toml") {
        Ok(opened) => opened,
        Err(refusal) => return format!("{refusal:?}"),
    };
    let size = source.files[0].path.metadata().unwrap().len();
    let extract = &source.files[0];
    let reading = Reading { source, extract, charset, columns: &columns, size, slowly, progress: &|_| {} };
    let mut out = String::new();
    if sort == Sort::Contacts {
        let part =
            match read(&reading, &mut reader, &mut CellIndex::default(), u64::MAX, ContactMapper::new(source, as_of)) {
                Ok(part) => part,
                Err(refusal) => return format!("{refusal:?}"),
            };
        let mapper = &part.sink;
        for (row, (contact, print)) in mapper.contacts.rows.iter().zip(&mapper.contacts.prints).enumerate() {
            let _ = writeln!(out, "{contact:?} {print:?} {:?}", mapper.contacts.places.of(row));
        }
        write_rare(&mut out, &mapper.contacts.rare, mapper.contacts.rows.len());
        write_texts(&mut out, "services", &mapper.services);
        write_texts(&mut out, "providers", &mapper.providers);
        write_texts(&mut out, "localities", &mapper.person.localities);
        write_texts(&mut out, "locals", &mapper.person.locals);
        write_texts(&mut out, "households", &mapper.person.households);
        let _ = writeln!(out, "{} {} {:?}", mapper.person.no_values, mapper.person.wrapped, part.account.left_out);
        write_tally(&part, &mut out);
        let _ = writeln!(out, "{:?}", part.sink.outcome_texts.into_list());
    } else {
        let part = match read(
            &reading,
            &mut reader,
            &mut CellIndex::default(),
            u64::MAX,
            ChildrenMapper::new(source, as_of),
        ) {
            Ok(part) => part,
            Err(refusal) => return format!("{refusal:?}"),
        };
        let people = &part.sink.people;
        for row in 0..people.len() {
            let _ = writeln!(out, "{} {} {:?}", people.nhs[row], people.born[row], people.prints[row]);
        }
        write_rare(&mut out, &people.rare, people.len());
        write_texts(&mut out, "locals", &part.sink.person.locals);
        write_tally(&part, &mut out);
    }
    out
}

/// A cell of a column: mostly plainly written, but often not; of `tidy` records always plainly written.
fn cell(column: usize, tidy: bool) -> impl Strategy<Value = String> {
    let plain: &'static [&'static str] = match column {
        0 => &[
            "1",
            "A-7",
            "Unknown",
            "Not  known",
            "NEW",
            "00000",
            "",
            "1.00235E+12",
            "########",
            " 3E+10",
            "\"#REF!\"",
            "2026-11-22",
            "an id that is longer than thirty-two bytes by far",
            " 1",
            "1\u{a0}",
            "'1",
            "\"=\"\"1\"\"\"",
            "=1",
            "1.0",
            "' 3E+10",
            "'",
        ],
        1 => {
            &["9990000018", "999 000 0026", "999-000-0034", "9990000019", "", "999 000-0018", "9990000018 ", "9.99E+09"]
        }
        2 => &["L1", "L2", "", "Unknown", "c", "3E+10", " L1", "Not known", "9999999"],
        3 => &["12/06/2011", "12/06/11", "29/02/24", "1/6/2011", "", "01/01/1900", "12/06/1890", "x", "31/12/99"],
        4 => &[
            "Audiology",
            "Health Visiting",
            "",
            " Audiology ",
            "AUDIOLOGY",
            "Community Paediatrics, all of them and more",
            "\u{200b}",
        ],
        5 => &["RXW", "", "NULL", "Zo\u{eb}'s", "A provider whose name is far longer than a window is"],
        6 => &[
            "09/09/2025",
            "2025-09-09",
            "22-Aug-2026 12:30",
            "9/9/2025",
            "31/02/2026",
            "13/25/2026",
            "",
            "01/01/1980",
            "01/01/2027",
            "09/09/2025 ",
        ],
        7 => &["11:00", "11:00:30", "9:05", "25:00", "", "noon"],
        8 => &["Home Visit", "clinic", "", "HOME  VISIT", "what"],
        9 => &["DNA", "seen", "dna", "", "attended?", "pending"],
        10 => &["no reason", "", "No Reason", " n/a ", "other"],
        11 => &["01/08/2026", "2026-08-01", "", "soon"],
        12 => &[
            "2026-08-01T09:30:15",
            "2026-08-01 09:30:15.250",
            "2026-08-01T09:30:15+01:00",
            "01/08/2026 09:30",
            "",
            "x",
        ],
        13 => &["7", "", "130", "131", "3.5"],
        14 => &["01/01/2026", "", "2026-01-01", "01/01/1900", "x"],
        15 => &["F", "male", "", "9", "x"],
        16 => &["A", "White British", "", "99"],
        17 => &["1", "10", "", "11", "+1"],
        18 => &["North", " North", "", "a locality with a name of more than thirty-two bytes"],
        19 => &["H1", "", "3E+10", "unknown", "'H1", "1.0"],
        20 => &["01/01/2026", "", "x"],
        _ => &["Y", "no", "", "perhaps", "1"],
    };
    let odd = if tidy { 0 } else { 5 };
    prop_oneof![8 => select(&plain[..2.min(plain.len())]), odd => select(plain)].prop_map(str::to_owned)
}

/// A record of such cells, written in one of several ways; or a line that is not a record.
fn record(tidy: bool) -> impl Strategy<Value = String> {
    let cells: Vec<_> = (0..23).map(|column| cell(column, tidy).boxed()).collect();
    let ways = if tidy { 7..12_u32 } else { 0..12 };
    let written = (cells, ways, select(&["\n", "\r\n", "\r"][..])).prop_map(|(mut cells, way, ending)| {
        for (at, cell) in cells.iter_mut().enumerate() {
            let needs_quotes = cell.contains(',');
            if needs_quotes || way == 1 || (way == 2 && at % 3 == 0) {
                *cell = format!("\"{cell}\"");
            }
            if way == 3 && at == 5 {
                *cell = "\"say \"\"no\"\"\r\nand again\"".to_owned();
            }
        }
        match way {
            4 => cells.truncate(22),
            5 => cells[5] = "5'10\" tall".to_owned(),
            6 => cells[18] = "\"open".to_owned(),
            _ => {}
        }
        cells.join(",") + ending
    });
    let odd = u32::from(!tidy);
    prop_oneof![30 => written, odd => select(&["\n", "\r", "\r\n", "\0\n", "x\n"][..]).prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_way_and_the_slow_way_give_the_same(
        records in prop_oneof![
            3 => prop::collection::vec(record(false), 1..60),
            1 => prop::collection::vec(record(true), 60..200),
        ],
        which in 0..5_usize,
        encoding in select(&["", "encoding = \"windows-1252\"", "encoding = \"utf-8\""][..]),
        delimiter in select(&[',', ';', '\t'][..]),
        latin in any::<bool>(),
        repeat in select(&[1_usize, 1, 1, 40][..]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let written = if delimiter == '\t' { "\\t".to_owned() } else { delimiter.to_string() };
        let config = [FULL, PLAIN, RICH, BARE, CHILDREN][which]
            .replace("ENCODING", encoding)
            .replace("DELIMITER", &format!("delimiter = \"{written}\""));
        let settings = settings(folder.path(), &config);
        let text = format!("{HEADER}\n{}", records.concat().repeat(repeat)).replace(',', &delimiter.to_string());
        // The same text with one byte a character, which is not valid UTF-8.
        let bytes = if latin { text.chars().map(|c| u8::try_from(c).unwrap_or(b' ')).collect() } else { text.into_bytes() };
        std::fs::write(folder.path().join("x.csv"), bytes).unwrap();
        let sort = if which == 4 { Sort::Children } else { Sort::Contacts };
        prop_assert_eq!(read_to_text(&settings, sort, false), read_to_text(&settings, sort, true));
    }
}
