//! The extracts that were named on the command line, and the names of their sources.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::config::paths::relative;
use crate::config::pattern::Glob;
use crate::config::settings::ExtractFile;
use crate::config::source;
use crate::opening::plain;
use crate::problem::Problem;

/// The files that the paths name. Patterns are resolved here, because the shells of Windows do not. A file that is named
/// twice is taken once.
pub(crate) fn expand(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<ExtractFile> {
    let mut files: Vec<ExtractFile> = Vec::new();
    let mut known: Vec<PathBuf> = Vec::new();
    for path in paths {
        let Some(text) = path.to_str() else {
            let help = "rename the file: a configuration, which is UTF-8, cannot name it";
            problems.push(Problem::new(path.to_string_lossy(), "the name of the file is not valid Unicode").help(help));
            continue;
        };
        let found = if text.contains(['*', '?']) && fs::symlink_metadata(path).is_err() {
            files_matching(text, problems)
        } else {
            vec![path.clone()]
        };
        for path in found {
            let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if !known.contains(&real) {
                known.push(real);
                let shown = path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
                files.push(ExtractFile { path, shown });
            }
        }
    }
    files
}

/// The files that a pattern matches, by the same rules as `files` in a configuration: case does not matter.
fn files_matching(pattern: &str, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let glob = match Glob::new(pattern) {
        Ok(glob) => glob,
        Err(what) => {
            problems.push(Problem::new(pattern, format!("this is not a pattern of files: {what}")));
            return Vec::new();
        }
    };
    let here = Path::new(".");
    let found = glob.walk(here);
    for (path, error) in &found.errors {
        problems.push(Problem::new(path.display().to_string(), format!("it cannot be read: {}", plain(error))));
    }
    if found.files.is_empty() && found.errors.is_empty() {
        problems.push(Problem::new(pattern, "no file matches this pattern"));
    }
    let from_here = |path: PathBuf| path.strip_prefix(here).map(Path::to_owned).unwrap_or(path);
    found.files.into_iter().map(from_here).collect()
}

/// The path of a file from a folder, such as `../extracts/a.csv`; if there is no such path, the file as it was named.
pub(crate) fn seen_from(folder: &Path, file: &ExtractFile) -> String {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (fs::canonicalize(here), fs::canonicalize(&file.path)) {
        (Ok(folder), Ok(path))
            if !file.path.is_absolute() && folder.components().next() == path.components().next() =>
        {
            relative(&path, &folder)
        }
        _ => file.shown.clone(),
    }
}

/// The path as a pattern for `files`: characters that would be wildcards are escaped.
pub(crate) fn as_pattern(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '[' | '*' | '?' => out.extend(['[', c, ']']),
            c => out.push(c),
        }
    }
    out
}

/// A name for the source of these files that is not taken: the common start of their names, without a date or a number at the
/// end.
pub(crate) fn source_name(files: &[&str], taken: &[String]) -> String {
    let stem = |shown: &str| {
        let name = Path::new(shown).file_stem().map(|s| s.to_string_lossy().to_lowercase()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        name.chars().map(plain).collect::<String>()
    };
    let mut stems = files.iter().map(|file| stem(file));
    let mut common = stems.next().unwrap_or_default();
    for other in stems {
        let length = common.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        common.truncate(length);
    }
    let undated = common.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
    let kept = if undated.is_empty() { &common } else { undated };
    let mut name = String::new();
    for c in kept.trim_matches(['-', '_']).chars().take(40) {
        if c != '-' || !name.ends_with('-') {
            name.push(c);
        }
    }
    if name.is_empty() {
        name.push_str("source");
    } else if !source::is_free(&name) {
        name.push_str("-extract");
    }
    let free = |name: &String| !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    std::iter::once(name.clone()).chain(numbered).find(free).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_after_its_files() {
        for (files, taken, name) in [
            (&["extracts/community.csv"][..], &[][..], "community"),
            (&["a/community-2026-10.csv", "b/community-2026-11.csv"], &[], "community"),
            (&["Outpatients_20261122.CSV"], &[], "outpatients"),
            (&["CAMHS contacts (week 47).csv"], &[], "camhs-contacts-week"),
            (&["2026-11.csv"], &[], "2026-11"),
            (&["Siân.csv"], &[], "si-n"),
            (&["日本.csv"], &[], "source"),
            (&["con.csv"], &[], "con-extract"),
            (&["com1.csv"], &[], "com"),
            (&["reviews.csv"], &[], "reviews-extract"),
            (&["Links.csv"], &[], "links-extract"),
            (&["x/community.csv"], &["community", "community-2"], "community-3"),
        ] {
            let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(source_name(files, &taken), name, "{files:?}");
        }
    }

    #[test]
    fn wildcards_in_the_name_of_a_file_are_escaped() {
        assert_eq!(as_pattern("x/a [1]*?.csv"), "x/a [[]1][*][?].csv");
    }
}
