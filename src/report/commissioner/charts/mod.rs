//! The charts of the commissioner pack. Each is a picture, a table of its numbers, and a sentence.
//!
//! They are made only from [`Published`](crate::disclosure::published::Published), so no chart can say more than the tables
//! do. Every position is calculated from printed counts and rounded to a tenth of a pixel, a count or rate that is not
//! printed is a gap, and every number that a chart shows is in its table.
//!
//! A picture has its own colours and sizes, so that it can be saved, printed or sent alone. It is 720 wide with text of size
//! 15, or 460 wide if a telephone can show it whole. [`STYLE`] keeps it wide enough on a telephone, where its frame scrolls,
//! for the text to be at least 12 pixels. No meaning depends on colour alone: a point that stands out has its own shape, which
//! is filled for a concern and hollow for an improvement. A failed contact is a child who was not seen, so a rising or high
//! share is a concern, and a falling or low share an improvement.

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
mod groups;
mod marks;
#[cfg(test)]
pub(super) mod sample;
mod series;
mod slope;
mod standouts;
#[cfg(test)]
mod tests;
mod thresholds;
mod trend;
mod words;

use serde::Serialize;

pub(crate) use control::control_charts;
pub(crate) use equity::{different, equity, id as equity_id};
pub(crate) use follow_up::{follow_up, sentence as follow_up_sentence};
pub(crate) use funnel::funnels;
pub(crate) use groups::{dimension, name as group_name, spoken, spoken_list};
pub(crate) use slope::slope_sentence;
pub(crate) use standouts::{begins, has_both, rows_of, standouts, worse_lately};
pub(crate) use thresholds::thresholds;
pub(crate) use trend::trend;
pub(crate) use words::{by_chance, count, exact, is_above, is_one, percent, points, signed, with_limits};

/// Style rules for the charts. [`Chart::svg`] must be in an element with the class `chart-frame`.
pub(crate) const STYLE: &str = "\
.chart-frame { overflow-x: auto; max-width: 760px; background: #fff; }
.chart { display: block; width: 100%; min-width: 576px; height: auto; }
.chart.narrow { min-width: 368px; max-width: 500px; }
@media print {
  .chart-frame { overflow: visible; break-inside: avoid; }
  .chart, .chart.narrow { min-width: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
";

/// A chart with everything that the page shows around it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Chart {
    /// Its anchor on the page: unique in the pack, and beginning with a letter.
    pub(crate) id: String,
    pub(crate) heading: String,
    /// Whether the picture itself has the heading.
    pub(crate) titled: bool,
    /// The `<svg>` element, in which every text is escaped.
    pub(crate) svg: String,
    /// What it shows and what it does not, as plain text.
    pub(crate) sentence: String,
    /// What the numbers beside its points mean; empty if there are none. On paper this replaces the table, which is folded.
    pub(crate) numbered: String,
    pub(crate) table_head: Vec<String>,
    /// The rows of its table, in which the first cell is the head of the row. The text is not escaped yet.
    pub(crate) table_rows: Vec<Vec<String>>,
}

/// Splits the heads of a table, written as `Service | Due contacts`.
pub(crate) fn head(heads: &str) -> Vec<String> {
    heads.split(" | ").map(str::to_owned).collect()
}
