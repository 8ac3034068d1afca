//! `codes`: prints the built-in code sets, with the meaning of each text.

use super::{did_you_mean, print_lines};
use crate::codes;
use crate::exit::Exit;
use crate::problem::Problem;
use crate::stop::Stop;

/// The arguments of `codes`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The code set to show [default: list every set]
    set: Option<String>,
}

/// Prints one set, or the list of sets.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let groups = codes::groups();
    let Some(name) = &arguments.set else {
        for group in groups {
            let key = if group.key.is_empty() { "always in force".to_owned() } else { group.key.to_owned() };
            print_lines(&format!("{} ({key})", group.title));
            for set in group.sets {
                print_lines(&format!("  {:34} {}", set.name, set.about));
            }
        }
        return Ok(Exit::Done);
    };
    let Some(page) = codes::page(name) else {
        let names: Vec<&str> = groups.iter().flat_map(|group| group.sets.iter().map(|set| set.name)).collect();
        let help = did_you_mean(name, &names, format!("the code sets are {}", names.join(", ")));
        return Err(Stop::Usage(Problem::new("codes", format!("there is no code set `{name}`")).help(help)));
    };
    print_lines(page.trim_end());
    Ok(Exit::Done)
}
