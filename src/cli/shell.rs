//! `completions` and `man`: print shell completions and the manual page, made from the same definitions as the help.

use std::io;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, print_text};
use crate::exit::Exit;
use crate::stop::Stop;

/// The arguments of `completions`.
#[derive(clap::Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints the completions for a shell.
pub(crate) fn completions(arguments: &Completions) -> Exit {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut out);
    print_text(&String::from_utf8_lossy(&out));
    Exit::Done
}

/// Prints the manual page, with all commands, in roff.
pub(crate) fn man() -> Result<Exit, Stop> {
    let mut out = Vec::new();
    page(&mut out).map_err(|error| Stop::Bug(format!("the manual page: {error}")))?;
    print_text(&String::from_utf8_lossy(&out));
    Ok(Exit::Done)
}

fn page(out: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let section = clap_mangen::Man::new(subcommand.clone());
        out.extend_from_slice(format!(".SH \"{}\"\n", subcommand.get_name().to_uppercase()).as_bytes());
        let mut text = Vec::new();
        section.render_description_section(&mut text)?;
        section.render_options_section(&mut text)?;
        section.render_extra_section(&mut text)?;
        // The sections of a command are subsections of the page.
        out.extend_from_slice(String::from_utf8_lossy(&text).replace(".SH ", ".SS ").as_bytes());
    }
    page.render_extra_section(out)?;
    page.render_version_section(out)
}
