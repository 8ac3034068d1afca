//! Suggests a correction if the first line of an extract is not the header that its configuration describes: another delimiter,
//! or lines to skip before the header.

use std::io::Read;

use super::columns::ColumnMap;
use super::encoding::Charset;
use super::record::RecordReader;
use crate::config::settings::{ExtractFile, Source};
use crate::problem::Problem;
use crate::text;

/// Delimiters that extracts use.
const DELIMITERS: &[u8] = b",;\t|:~^";
/// How many records after the first line are tried as the header.
const LOOKED_AT: usize = 20;

/// The problem with an extract whose first record, which `reader` has just read, is not the header; `None` if no correction fits.
pub(crate) fn hint<R: Read>(
    source: &Source,
    extract: &ExtractFile,
    reader: &mut RecordReader<R>,
    charset: Charset,
    line: u32,
) -> Option<Problem> {
    let mut line = line;
    for looked_at in 0..=LOOKED_AT {
        if looked_at > 0 {
            line = reader.advance().ok()??.line;
        }
        let fits = |delimiter: &u8| ColumnMap::find(source, &split(reader.raw(), *delimiter, charset)).is_ok();
        let configured = Some(&source.delimiter).filter(|delimiter| looked_at > 0 && fits(delimiter));
        let others = || DELIMITERS.iter().filter(|other| **other != source.delimiter).find(|other| fits(other));
        let Some(delimiter) = configured.or_else(others) else {
            continue;
        };
        let shown = if *delimiter == b'\t' { "\\t".to_owned() } else { char::from(*delimiter).to_string() };
        let (rows, name) = (line - 1, &source.name);
        let (what, help) = match (*delimiter == source.delimiter, looked_at) {
            (true, _) => (
                format!("the header is on line {line}, not where the configuration expects it"),
                format!("set `skip_rows = {rows}` for source `{name}`"),
            ),
            (false, 0) => (
                "the delimiter is not the one in the configuration".to_owned(),
                format!("set `delimiter = \"{shown}\"` for source `{name}`"),
            ),
            (false, _) => (
                "the delimiter is not the one in the configuration, and there are lines before the header".to_owned(),
                format!("set `skip_rows = {rows}` and `delimiter = \"{shown}\"` for source `{name}`"),
            ),
        };
        // The other files of the source may be just as the configuration says.
        let help = if source.files.len() > 1 {
            format!("{help}, if all its files are like this; else ask for this file in the form of the others")
        } else {
            help
        };
        return Some(Problem::new(&extract.shown, what).at_line(line).help(help));
    }
    None
}

/// The cells of a line, split at `delimiter`; none if its quoting is broken.
fn split(line: &[u8], delimiter: u8, charset: Charset) -> Vec<String> {
    let mut reader = RecordReader::new(line, delimiter, 0, 1);
    match reader.advance() {
        Ok(Some(found)) if found.damage.is_none() => (0..reader.len())
            .map(|i| charset.decode(reader.cell(i)).map_or_else(|_| String::new(), |c| text::trim(&c).to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}
