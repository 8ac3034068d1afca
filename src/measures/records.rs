//! Finds the sources without records of two whole years. A year is compared with the year before only if the sources have records of both.

use std::collections::BTreeSet;

use super::beginnings::SourceBeginnings;
use crate::day::Month;
use crate::disclosure::{NOT_KNOWN, OTHER};
use crate::pipeline::Detected;

/// The sources without records of all of the 12 months before the last 12.
#[derive(Debug, Default)]
pub(crate) struct IncompleteSources {
    late: Vec<LateSource>,
    covered: Covered,
}

/// How much of the 12 months there are records of, whichever source they come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Covered {
    /// All of them.
    #[default]
    All,
    /// Those from this month on, of which the first may not be whole.
    From { first: Month, is_whole: bool },
    /// None.
    Nothing,
}

/// A source that begins too late, with what it may have contacts of.
#[derive(Debug)]
struct LateSource {
    /// Its first whole month.
    begins: Month,
    services: BTreeSet<String>,
    providers: BTreeSet<String>,
}

impl IncompleteSources {
    /// Finds the sources without records of all of the 12 months from `before` on, among those with a contact up to the end of `last`.
    pub(super) fn find(review: &Detected, begin: &SourceBeginnings, before: Month, last: Month) -> Self {
        let of_source = |(source, begins): (usize, Month)| {
            let mut late = LateSource { begins, services: BTreeSet::new(), providers: BTreeSet::new() };
            for part in review.intake.parts.list.iter().filter(|part| part.source == source) {
                late.services.extend(part.to.services.iter().map(|service| review.intake.services[*service].clone()));
            }
            let providers = review.intake.providers_of.numbers.get(source).into_iter().flatten();
            late.providers.extend(providers.map(|number| review.intake.providers[*number as usize].clone()));
            late
        };
        let late = begin.whole_months(last.last_day()).filter(|(_, begins)| *begins > before);
        Self { late: late.map(of_source).collect(), covered: Covered::find(begin, before.plus(12), last) }
    }

    /// How much of the 12 months there are records of.
    pub(crate) const fn covered(&self) -> Covered {
        self.covered
    }

    /// Whether every source has records of all of the 12 months before.
    pub(crate) const fn are_whole(&self) -> bool {
        self.late.is_empty()
    }

    /// If records of a group are incomplete, the first month for which all of its sources have records. The sources are known only for
    /// services and providers; any other group may have contacts from every source.
    pub(crate) fn first_whole_month(&self, dimension: &str, group: &str) -> Option<Month> {
        let is_named = group != OTHER && group != NOT_KNOWN;
        let may_have = |source: &&LateSource| match dimension {
            "service" if is_named => source.services.contains(group),
            "provider" if is_named => source.providers.contains(group),
            _ => true,
        };
        self.late.iter().filter(may_have).map(|source| source.begins).max()
    }

    /// Sources that begin with these months and have these services.
    #[cfg(test)]
    pub(crate) fn for_test(late: &[(&str, &[&str])]) -> Self {
        let of_source = |(begins, services): &(&str, &[&str])| LateSource {
            begins: Month::from_iso(begins).expect("a month"),
            services: services.iter().map(|name| (*name).to_owned()).collect(),
            providers: BTreeSet::new(),
        };
        Self { late: late.iter().map(of_source).collect(), covered: Covered::All }
    }
}

impl Covered {
    /// For the months from one to another.
    fn find(begin: &SourceBeginnings, first: Month, last: Month) -> Self {
        match begin.first_month(last.last_day()) {
            None => Self::Nothing,
            Some((begins, is_whole)) if begins < first || (begins == first && is_whole) => Self::All,
            Some((begins, is_whole)) => Self::From { first: begins, is_whole },
        }
    }
}
