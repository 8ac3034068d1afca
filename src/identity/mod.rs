//! One child or two: the pairs of children who may be one, why, and what people have decided.
//!
//! Education and social care often send no NHS number, so what they know of a child stands apart from what health services
//! know. This module finds the pairs by match keys ([`key`]), says whether the two together would be a case, and leaves
//! the decision to people ([`links`]). It joins nobody by itself, unless the configuration says so.

mod auto_join;
mod between;
mod blocks;
mod combinations;
mod filter;
mod joined_pairs;
pub(crate) mod key;
pub(crate) mod links;
mod nearly;
mod pairs;
mod settle;
pub(crate) mod shared_ids;
mod side;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::cases::{Case, ReviewInput};
use crate::child::reread::{self, Reread};
use crate::day::Day;
use crate::numbers::count;
use crate::records::{ChildRecord, ContactRecord};
use crate::stop::Stop;
use crate::store::same::JoinedBy;
use crate::store::{ChildKey, ChildNumber, PackedKey, Row};
use crate::timing::stage;
use combinations::{AllCombinations, Combination};
use joined_pairs::JoinedOutcome;
use key::MatchKey;
use links::Links;
use pairs::ChildPair;
pub(crate) use pairs::MAX_PAIRS_PER_KEY;
use shared_ids::{NamedRecords, SharedId, SharedIdKind};
use side::SideRecords;
pub(crate) use side::{Side, SideRef};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PairDecision {
    pub(crate) same: bool,
    /// The day of the decision; none where the configuration made it.
    pub(crate) on: Option<Day>,
    pub(crate) by: String,
    pub(crate) note: String,
}

/// The name under `decided_by` where the configuration made the decision.
pub(crate) const DECIDED_BY_SETTING: &str = "identity.join";

/// Two children who may be one, or about whom somebody has decided.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The first match key that holds; none where a person has brought them together by what they know.
    pub(crate) key: Option<MatchKey>,
    /// Set where one NHS number or local id seems to stand for two children: then nobody is asked whether they are one.
    pub(crate) shared: Option<SharedIdKind>,
    /// The side with the NHS number, else the first by its id.
    pub(crate) a: SideRef,
    /// The other; none where the key pairs the first with too many to list.
    pub(crate) b: Option<SideRef>,
    /// The rules that would hold for the two together, where they are not both listed now and nobody has decided.
    pub(crate) listed_together: Vec<&'static str>,
    /// Whether one or both are listed now, and the two together would not be.
    pub(crate) would_leave_list: bool,
    pub(crate) decided: Option<PairDecision>,
}

/// The pairs of children who may be one, with people's decisions.
#[derive(Default)]
pub(crate) struct Identity {
    /// The pairs: those that would be listed together first, then by key, then by the ids of both sides.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) links: Links,
    /// The combinations of names, date of birth and postcode of children in pairs, by child.
    combinations: Vec<Combination>,
    /// The range of each child's in `combinations`: the first, and the one after the last.
    combination_ranges: HashMap<ChildNumber, (u32, u32), FixedState>,
    /// The combinations of parts of children.
    part_combinations: BTreeMap<PackedKey, Vec<Combination>>,
    /// The records of numbers and ids that seem to stand for two children: 2 sides of each, one after the other.
    shared_id_sides: Vec<NamedRecords>,
    /// The texts of these records.
    reread: Reread,
    /// Each child with the index in `pairs` of each of their pairs; ascending.
    pairs_by_child: Vec<(ChildNumber, u32)>,
}

