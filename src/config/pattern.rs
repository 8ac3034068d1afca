//! The globs of `files`: a path of which some parts are patterns (`*`, `?`, `[a-z]`) or `**`, any folders at all.
//!
//! The folders are walked here, part by part, so that an unreadable folder or a name that is not Unicode is an error
//! and never a file that is missing without a word, and so that brackets in the configuration's own path mean nothing.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

/// Case counts, and a leading dot is matched by a dot only.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// One part of a glob.
#[derive(Clone, Debug)]
enum Part {
    /// The drive and the root that an absolute path starts with, and `..`.
    Step(OsString),
    /// A name without wildcards.
    Name(String),
    /// A name with wildcards.
    Wild(Pattern),
    /// `**`
    Any,
}

/// A glob.
#[derive(Clone, Debug)]
pub struct Glob {
    parts: Vec<Part>,
}

/// What a walk finds.
#[derive(Debug, Default)]
pub struct Found {
    /// Files, and whatever else is there that is no folder.
    pub files: Vec<PathBuf>,
    /// Folders whose name matches.
    pub folders: Vec<PathBuf>,
    /// What could not be read, or is not named in Unicode.
    pub errors: Vec<(PathBuf, io::Error)>,
}

impl Glob {
    /// The glob that a text writes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        for component in Path::new(text).components() {
            match component {
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::ParentDir => {
                    parts.push(Part::Step(component.as_os_str().to_owned()));
                }
                Component::Normal(name) => {
                    let name = name.to_str().unwrap_or_default();
                    if name == "**" {
                        parts.push(Part::Any);
                    } else if name.contains(['*', '?', '[']) {
                        parts.push(Part::Wild(Pattern::new(name).map_err(|error| error.msg)?));
                    } else {
                        parts.push(Part::Name(name.to_owned()));
                    }
                }
            }
        }
        // `**` at the end means the files in any folder.
        if matches!(parts.last(), Some(Part::Any)) {
            parts.push(Part::Wild(Pattern::new("*").map_err(|error| error.msg)?));
        }
        Ok(Self { parts })
    }

    /// Whether it names one path only.
    pub fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Step(_) | Part::Name(_)))
    }

    /// The path up to its first wildcard: everything that it matches lies there.
    pub fn start(&self, base: &Path) -> PathBuf {
        let mut at = base.to_owned();
        for part in &self.parts {
            match part {
                Part::Step(step) => at.push(step),
                Part::Name(name) => at.push(name),
                Part::Wild(_) | Part::Any => break,
            }
        }
        at
    }

    /// Everything below `base` that it matches.
    pub fn walk(&self, base: &Path) -> Found {
        let mut found = Found::default();
        walk(base.to_owned(), &self.parts, &mut Vec::new(), &mut found);
        found
    }

    /// The part that leads nowhere, the folder in which it does, and whether it is a folder that is missing.
    pub fn dead_end(&self, base: &Path) -> Option<(PathBuf, String, bool)> {
        let mut at = base.to_owned();
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Step(step) => at.push(step),
                Part::Name(name) if at.join(name).exists() => at.push(name),
                Part::Name(name) => return Some((at, name.clone(), index + 1 < self.parts.len())),
                Part::Wild(pattern) => return Some((at, pattern.as_str().to_owned(), false)),
                Part::Any => return None,
            }
        }
        None
    }

    /// Whether it would match the path, an absolute one without `..`, if that were there.
    pub fn would_match(&self, base: &Path, path: &Path) -> bool {
        // The glob from the root: the base's parts are names, and each `..` takes the part before it away.
        let mut parts: Vec<Part> = Vec::new();
        let names = base.components().map(|c| Part::Step(c.as_os_str().to_owned()));
        let absolute = self.parts.first().is_some_and(|part| match part {
            Part::Step(step) => step != "..",
            _ => false,
        });
        parts.extend(names.filter(|_| !absolute));
        for part in &self.parts {
            match part {
                Part::Step(step) if step == ".." => {
                    parts.pop();
                }
                part => parts.push(part.clone()),
            }
        }
        let path: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        matches(&parts, &path)
    }
}

fn matches(parts: &[Part], path: &[String]) -> bool {
    match (parts.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((Part::Any, rest)), Some((name, deeper))) => {
            matches(rest, path) || (!name.starts_with('.') && matches(parts, deeper))
        }
        (Some((part, rest)), Some((name, deeper))) => {
            let this = match part {
                Part::Step(step) => step.to_str() == Some(name),
                Part::Name(text) => text == name,
                Part::Wild(pattern) => pattern.matches_with(name, OPTIONS),
                Part::Any => false,
            };
            this && matches(rest, deeper)
        }
        _ => false,
    }
}

fn walk(at: PathBuf, parts: &[Part], above: &mut Vec<PathBuf>, found: &mut Found) {
    let Some((part, rest)) = parts.split_first() else {
        match fs::metadata(&at) {
            Ok(metadata) if metadata.is_dir() => found.folders.push(at),
            // A link that leads nowhere is there all the same: opening it says why it is no extract.
            _ => found.files.push(at),
        }
        return;
    };
    match part {
        Part::Step(step) => walk(at.join(step), rest, above, found),
        Part::Name(name) => {
            let next = at.join(name);
            if fs::symlink_metadata(&next).is_ok() {
                walk(next, rest, above, found);
            }
        }
        Part::Wild(pattern) => {
            for name in names(&at, found) {
                if pattern.matches_with(&name.to_string_lossy(), OPTIONS) {
                    enter(at.join(name), rest, above, found);
                }
            }
        }
        Part::Any => {
            // A link to a folder above would be walked for ever.
            let Ok(here) = fs::canonicalize(&at) else {
                return;
            };
            if above.contains(&here) {
                return;
            }
            walk(at.clone(), rest, &mut Vec::new(), found);
            above.push(here);
            for name in names(&at, found) {
                let next = at.join(&name);
                if !name.to_string_lossy().starts_with('.') && next.is_dir() {
                    enter(next, parts, above, found);
                }
            }
            above.pop();
        }
    }
}

