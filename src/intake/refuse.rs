//! Decides which extracts are refused, and writes the messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Extract, FileRead, Mapper, factors};
use crate::cells::dates::looks_like_day_number;
use crate::config::settings::{ExtractFile, Settings, Source};
use crate::contact::fate::{About, Caution, Reason, Reject};
use crate::contact::local_id::is_spreadsheet_damage;
use crate::contact::wrapped::bare;
use crate::extract::open::Refusal;
use crate::field::Field;
use crate::problem::Problem;
use crate::stop::Stop;

/// The results, if nothing was refused.
///
/// # Errors
/// All problems with the configuration together, or else all refused extracts.
pub(super) fn or_stop<T>(results: Vec<Result<T, Refusal>>) -> Result<Vec<T>, Stop> {
    let (mut read, mut configuration, mut extracts) = (Vec::with_capacity(results.len()), Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(file) => read.push(file),
            Err(Refusal::Configuration(problems)) => configuration.extend(problems),
            Err(Refusal::Extract(problem)) => extracts.push(problem),
            // `read` tries again as Windows-1252, which accepts any bytes, so this would be a bug.
            Err(Refusal::NotUtf8) => {
                return Err(Stop::Bug("an extract that is not UTF-8 was not read again as Windows-1252".to_owned()));
            }
        }
    }
    if !configuration.is_empty() {
        configuration.sort();
        configuration.dedup();
        configuration.extend(extracts);
        return Err(Stop::Configuration(configuration));
    }
    if extracts.is_empty() { Ok(read) } else { Err(Stop::Refused(extracts)) }
}

/// A file of a source, and what was read of it.
pub(super) type FileOfSource<'a> = (&'a ExtractFile, &'a FileRead<Mapper<'a>>);

/// Checks what was read of every source.
///
/// # Errors
/// The problems of all sources that have a file twice, lose too many records, or have too much damage in a column.
pub(super) fn unfit(settings: &Settings, files: &[Extract<'_>], read: &[FileRead<Mapper<'_>>]) -> Result<(), Stop> {
    let mut problems = Vec::new();
    for source in settings.contacts.iter().chain(&settings.children) {
        let files: Vec<FileOfSource<'_>> = files
            .iter()
            .zip(read)
            .filter(|((source_of_file, _, _), _)| source_of_file.name == source.name)
            .map(|((_, _, file), part)| (*file, part))
            .collect();
        let mut seen: BTreeMap<[u8; 32], &str> = BTreeMap::new();
        for (file, part) in &files {
            if let Some(line) = part.account.other_header {
                let what = "here the header stands again, with its columns in another order";
                problems.push(Problem::new(&file.shown, what).at_line(line).help(
                    "two exports were joined, and the records below this line would be read from the wrong columns: give \
                     each export a file of its own",
                ));
            }
            if let Some(first) = seen.insert(part.checksum.sha256, &file.shown) {
                problems.push(Problem::new(&file.shown, format!("this file is identical to {first}")).help(format!(
                    "remove one of them from source `{}`, or replace it with the file of the right week",
                    source.name
                )));
            }
        }
        let records: u64 = files.iter().map(|(_, part)| part.account.with_content()).sum();
        let rejected: u64 = files.iter().map(|(_, part)| part.account.rejects.len() as u64).sum();
        let limit = settings.limits.max_rejected;
        if rejected as f64 > limit * records as f64 {
            let what = format!(
                "source `{}` loses {rejected} of its {records} records, more than the {}% that `limits.max_rejected` allows",
                source.name,
                limit * 100.0
            );
            problems.push(too_many_rejects(source, what, &files));
        } else {
            for (file, part) in &files {
                let rejected = part.account.rejects.len() as u64;
                let records = part.account.with_content();
                // A setting that allows a source to lose more than half allows it for each file too.
                let most = limit.max(0.5) * records as f64;
                if records >= FEWEST && rejected as f64 > most {
                    let what = format!("this file loses {rejected} of its {records} records, more than half");
                    problems.push(too_many_rejects(source, what, &[(*file, *part)]));
                }
            }
        }
        problems.extend(damaged_numbers(source, limit, &files));
        problems.extend(outcomes_in_future(source, limit, records, &files));
        problems.extend(factors::problems(source, limit, &files));
    }
    if problems.is_empty() { Ok(()) } else { Err(Stop::Refused(problems)) }
}

