use super::*;
use crate::config::settings::Settings;
use crate::problem::Problem;

const COLUMNS: &str = "columns = { nhs_number = \"N\", service = \"S\", date = \"D\", outcome = \"O\" }\n";

/// Reads a configuration with these sources (sort, name and globs) in a temporary folder with these files.
fn area(
    files: &[&str],
    output: &str,
    sources: &[(&str, &str, &str)],
) -> (tempfile::TempDir, Result<Settings, Vec<Problem>>) {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("area");
    for file in files {
        fs::create_dir_all(base.join(file).parent().unwrap()).unwrap();
        fs::write(base.join(file), "x").unwrap();
    }
    let source = |(sort, name, globs): &(&str, &str, &str)| match *sort {
        "reviews" => format!("[reviews]\n\nfiles = {globs}\n\n"),
        "contacts" => format!("[[contacts]]\nname = \"{name}\"\nfiles = {globs}\n{COLUMNS}"),
        _ => format!("[[children]]\nname = \"{name}\"\nfiles = {globs}\ncolumns = {{ local_id = \"I\" }}\n"),
    };
    let sources: Vec<String> = sources.iter().map(source).collect();
    let text = format!("organisation = \"Team\"\n[output]\n{output}\n{}", sources.concat());
    fs::create_dir_all(&base).unwrap();
    fs::write(base.join("c.toml"), text).unwrap();
    let read = crate::config::load(&base.join("c.toml"));
    (folder, read)
}

/// What is wrong, with line and column, and the help.
fn problems(read: Result<Settings, Vec<Problem>>) -> Vec<(String, String)> {
    let tell =
        |p: Problem| (format!("{}:{} {}", p.line.unwrap(), p.column.unwrap(), p.what), p.help.unwrap_or_default());
    read.err().unwrap_or_default().into_iter().map(tell).collect()
}

#[test]
fn files_are_in_the_order_of_their_shown_paths_and_each_once() {
    let files = ["x/b.csv", "x/a.csv", "x/Z.csv", "../other/c.csv", "x/d/e.csv"];
    let globs = "[\"x/*.csv\", \"x/a.csv\", \"./x/../x/a.csv\", \"../other/*.csv\", \"../area/x/d/e.csv\"]";
    let (_folder, read) = area(&files, "", &[("contacts", "a", globs)]);
    let files = &read.unwrap().contacts[0].files;
    let shown: Vec<&str> = files.iter().map(|f| f.shown.as_str()).collect();
    assert_eq!(shown, ["../other/c.csv", "x/Z.csv", "x/a.csv", "x/b.csv", "x/d/e.csv"]);
    assert!(files.iter().all(|file| fs::read(&file.path).unwrap() == b"x"));
}

#[test]
fn workbooks_and_second_endings_are_noticed_unless_the_csv_file_is_there_too() {
    let files = [
        "x/a-1.csv",
        "x/a-1.xlsx",
        "x/a-2.XLSX",
        "x/a-3.csv.txt",
        "x/a-4.csv.gz",
        "x/a-notes.txt",
        "x/b-1.xlsx",
        "x/~$a-5.xlsx",
        "x/a-6.csv.old",
        "x/a-7.csv.part",
        "x/a-8.csv.crdownload",
        "x/a-9.csv.TMP",
        "x/a-notes.tmp",
    ];
    let (_folder, read) = area(&files, "", &[("contacts", "a", "[\"x/a-*.csv\"]")]);
    let unread = &read.unwrap().contacts[0].unread;
    let shown: Vec<&str> = unread.iter().map(|file| file.shown.as_str()).collect();
    let downloads = ["x/a-7.csv.part", "x/a-8.csv.crdownload", "x/a-9.csv.TMP"];
    assert_eq!(shown, [&["x/a-2.XLSX", "x/a-3.csv.txt", "x/a-4.csv.gz"][..], &downloads[..]].concat());
    let unfinished: Vec<&str> = shown.into_iter().filter(|name| is_unfinished(name)).collect();
    assert_eq!(unfinished, downloads);
}

#[test]
fn workbooks_are_noticed_in_every_folder_where_a_pattern_looks() {
    let files =
        ["x/a/c-1.csv", "x/a/c-3.xlsx", "x/b/c-2.xlsx", "x/b/d-1.xlsx", "x/b/d/c-4.xlsx", "x/.b/c-5.xlsx", "c-6.xlsx"];
    for (globs, expected) in [
        ("[\"x/*/c*.csv\"]", &["x/a/c-3.xlsx", "x/b/c-2.xlsx"][..]),
        ("[\"x/**/*.csv\"]", &["x/a/c-3.xlsx", "x/b/c-2.xlsx", "x/b/d-1.xlsx", "x/b/d/c-4.xlsx"]),
        ("[\"x/a/c-1.csv\"]", &[]),
    ] {
        let (_folder, read) = area(&files, "", &[("contacts", "a", globs)]);
        let read = read.unwrap();
        let shown: Vec<&str> = read.contacts[0].unread.iter().map(|file| file.shown.as_str()).collect();
        assert_eq!(shown, expected, "{globs}");
    }
}

