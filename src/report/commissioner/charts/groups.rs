//! What the page calls dimensions and groups, in charts and tables and in sentences. The files keep their codes.

use super::words::{MERGED, NOT_KNOWN, is_one};
use crate::disclosure::published::BreakdownRow;
use crate::wording::listed;

/// A dimension's code, and the words for one of its groups and for several.
const DIMENSIONS: [(&str, [&str; 2]); 9] = [
    ("service", ["service", "services"]),
    ("provider", ["provider", "providers"]),
    ("sector", ["sector", "sectors"]),
    ("kind", ["kind of contact", "kinds of contact"]),
    ("age_band", ["age band", "age bands"]),
    ("sex", ["sex", "sexes"]),
    ("ethnic_group", ["ethnic group", "ethnic groups"]),
    (FIFTHS, ["deprivation fifth", "deprivation fifths"]),
    ("locality", ["locality", "localities"]),
];

/// The dimension that has fifths.
pub(super) const FIFTHS: &str = "deprivation_quintile";

/// A dimension and the code of a group, its name in charts and tables, and its name in a sentence.
const GROUPS: [(&str, &str, &str, &str); 25] = [
    ("sector", "education", "Education", "education"),
    ("sector", "health", "Health", "health services"),
    ("sector", "other", "Other sectors", "services of other sectors"),
    ("sector", "social_care", "Social care", "social care"),
    ("kind", "clinic", "Clinic", "clinic appointments"),
    ("kind", "education_setting", "School or nursery", "contacts at school or nursery"),
    ("kind", "home_visit", "Home visit", "home visits"),
    ("kind", "other", "Other kinds", "contacts of other kinds"),
    ("kind", "remote", "Telephone or video", "contacts by telephone or video"),
    ("age_band", "0", "Under 1 year", "children under 1 year"),
    ("age_band", "1", "1 year", "children of 1 year"),
    ("sex", "female", "Girls", "girls"),
    ("sex", "indeterminate", "Indeterminate", "children of indeterminate sex"),
    ("sex", "male", "Boys", "boys"),
    ("ethnic_group", "Asian", "Asian", "children of Asian ethnic groups"),
    ("ethnic_group", "Black", "Black", "children of Black ethnic groups"),
    ("ethnic_group", "Mixed", "Mixed", "children of mixed ethnic groups"),
    ("ethnic_group", "Not stated", "Not stated", "children whose ethnic group is not stated"),
    ("ethnic_group", "Other", "Other", "children of other ethnic groups"),
    ("ethnic_group", "White", "White", "children of White ethnic groups"),
    (FIFTHS, "1", "1, most deprived", "the most deprived fifth of areas"),
    (FIFTHS, "2", "2", "the second most deprived fifth of areas"),
    (FIFTHS, "3", "3", "the third most deprived fifth of areas"),
    (FIFTHS, "4", "4", "the fourth most deprived fifth of areas"),
    (FIFTHS, "5", "5, least deprived", "the least deprived fifth of areas"),
];

/// The fifths in a list of several: `the most deprived, second and fourth fifths of areas`.
const FIFTHS_IN_LISTS: [(&str, &str); 5] =
    [("1", "most deprived"), ("2", "second"), ("3", "third"), ("4", "fourth"), ("5", "least deprived")];

/// The words for one group of a dimension and for several.
pub(crate) fn dimension(code: &str) -> [&str; 2] {
    DIMENSIONS.iter().find(|(dimension, _)| *dimension == code).map_or([code, code], |(_, words)| *words)
}

/// The name of a group in a table or a chart.
pub(crate) fn name(row: &BreakdownRow) -> String {
    match words(row) {
        Some((name, _)) => name.to_owned(),
        None if is_band(row) => format!("{} years", row.group),
        None => row.group.clone(),
    }
}

/// The name of a group in a sentence.
pub(crate) fn spoken(row: &BreakdownRow) -> String {
    let [one, many] = dimension(row.dimension);
    match (words(row), row.group.as_str()) {
        (Some((_, spoken)), _) => spoken.to_owned(),
        (None, MERGED) => format!("the merged {many}"),
        (None, NOT_KNOWN) => {
            format!("{} whose {one} is not known", if is_of_child(row) { "children" } else { "contacts" })
        }
        (None, band) if is_band(row) => format!("children of {band} years"),
        (None, place) if row.dimension == "locality" => format!("children in {place}"),
        (None, group) => group.to_owned(),
    }
}

