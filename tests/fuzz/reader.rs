//! The only place where the fuzzer calls the program's reader.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use failed_contact::config;
use failed_contact::config::settings::Settings;
use failed_contact::day::Day;
use failed_contact::extract::blocks::{CellIndex, LineCursor};
use failed_contact::extract::cell::Record;
use failed_contact::extract::record::{Damage, RecordReader};
use failed_contact::intake;
use failed_contact::stop::Stop;

/// Bytes at which the program's buffers and parts end: inputs are moved to straddle them.
pub const EDGES: &[usize] = &[1 << 6, 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 19];

/// A record as the program's reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    pub line: u32,
    pub offset: usize,
    pub raw: Vec<u8>,
    /// Its cells; none where the quoting is broken, or how many there are where the line is too long.
    pub cells: Result<Vec<Vec<u8>>, Option<usize>>,
}

/// Bytes that come a few at a time.
struct Sips<'a> {
    inner: Cursor<&'a [u8]>,
    most: usize,
}

impl Read for Sips<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.most.min(out.len());
        self.inner.read(&mut out[..most])
    }
}

impl Seek for Sips<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Every record of these bytes, behind the first `skip` lines, read `most` bytes at a time; and then, where `again`, each
/// of them once more from where it starts, the last one first.
pub fn records(bytes: &[u8], delimiter: u8, skip: u32, most: usize, again: bool) -> Vec<Got> {
    let sips = || Sips { inner: Cursor::new(bytes), most };
    let mut reader = RecordReader::new(sips(), delimiter, 0, 1);
    for _ in 0..skip {
        reader.skip_line().unwrap();
    }
    let mut all = Vec::new();
    while let Some(got) = next(&mut reader) {
        all.push(got);
    }
    if again {
        let mut reader = RecordReader::new(sips(), delimiter, 0, 1);
        for first in all.iter().rev() {
            reader.go_to(first.offset as u64, first.line).unwrap();
            let second = next(&mut reader);
            assert_eq!(second.as_ref(), Some(first), "read again it is another record");
        }
    }
    all
}

/// The same records, read with the scan ahead for plain records of this many cells.
pub fn records_ahead(bytes: &[u8], delimiter: u8, skip: u32, most: usize, width: usize) -> Vec<Got> {
    thread_local! {
        /// Made once: it is larger than most inputs.
        static INDEX: RefCell<CellIndex> = RefCell::default();
    }
    let mut reader = RecordReader::new(Sips { inner: Cursor::new(bytes), most }, delimiter, 0, 1);
    for _ in 0..skip {
        reader.skip_line().unwrap();
    }
    let mut all = Vec::new();
    INDEX.with_borrow_mut(|index| {
        loop {
            seen_ahead(&mut reader, index, width, &mut all);
            let Some(got) = next(&mut reader) else { return };
            all.push(got);
        }
    });
    all
}

/// Takes what one look ahead has found.
fn seen_ahead<R: Read>(reader: &mut RecordReader<R>, index: &mut CellIndex, width: usize, all: &mut Vec<Got>) {
    reader.look_ahead(index).unwrap();
    let from = reader.offset();
    let mut walk = LineCursor::default();
    while let Some(place) = index.next(&mut walk, width) {
        let record = reader.ahead::<false>(index, place).expect("nothing was read since");
        let behind = from + place.end as u64 + 1;
        if record.is_blank() {
            reader.pass(behind - reader.offset(), 1);
        } else if index.is_plain(place) {
            let of = |record: &dyn Fn(usize) -> Vec<u8>| (0..place.cells()).map(record).collect();
            let cells = of(&|cell| record.cell(cell).bytes().to_vec());
            if index.is_bare() {
                let bare = reader.ahead::<true>(index, place).expect("still there");
                assert_eq!(cells, of(&|cell| bare.cell(cell).bytes().to_vec()), "a bare record has other cells");
            }
            let (line, offset) = (reader.line(), reader.offset() as usize);
            all.push(Got { line, offset, raw: record.raw().to_vec(), cells: Ok(cells) });
            reader.pass(behind - reader.offset(), 1);
        } else {
            all.extend(next(reader));
            if reader.offset() != behind {
                return;
            }
        }
    }
}

