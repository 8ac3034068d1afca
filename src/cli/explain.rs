//! `explain`: a child's timeline, and for every rule why it holds or does not.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::ValueEnum;
use serde_json::json;

use super::{Clock, Input, read, say};
use crate::explain::{self, Who};
use crate::problem::{Problem, is_unprintable};
use crate::stop::Stop;

/// The arguments of `explain`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The child: an NHS number, a local id, or scope/id
    #[arg(long, value_name = "NUMBER")]
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

/// Explains one child. The answer is identifiable: it goes to standard output and nowhere else.
pub fn run(arguments: &Arguments, clock: &Clock) -> Result<u8, Stop> {
    let review = read(&arguments.input, clock)?;
    match explain::find(&review, &arguments.child) {
        Who::Child(child, rejects) => {
            let explanation = explain::explain(&review, child, rejects);
            say(&match arguments.format {
                Format::Text => explain::text(&explanation),
                Format::Json => serde_json::to_string_pretty(&explanation)
                    .map(|text| printable_json(&text))
                    .map_err(|error| Stop::Bug(format!("cannot write the answer as JSON: {error}")))?,
            });
        }
        Who::Nobody(rejects) => {
            let conclusion = if rejects.is_empty() {
                "Not listed: no record in any extract names this child."
            } else {
                "Not listed: no usable record names this child, but rejected records do."
            };
            say(&match arguments.format {
                Format::Text => format!("{conclusion}\n{}", explain::rejects(&rejects)),
                Format::Json => {
                    let outcome = if rejects.is_empty() { "not_in_extracts" } else { "only_in_rejects" };
                    let answer = json!({
                        "as_of": review.as_of.to_string(),
                        "outcome": outcome,
                        "conclusion": conclusion,
                        "rejects": rejects,
                    });
                    printable_json(&answer.to_string())
                }
            });
        }
        Who::Several(ids) => {
            return Err(Stop::Usage(
                Problem::new("--child", "this local id belongs to different children in different scopes")
                    .help(format!("use scope/id: the scopes are {}", scopes(&ids))),
            ));
        }
    }
    Ok(0)
}

/// The same JSON, with what a terminal would obey escaped in its texts: JSON itself asks for that below U+0020 only.
fn printable_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // White space between the parts is its own; in a text it is escaped already.
        if c != '\n' && is_unprintable(c) {
            let _ = write!(out, "\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// The scopes of `scope/id`s. The ids themselves are never printed on standard error.
fn scopes(ids: &[String]) -> String {
    let scopes: BTreeSet<&str> = ids.iter().map(|id| id.split('/').next().unwrap_or_default()).collect();
    scopes.into_iter().collect::<Vec<_>>().join(", ")
}
