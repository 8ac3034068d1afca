//! Checks constants by reading them as cells are read, so that a wrong one is reported at once and not in the middle of a run.

use std::collections::BTreeMap;

use super::document::{Key, Value};
use super::log::Log;
use super::settings::Source;
use super::words::{CLOSURES, KINDS, OUTCOMES, PARTIES, SECTORS, Vocabulary};
use crate::cells::dates::DateParser;
use crate::cells::nhs::NhsCell;
use crate::cells::short::{has_died, imd_decile, whole_years};
use crate::field::Field;
use crate::text::fold;

/// Whether a text is in a map of the source or a word of the vocabulary, and the help if it is neither.
fn word<T: Copy + Ord>(text: &str, map: &BTreeMap<String, T>, vocabulary: &Vocabulary<T>) -> (bool, String) {
    let folded = fold(text);
    (map.contains_key(&folded) || vocabulary.find(&folded).is_some(), vocabulary.help(text))
}

/// Checks every constant of a source against the source's own maps and formats. `rows` are the constants in the file.
pub(crate) fn check(source: &Source, rows: &[(Key<'_>, Value<'_>)], log: &mut Log<'_>) {
    let formats = &source.formats;
    for (field, text) in &source.constants {
        let at = rows.iter().find(|(key, _)| key.text == field.word()).map_or(0, |(_, value)| value.at);
        let date =
            |mut parser: DateParser, keys: &str| (parser.parse(text).is_some(), format!("write it as {keys} says"));
        let (is_read, help) = match field {
            Field::Outcome => word(text, &source.outcomes, &OUTCOMES),
            Field::Kind => word(text, &source.kinds, &KINDS),
            Field::Sector => word(text, &source.sectors, &SECTORS),
            Field::Subject => word(text, &source.subjects, &PARTIES),
            Field::ClosureReason => {
                let (is_word, help) = word(text, &source.closures, &CLOSURES);
                (is_word || crate::codes::closure(&fold(text)).is_some(), help)
            }
            Field::EndedOn | Field::ClosedOn => date(formats.other_dates(None), "`date_format`"),
            Field::Date => date(formats.dates(), "`date_format`"),
            Field::Time => (formats.times().parse(text).is_some(), "write it as `time_format` says".into()),
            Field::DateOfBirth => {
                date(formats.other_dates(formats.birth_date.as_ref()), "`birth_date_format` or `date_format`")
            }
            Field::DateOfDeath => date(formats.deaths(), "`birth_date_format` or `date_format`"),
            Field::BookedOn => {
                date(formats.other_dates(formats.booked_on.as_ref()), "`booked_on_format` or `date_format`")
            }
            Field::RecordedAt => {
                date(formats.other_dates(formats.recorded_at.as_ref()), "`recorded_at_format` or `date_format`")
            }
            Field::DetailsChangedOn => {
                let parser = formats.other_dates(formats.details_changed_on.as_ref());
                date(parser, "`details_changed_on_format` or `date_format`")
            }
            Field::Age => (whole_years(text).is_some(), "write whole years, from \"0\" to \"130\"".into()),
            Field::ImdDecile => (imd_decile(text).is_some(), "write a decile, from \"1\" to \"10\"".into()),
            Field::Deceased => (has_died(text).is_ok(), "write \"yes\" or \"no\"".into()),
            Field::NhsNumber => {
                (matches!(NhsCell::read(text), NhsCell::Valid(_)), "map the header of the NHS number instead".into())
            }
            // With one id for every record, all records would be duplicates.
            Field::ContactId => (false, "map the header of the contact's own id, or leave `contact_id` out".into()),
            _ => (true, String::new()),
        };
        if !is_read {
            // Even a wrong NHS number may identify a child, so it is not repeated.
            let shown = if *field == Field::NhsNumber { String::new() } else { format!(" \"{text}\"") };
            log.report(at, format!("the constant{shown} cannot be read as `{field}`"), help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{children, helps, parsed, problems, source};
    use crate::field::Field;

    #[test]
    fn constants_are_read_like_the_cells_that_they_stand_for() {
        for (constant, good) in [
            ("kind = \"unscheduled\"", true),
            ("kind = \"Home Visit\"", true),
            ("kind = \"Clinique\"", false),
            ("sector = \"LA\"", true),
            ("sector = \"council\"", false),
            ("outcome = \"ATT\"", true),
            ("outcome = \"Seen\"", true),
            ("outcome = \"DNA\"", false),
            ("date = \"23/11/2026\"", true),
            ("date = \"2026-11-23\"", false),
            ("date_of_birth = \"2026-11-23\"", true),
            ("date_of_birth = \"31/02/2020\"", false),
            ("date_of_death = \"23/11/2026\"", true),
            ("booked_on = \"never\"", false),
            ("subject = \"family\"", true),
            ("subject = \"Mum\"", false),
            ("ended_on = \"23/11/2026\"", true),
            ("ended_on = \"never\"", false),
            ("closed_on = \"2026-02-30\"", false),
            ("closure_reason = \"05\"", true),
            ("closure_reason = \"Done\"", false),
            ("recorded_at = \"23/11/2026 09:30\"", true),
            ("details_changed_on = \"x\"", false),
            ("time = \"09:30\"", true),
            ("time = \"9.30\"", false),
            ("age = \"0\"", true),
            ("age = \"131\"", false),
            ("age = \"7003\"", true),
            ("deceased = \"No\"", true),
            ("deceased = \"perhaps\"", false),
            ("imd_decile = \"10\"", true),
            ("imd_decile = \"0\"", false),
            ("imd_decile = \"+1\"", false),
            ("nhs_number = \"999 123 4567\"", false),
            ("provider = \"Anything\"", true),
            ("contact_id = \"X\"", false),
        ] {
            let text = source(&format!(
                "[contacts.outcomes]\nATT = \"seen\"\n[contacts.kinds]\n\"home visit\" = \"home_visit\"\n\
                 [contacts.sectors]\nLA = \"social_care\"\n[contacts.constants]\n{constant}"
            ));
            assert_eq!(problems(&text).is_empty(), good, "{constant}: {:?}", problems(&text));
        }
    }

    #[test]
    fn a_constant_that_cannot_be_read_is_told_with_its_place() {
        let text = source("[contacts.constants]\nprovider = \"Trust\"\nkind = \"clinc\"");
        assert_eq!(problems(&text), ["12:8 the constant \"clinc\" cannot be read as `kind`"]);
        assert_eq!(helps(&text), ["did you mean `clinic`?"]);
        let text = source("[contacts.constants]\nnhs_number = \"9991234567\"");
        assert_eq!(problems(&text), ["11:14 the constant cannot be read as `nhs_number`"]);
    }

    #[test]
    fn constants_are_trimmed_and_never_blank() {
        let settings = parsed(&source("[contacts.constants]\nprovider = \" Trust\u{a0}\""));
        assert_eq!(settings.contacts[0].constants[&Field::Provider], "Trust");
        for (constant, problem) in [
            ("provider = \"\"", "11:12 `contacts.constants.provider` must not be blank"),
            ("age = 3", "11:7 `contacts.constants.age` must be a text in quotes, not a whole number"),
            (
                "date = 2026-11-23",
                "11:8 `contacts.constants.date` must be a text in quotes, not a date or time without quotes",
            ),
        ] {
            assert_eq!(problems(&source(&format!("[contacts.constants]\n{constant}"))), [problem]);
        }
        let text = children("[children.columns]\nlocal_id = \"ID\"\n[children.constants]\nlocality = \"North\"");
        assert_eq!(parsed(&text).children[0].constants[&Field::Locality], "North");
    }
}
