//! `explain`: prints a child's timeline, and for every rule why it holds or does not.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, Read as _};

use clap::ValueEnum;
use serde_json::json;

use super::{Clock, Input, print_lines, read_extracts};
use crate::exit::Exit;
use crate::explain::{self, LeftOutLine, LookupResult, RejectLine, SimilarChild};
use crate::opening::plain;
use crate::pipeline::Detected;
use crate::problem::{Problem, is_unprintable};
use crate::report::publish;
use crate::stop::Stop;
use crate::text::trim;

/// The arguments of `explain`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The child: an NHS number, a local id or scope/id, a case reference, or a name; - reads it from standard input, so
    /// that no list of processes shows it
    #[arg(long, value_name = "WHO", allow_hyphen_values = true)]
    child: String,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The longest line that is read from standard input.
const MAX_LINE_BYTES: u64 = 4096;

/// The words for the child to explain: the argument, or the first line of standard input if the argument is `-`.
fn requested_child(given: &str) -> Result<String, Stop> {
    let wrong = |what: String| {
        Stop::Usage(Problem::new("--child", what).help("give an NHS number, a local id, a case reference or a name"))
    };
    if given != "-" {
        return if trim(given).is_empty() { Err(wrong("it is blank".to_owned())) } else { Ok(given.to_owned()) };
    }
    let mut line = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_LINE_BYTES)
        .read_until(b'\n', &mut line)
        .map_err(|error| wrong(format!("standard input cannot be read: {}", plain(&error))))?;
    let line = String::from_utf8(line).map_err(|_| wrong("standard input is not UTF-8".to_owned()))?;
    let line = trim(line.trim_start_matches('\u{feff}'));
    if line.is_empty() { Err(wrong("standard input is blank".to_owned())) } else { Ok(line.to_owned()) }
}

/// Explains one child. The answer is identifiable: it goes to standard output and nowhere else.
pub(crate) fn run(arguments: &Arguments, clock: &Clock) -> Result<Exit, Stop> {
    let words = requested_child(&arguments.child)?;
    let (review, _) = read_extracts(&arguments.input, clock)?;
    let key = publish::existing_key(&review.settings.output.folder);
    match explain::find_child(&review, &words, key.as_ref())? {
        LookupResult::Child(child, rejects) => {
            let mut explanation = explain::explain(&review, child, rejects);
            explanation.left_out = explain::find_left_out(&review, &words, Some(child))?;
            print_lines(&match arguments.format {
                Format::Text => explain::text(&explanation),
                Format::Json => serde_json::to_string_pretty(&explanation)
                    .map(|text| printable_json(&text))
                    .map_err(|error| Stop::Bug(format!("cannot write the answer as JSON: {error}")))?,
            });
        }
        LookupResult::NoUsableRecord(rejects, nearest) => {
            let left_out = explain::find_left_out(&review, &words, None)?;
            // If left-out records have the number or id, it was not mistyped.
            let nearest = if left_out.is_empty() { nearest } else { Vec::new() };
            print_lines(&no_child_answer(&review, arguments.format, (&rejects, &left_out), &nearest));
            return Ok(Exit::Nobody);
        }
        LookupResult::Namesakes(children) => {
            print_lines(&several_children_answer(&review, arguments.format, "have this name", &children));
            return Err(Stop::Usage(
                Problem::new("--child", "several children have this name")
                    .help("give the NHS number or the local id of one"),
            ));
        }
        LookupResult::SharedLocalId(children) => {
            print_lines(&several_children_answer(
                &review,
                arguments.format,
                "have records with this local id",
                &children,
            ));
            return Err(Stop::Usage(
                Problem::new("--child", "this local id stands for several NHS numbers")
                    .help("give one of the numbers; if they are one child's, record that decision: see identity.html"),
            ));
        }
        LookupResult::SeveralScopes(ids) => {
            return Err(Stop::Usage(
                Problem::new("--child", "this local id belongs to different children in different scopes")
                    .help(format!("use scope/id: the scopes are {}", scopes_of(&ids))),
            ));
        }
    }
    Ok(Exit::Done)
}

/// The answer if no usable record names the child.
fn no_child_answer(
    review: &Detected,
    format: Format,
    (rejects, left_out): (&[RejectLine], &[LeftOutLine]),
    nearest: &[SimilarChild],
) -> String {
    let (outcome, conclusion) = match (rejects.is_empty(), left_out.is_empty()) {
        (false, _) => ("only_in_rejects", "Not listed: no usable record names this child, but rejected records do."),
        (true, false) => (
            "only_left_out",
            "Not listed: the records that name this child are left out, since they say that they are no contacts.",
        ),
        (true, true) => (
            "not_in_extracts",
            "Not listed: nobody in these extracts is known by this number, id, case reference or name.",
        ),
    };
    match format {
        Format::Text => {
            let children = explain::nearest(nearest);
            let near = if children.is_empty() {
                children
            } else {
                format!("\nDid you mean one of these? Check who it is first\n{children}")
            };
            format!("{conclusion}\n{}{}{near}", explain::rejects(rejects), explain::lines_left_out(left_out))
        }
        Format::Json => {
            let answer = json!({
                "as_of": review.as_of.to_string(),
                "outcome": outcome,
                "conclusion": conclusion,
                "rejects": rejects,
                "left_out": left_out,
                "nearest": nearest,
            });
            printable_json(&answer.to_string())
        }
    }
}

/// The answer if the words fit several children. `have` says what they have in common.
fn several_children_answer(review: &Detected, format: Format, have: &str, children: &[SimilarChild]) -> String {
    match format {
        Format::Text => format!("{} children {have}:\n{}", children.len(), explain::nearest(children)),
        Format::Json => printable_json(
            &json!({ "as_of": review.as_of.to_string(), "outcome": "several", "children": children }).to_string(),
        ),
    }
}

/// The JSON with terminal control characters in its texts escaped. JSON itself escapes only those below U+0020.
fn printable_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // A line end can only be between the parts of the JSON. In a text it is already escaped.
        if c != '\n' && is_unprintable(c) {
            let _ = write!(out, "\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// The scopes of `scope/id`s. The ids themselves are never printed on standard error.
fn scopes_of(ids: &[String]) -> String {
    let scopes: BTreeSet<&str> = ids.iter().map(|id| id.split('/').next().unwrap_or_default()).collect();
    scopes.into_iter().collect::<Vec<_>>().join(", ")
}
