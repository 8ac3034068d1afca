//! Refuses columns of factors that are not what the configuration says. If they were read all the same, no child would have the
//! factor, or every child.

use std::collections::BTreeSet;

use super::refuse::{FEWEST, FileOfSource};
use crate::codes::{self, CodeSet, FactorMeaning};
use crate::config::settings::{Columns, Sort, Source};

use crate::contact::factors::{CellsRead, are_codes, whole};
use crate::contact::fate::{About, Caution, Warning};
use crate::problem::Problem;
use crate::vocabulary::Factor;

/// The problems with the columns of factors of a source.
pub(super) fn problems(source: &Source, limit: f64, files: &[FileOfSource<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, (factor, columns)) in source.factors.iter().enumerate() {
        let codes = codes_as_answers(source, place, files);
        problems.extend(codes.or_else(|| unread(source, (place, *factor, columns), limit, files)));
    }
    for (place, column) in source.factor_codes.iter().enumerate() {
        let factor = column.factor(&source.factors);
        problems.extend(unread(source, (source.factors.len() + place, factor, &column.columns), limit, files));
    }
    problems
}

fn table(source: &Source) -> &'static str {
    if source.sort == Sort::Children { "children" } else { "contacts" }
}

/// The problem with a column of codes mapped as yes or no: the code 1, which many code sets have, would be read as a yes.
fn codes_as_answers(source: &Source, place: usize, files: &[FileOfSource<'_>]) -> Option<Problem> {
    let (factor, columns) = &source.factors[place];
    let texts: BTreeSet<String> = files
        .iter()
        .flat_map(|(_, part)| part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()))
        .filter_map(|texts| texts.of_factors.get(place))
        .flatten()
        .cloned()
        .collect();
    let (file, _) = files.first().filter(|_| are_codes(&texts))?;
    let header = &columns.headers[0];
    let has_all = |set: &&CodeSet<FactorMeaning>| texts.iter().all(|text| set.find(whole(text)).is_some());
    let mut sets: Vec<&CodeSet<FactorMeaning>> = codes::FACTORS.iter().filter(has_all).collect();
    // Of the sets that fit, suggest those with a code for this factor, if there are any.
    let has_factor =
        |set: &CodeSet<FactorMeaning>| set.codes.iter().any(|code| code.meaning == FactorMeaning::Has(*factor));
    if sets.iter().any(|set| has_factor(set)) {
        sets.retain(|set| has_factor(set));
    }
    let fits: Vec<String> = sets.iter().map(|set| format!("\"{header}\" = \"{}\"", set.name)).collect();
    let line = match &fits[..] {
        [] => format!("\"{header}\" = {{ \"1\" = \"...\", ... }}"),
        fits => fits.join(" or "),
    };
    let what = format!(
        "source `{}`: the column \"{header}\", mapped as `{factor}`, holds 1 and other numbers: it is a code, and 1 need not \
         mean yes",
        source.name
    );
    let table = table(source);
    let help = format!(
        "remove `{factor}` from [{table}.factors] and say what each code means in [{table}.factor_codes]: {line}"
    );
    Some(Problem::new(&file.shown, what).help(help))
}

/// The problem with a column in which too many cells cannot be read, such as dates, ticks or unmapped words.
fn unread(
    source: &Source,
    (place, factor, columns): (usize, Factor, &Columns),
    limit: f64,
    files: &[FileOfSource<'_>],
) -> Option<Problem> {
    let mut cells = CellsRead::default();
    let texts = files.iter().flat_map(|(_, part)| part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()));
    texts.filter_map(|texts| texts.factor_cells.get(place)).for_each(|part| cells.add(*part));
    let CellsRead { filled, unread } = cells;
    // A few slips are only warnings.
    if unread < FEWEST || unread as f64 <= limit * filled as f64 {
        return None;
    }
    let first = files.iter().find_map(|(file, part)| {
        let is_about_factor =
            |warning: &&Warning| warning.about == About::Factor(factor) && warning.caution == Caution::FactorInvalid;
        Some((*file, part.account.warnings.iter().find(is_about_factor)?.line))
    });
    let (file, line) = first?;
    let header = &columns.headers[0];
    let what = format!(
        "source `{}`: of {filled} cells in the column \"{header}\" that are not blank, {unread} are neither yes nor no nor a code \
         that is mapped, first at {}:{line}: nobody can say which children have `{factor}`",
        source.name, file.shown
    );
    let table = table(source);
    let help = format!(
        "ask the supplier for Y and N in this column, or say what each text means in [{table}.factor_codes]: \"{header}\" = {{ \
         \"...\" = \"yes\", ... }}"
    );
    Some(Problem::new(&file.shown, what).help(help))
}
