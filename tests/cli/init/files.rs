//! Which files `init` drafts from, and where the draft goes.

use super::*;

#[test]
fn a_draft_is_written_to_a_new_file_and_to_no_other() {
    let area = Area::new("");
    area.write("x.csv", GOOD);
    let run = area.run(&["init", "x.csv", "--output", "draft.toml"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, "draft.toml: 1 line to decide, marked DECIDE\n");
    let printed = area.run(&["init", "x.csv"]).stdout;
    assert_eq!(fs::read_to_string(area.path("draft.toml")).unwrap(), printed);
    for (file, problem) in [("draft.toml", "it is there already"), ("no/draft.toml", "its folder does not exist")] {
        let run = area.run(&["init", "x.csv", "--output", file]);
        assert_eq!((run.status, run.stdout.as_str()), (5, ""), "{file}");
        assert!(run.stderr.contains(problem), "{}", run.stderr);
    }
    assert_eq!(fs::read_to_string(area.path("draft.toml")).unwrap(), printed);
}

/// `check` looks for the extracts from the folder of the configuration on.
#[test]
fn a_draft_names_the_extracts_as_seen_from_its_own_folder() {
    let area = Area::new("");
    area.write("my-area/extracts/x.csv", GOOD);
    area.write("elsewhere/y.csv", "");
    for (draft, named) in [
        ("my-area/draft.toml", "extracts/x.csv"),
        ("elsewhere/draft.toml", "../my-area/extracts/x.csv"),
        ("draft.toml", "my-area/extracts/x.csv"),
    ] {
        let run = area.run(&["init", "my-area/extracts/x.csv", "--output", draft]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{draft}");
        let written = fs::read_to_string(area.path(draft)).unwrap();
        assert!(written.contains(&format!("files = [\"{named}\"]")), "{draft}: {written}");
        let checked = area.run(&["check", draft, "--as-of", "2026-11-22"]);
        assert!(!checked.stderr.contains("is not there"), "{draft}: {}", checked.stderr);
    }
}

/// The shells of Windows hand a pattern over as it is typed, and there names have no case.
#[test]
fn a_pattern_finds_files_however_their_names_are_written() {
    let area = Area::new("");
    area.write("extracts/clinic-1.csv", GOOD);
    area.write("extracts/CLINIC-2.CSV", GOOD);
    let expected = area.run(&["init", "extracts/CLINIC-2.CSV", "extracts/clinic-1.csv"]).stdout;
    assert!(expected.contains("files = [\"extracts/CLINIC-2.CSV\", \"extracts/clinic-1.csv\"]"), "{expected}");
    for pattern in ["extracts/*.csv", "Extracts/clinic-?.CSV", "**/*.csv"] {
        let run = area.run(&["init", pattern]);
        assert_eq!((run.status, run.stdout), (0, expected.clone()), "{pattern}: {}", run.stderr);
    }
    for (pattern, problem) in
        [("none*.csv", "no file matches this pattern"), ("a**.csv", "this is not a pattern of files")]
    {
        let run = area.run(&["init", pattern]);
        assert_eq!(run.status, 3, "{pattern}");
        assert!(run.stderr.contains(problem), "{pattern}: {}", run.stderr);
    }
}

#[test]
fn a_draft_names_an_encoding_only_if_the_file_does_not_show_it() {
    let text = GOOD.replace("Audiology", "Siân’s team");
    let bytes = |units: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(units).collect::<Vec<u8>>();
    let latin = text.replace('’', "").chars().map(|c| c as u8).collect::<Vec<u8>>();
    let mixed = [text.as_bytes(), text.lines().nth(1).unwrap().as_bytes(), b"\n", &latin[33..]].concat();
    for (content, encoding) in [
        (text.as_bytes().to_vec(), None),
        (latin, None),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), None),
        ([b"\xFF\xFE".to_vec(), bytes(u16::to_le_bytes)].concat(), None),
        (bytes(u16::to_le_bytes), Some("encoding = \"utf-16le\"")),
        (bytes(u16::to_be_bytes), Some("encoding = \"utf-16be\"")),
        (mixed, Some("encoding = \"utf-8\"   # check: lines in another encoding: 1")),
    ] {
        let run = init(&[("x.csv", &content)]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let found = run.stdout.lines().find(|line| line.starts_with("encoding"));
        match encoding {
            None => assert_eq!(found, None),
            Some(encoding) => assert!(found.is_some_and(|line| line.starts_with(encoding)), "{found:?}"),
        }
        assert!(run.stdout.contains("service = \"Team\""), "{}", run.stdout);
    }
}

#[test]
fn files_with_one_header_are_one_source() {
    let other = "Person ID,DOB,School,LAC\n1,18/11/2016,A,Y\n2,18/11/2017,A,N\n";
    let run = init(&[
        ("in/clinics-2026-10.csv", GOOD.as_bytes()),
        ("in/register [1].csv", other.as_bytes()),
        ("in/clinics-2026-11.csv", GOOD.replace("Attended", "DNA").as_bytes()),
        ("in/late.csv", GOOD.replace(',', "|").as_bytes()),
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let table = parsed(&run.stdout);
    let listed = |files: &toml::Value| -> String {
        let files: Vec<&str> = files.as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
        files.join(" ")
    };
    let sources = |key: &str| -> Vec<(String, String)> {
        let sources = table[key].as_array().unwrap().iter();
        sources.map(|source| (source["name"].as_str().unwrap().to_owned(), listed(&source["files"]))).collect()
    };
    let pair = |name: &str, files: &str| (name.to_owned(), files.to_owned());
    assert_eq!(
        sources("contacts"),
        [pair("clinics", "in/clinics-2026-10.csv in/clinics-2026-11.csv"), pair("late", "in/late.csv")]
    );
    assert_eq!(sources("children"), [pair("register", "in/register [[]1].csv")]);
    assert!(run.stdout.contains("\"Attended\" = ") && run.stdout.contains("\"DNA\" = "), "{}", run.stdout);
}

/// Windows has other words for why.
const MISSING: &str = if cfg!(windows) {
    "missing.csv: the extract cannot be read: "
} else {
    "missing.csv: the extract cannot be read: no such file"
};

#[test]
fn all_files_that_cannot_be_drafted_from_are_reported_and_nothing_is_drafted() {
    let area = Area::new("");
    area.write("good.csv", GOOD);
    area.write("empty.csv", "");
    area.write("book.csv", b"PK\x03\x04rest");
    area.write("page.csv", "<html><body>Sign in</body></html>");
    area.write("data.csv", "{\"children\": [1, 2]}");
    area.write("bytes.csv", [0_u8, 1, 2, 255, 254, 0, 0, 7].repeat(50));
    area.write("none.csv", "A,B,C\n1,2,3\n");
    area.write("folder/x.csv", GOOD);
    for (name, problem) in [
        ("missing.csv", MISSING),
        ("none-*.csv", "none-*.csv: no file matches this pattern"),
        ("folder", "folder: the extract cannot be read: it is a folder"),
        ("empty.csv", "empty.csv: the extract is empty"),
        ("book.csv", "book.csv: this is not a CSV file but a zip file or an Excel workbook"),
        ("page.csv", "page.csv: this is not a CSV file but HTML or XML"),
        ("data.csv", "data.csv: this is JSON, not a CSV file"),
        ("bytes.csv", "bytes.csv: none of its first 30 lines looks like a header"),
        ("none.csv", "none.csv: none of its first 30 lines looks like a header"),
    ] {
        let run = area.run(&["init", "good.csv", name]);
        assert_eq!((run.status, run.stdout.as_str()), (3, ""), "{name}");
        assert!(run.stderr.starts_with(&format!("error: {problem}")), "{}", run.stderr);
        assert!(run.stderr.ends_with("no draft was made\n"), "{}", run.stderr);
    }
    let run = area.run(&["init", "missing.csv", "good.csv", "empty.csv", "book.csv"]);
    assert_eq!((run.status, run.stdout.as_str()), (3, ""));
    assert_eq!(run.stderr.matches("error: ").count(), 3, "{}", run.stderr);
    assert!(run.stderr.contains("(3 problems)"), "{}", run.stderr);
}

#[test]
fn the_command_line_of_init() {
    let area = Area::new("");
    area.write("a-1.csv", GOOD);
    area.write("a-2.csv", GOOD.replace(ADA, BEN));
    let run = area.run(&["init"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let run = area.run(&["init", "--help"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("DECIDE") && run.stdout.contains("Examples:"), "{}", run.stdout);
    // A pattern that the shell has left alone; a file that is named twice.
    let run = area.run(&["init", "a-*.csv", "./a-1.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("files = [\"a-1.csv\", \"a-2.csv\"]\n"), "{}", run.stdout);
}
