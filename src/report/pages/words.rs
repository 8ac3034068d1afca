//! Formats shares, sizes, ages, names and texts of extracts for pages, so that no template has to.

use std::borrow::Cow;

use chrono::Datelike;

use super::ids;
use crate::cases::Case;
use crate::cells::nhs::NhsNumber;
use crate::config::settings::Settings;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::text;
use crate::wording::{capital, counted};

/// The most characters of a cell that a page shows.
const LONGEST: usize = 300;
/// What pages call a child whose name no record has.
const NO_NAME: &str = "Name not known";
/// A child who grows up within this many days, about three months, is said to.
const SOON: i32 = 92;

/// A part of a whole as a percentage. Rounding never turns it into 0% or 100%.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if part == 0 || whole == 0 {
        return "0%".to_owned();
    }
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
    match tenths {
        0 => "less than 0.1%".to_owned(),
        1000 if part < whole => "more than 99.9%".to_owned(),
        _ => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

/// The size of a file, such as `1.2 kB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return counted(bytes, "byte", "bytes");
    }
    let mut tenths = bytes / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    if tenths >= 100 {
        format!("{} {}", tenths / 10, UNITS[unit])
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    }
}

/// A text of an extract as a page shows it: without control characters, and cut if it is very long.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let text = text::for_page(text);
    if text.len() <= LONGEST {
        return text;
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => text,
    }
}

/// The same as [`clean`], as an owned text.
pub(crate) fn shown(text: &str) -> String {
    clean(text).into_owned()
}

/// A practitioner, as sheets name them: `code C9000117` if the text is a code. A reader would take it for a name.
pub(crate) fn practitioner(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_code(&text) { format!("code {text}").into() } else { text }
}

/// Like [`practitioner`], for places with room to say that a code is all that the data have.
pub(crate) fn practitioner_in_full(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_code(&text) { format!("code {text} (name not in the data)").into() } else { text }
}

/// Whether a text in the column of a practitioner is a code: one word with 3 digits or more, and no more letters than digits. So
/// `j.smith2@example.org` and `NURSE2` are none.
fn is_code(text: &str) -> bool {
    let (mut digits, mut letters) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'A'..=b'Z' | b'a'..=b'z' => letters += 1,
            b'-' | b'_' | b'/' | b'.' => {}
            _ => return false,
        }
    }
    digits >= 3 && digits >= letters
}

/// The child's name as health records write it: family name in capitals, then the given name.
pub(crate) fn name(review: &Review, case: &Case) -> String {
    let text = |field: Field| case.details.text(&review.cases.reread, field);
    full_name(text(Field::FamilyName), text(Field::GivenName))
}

/// The child's name where a page says who it is. Children without a name must not all be called the same, so the NHS number or a local id
/// follows: `Name not known, P700 (Visits)`.
pub(crate) fn name_or_id(review: &Review, case: &Case) -> String {
    name_or_number(&review.settings, name(review, case), case.nhs(), &case.local_ids)
}

/// As [`name_or_id`], from the name and the numbers of a child.
pub(crate) fn name_or_number(
    settings: &Settings,
    name: String,
    nhs: Option<NhsNumber>,
    local_ids: &[String],
) -> String {
    if name != NO_NAME {
        return name;
    }
    match (nhs, local_ids) {
        (Some(number), _) => format!("{NO_NAME}, {}", number.spaced()),
        (None, [first, ..]) => format!("{NO_NAME}, {}", shown(&ids::in_words(settings, std::slice::from_ref(first)))),
        (None, []) => name,
    }
}

/// A name as health records write it.
pub(crate) fn full_name(family: &str, given: &str) -> String {
    let (family, given) = (clean(family).to_uppercase(), clean(given));
    match (family.is_empty(), given.is_empty()) {
        (true, true) => NO_NAME.to_owned(),
        (true, false) => given.into_owned(),
        (false, true) => family,
        (false, false) => format!("{family}, {given}"),
    }
}

/// The child's age on the as-of date. It is in months for a child under two whose date of birth is known.
pub(crate) fn age(case: &Case, as_of: Day) -> String {
    age_of(case.born, case.age, as_of)
}

