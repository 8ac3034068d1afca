//! The contents of an extract: its header, and the different values of each column with their places.
//!
//! Values are kept only while the draft is made, and are never printed from here: none of these types implements `Debug`.

use foldhash::fast::FixedState;
use std::collections::HashMap;

use super::headers::{Meaning, guesses};
use super::sniff::{self, Layout, NotATable};
use super::values::looks_like_data;
use crate::cells::no_value::is_no_value;
use crate::config::settings::{Encoding, ExtractFile, Source};
use crate::extract::encoding::Charset;
use crate::extract::open::{self, Opened, Refusal};
use crate::field::Field;
use crate::problem::Problem;
use crate::text::{fold, trim};
use crate::wording::{counted, number};

/// At most this many records of each file are read.
pub(crate) const RECORDS: u64 = 250_000;
/// At most this many different values of a column are kept.
const VALUES: usize = 5_000;
/// A value with more bytes is free text, and not kept.
const LONGEST_VALUE: usize = 200;

/// How often a value occurs, and where it occurs first.
#[derive(Clone, Copy)]
pub(crate) struct Occurrences {
    /// The number of cells with the value.
    pub(crate) cells: u64,
    /// The index of the first file with it.
    pub(crate) file: usize,
    /// The first line with it, in that file.
    pub(crate) line: u32,
}

/// A column of an extract, or of several extracts with the same header.
pub(crate) struct Column {
    /// Its header, trimmed.
    pub(crate) header: String,
    values: HashMap<Box<str>, Occurrences, FixedState>,
    filled: u64,
    cut: bool,
}

impl Column {
    /// A column without values.
    pub(crate) fn new(header: String) -> Self {
        Self { header, values: HashMap::default(), filled: 0, cut: false }
    }

    /// A column with these texts, from the second line on.
    #[cfg(test)]
    pub(super) fn of_texts(header: &str, texts: &[&str]) -> Self {
        let mut column = Self::new(header.to_owned());
        texts.iter().zip(2..).for_each(|(text, line)| column.add_cell(text, 0, line));
        column
    }

    /// Adds a cell.
    pub(crate) fn add_cell(&mut self, cell: &str, file: usize, line: u32) {
        let text = trim(cell);
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        if let Some(occurrences) = self.values.get_mut(text) {
            occurrences.cells += 1;
        } else if self.values.len() < VALUES && text.len() <= LONGEST_VALUE {
            self.values.insert(text.into(), Occurrences { cells: 1, file, line });
        } else {
            self.cut = true;
        }
    }

    /// The number of cells with a value: they are not blank, and do not have a word for blank, such as `NULL`.
    pub(crate) fn filled(&self) -> u64 {
        let blank = self.values.iter().filter(|(text, _)| is_no_value(text)).map(|(_, occurrences)| occurrences.cells);
        self.filled - blank.sum::<u64>()
    }

    /// Whether there are values that were not kept.
    pub(crate) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The different values, sorted, with the number of their cells; without words for blank.
    pub(crate) fn values(&self) -> Vec<(&str, u64)> {
        let filled = self.values.iter().filter(|(text, _)| !is_no_value(text));
        let mut values: Vec<(&str, u64)> = filled.map(|(text, occurrences)| (&**text, occurrences.cells)).collect();
        values.sort_unstable();
        values
    }

