//! Disclosure control: the only way into the commissioner pack.
//!
//! True counts go in; counts that may be published, or a refusal, come out. First, groups of too few children are merged
//! (`merge`). Then small counts and small remainders are suppressed, and the others rounded (`draft`, `printed`). Finally all
//! tables, together with the earlier packs, are read as an attacker would read them who knows these rules and wants to know
//! what is behind a `[c]` (`reader`); if the attack would succeed, more is hidden (`gate`). `docs/disclosure.md` explains
//! this to people.

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

/// The label of all services together.
pub(crate) const ALL_SERVICES: &str = "All services";

/// The label of the groups that are too small for rows of their own.
pub(crate) const OTHER: &str = "Other (merged)";

/// The label of the children or contacts whose group is not known.
pub(crate) const NOT_KNOWN: &str = "Not known";

/// Why no pack may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no complete month to report.
    NoMonth,
    /// However much is hidden, a hidden count could still be worked out.
    Open,
    /// The check takes too long.
    TooLong,
    /// There are too many cells to check together.
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

/// Makes the tables of the commissioner pack safe to publish. `earlier` are the packs already in the same folder, in any order;
/// packs of the same month, and packs that share no month with this one, are ignored.
///
/// # Errors
/// A [`Refusal`] if no safe pack can be made.
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
    let mut gate = gate::GateContext::new(&draft, &packs)?;
    let mut before = None;
    loop {
        match (gate.close(&mut draft), before.take()) {
            // Longer periods do not always help, so fall back on the draft before.
            (Err(_), Some(finer)) => return Ok((month, finer)),
            (closed, _) => closed?,
        }
        // So much may have been hidden that a series shows too little: try again with longer periods.
        let too_fine = draft.too_fine();
        if too_fine.is_empty() {
            return Ok((month, draft));
        }
        coarser.extend(too_fine);
        before = Some(std::mem::replace(&mut draft, draft::Draft::new(measures, settings, &coarser)));
    }
}
