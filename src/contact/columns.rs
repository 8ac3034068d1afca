//! The narrow columns that a record becomes: some forty bytes a contact, whatever the extract carries.
//!
//! Names, places and practitioners are not kept: they are wanted for the listed children only, whose records are read
//! again by where they start. What the commissioner pack divides children and contacts by is wanted of all of them, and
//! has few different values: a byte, or the number of a text, where an extract carries it at all.

use std::collections::HashMap;

use foldhash::fast::FixedState;

pub use super::column::{Column, Sparse};

/// Texts that are numbered in the order in which they first occur.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    numbers: HashMap<Box<str>, u32, FixedState>,
    texts: Vec<Box<str>>,
    counts: Vec<u64>,
}

/// How a column says that there is no text.
pub const NO_TEXT: u32 = u32::MAX;

impl Dictionary {
    /// The number of a text, which is counted.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            self.counts[*number as usize] += 1;
            return *number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        self.counts.push(1);
        number
    }

    /// A text whose number is known occurs once more.
    pub fn again(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// The number of a text, if it has one.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The texts with how often each was asked for, in the order of their numbers.
    pub fn entries(&self) -> impl Iterator<Item = (&str, u64)> {
        self.texts.iter().map(AsRef::as_ref).zip(self.counts.iter().copied())
    }

    /// How many texts there are.
    pub const fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The text with this number.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}

/// What contacts' and children's records have in common.
#[derive(Clone, Debug)]
pub struct People {
    /// NHS numbers without their check digit ([`super::nhs::NhsNumber`]).
    pub nhs: Column<u32>,
    /// Numbers of local ids, or [`NO_TEXT`].
    pub local: Sparse<u32>,
    /// Physical lines on which records start.
    pub line: Column<u32>,
    /// Bytes at which they start, from the nearest of the places in `bases`.
    offset: Column<u32>,
    /// Rows from which on offsets are counted from another byte, and that byte; ascending.
    bases: Vec<(usize, u64)>,
    /// Dates of birth ([`crate::day::Day::column`]).
    pub born: Sparse<i32>,
    /// Dates of death.
    pub died: Sparse<i32>,
    /// Numbers of households, or [`NO_TEXT`].
    pub household: Sparse<u32>,
    /// Factors, one bit each.
    pub factors: Sparse<u32>,
    /// [`crate::vocabulary::Sex`] codes plus one; 0 where nothing is known.
    pub sex: Sparse<u8>,
    /// Ethnic groups ([`super::ethnicity::EthnicGroup::column`]).
    pub ethnic_group: Sparse<u8>,
    /// Deciles of the index of multiple deprivation, 1 to 10; 0 for none.
    pub imd_decile: Sparse<u8>,
    /// Numbers of localities, or [`NO_TEXT`].
    pub locality: Sparse<u32>,
    /// Fingerprints by which duplicates are found.
    pub print: Column<u128>,
}

/// What the numbers of a file's texts become once all files are put together: for each kind of text, the number in the
/// whole by the number in the file.
#[derive(Clone, Debug, Default)]
pub struct Renumbering {
    /// How many lines are before the one that was counted as the first.
    pub lines: u32,
    /// Local ids.
    pub locals: Vec<u32>,
    /// Households.
    pub households: Vec<u32>,
    /// Localities.
    pub localities: Vec<u32>,
    /// Services.
    pub services: Vec<u32>,
    /// Providers.
    pub providers: Vec<u32>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            nhs: Column::default(),
            local: Sparse::new(NO_TEXT),
            line: Column::default(),
            offset: Column::default(),
            bases: Vec::new(),
            born: Sparse::new(crate::day::NO_DAY),
            died: Sparse::new(crate::day::NO_DAY),
            household: Sparse::new(NO_TEXT),
            factors: Sparse::new(0),
            sex: Sparse::new(0),
            ethnic_group: Sparse::new(0),
            imd_decile: Sparse::new(0),
            locality: Sparse::new(NO_TEXT),
            print: Column::default(),
        }
    }
}

