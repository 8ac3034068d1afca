//! Date and time formats. Each must be one that chrono knows, and have everything that a date or a time needs.

use chrono::format::{Fixed, Item, Numeric, StrftimeItems};

#[cfg(test)]
use serde_json::json;

use super::declare::Setting;
use super::document::Value;
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Shape};
use super::settings::Formats;
use crate::cells::dates::{DateParser, EXCEL, ISO_8601, TimeParser};

/// What a format is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrTime {
    /// A date, perhaps with a time of day.
    Date,
    /// A time of day.
    Time,
}

/// A list of formats of dates or times, with its default.
pub(crate) struct FormatList(pub(crate) DateOrTime, pub(crate) &'static [&'static str]);

/// Optional formats for dates of one field, with what the template shows. Without them, [`Formats::other_dates`] says how they are
/// read.
pub(crate) struct OwnDateFormats(
    #[cfg_attr(not(test), expect(dead_code, reason = "only the documentation, which tests make, has examples"))]
    pub(crate) &'static str,
);

impl Setting for FormatList {
    type Value = Vec<String>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<String>> {
        list(value, self.0, log)
    }

    fn absent(&self) -> Vec<String> {
        self.1.iter().map(|format| (*format).to_owned()).collect()
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Formats.or(if let [one] = self.1 { json!(one) } else { json!(self.1) })
    }
}

impl Setting for OwnDateFormats {
    type Value = Option<Vec<String>>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Option<Vec<String>>> {
        list(value, DateOrTime::Date, log).map(Some)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Formats.like(json!(self.0))
    }
}

impl Formats {
    /// A parser for the date of a contact.
    pub fn dates(&self) -> DateParser {
        DateParser::new(&self.date)
    }

    /// A parser for the time of a contact.
    pub fn times(&self) -> TimeParser {
        TimeParser::new(&self.time)
    }

    /// A parser for another date. It uses the date's own formats, if there are any. Otherwise it uses the contact's date formats,
    /// alone and followed by a time format, and ISO 8601.
    pub(crate) fn other_dates(&self, formats: Option<&Vec<String>>) -> DateParser {
        match formats {
            Some(formats) => DateParser::new(formats),
            None => DateParser::new(&self.usual()),
        }
    }

    /// A parser for a date of death: in the formats of dates of birth, or as another date without its own formats.
    pub(crate) fn deaths(&self) -> DateParser {
        let of_births = self.birth_date.iter().flatten().cloned();
        DateParser::new(&of_births.chain(self.usual()).collect::<Vec<_>>())
    }

    fn usual(&self) -> Vec<String> {
        let with_time = self.date.iter().flat_map(|d| self.time.iter().map(move |t| format!("{d} {t}")));
        self.date.iter().cloned().chain(with_time).chain(ISO_8601.map(String::from)).collect()
    }
}

/// The most formats of a list. A cell is tried in each of them, and in each followed by each time format.
const MOST_FORMATS: usize = 20;
/// The most characters of a format.
const LONGEST_FORMAT: usize = 100;

fn list(value: &Value<'_>, wanted: DateOrTime, log: &mut Log<'_>) -> Option<Vec<String>> {
    let values = value.list_or_one();
    if values.is_empty() {
        log.report(value.at, format!("`{}` is empty", value.path), "name at least one format, such as \"%d/%m/%Y\"");
    }
    if values.len() > MOST_FORMATS {
        let what =
            format!("`{}` has {} formats, and no extract writes its dates in that many ways", value.path, values.len());
        log.report(value.at, what, format!("name at most {MOST_FORMATS}"));
        return None;
    }
    let formats: Vec<_> = values.iter().filter_map(|value| format(value, wanted, log)).collect();
    (!formats.is_empty()).then_some(formats)
}

fn format(value: &Value<'_>, wanted: DateOrTime, log: &mut Log<'_>) -> Option<String> {
    let example = match wanted {
        DateOrTime::Date => {
            "23/11/2026 is \"%d/%m/%Y\", 2026-11-23 is \"%Y-%m-%d\", 23-Nov-2026 14:30 is \"%d-%b-%Y %H:%M\""
        }
        DateOrTime::Time => "14:30 is \"%H:%M\", 1430 is \"%H%M\", 02:30 pm is \"%I:%M %p\"",
    };
    let text = value.filled(example, log)?;
    if text.len() > LONGEST_FORMAT {
        let what = format!("`{}`: the format is longer than {LONGEST_FORMAT} characters", value.path);
        log.report(value.at, what, example);
        return None;
    }
    if let Some(fault) = fault(text, wanted) {
        log.report(value.at, format!("`{}`: the format \"{text}\" {fault}", value.path), example);
        return None;
    }
    Some(text.to_owned())
}

