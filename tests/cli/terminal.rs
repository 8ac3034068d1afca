//! What a terminal shows: one screen, in colour where that helps, plain where it would not; completions and a manual.

use crate::support::{ADA, AS_OF, Area};

const COMMANDS: [&str; 7] = ["report", "check", "explain", "init", "rules", "completions", "man"];

fn area() -> Area {
    Area::plain(&[
        &format!("a,{ADA},Audiology,2026-03-01,was_not_brought"),
        &format!("b,{ADA},Audiology,2026-05-01,was_not_brought"),
        &format!("c,{ADA},Audiology,2026-07-01,was_not_brought"),
    ])
}

#[test]
fn colour_is_for_terminals_and_nobody_else() {
    let area = area();
    let report = ["report", "--as-of", AS_OF, "--replace"];
    // The second run copies the commissioner pack of the first: from then on the words are the same.
    assert_eq!(area.run(&report).status, 0);
    let plain = area.run(&report);
    assert!(!plain.stdout.contains('\u{1b}'), "piped: {}", plain.stdout);
    let forced = area.run_with(&report, &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.stdout.contains("\u{1b}[1mCases to review:\u{1b}[0m 1"), "{:?}", forced.stdout);
    let wrong = area.run_with(&["check", "nowhere.toml"], &[("CLICOLOR_FORCE", "1")]);
    assert!(wrong.stderr.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m"), "{:?}", wrong.stderr);
    // The words are the same.
    let mut bare = forced.stdout.replace("\u{1b}[1m", "").replace("\u{1b}[33m", "");
    bare = bare.replace("\u{1b}[0m", "");
    assert_eq!(bare, plain.stdout);
    let refused = area.run_with(&report, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]);
    assert!(!refused.stdout.contains('\u{1b}') || refused.stdout == forced.stdout);
    let none = area.run_with(&report, &[("NO_COLOR", "1")]);
    assert_eq!(none.stdout, plain.stdout);
}

/// Windows' consoles have a code page each; what goes through a pipe or into a file is UTF-8 in all of them.
#[cfg(windows)]
#[test]
fn no_code_page_changes_what_is_printed() {
    use std::os::windows::process::CommandExt;
    use std::process::Command;
    /// In a console of its own, since the code page stays with the console.
    const NEW_CONSOLE: u32 = 0x10;
    let area = area();
    std::fs::rename(area.path("clinic.csv"), area.path("clinic Zoë.csv")).unwrap();
    let program = std::path::absolute(crate::support::program().get_program()).unwrap();
    for page in ["437", "850", "1252", "65001"] {
        let run = |arguments: &[&str]| {
            let mut command = Command::new("cmd");
            command.args(["/c", "chcp", page, "&"]).arg(&program).args(arguments).current_dir(area.folder());
            let output = command.creation_flags(NEW_CONSOLE).output().unwrap();
            let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
            assert!(out.lines().next().unwrap_or_default().contains(page), "the code page was not set: {out}{err}");
            (out, err)
        };
        assert!(run(&["check", "--as-of", AS_OF]).0.contains("\nclinic Zoë.csv "), "{page}");
        assert!(run(&["check", "Zoë.toml"]).1.starts_with("error: Zoë.toml:"), "{page}");
    }
}

#[test]
fn the_summary_fits_one_screen() {
    let run = area().run(&["report", "--as-of", AS_OF]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.lines().count() <= 24, "{}", run.stdout);
}

#[test]
fn every_command_has_help_with_examples() {
    for command in COMMANDS {
        let run = area().run(&[command, "--help"]);
        assert_eq!(run.status, 0, "{command}");
        assert!(run.stdout.contains("Examples:\n  failed-contact "), "{command}: {}", run.stdout);
    }
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = area().run(&["completions", shell]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        for command in COMMANDS {
            assert!(run.stdout.contains(command), "{shell} knows no {command}");
        }
        assert!(run.stdout.contains("as-of") && run.stdout.contains("previous"), "{shell}");
    }
    assert_eq!(area().run(&["completions", "cmd"]).status, 2);
}

#[test]
fn the_manual_tells_of_every_command_and_exit_status() {
    let run = area().run(&["man"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains(".TH failed-contact 1"), "{}", &run.stdout[..200]);
    for command in COMMANDS {
        assert!(run.stdout.contains(&format!(".SH \"{}\"", command.to_uppercase())), "{command}");
    }
    for words in ["\\-\\-as\\-of", "\\-\\-replace", "NO_COLOR", "disclosure control refused", "130 interrupted"] {
        assert!(run.stdout.contains(words), "{words}");
    }
}
