//! What a reader knows about the children of rules, and about failed contacts and the children behind them.

use std::collections::BTreeMap;

use super::{ALL, Reading, Totals, asks_for, month, months};
use crate::attacker::{Known, MOST};
use crate::support::cell;

/// Failed contacts within a number of days, how many of them children have, and which of these are different children.
type Behind = (i64, Vec<(usize, f64)>, Vec<usize>);

impl Reading<'_, '_> {
    /// `rules.csv` and `trend.csv`: how the rules add up, and what each child of one has failed.
    pub(super) fn rules(&mut self, totals: &Totals) -> BTreeMap<String, usize> {
        let (model, pack) = (&mut *self.model, self.pack);
        let mut rules: BTreeMap<String, usize> = BTreeMap::new();
        for row in pack.pack.rows("trend.csv") {
            let (end, rule) = (month(cell(&row, "month_end")), cell(&row, "rule"));
            let number = model.printed(&format!("trend {end} {rule}"), cell(&row, "children"), pack);
            if end == self.last {
                rules.insert(rule.to_owned(), number);
            }
        }
        let urgent = Known::words(&pack.settings["priority"]["urgent_factors"]);
        let early = Known::words(&pack.settings["rules"]["early_concern"]["factors"]);
        let mut priorities: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for row in pack.pack.rows("rules.csv") {
            let (rule, priority) = (cell(&row, "rule"), cell(&row, "priority"));
            let number = model.count(&format!("rules {rule} {priority}"), cell(&row, "children"), pack, 0.0);
            // Only the rule for whereabouts makes a case immediate, and it always does.
            let whereabouts = rule == "whereabouts_unknown";
            let never =
                whereabouts != (priority == "immediate") && (whereabouts || !rules.contains_key("whereabouts_unknown"));
            let urgent = rule == "early_concern" && priority == "routine" && early.is_subset(&urgent);
            if never || urgent {
                model.bounds[number] = (0.0, 0.0);
            }
            priorities.entry(rule.to_owned()).or_default().insert(priority.to_owned(), number);
        }
        let within_year = pack.is_within_year();
        let immediate = priorities.get("whereabouts_unknown").map(|of| of["immediate"]);
        for (rule, of) in &priorities {
            model.whole(rules[rule], of.values().copied());
            if let Some(immediate) = immediate {
                model.at_least(immediate, of["immediate"], 0.0);
            }
        }
        if !rules.is_empty() {
            model.sum(rules.values().map(|rule| (*rule, 1.0)).chain([(totals.with_case, -1.0)]), 0.0, MOST);
        }
        // Rules of which each child has a failed contact.
        let with_failed = rules.keys().map(String::as_str).filter(|name| within_year && asks_for(pack, name) > 0);
        let with_failed: Vec<&str> = with_failed.collect();
        for rule in &with_failed {
            model.at_least(totals.with_case, rules[*rule], 0.0);
        }
        // Each case has one priority, with which each rule that lists it counts it.
        let mut cases = Vec::new();
        for priority in priorities.values().next().into_iter().flat_map(|of| of.keys()) {
            let own = model.number(format!("cases {priority} as of {}", pack.month));
            cases.push(own);
            model.sum(priorities.values().map(|of| (of[priority], 1.0)).chain([(own, -1.0)]), 0.0, MOST);
            for rule in with_failed.iter().filter_map(|rule| priorities.get(*rule)) {
                model.at_least(own, rule[priority], 0.0);
            }
            // Early concern ends where repeated begins: no child is listed for both.
            if let (true, Some(early), Some(repeated)) =
                (within_year, priorities.get("early_concern"), priorities.get("repeated"))
            {
                model.sum([(own, 1.0), (early[priority], -1.0), (repeated[priority], -1.0)], 0.0, MOST);
            }
        }
        if !cases.is_empty() {
            model.whole(totals.with_case, cases);
        }
        // If infants are urgent, an infant with a case is never routine.
        let infants = model.places.get(&format!("age_band 0 children_with_case as of {}", pack.month)).copied();
        if let Some(infants) = infants.filter(|_| urgent.contains("infant")) {
            let others = priorities.values().flat_map(|of| [(of["immediate"], 1.0), (of["urgent"], 1.0)]);
            model.sum(others.chain([(infants, -1.0)]), 0.0, MOST);
            for rule in with_failed.iter().filter_map(|rule| priorities.get(*rule)) {
                model.sum([(totals.with_case, 1.0), (infants, -1.0), (rule["routine"], -1.0)], 0.0, MOST);
            }
        }
        rules
    }

