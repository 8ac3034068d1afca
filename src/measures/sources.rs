//! Counts failed contacts by group and source. If most of a group's failed contacts come from one source, the group may stand out only
//! because of how one system records. With only one source, nothing is counted.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::people::{Demographics, band_names};
use crate::disclosure::TrueCount;
use crate::disclosure::one_source::GroupSources;
use crate::numbers::add_each;
use crate::pipeline::Detected;
use crate::vocabulary::Kind;

/// Failed contacts of the last 12 months by source.
pub(crate) struct FailedBySource {
    /// The number of sources; 0 if there is only one.
    sources: usize,
    /// By code of the kind, then source.
    kinds: Vec<u64>,
    /// By demographics of the children, then source.
    people: HashMap<Demographics, Box<[u64]>, FixedState>,
    /// One child's counts: a buffer that is reused.
    counts_of_child: Vec<u64>,
    has_noted: bool,
}

impl FailedBySource {
    pub(crate) fn new(sources: usize) -> Self {
        let sources = if sources > 1 { sources } else { 0 };
        Self {
            sources,
            kinds: vec![0; sources * Kind::ALL.len()],
            people: HashMap::default(),
            counts_of_child: vec![0; sources],
            has_noted: false,
        }
    }

    /// Whether there are several sources to count.
    #[inline]
    pub(crate) const fn is_on(&self) -> bool {
        self.sources > 0
    }

    /// Notes a failed contact of a child.
    pub(crate) fn note(&mut self, source: usize, kind: u8) {
        self.kinds[usize::from(kind) * self.sources + source] += 1;
        self.counts_of_child[source] += 1;
        self.has_noted = true;
    }

    /// Adds the noted contacts of a child.
    pub(crate) fn add_child(&mut self, person: Demographics) {
        if std::mem::take(&mut self.has_noted) {
            let all = self.people.entry(person).or_insert_with(|| vec![0; self.sources].into());
            add_each(all, self.counts_of_child.iter_mut().map(std::mem::take));
        }
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: Self) {
        add_each(&mut self.kinds, other.kinds);
        for (person, more) in other.people {
            let all = self.people.entry(person).or_insert_with(|| vec![0; self.sources].into());
            add_each(all, more);
        }
    }

    /// The counts by dimension and group, named as in the table.
    pub(crate) fn by_group(&self, review: &Detected) -> GroupSources {
        let mut sources = GroupSources::default();
        if !self.is_on() {
            return sources;
        }
        sources.services.resize(self.sources, std::collections::BTreeSet::new());
        for part in &review.intake.parts.list {
            let names = part.to.services.iter().map(|service| review.intake.services[*service].clone());
            sources.services[part.source].extend(names);
        }
        for (kind, counts) in Kind::ALL.iter().zip(self.kinds.chunks(self.sources)) {
            add(&mut sources, "kind", Some(kind.word().to_owned()), counts);
        }
        let bands = band_names(review.settings.review.under_age);
        let localities = &review.intake.localities;
        for (person, counts) in &self.people {
            let locality = person.locality().map(|number| localities[number as usize].clone());
            for (dimension, group) in [
                ("age_band", person.age_band().map(|band| bands[usize::from(band)].clone())),
                ("sex", person.sex().map(|sex| sex.word().to_owned())),
                ("ethnic_group", person.ethnic_group().map(|group| group.word().to_owned())),
                ("deprivation_quintile", person.deprivation_quintile().map(|fifth| fifth.to_string())),
                ("locality", locality.filter(|name| super::breakdown::is_known(name))),
            ] {
                add(&mut sources, dimension, group, counts);
            }
        }
        sources
    }
}

fn add(sources: &mut GroupSources, dimension: &'static str, group: Option<String>, counts: &[u64]) {
    if counts.iter().all(|count| *count == 0) {
        return;
    }
    let groups: &mut BTreeMap<_, _> = sources.failed.entry(dimension).or_default();
    let all = groups.entry(group).or_insert_with(|| vec![TrueCount::default(); counts.len()]);
    add_each(all, counts.iter().copied().map(TrueCount::new));
}
