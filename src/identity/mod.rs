//! One child or two: the pairs of children who may be one, why, and what people have decided.
//!
//! Education and social care often send no NHS number, so what they know of a child stands apart from what health services
//! know. This module finds the pairs by match keys ([`key`]), says whether the two together would be a case, and leaves
//! the decision to people ([`links`]). It joins nobody by itself, unless the configuration says so.

mod between;
mod blocks;
mod combinations;
mod filter;
pub(crate) mod key;
pub(crate) mod links;
mod matched;
mod nearly;
mod pairs;
mod settle;
mod side;
mod together;
pub(crate) mod two;
mod whose;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::cases::{Case, Everyone};
use crate::child::reread::Reread;
use crate::day::Day;
use crate::numbers::count;
use crate::records::ContactRecord;
use crate::stop::Stop;
use crate::store::same::JoinedBy;
use crate::store::{ChildNumber, PackedKey};
use crate::timing::stage;
use combinations::{Combination, Everybody};
use key::MatchKey;
use links::Links;
use pairs::Both;
pub(crate) use pairs::MOST;
use side::Own;
pub(crate) use side::Side;
use together::Together;
use two::{Named, Shared, Two};
pub(crate) use whose::Whose;
use whose::{child_of, key_of, ordered, part};

/// What was decided about a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    /// Whether they are the same child.
    pub(crate) same: bool,
    /// When; none where the configuration decided it.
    pub(crate) on: Option<Day>,
    /// By whom.
    pub(crate) by: String,
    /// In their words.
    pub(crate) note: String,
}

/// Who decided, where the configuration did.
pub(crate) const BY_SETTING: &str = "identity.join";

/// Two children who may be one, or about whom somebody has decided.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// The first match key that holds; none where a person has brought them together by what they know.
    pub(crate) key: Option<MatchKey>,
    /// What seems to stand for two children, where that is so: then nobody can be asked whether they are one.
    pub(crate) shared: Option<Shared>,
    /// The side with the NHS number, else the first by its id.
    pub(crate) a: Whose,
    /// The other; none where the key pairs the first with too many to list.
    pub(crate) b: Option<Whose>,
    /// The rules that would hold for the two together, where they are not both listed now and nobody has decided.
    pub(crate) listed_together: Vec<&'static str>,
    /// Whether one or both are listed now, and the two together would not be.
    pub(crate) leaves: bool,
    /// What was decided.
    pub(crate) decided: Option<Decided>,
}

/// What was found out about who may be one child.
#[derive(Default)]
pub(crate) struct Identity {
    /// The pairs: those that would be listed together first, then by key, then by the ids of both sides.
    pub(crate) pairs: Vec<Pair>,
    /// What people have decided.
    pub(crate) links: Links,
    /// What the records of children in pairs say of names, births and homes, by child.
    combinations: Vec<Combination>,
    /// Where each child's are.
    places: HashMap<ChildNumber, (u32, u32), FixedState>,
    /// The same of the parts of children.
    parts: BTreeMap<PackedKey, Vec<Combination>>,
    /// The records of numbers and ids that seem to stand for two children: 2 sides of each, one behind the other.
    named: Vec<Named>,
    /// What was read again of these records.
    reread: Reread,
    /// Children with the places in `pairs` of theirs; ascending.
    of_child: Vec<(ChildNumber, u32)>,
}

impl Identity {
    /// Looks for pairs among everybody, and sets what was decided beside them.
    ///
    /// # Errors
    /// Where a file is no longer what it was.
    pub(crate) fn find(all: &Everyone<'_>, cases: &[Case], links: Links) -> Result<Self, Stop> {
        let (everybody, candidates) = stage("pairs that may be one child", || {
            let everybody = Everybody::of(all);
            let candidates = pairs::candidates(all, &everybody);
            (everybody, candidates)
        });
        let mut identity = Self { links, ..Self::default() };
        let mut list = identity.decided(all);
        let shared = identity.numbers_for_two(stage("numbers for two", || two::find(all, &everybody))?);
        // All texts are read in one go, those that only tell whether names are alike too.
        let of_pairs = list.iter().chain(&shared).flat_map(|pair| [Some(pair.a), pair.b]).flatten();
        let sides = of_pairs.chain(candidates.children().map(Whose::Child)).collect();
        identity.read_again(all, &everybody, sides)?;
        let known: BTreeSet<Both> = list.iter().filter_map(Pair::children).collect();
        let of_child = |child| identity.combinations(Whose::Child(child));
        let found = stage("pairs: names compared", || candidates.found(all, (&of_child, &identity.reread), &known));
        let undecided: Vec<(Both, MatchKey)> =
            found.pairs.iter().filter(|(two, _)| !known.contains(two)).map(|(two, key)| (*two, *key)).collect();
        let twos: Vec<Both> = undecided.iter().map(|(two, _)| *two).collect();
        let listed: BTreeSet<ChildNumber> = cases.iter().map(|case| case.child).collect();
        let together = stage("pairs: listed together", || {
            together::listed_together(all, &twos, &|child| listed.contains(&child))
        })?;
        for pair in list.iter_mut().filter(|pair| pair.key.is_none()) {
            pair.key = pair.children().and_then(|two| found.key_of(two));
        }
        list.extend(undecided.into_iter().zip(together).map(|(((one, other), key), together)| {
            let (a, b) = ordered(all, Whose::Child(one), Whose::Child(other));
            let Together { rules, leaves } = together;
            Pair { key: Some(key), listed_together: rules, leaves, ..Pair::of(a, Some(b)) }
        }));
        let too_many =
            |(a, key): &(ChildNumber, MatchKey)| Pair { key: Some(*key), ..Pair::of(Whose::Child(*a), None) };
        list.extend(found.too_many.iter().map(too_many));
        list.extend(shared);
        for pair in list.iter_mut().filter(|pair| pair.key.is_none() && pair.shared.is_none()) {
            pair.key = identity.key_between(all, pair);
        }
        stage("pairs in order", || {
            list.par_sort_by_cached_key(|own| {
                let id = |whose: Whose| identity.id_of(all, whose);
                let b = own.b.map_or_else(String::new, id);
                (own.listed_together.is_empty(), own.shared, own.key.is_none(), own.key, id(own.a), b)
            });
        });
        let sides = (0..)
            .zip(&list)
            .flat_map(|(at, own)| [Some(own.a), own.b].into_iter().flatten().map(move |whose| (at, whose)));
        identity.of_child = sides.filter_map(|(at, whose)| Some((identity.child_of(all, whose)?, at))).collect();
        identity.of_child.par_sort_unstable();
        identity.of_child.dedup();
        identity.pairs = list;
        Ok(identity)
    }

