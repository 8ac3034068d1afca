//! Reads single cells: dates, times, NHS numbers and the like, as extracts write them. Constants in the configuration are read
//! by the same code, so that errors in them are found before a run starts.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "words of cells are taken apart by bits, and numbers have few digits"
)]

pub mod cell;
pub mod dates;
mod format;
pub mod memo;
pub mod nhs;
pub(crate) mod no_id;
pub(crate) mod no_value;
mod quick;
pub(crate) mod short;
mod zone;
