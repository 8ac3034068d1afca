//! The children behind contacts. No table says how many they are, but there are at least the minimum behind every printed
//! count, and groups that share no child have different children. Each child accounts for a first contact, so only the
//! remaining contacts can be further contacts of children who have several.

use std::collections::BTreeMap;

use super::breakdown::OVERLAPPING;
use super::{Key, Likely, Part, Reader, Reading};
use crate::day::Month;
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{ActivityLine, BreakdownLine, Cell, Pack};

/// The kinds of contacts whose children are counted by group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum CountedContacts {
    /// Failed ones.
    Failed,
    /// Those that the family cancelled.
    ByFamily,
    /// Failed ones of the twelve months before.
    Before,
}

impl CountedContacts {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Failed, Self::ByFamily, Self::Before];

    /// The cell of a line that counts them.
    pub(super) const fn cell(self, line: &BreakdownLine) -> Cell {
        match self {
            Self::Failed => line.failed,
            Self::ByFamily => line.cancelled[0],
            Self::Before => line.failed_before,
        }
    }
}

/// Children with several failed contacts each.
pub(super) struct SeveralContacts {
    /// The month at whose end their period ends.
    pub(super) end: Month,
    /// The length of the period in days.
    pub(super) days: i32,
    /// Numbers of different children, each with how many contacts such a child has at least.
    pub(super) children: Vec<(usize, i64)>,
    /// Numbers of some of the same children, each with how many more contacts such a child has.
    pub(super) more: Vec<(usize, i64)>,
    /// Whether this is only likely, because at that month end other children may have counted.
    pub(super) is_likely: bool,
}

impl SeveralContacts {
    /// How many months the period touches; `None` if it is longer than any pack covers.
    fn months(&self) -> Option<i32> {
        [(181, 6), (365, 12), (730, 24), (1095, 36)].into_iter().find(|(most, _)| self.days <= *most).map(|span| span.1)
    }
}

impl Reader {
    /// The number for the children behind a count of contacts. For an earlier pack, it starts as if every child without a case
    /// had one contact, which fits however children are divided into groups.
    pub(super) fn children_behind(
        &mut self,
        reading: Reading<'_>,
        counted: CountedContacts,
        (cell, with_case): (Cell, usize),
    ) -> usize {
        let Reading { place, pack, draft } = reading;
        let contacts = self.cells[place][cell];
        let value = draft.map_or_else(|| self.one_each(counted, contacts, with_case, pack), |draft| draft.behind[cell]);
        let number = self.number(place, Key::ChildrenBehind(cell), value);
        self.add_sum([(contacts, 1), (number, -1)], 0, UNBOUNDED);
        if pack.prints_some(cell) {
            self.add_minimum(&[(number, 1)], cell, reading);
        }
        number
    }

    /// As many children as contacts, less the further contacts that children with a case must have.
    fn one_each(&self, counted: CountedContacts, contacts: usize, with_case: usize, pack: &Pack) -> i64 {
        let more = if counted == CountedContacts::Failed { i64::from(pack.settings.least).max(1) - 1 } else { 0 };
        (self.system.value(contacts) - more * self.system.value(with_case)).max(0)
    }

    /// The number for the children behind all groups. `divides` is a dimension whose groups share no child.
    pub(super) fn children_behind_all(
        &mut self,
        reading: Reading<'_>,
        counted: CountedContacts,
        (contacts, with_case): (usize, usize),
        divides: Option<&str>,
    ) -> usize {
        let Reading { place, pack, draft } = reading;
        let value = draft.map_or_else(
            || self.one_each(counted, contacts, with_case, pack),
            |draft| {
                let behind = |line: &BreakdownLine| draft.behind[counted.cell(line)];
                let lines = &pack.tables.breakdown;
                let dividing = lines.iter().filter(|line| Some(line.dimension) == divides);
                dividing.map(behind).sum::<i64>().max(lines.iter().map(behind).max().unwrap_or(0))
            },
        );
        self.number(place, Key::ChildrenBehindAll(counted), value)
    }

    /// Adds how the children behind the groups of a dimension relate to those behind all.
    pub(super) fn add_children_of_groups(&mut self, groups: &[usize], all: usize, overlapping: bool) {
        let sum = groups.iter().map(|group| (*group, 1)).chain([(all, -1)]);
        self.add_sum(sum.collect::<Vec<_>>(), 0, if overlapping { UNBOUNDED } else { 0 });
        for group in groups.iter().filter(|_| overlapping) {
            self.add_sum([(all, 1), (*group, -1)], 0, UNBOUNDED);
        }
    }

