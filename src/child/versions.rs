//! Works out which versions of a contact count. Versions are records of one source with the same contact id.
//!
//! The latest version counts, with three exceptions. A booking never undoes what happened on another day, since some systems
//! reuse an id to book again. An id that stands for several children at one moment is that of a group session, in which each
//! child has a contact of their own. And an outcome of a future date is not read: until its day, its record counts as a booking
//! ([`replaced_from`]).

use std::collections::HashMap;

use crate::day::{Day, Month};
use crate::records::ContactRecord;

/// One version of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) child: (u32, u32),
    /// When it was recorded, in microseconds; `i64::MIN` if blank.
    pub(super) recorded: i64,
    /// The day of the contact.
    pub(super) day: Day,
    /// Whether it has no outcome yet: it is a booking, or its outcome is of a future date.
    pub(super) pending: bool,
    /// The number of its record, in reading order.
    pub(super) row: ContactRecord,
}

impl Version {
    /// The sort key of versions: the latest comes last.
    const fn order(&self) -> (i64, bool, ContactRecord) {
        (self.recorded, !self.pending, self.row)
    }

    /// Whether the version after it replaces this one.
    fn is_replaced_by(&self, next: &Self) -> bool {
        !next.pending || self.pending || self.day == next.day
    }
}

/// The versions of one contact id that are replaced, each with the index of the one that replaces it.
pub(super) fn find_replaced(versions: &[Version]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..versions.len()).collect();
    order.sort_unstable_by_key(|at| versions[*at].order());
    let at_one_moment = |one: &usize, other: &usize| versions[*one].recorded == versions[*other].recorded;
    let of_several = |same: &[usize]| same.iter().any(|at| versions[*at].child != versions[same[0]].child);
    let mut replaced = Vec::new();
    if order.chunk_by(at_one_moment).any(of_several) {
        // A stable sort, so that each child's versions stay in their order.
        order.sort_by_key(|at| versions[*at].child);
        for of_child in order.chunk_by(|one, other| versions[*one].child == versions[*other].child) {
            add_replaced(versions, of_child, &mut replaced);
        }
    } else {
        add_replaced(versions, &order, &mut replaced);
    }
    replaced
}

/// How many months back to look: more than the commissioner pack needs.
const MONTHS: usize = 15;

/// For each version replaced `now`, the first month at whose end it was replaced, if that is later than its own month.
/// `versions` are those of the as-of date; `on` returns them as of another day.
pub(super) fn replaced_from(
    now: &[(usize, usize)],
    versions: &[Version],
    as_of: Day,
    on: impl Fn(Day) -> Vec<Version>,
) -> Vec<Option<Month>> {
    // A booking is replaced by anything recorded after it, whether its outcome is read yet or not.
    let may_depend = |(old, new): &(usize, usize)| !versions[*old].pending || versions[*new].row < versions[*old].row;
    let mut months: Vec<Month> = Vec::new();
    if now.iter().any(may_depend) {
        let days = versions.iter().map(|version| version.day).filter(|day| *day <= as_of);
        months.extend(days.map(Month::of));
        months.sort_unstable();
        months.dedup();
    }
    let Some(last) = months.pop().filter(|_| !months.is_empty()) else { return vec![None; now.len()] };
    let at_ends: Vec<(Month, Vec<bool>)> = months[months.len().saturating_sub(MONTHS)..]
        .iter()
        .map(|month| {
            let mut replaced = vec![false; versions.len()];
            for (old, _) in find_replaced(&on(month.last_day())) {
                replaced[old] = true;
            }
            (*month, replaced)
        })
        .collect();
    let first = |(old, _): &(usize, usize)| {
        let own_month = Month::of(versions[*old].day);
        let first = at_ends.iter().find(|(month, replaced)| *month >= own_month && replaced[*old]);
        Some(first.map_or(last, |(month, _)| *month)).filter(|first| *first > own_month)
    };
    now.iter().map(first).collect()
}

