//! `breakdown.csv`: every dimension divides the same contacts, and divides or covers the same children.

use super::behind::CountedContacts;
use super::{Key, PARTS, Part, Reader, Reading, Service, Terms};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{BreakdownLine, Cell};
use crate::disclosure::{ALL_SERVICES, NOT_KNOWN, OTHER};

/// Dimensions in which a child may be in several groups.
pub(super) const OVERLAPPING: [&str; 4] = ["service", "provider", "sector", "kind"];

/// The numbers of a line.
struct Line<'a> {
    group: &'a str,
    children: usize,
    contacts: [usize; 2],
    before: [usize; 2],
    with_case: usize,
    others: [usize; 3],
    /// Children, by [`CountedContacts`].
    behind: [usize; CountedContacts::ALL.len()],
}

impl Reader {
    pub(super) fn breakdown(&mut self, reading: Reading<'_>) {
        let Reading { place, pack, draft } = reading;
        let Some(last) = pack.tables.month else { return };
        // A dimension whose groups share no child shows how many children there are.
        let lines = &pack.tables.breakdown;
        let divides = lines.iter().find(|line| !OVERLAPPING.contains(&line.dimension)).map(|line| line.dimension);
        let in_all = |cell: &dyn Fn(&BreakdownLine) -> usize| {
            let dividing = lines.iter().filter(|line| Some(line.dimension) == divides);
            let widest = lines.iter().map(|line| reading.count(cell(line))).max().unwrap_or(0);
            dividing.map(|line| reading.count(cell(line))).sum::<i64>().max(widest)
        };
        // The contacts of the twelve months, and of the twelve before. Every dimension divides the same contacts, even if no
        // series is long enough to show how many there are.
        let mut contacts = [[None; 2]; 2];
        for (before, end) in [(false, last), (true, last.plus(-12))] {
            for part in PARTS {
                let months = self.all_services(reading, end, 12, part);
                let counted = |line: &BreakdownLine| match (before, part) {
                    (false, Part::Due) => line.due,
                    (false, Part::Failed) => line.failed,
                    (true, Part::Due) => line.due_before,
                    (true, Part::Failed) => line.failed_before,
                };
                let sum = months.as_ref().map_or_else(
                    || in_all(&counted),
                    |(all, _)| all.iter().map(|number| self.system.value(*number)).sum(),
                );
                let total = self.number(place, Key::Contacts(part, before), sum);
                if let Some((all, covered)) = months {
                    // If a series begins later, its first month may have been incomplete, and is then left out.
                    let high = if covered || draft.is_some() { 0 } else { UNBOUNDED };
                    self.add_sum([(total, 1)].into_iter().chain(all.into_iter().map(|number| (number, -1))), 0, high);
                }
                contacts[usize::from(before)][part as usize] = Some(total);
            }
        }
        let children = self.number(place, Key::Children(false), in_all(&|line| line.children));
        let with_case = self.number(place, Key::Children(true), in_all(&|line| line.with_case));
        self.add_sum([(children, 1), (with_case, -1)], 0, UNBOUNDED);
        if let Some(due) = contacts[0][0] {
            self.add_sum([(due, 1), (children, -1)], 0, UNBOUNDED);
        }
        let others = [0, 1, 2].map(|place_of| {
            let cell = |line: &BreakdownLine| [line.no_outcome, line.cancelled[0], line.cancelled[1]][place_of];
            self.number(place, Key::OtherContacts(place_of), in_all(&cell))
        });
        let failed = contacts[0][Part::Failed as usize].unwrap_or(children);
        let behind = CountedContacts::ALL.map(|counted| {
            let contacts = match counted {
                CountedContacts::Failed => failed,
                CountedContacts::ByFamily => others[1],
                CountedContacts::Before => contacts[1][Part::Failed as usize].unwrap_or(children),
            };
            self.children_behind_all(reading, counted, (contacts, with_case), divides)
        });
        if let [[Some(due), Some(failed)], [_, Some(before)]] = contacts {
            self.had_one_each([due, failed], children, behind[CountedContacts::Failed as usize]);
            let year = [before, behind[CountedContacts::Before as usize]];
            self.add_sum([(year[0], 1), (year[1], -1)], 0, UNBOUNDED);
            self.year_before.entry(last.plus(-12)).or_default().push(year);
        }
        let total = Total { children, contacts, with_case, others, behind };
        for dimension in lines.chunk_by(|a, b| a.dimension == b.dimension) {
            self.dimension(reading, dimension, &total);
            if dimension[0].dimension == "service" {
                self.services(reading, dimension, last);
            }
        }
        self.tie_groups(place, pack);
    }

