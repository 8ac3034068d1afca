//! What a reader knows about successive packs, if nobody has left in between and nothing was recorded late: a group's year is its
//! year in the pack before, plus the new months, less the months that are no longer in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALL, OTHERS, PARTS, ends, month};
use crate::attacker::{Known, MOST, Model};
use crate::support::cell;

/// The groups of a dimension in a pack.
type Groups<'a> = (&'a Known<'a>, BTreeSet<String>);

/// Adds what packs, newest first, say about each other.
pub(in crate::attacker) fn between<'a>(model: &mut Model, packs: &'a [Known<'a>]) {
    let mut dimensions: BTreeMap<String, Vec<Groups<'a>>> = BTreeMap::new();
    for pack in packs {
        let mut own: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in pack.pack.rows("breakdown.csv") {
            own.entry(cell(&row, "dimension").to_owned()).or_default().insert(cell(&row, "group").to_owned());
        }
        for (dimension, groups) in own {
            dimensions.entry(dimension).or_default().push((pack, groups));
        }
    }
    for (dimension, packs) in &dimensions {
        // Children grow from one band into the next, and a service has its months.
        if !["age_band", "service"].contains(&dimension.as_str()) {
            Dimension { model, name: dimension, months: BTreeMap::new() }.add(packs);
        }
    }
    for pack in packs {
        ends::years(model, pack);
        for newer in packs {
            ends::year_before(model, pack, newer);
        }
    }
}

/// A dimension that divides contacts, and the contacts of its groups by month, which are in no table.
struct Dimension<'m> {
    model: &'m mut Model,
    name: &'m str,
    months: BTreeMap<(i32, usize), BTreeSet<usize>>,
}

impl Dimension<'_> {
    fn add(mut self, packs: &[Groups<'_>]) {
        for (place, newer) in packs.iter().enumerate() {
            for group in newer.1.iter().filter(|group| *group != OTHERS) {
                if let Some(older) = packs[place + 1..].iter().find(|older| older.1.contains(group)) {
                    self.same(older.0, newer.0, group);
                }
            }
            if let Some(older) = packs.get(place + 1) {
                self.merged(older, newer);
            }
        }
        let packs: Vec<&Known<'_>> = packs.iter().map(|(pack, _)| *pack).collect();
        for ((month, part), groups) in &self.months {
            let part = PARTS[*part];
            let all = packs
                .iter()
                .find_map(|pack| self.model.places.get(&format!("{ALL} {month} {part} as of {}", pack.month)).copied());
            if let Some(all) = all {
                let groups = groups.iter().map(|group| (*group, -1.0));
                self.model.sum(groups.chain([(all, 1.0)]), 0.0, MOST);
            }
        }
    }

    /// A group's contacts of a month.
    fn of_month(&mut self, group: &str, month: i32, part: usize) -> usize {
        let both = PARTS.map(|part| self.model.number(format!("{} {group} {month} {part}", self.name)));
        for (own, number) in both.iter().enumerate() {
            self.months.entry((month, own)).or_default().insert(*number);
        }
        self.model.at_least(both[0], both[1], 0.0);
        both[part]
    }

    /// The change of a group's year from one pack to the next: the new months less the old ones, `back` months ago.
    fn change(&mut self, group: &str, part: usize, (older, newer): (i32, i32), back: i32) -> Vec<(usize, f64)> {
        let joined: Vec<i32> = (older + 1 - back..=newer - back).collect();
        let left: Vec<i32> = (older - 11 - back..=newer - 12 - back).collect();
        let joined = joined.into_iter().map(|month| (month, 1.0));
        let both: Vec<(i32, f64)> = joined.chain(left.into_iter().map(|month| (month, -1.0))).collect();
        both.into_iter().map(|(month, sign)| (self.of_month(group, month, part), sign)).collect()
    }

    fn number(&mut self, group: &str, column: &str, pack: &Known<'_>) -> usize {
        self.model.number(format!("{} {group} {column} as of {}", self.name, pack.month))
    }

    /// A group that both packs have.
    fn same(&mut self, older: &Known<'_>, newer: &Known<'_>, group: &str) {
        let ends = (month(&older.month), month(&newer.month));
        if ends.1 - ends.0 > 11 {
            return;
        }
        for (part, name) in PARTS.into_iter().enumerate() {
            for (column, back) in [(name.to_owned(), 0), (format!("{name}_before"), 12)] {
                let mut terms = self.change(group, part, ends, back);
                terms.push((self.number(group, &column, older), 1.0));
                terms.push((self.number(group, &column, newer), -1.0));
                self.model.sum(terms, 0.0, 0.0);
            }
        }
    }

    /// Groups that only one of two packs has are among the merged ones of the other, or had no contacts in its year.
    fn merged(&mut self, older: &Groups<'_>, newer: &Groups<'_>) {
        let ends = (month(&older.0.month), month(&newer.0.month));
        if ends.1 - ends.0 > 11 {
            return;
        }
        for (has, lacks, sign) in [(older, newer, 1.0), (newer, older, -1.0)] {
            let groups: Vec<&String> = has.1.difference(&lacks.1).filter(|group| *group != OTHERS).collect();
            for (part, name) in PARTS.into_iter().enumerate() {
                let mut all = Vec::new();
                for group in &groups {
                    // Its year in the pack that has no row for it.
                    let change = self.change(group, part, ends, 0).into_iter();
                    let mut year: Vec<(usize, f64)> = change.map(|(number, of)| (number, of * sign)).collect();
                    year.push((self.number(group, name, has.0), 1.0));
                    all.extend(year.iter().map(|(number, of)| (*number, -of)));
                    self.model.sum(year, 0.0, MOST);
                }
                if lacks.1.contains(OTHERS) {
                    all.push((self.number(OTHERS, name, lacks.0), 1.0));
                }
                self.model.sum(all, 0.0, MOST);
            }
        }
    }
}
