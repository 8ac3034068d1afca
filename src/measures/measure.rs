//! From a review to the true counts of the commissioner pack.

use super::on_day::{Candidates, Past};
use super::{Measures, MonthEnd, breakdown, due, month_ends, people, thresholds};
use crate::day::Month;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// Months of the activity.
const ACTIVITY_MONTHS: i32 = 24;
/// Months of everything else.
const MONTHS: i32 = 12;

/// Counts everything that the commissioner pack counts: for the last day of the last complete calendar month on or
/// before the as-of date, as if that day were the as-of date.
///
/// # Errors
/// A column with too many different values to divide by, or a fault of the program.
pub fn measure(review: &Review) -> Result<Measures, Stop> {
    let month = Month::last_complete(review.as_of);
    let months: Vec<Month> = (1 - ACTIVITY_MONTHS..=0).map(|back| month.plus(back)).collect();
    let past = stage("months: what is said", || Past::of(review));
    let rule_names = past.rule_names();

    let end = past.on(month.last_day());
    let fates = end.fates(review);
    let activity = stage("months: contacts by service", || due::activity(review, &fates, &months));
    let first_day = month.plus(1 - MONTHS).first_day();
    let shares = stage("months: contacts by child", || due::shares(review, &fates, first_day, end.day));
    let thresholds = stage("months: other thresholds", || thresholds::thresholds(review, &fates, end.day));
    let children = breakdown::children(&shares);
    let people = stage("months: who they are", || people::people(review, &end.facts, &fates, &children));
    drop(fates);
    let candidates =
        stage("months: screen", || Candidates::of(review, &months[(ACTIVITY_MONTHS - MONTHS) as usize..]))?;
    let listed = past.listed(&candidates, &end);
    let with_case: Vec<u32> = listed.iter().map(|l| l.child).collect();
    let dimensions =
        stage("months: breakdowns", || breakdown::dimensions(review, &shares, &children, &people, &with_case))?;
    let rules = month_ends::rules(&rule_names, &listed);
    let last = month_ends::month_end(month, &rule_names, &listed);
    drop((end, listed, shares));

    let mut trend: Vec<MonthEnd> = stage("months: cases at their ends", || {
        let earlier = (1 - MONTHS..0).map(|back| month.plus(back));
        let at_end = |month: Month| {
            let then = past.on(month.last_day());
            month_ends::month_end(month, &rule_names, &past.listed(&candidates, &then))
        };
        earlier.map(at_end).collect()
    });
    trend.push(last);
    Ok(Measures { months, activity, dimensions, rules, trend, thresholds, rule_names })
}
