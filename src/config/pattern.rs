//! The globs of `files`: paths in which parts may be patterns (`*`, `?`, `[a-z]`) or `**`, which stands for any folders.
//!
//! The crate `glob` matches patterns and `walkdir` walks the folders. This module adds three rules. An unreadable folder, or a name
//! that is not Unicode, is an error, so that no file is silently missing. Brackets in the configuration's own path have no special
//! meaning. And the letters A to Z match in either case on every system, so that `*.csv` finds `CLINIC-2.CSV`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use walkdir::{DirEntry, WalkDir};

use super::paths::plain_path;

/// Wildcards do not match a leading dot.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: true };

/// The part that stands for any number of folders.
const ANY: &str = "**";

/// A path with wildcards.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    /// The path up to the first wildcard. Everything that the glob matches lies below it.
    start: PathBuf,
    /// The parts from the first wildcard on; empty if the glob names a single path.
    parts: Vec<Pattern>,
    /// The parts joined into one pattern.
    whole: Pattern,
}

/// What a walk through the folders has found.
#[derive(Debug, Default)]
pub(crate) struct WalkResult {
    /// Files, and anything else that is not a folder.
    pub(crate) files: Vec<PathBuf>,
    /// Folders whose name matches.
    pub(crate) folders: Vec<PathBuf>,
    /// Paths that could not be read or are not Unicode, with the error.
    pub(crate) errors: Vec<(PathBuf, io::Error)>,
}

/// The most `**` in a pattern, and the most `*` in one name of it. The number of ways to match a path grows with each.
const MOST_ANY: usize = 4;
const MOST_STARS: usize = 16;

/// How many levels below its start a pattern looks, and how many folders it enters through links. If links lead to folders with
/// links, the number of paths can double at each level.
const DEEPEST: usize = 100;
const MOST_BY_LINKS: usize = 10_000;

impl Glob {
    /// Parses a glob.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(crate) fn new(text: &str) -> Result<Self, &'static str> {
        let (mut start, mut names) = (PathBuf::new(), Vec::new());
        for component in Path::new(text).components() {
            let name = component.as_os_str().to_str().unwrap_or_default();
            match component {
                Component::CurDir => {}
                // `**/**` means the same as `**`, and a second `**` would multiply the ways to match a path.
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

    /// Whether it names a single path.
    pub(crate) fn is_literal(&self) -> bool {
        self.parts.is_empty()
    }

    /// The path up to the first wildcard, spelt as on the disk.
    pub(crate) fn start(&self, base: &Path) -> PathBuf {
        let mut at = base.to_owned();
        for part in self.start.components() {
            at.push(on_disk(&at, part.as_os_str()).unwrap_or_else(|| part.as_os_str().into()));
        }
        at
    }

    /// The one folder in which its files lie; none if it names a single path or files of several folders.
    pub(crate) fn folder(&self, base: &Path) -> Option<PathBuf> {
        (self.parts.len() == 1 && self.parts[0].as_str() != ANY).then(|| self.start(base))
    }

    /// The glob of all files in the folders in which its own files lie; none if it names a single path.
    pub(crate) fn of_its_folders(&self) -> Option<Self> {
        let (_, folders) = self.parts.split_last()?;
        let names: Vec<&str> = folders.iter().map(Pattern::as_str).chain(["*"]).collect();
        let pattern = |text: &str| Pattern::new(text).ok();
        let parts = names.iter().map(|name| pattern(name)).collect::<Option<_>>()?;
        Some(Self { start: self.start.clone(), parts, whole: pattern(&names.join("/"))? })
    }

    /// Finds everything below `base` that it matches. Links are followed, but never in circles.
    pub(crate) fn walk(&self, base: &Path) -> WalkResult {
        let mut found = WalkResult::default();
        let start = self.start(base);
        if self.is_literal() {
            match fs::metadata(&start) {
                Ok(metadata) if metadata.is_dir() => found.folders.push(start),
                // A link that leads nowhere counts as a file. Opening it gives the error.
                _ if fs::symlink_metadata(&start).is_ok() => found.files.push(start),
                _ => {}
            }
            return found;
        }
        // Up to the first `**`, each part matches the names at its own depth, so other folders are not entered.
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
                        // Everything below a folder on the way to this link is found there. But a link to a folder above the
                        // start leads to other files as well, which must not be silently missing.
                        if !above.starts_with(&start) && wanted(path.file_name().unwrap_or_default(), error.depth()) {
                            found.errors.push((path, io::Error::other("it is a link to a folder above the pattern")));
                        }
                        continue;
                    }
                    // A link that leads nowhere, or to itself, counts as a file. Opening it gives the error.
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
                // Such a name cannot be shown in a report.
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

    /// The folder in which the first missing part of the path should be, that part, and whether it should be a folder.
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

    /// Whether it would match a path if the path existed. The path must be absolute and without `..`.
    pub(crate) fn would_match(&self, base: &Path, path: &Path) -> bool {
        match path.strip_prefix(plain_path(&self.start(base))) {
            Ok(below) if self.is_literal() => below == Path::new(""),
            Ok(below) => self.whole.matches_path_with(below, OPTIONS),
            Err(_) => false,
        }
    }
}

/// The folders from the start of a walk to its current place.
struct WalkPath<'a> {
    start: &'a Path,
    /// These folders, from the start on, with links followed.
    real: Vec<Option<PathBuf>>,
}

/// How a walk reached a folder.
struct Step {
    /// Whether a link led to it, or to a folder above it.
    by_links: bool,
    /// Whether the walk has been through it on the way, because a link led back.
    is_circle: bool,
}

impl WalkPath<'_> {
    /// Takes the step to the next folder of the walk.
    fn step(&mut self, entry: &DirEntry) -> Step {
        let real = fs::canonicalize(entry.path()).ok();
        let below = entry.path().strip_prefix(self.start).unwrap_or(entry.path());
        // Without a link on the way, the real path is the same as the path.
        let by_links = real != self.real[0].as_ref().map(|start| start.join(below));
        self.real.resize(entry.depth(), None);
        let is_circle = by_links && self.real.contains(&real);
        self.real.push(real);
        Step { by_links, is_circle }
    }
}

/// The name of a part of a path in this folder: as written if it exists, otherwise in another case if that exists.
fn on_disk(folder: &Path, part: &OsStr) -> Option<OsString> {
    let is_there = fs::symlink_metadata(folder.join(part)).is_ok();
    // On a system that ignores case, the name as written may differ from the name on the disk, and one file would have several
    // names.
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
    // It exists under another name that only the system treats as the same: `ZOË.CSV` for `Zoë.csv`, or the short `CLINIC~1.CSV`.
    let path = folder.join(part);
    let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
    let real = if is_link { None } else { fs::canonicalize(&path).ok() };
    Some(real.as_deref().and_then(Path::file_name).unwrap_or(part).to_owned())
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
