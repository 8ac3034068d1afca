//! What holds of every area: over generated ones with several sources, a register, and what real extracts do to them.

mod area;
mod cases;
mod order;
mod system;
