//! Statistics of published counts: limits of a proportion, funnels, control charts.

pub(crate) mod funnel;
pub(crate) mod newcombe;
pub(crate) mod slope;
pub(crate) mod spc;
pub(crate) mod wilson;