impl Identity {
    /// Finds the pairs among all children, and adds people's decisions to them.
    pub(crate) fn find(all: &ReviewInput<'_>, cases: &[Case], links: Links) -> Result<Self, Stop> {
        let (all_combinations, candidates) = stage("pairs that may be one child", || {
            let all_combinations = AllCombinations::of(all);
            let candidates = pairs::find_candidates(all, &all_combinations);
            (all_combinations, candidates)
        });
        let mut identity = Self { links, ..Self::default() };
        let mut list = identity.decided_pairs(all);
        let shared =
            identity.add_shared_ids(stage("numbers for two", || shared_ids::find_shared_ids(all, &all_combinations))?);
        // All texts are read in one go, those that only tell whether names are alike too.
        let of_pairs = list.iter().chain(&shared).flat_map(|pair| [Some(pair.a), pair.b]).flatten();
        let sides = of_pairs.chain(candidates.children().map(SideRef::Child)).collect();
        identity.reread_sides(all, &all_combinations, sides)?;
        let known: BTreeSet<ChildPair> = list.iter().filter_map(Pair::children).collect();
        let of_child = |child| identity.combinations(SideRef::Child(child));
        let found = stage("pairs: names compared", || candidates.confirm(all, (&of_child, &identity.reread), &known));
        let undecided: Vec<(ChildPair, MatchKey)> =
            found.pairs.iter().filter(|(two, _)| !known.contains(two)).map(|(two, key)| (*two, *key)).collect();
        let twos: Vec<ChildPair> = undecided.iter().map(|(two, _)| *two).collect();
        let listed: BTreeSet<ChildNumber> = cases.iter().map(|case| case.child).collect();
        let together = stage("pairs: listed together", || {
            joined_pairs::judge_pairs_joined(all, &twos, &|child| listed.contains(&child))
        })?;
        for pair in list.iter_mut().filter(|pair| pair.key.is_none()) {
            pair.key = pair.children().and_then(|two| found.key_of(two));
        }
        list.extend(undecided.into_iter().zip(together).map(|(((one, other), key), together)| {
            let (a, b) = identity.in_order(all, SideRef::Child(one), SideRef::Child(other));
            let JoinedOutcome { rules, would_leave_list: leaves } = together;
            Pair { key: Some(key), listed_together: rules, would_leave_list: leaves, ..Pair::undecided(a, Some(b)) }
        }));
        let too_many =
            |(a, key): &(ChildNumber, MatchKey)| Pair { key: Some(*key), ..Pair::undecided(SideRef::Child(*a), None) };
        list.extend(found.too_many.iter().map(too_many));
        list.extend(shared);
        for pair in list.iter_mut().filter(|pair| pair.key.is_none() && pair.shared.is_none()) {
            pair.key = identity.key_between(all, pair);
        }
        stage("pairs in order", || {
            list.par_sort_by_cached_key(|own| {
                let id = |whose: SideRef| identity.id_of(all, whose);
                let b = own.b.map_or_else(String::new, id);
                (own.listed_together.is_empty(), own.shared, own.key.is_none(), own.key, id(own.a), b)
            });
        });
        let sides = (0..)
            .zip(&list)
            .flat_map(|(at, own)| [Some(own.a), own.b].into_iter().flatten().map(move |whose| (at, whose)));
        identity.pairs_by_child = sides.filter_map(|(at, whose)| Some((identity.child_of(all, whose)?, at))).collect();
        identity.pairs_by_child.par_sort_unstable();
        identity.pairs_by_child.dedup();
        identity.pairs = list;
        Ok(identity)
    }

    fn decided_pairs(&self, all: &ReviewInput<'_>) -> Vec<Pair> {
        let pair = |one: SideRef, other: SideRef, decided: PairDecision| {
            let (a, b) = self.in_order(all, one, other);
            Pair { decided: Some(decided), ..Pair::undecided(a, Some(b)) }
        };
        let mut list = Vec::new();
        for own in &self.links.decisions {
            let decided = PairDecision { same: own.same, on: Some(own.on), by: own.by.clone(), note: own.note.clone() };
            if own.same {
                list.push(pair(SideRef::Part(own.a), SideRef::Part(own.b), decided));
            } else if let (Some(one), Some(other)) = (all.children.find(own.a.key()), all.children.find(own.b.key())) {
                list.push(pair(SideRef::Child(one), SideRef::Child(other), decided));
            }
        }
        for (a, b, way) in all.children.same().joins() {
            if way == JoinedBy::Matched {
                let decided =
                    PairDecision { same: true, on: None, by: DECIDED_BY_SETTING.to_owned(), note: String::new() };
                list.push(pair(SideRef::Part(a), SideRef::Part(b), decided));
            }
        }
        list
    }

    /// Adds a pair for each number and id that seems to stand for two children.
    fn add_shared_ids(&mut self, found: Vec<SharedId>) -> Vec<Pair> {
        let mut list = Vec::new();
        for SharedId { kind: of, sides } in found {
            let place = self.shared_id_sides.len();
            self.shared_id_sides.extend(sides);
            let (a, b) = (SideRef::Named(place), SideRef::Named(place + 1));
            list.push(Pair { shared: Some(of), ..Pair::undecided(a, Some(b)) });
        }
        list
    }

