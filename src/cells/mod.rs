//! What a cell says: dates, times, NHS numbers and the like, as extracts write them. Constants of the configuration are read by the
//! same, so that no run finds out late what could be said at once.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "words of cells are taken apart by bits, and digits are few"
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
