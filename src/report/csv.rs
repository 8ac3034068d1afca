//! Writes the CSV files of the packs: UTF-8 with a byte-order mark and CRLF, so that a spreadsheet program opens them correctly
//! on a double click, and without cells that it would run as formulas.
//!
//! The largest table has a row for every contact of every listed child, and is never in memory as a whole: threads write
//! rows into reused buffers, which go to the file in order.

use std::fmt::Display;
use std::ops::Range;

use rayon::prelude::*;

use super::sink::{GrowingFile, PackSink};
use crate::day::{Day, Time};
use crate::pack::part_name;
use crate::stop::Stop;
use crate::text::{inert, push_number};

/// The most rows of a file below its header: Excel opens 1,048,576 lines, and drops the others without a word.
pub(crate) const MOST_ROWS: usize = 1_048_575;
/// Waiting rows are written to the file once they have this many bytes.
const BLOCK: usize = 1 << 18;
/// Items whose rows a thread writes at a time: few enough that the rows are still in the processor's cache when they go to the file.
const TOGETHER: usize = 32;
/// Groups of items for each thread in one set of buffers. There are two sets: one is filled while the other goes to the file.
const GROUPS: usize = 4;

/// Makes a header (`$header`) and the function that writes the cells of a row (`$write`) from one list of columns, in their
/// order. So a column is added, moved or renamed in one place, and each cell is always under its name.
macro_rules! columns {
    (
        $header:ident,
        $(#[$doc:meta])*
        fn $write:ident($($argument:ident: $type:ty),+; $row:ident) { $($name:literal => $cell:expr),+ $(,)? }
    ) => {
        pub(super) const $header: &[&str] = &[$($name),+];

        $(#[$doc])*
        fn $write($($argument: $type),+, $row: &mut $crate::report::csv::RowWriter) {
            $($cell;)+
        }
    };
}
pub(super) use columns;

/// Writes rows of a table, cell by cell.
#[derive(Default)]
pub(crate) struct RowWriter {
    text: String,
    /// Where each row ends in `text`.
    ends: Vec<usize>,
    /// Number of cells so far in the row that is being written.
    cells: usize,
}

impl RowWriter {
    /// Removes all rows and keeps the allocated memory.
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Begins the next cell of the row.
    fn next(&mut self) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
    }

    /// Writes a cell with any text. The text is made inert, and quoted if necessary.
    pub(crate) fn cell(&mut self, text: &str) {
        self.next();
        if is_plain(text) {
            self.text.push_str(text);
        } else {
            self.guarded(text);
        }
    }

    /// Writes a cell with the text that `write` appends. The text is made inert, and quoted if necessary.
    pub(crate) fn written(&mut self, write: impl FnOnce(&mut String)) {
        self.next();
        let from = self.text.len();
        write(&mut self.text);
        if !is_plain(&self.text[from..]) {
            let text = self.text.split_off(from);
            self.guarded(&text);
        }
    }

    /// Writes a cell with one of the program's own words, or another text that begins with a letter or a digit and needs no
    /// quotes.
    pub(crate) fn word(&mut self, word: &str) {
        assert!(is_plain(word), "a word of ours needs no quotes");
        self.next();
        self.text.push_str(word);
    }

    /// Writes a cell with several of the program's own words, separated by `;`.
    pub(crate) fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        self.next();
        for (place, word) in words.into_iter().enumerate() {
            assert!(is_plain(word), "a word of ours needs no quotes");
            if place > 0 {
                self.text.push(';');
            }
            self.text.push_str(word);
        }
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.next();
        push_number(&mut self.text, number);
    }

    pub(crate) fn day(&mut self, day: Option<Day>) {
        self.next();
        if let Some(day) = day {
            day.push_iso(&mut self.text);
        }
    }

    pub(crate) fn time(&mut self, time: Option<Time>) {
        self.next();
        if let Some(time) = time {
            time.push(&mut self.text);
        }
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) {
        let begin = self.ends.last().copied().unwrap_or(0);
        if self.cells == 1 && self.text.len() == begin {
            // Readers would skip an empty line.
            self.text.push_str("\"\"");
        }
        self.text.push_str("\r\n");
        self.ends.push(self.text.len());
        self.cells = 0;
    }

    /// Appends a text, made inert and quoted if necessary.
    fn guarded(&mut self, text: &str) {
        let text = inert(text);
        if !text.bytes().any(is_special) {
            self.text.push_str(&text);
            return;
        }
        self.text.push('"');
        for (place, part) in text.split('"').enumerate() {
            if place > 0 {
                self.text.push_str("\"\"");
            }
            self.text.push_str(part);
        }
        self.text.push('"');
    }
}

