//! A column in which almost every row has the default value. It takes memory only up to the last row that differs.

/// One value a row.
#[derive(Clone, Debug)]
pub(crate) struct Sparse<T> {
    default: T,
    /// The values up to the last row that differs from the default.
    values: Vec<T>,
}

impl<T: Copy + PartialEq> Sparse<T> {
    /// A column in which every row has the default.
    pub(crate) const fn new(default: T) -> Self {
        Self { default, values: Vec::new() }
    }

    /// The value of a row.
    pub(crate) fn get(&self, row: usize) -> T {
        self.values.get(row).copied().unwrap_or(self.default)
    }

    /// Sets the value of a row, which must come after every row set so far.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        if value != self.default {
            self.values.resize(row, self.default);
            self.values.push(value);
        }
    }

    /// Adds the rows of `other` from row `base` on, each value changed by `change` unless it is the default.
    pub(crate) fn append(&mut self, base: usize, other: &Self, change: impl Fn(T) -> T) {
        for (row, value) in other.values.iter().enumerate().filter(|(_, value)| **value != other.default) {
            self.set(base + row, change(*value));
        }
    }

    /// The values up to the last row that differs from the default.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.values.iter().copied()
    }

    /// Changes every value but the default.
    pub(crate) fn change(&mut self, change: impl Fn(T) -> T) {
        let default = self.default;
        self.values.iter_mut().filter(|value| **value != default).for_each(|value| *value = change(*value));
    }

    /// Whether every row has the default.
    pub(crate) const fn is_plain(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparse_column_takes_memory_only_up_to_its_last_value() {
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
}
