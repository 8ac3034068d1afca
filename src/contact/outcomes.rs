//! What the outcome of a record means, looked up once for each distinct text.

use super::flags;
use super::outcome_texts::{FallsBack, OutcomeTexts};
use super::source_record::SourceRecord;
use crate::cells::cell::Cell;
use crate::cells::memo::Memo;
use crate::config::settings::Source;
use crate::extract::cell::Record;
use crate::field::Field;
use crate::text::{fold, mentions_death};
use crate::vocabulary::{Kind, Outcome};

/// The meaning of an outcome's text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    /// What came of the contact; `None` if the text is not mapped.
    pub(super) outcome: Option<Outcome>,
    /// The kind of contact that a built-in code implies, if it does.
    pub(super) kind: Option<Kind>,
    /// Whether it says that the child has died.
    pub(super) death: bool,
    /// The number of the text in the part's [`OutcomeTexts`].
    pub(super) text: u32,
}

/// The meanings of the outcomes of a part of a file, keyed by their cells.
#[derive(Default)]
pub(super) struct Outcomes {
    /// For an outcome in one column.
    cells: Memo<Read>,
    /// For an outcome in several columns: keyed by the cells with a NUL between them, which no cell contains.
    together: Memo<Read>,
    key: Vec<u8>,
}

impl Outcomes {
    /// The meaning of a record's outcome, if its cells were read before.
    #[inline]
    pub(super) fn known<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Option<Read> {
        if row.has_more_of_outcome() {
            let length = flags::key(row, &mut self.key);
            self.together.find(Cell::new(&self.key, length))
        } else {
            self.cells.find(row.cell(Field::Outcome))
        }
    }

    /// The meaning of an outcome's only cell, if it was read before.
    #[inline(always)]
    pub(super) fn of_cell(&self, cell: Cell<'_>) -> Option<Read> {
        self.cells.find(cell)
    }

    /// Reads and remembers the meaning of a record's outcome; blank is `pending`. `texts` gives the text its number.
    #[inline(never)]
    pub(super) fn read<'r>(
        &mut self,
        source: &Source,
        row: &SourceRecord<'r, impl Record<'r>>,
        texts: &mut OutcomeTexts,
    ) -> Read {
        let parts = row.outcome_parts();
        let columns = row.columns.outcome_more.len() + 1;
        let look_up = |text: &str| {
            let folded = fold(text);
            let outcome = source.outcomes.get(&folded).copied().or_else(|| Outcome::from_word(&folded))?;
            let death = mentions_death(text) || source.deaths.contains(&folded);
            Some((outcome, source.kinds_of_outcomes.get(&folded).copied(), death))
        };
        let found = flags::look_up(&parts, columns, look_up);
        // A blank first column means `pending`, whatever the others say.
        let (found, columns_read) = match found {
            Ok((found, count)) => (Some(found), count),
            Err(true) => (Some((Outcome::Pending, None, false)), 1),
            Err(false) => (None, parts.len()),
        };
        let death_in_reason = parts[1..].iter().any(|part| mentions_death(part));
        let outcome = found.map(|(outcome, ..)| outcome);
        let read = Read {
            outcome,
            kind: found.and_then(|(_, kind, _)| kind),
            death: death_in_reason || found.is_some_and(|(.., death)| death),
            text: texts.number(&parts.join(" | "), outcome, FallsBack::new(&parts, columns_read)),
        };
        if row.has_more_of_outcome() {
            let length = flags::key(row, &mut self.key);
            self.together.keep(Cell::new(&self.key, length), read);
        } else {
            self.cells.keep(row.cell(Field::Outcome), read);
        }
        read
    }
}
