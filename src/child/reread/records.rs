//! Stores the records that were read again: one number for each field that their file has.

use crate::contact::columns::NO_TEXT;
use crate::field::Field;

/// The fields whose text is read again.
pub(super) const TEXTS: [Field; 14] = [
    Field::FamilyName,
    Field::GivenName,
    Field::Postcode,
    Field::Provider,
    Field::Location,
    Field::Practitioner,
    Field::Referrer,
    Field::Outcome,
    Field::Sex,
    Field::Locality,
    Field::GpPractice,
    Field::School,
    Field::SocialWorker,
    Field::Phone,
];
/// The ids of a record, which are read again only on request.
pub(super) const IDS: [Field; 3] = [Field::LocalId, Field::Upn, Field::LocalAuthorityId];
/// The fields whose day is read again.
pub(super) const DAYS: [Field; 2] = [Field::BookedOn, Field::DetailsChangedOn];

/// Where the value of a field is for the records of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldValue {
    /// No record of the file has a value.
    Never,
    /// Every record of the file has this number.
    Always(u32),
    /// Each record has its own number, at this index.
    At(u8),
}

/// Where the records of a file have each field, by [`Field::index`].
#[derive(Clone, Debug)]
pub(super) struct Layout {
    fields: [FieldValue; Field::ALL.len()],
    /// How many numbers a record has.
    width: usize,
}

impl Layout {
    /// A layout without fields, which has only the line of each record.
    pub(super) const fn new() -> Self {
        Self { fields: [FieldValue::Never; Field::ALL.len()], width: 1 }
    }

    /// Adds a number for this field to every record, and returns its index.
    pub(super) fn add_field(&mut self, field: Field) -> usize {
        let place = self.width;
        self.fields[field.index()] = FieldValue::At(u8::try_from(place).expect("fewer fields than a byte counts"));
        self.width += 1;
        place
    }

    /// Gives every record the same number for this field.
    pub(super) const fn set_constant(&mut self, field: Field, number: u32) {
        self.fields[field.index()] = FieldValue::Always(number);
    }

    /// How many numbers a record has.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// Replaces the number of each text by the one at its index in `to`.
    fn renumber(&mut self, to: &[u32]) {
        for field in TEXTS.into_iter().chain(IDS) {
            if let FieldValue::Always(number) = &mut self.fields[field.index()] {
                *number = to[*number as usize];
            }
        }
    }
}

/// The records of one file that were read again, in order.
#[derive(Clone, Debug)]
pub(super) struct FileRecords {
    layout: Layout,
    numbers: Vec<u32>,
}

impl FileRecords {
    /// No records yet.
    pub(super) fn new(layout: Layout, records: usize) -> Self {
        let numbers = Vec::with_capacity(records * layout.width());
        Self { layout, numbers }
    }

    /// Adds a record without any text, and returns its numbers to fill in.
    pub(super) fn push(&mut self, line: u32) -> &mut [u32] {
        let from = self.numbers.len();
        self.numbers.resize(from + self.layout.width(), NO_TEXT);
        self.numbers[from] = line;
        &mut self.numbers[from..]
    }

    /// Replaces the number of each text by the one at its index in `to`.
    pub(super) fn renumber(&mut self, to: &[u32]) {
        self.layout.renumber(to);
        let width = self.layout.width();
        for field in TEXTS.into_iter().chain(IDS) {
            if let FieldValue::At(place) = self.layout.fields[field.index()] {
                let of_field = self.numbers.iter_mut().skip(usize::from(place)).step_by(width);
                of_field.filter(|number| **number != NO_TEXT).for_each(|number| *number = to[*number as usize]);
            }
        }
    }
}

/// A sorted set of rows that can tell the index of each (a bitmap with rank).
#[derive(Default)]
struct RowIndex {
    /// One bit for each row.
    rows: Vec<u64>,
    /// How many rows there are before each word of `rows`.
    before: Vec<u32>,
}

impl RowIndex {
    /// The set of these rows, which must be ascending.
    fn new(rows: impl DoubleEndedIterator<Item = usize> + Clone) -> Self {
        let mut words = vec![0_u64; rows.clone().next_back().map_or(0, |last| last / 64 + 1)];
        for row in rows {
            words[row / 64] |= 1 << (row % 64);
        }
        let mut count = 0;
        let before = words
            .iter()
            .map(|word| {
                let before = count;
                count += word.count_ones();
                before
            })
            .collect();
        Self { rows: words, before }
    }

