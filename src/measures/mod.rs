//! Makes the counts of a commissioner pack before disclosure control: contacts and children, month end by month end.
//!
//! The counts are [`crate::disclosure::TrueCount`]s, which only disclosure control can read.

mod beginnings;
mod breakdown;
mod due;
mod follow_up;
mod groups;
mod listed;
mod measure;
mod on_day;
mod packed_contacts;
mod pass;
mod people;
mod pooled;
mod records;
mod rule_timelines;
mod sets;
mod sources;
#[cfg(test)]
mod tests;
mod thresholds;
mod up_to;

pub(crate) use measure::measure;
pub(crate) use records::{Covered, IncompleteSources};
