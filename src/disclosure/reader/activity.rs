//! `activity.csv`: in each month all services are the named ones and the others.

use std::collections::BTreeSet;

use super::{Draft, Key, Part, Reader, Service};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::{ActivityLine, Pack};
use crate::disclosure::{ALL_SERVICES, OTHER};

impl Reader {
    pub(super) fn activity(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>) {
        let lines = &pack.tables.activity;
        let named: BTreeSet<usize> = lines.iter().filter_map(|line| self.service(&line.service)).collect();
        let unnamed: Vec<Service> = (0..self.services.len())
            .filter(|service| !named.contains(service))
            .map(Service::Named)
            .chain([Service::Unnamed])
            .collect();
        for month in lines.chunk_by(|a, b| a.month == b.month) {
            self.month(place, month, &unnamed, pack, draft);
        }
    }

    /// The place of a service that some pack names.
    pub(super) fn service(&self, name: &str) -> Option<usize> {
        self.services.binary_search_by(|service| service.as_str().cmp(name)).ok()
    }

    fn month(&mut self, place: usize, lines: &[ActivityLine], unnamed: &[Service], pack: &Pack, draft: Option<&Draft>) {
        let month = lines[0].month;
        let others: Vec<[usize; 2]> =
            unnamed.iter().map(|service| self.unnamed(place, month, *service, draft)).collect();
        let (mut all, mut merged, mut named) = (None, None, Vec::new());
        for line in lines {
            let numbers = [(Part::Due, line.due), (Part::Failed, line.failed)].map(|(part, cell)| {
                let key = match line.service.as_str() {
                    ALL_SERVICES => Key::Activity(month, Service::All, part),
                    OTHER => Key::Merged(month, part),
                    name => match self.service(name) {
                        Some(service) => Key::Activity(month, Service::Named(service), part),
                        None => Key::Cell(cell),
                    },
                };
                self.cell(place, key, cell, pack, draft, (0, UNBOUNDED))
            });
            self.left_of(numbers[0], numbers[1], line.failed, pack, draft);
            match line.service.as_str() {
                ALL_SERVICES => all = Some(numbers),
                OTHER => merged = Some(numbers),
                _ => named.push(numbers),
            }
        }
        for part in [0, 1] {
            let rest = others.iter().map(|numbers| (numbers[part], -1));
            match merged {
                Some(merged) => self.know([(merged[part], 1)].into_iter().chain(rest), 0, 0),
                None => self.know(rest, 0, 0),
            }
            if let Some(all) = all {
                let parts = named.iter().chain(&merged).map(|numbers| (numbers[part], -1));
                self.know([(all[part], 1)].into_iter().chain(parts), 0, 0);
            }
        }
    }

    /// The contacts of a service that this pack does not name.
    fn unnamed(&mut self, place: usize, month: Month, service: Service, draft: Option<&Draft>) -> [usize; 2] {
        let counts = draft.map_or([0, 0], |draft| {
            let mut sum = [0, 0];
            for (name, by_month) in &draft.services {
                let this = match service {
                    Service::All => true,
                    Service::Named(service) => self.services[service] == *name,
                    Service::Unnamed => self.service(name).is_none(),
                };
                if let Some(counts) = by_month.get(&month).filter(|_| this) {
                    sum = [sum[0] + counts[0], sum[1] + counts[1]];
                }
            }
            sum
        });
        let numbers = [
            self.number(place, Key::Activity(month, service, Part::Due), counts[0]),
            self.number(place, Key::Activity(month, service, Part::Failed), counts[1]),
        ];
        self.know([(numbers[0], 1), (numbers[1], -1)], 0, UNBOUNDED);
        numbers
    }
}
