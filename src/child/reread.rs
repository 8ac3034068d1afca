//! Reads the records of listed children again, by where they start, for what the narrow columns do not hold: names,
//! places, practitioners, texts as they stand.

use std::fs::File;
use std::io::{self, Read};

use rayon::prelude::*;

use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Dictionary, NO_TEXT};
use crate::contact::dates::DateParser;
use crate::contact::person::imd_decile;
use crate::contact::row::Row;
use crate::day::{Day, NO_DAY};
use crate::extract::encoding::{Utf16Reader, mark};
use crate::extract::open::{Refusal, Stamp, changed};
use crate::extract::record::RecordReader;
use crate::field::Field;
use crate::intake::{FileFacts, Intake};
use crate::stop::Stop;

/// The fields whose text is read again.
const TEXTS: [Field; 15] = [
    Field::FamilyName,
    Field::GivenName,
    Field::Postcode,
    Field::Provider,
    Field::Location,
    Field::Practitioner,
    Field::Referrer,
    Field::Outcome,
    Field::Sex,
    Field::Ethnicity,
    Field::ImdDecile,
    Field::Locality,
    Field::GpPractice,
    Field::School,
    Field::SocialWorker,
];

/// The place of a field in [`TEXTS`], by [`Field::index`].
const PLACES: [Option<u8>; Field::ALL.len()] = {
    let mut places = [None; Field::ALL.len()];
    let mut place = 0;
    while place < TEXTS.len() {
        places[TEXTS[place].index()] = Some(place as u8);
        place += 1;
    }
    places
};

/// How many records are read again by one thread at a time.
const TOGETHER: usize = 1 << 15;

/// What a record says besides its narrow columns.
#[derive(Clone, Copy, Debug)]
struct Details {
    texts: [u32; TEXTS.len()],
    booked_on: i32,
    changed_on: i32,
}

/// Rows, and the place of each among them.
#[derive(Default)]
struct Places {
    /// One bit a row.
    rows: Vec<u64>,
    /// How many rows there are before each word of `rows`.
    before: Vec<u32>,
}

impl Places {
    /// The places of rows that are ascending.
    fn new(rows: &[usize]) -> Self {
        let mut words = vec![0_u64; rows.last().map_or(0, |last| last / 64 + 1)];
        for row in rows {
            words[row / 64] |= 1 << (row % 64);
        }
        let mut count = 0;
        let before = words
            .iter()
            .map(|word| {
                let before = count;
                count += word.count_ones();
                before
            })
            .collect();
        Self { rows: words, before }
    }

    fn of(&self, row: usize) -> Option<usize> {
        let word = *self.rows.get(row / 64)?;
        let bit = 1_u64 << (row % 64);
        (word & bit != 0).then(|| self.before[row / 64] as usize + (word & (bit - 1)).count_ones() as usize)
    }
}

/// The records that were read again.
#[derive(Default)]
pub struct Reread {
    texts: Dictionary,
    contacts: (Places, Vec<Details>),
    children: (Places, Vec<Details>),
}

/// One record that was read again.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    texts: &'a Dictionary,
    details: &'a Details,
}

impl<'a> Record<'a> {
    /// The text of a field; blank where the record has none.
    pub fn text(&self, field: Field) -> &'a str {
        let number = PLACES[field.index()].map_or(NO_TEXT, |place| self.details.texts[usize::from(place)]);
        if number == NO_TEXT { "" } else { self.texts.text(number) }
    }

    /// The day on which a contact was booked.
    pub fn booked_on(&self) -> Option<Day> {
        Day::from_column(self.details.booked_on)
    }

    /// The day on which a child's details were changed.
    pub fn details_changed_on(&self) -> Option<Day> {
        Day::from_column(self.details.changed_on)
    }
}

impl Reread {
    /// A record that was read again.
    pub fn record(&self, sort: Sort, row: usize) -> Option<Record<'_>> {
        let (places, details) = match sort {
            Sort::Contacts => &self.contacts,
            Sort::Children => &self.children,
        };
        Some(Record { texts: &self.texts, details: &details[places.of(row)?] })
    }

    /// The text of a field of a record; blank where the record has none.
    pub fn text(&self, sort: Sort, row: usize, field: Field) -> &str {
        self.record(sort, row).map_or("", |record| record.text(field))
    }

    /// The day on which a contact was booked.
    pub fn booked_on(&self, row: usize) -> Option<Day> {
        self.record(Sort::Contacts, row).and_then(|record| record.booked_on())
    }
}