/// Several groups in a sentence.
pub(crate) fn spoken_list(rows: &[&BreakdownRow]) -> String {
    let fifth = |row: &BreakdownRow| {
        let is_named = |(group, _): &&(&str, &str)| row.dimension == FIFTHS && row.group == *group;
        FIFTHS_IN_LISTS.iter().find(is_named).map(|(_, words)| *words)
    };
    let fifths: Vec<&str> = rows.iter().filter_map(|row| fifth(row)).collect();
    let mut names: Vec<String> = Vec::with_capacity(rows.len());
    for row in rows {
        if fifths.len() < 2 || fifth(row).is_none() {
            names.push(spoken(row));
        } else if fifth(row) == Some(fifths[0]) {
            names.push(format!("the {} fifths of areas", listed(&fifths)));
        }
    }
    listed(&names)
}

fn words(row: &BreakdownRow) -> Option<(&'static str, &'static str)> {
    let is_row =
        |(dimension, group, ..): &&(&str, &str, &str, &str)| row.dimension == *dimension && row.group == *group;
    GROUPS.iter().find(is_row).map(|(.., name, spoken)| (*name, *spoken))
}

/// Whether the groups are groups of children, not of contacts.
fn is_of_child(row: &BreakdownRow) -> bool {
    !["service", "provider", "sector", "kind"].contains(&row.dimension)
}

fn is_band(row: &BreakdownRow) -> bool {
    row.dimension == "age_band" && is_one(row)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::ethnicity::EthnicGroup;
    use crate::vocabulary::{Kind, Sector, Sex};

    #[test]
    fn every_code_has_words() {
        let sexes = Sex::ALL.iter().map(|sex| ("sex", sex.word()));
        let sectors = Sector::ALL.iter().map(|sector| ("sector", sector.word()));
        let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::Unscheduled).map(|kind| ("kind", kind.word()));
        let fifths = ["1", "2", "3", "4", "5"].map(|fifth| (FIFTHS, fifth));
        let ethnic = EthnicGroup::ALL.iter().map(|group| ("ethnic_group", group.word()));
        let codes: Vec<(&str, &str)> = sexes.chain(sectors).chain(kinds).chain(fifths).chain(ethnic).collect();
        for (dimension, group) in &codes {
            assert!(words(&sample::group(dimension, group, 100, 20)).is_some(), "{dimension} {group}");
        }
        // The others are two ages.
        assert_eq!(codes.len() + 2, GROUPS.len());
    }

    #[test]
    fn groups_have_words_and_no_codes() {
        for (dimension, group, name_of, spoken_of) in [
            ("sex", "female", "Girls", "girls"),
            ("sex", "Not known", "Not known", "children whose sex is not known"),
            ("provider", "Not known", "Not known", "contacts whose provider is not known"),
            ("kind", "remote", "Telephone or video", "contacts by telephone or video"),
            ("ethnic_group", "Mixed", "Mixed", "children of mixed ethnic groups"),
            ("locality", "Ashmoor", "Ashmoor", "children in Ashmoor"),
            ("age_band", "0", "Under 1 year", "children under 1 year"),
            ("age_band", "1 to 4", "1 to 4 years", "children of 1 to 4 years"),
            ("age_band", "17", "17 years", "children of 17 years"),
            ("age_band", "Other (merged)", "Other (merged)", "the merged age bands"),
            (FIFTHS, "4", "4", "the fourth most deprived fifth of areas"),
            // A service may have the name of a code.
            ("service", "remote", "remote", "remote"),
        ] {
            let row = sample::group(dimension, group, 100, 20);
            assert_eq!((name(&row).as_str(), spoken(&row).as_str()), (name_of, spoken_of));
        }
    }

    #[test]
    fn several_fifths_are_one_part_of_a_list() {
        let list = |groups: &[(&'static str, &str)]| {
            let rows: Vec<BreakdownRow> =
                groups.iter().map(|(dimension, group)| sample::group(dimension, group, 100, 20)).collect();
            spoken_list(&rows.iter().collect::<Vec<_>>())
        };
        assert_eq!(
            list(&[
                ("sex", "female"),
                (FIFTHS, "1"),
                (FIFTHS, "2"),
                (FIFTHS, "4"),
                (FIFTHS, "5"),
                ("locality", "Ashmoor")
            ]),
            "girls, the most deprived, second, fourth and least deprived fifths of areas and children in Ashmoor"
        );
        assert_eq!(
            list(&[(FIFTHS, "3"), (FIFTHS, "Not known")]),
            "the third most deprived fifth of areas and children whose deprivation fifth is not known"
        );
        assert_eq!(list(&[]), "");
    }
}
