//! Writes what a run found: the safeguarding pack, whole or not at all.

mod case_tables;
mod columns;
pub mod commissioner;
pub mod csv;
mod history_tables;
mod identity_tables;
mod manifest;
mod notice_tables;
mod outputs;
pub mod pages;
pub mod publish;
mod record_tables;
pub mod safeguarding;
pub mod sink;
pub mod timeline_picture;
mod weeks_picture;