/// Adds the replaced versions of one contact. `order` has its versions in their order.
fn add_replaced(versions: &[Version], order: &[usize], replaced: &mut Vec<(usize, usize)>) {
    let [.., last] = order else { return };
    // A later version of the same day replaces an earlier one, whatever was booked in between. By day, the next such version.
    let mut later: HashMap<Day, usize> = HashMap::new();
    let mut next = *last;
    for at in order.iter().rev().skip(1) {
        if order.len() > 2 {
            later.insert(versions[next].day, next);
        }
        if versions[*at].is_replaced_by(&versions[next]) {
            replaced.push((*at, next));
        } else if let Some(same_day) = later.get(&versions[*at].day) {
            replaced.push((*at, *same_day));
        }
        next = *at;
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;

    /// The indices of the versions that count. Each version is `child recorded day outcome`, in reading order; recorded `-` is
    /// blank, outcome `p` is pending.
    fn counting(text: &str) -> Vec<usize> {
        let versions: Vec<Version> = (0..)
            .zip(text.split(','))
            .map(|(row, version)| {
                let mut words = version.split_whitespace();
                let mut word = || words.next().unwrap();
                let child = (0, word().as_bytes()[0].into());
                let recorded = word().parse().unwrap_or(i64::MIN);
                let day = Day(word().parse().unwrap());
                Version { child, recorded, day, pending: word() == "p", row: ContactRecord::at(row) }
            })
            .collect();
        let replaced = find_replaced(&versions);
        (0..versions.len()).filter(|at| replaced.iter().all(|(old, _)| old != at)).collect()
    }

    #[test]
    fn an_outcome_decides_nothing_before_its_day() {
        // Missed in January, and again in March under the same id; then booked for May, and seen on that day.
        let day = |month: u32| Day::from_ymd(2026, month, 10).unwrap();
        let rows = [(day(1), false), (day(3), false), (day(5), true), (day(5), false)];
        let on = |today: Day| -> Vec<Version> {
            let version = |(row, (day, booked)): (usize, &(Day, bool))| {
                let pending = *booked || *day > today;
                Version { child: (0, 0), recorded: row as i64, day: *day, pending, row: ContactRecord::at(row) }
            };
            (0..).zip(&rows).map(version).collect()
        };
        let replaced = |as_of: Day| {
            let (now, versions) = (find_replaced(&on(as_of)), on(as_of));
            let from = replaced_from(&now, &versions, as_of, on);
            let mut list: Vec<(usize, Option<u32>)> = now
                .iter()
                .zip(from)
                .map(|((old, _), from)| (*old, from.map(|month| month.last_day().date().month())))
                .collect();
            list.sort_unstable();
            list
        };
        assert_eq!(replaced(day(2)), [(1, None), (2, None)], "the failed contact of January stays");
        assert_eq!(replaced(day(4)), [(0, Some(3)), (2, None)]);
        assert_eq!(replaced(day(6)), [(0, Some(3)), (2, None)], "the outcome of a further booking undoes nothing");
    }

    #[test]
    fn which_versions_of_a_contact_count() {
        for (versions, expected) in [
            // The latest; of several at one moment, the last read.
            ("A 2 1 x, A 1 1 x", &[0][..]),
            ("A 1 1 x, A 2 1 x", &[1]),
            ("A 1 1 x, A 1 1 x", &[1]),
            ("A - 1 x, A 1 1 x", &[1]),
            ("A 1 1 x, A - 1 x", &[0]),
            // Recorded at the same time, an outcome comes before a booking.
            ("A - 1 x, A - 1 p", &[0]),
            ("A - 1 p, A - 1 x", &[1]),
            ("A - 1 x, A - 1 x, A - 1 p", &[1]),
            ("A - 1 x, A - 2 p", &[0]),
            // A later booking replaces an outcome of its day, which was withdrawn.
            ("A 1 1 x, A 2 1 p", &[1]),
            // But it does not undo what happened on another day, however often it is booked again.
            ("A 1 1 x, A 2 2 p", &[0, 1]),
            ("A 2 2 p, A 1 1 x", &[0, 1]),
            ("A 1 1 x, A 2 2 p, A 3 3 p", &[0, 2]),
            ("A 1 1 x, A 2 2 p, A 3 2 x", &[0, 2]),
            ("A 1 1 x, A 2 2 p, A 3 2 x, A 4 3 p", &[0, 2, 3]),
            // A moved booking is one booking, and an outcome whose day was corrected is one outcome.
            ("A 1 1 p, A 2 2 p", &[1]),
            ("A 1 1 p, A 2 2 x", &[1]),
            ("A 1 1 x, A 2 2 x", &[1]),
            // Back on the first day: one contact, not two.
            ("A 1 1 x, A 2 2 p, A 3 1 x", &[2]),
            // At one time, of different children: a group session.
            ("A 1 1 x, B 1 1 x", &[0, 1]),
            ("A - 1 x, B - 1 p, C - 1 x", &[0, 1, 2]),
            ("A 1 1 x, B 1 1 x, A 2 1 x, B 2 1 x", &[2, 3]),
            ("A 1 1 p, B 1 1 p, A 2 1 x", &[1, 2]),
            ("A 1 1 x, B 1 1 x, A 1 1 p", &[0, 1]),
            ("A 1 1 x, B 1 1 x, A 2 2 p", &[0, 1, 2]),
            // At different times, of different children: the number was corrected.
            ("A 1 1 x, B 2 1 x", &[1]),
            ("B 2 1 x, A 1 1 x", &[0]),
        ] {
            assert_eq!(counting(versions), expected, "{versions}");
        }
    }
}
