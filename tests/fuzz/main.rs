//! Hostile inputs by the million, on stable Rust: seeded, repeatable, and compared with slow, independent readers of the
//! same rules. `docs/fuzzing.md` says how to run one target for an hour and how to repeat what it finds.

#[path = "../support/mod.rs"]
mod support;

mod configuration;
mod drive;
mod history;
mod mutate;
mod reader;
mod record;
mod rng;
mod slow_dates;
mod strict;
mod text;
mod values;
mod whole;
