//! `rules.csv`, `trend.csv` and `thresholds.csv`: how the rules' children add up, and which rule includes which.

use std::collections::BTreeMap;

use super::{Draft, Key, Reader};
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::Pack;
use crate::vocabulary::Priority;

/// The rules that hold only for children with a failed contact in the review period.
const WITH_FAILED: [&str; 5] = ["repeated", "cross_service", "household", "unscheduled_care", "early_concern"];

impl Reader {
    pub(super) fn cases(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>) {
        let Some(last) = pack.tables.month else { return };
        let any = (0, UNBOUNDED);
        for line in &pack.tables.trend {
            self.cell(place, Key::Trend(line.month_end, line.rule), line.children, pack, draft, any);
        }
        // A rule's children by priority are all its children.
        let whereabouts = pack.tables.rules.iter().any(|line| line.rule == "whereabouts_unknown");
        let mut priorities: BTreeMap<&'static str, Vec<(usize, Priority)>> = BTreeMap::new();
        let mut immediate = None;
        for line in &pack.tables.rules {
            // The rule for whereabouts makes every case immediate, and nothing else does.
            let urgent = line.priority != Priority::Immediate;
            let never = if line.rule == "whereabouts_unknown" { urgent } else { !urgent && !whereabouts };
            let known = if never { (0, 0) } else { any };
            let number = self.cell(place, Key::Cell(line.children), line.children, pack, draft, known);
            if line.rule == "whereabouts_unknown" && !urgent {
                immediate = Some(number);
            }
            priorities.entry(line.rule).or_default().push((number, line.priority));
        }
        let mut every = Vec::new();
        let mut rules: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (rule, numbers) in &priorities {
            let sum = numbers.iter().map(|(number, _)| self.system.value(*number)).sum();
            let all = self.number(place, Key::Trend(last, rule), sum);
            rules.insert(rule, all);
            every.push((all, 1));
            self.know(numbers.iter().map(|(number, _)| (*number, 1)).chain([(all, -1)]), 0, 0);
            for (number, priority) in numbers {
                if let (Priority::Immediate, Some(immediate)) = (priority, immediate) {
                    self.know([(immediate, 1), (*number, -1)], 0, UNBOUNDED);
                }
            }
        }
        if !every.is_empty() && !pack.tables.breakdown.is_empty() {
            // A child with a case has some rule; one of a rule on failed contacts had a contact that was due.
            let with_case = self.number(place, Key::Children(true), 0);
            self.know(every.into_iter().chain([(with_case, -1)]), 0, UNBOUNDED);
            if pack.settings.period_days <= 365 {
                for rule in WITH_FAILED.iter().filter_map(|rule| rules.get(rule)) {
                    self.know([(with_case, 1), (*rule, -1)], 0, UNBOUNDED);
                }
            }
        }
        self.thresholds(place, pack, draft, &rules);
    }

    fn thresholds(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>, rules: &BTreeMap<&'static str, usize>) {
        let lines = &pack.tables.thresholds;
        let mut grid: BTreeMap<(u32, i32), usize> = BTreeMap::new();
        for line in lines {
            let cell = line.children;
            let number = self.cell(place, Key::Cell(cell), cell, pack, draft, (0, UNBOUNDED));
            grid.insert((line.threshold, line.period_days), number);
        }
        // Fewer children with a higher threshold, more with a longer period.
        for ((threshold, period), number) in &grid {
            let higher = grid.range((threshold + 1, i32::MIN)..).find(|((_, days), _)| days == period);
            if let Some((_, higher)) = higher {
                self.know([(*number, 1), (*higher, -1)], 0, UNBOUNDED);
            }
            let longer = grid.range((*threshold, period + 1)..).next().filter(|((next, _), _)| next == threshold);
            if let Some((_, longer)) = longer {
                self.know([(*longer, 1), (*number, -1)], 0, UNBOUNDED);
            }
        }
        let settings = &pack.settings;
        let at = |threshold: Option<u32>| grid.get(&(threshold?, settings.period_days)).copied();
        let rule = |name: &str| rules.get(name).copied();
        if let (Some(repeated), Some(same)) = (rule("repeated"), at(settings.repeated)) {
            self.know([(repeated, 1), (same, -1)], 0, 0);
        }
        // These ask for so many failed contacts, and for more.
        for (name, failed) in
            [("cross_service", settings.cross_service), ("unscheduled_care", settings.unscheduled_care)]
        {
            if let (Some(rule), Some(all)) = (rule(name), at(failed)) {
                self.know([(all, 1), (rule, -1)], 0, UNBOUNDED);
            }
        }
        if let (Some(early), Some(all)) = (rule("early_concern"), at(settings.early_concern)) {
            // Early concern ends where repeated begins.
            let begins = settings.repeated.filter(|repeated| settings.early_concern.is_some_and(|e| e < *repeated));
            let repeated = rule("repeated").filter(|_| begins.is_some()).map(|number| (number, -1));
            self.know([(all, 1), (early, -1)].into_iter().chain(repeated), 0, UNBOUNDED);
        }
    }
}
