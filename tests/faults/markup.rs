//! A strict reader of the pages: markup that the program does not write is an error, so a text that has become markup is found.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "br", "wbr", "hr", "img", "input", "link"];

/// The parts of a page.
#[derive(Debug, Default)]
pub struct Markup {
    /// Each element, and each attribute as `element attribute`.
    pub structure: BTreeSet<String>,
    /// What is in scripts and style sheets.
    pub code: BTreeSet<String>,
    /// Each text with the elements around it, and each value of an attribute, its entities read.
    pub texts: Vec<(Vec<String>, String)>,
    /// The values of attributes as `attribute=value`.
    pub values: Vec<String>,
}

/// Reads a page.
pub fn read(page: &str) -> Markup {
    let mut out = Markup::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a document type");
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            assert!(rest.trim().is_empty(), "text behind the end: {rest:.80}");
            break;
        };
        if at > 0 {
            out.texts.push((open.clone(), text(&rest[..at])));
        }
        rest = &rest[at + 1..];
        if let Some(end) = rest.strip_prefix('/') {
            let (name, behind) = end.split_once('>').expect("an end tag ends");
            assert_eq!(open.pop().as_deref(), Some(name), "near {behind:.80}");
            rest = behind;
            continue;
        }
        let mut tag = Tag { rest };
        let name = tag.word();
        assert!(!name.is_empty(), "neither element nor text: <{rest:.80}");
        out.structure.insert(name.to_owned());
        let mut closed = false;
        loop {
            let blank = tag.skip_blanks();
            if tag.rest.starts_with('>') {
                break;
            }
            if tag.rest.starts_with("/>") {
                closed = true;
                tag.rest = &tag.rest[1..];
                break;
            }
            assert!(blank, "an attribute without a blank before it, in <{rest:.80}");
            let attribute = tag.word();
            assert!(!attribute.is_empty(), "neither attribute nor end, in <{rest:.80}");
            out.structure.insert(format!("{name} {attribute}"));
            if let Some(value) = tag.rest.strip_prefix("=\"") {
                let (value, behind) = value.split_once('"').expect("a value ends");
                tag.rest = behind;
                let value = text(value);
                out.values.push(format!("{attribute}={value}"));
                out.texts.push((vec![format!("{name} {attribute}")], value));
            } else {
                assert!(!tag.rest.starts_with('='), "a value without quotes, in <{rest:.80}");
            }
        }
        rest = &tag.rest[1..];
        if name == "script" || name == "style" {
            let end = format!("</{name}>");
            let (code, behind) = rest.split_once(&end).expect("code ends");
            out.code.insert(code.to_owned());
            rest = behind;
        } else if !closed && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    out
}

struct Tag<'a> {
    rest: &'a str,
}

impl<'a> Tag<'a> {
    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))).unwrap_or(0);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn skip_blanks(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches([' ', '\n']);
        before > self.rest.len()
    }
}

/// A text with its entities read; an ampersand that begins none is an error, as is any other sign of markup.
fn text(source: &str) -> String {
    assert!(!source.contains(['<', '>']), "markup in a text: {source:.80}");
    let mut parts = source.split('&');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, behind) = part.split_once(';').unwrap_or_else(|| panic!("a bare ampersand: &{part:.80}"));
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" | "#x27" => '\'',
            "#x2f" => '/',
            "nbsp" => '\u{a0}',
            other => panic!("an unknown entity: {other:.40}"),
        });
        out.push_str(behind);
    }
    out
}

/// The reader must find such markup.
#[test]
fn markup_that_the_program_does_not_write_is_an_error() {
    let page = |body: &str| format!("<!DOCTYPE html><html><p class=\"x\">{body}</p></html>");
    let read_it = |body: &str| std::panic::catch_unwind(|| read(&page(body))).is_ok();
    assert!(read_it("a &lt;b&gt; &amp; &quot;c&#39;"));
    for body in ["a < b", "a > b", "a & b", "</bdi>", "<b>", "<img src=x>", "</p></html><script>"] {
        assert!(!read_it(body), "{body}");
    }
    let found = read(&page("<b onclick=\"x&quot;\">1</b>"));
    assert!(found.structure.contains("b onclick"));
    assert!(found.texts.contains(&(vec!["html".into(), "p".into(), "b".into()], "1".into())));
}
