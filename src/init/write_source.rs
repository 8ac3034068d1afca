//! Writes one source of the draft.

use super::assign::SourcePlan;
use super::codes::{self, has_attendance_codes, is_attendance_code};
use super::doubts::{ColumnDoubt, doubts};
use super::files::as_pattern;
use super::formats;
use super::participants;
use super::profile::RECORDS;
use super::sets;
use super::wide;
use super::write::{Draft, SharedScope, quote};
use super::write_outcomes;
use crate::config::settings::{Encoding, Sort};
use crate::field::Field;
use crate::phrases;
use crate::vocabulary::Sector;

/// Writes a source. `scope` has the sources with some of the same local ids.
pub(crate) fn write(plan: &SourcePlan<'_>, name: &str, scope: Option<&SharedScope>, draft: &mut Draft) {
    let table = match plan.sort {
        Sort::Contacts => "contacts",
        Sort::Children => "children",
    };
    let rule = "-".repeat(110_usize.saturating_sub(name.len()));
    draft.line(&format!("\n\n# --- {name} {rule}"));
    draft.line(&format!("[[{table}]]\nname = {}", quote(name)));
    files(plan, draft);
    if let Some(what) = wide::recognise(plan.profile) {
        let ask = "one row for each contact is needed. Ask for such an extract, or turn the columns into rows";
        draft.decide("", &format!("{what}: {ask}"));
    }
    layout(plan, draft);
    formats::write(plan, draft);
    let set = outcome_set(plan, draft);
    let kind_set = plan.column(Field::Kind).and_then(sets::of_kinds);
    if let Some(set) = kind_set {
        draft.check(
            &format!("kind_codes = {}", quote(set.name)),
            &format!("`failed-contact codes {}` says what each means", set.name),
        );
    }
    let subject_set = plan.column(Field::Subject).and_then(sets::of_subjects);
    if let Some(set) = subject_set {
        draft.line(&format!("subject_codes = {}", quote(set)));
    }
    ids(scope, draft);
    columns(plan, table, draft);
    if plan.sort == Sort::Contacts {
        constants(plan, name, draft);
        left_out(plan, draft);
        write_outcomes::write(plan, set, kind_set, subject_set.is_some(), draft);
    }
    if !plan.factors.is_empty() {
        draft.line(&format!("\n[{table}.factors]"));
        for (factor, index) in &plan.factors {
            draft.line(&format!("{factor} = {}", quote(&plan.profile.columns[*index].header)));
        }
    }
    factor_sets(plan, table, draft);
}

/// Writes `leave_out` for an export with a row for each participant: the rows of rooms and practitioners are not contacts.
fn left_out(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let unique = (0..plan.profile.columns.len()).filter(|index| plan.profile.is_unique(*index));
    let mut columns = unique.map(|index| &plan.profile.columns[index]);
    if let Some((column, others)) = columns.find_map(|column| Some((column, participants::not_children(column)?))) {
        let texts: Vec<String> = others.iter().map(|text| quote(text)).collect();
        draft.line("\n[contacts.leave_out]");
        let setting = format!("{} = [{}]", quote(&column.header), texts.join(", "));
        draft.check(&setting, "a row for each participant: only the child's is a contact");
    }
}

