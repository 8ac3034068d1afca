//! What can go wrong, and what the program does then: each fault has a number and at least one test that names it, and
//! `docs/reliability.md` is made from these tests (see [`document`]).
//!
//! A test's documentation is the page's text: its first line says what goes wrong, the rest what the program does then.

#![cfg_attr(windows, allow(unused_imports, reason = "some are for tests that only Unix can run"))]

#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code, reason = "whether what an attacker knows is true is asked in tests/attack")]
#[path = "../attack/attacker.rs"]
mod attacker;
mod break_in;
mod canaries;
mod clinic;
mod crowd;
mod document;
mod markup;
mod naughty;
mod stand;

mod configuration;
mod disclosure;
mod encoding;
mod files;
mod harm;
mod injection;
mod overlap;
mod processes;
mod scale;
mod secrets;
mod structure;
mod values;
mod windows;
