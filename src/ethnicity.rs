//! The ethnic group, by the group that a text names.
//!
//! Extracts have the national code (ETHNIC CATEGORY in the NHS Data Model and Dictionary: `A`), the code with a local character
//! behind it (`A1`), the code of school censuses (`WBRI`), or a name, in the words of the census of 2001, 2011 or 2021 or in
//! those of a system (`White British`, `White - British`, `Black British`, `Any Other Asian Background`). A name is never taken
//! for a code by its first letter: `Bangladeshi` does not begin with the code of the Irish. And `Black British` names a group:
//! `British` on its own is read as White, as the national code has it, and beside another group it says nothing.

use std::collections::BTreeMap;

use crate::text::fold;

/// One of the groups that the national categories make up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EthnicGroup {
    /// A to C.
    White = 1,
    /// D to G.
    Mixed,
    /// H, J, K and L.
    Asian,
    /// M, N and P.
    Black,
    /// R (Chinese) and S.
    Other,
    /// Z: somebody was asked, and did not say.
    NotStated,
}

/// What a text says of the ethnic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ethnicity {
    Group(EthnicGroup),
    /// That it is not known, or nothing.
    NotKnown,
    /// Something that is not understood.
    Unread,
}

/// Texts that say that nobody stated the group.
const NOT_STATED: &[&str] = &[
    "not stated",
    "refused",
    "refu",
    "declined",
    "prefer not to say",
    "prefer not to state",
    "not disclosed",
    "undisclosed",
    "do not wish to",
    "did not wish to",
    "does not wish to",
    "undeclared",
];

/// Texts, as a whole, that say that it is not known.
const NOT_KNOWN: &[&str] = &[
    "not known",
    "unknown",
    "ethnicity unknown",
    "ethnicity not known",
    "ethnic category not known",
    "not recorded",
    "not yet recorded",
    "not collected",
    "not given",
    "not asked",
    "not specified",
    "not obtained",
    "not yet obtained",
    "information not yet obtained",
    "information not obtained",
    "nobt",
    "no information",
    "missing",
    "nk",
    "n a",
    "na",
    "null",
    "none",
    "nan",
    "x",
    "u",
    "99",
];

/// The codes of school censuses (Department for Education).
const SCHOOL_CENSUS: &[(&str, EthnicGroup)] = &[
    ("wbri", EthnicGroup::White),
    ("wiri", EthnicGroup::White),
    ("wirt", EthnicGroup::White),
    ("wrom", EthnicGroup::White),
    ("woth", EthnicGroup::White),
    ("mwbc", EthnicGroup::Mixed),
    ("mwba", EthnicGroup::Mixed),
    ("mwas", EthnicGroup::Mixed),
    ("moth", EthnicGroup::Mixed),
    ("aind", EthnicGroup::Asian),
    ("apkn", EthnicGroup::Asian),
    ("aban", EthnicGroup::Asian),
    ("aoth", EthnicGroup::Asian),
    ("bcrb", EthnicGroup::Black),
    ("bafr", EthnicGroup::Black),
    ("both", EthnicGroup::Black),
    ("chne", EthnicGroup::Other),
    ("ooth", EthnicGroup::Other),
    // Police forces and some councils: no national code begins with W.
    ("w1", EthnicGroup::White),
    ("w2", EthnicGroup::White),
    ("w3", EthnicGroup::White),
    ("w9", EthnicGroup::White),
];

/// Words that name a group themselves: they say more than where a family comes from.
const GROUPS: &[(&str, EthnicGroup)] =
    &[("white", EthnicGroup::White), ("black", EthnicGroup::Black), ("asian", EthnicGroup::Asian)];

