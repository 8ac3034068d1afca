//! `init`: drafts a configuration from the headers and values of extracts.

use std::path::PathBuf;

use super::{print, tell};
use crate::exit::Exit;
use crate::init;

/// The arguments of `init`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The extracts: CSV files of contacts or of children
    #[arg(required = true, value_name = "EXTRACT")]
    extracts: Vec<PathBuf>,
}

/// Prints the draft.
pub fn run(arguments: &Arguments) -> Exit {
    let draft = match init::draft(&arguments.extracts) {
        Ok(draft) => draft,
        Err(problems) => {
            for problem in &problems {
                tell(&format!("error: {problem}"));
            }
            let of = match problems.len() {
                1 => "this extract".to_owned(),
                n => format!("these extracts ({n} problems)"),
            };
            tell(&format!("cannot draft from {of}: no draft was made"));
            return Exit::Refused;
        }
    };
    print(&draft);
    Exit::Done
}