    /// `thresholds.csv`: which includes which, and the failed contacts behind all of them.
    pub(super) fn thresholds(&mut self, totals: &Totals, rules: &BTreeMap<String, usize>) {
        let mut grid: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for row in self.pack.pack.rows("thresholds.csv") {
            let [threshold, days] = ["threshold", "period_days"].map(|column| cell(&row, column).parse().unwrap());
            let place = format!("thresholds {threshold} {days}");
            grid.insert((threshold, days), self.model.count(&place, cell(&row, "children"), self.pack, 0.0));
        }
        for ((threshold, days), number) in &grid {
            if let Some(higher) = grid.get(&(threshold + 1, *days)) {
                self.model.at_least(*number, *higher, 0.0);
            }
            if let Some((_, longer)) = grid.iter().find(|((own, more), _)| own == threshold && more > days) {
                self.model.at_least(*longer, *number, 0.0);
            }
        }
        let period = self.pack.period();
        let rule = |name: &str| rules.get(name).copied();
        let asked: Vec<(usize, i64)> = rules
            .iter()
            .map(|(name, number)| (*number, asks_for(self.pack, name)))
            .filter(|(_, asked)| *asked > 0)
            .collect();
        for (number, asked) in &asked {
            if let Some(as_many) = grid.get(&(*asked, period)) {
                self.model.at_least(*as_many, *number, 0.0);
            }
        }
        if let (Some(repeated), Some(asked)) = (rule("repeated"), self.pack.rule("repeated", "threshold"))
            && let Some(same) = grid.get(&(asked, period))
        {
            self.model.whole(*same, [repeated]);
        }
        // n children of a threshold t: t × n failed contacts; two each for the first, one more for each higher one.
        // The first ones are of different children.
        let mut behind: Vec<Behind> = Vec::new();
        for days in [180, 365, 730] {
            let steps = (2..=6).filter_map(|t| grid.get(&(t, days)).map(|n| (*n, if t == 2 { -2.0 } else { -1.0 })));
            behind.push((days, steps.collect(), grid.get(&(2, days)).copied().into_iter().collect()));
        }
        behind.extend(asked.iter().map(|(number, asked)| (period, vec![(*number, -*asked as f64)], vec![*number])));
        if let (Some(early), Some(repeated)) = (rule("early_concern"), rule("repeated")) {
            let of = |name: &str| self.pack.rule(name, "threshold").unwrap();
            if of("early_concern") < of("repeated") {
                let terms = vec![(early, -of("early_concern") as f64), (repeated, -of("repeated") as f64)];
                behind.push((period, terms, vec![early, repeated]));
            }
        }
        for (days, terms, first) in behind.into_iter().filter(|(_, terms, _)| !terms.is_empty()) {
            let (failed, months) = match days {
                181..=365 => (Some(vec![totals.failed]), 12),
                days if days <= 180 => (self.year(ALL, self.last, 6, "failed"), 6),
                days if days <= 730 => (self.year(ALL, self.last, 24, "failed"), 24),
                _ => (None, 0),
            };
            if let Some(failed) = failed {
                let children = if months == 12 { totals.behind } else { self.children_within(months) };
                let failed = failed.into_iter().map(|number| (number, 1.0)).chain(terms);
                let first = first.iter().map(|number| (*number, 1.0));
                self.model.sum(failed.chain(first.clone()).chain([(children, -1.0)]), 0.0, MOST);
                self.model.sum(first.map(|(number, _)| (number, -1.0)).chain([(children, 1.0)]), 0.0, MOST);
            }
        }
        if let (Some(rule), Some(times)) =
            (rule("repeated_cancellation"), self.pack.rule("repeated_cancellation", "threshold"))
            && period <= 365
        {
            let all = |of: &str| format!("all of {} {of}cancelled_by_family", self.pack.month);
            let [contacts, children] = ["", "children behind "].map(|of| self.model.number(all(of)));
            self.model.sum([(contacts, 1.0), (children, -1.0), (rule, 1.0 - times as f64)], 0.0, MOST);
            self.model.at_least(children, rule, 0.0);
        }
    }

    /// Children with a failed contact in the last months: at least the minimum, where some count of them is printed.
    fn children_within(&mut self, months_back: i32) -> usize {
        let place = format!("children with failed contacts in {months_back} months as of {}", self.pack.month);
        let number = self.model.number(place);
        let rows = self.pack.pack.rows("activity.csv");
        let printed = rows.iter().any(|row| {
            let own = months(cell(row, "grain"), cell(row, "period"));
            let within = self.last - own.start() < months_back && *own.end() <= self.last;
            within && !["[c]", "0"].contains(&cell(row, "failed"))
        });
        if printed {
            self.model.bounds[number].0 = self.pack.minimum as f64;
        }
        number
    }
}
