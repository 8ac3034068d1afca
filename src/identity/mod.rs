//! Finds pairs of children who may be the same child, and applies people's decisions about them.
//!
//! Education and social care often send no NHS number, so their records of a child are not linked to those of health services.
//! This module finds such pairs by match keys ([`key`]), works out whether the two together would be a case, and leaves the
//! decision to people ([`links`]). It joins nobody by itself, unless the configuration says so.

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

/// A decision about a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PairDecision {
    /// Whether the two are the same child.
    pub(crate) same: bool,
    /// The day of the decision; `None` if the configuration made it.
    pub(crate) on: Option<Day>,
    pub(crate) by: String,
    pub(crate) note: String,
}

/// The name under `decided_by` if the configuration made the decision.
pub(crate) const DECIDED_BY_SETTING: &str = "identity.join";

/// Two children who may be the same child, or about whom there is a decision.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The first match key that holds; `None` if a person joined them by what they know themselves.
    pub(crate) key: Option<MatchKey>,
    /// Set if one NHS number or local id seems to stand for two children. Then nobody is asked whether they are the same.
    pub(crate) shared: Option<SharedIdKind>,
    /// The side with the NHS number, else the first by its id.
    pub(crate) a: SideRef,
    /// The other side; `None` if the key pairs the first with too many children to list.
    pub(crate) b: Option<SideRef>,
    /// The rules that would hold for the two together, unless both are listed now or there is a decision.
    pub(crate) listed_together: Vec<&'static str>,
    /// Whether at least one of them is listed now, and the two together would not be.
    pub(crate) would_leave_list: bool,
    pub(crate) decided: Option<PairDecision>,
}

