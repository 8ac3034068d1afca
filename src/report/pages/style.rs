//! The style sheets and scripts that pages carry in themselves, each page one of each, without what only their authors need:
//! a sheet is written thousands of times, and half of it would be that.

use data_encoding::BASE64;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What every page has.
pub(crate) const BASE: &str = include_str!("../../../templates/base.css");
/// What all have but the pages for others who know a child.
pub(crate) const STYLE: &str = include_str!("../../../templates/style.css");
const LIST_STYLE: &str = include_str!("../../../templates/list.css");
const QUALITY_STYLE: &str = include_str!("../../../templates/quality.css");
const TELLING_STYLE: &str = include_str!("../../../templates/telling/telling.css");
/// The style of the controls by which decisions are recorded: on the list, on sheets and about pairs.
const DECIDE_STYLE: &str = include_str!("../../../templates/decide.css");
const DECIDE: &str = include_str!("../../../templates/decide.js");
const LIST_SCRIPT: &str = include_str!("../../../templates/list.js");
const SHEET_SCRIPT: &str = include_str!("../../../templates/sheet.js");

/// A style sheet or a script, with the name that a content security policy gives it.
#[derive(Serialize)]
pub(super) struct Carried {
    #[serde(skip)]
    pub(super) text: String,
    pub(super) hash: String,
}

/// The style sheet of each page.
#[derive(Serialize)]
pub(super) struct Styles {
    list: Carried,
    sheet: Carried,
    telling: Carried,
    quality: Carried,
    pairs: Carried,
}

/// The script of each page that has one.
#[derive(Serialize)]
pub(super) struct Scripts {
    list: Script,
    sheet: Script,
    pairs: Script,
}

#[derive(Serialize)]
struct Script {
    text: String,
    hash: String,
}

impl Styles {
    pub(super) fn new() -> Self {
        let of = |parts: &[&str]| {
            let text: String = parts.iter().map(|source| dense(source)).collect();
            Carried { hash: source_hash(&text), text }
        };
        Self {
            list: of(&[BASE, STYLE, DECIDE_STYLE, LIST_STYLE]),
            sheet: of(&[BASE, STYLE, DECIDE_STYLE]),
            telling: of(&[BASE, TELLING_STYLE]),
            quality: of(&[BASE, STYLE, QUALITY_STYLE]),
            pairs: of(&[BASE, STYLE, DECIDE_STYLE]),
        }
    }

    /// The style sheet of a page with this template.
    pub(super) fn of(&self, template: &str) -> &str {
        let own = match template {
            "list.html" => &self.list,
            "sheet.html" => &self.sheet,
            "telling/telling.html" => &self.telling,
            "quality.html" => &self.quality,
            _ => &self.pairs,
        };
        &own.text
    }
}

impl Scripts {
    pub(super) fn new() -> Self {
        let of = |parts: &[&str]| {
            let text: String = parts.iter().map(|source| tight(source)).collect();
            Script { hash: source_hash(&text), text }
        };
        Self { list: of(&[LIST_SCRIPT, DECIDE]), sheet: of(&[DECIDE, SHEET_SCRIPT]), pairs: of(&[DECIDE]) }
    }
}

/// A style sheet as it stands in a page. A browser hashes it with its line ends as LF, so they must be that here, too,
/// whatever the checkout made of them.
pub(crate) fn inlined(source: &str) -> String {
    source.replace('\r', "")
}

