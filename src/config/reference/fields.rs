//! The keys and tables of a source: `[[contacts]]` and `[[children]]`, with the fields and factors that they map.

use serde_json::json;

use super::super::settings::{Encoding, Settings, Sort, Source};
use super::words::{factors, kinds, outcomes, sectors, sexes};
use super::{ANY, Form, Key, Section, Word, bounds, key, required, section};
use crate::field::Field;
use crate::vocabulary::{Factor, OUTCOME_CODE_SETS};

/// The sorts of sources, with the names of their tables.
const SORTS: [(Sort, &str); 2] = [(Sort::Contacts, "contacts"), (Sort::Children, "children")];

/// The tables of the sources.
pub fn sections() -> Vec<Section> {
    let mut all = Vec::new();
    for (sort, of) in SORTS {
        let meaning = match sort {
            Sort::Contacts => "Where contacts come from: one for each system.",
            Sort::Children => {
                "Who the children are, one row each: a register (optional). It takes the keys of `[[contacts]]`; those about \
                 outcomes, kinds and sectors are of no use there."
            }
        };
        all.push(section(of, true, meaning));
        for (name, meaning) in [
            ("columns", columns(sort)),
            (
                "constants",
                "Fields that are the same in every record: for what has no column, or where its cell is blank.",
            ),
            ("outcomes", "What each text in the extract means as an outcome; it adds to `outcome_codes`, and wins."),
            ("kinds", "What each text in the extract means as a kind of contact."),
            ("sectors", "What each text in the extract means as a sector."),
            (
                "factors",
                "The header under which each factor is; Y, Yes, True, 1 and N, No, False, 0 or nothing are read.",
            ),
        ] {
            all.push(section(&format!("{of}.{name}"), false, meaning));
        }
    }
    all
}

const fn columns(sort: Sort) -> &'static str {
    match sort {
        Sort::Contacts => {
            "The header under which each field is. `service`, `date`, `outcome` and one of `nhs_number` and `local_id` must be \
             here or among the constants."
        }
        Sort::Children => "The header under which each field is. One of `nhs_number` and `local_id` must be here.",
    }
}

/// The keys of the sources.
pub fn keys(defaults: &Settings) -> Vec<Key> {
    let source = &defaults.contacts[0];
    let mut all = Vec::new();
    for (sort, of) in SORTS {
        all.extend(own(of, source));
        let (columns, constants) = (format!("{of}.columns"), format!("{of}.constants"));
        for field in fields(sort) {
            let form = if *field == Field::Outcome { Form::Headers } else { Form::Header };
            all.push(required_never(&columns, field.word(), form, meaning(*field)));
        }
        for field in fields(sort) {
            all.push(required_never(&constants, field.word(), constant(*field), meaning(*field)));
        }
        let text = "The text in the extract; case and blanks around it do not matter.";
        for (name, one, words) in
            [("outcomes", "outcome", outcomes()), ("kinds", "kind", kinds()), ("sectors", "sector", sectors())]
        {
            all.push(required(&format!("{of}.{name}"), ANY, Form::Word(one, words), text));
        }
        for factor in factors().into_iter().filter(|factor| factor.word != Factor::Infant.word()) {
            all.push(required_never(&format!("{of}.factors"), factor.word, Form::Header, factor.meaning));
        }
    }
    all
}

/// The fields that a source may carry.
pub fn fields(sort: Sort) -> impl Iterator<Item = &'static Field> {
    Field::ALL.iter().filter(move |field| sort == Sort::Contacts || field.is_of_child())
}

fn required_never(section: &str, name: &'static str, form: Form, meaning: &str) -> Key {
    key(section, name, form, serde_json::Value::Null, meaning)
}

/// The keys of a source that are no tables.
fn own(of: &str, source: &Source) -> Vec<Key> {
    let formats = &source.formats;
    let one_or_list = |formats: &Vec<String>| if let [one] = formats.as_slice() { json!(one) } else { json!(formats) };
    let encoding = Form::Word("encoding", ENCODINGS.map(|of| Word { word: word(of).0, meaning: word(of).1 }).into());
    let sets = OUTCOME_CODE_SETS.iter().map(|(set, _)| Word { word: set, meaning: "built in" }).collect();
    let skip = &bounds::SKIP_ROWS;
    let must = skip.refuses(skip.least - 1).unwrap_or_default();
    let skip_rows = Form::Whole { least: skip.least, most: skip.most, must };
    let other_dates = "; without it by `date_format`, by that with `time_format` behind it, or by ISO 8601.";
    let other = |name, what: &str| required_never(of, name, Form::Formats, &format!("How {what}{other_dates}"));
    vec![
        required(
            of,
            "name",
            Form::Text(Some("^[A-Za-z0-9_-]+$")),
            "A name of its own, unlike that of any other source; `reviews` is taken.",
        ),
        required(
            of,
            "files",
            Form::Texts(1),
            "Its CSV files, relative to the configuration: `*` is any characters, `?` one, `**/` any folders; a pattern that \
             matches nothing is an error.",
        ),
        key(of, "encoding", encoding, json!(word(source.encoding).0), "How the bytes of its files become text."),
        key(
            of,
            "delimiter",
            Form::Character,
            json!((source.delimiter as char).to_string()),
            "The character between cells, such as a comma, a semicolon or a tab (`\\t`); no quote, letter or digit.",
        ),
        key(of, "skip_rows", skip_rows, skip.default.into(), "How many lines come before the line with the headers."),
        key(
            of,
            "date_format",
            Form::Formats,
            one_or_list(&formats.date),
            "How dates are written, one way or a list of them, tried in order; it may have a time in it.",
        ),
        key(of, "time_format", Form::Formats, one_or_list(&formats.time), "How times are written, in the same way."),
        other("birth_date_format", "dates of birth are written"),
        other("booked_on_format", "dates of booking are written"),
        other("recorded_at_format", "the moments of recording are written"),
        other("details_changed_on_format", "dates of changed details are written"),
        required_never(
            of,
            "outcome_codes",
            Form::Word("set of codes", sets),
            "A set of outcome codes that is built in, to which the map of outcomes adds.",
        ),
        required_never(
            of,
            "id_scope",
            Form::Text(Some("^[^/;]+$")),
            "The system that gives the local ids: in sources of one scope the same id is the same child; without it, the name \
             of the source.",
        ),
        key(
            of,
            "ignore_local_ids",
            Form::Texts(0),
            json!(source.ignore_local_ids),
            "Texts in the column of the local id that are no id, in any case; a list of your own takes the place of this one.",
        ),
    ]
}

