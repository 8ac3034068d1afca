//! What the outcome of a record means, looked up once for each different text.

use super::memo::Memo;
use super::outcome_texts::OutcomeTexts;
use super::row::Row;
use crate::config::settings::Source;
use crate::extract::cell::{Cell, Record, WINDOW};
use crate::field::Field;
use crate::text::{fold, mentions_death};
use crate::vocabulary::{Kind, Outcome};

/// What an outcome's text says.
#[derive(Clone, Copy, Debug)]
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
    /// By two cells, with a byte between them that no cell has.
    pairs: Memo<Read>,
    pair: Vec<u8>,
}

impl Outcomes {
    /// What the outcome's text means, where it was read before.
    #[inline]
    pub(super) fn known<'r>(&mut self, row: &Row<'r, impl Record<'r>>) -> Option<Read> {
        let status = row.cell(Field::Outcome);
        match row.outcome_reason_cell() {
            None => self.cells.find(status),
            Some(reason) => {
                let length = self.pair(status, reason);
                self.pairs.find(Cell::new(&self.pair, length))
            }
        }
    }

    /// Puts two cells together, with a byte between them that no cell has. How long they are.
    fn pair(&mut self, one: Cell<'_>, other: Cell<'_>) -> usize {
        self.pair.clear();
        self.pair.extend_from_slice(one.bytes());
        self.pair.push(0);
        self.pair.extend_from_slice(other.bytes());
        let length = self.pair.len();
        self.pair.extend_from_slice(&[0; WINDOW]);
        length
    }

    /// What the outcome's text means: blank is `pending`. `texts` gives it its number.
    #[inline(never)]
    pub(super) fn read<'r>(
        &mut self,
        source: &Source,
        row: &Row<'r, impl Record<'r>>,
        texts: &mut OutcomeTexts,
    ) -> Read {
        let status = row.text(Field::Outcome);
        let look_up = |text: &str| {
            let folded = fold(text);
            let outcome = source.outcomes.get(&folded).copied().or_else(|| Outcome::from_word(&folded))?;
            let death = mentions_death(text) || source.deaths.contains(&folded);
            Some((outcome, source.kinds_of_outcomes.get(&folded).copied(), death))
        };
        let reason = row.outcome_reason().filter(|reason| !reason.is_empty());
        let both = reason.as_ref().and_then(|reason| look_up(&format!("{status} | {reason}")));
        let blank = (Outcome::Pending, None, false);
        let found = both.or_else(|| if status.is_empty() { Some(blank) } else { look_up(&status) });
        // A reason that changes nothing may be free text: it is no text of an outcome then, but it may say that the child
        // has died.
        let says_so = reason.is_some_and(|own| mentions_death(&own));
        let text = if both.is_none() && found.is_some() { status.into_owned() } else { row.outcome_in_extract() };
        let outcome = found.map(|(outcome, ..)| outcome);
        let read = Read {
            outcome,
            kind: found.and_then(|(_, kind, _)| kind),
            death: says_so || found.is_some_and(|(.., death)| death),
            text: texts.number(&text, outcome),
        };
        let cell = row.cell(Field::Outcome);
        match row.outcome_reason_cell() {
            None => self.cells.keep(cell, read),
            Some(reason) => {
                let length = self.pair(cell, reason);
                self.pairs.keep(Cell::new(&self.pair, length), read);
            }
        }
        read
    }
}