/// The pairs of children who may be the same, with people's decisions.
#[derive(Default)]
pub(crate) struct Identity {
    /// The pairs: those that would be listed together first, then by key, then by the ids of both sides.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) links: Links,
    /// The combinations of names, date of birth and postcode of children in pairs, by child.
    combinations: Vec<Combination>,
    /// Each child's range in `combinations`: its start, and one past its end.
    combination_ranges: HashMap<ChildNumber, (u32, u32), FixedState>,
    /// The combinations of parts of children.
    part_combinations: BTreeMap<PackedKey, Vec<Combination>>,
    /// The two sides of each number or id that seems to stand for two children, one after the other.
    shared_id_sides: Vec<NamedRecords>,
    /// The texts of the records behind all these combinations.
    reread: Reread,
    /// Each child with the index in `pairs` of each of their pairs, in ascending order.
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
        // All texts are read in one go, including those needed only to compare names.
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
            list.par_sort_by_cached_key(|pair| {
                let id = |side: SideRef| identity.id_of(all, side);
                let b = pair.b.map_or_else(String::new, id);
                (pair.listed_together.is_empty(), pair.shared, pair.key.is_none(), pair.key, id(pair.a), b)
            });
        });
        let sides = (0..)
            .zip(&list)
            .flat_map(|(at, pair)| [Some(pair.a), pair.b].into_iter().flatten().map(move |side| (at, side)));
        identity.pairs_by_child = sides.filter_map(|(at, side)| Some((identity.child_of(all, side)?, at))).collect();
        identity.pairs_by_child.par_sort_unstable();
        identity.pairs_by_child.dedup();
        identity.pairs = list;
        Ok(identity)
    }

    /// The pairs that people or the configuration have decided about.
    fn decided_pairs(&self, all: &ReviewInput<'_>) -> Vec<Pair> {
        let pair = |one: SideRef, other: SideRef, decided: PairDecision| {
            let (a, b) = self.in_order(all, one, other);
            Pair { decided: Some(decided), ..Pair::undecided(a, Some(b)) }
        };
        let mut list = Vec::new();
        for decision in &self.links.decisions {
            let decided = PairDecision {
                same: decision.same,
                on: Some(decision.on),
                by: decision.by.clone(),
                note: decision.note.clone(),
            };
            if decision.same {
                list.push(pair(SideRef::Part(decision.a), SideRef::Part(decision.b), decided));
            } else if let (Some(one), Some(other)) =
                (all.children.find(decision.a.key()), all.children.find(decision.b.key()))
            {
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
        for SharedId { kind, sides } in found {
            let place = self.shared_id_sides.len();
            self.shared_id_sides.extend(sides);
            let (a, b) = (SideRef::Named(place), SideRef::Named(place + 1));
            list.push(Pair { shared: Some(kind), ..Pair::undecided(a, Some(b)) });
        }
        list
    }

    /// Collects the combinations of these sides, and reads the texts of all their records again in one pass.
    fn reread_sides(
        &mut self,
        all: &ReviewInput<'_>,
        all_combinations: &AllCombinations,
        sides: Vec<SideRef>,
    ) -> Result<(), Stop> {
        let mut children: Vec<ChildNumber> = Vec::new();
        for side in sides {
            match side {
                SideRef::Child(child) => children.push(child),
                SideRef::Part(key) if self.part_combinations.contains_key(&key) => {}
                SideRef::Named(place) => {
                    let found = combinations::of_records(all, self.shared_id_sides[place].side_records());
                    self.shared_id_sides[place].combinations = found;
                }
                SideRef::Part(key) => {
                    let (rows, records) = records_of_part(all, key);
                    let part = SideRecords { key: key.key(), rows: &rows, records: &records };
                    self.part_combinations.insert(key, combinations::of_records(all, part));
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
            .chain(self.shared_id_sides.iter().flat_map(|side| &side.combinations))
            .map(|combination| combination.record)
            .collect();
        let (contacts, children) = pairs::rows_of(places);
        let read = || reread::read(all.settings, all.intake, &contacts, &children);
        self.reread = stage("pairs read again", read)?;
        Ok(())
    }

    fn combinations(&self, side: SideRef) -> &[Combination] {
        match side {
            SideRef::Child(child) => self
                .combination_ranges
                .get(&child)
                .map_or(&[], |(from, to)| &self.combinations[*from as usize..*to as usize]),
            SideRef::Part(key) => self.part_combinations.get(&key).map_or(&[], Vec::as_slice),
            SideRef::Named(place) => &self.shared_id_sides[place].combinations,
        }
    }

    /// The first match key that holds between the sides of a decided pair.
    fn key_between(&self, all: &ReviewInput<'_>, pair: &Pair) -> Option<MatchKey> {
        let b = pair.b?;
        between::first_match_key(self.combinations(pair.a), self.combinations(b), &self.reread).or_else(|| {
            let (a, b) = (self.side(all, pair.a), self.side(all, b));
            let numbers = a.nhs.is_some() && b.nhs.is_some();
            let same_id = a.local_ids.iter().any(|id| b.local_ids.contains(id));
            (numbers && same_id && a.born.is_some() && a.born == b.born).then_some(MatchKey::OneId)
        })
    }

    /// One side, as a person sees it.
    pub(crate) fn side(&self, all: &ReviewInput<'_>, side: SideRef) -> Side {
        let build = |records: SideRecords<'_>| {
            let sources = side::contact_sources(all, records.rows.iter().map(|row| row.row));
            side::build_side(all, records, &sources, self.combinations(side), &self.reread)
        };
        match side {
            SideRef::Child(child) => build(SideRecords::of(all.children.get(child))).with_exclusion_of(all, child),
            SideRef::Part(key) => {
                let (rows, records) = records_of_part(all, key);
                build(SideRecords { key: key.key(), rows: &rows, records: &records })
            }
            SideRef::Named(place) => {
                Side { id: self.shared_id_sides[place].id.clone(), ..build(self.shared_id_sides[place].side_records()) }
            }
        }
    }

    /// Both sides of several pairs, as a person sees them. The facts about a child are scattered over memory, so each kind of
    /// fact is fetched for all children before the next kind: the processor then waits for many at once and not for each in
    /// turn.
    pub(crate) fn sides(&self, all: &ReviewInput<'_>, pairs: &[Pair]) -> Vec<(Side, Option<Side>)> {
        let records_of = |side: SideRef| match side {
            SideRef::Child(child) => Some(SideRecords::of(all.children.get(child))),
            SideRef::Part(_) | SideRef::Named(_) => None,
        };
        let records: Vec<[Option<SideRecords<'_>>; 2]> =
            pairs.iter().map(|pair| [records_of(pair.a), pair.b.and_then(records_of)]).collect();
        let rows: Vec<ContactRecord> =
            records.iter().flatten().flatten().flat_map(|side| side.rows).map(|row| row.row).collect();
        let sources = side::contact_sources(all, rows.into_iter());
        let mut rest = &sources[..];
        let mut build = |side: SideRef, records: Option<SideRecords<'_>>| {
            let Some(records) = records else { return self.side(all, side) };
            let (sources, others) = rest.split_at(records.rows.len());
            rest = others;
            let built = side::build_side(all, records, sources, self.combinations(side), &self.reread);
            if let SideRef::Child(child) = side { built.with_exclusion_of(all, child) } else { built }
        };
        let both = |(pair, [a, b]): (&Pair, [Option<SideRecords<'_>>; 2])| {
            let a = build(pair.a, a);
            (a, pair.b.map(|side| build(side, b)))
        };
        pairs.iter().zip(records).map(both).collect()
    }

    fn key(&self, all: &ReviewInput<'_>, side: SideRef) -> ChildKey {
        match side {
            SideRef::Child(child) => all.children.get(child).key(),
            SideRef::Part(key) => key.key(),
            SideRef::Named(place) => self.shared_id_sides[place].key,
        }
    }

    /// The child whose records a side has.
    pub(crate) fn child_of(&self, all: &ReviewInput<'_>, side: SideRef) -> Option<ChildNumber> {
        match side {
            SideRef::Child(child) => Some(child),
            SideRef::Part(_) | SideRef::Named(_) => all.children.find(self.key(all, side)),
        }
    }

    /// The id of a side, as decisions write it.
    fn id_of(&self, all: &ReviewInput<'_>, side: SideRef) -> String {
        match side {
            SideRef::Named(place) => self.shared_id_sides[place].id.clone(),
            SideRef::Child(_) | SideRef::Part(_) => side::id(self.key(all, side), all.intake),
        }
    }

    /// Puts two sides in order: the one with an NHS number first, else by id.
    fn in_order(&self, all: &ReviewInput<'_>, one: SideRef, other: SideRef) -> (SideRef, SideRef) {
        let has_number = |side| matches!(self.key(all, side), ChildKey::Nhs(_));
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
        let count = self.pairs.iter().take_while(|pair| !pair.listed_together.is_empty()).count();
        &self.pairs[..count]
    }

    /// The pairs with a child.
    pub(crate) fn pairs_of_child(&self, child: ChildNumber) -> impl Iterator<Item = &Pair> {
        let from = self.pairs_by_child.partition_point(|(other, _)| *other < child);
        self.pairs_by_child[from..]
            .iter()
            .take_while(move |(other, _)| *other == child)
            .map(|(_, at)| &self.pairs[*at as usize])
    }
}

impl Pair {
    /// A pair without a key or a decision.
    const fn undecided(a: SideRef, b: Option<SideRef>) -> Self {
        Self { key: None, shared: None, a, b, listed_together: Vec::new(), would_leave_list: false, decided: None }
    }

    /// The two children, the smaller number first, if both sides are whole children.
    fn children(&self) -> Option<ChildPair> {
        match (self.a, self.b?) {
            (SideRef::Child(a), SideRef::Child(b)) => Some((a.min(b), a.max(b))),
            _ => None,
        }
    }

    /// Whether it awaits a person's decision.
    pub(crate) const fn is_open(&self) -> bool {
        self.decided.is_none() && self.b.is_some() && self.shared.is_none()
    }
}

/// The records of a joined child that would be under `key` without the join.
fn records_of_part(all: &ReviewInput<'_>, key: PackedKey) -> (Vec<Row>, Vec<ChildRecord>) {
    let Some(child) = all.children.find(key.key()) else { return (Vec::new(), Vec::new()) };
    let of_part: BTreeSet<ContactRecord> = all.children.members().contacts_of(key).collect();
    let rows = all.children.get(child).all_rows().iter().filter(|row| of_part.contains(&row.row)).copied();
    (rows.collect(), all.children.members().records_of(key).collect())
}
