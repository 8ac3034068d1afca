//! Large extracts of a fictional area, for timing: `timing_extracts [--unlinked] FOLDER CONTACTS [SEED]`. With `--unlinked` a
//! tenth of the contacts carry no NHS number (`benches/unlinked.rs`), else all have one (`benches/extracts.rs`).

#[path = "../benches/extracts.rs"]
mod extracts;
#[path = "../benches/unlinked.rs"]
mod unlinked;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let unlinked = arguments.next_if(|own| own == "--unlinked").is_some();
    let folder = arguments.next().map(PathBuf::from);
    let mut number = || arguments.next().and_then(|text| text.to_str()?.parse().ok());
    let (Some(folder), Some(rows)) = (folder, number()) else {
        eprintln!("timing_extracts [--unlinked] FOLDER CONTACTS [SEED]");
        return ExitCode::from(2);
    };
    let write = if unlinked { unlinked::write } else { extracts::write };
    match write(&folder, rows, number().unwrap_or(7)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{}: {problem}", folder.display());
            ExitCode::FAILURE
        }
    }
}
