//! Works out how long a case has waited for a decision, and by when one is due. It never counts by reviewer.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::decisions::DecisionStatus;
use super::previous::{self, PastCase, Previous};
use super::reviews::ReviewDecision;
use crate::config::settings::Targets;
use crate::day::Day;
use crate::vocabulary::{Priority, Status};
use crate::working_days;

const WEEK: i32 = 7;

/// How long a case has waited for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The as-of date of the first of an unbroken series of reports that list the child.
    pub(crate) first_listed: Day,
    /// Whole weeks since that day.
    pub(crate) weeks_listed: u32,
    /// The day by which a decision is due, if there is a target.
    pub(crate) decision_due: Option<Day>,
    /// Whether that day has passed and no decision holds.
    pub(crate) overdue: bool,
    /// Whole weeks without a decision that holds, since the last decision or else since the first report. None if one holds.
    pub(crate) weeks_open: Option<u32>,
}

impl Targets {
    /// The working days within which a case of this priority needs a decision, if there is a target.
    pub(crate) fn days_for(&self, priority: Priority) -> Option<u32> {
        let days = match priority {
            Priority::Immediate => self.immediate,
            Priority::Urgent => self.urgent,
            Priority::Routine => self.routine,
        };
        (days > 0).then_some(days)
    }

    /// Reads the targets of an earlier run from the settings in its manifest.
    fn from_manifest(settings: &Value) -> Option<Self> {
        let targets = settings.get("targets")?;
        let days = |key: &str| targets[key].as_u64().and_then(|days| u32::try_from(days).ok());
        let holidays = targets["bank_holidays"].as_array().into_iter().flatten();
        Some(Self {
            immediate: days("immediate")?,
            urgent: days("urgent")?,
            routine: days("routine")?,
            bank_holidays: holidays.filter_map(|day| Day::from_iso(day.as_str()?)).collect(),
        })
    }
}

/// What earlier runs say about how long cases have waited.
pub(super) struct WaitingHistory<'a> {
    as_of: Day,
    targets: &'a Targets,
    /// The as-of date and the targets of the previous run.
    before: Option<(Day, Option<Targets>)>,
    /// For cases of the previous run from which the start of the count cannot be worked out: the day from which an older run counted,
    /// by the case's reference.
    older: HashMap<String, Day>,
}

impl<'a> WaitingHistory<'a> {
    pub(super) fn new(as_of: Day, targets: &'a Targets, previous: Option<&Previous>) -> Self {
        let before = previous.and_then(|previous| Some((previous.as_of?, Targets::from_manifest(&previous.settings))));
        Self { as_of, targets, before, older: HashMap::new() }
    }

    /// Looks in reports before the previous one for the day from which to count, if the previous one does not show it: a case may have
    /// become worse while there was no target for its priority. `cases` are cases of the previous run, each with the priority of the
    /// child's case now.
    pub(super) fn look_back<'p>(&mut self, folder: &Path, cases: impl Iterator<Item = (&'p PastCase, Priority)>) {
        let Some((before, _)) = self.before else { return };
        let says_nothing = |(past, now): &(&PastCase, Priority)| {
            self.targets.days_for(*now).is_some() && self.counted_from(past).is_none()
        };
        let mut open: HashSet<String> = cases.filter(says_nothing).map(|(past, _)| past.case_ref.clone()).collect();
        for (day, pack) in previous::packs_before(folder, before) {
            if open.is_empty() {
                break;
            }
            let targets = previous::read_settings(&pack).as_ref().and_then(Targets::from_manifest);
            let mut still_open = HashSet::new();
            // A report that cannot be read ends the search. The count then begins with the first report that lists the child.
            let _ = previous::read_due_dates(&pack, |case_ref, status, priority, due| {
                if open.contains(case_ref) {
                    match counted_from(day, targets.as_ref(), status, priority, due) {
                        Some(from) => _ = self.older.insert(case_ref.to_owned(), from),
                        None => _ = still_open.insert(case_ref.to_owned()),
                    }
                }
            });
            // If a report does not list a child, the one after it was the first to do so, and the search for that child ends.
            open = still_open;
        }
    }

    /// How long a case has waited. `past` are the cases of the previous run that were about this child.
    pub(super) fn waiting(
        &self,
        priority: Priority,
        status: Status,
        past: &[&PastCase],
        review: Option<&(ReviewDecision, DecisionStatus)>,
    ) -> Waiting {
        let previous_day = self.before.as_ref().map(|(day, _)| *day);
        let listed = past.iter().filter_map(|case| case.first_listed.or(previous_day)).min();
        let first_listed = listed.unwrap_or(self.as_of);
        let from = match status {
            Status::New | Status::Worsened => self.as_of,
            _ => past.iter().filter_map(|case| self.counted_from(case)).max().unwrap_or(first_listed),
        };
        let days = self.targets.days_for(priority);
        let due = days.map(|days| working_days::after(from, days, &self.targets.bank_holidays));
        let holds = matches!(review, Some((_, DecisionStatus::Holds { .. })));
        let since = review.map_or(first_listed, |(decision, _)| decision.reviewed_on.max(first_listed));
        Waiting {
            first_listed,
            weeks_listed: self.weeks_since(first_listed),
            decision_due: due,
            overdue: !holds && due.is_some_and(|due| due < self.as_of),
            weeks_open: (!holds).then(|| self.weeks_since(since)),
        }
    }

    const fn weeks_since(&self, day: Day) -> u32 {
        let weeks = (self.as_of.0 - day.0) / WEEK;
        if weeks < 0 { 0 } else { weeks.cast_unsigned() }
    }

    /// The day from which the previous run counted, as it or an older run shows.
    fn counted_from(&self, past: &PastCase) -> Option<Day> {
        let (day, targets) = self.before.as_ref()?;
        let from = counted_from(*day, targets.as_ref(), past.status, past.priority, past.decision_due);
        from.or_else(|| self.older.get(&past.case_ref).copied())
    }
}