    /// The index of a row among the rows of the set, if it is one of them.
    fn index_of(&self, row: usize) -> Option<usize> {
        let word = *self.rows.get(row / 64)?;
        let bit = 1_u64 << (row % 64);
        (word & bit != 0).then(|| self.before[row / 64] as usize + (word & (bit - 1)).count_ones() as usize)
    }
}

/// All records of contacts, or of children, that were read again.
#[derive(Default)]
pub(super) struct RereadRecords {
    places: RowIndex,
    /// The index of each run's first record among all that were read again. Kept apart from the runs, because every lookup
    /// searches these.
    firsts: Vec<usize>,
    runs: Vec<FileRecords>,
}

/// The numbers of one record that was read again.
#[derive(Clone, Copy)]
pub(super) struct RecordNumbers<'a> {
    layout: &'a Layout,
    numbers: &'a [u32],
}

impl RereadRecords {
    /// For these rows, which must be ascending; [`Self::push`] adds their records in the same order.
    pub(super) fn new(rows: impl DoubleEndedIterator<Item = usize> + Clone) -> Self {
        Self { places: RowIndex::new(rows), firsts: Vec::new(), runs: Vec::new() }
    }

    /// Adds the records that follow.
    pub(super) fn push(&mut self, run: FileRecords) {
        let before = self.firsts.last().zip(self.runs.last());
        self.firsts.push(before.map_or(0, |(first, last)| first + last.numbers.len() / last.layout.width()));
        self.runs.push(run);
    }

    /// The record of a row, if it was read again.
    pub(super) fn record(&self, row: usize) -> Option<RecordNumbers<'_>> {
        let place = self.places.index_of(row)?;
        let number = self.firsts.partition_point(|first| *first <= place) - 1;
        let run = &self.runs[number];
        let width = run.layout.width();
        let from = (place - self.firsts[number]) * width;
        Some(RecordNumbers { layout: &run.layout, numbers: &run.numbers[from..from + width] })
    }
}

impl RecordNumbers<'_> {
    /// The line on which the record starts.
    pub(super) const fn line(self) -> u32 {
        self.numbers[0]
    }

    /// The number of a field's value, if the record has one.
    pub(super) fn get(self, field: Field) -> Option<u32> {
        let number = match self.layout.fields[field.index()] {
            FieldValue::Never => return None,
            FieldValue::Always(number) => number,
            FieldValue::At(place) => self.numbers[usize::from(place)],
        };
        (number != NO_TEXT).then_some(number)
    }
}

/// The number by which a record stores a day.
pub(super) const fn day_number(day: Option<crate::day::Day>) -> u32 {
    match day {
        Some(day) => day.0.cast_unsigned(),
        None => NO_TEXT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_its_row_with_its_numbers() {
        let rows = [3, 4, 64, 1000, 1001];
        let mut kept = RereadRecords::new(rows.into_iter());
        let mut layout = Layout::new();
        let place = layout.add_field(Field::School);
        layout.set_constant(Field::Provider, 1);
        let mut first = FileRecords::new(layout, 3);
        for line in [10, 11, 12] {
            first.push(line)[place] = line % 2;
        }
        first.renumber(&[7, 8]);
        let mut second = FileRecords::new(Layout::new(), 2);
        second.push(5);
        second.push(9);
        kept.push(first);
        kept.push(second);
        let found = |row: usize| {
            let record = kept.record(row)?;
            Some((record.line(), record.get(Field::School), record.get(Field::Provider), record.get(Field::Sex)))
        };
        assert_eq!(found(3), Some((10, Some(7), Some(8), None)));
        assert_eq!(found(4), Some((11, Some(8), Some(8), None)));
        assert_eq!(found(64), Some((12, Some(7), Some(8), None)));
        assert_eq!(found(1000), Some((5, None, None, None)));
        assert_eq!(found(1001), Some((9, None, None, None)));
        assert_eq!([0, 5, 65, 999, 1002, 100_000].map(found), [None; 6]);
    }
}
