//! `rules.csv`, `trend.csv` and `thresholds.csv`: how the children of the rules add up, and which rule includes which.

use std::collections::BTreeMap;

use super::behind::SeveralContacts;
use super::{Key, Likely, Part, Reader, Reading};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{Pack, PackSettings, ThresholdLine};
use crate::rules::ALL;
use crate::vocabulary::Priority;

impl Reader {
    pub(super) fn cases(&mut self, reading: Reading<'_>) {
        let Reading { place, pack, .. } = reading;
        let Some(last) = pack.tables.month else { return };
        let any = (0, UNBOUNDED);
        for line in &pack.tables.trend {
            self.cell(reading, Key::Trend(line.month_end, line.rule), line.children, any);
        }
        // A rule's children by priority are all its children.
        let whereabouts = pack.tables.rules.iter().any(|line| line.rule == "whereabouts_unknown");
        let mut priorities: BTreeMap<&'static str, Vec<(usize, Priority)>> = BTreeMap::new();
        let mut immediate = None;
        for line in &pack.tables.rules {
            // The rule for whereabouts makes every case immediate, and nothing else does.
            let urgent = line.priority != Priority::Immediate;
            let never = if line.rule == "whereabouts_unknown" { urgent } else { !urgent && !whereabouts };
            // If every factor that `early_concern` asks for is urgent, its cases are never routine.
            let early = line.rule == "early_concern" && pack.settings.early_is_urgent;
            let never = never || (early && line.priority == Priority::Routine);
            let known = if never { (0, 0) } else { any };
            let number = self.cell(reading, Key::Cell(line.children), line.children, known);
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
            self.add_sum(numbers.iter().map(|(number, _)| (*number, 1)).chain([(all, -1)]), 0, 0);
            for (number, priority) in numbers {
                if let (Priority::Immediate, Some(immediate)) = (priority, immediate) {
                    self.add_sum([(immediate, 1), (*number, -1)], 0, UNBOUNDED);
                }
            }
        }
        if !every.is_empty() && !pack.tables.breakdown.is_empty() {
            // Every child with a case is listed by some rule. A child listed by a rule on failed contacts had a due contact.
            let with_case = self.number(place, Key::Children(true), 0);
            self.add_sum(every.into_iter().chain([(with_case, -1)]), 0, UNBOUNDED);
            if pack.settings.period_days <= 365 {
                for rule in pack.settings.with_failed().into_iter().filter_map(|rule| rules.get(rule)) {
                    self.add_sum([(with_case, 1), (*rule, -1)], 0, UNBOUNDED);
                }
                if let Some(both) = early_and_repeated(&pack.settings, |rule| rules.get(rule).copied()) {
                    self.add_sum([(with_case, 1)].into_iter().chain(both.map(|rule| (rule, -1))), 0, UNBOUNDED);
                }
            }
            self.by_priority(reading, with_case, &priorities);
        }
        self.thresholds(reading, &rules);
        self.failed_behind(reading, last, &rules);
    }

    /// Children with a case by priority. Each of them is listed by some rule, with that priority.
    fn by_priority(
        &mut self,
        reading: Reading<'_>,
        with_case: usize,
        rules: &BTreeMap<&'static str, Vec<(usize, Priority)>>,
    ) {
        let Reading { place, pack, draft } = reading;
        let mut all = vec![(with_case, -1)];
        for priority in Priority::ALL {
            let with_priority: Vec<(&str, usize)> = rules
                .iter()
                .flat_map(|(rule, numbers)| numbers.iter().map(move |(number, of)| (*rule, *number, *of)))
                .filter(|(.., of)| of == priority)
                .map(|(rule, number, _)| (rule, number))
                .collect();
            let most = with_priority.iter().map(|(_, number)| self.system.value(*number)).max().unwrap_or(0);
            let counted = draft.map_or(most, |draft| draft.cases[usize::from(priority.code())]);
            let cases = self.number(place, Key::Cases(*priority), counted);
            all.push((cases, 1));
            self.add_sum(with_priority.iter().map(|(_, number)| (*number, 1)).chain([(cases, -1)]), 0, UNBOUNDED);
            if pack.settings.period_days <= 365 {
                for rule in pack.settings.with_failed() {
                    for (_, number) in with_priority.iter().filter(|(name, _)| *name == rule) {
                        self.add_sum([(cases, 1), (*number, -1)], 0, UNBOUNDED);
                    }
                }
                let of_rule =
                    |rule: &str| with_priority.iter().find(|(name, _)| *name == rule).map(|(_, number)| *number);
                if let Some(both) = early_and_repeated(&pack.settings, of_rule) {
                    self.add_sum([(cases, 1)].into_iter().chain(both.map(|rule| (rule, -1))), 0, UNBOUNDED);
                }
            }
        }
        self.add_sum(all, 0, 0);
    }

