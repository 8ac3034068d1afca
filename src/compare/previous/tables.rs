//! Reads the tables of the previous pack, row by row.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{MAX_LINE_BYTES, PastCase, PastFailed, damaged, unreadable};
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::day::Day;
use crate::opening::{self, ShortLines};
use crate::pack::parts;
use crate::problem::Problem;
use crate::rules::HeldRules;
use crate::text::{fold, inert, original};
use crate::vocabulary::{Factor, IdentityKind, Priority, Status};

/// Texts that many rows share. Each is held once, and rows have pointers to it.
#[derive(Default)]
struct SharedTexts(HashMap<String, Arc<String>>);

impl SharedTexts {
    fn share(&mut self, text: &str) -> Arc<String> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let shared = Arc::new(text.to_owned());
        self.0.insert(text.to_owned(), Arc::clone(&shared));
        shared
    }
}

/// Reads a table of a pack row by row. The first `needed` columns must be there; the others are blank if an older version of the program
/// wrote the pack. `take` returns the column that is wrong as its error.
fn read_rows<const N: usize>(
    files: &[PathBuf],
    columns: [&str; N],
    needed: usize,
    mut take: impl FnMut([&str; N]) -> Result<(), &'static str>,
) -> Result<(), Problem> {
    files.iter().try_for_each(|path| read_rows_of_file(path, columns, needed, &mut take))
}

fn read_rows_of_file<const N: usize>(
    path: &Path,
    columns: [&str; N],
    needed: usize,
    take: &mut impl FnMut([&str; N]) -> Result<(), &'static str>,
) -> Result<(), Problem> {
    let file = opening::open_own(path).map_err(|error| unreadable(path, &error))?;
    let mut reader = csv::Reader::from_reader(std::io::BufReader::new(ShortLines::new(file, MAX_LINE_BYTES)));
    let header = reader.headers().map_err(|_| damaged(path, "its header cannot be read"))?.clone();
    let place = |column: &str| header.iter().position(|name| name.trim_start_matches('\u{feff}') == column);
    let places = columns.map(place);
    if let Some(missing) = places[..needed].iter().position(Option::is_none) {
        return Err(damaged(path, &format!("it has no column {}", columns[missing])));
    }
    let mut record = csv::StringRecord::new();
    for row in 1_u64.. {
        let wrong = |what: &str| damaged(path, &format!("row {row} below the header is wrong{what}"));
        if !reader.read_record(&mut record).map_err(|_| wrong(""))? {
            break;
        }
        let cells = places.map(|place| place.map_or("", |place| original(&record[place])));
        take(cells).map_err(|column| wrong(&format!(" in column {column}")))?;
    }
    Ok(())
}

/// The cases of a pack, from `cases.csv`, without their contacts.
pub(super) fn read_cases(files: &[PathBuf]) -> Result<Vec<PastCase>, Problem> {
    const COLUMNS: [&str; 16] = [
        "case_ref",
        "status",
        "priority",
        "nhs_number",
        "local_ids",
        "family_name",
        "given_name",
        "failed_contacts",
        "last_failed",
        "rules",
        "factors",
        "first_listed",
        "decision_due",
        "overdue",
        "identity",
        "date_of_birth",
    ];
    let day = |cell: &str, column| match cell {
        "" => Ok(None),
        cell => Day::from_iso(cell).map(Some).ok_or(column),
    };
    let mut cases = Vec::new();
    read_rows(files, COLUMNS, 11, |cells| {
        let [case_ref, status, priority, nhs, local_ids, family_name, given_name, failed, last, rules, factors, ..] =
            cells;
        let [.., first, due, overdue, identity, born] = cells;
        let nhs = NhsCell::read(nhs).if_any()?;
        cases.push(PastCase {
            case_ref: case_ref.to_owned(),
            status: Status::from_word(status).ok_or("status")?,
            priority: Priority::from_word(priority).ok_or("priority")?,
            nhs,
            local_ids: split_ids(local_ids),
            family_name: family_name.to_owned(),
            given_name: given_name.to_owned(),
            failed_contacts: failed.parse().map_err(|_| "failed_contacts")?,
            last_failed: day(last, "last_failed")?,
            born: day(born, "date_of_birth")?,
            first_listed: day(first, "first_listed")?,
            decision_due: day(due, "decision_due")?,
            overdue: (!overdue.is_empty()).then_some(overdue == "yes"),
            together: [IdentityKind::Linked, IdentityKind::Matched].iter().any(|kind| kind.word() == identity),
            rules: HeldRules::from_names(rules.split(';')),
            factors: factors.split(';').filter_map(Factor::from_word).collect(),
            failed: Vec::new(),
            sources: Vec::new(),
        });
        Ok(())
    })?;
    Ok(cases)
}

