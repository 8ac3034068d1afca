//! Counts what a commissioner pack counts, before disclosure control: contacts and children, month end by month end.
//!
//! What comes out is made of [`crate::disclosure::TrueCount`], which nobody but disclosure control can read.

mod begin;
mod breakdown;
mod due;
mod follow_up;
mod groups;
mod measure;
mod on_day;
mod pass;
mod people;
mod records;
mod sources;
#[cfg(test)]
mod tests;
mod thresholds;

pub(crate) use measure::measure;
pub(crate) use records::Records;
