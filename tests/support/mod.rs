//! What the tests of the whole program share: small areas in folders of their own, the program run on them, what it
//! published read back, the sample, synthetic NHS numbers, and the tools that some tests need.

#![allow(dead_code, unused_imports, reason = "every target of tests uses a part of it; all of it is used")]

mod area;
mod pack;
mod people;
mod sample;
pub mod sources;
pub mod tools;

pub use area::{AS_OF, Area, HEADER, PLAIN, Run, as_of, assert_has, assert_lacks, plain_csv, program};
pub use pack::{Pack, Row, assert_reconciles, cell, files_below, rows_of};
pub use people::{ADA, BEN, REGISTER_SOURCE, number};
pub use sample::{Output, Shared, publish, sample_config, sample_data, sample_review};
