//! From the bytes of extracts to records: encoding, strict CSV with true line numbers, and the header that says which
//! column is which.

pub mod blocks;
pub mod cell;
pub(crate) mod columns;
pub(crate) mod digest;
pub(crate) mod encoding;
mod hint;
pub(crate) mod open;
pub(crate) mod parts;
mod quoted;
pub mod record;
pub(crate) mod stamp;
mod word;