    /// Reads the texts of these sides again, each once.
    fn reread_sides(
        &mut self,
        all: &ReviewInput<'_>,
        all_combinations: &AllCombinations,
        sides: Vec<SideRef>,
    ) -> Result<(), Stop> {
        let mut children: Vec<ChildNumber> = Vec::new();
        for whose in sides {
            match whose {
                SideRef::Child(child) => children.push(child),
                SideRef::Part(key) if self.part_combinations.contains_key(&key) => {}
                SideRef::Named(place) => {
                    let own = combinations::of_records(all, self.shared_id_sides[place].side_records());
                    self.shared_id_sides[place].combinations = own;
                }
                SideRef::Part(key) => {
                    let (rows, records) = records_of_part(all, key);
                    let own = SideRecords { key: key.key(), rows: &rows, records: &records };
                    self.part_combinations.insert(key, combinations::of_records(all, own));
                }
            }
        }
        children.par_sort_unstable();
        children.dedup();
        for child in children {
            let from = count(self.combinations.len());
            self.combinations.extend_from_slice(all_combinations.of_child(child));
            self.combination_ranges.insert(child, (from, count(self.combinations.len())));
        }
        let places = self
            .combinations
            .iter()
            .chain(self.part_combinations.values().flatten())
            .chain(self.shared_id_sides.iter().flat_map(|own| &own.combinations))
            .map(|own| own.record)
            .collect();
        let (contacts, children) = pairs::rows_of(places);
        let read = || reread::read(all.settings, all.intake, &contacts, &children);
        self.reread = stage("pairs read again", read)?;
        Ok(())
    }

    fn combinations(&self, whose: SideRef) -> &[Combination] {
        match whose {
            SideRef::Child(child) => self
                .combination_ranges
                .get(&child)
                .map_or(&[], |(from, to)| &self.combinations[*from as usize..*to as usize]),
            SideRef::Part(key) => self.part_combinations.get(&key).map_or(&[], Vec::as_slice),
            SideRef::Named(place) => &self.shared_id_sides[place].combinations,
        }
    }

    /// The first key that holds between the sides of a decided pair.
    fn key_between(&self, all: &ReviewInput<'_>, pair: &Pair) -> Option<MatchKey> {
        let b = pair.b?;
        between::first_match_key(self.combinations(pair.a), self.combinations(b), &self.reread).or_else(|| {
            let (a, b) = (self.side(all, pair.a), self.side(all, b));
            let numbers = a.nhs.is_some() && b.nhs.is_some();
            let same_id = a.local_ids.iter().any(|own| b.local_ids.contains(own));
            (numbers && same_id && a.born.is_some() && a.born == b.born).then_some(MatchKey::OneId)
        })
    }