    /// An infant with a case is never routine.
    pub(super) fn infants(&mut self, reading: Reading<'_>, with_case: usize) {
        let Reading { place, pack, draft } = reading;
        if pack.settings.infants_are_urgent && !pack.tables.rules.is_empty() {
            let counted = |priority: Priority| draft.map_or(0, |draft| draft.cases[usize::from(priority.code())]);
            let [immediate, urgent] = [Priority::Immediate, Priority::Urgent]
                .map(|priority| self.number(place, Key::Cases(priority), counted(priority)));
            self.add_sum([(immediate, 1), (urgent, 1), (with_case, -1)], 0, UNBOUNDED);
        }
    }

    /// Adds how many failed contacts the children of thresholds and rules must have: n children at a threshold t have at least
    /// t × n.
    fn failed_behind(&mut self, reading: Reading<'_>, last: Month, rules: &BTreeMap<&'static str, usize>) {
        let Reading { place, pack, .. } = reading;
        let settings = pack.settings;
        let mut all = Vec::new();
        let mut periods: BTreeMap<i32, Vec<(u32, usize)>> = BTreeMap::new();
        for line in &pack.tables.thresholds {
            let number = self.cells[place][line.children];
            periods.entry(line.period_days).or_default().push((line.threshold, number));
        }
        let mut before: Option<(i32, Vec<(u32, usize)>)> = None;
        for (days, mut numbers) in periods {
            numbers.sort_unstable();
            // The first threshold for each of its children, and the difference for each child of every higher one.
            let steps = numbers.windows(2).map(|two| (two[1].1, i64::from(two[1].0 - two[0].0)));
            let children = numbers.first().map(|(threshold, number)| (*number, i64::from(*threshold)));
            let children = children.into_iter().collect();
            all.push(SeveralContacts { end: last, days, children, more: steps.collect(), is_likely: false });
            if let Some((fewer_days, of_fewer)) = before {
                self.in_between(reading, last, (fewer_days, &of_fewer), (days, &numbers));
            }
            before = Some((days, numbers));
        }
        let of_rule = |end: Month, number: usize, times: i64, is_likely: bool| SeveralContacts {
            end,
            days: settings.period_days,
            children: vec![(number, times)],
            more: Vec::new(),
            is_likely,
        };
        let asks_for = |rule: &str| i64::from(settings.min_failed(rule));
        let asked = |rule: &str| Some(asks_for(rule)).filter(|times| *times > 0);
        all.extend(rules.iter().filter_map(|(rule, number)| Some(of_rule(last, *number, asked(rule)?, false))));
        // At other month ends, other children may have counted. If the sums hold nevertheless, a reader may assume them.
        let mut ends: BTreeMap<Month, BTreeMap<&str, usize>> = BTreeMap::from([(last, rules.clone())]);
        for line in pack.tables.trend.iter().filter(|line| line.month_end != last) {
            let number = self.cells[place][line.children];
            ends.entry(line.month_end).or_default().insert(line.rule, number);
            if let Some(times) = asked(line.rule) {
                all.push(of_rule(line.month_end, number, times, true));
                self.within_two_years(place, last, (line.month_end, number, times), pack);
            }
        }
        for (end, rules) in ends {
            if let Some([early, repeated]) = early_and_repeated(&settings, |rule| rules.get(rule).copied()) {
                let children = vec![(early, asks_for("early_concern")), (repeated, asks_for("repeated"))];
                all.push(SeveralContacts { children, ..of_rule(end, early, 0, end != last) });
            }
        }
        self.add_repeat_contacts(reading, all);
        if let Some(rule) = rules.get("repeated_cancellation") {
            self.cancelled_behind(place, *rule, pack);
        }
        let year = pack.tables.thresholds.iter().filter(|line| line.period_days == 365);
        let at_least: BTreeMap<u32, usize> =
            year.map(|line| (line.threshold, self.cells[place][line.children])).collect();
        if !pack.tables.breakdown.is_empty() {
            self.behind_several_groups(place, pack, &at_least);
            self.few_failed(place, pack, rules, &at_least);
        }
    }

