//! The style sheets and scripts inside the pages: one style sheet on every page, and one script on some. Comments and other
//! things that only their authors need are left out, because thousands of sheets may be written. Only the page for
//! commissioners keeps them.

use data_encoding::BASE64;
use minifier::{css, js};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::stop::Stop;

/// The style of every page.
pub(crate) const BASE: &str = include_str!("../../../templates/base.css");
/// The style of all pages except those for others who know a child.
pub(crate) const STYLE: &str = include_str!("../../../templates/style.css");
/// The further style of pages about more than one child.
pub(crate) const AREA_STYLE: &str = include_str!("../../../templates/area.css");
const LIST_STYLE: &str = include_str!("../../../templates/list.css");
const QUALITY_STYLE: &str = include_str!("../../../templates/quality.css");
const PAIRS_STYLE: &str = include_str!("../../../templates/pairs.css");
const TELLING_STYLE: &str = include_str!("../../../templates/telling/telling.css");
/// The style of the controls that record decisions: on the list, on sheets and on the page of pairs.
const DECIDE_STYLE: &str = include_str!("../../../templates/decide.css");
const DECIDE: &str = include_str!("../../../templates/decide.js");
const LIST_SCRIPT: &str = include_str!("../../../templates/list.js");
const SHEET_SCRIPT: &str = include_str!("../../../templates/sheet.js");

/// A style sheet or script inside a page, with its hash for the content security policy.
#[derive(Serialize)]
pub(super) struct EmbeddedFile {
    #[serde(skip)]
    pub(super) text: String,
    pub(super) hash: String,
}

#[derive(Serialize)]
pub(super) struct Styles {
    list: EmbeddedFile,
    sheet: EmbeddedFile,
    telling: EmbeddedFile,
    quality: EmbeddedFile,
    pairs: EmbeddedFile,
}

#[derive(Serialize)]
pub(super) struct Scripts {
    list: EmbeddedFile,
    sheet: EmbeddedFile,
    pairs: EmbeddedFile,
}

impl Styles {
    pub(super) fn new() -> Result<Self, Stop> {
        let of = |parts: &[&str]| {
            let text = dense(&parts.concat())?;
            Ok(EmbeddedFile { hash: source_hash(&text), text })
        };
        Ok(Self {
            list: of(&[BASE, STYLE, AREA_STYLE, DECIDE_STYLE, LIST_STYLE])?,
            sheet: of(&[BASE, STYLE, DECIDE_STYLE])?,
            telling: of(&[BASE, TELLING_STYLE])?,
            quality: of(&[BASE, STYLE, AREA_STYLE, QUALITY_STYLE])?,
            pairs: of(&[BASE, STYLE, AREA_STYLE, DECIDE_STYLE, PAIRS_STYLE])?,
        })
    }

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
            let text = parts.iter().map(|source| js::minify(source).to_string()).collect::<Vec<_>>().join("\n");
            EmbeddedFile { hash: source_hash(&text), text }
        };
        Self { list: of(&[LIST_SCRIPT, DECIDE]), sheet: of(&[DECIDE, SHEET_SCRIPT]), pairs: of(&[DECIDE]) }
    }

    pub(super) fn of(&self, template: &str) -> Option<&str> {
        let own = match template {
            "list.html" => &self.list,
            "sheet.html" => &self.sheet,
            "identity.html" => &self.pairs,
            _ => return None,
        };
        Some(&own.text)
    }
}

/// A style sheet as the page for commissioners contains it. A browser hashes it with LF line ends, but a checkout may have CRLF.
pub(crate) fn inlined(source: &str) -> String {
    source.replace('\r', "")
}

/// A style sheet without comments and without blanks and semicolons that it does not need. A test checks that no text in our style
/// sheets contains `;}`.
fn dense(source: &str) -> Result<String, Stop> {
    let dense = css::minify(source).map_err(|error| Stop::Bug(format!("a style sheet could not be read: {error}")))?;
    Ok(dense.to_string().replace(";}", "}"))
}

