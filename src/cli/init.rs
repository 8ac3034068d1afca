//! `init`: drafts a configuration from the headers and values of extracts.

use std::path::PathBuf;

use super::{print, tell};
use crate::init;

/// An extract that cannot be read.
const REFUSED: u8 = 3;

/// The arguments of `init`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The extracts: CSV files of contacts or of children
    #[arg(required = true, value_name = "EXTRACT")]
    extracts: Vec<PathBuf>,
}

/// Prints the draft.
pub fn run(arguments: &Arguments) -> u8 {
    let draft = match init::draft(&arguments.extracts) {
        Ok(draft) => draft,
        Err(problems) => {
            for problem in &problems {
                tell(&format!("error: {problem}"));
            }
            let count = match problems.len() {
                1 => String::new(),
                n => format!(" ({n} problems)"),
            };
            tell(&format!("an extract cannot be drafted from{count}: no draft was made"));
            return REFUSED;
        }
    };
    print(&draft);
    0
}