/// Calls `take` for every case of a pack, with its reference and its child's NHS number and local ids.
pub(in crate::compare) fn read_references(
    pack: &Path,
    mut take: impl FnMut(&str, Option<NhsNumber>, Vec<String>),
) -> Result<(), Problem> {
    let columns = ["case_ref", "nhs_number", "local_ids"];
    read_rows(&parts(pack, "cases.csv"), columns, 3, |[case_ref, nhs, local_ids]| {
        take(case_ref, NhsCell::read(nhs).if_any()?, split_ids(local_ids));
        Ok(())
    })
}

/// A child on the list of a pack.
pub(crate) struct ListedCase {
    pub(crate) case_ref: String,
    pub(crate) nhs: Option<NhsNumber>,
    pub(crate) local_ids: Vec<String>,
    pub(crate) priority: Priority,
    /// The day by which the list asks for a decision.
    pub(crate) due: Option<Day>,
}

/// The children on the list of a pack, in its order.
pub(crate) fn read_list(pack: &Path) -> Result<Vec<ListedCase>, Problem> {
    let mut list = Vec::new();
    let columns = ["case_ref", "nhs_number", "local_ids", "priority", "decision_due"];
    read_rows(&parts(pack, "cases.csv"), columns, 4, |[case_ref, nhs, local_ids, priority, due]| {
        list.push(ListedCase {
            case_ref: case_ref.to_owned(),
            nhs: NhsCell::read(nhs).if_any()?,
            local_ids: split_ids(local_ids),
            priority: Priority::from_word(priority).ok_or("priority")?,
            due: Day::from_iso(due),
        });
        Ok(())
    })?;
    Ok(list)
}

/// Calls `take` for every case of a pack, with its reference, its status, its priority and the day by which a decision was due.
pub(in crate::compare) fn read_due_dates(
    pack: &Path,
    mut take: impl FnMut(&str, Status, Priority, Option<Day>),
) -> Result<(), Problem> {
    let columns = ["case_ref", "status", "priority", "decision_due"];
    read_rows(&parts(pack, "cases.csv"), columns, 3, |[case_ref, status, priority, due]| {
        let status = Status::from_word(status).ok_or("status")?;
        take(case_ref, status, Priority::from_word(priority).ok_or("priority")?, Day::from_iso(due));
        Ok(())
    })
}

/// The folded texts of outcomes, each with its source, if the pack has the table.
pub(super) fn read_outcomes(files: &[PathBuf]) -> Result<Option<BTreeSet<(String, String)>>, Problem> {
    if files.first().is_none_or(|first| !first.exists()) {
        return Ok(None);
    }
    let mut texts = BTreeSet::new();
    read_rows(files, ["source", "text"], 2, |[source, text]| {
        texts.insert((source.to_owned(), fold(text)));
        Ok(())
    })?;
    Ok(Some(texts))
}

