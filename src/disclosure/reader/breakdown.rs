//! `breakdown.csv`: every dimension divides the same contacts, and divides or covers the same children.

use super::{Draft, Key, Part, Reader, Service, Terms};
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{BreakdownLine, Pack};
use crate::disclosure::{ALL_SERVICES, OTHER};

/// Dimensions in which a child may be in several groups.
const OVERLAPPING: [&str; 4] = ["service", "provider", "sector", "kind"];

/// The numbers of a line.
struct Line {
    children: usize,
    contacts: [usize; 2],
    with_case: usize,
}

impl Reader {
    pub(super) fn breakdown(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>) {
        let Some(last) = pack.tables.month else { return };
        let mut months: Vec<_> = pack.tables.activity.iter().map(|line| line.month).collect();
        months.dedup();
        months.retain(|month| (0..12).contains(&last.since(*month)));
        // The contacts of the twelve months.
        let mut contacts = [0, 0];
        for part in [Part::Due, Part::Failed] {
            let all: Vec<usize> =
                months.iter().map(|month| self.number(place, Key::Activity(*month, Service::All, part), 0)).collect();
            let sum = all.iter().map(|number| self.system.value(*number)).sum();
            let total = self.number(place, Key::Contacts(part), sum);
            self.know([(total, 1)].into_iter().chain(all.into_iter().map(|number| (number, -1))), 0, 0);
            contacts[part as usize] = total;
        }
        // Of the children, a dimension that divides them tells how many there are.
        let lines = &pack.tables.breakdown;
        let count = |cell: usize| draft.map_or(pack.printed[cell].map_or(0, |n| n as i64), |draft| draft.truth[cell]);
        let divides = lines.iter().find(|line| !OVERLAPPING.contains(&line.dimension)).map(|line| line.dimension);
        let of = |cell: &dyn Fn(&BreakdownLine) -> usize| {
            let dividing = lines.iter().filter(|line| Some(line.dimension) == divides);
            let widest = lines.iter().map(|line| count(cell(line))).max().unwrap_or(0);
            dividing.map(|line| count(cell(line))).sum::<i64>().max(widest)
        };
        let children = self.number(place, Key::Children(false), of(&|line| line.children));
        let with_case = self.number(place, Key::Children(true), of(&|line| line.with_case));
        self.know([(children, 1), (with_case, -1)], 0, UNBOUNDED);
        self.know([(contacts[0], 1), (children, -1)], 0, UNBOUNDED);
        let total = Line { children, contacts, with_case };
        for dimension in lines.chunk_by(|a, b| a.dimension == b.dimension) {
            self.dimension(place, dimension, &total, pack, draft);
            if dimension[0].dimension == "service" {
                self.services(place, dimension, &months, pack);
            }
        }
    }

    fn dimension(&mut self, place: usize, lines: &[BreakdownLine], total: &Line, pack: &Pack, draft: Option<&Draft>) {
        // Merging ends with at least the minimum of children in each row, unless all of them are in one.
        let minimum = if lines.len() == 1 { 0 } else { pack.settings.minimum as i64 };
        let mut groups = Vec::new();
        for line in lines {
            let mut number =
                |cell: usize, low: i64| self.cell(place, Key::Cell(cell), cell, pack, draft, (low, UNBOUNDED));
            let (children, due) = (number(line.children, minimum), number(line.due, minimum));
            let (failed, with_case) = (number(line.failed, 0), number(line.with_case, 0));
            self.left_of(due, failed, line.failed, pack, draft);
            self.left_of(children, with_case, line.with_case, pack, draft);
            self.know([(due, 1), (children, -1)], 0, UNBOUNDED);
            groups.push(Line { children, contacts: [due, failed], with_case });
        }
        for part in [0, 1] {
            let parts = groups.iter().map(|group| (group.contacts[part], 1));
            self.know(parts.chain([(total.contacts[part], -1)]), 0, 0);
        }
        // With a case, without one, all: each is a set of children that the groups divide or cover.
        let sets: [fn(&Line) -> Terms; 3] = [
            |line| vec![(line.children, 1)],
            |line| vec![(line.with_case, 1)],
            |line| vec![(line.children, 1), (line.with_case, -1)],
        ];
        let overlapping = OVERLAPPING.contains(&lines[0].dimension);
        for set in if overlapping { &sets[..] } else { &sets[..2] } {
            let less = |terms: Terms| terms.into_iter().map(|(number, sign)| (number, -sign));
            let all = groups.iter().flat_map(set).chain(less(set(total)));
            self.know(all.collect::<Vec<_>>(), 0, if overlapping { UNBOUNDED } else { 0 });
            for group in groups.iter().filter(|_| overlapping) {
                self.know(set(total).into_iter().chain(less(set(group))), 0, UNBOUNDED);
            }
        }
    }

    /// A service's contacts of the twelve months are its months; a service without a line had none in them.
    fn services(&mut self, place: usize, lines: &[BreakdownLine], months: &[crate::day::Month], pack: &Pack) {
        let mut known: Vec<usize> =
            pack.tables.activity.iter().filter_map(|line| self.service(&line.service)).collect();
        known.sort_unstable();
        known.dedup();
        for service in known {
            let name = &self.services[service];
            let line = lines.iter().find(|line| line.group == *name && name != OTHER && name != ALL_SERVICES);
            let cells = line.map(|line| [line.due, line.failed]);
            for part in [Part::Due, Part::Failed] {
                let mut terms: Vec<(usize, i64)> = Vec::new();
                for month in months {
                    terms.push((self.number(place, Key::Activity(*month, Service::Named(service), part), 0), -1));
                }
                if let Some(cells) = cells {
                    terms.push((self.cells[place][cells[part as usize]], 1));
                }
                self.know(terms, 0, 0);
            }
        }
    }
}