    /// The different values, in no particular order, including words for blank.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(|text| &**text)
    }

    /// The different values with their occurrences, in no particular order.
    pub(crate) fn occurrences(&self) -> impl Iterator<Item = (&str, &Occurrences)> {
        self.values.iter().map(|(text, occurrences)| (&**text, occurrences))
    }

    /// The number of different values divided by the number of cells with a value. It is 1 if every value is different, and
    /// also if the number of different values is not known.
    pub(crate) fn distinct_share(&self) -> f64 {
        let filled = self.filled();
        if self.cut || filled == 0 { 1.0 } else { self.values().len() as f64 / filled as f64 }
    }

    /// Whether the header may be printed, because it looks like a header and not like a value.
    pub(crate) fn has_plain_header(&self) -> bool {
        !looks_like_data(&self.header) && self.header.chars().count() <= 80
    }

    /// Adds the same column of other files, which come after the first `files` files.
    fn merge(&mut self, other: Self, files: usize) {
        for (text, occurrences) in other.values {
            let has_room = self.values.len() < VALUES;
            match self.values.get_mut(&text) {
                Some(known) => known.cells += occurrences.cells,
                None if has_room => {
                    self.values.insert(text, Occurrences { file: occurrences.file + files, ..occurrences });
                }
                None => self.cut = true,
            }
        }
        self.filled += other.filled;
        self.cut |= other.cut;
    }
}

/// An extract, or several with the same header and layout.
pub(crate) struct Profile {
    /// The files, as the user named them.
    pub(crate) files: Vec<String>,
    /// Their layout.
    pub(crate) layout: Layout,
    /// Their columns.
    pub(crate) columns: Vec<Column>,
    /// The columns of a status and of its reason, and a column of both texts together, if there is such a pair.
    pub(crate) reasons: Option<(usize, usize, Column)>,
    /// The number of records that were read.
    pub(crate) records: u64,
    /// Whether there are more records.
    pub(crate) is_cut: bool,
}

impl Profile {
    /// Whether another extract has the same header and layout, so that both are one source.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let layout = |profile: &Self| Layout { odd_lines: 0, ..profile.layout };
        let header = |profile: &Self| profile.columns.iter().map(|column| fold(&column.header)).collect::<Vec<_>>();
        layout(self) == layout(other) && header(self) == header(other)
    }

    /// Adds the files of another extract with the same header and layout.
    pub(crate) fn merge(&mut self, other: Self) {
        let files = self.files.len();
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.merge(more, files);
        }
        if let (Some((_, _, pairs)), Some((_, _, more))) = (&mut self.reasons, other.reasons) {
            pairs.merge(more, files);
        }
        self.files.extend(other.files);
        self.records += other.records;
        self.is_cut |= other.is_cut;
        self.layout.odd_lines += other.layout.odd_lines;
    }

    /// Whether no other column has the same header.
    pub(crate) fn is_unique(&self, index: usize) -> bool {
        let wanted = fold(&self.columns[index].header);
        self.columns.iter().filter(|column| fold(&column.header) == wanted).count() == 1
    }
}

/// Reads an extract.
///
/// # Errors
/// If it cannot be read, or is not a table with a header.
pub(crate) fn read(file: &ExtractFile) -> Result<Profile, Problem> {
    // If the path is not a file, the reader says why it cannot be read.
    let is_file = std::fs::metadata(&file.path).is_ok_and(|metadata| metadata.is_file());
    match if is_file { sniff::layout(&file.path) } else { Err(NotATable::AskReader) } {
        Ok(layout) => match read_as(file, layout, None) {
            Err(Refusal::NotUtf8) => read_as(file, layout, Some(Charset::Windows1252)),
            read => read,
        }
        .map_err(|refusal| problem_of(refusal, file)),
        Err(NotATable::AskReader) => {
            let usual = Layout { encoding: Encoding::Auto, odd_lines: 0, delimiter: b',', skip_rows: 0 };
            Err(open::open(&source(usual), file, "")
                .err()
                .map_or_else(|| no_header(file), |refusal| problem_of(refusal, file)))
        }
        Err(NotATable::Is(what)) => {
            let problem = Problem::new(&file.shown, format!("this is not a CSV file but {what}"));
            Err(problem.help("export the extract as CSV"))
        }
        Err(NotATable::NoHeader) => Err(no_header(file)),
    }
}

