//! The commissioner pack: figures about an area's services, with nothing about any one child.

mod answers;
pub(crate) mod charts;
mod listed;
mod one_source;
mod pack;
mod page;
mod published_pack;
mod range;
mod reviewed;
mod tables;
mod unfinished;
mod views;

pub(crate) use pack::{PackFolders, PackOutcome, make};
pub(crate) use unfinished::UnfinishedMonth;
