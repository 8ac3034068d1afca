//! The commissioner pack: what an area's services together look like, with nothing about one child.

pub mod charts;
mod listed;
mod pack;
mod page;
mod tables;

pub use pack::{Made, Places, make};
