//! Registers with one row for each child and separate columns for each contact. Such a file cannot be read as it is.

use std::collections::BTreeMap;

use super::dates;
use super::headers::{Meaning, guesses};
use super::profile::Profile;
use crate::field::Field;

/// The fewest headers that are dates in such a register.
const FEWEST_DATES: usize = 3;
/// The fewest contacts with columns of their own in such a register.
const FEWEST_CONTACTS: usize = 2;

/// If the extract is such a register, the evidence for it.
pub(crate) fn recognise(profile: &Profile) -> Option<String> {
    let headers = || profile.columns.iter().map(|column| column.header.as_str());
    let dated = headers().filter(|header| dates::recognise(&[(header, 1)]).fitting > 0).count();
    if dated >= FEWEST_DATES {
        return Some(format!("{dated} of its headers are dates"));
    }
    // `Appt Date 1`, `Appt Date 2`: the same column for one contact after another.
    let mut series: BTreeMap<String, usize> = BTreeMap::new();
    for header in headers().filter(|header| header.chars().any(|c| c.is_ascii_digit())) {
        let plain: String = header.chars().filter(|c| !c.is_ascii_digit()).collect();
        let of_a_contact = |meaning: Meaning| matches!(meaning, Meaning::Field(Field::Date | Field::Outcome));
        if guesses(&plain).iter().any(|guess| of_a_contact(guess.meaning)) {
            *series.entry(plain.to_lowercase()).or_default() += 1;
        }
    }
    let most = series.into_values().max().unwrap_or_default();
    (most >= FEWEST_CONTACTS).then(|| format!("it has columns for {most} contacts"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings::ExtractFile;
    use crate::init::profile;

    #[test]
    fn a_register_with_columns_for_each_contact_is_recognised() {
        for (header, expected) in [
            ("NHS Number,Surname,01/09/2026,08/09/2026,15/09/2026", Some("3 of its headers are dates")),
            ("NHS Number,Surname,1 Sep 2026,8 Sep 2026,15 Sep 2026", Some("3 of its headers are dates")),
            ("NHS Number,Surname,Appt Date 1,Status 1,Appt Date 2,Status 2", Some("it has columns for 2 contacts")),
            ("NHS Number,Surname,Appt Date,Status,Appt Date 2", None),
            ("NHS Number,Surname,Team,Appt Date,Status,IMD 2019 decile", None),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("x.csv");
            let cells = header.split(',').map(|_| "x").collect::<Vec<_>>().join(",");
            std::fs::write(&path, format!("{header}\n{cells}\n")).unwrap();
            let profile = profile::read(&ExtractFile { path, shown: "x.csv".into() }).unwrap();
            assert_eq!(recognise(&profile).as_deref(), expected, "{header}");
        }
    }
}