    /// The key of a cell that another pack may have too, as the other of its two years.
    fn year(&self, line: &BreakdownLine, end: Month, part: Part, cell: Cell) -> Key {
        let wanted = (line.dimension, line.group.as_str());
        // An age group has other children a year later, and different groups may be merged.
        if line.dimension == "age_band" || line.group == OTHER || line.group == NOT_KNOWN {
            return Key::Cell(cell);
        }
        let found = self.groups.binary_search_by(|(dimension, group)| (*dimension, group.as_str()).cmp(&wanted));
        found.map_or(Key::Cell(cell), |group| Key::Year(end, group, part))
    }

    /// The numbers of a line, with what is known about them: it has at least `minimum` children in the 12 months up to `last`.
    fn line<'a>(&mut self, reading: Reading<'_>, line: &'a BreakdownLine, (minimum, last): (i64, Month)) -> Line<'a> {
        let settings = &reading.pack.settings;
        let mut number = |key: Key, cell: usize, low: i64| self.cell(reading, key, cell, (low, UNBOUNDED));
        let (children, with_case) = (
            number(Key::Cell(line.children), line.children, minimum),
            number(Key::Cell(line.with_case), line.with_case, 0),
        );
        let others =
            [line.no_outcome, line.cancelled[0], line.cancelled[1]].map(|cell| number(Key::Cell(cell), cell, 0));
        let keys = PARTS.map(|part| {
            let (now, before) = match part {
                Part::Due => (line.due, line.due_before),
                Part::Failed => (line.failed, line.failed_before),
            };
            (self.year(line, last, part, now), now, self.year(line, last.plus(-12), part, before), before)
        });
        let contacts = keys.map(|(key, cell, ..)| self.cell(reading, key, cell, (0, UNBOUNDED)));
        let before = keys.map(|(.., key, cell)| self.cell(reading, key, cell, (0, UNBOUNDED)));
        self.add_remainder(contacts[0], contacts[1], line.failed, reading);
        self.add_remainder(before[0], before[1], line.failed_before, reading);
        self.add_remainder(children, with_case, line.with_case, reading);
        self.add_sum([(contacts[0], 1), (children, -1)], 0, UNBOUNDED);
        let behind =
            CountedContacts::ALL.map(|counted| self.children_behind(reading, counted, (counted.cell(line), with_case)));
        self.had_one_each(contacts, children, behind[CountedContacts::Failed as usize]);
        // Each child with a case has at least this many failed contacts.
        let least = i64::from(settings.least);
        if !OVERLAPPING.contains(&line.dimension) && least > 0 && settings.period_days <= 365 {
            let children = behind[CountedContacts::Failed as usize];
            self.add_sum([(contacts[1], 1), (children, -1), (with_case, 1 - least)], 0, UNBOUNDED);
            self.add_sum([(children, 1), (with_case, -1)], 0, UNBOUNDED);
        }
        if line.dimension == "age_band" && line.group == "0" {
            self.infants(reading, with_case);
        }
        Line { group: &line.group, children, contacts, before, with_case, others, behind }
    }

    /// Adds that every child of a group had a due contact: a child without a failed one had one that did not fail.
    fn had_one_each(&mut self, [due, failed]: [usize; 2], children: usize, behind: usize) {
        self.add_sum([(children, 1), (behind, -1)], 0, UNBOUNDED);
        self.add_sum([(due, 1), (failed, -1), (children, -1), (behind, 1)], 0, UNBOUNDED);
    }

