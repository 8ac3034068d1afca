//! Colours the words that a reader looks for on a terminal. Output stays plain if it is piped, if the terminal has no colours, and with
//! `NO_COLOR`. Colour never carries information that the words do not.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;

const BAD: Style = AnsiColor::Red.on_default().bold();
const MIND: Style = AnsiColor::Yellow.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();
const STRONG: Style = Style::new().bold();

/// The beginnings of lines that are coloured, with their styles.
const LEADS: &[(&str, Style)] = &[
    ("error:", BAD),
    ("warning:", MIND),
    ("  help:", HELP),
    ("Cases to review:", STRONG),
    ("Since ", STRONG),
    ("Rejected records:", MIND),
    ("Settings changed since ", MIND),
    ("Unmapped outcomes", MIND),
    ("Contact ids with more than one date or service", MIND),
    ("Act on this before you rely on the report:", MIND),
    ("Open ", STRONG),
];

/// The text with the beginnings of its lines in colour. The output stream removes the colours if they would not be seen.
///
/// The text itself must not contain escapes. Whatever comes from an extract or a configuration has been made printable before.
pub(crate) fn paint(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(line).collect();
    lines.join("\n")
}

fn line(line: &str) -> Cow<'_, str> {
    let lead = LEADS.iter().find_map(|(lead, style)| Some((*lead, *style, line.strip_prefix(lead)?)));
    lead.map_or(Cow::Borrowed(line), |(lead, style, rest)| {
        let indent = lead.len() - lead.trim_start().len();
        Cow::Owned(format!("{}{style}{}{style:#}{rest}", &lead[..indent], &lead[indent..]))
    })
}

/// These colours for clap's help.
pub(crate) const fn help() -> Styles {
    Styles::styled().header(STRONG).usage(STRONG).literal(HELP).error(BAD).invalid(MIND).valid(HELP)
}

#[cfg(test)]
mod tests {
    use super::paint;

    #[test]
    fn only_the_beginnings_of_lines_are_painted() {
        assert_eq!(paint("2 files\n"), "2 files\n");
        let painted = paint("error: a.toml:1:2: no key `error:`\n  help: look\nRejected records: x");
        assert_eq!(painted.matches("error:").count(), 2);
        let plain = anstream::adapter::strip_str(&painted).to_string();
        assert_eq!(plain, "error: a.toml:1:2: no key `error:`\n  help: look\nRejected records: x");
        assert_eq!(painted.matches('\u{1b}').count(), 9);
    }
}
