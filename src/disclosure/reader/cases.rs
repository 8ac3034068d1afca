//! `rules.csv`, `trend.csv` and `thresholds.csv`: how the rules' children add up, and which rule includes which.

use std::collections::BTreeMap;

use super::behind::Several;
use super::{Draft, Key, Reader};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{Pack, PackSettings, WITH_FAILED};
use crate::vocabulary::Priority;

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
            // Where every factor that the rule asks for is an urgent one, its cases are never routine.
            let early = line.rule == "early_concern" && pack.settings.early_is_urgent;
            let never = never || (early && line.priority == Priority::Routine);
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
            self.by_priority(place, with_case, &priorities, pack, draft);
        }
        self.thresholds(place, pack, draft, &rules);
        self.failed_behind(place, last, pack, draft, &rules);
    }

    /// Children with a case by priority: some rule lists each of them, with that priority.
    fn by_priority(
        &mut self,
        place: usize,
        with_case: usize,
        rules: &BTreeMap<&'static str, Vec<(usize, Priority)>>,
        pack: &Pack,
        draft: Option<&Draft>,
    ) {
        let mut all = vec![(with_case, -1)];
        for priority in Priority::ALL {
            let own: Vec<(&str, usize)> = rules
                .iter()
                .flat_map(|(rule, numbers)| numbers.iter().map(move |(number, of)| (*rule, *number, *of)))
                .filter(|(.., of)| of == priority)
                .map(|(rule, number, _)| (rule, number))
                .collect();
            let most = own.iter().map(|(_, number)| self.system.value(*number)).max().unwrap_or(0);
            let counted = draft.map_or(most, |draft| draft.cases[usize::from(priority.code())]);
            let cases = self.number(place, Key::Cases(*priority), counted);
            all.push((cases, 1));
            self.know(own.iter().map(|(_, number)| (*number, 1)).chain([(cases, -1)]), 0, UNBOUNDED);
            if pack.settings.period_days <= 365 {
                for (_, number) in own.iter().filter(|(rule, _)| WITH_FAILED.contains(rule)) {
                    self.know([(cases, 1), (*number, -1)], 0, UNBOUNDED);
                }
            }
        }
        self.know(all, 0, 0);
    }

    /// An infant with a case is never routine.
    pub(super) fn infants(&mut self, place: usize, with_case: usize, pack: &Pack, draft: Option<&Draft>) {
        if pack.settings.infants_are_urgent && !pack.tables.rules.is_empty() {
            let counted = |own: Priority| draft.map_or(0, |draft| draft.cases[usize::from(own.code())]);
            let [immediate, urgent] =
                [Priority::Immediate, Priority::Urgent].map(|own| self.number(place, Key::Cases(own), counted(own)));
            self.know([(immediate, 1), (urgent, 1), (with_case, -1)], 0, UNBOUNDED);
        }
    }

    /// Failed contacts are behind the children: n of a threshold t have at least t × n.
    fn failed_behind(
        &mut self,
        place: usize,
        last: Month,
        pack: &Pack,
        draft: Option<&Draft>,
        rules: &BTreeMap<&'static str, usize>,
    ) {
        let settings = pack.settings;
        let mut all = Vec::new();
        let mut periods: BTreeMap<i32, Vec<(u32, usize)>> = BTreeMap::new();
        for line in &pack.tables.thresholds {
            let number = self.cells[place][line.children];
            periods.entry(line.period_days).or_default().push((line.threshold, number));
        }
        for (days, mut numbers) in periods {
            numbers.sort_unstable();
            // So many for each child of the first threshold, and some more for each of every higher one.
            let steps = numbers.windows(2).map(|two| (two[1].1, i64::from(two[1].0 - two[0].0)));
            let children = numbers.first().map(|(threshold, number)| (*number, i64::from(*threshold)));
            all.push(Several { end: last, days, children: children.into_iter().collect(), more: steps.collect() });
        }
        let days = settings.period_days;
        let of_rule = |end: Month, number: usize, times: i64| Several {
            end,
            days,
            children: vec![(number, times)],
            more: Vec::new(),
        };
        let asked = rules.iter().filter_map(|(rule, number)| Some((*number, asks_for(&settings, rule)?)));
        all.extend(asked.map(|(number, times)| of_rule(last, number, times)));
        // No child is of both.
        if let (Some(early), Some(repeated)) = (settings.early_concern, settings.repeated)
            && let (Some(of_early), Some(of_repeated)) = (rules.get("early_concern"), rules.get("repeated"))
            && early < repeated
        {
            let children = vec![(*of_early, i64::from(early)), (*of_repeated, i64::from(repeated))];
            all.push(Several { end: last, days, children, more: Vec::new() });
        }
        if draft.is_some() {
            // At other month ends others were children; where it is so all the same, a reader may take it for so.
            for line in pack.tables.trend.iter().filter(|line| line.month_end != last) {
                if let Some(times) = asks_for(&settings, line.rule) {
                    all.push(of_rule(line.month_end, self.cells[place][line.children], times));
                }
            }
        }
        self.several(place, all, pack, draft);
        if let Some(rule) = rules.get("repeated_cancellation") {
            self.cancelled_behind(place, *rule, pack);
        }
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

/// How many failed contacts a rule asks of each child for.
fn asks_for(settings: &PackSettings, rule: &str) -> Option<i64> {
    let number = match rule {
        "repeated" => settings.repeated,
        "cross_service" => settings.cross_service,
        "unscheduled_care" => settings.unscheduled_care,
        "early_concern" => settings.early_concern,
        "household" => Some(1),
        _ => None,
    };
    number.map(i64::from)
}
