//! Finds the files that each source reads. It resolves the globs, and reports files that two sources claim or that lie where runs
//! write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value as Json;

use super::declare::Setting;
use super::document::Value;
use super::log::{Log, did_you_mean};
use super::paths::{as_compared, lies_in, plain_path, real_path, relative};
use super::pattern::Glob;
#[cfg(test)]
use super::reference::{Form, Shape};
use super::settings::{ExtractFile, Output, Settings};
use crate::day::Day;
use crate::opening::plain;
use crate::pack::{COMMISSIONER, SAFEGUARDING, SAFEGUARDING_FILES, commissioner_files};
use crate::problem::nearest;

/// `files`: the globs of a source.
pub(crate) struct Files {
    /// Whether a glob may match nothing, and the key may be missing.
    pub(crate) may_be_empty: bool,
    /// What the template shows. If the key may be missing, it is the default too.
    pub(crate) example: &'static str,
}

/// The globs of a key, each as typed, with its place in the file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Globs {
    #[serde(skip)]
    all: Vec<(String, usize, Glob)>,
    #[serde(skip)]
    may_be_empty: bool,
}

/// Examples of every file that a run writes, which no glob may match. The aggregate pack may have a folder of its own.
fn written_in(output: &Path) -> impl Iterator<Item = PathBuf> {
    let run = output.join("2000-01-01");
    let identifiable = run.join(SAFEGUARDING);
    let aggregate = [run.join(COMMISSIONER), run];
    let aggregate = aggregate.into_iter().flat_map(|pack| commissioner_files().map(move |file| pack.join(file)));
    SAFEGUARDING_FILES.into_iter().map(move |file| identifiable.join(file)).chain(aggregate)
}

/// The most patterns of a source. For each that matches nothing, its folder is searched for what may have been meant.
const MOST_PATTERNS: usize = 1000;

const HELP: &str = "name the files: files = [\"extracts/community*.csv\"]";

impl Setting for Files {
    type Value = Globs;

    fn needed(&self) -> Option<&'static str> {
        (!self.may_be_empty).then_some(HELP)
    }

    fn absent(&self) -> Globs {
        let example = Glob::new(self.example).ok().filter(|_| self.may_be_empty);
        let all = example.map(|glob| (self.example.to_owned(), 0, glob)).into_iter().collect();
        Globs { all, may_be_empty: self.may_be_empty }
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Globs> {
        if value.is_empty_list() {
            log.report(value.at, format!("`{}` is empty", value.path), HELP);
        }
        let values = value.list(log)?;
        if values.len() > MOST_PATTERNS {
            let what = format!("`{}` has {} patterns, more than {MOST_PATTERNS}", value.path, values.len());
            log.report(value.at, what, "let `*` stand for what is different in the names");
            return None;
        }
        let mut globs = Vec::new();
        for value in values {
            let Some(text) = value.plain(HELP, log) else {
                continue;
            };
            match Glob::new(text) {
                Ok(glob) => globs.push((text.to_owned(), value.at, glob)),
                Err(what) => {
                    let help = "`*` stands for any characters, `?` for one, `**/` for any folders, `[[]` for a bracket";
                    log.report(value.at, format!("\"{text}\" is not a pattern of files: {what}"), help);
                }
            }
        }
        Some(Globs { all: globs, may_be_empty: self.may_be_empty })
    }

    /// The manifest lists the files that were read instead.
    fn in_manifest(&self, _: &Globs) -> Option<Json> {
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        let example = serde_json::json!([self.example]);
        if self.may_be_empty { Form::Texts(1).or(example) } else { Form::Texts(1).like(example) }
    }
}

/// A claim to the files that globs match.
struct Claim<'s> {
    /// Who makes it, as messages name it.
    owner: String,
    globs: &'s Globs,
}

/// The folder that globs start from and those that runs write to, as [`plain_path`] gives them.
struct Folders {
    base: PathBuf,
    outputs: Vec<PathBuf>,
}

/// Finds the files that the globs of the settings match, in the order of the file.
pub(crate) fn find(settings: &mut Settings, log: &mut Log<'_>) {
    let sources = settings.contacts.iter().chain(&settings.children).map(|source| {
        let owner = match source.name.as_str() {
            "" => "a source without a name".to_owned(),
            name => format!("source `{name}`"),
        };
        Claim { owner, globs: &source.globs }
    });
    let reviews = Claim { owner: "[reviews]".to_owned(), globs: &settings.reviews.globs };
    let links = Claim { owner: "[links]".to_owned(), globs: &settings.links.globs };
    let claims: Vec<Claim<'_>> = sources.chain([reviews, links]).collect();
    let files = resolve(&claims, &settings.base, &settings.output, log);
    let claimed: BTreeSet<PathBuf> = files.iter().flatten().map(|file| real_path(&file.path)).collect();
    settings.reviews.beside = settings.reviews.globs.beside(&settings.base, &claimed);
    settings.links.beside = settings.links.globs.beside(&settings.base, &claimed);
    for source in settings.contacts.iter_mut().chain(&mut settings.children) {
        source.unread = source.globs.unread(&settings.base, &claimed);
    }
    let mut files = files.into_iter();
    let sources = settings.contacts.iter_mut().chain(&mut settings.children).map(|source| &mut source.files);
    for globs in sources.chain([&mut settings.reviews.files, &mut settings.links.files]) {
        *globs = files.next().unwrap_or_default();
    }
}

