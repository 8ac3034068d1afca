//! From the bytes of extracts to records: encoding, strict CSV with true line numbers, and the header that says which
//! column is which.

pub mod blocks;
pub mod cell;
pub mod columns;
pub mod digest;
pub mod encoding;
mod hint;
pub mod open;
pub mod parts;
mod quoted;
pub mod record;
mod word;
