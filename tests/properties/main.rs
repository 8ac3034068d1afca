//! What holds of every area: over generated ones with several sources, a register, and what real extracts do to them.

#[path = "../support/mod.rs"]
mod support;

mod area;
mod cases;
mod order;
mod rules;
mod system;
