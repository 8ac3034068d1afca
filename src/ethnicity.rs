//! Reads the ethnic group from the text of a cell.
//!
//! Extracts hold one of four things: the national code (ETHNIC CATEGORY in the NHS Data Model and Dictionary: `A`), that code
//! followed by a local character (`A1`), the code of school censuses (`WBRI`), or a name in the words of the census of 2001,
//! 2011 or 2021 or of a system (`White British`, `White - British`, `Black British`, `Any Other Asian Background`).
//!
//! A name is never read as a code by its first letter: `Bangladeshi` does not begin with the code B for Irish. `British` on its
//! own is read as White, as in the national code. Next to another group it adds nothing: `Black British` is Black.

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
    /// Z: the person was asked and did not say.
    NotStated,
}

/// What a text says about the ethnic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ethnicity {
    Group(EthnicGroup),
    /// The text is blank or says that the group is not known.
    NotKnown,
    /// The text is not understood.
    Unread,
}

/// Phrases that mean that the group was not stated, wherever they occur in a text.
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

/// Whole texts that mean that the group is not known.
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
    // From police forces and some councils. No national code begins with W.
    ("w1", EthnicGroup::White),
    ("w2", EthnicGroup::White),
    ("w3", EthnicGroup::White),
    ("w9", EthnicGroup::White),
];

/// Words that name a group. They take precedence over words for where a family comes from.
const GROUPS: &[(&str, EthnicGroup)] =
    &[("white", EthnicGroup::White), ("black", EthnicGroup::Black), ("asian", EthnicGroup::Asian)];

/// Words for where a family comes from, each with the census group that it belongs to.
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

/// Words that mean White only if no other word names a group: the census also has Black British and Asian Welsh.
const NATIONS: &[&str] = &["british", "english", "welsh", "scottish", "irish"];

/// Words that leave the group open.
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

    /// What the group includes, for the documentation.
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

    /// The number that a column stores; 0 means not known.
    pub(crate) fn column(group: Option<Self>) -> u8 {
        group.map_or(0, |group| group as u8)
    }

    /// The group that a column stores.
    pub(crate) fn from_column(value: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|group| *group as u8 == value)
    }

    /// The group of a national code in lower case.
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

/// Reads the text of a cell. `configured` maps folded texts to groups and takes precedence.
pub(crate) fn read(text: &str, configured: &BTreeMap<String, EthnicGroup>) -> Ethnicity {
    let folded = fold(text);
    if let Some(group) = configured.get(&folded) {
        return Ethnicity::Group(*group);
    }
    if NOT_KNOWN.contains(&words(&folded).join(" ").as_str()) {
        return Ethnicity::NotKnown;
    }
    // These signs join two backgrounds, as "and" does.
    let joined = folded.replace(['&', '/', '+'], " and ");
    let words = words(&joined);
    let Some((first, rest)) = words.split_first() else { return Ethnicity::NotKnown };
    let whole = words.join(" ");
    // The national code is one character, and a name may follow. Some systems subdivide it with a second character: a digit,
    // or a letter after the codes for "any other background". `NK` (not known) is not a subdivision of N.
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

/// The one group that the words of a text name; none if they name no group or leave it open.
fn named(words: &[&str], whole: &str) -> Option<EthnicGroup> {
    if NOT_STATED.iter().any(|text| is_within(text, whole)) {
        return Some(EthnicGroup::NotStated);
    }
    if words.iter().any(|word| OPEN.contains(word)) {
        return None;
    }
    // "British, Mixed British" is the official name of code A, and "Other White or Mixed White" belongs to C: neither is Mixed.
    let names_of_code_a = ["british mixed british", "british and mixed british", "british or mixed british"];
    let plain = names_of_code_a.iter().fold(whole.to_owned(), |text, name| text.replace(name, "british"));
    let plain = GROUPS.iter().fold(plain, |text, (word, _)| text.replace(&format!(" or mixed {word}"), ""));
    let words: Vec<&str> = plain.split(' ').collect();
    let has = |word: &str| words.contains(&word);
    if has("mixed") || has("multiple") || has("biracial") || is_within("dual heritage", &plain) {
        // Some lists put "Mixed Asian" under Asian and others under Mixed, so it stays open.
        return (!matches!(words[..], ["mixed", "white" | "asian" | "black"])).then_some(EthnicGroup::Mixed);
    }
    let groups_in = |list: &[(&str, EthnicGroup)]| -> Vec<EthnicGroup> {
        let mut groups: Vec<EthnicGroup> = list.iter().filter(|(word, _)| has(word)).map(|(_, group)| *group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    };
    let origins: Vec<EthnicGroup> = match &plain {
        // Here "African" and "Indian" do not mean what they mean alone.
        text if is_within("north african", text) => vec![EthnicGroup::Other],
        text if is_within("west indian", text) => vec![EthnicGroup::Black],
        _ => groups_in(ORIGINS),
    };
    match (&groups_in(GROUPS)[..], &origins[..]) {
        // "White and African" is two backgrounds. "White South African" and "Asian or Asian British - Chinese" are one each.
        ([EthnicGroup::White], [group]) if *group != EthnicGroup::White && joins_white(&words) => {
            Some(EthnicGroup::Mixed)
        }
        ([group], _) | ([], [group]) => Some(*group),
        ([_, _], _) if has("white") || has("and") => Some(EthnicGroup::Mixed),
        // "Chinese and African".
        ([], [_, _]) if has("and") => Some(EthnicGroup::Mixed),
        ([], []) if words.iter().any(|word| NATIONS.contains(word)) => Some(EthnicGroup::White),
        ([], []) if has("other") => Some(EthnicGroup::Other),
        _ => None,
    }
}

/// Whether `and` comes directly before or after `white`.
fn joins_white(words: &[&str]) -> bool {
    words.windows(2).any(|pair| matches!(pair, ["white", "and"] | ["and", "white"]))
}

/// Whether a text contains these words, whole and in this order.
fn is_within(words: &str, text: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

#[cfg(test)]
#[path = "ethnicity_tests.rs"]
mod tests;
