//! Tests of the counts with small areas: the day before, the day and the day after each boundary.

mod activity;
mod area;
mod breakdown;
mod month_ends;
mod properties;
mod records;
mod sample;
mod thresholds;

/// The as-of date of every test that does not give another. The pack is then for 31 October 2026.
const AS_OF: &str = "2026-11-22";