/// What is wrong with a format, if anything is.
fn fault(text: &str, wanted: DateOrTime) -> Option<&'static str> {
    if wanted == DateOrTime::Date && text == EXCEL {
        return None;
    }
    // Not `collect`, because the items of a format with an error may never end.
    let Ok(items) = StrftimeItems::new(text).parse() else {
        return Some("has a `%` code that does not exist");
    };
    let number =
        |wanted: &[Numeric]| items.iter().any(|item| matches!(item, Item::Numeric(found, _) if wanted.contains(found)));
    let word = |wanted: &[Fixed]| items.iter().any(|item| matches!(item, Item::Fixed(found) if wanted.contains(found)));

    let moment = number(&[Numeric::Timestamp]) || word(&[Fixed::RFC2822, Fixed::RFC3339]);
    let twelve_hours = number(&[Numeric::Hour12]);
    let minute = number(&[Numeric::Minute]);
    let hours = number(&[Numeric::Hour]) || (twelve_hours && word(&[Fixed::LowerAmPm, Fixed::UpperAmPm]));
    if wanted == DateOrTime::Time {
        return if hours && minute {
            None
        } else if twelve_hours && !hours {
            Some("has hours up to twelve (%I) without am or pm (%p)")
        } else {
            Some("does not say the hour (%H) and the minute (%M)")
        };
    }
    let year = number(&[Numeric::Year, Numeric::YearMod100]);
    let month = number(&[Numeric::Month]) || word(&[Fixed::ShortMonthName, Fixed::LongMonthName]);
    let day = number(&[Numeric::Day]);
    let dated = moment || (year && month && day) || (year && number(&[Numeric::Ordinal]));
    if !dated && year && day && minute {
        Some("has minutes (%M) where a date has a month (%m)")
    } else if !dated {
        Some("does not say the year (%Y), the month (%m) and the day (%d)")
    } else if twelve_hours && !hours {
        Some("has hours up to twelve (%I) without am or pm (%p)")
    } else if !moment && hours != minute {
        Some("has half a time: hours (%H) go with minutes (%M)")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{parsed, problems, source_keys};

    #[test]
    fn formats_of_whole_dates_are_accepted_and_others_refused() {
        let no_date = Some("does not say the year (%Y), the month (%m) and the day (%d)");
        for (format, expected) in [
            ("%d/%m/%Y", None),
            ("%Y-%m-%d", None),
            ("%F", None),
            ("excel", None),
            ("Excel", no_date),
            ("%Y%m%d", None),
            ("%d %B %Y", None),
            ("%d-%b-%y", None),
            ("%Y/%j", None),
            ("%d-%b-%Y %H:%M", None),
            ("%d/%m/%Y %I:%M %p", None),
            ("%Y-%m-%dT%H:%M:%S%.f%#z", None),
            ("%+", None),
            ("%s", None),
            ("%d/%m", no_date),
            ("%H:%M", no_date),
            ("DD/MM/YYYY", no_date),
            ("%d/%M/%Y", Some("has minutes (%M) where a date has a month (%m)")),
            ("%d/%m/%Y %I:%M", Some("has hours up to twelve (%I) without am or pm (%p)")),
            ("%d/%m/%Y %H", Some("has half a time: hours (%H) go with minutes (%M)")),
            ("%d/%m/%Q", Some("has a `%` code that does not exist")),
            ("%d/%m/%", Some("has a `%` code that does not exist")),
        ] {
            assert_eq!(fault(format, DateOrTime::Date), expected, "{format}");
        }
    }

    #[test]
    fn formats_of_whole_times_are_accepted_and_others_refused() {
        let no_time = Some("does not say the hour (%H) and the minute (%M)");
        for (format, expected) in [
            ("%H:%M", None),
            ("%H%M", None),
            ("%T", None),
            ("%I:%M %p", None),
            ("%I:%M", Some("has hours up to twelve (%I) without am or pm (%p)")),
            ("%H", no_time),
            ("excel", no_time),
            ("%H:%m", no_time),
            ("hh:mm", no_time),
        ] {
            assert_eq!(fault(format, DateOrTime::Time), expected, "{format}");
        }
    }

    #[test]
    fn formats_are_one_or_a_list_and_each_fault_has_its_place() {
        for (text, expected) in [
            ("date_format = \"\"", vec!["4:15 `contacts.date_format` must not be blank"]),
            ("date_format = []", vec!["4:15 `contacts.date_format` is empty"]),
            ("date_format = 5", vec!["4:15 `contacts.date_format` must be a text in quotes, not a whole number"]),
            ("date_format = [\"%d/%m/%Y\", \"%d/%m/%y\"]", vec![]),
            (
                "recorded_at_format = [\"%d/%m/%Y\", \"%d.%m\", \"x\"]",
                vec![
                    "4:35 `contacts.recorded_at_format`: the format \"%d.%m\" does not say the year (%Y), the month \
                     (%m) and the day (%d)",
                    "4:44 `contacts.recorded_at_format`: the format \"x\" does not say the year (%Y), the month (%m) \
                     and the day (%d)",
                ],
            ),
        ] {
            assert_eq!(problems(&source_keys(text)), expected, "{text}");
        }
    }

    #[test]
    fn formats_are_limited_in_number_and_in_length() {
        let formats = |number: usize, more: usize| {
            let format = format!("\"%d/%m/%Y{}\"", "x".repeat(more));
            problems(&source_keys(&format!("date_format = [{}]", vec![format; number].join(", ")))).len()
        };
        for (number, more, expected) in [(20, 0, 0), (21, 0, 1), (1, 92, 0), (1, 93, 1)] {
            assert_eq!(formats(number, more), expected, "{number} formats with {more} characters more");
        }
    }

    #[test]
    fn formats_that_are_not_given_have_their_defaults() {
        let formats = &parsed(&source_keys("birth_date_format = \"%Y-%m-%d\"")).contacts[0].formats;
        assert_eq!(formats.date, ["%d/%m/%Y"]);
        assert_eq!(formats.time, ["%H:%M"]);
        assert_eq!(formats.birth_date, Some(vec!["%Y-%m-%d".to_owned()]));
        assert_eq!(formats.booked_on, None);
    }
}
