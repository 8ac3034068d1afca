//! The guides quote the sample's pages correctly, and name the files that a run publishes.

use std::collections::BTreeSet;
use std::fs;

use crate::support::sources::{read, root};
use crate::support::{AS_OF, Area, cell, program, sample_config};
use crate::weeks::three_weeks;

/// A text on one line, with one blank for each run of white space and none before punctuation.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [" ,", " .", " ;", " :"].iter().fold(line, |line, mark| line.replace(mark, &mark[1..]))
}

/// The visible text of a page, on one line.
fn seen(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        if !tag.starts_with("style") && !tag.starts_with("script") {
            out.push(' ');
            out.push_str(text);
        }
    }
    plain(&out.replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The texts in quotation marks, and the blocks that are quoted.
fn quotes(guide: &str) -> Vec<String> {
    let mut out: Vec<String> = guide
        .split("\n\n")
        .filter(|part| part.starts_with("> "))
        .map(|part| part.replace("\n> ", " ").replace("> ", "").replace("**", ""))
        .collect();
    let mut code = false;
    let prose: Vec<&str> = guide
        .lines()
        .filter(|line| {
            code ^= line.trim_start().starts_with("```");
            !code
        })
        .collect();
    out.extend(prose.join(" ").split('"').skip(1).step_by(2).map(String::from));
    out.iter().map(|quote| plain(quote)).collect()
}

/// The texts of all pages, and of an answer of `explain`, in the sample's third week.
fn sample_texts() -> String {
    let weeks = three_weeks();
    let pack = weeks.pack(2);
    let pages = pack
        .files()
        .into_iter()
        .filter(|(name, _)| std::path::Path::new(name).extension().is_some_and(|extension| extension == "html"));
    let mut sample_texts: String = pages.map(|(_, bytes)| seen(&String::from_utf8(bytes).unwrap()) + "\n").collect();
    let mut explain = program();
    explain.args(["explain", "--as-of", AS_OF, "--child", "999 578 2324"]).arg(sample_config());
    sample_texts.push_str(&plain(&String::from_utf8(explain.output().unwrap().stdout).unwrap()));
    sample_texts
}

#[test]
fn the_user_guide_quotes_what_the_sample_says() {
    let guide = read("docs/user-guide.md");
    let sample_texts = sample_texts();
    let cases = three_weeks().cases(2).len();
    // Quotes with numbers and dates are from the sample, except a menu entry of Excel and a note that somebody may write. Texts of the
    // list's script are only in the browser.
    let not_of_the_sample = ["CSV UTF-8", "HV visits on 1 December"];
    let (by_script, quoted): (Vec<String>, Vec<String>) = quotes(&guide)
        .into_iter()
        .filter(|quote| quote.contains(|c: char| c.is_ascii_digit()) && !not_of_the_sample.contains(&quote.as_str()))
        .partition(|quote| quote.ends_with(" cases shown"));
    assert!(quoted.len() >= 8, "{quoted:?}");
    let missing: Vec<&String> = quoted.iter().filter(|quote| !sample_texts.contains(quote.as_str())).collect();
    assert!(missing.is_empty(), "not said of the sample: {missing:#?}");
    assert_eq!(by_script, [format!("{cases} of {cases} cases shown")]);
}

#[test]
fn the_numbers_of_the_user_guide_are_those_of_the_sample() {
    let guide = plain(&read("docs/user-guide.md"));
    let weeks = three_weeks();
    let (cases, pack) = (weeks.cases(2), weeks.pack(2));
    let of = |column: &str, word: &str| cases.iter().filter(|case| cell(case, column) == word).count();
    let all = cases.len();
    let [immediate, urgent, routine] = ["immediate", "urgent", "routine"].map(|word| of("priority", word));
    let [new, worse] = ["new", "worsened"].map(|word| of("status", word));
    let gone = pack.rows("resolved.csv").len();
    let act = pack.column("notices.csv", "level").iter().filter(|level| *level == "act").count();
    assert_eq!(act, 0, "the guide says that nothing about the data needs action");
    let quality = pack.rows("quality.csv");
    // Without the files of decisions.
    let extracts = || quality.iter().filter(|row| !["reviews", "links"].contains(&cell(row, "source")));
    let sum = |column: &str| extracts().map(|row| cell(row, column).parse::<u32>().unwrap()).sum::<u32>();
    let (rejected, records) = (sum("rejected"), sum("records"));
    for sentence in [
        format!("There are {all} cases: {immediate} immediate, {urgent} urgent and {routine} routine."),
        format!(
            "{new} are new and {worse} are worse. Nothing about the data needs action. {gone} children left the list"
        ),
        format!("| {rejected} of {},{:03} records (", records / 1000, records % 1000),
        format!("the {all} cases of the sample take"),
    ] {
        assert!(guide.contains(&sentence), "the guide does not say: {sentence}");
    }
}

#[test]
fn the_user_guide_goes_through_a_sheet_in_its_order() {
    let guide = read("docs/user-guide.md");
    let (_, chapter) = guide.split_once("\n## A case sheet from top to bottom\n").unwrap();
    let chapter = chapter.split("\n### ").next().unwrap();
    let names: Vec<&str> = chapter
        .split("\n\n**")
        .skip(1)
        .map(|part| part.split("**").next().unwrap().trim_end_matches('.').split(", Next").next().unwrap())
        .collect();
    let weeks = three_weeks();
    let pack = weeks.pack(2);
    let otto = weeks.cases(2).into_iter().find(|case| cell(case, "given_name") == "Otto").unwrap();
    let page = pack.text(&format!("cases/{}.html", cell(&otto, "case_ref")));
    let place = |name: &&str| page.find(&format!("\">{name}</h2>")).or_else(|| page.find(&format!("<summary>{name}")));
    let places: Vec<(usize, &str)> = names.iter().filter_map(|name| Some((place(name)?, *name))).collect();
    // All except "Who", which is the head of the sheet.
    assert_eq!(places.len(), names.len() - 1, "no headings of the sheet: {names:?}, {places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

/// The files of a pack as the README names them: those of a folder by what they are called after.
fn called(files: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let of_case = |name: String| match name.split_once('/') {
        Some((folder, _)) => format!("{folder}/<case_ref>.html"),
        None => name,
    };
    files.into_iter().map(of_case).collect()
}

/// The names in backticks in the first cells of the tables of a part of the README.
fn named(readme: &str, from: &str, to: &str) -> BTreeSet<String> {
    let (_, part) = readme.split_once(from).unwrap();
    let rows = part.split(to).next().unwrap().lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2).map(String::from)).collect()
}

#[test]
fn the_readme_names_every_file_that_is_published_and_ci_looks_for_each() {
    let readme = read("README.md");
    let weeks = three_weeks();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap().replace("\\\n", " ");
    let (_, ci) = ci.split_once("the main job on the sample").unwrap();
    let loops: Vec<BTreeSet<String>> = ci
        .lines()
        .filter_map(|line| line.strip_prefix("for file in ")?.strip_suffix("; do"))
        .map(|files| files.split_whitespace().map(String::from).collect())
        .collect();
    let safeguarding = ("/safeguarding/` names", "/commissioner/` has");
    let commissioner = ("/commissioner/` has", "\n## ");
    for (at, (pack, (from, to))) in
        [(weeks.pack(2), safeguarding), (weeks.commissioner(2), commissioner)].into_iter().enumerate()
    {
        let published = called(pack.files().into_keys());
        assert_eq!(named(&readme, from, to), published, "README.md");
        let of_pack: BTreeSet<String> = published.into_iter().filter(|name| !name.contains('/')).collect();
        assert_eq!(loops[at], of_pack, ".ci/run");
    }
}

/// The chapter on trying a change of settings: how many cases there would be, and how many children would leave.
#[test]
fn the_analysts_guide_says_what_another_threshold_would_do_to_the_sample() {
    let guide = plain(&read("docs/analyst-guide.md"));
    let area = Area::empty();
    let trial = fs::read_to_string(sample_config()).unwrap();
    let sample = sample_config().parent().unwrap().display().to_string().replace('\\', "/");
    let other = trial.replacen("[rules.repeated]\n# threshold = 3", "[rules.repeated]\nthreshold = 4", 1);
    assert!(other != trial, "the sample shows the default as a comment");
    let in_sample =
        |trial: String, folder: &str| trial.replace(&format!("\"{folder}/"), &format!("\"{sample}/{folder}/"));
    area.write("trial.toml", ["extracts", "reviews", "links"].into_iter().fold(other, in_sample));
    let weeks = three_weeks();
    let before = weeks.pack(1);
    let before = before.path().parent().unwrap().to_str().unwrap().to_owned();
    let arguments =
        ["report", "trial.toml", "--as-of", AS_OF, "--only", "safeguarding", "--output", "trial", "--quiet"];
    let run = area.run(&[&arguments[..], &["--previous", &before]].concat());
    run.assert_status(0);
    let pack = crate::support::Pack::at(area.path("trial").join(AS_OF).join("safeguarding"));
    let (cases, gone) = (pack.rows("cases.csv").len(), pack.rows("resolved.csv").len());
    let now = weeks.cases(2).len();
    for sentence in [
        format!("the sample has {cases} cases, not {now}"),
        format!("{gone} children in that example, by name. Show the team those {gone} before anybody decides"),
    ] {
        assert!(guide.contains(&sentence), "the guide does not say: {sentence}");
    }
}
