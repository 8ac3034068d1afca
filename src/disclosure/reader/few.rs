//! Children with a case who have few failed contacts. Each of them is listed by some rule, and only some rules ask for few failed
//! contacts. If these list hardly anybody, nearly every child with a case has as many failed contacts as the other rules ask for.

use std::collections::BTreeMap;

use super::breakdown::OVERLAPPING;
use super::{Key, Reader};
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{BreakdownLine, Pack};

/// The most failed contacts by which children are told apart.
const MAX_FAILED: i64 = 6;

/// The numbers of a group.
struct Group {
    /// Failed contacts.
    failed: usize,
    /// Children with failed contacts.
    behind: usize,
    /// Children with a case.
    with_case: usize,
    /// Children with a case who have fewer failed contacts than the key.
    few: BTreeMap<i64, usize>,
}

impl Reader {
    /// Adds what is known about children with a case who have few failed contacts. `rules` has the children of each rule,
    /// `at_least` the children with at least that many failed contacts.
    pub(super) fn few_failed(
        &mut self,
        place: usize,
        pack: &Pack,
        rules: &BTreeMap<&'static str, usize>,
        at_least: &BTreeMap<u32, usize>,
    ) {
        let asked = |rule: &str| i64::from(pack.settings.min_failed(rule));
        let most = rules.keys().map(|rule| asked(rule)).max().unwrap_or(0).min(MAX_FAILED);
        if most < 2 || pack.settings.period_days > 365 {
            return;
        }
        // For each number of failed contacts, the children of the rules that ask for fewer.
        let lower: BTreeMap<i64, Vec<usize>> = (2..=most)
            .map(|times| (times, rules.iter().filter(|(rule, _)| asked(rule) < times).map(|entry| *entry.1).collect()))
            .collect();
        let all = self.number(place, Key::Children(true), 0);
        for lines in pack.tables.breakdown.chunk_by(|a, b| a.dimension == b.dimension) {
            if !OVERLAPPING.contains(&lines[0].dimension) {
                self.few_of_groups(place, lines, all, &lower, at_least);
            }
        }
    }

    fn few_of_groups(
        &mut self,
        place: usize,
        lines: &[BreakdownLine],
        all: usize,
        lower: &BTreeMap<i64, Vec<usize>>,
        at_least: &BTreeMap<u32, usize>,
    ) {
        let of_all = |times: i64| u32::try_from(times).ok().and_then(|times| at_least.get(&times)).copied();
        let begin = self.begin_with(place, lines, all, lower, of_all);
        let mut groups: Vec<Group> = Vec::new();
        for (line, begin) in lines.iter().zip(begin) {
            let few = begin
                .into_iter()
                .map(|(times, value)| (times, self.number(place, Key::WithFewFailed(line.with_case, times), value)));
            let few: BTreeMap<i64, usize> = few.collect();
            let [failed, with_case] = [line.failed, line.with_case].map(|cell| self.cells[place][cell]);
            groups.push(Group {
                failed,
                behind: self.number(place, Key::ChildrenBehind(line.failed), 0),
                with_case,
                few,
            });
        }
        for Group { failed, behind, with_case, few } in &groups {
            // Children with fewer than two have fewer than three, and so on; and all of them have a case.
            let upwards = few.values().skip(1).chain([with_case]);
            for (less, more) in few.values().zip(upwards) {
                self.add_sum([(*more, 1), (*less, -1)], 0, UNBOUNDED);
            }
            // Count the first failed contact of each child, the second of each child with a case except those with fewer than
            // two, and so on.
            let further = few.values().flat_map(|few| [(*with_case, -1), (*few, 1)]);
            self.add_sum([(*failed, 1), (*behind, -1)].into_iter().chain(further), 0, UNBOUNDED);
        }
        for (times, lower) in lower {
            let few = || groups.iter().map(|group| group.few[times]);
            self.add_sum(lower.iter().map(|rule| (*rule, 1)).chain(few().map(|few| (few, -1))), 0, UNBOUNDED);
            if let Some(of_all) = of_all(*times) {
                self.add_sum([(of_all, 1), (all, -1)].into_iter().chain(few().map(|few| (few, 1))), 0, UNBOUNDED);
            }
        }
    }

    /// First values for how many children of each group have few failed contacts, which nothing counts: as few as possible,
    /// beginning with the highest number of failed contacts.
    fn begin_with(
        &self,
        place: usize,
        lines: &[BreakdownLine],
        all: usize,
        lower: &BTreeMap<i64, Vec<usize>>,
        of_all: impl Fn(i64) -> Option<usize>,
    ) -> Vec<BTreeMap<i64, i64>> {
        let value = |number: usize| self.system.value(number);
        let behind = |line: &BreakdownLine| {
            self.numbers.get(&(place, Key::ChildrenBehind(line.failed))).map_or(0, |number| value(*number))
        };
        let with_case: Vec<i64> = lines.iter().map(|line| value(self.cells[place][line.with_case])).collect();
        let steps = i64::try_from(lower.len()).unwrap_or(0);
        // How many more failed contacts each group would need for every child with a case to have as many as the rules ask for.
        let mut missing: Vec<i64> = lines
            .iter()
            .zip(&with_case)
            .map(|(line, with_case)| steps * with_case - (value(self.cells[place][line.failed]) - behind(line)))
            .collect();
        let mut begin: Vec<BTreeMap<i64, i64>> = vec![BTreeMap::new(); lines.len()];
        let mut most = with_case.clone();
        for (times, lower) in lower.iter().rev() {
            let mut room: i64 = lower.iter().map(|rule| value(*rule)).sum();
            let mut needed = of_all(*times).map_or(0, |of_all| value(all) - value(of_all));
            let mut starts = vec![0; lines.len()];
            for group in 0..lines.len() {
                starts[group] = missing[group].clamp(0, most[group]).min(room.max(0));
                missing[group] -= starts[group];
                room -= starts[group];
                needed -= starts[group];
            }
            for group in 0..lines.len() {
                let more = needed.clamp(0, most[group] - starts[group]);
                starts[group] += more;
                missing[group] -= more;
                needed -= more;
            }
            for group in 0..lines.len() {
                begin[group].insert(*times, starts[group]);
            }
            most = starts;
        }
        begin
    }
}
