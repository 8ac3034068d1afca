//! What is kept of the records that were read again: a number for each field that their files have, and nothing for the
//! others.

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
/// The ids of a record, which are read again where they are asked for.
pub(super) const IDS: [Field; 3] = [Field::LocalId, Field::Upn, Field::LocalAuthorityId];
/// The fields whose day is read again.
pub(super) const DAYS: [Field; 2] = [Field::BookedOn, Field::DetailsChangedOn];

/// What a record says of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing, in any record of the file.
    Nothing,
    /// The same in every record of the file.
    Always(u32),
    /// The number at this place among the record's.
    At(u8),
}

/// What the records of a file say of each field, by [`Field::index`].
#[derive(Clone, Debug)]
pub(super) struct Layout {
    said: [Said; Field::ALL.len()],
    /// How many numbers a record has.
    width: usize,
}

impl Layout {
    /// Nothing of any field, and of each record its line.
    pub(super) const fn new() -> Self {
        Self { said: [Said::Nothing; Field::ALL.len()], width: 1 }
    }

    /// Every record has a number for this field. Its place among the record's.
    pub(super) fn add(&mut self, field: Field) -> usize {
        let place = self.width;
        self.said[field.index()] = Said::At(u8::try_from(place).expect("fewer fields than a byte counts"));
        self.width += 1;
        place
    }

    /// Every record has the same number for this field.
    pub(super) const fn set(&mut self, field: Field, number: u32) {
        self.said[field.index()] = Said::Always(number);
    }

    /// How many numbers a record has.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// Gives the texts other numbers.
    fn renumber(&mut self, to: &[u32]) {
        for field in TEXTS.into_iter().chain(IDS) {
            if let Said::Always(number) = &mut self.said[field.index()] {
                *number = to[*number as usize];
            }
        }
    }
}

/// Records of one file, in their order.
#[derive(Clone, Debug)]
pub(super) struct Run {
    layout: Layout,
    numbers: Vec<u32>,
}

impl Run {
    /// No records yet.
    pub(super) fn new(layout: Layout, records: usize) -> Self {
        let numbers = Vec::with_capacity(records * layout.width());
        Self { layout, numbers }
    }

    /// What a record without any text has, to be filled in.
    pub(super) fn push(&mut self, line: u32) -> &mut [u32] {
        let from = self.numbers.len();
        self.numbers.resize(from + self.layout.width(), NO_TEXT);
        self.numbers[from] = line;
        &mut self.numbers[from..]
    }

    /// Gives the texts other numbers.
    pub(super) fn renumber(&mut self, to: &[u32]) {
        self.layout.renumber(to);
        let width = self.layout.width();
        for field in TEXTS.into_iter().chain(IDS) {
            if let Said::At(place) = self.layout.said[field.index()] {
                let own = self.numbers.iter_mut().skip(usize::from(place)).step_by(width);
                own.filter(|number| **number != NO_TEXT).for_each(|number| *number = to[*number as usize]);
            }
        }
    }
}

/// Rows, and the place of each among them.
#[derive(Default)]
struct Places {
    /// One bit a row.
    rows: Vec<u64>,
    /// How many rows there are before each word of `rows`.
    before: Vec<u32>,
}

impl Places {
    /// The places of rows that are ascending.
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

    fn of(&self, row: usize) -> Option<usize> {
        let word = *self.rows.get(row / 64)?;
        let bit = 1_u64 << (row % 64);
        (word & bit != 0).then(|| self.before[row / 64] as usize + (word & (bit - 1)).count_ones() as usize)
    }
}

/// All records of one sort that were read again.
#[derive(Default)]
pub(super) struct Kept {
    places: Places,
    /// The place of the first record of each run among all that were read again: side by side, for they are searched for
    /// every record.
    firsts: Vec<usize>,
    runs: Vec<Run>,
}

/// The numbers of one record.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    layout: &'a Layout,
    own: &'a [u32],
}

impl Kept {
    /// Room for these rows, which are ascending.
    pub(super) fn new(rows: impl DoubleEndedIterator<Item = usize> + Clone) -> Self {
        Self { places: Places::new(rows), firsts: Vec::new(), runs: Vec::new() }
    }

    /// Adds the records that follow.
    pub(super) fn push(&mut self, run: Run) {
        let before = self.firsts.last().zip(self.runs.last());
        self.firsts.push(before.map_or(0, |(first, last)| first + last.numbers.len() / last.layout.width()));
        self.runs.push(run);
    }

    /// The record of a row, where it was read again.
    pub(super) fn record(&self, row: usize) -> Option<Numbers<'_>> {
        let place = self.places.of(row)?;
        let number = self.firsts.partition_point(|first| *first <= place) - 1;
        let run = &self.runs[number];
        let width = run.layout.width();
        let from = (place - self.firsts[number]) * width;
        Some(Numbers { layout: &run.layout, own: &run.numbers[from..from + width] })
    }
}

impl Numbers<'_> {
    /// The line on which the record starts.
    pub(super) const fn line(self) -> u32 {
        self.own[0]
    }

    /// The number of a field, if the record has one.
    pub(super) fn of(self, field: Field) -> Option<u32> {
        let number = match self.layout.said[field.index()] {
            Said::Nothing => return None,
            Said::Always(number) => number,
            Said::At(place) => self.own[usize::from(place)],
        };
        (number != NO_TEXT).then_some(number)
    }
}

/// A day as a number of a record.
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
    fn a_record_is_found_by_its_row_and_says_what_was_put() {
        let rows = [3, 4, 64, 1000, 1001];
        let mut kept = Kept::new(rows.into_iter());
        let mut layout = Layout::new();
        let place = layout.add(Field::School);
        layout.set(Field::Provider, 1);
        let mut first = Run::new(layout, 3);
        for line in [10, 11, 12] {
            first.push(line)[place] = line % 2;
        }
        first.renumber(&[7, 8]);
        let mut second = Run::new(Layout::new(), 2);
        second.push(5);
        second.push(9);
        kept.push(first);
        kept.push(second);
        let told = |row: usize| {
            kept.record(row).map(|own| (own.line(), own.of(Field::School), own.of(Field::Provider), own.of(Field::Sex)))
        };
        assert_eq!(told(3), Some((10, Some(7), Some(8), None)));
        assert_eq!(told(4), Some((11, Some(8), Some(8), None)));
        assert_eq!(told(64), Some((12, Some(7), Some(8), None)));
        assert_eq!(told(1000), Some((5, None, None, None)));
        assert_eq!(told(1001), Some((9, None, None, None)));
        assert_eq!([0, 5, 65, 999, 1002, 100_000].map(told), [None; 6]);
    }
}
