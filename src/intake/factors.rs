//! Columns of factors that are not what the configuration says: read all the same, nobody would have a factor any more, or everybody.

use std::collections::BTreeSet;

use super::refuse::{FEWEST, FileOfSource};
use crate::codes::{self, CodeSet, FactorMeaning};
use crate::config::settings::{Columns, Sort, Source};

use crate::contact::factors::{CellsRead, are_codes, whole};
use crate::contact::fate::{About, Caution, Warning};
use crate::problem::Problem;
use crate::vocabulary::Factor;

/// The problems of the columns of factors of a source.
pub(super) fn problems(source: &Source, limit: f64, own: &[FileOfSource<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, (factor, columns)) in source.factors.iter().enumerate() {
        let codes = codes_as_answers(source, place, own);
        problems.extend(codes.or_else(|| unread(source, (place, *factor, columns), limit, own)));
    }
    for (place, column) in source.factor_codes.iter().enumerate() {
        let factor = column.factor(&source.factors);
        problems.extend(unread(source, (source.factors.len() + place, factor, &column.columns), limit, own));
    }
    problems
}

fn table(source: &Source) -> &'static str {
    if source.sort == Sort::Children { "children" } else { "contacts" }
}

/// The problem of a column that holds codes: read as yes or no, the code 1 of many a set would be a yes.
fn codes_as_answers(source: &Source, place: usize, own: &[FileOfSource<'_>]) -> Option<Problem> {
    let (factor, columns) = &source.factors[place];
    let texts: BTreeSet<String> = own
        .iter()
        .flat_map(|(_, part)| part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()))
        .filter_map(|texts| texts.of_factors.get(place))
        .flatten()
        .cloned()
        .collect();
    let (file, _) = own.first().filter(|_| are_codes(&texts))?;
    let header = &columns.headers[0];
    let has_all = |set: &&CodeSet<FactorMeaning>| texts.iter().all(|text| set.find(whole(text)).is_some());
    let mut sets: Vec<&CodeSet<FactorMeaning>> = codes::FACTORS.iter().filter(has_all).collect();
    // Of those that would fit, the ones that speak of this factor.
    let speaks = |set: &CodeSet<FactorMeaning>| set.codes.iter().any(|code| code.is == FactorMeaning::Has(*factor));
    if sets.iter().any(|set| speaks(set)) {
        sets.retain(|set| speaks(set));
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

/// The problem of a column of which too many cells cannot be read: dates, ticks, or words that nobody has mapped.
fn unread(
    source: &Source,
    (place, factor, columns): (usize, Factor, &Columns),
    limit: f64,
    own: &[FileOfSource<'_>],
) -> Option<Problem> {
    let mut cells = CellsRead::default();
    let texts = own.iter().flat_map(|(_, part)| part.sinks.iter().filter_map(|(mapper, _)| mapper.texts()));
    texts.filter_map(|texts| texts.factor_cells.get(place)).for_each(|part| cells.add(*part));
    let CellsRead { filled, unread } = cells;
    // One slip of the pen among few cells is a warning.
    if unread < FEWEST || unread as f64 <= limit * filled as f64 {
        return None;
    }
    let first = own.iter().find_map(|(file, part)| {
        let is_own = |own: &&Warning| own.about == About::Factor(factor) && own.caution == Caution::FactorInvalid;
        Some((*file, part.account.warnings.iter().find(is_own)?.line))
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
