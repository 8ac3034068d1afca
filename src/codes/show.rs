//! The code sets as pages for people: a page for each set, and a document of all.

use std::fmt::Write as _;

use super::{CLOSURES, Code, CodeSet, FACTORS, FactorMeaning, KINDS, OUTCOMES, OutcomeMeaning, PARTIES};

/// The sets for one key of a source.
pub struct Group {
    /// The key that names a set; blank if the sets always apply.
    pub(crate) key: &'static str,
    /// A heading that says what the codes are about.
    pub(crate) title: &'static str,
    pub sets: Vec<ShownSet>,
}

/// A set with its page.
pub struct ShownSet {
    pub name: &'static str,
    /// A sentence that says what the set is and where it is used.
    pub(crate) about: &'static str,
    /// The page, as Markdown.
    pub page: String,
}

/// The meaning of a code, in words.
trait Meaning {
    fn words(&self) -> String;
}

impl Meaning for OutcomeMeaning {
    fn words(&self) -> String {
        match self.kind {
            Some(kind) => format!("`{}`, kind `{kind}`", self.outcome),
            None => format!("`{}`", self.outcome),
        }
    }
}

impl Meaning for FactorMeaning {
    fn words(&self) -> String {
        match self {
            Self::NotKnown => "not known".to_owned(),
            Self::No => "no".to_owned(),
            Self::Yes => "yes".to_owned(),
            Self::Has(factor) => format!("`{factor}`"),
        }
    }
}

macro_rules! meaning_is_its_word {
    ($($of:ty),+) => { $(impl Meaning for $of {
        fn words(&self) -> String {
            format!("`{self}`")
        }
    })+ };
}
meaning_is_its_word!(crate::vocabulary::Kind, crate::vocabulary::Party, crate::vocabulary::Closure);

fn shown<T: Meaning>(sets: &'static [CodeSet<T>]) -> Vec<ShownSet> {
    sets.iter().map(|set| ShownSet { name: set.name, about: set.about, page: page_of(set) }).collect()
}

fn page_of<T: Meaning>(set: &CodeSet<T>) -> String {
    let mut out = format!("# `{}`\n\n{}\n\nSource: {}.\n", set.name, set.about, set.source);
    if !set.note.is_empty() {
        let _ = writeln!(out, "\n{}", set.note);
    }
    out.push_str("\n| text in the extract | what it says | meaning here |\n| --- | --- | --- |\n");
    for Code { texts, description, meaning } in set.codes {
        let texts: Vec<String> = texts.iter().map(|text| format!("`{}`", text.replace('|', "\\|"))).collect();
        let _ = writeln!(out, "| {} | {description} | {} |", texts.join(", "), meaning.words());
    }
    out
}

/// All sets, grouped by the key that names them.
pub fn groups() -> Vec<Group> {
    vec![
        Group { key: "outcome_codes", title: "Outcomes", sets: shown(OUTCOMES) },
        Group { key: "kind_codes", title: "Kinds", sets: shown(KINDS) },
        Group { key: "subject_codes", title: "Subjects", sets: shown(PARTIES) },
        Group { key: "factor_codes", title: "Factors", sets: shown(FACTORS) },
        Group { key: "", title: "Closure reasons", sets: shown(CLOSURES) },
    ]
}

/// The page of the set with this name.
pub(crate) fn page(name: &str) -> Option<String> {
    groups().into_iter().flat_map(|group| group.sets).find(|set| set.name == name).map(|set| set.page)
}

const HEAD: &str = "\
# Built-in code sets

<!-- Made from src/codes. Change it there, then: UPDATE_DOCS=1 cargo test --profile fast --test codes -->

This page says what the codes of national data sets and widely used systems mean to this program. A source in the configuration
names a set, for example `outcome_codes = \"systmone-appointment-status\"`. Its own map, such as `[contacts.outcomes]`, adds to
the set; if both have a text, the map decides. Case and blanks do not matter, and `1` stands for `01`, because spreadsheets drop
the zero. The program does not guess the meaning of a text that is in neither: it rejects the record, or gives a warning.
`failed-contact codes` lists the sets, and `failed-contact codes SET` prints one set.

If a code says that the contact was by telephone, at home or in an emergency department, that is the kind of the contact, unless
the extract gives a kind.
";

/// All sets as one document.
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for Group { key, title, sets } in groups() {
        let key = if key.is_empty() { "Always in force.".to_owned() } else { format!("For `{key}`.") };
        let _ = writeln!(out, "\n## {title}\n\n{key}");
        for set in sets {
            let _ = write!(out, "\n##{}", set.page);
        }
    }
    out
}