/// Reads these rows again, given in ascending order.
///
/// # Errors
/// Where a file is no longer what it was.
pub fn read(settings: &Settings, intake: &Intake, contacts: &[usize], children: &[usize]) -> Result<Reread, Stop> {
    let mut tasks: Vec<(&FileFacts, &[usize])> = Vec::new();
    for file in &intake.files {
        let wanted = match file.sort {
            Sort::Contacts => contacts,
            Sort::Children => children,
        };
        let from = wanted.partition_point(|row| *row < file.rows.start);
        let to = wanted.partition_point(|row| *row < file.rows.end);
        // UTF-16 is read from its start, once.
        let together = if file.charset.is_read_as_it_stands() { TOGETHER } else { usize::MAX };
        tasks.extend(wanted[from..to].chunks(together).map(|rows| (file, rows)));
    }
    let parts: Vec<(Sort, Result<Part, Refusal>)> =
        tasks.into_par_iter().map(|(file, rows)| (file.sort, file_again(settings, intake, file, rows))).collect();
    let mut all = Reread::default();
    let mut problems = Vec::new();
    all.contacts.0 = Places::new(contacts);
    all.children.0 = Places::new(children);
    for (sort, part) in parts {
        match part {
            Ok((texts, details)) => {
                let numbers: Vec<u32> = texts.entries().map(|(text, _)| all.texts.number(text)).collect();
                let to = match sort {
                    Sort::Contacts => &mut all.contacts.1,
                    Sort::Children => &mut all.children.1,
                };
                to.extend(details.into_iter().map(|mut own| {
                    for text in own.texts.iter_mut().filter(|t| **t != NO_TEXT) {
                        *text = numbers[*text as usize];
                    }
                    own
                }));
            }
            Err(Refusal::Extract(problem)) => problems.push(problem),
            Err(Refusal::Configuration(more)) => problems.extend(more),
            Err(Refusal::NotUtf8) => return Err(Stop::Bug("an extract was read again in another encoding".to_owned())),
        }
    }
    // A file that has changed is told once, however many threads have noticed.
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(all) } else { Err(Stop::Refused(problems)) }
}

/// What was read again of one file: its texts, and its rows with the numbers of theirs.
type Part = (Dictionary, Vec<Details>);

/// Reads the wanted rows of one file.
fn file_again(settings: &Settings, intake: &Intake, facts: &FileFacts, rows: &[usize]) -> Result<Part, Refusal> {
    if rows.is_empty() {
        return Ok((Dictionary::default(), Vec::new()));
    }
    let failed = |error: io::Error| Refusal::from_io(&facts.shown, &error);
    let file = File::open(&facts.path).map_err(failed)?;
    if Stamp::of(&file).map_err(failed)? != facts.stamp {
        return Err(changed(&facts.shown));
    }
    let again = file.try_clone().map_err(failed)?;
    let source = facts.source_of(settings);
    let mut parsers = Parsers {
        booked: DateParser::for_other(source.formats.booked_on.as_ref(), &source.formats),
        changed: DateParser::for_other(source.formats.details_changed_on.as_ref(), &source.formats),
        texts: Dictionary::default(),
    };
    let mut out = Vec::with_capacity(rows.len());
    if facts.charset.is_read_as_it_stands() {
        let mut reader = RecordReader::new(file, source.delimiter, 0, 1);
        for row in rows {
            let (line, offset) = intake.place(facts.sort, *row);
            reader.go_to(offset, line).map_err(failed)?;
            reader.advance().map_err(failed)?;
            out.push(parsers.details(&reader, facts, settings)?);
        }
    } else {
        // UTF-16 is turned into UTF-8 on the way, so that places in it are not places in the file: from the start again.
        let mut input = file;
        let mut first = [0; 2];
        input.read_exact(&mut first).map_err(failed)?;
        let again_from_start = mark(&first).is_none();
        let prefix: &[u8] = if again_from_start { &first } else { &[] };
        let text = Utf16Reader::new(prefix.chain(input), facts.charset);
        let mut reader = RecordReader::new(text, source.delimiter, 0, 1);
        let mut wanted = rows.iter().peekable();
        for _ in 0..source.skip_rows {
            reader.skip_line().map_err(failed)?;
        }
        while let Some(row) = wanted.peek() {
            let Some(found) = reader.advance().map_err(failed)? else {
                return Err(changed(&facts.shown));
            };
            if found.offset == intake.place(facts.sort, **row).1 {
                out.push(parsers.details(&reader, facts, settings)?);
                wanted.next();
            }
        }
    }
    if Stamp::of(&again).map_err(failed)? != facts.stamp {
        return Err(changed(&facts.shown));
    }
    Ok((parsers.texts, out))
}

struct Parsers {
    booked: DateParser,
    changed: DateParser,
    texts: Dictionary,
}

impl Parsers {
    /// What the record read last says.
    fn details<R: Read>(
        &mut self,
        reader: &RecordReader<R>,
        facts: &FileFacts,
        settings: &Settings,
    ) -> Result<Details, Refusal> {
        if reader.len() != facts.columns.width {
            return Err(changed(&facts.shown));
        }
        let cells =
            Row { record: reader, charset: facts.charset, columns: &facts.columns, source: facts.source_of(settings) };
        let mut details = Details { texts: [NO_TEXT; TEXTS.len()], booked_on: NO_DAY, changed_on: NO_DAY };
        for (place, field) in TEXTS.iter().enumerate().filter(|(_, field)| cells.source.has(**field)) {
            let text = match field {
                Field::Outcome => cells.outcome_in_extract().into(),
                other => cells.text(*other),
            };
            if text.is_empty() {
                continue;
            }
            let unreadable = *field == Field::ImdDecile && imd_decile(&text).is_none();
            if !unreadable {
                details.texts[place] = self.texts.number(&text);
            }
        }
        let day = |parser: &mut DateParser, text: &str| {
            if text.is_empty() { NO_DAY } else { Day::column(parser.parse(text).map(|m| m.day)) }
        };
        details.booked_on = day(&mut self.booked, &cells.text(Field::BookedOn));
        details.changed_on = day(&mut self.changed, &cells.text(Field::DetailsChangedOn));
        Ok(details)
    }
}
