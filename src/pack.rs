//! The two packs of a run: a folder of reports for one audience each, below the folder of the as-of date.

/// The identifiable pack, for the safeguarding team.
pub const SAFEGUARDING: &str = "safeguarding";
/// The aggregate pack, disclosure-controlled, for commissioners.
pub const COMMISSIONER: &str = "commissioner";
