//! Large extracts of a fictional area, for timing (`benches/extracts.rs`): `timing_extracts FOLDER CONTACTS [SEED]`.

#[path = "../benches/extracts.rs"]
mod extracts;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let mut number = || arguments.next().and_then(|text| text.to_str()?.parse().ok());
    let (Some(folder), Some(rows)) = (folder, number()) else {
        eprintln!("timing_extracts FOLDER CONTACTS [SEED]");
        return ExitCode::from(2);
    };
    match extracts::write(&folder, rows, number().unwrap_or(7)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{}: {problem}", folder.display());
            ExitCode::FAILURE
        }
    }
}
