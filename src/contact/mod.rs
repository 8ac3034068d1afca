//! From records to contacts: dates, NHS numbers, codes, and the narrow columns that hold them.

mod column;
pub mod columns;
pub mod dates;
pub mod factors;
pub mod fate;
pub mod file;
mod flags;
pub mod full_name;
mod left_out;
pub mod local_id;
pub mod map;
pub mod memo;
pub mod name;
pub mod nhs;
pub mod outcome_texts;
mod outcomes;
pub mod person;
pub mod places;
pub mod print;
mod quick;
pub mod row;
pub mod wrapped;
mod zone;
