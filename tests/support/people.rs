//! People who do not exist.

/// NHS numbers of the synthetic range with valid check digits.
pub const ADA: &str = "9990000018";
pub const BEN: &str = "9990000026";

/// The NHS number of the child at a place: a valid one of the range 999, which is kept for synthetic data. Numbers rise
/// with the place, which must be below a hundred thousand.
pub fn number(place: usize) -> String {
    assert!(place < 100_000, "the range has no place {place}");
    let first = 999_000_000 + 10 * place;
    let valid = (first..first + 10).find_map(|nine| {
        let digits = nine.to_string();
        let sum: u32 = digits.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match 11 - sum % 11 {
            10 => None,
            11 => Some(format!("{digits}0")),
            check => Some(format!("{digits}{check}")),
        }
    });
    valid.expect("of ten numbers in a row one at most has no check digit")
}

/// The configuration of a register, `children.csv`, of which a commissioner pack has the groups.
pub const REGISTER_SOURCE: &str = r#"[[children]]
name = "register"
files = ["children.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs_number"
family_name = "family_name"
given_name = "given_name"
date_of_birth = "date_of_birth"
date_of_death = "date_of_death"
sex = "sex"
ethnicity = "ethnicity"
imd_decile = "imd_decile"
locality = "locality"
household_id = "household_id"
[children.factors]
looked_after = "looked_after"
"#;
