//! What is so from week to week: a source in which nothing ever fails, and missed contacts of unscheduled care.

use super::*;

/// This many contacts at which the child was seen, one a day up to the day before the report.
fn kept(count: usize, until: &str) -> Vec<Record> {
    let until = failed_contact::day::Day::from_iso(until).unwrap();
    (0..count).map(|at| seen(at, at % 50, &until.plus(-1 - (at % 300) as i32).to_string())).collect()
}

fn with_kind(kind: &str) -> String {
    CONFIG.replace("[contacts.columns]", &format!("[contacts.constants]\nkind = \"{kind}\"\n[contacts.columns]"))
}

/// The level and the number of the notice with a code, in the reports of both weeks.
fn in_both_weeks(config: &str, code: &str, weeks: [&[Record]; 2]) -> Vec<String> {
    let area = Area::new(config);
    let days = [LAST_WEEK, THIS_WEEK];
    let of_week = |(records, as_of): (&[Record], &str)| {
        area.write("clinic.csv", csv(records));
        let notices = run(&area, as_of).1;
        with_code(&notices, code).first().map_or_else(String::new, |row| format!("{} {}", row[0], row[4]))
    };
    weeks.into_iter().zip(days).map(of_week).collect()
}

#[test]
fn a_source_in_which_nothing_ever_fails_is_to_act_on_once() {
    let never = |weeks: [usize; 2]| {
        let weeks = [kept(weeks[0], LAST_WEEK), kept(weeks[1], THIS_WEEK)];
        in_both_weeks(CONFIG, "never_failed", [&weeks[0], &weeks[1]])
    };
    for (contacts, expected) in [
        ([49, 49], ["", ""]),
        ([49, 50], ["", "know 50"]),
        ([199, 200], ["know 199", "act 200"]),
        ([200, 201], ["act 200", "know 201"]),
        ([200, 60], ["act 200", "know 60"]),
    ] {
        assert_eq!(never(contacts), expected, "{contacts:?}");
    }
    // It is not to act on again after a week with fewer.
    let area = Area::new(CONFIG);
    let levels = [("2026-11-15", 200), ("2026-11-22", 199), ("2026-11-29", 200)].map(|(as_of, count)| {
        area.write("clinic.csv", csv(&kept(count, as_of)));
        with_code(&run(&area, as_of).1, "never_failed")[0][0].to_owned()
    });
    assert_eq!(levels, ["act", "know", "know"]);
}

#[test]
fn a_failed_contact_now_or_in_the_last_report_shows_that_contacts_can_fail() {
    let [first, second] = [kept(220, LAST_WEEK), kept(220, THIS_WEEK)];
    let with_failed =
        |records: &[Record], date: &str| [records, &[Record { outcome: "DNA", ..seen(9000, 1, date) }]].concat();
    let codes = |weeks: [&[Record]; 2]| in_both_weeks(CONFIG, "never_failed", weeks);
    // However long ago.
    assert_eq!(codes([&with_failed(&first, "2024-01-10"), &with_failed(&second, "2024-01-10")]), ["", ""]);
    assert_eq!(codes([&with_failed(&first, "2026-11-10"), &second]), ["", ""]);
    assert_eq!(codes([&first, &with_failed(&second, "2026-11-20")]), ["act 220", ""]);
    // A text that is not mapped has a notice of its own.
    let unread = Record { outcome: "Not here", ..seen(9000, 1, "2026-11-10") };
    assert_eq!(codes([&[&first[..], &[unread]].concat(), &second]), ["", "act 220"]);
}

#[test]
fn where_nothing_can_fail_nothing_is_missing() {
    let records = kept(200, LAST_WEEK);
    for (kind, expected) in [
        ("remote", ""),
        ("unscheduled", ""),
        ("education_setting", ""),
        ("clinic", "act 200"),
        ("home_visit", "act 200"),
        ("other", "act 200"),
    ] {
        let area = Area::new(&with_kind(kind));
        area.write("clinic.csv", csv(&records));
        let notices = run(&area, LAST_WEEK).1;
        let given = with_code(&notices, "never_failed");
        let given = given.first().map_or_else(String::new, |row| format!("{} {}", row[0], row[4]));
        assert_eq!(given, expected, "{kind}");
    }
}

#[test]
fn missed_contacts_of_unscheduled_care_do_not_count_and_the_report_says_so() {
    let with = |count: usize, outcome: &'static str, date: &str| {
        let own = |at: usize| Record { outcome, service: "Fracture clinic", ..seen(at, at % 3, date) };
        [(0..count).map(own).collect(), vec![seen(9000, 60, "2026-11-14")]].concat()
    };
    let config = with_kind("unscheduled");
    let said = |before: (usize, &'static str), now: (usize, &'static str)| {
        let weeks = [with(before.0, before.1, "2026-09-01"), with(now.0, now.1, "2026-09-01")];
        in_both_weeks(&config, "missed_unscheduled", [&weeks[0], &weeks[1]])
    };
    assert_eq!(said((4, "DNA"), (5, "DNA")), ["know 4", "act 5"]);
    assert_eq!(said((5, "DNA"), (6, "DNA")), ["act 5", "know 6"]);
    assert_eq!(said((6, "no_access"), (4, "DNA")), ["act 6", "know 4"]);
    // They did not wait, or refused: this happens to children whom nobody expected.
    assert_eq!(said((9, "late_not_seen"), (9, "refused")), ["", ""]);
    assert_eq!(said((9, "seen"), (9, "cancelled_by_family")), ["", ""]);
    // On the first day of the review period, and before it.
    let old = with(9, "DNA", "2025-11-16");
    assert_eq!(in_both_weeks(&config, "missed_unscheduled", [&old, &old]), ["act 9", ""]);
}

#[test]
fn the_notice_names_the_services_and_the_texts_of_their_kinds() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "kind = \"ethnicity\"");
    let config = config.replace("name = \"clinic\"", "name = \"clinic\"\nkind_codes = \"nhs-activity-location-type\"");
    let area = Area::new(&config);
    let missed = |id: usize, service: &'static str| Record {
        outcome: "DNA",
        service,
        ethnicity: "E04",
        ..seen(id, 1, "2026-10-01")
    };
    let booked = Record { outcome: "DNA", ethnicity: "E01", ..seen(4, 1, "2026-11-14") };
    area.write(
        "clinic.csv",
        csv(&[missed(1, "Fracture clinic"), missed(2, "Dressings"), missed(3, "Fracture clinic"), booked]),
    );
    let notices = run(&area, LAST_WEEK).1;
    let [notice] = &notices[..] else { panic!("{notices:?}") };
    let sentence = "Children's clinic has 3 contacts of unscheduled care that a child missed: 1 of Dressings; 2 of Fracture \
                    clinic. Nobody can miss what was not booked, so they do not count as failed. Kind that means unscheduled care: \
                    “E04”. If these contacts were booked";
    assert!(cell(notice, "text").starts_with(sentence), "{notice:?}");
}
