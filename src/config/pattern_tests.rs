use super::*;

/// Makes files in a temporary folder. A path that ends in `/` makes a folder.
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
        ("*.csv", vec!["a.csv", "b.CSV"]),
        (".*.csv", vec![".hidden.csv"]),
        ("?.CSV", vec!["a.csv", "b.CSV"]),
        ("A.csv", vec!["a.csv"]),
        ("X/Y/A.CSV", vec!["x/y/a.csv"]),
        ("X/*/A.CSV", vec!["x/y/a.csv"]),
        ("[ab].*", vec!["a.csv", "b.CSV"]),
        ("[A-B].*", vec!["a.csv", "b.CSV"]),
        ("*/a.csv", vec!["x/a.csv"]),
        ("x/[[]1].csv", vec!["x/[1].csv"]),
        ("x/*.csv", vec!["x/[1].csv", "x/a.csv"]),
        ("**/a.csv", vec!["a.csv", "x/a.csv", "x/y/a.csv"]),
        ("x/**/*.csv", vec!["x/[1].csv", "x/a.csv", "x/y/a.csv"]),
        ("x/**", vec!["x/[1].csv", "x/a.csv", "x/y/a.csv"]),
        ("x/**/.z/*.csv", vec!["x/.z/a.csv"]),
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
    assert_eq!(Glob::new("x/*/../a.csv").unwrap_err(), "`..` cannot come after a `*` or `?`");
}

#[test]
fn brackets_in_the_folder_of_the_configuration_have_no_special_meaning() {
    // Windows has no `*` in a name.
    let name = if cfg!(windows) { "area [1]" } else { "area [1]*" };
    let folder = folder(&[&format!("{name}/a.csv")]);
    assert_eq!(found(&folder.path().join(name), "*.csv"), ["a.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_exact_name_takes_precedence_over_one_in_another_case() {
    let folder = folder(&["A.csv", "a.csv", "a.CSV"]);
    for (glob, expected) in
        [("a.csv", vec!["a.csv"]), ("A.CSV", vec!["A.csv"]), ("a.*", vec!["A.csv", "a.CSV", "a.csv"])]
    {
        assert_eq!(found(folder.path(), glob), expected, "{glob}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_never_in_circles() {
    let folder = folder(&["x/a.csv", "y/b.csv"]);
    std::os::unix::fs::symlink("../y", folder.path().join("x/more")).unwrap();
    std::os::unix::fs::symlink("../x", folder.path().join("y/back")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("x/lost.csv")).unwrap();
    assert_eq!(found(folder.path(), "x/**/*.csv"), ["x/a.csv", "x/lost.csv", "x/more/b.csv"]);
}

/// Otherwise, files to which only such a link leads would be silently missing.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_is_an_error_if_the_pattern_would_follow_it() {
    let folder = folder(&["x/a.csv", "y/b.csv"]);
    std::os::unix::fs::symlink("..", folder.path().join("x/up")).unwrap();
    for (glob, expected) in [("x/**/*.csv", 1), ("x/*/*.csv", 1), ("x/n*/*.csv", 0), ("x/*.csv", 0)] {
        let found = Glob::new(glob).unwrap().walk(folder.path());
        let errors: Vec<_> = found.errors.iter().map(|(path, _)| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(errors, vec![Path::new("x/up"); expected], "{glob}");
    }
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
        let glob = Glob::new(glob).unwrap();
        // On Windows the root is that of a drive.
        assert_eq!(glob.would_match(Path::new("/area"), &plain_path(Path::new(path))), expected, "{glob:?} {path}");
    }
}