/// The numbers and ids that seemed to stand for two children; empty if the pack does not have the table.
pub(super) fn read_shared_ids(files: &[PathBuf]) -> Result<BTreeSet<(String, String)>, Problem> {
    let mut known = BTreeSet::new();
    if files.first().is_none_or(|first| !first.exists()) {
        return Ok(known);
    }
    read_rows(files, ["kind", "key", "a_id"], 3, |[kind, key, id]| {
        if kind == "two" {
            known.insert((key.to_owned(), id.to_owned()));
        }
        Ok(())
    })?;
    Ok(known)
}

/// The ids of a child, which are separated by `;`. An id may itself contain a `;`.
fn split_ids(cell: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    if cell.is_empty() {
        return ids;
    }
    for part in cell.split(';') {
        match ids.last_mut() {
            // Every id begins with its scope and a `/`. A part without one belongs to the id before it.
            Some(before) if !part.contains('/') => {
                before.push(';');
                before.push_str(part);
            }
            _ => ids.push(part.to_owned()),
        }
    }
    ids
}

/// The contacts of one case, from consecutive rows.
pub(super) struct ContactsOfCase {
    case_ref: String,
    failed: Vec<PastFailed>,
    sources: Vec<Arc<String>>,
}

/// The failed contacts of the cases, and the sources of all their contacts, from `contacts.csv`.
pub(super) fn read_contacts(files: &[PathBuf]) -> Result<Vec<ContactsOfCase>, Problem> {
    let mut cases: Vec<ContactsOfCase> = Vec::new();
    let mut texts = SharedTexts::default();
    let columns = ["case_ref", "date", "service", "source", "counted"];
    read_rows(files, columns, 5, |[case_ref, date, service, source, counted]| {
        if cases.last().is_none_or(|last| last.case_ref != case_ref) {
            cases.push(ContactsOfCase { case_ref: case_ref.to_owned(), failed: Vec::new(), sources: Vec::new() });
        }
        let Some(case) = cases.last_mut() else { unreachable!("a case has just been added") };
        if case.sources.iter().all(|known| known.as_str() != source) {
            case.sources.push(texts.share(source));
        }
        if counted == "yes" {
            let day = Day::from_iso(date).ok_or("date")?;
            case.failed.push(PastFailed { day, service: texts.share(service), source: texts.share(source) });
        }
        Ok(())
    })?;
    Ok(cases)
}

/// Adds to each case its failed contacts, sorted and without repeats, and the sources of its contacts.
///
/// # Errors
/// If contacts belong to none of the cases, or a case has another number of failed contacts than it says.
pub(super) fn attach_contacts(cases: &mut [PastCase], contacts: Vec<ContactsOfCase>) -> Result<(), &'static str> {
    let place: HashMap<String, usize> =
        cases.iter().enumerate().map(|(at, case)| (case.case_ref.clone(), at)).collect();
    for mut of_case in contacts {
        let at = place.get(&of_case.case_ref).ok_or("it has contacts of a case that is not in cases.csv")?;
        cases[*at].failed.append(&mut of_case.failed);
        cases[*at].sources.append(&mut of_case.sources);
    }
    for case in cases {
        let rows = case.failed.len();
        case.failed.sort();
        case.failed.dedup_by(|a, b| a.day == b.day && a.service == b.service);
        case.failed.shrink_to_fit();
        if !fits(case, rows) {
            return Err("it does not match the failed contacts in cases.csv");
        }
        case.sources.sort();
        case.sources.dedup();
    }
    Ok(())
}

/// Whether a case has as many failed contacts as it says, given the number of its rows. Two services may look like one here: `=X`, which
/// was made inert in the table, and `'=X`, which looked like this from the start.
fn fits(case: &PastCase, rows: usize) -> bool {
    let may_be_two = |failed: &&PastFailed| matches!(inert(&failed.service), Cow::Owned(_));
    let (found, expected) = (case.failed.len(), case.failed_contacts as usize);
    let most = found + case.failed.iter().filter(may_be_two).count();
    (found..=most.min(rows).max(found)).contains(&expected)
}
