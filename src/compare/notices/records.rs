//! What could not be read, or was damaged on its way.

use super::{Code, Notice, of_last, percent, recorded_at};
use crate::compare::Compared;
use crate::config::files::is_unfinished;
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::wording::{counted, number};

/// Lines at which spreadsheet programs cut a file off.
const SPREADSHEET_LINES: [u64; 2] = [65_536, 1_048_576];
/// Of a file that loses fewer records than this nothing is said.
const FEW: u64 = 5;
/// Reasons that a sentence names.
const REASONS: usize = 2;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let settings = &now.settings;
    for source in &now.quality.sources {
        let memory = compared.memory_of(&source.name);
        if memory.is_none() && compared.previous.as_ref().is_some_and(|own| own.has_source(&source.name)) {
            continue;
        }
        let (mut told, mut all_now, mut all_before) = (Vec::new(), 0, 0);
        for (reason, count) in &source.rejects {
            let before = memory.and_then(|own| own.rejected.get(reason.word()).copied()).unwrap_or(0);
            if *count > before {
                told.push(of_records(reason.phrase(), *count));
                all_now += count;
                all_before += before;
            }
        }
        if !told.is_empty() {
            let said = format!(
                "{}: {} could not be used{}: {}.",
                settings.title_of(&source.name),
                counted(all_now, "record", "records"),
                of_last(compared, all_before),
                first_few(&told)
            );
            all.push(Notice::new(Code::RejectedRose, said).of_source(&source.name).now(all_now).before(all_before));
        }
        all.extend(recorded_at::notices(now, compared, source, memory));
    }
    for (file, tally) in now.intake.files.iter().zip(&now.quality.files) {
        let source = &file.source_of(settings).name;
        let records = file.with_content();
        let share = tally.rejected as f64 / (records as f64).max(1.0);
        if tally.rejected >= FEW && share > settings.limits.max_rejected {
            let said = format!(
                "{} loses {} of its {} ({}).",
                file.shown,
                number(tally.rejected),
                counted(records, "record", "records"),
                percent(share)
            );
            all.push(Notice::new(Code::FileRejected, said).of_source(source).of_file(&file.shown).now(tally.rejected));
        }
    }
    for source in settings.contacts.iter().chain(&settings.children) {
        for file in &source.unread {
            let why = if is_unfinished(&file.shown) { "not all of it has come" } else { "it is no CSV file" };
            let said = format!("{} is not read, as {why}. What it has is missing.", file.shown);
            all.push(Notice::new(Code::FileNotRead, said).of_source(&source.name).of_file(&file.shown));
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
            let said = format!(
                "A cell on line {line} of {} runs over {} that look like records.{more}",
                file.shown,
                counted(u64::from(lines), "line", "lines")
            );
            all.push(Notice::new(Code::RecordsInACell, said).of_source(source).of_file(&file.shown).now(cells));
        }
        if SPREADSHEET_LINES.contains(&file.lines) {
            let said = format!("{} has exactly {} lines: it may have been cut off.", file.shown, number(file.lines));
            all.push(Notice::new(Code::ExcelLimit, said).of_source(source).of_file(&file.shown).now(file.lines));
        }
    }
    for (source, own) in now.quality.sources.iter().zip(&now.intake.unpadded_dates) {
        all.extend(spreadsheet_dates(now, compared, source, own));
    }
    for (source, days) in settings.contacts.iter().zip(&now.intake.days_of_formats) {
        if let Some(swapped) = swapped(days) {
            let said = format!(
                "{} has dates in several forms, and all {} in one of them have a day of 12 or less: a spreadsheet program \
                 has exchanged days and months, so many contacts are on the wrong day.",
                source.title(),
                number(swapped)
            );
            all.push(Notice::new(Code::DatesSwapped, said).of_source(&source.name).now(swapped));
        }
    }
}

/// Dates of one form that a spreadsheet program has written in two. If the last report told as many, somebody may have looked: they
/// may be written by hand.
fn spreadsheet_dates(
    now: &Detected,
    compared: &Compared,
    source: &SourceQuality,
    own: &UnpaddedDates,
) -> Option<Notice> {
    let dates = source.days.spreadsheet_dates(own);
    let before = compared.memory_of(&source.name).map_or(0, |own| own.spreadsheet_dates);
    (dates > 0).then(|| {
        let said = format!(
            "{} has {}{} of which the month has one digit, and all of them have a day of 12 or less, while the others have \
             two digits: a spreadsheet program of another country has written them, and many contacts may be on the wrong day.",
            now.settings.title_of(&source.name),
            counted(dates, "date", "dates"),
            of_last(compared, before),
        );
        let notice = Notice::new(Code::DatesSwapped, said).of_source(&source.name).now(dates);
        let notice = if before > 0 { notice.before(before) } else { notice };
        if dates > before { notice } else { notice.only_to_know() }
    })
}

/// What is wrong with so many records: "1 has no date", "in 2 the date does not fit".
fn of_records(phrase: &str, count: u64) -> String {
    let some = number(count);
    match (phrase.strip_prefix("has "), phrase.strip_prefix("its ")) {
        (Some(what), _) if count == 1 => format!("1 has {what}"),
        (Some(what), _) => format!("{some} have {what}"),
        (_, Some(what)) => format!("in {some} the {what}"),
        _ => format!("in {some} {phrase}"),
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

/// How many dates are in a form of which every date has a day of 12 or less, while at least half of the others have not.
/// `days` has for each form the dates with such a day, and those with another.
pub(super) fn swapped(days: &[[u64; 2]]) -> Option<u64> {
    let all = days.iter().fold([0, 0], |all, own| [all[0] + own[0], all[1] + own[1]]);
    let suspect = days.iter().filter(|own| own[0] > FEW && own[1] == 0);
    suspect.map(|own| own[0]).find(|own| {
        let others = [all[0] - own, all[1]];
        others[1] > FEW && others[1] >= others[0]
    })
}

#[cfg(test)]
mod tests {
    use super::{of_records, swapped};

    #[test]
    fn what_is_wrong_with_records_is_a_sentence_of_one_and_of_several() {
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
    fn a_form_without_a_day_behind_the_12th_is_suspect_beside_one_that_has_many() {
        assert_eq!(swapped(&[[0, 38], [39, 0]]), Some(39));
        assert_eq!(swapped(&[[38, 38], [39, 0]]), Some(39));
        assert_eq!(swapped(&[[39, 38], [39, 0]]), None, "fewer than half of the others");
        assert_eq!(swapped(&[[0, 38], [39, 1]]), None, "one day behind the 12th");
        assert_eq!(swapped(&[[0, 38], [5, 0]]), None, "too few to tell");
        assert_eq!(swapped(&[[0, 5], [39, 0]]), None, "too few to tell");
        assert_eq!(swapped(&[[39, 0]]), None, "one form");
        assert_eq!(swapped(&[]), None);
    }
}
