//! Notices about records and files that could not be read or were damaged on the way.

use super::{Code, Notice, of_last, percent, recorded_at};
use crate::compare::Compared;
use crate::config::files::is_unfinished;
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

/// Lines at which spreadsheet programs cut a file off.
const SPREADSHEET_LINES: [u64; 2] = [65_536, 1_048_576];
/// A file that loses fewer records than this gets no notice.
const FEW: u64 = 5;
/// The most reasons that a sentence names.
const REASONS: usize = 2;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let settings = &now.settings;
    for source in &now.quality.sources {
        let memory = compared.memory_of(&source.name);
        // The first version of the program kept no counts.
        if memory.is_none() && compared.previous.as_ref().is_some_and(|previous| previous.has_source(&source.name)) {
            continue;
        }
        let (mut reasons, mut total_now, mut total_before) = (Vec::new(), 0, 0);
        for (reason, count) in &source.rejects {
            let before = memory.and_then(|memory| memory.rejected.get(reason.word()).copied()).unwrap_or(0);
            if *count > before {
                reasons.push((reason.phrase(), *count));
                total_now += count;
                total_before += before;
            }
        }
        if !reasons.is_empty() {
            let sentence = format!(
                "{}: {} could not be used{}: {}.",
                settings.title_of(&source.name),
                counted(total_now, "record", "records"),
                of_last(compared, total_before),
                reasons_in_words(&reasons)
            );
            let notice = Notice::new(Code::RejectedRose, sentence).of_source(&source.name);
            all.push(notice.now(total_now).before(total_before));
        }
        all.extend(recorded_at::notices(now, compared, source, memory));
    }
    for (file, tally) in now.intake.files.iter().zip(&now.quality.files) {
        let source = &file.source_of(settings).name;
        let records = file.with_content();
        let share = tally.rejected as f64 / (records as f64).max(1.0);
        if tally.rejected >= FEW && share > settings.limits.max_rejected {
            let sentence = format!(
                "{} loses {} of its {} ({}).",
                file.shown,
                number(tally.rejected),
                counted(records, "record", "records"),
                percent(share)
            );
            all.push(
                Notice::new(Code::FileRejected, sentence).of_source(source).of_file(&file.shown).now(tally.rejected),
            );
        }
    }
    for source in settings.contacts.iter().chain(&settings.children) {
        for file in &source.unread {
            let why = if is_unfinished(&file.shown) { "not all of it has come" } else { "it is no CSV file" };
            let sentence = format!("{} is not read, as {why}. What it has is missing.", file.shown);
            all.push(Notice::new(Code::FileNotRead, sentence).of_source(&source.name).of_file(&file.shown));
        }
    }
    for file in &now.intake.files {
        let source = &file.source_of(settings).name;
        if let Some((line, lines)) = file.swallowed.first {
            let cells = file.swallowed.cells;
            let more = match cells - 1 {
                0 => String::new(),
                1 => " Another cell does too.".to_owned(),
                more => format!(" {} other cells do too.", number(more)),
            };
            let sentence = format!(
                "A cell on line {line} of {} runs over {} that look like records.{more}",
                file.shown,
                counted(u64::from(lines), "line", "lines")
            );
            all.push(Notice::new(Code::RecordsInACell, sentence).of_source(source).of_file(&file.shown).now(cells));
        }
        if SPREADSHEET_LINES.contains(&file.lines) {
            let sentence =
                format!("{} has exactly {} lines: it may have been cut off.", file.shown, number(file.lines));
            all.push(Notice::new(Code::ExcelLimit, sentence).of_source(source).of_file(&file.shown).now(file.lines));
        }
    }
    for (source, unpadded) in now.quality.sources.iter().zip(&now.intake.unpadded_dates) {
        all.extend(spreadsheet_dates(now, compared, source, unpadded));
    }
    for (source, days) in settings.contacts.iter().zip(&now.intake.days_of_formats) {
        if let Some(swapped) = swapped(days) {
            let sentence = format!(
                "{} has dates in several forms, and all {} in one of them have a day of 12 or less: a spreadsheet program \
                 has exchanged days and months, so many contacts are on the wrong day.",
                source.title(),
                number(swapped)
            );
            all.push(Notice::new(Code::DatesSwapped, sentence).of_source(&source.name).now(swapped));
        }
    }
}

