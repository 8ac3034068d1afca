//! Statistics of published counts: limits of a proportion, funnels, control charts.

pub mod funnel;
pub mod newcombe;
pub mod slope;
pub mod spc;
pub mod wilson;