/// The age of anyone, from the date of birth and the age in years.
pub(crate) fn age_of(born: Option<Day>, years: Option<i32>, as_of: Day) -> String {
    match (born, years) {
        (Some(born), Some(years)) if years < 2 => match months(born, as_of) {
            0 => "under 1 month".to_owned(),
            months => counted(months, "month", "months"),
        },
        (_, Some(0)) => "under 1 year".to_owned(),
        (_, Some(years)) => counted(years, "year", "years"),
        (_, None) => "age not known".to_owned(),
    }
}

/// The child's age on the as-of date, and when a child of nearly the age limit will no longer be listed: `17 years; 18 on 23 November 2026,
/// then no longer listed`.
pub(crate) fn age_and_limit(review: &Review, case: &Case) -> String {
    let (age, limit) = (age(case, review.as_of), review.settings.review.under_age);
    // Another date of birth may keep the child on the list for longer.
    let born = case.born.filter(|_| case.details.births().is_empty());
    match born.map(|born| reaches(born, limit)).filter(|day| (1..=SOON).contains(&(day.0 - review.as_of.0))) {
        Some(day) => format!("{age}; {limit} on {}, then no longer listed", day.long()),
        None => age,
    }
}

/// The first day on which somebody born on a day has this age.
fn reaches(born: Day, age: i32) -> Day {
    let birthday = born.plus_years(age.unsigned_abs());
    // In a year without 29 February the age is reached on 1 March.
    if born.age_on(birthday) < age { birthday.plus(1) } else { birthday }
}

/// The whole months from one day to another; 0 if the other is earlier.
fn months(from: Day, to: Day) -> usize {
    let (from, to) = (from.date(), to.date());
    let months = (to.year() - from.year()) * 12 + to.month().cast_signed() - from.month().cast_signed();
    usize::try_from(months - i32::from(to.day() < from.day())).unwrap_or(0)
}

/// Joins phrases as `A; b; c`, with a capital letter at the start.
pub(crate) fn phrases<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    capital(&items.into_iter().collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        for (part, whole, text) in [
            (0, 10, "0%"),
            (1, 100_000, "less than 0.1%"),
            (44, 7700, "0.6%"),
            (99_999, 100_000, "more than 99.9%"),
            (7, 7, "100.0%"),
            (0, 0, "0%"),
        ] {
            assert_eq!(share(part, whole), text);
        }
    }

    #[test]
    fn sizes_read_like_those_of_a_file_manager() {
        for (bytes, text) in
            [(1, "1 byte"), (999, "999 bytes"), (1234, "1.2 kB"), (345_678, "345 kB"), (1_060_000_000, "1.0 GB")]
        {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn ages_of_babies_are_counted_in_months() {
        let day = |text| Day::from_iso(text).expect(text);
        assert_eq!(months(day("2026-07-23"), day("2026-11-22")), 3);
        assert_eq!(months(day("2026-07-22"), day("2026-11-22")), 4);
        assert_eq!(months(day("2026-12-01"), day("2026-11-22")), 0);
    }

    #[test]
    fn an_age_is_reached_on_a_birthday_that_every_year_has() {
        let day = |text| Day::from_iso(text).expect(text);
        for (born, reached) in
            [("2008-11-23", "2026-11-23"), ("2008-02-29", "2026-03-01"), ("2010-02-28", "2028-02-28")]
        {
            let (born, reached) = (day(born), day(reached));
            assert_eq!(reaches(born, 18), reached);
            assert_eq!([born.age_on(reached.plus(-1)), born.age_on(reached)], [17, 18]);
        }
    }

    #[test]
    fn a_code_is_not_taken_for_a_name() {
        for (text, named) in [
            ("C9000117", "code C9000117"),
            ("4711", "code 4711"),
            ("HV-0012", "code HV-0012"),
            ("Judith Marr", "Judith Marr"),
            ("Marr", "Marr"),
            ("Marr 4711", "Marr 4711"),
            ("NURSE2", "NURSE2"),
            ("j.smith2@example.org", "j.smith2@example.org"),
            ("", ""),
        ] {
            assert_eq!(practitioner(text.into()), named);
            assert!(practitioner_in_full(text.into()).starts_with(named));
        }
        assert_eq!(practitioner_in_full("C9000117".into()), "code C9000117 (name not in the data)");
    }

    #[test]
    fn a_text_is_shown_without_control_characters_and_cut_if_long() {
        assert_eq!(shown("a\nb"), "a b");
        assert_eq!(shown(&"é".repeat(400)).chars().count(), LONGEST + 1);
    }
}