/// Finds and writes the built-in set of the outcomes. If the header only resembles the national one, the set is a guess.
fn outcome_set(plan: &SourcePlan<'_>, draft: &mut Draft) -> Option<&'static str> {
    let column = plan.column(Field::Outcome)?;
    let letters = sets::letters(&column.header);
    let national =
        letters.contains("attendedordidnotattend") || (letters.starts_with("attend") && is_attendance_code(column));
    let nearly = letters.starts_with("attend") && letters.ends_with("code") && has_attendance_codes(column);
    let set = codes::outcome_set(column, national || nearly)?;
    let setting = format!("outcome_codes = {}", quote(set));
    if national || !nearly {
        draft.line(&setting);
    } else {
        draft.check(&setting, &format!("are the numbers those of `failed-contact codes {set}`?"));
    }
    Some(set)
}

/// Writes the columns of codes for factors.
fn factor_sets(plan: &SourcePlan<'_>, table: &str, draft: &mut Draft) {
    if plan.factor_sets.is_empty() {
        return;
    }
    draft.line(&format!("\n[{table}.factor_codes]"));
    for (index, set) in &plan.factor_sets {
        let setting = format!("{} = {}", quote(&plan.profile.columns[*index].header), quote(set));
        draft.check(&setting, &format!("`failed-contact codes {set}` says what each code means"));
    }
}

fn files(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let files: Vec<String> = plan.profile.files.iter().map(|file| quote(&as_pattern(file))).collect();
    let line = format!("files = [{}]", files.join(", "));
    if line.chars().count() <= 110 {
        draft.line(&line);
    } else {
        draft.line("files = [");
        for file in files {
            draft.line(&format!("    {file},"));
        }
        draft.line("]");
    }
    if plan.profile.records == 0 {
        draft.line("# It has a header but no records, so nothing is known about its values.");
    }
    if plan.profile.is_cut {
        draft.line(&format!("# Only its first {RECORDS} records were read: later records may have other texts."));
    }
}

fn layout(plan: &SourcePlan<'_>, draft: &mut Draft) {
    let layout = plan.profile.layout;
    if layout.encoding != Encoding::Auto {
        let setting = format!("encoding = {}", quote(layout.encoding.word()));
        if layout.odd_lines > 0 {
            draft.check(
                &setting,
                &format!("lines in another encoding: {}; their records may be rejected", layout.odd_lines),
            );
        } else {
            draft.line(&setting);
        }
    }
    if layout.delimiter != b',' {
        draft.line(&format!("delimiter = {}", quote(&char::from(layout.delimiter).to_string())));
    }
    if layout.skip_rows > 0 {
        draft.line(&format!("skip_rows = {}", layout.skip_rows));
    }
}

/// Writes the scope of local ids.
fn ids(scope: Option<&SharedScope>, draft: &mut Draft) {
    if let Some(scope) = scope {
        let others = scope.others.iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(" and ");
        let what = format!("some of its ids are in {others} too: do they come from one system? If not, leave this out");
        draft.decide(&format!("# id_scope = {}", quote(&scope.first)), &what);
    }
}

fn columns(plan: &SourcePlan<'_>, table: &str, draft: &mut Draft) {
    draft.line(&format!("\n[{table}.columns]"));
    let doubts = doubts(plan);
    for field in Field::ALL {
        let Some(column) = plan.column(*field) else {
            missing(plan, *field, table, draft);
            continue;
        };
        let header = quote(&column.header);
        let setting = match plan.reason {
            Some(reason) if *field == Field::Outcome => {
                format!("{field} = [{header}, {}]", quote(&plan.profile.columns[reason].header))
            }
            _ => format!("{field} = {header}"),
        };
        match doubts.get(field) {
            Some(ColumnDoubt::DecideFirst(what)) => draft.decide(&format!("# {setting}"), what),
            Some(ColumnDoubt::Decide(what)) => draft.decide(&setting, what),
            Some(ColumnDoubt::Check(what)) => draft.check(&setting, what),
            None => draft.line(&setting),
        }
    }
    let rest: Vec<String> = plan
        .rest
        .iter()
        .map(|(index, remark)| {
            let column = &plan.profile.columns[*index];
            let shown = if column.header.is_empty() {
                format!("column {} (no header)", index + 1)
            } else if column.has_plain_header() {
                quote(&column.header)
            } else {
                format!("column {} (its header does not look like one)", index + 1)
            };
            remark.map_or_else(|| shown.clone(), |remark| format!("{shown} ({remark})"))
        })
        .collect();
    if !rest.is_empty() {
        draft.line("# Headers without a field or a factor:");
        draft.comment_list(&rest);
    }
}

/// The most columns from which an outcome is read.
const MOST_OUTCOME_HEADERS: usize = 4;

/// Fields that identify a child instead of the NHS number.
const IDS: [Field; 3] = [Field::LocalId, Field::Upn, Field::LocalAuthorityId];

/// Asks for a missing field that a source must have.
fn missing(plan: &SourcePlan<'_>, field: Field, table: &str, draft: &mut Draft) {
    let setting = format!("# {field} = \"...\"");
    match field {
        Field::NhsNumber if !IDS.iter().any(|id| plan.fields.contains_key(id)) => {
            draft.decide(&setting, "which header has the NHS number, or a `local_id`?");
        }
        Field::Outcome if plan.sort == Sort::Contacts && !plan.flags().is_empty() => {
            let flags: Vec<String> = plan.flags().into_iter().take(MOST_OUTCOME_HEADERS).map(quote).collect();
            let what = "do these say the outcome together? Put the one that says that the child was seen first, and write a line \
                        in [contacts.outcomes] for each combination, such as \"Y\" = \"seen\" or \"N | Y\" = \"was_not_brought\"";
            draft.decide(&format!("# outcome = [{}]", flags.join(", ")), what);
        }
        Field::Service | Field::Outcome | Field::Date if plan.sort == Sort::Contacts => {
            let what = match field {
                Field::Service => "which header names the service? If none does, name it",
                Field::Outcome => "which header has the outcome? If none has, name it",
                _ => "which header has the date of the contact? If none has, name it",
            };
            draft.decide(&setting, &format!("{what} in [{table}.constants]"));
        }
        _ => {}
    }
}

/// Words in the name of a source, and the sector that they suggest.
const SECTORS: &[(&str, Sector)] = &[
    ("social", Sector::SocialCare),
    ("council", Sector::SocialCare),
    ("education", Sector::Education),
    ("welfare", Sector::Education),
    ("charity", Sector::Other),
];
/// Words in the name of a source that suggest unscheduled care.
const UNSCHEDULED: &[&str] = &["urgent", "emergency", "ae", "ed", "ooh", "miu", "utc", "111", "unscheduled", "walk"];

fn constants(plan: &SourcePlan<'_>, name: &str, draft: &mut Draft) {
    let words: Vec<&str> = name.split(['-', '_']).collect();
    let mut lines: Vec<(String, &str)> = Vec::new();
    if plan.column(Field::Provider).is_none() {
        lines.push(("# provider = \"...\"   # who provides the service? No header says".to_owned(), ""));
    }
    let sector = SECTORS.iter().find(|(word, _)| words.contains(word)).map(|(_, sector)| *sector);
    if let (Some(sector), None) = (sector, plan.column(Field::Sector)) {
        lines.push((
            format!("# sector = \"{sector}\""),
            "health, social_care, education or other? If left out, it is health",
        ));
    }
    let are_unscheduled = plan.column(Field::Service).is_some_and(|services| {
        let texts: Vec<&str> = services.texts().collect();
        !texts.is_empty()
            && texts.iter().filter(|text| phrases::is_unscheduled_service(text)).count() * 2 >= texts.len()
    });
    if plan.column(Field::Kind).is_none() && (are_unscheduled || words.iter().any(|word| UNSCHEDULED.contains(word))) {
        let what = "is this emergency, minor injuries or out-of-hours care, which nobody books? If not, leave this out";
        lines.push(("# kind = \"unscheduled\"".to_owned(), what));
    }
    if !lines.is_empty() {
        draft.line("\n[contacts.constants]");
    }
    for (setting, what) in lines {
        if what.is_empty() { draft.line(&setting) } else { draft.decide(&setting, what) }
    }
}
