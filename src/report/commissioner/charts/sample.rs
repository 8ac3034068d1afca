//! An invented pack for the tests: 24 months, ten services, some gaps, and an example of everything that can stand out.

use crate::day::Month;
use crate::disclosure::published::{ActivityRow, BreakdownRow, Count, Period, Published, Rate, ThresholdRow, TrendRow};
use crate::statistics::{newcombe, wilson};

/// A count as it is printed: suppressed below 5, otherwise rounded to 5.
pub(crate) fn count(number: u64) -> Count {
    Count::for_test(match number {
        0 => Some(0),
        1..=4 => None,
        _ => Some((number + 2) / 5 * 5),
    })
}

/// The rate as it is printed, of two printed counts.
pub(crate) fn rate(failed: Count, due: Count) -> Rate {
    match (failed.number(), due.number()) {
        (Some(_), Some(due)) if due < 20 => Rate::Unreliable,
        (Some(failed), Some(due)) => Rate::for_test(failed as f64 / due as f64),
        _ => Rate::Suppressed,
    }
}

pub(crate) fn activity(month: Month, service: &str, due: u64, failed: u64) -> ActivityRow {
    let (due, failed) = (count(due), count(failed));
    ActivityRow { period: Period::month(month), service: service.to_owned(), due, failed, rate: rate(failed, due) }
}

pub(crate) fn group(dimension: &'static str, group: &str, due: u64, failed: u64) -> BreakdownRow {
    let (due, failed) = (count(due), count(failed));
    let interval = failed.number().zip(due.number()).and_then(|(failed, due)| wilson::interval_95(failed, due));
    let own = rate(failed, due);
    let limit = |value: Option<f64>| match (own, value) {
        (Rate::Of(_), Some(value)) => Rate::for_test(value),
        _ => own,
    };
    BreakdownRow {
        dimension,
        group: group.to_owned(),
        children: due,
        due,
        failed,
        rate: own,
        rate_low: limit(interval.map(|interval| interval.low)),
        rate_high: limit(interval.map(|interval| interval.high)),
        children_with_case: failed,
        no_outcome: count(due.number().unwrap_or(0) / 50),
        cancelled_by_family: count(due.number().unwrap_or(0) / 20),
        cancelled_by_provider: count(due.number().unwrap_or(0) / 40),
        due_before: due,
        failed_before: failed,
        rate_before: own,
        change: [Rate::Unreliable; 3],
        against_rest: [Rate::Unreliable; 3],
    }
}

/// A pack without any rows.
pub(crate) fn empty() -> Published {
    let month = Month::from_iso("2026-10").expect("a month");
    Published {
        month,
        activity: Vec::new(),
        breakdown: Vec::new(),
        follow_up: Vec::new(),
        reviews: Vec::new(),
        rules: Vec::new(),
        trend: Vec::new(),
        thresholds: Vec::new(),
    }
}

/// Each service with its due contacts a month and their failed share.
const SERVICES: [(&str, u64, f64); 10] = [
    ("Audiology", 260, 0.11),
    ("Child and Adolescent Mental Health", 420, 0.14),
    ("Community Paediatrics", 640, 0.12),
    ("Dietetics", 90, 0.21),
    ("Health Visiting", 2900, 0.07),
    ("Looked After Children's Nursing", 24, 0.2),
    ("Occupational Therapy & Physiotherapy", 310, 0.10),
    ("Orthoptics", 45, 0.16),
    ("School Nursing", 820, 0.05),
    ("Speech and Language Therapy (community)", 980, 0.13),
];

