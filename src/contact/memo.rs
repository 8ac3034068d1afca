//! What the cells of a column mean, by their bytes: cells repeat, so each text is looked at once.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// How many different cells are remembered.
const REMEMBERED: usize = 1 << 16;
/// Cells that are found without a search.
const NEAR: usize = 64;

/// Remembers what cells mean.
pub struct Memo<T> {
    near: Vec<Option<(Box<[u8]>, T)>>,
    all: HashMap<Box<[u8]>, T, FixedState>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { near: (0..NEAR).map(|_| None).collect(), all: HashMap::default() }
    }
}

impl<T: Copy> Memo<T> {
    /// What a cell means, if it is remembered.
    pub fn find(&mut self, cell: &[u8]) -> Option<T> {
        let near = &mut self.near[place(cell)];
        if let Some((known, meaning)) = near
            && **known == *cell
        {
            return Some(*meaning);
        }
        let meaning = *self.all.get(cell)?;
        *near = Some((cell.into(), meaning));
        Some(meaning)
    }

    /// Remembers what a cell means.
    pub fn keep(&mut self, cell: &[u8], meaning: T) {
        if self.all.len() < REMEMBERED {
            self.all.insert(cell.into(), meaning);
        }
    }
}

/// Where a cell is looked for first.
fn place(cell: &[u8]) -> usize {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return 0 };
    let middle = cell[cell.len() / 2];
    (cell.len() + usize::from(*first) * 3 + usize::from(middle) * 7 + usize::from(*last) * 13) % NEAR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart_even_where_they_are_looked_for_in_one_place() {
        let mut memo = Memo::default();
        let cells: Vec<String> = (0..1000).map(|number| format!("service {number}")).collect();
        for (number, cell) in cells.iter().enumerate() {
            assert_eq!(memo.find(cell.as_bytes()), None);
            memo.keep(cell.as_bytes(), number);
        }
        for _ in 0..2 {
            for (number, cell) in cells.iter().enumerate() {
                assert_eq!(memo.find(cell.as_bytes()), Some(number));
            }
        }
        assert_eq!(memo.find(b""), None);
    }
}
