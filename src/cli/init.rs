//! `init`: drafts a configuration from the headers and values of extracts.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{print_text, print_to_stderr};
use crate::exit::Exit;
use crate::init;
use crate::opening::refuse_device;

/// The arguments of `init`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The extracts: CSV files of contacts or of children
    #[arg(required = true, value_name = "EXTRACT")]
    extracts: Vec<PathBuf>,
    /// Write the draft to this new file, in UTF-8, instead of printing it
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints the draft, or writes it to a file.
pub(crate) fn run(arguments: &Arguments) -> Exit {
    let folder = arguments.output.as_deref().and_then(Path::parent);
    let draft = match init::draft(&arguments.extracts, folder) {
        Ok(draft) => draft,
        Err(problems) => {
            for problem in &problems {
                print_to_stderr(&format!("error: {problem}"));
            }
            let extracts = match problems.len() {
                1 => "this extract".to_owned(),
                n => format!("these extracts ({n} problems)"),
            };
            print_to_stderr(&format!("cannot draft from {extracts}: no draft was made"));
            return Exit::Refused;
        }
    };
    let Some(path) = &arguments.output else {
        print_text(&draft);
        return Exit::Done;
    };
    // A draft never overwrites a configuration that somebody may have worked on.
    let made = refuse_device(path).and_then(|()| File::create_new(path));
    let written = made.and_then(|mut file| file.write_all(draft.as_bytes()));
    if let Err(error) = written {
        let help = match error.kind() {
            ErrorKind::AlreadyExists => "it is there already: give another name, or rename it",
            ErrorKind::NotFound => "its folder does not exist",
            _ => "choose a file that you may write",
        };
        print_to_stderr(&format!("error: the draft cannot be written to {}: {help}", path.display()));
        return Exit::Output;
    }
    let lines = draft.matches("# DECIDE:").count();
    let noun = if lines == 1 { "line" } else { "lines" };
    print_text(&format!("{}: {lines} {noun} to decide, marked DECIDE\n", path.display()));
    Exit::Done
}
