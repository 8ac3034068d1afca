//! An attack on the commissioner pack from outside. The program publishes packs of made-up areas, and an attacker who has only these
//! files, and knows how such tables are related, tries to narrow the hidden counts.
//!
//! `TO=50 cargo test --release --test attack as_many -- --nocapture` attacks 200 areas; the results are in
//! `docs/disclosure.md`.

#[path = "../support/mod.rs"]
mod support;

mod areas;
mod attacker;
mod built;
mod small;

use areas::{Kind, Made};
use support::Pack;

/// The month of most packs: October 2026.
const OCTOBER: u64 = 33;

/// The result of the attacks on an area's packs.
#[derive(Default)]
struct Result {
    published: usize,
    refused: usize,
    hidden: usize,
    /// Of these, months of services that are published by quarter or year.
    within: usize,
    given_up: usize,
    chosen: usize,
    narrowed: Vec<String>,
}

/// Publishes the packs of an area for these months and attacks them.
fn narrowed(kind: Kind, seed: u64, settings: [u64; 2], months: std::ops::RangeInclusive<u64>) -> Result {
    attacked(&Made::new(kind, seed, settings), settings, months)
}

/// The same of any area.
fn attacked(made: &Made, settings: [u64; 2], months: std::ops::RangeInclusive<u64>) -> Result {
    let asked = months.clone().count();
    let (_area, packs) = made.publish(months);
    let mut all = Result::default();
    // A linear programme of this size can take three successive packs.
    for some in packs.chunks(3).chain(packs.get(1..).into_iter().flat_map(|rest| rest.chunks(3))) {
        let some: Vec<&Pack> = some.iter().collect();
        let within = small::months(made, &some, settings[0]);
        all.within += within.len();
        let found = attacker::attack(&some, &within, made.known());
        all.hidden += found.hidden;
        all.given_up += found.given_up;
        all.chosen += found.chosen;
        all.narrowed.extend(found.narrowed);
    }
    all.published = packs.len();
    all.refused = asked - packs.len();
    all
}

#[test]
fn nothing_is_narrowed_in_single_packs() {
    for kind in Kind::ALL {
        for (seed, settings) in [(1, [8, 5]), (2, [10, 5])] {
            let found = narrowed(kind, seed, settings, OCTOBER..=OCTOBER);
            assert!(found.narrowed.is_empty(), "{kind:?} {seed}: {:#?}", found.narrowed);
            assert_eq!(found.refused, 0, "{kind:?} {seed}");
        }
        let found = attacked(&Made::new(kind, 1, [8, 5]).closing(), [8, 5], OCTOBER..=OCTOBER);
        assert!(found.narrowed.is_empty(), "{kind:?}, closing: {:#?}", found.narrowed);
    }
}

#[test]
fn nothing_is_narrowed_in_packs_that_follow_one_another() {
    for kind in [Kind::Leavers, Kind::Tiny] {
        let found = narrowed(kind, 3, [8, 5], OCTOBER - 2..=OCTOBER);
        assert!(found.narrowed.is_empty(), "{kind:?}: {:#?}", found.narrowed);
        assert!(found.published > 1, "{kind:?}");
    }
}

/// The attacker's facts must be true: otherwise it would narrow what nobody can know. In an area that is there eight times, in
/// packs that round nothing, almost every count is printed as it is, and all of these must fit, with the children behind some of
/// them. With a minimum of 40, groups of fewer than five children are merged, and the others' counts must fit.
#[test]
fn what_the_attacker_knows_is_true() {
    for settings in [[5, 1], [40, 1]] {
        let built = built::ALL.into_iter().map(|area| (area.fact.to_owned(), (area.build)(settings), area.months));
        // The tiny area with 7 has a group without due contacts; areas with 9 have contacts that were recorded late.
        let random = Kind::ALL
            .into_iter()
            .flat_map(|kind| [7, 9].map(|seed| (kind, seed)))
            .map(|(kind, seed)| (format!("{kind:?} {seed}"), Made::new(kind, seed, settings), OCTOBER - 2..=OCTOBER));
        let closing = Kind::ALL
            .into_iter()
            .map(|kind| (format!("{kind:?}, closing"), Made::new(kind, 7, settings).closing(), OCTOBER - 2..=OCTOBER));
        for (name, made, months) in built.chain(random).chain(closing) {
            let made = made.eightfold();
            let single = *months.end()..=*months.end();
            for (made, months) in [(made.clone().apart(), single), (made, months)] {
                let (_area, packs) = made.publish(months);
                assert!(!packs.is_empty(), "{name}");
                let packs: Vec<&Pack> = packs.iter().collect();
                let behind = small::behind(&made, &packs);
                assert!(attacker::fits(&packs, made.known(), &behind), "{name} {settings:?}");
            }
        }
    }
}

#[test]
fn no_count_is_narrowed_in_areas_built_around_one_fact() {
    let mut bad = Vec::new();
    for area in built::ALL {
        let settings = [8, 5];
        let found = attacked(&(area.build)(settings), settings, area.months);
        assert!(found.published > 0, "{}", area.fact);
        bad.extend(found.narrowed.into_iter().map(|place| format!("{}: {place}", area.fact)));
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// Attacks one area of each kind, or as many as `FROM`, `TO` and `MONTHS` say. Fifty of each take about an hour.
#[test]
fn nothing_is_narrowed_in_as_many_areas_as_are_asked_for() {
    let number = |name: &str, otherwise: u64| std::env::var(name).map_or(otherwise, |text| text.parse().unwrap());
    let (from, to, months) = (number("FROM", 0), number("TO", 1), number("MONTHS", 12));
    let mut bad = Vec::new();
    for kind in Kind::ALL {
        let (mut hidden, mut within, mut published, mut refused, mut given_up, mut chosen) = (0, 0, 0, 0, 0, 0);
        for seed in from..to {
            // Every fifth is a chain.
            let first = if seed % 5 == 4 { OCTOBER + 1 - months } else { OCTOBER };
            let settings = if seed % 2 == 0 { [8, 5] } else { [10, 5] };
            let made = Made::new(kind, seed + 100, settings);
            // Every third has the rule about closed referrals on.
            let made = if seed % 3 == 2 { made.closing() } else { made };
            let found = attacked(&made, settings, first..=OCTOBER);
            hidden += found.hidden;
            within += found.within;
            published += found.published;
            refused += found.refused;
            given_up += found.given_up;
            chosen += found.chosen;
            for place in found.narrowed {
                println!("{kind:?} {seed}: {place}");
                bad.push(place);
            }
        }
        println!(
            "{kind:?}: {} areas, {published} packs, {refused} refused, {hidden} hidden counts ({within} of them months of a \
             longer period), {given_up} equalities given up, {chosen} counts that depend on which",
            to - from
        );
    }
    assert!(bad.is_empty(), "{}", bad.len());
}
