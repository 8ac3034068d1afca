//! Turns records into contacts: reads their cells and keeps the values in narrow columns.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "days, codes and numbers are packed into few bytes, of widths that are asserted where they are packed"
)]

mod column;
pub(crate) mod columns;
mod contact_id;
mod days_of_formats;
pub(crate) mod dictionary;
mod equal;
pub(crate) mod factors;
pub mod fate;
pub(crate) mod file;
mod flags;
pub(crate) mod full_name;
pub(crate) mod left_out;
pub(crate) mod local_id;
pub(crate) mod map;
mod meanings;
pub(crate) mod name;
pub(crate) mod outcome_texts;
mod outcomes;
pub(crate) mod person;
pub(crate) mod places;
pub mod print;
pub mod short;
pub(crate) mod sink;
mod small_letters;
pub(crate) mod source_record;
pub(crate) mod swallowed;
pub(crate) mod unnamed;
pub(crate) mod unpadded_dates;
pub(crate) mod wrapped;