/// Whether a byte makes quotes necessary.
const fn is_special(byte: u8) -> bool {
    matches!(byte, b',' | b'"' | b'\r' | b'\n')
}

/// Whether a text can be written as a cell unchanged, as most can: it begins with a letter or a digit, so no spreadsheet program
/// runs it, and it needs no quotes.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let harmless = bytes.first().is_none_or(u8::is_ascii_alphanumeric);
    // No early return, so that the compiler can check many bytes at a time.
    harmless && !bytes.iter().fold(false, |special, byte| special | is_special(*byte))
}

/// Whether a text is a negative number and nothing else.
fn is_below_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// A small table, held in memory.
pub(crate) struct SmallTable {
    header: String,
    rows: RowWriter,
}

impl SmallTable {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { header: begin(header), rows: RowWriter::default() }
    }

    /// Adds a row. Each cell is made inert.
    pub(crate) fn row(&mut self, cells: &[&dyn Display]) {
        for cell in cells.iter().map(|cell| cell.to_string()) {
            // A negative number is not a formula, and readers of the table need it as a number.
            if is_below_zero(&cell) {
                self.rows.next();
                self.rows.text.push_str(&cell);
            } else {
                self.rows.cell(&cell);
            }
        }
        self.rows.end();
    }

    /// The contents of its files, each with the header: several if the table has more rows than a spreadsheet program opens.
    pub(crate) fn files(&self) -> Vec<Vec<u8>> {
        let ends = &self.rows.ends;
        let mut files = Vec::new();
        let mut from = 0;
        for rows in ends.chunks(MOST_ROWS) {
            let to = rows.last().copied().unwrap_or(from);
            files.push([self.header.as_bytes(), &self.rows.text.as_bytes()[from..to]].concat());
            from = to;
        }
        if files.is_empty() {
            files.push(self.header.clone().into_bytes());
        }
        files
    }
}

/// The beginning of a file: a byte-order mark and the header.
fn begin(header: &[&str]) -> String {
    let mut rows = RowWriter { text: "\u{feff}".to_owned(), ..RowWriter::default() };
    for name in header {
        rows.cell(name);
    }
    rows.end();
    rows.text
}

/// A table that is written to its files row by row.
pub(crate) struct TableStream<'a> {
    sink: &'a dyn PackSink,
    name: &'static str,
    header: String,
    /// The most rows of a file, without its header.
    most: usize,
    /// The file that is being written.
    file: Box<dyn GrowingFile + 'a>,
    /// Number of files so far, including that one.
    files: usize,
    /// Number of rows in that file so far.
    rows: usize,
    /// Rows that are not in the file yet.
    waiting: RowWriter,
}

impl<'a> TableStream<'a> {
    /// Begins a table with this name and header.
    pub(crate) fn new(sink: &'a dyn PackSink, name: &'static str, header: &[&str]) -> Result<Self, Stop> {
        Self::in_parts(sink, name, header, MOST_ROWS)
    }

    /// Begins a table that continues in another file after `most` rows.
    fn in_parts(sink: &'a dyn PackSink, name: &'static str, header: &[&str], most: usize) -> Result<Self, Stop> {
        let header = begin(header);
        let mut file = sink.growing(&part_name(name, 1))?;
        file.add(header.as_bytes())?;
        Ok(Self { sink, name, header, most, file, files: 1, rows: 0, waiting: RowWriter::default() })
    }

    /// Adds the row whose cells `write` writes.
    pub(crate) fn row(&mut self, write: impl FnOnce(&mut RowWriter)) -> Result<(), Stop> {
        write(&mut self.waiting);
        self.waiting.end();
        if self.waiting.text.len() < BLOCK { Ok(()) } else { self.write_waiting() }
    }

