//! Who is who: identity, duplicates, what is known of each child, and their timelines.

pub(crate) mod another;
pub(crate) mod doubt;
pub(crate) mod duplicates;
pub(crate) mod facts;
pub(crate) mod known;
pub(crate) mod reread;
pub(crate) mod screen;
pub mod timeline;
mod versions;
