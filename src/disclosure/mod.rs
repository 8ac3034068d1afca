//! Disclosure control: the only door to the commissioner pack.
//!
//! True counts go in, counts that may be published come out, or a refusal. In this order: groups of too few children are
//! merged (`merge`), small counts and small remainders are suppressed and the others rounded (`draft`, `printed`), and
//! then all tables together, with the earlier packs, are read as somebody would who knows these rules (`reader`) and wants
//! to know what is behind a `[c]`; where that would succeed, more is hidden (`gate`). `docs/disclosure.md` is the page for
//! people.

pub(crate) mod columns;
pub(crate) mod counts;
mod draft;
pub(crate) mod earlier;
mod gate;
mod merge;
pub(crate) mod one_source;
pub(crate) mod period;
mod printed;
pub(crate) mod published;
mod reader;
mod solve;
mod system;
mod tables;
mod tally;
#[cfg(test)]
mod tests;
mod true_count;

use std::collections::BTreeMap;
use std::fmt;

use crate::config::settings::Settings;
use crate::day::Month;
use counts::Measures;
use earlier::EarlierPack;
use published::Published;
pub(crate) use tally::{KNOWN_BY_NAME, Tally};
// For the tests that must not compile, which see the program from outside.
pub use true_count::TrueCount;

/// The row of all services together.
pub(crate) const ALL_SERVICES: &str = "All services";

/// The row of the groups that are too small for a row of their own.
pub(crate) const OTHER: &str = "Other (merged)";

/// The row of the children or contacts of whom the group is not known.
pub(crate) const NOT_KNOWN: &str = "Not known";

/// Why no pack may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no month to speak for.
    NoMonth,
    /// Hiding more does not end before a count stays open.
    Open,
    /// It takes too long to find out.
    TooLong,
    /// There is too much to be looked at together.
    TooLarge,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoMonth => "there is no complete month to speak for",
            Self::Open => "a hidden count could be worked out from what would be published, now or before",
            Self::TooLong => {
                "it could not be shown in time that no hidden count can be worked out, with the earlier packs or without"
            }
            Self::TooLarge => "the tables and those of the earlier packs are too large to be checked together",
        })
    }
}

impl std::error::Error for Refusal {}

/// The tables of the commissioner pack, protected; `earlier` are the packs that are in the same folder already, in any
/// order. Those of the same month, and those that share none of the months with this pack, are not looked at.
///
/// # Errors
/// [`Refusal`], where hiding more does not help.
pub(crate) fn protect(measures: &Measures, settings: &Settings, earlier: &[EarlierPack]) -> Result<Published, Refusal> {
    let (month, draft) = hide_until_safe(measures, tables::PackSettings::from_settings(settings), earlier)?;
    Ok(draft.publish(month))
}

fn hide_until_safe(
    measures: &Measures,
    settings: tables::PackSettings,
    earlier: &[EarlierPack],
) -> Result<(Month, draft::Draft), Refusal> {
    let month = *measures.months.last().ok_or(Refusal::NoMonth)?;
    let near = |pack: &&EarlierPack| (1..36).contains(&month.since(pack.month()).abs());
    let mut packs: Vec<&EarlierPack> = earlier.iter().filter(near).collect();
    packs.sort_by_key(|pack| std::cmp::Reverse(pack.month()));
    let packs: Vec<&tables::Pack> = packs.into_iter().map(EarlierPack::pack).collect();
    let mut coarser = BTreeMap::new();
    let mut draft = draft::Draft::new(measures, settings, &coarser);
    let mut closing = gate::GateContext::new(&draft, &packs)?;
    let mut before = None;
    loop {
        match (closing.close(&mut draft), before.take()) {
            // Longer periods do not always help.
            (Err(_), Some(finer)) => return Ok((month, finer)),
            (closed, _) => closed?,
        }
        // What was hidden besides may leave too little of a series.
        let more = draft.too_fine();
        if more.is_empty() {
            return Ok((month, draft));
        }
        coarser.extend(more);
        before = Some(std::mem::replace(&mut draft, draft::Draft::new(measures, settings, &coarser)));
    }
}
