//! Configurations of any bytes: settings, or mistakes that each have their place.

use std::fs;

use failed_contact::config;

use crate::drive::Target;
use crate::rng::Rng;

const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\"\"\"",
    b"'",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"=",
    b".",
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"#",
    b"{",
    b"}",
    b"\\",
    b"\\u0000",
    b"\\uD800",
    b"0",
    b"-1",
    b"1e400",
    b"nan",
    b"inf",
    b"0x7fffffffffffffff",
    b"99999999999999999999",
    b"true",
    b"2026-11-22",
    b"\0",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\xC3\xA9",
    b"\xE2\x80\xAE",
    b"\x1B[31m",
    b"[contacts",
    b"[[contacts]]",
    b"[[children]]\n",
    b"[contacts.columns]\n",
    b"[contacts.constants]\n",
    b"[reviews]\n",
    b"name = \"x\"\n",
    b"files = []\n",
    b"files = [\"[\"]\n",
    b"files = [\"../x\"]\n",
    b"[rules.repeated]\nthreshold = 0\n",
    b"treshold = 3\n",
    b"date_format = \"%Q\"\n",
    b"date_format = \"%Y\"\n",
    b"date_format = [\"%s\", \"%+\"]\n",
    b"delimiter = \"\\t\"\n",
    b"delimiter = \"\xC3\xA9\"\n",
    b"encoding = \"utf-8\"\n",
    b"skip_rows = 1\n",
    b"outcome = [\"a\", \"b\"]\n",
    b"outcome = []\n",
    b"[services]\n",
    b"[disclosure]\nminimum_count = 4\n",
    b"period_days = 36501\n",
    b"folder = \"extracts\"\n",
    b"a.b.c = 1\n",
    b"a = {b = {c = []}}\n",
];

#[test]
fn a_configuration_is_settings_or_mistakes_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("failed-contact.toml");
    fs::create_dir(folder.path().join("extracts")).unwrap();
    for name in ["community-1.csv", "children.csv", "a.csv"] {
        fs::write(folder.path().join("extracts").join(name), "").unwrap();
    }
    let check = |(): &(), input: &[u8]| {
        // A glob of any folders at all, from the root of the disk, is well-formed, and slow.
        let walks = |line: &[u8]| !line.starts_with(b"#") && line.windows(2).any(|two| two == b"**");
        if input.split(|byte| *byte == b'\n').any(walks) {
            return Ok(());
        }
        fs::write(&path, input).unwrap();
        let (settings, problems) = config::examine(&path, None);
        if problems.is_empty() && settings.is_none() {
            return Err("neither settings nor a mistake".to_owned());
        }
        if let Err(error) = std::str::from_utf8(input) {
            // The mistake is the first invalid byte, after all valid text.
            let good = std::str::from_utf8(&input[..error.valid_up_to()]).unwrap();
            let last = good.rsplit('\n').next().unwrap_or_default();
            let place = (Some(good.matches('\n').count() as u32 + 1), Some(last.chars().count() as u32 + 1));
            let places: Vec<_> = problems.iter().map(|problem| (problem.line, problem.column)).collect();
            return if places == [place] {
                Ok(())
            } else {
                Err(format!("{place:?} is not UTF-8, told are {places:?}"))
            };
        }
        let lines: Vec<String> = String::from_utf8_lossy(input).split('\n').map(str::to_owned).collect();
        for problem in &problems {
            let (Some(line), Some(column)) = (problem.line, problem.column) else {
                return Err(format!("a mistake without a place: {problem:?}"));
            };
            let there = lines.get((line as usize).wrapping_sub(1));
            if column == 0 || there.is_none_or(|text| column as usize > text.chars().count() + 1) {
                return Err(format!("a place that is not in the file: {problem:?}"));
            }
            if problem.to_string().chars().any(|c| c != '\n' && c.is_control()) {
                return Err(format!("a control character in a message: {problem:?}"));
            }
        }
        let mut ordered = problems.clone();
        ordered.sort_by_key(|problem| (problem.line, problem.column));
        let places =
            |of: &[failed_contact::problem::Problem]| of.iter().map(|p| (p.line, p.column)).collect::<Vec<_>>();
        if places(&ordered) != places(&problems) {
            return Err(format!("not in the order of the file: {problems:?}"));
        }
        let (_, again) = config::examine(&path, None);
        if again == problems { Ok(()) } else { Err("another answer the second time".to_owned()) }
    };
    let options = |_: &mut Rng| ();
    // The template is always an input, whatever the corpus has.
    check(&(), include_bytes!("../../templates/failed-contact.toml")).unwrap();
    Target { name: "configuration", tokens: TOKENS, most: 1500, letters: None, options: &options, check: &check }.run();
}
