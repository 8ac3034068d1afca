//! When extracts are refused, and what the message says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Extract, FileRead, Mapper};
use crate::codes::{self, CodeSet, FactorMeaning};
use crate::config::settings::{ExtractFile, Settings, Sort, Source};
use crate::contact::factors::are_codes;
use crate::contact::fate::{Reason, Reject};
use crate::extract::open::Refusal;
use crate::problem::Problem;
use crate::stop::Stop;

/// Stops where anything was refused: all problems of the configuration together, or else all refused extracts.
pub fn stop(refusals: Vec<Refusal>) -> Result<(), Stop> {
    let mut configuration = Vec::new();
    let mut extracts = Vec::new();
    for refusal in refusals {
        match refusal {
            Refusal::Configuration(problems) => configuration.extend(problems),
            Refusal::Extract(problem) => extracts.push(problem),
            // `read` tries again as Windows-1252, which accepts any bytes: to come here would be a bug.
            Refusal::NotUtf8 => {
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
    if extracts.is_empty() { Ok(()) } else { Err(Stop::Refused(extracts)) }
}

/// A file of a source with what was read of it.
type Own<'a> = (&'a ExtractFile, &'a FileRead<Mapper<'a>>);

/// Stops where a source has one file twice, or loses more of its records than it may.
pub(super) fn unfit(settings: &Settings, files: &[Extract<'_>], read: &[FileRead<Mapper<'_>>]) -> Result<(), Stop> {
    let mut problems = Vec::new();
    for source in settings.contacts.iter().chain(&settings.children) {
        let own: Vec<Own<'_>> = files
            .iter()
            .zip(read)
            .filter(|((of, _, _), _)| of.name == source.name)
            .map(|((_, _, file), part)| (*file, part))
            .collect();
        let mut seen: BTreeMap<[u8; 32], &str> = BTreeMap::new();
        for (file, part) in &own {
            if let Some(first) = seen.insert(part.digest.sha256, &file.shown) {
                problems.push(Problem::new(&file.shown, format!("this file is identical to {first}")).help(format!(
                    "remove one of them from source `{}`, or replace it with the file of the right week",
                    source.name
                )));
            }
        }
        // What is left out is no record of a contact: it makes no share smaller.
        let of_contacts = |part: &FileRead<Mapper<'_>>| part.records - part.left_out.values().sum::<u64>();
        let records: u64 = own.iter().map(|(_, part)| of_contacts(part)).sum();
        let rejected: u64 = own.iter().map(|(_, part)| part.rejects.len() as u64).sum();
        if rejected as f64 > settings.limits.max_rejected * records as f64 {
            problems.push(too_many_rejects(source, settings.limits.max_rejected, records, rejected, &own));
        }
    }
    problems.extend(codes_as_answers(settings, files, read));
    if problems.is_empty() { Ok(()) } else { Err(Stop::Refused(problems)) }
}

/// Columns of factors that hold codes: read as yes or no, the code 1 of many a set would be a yes.
fn codes_as_answers(settings: &Settings, files: &[Extract<'_>], read: &[FileRead<Mapper<'_>>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for source in settings.contacts.iter().chain(&settings.children) {
        let own = || files.iter().zip(read).filter(|((of, _, _), _)| of.name == source.name);
        let table = if source.sort == Sort::Children { "children" } else { "contacts" };
        for (place, (factor, columns)) in source.factors.iter().enumerate() {
            let texts: BTreeSet<String> = own()
                .flat_map(|(_, part)| part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()))
                .filter_map(|texts| texts.of_factors.get(place))
                .flatten()
                .cloned()
                .collect();
            let Some(((_, _, file), _)) = own().next().filter(|_| are_codes(&texts)) else { continue };
            let header = &columns.headers[0];
            let has_all = |set: &&CodeSet<FactorMeaning>| texts.iter().all(|text| set.find(text).is_some());
            let mut sets: Vec<&CodeSet<FactorMeaning>> = codes::FACTORS.iter().filter(has_all).collect();
            // Of those that would fit, the ones that speak of this factor.
            let speaks =
                |set: &CodeSet<FactorMeaning>| set.codes.iter().any(|code| code.is == FactorMeaning::Has(*factor));
            if sets.iter().any(|set| speaks(set)) {
                sets.retain(|set| speaks(set));
            }
            let fits: Vec<String> = sets.iter().map(|set| format!("\"{header}\" = \"{}\"", set.name)).collect();
            let line = match &fits[..] {
                [] => format!("\"{header}\" = {{ \"1\" = \"...\", ... }}"),
                fits => fits.join(" or "),
            };
            let what = format!(
                "source `{}`: the column \"{header}\", mapped as `{factor}`, holds 1 and other numbers: it is a code, and 1 \
                 need not mean yes",
                source.name
            );
            let help = format!(
                "remove `{factor}` from [{table}.factors] and say what each code means in [{table}.factor_codes]: {line}"
            );
            problems.push(Problem::new(&file.shown, what).help(help));
        }
    }
    problems
}

/// The problem of a source that loses too many records: how many, why, where the first of each reason is.
fn too_many_rejects(source: &Source, limit: f64, records: u64, rejected: u64, own: &[Own<'_>]) -> Problem {
    let mut reasons: BTreeMap<Reason, (u64, &str, u32, &str)> = BTreeMap::new();
    for (file, part) in own {
        for reject in &part.rejects {
            let first = reasons.entry(reject.reason).or_insert((0, &file.shown, reject.line, reject.about.word()));
            first.0 += 1;
        }
    }
    let mut list: Vec<_> = reasons.into_iter().collect();
    list.sort_by_key(|(reason, (count, ..))| (std::cmp::Reverse(*count), *reason));
    let told: Vec<String> = list
        .iter()
        .map(|(reason, (count, file, line, field))| {
            let header = own_header(source, field);
            format!("{count} {reason}{header}, first at {file}:{line}")
        })
        .collect();
    let mut help = format!("look at: {}", told.join("; "));
    let texts: BTreeSet<&str> = own
        .iter()
        .flat_map(|(_, part)| &part.rejects)
        .filter(|reject| reject.reason == Reason::OutcomeUnmapped)
        .map(|reject| &*reject.value)
        .collect();
    if !texts.is_empty() {
        let places: Vec<String> = texts.iter().take(8).filter_map(|text| first_place(own, text)).collect();
        let _ = write!(help, "; {} not mapped, first at {}", unmapped(texts.len()), places.join(", "));
    }
    let nothing = |reject: &&Reject| !reject.record.chars().any(char::is_alphanumeric);
    let blank = own.iter().flat_map(|(_, part)| &part.rejects).filter(nothing).count();
    if blank > 0 {
        let _ = write!(help, "; blank rows, such as a spreadsheet leaves at the end: {blank}");
    }
    let other_order: u64 = own.iter().map(|(_, part)| part.other_order).sum();
    let one_file = own.iter().find(|(_, part)| part.other_order * 3 > part.records);
    if other_order * 3 > records {
        help.push_str("; more than a third of the dates fit only with day and month swapped: correct `date_format`");
    } else if let Some((file, _)) = one_file {
        let _ = write!(help, "; more than a third of the dates in {} fit only with day and month swapped", file.shown);
    }
    Problem::new(
        own.first().map_or(source.name.as_str(), |(file, _)| file.shown.as_str()),
        format!(
            "source `{}` loses {rejected} of its {records} records, more than the {}% that `limits.max_rejected` allows",
            source.name,
            limit * 100.0
        ),
    )
    .help(help)
}

/// `1 outcome text is`, `3 outcome texts are`.
fn unmapped(count: usize) -> String {
    if count == 1 { "1 outcome text is".to_owned() } else { format!("{count} outcome texts are") }
}

/// The place of the first record that was rejected for this outcome.
fn first_place(own: &[Own<'_>], text: &str) -> Option<String> {
    own.iter().find_map(|(file, part)| {
        let unmapped = |r: &&Reject| r.reason == Reason::OutcomeUnmapped && &*r.value == text;
        part.rejects.iter().find(unmapped).map(|reject| format!("{}:{}", file.shown, reject.line))
    })
}

/// The header that a field is read from, for a message.
fn own_header(source: &Source, field: &str) -> String {
    let columns = crate::field::Field::from_word(field).and_then(|f| source.columns.get(&f));
    columns.map_or_else(String::new, |c| format!(" in column \"{}\"", c.headers.join("\" | \"")))
}
