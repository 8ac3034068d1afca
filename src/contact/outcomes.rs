//! What the outcome of a record means, looked up once for each different text.

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

/// What an outcome's text says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    /// What came of the contact; none where nobody has mapped the text.
    pub(super) outcome: Option<Outcome>,
    /// The kind that a code of a built-in set speaks of.
    pub(super) kind: Option<Kind>,
    /// Whether it says that the child has died.
    pub(super) death: bool,
    /// The number of the text among all of the part.
    pub(super) text: u32,
}

/// What the outcomes of a part of a file mean, by their cells.
#[derive(Default)]
pub(super) struct Outcomes {
    cells: Memo<Read>,
    /// By several cells, with a byte between them that no cell has.
    together: Memo<Read>,
    key: Vec<u8>,
}

impl Outcomes {
    /// What the outcome's text means, where it was read before.
    #[inline]
    pub(super) fn known<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Option<Read> {
        if row.has_more_of_outcome() {
            let length = flags::key(row, &mut self.key);
            self.together.find(Cell::new(&self.key, length))
        } else {
            self.cells.find(row.cell(Field::Outcome))
        }
    }

    /// What an outcome's only cell means, where it was read before.
    #[inline(always)]
    pub(super) fn of_cell(&self, cell: Cell<'_>) -> Option<Read> {
        self.cells.find(cell)
    }

    /// What the outcome's text means: blank is `pending`. `texts` gives it its number.
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
        // Where the first columns mean something without the others, these change nothing.
        let (found, columns_read) = match found {
            Ok((found, count)) => (Some(found), count),
            Err(true) => (Some((Outcome::Pending, None, false)), 1),
            Err(false) => (None, parts.len()),
        };
        let says_so = parts[1..].iter().any(|part| mentions_death(part));
        let outcome = found.map(|(outcome, ..)| outcome);
        let read = Read {
            outcome,
            kind: found.and_then(|(_, kind, _)| kind),
            death: says_so || found.is_some_and(|(.., death)| death),
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
