//! A steady area: a year of weeks, as a system that works exports them, without a notice to act on. False alarms are faults
//! too.

use super::*;
use failed_contact::day::Day;

/// A small generator of numbers, so that every run of the test is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// An appointment, with the days on which its versions are recorded.
struct Appointment {
    child: usize,
    booked: Day,
    first: Day,
    moved: Option<(Day, Day)>,
    outcome: &'static str,
    recorded: Day,
}

const FIRST: &str = "2025-11-23";

/// Appointments of two years: some are moved, one in twelve is not attended, some have no outcome for a while, and a few
/// never have one.
fn appointments() -> Vec<Appointment> {
    let mut dice = Dice(7);
    let start = Day::from_iso("2024-12-01").unwrap();
    (0..7_000)
        .map(|at| {
            let first = start.plus(at / 9);
            let booked = first.plus(-20);
            let moved = (dice.below(15) == 0).then(|| (first.plus(-5), first.plus(dice.below(20) as i32 + 1)));
            let day = moved.map_or(first, |(_, day)| day);
            let outcome = match dice.below(24) {
                0 | 1 => "DNA",
                2 => "cancelled_by_family",
                _ => "seen",
            };
            let late = if dice.below(30) == 0 { 20 } else { dice.below(3) as i32 };
            let never = dice.below(300) == 0;
            let recorded = if never { Day(i32::MAX) } else { day.plus(late) };
            Appointment { child: dice.below(300) as usize, booked, first, moved, outcome, recorded }
        })
        .collect()
}

/// The extract of a day: every appointment of the last year as the system knows it then, and in the file of the week before
/// as it was known then. Each version says when it was recorded.
fn extract(all: &[Appointment], on: Day) -> String {
    let mut out = "id,nhs,local,service,date,outcome,born,changed\n".to_owned();
    for (id, own) in all.iter().enumerate() {
        let (mut day, mut outcome, mut changed) = (own.first, "pending", own.booked);
        if let Some((when, later)) = own.moved
            && when <= on
        {
            (day, changed) = (later, when);
        }
        if own.recorded <= on {
            (outcome, changed) = (own.outcome, own.recorded);
        }
        if own.booked > on || day.0 <= on.0 - 400 {
            continue;
        }
        // One child in a hundred is not linked: the same ones every week.
        let (nhs, local) = if own.child % 100 == 7 {
            (String::new(), format!("L{}", own.child))
        } else {
            (number(own.child), String::new())
        };
        let service = ["Audiology", "Physiotherapy", "Dental Clinic"][own.child % 3];
        let born = Day::from_iso("2008-06-01").unwrap().plus(own.child as i32 * 20);
        let _ = writeln!(out, "{id},{nhs},{local},{service},{day},{outcome},{born},{changed}");
    }
    // Known rejects, every week the same.
    out.push_str("x1,,,Audiology,2026-06-01,seen,,\nx2,,,Audiology,2026-06-02,seen,,\n");
    out
}

#[test]
fn fifty_two_steady_weeks_have_nothing_to_act_on_but_the_first() {
    let config = r#"
organisation = "Test Team"
[rules.repeated]
threshold = 50
[rules.cross_service]
enabled = false
[[contacts]]
name = "clinic"
files = ["*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
outcome = "outcome"
date_of_birth = "born"
recorded_at = "changed"
[contacts.outcomes]
"DNA" = "was_not_brought"
"#;
    let all = appointments();
    let area = Area::new(config);
    let first = Day::from_iso(FIRST).unwrap();
    for week in 0..53 {
        let on = first.plus(week * 7);
        // Two files that overlap: the newer one is read last.
        area.write("a.csv", extract(&all, on.plus(-7)));
        area.write("b.csv", extract(&all, on));
        let run = area.run(&["report", "--as-of", &on.to_string(), "--only", "safeguarding", "--strict"]);
        let notices = area.pack(&on.to_string()).rows("notices.csv");
        let act: Vec<&str> =
            notices.iter().filter(|row| cell(row, "level") == "act").map(|row| cell(row, "text")).collect();
        if week == 0 {
            assert_eq!(with_code(&notices, "rejected_rose").len(), 1, "{act:?}");
            assert_eq!(run.status, 4);
        } else {
            assert!(act.is_empty(), "{on}: {act:#?}");
            assert_eq!(run.status, 0, "{on}: {}{}", run.stdout, run.stderr);
        }
    }
}