const ENCODINGS: [Encoding; 5] =
    [Encoding::Auto, Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];

/// The word of an encoding, and what it means.
const fn word(encoding: Encoding) -> (&'static str, &'static str) {
    match encoding {
        Encoding::Auto => ("auto", "a byte-order mark decides, else UTF-8 where the whole file is, else Windows-1252"),
        Encoding::Utf8 => ("utf-8", "UTF-8"),
        Encoding::Utf16Le => ("utf-16le", "UTF-16, the lower byte first: “Unicode” in older Windows programs"),
        Encoding::Utf16Be => ("utf-16be", "UTF-16, the higher byte first"),
        Encoding::Windows1252 => ("windows-1252", "Windows-1252, “ANSI” in Windows programs"),
    }
}

/// What a field is, for the constant that may stand for it.
fn constant(field: Field) -> Form {
    match field {
        Field::Outcome => Form::Cell(outcomes()),
        Field::Kind => Form::Cell(kinds()),
        Field::Sector => Form::Cell(sectors()),
        Field::Sex => Form::Cell(sexes()),
        _ => Form::Text(None),
    }
}

/// What a field holds.
pub const fn meaning(field: Field) -> &'static str {
    match field {
        Field::ContactId => {
            "The source's own id of the contact: records with the same one are versions of one contact."
        }
        Field::NhsNumber => "The NHS number, with or without blanks and hyphens; its check digit must be right.",
        Field::LocalId => "The child's id in the system itself, the same for all sources of one `id_scope`.",
        Field::FamilyName => "The family name.",
        Field::GivenName => "The given name.",
        Field::DateOfBirth => "The date of birth: for the age, and for the factor `infant`.",
        Field::Postcode => "The postcode; sources that differ are a check on the sheet.",
        Field::Service => "The service that booked or tried the contact, as it is counted and shown.",
        Field::Provider => "The organisation that runs the service.",
        Field::Sector => "Who runs the service, in one of the words for sectors; blank is `health`.",
        Field::Date => "The day of the contact; its format may have a time in it.",
        Field::Time => "The time of the contact, where its date has none.",
        Field::Kind => "How the contact takes place, in one of the words for kinds; blank is `other`.",
        Field::Outcome => {
            "What came of the contact, in one of the words for outcomes; blank is `pending`. Two headers, a status and a \
             reason, are looked up as “status | reason”, then as the status alone."
        }
        Field::Location => "Where the contact takes place.",
        Field::Practitioner => "Who sees the child, or would have.",
        Field::Referrer => "Who referred the child to the service.",
        Field::BookedOn => "The day on which the contact was booked: for the check of short notice.",
        Field::RecordedAt => "When this version of the record was written: the latest of a contact counts.",
        Field::Age => {
            "The age in whole years on the day of the contact, 0 to 130, for extracts without a date of birth."
        }
        Field::DateOfDeath => "The date of death: a child who has died is in no list of cases.",
        Field::Sex => "The sex: M, Male, 1; F, Female, 2; I, Indeterminate, 9; anything else is not known.",
        Field::Ethnicity => "The ethnic group: for the commissioner pack.",
        Field::ImdDecile => "The decile of deprivation of the child's address, 1 (most deprived) to 10.",
        Field::Locality => "The locality, as the area divides itself.",
        Field::GpPractice => "The GP practice, for the steps of the protocol.",
        Field::School => "The school or nursery.",
        Field::HouseholdId => "The household, within the `id_scope`: the same for children who live together.",
        Field::DetailsChangedOn => "The day on which address or contact details changed: for a check.",
        Field::SocialWorker => "The allocated social worker, for the steps of the protocol.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{parsed, source_keys};

    #[test]
    fn the_words_of_encodings_are_those_that_the_configuration_takes() {
        for encoding in ENCODINGS {
            let text = source_keys(&format!("encoding = \"{}\"", word(encoding).0));
            assert_eq!(parsed(&text).contacts[0].encoding, encoding);
        }
    }
}