/// The hash of an inlined style sheet or script, as a content security policy writes it.
pub(crate) fn source_hash(source: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(source.as_bytes())))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::vocabulary::{Priority, Status};

    const STYLES: [&str; 8] =
        [BASE, STYLE, AREA_STYLE, LIST_STYLE, QUALITY_STYLE, PAIRS_STYLE, TELLING_STYLE, DECIDE_STYLE];
    const SCRIPTS: [&str; 3] = [DECIDE, LIST_SCRIPT, SHEET_SCRIPT];

    #[test]
    fn a_policy_names_a_script_by_its_hash() {
        // The example in the specification, https://www.w3.org/TR/CSP3/#grammardef-hash-source.
        assert_eq!(source_hash("doSubmit()"), "sha256-jzgBGA4UWFFmpOBq0JpdsySukE1FrEN5bUpoK8Z29fY=");
    }

    /// Tests in a browser (`tests/browser`) check that the rules stay the same and that the scripts still do the same.
    #[test]
    fn a_dense_style_sheet_keeps_the_blanks_that_matter() {
        for (source, expected) in [
            (
                "/* one */\na { b: c d; e: 0 1px; }\r\nf > g, h i { j: k !important; }\n",
                "a{b:c d;e:0 1px}f>g,h i{j:k !important}",
            ),
            ("@media (max-width: 1px) {\n  .a :hover { b: c; }\n}\n", "@media (max-width:1px){.a :hover{b:c}}"),
            (".a::after { content: \"; \"; }\n", ".a::after{content:\"; \"}"),
            (".a { content: \"Page \" counter(page) \" of \"; }", ".a{content:\"Page \" counter(page) \" of \"}"),
            ("a + b, c ~ d:not(:e) f { g: h(1px, 2%) \"i\"; }", "a+b,c~d:not(:e) f{g:h(1px,2%) \"i\"}"),
            ("[a=\"b\"] c { d: \"● \" / \"\"; }", "[a=\"b\"] c{d:\"● \"/\"\"}"),
        ] {
            assert_eq!(dense(source).unwrap().trim_start(), expected);
        }
    }

    #[test]
    fn minifying_removes_comments_and_loses_nothing_else() {
        for source in STYLES {
            let dense = dense(source).unwrap();
            assert!(!dense.contains("/*") && !source.contains(";}"));
            for mark in ['{', '}', ':', '"', '%', '#'] {
                let said = source.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, behind)| behind));
                assert_eq!(
                    dense.matches(mark).count(),
                    said.map(|part| part.matches(mark).count()).sum::<usize>(),
                    "{mark}"
                );
            }
        }
        for source in SCRIPTS {
            let dense = js::minify(source).to_string();
            assert!(source.lines().all(|line| !line.trim().starts_with("// ") || !dense.contains(line.trim())));
            assert_eq!(dense.matches('{').count(), source.matches('{').count());
        }
    }

    /// Everything that can appear on a sheet: its templates and the components that they use, its scripts, its picture, and the words of
    /// enums.
    fn of_sheets() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = String::new();
        for of in ["templates/base.html", "templates/sheet.html", "templates/sheet", "src/report/timeline_picture.rs"]
            .into_iter()
            .chain(["src/report/timeline_picture"])
        {
            for entry in walkdir::WalkDir::new(root.join(of)) {
                let entry = entry.unwrap();
                if entry.file_type().is_file() {
                    all.push_str(&fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
        let pieces = include_str!("../../../templates/components.html").split("{%- component ").skip(1);
        let used: Vec<&str> =
            pieces.filter(|piece| all.contains(&format!("<{} ", piece.split_once('(').unwrap().0))).collect();
        assert!(!used.is_empty());
        let words = Priority::ALL.iter().map(|own| own.word()).chain(Status::ALL.iter().map(|own| own.word()));
        [all, used.concat(), DECIDE.to_owned(), SHEET_SCRIPT.to_owned(), words.collect::<Vec<_>>().join(" ")].join(" ")
    }

    /// The selectors of a dense style sheet, and the names of its `@page` rules.
    fn selectors(style: &str) -> (Vec<&str>, Vec<&str>) {
        let (mut selectors, mut pages) = (Vec::new(), Vec::new());
        let mut rest = style;
        while let Some((before, behind)) = rest.split_once('{') {
            let own = before.rsplit(['}', ';']).next().unwrap();
            if let Some(page) = own.strip_prefix("@page") {
                pages.push(page.trim());
            } else if !own.starts_with('@') {
                selectors.push(own);
            }
            rest = behind;
        }
        (selectors, pages)
    }

    #[test]
    fn every_style_rule_of_a_sheet_can_apply_to_something_on_it() {
        let of_sheets = of_sheets();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let words: BTreeSet<&str> = of_sheets.split(|c| !is_word(c)).collect();
        let style = Styles::new().unwrap().sheet.text;
        let (selectors, pages) = selectors(&style);
        assert!(selectors.len() > 300 && pages.len() == 2, "{} selectors, {pages:?}", selectors.len());
        let mut looked_at = BTreeSet::new();
        for selector in selectors {
            let mut rest = selector;
            while let Some(at) = rest.find(is_word) {
                let mark = rest[..at].chars().next_back();
                let (word, behind) = rest[at..].split_at(rest[at..].find(|c| !is_word(c)).unwrap_or(rest.len() - at));
                rest = behind;
                match mark {
                    Some('.' | '#') => assert!(words.contains(word), "{word} of {selector}"),
                    // The brackets after `:nth-…` hold a position, which is not a name to look up.
                    Some(':') if word.starts_with("nth-") => rest = behind.split_once(')').unwrap().1,
                    Some(':') => {}
                    Some('[') => {
                        assert!(words.contains(word), "{word} of {selector}");
                        rest = behind.split_once(']').unwrap().1;
                    }
                    _ => {
                        let tag = [format!("<{word}"), format!("make(\"{word}\"")];
                        assert!(tag.iter().any(|own| of_sheets.contains(own)), "{word} of {selector}");
                    }
                }
                looked_at.insert(word);
            }
        }
        assert!(["glance", "saving", "td", "aria-invalid", "immediate"].iter().all(|own| looked_at.contains(own)));
        for page in pages.into_iter().filter(|page| !page.is_empty()) {
            assert!(style.contains(&format!("page:{page}")), "no page is {page}");
        }
    }

    #[test]
    fn no_style_sheet_or_script_ends_early_or_loads_anything() {
        let styles = STYLES.map(|source| (source, "</style"));
        for (source, end) in styles.into_iter().chain(SCRIPTS.map(|source| (source, "</script"))) {
            assert!(!source.contains(end) && !source.contains("<!--"));
            for word in ["http:", "https:", "@import", "url(", "fetch(", "localStorage", "innerHTML"] {
                assert!(!source.contains(word), "{word}");
            }
        }
    }
}
