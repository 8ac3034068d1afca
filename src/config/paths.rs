//! Paths in the forms in which they are compared and shown: without `.` and `..`, with links followed, or relative to a folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Whether `path` lies in `folder`, either as they are written or after links are followed.
pub(crate) fn lies_in(path: &Path, folder: &Path) -> bool {
    let lies = |path: PathBuf, folder: PathBuf| as_compared(path).starts_with(as_compared(folder));
    lies(plain_path(path), plain_path(folder)) || lies(real_path(path), real_path(folder))
}

/// A path as the system compares it: on Windows, `Reports` and `reports` are the same folder.
pub(crate) fn as_compared(path: PathBuf) -> PathBuf {
    if cfg!(windows) { path.to_string_lossy().to_lowercase().into() } else { path }
}

/// The path with links followed, so far as it exists. The rest, which does not exist yet, is as [`plain_path`] gives it.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
    there.map_or_else(
        || plain_path(path),
        |(above, real)| absolute.strip_prefix(above).map_or(real.clone(), |rest| plain_path(&real.join(rest))),
    )
}

/// The absolute path, without `.` and `..`.
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

/// A path as a message shows it: without `a/..`, if the shorter path leads to the same place.
pub(crate) fn short_path(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for component in path.components() {
        let above = matches!(short.components().next_back(), Some(Component::Normal(_)));
        if component == Component::ParentDir && above {
            short.pop();
        } else {
            short.push(component);
        }
    }
    // After a link, `..` leads elsewhere.
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(&short).ok()).is_some_and(|(a, b)| a == b);
    if same { short } else { path.to_owned() }
}

/// The path relative to the folder `base`, with `/`. Both must be absolute and without `..`.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let common = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        // The path is on another drive, so it cannot be relative.
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = base.components().count() - common;
    let down = path.components().skip(common).map(|c| c.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), up).chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_without_a_way_up_and_down_again_unless_that_leads_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path();
        fs::create_dir_all(there.join("weeks/one")).unwrap();
        fs::create_dir_all(there.join("reports")).unwrap();
        assert_eq!(short_path(&there.join("weeks/one/../../reports")), there.join("reports"));
        assert_eq!(short_path(&there.join("weeks/../gone")), there.join("weeks/../gone"), "it is not there");
        assert_eq!(short_path(Path::new("../..")), Path::new("../.."));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(there.join("weeks/one"), there.join("link")).unwrap();
            fs::create_dir(there.join("weeks/reports")).unwrap();
            let behind = there.join("link/../reports");
            assert_eq!(short_path(&behind), behind, "behind a link it is another folder");
        }
    }
}
