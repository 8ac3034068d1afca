//! The sets as people read them: one page a set, and all of them as one document.

use std::fmt::Write as _;

use super::{CLOSURES, Code, CodeSet, FACTORS, FactorMeaning, KINDS, OUTCOMES, OutcomeMeaning, PARTIES};

/// The sets for one key of a source.
pub struct Sort {
    /// The key that names a set; blank where the sets are always in force.
    pub(crate) key: &'static str,
    /// What its codes say, as a heading.
    pub(crate) title: &'static str,
    /// Each set's name, what it is, and its page.
    pub sets: Vec<Shown>,
}

/// A set, shown.
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub(crate) about: &'static str,
    /// The whole page, as Markdown.
    pub page: String,
}

/// What a code means, in words.
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

macro_rules! a_word {
    ($($of:ty),+) => { $(impl Meaning for $of {
        fn words(&self) -> String {
            format!("`{self}`")
        }
    })+ };
}
a_word!(crate::vocabulary::Kind, crate::vocabulary::Party, crate::vocabulary::Closure);

fn shown<T: Meaning>(sets: &'static [CodeSet<T>]) -> Vec<Shown> {
    sets.iter().map(|set| Shown { name: set.name, about: set.about, page: page_of(set) }).collect()
}

fn page_of<T: Meaning>(set: &CodeSet<T>) -> String {
    let mut out = format!("# `{}`\n\n{}\n\nSource: {}.\n", set.name, set.about, set.source);
    if !set.note.is_empty() {
        let _ = writeln!(out, "\n{}", set.note);
    }
    out.push_str("\n| text in the extract | what it says | meaning here |\n| --- | --- | --- |\n");
    for Code { texts, says, is } in set.codes {
        let texts: Vec<String> = texts.iter().map(|text| format!("`{}`", text.replace('|', "\\|"))).collect();
        let _ = writeln!(out, "| {} | {says} | {} |", texts.join(", "), is.words());
    }
    out
}

/// Every set, by the key that names it.
pub fn sorts() -> Vec<Sort> {
    vec![
        Sort { key: "outcome_codes", title: "Outcomes", sets: shown(OUTCOMES) },
        Sort { key: "kind_codes", title: "Kinds", sets: shown(KINDS) },
        Sort { key: "subject_codes", title: "Subjects", sets: shown(PARTIES) },
        Sort { key: "factor_codes", title: "Factors", sets: shown(FACTORS) },
        Sort { key: "", title: "Closure reasons", sets: shown(CLOSURES) },
    ]
}

/// The page of the set with this name.
pub(crate) fn page(name: &str) -> Option<String> {
    sorts().into_iter().flat_map(|sort| sort.sets).find(|set| set.name == name).map(|set| set.page)
}

const HEAD: &str = "\
# Built-in code sets

<!-- Made from src/codes. Change it there, then: UPDATE_DOCS=1 cargo test --profile fast --test codes -->

What texts of national data sets and of widely used systems mean. A source of the configuration names a set, for example
`outcome_codes = \"systmone-appointment-status\"`, and its own map (such as `[contacts.outcomes]`) adds to the set, and wins.
Case and blanks do not matter, and `1` stands for `01`, because spreadsheets drop the zero. A text that neither the set nor the
map has is not guessed: its record is rejected, or a warning says so. `failed-contact codes` prints this page, and
`failed-contact codes SET` one set.

Where a code says that the contact was by telephone, at home or in an emergency department, that is the kind of a contact for
which the extract says no kind.
";

/// All sets as one document.
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for Sort { key, title, sets } in sorts() {
        let key = if key.is_empty() { "Always in force.".to_owned() } else { format!("For `{key}`.") };
        let _ = writeln!(out, "\n## {title}\n\n{key}");
        for set in sets {
            let _ = write!(out, "\n##{}", set.page);
        }
    }
    out
}