    /// Adds what the failed contacts of all services say about children with several of them.
    pub(super) fn add_repeat_contacts(&mut self, reading: Reading<'_>, all: Vec<SeveralContacts>) {
        let Reading { place, pack, draft } = reading;
        let Some(last) = pack.tables.month else { return };
        let mut windows: BTreeMap<(Month, i32), Vec<SeveralContacts>> = BTreeMap::new();
        for several in all {
            if let Some(months) = several.months() {
                windows.entry((several.end, months)).or_default().push(several);
            }
        }
        // The end of the last window, and the number for the children in it, to compare with a longer window with the same end.
        let mut fewer: Option<(Month, usize)> = None;
        for ((end, months), all) in windows {
            let whole = months == 12 && end == last && !pack.tables.breakdown.is_empty();
            let failed = if whole {
                vec![self.number(place, Key::Contacts(Part::Failed, false), 0)]
            } else {
                match self.all_services(reading, end, months, Part::Failed) {
                    Some((failed, covered)) if covered || draft.is_some() => failed,
                    _ => continue,
                }
            };
            let lines = printed_failed(pack, end, months);
            let value = |number: usize| self.system.value(number);
            let listed = all.iter().map(|several| several.children.iter().map(|(number, _)| value(*number)).sum());
            let behind = lines.iter().map(|cell| draft.map_or(0, |draft| draft.behind[*cell]));
            let before = fewer.filter(|(month, _)| *month == end).map(|(_, number)| number);
            // No table counts these children, so the number starts as small as possible.
            let least = listed.chain(behind).chain(before.map(value)).max().unwrap_or(0);
            let key = if whole {
                Key::ChildrenBehindAll(CountedContacts::Failed)
            } else {
                Key::ChildrenBehindMonths(end, months)
            };
            let children = self.number(place, key, least);
            match lines[..] {
                [] => {}
                [cell] => self.add_minimum(&[(children, 1)], cell, reading),
                // With several printed cells, hiding one takes nothing away.
                _ => self.system.limit(children, pack.settings.minimum.cast_signed(), UNBOUNDED),
            }
            if let Some(before) = before {
                self.add_sum([(children, 1), (before, -1)], 0, UNBOUNDED);
            }
            fewer = Some((end, children));
            for several in &all {
                self.have_several(place, (&failed, children), several, several.is_likely);
            }
            // The same months as the year before of a newer pack.
            for [failed, children] in self.year_before.get(&end).cloned().unwrap_or_default() {
                for several in all.iter().filter(|_| months == 12) {
                    self.have_several(place, (&[failed], children), several, true);
                }
            }
        }
    }

    /// Adds that the failed contacts are those of `children`, some of whom have several.
    fn have_several(
        &mut self,
        place: usize,
        (failed, children): (&[usize], usize),
        several: &SeveralContacts,
        is_likely: bool,
    ) {
        // The first contact of each child, and all but the first of those with several.
        let first = failed.iter().map(|number| (*number, 1)).chain([(children, -1)]);
        let others = several.children.iter().map(|(number, times)| (*number, 1 - times));
        let more = several.more.iter().map(|(number, times)| (*number, -times));
        let contacts: Vec<(usize, i64)> = first.chain(others).chain(more).collect();
        let listed = several.children.iter().map(|(number, _)| (*number, -1)).chain([(children, 1)]);
        for terms in [contacts, listed.collect()] {
            if is_likely {
                self.add_likely_sum(place, Likely::MonthEnd, terms, 0, UNBOUNDED);
            } else {
                self.add_sum(terms, 0, UNBOUNDED);
            }
        }
    }

    /// Adds that a child with failed contacts in several groups of a dimension has at least as many failed contacts as groups:
    /// the sum of the children behind each group, less all children, counts such further groups. `at_least` has the children
    /// with at least that many failed contacts in the twelve months.
    pub(super) fn behind_several_groups(&mut self, place: usize, pack: &Pack, at_least: &BTreeMap<u32, usize>) {
        let most = at_least.keys().last().copied().unwrap_or(0);
        if most < 2 || (2..=most).any(|times| !at_least.contains_key(&times)) {
            return;
        }
        let all = self.number(place, Key::ChildrenBehindAll(CountedContacts::Failed), 0);
        for lines in pack.tables.breakdown.chunk_by(|a, b| a.dimension == b.dimension) {
            if lines.len() < 2 || !OVERLAPPING.contains(&lines[0].dimension) {
                continue;
            }
            let groups = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            let behind = lines.iter().map(|line| (self.number(place, Key::ChildrenBehind(line.failed), 0), -1));
            let mut terms: Vec<(usize, i64)> = behind.collect();
            terms.push((all, 1));
            terms.extend((2..=groups.min(most)).map(|times| (at_least[&times], 1)));
            // Groups beyond the highest threshold can only be those of children who reach it.
            terms.push((at_least[&most], i64::from(groups.saturating_sub(most))));
            self.add_likely_sum(place, Likely::NotMadeUp, terms, 0, UNBOUNDED);
        }
    }

    /// Adds what the contacts that families cancelled say about the children of `repeated_cancellation`.
    pub(super) fn cancelled_behind(&mut self, place: usize, rule: usize, pack: &Pack) {
        let Some(times) = pack.settings.repeated_cancellation.map(i64::from) else { return };
        if pack.tables.breakdown.is_empty() || pack.settings.period_days > 365 {
            return;
        }
        let contacts = self.number(place, Key::OtherContacts(1), 0);
        let children = self.number(place, Key::ChildrenBehindAll(CountedContacts::ByFamily), 0);
        self.add_sum([(contacts, 1), (children, -1), (rule, 1 - times)], 0, UNBOUNDED);
        self.add_sum([(children, 1), (rule, -1)], 0, UNBOUNDED);
    }
}

/// The cells with printed failed contacts of periods within these months: those of all services, or if there are none, those of
/// single services.
fn printed_failed(pack: &Pack, end: Month, months: i32) -> Vec<Cell> {
    let within = |line: &&ActivityLine| {
        let last = line.period.first.plus(line.period.grain.months() - 1);
        last <= end && end.since(line.period.first) < months && pack.prints_some(line.failed)
    };
    let lines: Vec<&ActivityLine> = pack.tables.activity.iter().filter(within).collect();
    let all: Vec<Cell> = lines.iter().filter(|line| line.service == ALL_SERVICES).map(|line| line.failed).collect();
    if all.is_empty() { lines.iter().map(|line| line.failed).collect() } else { all }
}
