//! What local ids stand for, by all records that carry both an id and an NHS number.

use super::PackedKey;
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;

/// What a local id stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StandsFor {
    /// No record has it with an NHS number.
    #[default]
    None,
    /// Every such record has this one.
    One(NhsNumber),
    /// They differ, so that nobody can say.
    Several,
}

impl StandsFor {
    /// By the records behind both.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, own) | (own, Self::None) => own,
            (Self::One(a), Self::One(b)) if a == b => self,
            _ => Self::Several,
        }
    }
}

/// The child of a record without an NHS number: the number that its local id stands for, or else the id itself.
pub(crate) fn key_of(local: u32, numbers: &[StandsFor]) -> PackedKey {
    match numbers[local as usize] {
        StandsFor::One(number) => PackedKey::nhs(NhsNumber::column(Some(number))),
        StandsFor::None | StandsFor::Several => PackedKey::local(local),
    }
}

/// What each of `count` local ids stands for, by the records with these NHS numbers and local ids, as columns store them.
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
    fn an_id_stands_for_a_number_where_no_record_says_another() {
        let records =
            [(7, 0), (7, 0), (NhsNumber::NONE, 0), (7, 1), (8, 1), (7, 1), (9, NO_TEXT), (NhsNumber::NONE, 2)];
        let one = |number| StandsFor::One(NhsNumber::from_column(number).unwrap());
        assert_eq!(numbers(4, records.into_iter()), [one(7), StandsFor::Several, StandsFor::None, StandsFor::None]);
        assert_eq!(one(7).and(one(8)).and(one(8)), StandsFor::Several);
        assert_eq!(StandsFor::None.and(one(8)), one(8));
    }
}
