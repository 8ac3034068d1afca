//! Small tables made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::day::Month;
use crate::disclosure::counts::{
    ChildSet, Contacts, Dimension, Due, Group, Measures, MonthEnd, RuleCount, ServiceActivity, ThresholdCount,
};
use crate::disclosure::draft::{Draft, Show};
use crate::disclosure::earlier::EarlierPack;
use crate::disclosure::gate::GateContext;
use crate::disclosure::published::Published;
use crate::disclosure::tables::{Pack, PackSettings};
use crate::disclosure::tests::texts;
use crate::disclosure::{ALL_SERVICES, Refusal, Tally, TrueCount, hide_until_safe};
use crate::vocabulary::Priority;

pub(crate) fn settings(minimum: u64, round_to: u64) -> PackSettings {
    PackSettings { minimum, round_to, period_days: 365, ..PackSettings::default() }
}

fn month(text: &str) -> Month {
    Month::from_iso(text).expect(text)
}

fn due(due: u64, failed: u64) -> Due {
    Due {
        due: Tally::spread(due, due.min(40) as u32),
        failed: Tally::spread(failed, failed.min(40) as u32),
        seen: Tally::spread(due.saturating_sub(failed), due.saturating_sub(failed).min(40) as u32),
    }
}

/// The counts of an area that has only these months of these services.
pub(crate) fn activity(last: &str, services: &[(&str, &[(u64, u64)])]) -> Measures {
    let months = services.first().map_or(0, |(_, counts)| counts.len() as i32);
    let groups = |all: &[(u64, u64)]| {
        let year = &all[all.len().saturating_sub(12)..];
        due(year.iter().map(|(due, _)| due).sum(), year.iter().map(|(_, failed)| failed).sum())
    };
    // Forty children are in every service.
    let members = (0..40).flat_map(|child| (0..services.len() as u16).map(move |service| (child, service)));
    Measures {
        months: (1 - months..=0).map(|back| month(last).plus(back)).collect(),
        all: ServiceActivity {
            service: ALL_SERVICES.to_owned(),
            first: 0,
            by_month: (0..months as usize)
                .map(|at| {
                    let sum =
                        |part: &dyn Fn(&(u64, u64)) -> u64| services.iter().map(|(_, counts)| part(&counts[at])).sum();
                    due(sum(&|counts| counts.0), sum(&|counts| counts.1))
                })
                .collect(),
        },
        activity: services
            .iter()
            .map(|(name, counts)| ServiceActivity {
                first: 0,
                service: (*name).to_owned(),
                by_month: counts.iter().map(|(all, failed)| due(*all, *failed)).collect(),
            })
            .collect(),
        dimensions: vec![Dimension {
            name: "service",
            of_children: false,
            groups: services
                .iter()
                .map(|(name, counts)| Group {
                    name: Some((*name).to_owned()),
                    contacts: Contacts::for_test(&groups(counts)),
                })
                .collect(),
            members: members.collect(),
            kinds: Arc::new(vec![ChildSet { children: TrueCount::new(1), is_case: false }; 40]),
        }],
        ..Measures::default()
    }
}

