//! Recalculates every printed rate, limit and difference from the counts that are printed with it.

use crate::ledger::Ledger;
use crate::support::{Pack, Row, cell};

const Z: f64 = 1.959_963_984_540_054;

/// A share with Wilson's limits.
#[derive(Clone, Copy)]
struct Share {
    value: f64,
    low: f64,
    high: f64,
}

impl Share {
    fn of((failed, due): (f64, f64)) -> Self {
        let value = failed / due;
        let middle = 2.0 * failed + Z * Z;
        let wide = Z * (Z * Z + 4.0 * failed * (1.0 - value)).sqrt();
        let whole = 2.0 * (due + Z * Z);
        Self { value, low: (middle - wide) / whole, high: (middle + wide) / whole }
    }

    /// Newcombe's method 10.
    fn less(self, other: Self) -> [f64; 3] {
        let value = self.value - other.value;
        let both = |one: f64, other: f64| (one * one + other * other).sqrt();
        let low = value - both(self.value - self.low, other.high - other.value);
        let high = value + both(self.high - self.value, other.value - other.low);
        [value, low, high]
    }
}

/// Failed and due contacts, where both are printed.
fn counts(row: &Row, failed: &str, due: &str) -> Option<(f64, f64)> {
    Some((cell(row, failed).parse().ok()?, cell(row, due).parse().ok()?))
}

/// The expected cell: `[c]` if a count is hidden, `[u]` if too few contacts were due, otherwise the value.
fn share(counts: &[Option<(f64, f64)>], value: impl FnOnce() -> f64) -> Result<f64, &'static str> {
    if counts.iter().any(Option::is_none) {
        Err("[c]")
    } else if counts.iter().flatten().any(|(_, due)| *due < 20.0) {
        Err("[u]")
    } else {
        Ok(value())
    }
}

/// Calculates all rates again.
pub fn recount(pack: &Pack, ledger: &mut Ledger) {
    for row in pack.rows("activity.csv") {
        let now = counts(&row, "failed", "due");
        ledger.share("activity.csv", &row, "rate", share(&[now], || Share::of(now.unwrap()).value));
    }
    let rows = pack.rows("breakdown.csv");
    for row in &rows {
        let (now, before) = (counts(row, "failed", "due"), counts(row, "failed_before", "due_before"));
        let own = || Share::of(now.unwrap());
        let mut is = |column: &str, value| ledger.share("breakdown.csv", row, column, value);
        is("rate", share(&[now], || own().value));
        is("rate_low", share(&[now], || own().low));
        is("rate_high", share(&[now], || own().high));
        is("rate_before", share(&[before], || Share::of(before.unwrap()).value));
        for (place, column) in ["change", "change_low", "change_high"].into_iter().enumerate() {
            is(column, share(&[now, before], || own().less(Share::of(before.unwrap()))[place]));
        }
        let others: Vec<&Row> = rows
            .iter()
            .filter(|own| cell(own, "dimension") == cell(row, "dimension") && cell(own, "group") != cell(row, "group"))
            .collect();
        let sum = |all: (f64, f64), own: (f64, f64)| (all.0 + own.0, all.1 + own.1);
        let each: Option<Vec<(f64, f64)>> = others.iter().map(|other| counts(other, "failed", "due")).collect();
        let rest = each.map(|each| each.into_iter().fold((0.0, 0.0), sum));
        for (place, column) in ["against_rest", "against_rest_low", "against_rest_high"].into_iter().enumerate() {
            is(column, share(&[now, rest], || own().less(Share::of(rest.unwrap()))[place]));
        }
    }
}