/// A pack with rows for every chart, in which some services change.
pub(crate) fn sample() -> Published {
    let mut published = empty();
    let mut noise = PseudoRandom(11);
    let first = published.month.plus(-23);
    for place in 0..24 {
        let month = first.plus(place);
        let mut rows = Vec::new();
        let (mut all, mut all_failed) = (0, 0);
        for (service, due, share) in SERVICES {
            let shift = match (service, place) {
                ("Audiology", 17..) => 1.35,
                ("Community Paediatrics", 9) => 1.6,
                ("School Nursing", 16..) => 0.70,
                ("Speech and Language Therapy (community)", 14..=21) => 1.0 + 0.06 * f64::from(place - 14),
                _ => 1.0,
            };
            let due = (due as f64 * (1.0 + 0.08 * noise.next())) as u64;
            let spread = (share * (1.0 - share) / due as f64).sqrt();
            let failed = (due as f64 * (share * shift + spread * noise.next())).max(0.0).round() as u64;
            all += due;
            all_failed += failed;
            rows.push(activity(month, service, due, failed));
        }
        published.activity.push(activity(month, super::series::ALL, all, all_failed));
        published.activity.extend(rows);
    }
    for (service, due, share) in SERVICES {
        let share = if service == "School Nursing" { 0.035 } else { share };
        published.breakdown.push(group("service", service, due * 12, (due as f64 * 12.0 * share) as u64));
    }
    published.breakdown.push(group("service", super::words::MERGED, 110, 20));
    for (name, due, failed) in
        [("Holbrook Community Trust", 41_000, 4100), ("Ashby Hospitals", 21_000, 2050), ("Tern Valley CIC", 3900, 640)]
    {
        published.breakdown.push(group("provider", name, due, failed));
    }
    for (band, due, failed) in [
        ("0", 9800, 640),
        ("1 to 4", 21_000, 1500),
        ("5 to 9", 14_000, 1300),
        ("10 to 14", 9000, 1010),
        ("15 to 17", 4100, 690),
    ] {
        published.breakdown.push(group("age_band", band, due, failed));
    }
    published.breakdown.push(group("age_band", super::words::NOT_KNOWN, 60, 3));
    for (fifth, due, failed) in
        [("1", 17_000, 2200), ("2", 14_000, 1500), ("3", 11_000, 1050), ("4", 9000, 740), ("5", 7000, 500)]
    {
        published.breakdown.push(group("deprivation_quintile", fifth, due, failed));
    }
    for (place, rule) in crate::rules::ALL.iter().enumerate() {
        let level = [340.0, 120.0, 64.0, 41.0, 22.0, 9.0, 3.0, 2.0][place % 8];
        for month in 0..12 {
            let children = (level * (1.0 + 0.02 * f64::from(month) + 0.05 * noise.next())) as u64;
            let month_end = published.month.plus(month - 11);
            published.trend.push(TrendRow { month_end, rule: rule.name(), children: count(children) });
        }
    }
    for threshold in 2..=6 {
        for (period_days, times) in [(180, 0.6), (365, 1.0), (730, 1.7)] {
            let children = count((4200.0 * times / libm::pow(f64::from(threshold - 1), 3.2) * 0.9) as u64);
            published.thresholds.push(ThresholdRow { threshold, period_days, children });
        }
    }
    compared(&mut published);
    published
}

/// A pack in which little can be judged: eight months of all services can be shown, none of the one service; of thirty providers, one
/// is far outside the limits.
pub(crate) fn sparse() -> Published {
    let mut published = empty();
    for place in 0..24_u32 {
        let month = published.month.plus(place as i32 - 23);
        let shown = if place < 16 { 2 } else { 10 + u64::from(place % 3) * 5 };
        published.activity.push(activity(month, super::series::ALL, 100, shown));
        published.activity.push(activity(month, "Portage", 4, 1));
    }
    for place in 0..30_u32 {
        let due = 200 + u64::from(place) * u64::from(place) * 8;
        let share = if place == 20 { 0.5 } else { 0.1 + 0.004 * f64::from(place % 7) };
        let name = format!("Provider with a long name & number {place}");
        published.breakdown.push(group("provider", &name, due, (due as f64 * share) as u64));
    }
    published.breakdown.push(group("service", "Portage", 600, 60));
    published.breakdown.push(group("deprivation_quintile", "1", 40, 2));
    published.breakdown.push(group("deprivation_quintile", "5", 10, 0));
    compared(&mut published);
    published
}

/// A pseudo-random generator of numbers between -1 and 1, with a fixed seed.
struct PseudoRandom(u64);

impl PseudoRandom {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1 << 23) - 1.0
    }
}

/// Fills in the difference of each group from all others of its dimension, from the printed counts, and a year before in which a
/// tenth fewer contacts failed.
pub(crate) fn compared(published: &mut Published) {
    let rows = published.breakdown.clone();
    for row in &mut published.breakdown {
        let others = || rows.iter().filter(|other| other.dimension == row.dimension && other.group != row.group);
        let sum =
            |count: &dyn Fn(&BreakdownRow) -> Count| others().map(|other| count(other).number()).sum::<Option<u64>>();
        let (Some(failed), Some(due)) = (row.failed.number(), row.due.number()) else { continue };
        let rest = sum(&|other| other.failed).zip(sum(&|other| other.due));
        let before = failed * 9 / 10 / 5 * 5;
        let difference = |failed_then: u64, due_then: u64| {
            newcombe::difference(failed, due, failed_then, due_then)
                .map_or([Rate::Unreliable; 3], |change| [change.value, change.low, change.high].map(Rate::for_test))
        };
        row.against_rest = rest.map_or([Rate::Suppressed; 3], |(failed, due)| difference(failed, due));
        row.change = difference(before, due);
        (row.failed_before, row.rate_before) = (count(before), rate(count(before), row.due));
    }
}