/// A file with fewer records is not refused for losing more than half.
pub(super) const FEWEST: u64 = 10;

/// The problem if a spreadsheet program has destroyed more than `limit` of a source's NHS numbers.
fn damaged_numbers(source: &Source, limit: f64, files: &[FileOfSource<'_>]) -> Option<Problem> {
    let (mut damaged, mut invalid, mut valid, mut first) = (0_u64, 0_u64, 0_u64, None);
    for (file, part) in files {
        let rejects = part.account.rejects.iter().filter(|reject| reject.reason == Reason::NhsNumberInvalid);
        let warnings = part.account.warnings.iter().filter(|warning| warning.caution == Caution::NhsNumberInvalid);
        let rejects = rejects.map(|reject| (reject.line, reject.about, &reject.value));
        let invalid_numbers = rejects.chain(warnings.map(|warning| (warning.line, warning.about, &warning.value)));
        for (line, _, value) in invalid_numbers.filter(|(_, about, _)| *about == About::Field(Field::NhsNumber)) {
            invalid += 1;
            if is_spreadsheet_damage(bare(value)) {
                damaged += 1;
                first = first.or_else(|| Some(format!("{}:{line}", file.shown)));
            }
        }
        valid += part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()).map(|texts| texts.numbers).sum::<u64>();
    }
    let numbers = invalid + valid;
    if damaged as f64 <= limit * numbers as f64 {
        return None;
    }
    let what = format!(
        "source `{}`: a spreadsheet program has destroyed {damaged} of its {numbers} NHS numbers, first at {}",
        source.name,
        first.unwrap_or_default()
    );
    let help = "9.99E+09 and ######## have lost their digits, and nothing brings them back: ask for the extract again, not \
                opened or saved by a spreadsheet program";
    Some(Problem::new(files.first().map_or(source.name.as_str(), |(file, _)| file.shown.as_str()), what).help(help))
}

