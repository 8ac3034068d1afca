//! How charts write numbers, shares, months and the marks for numbers that are not printed.

use crate::day::Month;
use crate::disclosure::published::{BreakdownRow, Count, Rate};
use crate::wording::number;

pub(crate) use crate::disclosure::{NOT_KNOWN, OTHER as MERGED};

/// A printed count as a table's cell.
pub(crate) fn count(count: Count) -> String {
    count.number().map_or_else(|| count.to_string(), number)
}

/// A share in percent with one decimal. Only a share of 0 is written as 0.
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.000_5 { "under 0.1%".to_owned() } else { format!("{:.1}%", share * 100.0) }
}

/// A printed rate as a table's cell.
pub(crate) fn rate(rate: Rate) -> String {
    rate.value().map_or_else(|| rate.to_string(), percent)
}

/// A printed difference in percentage points with its sign, or the mark for one that is not printed.
pub(crate) fn points(rate: Rate) -> String {
    rate.value().map_or_else(|| rate.to_string(), signed)
}

/// A difference of shares in percentage points, with its sign.
pub(crate) fn signed(share: f64) -> String {
    let text = exact(share);
    let is_zero = text.chars().all(|c| "0.".contains(c));
    if share > 0.0 && !is_zero { format!("+{text}") } else { text.replace('-', "\u{2212}") }
}

/// A difference in percentage points with one decimal, or with two if one would give 0 although the difference is not 0: readers must
/// see whether limits include 0.
pub(crate) fn exact(share: f64) -> String {
    let points = share * 100.0;
    match points.abs() {
        small if small < 0.005 => "0.0".to_owned(),
        small if small < 0.05 => format!("{points:.2}"),
        _ => format!("{points:.1}"),
    }
}

/// A limit nearer to 0 than this is printed as 0, in the tables and on the page.
const PRINTED: f64 = 0.000_05;

/// Whether a difference with this lower limit, as it is printed, is above 0 by more than chance explains.
pub(crate) fn is_above(low: f64) -> bool {
    low >= PRINTED
}

/// Whether a difference with this upper limit, as it is printed, is below 0 by more than chance explains.
pub(crate) fn is_below(high: f64) -> bool {
    high <= -PRINTED
}

/// Says whether chance may explain a difference with these limits.
pub(crate) fn by_chance(low: f64, high: f64) -> &'static str {
    if is_above(low) || is_below(high) { "more than chance explains" } else { "which chance may explain" }
}

/// `+5.0 percentage points (95% limits +1.0 to +9.0)`.
pub(crate) fn with_limits(value: f64, low: f64, high: f64) -> String {
    format!("{} percentage points (95% limits {} to {})", signed(value), signed(low), signed(high))
}

/// The name of a month in short: `Oct`.
pub(crate) fn short(month: Month) -> String {
    month.long().chars().take(3).collect()
}

/// The year of a month: `2026`.
pub(crate) fn year(month: Month) -> String {
    month.to_string()[..4].to_owned()
}

/// A span of months: `October 2026`, `April to October 2026`, `November 2025 to March 2026`.
pub(crate) fn span(first: Month, last: Month) -> String {
    if first == last {
        return last.long();
    }
    if year(first) != year(last) {
        return format!("{} to {}", first.long(), last.long());
    }
    let name = first.long();
    format!("{} to {}", name.split(' ').next().unwrap_or_default(), last.long())
}

/// Whether a row is about one named group, not about merged groups or contacts of no known group.
pub(crate) fn is_one(row: &BreakdownRow) -> bool {
    row.group != MERGED && row.group != NOT_KNOWN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_readers_expect() {
        assert_eq!(count(Count::for_test(None)), "[c]");
        assert_eq!(percent(0.123_46), "12.3%");
        assert_eq!(percent(0.000_4), "under 0.1%");
        assert_eq!(percent(0.0), "0.0%");
        for (share, text) in
            [(0.012, "+1.2"), (-0.012, "\u{2212}1.2"), (0.0003, "+0.03"), (-0.0004, "\u{2212}0.04"), (0.0, "0.0")]
        {
            assert_eq!(points(Rate::for_test(share)), text);
        }
        assert_eq!(rate(Rate::Suppressed), "[c]");
        assert_eq!(rate(Rate::Unreliable), "[u]");
    }

    #[test]
    fn limits_that_are_printed_as_0_include_0() {
        for (limit, excludes_0) in
            [(0.000_028, false), (0.000_049, false), (0.000_05, true), (0.05, true), (-0.05, false)]
        {
            assert_eq!(is_above(limit), excludes_0, "{limit}");
            assert_eq!(is_below(-limit), excludes_0, "{limit}");
            assert_eq!(
                by_chance(limit, 0.1),
                if excludes_0 { "more than chance explains" } else { "which chance may explain" }
            );
            assert_eq!(Rate::for_test(limit).to_string() == "0.0000", !excludes_0 && limit > 0.0, "{limit}");
            assert_eq!(points(Rate::for_test(limit)) == "0.0", !excludes_0 && limit > 0.0, "{limit}");
        }
    }

    #[test]
    fn spans_of_months() {
        let month = |text| Month::from_iso(text).expect("a month");
        assert_eq!(span(month("2026-10"), month("2026-10")), "October 2026");
        assert_eq!(span(month("2026-04"), month("2026-10")), "April to October 2026");
        assert_eq!(span(month("2025-11"), month("2026-03")), "November 2025 to March 2026");
    }
}
