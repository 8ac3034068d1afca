//! What local ids stand for, according to all records that carry both a local id and an NHS number.

use super::PackedKey;
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;

/// What a local id stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StandsFor {
    /// No record has it with an NHS number.
    #[default]
    None,
    /// Every record that has it with an NHS number has this one.
    One(NhsNumber),
    /// Records have it with different NHS numbers, so it identifies nobody.
    Several,
}

impl StandsFor {
    /// What an id stands for according to two sets of records together.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, known) | (known, Self::None) => known,
            (Self::One(a), Self::One(b)) if a == b => self,
            _ => Self::Several,
        }
    }
}

/// The key of the child of a record without an NHS number: the number that its local id stands for, else the id itself.
pub(crate) fn key_of(local: u32, numbers: &[StandsFor]) -> PackedKey {
    match numbers[local as usize] {
        StandsFor::One(number) => PackedKey::nhs(NhsNumber::column(Some(number))),
        StandsFor::None | StandsFor::Several => PackedKey::local(local),
    }
}

/// What each of `count` local ids stands for. `records` has the NHS number and the local id of each record, as columns store
/// them.
pub(crate) fn numbers(count: usize, records: impl Iterator<Item = (u32, u32)>) -> Vec<StandsFor> {
    let mut numbers = vec![StandsFor::None; count];
    for (nhs, local) in records {
        if local != NO_TEXT
            && let Some(number) = NhsNumber::from_column(nhs)
        {
            let known = &mut numbers[local as usize];
            *known = known.and(StandsFor::One(number));
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_for_a_number_unless_records_differ() {
        let records =
            [(7, 0), (7, 0), (NhsNumber::NONE, 0), (7, 1), (8, 1), (7, 1), (9, NO_TEXT), (NhsNumber::NONE, 2)];
        let one = |number| StandsFor::One(NhsNumber::from_column(number).unwrap());
        assert_eq!(numbers(4, records.into_iter()), [one(7), StandsFor::Several, StandsFor::None, StandsFor::None]);
        assert_eq!(one(7).and(one(8)).and(one(8)), StandsFor::Several);
        assert_eq!(StandsFor::None.and(one(8)), one(8));
    }
}
