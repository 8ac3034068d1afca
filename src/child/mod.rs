//! Works out what counts for each child: repeated and withdrawn contacts, the facts about the child on a day, and the timeline.

pub(crate) mod another_child_seen;
mod attended_and_missed;
pub(crate) mod details;
pub(crate) mod doubtful;
pub(crate) mod doubtful_deaths;
pub(crate) mod duplicates;
pub(crate) mod facts;
pub(crate) mod reread;
pub mod timeline;
pub(crate) mod two_children;
pub(crate) mod unreliable_sources;
mod versions;
pub(crate) mod withdrawn;
