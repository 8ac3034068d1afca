//! The configuration: what was typed, checked and turned into what is meant.
//!
//! One TOML file says everything. It is read as a tree whose every key knows its place, and taken apart by hand, so that
//! *all* that is wrong is told at once, each with its line, its column and the nearest right word; nothing is guessed,
//! and a run never starts with a setting that was mistyped. [`settings`] is the outcome; the other modules are the way
//! to it: `document` hands out keys, `log` collects problems, and one module reads each part of the file.

mod bounds;
mod columns;
mod constants;
mod document;
mod files;
mod formats;
mod general;
pub mod in_force;
mod log;
mod maps;
mod pattern;
pub mod reference;
mod rules;
pub mod settings;
mod source;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use self::document::Table;
use self::files::Claim;
use self::log::Log;
use self::settings::{Reviews, Settings, Sort};
use crate::problem::Problem;

/// The documented template: every key, its default, and what it is for.
pub const TEMPLATE: &str = include_str!("../../templates/failed-contact.toml");

/// Reads and checks the configuration at `path`, and finds the files of its sources.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(path: &Path) -> Result<Settings, Vec<Problem>> {
    load_with_output(path, None)
}

/// Reads the configuration at `path`, but with runs written to `output`, where that is given: what its globs match is
/// held against the folder that is really written to.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load_with_output(path: &Path, output: Option<&Path>) -> Result<Settings, Vec<Problem>> {
    match examine(path, output) {
        (Some(settings), problems) if problems.is_empty() => Ok(settings),
        (_, problems) => Err(problems),
    }
}

/// Everything that is wrong with the configuration at `path`, in the order of the file, and the settings as far as they
/// can be told, so that a caller can look for more with them. They are sound only where nothing is wrong.
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
    let settings = understand(text, config_file, base, &mut log).map(|draft| draft.resolve(output, &mut log));
    (settings, log.into_problems())
}

/// Reads the text of a configuration that the user calls `config_file` and that lies in the folder `base`. Notes what
/// is wrong in `problems`, and gives no settings then.
pub fn parse(
    text: &str,
    config_file: &str,
    base: &Path,
    output: Option<&Path>,
    problems: &mut Vec<Problem>,
) -> Option<Settings> {
    let (settings, found) = examine_text(text, config_file, base, output);
    let sound = found.is_empty();
    problems.extend(found);
    settings.filter(|_| sound)
}

/// Settings whose files are yet to be found.
struct Draft {
    settings: Settings,
    contacts: Vec<Claim>,
    children: Vec<Claim>,
    reviews: Option<Claim>,
    commissioner_at: usize,
}

impl Draft {
    fn resolve(self, output: Option<&Path>, log: &mut Log<'_>) -> Settings {
        let mut settings = self.settings;
        if let Some(folder) = output {
            folder.clone_into(&mut settings.output.folder);
        }
        files::keep_apart(&settings.output, self.commissioner_at, log);
        let claims: Vec<&Claim> = self.contacts.iter().chain(&self.children).chain(&self.reviews).collect();
        let mut files = files::resolve(&claims, &settings.base, &settings.output, log).into_iter();
        for source in settings.contacts.iter_mut().chain(&mut settings.children) {
            source.files = files.next().unwrap_or_default();
        }
        if let Some(reviews) = &mut settings.reviews {
            reviews.files = files.next().unwrap_or_default();
        }
        settings
    }
}

/// Reads the text of the file at `path`.
fn read(path: &Path, name: &str) -> Result<String, Problem> {
    let help = "name a configuration file, or draft one with `failed-contact init`";
    let unreadable = |reason: &str| Problem::new(name, format!("the configuration {reason}")).help(help);
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(unreadable("is not there")),
        Ok(metadata) if metadata.is_dir() => return Err(unreadable("is a folder")),
        Ok(metadata) if !metadata.is_file() => return Err(unreadable("is not a regular file")),
        _ => {}
    }
    let bytes = fs::read(path).map_err(|error| {
        let error = error.to_string().to_lowercase();
        unreadable(&format!("cannot be read: {}", error.split(" (os error").next().unwrap_or_default()))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&good[start..]).chars().count() + 1;
        Problem::new(name, "the configuration is not UTF-8")
            .at(line as u32, column as u32)
            .help("save it as UTF-8: in Notepad, \"Save as\" and choose the encoding UTF-8")
    })
}

