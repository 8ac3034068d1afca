//! Every child by themselves: which contacts are said twice, what is known of the child on a day, and the timeline.

pub(crate) mod another;
pub(crate) mod doubt;
pub(crate) mod duplicates;
pub(crate) mod facts;
pub(crate) mod known;
pub(crate) mod reread;
pub mod timeline;
mod versions;
pub(crate) mod withdrawn;
