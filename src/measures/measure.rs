//! Makes the true counts of the commissioner pack from a review.

use super::beginnings::SourceBeginnings;
use super::breakdown;
use super::due::ContactClasses;
use super::listed::ListedChildren;
use super::on_day::MonthEnds;
use super::pass::{Pass, PassCounts};
use super::records::IncompleteSources;
use crate::day::Month;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{Measures, MonthEnd, ReviewCount, RuleCount};
use crate::disclosure::one_source::GroupSources;
use crate::disclosure::period::followed_up;
use crate::pipeline::Detected;
use crate::rules;
use crate::stop::Stop;
use crate::timing::stage;
use crate::vocabulary::Priority;

/// The months of the activity.
const ACTIVITY_MONTHS: i32 = 36;
/// The months of everything else.
const MONTHS: i32 = 12;

/// Counts everything that the commissioner pack counts, as of the last day of the last complete calendar month on or before the as-of
/// date. `reviews` are counts of what became of the children who were listed, from the reports that listed them.
///
/// Also returns the sources of each group's failed contacts, and the sources that do not have records of both years.
///
/// # Errors
/// If a column has too many different values for a breakdown.
pub(crate) fn measure(
    review: &Detected,
    reviews: Vec<ReviewCount>,
) -> Result<(Measures, GroupSources, IncompleteSources), Stop> {
    breakdown::refuse_too_many(review)?;
    let month = Month::last_complete(review.as_of);
    let months: Vec<Month> = (1 - ACTIVITY_MONTHS..=0).map(|back| month.plus(back)).collect();
    let last = &months[(ACTIVITY_MONTHS - MONTHS) as usize..];
    let ends = MonthEnds::new(last.iter().map(|month| month.last_day()), review);
    let in_force = rules::ALL.iter().enumerate().filter(|(_, rule)| rule.enabled(&review.settings.rules));
    let (enabled, rule_names): (Vec<usize>, Vec<&'static str>) =
        in_force.map(|(index, rule)| (index, rule.name())).unzip();
    let begin = stage("months: when sources begin", || SourceBeginnings::find(review, months[0].first_day()));
    let pass = Pass {
        review,
        months: &months,
        ends: &ends,
        first_day: last[0].first_day(),
        first_day_before: last[0].plus(-MONTHS).first_day(),
        contact_classes: ContactClasses::from_settings(&review.settings),
        begin: &begin,
        follow_up: followed_up(month),
        enabled: &enabled,
    };
    let records = IncompleteSources::find(review, &begin, last[0].plus(-MONTHS), month);
    let counted = stage("months: one pass over all children", || pass.run());
    let dimensions = stage("months: breakdowns", || breakdown::dimensions(review, &counted));
    let sources = counted.by_source.by_group(review);
    let PassCounts { activity, follow_up, thresholds, listed, cases, .. } = counted;
    let ListedChildren { trend, rules } = listed;
    let services = &review.intake.services;
    let (first, first_of_all) = begin.by_service(review, &months);
    let (all, activity) = activity.by_service(services, &first, first_of_all);
    let month_end = |(month, by_rule): (&Month, Vec<u64>)| MonthEnd {
        month: *month,
        by_rule: by_rule.into_iter().map(TrueCount::new).collect(),
    };
    let of_rule = |(rule, children): (&'static str, [u64; Priority::ALL.len()])| {
        Priority::ALL.iter().zip(children).map(move |(priority, children)| RuleCount {
            rule,
            priority: *priority,
            children: TrueCount::new(children),
        })
    };
    let measures = Measures {
        all,
        activity,
        dimensions,
        follow_up: follow_up.by_service(services),
        reviews,
        cases: cases.map(TrueCount::new),
        rules: rule_names.iter().copied().zip(rules).flat_map(of_rule).collect(),
        trend: last.iter().zip(trend).map(month_end).collect(),
        thresholds: thresholds.counts(),
        rule_names,
        months,
    };
    Ok((measures, sources, records))
}