    /// Relates a longer period to a shorter one: each further count of a child needs a contact in the days between, since one
    /// more contact moves a child up by at most one threshold.
    fn in_between(
        &mut self,
        reading: Reading<'_>,
        last: Month,
        (fewer_days, of_fewer): (i32, &[(u32, usize)]),
        (days, numbers): (i32, &[(u32, usize)]),
    ) {
        let Reading { place, pack, draft } = reading;
        let end = last.last_day();
        let (from, to) = (Month::of(end.plus(1 - days)), Month::of(end.plus(-fewer_days)));
        let by_threshold: BTreeMap<u32, usize> = numbers.iter().copied().collect();
        let both = of_fewer.iter().filter_map(|(threshold, fewer)| Some((*by_threshold.get(threshold)?, *fewer)));
        let more: Vec<(usize, i64)> = both.flat_map(|(more, fewer)| [(more, -1), (fewer, 1)]).collect();
        if more.is_empty() {
            return;
        }
        let months = self.all_services(reading, to, to.since(from) + 1, Part::Failed);
        if let Some((failed, _)) = months.filter(|(_, covered)| *covered || draft.is_some()) {
            self.add_sum(failed.into_iter().map(|number| (number, 1)).chain(more.iter().copied()), 0, UNBOUNDED);
        }
        let is_year_before = (from, to) == (last.plus(-23), last.plus(-12));
        if is_year_before && !pack.tables.breakdown.is_empty() {
            let failed = self.number(place, Key::Contacts(Part::Failed, true), 0);
            self.add_sum([(failed, 1)].into_iter().chain(more), 0, UNBOUNDED);
        }
    }

    /// A child with that many failed contacts in the twelve months up to an earlier month end, within the last year, had as
    /// many in the last two years.
    fn within_two_years(&mut self, place: usize, last: Month, (end, number, times): (Month, usize, i64), pack: &Pack) {
        let holds = |line: &&ThresholdLine| line.period_days >= 730 && i64::from(line.threshold) <= times;
        let line = pack.tables.thresholds.iter().filter(holds).max_by_key(|line| line.threshold);
        if let Some(line) = line.filter(|_| last.since(end) < 12 && pack.settings.period_days <= 365) {
            let children = self.cells[place][line.children];
            self.add_likely_sum(place, Likely::MonthEnd, [(children, 1), (number, -1)], 0, UNBOUNDED);
        }
    }

    fn thresholds(&mut self, reading: Reading<'_>, rules: &BTreeMap<&'static str, usize>) {
        let lines = &reading.pack.tables.thresholds;
        let mut grid: BTreeMap<(u32, i32), usize> = BTreeMap::new();
        for line in lines {
            let cell = line.children;
            let number = self.cell(reading, Key::Cell(cell), cell, (0, UNBOUNDED));
            grid.insert((line.threshold, line.period_days), number);
        }
        // Fewer children with a higher threshold, more with a longer period.
        for ((threshold, period), number) in &grid {
            let higher = grid.range((threshold + 1, i32::MIN)..).find(|((_, days), _)| days == period);
            if let Some((_, higher)) = higher {
                self.add_sum([(*number, 1), (*higher, -1)], 0, UNBOUNDED);
            }
            let longer = grid.range((*threshold, period + 1)..).next().filter(|((next, _), _)| next == threshold);
            if let Some((_, longer)) = longer {
                self.add_sum([(*longer, 1), (*number, -1)], 0, UNBOUNDED);
            }
        }
        let settings = &reading.pack.settings;
        for (rule, number) in ALL.iter().filter_map(|rule| Some((rule.name(), *rules.get(rule.name())?))) {
            let Some(all) = grid.get(&(settings.min_failed(rule), settings.period_days)) else { continue };
            // Only `repeated` asks for nothing but failed contacts. `early_concern` ends where `repeated` begins.
            let repeated =
                rules.get("repeated").filter(|_| rule == "early_concern" && settings.early_is_not_repeated());
            let others = repeated.map(|repeated| (*repeated, -1));
            let most = if rule == "repeated" { 0 } else { UNBOUNDED };
            self.add_sum([(*all, 1), (number, -1)].into_iter().chain(others), 0, most);
        }
    }
}

/// The children of `early_concern` and of `repeated`, if no child can be listed by both.
fn early_and_repeated(settings: &PackSettings, rule: impl Fn(&str) -> Option<usize>) -> Option<[usize; 2]> {
    let both = rule("early_concern").zip(rule("repeated"));
    both.filter(|_| settings.early_is_not_repeated()).map(|(early, repeated)| [early, repeated])
}