fn understand(text: &str, config_file: &str, base: &Path, log: &mut Log<'_>) -> Option<Draft> {
    let (root, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    // A key that is there twice leaves the rest of the file as clear as it was. After any other error, what the parser
    // makes of the lines behind it is a guess.
    if let Some(error) = errors.iter().find(|error| error.message() != "duplicate key") {
        log.tell_syntax(error.span(), error.message());
        return None;
    }
    for error in errors {
        log.tell_syntax(error.span(), error.message());
    }
    let mut root = Table::root(root.get_ref());

    let help = "write organisation = \"...\" at the top of the file, above the first [table]";
    let organisation = root.require("organisation", help).and_then(|value| value.plain(help, log).map(str::to_owned));
    let (output, commissioner_at) = general::output(root.table("output", log), base, log);
    let review = part(&mut root, "review", log, general::review);
    let failed = part(&mut root, "failed_contact", log, general::failed);
    let rules = rules::rules(root.table("rules", log), log);
    let urgent_factors = part(&mut root, "priority", log, general::urgent);
    let limits = part(&mut root, "limits", log, general::limits);
    let disclosure = part(&mut root, "disclosure", log, general::disclosure);

    let mut sources = |key, sort, help, log: &mut Log<'_>| -> Vec<source::Draft> {
        root.tables(key, help, log).into_iter().map(|table| source::source(table, sort, log)).collect()
    };
    let help = "add a source of contacts: [[contacts]] with its name, files and columns";
    let contacts = sources("contacts", Sort::Contacts, Some(help), log);
    let children = sources("children", Sort::Children, None, log);
    source::compare(&contacts.iter().chain(&children).collect::<Vec<_>>(), log);

    let services = root.table("services", log).map_or_else(BTreeMap::new, |table| maps::services(&table, log));
    let (reviews, review_claim) = root.table("reviews", log).map(|table| reviews(table, log)).unzip();
    root.finish(log);

    let (contacts, contact_claims) = contacts.into_iter().map(|draft| (draft.source, draft.claim)).unzip();
    let (children, child_claims) = children.into_iter().map(|draft| (draft.source, draft.claim)).unzip();
    let settings = Settings {
        config_file: config_file.to_owned(),
        base: base.to_owned(),
        organisation: organisation.unwrap_or_default(),
        output,
        review,
        failed,
        rules,
        urgent_factors,
        limits,
        disclosure,
        contacts,
        children,
        services,
        reviews,
    };
    Some(Draft { settings, contacts: contact_claims, children: child_claims, reviews: review_claim, commissioner_at })
}

/// Reads a table of the file, which has its defaults where it is absent.
fn part<T>(
    root: &mut Table<'_>,
    key: &'static str,
    log: &mut Log<'_>,
    read: impl FnOnce(&mut Table<'_>, &mut Log<'_>) -> T,
) -> T {
    let empty = DeTable::new();
    let mut table: Table<'_> = match root.table(key, log) {
        Some(table) => table,
        None => Table::absent(key, &empty),
    };
    let settings = read(&mut table, log);
    table.finish(log);
    settings
}

fn reviews(mut table: Table<'_>, log: &mut Log<'_>) -> (Reviews, Claim) {
    let claim = Claim::read(&mut table, "reviews", true, log);
    let date_format = formats::review_formats(&mut table, log);
    table.finish(log);
    (Reviews { files: Vec::new(), date_format }, claim)
}

#[cfg(test)]
pub(crate) mod tests;
