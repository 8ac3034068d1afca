//! Configurations for tests, and tests of the configuration as a whole.

mod general;

use super::*;

/// A configuration with one source, and with this part before it, starting on line 4.
pub(crate) fn with(part: &str) -> String {
    let source = source("");
    let source = source.strip_prefix("organisation = \"Team\"\n").unwrap();
    format!("organisation = \"Team\"\n\n\n{part}\n{source}")
}

/// A configuration whose one source has these keys, which start on line 4.
pub(crate) fn source_keys(keys: &str) -> String {
    source("").replace("files =", &format!("{keys}\nfiles ="))
}

/// A configuration whose one source ends with these lines, which start on line 10.
pub(crate) fn source(lines: &str) -> String {
    format!(
        "organisation = \"Team\"\n[[contacts]]\nname = \"clinic\"\nfiles = [\"clinic.csv\"]\n[contacts.columns]\n\
         nhs_number = \"NHS Number\"\nservice = \"Team\"\ndate = \"Date\"\noutcome = \"Status\"\n{lines}\n"
    )
}

/// A configuration with a source of children too, which has these lines: they start on line 13.
pub(crate) fn children(lines: &str) -> String {
    let head = "\n[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\n";
    format!("{}{head}{lines}\n", source("").trim_end())
}

/// Reads a configuration without looking for its files.
fn understood(text: &str) -> (Option<Settings>, Vec<Problem>) {
    let mut log = Log::new("c.toml", text);
    let settings = understand(text, "c.toml", Path::new("."), &mut log).map(|(settings, _)| settings);
    (settings, log.into_problems())
}

/// The problems of a configuration: line, column and sentence.
pub(crate) fn problems(text: &str) -> Vec<String> {
    let tell = |p: Problem| format!("{}:{} {}", p.line.unwrap(), p.column.unwrap(), p.what);
    understood(text).1.into_iter().map(tell).collect()
}

/// The help with each problem.
pub(crate) fn helps(text: &str) -> Vec<String> {
    understood(text).1.into_iter().map(|p| p.help.unwrap()).collect()
}

/// The settings of a configuration, which must have no problem.
pub(crate) fn parsed(text: &str) -> Settings {
    let (settings, problems) = understood(text);
    assert_eq!(problems, []);
    settings.unwrap()
}

#[test]
fn the_template_shows_the_true_defaults() {
    let template = include_str!("../../templates/failed-contact.toml");
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    let [as_it_is, in_full] = [template.to_owned(), template.lines().map(line).collect()].map(|text| parsed(&text));
    assert_eq!(as_it_is.in_manifest(), in_full.in_manifest());
    assert_eq!(in_full.output.folder, Settings::default().output.folder);
    assert_eq!(in_full.output.commissioner, None);
    let plain = parsed(&with(""));
    for table in ["output", "review", "failed_contact", "rules", "priority", "limits", "disclosure"] {
        assert_eq!(in_full.in_manifest()[table], plain.in_manifest()[table], "{table}");
    }
}

