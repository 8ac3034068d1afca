//! CSV as the packs write it: UTF-8 with a byte-order mark and CRLF, so that a spreadsheet program opens it right on a
//! double click, and no cell that it would run.

use std::borrow::Cow;
use std::io;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::text::inert;

/// A CSV file that is being written.
pub struct Table {
    writer: Writer<Vec<u8>>,
}

impl Table {
    /// A file with this header.
    pub fn new(header: &[&str]) -> Self {
        let bytes = "\u{feff}".as_bytes().to_vec();
        let mut writer =
            WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).from_writer(bytes);
        // Writing to memory does not fail.
        let _ = writer.write_record(header);
        Self { writer }
    }

    /// Adds a row. Its cells are texts: each is made inert.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) {
        for cell in cells {
            let _ = self.writer.write_field(inert(&cell).as_bytes());
        }
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// None in practice: they are in memory.
    pub fn bytes(self) -> io::Result<Vec<u8>> {
        self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
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
        let text = String::from_utf8(table.bytes().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n\"x,y\",\"say \"\"no\"\"\r\nagain\"\r\n,z\r\n");
    }
}
