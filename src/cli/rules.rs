//! `rules`: prints what each rule means, where it comes from, and its settings.

use super::{did_you_mean, print_lines};
use crate::exit::Exit;
use crate::problem::Problem;
use crate::rules;
use crate::stop::Stop;
use crate::wording;

/// The arguments of `rules`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The rule to explain [default: list every rule]
    rule: Option<String>,
}

/// Prints one rule's page, or the list of rules.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let Some(name) = &arguments.rule else {
        for rule in rules::ALL {
            print_lines(&format!("{:22} {:10} {}", rule.name(), rule.paragraph(), rule.title()));
        }
        return Ok(Exit::Done);
    };
    let Some(rule) = rules::find(name) else {
        let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name()).collect();
        let help = did_you_mean(name, &names, format!("the rules are {}", wording::listed(&names)));
        return Err(Stop::Usage(Problem::new("rules", format!("there is no rule `{name}`")).help(help)));
    };
    print_lines(&rules::rule_page(rule));
    Ok(Exit::Done)
}
