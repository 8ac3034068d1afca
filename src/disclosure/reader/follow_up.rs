//! `follow_up.csv` and `reviews.csv`: parts of failed contacts, and parts of the children who were listed.

use super::{Key, Likely, Part, Reader, Reading, Service};
use crate::day::Month;
use crate::disclosure::OTHER;
use crate::disclosure::counts::FollowUpOutcome;
use crate::disclosure::period::followed_up;
use crate::disclosure::system::UNBOUNDED;

impl Reader {
    pub(super) fn follow_up(&mut self, reading: Reading<'_>) {
        let Reading { place, pack, .. } = reading;
        let Some(last) = pack.tables.month else { return };
        let first = pack.tables.activity.iter().map(|line| line.period.first).min();
        for line in &pack.tables.follow_up {
            let numbers = line.cells.map(|cell| self.cell(reading, Key::Cell(cell), cell, (0, UNBOUNDED)));
            let after = |outcome: FollowUpOutcome| numbers[outcome as usize];
            for (number, cell) in numbers.iter().zip(line.cells).skip(1) {
                self.add_remainder(numbers[0], *number, cell, reading);
            }
            // Those seen within 28 days are among those seen within 90; those followed by nothing are in neither of the others.
            self.add_sum([(after(FollowUpOutcome::Seen90), 1), (after(FollowUpOutcome::Seen28), -1)], 0, UNBOUNDED);
            for other in [FollowUpOutcome::Rebooked21, FollowUpOutcome::Seen90] {
                self.add_sum(
                    [(numbers[0], 1), (after(other), -1), (after(FollowUpOutcome::Nothing), -1)],
                    0,
                    UNBOUNDED,
                );
            }
            // The followed-up days are in these months; several failed slots on a day are one failed contact.
            let merged = line.service == OTHER && pack.tables.activity.iter().any(|activity| activity.service == OTHER);
            let service = self.service(&line.service).filter(|_| line.service != OTHER);
            let assumption = service.map(Likely::Service).or(merged.then_some(Likely::Merged));
            let (begins, ends) = followed_up(last);
            let (from, to) = (Month::of(begins), Month::of(ends));
            if let Some(assumption) = assumption.filter(|_| first.is_some_and(|first| first <= from)) {
                let service = service.map(Service::Named);
                let months: Vec<usize> = (0..=to.since(from))
                    .map(|back| self.unprinted(reading, to.plus(-back), service)[Part::Failed as usize])
                    .collect();
                let touched = months.iter().map(|number| (*number, 1));
                self.add_sum(touched.chain([(numbers[0], -1)]), 0, UNBOUNDED);
                // Everything in whole months is followed up. That is exact if no day had several slots, which a reader may
                // assume.
                let is_whole = |month: Month| month.first_day() >= begins && month.last_day() <= ends;
                let whole = months.iter().zip(0..).filter(|(_, back)| is_whole(to.plus(-back)));
                let whole = whole.map(|(number, _)| (*number, -1));
                self.add_likely_sum(place, assumption, whole.chain([(numbers[0], 1)]), 0, UNBOUNDED);
            }
        }
    }

    pub(super) fn reviews(&mut self, reading: Reading<'_>) {
        for line in &reading.pack.tables.reviews {
            let key = Key::Listed(line.month, line.priority);
            let listed = self.cell(reading, key, line.listed, (0, UNBOUNDED));
            let parts = line.parts.map(|cell| self.cell(reading, Key::Cell(cell), cell, (0, UNBOUNDED)));
            for (part, cell) in parts.iter().zip(line.parts) {
                self.add_remainder(listed, *part, cell, reading);
            }
            self.add_sum(parts.map(|part| (part, 1)).into_iter().chain([(listed, -1)]), 0, 0);
        }
    }
}
