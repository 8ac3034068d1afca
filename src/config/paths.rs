//! Paths as they are compared and shown: without `.` and `..`, with their links followed, from one folder to another.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Whether `path` lies in `folder`, as they are written or as their links lead.
pub(crate) fn lies_in(path: &Path, folder: &Path) -> bool {
    let lies = |path: PathBuf, folder: PathBuf| as_compared(path).starts_with(as_compared(folder));
    lies(plain_path(path), plain_path(folder)) || lies(real_path(path), real_path(folder))
}

/// A path as the system compares it: Windows takes `Reports` and `reports` for one folder.
pub(crate) fn as_compared(path: PathBuf) -> PathBuf {
    if cfg!(windows) { path.to_string_lossy().to_lowercase().into() } else { path }
}

/// Where links lead, as far as the path is there; what is still to be made below that, as [`plain_path`] gives it.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    there.map_or_else(
        || plain_path(path),
        |(above, real)| absolute.strip_prefix(above).map_or(real.clone(), |rest| plain_path(&real.join(rest))),
    )
}

/// The path from the root, without `.` and `..`.
pub(crate) fn plain_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for component in absolute.components() {
        if component == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(component);
        }
    }
    plain
}

/// The way from the folder `base` to `path`, with `/`: both from the root and without `..`.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let common = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().count() - common;
    let down = path.components().skip(common).map(|c| c.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = if common == 0 {
        // Another drive: there is no way from here to there.
        return path.to_string_lossy().replace('\\', "/");
    } else {
        std::iter::repeat_n("..".to_owned(), up).chain(down).collect()
    };
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
