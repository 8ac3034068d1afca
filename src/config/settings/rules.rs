//! `[rules]`: the settings of each rule.

use serde_json::{Map, Value as Json};

use crate::config::declare::{Declared as _, Setting as _, table, tables, typed};
use crate::config::document::Table;
use crate::config::kinds::{DAYS, Factors, Flag, MANY, whole};
use crate::config::log::Log;
use crate::vocabulary::Factor;

tables! {
    /// `[rules]`: thresholds are counts of failed contacts unless it says otherwise.
    Rules {
        /// A number of failed contacts in the review period, with any services (§6).
        repeated: Repeated = table();
        /// Failed contacts with several services within a short time (§5).
        cross_service: CrossService = table();
        /// Nobody knows where the child is, and no service has seen them since (§3.1, §7).
        whereabouts_unknown: Switch = table();
        /// The family withdrew from a service that has not seen the child since (§3.1, §6).
        disengaged: Switch = table();
        /// Failed contacts of the children of one household together (§5).
        household: Household = table();
        /// Failed contacts beside visits to emergency or out-of-hours care (§7).
        unscheduled_care: UnscheduledCare = table();
        /// Fewer failed contacts than `repeated` needs, for a child for whom they are enough (§5).
        early_concern: EarlyConcern = table();
        /// A service closed the referral after failed contacts, and has not seen the child since (§6). Few extracts say so, and
        /// the rule is off unless you turn it on.
        closed_after_failed: ClosedAfterFailed = table();
        /// A child with certain factors whom no service has seen in person for some weeks (§3.1, §5). How often such a child
        /// must be seen is for local policy, so the rule is off unless you turn it on.
        not_seen: NotSeen = table();
        /// The family has cancelled repeatedly, and the child has not been seen since (local policies). Cancellations are not
        /// failed contacts, so the rule is off unless you turn it on.
        repeated_cancellation: RepeatedCancellation = table();
    }

    /// A rule without settings of its own.
    #[derive(Copy)]
    Switch {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
    }

    /// `[rules.repeated]`
    #[derive(Copy)]
    Repeated {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed.
        threshold: u32 = whole(3, 1..=MANY);
    }

    /// `[rules.cross_service]`
    #[derive(Copy)]
    CrossService {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Different services needed.
        services: u32 = whole(2, 1..=MANY);
        /// The length of the span in days, including the first and the last.
        span_days: i32 = whole(90, 1..=DAYS);
    }

    /// `[rules.household]`
    #[derive(Copy)]
    Household {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed from the children of the household together.
        threshold: u32 = whole(3, 1..=MANY);
        /// Children of the household needed with at least one failed contact.
        children: u32 = whole(2, 1..=MANY);
    }

    /// `[rules.unscheduled_care]`
    #[derive(Copy)]
    UnscheduledCare {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Dates needed on which the child was seen in unscheduled care.
        attendances: u32 = whole(1, 1..=MANY);
        /// Failed contacts needed as well.
        failed: u32 = whole(2, 1..=MANY);
    }

    /// `[rules.early_concern]`
    EarlyConcern, then needs_a_factor {
        /// Whether the rule is in force.
        enabled: bool = Flag(true);
        /// Failed contacts needed.
        threshold: u32 = whole(2, 1..=MANY);
        /// The factors of which the child must have one; at least one while the rule is in force.
        factors: Vec<Factor> = Factors(&[
            Factor::Infant,
            Factor::Premature,
            Factor::LowBirthWeight,
            Factor::ChildProtectionPlan,
            Factor::Section47,
            Factor::ChildInNeed,
            Factor::LookedAfter,
        ]);
    }

    /// `[rules.closed_after_failed]`
    #[derive(Copy)]
    ClosedAfterFailed {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
    }

    /// `[rules.not_seen]`
    NotSeen, then not_seen_needs_a_factor {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
        /// Within how many days up to the as-of date somebody should have seen the child.
        days: i32 = whole(42, 1..=36_500);
        /// The factors of which the child must have one; at least one while the rule is in force.
        factors: Vec<Factor> =
            Factors(&[Factor::Infant, Factor::ChildProtectionPlan, Factor::Section47, Factor::LookedAfter]);
    }

    /// `[rules.repeated_cancellation]`
    #[derive(Copy)]
    RepeatedCancellation {
        /// Whether the rule is in force.
        enabled: bool = Flag(false);
        /// Dates needed on which the family cancelled, in one service.
        threshold: u32 = whole(3, 1..=MANY);
    }
}

/// Reports an empty list of factors: such a rule could never hold, so it must be a mistake.
fn needs_a_factor(rule: &mut EarlyConcern, table: &Table<'_>, log: &mut Log<'_>) {
    one_factor(rule.enabled, table, log);
}

/// As [`needs_a_factor`], for the rule `not_seen`.
fn not_seen_needs_a_factor(rule: &mut NotSeen, table: &Table<'_>, log: &mut Log<'_>) {
    one_factor(rule.enabled, table, log);
}

fn one_factor(enabled: bool, table: &Table<'_>, log: &mut Log<'_>) {
    if let Some(factors) = table.peek("factors")
        && enabled
        && factors.is_empty_list()
    {
        let help = "name at least one factor, or turn the rule off with `enabled = false`";
        log.report(factors.at, format!("`{}` is empty", factors.path), help);
    }
}