/// The counts of an area that has only these rules, each with its children by priority, and these thresholds of `repeated`.
fn cases(last: &str, rules: &[(&'static str, [u64; 3])], thresholds: &[(u32, u64)]) -> Measures {
    let count = |(rule, counts): &(&'static str, [u64; 3])| {
        let rule = *rule;
        let children = Priority::ALL.iter().zip(*counts);
        children
            .map(move |(priority, n)| RuleCount { rule, priority: *priority, children: TrueCount::new(n) })
            .collect()
    };
    Measures {
        months: vec![month(last)],
        all: ServiceActivity { service: ALL_SERVICES.to_owned(), first: 0, by_month: vec![Due::default()] },
        rules: rules.iter().flat_map(|rule| -> Vec<RuleCount> { count(rule) }).collect(),
        trend: vec![MonthEnd {
            month: month(last),
            by_rule: rules.iter().map(|(_, counts)| TrueCount::new(counts.iter().sum())).collect(),
        }],
        thresholds: thresholds
            .iter()
            .map(|(threshold, n)| ThresholdCount {
                threshold: *threshold,
                period_days: 365,
                children: TrueCount::new(*n),
            })
            .collect(),
        rule_names: rules.iter().map(|(rule, _)| *rule).collect(),
        ..Measures::default()
    }
}

fn publish(measures: &Measures, settings: PackSettings, earlier: &[EarlierPack]) -> Result<Published, Refusal> {
    hide_until_safe(measures, settings, earlier).map(|(month, draft)| draft.publish(month))
}

/// The failed contacts of one month, all services first.
fn failed(published: &Published, of: &str) -> Vec<String> {
    published.activity.iter().filter(|row| row.period.first == month(of)).map(|row| row.failed.to_string()).collect()
}

#[test]
fn small_counts_and_small_remainders_are_suppressed_before_anything_else() {
    // The whole and its part, and what is printed of them.
    for (minimum, round_to, whole, part, shown) in [
        (8, 5, 0, 0, "0 0"),
        (8, 5, 1, 0, "[c] 0"),
        (8, 5, 7, 1, "[c] [c]"),
        (8, 5, 8, 0, "10 0"),
        (8, 5, 9, 1, "10 [c]"),
        (8, 5, 9, 9, "10 [c]"),
        (8, 5, 12, 7, "10 [c]"),
        (8, 5, 15, 8, "15 [c]"),
        (8, 5, 16, 8, "15 10"),
        (8, 5, 40, 32, "40 30"),
        (8, 5, 40, 33, "40 [c]"),
        (8, 5, 40, 40, "40 [c]"),
        (8, 5, 53, 13, "55 15"),
        (8, 3, 100, 10, "99 9"),
        (8, 4, 102, 10, "104 12"),
        (8, 4, 101, 9, "100 8"),
        (5, 1, 10, 5, "10 5"),
        (5, 1, 10, 4, "10 [c]"),
        (5, 1, 10, 6, "10 [c]"),
    ] {
        let draft =
            Draft::new(&activity("2026-10", &[("A", &[(whole, part)])]), settings(minimum, round_to), &BTreeMap::new());
        let row = draft.publish(month("2026-10")).activity.remove(0);
        let text = format!("{} {}", row.due, row.failed);
        assert_eq!(text, shown, "{part} of {whole}, {minimum} and {round_to}");
    }
}

#[test]
fn a_months_total_less_its_services_reveals_nothing() {
    // The total 12 and B's 9 are both printed as 10, that is 8 to 12. So A may be 0 to 4: five values.
    let measures = activity("2026-10", &[("A", &[(50, 3)]), ("B", &[(50, 9)])]);
    assert_eq!(failed(&publish(&measures, settings(8, 5), &[]).expect("a pack"), "2026-10"), ["10", "[c]", "10"]);
    let measures = activity("2026-10", &[("A", &[(50, 2)]), ("B", &[(60, 20)])]);
    // The total 22 and B's 20 are both printed as 20, that is 18 to 22. So A may be 0 to 4.
    assert_eq!(failed(&publish(&measures, settings(8, 5), &[]).expect("a pack"), "2026-10"), ["20", "[c]", "20"]);
    // The total 24 and B's 20 are both printed as 21, that is 18 to 24. So A may be 0 to 6: seven values.
    let rough = publish(&activity("2026-10", &[("A", &[(50, 4)]), ("B", &[(60, 20)])]), settings(8, 7), &[]);
    let rough = failed(&rough.expect("a pack"), "2026-10");
    assert_eq!(rough[1..], ["[c]", "21"], "{rough:?}");
}

#[test]
fn if_a_hidden_month_could_be_worked_out_another_is_hidden_too() {
    let measures =
        activity("2026-10", &[("A", &[(50, 7), (50, 30)]), ("B", &[(60, 0), (60, 30)]), ("C", &[(60, 5), (60, 30)])]);
    let draft = Draft::new(&measures, settings(8, 5), &BTreeMap::new());
    let first = draft.publish(month("2026-10"));
    // The total 12 is printed as 10, that is 8 to 12. So A and C may each be 1 to 7, which is enough.
    assert_eq!(failed(&first, "2026-09"), ["10", "[c]", "0", "[c]"]);
    assert_eq!(failed(&publish(&measures, settings(8, 5), &[]).expect("a pack"), "2026-09"), ["10", "[c]", "0", "[c]"]);
    // The total 14 is printed as 15, that is 13 to 17. If A and C are both small, each is 6 or 7. So B's zero is hidden too.
    let measures =
        activity("2026-10", &[("A", &[(50, 7), (50, 30)]), ("B", &[(60, 0), (60, 30)]), ("C", &[(60, 7), (60, 30)])]);
    let draft = Draft::new(&measures, settings(8, 5), &BTreeMap::new());
    assert_eq!(failed(&draft.publish(month("2026-10")), "2026-09"), ["15", "[c]", "0", "[c]"]);
    let published = publish(&measures, settings(8, 5), &[]).expect("a pack");
    assert_eq!(failed(&published, "2026-09"), ["15", "[c]", "[c]", "[c]"]);
}

/// Twelve failed contacts of girls and eight of boys, each count printed as 10, are of sixteen children at least. So no more than six
/// are left for children who have several, and two who missed five would be too many.
#[test]
fn children_behind_printed_contacts_leave_few_with_several() {
    let tally = |most: u64, children: u32| {
        let mut tally = Tally::default();
        tally.add_apart(most);
        (1..children).for_each(|_| tally.add_apart(1));
        tally
    };
    let due_of =
        |all: u64, failed: Tally, seen: u64| Due { due: Tally::spread(all, 20), failed, seen: Tally::spread(seen, 20) };
    let mut measures = activity("2026-10", &[("Audiology", &[(80, 20)])]);
    let both = due_of(80, tally(5, 16), 60);
    (measures.all.by_month[0], measures.activity[0].by_month[0]) = (both.clone(), both.clone());
    measures.dimensions[0].groups[0].contacts = Contacts::for_test(&both);
    let group = |name: &str, due: &Due| Group { name: Some(name.to_owned()), contacts: Contacts::for_test(due) };
    measures.dimensions.push(Dimension {
        name: "sex",
        of_children: true,
        groups: vec![group("female", &due_of(40, tally(5, 8), 28)), group("male", &due_of(40, tally(1, 8), 32))],
        members: (0..40).map(|child| (child, u16::from(child >= 20))).collect(),
        kinds: Arc::new(vec![ChildSet { children: TrueCount::new(1), is_case: false }; 40]),
    });
    let children = |threshold| TrueCount::new(u64::from(threshold < 6));
    measures.thresholds = (2..=6)
        .map(|threshold| ThresholdCount { threshold, period_days: 365, children: children(threshold) })
        .collect();
    let failed_by_sex = |published: &Published| {
        let sexes = published.breakdown.iter().filter(|row| row.dimension == "sex");
        sexes.map(|row| row.failed.to_string()).collect::<Vec<_>>()
    };
    let draft = Draft::new(&measures, settings(8, 5), &BTreeMap::new());
    assert_eq!(failed_by_sex(&draft.publish(month("2026-10"))), ["10", "10"]);
    let published = publish(&measures, settings(8, 5), &[]).expect("a pack");
    assert!(failed_by_sex(&published).contains(&"[c]".to_owned()), "{:?}", failed_by_sex(&published));
    assert_eq!(published.thresholds[3].children.to_string(), "[c]");
}

#[test]
fn a_rules_total_does_not_reveal_its_children_by_priority() {
    // `whereabouts_unknown` is off, so a reader knows that nobody is immediate.
    let measures = cases("2026-10", &[("repeated", [0, 3, 9])], &[]);
    let published = publish(&measures, settings(8, 5), &[]).expect("a pack");
    let shown: Vec<String> = published.rules.iter().map(|row| row.children.to_string()).collect();
    assert_eq!(shown[..2], ["0", "[c]"]);
    // The same without rounding.
    let published = publish(&measures, settings(8, 1), &[]).expect("a pack");
    assert_eq!(published.rules[1].children.to_string(), "[c]");
}

#[test]
fn a_month_that_two_packs_show_differently_is_protected_in_both() {
    let counts: [(u64, u64); 2] = [(60, 4), (60, 20)];
    let other: [(u64, u64); 2] = [(60, 20), (60, 20)];
    let settings = settings(8, 5);
    let first = publish(&activity("2026-10", &[("A", &counts[..1]), ("B", &other[..1])]), settings, &[]).expect("one");
    let earlier = texts::read(&first, &settings);
    let second = activity("2026-11", &[("A", &counts), ("B", &other)]);
    let mut late = second.clone();
    // B's month of the first pack was 20 then and is 23 now: 18 to 22, and 23 to 27, cannot both be true.
    late.activity[1].by_month[0] = due(60, 23);
    late.dimensions[0].groups[1].contacts = Contacts::for_test(&due(120, 43));
    for measures in [&second, &late] {
        let published = publish(measures, settings, std::slice::from_ref(&earlier)).expect("two");
        assert_eq!(failed(&published, "2026-10")[1], "[c]");
    }
}

#[test]
fn a_true_zero_that_was_hidden_stays_hidden() {
    let settings = settings(8, 5);
    let services: [(&str, &[(u64, u64)]); 3] =
        [("A", &[(50, 7), (50, 30)]), ("B", &[(60, 0), (60, 30)]), ("C", &[(60, 7), (60, 30)])];
    let first = publish(&activity("2026-10", &services), settings, &[]).expect("one");
    assert_eq!(failed(&first, "2026-09"), ["15", "[c]", "[c]", "[c]"]);
    let more: Vec<(&str, Vec<(u64, u64)>)> =
        services.iter().map(|(name, months)| (*name, [months, &[(50, 30)][..]].concat())).collect();
    let more: Vec<(&str, &[(u64, u64)])> = more.iter().map(|(name, months)| (*name, months.as_slice())).collect();
    let second = activity("2026-11", &more);
    let published = publish(&second, settings, &[texts::read(&first, &settings)]).expect("two");
    assert_eq!(failed(&published, "2026-09")[2], "[c]");
}

#[test]
fn a_count_that_an_earlier_pack_prints_is_not_hidden_again() {
    // If the minimum is 10 and counts are rounded to 5, a printed 10 is 10, 11 or 12: fewer values than a hidden count needs.
    let settings = settings(10, 5);
    let counts: [(u64, u64); 2] = [(60, 12), (60, 20)];
    let first = publish(&activity("2026-10", &[("A", &counts[..1]), ("B", &counts[..1])]), settings, &[]).expect("one");
    let earlier = texts::read(&first, &settings);
    assert_eq!(failed(&first, "2026-10"), ["25", "10", "10"]);
    let second = activity("2026-11", &[("A", &counts), ("B", &counts)]);
    let failed_in_october = |draft: &Draft| {
        let of_a =
            draft.pack.tables.activity.iter().find(|line| line.service == "A" && line.period.first == month("2026-10"));
        of_a.expect("A's October").failed
    };
    for printed_before in [true, false] {
        let packs: Vec<&Pack> = if printed_before { vec![earlier.pack()] } else { Vec::new() };
        let mut draft = Draft::new(&second, settings, &BTreeMap::new());
        let cell = failed_in_october(&draft);
        draft.hide(cell);
        GateContext::new(&draft, &packs).and_then(|mut closing| closing.close(&mut draft)).expect("two");
        assert_eq!(draft.pack.printed[cell], printed_before.then_some(10));
    }
}

#[test]
fn a_pack_is_refused_if_an_earlier_one_gives_a_hidden_count_away() {
    // A pack that nobody checked prints 12 in all and 9 for B, unrounded: A's 3 is known, whatever this run hides.
    let exact = settings(8, 1);
    let unchecked = Draft::new(&activity("2026-10", &[("A", &[(50, 3)]), ("B", &[(50, 9)])]), exact, &BTreeMap::new());
    let unchecked = unchecked.publish(month("2026-10"));
    assert_eq!(failed(&unchecked, "2026-10"), ["12", "[c]", "9"]);
    let second = activity("2026-11", &[("A", &[(50, 3), (50, 20)]), ("B", &[(50, 9), (50, 20)])]);
    let earlier = texts::read(&unchecked, &exact);
    assert_eq!(publish(&second, settings(8, 5), &[earlier]), Err(Refusal::Open));
    assert!(publish(&second, settings(8, 5), &[]).is_ok());
}

#[test]
fn a_small_count_beside_rounded_ones_is_hidden_alone() {
    let measures = activity("2026-10", &[("A", &[(50, 3)]), ("B", &[(50, 9)]), ("C", &[(50, 20)])]);
    let published = publish(&measures, settings(8, 5), &[]).expect("a pack");
    assert_eq!(failed(&published, "2026-10"), ["30", "[c]", "10", "20"]);
}

#[test]
fn no_months_no_pack() {
    let nothing = Measures { months: Vec::new(), ..cases("2026-10", &[], &[]) };
    assert_eq!(publish(&nothing, settings(8, 5), &[]), Err(Refusal::NoMonth));
}

#[test]
fn a_draft_records_why_each_cell_is_hidden() {
    let draft =
        Draft::new(&activity("2026-10", &[("A", &[(20, 3), (20, 15), (20, 10)])]), settings(8, 5), &BTreeMap::new());
    let shows: Vec<Show> = draft.pack.tables.activity.iter().map(|line| draft.show[line.failed]).collect();
    assert_eq!(shows[..3], [Show::Small, Show::Complement, Show::Number]);
}
