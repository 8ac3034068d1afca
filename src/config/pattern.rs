//! The globs of `files`: a path of which some parts are patterns (`*`, `?`, `[a-z]`) or `**`, any folders at all.
//!
//! `glob` says what a pattern matches, `walkdir` walks. What is decided here: an unreadable folder, or a name that is not
//! Unicode, is an error and never a file that is missing without a word; brackets in the configuration's own path mean
//! nothing; and the letters A to Z match whatever their case, on every system, so that `*.csv` finds `CLINIC-2.CSV`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

use super::paths::plain_path;

/// A leading dot is matched by a dot only.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: true };

/// Any folders at all.
const ANY: &str = "**";

#[derive(Clone, Debug)]
pub(crate) struct Glob {
    /// The path up to its first wildcard: everything that it matches lies there.
    start: PathBuf,
    /// Its parts from the first wildcard on; none where it names one path only.
    parts: Vec<Pattern>,
    /// All of them together.
    whole: Pattern,
}

/// What a walk through the folders has found.
#[derive(Debug, Default)]
pub(crate) struct WalkResult {
    /// Files, and whatever else is there that is no folder.
    pub(crate) files: Vec<PathBuf>,
    /// Folders whose name matches.
    pub(crate) folders: Vec<PathBuf>,
    /// What could not be read, or is not named in Unicode.
    pub(crate) errors: Vec<(PathBuf, io::Error)>,
}

/// The most of `**` in a pattern, and of `*` in a name of it: the ways to match a path grow with each.
const MOST_ANY: usize = 4;
const MOST_STARS: usize = 16;

/// How deep below its start a pattern looks, and through how many folders to which links lead: links that lead to folders
/// with links give each folder twice as many names as the one above it.
const DEEPEST: usize = 100;
const MOST_BY_LINKS: usize = 10_000;

