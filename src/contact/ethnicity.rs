//! The ethnic group, as the NHS Data Model and Dictionary (ETHNIC CATEGORY) codes it and as extracts write it out.
//!
//! Extracts have the national code (`A`), the code with a local character behind it (`A1`), or the category's name
//! (`White British`, `White - British`). A name is never taken for a code by its first letter: `Bangladeshi` does not
//! begin with the code of the Irish.

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

/// What a category's name may have before it.
const HEADINGS: [&str; 13] = [
    "white",
    "mixed",
    "mixed or multiple ethnic groups",
    "asian or asian british",
    "asian asian british",
    "asian",
    "black or black british",
    "black black british",
    "black african caribbean or black british",
    "black",
    "other ethnic groups",
    "other ethnic group",
    "other",
];

/// The names of the categories: the Data Dictionary's, and those that the census of 2021 has besides.
const NAMES: [(&str, EthnicGroup); 35] = [
    ("british", EthnicGroup::White),
    ("english welsh scottish northern irish or british", EthnicGroup::White),
    ("irish", EthnicGroup::White),
    ("gypsy or irish traveller", EthnicGroup::White),
    ("gypsy or traveller", EthnicGroup::White),
    ("roma", EthnicGroup::White),
    ("any other white background", EthnicGroup::White),
    ("other white", EthnicGroup::White),
    ("white", EthnicGroup::White),
    ("white and black caribbean", EthnicGroup::Mixed),
    ("white and black african", EthnicGroup::Mixed),
    ("white and asian", EthnicGroup::Mixed),
    ("any other mixed background", EthnicGroup::Mixed),
    ("any other mixed or multiple ethnic background", EthnicGroup::Mixed),
    ("other mixed", EthnicGroup::Mixed),
    ("mixed", EthnicGroup::Mixed),
    ("mixed or multiple ethnic groups", EthnicGroup::Mixed),
    ("indian", EthnicGroup::Asian),
    ("pakistani", EthnicGroup::Asian),
    ("bangladeshi", EthnicGroup::Asian),
    ("any other asian background", EthnicGroup::Asian),
    ("other asian", EthnicGroup::Asian),
    ("asian", EthnicGroup::Asian),
    ("asian or asian british", EthnicGroup::Asian),
    ("caribbean", EthnicGroup::Black),
    ("african", EthnicGroup::Black),
    ("any other black background", EthnicGroup::Black),
    ("other black", EthnicGroup::Black),
    ("black", EthnicGroup::Black),
    ("black or black british", EthnicGroup::Black),
    ("chinese", EthnicGroup::Other),
    ("arab", EthnicGroup::Other),
    ("any other ethnic group", EthnicGroup::Other),
    ("other ethnic group", EthnicGroup::Other),
    ("not stated", EthnicGroup::NotStated),
];

impl EthnicGroup {
    /// All groups.
    pub const ALL: &'static [Self] =
        &[Self::White, Self::Mixed, Self::Asian, Self::Black, Self::Other, Self::NotStated];

    /// What `breakdown.csv` calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::White => "White",
            Self::Mixed => "Mixed",
            Self::Asian => "Asian",
            Self::Black => "Black",
            Self::Other => "Other",
            Self::NotStated => "Not stated",
        }
    }

    /// As a column stores it; 0 is not known.
    pub fn column(group: Option<Self>) -> u8 {
        group.map_or(0, |group| group as u8)
    }

    /// What a column stores.
    pub fn from_column(value: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|group| *group as u8 == value)
    }

    /// Reads what an extract says. Anything but a national code or a category's name is not known (99 is such).
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| word.to_lowercase())
            .collect();
        let first = words.first()?;
        // The national code is one character, and a name may follow. A second character divides it locally: a digit, or
        // a letter behind the codes of "any other background". `NK` is not a division of N.
        match first.as_bytes() {
            [letter] => return Self::of_code(*letter),
            [letter, b'0'..=b'9'] | [letter @ (b'c' | b'g' | b'l' | b'p' | b's'), b'a'..=b'z'] if words.len() == 1 => {
                return Self::of_code(*letter);
            }
            _ => {}
        }
        let name = words.join(" ");
        let named = |name: &str| NAMES.iter().find(|(own, _)| *own == name).map(|(_, group)| *group);
        let below = || HEADINGS.iter().find_map(|heading| named(name.strip_prefix(heading)?.strip_prefix(' ')?));
        named(&name).or_else(below)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_in_its_group_and_the_others_in_none() {
        for (letters, group) in [
            ("ABC", Some("White")),
            ("DEFG", Some("Mixed")),
            ("HJKL", Some("Asian")),
            ("MNP", Some("Black")),
            ("RS", Some("Other")),
            ("Z", Some("Not stated")),
            ("IOQTUVWXY019", None),
        ] {
            for letter in letters.chars() {
                for text in [letter.to_string(), letter.to_lowercase().to_string(), format!("{letter}1")] {
                    assert_eq!(EthnicGroup::read(&text).map(EthnicGroup::word), group, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_name_is_read_as_a_name_and_not_by_its_first_letter() {
        for (text, group) in [
            ("White British", Some("White")),
            ("White - British", Some("White")),
            ("A - White British", Some("White")),
            ("Gypsy or Irish Traveller", Some("White")),
            ("WHITE AND BLACK CARIBBEAN", Some("Mixed")),
            ("Mixed: White and Asian", Some("Mixed")),
            ("Any other Mixed background", Some("Mixed")),
            ("Bangladeshi", Some("Asian")),
            ("Asian or Asian British - Any other Asian background", Some("Asian")),
            ("Asian/Asian British: Indian", Some("Asian")),
            ("Black African", Some("Black")),
            ("Chinese", Some("Other")),
            ("Other Ethnic Groups - Chinese", Some("Other")),
            ("Arab", Some("Other")),
            ("Not stated", Some("Not stated")),
            ("CA", Some("White")),
            ("Not known", None),
            ("99", None),
            ("NK", None),
            ("NS", None),
            ("Martian", None),
            ("é", None),
            (" - ", None),
            ("", None),
        ] {
            assert_eq!(EthnicGroup::read(text).map(EthnicGroup::word), group, "{text}");
        }
    }

    #[test]
    fn a_column_gives_back_what_it_was_given() {
        for group in EthnicGroup::ALL {
            assert_eq!(EthnicGroup::from_column(EthnicGroup::column(Some(*group))), Some(*group));
        }
        assert_eq!(EthnicGroup::from_column(EthnicGroup::column(None)), None);
    }
}
