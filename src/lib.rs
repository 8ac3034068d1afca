//! Failed contact review.

pub mod cases;
pub mod child;
pub mod config;
pub mod contact;
pub mod day;
pub mod extract;
pub mod field;
pub mod intake;
pub mod problem;
pub mod quality;
pub mod review;
pub mod rules;
pub mod stop;
pub mod text;
pub mod vocabulary;
