//! The built-in code sets that fit a column of kinds, subjects or factors, by its header and by its texts. The set of a column
//! of outcomes is found in `codes`.

use super::headers::{Meaning, guesses};
use super::profile::Column;
use crate::codes::{self, CodeSet};
use crate::text::fold;
use crate::vocabulary::Factor;

/// The letters and digits of a header, in lower case.
pub(super) fn letters(header: &str) -> String {
    fold(header).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The number of different texts of a column that are in a set, and the number of all its different texts.
fn count_in_set<T: Copy>(column: &Column, set: &'static CodeSet<T>) -> (usize, usize) {
    let texts = column.values();
    (texts.iter().filter(|(text, _)| set.find(text).is_some()).count(), texts.len())
}

fn named<T>(sets: &'static [CodeSet<T>], name: &str) -> &'static CodeSet<T> {
    sets.iter().find(|set| set.name == name).unwrap_or(&sets[0])
}

const LOCATION_TYPES: &str = "nhs-activity-location-type";

/// Whether every text of a column is a code for a type of place: `A01`, `E04`.
pub(crate) fn are_places(column: &Column) -> bool {
    let (known, all) = count_in_set(column, named(codes::KINDS, LOCATION_TYPES));
    known > 0 && known == all
}

/// The set of a column of kinds.
pub(crate) fn of_kinds(column: &Column) -> Option<&'static CodeSet<crate::vocabulary::Kind>> {
    if are_places(column) {
        return Some(named(codes::KINDS, LOCATION_TYPES));
    }
    let header = letters(&column.header);
    let set = named(codes::KINDS, "nhs-consultation-medium");
    let (known, all) = count_in_set(column, set);
    let is_medium = header.contains("consultationmedium") || header.contains("consmedium");
    (is_medium && known * 2 >= all).then_some(set)
}

/// The set of a column of subjects.
pub(crate) fn of_subjects(column: &Column) -> Option<&'static str> {
    let set = &codes::PARTIES[0];
    let (known, all) = count_in_set(column, set);
    let are_short = column.values().iter().all(|(text, _)| text.chars().count() <= 2);
    (known > 0 && known == all && are_short).then_some(set.name)
}

/// The set of a column of factors, if reading it as yes or no would be wrong.
pub(crate) fn of_factors(column: &Column) -> Option<&'static str> {
    let header = letters(&column.header);
    let means = |factor: Factor| guesses(&column.header).iter().any(|guess| guess.meaning == Meaning::Factor(factor));
    let fits = |name: &str| {
        let (known, all) = count_in_set(column, named(codes::FACTORS, name));
        known == all && (all > 0 || is_national(&header))
    };
    let is_number = |text: &str| matches!(text, "2" | "3");
    if header.contains("childprotectionplanindication")
        || (means(Factor::ChildProtectionPlan) && column.texts().any(is_number))
    {
        return Some("nhs-child-protection-plan").filter(|name| fits(name));
    }
    if header == "lookedafterchildindicator" {
        return Some("nhs-looked-after").filter(|name| fits(name));
    }
    let sets = [
        ("specialeducationalneedtype", "nhs-sen-type"),
        ("safeguardingvulnerabilityfactorstype", "nhs-safeguarding-vulnerability"),
    ];
    sets.into_iter().find(|(words, _)| header.contains(words)).map(|(_, name)| name).filter(|name| fits(name))
}

/// Whether a header, as `letters` gives it, is that of a national code.
fn is_national(header: &str) -> bool {
    ["childprotectionplanindication", "lookedafterchildindicator", "specialeducationalneedtype"]
        .iter()
        .any(|words| header.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_of_columns_of_kinds_and_subjects() {
        for (header, texts, set) in [
            ("CONSULTATION MEDIUM USED", &["01", "02", "98"][..], Some("nhs-consultation-medium")),
            ("CONSULTATION MEDIUM USED", &["1", "2"], Some("nhs-consultation-medium")),
            ("CONSULTATION MEDIUM USED", &["01", "ZZ", "ZY"], None),
            ("CONSULTATION MECHANISM", &["01", "02"], None),
            ("Appointment Type", &["01", "02"], None),
            ("ACTIVITY LOCATION TYPE CODE", &["A01", "E04"], Some("nhs-activity-location-type")),
            ("Where", &["A01", "L01"], Some("nhs-activity-location-type")),
            ("Where", &["A01", "Home"], None),
            ("Where", &[], None),
        ] {
            assert_eq!(of_kinds(&Column::of_texts(header, texts)).map(|set| set.name), set, "{header} {texts:?}");
        }
        assert_eq!(
            of_subjects(&Column::of_texts("CARE CONTACT SUBJECT", &["01", "02"])),
            Some("nhs-care-contact-subject")
        );
        assert_eq!(of_subjects(&Column::of_texts("Subject", &["Parent only", "01"])), None);
        assert_eq!(of_subjects(&Column::of_texts("Subject", &[])), None);
    }

    #[test]
    fn the_sets_of_columns_of_factors() {
        for (header, texts, set) in [
            ("CHILD PROTECTION PLAN INDICATION CODE", &["1", "2", "3", "X"][..], Some("nhs-child-protection-plan")),
            ("CHILD PROTECTION PLAN INDICATION CODE", &["1"], Some("nhs-child-protection-plan")),
            ("CHILD PROTECTION PLAN INDICATION CODE", &[], Some("nhs-child-protection-plan")),
            ("CHILD PROTECTION PLAN INDICATION CODE", &["Y", "N"], None),
            ("CP Plan", &["1", "3"], Some("nhs-child-protection-plan")),
            ("CP Plan", &["1", "0"], None),
            ("CP Plan", &["Y", "N"], None),
            ("LOOKED AFTER CHILD INDICATOR", &["Y", "N", "X"], Some("nhs-looked-after")),
            ("LOOKED AFTER CHILD INDICATOR", &["1", "0"], None),
            ("LAC", &["Y", "N"], None),
            ("SPECIAL EDUCATIONAL NEED TYPE", &["01", "ZZ"], Some("nhs-sen-type")),
            ("SAFEGUARDING VULNERABILITY FACTORS TYPE", &["08", "10"], Some("nhs-safeguarding-vulnerability")),
            ("Team", &["1", "2", "3"], None),
        ] {
            assert_eq!(of_factors(&Column::of_texts(header, texts)), set, "{header} {texts:?}");
        }
    }
}
