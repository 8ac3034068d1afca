//! Columns of ten million values and more, in pieces: they grow without being copied, and what is given back while they
//! grow is used again.

use std::ops::Index;

/// Values of a piece.
const PIECE: usize = 1 << 16;

/// One value a row.
#[derive(Clone, Debug)]
pub struct Column<T> {
    /// All full, but the last.
    pieces: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Column<T> {
    /// How many values there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a value.
    pub fn push(&mut self, value: T) {
        self.room().push(value);
        self.len += 1;
    }

    /// The piece to which values are added next, which has room for one.
    fn room(&mut self) -> &mut Vec<T> {
        if self.len == self.pieces.len() * PIECE {
            // The first grows as it may: most files are small.
            self.pieces.push(if self.pieces.is_empty() { Vec::new() } else { Vec::with_capacity(PIECE) });
        }
        let last = self.pieces.len() - 1;
        &mut self.pieces[last]
    }

    /// Adds the values of another column, each changed. Each piece of the other is given back once it has been added.
    pub fn extend(&mut self, other: Self, change: impl Fn(T) -> T) {
        for piece in other.pieces {
            let mut values = &piece[..];
            while !values.is_empty() {
                let room = self.room();
                let (now, later) = values.split_at(values.len().min(PIECE - room.len()));
                room.extend(now.iter().map(|value| change(*value)));
                self.len += now.len();
                values = later;
            }
        }
    }

    /// Adds a value until there are so many.
    fn fill(&mut self, len: usize, value: T) {
        while self.len < len {
            let missing = len - self.len;
            let room = self.room();
            let now = missing.min(PIECE - room.len());
            room.resize(room.len() + now, value);
            self.len += now;
        }
    }

    /// All values, in order.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.pieces.iter().flatten().copied()
    }
}

impl<T> Index<usize> for Column<T> {
    type Output = T;

    fn index(&self, row: usize) -> &T {
        &self.pieces[row / PIECE][row % PIECE]
    }
}

impl<T: Copy> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut column = Self::default();
        for value in values {
            column.push(value);
        }
        column
    }
}

/// A column of which most values are `default`: it takes memory only from the first value that is not.
#[derive(Clone, Debug)]
pub struct Sparse<T> {
    default: T,
    values: Column<T>,
}

impl<T: Copy + PartialEq> Sparse<T> {
    /// A column of nothing but `default`.
    pub fn new(default: T) -> Self {
        Self { default, values: Column::default() }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> T {
        if row < self.values.len() { self.values[row] } else { self.default }
    }

    /// Sets the value of a row behind all others.
    pub fn set(&mut self, row: usize, value: T) {
        if value != self.default {
            self.values.fill(row, self.default);
            self.values.push(value);
        }
    }

    /// Adds the rows of `other` from row `base` on, each value changed by `change` unless it is the default.
    pub fn append(&mut self, base: usize, other: Self, change: impl Fn(T) -> T) {
        if !other.values.is_empty() {
            self.values.fill(base, self.default);
            let default = self.default;
            self.values.extend(other.values, |value| if value == default { default } else { change(value) });
        }
    }

    /// The values up to the last row that has another than the default.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.values.iter()
    }

    /// Whether every row has the default.
    pub const fn is_plain(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_one_row_of_values_wherever_its_pieces_end() {
        let mut column: Column<u32> = (0..PIECE as u32 - 1).collect();
        let more: Column<u32> = (PIECE as u32 - 1..3 * PIECE as u32 + 5).collect();
        column.extend(more, |value| value);
        column.extend((0..3).collect(), |value| value + 7);
        assert_eq!(column.len(), 3 * PIECE + 8);
        for row in [0, PIECE - 2, PIECE - 1, PIECE, 2 * PIECE, 3 * PIECE + 4] {
            assert_eq!(column[row], row as u32);
        }
        assert_eq!(column.iter().skip(3 * PIECE + 5).collect::<Vec<_>>(), [7, 8, 9]);
        assert_eq!(column.iter().count(), column.len());
    }

    #[test]
    fn a_sparse_column_takes_memory_from_the_first_value_on() {
        let mut column = Sparse::new(0);
        column.set(0, 0);
        assert!(column.is_plain());
        column.set(2, 7);
        column.set(3, 0);
        assert_eq!([column.get(0), column.get(2), column.get(3), column.get(99)], [0, 7, 0, 0]);
        let mut all = Sparse::new(0);
        all.append(5, column, |v| v + 1);
        assert_eq!([all.get(5), all.get(7), all.get(8)], [0, 8, 0]);
    }
}
