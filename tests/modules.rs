//! The modules of the program have an order, which ARCHITECTURE.md shows, and each uses only those before it: so no two need
//! each other, and data goes one way. Tests inside of modules may use what they like.

use std::collections::BTreeSet;
use std::fs;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

#[path = "support/sources.rs"]
mod sources;

use sources::{files, read, root, shown};

/// The use of one module of the crate by another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    /// The module that is used.
    of: String,
    line: usize,
}

/// What a file of the program says of modules.
#[derive(Debug, Default)]
struct Found {
    uses: Vec<Use>,
    /// Modules for tests only that are files of their own: their names, and their paths where these are given.
    tests: Vec<(String, Option<String>)>,
}

impl Found {
    fn name(&mut self, module: &Ident) {
        self.uses.push(Use { of: module.to_string(), line: module.span().start().line });
    }
}

/// Reads tokens, `depth` modules below the crate's own.
fn look(tokens: TokenStream, depth: usize, found: &mut Found) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if let Some(attribute) = group(&mut tokens, Delimiter::Bracket)
                    && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
                {
                    pass_over(&mut tokens, found);
                }
            }
            TokenTree::Group(group) => look(group.stream(), depth, found),
            TokenTree::Ident(word) if word == "mod" => {
                tokens.next();
                if let Some(body) = group(&mut tokens, Delimiter::Brace) {
                    look(body.stream(), depth + 1, found);
                }
            }
            TokenTree::Ident(word) if word == "crate" && path_goes_on(&mut tokens) => first_of_path(&mut tokens, found),
            // Under another name the crate's modules would not be found, so it may have none.
            TokenTree::Ident(word) if word == "crate" && is_word(tokens.peek(), "as") => found.name(word),
            TokenTree::Ident(word) if word == "super" => {
                let mut up = 1;
                while path_goes_on(&mut tokens) {
                    if tokens.next_if(|next| is_word(Some(next), "super")).is_none() {
                        if up == depth {
                            first_of_path(&mut tokens, found);
                        }
                        break;
                    }
                    up += 1;
                }
            }
            _ => {}
        }
    }
}

type Tokens = Peekable<IntoIter>;

/// The group that comes next, where one with these brackets does.
fn group(tokens: &mut Tokens, delimiter: Delimiter) -> Option<Group> {
    let next = tokens.next_if(|next| matches!(next, TokenTree::Group(group) if group.delimiter() == delimiter))?;
    if let TokenTree::Group(group) = next { Some(group) } else { None }
}

/// Passes over `::`, where that comes next.
fn path_goes_on(tokens: &mut Tokens) -> bool {
    let colon = |next: &TokenTree| matches!(next, TokenTree::Punct(mark) if mark.as_char() == ':');
    tokens.next_if(colon).is_some() && tokens.next_if(colon).is_some()
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(own)) if own == word)
}

/// The modules that a path, or each of several in braces, begins with. (`*` is none: clippy warns of `wildcard_imports`.)
fn first_of_path(tokens: &mut Tokens, found: &mut Found) {
    if let Some(several) = group(tokens, Delimiter::Brace) {
        let mut several = several.stream().into_iter().peekable();
        while several.peek().is_some() {
            first_of_path(&mut several, found);
            while several.next_if(|next| !matches!(next, TokenTree::Punct(mark) if mark.as_char() == ',')).is_some() {}
            several.next();
        }
    } else if let Some(TokenTree::Ident(name)) = tokens.next_if(|next| matches!(next, TokenTree::Ident(_))) {
        found.name(&name);
    }
}

/// Passes over an item that is for tests only.
fn pass_over(tokens: &mut Tokens, found: &mut Found) {
    let (mut name, mut path, mut after_mod) = (None, None, false);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let attribute = group(tokens, Delimiter::Bracket).map(|attribute| attribute.stream().to_string());
                path =
                    attribute.and_then(|text| Some(text.strip_prefix("path")?.split('"').nth(1)?.to_owned())).or(path);
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => break,
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => return,
            TokenTree::Ident(word) if after_mod => (name, after_mod) = (Some(word.to_string()), false),
            TokenTree::Ident(word) => after_mod = word == "mod",
            _ => {}
        }
    }
    found.tests.extend(name.map(|name| (name, path)));
}

/// What a text of a file says, whose module is so many below the crate's own.
fn read_text(text: &str, depth: usize) -> Found {
    let mut found = Found::default();
    look(text.parse().unwrap(), depth, &mut found);
    found
}

/// The path of a file's module: `cases::pattern`.
fn module(path: &Path) -> Vec<String> {
    let within = path.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut module: Vec<String> = within.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    module.pop_if(|last| last == "mod");
    module
}

/// Every file of the program with its module and what it says, but those for tests only, and the crate's own two, which are
/// behind all modules.
fn program() -> Vec<(PathBuf, Vec<String>, Found)> {
    let mut all: Vec<(PathBuf, Vec<String>, Found)> = Vec::new();
    let mut tests: Vec<PathBuf> = Vec::new();
    for path in files("src", "rs") {
        let module = module(&path);
        if matches!(module[0].as_str(), "lib" | "main") {
            continue;
        }
        let found = read_text(&fs::read_to_string(&path).unwrap(), module.len());
        for (name, own_path) in &found.tests {
            let below = root().join("src").join(module.iter().collect::<PathBuf>()).join(name);
            tests.push(own_path.as_ref().map_or(below, |file| path.with_file_name(file).with_extension("")));
        }
        all.push((path, module, found));
    }
    all.retain(|(path, ..)| !tests.iter().any(|test| path.starts_with(test) || path.with_extension("") == *test));
    all
}

