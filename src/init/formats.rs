//! The keys for the formats of a source's dates and times, if they are not the defaults.

use super::assign::{DATE_FIELDS, SourcePlan};
use super::dates::{self, DateOrder, WrittenDates};
use super::write::{Draft, quote, shorten};
use crate::config::settings::{Formats, Sort};
use crate::field::Field;

/// Writes the keys.
pub(crate) fn write(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let first_choices = match plan.sort {
        Sort::Contacts => &[Field::Date][..],
        Sort::Children => &[Field::DateOfBirth, Field::DetailsChangedOn, Field::DateOfDeath],
    };
    // Without a date of the contact, the other dates still show the formats of the system.
    let primary = first_choices.iter().chain(DATE_FIELDS).copied().find(|field| plan.fields.contains_key(field));
    let Formats { mut date, mut time, .. } = Formats::default();
    if let Some(field) = primary {
        date = write_date_format(plan, field, date, draft);
    }
    if let Some(column) = plan.column(Field::Time)
        && let (found, _) = dates::recognise_times(&column.values())
        && !found.is_empty()
    {
        if found != time {
            draft.line(&format!("time_format = {}", toml_list(&found)));
        }
        time = found;
    }
    let mut birth_dates = None;
    for (field, key) in [
        (Field::DateOfBirth, "birth_date_format"),
        (Field::BookedOn, "booked_on_format"),
        (Field::RecordedAt, "recorded_at_format"),
        (Field::DetailsChangedOn, "details_changed_on_format"),
    ] {
        let Some((column, written)) = plan.column(field).zip(settled_dates(plan, field)) else { continue };
        if Some(field) == primary
            || written.formats.is_empty()
            || dates::is_usual(&column.values(), &written, &date, &time)
        {
            continue;
        }
        if field == Field::DateOfBirth {
            birth_dates = Some(written);
        } else {
            write_formats(key, &written, draft);
        }
    }
    // A date of death has no key of its own: it is read by the formats of the date of birth.
    if let Some((column, written)) = plan.column(Field::DateOfDeath).zip(settled_dates(plan, Field::DateOfDeath)) {
        let known = birth_dates.as_ref().map_or(&date, |births| &births.formats);
        if Some(Field::DateOfDeath) != primary && !dates::is_usual(&column.values(), &written, known, &time) {
            let born = settled_dates(plan, Field::DateOfBirth).unwrap_or_else(|| written.clone());
            let mut formats = born.formats.clone();
            formats.extend(written.formats.iter().filter(|format| !born.formats.contains(format)).cloned());
            birth_dates = Some(WrittenDates { formats, ..born });
        }
    }
    if let Some(written) = birth_dates {
        write_formats("birth_date_format", &written, draft);
    }
}

/// Writes `date_format` if it is not the default, and returns it.
fn write_date_format(plan: &SourcePlan<'_>, field: Field, default: Vec<String>, draft: &mut Draft) -> Vec<String> {
    let Some(written) = settled_dates(plan, field) else { return default };
    let header = plan.column(field).map_or_else(String::new, |column| quote(&column.header));
    if written.cells == 0 {
        draft.decide("# date_format = \"%d/%m/%Y\"", &format!("{header} has no values that show its format"));
        return default;
    }
    if written.formats.is_empty() {
        let what =
            format!("how are the dates in {header} written? 23/11/2026 is \"%d/%m/%Y\", 2026-11-23 is \"%Y-%m-%d\"");
        draft.decide("# date_format = \"...\"", &what);
        return default;
    }
    if written.order == DateOrder::Unknown || written.formats != default {
        write_formats("date_format", &written, draft);
    }
    let misfits = written.cells - written.fitting;
    if misfits * 20 > written.cells {
        draft.line(&format!(
            "# check: {misfits} of the {} dates in {} are not in this format",
            written.cells,
            shorten(&header)
        ));
    }
    written.formats
}

/// Writes a key with date formats.
fn write_formats(key: &str, written: &WrittenDates, draft: &mut Draft) {
    let setting = format!("{key} = {}", toml_list(&written.formats));
    if written.order == DateOrder::Unknown {
        let what = format!(
            "no value shows whether the day or the month comes first; if it is the month: {}",
            toml_list(&written.with_months_first())
        );
        draft.decide(&setting, &what);
    } else {
        draft.line(&setting);
    }
}

/// The formats of a field's dates. If its own values do not show the order of day and month, other dates of the source may.
fn settled_dates(plan: &SourcePlan<'_>, field: Field) -> Option<WrittenDates> {
    let mut written = plan.written_dates(field)?.clone();
    if written.order == DateOrder::Unknown && !written.formats.is_empty() {
        let sure = DATE_FIELDS
            .iter()
            .filter_map(|other| plan.written_dates(*other))
            .filter(|other| other.order == DateOrder::Sure)
            .flat_map(|other| &other.formats)
            .find_map(|format| dates::puts_months_first(format));
        if let Some(months_first) = sure {
            written.put_in_order(months_first);
        }
    }
    Some(written)
}

/// One format, or a list of them.
fn toml_list(formats: &[String]) -> String {
    match formats {
        [one] => quote(one),
        several => format!("[{}]", several.iter().map(|format| quote(format)).collect::<Vec<_>>().join(", ")),
    }
}
