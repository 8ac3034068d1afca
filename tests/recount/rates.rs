//! Every printed rate, limit and difference once more, from the counts that are printed beside it.

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
        let low = value - ((self.value - self.low).powi(2) + (other.high - other.value).powi(2)).sqrt();
        let high = value + ((self.high - self.value).powi(2) + (other.value - other.low).powi(2)).sqrt();
        [value, low, high]
    }
}

/// Failed and due contacts, where both are printed.
fn counts(row: &Row, failed: &str, due: &str) -> Option<(f64, f64)> {
    Some((cell(row, failed).parse().ok()?, cell(row, due).parse().ok()?))
}

/// What a cell must be: `[c]` where a count is hidden, `[u]` where too few were due, else this.
fn is(row: &Row, column: &str, counts: &[Option<(f64, f64)>], value: &dyn Fn() -> f64) -> usize {
    let printed = cell(row, column);
    if counts.iter().any(Option::is_none) {
        assert_eq!(printed, "[c]", "{column} {row:?}");
        return 0;
    }
    if counts.iter().flatten().any(|(_, due)| *due < 20.0) {
        assert_eq!(printed, "[u]", "{column} {row:?}");
        return 0;
    }
    let own: f64 = printed.parse().unwrap_or_else(|_| panic!("{column} {printed} {row:?}"));
    assert!((own - value()).abs() < 0.000_051, "{column}: {own}, not {} {row:?}", value());
    1
}

/// Asserts that a pack's rates are right. How many there were.
pub fn assert_right(pack: &Pack) -> usize {
    let mut checked = 0;
    for row in pack.rows("activity.csv") {
        let own = counts(&row, "failed", "due");
        checked += is(&row, "rate", &[own], &|| Share::of(own.unwrap()).value);
    }
    let rows = pack.rows("breakdown.csv");
    for row in &rows {
        let (now, before) = (counts(row, "failed", "due"), counts(row, "failed_before", "due_before"));
        let share = || Share::of(now.unwrap());
        checked += is(row, "rate", &[now], &|| share().value);
        checked += is(row, "rate_low", &[now], &|| share().low);
        checked += is(row, "rate_high", &[now], &|| share().high);
        checked += is(row, "rate_before", &[before], &|| Share::of(before.unwrap()).value);
        let change = || share().less(Share::of(before.unwrap()));
        for (place, column) in ["change", "change_low", "change_high"].into_iter().enumerate() {
            checked += is(row, column, &[now, before], &|| change()[place]);
        }
        let others: Vec<&Row> = rows
            .iter()
            .filter(|own| cell(own, "dimension") == cell(row, "dimension") && cell(own, "group") != cell(row, "group"))
            .collect();
        if others.is_empty() {
            continue;
        }
        let sum = |all: (f64, f64), own: (f64, f64)| (all.0 + own.0, all.1 + own.1);
        let each: Option<Vec<(f64, f64)>> = others.iter().map(|own| counts(own, "failed", "due")).collect();
        let rest = each.map(|each| each.into_iter().fold((0.0, 0.0), sum));
        let against = || share().less(Share::of(rest.unwrap()));
        for (place, column) in ["against_rest", "against_rest_low", "against_rest_high"].into_iter().enumerate() {
            checked += is(row, column, &[now, rest], &|| against()[place]);
        }
    }
    checked
}