impl Globs {
    /// The files in the folders of these globs that are not read: somebody may have saved a workbook there. Hidden files, and those
    /// that a spreadsheet program keeps while a workbook is open, are ignored.
    fn beside(&self, base: &Path, claimed: &BTreeSet<PathBuf>) -> Vec<ExtractFile> {
        let start = plain_path(base);
        let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
        for folder in self.all.iter().filter_map(|(_, _, glob)| glob.folder(base)) {
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            for path in entries.map(|entry| entry.path()).filter(|path| path.is_file()) {
                let ignored = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['.', '~']));
                if !ignored && !claimed.contains(&real_path(&path)) {
                    found.insert(relative(&plain_path(&path), &start), path);
                }
            }
        }
        found.into_iter().map(|(shown, path)| ExtractFile { path, shown }).collect()
    }

    /// The files, in any folder where these globs look, that would be read if they were CSV files, unless that CSV file is there too.
    fn unread(&self, base: &Path, claimed: &BTreeSet<PathBuf>) -> Vec<ExtractFile> {
        let start = plain_path(base);
        let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
        let all = self.all.iter().filter_map(|(_, _, glob)| glob.of_its_folders());
        for path in all.flat_map(|glob| glob.walk(base).files) {
            let is_open = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('~'));
            let plain = plain_path(&path);
            let Some(would_be) = as_csv(&plain).filter(|_| !is_open) else { continue };
            let is_meant = self.all.iter().any(|(_, _, glob)| glob.would_match(base, &would_be));
            let is_read = || claimed.contains(&real_path(&would_be)) || claimed.contains(&real_path(&path));
            if is_meant && !is_read() && path.is_file() {
                found.insert(relative(&plain, &start), path);
            }
        }
        found.into_iter().map(|(shown, path)| ExtractFile { path, shown }).collect()
    }
}

/// Endings of files that a spreadsheet program saves instead of CSV.
const WORKBOOKS: [&str; 5] = ["xlsx", "xls", "xlsm", "xlsb", "ods"];
/// Endings that programs add to another one.
const SECOND_ENDINGS: [&str; 3] = ["txt", "zip", "gz"];
/// Endings that a file has until its download or copy is complete.
const UNFINISHED: [&str; 5] = ["part", "partial", "tmp", "crdownload", "filepart"];

/// The name that a file would have if it were saved as CSV or without its second ending.
fn as_csv(path: &Path) -> Option<PathBuf> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    if WORKBOOKS.contains(&ending.as_str()) {
        Some(path.with_extension("csv"))
    } else {
        let first = path.with_extension("");
        let is_second = SECOND_ENDINGS.contains(&ending.as_str()) || UNFINISHED.contains(&ending.as_str());
        (is_second && first.extension().is_some()).then_some(first)
    }
}

/// Whether the name of a file says that it is not complete.
pub(crate) fn is_unfinished(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    UNFINISHED.iter().any(|unfinished| unfinished.eq_ignore_ascii_case(ending))
}

/// Resolves the globs of every claim, in the order of the configuration file. Returns the files in the order of `claims`.
fn resolve(claims: &[Claim<'_>], base: &Path, output: &Output, log: &mut Log<'_>) -> Vec<Vec<ExtractFile>> {
    let outputs = std::iter::once(&output.folder).chain(&output.commissioner).map(|folder| plain_path(folder));
    let folders = Folders { base: plain_path(base), outputs: outputs.collect() };
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|index| claims[*index].globs.all.first().map_or(0, |(_, at, _)| *at));
    let mut owners: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut files = vec![Vec::new(); claims.len()];
    for index in order {
        let claim = &claims[index];
        let mut shown: BTreeMap<String, PathBuf> = BTreeMap::new();
        for (text, at, glob) in &claim.globs.all {
            let matched = matched(claim, text, *at, glob, base, log);
            read_again(text, *at, glob, &matched, &folders, log);
            let mut taken: Vec<(String, usize)> = Vec::new();
            for path in matched {
                let name = relative(&plain_path(&path), &folders.base);
                let owner = *owners.entry(real_path(&path)).or_insert(index);
                if owner != index {
                    taken.push((name.clone(), owner));
                }
                shown.entry(name).or_insert(path);
            }
            if let Some((name, owner)) = taken.first() {
                let more = match taken.len() - 1 {
                    0 => String::new(),
                    n => format!(", and {n} more like it"),
                };
                let what = format!("{} reads {name}, which {} reads too{more}", claim.owner, claims[*owner].owner);
                log.report(*at, what, format!("narrow \"{text}\" or the other pattern: a file belongs to one source"));
            }
        }
        files[index] = shown.into_iter().map(|(shown, path)| ExtractFile { path, shown }).collect();
    }
    files
}

