//! What columns say of a child's factors: by yes and no, or by codes.

use std::collections::BTreeSet;

use super::fate::{About, Caution};
use super::source_record::SourceRecord;
use crate::cells::memo::Memo;
use crate::codes::FactorMeaning;
use crate::config::settings::Source;
use crate::extract::cell::Record;
use crate::text::fold;
use crate::vocabulary::Factor;

/// Different texts of a column that are kept, to tell a code from a yes or no.
const TEXTS: usize = 32;

/// What a cell says of factors.
#[derive(Clone, Copy, Default)]
struct FactorCell {
    /// The factors that the child has, one bit each.
    has: u32,
    /// Those of which nobody knows.
    not_known: u32,
    /// Whether the cell cannot be read.
    unread: bool,
    /// Whether there is anything in it.
    filled: bool,
}

/// The cells of a column of factors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellsRead {
    /// Those with anything in them.
    pub(crate) filled: u64,
    /// Those of them that cannot be read.
    pub(crate) unread: u64,
}

impl CellsRead {
    fn count(&mut self, said: FactorCell) {
        self.filled += u64::from(said.filled);
        self.unread += u64::from(said.unread);
    }

    /// Adds those of another part of a file, or of another file.
    pub(crate) const fn add(&mut self, other: Self) {
        self.filled += other.filled;
        self.unread += other.unread;
    }
}

/// What is read of one record.
#[derive(Clone, Copy, Default)]
pub(super) struct Factors {
    /// The factors that the child has, one bit each.
    pub(super) has: u32,
    /// Those of which the record says that nobody knows.
    pub(super) not_known: u32,
}

/// Reads the factors of a part of a file.
#[derive(Default)]
pub(crate) struct FactorReader {
    plain: Vec<Memo<FactorCell>>,
    coded: Vec<Memo<FactorCell>>,
    /// For each header of the source's `factors`, the different texts under it, folded: the first of them.
    pub(crate) texts: Vec<BTreeSet<String>>,
    /// The cells under each header of the source's `factors`, and behind them those of its `factor_codes`.
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

    /// What a record says, with a warning for each cell that cannot be read.
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
                let own = columns.factors.iter().filter(|(_, mapped)| mapped == column);
                let said = coded(row.source, place, &fold(&row.factor(*column)), own.map(|(factor, _)| *factor));
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

/// Whether a factor's cell says that the child has it: `Y`, `Yes`, `True`, `1`, `1.0`; `N`, `No`, `False`, `0`, `0.0` or blank; and `X`,
/// `U`, `Unknown`, `Not known`, that nobody knows. None where it says something else.
pub(crate) fn answer(folded: &str) -> Option<FactorMeaning> {
    match whole(folded) {
        "y" | "yes" | "true" | "1" => Some(FactorMeaning::Yes),
        "n" | "no" | "false" | "0" | "" => Some(FactorMeaning::No),
        "x" | "u" | "unknown" | "not known" => Some(FactorMeaning::NotKnown),
        _ => None,
    }
}

/// A whole number, where a program that calculates has made `1.0` of 1.
pub(crate) fn whole(folded: &str) -> &str {
    let number = folded.strip_suffix(".0").filter(|own| !own.is_empty() && own.bytes().all(|b| b.is_ascii_digit()));
    number.unwrap_or(folded)
}

/// What a cell under a header of factors means, of which each is a bit.
fn plainly(folded: &str, factors: u32) -> FactorCell {
    factor_cell(answer(folded), !folded.is_empty(), factors, factors)
}

/// What a cell of a column of codes means; `own` are the factors that the source maps to the same header.
fn coded(source: &Source, place: usize, folded: &str, own: impl Iterator<Item = Factor>) -> FactorCell {
    let codes = &source.factor_codes[place].codes;
    let own = own.fold(0, |bits, factor| bits | factor.bit());
    let spoken_of = codes.values().fold(own, |bits, meaning| match meaning {
        FactorMeaning::Has(factor) => bits | factor.bit(),
        _ => bits,
    });
    let plain = || answer(folded).filter(|meaning| *meaning != FactorMeaning::Yes || own != 0);
    let code = codes.get(folded).or_else(|| codes.get(whole(folded)));
    factor_cell(code.copied().or_else(plain), !folded.is_empty(), own, spoken_of)
}

/// `own` are the factors of a yes, `spoken_of` those of which nobody knows.
fn factor_cell(meaning: Option<FactorMeaning>, filled: bool, own: u32, spoken_of: u32) -> FactorCell {
    let said = FactorCell { filled, ..FactorCell::default() };
    match meaning {
        Some(FactorMeaning::Has(factor)) => FactorCell { has: factor.bit(), ..said },
        Some(FactorMeaning::Yes) => FactorCell { has: own, ..said },
        Some(FactorMeaning::No) => said,
        Some(FactorMeaning::NotKnown) => FactorCell { not_known: spoken_of, ..said },
        None => FactorCell { unread: true, ..said },
    }
}

/// Whether these texts of a column of factors are codes, and no yes or no: 1 and another number.
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
    fn not_known_is_apart_from_no() {
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
    fn one_and_another_number_are_a_code() {
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