impl People {
    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.nhs.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.nhs.is_empty()
    }

    /// The byte at which the record of a row starts.
    pub fn offset(&self, row: usize) -> u64 {
        let base = self.bases.partition_point(|(from, _)| *from <= row).checked_sub(1).map_or(0, |at| self.bases[at].1);
        base + u64::from(self.offset[row])
    }

    /// Notes where the record behind all others starts.
    pub fn push_place(&mut self, line: u32, offset: u64) {
        let base = self.bases.last().map_or(0, |(_, base)| *base);
        let ahead = offset.checked_sub(base).and_then(|ahead| u32::try_from(ahead).ok());
        let ahead = ahead.unwrap_or_else(|| {
            self.bases.push((self.offset.len(), offset));
            0
        });
        self.offset.push(ahead);
        self.line.push(line);
    }

    /// Adds the records of another part or file, whose texts get new numbers.
    pub fn append(&mut self, other: Self, to: &Renumbering) {
        let base = self.len();
        self.bases.push((base, 0));
        self.bases.extend(other.bases.iter().map(|(row, offset)| (base + row, *offset)));
        // By the threads that have read them, whose memory is used again.
        rayon::scope(|scope| {
            scope.spawn(|_| self.born.append(base, other.born, |v| v));
            scope.spawn(|_| self.died.append(base, other.died, |v| v));
            scope.spawn(|_| self.household.append(base, other.household, |v| to.households[v as usize]));
            scope.spawn(|_| self.factors.append(base, other.factors, |v| v));
            scope.spawn(|_| self.sex.append(base, other.sex, |v| v));
            scope.spawn(|_| self.ethnic_group.append(base, other.ethnic_group, |v| v));
            scope.spawn(|_| self.imd_decile.append(base, other.imd_decile, |v| v));
            scope.spawn(|_| self.locality.append(base, other.locality, |v| to.localities[v as usize]));
            scope.spawn(|_| self.local.append(base, other.local, |v| to.locals[v as usize]));
            scope.spawn(|_| self.nhs.extend(other.nhs, |v| v));
            scope.spawn(|_| self.line.extend(other.line, |line| line + to.lines));
            scope.spawn(|_| self.offset.extend(other.offset, |v| v));
            scope.spawn(|_| self.print.extend(other.print, |v| v));
        });
    }
}

/// Contacts' records.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// Whose they are and where they stand.
    pub people: People,
    /// Numbers of services.
    pub service: Column<u32>,
    /// Days ([`crate::day::Day`]).
    pub date: Column<i32>,
    /// Times of day ([`crate::day::Time::column`]).
    pub time: Sparse<i32>,
    /// [`crate::vocabulary::Outcome`] codes.
    pub outcome: Column<u8>,
    /// [`crate::vocabulary::Kind`] codes.
    pub kind: Column<u8>,
    /// [`crate::vocabulary::Sector`] codes.
    pub sector: Column<u8>,
    /// Numbers of providers, or [`NO_TEXT`].
    pub provider: Sparse<u32>,
    /// Ages in whole years on the date of the contact, 255 for none.
    pub age: Sparse<u8>,
    /// When the version was recorded, microseconds; the smallest number for blank.
    pub recorded: Sparse<i64>,
    /// Whether the record has a contact id.
    pub has_id: Sparse<bool>,
}

/// No age.
pub const NO_AGE: u8 = u8::MAX;

impl Default for Contacts {
    fn default() -> Self {
        Self {
            people: People::default(),
            service: Column::default(),
            date: Column::default(),
            time: Sparse::new(-1),
            outcome: Column::default(),
            kind: Column::default(),
            sector: Column::default(),
            provider: Sparse::new(NO_TEXT),
            age: Sparse::new(NO_AGE),
            recorded: Sparse::new(i64::MIN),
            has_id: Sparse::new(false),
        }
    }
}

impl Contacts {
    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Adds the records of another file.
    pub fn append(&mut self, other: Self, to: &Renumbering) {
        let base = self.len();
        let people = &mut self.people;
        rayon::scope(|scope| {
            scope.spawn(|_| people.append(other.people, to));
            scope.spawn(|_| self.time.append(base, other.time, |v| v));
            scope.spawn(|_| self.age.append(base, other.age, |v| v));
            scope.spawn(|_| self.recorded.append(base, other.recorded, |v| v));
            scope.spawn(|_| self.has_id.append(base, other.has_id, |v| v));
            scope.spawn(|_| self.provider.append(base, other.provider, |v| to.providers[v as usize]));
            scope.spawn(|_| self.service.extend(other.service, |v| to.services[v as usize]));
            scope.spawn(|_| self.date.extend(other.date, |v| v));
            scope.spawn(|_| self.outcome.extend(other.outcome, |v| v));
            scope.spawn(|_| self.kind.extend(other.kind, |v| v));
            scope.spawn(|_| self.sector.extend(other.sector, |v| v));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_numbers_and_counts() {
        let mut dictionary = Dictionary::default();
        assert_eq!([dictionary.number("a"), dictionary.number("b"), dictionary.number("a")], [0, 1, 0]);
        assert_eq!(dictionary.entries().collect::<Vec<_>>(), [("a", 2), ("b", 1)]);
    }
}
