//! The charts of the commissioner pack, each a picture, its numbers as a table, and a sentence.
//!
//! They are made from what is [`Published`](crate::disclosure::published::Published) and from nothing else, so no chart
//! can say more than the tables do: every position is worked out from printed counts and rounded to a tenth of a pixel, a
//! count or rate that is not printed is a gap, and every number that a chart writes is in its table.
//!
//! A picture carries its colours and sizes in itself, so that it can be saved, printed or sent alone. It is drawn 720
//! wide with text of 15, or 460 where a telephone can show it whole; [`STYLE`] keeps it wide enough there, where its frame
//! scrolls, for that text to be 12 pixels or more. Nothing is told by colour alone: what stands out has a shape, and which way it points is told by
//! filled (concern) and hollow (improvement). A failed contact is a child who was not seen, so a rising or high share is
//! the concern, a falling or low one the improvement.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "marks and characters on a canvas are few, and not negative"
)]

mod canvas;
mod control;
mod equity;
mod follow_up;
mod funnel;
mod marks;
#[cfg(test)]
pub(super) mod sample;
mod series;
mod standouts;
#[cfg(test)]
mod tests;
mod thresholds;
mod trend;
mod words;

use serde::Serialize;

pub(crate) use control::control_charts;
pub(crate) use equity::{different, equity, id as equity_id, name as group_name, spoken};
pub(crate) use follow_up::{follow_up, sentence as follow_up_sentence};
pub(crate) use funnel::funnels;
pub(crate) use standouts::{begins, has_both, rows_of, slope_sentence, standouts, worse_lately};
pub(crate) use thresholds::thresholds;
pub(crate) use trend::trend;
pub(crate) use words::{by_chance, count, exact, is_above, is_one, percent, points, signed, with_limits};

/// What a page's style sheet needs for the charts: put [`Chart::svg`] into an element of the class `chart-frame`.
pub(crate) const STYLE: &str = "\
.chart-frame { overflow-x: auto; max-width: 760px; background: #fff; }
.chart { display: block; width: 100%; min-width: 600px; height: auto; }
.chart.narrow { min-width: 368px; max-width: 500px; }
@media print {
  .chart-frame { overflow: visible; break-inside: avoid; }
  .chart, .chart.narrow { min-width: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
";

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Chart {
    /// Its anchor on the page; unique in the pack, and begins with a letter.
    pub(crate) id: String,
    pub(crate) heading: String,
    /// Whether the picture itself says its heading.
    pub(crate) titled: bool,
    /// The `<svg>` element: markup, every text in it escaped.
    pub(crate) svg: String,
    /// What it shows and what it does not, in a sentence of plain text.
    pub(crate) sentence: String,
    /// What the numbers beside its points stand for; blank where there are none. On paper the table is folded away.
    pub(crate) numbered: String,
    pub(crate) table_head: Vec<String>,
    /// Its table's rows; the first cell of each is the row's head. Text to be escaped as any other.
    pub(crate) table_rows: Vec<Vec<String>>,
}

/// The heads of a table that are written as its first line: `Service | Due contacts`.
pub(crate) fn head(heads: &str) -> Vec<String> {
    heads.split(" | ").map(str::to_owned).collect()
}