/// Walks on, unless the name that brought the walk here is not Unicode: then it can be shown nowhere.
fn enter(at: PathBuf, parts: &[Part], above: &mut Vec<PathBuf>, found: &mut Found) {
    if at.file_name().is_some_and(|name| name.to_str().is_none()) {
        found.errors.push((at, io::Error::other("its name is not Unicode")));
    } else {
        walk(at, parts, above, found);
    }
}

/// The names in a folder, in order; none where `at` is no folder.
fn names(at: &Path, found: &mut Found) -> Vec<OsString> {
    let mut names = Vec::new();
    if at.is_dir() {
        match fs::read_dir(at).and_then(|entries| entries.map(|e| e.map(|e| e.file_name())).collect()) {
            Ok(read) => names = read,
            Err(error) => found.errors.push((at.to_owned(), error)),
        }
    }
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes files, and folders where a path ends in `/`.
    fn folder(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let at = folder.path().join(path);
            if path.ends_with('/') {
                fs::create_dir_all(at).unwrap();
            } else {
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                fs::write(at, "x").unwrap();
            }
        }
        folder
    }

    fn found(base: &Path, glob: &str) -> Vec<String> {
        let mut found = Glob::new(glob).unwrap().walk(base);
        found.files.sort();
        assert!(found.errors.is_empty());
        let shown = |path: &PathBuf| path.strip_prefix(base).unwrap().to_string_lossy().replace('\\', "/");
        found.files.iter().map(shown).collect()
    }

    #[test]
    fn globs_find_files() {
        let paths =
            ["a.csv", "b.CSV", ".hidden.csv", "x/a.csv", "x/y/a.csv", "x/.z/a.csv", "x/[1].csv", "x/dir.csv/", "base/"];
        let folder = folder(&paths);
        for (glob, expected) in [
            ("a.csv", vec!["a.csv"]),
            ("./x//a.csv", vec!["x/a.csv"]),
            ("*.csv", vec!["a.csv"]),
            (".*.csv", vec![".hidden.csv"]),
            ("?.CSV", vec!["b.CSV"]),
            ("A.csv", vec![]),
            ("[ab].*", vec!["a.csv", "b.CSV"]),
            ("*/a.csv", vec!["x/a.csv"]),
            ("x/[[]1].csv", vec!["x/[1].csv"]),
            ("x/*.csv", vec!["x/[1].csv", "x/a.csv"]),
            ("**/a.csv", vec!["a.csv", "x/a.csv", "x/y/a.csv"]),
            ("x/**/*.csv", vec!["x/[1].csv", "x/a.csv", "x/y/a.csv"]),
            ("x/**", vec!["x/[1].csv", "x/a.csv", "x/y/a.csv"]),
            ("a.csv/*", vec![]),
            ("none/*.csv", vec![]),
        ] {
            assert_eq!(found(folder.path(), glob), expected, "{glob}");
        }
        let above = Glob::new("../a.csv").unwrap().walk(&folder.path().join("base"));
        assert_eq!(above.files, [folder.path().join("base/../a.csv")]);
        let absolute = Glob::new(&format!("{}/x/*.csv", folder.path().display())).unwrap().walk(Path::new("elsewhere"));
        assert_eq!((absolute.files.len(), absolute.folders.len()), (2, 1));
        assert_eq!(Glob::new("x**.csv").unwrap_err(), "recursive wildcards must form a single path component");
    }

    #[test]
    fn brackets_in_the_folder_of_the_configuration_mean_nothing() {
        let folder = folder(&["area [1]*/a.csv"]);
        assert_eq!(found(&folder.path().join("area [1]*"), "*.csv"), ["a.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_never_in_circles() {
        let folder = folder(&["x/a.csv", "y/b.csv"]);
        std::os::unix::fs::symlink("../y", folder.path().join("x/more")).unwrap();
        std::os::unix::fs::symlink("..", folder.path().join("x/up")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("x/lost.csv")).unwrap();
        assert_eq!(found(folder.path(), "x/**/*.csv"), ["x/a.csv", "x/lost.csv", "x/more/b.csv", "x/up/y/b.csv"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_unicode_is_an_error() {
        use std::os::unix::ffi::OsStringExt;
        let folder = folder(&["a.csv"]);
        fs::write(folder.path().join(OsString::from_vec(b"\xe9.csv".to_vec())), "x").unwrap();
        let found = Glob::new("*.csv").unwrap().walk(folder.path());
        assert_eq!((found.files.len(), found.errors.len()), (1, 1));
    }

    #[test]
    fn a_path_that_is_not_there_yet_is_matched_too() {
        for (glob, path, expected) in [
            ("*.csv", "/area/a.csv", true),
            ("*.csv", "/area/reports/a.csv", false),
            ("**/*.csv", "/area/reports/2026-11-22/safeguarding/cases.csv", true),
            ("../*/*.csv", "/other/a.csv", true),
            ("../*/*.csv", "/area/x/a.csv", false),
            ("/area/**/*.csv", "/area/x/a.csv", true),
            ("/area/x/a.csv", "/area/x/a.csv", true),
            ("**/*.csv", "/area/.x/a.csv", false),
        ] {
            let base = Path::new("/area");
            assert_eq!(Glob::new(glob).unwrap().would_match(base, Path::new(path)), expected, "{glob} {path}");
        }
    }
}
