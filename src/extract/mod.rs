//! From the bytes of extracts to records: encoding, strict CSV with true line numbers, and the header that says which
//! column is which.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places in a stretch, and lines of a file, are few; bits are taken apart"
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