/// Reports a commissioner folder that is not apart from the identifiable pack.
pub(crate) fn keep_apart(output: &Output, at: usize, log: &mut Log<'_>) {
    let Some(commissioner) = &output.commissioner else {
        return;
    };
    if as_compared(real_path(&output.folder)) == as_compared(real_path(commissioner)) {
        let help = "name another folder, or remove the key: then each report has a folder for either pack";
        log.report(at, "`output.commissioner` is also the folder of the reports", help);
    } else if lies_in(&output.folder, commissioner) {
        let help =
            "name a folder of its own: people who may read the commissioner pack must not find the safeguarding pack";
        log.report(at, "the folder of the reports lies inside `output.commissioner`", help);
    } else if let Some(name) = first_below(commissioner, &output.folder)
        && (name.starts_with('.') || Day::from_iso(&name).is_some())
    {
        let what = format!("`output.commissioner` lies in {name}, where this program keeps what it makes itself");
        log.report(at, what, "name a folder of its own, such as \"commissioner-reports\"");
    }
}

/// The first component of a path below `folder`, if the path lies in it.
fn first_below(path: &Path, folder: &Path) -> Option<String> {
    let within = |(path, folder): (PathBuf, PathBuf)| {
        as_compared(path).strip_prefix(as_compared(folder)).map(Path::to_owned).ok()
    };
    let below =
        within((plain_path(path), plain_path(folder))).or_else(|| within((real_path(path), real_path(folder))))?;
    Some(below.components().next()?.as_os_str().to_string_lossy().into_owned())
}

/// The files that one glob matches.
fn matched(claim: &Claim<'_>, text: &str, at: usize, glob: &Glob, base: &Path, log: &mut Log<'_>) -> Vec<PathBuf> {
    let found = glob.walk(base);
    for (path, error) in &found.errors {
        let what = format!("{} cannot be read: {}", path.display(), plain(error));
        log.report(at, what, "correct that, or narrow the pattern so that it does not look there");
    }
    if !found.files.is_empty() {
        return found.files;
    }
    // A folder in the place of a file is returned, because the reader refuses it with a clear message.
    if !found.folders.is_empty() {
        return found.folders;
    }
    if !claim.globs.may_be_empty && found.errors.is_empty() {
        let subject = if glob.is_literal() { "there is no file" } else { "no file matches" };
        log.report(at, format!("{}: {subject} \"{text}\"", claim.owner), help_with_nothing(glob, base));
    }
    Vec::new()
}

/// Help for a glob that matches nothing.
fn help_with_nothing(glob: &Glob, base: &Path) -> String {
    let otherwise = "paths start at the folder of this file".to_owned();
    let Some((folder, name, is_folder)) = glob.dead_end(base) else {
        return otherwise;
    };
    let Ok(entries) = fs::read_dir(&folder) else {
        return otherwise;
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| !is_folder || entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let near = nearest(&name, names.iter().map(String::as_str));
    let otherwise = if is_folder { format!("there is no folder `{name}`; {otherwise}") } else { otherwise };
    did_you_mean(&name, near, otherwise)
}

/// Reports a glob that matches, or would match, files that a run writes.
fn read_again(text: &str, at: usize, glob: &Glob, matched: &[PathBuf], folders: &Folders, log: &mut Log<'_>) {
    let start = glob.start(&folders.base);
    for output in &folders.outputs {
        // If the configuration itself lies in the output folder, so may the extracts. Then only the files of runs count.
        let holds_configuration = lies_in(&folders.base, output);
        let inside = |path: &Path| !holds_configuration && lies_in(path, output);
        let caught = inside(&start)
            || matched.iter().any(|path| inside(path))
            || written_in(output).any(|file| glob.would_match(&folders.base, &file));
        if caught {
            let shown = relative(output, &folders.base);
            let what = format!("\"{text}\" matches files in the output folder {shown}, where reports are written");
            log.report(at, what, "narrow the pattern, or name an `output.folder` where no extract lies");
            return;
        }
    }
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
