//! The narrow columns that a record becomes: some forty bytes a contact, whatever the extract carries.
//!
//! Names, places and practitioners are not kept: they are wanted for the listed children only, whose records are read
//! again by where they start. What the commissioner pack divides children and contacts by is wanted of all of them, and
//! has few different values: a byte, or the number of a text, where an extract carries it at all.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// A column of which most values are `default`: it takes memory only from the first value that is not.
#[derive(Clone, Debug)]
pub struct Sparse<T> {
    default: T,
    values: Vec<T>,
}

impl<T: Copy + PartialEq> Sparse<T> {
    /// A column of nothing but `default`.
    pub const fn new(default: T) -> Self {
        Self { default, values: Vec::new() }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> T {
        self.values.get(row).copied().unwrap_or(self.default)
    }

    /// Sets the value of a row behind all others.
    pub fn set(&mut self, row: usize, value: T) {
        if value != self.default {
            self.values.resize(row, self.default);
            self.values.push(value);
        }
    }

    /// Adds the rows of `other` from row `base` on, each value changed by `change` unless it is the default.
    pub fn append(&mut self, base: usize, other: &Self, change: impl Fn(T) -> T) {
        if !other.values.is_empty() {
            self.values.resize(base, self.default);
            let default = self.default;
            self.values.extend(other.values.iter().map(|v| if *v == default { default } else { change(*v) }));
        }
    }

    /// Whether every row has the default.
    pub fn is_plain(&self) -> bool {
        self.values.is_empty()
    }
}

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
    pub nhs: Vec<u32>,
    /// Numbers of local ids, or [`NO_TEXT`].
    pub local: Vec<u32>,
    /// Physical lines on which records start.
    pub line: Vec<u32>,
    /// Bytes at which they start.
    pub offset: Vec<u64>,
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
    pub print: Vec<u128>,
}

/// What the numbers of a file's texts become once all files are put together: for each kind of text, the number in the
/// whole by the number in the file.
#[derive(Clone, Debug, Default)]
pub struct Renumbering {
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
            nhs: Vec::new(),
            local: Vec::new(),
            line: Vec::new(),
            offset: Vec::new(),
            born: Sparse::new(crate::day::NO_DAY),
            died: Sparse::new(crate::day::NO_DAY),
            household: Sparse::new(NO_TEXT),
            factors: Sparse::new(0),
            sex: Sparse::new(0),
            ethnic_group: Sparse::new(0),
            imd_decile: Sparse::new(0),
            locality: Sparse::new(NO_TEXT),
            print: Vec::new(),
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

    /// Adds the records of another file, whose texts get new numbers.
    pub fn append(&mut self, other: Self, to: &Renumbering) {
        let base = self.len();
        self.born.append(base, &other.born, |v| v);
        self.died.append(base, &other.died, |v| v);
        self.household.append(base, &other.household, |v| to.households[v as usize]);
        self.factors.append(base, &other.factors, |v| v);
        self.sex.append(base, &other.sex, |v| v);
        self.ethnic_group.append(base, &other.ethnic_group, |v| v);
        self.imd_decile.append(base, &other.imd_decile, |v| v);
        self.locality.append(base, &other.locality, |v| to.localities[v as usize]);
        self.local.extend(other.local.iter().map(|v| if *v == NO_TEXT { NO_TEXT } else { to.locals[*v as usize] }));
        append(&mut self.nhs, other.nhs);
        append(&mut self.line, other.line);
        append(&mut self.offset, other.offset);
        append(&mut self.print, other.print);
    }
}

/// Contacts' records.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// Whose they are and where they stand.
    pub people: People,
    /// Numbers of services.
    pub service: Vec<u32>,
    /// Days ([`crate::day::Day`]).
    pub date: Vec<i32>,
    /// Times of day ([`crate::day::Time::column`]).
    pub time: Sparse<i32>,
    /// [`crate::vocabulary::Outcome`] codes.
    pub outcome: Vec<u8>,
    /// [`crate::vocabulary::Kind`] codes.
    pub kind: Vec<u8>,
    /// [`crate::vocabulary::Sector`] codes.
    pub sector: Vec<u8>,
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
            service: Vec::new(),
            date: Vec::new(),
            time: Sparse::new(-1),
            outcome: Vec::new(),
            kind: Vec::new(),
            sector: Vec::new(),
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
        self.time.append(base, &other.time, |v| v);
        self.age.append(base, &other.age, |v| v);
        self.recorded.append(base, &other.recorded, |v| v);
        self.has_id.append(base, &other.has_id, |v| v);
        self.people.append(other.people, to);
        self.provider.append(base, &other.provider, |v| to.providers[v as usize]);
        self.service.extend(other.service.iter().map(|v| to.services[*v as usize]));
        append(&mut self.date, other.date);
        append(&mut self.outcome, other.outcome);
        append(&mut self.kind, other.kind);
        append(&mut self.sector, other.sector);
    }
}

/// Adds a column's values behind another's, without a copy where there is nothing yet.
fn append<T>(to: &mut Vec<T>, mut from: Vec<T>) {
    if to.is_empty() {
        *to = from;
    } else {
        to.append(&mut from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparse_column_takes_memory_from_the_first_value_on() {
        let mut column = Sparse::new(0);
        column.set(0, 0);
        assert!(column.is_plain());
        column.set(2, 7);
        column.set(3, 0);
        assert_eq!([column.get(0), column.get(2), column.get(3), column.get(99)], [0, 7, 0, 0]);
        let mut all = Sparse::new(0);
        all.append(5, &column, |v| v + 1);
        assert_eq!([all.get(5), all.get(7), all.get(8)], [0, 8, 0]);
    }

    #[test]
    fn a_dictionary_numbers_and_counts() {
        let mut dictionary = Dictionary::default();
        assert_eq!([dictionary.number("a"), dictionary.number("b"), dictionary.number("a")], [0, 1, 0]);
        assert_eq!(dictionary.entries().collect::<Vec<_>>(), [("a", 2), ("b", 1)]);
    }
}
