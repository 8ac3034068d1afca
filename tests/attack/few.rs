//! What a reader knows about cases with few failed contacts. Only rules that need few list them, so if these rules list few
//! children, all other cases have more.

use std::collections::BTreeMap;

use super::{OVERLAPPING, Reading, Totals, asks_for};
use crate::attacker::MOST;
use crate::support::cell;

impl Reading<'_, '_> {
    /// Counts the cases with fewer than 2, 3, … failed contacts in the review period: of all children, and of each group of a
    /// dimension that divides them. A case with fewer than k is listed by a rule that asks for fewer than k. Of a group's
    /// failed contacts one is the first of each child behind them, and each case with at least k has one more for each number
    /// from 2 to k. The period is in the twelve months of the breakdown, and rules count no contact that it does not count.
    pub(super) fn few(&mut self, totals: &Totals, rules: &BTreeMap<String, usize>) {
        let (model, pack) = (&mut *self.model, self.pack);
        if !pack.is_within_year() || rules.is_empty() {
            return;
        }
        let rows = pack.pack.rows("breakdown.csv");
        let dividing: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (cell(row, "dimension"), cell(row, "group")))
            .filter(|(dimension, _)| !OVERLAPPING.contains(dimension))
            .collect();
        // The cases with fewer than each number so far, by group; and of all.
        let mut fewer: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        let mut fewer_of_all: Option<usize> = None;
        let most = rules.keys().map(|rule| asks_for(pack, rule)).max().unwrap_or(0);
        for least in 2..=most {
            let all = model.number(format!("cases with fewer than {least} failed contacts as of {}", pack.month));
            model.at_least(totals.with_case, all, 0.0);
            if let Some(fewer) = fewer_of_all.replace(all) {
                model.at_least(all, fewer, 0.0);
            }
            let low = rules.iter().filter(|(rule, _)| asks_for(pack, rule) < least);
            model.sum(low.map(|(_, number)| (*number, 1.0)).chain([(all, -1.0)]), 0.0, MOST);
            let place = format!("thresholds {least} {} as of {}", pack.period(), pack.month);
            if let Some(as_many) = model.places.get(&place).copied() {
                model.sum([(as_many, 1.0), (all, 1.0), (totals.with_case, -1.0)], 0.0, MOST);
            }
            for groups in dividing.chunk_by(|a, b| a.0 == b.0) {
                let mut parts = Vec::new();
                for own in groups {
                    let (dimension, group) = own;
                    let mut number = |of: &str| model.number(format!("{of} as of {}", pack.month));
                    let few = number(&format!("cases of {dimension} {group} with fewer than {least} failed contacts"));
                    let failed = number(&format!("{dimension} {group} failed"));
                    let behind = number(&format!("children behind {dimension} {group} failed"));
                    let with_case = number(&format!("{dimension} {group} children_with_case"));
                    model.at_least(with_case, few, 0.0);
                    let fewer = fewer.entry(*own).or_default();
                    if let Some(fewer) = fewer.last() {
                        model.at_least(few, *fewer, 0.0);
                    }
                    fewer.push(few);
                    let more = fewer.iter().flat_map(|few| [(with_case, -1.0), (*few, 1.0)]);
                    model.sum(more.chain([(failed, 1.0), (behind, -1.0)]), 0.0, MOST);
                    parts.push(few);
                }
                model.whole(all, parts);
            }
        }
    }
}