    fn dimension(&mut self, reading: Reading<'_>, lines: &[BreakdownLine], total: &Total) {
        let Reading { pack, draft, .. } = reading;
        // After merging, each row has at least the minimum of children, unless there is only one row.
        let minimum = if lines.len() == 1 { 0 } else { pack.settings.minimum.cast_signed() };
        let Some(last) = pack.tables.month else { return };
        let overlapping = OVERLAPPING.contains(&lines[0].dimension);
        let mut groups = Vec::new();
        for line in lines {
            groups.push(self.line(reading, line, (minimum, last)));
        }
        for (counted, all) in total.behind.iter().enumerate() {
            let behind: Vec<usize> = groups.iter().map(|group| group.behind[counted]).collect();
            self.add_children_of_groups(&behind, *all, overlapping);
        }
        for part in PARTS {
            let all = |of: &dyn Fn(&Line<'_>) -> usize, total: usize| -> Terms {
                groups.iter().map(|group| (of(group), 1)).chain([(total, -1)]).collect()
            };
            if let Some(total) = total.contacts[0][part as usize] {
                let terms = all(&|group| group.contacts[part as usize], total);
                self.add_sum(terms, 0, 0);
            }
            if let Some(total) = total.contacts[1][part as usize] {
                // In an earlier pack, a group without due contacts in the year has no row.
                let terms = all(&|group| group.before[part as usize], total);
                self.add_sum(terms, if draft.is_some() { 0 } else { -UNBOUNDED }, 0);
            }
        }
        for (place_of, total) in total.others.iter().enumerate() {
            let terms = groups.iter().map(|group| (group.others[place_of], 1)).chain([(*total, -1)]);
            let low = if draft.is_some() || !overlapping { 0 } else { -UNBOUNDED };
            self.add_sum(terms.collect::<Vec<_>>(), low, 0);
        }
        // All children, those with a case, and those without: the groups divide or cover each of these sets.
        let sets: [fn(&Line<'_>) -> Terms; 3] = [
            |line| vec![(line.children, 1)],
            |line| vec![(line.with_case, 1)],
            |line| vec![(line.children, 1), (line.with_case, -1)],
        ];
        let whole: [Terms; 3] =
            [vec![(total.children, 1)], vec![(total.with_case, 1)], vec![(total.children, 1), (total.with_case, -1)]];
        let less = |terms: &Terms| terms.iter().map(|(number, sign)| (*number, -sign)).collect::<Terms>();
        for (set, whole) in sets.iter().zip(&whole).take(if overlapping { 3 } else { 2 }) {
            let all = groups.iter().flat_map(set).chain(less(whole));
            self.add_sum(all.collect::<Vec<_>>(), 0, if overlapping { UNBOUNDED } else { 0 });
            for group in groups.iter().filter(|_| overlapping) {
                self.add_sum(whole.iter().copied().chain(less(&set(group))), 0, UNBOUNDED);
            }
        }
        if lines[0].dimension == "service" {
            self.of_several_services(reading, &groups, total);
        }
    }

    /// Adds that a child listed by `cross_service` has failed contacts with several services, and is counted in each.
    fn of_several_services(&mut self, reading: Reading<'_>, groups: &[Line<'_>], total: &Total) {
        let Reading { place, pack, draft } = reading;
        let Some(last) = pack.tables.month else { return };
        let services = pack.settings.min_failed("cross_service");
        let known = pack.tables.rules.iter().any(|line| line.rule == "cross_service");
        if services == 0 || !known || pack.settings.period_days > 365 {
            return;
        }
        let rules = pack.tables.rules.iter().filter(|line| line.rule == "cross_service");
        let counted = draft.map_or(0, |draft| rules.map(|line| draft.truth[line.children]).sum());
        let children = self.number(place, Key::Trend(last, "cross_service"), counted);
        let more = i64::from(services) - 1;
        let named = || groups.iter().filter(|group| group.group != OTHER);
        if let Some(failed) = total.contacts[0][Part::Failed as usize] {
            for group in named() {
                self.add_sum([(failed, 1), (group.contacts[1], -1), (children, -more)], 0, UNBOUNDED);
            }
        }
        // In merged services, a child is counted once.
        if named().count() == groups.len() {
            for (of, all) in [(0, total.children), (1, total.with_case)] {
                let counted = groups.iter().map(|group| (if of == 0 { group.children } else { group.with_case }, 1));
                self.add_sum(counted.chain([(all, -1), (children, -more)]), 0, UNBOUNDED);
            }
        }
    }

    /// Adds that a service's contacts in the twelve months are the sum of its months; a service without a line had none.
    fn services(&mut self, reading: Reading<'_>, lines: &[BreakdownLine], last: Month) {
        let Reading { place, pack, draft } = reading;
        let mut known: Vec<usize> =
            pack.tables.activity.iter().filter_map(|line| self.service(&line.service)).collect();
        known.sort_unstable();
        known.dedup();
        let Some(first) = pack.tables.activity.iter().map(|line| line.period.first).min() else { return };
        for service in known {
            let name = self.services[service].clone();
            let line = lines.iter().find(|line| line.group == name && name != OTHER && name != ALL_SERVICES);
            for (end, cells) in [
                (last, line.map(|line| [line.due, line.failed])),
                (last.plus(-12), line.map(|line| [line.due_before, line.failed_before])),
            ] {
                let covered = end.since(first).min(11) + 1;
                if covered <= 0 || (line.is_none() && end != last) {
                    continue;
                }
                let high = if covered == 12 || draft.is_some() { 0 } else { UNBOUNDED };
                let months: Vec<[usize; 2]> = (0..covered)
                    .map(|back| self.unprinted(reading, end.plus(-back), Some(Service::Named(service))))
                    .collect();
                for part in PARTS {
                    let mut terms: Terms = months.iter().map(|month| (month[part as usize], -1)).collect();
                    terms.extend(cells.map(|cells| (self.cells[place][cells[part as usize]], 1)));
                    self.add_sum(terms, 0, high);
                }
            }
        }
    }
}

/// The numbers of a pack as a whole.
struct Total {
    children: usize,
    /// Of the twelve months, and of those before.
    contacts: [[Option<usize>; 2]; 2],
    with_case: usize,
    others: [usize; 3],
    /// Children, by [`CountedContacts`].
    behind: [usize; CountedContacts::ALL.len()],
}
