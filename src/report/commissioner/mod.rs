//! The commissioner pack: what an area's services together look like, with nothing about one child.

pub mod charts;