    /// The pairs about which somebody has decided.
    fn decided(&self, all: &Everyone<'_>) -> Vec<Pair> {
        let pair = |one: Whose, other: Whose, decided: Decided| {
            let (a, b) = ordered(all, one, other);
            Pair { decided: Some(decided), ..Pair::of(a, Some(b)) }
        };
        let mut list = Vec::new();
        for own in &self.links.decisions {
            let decided = Decided { same: own.same, on: Some(own.on), by: own.by.clone(), note: own.note.clone() };
            if own.same {
                list.push(pair(Whose::Part(own.a), Whose::Part(own.b), decided));
            } else if let (Some(one), Some(other)) = (all.children.find(own.a.key()), all.children.find(own.b.key())) {
                list.push(pair(Whose::Child(one), Whose::Child(other), decided));
            }
        }
        for (a, b, way) in all.children.same().joins() {
            if way == JoinedBy::Matched {
                let decided = Decided { same: true, on: None, by: BY_SETTING.to_owned(), note: String::new() };
                list.push(pair(Whose::Part(a), Whose::Part(b), decided));
            }
        }
        list
    }

    /// A pair for each number and id that seems to stand for two children.
    fn numbers_for_two(&mut self, found: Vec<Two>) -> Vec<Pair> {
        let mut list = Vec::new();
        for Two { of, sides } in found {
            let place = self.named.len();
            self.named.extend(sides);
            let (a, b) = (Whose::Named(place), Whose::Named(place + 1));
            list.push(Pair { shared: Some(of), ..Pair::of(a, Some(b)) });
        }
        list
    }

    /// Reads the texts of these sides, each once.
    fn read_again(&mut self, all: &Everyone<'_>, everybody: &Everybody, sides: Vec<Whose>) -> Result<(), Stop> {
        let mut children: Vec<ChildNumber> = Vec::new();
        for whose in sides {
            match whose {
                Whose::Child(child) => children.push(child),
                Whose::Part(key) if self.parts.contains_key(&key) => {}
                Whose::Named(place) => {
                    let mut combinations = Vec::new();
                    combinations::of_records(all, self.named[place].own(), &mut combinations);
                    self.named[place].combinations = combinations;
                }
                Whose::Part(key) => {
                    let (rows, records) = part(all, key);
                    let own = Own { key: key.key(), rows: &rows, records: &records };
                    let mut combinations = Vec::new();
                    combinations::of_records(all, own, &mut combinations);
                    self.parts.insert(key, combinations);
                }
            }
        }
        children.par_sort_unstable();
        children.dedup();
        for child in children {
            let from = count(self.combinations.len());
            self.combinations.extend_from_slice(everybody.of_child(child));
            self.places.insert(child, (from, count(self.combinations.len())));
        }
        let places = self
            .combinations
            .iter()
            .chain(self.parts.values().flatten())
            .chain(self.named.iter().flat_map(|own| &own.combinations))
            .map(|own| own.place)
            .collect();
        self.reread = stage("pairs read again", || pairs::read(all, places))?;
        Ok(())
    }

    /// The combinations of a side.
    fn combinations(&self, whose: Whose) -> &[Combination] {
        match whose {
            Whose::Child(child) => {
                self.places.get(&child).map_or(&[], |(from, to)| &self.combinations[*from as usize..*to as usize])
            }
            Whose::Part(key) => self.parts.get(&key).map_or(&[], Vec::as_slice),
            Whose::Named(place) => &self.named[place].combinations,
        }
    }