impl Glob {
    /// The glob that a text writes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn new(text: &str) -> Result<Self, &'static str> {
        let (mut start, mut names) = (PathBuf::new(), Vec::new());
        for component in Path::new(text).components() {
            let name = component.as_os_str().to_str().unwrap_or_default();
            match component {
                Component::CurDir => {}
                // Any folders below any folders are any folders; each `**` more would multiply the ways to match a path.
                Component::Normal(_) if name == ANY && names.last() == Some(&ANY) => {}
                Component::Normal(_) if !names.is_empty() || name.contains(['*', '?', '[']) => names.push(name),
                _ if names.is_empty() => start.push(name),
                _ => return Err("`..` cannot come after a `*` or `?`"),
            }
        }
        if names.iter().filter(|name| **name == ANY).count() > MOST_ANY {
            return Err("`**` stands in it more than 4 times");
        }
        if names.iter().any(|name| name.matches('*').count() > MOST_STARS) {
            return Err("a name in it has more than 16 of `*` and `?`");
        }
        // `**` at the end means the files in any folder.
        if names.last() == Some(&ANY) {
            names.push("*");
        }
        let pattern = |text: &str| Pattern::new(text).map_err(|error| error.msg);
        let parts = names.iter().map(|name| pattern(name)).collect::<Result<_, _>>()?;
        Ok(Self { start, parts, whole: pattern(&names.join("/"))? })
    }

    /// Whether it names one path only.
    pub(crate) fn is_literal(&self) -> bool {
        self.parts.is_empty()
    }

    /// The path up to its first wildcard, as it is on the disk.
    pub(crate) fn start(&self, base: &Path) -> PathBuf {
        let mut at = base.to_owned();
        for part in self.start.components() {
            at.push(on_disk(&at, part.as_os_str()).unwrap_or_else(|| part.as_os_str().into()));
        }
        at
    }

    /// The one folder in which its files lie; none where it names one path only, or files of several folders.
    pub(crate) fn folder(&self, base: &Path) -> Option<PathBuf> {
        (self.parts.len() == 1 && self.parts[0].as_str() != ANY).then(|| self.start(base))
    }

    /// The glob of all files in the folders in which its own lie; none where it names one path only.
    pub(crate) fn of_its_folders(&self) -> Option<Self> {
        let (_, folders) = self.parts.split_last()?;
        let names: Vec<&str> = folders.iter().map(Pattern::as_str).chain(["*"]).collect();
        let pattern = |text: &str| Pattern::new(text).ok();
        let parts = names.iter().map(|name| pattern(name)).collect::<Option<_>>()?;
        Some(Self { start: self.start.clone(), parts, whole: pattern(&names.join("/"))? })
    }

    /// Everything below `base` that it matches. Links are followed, but never in circles.
    pub(crate) fn walk(&self, base: &Path) -> WalkResult {
        let mut found = WalkResult::default();
        let start = self.start(base);
        if self.is_literal() {
            match fs::metadata(&start) {
                Ok(metadata) if metadata.is_dir() => found.folders.push(start),
                // A link that leads nowhere is there all the same: opening it says why it is no extract.
                _ if fs::symlink_metadata(&start).is_ok() => found.files.push(start),
                _ => {}
            }
            return found;
        }
        // Up to the first `**` each part has its own depth: no other folder is looked into.
        let fixed = self.parts.iter().position(|part| part.as_str() == ANY);
        let (fixed_parts, rest) = self.parts.split_at(fixed.unwrap_or(self.parts.len()));
        let hidden = rest.iter().any(|part| part.as_str().starts_with('.'));
        let deepest = if rest.is_empty() { fixed_parts.len() } else { usize::MAX };
        let wanted = |name: &OsStr, depth: usize| {
            let name = name.to_string_lossy();
            match fixed_parts.get(depth.wrapping_sub(1)) {
                Some(part) => part.matches_with(&name, OPTIONS),
                None => depth == 0 || hidden || !name.starts_with('.'),
            }
        };
        let walk = WalkDir::new(&start).min_depth(1).max_depth(deepest).follow_links(true).sort_by_file_name();
        let mut way = WalkPath { start: &start, real: vec![fs::canonicalize(&start).ok()] };
        let (mut by_links, mut refused) = (0, Vec::new());
        let entries = walk.into_iter().filter_entry(|entry| {
            if !wanted(entry.file_name(), entry.depth()) {
                return false;
            }
            if !entry.file_type().is_dir() {
                return true;
            }
            let refusal = if entry.depth() > DEEPEST {
                Some("it lies more than 100 folders deep")
            } else {
                let step = way.step(entry);
                by_links += usize::from(step.by_links);
                if entry.depth() > fixed_parts.len() && step.is_circle {
                    return false;
                }
                (by_links > MOST_BY_LINKS).then_some("links lead to more than 10000 folders")
            };
            if let Some(what) = refusal.filter(|_| refused.is_empty()) {
                refused.push((entry.path().to_owned(), io::Error::other(what)));
            }
            refusal.is_none()
        });
        for entry in entries {
            let (path, is_folder) = match entry {
                Ok(entry) => (entry.path().to_owned(), entry.file_type().is_dir()),
                Err(error) => {
                    let path = error.path().unwrap_or(&start).to_owned();
                    if let Some(above) = error.loop_ancestor() {
                        // What is below a folder on the way here is found there. A link to a folder above the start leads
                        // to other files as well: they must not be missing without a word.
                        if !above.starts_with(&start) && wanted(path.file_name().unwrap_or_default(), error.depth()) {
                            found.errors.push((path, io::Error::other("it is a link to a folder above the pattern")));
                        }
                        continue;
                    }
                    // A link that leads nowhere, or to itself, has a name that was asked for: opening it says what is wrong.
                    let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
                    let missing = |error: io::Error| is_link || error.kind() == io::ErrorKind::NotFound;
                    let leads_nowhere = fs::metadata(&path).is_err_and(missing);
                    if leads_nowhere && path == start {
                        break;
                    }
                    if !leads_nowhere {
                        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it cannot be read"));
                        found.errors.push((path, error));
                        continue;
                    }
                    (path, false)
                }
            };
            let below = path.strip_prefix(&start).unwrap_or(&path);
            if !self.whole.matches_with(&below.to_string_lossy(), OPTIONS) {
                continue;
            }
            if below.to_str().is_none() {
                // It can be shown nowhere.
                found.errors.push((path, io::Error::other("its name is not Unicode")));
            } else if is_folder {
                found.folders.push(path);
            } else {
                found.files.push(path);
            }
        }
        found.errors.extend(refused);
        found
    }

    /// The part that leads nowhere, the folder in which it does, and whether it is a folder that is missing.
    pub(crate) fn dead_end(&self, base: &Path) -> Option<(PathBuf, String, bool)> {
        let mut at = base.to_owned();
        let mut names = self.start.components().peekable();
        while let Some(part) = names.next() {
            let Some(name) = on_disk(&at, part.as_os_str()) else {
                let is_folder = names.peek().is_some() || !self.is_literal();
                return Some((at, part.as_os_str().to_string_lossy().into_owned(), is_folder));
            };
            at.push(name);
        }
        let wild = self.parts.first().filter(|part| part.as_str() != ANY)?;
        Some((at, wild.as_str().to_owned(), false))
    }

    /// Whether it would match the path, an absolute one without `..`, if that were there.
    pub(crate) fn would_match(&self, base: &Path, path: &Path) -> bool {
        match path.strip_prefix(plain_path(&self.start(base))) {
            Ok(below) if self.is_literal() => below == Path::new(""),
            Ok(below) => self.whole.matches_path_with(below, OPTIONS),
            Err(_) => false,
        }
    }
}

