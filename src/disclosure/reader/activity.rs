//! `activity.csv`: in each month, all services are the sum of the named ones and the others; and a quarter or a year is the sum
//! of its months.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, Key, PARTS, Reader, Reading, Service};
use crate::day::Month;
use crate::disclosure::period::Grain;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::ActivityLine;
use crate::disclosure::{ALL_SERVICES, OTHER};

/// Contacts of a month within a longer period of a series.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::disclosure) struct WithinMonth {
    service: String,
    month: Month,
    part: super::Part,
}

/// The due and the failed contacts of a service by month.
type ByMonth = BTreeMap<Month, [usize; 2]>;

impl Reader {
    pub(super) fn activity(&mut self, reading: Reading<'_>) {
        let tables = &reading.pack.tables;
        let lines = &tables.activity;
        let (Some(first), Some(last)) = (lines.iter().map(|line| line.period.first).min(), tables.month) else {
            return;
        };
        let months: Vec<Month> = (0..=last.since(first)).map(|place| first.plus(place)).collect();
        let named: BTreeSet<usize> = lines.iter().filter_map(|line| self.service(&line.service)).collect();
        let unnamed: Vec<Service> = (0..self.services.len())
            .filter(|service| !named.contains(service))
            .map(Service::Named)
            .chain([Service::Unnamed])
            .collect();
        let (mut all, mut merged, mut parts) = (None, None, Vec::new());
        for series in lines.chunk_by(|a, b| a.service == b.service) {
            let name = series[0].service.as_str();
            let numbers = self.series(reading, series, &months);
            match name {
                ALL_SERVICES => all = Some(numbers),
                OTHER => merged = Some(numbers),
                _ => parts.push(numbers),
            }
        }
        for month in &months {
            let others: Vec<[usize; 2]> =
                unnamed.iter().map(|service| self.unprinted(reading, *month, Some(*service))).collect();
            for part in PARTS {
                let rest = others.iter().map(|numbers| (numbers[part as usize], -1));
                let merged_part = merged.as_ref().map(|merged: &ByMonth| (merged[month][part as usize], 1));
                self.add_sum(merged_part.into_iter().chain(rest), 0, 0);
                if let Some(all) = &all {
                    let parts = parts.iter().chain(&merged).map(|numbers| (numbers[month][part as usize], -1));
                    self.add_sum([(all[month][part as usize], 1)].into_iter().chain(parts), 0, 0);
                }
            }
        }
    }

    /// The numbers of months within longer periods that must not be revealed.
    pub(in crate::disclosure) fn months_within(&self, draft: &Draft) -> BTreeMap<usize, WithinMonth> {
        let months = draft.within.iter().flat_map(|month| {
            let parts = PARTS.into_iter().filter(|part| month.hidden[*part as usize]);
            parts.map(|part| WithinMonth { service: month.service.clone(), month: month.month, part })
        });
        months.filter_map(|month| Some((self.number_of_month(&month)?, month))).collect()
    }

    /// The number for the contacts of a service in a month, in the newest pack that counts them. For a reader without the new
    /// pack, the merged services are those that no pack names.
    pub(in crate::disclosure) fn number_of_month(&self, month: &WithinMonth) -> Option<usize> {
        let services: &[Option<Service>] = match month.service.as_str() {
            OTHER => &[None, Some(Service::Unnamed)],
            name => &[Some(Service::Named(self.service(name)?))],
        };
        services
            .iter()
            .find_map(|service| self.numbers.get(&(0, Self::key(month.month, *service, month.part))))
            .copied()
    }

    /// Whether a month means the same services to a reader without the new pack: the merged services may be different ones.
    pub(in crate::disclosure) fn is_same_before(&self, month: &WithinMonth, draft: &Draft) -> bool {
        let lines = &draft.pack.tables.activity;
        month.service != OTHER || self.services.iter().all(|service| lines.iter().any(|line| line.service == *service))
    }

    /// The index of a service that some pack names.
    pub(super) fn service(&self, name: &str) -> Option<usize> {
        self.services.binary_search_by(|service| service.as_str().cmp(name)).ok()
    }

