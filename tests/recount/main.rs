//! Counts every number of the commissioner pack again, from the extracts, the lists and the decisions, in the simplest way and with
//! code that shares nothing with the program. A ledger records what was counted, by file and column, and the
//! test fails if a column has numbers that were not counted.

#[path = "../support/mod.rs"]
mod support;

mod area;
mod children;
mod contacts;
mod ledger;
mod rates;
mod reviews;

use area::Made;
use ledger::Ledger;
use support::Pack;

/// The pack of October 2026, published after this many lists, and the ledger of its recount.
fn recounted(made: &Made, reports: u64) -> (Pack, Ledger) {
    let mut ledger = Ledger::default();
    let pack = reviews::publish(made, reports, &mut ledger);
    contacts::recount(made, &pack, &mut ledger);
    children::recount(made, &pack, &mut ledger);
    rates::recount(&pack, &mut ledger);
    (pack, ledger)
}

#[test]
fn every_printed_number_of_every_column_is_right() {
    let (pack, mut ledger) = recounted(&Made::new(2, true), 14);
    assert_eq!(ledger.left_out(&pack), [""; 0]);

    // A column that was not counted is noticed.
    ledger.forget("reviews.csv", "undecided");
    assert_eq!(ledger.left_out(&pack), ["reviews.csv: nobody counts undecided"]);
}

/// The same with the setting by which a telephone contact counts as seen.
#[test]
fn every_printed_number_is_right_where_a_telephone_call_counts_as_seen() {
    let (pack, ledger) = recounted(&Made::new(1, false), 1);
    // One list is not enough for many numbers of reviews.
    let left_out = ledger.left_out(&pack);
    assert!(left_out.iter().all(|column| column.starts_with("reviews.csv")), "{left_out:#?}");
}