    /// What a person sees of one side.
    pub(crate) fn side(&self, all: &ReviewInput<'_>, whose: SideRef) -> Side {
        let side = |own: SideRecords<'_>| {
            let said = side::contact_sources(all, own.rows.iter().map(|row| row.row));
            side::build_side(all, own, &said, self.combinations(whose), &self.reread)
        };
        match whose {
            SideRef::Child(child) => side(SideRecords::of(all.children.get(child))).with_exclusion_of(all, child),
            SideRef::Part(key) => {
                let (rows, records) = records_of_part(all, key);
                side(SideRecords { key: key.key(), rows: &rows, records: &records })
            }
            SideRef::Named(place) => {
                Side { id: self.shared_id_sides[place].id.clone(), ..side(self.shared_id_sides[place].side_records()) }
            }
        }
    }

    /// What a person sees of both sides of several pairs. What is known of a child lies apart in memory: of all of them each
    /// kind is fetched before the next, so that the processor waits for many at once and not for each.
    pub(crate) fn sides(&self, all: &ReviewInput<'_>, pairs: &[Pair]) -> Vec<(Side, Option<Side>)> {
        let child = |whose: SideRef| match whose {
            SideRef::Child(child) => Some(SideRecords::of(all.children.get(child))),
            SideRef::Part(_) | SideRef::Named(_) => None,
        };
        let owns: Vec<[Option<SideRecords<'_>>; 2]> =
            pairs.iter().map(|pair| [child(pair.a), pair.b.and_then(child)]).collect();
        let rows: Vec<ContactRecord> =
            owns.iter().flatten().flatten().flat_map(|own| own.rows).map(|row| row.row).collect();
        let said = side::contact_sources(all, rows.into_iter());
        let mut left = &said[..];
        let mut side = |whose: SideRef, own: Option<SideRecords<'_>>| {
            let Some(own) = own else { return self.side(all, whose) };
            let (said, others) = left.split_at(own.rows.len());
            left = others;
            let side = side::build_side(all, own, said, self.combinations(whose), &self.reread);
            if let SideRef::Child(child) = whose { side.with_exclusion_of(all, child) } else { side }
        };
        let both = |(pair, [a, b]): (&Pair, [Option<SideRecords<'_>>; 2])| {
            let a = side(pair.a, a);
            (a, pair.b.map(|whose| side(whose, b)))
        };
        pairs.iter().zip(owns).map(both).collect()
    }

    fn key(&self, all: &ReviewInput<'_>, whose: SideRef) -> ChildKey {
        match whose {
            SideRef::Child(child) => all.children.get(child).key(),
            SideRef::Part(key) => key.key(),
            SideRef::Named(place) => self.shared_id_sides[place].key,
        }
    }

    pub(crate) fn child_of(&self, all: &ReviewInput<'_>, whose: SideRef) -> Option<ChildNumber> {
        match whose {
            SideRef::Child(child) => Some(child),
            SideRef::Part(_) | SideRef::Named(_) => all.children.find(self.key(all, whose)),
        }
    }

    /// The id of a side, as decisions write it.
    fn id_of(&self, all: &ReviewInput<'_>, whose: SideRef) -> String {
        match whose {
            SideRef::Named(place) => self.shared_id_sides[place].id.clone(),
            SideRef::Child(_) | SideRef::Part(_) => side::id(self.key(all, whose), all.intake),
        }
    }

    /// Two sides, the one with the NHS number first, else the first by its id.
    fn in_order(&self, all: &ReviewInput<'_>, one: SideRef, other: SideRef) -> (SideRef, SideRef) {
        let has_number = |whose| matches!(self.key(all, whose), ChildKey::Nhs(_));
        let exchanged = match (has_number(one), has_number(other)) {
            (true, false) => false,
            (false, true) => true,
            _ => self.id_of(all, other) < self.id_of(all, one),
        };
        if exchanged { (other, one) } else { (one, other) }
    }

    /// The numbers and ids that seem to stand for two children.
    pub(crate) fn shared_ids(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.shared.is_some())
    }

    /// The pairs that would be listed together.
    pub(crate) fn listed_together(&self) -> &[Pair] {
        let count = self.pairs.iter().take_while(|own| !own.listed_together.is_empty()).count();
        &self.pairs[..count]
    }

    pub(crate) fn pairs_of_child(&self, child: ChildNumber) -> impl Iterator<Item = &Pair> {
        let from = self.pairs_by_child.partition_point(|(own, _)| *own < child);
        self.pairs_by_child[from..]
            .iter()
            .take_while(move |(own, _)| *own == child)
            .map(|(_, at)| &self.pairs[*at as usize])
    }
}

impl Pair {
    /// A pair without a key or a decision.
    const fn undecided(a: SideRef, b: Option<SideRef>) -> Self {
        Self { key: None, shared: None, a, b, listed_together: Vec::new(), would_leave_list: false, decided: None }
    }

    /// The two children, by number, where both sides are.
    fn children(&self) -> Option<ChildPair> {
        match (self.a, self.b?) {
            (SideRef::Child(a), SideRef::Child(b)) => Some((a.min(b), a.max(b))),
            _ => None,
        }
    }

    /// Whether a person can be asked about it.
    pub(crate) const fn is_open(&self) -> bool {
        self.decided.is_none() && self.b.is_some() && self.shared.is_none()
    }
}

fn records_of_part(all: &ReviewInput<'_>, key: PackedKey) -> (Vec<Row>, Vec<ChildRecord>) {
    let Some(child) = all.children.find(key.key()) else { return (Vec::new(), Vec::new()) };
    let own: BTreeSet<ContactRecord> = all.children.members().contacts_of(key).collect();
    let rows = all.children.get(child).all_rows().iter().filter(|row| own.contains(&row.row)).copied();
    (rows.collect(), all.children.members().records_of(key).collect())
}