    /// The key of a service's month; none is the row of merged services.
    fn key(month: Month, service: Option<Service>, part: super::Part) -> Key {
        service.map_or(Key::Merged(month, part), |service| Key::Activity(month, service, part))
    }

    /// The numbers of a service by month, with what its lines say.
    fn series(&mut self, reading: Reading<'_>, lines: &[ActivityLine], months: &[Month]) -> ByMonth {
        let service = match lines[0].service.as_str() {
            ALL_SERVICES => Some(Service::All),
            OTHER => None,
            name => self.service(name).map(Service::Named),
        };
        let mut by_month = ByMonth::new();
        if lines[0].period.grain == Grain::Month {
            for line in lines {
                let month = line.period.first;
                let numbers = [line.due, line.failed];
                let numbers = PARTS.map(|part| {
                    let key = Self::key(month, service, part);
                    self.cell(reading, key, numbers[part as usize], (0, UNBOUNDED))
                });
                self.add_remainder(numbers[0], numbers[1], line.failed, reading);
                by_month.insert(month, numbers);
            }
            // A series of months begins when its sources do; before that, there are no contacts.
            for month in months.iter().filter(|month| **month < lines[0].period.first) {
                by_month.insert(
                    *month,
                    PARTS.map(|part| {
                        self.number_with_bounds(reading.place, Self::key(*month, service, part), 0, (0, 0))
                    }),
                );
            }
        }
        for month in months {
            if !by_month.contains_key(month) {
                by_month.insert(*month, self.unprinted(reading, *month, service));
            }
        }
        for line in lines.iter().filter(|line| line.period.grain != Grain::Month) {
            let cells = [line.due, line.failed];
            let numbers = PARTS.map(|part| {
                let cell = cells[part as usize];
                // In another pack, different services may be merged.
                let key = service.map_or(Key::Cell(cell), |service| Key::Period(line.period, service, part));
                self.cell(reading, key, cell, (0, UNBOUNDED))
            });
            self.add_remainder(numbers[0], numbers[1], line.failed, reading);
            for part in PARTS {
                let months = line.period.months().filter_map(|month| by_month.get(&month));
                let months: Vec<(usize, i64)> = months.map(|numbers| (numbers[part as usize], -1)).collect();
                self.add_sum([(numbers[part as usize], 1)].into_iter().chain(months), 0, 0);
            }
        }
        by_month
    }

    /// The numbers for the contacts of a service in a month that this pack does not print; without a service, those of the
    /// merged ones.
    pub(super) fn unprinted(&mut self, reading: Reading<'_>, month: Month, service: Option<Service>) -> [usize; 2] {
        let Reading { place, draft, .. } = reading;
        let counts = draft.map_or([0, 0], |draft| {
            let mut sum = [0, 0];
            for (name, by_month) in &draft.services {
                let this = match service {
                    Some(Service::All) => true,
                    Some(Service::Named(service)) => self.services[service] == *name,
                    Some(Service::Unnamed) => self.service(name).is_none(),
                    None => !draft.pack.tables.activity.iter().any(|line| line.service == *name),
                };
                if let Some(counts) = by_month.get(&month).filter(|_| this) {
                    sum = [sum[0] + counts[0], sum[1] + counts[1]];
                }
            }
            sum
        });
        let numbers = PARTS.map(|part| self.number(place, Self::key(month, service, part), counts[part as usize]));
        self.add_sum([(numbers[0], 1), (numbers[1], -1)], 0, UNBOUNDED);
        numbers
    }

    /// The numbers for the failed or due contacts of all services in each of some months up to `last`, and whether the pack
    /// covers all of these months. `None` if it covers none.
    pub(super) fn all_services(
        &mut self,
        reading: Reading<'_>,
        last: Month,
        months: i32,
        part: super::Part,
    ) -> Option<(Vec<usize>, bool)> {
        let first = reading.pack.tables.activity.iter().map(|line| line.period.first).min()?;
        let covered = months.min(last.since(first) + 1);
        (covered > 0).then(|| {
            let of_month = |back: i32| self.unprinted(reading, last.plus(-back), Some(Service::All))[part as usize];
            ((0..covered).map(of_month).collect(), covered == months)
        })
    }
}
