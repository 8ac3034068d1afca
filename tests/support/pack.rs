//! What the program published, read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use tempfile::TempDir;

/// A published pack. It outlives its area.
pub struct Pack {
    folder: PathBuf,
    area: Option<Rc<TempDir>>,
}

/// A row of a CSV file, by column.
pub type Row = BTreeMap<String, String>;

impl Pack {
    /// The pack in a folder.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, area: None }
    }

    /// The pack in a folder of an area. The area's folder is kept as long as the pack is.
    pub fn within(folder: PathBuf, area: &Rc<TempDir>) -> Self {
        Self { folder, area: Some(Rc::clone(area)) }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// The rows of a CSV file of the pack.
    pub fn rows(&self, name: &str) -> Vec<Row> {
        let bytes = self.bytes(name);
        assert!(bytes.starts_with("\u{feff}".as_bytes()), "every CSV begins with a byte-order mark");
        rows_of(&bytes)
    }

    /// One column of a CSV file.
    pub fn column(&self, name: &str, column: &str) -> Vec<String> {
        self.rows(name).into_iter().map(|mut row| row.remove(column).expect(column)).collect()
    }

    /// The names of the columns of a CSV file, as its first line has them.
    pub fn header(&self, name: &str) -> String {
        self.text(name).lines().next().unwrap().trim_start_matches('\u{feff}').to_owned()
    }

    /// Every file below the pack, with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.folder)
    }
}

/// The rows of a CSV file.
pub fn rows_of(bytes: &[u8]) -> Vec<Row> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    csv::Reader::from_reader(bytes).deserialize().map(|row| row.unwrap()).collect()
}

/// Every file below a folder, by its path in it, with its bytes.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A cell of a row.
pub fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).unwrap_or_else(|| panic!("no column {column}"))
}

/// Asserts that every file of a pack reconciles.
#[track_caller]
pub fn assert_reconciles(pack: &Pack) {
    for row in pack.rows("quality.csv") {
        let number = |column: &str| cell(&row, column).parse::<u64>().unwrap();
        let sum = number("used") + number("excluded") + number("duplicate") + number("rejected");
        assert_eq!(number("records"), sum, "{row:?}");
    }
}