#[test]
fn six_different_mistakes_are_reported_at_once() {
    let text = "\
organisation = \"Team\"
[rules.repeated]
treshold = 3
[review]
under_age = 121
[disclosure]
minimum_count = 4
[[contacts]]
name = \"CON\"
files = [\"a.csv\"]
skip_rows = \"3\"
[contacts.columns]
nhs_number = \"NHS Number\"
service = \"Team\"
date = \"Date\"
outcome = \"Status\"
[contacts.outcomes]
\"DNA\" = \"was_not_brougt\"
";
    assert_eq!(
        problems(text),
        [
            "3:1 there is no key `treshold` in [rules.repeated]",
            "5:13 `review.under_age` must be from 1 to 120, not 121",
            "7:17 `disclosure.minimum_count` must be at least 5, not 4",
            "9:8 the source name `CON` is kept for a device by Windows, and cannot be the name of a file",
            "11:13 `contacts.skip_rows` must be a whole number, not a text",
            "18:9 `was_not_brougt` is not an outcome",
        ]
    );
    assert_eq!(helps(text)[0], "did you mean `threshold`?");
    assert_eq!(helps(text)[5], "did you mean `was_not_brought`?");
}

#[test]
fn a_file_that_is_not_toml_is_reported_with_its_place() {
    for (text, place) in [
        ("organisation = \"Team\"\n\"ä\" = [1, 2\n", "2:12 "),
        ("organisation = Team\n", "1:16 "),
        ("organisation = \"Team\n", "1:21 "),
        ("x = 1\n[output\nfolder = \"x\"", "2:8 "),
        ("x = 1\nx y = 2\n", "2:3 "),
        ("x = \"\"\ny = \"C:\\data\"", "2:9 "),
    ] {
        let found = problems(text);
        assert!(found.len() == 1 && found[0].starts_with(place), "{text}: {found:?}");
    }
}

#[test]
fn a_key_that_is_there_twice_hides_no_other_mistake() {
    let text = source("[contacts.outcomes]\n\"X\" = \"seen\"\n\"X\" = \"seen\"\n\"Y\" = \"sean\"");
    assert_eq!(problems(&text), ["12:1 this key or table is there twice", "13:7 `sean` is not an outcome"]);
}

#[test]
fn required_keys_are_reported() {
    let missing = "1:1 `organisation` is missing at the top of the file";
    let nobody = "1:1 `contacts` is missing at the top of the file";
    for (text, expected) in [
        ("", vec![missing, nobody]),
        ("contacts = []\norganisation = \"Team\"", vec!["1:12 `contacts` is empty"]),
        (
            "organisation = \" \"\n[contacts]\nname = \"x\"",
            vec!["1:16 `organisation` must not be blank", "2:1 [contacts] must have two brackets: [[contacts]]"],
        ),
    ] {
        assert_eq!(problems(text), expected, "{text}");
    }
    let text = source("").replace("organisation", "organization");
    assert_eq!(problems(&text), ["1:1 there is no key `organization` at the top of the file"]);
    let text = format!("{}[reviews]\nfile = [\"x\"]", source(""));
    assert_eq!(problems(&text), ["12:1 there is no key `file` in [reviews]"]);
}

#[test]
fn paths_are_plain_text() {
    let text = with("[output]\nfolder = \"C:\\reports\"");
    assert_eq!(problems(&text), ["5:10 `output.folder` has a character that nobody can see"]);
    assert_eq!(parsed(&with("[output]\nfolder = 'C:\\reports'")).output.folder, PathBuf::from("C:\\reports"));
}

#[test]
fn reviews_have_formats_of_their_own() {
    let reviews = parsed(&with("[reviews]\nfiles = [\"r/*.csv\"]")).reviews;
    assert_eq!(reviews.date_format, ["%Y-%m-%d", "%d/%m/%Y"]);
    assert_eq!(problems(&with("[reviews]\nfiles = []")), ["5:9 `reviews.files` is empty"]);
}

/// Other programs read these keys, and earlier commissioner packs are recognised by a checksum of them.
#[test]
fn the_manifest_has_every_setting_under_its_name() {
    let found = in_force(&parsed(include_str!("tests/every_setting.toml")));
    let expected: Json = serde_json::from_str(include_str!("tests/every_setting.json")).unwrap();
    assert_eq!(format!("{found:#}"), format!("{expected:#}"));
}

/// Collects the paths of settings in `chosen` that have their default.
fn as_by_default(path: &str, default: &Json, chosen: &Json, found: &mut Vec<String>) {
    match (default, chosen) {
        (Json::Object(default), Json::Object(chosen)) if !default.is_empty() => {
            for (key, value) in default {
                as_by_default(&format!("{path}.{key}"), value, chosen.get(key).unwrap_or(&Json::Null), found);
            }
        }
        (Json::Array(default), Json::Array(chosen)) if default.first().is_some_and(Json::is_object) => {
            as_by_default(path, &default[0], &chosen[0], found);
        }
        _ if default == chosen => found.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn every_setting_of_the_example_differs_from_its_default() {
    let defaults = "organisation = \"Other\"\n[[contacts]]\nname = \"other\"\nfiles = [\"other.csv\"]\n\
                    [contacts.columns]\nnhs_number = \"N\"\nservice = \"S\"\ndate = \"D\"\noutcome = \"O\"\n";
    let [default, chosen] = [defaults, include_str!("tests/every_setting.toml")].map(|text| in_force(&parsed(text)));
    let mut found = Vec::new();
    as_by_default("", &default, &chosen, &mut found);
    assert_eq!(found, [""; 0]);
}