#[test]
fn an_absolute_glob_is_shown_from_the_configuration_on() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("a.csv"), "x").unwrap();
    let globs = format!("['{}/*.csv']", elsewhere.path().display());
    let (folder, read) = area(&[], "", &[("contacts", "a", &globs)]);
    let shown = &read.unwrap().contacts[0].files[0].shown;
    assert!(shown.starts_with("../../") && shown.ends_with("/a.csv"), "{shown}");
    assert!(fs::read(folder.path().join("area").join(shown)).is_ok());
}

#[test]
fn a_glob_that_matches_nothing_is_reported_with_what_is_there() {
    let files = ["extracts/community-1.csv", "extracts/clinic.csv"];
    for (glob, what, help) in [
        ("extracts/clinik.csv", "there is no file \"extracts/clinik.csv\"", "did you mean `clinic.csv`?"),
        ("extract/*.csv", "no file matches \"extract/*.csv\"", "did you mean `extracts`?"),
        ("extracts/comunity*.csv", "no file matches \"extracts/comunity*.csv\"", "did you mean `community-1.csv`?"),
        ("in/*.csv", "no file matches \"in/*.csv\"", "there is no folder `in`; paths start at the folder of this file"),
        ("**/*.txt", "no file matches \"**/*.txt\"", "paths start at the folder of this file"),
    ] {
        let (_folder, read) = area(&files, "", &[("contacts", "a", &format!("[\"{glob}\"]"))]);
        assert_eq!(problems(read), [(format!("6:10 source `a`: {what}"), help.to_owned())]);
    }
    let (_folder, read) = area(&files, "", &[("contacts", "a", "[\"*/*\"]"), ("reviews", "", "[\"none/*.csv\"]")]);
    assert!(read.unwrap().reviews.files.is_empty());
}

#[test]
fn a_file_that_two_sources_claim_is_reported_at_the_later_claim() {
    let files = ["x/a.csv", "x/b.csv", "x/c.csv"];
    for (sources, expected) in [
        (
            [("contacts", "a", "[\"x/a.csv\"]"), ("contacts", "b", "[\"x/*.csv\"]")],
            "10:10 source `b` reads x/a.csv, which source `a` reads too",
        ),
        (
            [("children", "a", "[\"x/*.csv\"]"), ("contacts", "b", "[\"x/a.csv\", \"x/b.csv\"]")],
            "10:10 source `b` reads x/a.csv, which source `a` reads too",
        ),
        (
            [("contacts", "a", "[\"x/*.csv\"]"), ("reviews", "", "[\"x/[bc].csv\"]")],
            "10:10 [reviews] reads x/b.csv, which source `a` reads too, and 1 more like it",
        ),
    ] {
        let (_folder, read) = area(&files, "", &sources);
        assert_eq!(problems(read)[0].0, expected);
    }
}

#[test]
fn a_folder_is_not_an_extract() {
    let (_folder, read) = area(&["x/a.csv", "x/b.csv/c"], "", &[("contacts", "a", "[\"x/*.csv\"]")]);
    assert_eq!(read.unwrap().contacts[0].files.len(), 1);
    let (_folder, read) = area(&["x/b.csv/c"], "", &[("contacts", "a", "[\"x/b.csv\"]")]);
    assert_eq!(read.unwrap().contacts[0].files[0].shown, "x/b.csv", "left to the reader, which refuses it");
}

#[test]
fn outputs_are_never_read_again() {
    for (output, glob, refused) in [
        ("", "**/*.csv", true),
        ("", "*/*.csv", false),
        ("", "*/*/*/*.csv", true),
        ("folder = \"x/out\"", "x/*.csv", false),
        ("folder = \"x/out\"", "x/**/*.csv", true),
        ("folder = \"x\"", "x/*.csv", true),
        ("folder = \"x/y\"", "x/y/z/*.csv", true),
        ("folder = \".\"", "x/*.csv", false),
        ("folder = \".\"", "*/*/*.csv", true),
        ("folder = \"../out\"", "**/*.csv", false),
        ("folder = \"../out\"", "../**/*.csv", true),
        ("commissioner = \"x/c\"", "x/**/*.csv", true),
        ("commissioner = \"../c\"", "x/**/*.csv", false),
    ] {
        let files = ["x/a.csv", "x/y/a.csv", "x/y/z/a.csv"];
        let (_folder, read) = area(&files, output, &[("contacts", "a", &format!("[\"{glob}\"]"))]);
        let found = problems(read);
        assert_eq!(found.len(), usize::from(refused), "{output} {glob}: {found:?}");
        assert!(found.iter().all(|(what, _)| what.contains("where reports are written")), "{found:?}");
    }
}

#[test]
fn the_commissioner_pack_lies_apart() {
    for (output, expected) in [
        ("commissioner = \"\"", None),
        ("commissioner = \"shared\"", None),
        ("commissioner = \"reports/aggregate\"", None),
        ("commissioner = \"x/../reports\"", Some("3:16 `output.commissioner` is also the folder of the reports")),
        (
            "commissioner = \"s\"\nfolder = \"s/reports\"",
            Some("3:16 the folder of the reports lies inside `output.commissioner`"),
        ),
    ] {
        let (_folder, read) = area(&["x/a.csv"], output, &[("contacts", "a", "[\"x/a.csv\"]")]);
        let found: Vec<String> = problems(read).into_iter().map(|(what, _)| what).collect();
        assert_eq!(found, Vec::from_iter(expected.map(str::to_owned)), "{output}");
    }
}
