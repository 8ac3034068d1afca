//! Writes what a run found: the safeguarding pack and the commissioner pack, each whole or not at all.

mod case_tables;
pub(crate) mod commissioner;
pub(crate) mod csv;
mod history_tables;
mod identity_tables;
mod manifest;
mod notice_tables;
mod outputs;
pub mod pages;
pub mod publish;
mod record_tables;
pub(crate) mod safeguarding;
pub mod sink;
pub(crate) mod timeline_picture;
mod weeks_picture;
