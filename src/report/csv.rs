//! CSV as the packs write it: UTF-8 with a byte-order mark and CRLF, so that a spreadsheet program opens it right on a
//! double click, and no cell that it would run.

use std::borrow::Cow;
use std::io;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::pack::part_name;
use crate::text::inert;

/// The most rows of a file below its header: Excel opens 1,048,576 lines, and drops the others without a word.
pub const MOST_ROWS: usize = 1_048_575;

/// A table that is being written: one file, or where it has more rows than a spreadsheet program opens, several, each
/// with the header.
pub struct Table {
    header: Vec<String>,
    most: usize,
    /// The files that are full.
    full: Vec<Vec<u8>>,
    writer: Writer<Vec<u8>>,
    /// Rows of the file that is being written.
    rows: usize,
}

impl Table {
    /// A table with this header.
    pub fn new(header: &[&str]) -> Self {
        Self::in_parts(header, MOST_ROWS)
    }

    /// A table that is continued in another file after so many rows.
    fn in_parts(header: &[&str], most: usize) -> Self {
        let header = header.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Self { writer: begin(&header), header, most, full: Vec::new(), rows: 0 }
    }

    /// Adds a row. Its cells are texts: each is made inert.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) {
        if self.rows == self.most {
            self.next_file();
        }
        self.rows += 1;
        write_row(&mut self.writer, cells);
    }

    /// Adds rows that were written elsewhere, by another thread perhaps.
    pub fn rows(&mut self, rows: Rows) {
        let Rows { mut writer, ends } = rows;
        let _ = writer.flush();
        let bytes = writer.into_inner().unwrap_or_default();
        let (mut from, mut ends) = (0, &ends[..]);
        while !ends.is_empty() {
            if self.rows == self.most {
                self.next_file();
            }
            let (now, later) = ends.split_at(ends.len().min(self.most - self.rows));
            let to = now.last().copied().unwrap_or(from);
            let mut own = std::mem::replace(&mut self.writer, writer_to(Vec::new())).into_inner().unwrap_or_default();
            own.extend_from_slice(&bytes[from..to]);
            self.writer = writer_to(own);
            self.rows += now.len();
            (from, ends) = (to, later);
        }
    }

    /// The rows so far are a full file.
    fn next_file(&mut self) {
        let full = std::mem::replace(&mut self.writer, begin(&self.header));
        self.full.push(full.into_inner().unwrap_or_default());
        self.rows = 0;
    }

    /// The bytes of its files, in order.
    ///
    /// # Errors
    /// None in practice: they are in memory.
    pub fn files(self) -> io::Result<Vec<Vec<u8>>> {
        let last = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let mut files = self.full;
        files.push(last);
        Ok(files)
    }
}

/// Some rows of a table.
pub struct Rows {
    writer: Writer<Vec<u8>>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Rows {
    /// No rows yet.
    pub fn new() -> Self {
        Self { writer: writer_to(Vec::new()), ends: Vec::new() }
    }

    /// Adds a row. Its cells are texts: each is made inert.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) {
        write_row(&mut self.writer, cells);
        let _ = self.writer.flush();
        self.ends.push(self.writer.get_ref().len());
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

fn write_row<'a>(writer: &mut Writer<Vec<u8>>, cells: impl IntoIterator<Item = Cow<'a, str>>) {
    // Writing to memory does not fail.
    for cell in cells {
        let _ = writer.write_field(inert(&cell).as_bytes());
    }
    let _ = writer.write_record(None::<&[u8]>);
}

/// Writes behind these bytes.
fn writer_to(bytes: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(bytes)
}

/// The beginning of a file.
fn begin(header: &[String]) -> Writer<Vec<u8>> {
    let mut writer = writer_to("\u{feff}".as_bytes().to_vec());
    let _ = writer.write_record(header);
    writer
}

/// A table that is in several files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Its name, which is its first file's.
    pub table: &'static str,
    /// How many files it is in.
    pub count: usize,
}

impl Parts {
    /// The names of its files, in order.
    pub fn names(&self) -> impl Iterator<Item = String> {
        (1..=self.count).map(|number| part_name(self.table, number))
    }

    /// What to say of it, in one sentence.
    pub fn sentence(&self) -> String {
        let others: Vec<String> = self.names().skip(1).collect();
        let others = match others.as_slice() {
            [first, .., last] => format!("{first} to {last}"),
            one => one.concat(),
        };
        format!("{} has more rows than a spreadsheet program opens: it goes on in {others}", self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed() {
        let mut table = Table::new(&["a", "b"]);
        table.row(["x,y", "say \"no\"\r\nagain"].map(Cow::Borrowed));
        table.row(["", "z"].map(Cow::Borrowed));
        let [file] = table.files().unwrap().try_into().unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n\"x,y\",\"say \"\"no\"\"\r\nagain\"\r\n,z\r\n");
    }

    #[test]
    fn a_table_with_more_rows_than_a_spreadsheet_opens_goes_on_in_another_file() {
        let texts = |rows: usize| -> Vec<String> {
            let mut table = Table::in_parts(&["n"], 2);
            for row in 0..rows {
                table.row([Cow::Owned(row.to_string())]);
            }
            table.files().unwrap().into_iter().map(|file| String::from_utf8(file).unwrap()).collect()
        };
        assert_eq!(texts(0), ["\u{feff}n\r\n"]);
        assert_eq!(texts(2), ["\u{feff}n\r\n0\r\n1\r\n"]);
        assert_eq!(texts(3), ["\u{feff}n\r\n0\r\n1\r\n", "\u{feff}n\r\n2\r\n"]);
        assert_eq!(texts(5).len(), 3);
        // With the header, a full file has exactly the lines that Excel opens.
        assert_eq!(MOST_ROWS + 1, 1 << 20);
    }

    #[test]
    fn rows_written_elsewhere_are_rows_like_others_wherever_a_file_ends() {
        for most in 1..7 {
            let mut one = Table::in_parts(&["n", "m"], most);
            let mut other = Table::in_parts(&["n", "m"], most);
            for group in [0..1, 1..1, 1..4, 4..5, 5..11] {
                let mut rows = Rows::new();
                for row in group {
                    let cells = || [Cow::Owned(format!("{row}\r\n\"")), Cow::Borrowed("=x,y")];
                    one.row(cells());
                    if row % 3 == 1 {
                        other.rows(std::mem::take(&mut rows));
                        other.row(cells());
                    } else {
                        rows.row(cells());
                    }
                }
                other.rows(rows);
            }
            assert_eq!(one.files().unwrap(), other.files().unwrap(), "{most} a file");
        }
    }

    #[test]
    fn the_files_of_a_table_are_named_and_told() {
        let two = Parts { table: "contacts.csv", count: 2 };
        assert_eq!(two.names().collect::<Vec<_>>(), ["contacts.csv", "contacts-2.csv"]);
        assert!(two.sentence().ends_with("it goes on in contacts-2.csv"));
        assert!(Parts { count: 4, ..two }.sentence().ends_with("it goes on in contacts-2.csv to contacts-4.csv"));
    }
}
