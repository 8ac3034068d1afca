//! The one harness: a small area in a temporary folder, and the program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;

use tempfile::TempDir;

/// The as-of date of every test that does not say otherwise.
pub const AS_OF: &str = "2026-11-22";

/// NHS numbers of the synthetic range with valid check digits.
pub const ADA: &str = "9990000018";
pub const BEN: &str = "9990000026";

/// A source whose columns are the fields' own names and whose outcomes are the vocabulary's words.
pub const PLAIN: &str = r#"
organisation = "Test Team"
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
service = "service"
date = "date"
outcome = "outcome"
"#;

/// A configuration file and extracts in a folder of their own.
pub struct Area {
    folder: Rc<TempDir>,
}

/// What a run of the program did.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Area {
    /// An area with this configuration.
    pub fn new(config: &str) -> Self {
        let area = Self { folder: Rc::new(tempfile::tempdir().unwrap()) };
        area.write("failed-contact.toml", config);
        area
    }

    /// The area of [`PLAIN`] with these records.
    pub fn plain(records: &[&str]) -> Self {
        let area = Self::new(PLAIN);
        area.write("clinic.csv", plain_csv(records));
        area
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs the program in the area's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with other variables in its environment.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The command, ready to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Publishes the report for [`AS_OF`] and reads it.
    pub fn report(&self) -> Pack {
        let run = self.run(&["report", "--as-of", AS_OF, "--replace"]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        self.pack(AS_OF)
    }

    /// The pack of a date.
    pub fn pack(&self, as_of: &str) -> Pack {
        Pack { folder: self.path(&format!("reports/{as_of}/safeguarding")), _area: Some(Rc::clone(&self.folder)) }
    }
}

/// The program.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_failed-contact"))
}

/// The header of [`PLAIN`] and these records, one a line.
pub fn plain_csv(records: &[&str]) -> String {
    let mut text = String::from("contact_id,nhs_number,service,date,outcome\n");
    for record in records {
        text.push_str(record);
        text.push('\n');
    }
    text
}

/// A published pack. It outlives its area.
pub struct Pack {
    folder: PathBuf,
    _area: Option<Rc<TempDir>>,
}

/// A row of a CSV file, by column.
pub type Row = BTreeMap<String, String>;

impl Pack {
    /// The pack in a folder.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, _area: None }
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
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("every CSV begins with a byte-order mark");
        let mut reader = csv::Reader::from_reader(bytes);
        reader.deserialize().map(|row| row.unwrap()).collect()
    }

    /// One column of a CSV file.
    pub fn column(&self, name: &str, column: &str) -> Vec<String> {
        self.rows(name).into_iter().map(|mut row| row.remove(column).expect(column)).collect()
    }

    /// The cases in order, then their contacts sorted: everything that does not name a file or a line.
    pub fn without_places(&self) -> Vec<String> {
        let mut contacts: Vec<String> = self
            .rows("contacts.csv")
            .into_iter()
            .map(|mut row| {
                row.remove("file");
                row.remove("line");
                format!("{row:?}")
            })
            .collect();
        contacts.sort();
        let mut all: Vec<String> = self.rows("cases.csv").iter().map(|row| format!("{row:?}")).collect();
        all.extend(contacts);
        all
    }

    /// Every file below the pack, with its bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.folder)
    }
}

/// Every file below a folder, by its path in it, with its bytes.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// A cell of a row.
pub fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).unwrap_or_else(|| panic!("no column {column}"))
}

/// Asserts that every file of a pack reconciles.
pub fn assert_reconciles(pack: &Pack) {
    for row in pack.rows("quality.csv") {
        let number = |column: &str| cell(&row, column).parse::<u64>().unwrap();
        let sum = number("used") + number("excluded") + number("duplicate") + number("rejected");
        assert_eq!(number("records"), sum, "{row:?}");
    }
}
