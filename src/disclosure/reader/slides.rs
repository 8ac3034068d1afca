//! Compares groups of consecutive packs. Their twelve months have nearly all months in common, so the difference between a
//! group's counts is due to the months that only one of the two packs has.

use std::collections::BTreeMap;

use super::key::MonthsOfOnePack;
use super::{Key, Likely, PARTS, Reader, Service};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{Cell, Pack};
use crate::disclosure::{NOT_KNOWN, OTHER};

/// With more contacts than this in the months that only one of two packs has, those months say too little about a group.
const MAX_CONTACTS: i64 = 40;

/// The groups of a pack by dimension and name.
#[derive(Default)]
pub(super) struct Rows {
    last: Option<Month>,
    groups: BTreeMap<(&'static str, String), Row>,
}

/// The cells that identify the two years of a group (the twelve months, and those before), and the numbers of due and failed
/// contacts in each.
#[derive(Clone, Copy)]
struct Row {
    cells: [Cell; 2],
    years: [[usize; 2]; 2],
}

impl Reader {
    /// Records the groups of a pack, and ties them to those of the next newer pack.
    pub(super) fn tie_groups(&mut self, place: usize, pack: &Pack) {
        let mut rows = Rows { last: pack.tables.month, groups: BTreeMap::new() };
        for line in &pack.tables.breakdown {
            let years = [[line.due, line.failed], [line.due_before, line.failed_before]];
            let years = years.map(|cells| cells.map(|cell| self.cells[place][cell]));
            rows.groups.insert((line.dimension, line.group.clone()), Row { cells: [line.due, line.due_before], years });
        }
        self.rows[place] = rows;
        if place == 0 {
            return;
        }
        let (Some(now), Some(then)) = (self.rows[place - 1].last, pack.tables.month) else { return };
        let gap = now.since(then);
        if (1..12).contains(&gap) {
            for (year, back) in [(0, 0), (1, -12)] {
                for part in PARTS {
                    self.tie_to_newer(place, gap, (now.plus(back), year), part);
                }
            }
        }
    }

    /// Ties the groups of a pack to those of the next newer one, whose year ends with `now` and is `gap` months later.
    fn tie_to_newer(&mut self, place: usize, gap: i32, (now, year): (Month, usize), part: super::Part) {
        let all = |months: Month| -> Option<Vec<usize>> {
            (0..gap).map(|back| self.shared(Key::Activity(months.plus(-back), Service::All, part))).collect()
        };
        let (Some(new), Some(old)) = (all(now), all(now.plus(-12))) else { return };
        let most = |numbers: &[usize]| numbers.iter().map(|number| self.system.numbers[*number].high).sum::<i64>();
        if most(&new).saturating_add(most(&old)) > MAX_CONTACTS {
            return;
        }
        let find_row = |rows: &Rows, key: &(&'static str, String)| rows.groups.get(key).copied();
        let older: Vec<((&'static str, String), Row)> =
            self.rows[place].groups.iter().map(|(key, row)| (key.clone(), *row)).collect();
        for same in older.chunk_by(|a, b| a.0.0 == b.0.0) {
            let dimension = same[0].0.0;
            // An age group later has other children, and for services every month is known anyway.
            if ["age_band", "service"].contains(&dimension) {
                continue;
            }
            let merged = find_row(&self.rows[place - 1], &(dimension, OTHER.to_owned()));
            let (mut ins, mut outs, mut gone) = (Vec::new(), Vec::new(), Vec::new());
            for (key, row) in same.iter().filter(|(key, _)| key.1 != OTHER && key.1 != NOT_KNOWN) {
                let then = row.years[year][part as usize];
                let newer = find_row(&self.rows[place - 1], key).map(|row| row.years[year][part as usize]);
                if newer.is_none() && merged.is_none() {
                    continue;
                }
                let value = self.system.value(then);
                let change = newer.map_or(0, |newer| self.system.value(newer) - value);
                let moved = |moved: MonthsOfOnePack| Key::Between(row.cells[year], part, moved);
                let into = self.number(place, moved(MonthsOfOnePack::Newer), change.max(0));
                let out = self.number(place, moved(MonthsOfOnePack::Older), (-change).max(0));
                ins.push((into, 1));
                outs.push((out, 1));
                let now = [(then, 1), (into, 1), (out, -1)];
                match newer {
                    Some(newer) => {
                        self.add_likely_sum(place, Likely::OnTime, now.into_iter().chain([(newer, -1)]), 0, 0);
                    }
                    // A group without a row now is in the row of the merged groups.
                    None => gone.extend(now),
                }
            }
            for (moved, months) in [(ins, &new), (outs, &old)] {
                let all = months.iter().map(|number| (*number, -1));
                self.add_likely_sum(place, Likely::OnTime, moved.into_iter().chain(all), -UNBOUNDED, 0);
            }
            if let Some(merged) = merged.filter(|_| !gone.is_empty()) {
                let merged = (merged.years[year][part as usize], -1);
                self.add_likely_sum(place, Likely::OnTime, gone.into_iter().chain([merged]), -UNBOUNDED, 0);
            }
        }
    }
}
