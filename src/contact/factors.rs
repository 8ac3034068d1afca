//! Reads a child's factors from columns of yes and no, or of codes.

use std::collections::BTreeSet;

use super::fate::{About, Caution};
use super::source_record::SourceRecord;
use crate::cells::memo::Memo;
use crate::codes::FactorMeaning;
use crate::config::settings::Source;
use crate::extract::cell::Record;
use crate::text::fold;
use crate::vocabulary::Factor;

/// The most distinct texts of a column that are kept, to tell a column of codes from one of yes and no.
const TEXTS: usize = 32;

/// What a cell says about factors.
#[derive(Clone, Copy, Default)]
struct FactorCell {
    /// The factors that the child has, one bit each.
    has: u32,
    /// The factors that are not known, one bit each.
    not_known: u32,
    /// Whether the cell cannot be read.
    unread: bool,
    /// Whether the cell is not blank.
    filled: bool,
}

/// Counts the cells of a column of factors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellsRead {
    /// Cells that are not blank.
    pub(crate) filled: u64,
    /// Cells that cannot be read.
    pub(crate) unread: u64,
}

impl CellsRead {
    fn count(&mut self, said: FactorCell) {
        self.filled += u64::from(said.filled);
        self.unread += u64::from(said.unread);
    }

    /// Adds the counts of another part of a file, or of another file.
    pub(crate) const fn add(&mut self, other: Self) {
        self.filled += other.filled;
        self.unread += other.unread;
    }
}

/// What one record says about factors.
#[derive(Clone, Copy, Default)]
pub(super) struct Factors {
    /// The factors that the child has, one bit each.
    pub(super) has: u32,
    /// The factors that the record says are not known, one bit each.
    pub(super) not_known: u32,
}

/// Reads the factors of a part of a file.
#[derive(Default)]
pub(crate) struct FactorReader {
    /// For each header of the source's `factors`, the meanings of cells read before.
    plain: Vec<Memo<FactorCell>>,
    /// The same for each header of its `factor_codes`.
    coded: Vec<Memo<FactorCell>>,
    /// For each header of the source's `factors`, the first distinct texts under it, folded.
    pub(crate) texts: Vec<BTreeSet<String>>,
    /// Counts for each header of the source's `factors`, then for each of its `factor_codes`.
    pub(crate) cells: Vec<CellsRead>,
}

impl FactorReader {
    /// For a file of `source`.
    pub(super) fn new(source: &Source) -> Self {
        Self {
            plain: source.factors.iter().map(|_| Memo::default()).collect(),
            coded: source.factor_codes.iter().map(|_| Memo::default()).collect(),
            texts: vec![BTreeSet::new(); source.factors.len()],
            cells: vec![CellsRead::default(); source.factors.len() + source.factor_codes.len()],
        }
    }

    /// Reads the factors of a record, with a warning for each cell that cannot be read.
    pub(super) fn read<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        warn: &mut impl FnMut(About, Caution, &str),
    ) -> Factors {
        let mut all = Factors::default();
        let columns = row.columns;
        for (place, (factor, column)) in columns.factors.iter().enumerate() {
            if columns.factor_codes.contains(column) {
                continue;
            }
            let cell = row.factor_cell(*column);
            let said = self.plain[place].find(cell).unwrap_or_else(|| {
                let text = fold(&row.factor(*column));
                let said = plainly(&text, factor.bit());
                if !text.is_empty() && self.texts[place].len() < TEXTS {
                    self.texts[place].insert(text);
                }
                self.plain[place].keep(cell, said);
                said
            });
            all.add(said);
            self.cells[place].count(said);
            if said.unread {
                warn(About::Factor(*factor), Caution::FactorInvalid, &row.factor(*column));
            }
        }
        for (place, column) in columns.factor_codes.iter().enumerate() {
            let cell = row.factor_cell(*column);
            let said = self.coded[place].find(cell).unwrap_or_else(|| {
                let mapped = columns.factors.iter().filter(|(_, mapped)| mapped == column);
                let said = coded(row.source, place, &fold(&row.factor(*column)), mapped.map(|(factor, _)| *factor));
                self.coded[place].keep(cell, said);
                said
            });
            all.add(said);
            self.cells[row.source.factors.len() + place].count(said);
            if said.unread {
                let factor = row.source.factor_codes[place].factor(&row.source.factors);
                warn(About::Factor(factor), Caution::FactorInvalid, &row.factor(*column));
            }
        }
        all
    }
}

impl Factors {
    const fn add(&mut self, said: FactorCell) {
        self.has |= said.has;
        self.not_known |= said.not_known;
    }
}

