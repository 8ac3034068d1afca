//! Disclosure control: the only door to the commissioner pack.

pub mod published;