/// The day from which a report counted: its own as-of date if the case was new or worse, otherwise a day from which its target leads to
/// the day that it gave as due. Several days may do so, but only if they differ by days that are not working days, and then all give
/// the same answer.
fn counted_from(
    day: Day,
    targets: Option<&Targets>,
    status: Status,
    priority: Priority,
    due: Option<Day>,
) -> Option<Day> {
    if matches!(status, Status::New | Status::Worsened) {
        return Some(day);
    }
    let (due, targets) = (due?, targets?);
    let days = targets.days_for(priority)?;
    // The count goes back at least as many days as there are working days, and at most a week for each, plus all bank holidays and a
    // week.
    let fewest = i32::try_from(days).ok()?;
    let holidays = i32::try_from(targets.bank_holidays.len()).ok()?;
    let most = fewest * WEEK + holidays + WEEK;
    (fewest..=most)
        .map(|back| due.plus(-back))
        .find(|from| working_days::after(*from, days, &targets.bank_holidays) == due)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_iso(text).expect(text)
    }

    fn targets() -> Targets {
        Targets { immediate: 1, urgent: 5, routine: 10, bank_holidays: vec![day("2026-12-25"), day("2026-12-28")] }
    }

    fn past(first_listed: Option<&str>, due: Option<&str>, priority: Priority) -> PastCase {
        PastCase {
            priority,
            first_listed: first_listed.map(day),
            decision_due: due.map(day),
            overdue: None,
            case_ref: String::new(),
            status: Status::Continuing,
            nhs: None,
            local_ids: Vec::new(),
            together: false,
            family_name: String::new(),
            given_name: String::new(),
            failed_contacts: 3,
            last_failed: None,
            rules: crate::rules::HeldRules::default(),
            born: None,
            factors: Vec::new(),
            failed: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn history(targets: &Targets, as_of: &str, before: &str) -> WaitingHistory<'static> {
        let targets: &'static Targets = Box::leak(Box::new(targets.clone()));
        let before = Some((day(before), Some(targets.clone())));
        WaitingHistory { as_of: day(as_of), targets, before, older: HashMap::new() }
    }

    #[test]
    fn a_new_case_is_due_after_its_target_and_a_continuing_one_keeps_its_day() {
        let waited = history(&targets(), "2026-11-22", "2026-11-15");
        let new = waited.waiting(Priority::Urgent, Status::New, &[], None);
        assert_eq!((new.first_listed, new.weeks_listed, new.overdue), (day("2026-11-22"), 0, false));
        assert_eq!(new.decision_due, Some(day("2026-11-27")));
        for (priority, then, due, overdue) in [
            // The same priority: the same day.
            (Priority::Urgent, Priority::Urgent, "2026-11-20", true),
            // Less urgent now: counted from the same day with the other target.
            (Priority::Routine, Priority::Urgent, "2026-11-27", false),
        ] {
            let past = past(Some("2026-11-15"), Some("2026-11-20"), then);
            let waiting = waited.waiting(priority, Status::Continuing, &[&past], None);
            assert_eq!((waiting.decision_due, waiting.overdue), (Some(day(due)), overdue));
            assert_eq!((waiting.first_listed, waiting.weeks_listed), (day("2026-11-15"), 1));
            assert_eq!(waiting.weeks_open, Some(1));
        }
        let past = past(Some("2026-11-01"), Some("2026-11-13"), Priority::Routine);
        let worse = waited.waiting(Priority::Routine, Status::Worsened, &[&past], None);
        assert_eq!(
            (worse.decision_due, worse.weeks_listed),
            (Some(day("2026-12-04")), 3),
            "counted from this report again"
        );
    }

    #[test]
    fn a_case_is_not_overdue_on_the_day_on_which_it_is_due() {
        for (as_of, overdue) in [("2026-11-27", false), ("2026-11-28", true)] {
            let waited = history(&targets(), as_of, "2026-11-22");
            let past = past(Some("2026-11-22"), Some("2026-11-27"), Priority::Urgent);
            assert_eq!(
                waited.waiting(Priority::Urgent, Status::Continuing, &[&past], None).overdue,
                overdue,
                "{as_of}"
            );
        }
    }

    #[test]
    fn without_a_target_nothing_is_overdue_and_an_older_report_counts_from_its_own_day() {
        let none = Targets { urgent: 0, ..targets() };
        let waited = history(&none, "2026-12-20", "2026-11-15");
        let waiting =
            waited.waiting(Priority::Urgent, Status::Continuing, &[&past(None, None, Priority::Urgent)], None);
        assert_eq!((waiting.decision_due, waiting.overdue), (None, false));
        assert_eq!((waiting.first_listed, waiting.weeks_listed), (day("2026-11-15"), 5));
        let waited = history(&targets(), "2026-12-20", "2026-11-15");
        let waiting =
            waited.waiting(Priority::Urgent, Status::Continuing, &[&past(None, None, Priority::Urgent)], None);
        assert_eq!((waiting.decision_due, waiting.overdue), (Some(day("2026-11-20")), true));
    }

    #[test]
    fn over_christmas_the_same_first_day_is_found_again() {
        let waited = history(&targets(), "2027-01-03", "2026-12-27");
        let past = past(Some("2026-12-24"), Some("2026-12-29"), Priority::Immediate);
        let waiting = waited.waiting(Priority::Urgent, Status::Continuing, &[&past], None);
        assert_eq!(waiting.decision_due, Some(day("2027-01-04")), "5 working days after Christmas Eve");
    }
}