fn next<R: Read>(reader: &mut RecordReader<R>) -> Option<Got> {
    let found = reader.advance().unwrap()?;
    let cells = match found.damage {
        None => Ok((0..reader.width()).map(|cell| reader.cell(cell).to_vec()).collect()),
        Some(Damage::Quoting) => Err(None),
        Some(Damage::TooLong(cells)) => Err(Some(cells)),
    };
    Some(Got { line: found.line, offset: found.offset as usize, raw: reader.raw().to_vec(), cells })
}

/// What the program makes of an extract.
#[derive(Debug, PartialEq, Eq)]
pub struct Extract {
    pub charset: String,
    pub records: u64,
    /// Line, service and provider of the records that it uses, the names as they are compared.
    pub used: Vec<(u32, String, String)>,
    /// Line, reason, byte and lines of those that it rejects.
    pub rejects: Vec<(u32, String, Option<u64>, String)>,
}

/// An area with one extract of contacts whose other values are constants.
pub struct Area {
    settings: Settings,
    file: PathBuf,
}

impl Area {
    /// The area in a folder, its extract read in this way.
    pub fn new(folder: &Path, delimiter: char, encoding: &str, skip: u32) -> Self {
        let file = folder.join("x.csv");
        fs::write(&file, "").unwrap();
        let delimiter = if delimiter == '\t' { "\\t".to_owned() } else { delimiter.to_string() };
        let text = format!(
            "organisation = \"T\"\n[limits]\nmax_rejected = 1.0\n[[contacts]]\nname = \"x\"\nfiles = [\"x.csv\"]\n\
             delimiter = \"{delimiter}\"\nencoding = \"{encoding}\"\nskip_rows = {skip}\ndate_format = \"%Y-%m-%d\"\n\
             [contacts.columns]\ncontact_id = \"id\"\nservice = \"service\"\nprovider = \"provider\"\n\
             [contacts.constants]\nnhs_number = \"9990000018\"\ndate = \"2026-01-05\"\noutcome = \"seen\"\n\
             service = \"none\"\nprovider = \"none\"\n"
        );
        let settings = config::parse(&text, "c.toml", folder);
        Self { settings: settings.unwrap_or_else(|problems| panic!("{problems:?}")), file }
    }

    /// Reads an extract; an error where it is refused.
    pub fn read(&self, bytes: &[u8]) -> Result<Extract, String> {
        fs::write(&self.file, bytes).unwrap();
        let as_of = Day::from_iso("2026-11-22").unwrap();
        let intake = match intake::read(&self.settings, as_of, &|_| ()) {
            Ok(intake) => intake,
            Err(Stop::Configuration(problems) | Stop::Refused(problems)) => return Err(format!("{problems:?}")),
            Err(stop) => panic!("an extract stopped the run in a way that no extract may: {}", stop.message()),
        };
        let file = &intake.files[0];
        let fold = |text: &str| failed_contact::text::fold(text);
        let used = intake.parts.list.iter().flat_map(|part| {
            let rows = (0..).map(|at| part.base.behind(at)).zip(part.scattered.in_reading_order());
            rows.map(|(row, (contact, _))| {
                let service = &intake.services[part.to.services[contact.service.get() as usize]];
                let provider = &intake.providers[part.to.providers[contact.provider.get() as usize] as usize];
                (intake.parts.place(row).0, fold(service), fold(provider))
            })
        });
        let rejects = file.rejects.iter();
        Ok(Extract {
            charset: file.charset.word().to_owned(),
            records: file.records,
            used: used.collect(),
            rejects: rejects.map(|r| (r.line, r.reason.word().to_owned(), r.byte, r.record.to_string())).collect(),
        })
    }
}
