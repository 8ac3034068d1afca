use super::*;

fn group_of(text: &str) -> &'static str {
    match read(text, &BTreeMap::new()) {
        Ethnicity::Group(group) => group.word(),
        Ethnicity::NotKnown => "not known",
        Ethnicity::Unread => "?",
    }
}

#[test]
fn national_codes_have_groups_and_other_letters_have_none() {
    for (letters, group) in [
        ("ABC", "White"),
        ("DEFG", "Mixed"),
        ("HJKL", "Asian"),
        ("MNP", "Black"),
        ("RS", "Other"),
        ("Z", "Not stated"),
        ("IOQTVWY019", "?"),
    ] {
        for letter in letters.chars() {
            for text in [letter.to_string(), letter.to_lowercase().to_string(), format!("{letter}0")] {
                assert_eq!(group_of(&text), group, "{text}");
            }
        }
    }
    assert_eq!([group_of("X"), group_of("U")], ["not known"; 2]);
}

/// The texts are from the Data Dictionary, the censuses of 2001, 2011 and 2021, school censuses and systems.
#[test]
fn a_text_is_read_as_the_group_that_it_names() {
    for (group, texts) in [
        (
            "White",
            &[
                "British",
                "White British",
                "White - British",
                "A - White British",
                "British, Mixed British",
                "White British or Mixed British",
                "British or mixed British - ethnic category 2001 census",
                "White: English or Welsh or Scottish or Northern Irish or British - England and Wales ethnic category 2011 census",
                "English, Welsh, Scottish, Northern Irish or British",
                "White Irish",
                "Irish",
                "Gypsy or Irish Traveller",
                "Gypsy/Roma",
                "Roma",
                "Traveller of Irish Heritage",
                "White Other",
                "Other White",
                "White - Other",
                "Any Other White Background",
                "White: Any other White background",
                "Other White or Mixed White",
                "White Eastern European",
                "White South African",
                "WBRI",
                "W9",
                "CA",
            ][..],
        ),
        (
            "Mixed",
            &[
                "Mixed",
                "Mixed Other",
                "Mixed - Other",
                "WHITE AND BLACK CARIBBEAN",
                "White & Black African",
                "White/Asian",
                "Mixed: White and Asian",
                "Mixed White and Asian",
                "White and African",
                "Black and White",
                "Black and Asian",
                "Dual Heritage",
                "Any other Mixed background",
                "Any other Mixed or Multiple ethnic background",
                "Mixed or multiple ethnic groups",
                "Other Mixed, Mixed Unspecified",
                "MWBC",
            ],
        ),
        (
            "Asian",
            &[
                "Bangladeshi",
                "Asian British",
                "British Asian",
                "Asian or Asian British",
                "Asian or Asian British - Any other Asian background",
                "Asian/Asian British: Indian",
                "Asian, Asian British or Asian Welsh",
                "Asian Other",
                "Other Asian",
                "Any Other Asian Background",
                "British Pakistani",
                "Sri Lankan",
                "East African Asian",
                "Caribbean Asian",
                "Asian or Asian British - Chinese",
                "AIND",
            ],
        ),
        (
            "Black",
            &[
                "Black British",
                "British Black",
                "Black or Black British",
                "Black African",
                "Black - Caribbean",
                "African",
                "Afro-Caribbean",
                "Black, Black British, Black Welsh, Caribbean or African",
                "Black / African / Caribbean / Black British",
                "Black Other",
                "Any Other Black Background",
                "West Indian",
                "Somali",
                "BAFR",
            ],
        ),
        (
            "Other",
            &[
                "Chinese",
                "Other Ethnic Groups - Chinese",
                "Arab",
                "Any other ethnic group",
                "Other Ethnic Group",
                "Other",
                "Any Other",
                "Vietnamese",
                "North African",
                "OOTH",
            ],
        ),
        (
            "Not stated",
            &[
                "Not stated",
                "Z - Not Stated",
                "Refused",
                "Information refused",
                "Patient declined",
                "Prefer not to say",
                "REFU",
            ],
        ),
        (
            "not known",
            &["", " - ", "Not known", "Unknown", "99", "NK", "N/A", "NULL", "Not recorded", "Not Yet Obtained", "NOBT"],
        ),
        (
            "?",
            &[
                "NS",
                "Martian",
                "\u{e9}",
                "Mixed Asian",
                "Mixed White",
                "Non-white",
                "Not White",
                "Minority ethnic",
                "Black, Asian and minority ethnic",
                "Asian or Black",
                "Native American",
                "1",
                "13",
                "Sikh",
            ],
        ),
    ] {
        for text in texts {
            assert_eq!(group_of(text), group, "{text}");
            assert_eq!(group_of(&text.to_uppercase()), group, "{text}");
        }
    }
}

#[test]
fn the_configuration_takes_precedence() {
    let configured =
        BTreeMap::from([("white other".to_owned(), EthnicGroup::Other), ("13".to_owned(), EthnicGroup::White)]);
    assert_eq!(read(" White  OTHER", &configured), Ethnicity::Group(EthnicGroup::Other));
    assert_eq!(read("13", &configured), Ethnicity::Group(EthnicGroup::White));
    assert_eq!(read("14", &configured), Ethnicity::Unread);
}

#[test]
fn a_column_returns_the_group_that_was_stored() {
    for group in EthnicGroup::ALL {
        assert_eq!(EthnicGroup::from_column(EthnicGroup::column(Some(*group))), Some(*group));
    }
    assert_eq!(EthnicGroup::from_column(EthnicGroup::column(None)), None);
}