/// The folders from the start of a walk to where it is.
struct WalkPath<'a> {
    start: &'a Path,
    /// The folders of the way, from the start on, where their links lead.
    real: Vec<Option<PathBuf>>,
}

/// How a walk came to a folder.
struct Step {
    /// A link led to it, or to a folder above it.
    by_links: bool,
    /// It is one that the way to it has been through already: a link led back.
    is_circle: bool,
}

impl WalkPath<'_> {
    /// The step to a folder that the walk comes to next.
    fn step(&mut self, entry: &DirEntry) -> Step {
        let real = fs::canonicalize(entry.path()).ok();
        let below = entry.path().strip_prefix(self.start).unwrap_or(entry.path());
        // Without a link on the way no folder on it is another one.
        let by_links = real != self.real[0].as_ref().map(|start| start.join(below));
        self.real.resize(entry.depth(), None);
        let is_circle = by_links && self.real.contains(&real);
        self.real.push(real);
        Step { by_links, is_circle }
    }
}

/// What a part of a path is called in this folder: as it is written, where that is there, else in another case.
fn on_disk(folder: &Path, part: &OsStr) -> Option<OsString> {
    let is_there = fs::symlink_metadata(folder.join(part)).is_ok();
    // Where the system itself takes every case for the same, a file would have a name for each way of writing it.
    let any_case = cfg!(any(windows, target_os = "macos"));
    if is_there && (!any_case || matches!(part.to_str(), Some("." | ".."))) {
        return Some(part.to_owned());
    }
    let mut names: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    let exact = names.iter().any(|name| name == part);
    let found = if exact { None } else { names.into_iter().find(|name| name.eq_ignore_ascii_case(part)) };
    if exact || found.is_some() || !is_there {
        return found.or_else(|| is_there.then(|| part.to_owned()));
    }
    // It is there by a name that only the system takes for the same: `ZOË.CSV` for `Zoë.csv`, or a short one, `CLINIC~1.CSV`.
    let path = folder.join(part);
    let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
    let real = if is_link { None } else { fs::canonicalize(&path).ok() };
    Some(real.as_deref().and_then(Path::file_name).unwrap_or(part).to_owned())
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