    /// Adds the rows of `items` items in their order. Several threads call `write`, which ends each row itself.
    pub(crate) fn rows_of(&mut self, items: usize, write: impl Fn(usize, &mut RowWriter) + Sync) -> Result<(), Stop> {
        Self::rows_of_all([self], items, |item, [rows]| write(item, rows))
    }

    /// Does the same for several tables with rows for the same items.
    pub(crate) fn rows_of_all<const N: usize>(
        mut tables: [&mut Self; N],
        items: usize,
        write: impl Fn(usize, &mut [RowWriter; N]) + Sync,
    ) -> Result<(), Stop> {
        tables.iter_mut().try_for_each(|table| table.write_waiting())?;
        let groups = GROUPS * rayon::current_num_threads();
        let fill = |from: usize, buffers: &mut Vec<[RowWriter; N]>| {
            buffers.resize_with(groups, || std::array::from_fn(|_| RowWriter::default()));
            buffers.par_iter_mut().enumerate().for_each(|(group, rows)| {
                rows.iter_mut().for_each(RowWriter::clear);
                let group_items: Range<usize> =
                    (from + group * TOGETHER).min(items)..(from + (group + 1) * TOGETHER).min(items);
                group_items.for_each(|item| write(item, rows));
            });
        };
        let mut add = |buffers: &[[RowWriter; N]]| {
            let add_group =
                |rows: &[RowWriter; N]| tables.iter_mut().zip(rows).try_for_each(|(table, rows)| table.add(rows));
            buffers.iter().try_for_each(add_group)
        };
        // While other threads fill one set of buffers, one thread adds the full set to the files.
        let (mut full, mut next) = (Vec::new(), Vec::new());
        for from in (0..items).step_by(groups * TOGETHER) {
            let (added, ()) = rayon::join(|| add(&full), || fill(from, &mut next));
            added?;
            std::mem::swap(&mut full, &mut next);
        }
        add(&full)
    }

    fn write_waiting(&mut self) -> Result<(), Stop> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let added = self.add(&waiting);
        waiting.clear();
        self.waiting = waiting;
        added
    }

    fn add(&mut self, rows: &RowWriter) -> Result<(), Stop> {
        let (mut from, mut ends) = (0, &rows.ends[..]);
        while !ends.is_empty() {
            if self.rows == self.most {
                self.next_file()?;
            }
            let (fitting, rest) = ends.split_at(ends.len().min(self.most - self.rows));
            let to = fitting.last().copied().unwrap_or(from);
            self.file.add(&rows.text.as_bytes()[from..to])?;
            self.rows += fitting.len();
            (from, ends) = (to, rest);
        }
        Ok(())
    }

    /// Ends the file, which is full, and begins the next.
    fn next_file(&mut self) -> Result<(), Stop> {
        self.files += 1;
        let mut next = self.sink.growing(&part_name(self.name, self.files))?;
        next.add(self.header.as_bytes())?;
        self.rows = 0;
        std::mem::replace(&mut self.file, next).end()
    }

    /// Ends the table. Returns its files if there are several.
    pub(crate) fn end(mut self) -> Result<Option<SplitTable>, Stop> {
        self.write_waiting()?;
        self.file.end()?;
        Ok((self.files > 1).then_some(SplitTable { table: self.name, count: self.files }))
    }
}

/// A table that is split into several files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SplitTable {
    /// The name of the table and of its first file.
    pub(crate) table: &'static str,
    /// Number of files.
    pub(crate) count: usize,
}

impl SplitTable {
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        (1..=self.count).map(|number| part_name(self.table, number))
    }

    /// A sentence that tells readers about the other files.
    pub(crate) fn sentence(&self) -> String {
        let others: Vec<String> = self.names().skip(1).collect();
        let others = match others.as_slice() {
            [first, .., last] => format!("{first} to {last}"),
            one => one.concat(),
        };
        format!("{} has more rows than a spreadsheet program opens: it continues in {others}", self.table)
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