/// The notice about dates of a source with one form that a spreadsheet program has written in two. If the last report counted as many,
/// somebody may have looked and found that they were written by hand, so the notice is only to know.
fn spreadsheet_dates(
    now: &Detected,
    compared: &Compared,
    source: &SourceQuality,
    unpadded: &UnpaddedDates,
) -> Option<Notice> {
    let dates = source.days.spreadsheet_dates(unpadded);
    let before = compared.memory_of(&source.name).map_or(0, |memory| memory.spreadsheet_dates);
    (dates > 0).then(|| {
        let sentence = format!(
            "{} has {}{} of which the month has one digit, and all of them have a day of 12 or less, while the others have \
             two digits: a spreadsheet program of another country has written them, and many contacts may be on the wrong day.",
            now.settings.title_of(&source.name),
            counted(dates, "date", "dates"),
            of_last(compared, before),
        );
        let notice = Notice::new(Code::DatesSwapped, sentence).of_source(&source.name).now(dates);
        let notice = if before > 0 { notice.before(before) } else { notice };
        if dates > before { notice } else { notice.only_to_know() }
    })
}

/// What is wrong with records, each reason with its number of records. A single reason applies to all of them.
fn reasons_in_words(reasons: &[(&str, u64)]) -> String {
    match reasons {
        [(phrase, count)] => match (phrase.strip_prefix("has "), phrase.strip_prefix("its ")) {
            (Some(what), _) if *count == 1 => format!("it has {what}"),
            (Some(what), _) => format!("they have {what}"),
            (_, Some(what)) => format!("the {what}"),
            _ => (*phrase).to_owned(),
        },
        several => first_few(&several.iter().map(|(phrase, count)| of_records(phrase, *count)).collect::<Vec<_>>()),
    }
}

/// What is wrong with a number of records: "1 has no date", "in 2 the date does not fit".
fn of_records(phrase: &str, count: u64) -> String {
    let records = number(count);
    match (phrase.strip_prefix("has "), phrase.strip_prefix("its ")) {
        (Some(what), _) if count == 1 => format!("1 has {what}"),
        (Some(what), _) => format!("{records} have {what}"),
        (_, Some(what)) => format!("in {records} the {what}"),
        _ => format!("in {records} {phrase}"),
    }
}

/// The first reasons, and how many more there are.
fn first_few(reasons: &[String]) -> String {
    let named = reasons.iter().take(REASONS).map(String::as_str).collect::<Vec<_>>().join("; ");
    match reasons.len().saturating_sub(REASONS) {
        0 => named,
        1 => format!("{named}; and 1 more reason"),
        more => format!("{named}; and {more} more reasons"),
    }
}

/// The number of dates in a form whose dates all have a day of 12 or less, if at least half of the dates in other forms have a later
/// day. `days` has for each form the number of dates with a day of 12 or less, and the number with a later one.
pub(super) fn swapped(days: &[[u64; 2]]) -> Option<u64> {
    let total = days.iter().fold([0, 0], |total, form| [total[0] + form[0], total[1] + form[1]]);
    let suspect = days.iter().filter(|form| form[0] > FEW && form[1] == 0);
    suspect.map(|form| form[0]).find(|early| {
        let others = [total[0] - early, total[1]];
        others[1] > FEW && others[1] >= others[0]
    })
}

#[cfg(test)]
mod tests {
    use super::{of_records, swapped};

    #[test]
    fn what_is_wrong_is_said_of_one_record_and_of_several() {
        for (phrase, count, expected) in [
            ("has no date", 1, "1 has no date"),
            ("has no date", 1200, "1,200 have no date"),
            ("its outcome is not mapped", 1, "in 1 the outcome is not mapped"),
            ("a quotation mark is not closed", 2, "in 2 a quotation mark is not closed"),
        ] {
            assert_eq!(of_records(phrase, count), expected);
        }
    }

    #[test]
    fn a_form_without_a_day_after_the_12th_is_suspect_beside_one_that_has_many() {
        assert_eq!(swapped(&[[0, 38], [39, 0]]), Some(39));
        assert_eq!(swapped(&[[38, 38], [39, 0]]), Some(39));
        assert_eq!(swapped(&[[39, 38], [39, 0]]), None, "fewer than half of the others");
        assert_eq!(swapped(&[[0, 38], [39, 1]]), None, "one day after the 12th");
        assert_eq!(swapped(&[[0, 38], [5, 0]]), None, "too few to tell");
        assert_eq!(swapped(&[[0, 5], [39, 0]]), None, "too few to tell");
        assert_eq!(swapped(&[[39, 0]]), None, "one form");
        assert_eq!(swapped(&[]), None);
    }
}
