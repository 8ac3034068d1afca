//! The configuration as a file: read from a folder, with its extracts beside it.

use std::fs;
use std::path::Path;

use failed_contact::config::{load, load_with_output};
use failed_contact::problem::Problem;

mod support;
use support::{Area, assert_has};

fn problems_of(path: &Path, output: Option<&Path>) -> Vec<Problem> {
    load_with_output(path, output).err().unwrap_or_default()
}

const PLAIN: &str = "organisation = \"Team\"
[[contacts]]
name = \"clinic\"
files = [\"in/*.csv\"]
[contacts.columns]
nhs_number = \"NHS Number\"
service = \"Team\"
date = \"Date\"
outcome = \"Status\"
";

#[test]
fn the_template_works_as_it_stands_where_its_extracts_are() {
    let area = Area::with(&[
        ("failed-contact.toml", include_bytes!("../templates/failed-contact.toml")),
        ("extracts/community-2026-11.csv", b""),
        ("extracts/community-2026-10.csv", b""),
        ("extracts/children.csv", b""),
    ]);
    let settings = load(&area.path("failed-contact.toml")).unwrap();
    let shown: Vec<&str> = settings.contacts[0].files.iter().map(|file| file.shown.as_str()).collect();
    assert_eq!(shown, ["extracts/community-2026-10.csv", "extracts/community-2026-11.csv"]);
    assert_eq!(settings.children[0].files.len(), 1);
    assert!(settings.reviews.files.is_empty());
    assert_eq!(settings.output.folder, area.path("reports"));
}

#[test]
fn the_sample_area_has_a_configuration_without_a_mistake() {
    let settings = load(Path::new("sample_data/failed-contact.toml")).unwrap();
    assert_eq!((settings.contacts.len(), settings.children.len()), (6, 1));
    let shown: Vec<&str> = settings.contacts[0].files.iter().map(|file| file.shown.as_str()).collect();
    assert!(shown.contains(&"extracts/community-2026-10.csv"), "{shown:?}");
    assert_eq!(settings.config_file, "sample_data/failed-contact.toml");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let text = format!("\u{feff}{}", PLAIN.replace('\n', "\r\n"));
    let area = Area::with(&[("c.toml", text.as_bytes()), ("in/a.csv", b"")]);
    assert!(load(&area.path("c.toml")).is_ok());
    let text = text.replace("[contacts.columns]", "[contacts.colums]");
    fs::write(area.path("c.toml"), text).unwrap();
    assert_eq!(problems_of(&area.path("c.toml"), None)[0].help.as_deref(), Some("did you mean `columns`?"));
}

#[test]
fn a_configuration_that_cannot_be_read_is_one_problem() {
    let area = Area::with(&[("latin.toml", b"# x\norganisation = \"Caf\xe9\"\n"), ("folder/x", b"")]);
    for (name, expected) in [
        ("none.toml", "none.toml: configuration file not found"),
        ("folder", "folder: the configuration is a folder"),
        ("latin.toml", "latin.toml:2:20: the configuration is not UTF-8"),
    ] {
        let problems = problems_of(&area.path(name), None);
        assert_eq!(problems.len(), 1);
        let message = problems[0].to_string();
        assert_has(&message, expected);
        assert_has(&message, "help: ");
    }
}

#[test]
fn mistakes_in_settings_and_in_files_are_told_together_in_the_order_of_the_file() {
    let text = PLAIN
        .replace("[[contacts]]", "[review]\nperiod_days = 0\n[[contacts]]")
        .replace("in/*.csv", "inn/*.csv")
        .replace("date =", "dat =");
    let area = Area::with(&[("c.toml", text.as_bytes()), ("in/a.csv", b"")]);
    let path = area.path("c.toml");
    let problems = problems_of(&path, None);
    let places: Vec<_> = problems.iter().map(|p| (p.line.unwrap(), p.help.clone().unwrap())).collect();
    let expected = [(3, "the default is 365"), (6, "did you mean `in`?"), (10, "did you mean `date`?")];
    assert_eq!(places, expected.map(|(line, help)| (line, help.to_owned())));
    assert!(problems.iter().all(|p| p.file == path.display().to_string() && p.column.is_some()));
}

#[test]
fn the_folder_of_the_command_line_takes_the_place_of_the_configurations() {
    let area = Area::with(&[("c.toml", PLAIN.replace("in/*", "in/**/*").as_bytes()), ("in/a.csv", b"")]);
    let path = area.path("c.toml");
    let out = area.path("out");
    assert_eq!(load_with_output(&path, Some(&out)).unwrap().output.folder, out);
    let problems = problems_of(&path, Some(&area.path("in/out")));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].what.contains("in/out"), "{}", problems[0]);
}
