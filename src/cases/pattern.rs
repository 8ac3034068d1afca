//! The shape of a child's failed contacts in the review period (§3: "partial, selective, intermittent and persistent").

use std::collections::BTreeSet;

use crate::child::timeline::Timeline;
use crate::service::ServiceNumber;
use crate::vocabulary::Pattern;

/// The fewest failed contacts of the persistent pattern, whatever the threshold of `repeated`.
const PERSISTENT: usize = 3;

/// The first pattern that applies. A child without failed contacts has none.
pub fn pattern(timeline: &Timeline) -> Option<Pattern> {
    let first = timeline.failed.first()?;
    let seen_since = timeline.seen_in_period().any(|c| c.day >= first.day);
    if timeline.failed.len() >= PERSISTENT && !seen_since {
        return Some(Pattern::Persistent);
    }
    let failed: BTreeSet<ServiceNumber> = timeline.failed.iter().map(|f| f.service).collect();
    let seen: BTreeSet<ServiceNumber> = timeline.seen_in_period().map(|c| c.service).collect();
    let both = failed.intersection(&seen).next().is_some();
    Some(if both {
        Pattern::Intermittent
    } else if seen.is_empty() {
        Pattern::Partial
    } else {
        Pattern::Selective
    })
}