fn no_header(file: &ExtractFile) -> Problem {
    Problem::new(&file.shown, "none of its first 30 lines looks like a header: none has 2 known headers")
        .help("if its headers are unusual, start from templates/failed-contact.toml; its lines are not shown")
}

fn problem_of(refusal: Refusal, file: &ExtractFile) -> Problem {
    match refusal {
        Refusal::Extract(problem) => problem,
        Refusal::Configuration(_) | Refusal::NotUtf8 => no_header(file),
    }
}

/// A source that maps no column, so that the reader gives all columns.
fn source(layout: Layout) -> Source {
    Source { encoding: layout.encoding, delimiter: layout.delimiter, skip_rows: layout.skip_rows, ..Source::default() }
}

fn read_as(file: &ExtractFile, layout: Layout, given: Option<Charset>) -> Result<Profile, Refusal> {
    let source = source(layout);
    let opened = if given.is_some() { open::open_as(&source, file, "", given) } else { open::open(&source, file, "") };
    let Opened { mut reader, charset, columns, .. } = opened?;
    let width = columns.width;
    let mut columns: Vec<Column> = columns.header.into_iter().map(Column::new).collect();
    let mut reasons = status_and_reason(&columns).map(|(status, reason)| (status, reason, Column::new(String::new())));
    let (mut records, mut misfits, mut first_misfit) = (0, 0, None);
    let is_cut = loop {
        if records >= RECORDS {
            break true;
        }
        let record = reader.advance().map_err(|error| Refusal::from_io(&file.shown, &error))?;
        let Some(record) = record else { break false };
        records += 1;
        if record.damage.is_some() || reader.len() != width {
            misfits += 1;
            first_misfit.get_or_insert(record.line);
            continue;
        }
        for (index, column) in columns.iter_mut().enumerate() {
            if let Ok(cell) = charset.decode(reader.cell(index)) {
                column.add_cell(&cell, 0, record.line);
            }
        }
        if let Some((status, reason, pairs)) = &mut reasons
            && let (Ok(status), Ok(reason)) =
                (charset.decode(reader.cell(*status)), charset.decode(reader.cell(*reason)))
            && !trim(&reason).is_empty()
        {
            pairs.add_cell(&format!("{} | {}", trim(&status), trim(&reason)), 0, record.line);
        }
    };
    if let Some(line) = first_misfit
        && misfits * 2 > records
    {
        let what = format!(
            "{} of its {} do not have the {width} cells of the header",
            number(misfits),
            counted(records, "record", "records")
        );
        let help =
            "export the extract again as CSV, with quotes around every text that has a delimiter or a quote in it";
        return Err(Refusal::Extract(Problem::new(&file.shown, what).at_line(line).help(help)));
    }
    Ok(Profile { files: vec![file.shown.clone()], layout, columns, reasons, records, is_cut })
}

/// The columns of a status and of its reason, by their headers.
fn status_and_reason(columns: &[Column]) -> Option<(usize, usize)> {
    let surest = |wanted: Meaning| {
        let ranked = columns.iter().enumerate().filter_map(|(index, column)| {
            let guess = guesses(&column.header).into_iter().find(|guess| guess.meaning == wanted && !guess.weak)?;
            Some((guess.rank, index))
        });
        ranked.min().map(|(_, index)| index)
    };
    Some((surest(Meaning::Field(Field::Outcome))?, surest(Meaning::Reason)?))
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn the_share_of_different_values_does_not_count_blanks() {
        for (cells, share) in [
            (&["1", "2", "3", "4"][..], 1.0),
            (&["1", "1", "2", "2"], 0.5),
            (&["1", "NULL", "NULL", "n/a", ""], 1.0),
            (&["1", "1", "NULL"], 0.5),
            (&["NULL", ""], 1.0),
        ] {
            let column = Column::of_texts("Id", cells);
            assert!((column.distinct_share() - share).abs() < 1e-9, "{cells:?}: {}", column.distinct_share());
        }
    }
}
