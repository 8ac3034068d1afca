//! An attacker who shares no code with the gate: from printed rows alone, every way of filling in the hidden counts of a
//! small table, tried one after the other.

use std::collections::BTreeSet;

use super::area::Random;
use super::hand::{activity, settings};
use crate::disclosure::published::{Count, Published};
use crate::disclosure::{ALL_SERVICES, hide_until_safe};

/// The counts that a printed one may stand for, up to `most`.
fn counts(printed: Count, minimum: u64, round_to: u64, most: u64) -> Vec<u64> {
    let fits = |n: &u64| match printed.number() {
        None => true,
        Some(0) => *n == 0,
        // The nearest multiple, halves up.
        Some(p) => *n >= minimum && 2 * n + round_to >= 2 * p && 2 * n < 2 * p + round_to,
    };
    (0..=most).filter(fits).collect()
}

/// The failed contacts of services by month, as the pack has them: what is printed of each month's total, of each service
/// in the year, and of each service's month.
struct Table {
    months: Vec<Count>,
    years: Vec<Count>,
    cells: Vec<Vec<Count>>,
}

fn table(published: &Published) -> Table {
    let rows = |all: bool| published.activity.iter().filter(move |row| (row.service == ALL_SERVICES) == all);
    let services: BTreeSet<&str> = rows(false).map(|row| row.service.as_str()).collect();
    let cells = |service: &&str| rows(false).filter(|row| row.service == **service).map(|row| row.failed).collect();
    let year = |service: &&str| {
        published.breakdown.iter().find(|row| row.group == **service).map(|row| row.failed).expect("a row")
    };
    Table {
        months: rows(true).map(|row| row.failed).collect(),
        years: services.iter().map(year).collect(),
        cells: services.iter().map(cells).collect(),
    }
}

/// The values that each cell, then each month's total, then each year can have, found by trying every filling.
fn possible(table: &Table, minimum: u64, round_to: u64, most: u64) -> Vec<BTreeSet<u64>> {
    let flat: Vec<Vec<u64>> = table.cells.iter().flatten().map(|c| counts(*c, minimum, round_to, most)).collect();
    let months = table.months.len();
    let sums = |values: &[u64]| -> Vec<u64> {
        let month = (0..months).map(|month| values.iter().skip(month).step_by(months).sum());
        let year = values.chunks(months).map(|year| year.iter().sum());
        month.chain(year).collect()
    };
    let margins: Vec<BTreeSet<u64>> = table
        .months
        .iter()
        .chain(&table.years)
        .map(|printed| counts(*printed, minimum, round_to, 1000).into_iter().collect())
        .collect();
    let mut seen = vec![BTreeSet::new(); flat.len() + margins.len()];
    let mut places = vec![0; flat.len()];
    loop {
        let values: Vec<u64> = places.iter().zip(&flat).map(|(place, options)| options[*place]).collect();
        let sums = sums(&values);
        if sums.iter().zip(&margins).all(|(sum, fits)| fits.contains(sum)) {
            for (seen, value) in seen.iter_mut().zip(values.iter().chain(&sums)) {
                seen.insert(*value);
            }
        }
        let Some(next) = (0..flat.len()).find(|at| places[*at] + 1 < flat[*at].len()) else { return seen };
        places[next] += 1;
        places[..next].fill(0);
    }
}

#[test]
fn trying_all_fillings_narrows_no_hidden_count() {
    let mut random = Random(7);
    let (mut beaten, mut hidden) = (0, 0);
    for round in 0..60 {
        let round_to = [3, 5, 4][round % 3];
        let minimum = 6 + round as u64 % 3;
        let failed: Vec<u64> = (0..4).map(|_| [0, 3, 5, 9, 12, 14][random.below(6) as usize]).collect();
        let rows: Vec<Vec<(u64, u64)>> = failed.chunks(2).map(|row| row.iter().map(|n| (60, *n)).collect()).collect();
        let services: Vec<(&str, &[(u64, u64)])> = ["A", "B"].into_iter().zip(rows.iter().map(Vec::as_slice)).collect();
        let measures = activity("2026-10", &services);
        let most = 18;
        let narrow = |published: &Published| {
            let table = table(published);
            let seen = possible(&table, minimum, round_to, most);
            let printed = table.cells.iter().flatten().chain(&table.months).chain(&table.years);
            let sizes: Vec<usize> =
                printed.zip(&seen).filter(|(count, _)| count.number().is_none()).map(|(_, seen)| seen.len()).collect();
            (sizes.len(), sizes.iter().filter(|size| **size < round_to as usize).count())
        };
        let settings = settings(minimum, round_to);
        let month = measures.months[1];
        beaten += narrow(
            &crate::disclosure::draft::Draft::new(&measures, settings, &std::collections::BTreeMap::new())
                .publish(month),
        )
        .1;
        let (_, draft) = hide_until_safe(&measures, settings, &[]).expect("a pack");
        let (cells, narrowed) = narrow(&draft.publish(month));
        hidden += cells;
        if narrowed > 0 {
            for row in &draft.publish(month).activity {
                eprintln!("{} {} {} {}", row.service, row.period, row.due, row.failed);
            }
            for row in &draft.publish(month).breakdown {
                eprintln!("{} {} {}", row.group, row.due, row.failed);
            }
        }
        assert_eq!(narrowed, 0, "{failed:?} of {minimum} and {round_to}");
    }
    assert!(beaten > 0 && hidden > 80, "the attack succeeds if the gate hides nothing: {beaten}, {hidden}");
}