    /// The first key that holds between the sides of a decided pair.
    fn key_between(&self, all: &Everyone<'_>, pair: &Pair) -> Option<MatchKey> {
        let b = pair.b?;
        between::key(self.combinations(pair.a), self.combinations(b), &self.reread).or_else(|| {
            let (a, b) = (self.side(all, pair.a), self.side(all, b));
            let numbers = a.nhs.is_some() && b.nhs.is_some();
            let same_id = a.local_ids.iter().any(|own| b.local_ids.contains(own));
            (numbers && same_id && a.born.is_some() && a.born == b.born).then_some(MatchKey::OneId)
        })
    }

    /// What a person sees of one side.
    pub(crate) fn side(&self, all: &Everyone<'_>, whose: Whose) -> Side {
        let side = |own: Own<'_>| {
            let said = side::said(all, own.rows.iter().map(|row| row.row));
            side::side(all, own, &said, self.combinations(whose), &self.reread)
        };
        match whose {
            Whose::Child(child) => side(Own::of(all.children.get(child))).of_child(all, child),
            Whose::Part(key) => {
                let (rows, records) = part(all, key);
                side(Own { key: key.key(), rows: &rows, records: &records })
            }
            Whose::Named(place) => Side { id: self.named[place].id.clone(), ..side(self.named[place].own()) },
        }
    }

    /// What a person sees of both sides of several pairs. What is known of a child lies apart in memory: of all of them each
    /// kind is fetched before the next, so that the processor waits for many at once and not for each.
    pub(crate) fn sides(&self, all: &Everyone<'_>, pairs: &[Pair]) -> Vec<(Side, Option<Side>)> {
        let child = |whose: Whose| match whose {
            Whose::Child(child) => Some(Own::of(all.children.get(child))),
            Whose::Part(_) | Whose::Named(_) => None,
        };
        let owns: Vec<[Option<Own<'_>>; 2]> =
            pairs.iter().map(|pair| [child(pair.a), pair.b.and_then(child)]).collect();
        let rows: Vec<ContactRecord> =
            owns.iter().flatten().flatten().flat_map(|own| own.rows).map(|row| row.row).collect();
        let said = side::said(all, rows.into_iter());
        let mut left = &said[..];
        let mut side = |whose: Whose, own: Option<Own<'_>>| {
            let Some(own) = own else { return self.side(all, whose) };
            let (said, others) = left.split_at(own.rows.len());
            left = others;
            let side = side::side(all, own, said, self.combinations(whose), &self.reread);
            if let Whose::Child(child) = whose { side.of_child(all, child) } else { side }
        };
        let both = |(pair, [a, b]): (&Pair, [Option<Own<'_>>; 2])| {
            let a = side(pair.a, a);
            (a, pair.b.map(|whose| side(whose, b)))
        };
        pairs.iter().zip(owns).map(both).collect()
    }

    /// The child of a side, by number.
    pub(crate) fn child_of(&self, all: &Everyone<'_>, whose: Whose) -> Option<ChildNumber> {
        match whose {
            Whose::Named(place) => all.children.find(self.named[place].key),
            Whose::Child(_) | Whose::Part(_) => child_of(all, whose),
        }
    }

    /// What a side is called.
    fn id_of(&self, all: &Everyone<'_>, whose: Whose) -> String {
        match whose {
            Whose::Named(place) => self.named[place].id.clone(),
            Whose::Child(_) | Whose::Part(_) => {
                key_of(all, whose).map_or_else(String::new, |key| side::id(key, all.intake))
            }
        }
    }

    /// The numbers and ids that seem to stand for two children.
    pub(crate) fn numbers_of_two(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.shared.is_some())
    }

    /// The pairs that would be listed together.
    pub(crate) fn listed_together(&self) -> &[Pair] {
        let count = self.pairs.iter().take_while(|own| !own.listed_together.is_empty()).count();
        &self.pairs[..count]
    }

    /// The pairs of a child.
    pub(crate) fn of_child(&self, child: ChildNumber) -> impl Iterator<Item = &Pair> {
        let from = self.of_child.partition_point(|(own, _)| *own < child);
        self.of_child[from..].iter().take_while(move |(own, _)| *own == child).map(|(_, at)| &self.pairs[*at as usize])
    }
}

impl Pair {
    /// Nothing is known of them yet.
    const fn of(a: Whose, b: Option<Whose>) -> Self {
        Self { key: None, shared: None, a, b, listed_together: Vec::new(), leaves: false, decided: None }
    }

    /// The two children, by number, where both sides are.
    fn children(&self) -> Option<Both> {
        match (self.a, self.b?) {
            (Whose::Child(a), Whose::Child(b)) => Some((a.min(b), a.max(b))),
            _ => None,
        }
    }

    /// Whether a person can be asked about it.
    pub(crate) const fn is_open(&self) -> bool {
        self.decided.is_none() && self.b.is_some() && self.shared.is_none()
    }
}