/// The problem if more than `limit` of a source's contacts have an outcome although they are still to come.
fn outcomes_in_future(source: &Source, limit: f64, records: u64, files: &[FileOfSource<'_>]) -> Option<Problem> {
    let warnings =
        files.iter().flat_map(|(file, part)| part.account.warnings.iter().map(move |warning| (file, warning)));
    let mut early = warnings.filter(|(_, warning)| warning.caution == Caution::OutcomeInFuture);
    let (file, first) = early.next()?;
    let count = 1 + early.count() as u64;
    if count as f64 <= limit * records as f64 {
        return None;
    }
    let what = format!(
        "source `{}`: {count} of its {records} contacts have an outcome on a day after the as-of date, first at {}:{}",
        source.name, file.shown, first.line
    );
    Some(Problem::new(&file.shown, what).help("the as-of date is probably wrong: check --as-of, and its year"))
}

/// The problem of a source, or of one file, that loses too many records: how many for each reason, where the first is, and what
/// to do.
fn too_many_rejects(source: &Source, what: String, files: &[FileOfSource<'_>]) -> Problem {
    let records: u64 = files.iter().map(|(_, part)| part.account.with_content()).sum();
    let mut reasons: BTreeMap<Reason, (u64, &str, u32, &str)> = BTreeMap::new();
    for (file, part) in files {
        for reject in &part.account.rejects {
            let first = reasons.entry(reject.reason).or_insert((0, &file.shown, reject.line, reject.about.word()));
            first.0 += 1;
        }
    }
    let mut list: Vec<_> = reasons.into_iter().collect();
    list.sort_by_key(|(reason, (count, ..))| (std::cmp::Reverse(*count), *reason));
    let shown: Vec<String> = list
        .iter()
        .map(|(reason, (count, file, line, field))| {
            let header = in_column(source, field);
            format!("{count} {reason}{header}, first at {file}:{line}")
        })
        .collect();
    let mut help = format!("look at: {}", shown.join("; "));
    let rejected_for = |reason: Reason| {
        files.iter().flat_map(|(_, part)| &part.account.rejects).filter(move |reject| reject.reason == reason)
    };
    let texts: BTreeSet<&str> = rejected_for(Reason::OutcomeUnmapped).map(|reject| &*reject.value).collect();
    if !texts.is_empty() {
        let places: Vec<String> = texts.iter().take(8).filter_map(|text| first_place(files, text)).collect();
        let _ = write!(
            help,
            "; {} not mapped, first at {}: `failed-contact check --outcomes` prints the lines to paste",
            if texts.len() == 1 {
                "1 outcome text is".to_owned()
            } else {
                format!("{} outcome texts are", texts.len())
            },
            places.join(", ")
        );
    }
    let day_numbers = rejected_for(Reason::DateInvalid).filter(|reject| looks_like_day_number(&reject.value));
    if day_numbers.count() as u64 * 3 > records {
        help.push_str("; the dates are spreadsheet day numbers: set `date_format = \"excel\"`");
    } else if let Some((file, _)) = files.iter().find(|(_, part)| {
        let invalid = part.account.rejects.iter().filter(|reject| reject.reason == Reason::DateInvalid).count() as u64;
        (invalid - part.account.other_order.min(invalid)) * 3 > part.account.with_content()
    }) {
        let _ = write!(
            help,
            "; more than a third of the dates in {} are not written as `date_format` says: `failed-contact init` tells from the \
             extract how they are",
            file.shown
        );
    }
    let (mut ending_in_delimiter, mut wrong_width) = (0_u64, 0_u64);
    for reject in rejected_for(Reason::FieldCount) {
        wrong_width += 1;
        ending_in_delimiter += u64::from(reject.record.trim_end().ends_with(char::from(source.delimiter)));
    }
    if ending_in_delimiter > 0 && ending_in_delimiter * 2 > wrong_width {
        let _ = write!(
            help,
            "; {ending_in_delimiter} of these records {} with a delimiter, which makes one cell too many: ask the supplier to leave \
             it out",
            if ending_in_delimiter == 1 { "ends" } else { "end" }
        );
    }
    let other_order: u64 = files.iter().map(|(_, part)| part.account.other_order).sum();
    let one_file = files.iter().find(|(_, part)| part.account.other_order * 3 > part.account.with_content());
    if other_order * 3 > records {
        let _ = write!(
            help,
            "; more than a third of the dates fit only with day and month swapped: correct `date_format`{}",
            other_order_of(source)
        );
    } else if let Some((file, _)) = one_file {
        let _ = write!(
            help,
            "; more than a third of the dates in {} fit only with day and month swapped{}",
            file.shown,
            other_order_of(source)
        );
    }
    Problem::new(files.first().map_or(source.name.as_str(), |(file, _)| file.shown.as_str()), what).help(help)
}

/// The end of a sentence that names the format with day and month swapped: `, as "%m/%d/%Y" reads them`.
fn other_order_of(source: &Source) -> String {
    let format = source.formats.date.iter().find(|format| format.contains("%d") && format.contains("%m"));
    format.map_or_else(String::new, |format| {
        let swapped = format.replace("%d", "\u{1}").replace("%m", "%d").replace('\u{1}', "%m");
        format!(", as \"{swapped}\" reads them")
    })
}

/// The file and line of the first record that was rejected for this outcome.
fn first_place(files: &[FileOfSource<'_>], text: &str) -> Option<String> {
    files.iter().find_map(|(file, part)| {
        let unmapped = |r: &&Reject| r.reason == Reason::OutcomeUnmapped && &*r.value == text;
        part.account.rejects.iter().find(unmapped).map(|reject| format!("{}:{}", file.shown, reject.line))
    })
}

/// The end of a sentence that names the header of a field: ` in column "Status"`.
fn in_column(source: &Source, field: &str) -> String {
    let columns = Field::from_word(field).and_then(|f| source.columns.get(&f));
    columns.map_or_else(String::new, |c| format!(" in column \"{}\"", c.headers.join("\" | \"")))
}
