//! Texts on their way to a spreadsheet, a page or a terminal.

use failed_contact::problem::printable;
use failed_contact::text;

use crate::drive::Target;
use crate::mutate::TOKENS;
use crate::rng::Rng;

/// Whether a spreadsheet program could run a text.
fn runs(text: &str) -> bool {
    let first = text.trim_start_matches(|c: char| {
        c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n') || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c)
    });
    first.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn judge(text: &str) -> Result<(), &'static str> {
    let inert = text::inert(text);
    if runs(&inert) {
        return Err("a spreadsheet would run it");
    }
    if runs(text) != (inert != text) {
        return Err("changed without need, or not changed");
    }
    if text::inert(&inert) != inert {
        return Err("twice is not once");
    }
    // A text that looks as if it had been made inert cannot be distinguished from the text that it would come from.
    let ambiguous = text.strip_prefix('\'').is_some_and(runs);
    if !ambiguous && text::original(&inert) != text {
        return Err("the original is lost");
    }
    let page = text::for_page(text);
    if page.chars().any(char::is_control) || page.chars().count() != text.chars().count() {
        return Err("a control character on a page");
    }
    let escaped = text::escape(text);
    if escaped.contains(['<', '>', '"', '\'']) || unescaped(&escaped) != text {
        return Err("markup");
    }
    let shown = printable(text);
    if shown
        .chars()
        .any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c))
    {
        return Err("a terminal would obey");
    }
    if text::trim(text)
        != text.trim_matches(|c: char| c.is_whitespace() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c))
    {
        return Err("not trimmed");
    }
    let folded = text::fold(text);
    if text::fold(&folded) != folded {
        return Err("folded twice is not folded once");
    }
    if text::fold(&format!(" {text}\u{a0}")) != folded {
        return Err("blanks around it matter");
    }
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
    if text::fold(&decomposed) != folded {
        return Err("its Unicode form matters");
    }
    Ok(())
}

#[test]
fn texts_are_harmless_wherever_they_go() {
    // Every character but the many Chinese ones, which are all alike: behind blanks and quotes, and before marks.
    let alike = |c: char| matches!(u32::from(c), 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0x2_0000..);
    for c in ('\0'..='\u{1FFFF}').filter(|c| !alike(*c)) {
        for text in [format!(" {c}=1"), format!("{c}A{c}\u{301}")] {
            judge(&text).unwrap_or_else(|what| panic!("{what}: {}", text.escape_unicode()));
        }
    }
    let check = |(): &(), input: &[u8]| judge(&String::from_utf8_lossy(input)).map_err(str::to_owned);
    let options = |_: &mut Rng| ();
    Target {
        name: "text",
        tokens: TOKENS,
        most: 120,
        letters: Some((b"'=\t <&", 5)),
        options: &options,
        check: &check,
    }
    .run();
}
