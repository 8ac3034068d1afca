//! Tests of the sums that a reader adds, and of the values from which a reading starts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hand::{activity, settings};
use super::texts;
use crate::disclosure::counts::{FollowUp, FollowUpOutcome};
use crate::disclosure::draft::Draft;
use crate::disclosure::reader::{Reader, ReaderAssumptions, ReaderNames, ReadingStart};
use crate::disclosure::tables::Pack;
use crate::disclosure::{Tally, hide_until_safe};

fn read(draft: &Draft, earlier: &[&Pack], start: ReadingStart) -> Reader {
    let names = ReaderNames::collect(draft, earlier);
    Reader::new(draft, earlier, ReaderAssumptions { small: false }, &names, Arc::new(start), u64::MAX)
}

#[test]
fn follow_up_lies_between_the_months_that_it_touches_and_those_within_it() {
    let months = vec![(60, 20); 24];
    // From 3 August 2025 to 2 August 2026, and from 1 December 2025 to 30 November 2026.
    for (last, touched, whole) in [("2026-10", 13, 11), ("2027-02", 12, 12)] {
        let mut measures = activity(last, &[("A", &months), ("B", &months)]);
        let mut follow_up = FollowUp { service: "A".to_owned(), ..FollowUp::default() };
        follow_up.so[FollowUpOutcome::Failed as usize] = Tally::spread(240, 40);
        measures.follow_up = vec![follow_up];
        let draft = Draft::new(&measures, settings(8, 5), &BTreeMap::new());
        let reader = read(&draft, &[], ReadingStart::default());
        let failed = reader.cells[0][draft.pack.tables.follow_up[0].cells[0]];
        let system = &reader.system;
        let rows = system.sums.iter().enumerate().filter(|(_, sum)| sum.low == 0).map(|(place, _)| system.terms(place));
        let rows = rows.filter(|terms| terms.len() > 4);
        let with = |sign: i64| rows.clone().filter(move |terms| terms.clone().any(|term| term == (failed, sign)));
        let lengths = |sign: i64| with(sign).map(|terms| terms.len() - 1).collect::<Vec<_>>();
        assert_eq!((lengths(-1), lengths(1)), (vec![touched], vec![whole]), "{last}");
    }
}

#[test]
fn a_reading_begins_where_the_last_one_ended() {
    let settings = settings(8, 5);
    let counts: [(u64, u64); 2] = [(60, 4), (60, 20)];
    let (_, first) = hide_until_safe(&activity("2026-10", &[("A", &counts[..1]), ("B", &counts[..1])]), settings, &[])
        .expect("a pack");
    let earlier = texts::read(&first.publish(crate::day::Month::from_iso("2026-10").expect("a month")), &settings);
    let draft = Draft::new(&activity("2026-11", &[("A", &counts), ("B", &counts)]), settings, &BTreeMap::new());
    let once = read(&draft, &[earlier.pack()], ReadingStart::default());
    let again = read(&draft, &[earlier.pack()], once.end_values());
    let values = |reader: &Reader| {
        (0..reader.system.numbers.len()).map(|number| reader.system.value(number)).collect::<Vec<_>>()
    };
    assert_eq!(values(&once), values(&again));
    assert!(again.system.broken().is_empty() && again.undecided.is_empty());
}