/// The modules in the order that ARCHITECTURE.md shows.
fn order() -> Vec<String> {
    let text = read("ARCHITECTURE.md");
    let (_, section) = text.split_once("\n## The order of modules\n").expect("the order of modules");
    let block = section.split("```").nth(1).expect("a block").trim_start_matches("text");
    block.split_whitespace().map(String::from).collect()
}

#[test]
fn every_module_has_its_one_place_in_the_order() {
    let order = order();
    let named: BTreeSet<&String> = order.iter().collect();
    assert_eq!(named.len(), order.len(), "a module is named twice");
    let program = program();
    let there: BTreeSet<&String> = program.iter().map(|(_, module, _)| &module[0]).collect();
    assert_eq!(named, there, "the order in ARCHITECTURE.md, and the modules in src");
}

#[test]
fn every_module_and_every_file_beside_them_has_its_row_in_the_table_of_places() {
    let text = read("ARCHITECTURE.md");
    let table: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let missing: Vec<String> = order()
        .into_iter()
        .filter(|name| {
            let places = [format!("`src/{name}/`"), format!("`src/{name}.rs`")];
            !table.iter().any(|row| places.iter().any(|place| row.contains(place)))
        })
        .collect();
    assert!(missing.is_empty(), "no row of the table in ARCHITECTURE.md is about {missing:?}");
}

#[test]
fn a_module_uses_only_those_before_it() {
    let order = order();
    let place = |name: &str| order.iter().position(|known| known == name);
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for (path, module, found) in program() {
        let module_place =
            place(&module[0]).unwrap_or_else(|| panic!("ARCHITECTURE.md has no place for {}", module[0]));
        let file = shown(&path);
        for Use { of, line } in found.uses {
            let used = place(&of).unwrap_or_else(|| panic!("{file}:{line}: ARCHITECTURE.md has no place for {of}"));
            looked_at += usize::from(used < module_place);
            if used > module_place {
                wrong.push(format!("{file}:{line}: {} uses {of}, which comes after it", module[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 300, "{looked_at} uses");
}

/// Files that open what is there, or make what is not, by themselves: what the program reads goes through `opening`.
const OPEN_BY_THEMSELVES: [(&str, &str); 6] = [
    ("src/opening.rs", "the one way to open what is read"),
    ("src/timing.rs", "the system's account of this process"),
    ("src/cli/init.rs", "makes the draft, which must not be there"),
    ("src/report/publish/output.rs", "the lock of the output folder"),
    ("src/report/publish/carry.rs", "copies into the pack that is being made"),
    ("src/report/publish/system.rs", "writes the pack, and makes it last"),
];

#[test]
fn files_are_opened_for_reading_in_one_place() {
    let ways = ["File::open", "OpenOptions", "File::create", "fs::read(", "fs::read_to_string", "fs::write"];
    let opens = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let program = text.split("#[cfg(test)]").next().unwrap();
        ways.iter().any(|way| program.contains(way))
    };
    let found: BTreeSet<String> =
        program().into_iter().filter(|(path, ..)| opens(path)).map(|(path, ..)| shown(&path)).collect();
    assert_eq!(found, OPEN_BY_THEMSELVES.map(|(file, _)| file.to_owned()).into());
}

#[test]
fn every_way_to_name_a_module_is_found() {
    let text = r#"
        //! crate::no
        use crate::one::{self, Thing};
        use crate::{two, three::Three, four::{self, crate_not}};
        use super::super::five;
        use super::same;
        /// [`crate::no`]
        #[cfg(test)]
        #[path = "own_tests.rs"]
        mod own;
        #[cfg(test)]
        mod more;
        fn f() { let crates = "crate::no"; g!(crate::six::g(&crate::seven::H)); }
        #[cfg(test)]
        fn only_a_test() { crate::no::x() }
        mod inner { use super::super::same; use super::super::super::eight; }
        #[cfg(test)]
        mod tests { use crate::no; }
        type Last = crate::nine::Last;
        pub(crate) use crate as another;
    "#;
    let found = read_text(text, 2);
    let uses: Vec<(&str, usize)> = found.uses.iter().map(|found_use| (found_use.of.as_str(), found_use.line)).collect();
    let expected = [
        ("one", 3),
        ("two", 4),
        ("three", 4),
        ("four", 4),
        ("five", 5),
        ("six", 13),
        ("seven", 13),
        ("eight", 16),
        ("nine", 19),
        ("crate", 20),
    ];
    assert_eq!(uses, expected);
    assert_eq!(found.tests, [("own".to_owned(), Some("own_tests.rs".to_owned())), ("more".to_owned(), None)]);
    assert_eq!(module(&root().join("src/cases/mod.rs")), ["cases"]);
    assert_eq!(module(&root().join("src/cases/pattern.rs")), ["cases", "pattern"]);
}
