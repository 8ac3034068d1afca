//! Reads and checks the configuration.
//!
//! One TOML file holds everything. It is read as a tree in which every key knows its place. *All* problems are reported at once,
//! each with its line, its column and the nearest known word. Nothing is guessed, and a run never starts with a mistyped setting.
//! [`settings`] declares every key once, and is what reading produces. The other modules are what declarations are made of:
//! `document` hands out keys, `log` collects problems, and the rest say which values a key may have.

mod columns;
mod constants;
mod dates;
mod declare;
mod document;
pub(crate) mod files;
pub(crate) mod formats;
mod kinds;
mod log;
mod maps;
pub(crate) mod paths;
pub(crate) mod pattern;
#[cfg(test)]
pub(crate) mod reference;
mod sets;
pub mod settings;
pub(crate) mod source;
mod syntax;
mod types;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use toml::de::DeTable;

use self::declare::Declared as _;
use self::document::Table;
use self::log::Log;
use self::settings::Settings;
use crate::numbers::count;
use crate::opening;
use crate::problem::Problem;

/// Reads and checks the configuration at `path`, and finds the files of its sources.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(path: &Path) -> Result<Settings, Vec<Problem>> {
    load_with_output(path, None)
}

/// Reads the configuration at `path`. If `output` is given, it replaces the output folder, so that globs are checked against the
/// folder that is really written to.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load_with_output(path: &Path, output: Option<&Path>) -> Result<Settings, Vec<Problem>> {
    if_sound(examine(path, output))
}

/// Reads the text of a configuration that the user calls `config_file` and that lies in the folder `base`.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse(text: &str, config_file: &str, base: &Path) -> Result<Settings, Vec<Problem>> {
    if_sound(examine_text(text, config_file, base, None))
}

fn if_sound((settings, problems): (Option<Settings>, Vec<Problem>)) -> Result<Settings, Vec<Problem>> {
    settings.filter(|_| problems.is_empty()).ok_or(problems)
}

/// All problems with the configuration at `path`, in the order of the file, and the settings so far as they could be read, so that
/// a caller can look for further problems with them. The settings are sound only if there is no problem.
pub fn examine(path: &Path, output: Option<&Path>) -> (Option<Settings>, Vec<Problem>) {
    let name = path.display().to_string();
    let text = match read(path, &name) {
        Ok(text) => text,
        Err(problem) => return (None, vec![problem]),
    };
    let base = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    examine_text(&text, &name, &base, output)
}

fn examine_text(text: &str, config_file: &str, base: &Path, output: Option<&Path>) -> (Option<Settings>, Vec<Problem>) {
    let mut log = Log::new(config_file, text);
    let settings = understand(text, config_file, base, &mut log).map(|(mut settings, commissioner_at)| {
        if let Some(folder) = output {
            folder.clone_into(&mut settings.output.folder);
        }
        files::keep_apart(&settings.output, commissioner_at, &mut log);
        files::find(&mut settings, &mut log);
        settings
    });
    (settings, log.into_problems())
}

/// The settings in force as data. The manifest records them, and the next run compares its own with them. No value in them is about a
/// child.
pub(crate) fn in_force(settings: &Settings) -> Json {
    settings.in_manifest().into()
}

/// The largest configuration file, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// Reads the text of the file at `path`.
fn read(path: &Path, name: &str) -> Result<String, Problem> {
    let help = "name a configuration file, or draft one with `failed-contact init`";
    let unreadable = |reason: &str| Problem::new(name, format!("the configuration {reason}")).help(help);
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Problem::new(name, "configuration file not found").help(help));
        }
        Ok(metadata) if metadata.is_dir() => return Err(unreadable("is a folder")),
        Ok(metadata) if !metadata.is_file() => return Err(unreadable("is not an ordinary file")),
        _ => {}
    }
    let bytes = opening::open(path)
        .and_then(|file| opening::whole(file, MOST_BYTES))
        .map_err(|error| unreadable(&format!("cannot be read: {}", opening::plain(&error))))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&good[start..]).chars().count() + 1;
        Problem::new(name, "the configuration is not UTF-8")
            .at(count(line), count(column))
            .help("save it as UTF-8: in Notepad, \"Save as\" and choose the encoding UTF-8")
    })
}

/// The settings, whose files are still to be found, and the byte at which `output.commissioner` stands.
fn understand(text: &str, config_file: &str, base: &Path, log: &mut Log<'_>) -> Option<(Settings, usize)> {
    let (root, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    // After a duplicate key, the rest of the file is still clear. After any other error, the parser only guesses at the lines that
    // follow.
    if let Some(error) = errors.iter().find(|error| error.message() != "duplicate key") {
        log.report_syntax(error.span(), error.message());
        return None;
    }
    for error in errors {
        log.report_syntax(error.span(), error.message());
    }
    let root = Table::root(root.get_ref());
    let commissioner = root.rows_of("output").into_iter().find(|(key, _)| key.text == "commissioner");
    let commissioner_at = commissioner.map_or_else(|| root.place("output"), |(_, value)| value.at);

    let mut settings = Settings::read_all(root, log);
    config_file.clone_into(&mut settings.config_file);
    base.clone_into(&mut settings.base);
    for folder in std::iter::once(&mut settings.output.folder).chain(&mut settings.output.commissioner) {
        if base != Path::new(".") {
            *folder = base.join(&folder);
        }
    }
    Some((settings, commissioner_at))
}

#[cfg(test)]
pub(crate) mod tests;
