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
fn the_manual_has_every_command_and_exit_status() {
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
