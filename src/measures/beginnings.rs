//! Finds when each source begins. Its first month is seldom complete, and half a month must not be a point of a series.
//!
//! A source's first month is whole if no working day of it is before the source's first contact. Otherwise the source's contacts in
//! that month are left out of the activity, and the series of its services begin with the next month.

use chrono::{Datelike, Weekday};

use crate::day::{Day, Month};
use crate::numbers::place;
use crate::pipeline::Detected;
use crate::records::ContactRecord;
use crate::store::Row;

/// When each source of contacts begins.
pub(crate) struct SourceBeginnings {
    /// The day of the first contact of each source; far in the future if it has none.
    first: Vec<Day>,
    /// The first whole month of each source; none if it has no contact.
    whole: Vec<Option<Month>>,
    /// The last day of each source's incomplete first month; [`LONG_AGO`] if the month is whole.
    incomplete: Vec<Day>,
    /// The latest of these days. Contacts after it need not be looked at.
    latest: Day,
    /// The end of each file's records, with its source.
    files: Vec<(ContactRecord, usize)>,
}

const LONG_AGO: Day = Day(i32::MIN);

impl SourceBeginnings {
    /// Finds the first contact of each source. Only incomplete months that end on `from` or later matter.
    pub(crate) fn find(review: &Detected, from: Day) -> Self {
        let sources = review.settings.contacts.len();
        let mut files: Vec<(ContactRecord, usize)> = Vec::new();
        for part in &review.intake.parts.list {
            let end = ContactRecord::at(part.base.place() + part.scattered.len());
            match files.last_mut() {
                Some((last, source)) if *source == part.source => *last = end,
                _ => files.push((end, part.source)),
            }
        }
        let first = review.children.fold(
            || vec![Day(i32::MAX); sources],
            |first, child| {
                // A child's contacts are sorted by day, so from the latest known beginning on, none can be earlier than a beginning.
                let latest = first.iter().copied().max().unwrap_or(LONG_AGO);
                let rows = child.all_rows().iter().take_while(|row| row.day() < latest);
                for row in rows.filter(|row| !row.is_duplicate()) {
                    let earliest = &mut first[source_of(&files, row)];
                    *earliest = (*earliest).min(row.day());
                }
            },
            |first, other| first.iter_mut().zip(other).for_each(|(earliest, other)| *earliest = (*earliest).min(other)),
        );
        let month = |day: &Day| (day.0 != i32::MAX).then(|| Month::of(*day));
        let is_whole = |day: &Day| !(Month::of(*day).first_day().0..day.0).map(Day).any(is_working_day);
        let whole: Vec<Option<Month>> =
            first.iter().map(|day| month(day).map(|first_month| first_month.plus(i32::from(!is_whole(day))))).collect();
        let incomplete = first.iter().map(|day| match month(day) {
            Some(first_month) if !is_whole(day) && first_month.last_day() >= from => first_month.last_day(),
            _ => LONG_AGO,
        });
        let incomplete: Vec<Day> = incomplete.collect();
        let latest = incomplete.iter().copied().max().unwrap_or(LONG_AGO);
        Self { first, whole, incomplete, latest, files }
    }

    /// Whether a contact lies in the incomplete first month of its source.
    pub(crate) fn is_incomplete(&self, row: &Row) -> bool {
        row.day() <= self.latest && row.day() <= self.incomplete[source_of(&self.files, row)]
    }

    /// The first whole month of each source that has a contact on or before a day.
    pub(crate) fn whole_months(&self, last: Day) -> impl Iterator<Item = (usize, Month)> {
        let each = self.whole.iter().zip(&self.first).enumerate();
        each.filter_map(move |(source, (whole, first))| Some((source, whole.filter(|_| *first <= last)?)))
    }

    /// The first month of all sources that have a contact up to a day, and whether one of them has the whole of it.
    pub(crate) fn first_month(&self, last: Day) -> Option<(Month, bool)> {
        let each = self.whole.iter().zip(&self.first).filter(|(_, first)| **first <= last);
        let months = each.map(|(whole, first)| (Month::of(*first), *whole == Some(Month::of(*first))));
        months.min_by_key(|(month, is_whole)| (*month, !is_whole))
    }

    /// The source of a contact.
    pub(crate) fn source_of(&self, row: &Row) -> usize {
        source_of(&self.files, row)
    }

    /// The first whole month of each service, and of all services together, as places in `months`.
    pub(crate) fn by_service(&self, review: &Detected, months: &[Month]) -> (Vec<usize>, usize) {
        let place = |month: Month| place(month.since(months[0])).min(months.len());
        let mut first = vec![months.len(); review.intake.services.len()];
        for part in &review.intake.parts.list {
            let Some(begins) = self.whole[part.source].map(place) else { continue };
            for service in &part.to.services {
                let earliest = &mut first[service.place()];
                *earliest = (*earliest).min(begins);
            }
        }
        let all = self.whole.iter().flatten().map(|month| place(*month)).min().unwrap_or(0);
        (first, all)
    }
}

fn source_of(files: &[(ContactRecord, usize)], row: &Row) -> usize {
    files[files.partition_point(|(end, _)| *end <= row.row)].1
}

/// Whether clinics are open: a day other than Saturday, Sunday and New Year's Day.
fn is_working_day(day: Day) -> bool {
    let date = day.date();
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && (date.month(), date.day()) != (1, 1)
}
