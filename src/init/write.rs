//! The draft as text: TOML with comments, and a count of the decisions to make.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::assign::{SourcePlan, plan};
use super::files::source_name;
use super::functions;
use super::profile::Profile;
use super::write_source;
use crate::cells::no_id::says_no_id;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::problem::is_unprintable;

/// Two sources with fewer ids in common are not taken to have their ids from one system.
const FEWEST_COMMON_IDS: usize = 5;

/// The draft, while it is written.
#[derive(Default)]
pub(crate) struct Draft {
    text: String,
    decisions: usize,
}

impl Draft {
    /// Adds a line.
    pub(crate) fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds a setting that a person must decide.
    pub(crate) fn decide(&mut self, setting: &str, what: &str) {
        self.decisions += 1;
        let gap = if setting.is_empty() { "" } else { "   " };
        let _ = writeln!(self.text, "{setting}{gap}# DECIDE: {what}");
    }

    /// Adds a setting that a person should look at.
    pub(crate) fn check(&mut self, setting: &str, what: &str) {
        let colon = if what.is_empty() { "" } else { ": " };
        let _ = writeln!(self.text, "{setting}   # check{colon}{what}");
    }

    /// Adds a comment with a list of items, in lines of readable length.
    pub(crate) fn comment_list(&mut self, items: &[String]) {
        let mut line = String::from("#  ");
        for (index, item) in items.iter().enumerate() {
            if line.chars().count() + item.chars().count() > 108 && line.len() > 3 {
                self.line(&line);
                line = String::from("#  ");
            }
            let comma = if index + 1 < items.len() { "," } else { "" };
            let _ = write!(line, " {item}{comma}");
        }
        self.line(&line);
    }
}

/// The text as a TOML string. Characters that could move the cursor, start a line or hide text are escaped.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if is_unprintable(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// At most 60 characters of a text, for a remark.
pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(57).chain("...".chars()).collect() }
}

/// The draft of a configuration for these sources.
pub(crate) fn draft(profiles: &[Profile]) -> String {
    let mut plans: Vec<SourcePlan<'_>> = profiles.iter().map(plan).collect();
    plans.sort_by_key(|plan| plan.sort);
    let mut names: Vec<String> = Vec::new();
    for plan in &plans {
        let files: Vec<&str> = plan.profile.files.iter().map(String::as_str).collect();
        names.push(source_name(&files, &names));
    }
    let mut draft = Draft::default();
    for line in [
        "# A draft of a configuration, made by `failed-contact init` from the headers and values of extracts.",
        "#",
        "# Save it beside the extracts as failed-contact.toml, in UTF-8. A line with DECIDE needs your decision: complete it,",
        "# and remove the # at its start if it has one. A line with `check` is a guess: make sure that it is right. Then run",
        "# `failed-contact check`. All keys are in templates/failed-contact.toml.",
        "#",
        "# Paths in `files` start at the folder of this file, and may be patterns: \"extracts/community-*.csv\" takes in next",
        "# week's file too. The only values of the extracts shown here are codes: of outcomes, kinds, sectors and services.",
        "",
    ] {
        draft.line(line);
    }
    draft.decide("organisation = \"Name of your team\"", "who reports? It is shown on every page");
    if plans.iter().flat_map(|plan| &plan.profile.files).any(|file| is_in_reports_folder(file)) {
        draft.line("\n[output]");
        draft.line("folder = \"failed-contact-reports\"   # because the usual folder, reports, has the extracts");
    }
    let shared_scopes = shared_scopes(&plans, &names);
    for ((plan, name), scope) in plans.iter().zip(&names).zip(&shared_scopes) {
        write_source::write(plan, name, scope.as_ref(), &mut draft);
    }
    if !plans.iter().any(|plan| plan.sort == Sort::Contacts) {
        draft.line("");
        draft.decide("# [[contacts]]", "none of these extracts has contacts: add one that does, and draft again");
    }
    functions::write(&plans, &mut draft);
    draft.line(
        "\n\n# Decisions of reviewers: copies of the template that every run writes, filled in. There may be none yet.",
    );
    draft.line("[reviews]\nfiles = [\"reviews/*.csv\"]");
    draft.line(
        "\n# Decisions on records that may be of one child: copies of links-template.csv, filled in. There may be none yet.",
    );
    draft.line("[links]\nfiles = [\"links/*.csv\"]");
    draft.line("");
    let count = draft.decisions;
    let noun = if count == 1 { "decision" } else { "decisions" };
    draft.line(&format!("# {count} {noun} to make: search for DECIDE."));
    draft.text
}

fn is_in_reports_folder(file: &str) -> bool {
    file.trim_start_matches("./").split_once('/').is_some_and(|(folder, _)| folder.eq_ignore_ascii_case("reports"))
}

/// Other sources from whose system a source may have its local ids.
pub(crate) struct SharedScope {
    /// The first source of the system: its name can be the scope.
    pub(crate) first: String,
    /// The sources that have ids in common with the source.
    pub(crate) others: Vec<String>,
}

/// For each source except the first of its system, the scope that it may share.
fn shared_scopes(plans: &[SourcePlan<'_>], names: &[String]) -> Vec<Option<SharedScope>> {
    let ids: Vec<BTreeSet<&str>> = plans.iter().map(local_ids).collect();
    let are_linked = |source: usize, other: usize| {
        let common = ids[source].intersection(&ids[other]).count();
        source != other && common >= FEWEST_COMMON_IDS && common * 5 >= ids[source].len().min(ids[other].len())
    };
    // For each source, the first one of its system.
    let mut first: Vec<usize> = (0..plans.len()).collect();
    for source in 0..plans.len() {
        for other in (0..source).filter(|other| are_linked(source, *other)) {
            let (kept, replaced) = (first[source].min(first[other]), first[source].max(first[other]));
            first.iter_mut().filter(|first| **first == replaced).for_each(|first| *first = kept);
        }
    }
    let scope = |source: usize| {
        let linked = (0..plans.len()).filter(|other| are_linked(source, *other));
        (first[source] != source).then(|| SharedScope {
            first: names[first[source]].clone(),
            others: linked.map(|other| names[other].clone()).collect(),
        })
    };
    (0..plans.len()).map(scope).collect()
}

/// The local ids of a source that look like ids.
fn local_ids<'a>(plan: &SourcePlan<'a>) -> BTreeSet<&'a str> {
    let Some(column) = plan.column(Field::LocalId) else { return BTreeSet::new() };
    let is_id = |text: &&str| text.bytes().any(|b| b.is_ascii_digit()) && !says_no_id(text);
    column.texts().filter(is_id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_reads_a_quoted_text_as_the_same_text() {
        for text in [
            "Status",
            "",
            "\"\"\"",
            "a\\b\u{1b}[31m",
            "a\nb\r\nc\t",
            "\u{202e}x\u{feff}",
            "Zoë 日本 😀",
            "''' # DECIDE",
            "\u{85}\u{7f}",
        ] {
            let quoted = quote(text);
            assert!(!quoted.chars().any(char::is_control), "{quoted}");
            let table: toml::Table = toml::from_str(&format!("{quoted} = {quoted}")).unwrap();
            assert_eq!(table.into_iter().next().unwrap(), (text.to_owned(), toml::Value::String(text.to_owned())));
        }
    }

    #[test]
    fn files_in_the_default_folder_of_reports_are_recognised() {
        for (file, expected) in
            [("reports/a.csv", true), ("./Reports/x/a.csv", true), ("reports.csv", false), ("x/reports/a.csv", false)]
        {
            assert_eq!(is_in_reports_folder(file), expected, "{file}");
        }
    }
}