/// A style sheet or a script without comments on lines of their own, and the blanks before and after a line.
fn tight(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut comment = false;
    for line in source.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        let skip = comment || line.is_empty() || line.starts_with("// ");
        comment &= !line.ends_with("*/");
        if !skip {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A style sheet without a blank, a line end or a semicolon that says nothing; what is between quotes stays as it is.
fn dense(source: &str) -> String {
    let tight = tight(source);
    let mut out = String::with_capacity(tight.len());
    for (place, part) in tight.split('"').enumerate() {
        if place > 0 {
            out.push('"');
        }
        if place % 2 == 1 {
            out.push_str(part);
            continue;
        }
        let mut rest = part.chars().peekable();
        while let Some(own) = rest.next() {
            let last = out.chars().next_back();
            match own {
                ' ' | '\n' => {
                    // A blank before a colon says something in a selector; one behind it never does.
                    let behind = last.is_none_or(|last| " {};,:>!".contains(last));
                    let before = rest.peek().is_none_or(|next| " \n{};,>!".contains(*next));
                    if !behind && !(before && (rest.peek().is_some() || own == '\n')) {
                        out.push(' ');
                    }
                }
                '}' if last == Some(';') => {
                    out.pop();
                    out.push('}');
                }
                own => out.push(own),
            }
        }
    }
    out
}

/// What a content security policy calls an inlined style sheet or script.
pub(crate) fn source_hash(source: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(source.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: [&str; 6] = [BASE, STYLE, LIST_STYLE, QUALITY_STYLE, TELLING_STYLE, DECIDE_STYLE];
    const SCRIPTS: [&str; 3] = [DECIDE, LIST_SCRIPT, SHEET_SCRIPT];

    #[test]
    fn a_policy_names_a_script_by_its_hash() {
        // The example of the specification, https://www.w3.org/TR/CSP3/#grammardef-hash-source.
        assert_eq!(source_hash("doSubmit()"), "sha256-jzgBGA4UWFFmpOBq0JpdsySukE1FrEN5bUpoK8Z29fY=");
    }

    #[test]
    fn a_page_carries_no_comments() {
        let source = "/* one */\n a { b: c; }\r\n/* two\n lines */\n\n  // three\n  \"use strict\"; // stays\n";
        assert_eq!(tight(source), "a { b: c; }\n\"use strict\"; // stays\n");
        for source in STYLES.into_iter().chain(SCRIPTS) {
            assert!(source.lines().all(|line| !line.contains("/*") || line.trim().starts_with("/*")));
            assert!(!source.contains('`'), "a text of several lines would be changed");
            assert_eq!(source.matches('{').count(), tight(source).matches('{').count());
        }
    }

    #[test]
    fn a_style_sheet_keeps_the_blanks_that_say_something() {
        for (source, expected) in [
            ("a { b: c d; e: 0 1px; }\nf > g, h i { j: k !important; }\n", "a{b:c d;e:0 1px}f>g,h i{j:k!important}"),
            ("@media (max-width: 1px) {\n  .a :hover { b: c; }\n}\n", "@media (max-width:1px){.a :hover{b:c}}"),
            (".a::after { content: \"; \"; }\n", ".a::after{content:\"; \"}"),
            (".a { content: \"Page \" counter(page) \" of \"; }", ".a{content:\"Page \" counter(page) \" of \"}"),
            ("a + b, c ~ d:not(:e) f { g: h(1px, 2%) \"i\"; }", "a + b,c ~ d:not(:e) f{g:h(1px,2%) \"i\"}"),
            ("[a=\"b\"] c { d: \"● \" / \"\"; }", "[a=\"b\"] c{d:\"● \" / \"\"}"),
        ] {
            assert_eq!(dense(source), expected);
        }
    }

    #[test]
    fn a_style_sheet_has_no_quotes_that_hide_others() {
        for source in STYLES {
            let tight = tight(source);
            assert!(!tight.contains('\'') && !tight.contains('\\') && !tight.contains("calc("));
            assert!(tight.lines().all(|line| line.matches('"').count().is_multiple_of(2)));
        }
    }

    #[test]
    fn nothing_that_a_page_carries_ends_early_or_asks_for_more() {
        let styles = STYLES.map(|source| (source, "</style"));
        for (source, end) in styles.into_iter().chain(SCRIPTS.map(|source| (source, "</script"))) {
            assert!(!source.contains(end) && !source.contains("<!--"));
            for word in ["http:", "https:", "@import", "url(", "fetch(", "localStorage", "innerHTML"] {
                assert!(!source.contains(word), "{word}");
            }
        }
    }
}
