//! Properties of every area, tested on generated ones with several sources, a register, and the faults of real extracts.

#[path = "../support/mod.rs"]
mod support;

mod area;
mod cases;
mod order;
mod rules;
mod system;