/// Words that say where a family comes from, by the categories of the censuses, and the group that these are in.
const ORIGINS: &[(&str, EthnicGroup)] = &[
    ("african", EthnicGroup::Black),
    ("caribbean", EthnicGroup::Black),
    ("somali", EthnicGroup::Black),
    ("nigerian", EthnicGroup::Black),
    ("ghanaian", EthnicGroup::Black),
    ("indian", EthnicGroup::Asian),
    ("pakistani", EthnicGroup::Asian),
    ("bangladeshi", EthnicGroup::Asian),
    ("kashmiri", EthnicGroup::Asian),
    ("punjabi", EthnicGroup::Asian),
    ("tamil", EthnicGroup::Asian),
    ("nepalese", EthnicGroup::Asian),
    ("sinhalese", EthnicGroup::Asian),
    ("lankan", EthnicGroup::Asian),
    ("chinese", EthnicGroup::Other),
    ("arab", EthnicGroup::Other),
    ("vietnamese", EthnicGroup::Other),
    ("japanese", EthnicGroup::Other),
    ("filipino", EthnicGroup::Other),
    ("kurdish", EthnicGroup::Other),
    ("iranian", EthnicGroup::Other),
    ("gypsy", EthnicGroup::White),
    ("traveller", EthnicGroup::White),
    ("roma", EthnicGroup::White),
    ("romany", EthnicGroup::White),
    ("polish", EthnicGroup::White),
    ("italian", EthnicGroup::White),
    ("greek", EthnicGroup::White),
    ("cornish", EthnicGroup::White),
    ("european", EthnicGroup::White),
];

/// Words that name a group only where nothing else does: the census speaks of Black British and of Asian Welsh too.
const NATIONS: &[&str] = &["british", "english", "welsh", "scottish", "irish"];

/// Words that leave open which group is meant.
const OPEN: &[&str] = &["minority", "not", "non", "american", "bame"];

impl EthnicGroup {
    /// All groups.
    pub(crate) const ALL: &'static [Self] =
        &[Self::White, Self::Mixed, Self::Asian, Self::Black, Self::Other, Self::NotStated];

    /// What `breakdown.csv` and the configuration call it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::White => "White",
            Self::Mixed => "Mixed",
            Self::Asian => "Asian",
            Self::Black => "Black",
            Self::Other => "Other",
            Self::NotStated => "Not stated",
        }
    }

    /// What it means, for the documentation.
    #[cfg(test)]
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::White => {
                "British, Irish, Gypsy, Roma or Irish Traveller, any other White background: national codes A to C."
            }
            Self::Mixed => "Mixed or multiple ethnic groups: national codes D to G.",
            Self::Asian => "Indian, Pakistani, Bangladeshi, any other Asian background: national codes H to L.",
            Self::Black => "Caribbean, African, any other Black background: national codes M to P.",
            Self::Other => "Chinese, Arab, any other ethnic group: national codes R and S.",
            Self::NotStated => "Somebody was asked, and did not say: national code Z.",
        }
    }

    /// As a column stores it; 0 is not known.
    pub(crate) fn column(group: Option<Self>) -> u8 {
        group.map_or(0, |group| group as u8)
    }

    /// What a column stores.
    pub(crate) fn from_column(value: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|group| *group as u8 == value)
    }

    const fn of_code(letter: u8) -> Option<Self> {
        match letter {
            b'a'..=b'c' => Some(Self::White),
            b'd'..=b'g' => Some(Self::Mixed),
            b'h' | b'j'..=b'l' => Some(Self::Asian),
            b'm' | b'n' | b'p' => Some(Self::Black),
            b'r' | b's' => Some(Self::Other),
            b'z' => Some(Self::NotStated),
            _ => None,
        }
    }
}

