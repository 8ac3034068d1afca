//! Who is who: identity, duplicates, what is known of each child, and their timelines.

pub mod another;
pub mod doubt;
pub mod duplicates;
pub mod facts;
pub mod identity;
pub mod known;
pub mod reread;
pub mod screen;
pub mod timeline;
mod versions;