/// What a factor's cell says: yes (`Y`, `Yes`, `True`, `1`, `1.0`), no (`N`, `No`, `False`, `0`, `0.0` or blank) or not known
/// (`X`, `U`, `Unknown`, `Not known`). `None` for anything else.
pub(crate) fn answer(folded: &str) -> Option<FactorMeaning> {
    match whole(folded) {
        "y" | "yes" | "true" | "1" => Some(FactorMeaning::Yes),
        "n" | "no" | "false" | "0" | "" => Some(FactorMeaning::No),
        "x" | "u" | "unknown" | "not known" => Some(FactorMeaning::NotKnown),
        _ => None,
    }
}

/// Undoes what a spreadsheet does to a whole number: `1.0` becomes `1`. Other texts stay as they are.
pub(crate) fn whole(folded: &str) -> &str {
    let number =
        folded.strip_suffix(".0").filter(|whole| !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()));
    number.unwrap_or(folded)
}

/// What a cell in a column of yes and no means for `factors`, one bit each.
fn plainly(folded: &str, factors: u32) -> FactorCell {
    factor_cell(answer(folded), !folded.is_empty(), factors, factors)
}

/// What a cell in a column of codes means; `mapped` are the factors that the source maps to the same header.
fn coded(source: &Source, place: usize, folded: &str, mapped: impl Iterator<Item = Factor>) -> FactorCell {
    let codes = &source.factor_codes[place].codes;
    let mapped = mapped.fold(0, |bits, factor| bits | factor.bit());
    let all_in_column = codes.values().fold(mapped, |bits, meaning| match meaning {
        FactorMeaning::Has(factor) => bits | factor.bit(),
        _ => bits,
    });
    let plain = || answer(folded).filter(|meaning| *meaning != FactorMeaning::Yes || mapped != 0);
    let code = codes.get(folded).or_else(|| codes.get(whole(folded)));
    factor_cell(code.copied().or_else(plain), !folded.is_empty(), mapped, all_in_column)
}

/// The meaning of a cell as bits: `if_yes` are the factors that a yes means, `if_not_known` those that "not known" leaves open.
fn factor_cell(meaning: Option<FactorMeaning>, filled: bool, if_yes: u32, if_not_known: u32) -> FactorCell {
    let said = FactorCell { filled, ..FactorCell::default() };
    match meaning {
        Some(FactorMeaning::Has(factor)) => FactorCell { has: factor.bit(), ..said },
        Some(FactorMeaning::Yes) => FactorCell { has: if_yes, ..said },
        Some(FactorMeaning::No) => said,
        Some(FactorMeaning::NotKnown) => FactorCell { not_known: if_not_known, ..said },
        None => FactorCell { unread: true, ..said },
    }
}

/// Whether the texts of a column of factors are codes rather than yes and no: 1 and another number than 0 are among them.
pub(crate) fn are_codes(texts: &BTreeSet<String>) -> bool {
    let number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut values = texts.iter().map(|text| whole(text)).filter(number).map(|text| text.trim_start_matches('0'));
    let other = values.clone().any(|value| !matches!(value, "" | "1"));
    other && values.any(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_known_is_told_from_no() {
        for (text, meaning) in [
            ("y", Some(FactorMeaning::Yes)),
            ("1", Some(FactorMeaning::Yes)),
            ("1.0", Some(FactorMeaning::Yes)),
            ("0.0", Some(FactorMeaning::No)),
            ("2.0", None),
            (".0", None),
            ("1.00", None),
            ("n", Some(FactorMeaning::No)),
            ("", Some(FactorMeaning::No)),
            ("x", Some(FactorMeaning::NotKnown)),
            ("u", Some(FactorMeaning::NotKnown)),
            ("unknown", Some(FactorMeaning::NotKnown)),
            ("not known", Some(FactorMeaning::NotKnown)),
            ("2", None),
            ("maybe", None),
        ] {
            assert_eq!(answer(text), meaning, "{text}");
        }
    }

    #[test]
    fn a_column_with_one_and_another_number_holds_codes() {
        for (texts, code) in [
            (&["1", "0"][..], false),
            (&["1", "y", "x"], false),
            (&["1"], false),
            (&["2", "3"], false),
            (&["1", "2"], true),
            (&["1", "3", "x"], true),
            (&["01", "02"], true),
            (&["0.0", "1.0"], false),
            (&["1.0", "3.0"], true),
            (&["1", "00"], false),
            (&[], false),
        ] {
            let texts: BTreeSet<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(are_codes(&texts), code, "{texts:?}");
        }
    }
}
