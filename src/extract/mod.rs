//! Turns the bytes of extracts into records: encodings, strict CSV with true line numbers, and the header that says which column
//! is which.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "offsets in a stretch and line numbers are small; bits are taken apart on purpose"
)]

pub mod blocks;
pub mod cell;
pub(crate) mod checksum;
pub(crate) mod columns;
pub(crate) mod encoding;
mod hint;
pub(crate) mod open;
pub(crate) mod parts;
pub(crate) mod quoted;
pub mod record;
pub(crate) mod stamp;
mod word;