impl serde::Serialize for EthnicGroup {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// Reads what an extract says, by `own` (folded texts) before anything else.
pub(crate) fn read(text: &str, own: &BTreeMap<String, EthnicGroup>) -> Ethnicity {
    let folded = fold(text);
    if let Some(group) = own.get(&folded) {
        return Ethnicity::Group(*group);
    }
    if NOT_KNOWN.contains(&words(&folded).join(" ").as_str()) {
        return Ethnicity::NotKnown;
    }
    // What joins two backgrounds, however it is written.
    let joined = folded.replace(['&', '/', '+'], " and ");
    let words = words(&joined);
    let Some((first, rest)) = words.split_first() else { return Ethnicity::NotKnown };
    let whole = words.join(" ");
    // The national code is one character, and a name may follow. A second character divides it locally: a digit, or a letter
    // behind the codes of "any other background". `NK` is not a division of N.
    let code = match first.as_bytes() {
        [letter] => Some(*letter),
        [letter, b'0'..=b'9'] if rest.is_empty() => Some(*letter),
        [letter @ (b'c' | b'g' | b'l' | b'p' | b's'), b'a'..=b'z'] if rest.is_empty() => Some(*letter),
        _ => None,
    };
    let school = || SCHOOL_CENSUS.iter().find(|(code, _)| *code == whole).map(|(_, group)| *group);
    let group = code.and_then(EthnicGroup::of_code).or_else(school).or_else(|| named(&words, &whole));
    group.map_or(Ethnicity::Unread, Ethnicity::Group)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The group that the words of a text name, if it is one.
fn named(words: &[&str], whole: &str) -> Option<EthnicGroup> {
    if NOT_STATED.iter().any(|text| is_within(text, whole)) {
        return Some(EthnicGroup::NotStated);
    }
    if words.iter().any(|word| OPEN.contains(word)) {
        return None;
    }
    // "British, Mixed British" is the name of the code A, "Other White or Mixed White" one of C.
    let more = ["british mixed british", "british and mixed british", "british or mixed british"];
    let plain = more.iter().fold(whole.to_owned(), |text, name| text.replace(name, "british"));
    let plain = GROUPS.iter().fold(plain, |text, (word, _)| text.replace(&format!(" or mixed {word}"), ""));
    let words: Vec<&str> = plain.split(' ').collect();
    let has = |word: &str| words.contains(&word);
    if has("mixed") || has("multiple") || has("biracial") || is_within("dual heritage", &plain) {
        // "Mixed Asian" is a part of Asian in one list, and of Mixed in the next.
        return (!matches!(words[..], ["mixed", "white" | "asian" | "black"])).then_some(EthnicGroup::Mixed);
    }
    let of = |list: &[(&str, EthnicGroup)]| -> Vec<EthnicGroup> {
        let mut groups: Vec<EthnicGroup> = list.iter().filter(|(word, _)| has(word)).map(|(_, group)| *group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    };
    let origins: Vec<EthnicGroup> = match &plain {
        // Where "African" or "Indian" is not what it says alone.
        text if is_within("north african", text) => vec![EthnicGroup::Other],
        text if is_within("west indian", text) => vec![EthnicGroup::Black],
        _ => of(ORIGINS),
    };
    match (&of(GROUPS)[..], &origins[..]) {
        // "White and African": two backgrounds. "White South African" is one, and so is "Asian or Asian British - Chinese".
        ([EthnicGroup::White], [group]) if *group != EthnicGroup::White && joins(&words) => Some(EthnicGroup::Mixed),
        ([one], _) | ([], [one]) => Some(*one),
        ([_, _], _) if has("white") || has("and") => Some(EthnicGroup::Mixed),
        // "Chinese and African".
        ([], [_, _]) if has("and") => Some(EthnicGroup::Mixed),
        ([], []) if words.iter().any(|word| NATIONS.contains(word)) => Some(EthnicGroup::White),
        ([], []) if has("other") => Some(EthnicGroup::Other),
        _ => None,
    }
}

/// Whether `and` stands right behind `white`, or right before it.
fn joins(words: &[&str]) -> bool {
    words.windows(2).any(|pair| matches!(pair, ["white", "and"] | ["and", "white"]))
}

/// Whether a text has these words one behind the other.
fn is_within(words: &str, text: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

#[cfg(test)]
#[path = "ethnicity_tests.rs"]
mod tests;
