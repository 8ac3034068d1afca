//! Deaths and ages that may be wrong, and what is lost if a number or a record stands for two.

use super::*;

const CLINIC: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
title = "Children's clinic"
files = ["clinic*.csv"]
date_format = ["%Y-%m-%d", "%d/%m/%y"]
[contacts.columns]
contact_id = "id"
recorded_at = "changed"
nhs_number = "nhs"
local_id = "local"
given_name = "given"
date_of_birth = "born"
age = "age"
date_of_death = "died"
service = "service"
date = "date"
time = "time"
kind = "kind"
outcome = "outcome"
"#;

const HEADER: &str = "id,changed,nhs,local,given,born,age,died,service,date,time,kind,outcome\n";

/// A record of the child under test: given name, date of birth, age, date of death, date, kind and outcome.
type Record<'a> = [&'a str; 7];

/// The records of one id, each a contact of its own, and those of another child who was seen this week.
fn clinic(records: &[Record<'_>]) -> String {
    let mut out = HEADER.to_owned();
    for (at, [given, born, age, died, date, kind, outcome]) in records.iter().enumerate() {
        let _ = writeln!(out, "{at},,,L1,{given},{born},{age},{died},Audiology,{date},,{kind},{outcome}");
    }
    let _ = writeln!(out, "last,,{},L90,Ann,2019-01-01,,,Audiology,2026-11-20,,,seen", number(90));
    out
}

/// The notices of these records with a code: level, source, file, month, now, before; and the text of the first one.
fn told(code: &str, records: &[Record<'_>]) -> (usize, String) {
    let area = Area::new(CLINIC);
    area.write("clinic.csv", clinic(records));
    let notices = run(&area, THIS_WEEK).1;
    let text = notices.iter().find(|row| cell(row, "code") == code).map(|row| cell(row, "text").to_owned());
    (with_code(&notices, code).len(), text.unwrap_or_default())
}

#[test]
fn a_death_after_which_the_child_was_seen_or_missing_is_doubtful() {
    let of = |died, date, kind, outcome| ["Jo", "2015-05-05", "", died, date, kind, outcome];
    let death = of("2026-04-28", "2026-04-28", "", "seen");
    let missed = of("", "2026-08-05", "", "was_not_brought");
    for (records, doubtful, what) in [
        (vec![death, missed, of("", "2026-05-02", "clinic", "seen")], true, "seen on the 4th day after"),
        (vec![death, missed, of("", "2026-05-01", "clinic", "seen")], false, "seen on the 3rd day, entered late"),
        (vec![death, missed, of("", "2026-05-02", "remote", "seen")], false, "not in person"),
        (vec![death, missed, of("", "2026-05-02", "clinic", "family_seen")], false, "only the family"),
        (vec![death, missed, of("", "2026-11-23", "clinic", "seen")], false, "to come"),
        (vec![death, of("", "2026-05-02", "", "whereabouts_unknown")], true, "missing"),
        (vec![death, of("", "2026-05-01", "", "whereabouts_unknown")], false, "missing, entered late"),
        (vec![death, missed], false, "missed only: nobody has cancelled"),
        (vec![death, of("", "2026-10-20", "clinic", "seen")], false, "nothing is left off the list"),
        (
            vec![death, missed, of("", "2026-05-02", "clinic", "seen"), of("2026-05-01", "2026-05-01", "", "seen")],
            false,
            "before 4 days after another date of the death",
        ),
    ] {
        let (count, text) = told("death_doubtful", &records);
        assert_eq!(count > 0, doubtful, "{what}: {text}");
        let sentence = "although the child was seen, or was missing, more than 3 days after it: line 2 of clinic.csv.";
        assert_eq!(text.contains(sentence), doubtful, "{what}: {text}");
    }
}

#[test]
fn an_adults_age_that_may_be_wrong_is_doubtful() {
    let of = |given, born, age, date| [given, born, age, "", date, "", "was_not_brought"];
    let three = |given, born, age| ["2026-08-05", "2026-09-05", "2026-10-05"].map(|date| of(given, born, age, date));
    let with = |given, born, age, other: Record<'static>| {
        let mut all = three(given, born, age).to_vec();
        all.insert(0, other);
        all
    };
    let seen = |given, born, age| [given, born, age, "", "2026-07-01", "", "seen"];
    for (records, why, what) in [
        (with("Sam", "", "", seen("Jane", "1990-01-01", "")), "another given name than the failed contacts", "a name"),
        (with("Sam", "", "", seen("Jane", "", "36")), "another given name than the failed contacts", "an age"),
        (with("Sam", "", "", seen("Samuel", "1990-01-01", "")), "the only one of several with a date of birth", "one"),
        (with("Sam", "1990-01-01", "", seen("Jane", "1990-01-01", "")), "", "another name with the same birth"),
        (with("Sam", "2015-01-01", "", seen("Jane", "1990-01-01", "")), "", "a child's birth keeps the child"),
        (with("Sam", "", "17", seen("Sam", "", "18")), "", "an age that has been reached"),
        (three("Sam", "1990-01-01", "").to_vec(), "", "an adult"),
        (three("Eli", "1927-11-22", "").to_vec(), "99 or older", "99 today"),
        (three("Eli", "1927-11-23", "").to_vec(), "", "99 tomorrow"),
        (three("Unborn", "14/02/27", "").to_vec(), "99 or older", "born in three months, read as 1927"),
        (three("Max", "", "99").to_vec(), "99 or older", "99 for not known"),
        (three("Max", "", "98").to_vec(), "", "98"),
        (three("Max", "", "99")[..1].to_vec(), "", "a child would not be listed either"),
        (three("Eli", "14/02/27", "")[..2].to_vec(), "99 or older", "an infant would be listed"),
    ] {
        let (count, text) = told("age_doubtful", &records);
        assert_eq!(count > 0, !why.is_empty(), "{what}: {text}");
        if !why.is_empty() {
            let sentence = format!(
                "1 person is left off the list as an adult because of a record that may be wrong: line 2 of clinic.csv ({why})."
            );
            assert!(text.starts_with(&sentence), "{what}: {text}");
        }
    }
}

#[test]
fn an_adults_age_of_a_record_that_was_replaced_is_doubtful() {
    let area = Area::new(CLINIC);
    let newest = "q,2026-08-02,,L1,Sam,,,,Audiology,2026-08-01,,,seen\n";
    let replaced = "q,2026-08-01,,L1,Sam,1990-01-01,,,Audiology,2026-08-01,,,seen\n";
    let records = ["2026-08-05", "2026-09-05", "2026-10-05"].map(|date| ["Sam", "", "", "", date, "", "refused"]);
    for (last, why) in [(newest, "replaced by a newer version"), ("", "the only one of several with a date of birth")] {
        area.write("clinic.csv", clinic(&records) + replaced + last);
        let notices = run(&area, THIS_WEEK).1;
        assert_eq!(with_code(&notices, "age_doubtful"), [["act", "clinic", "clinic.csv", "", "1", "0"]]);
        let text = notices.iter().find(|row| cell(row, "code") == "age_doubtful").map(|row| cell(row, "text"));
        assert!(text.is_some_and(|text| text.contains(&format!("line 6 of clinic.csv ({why})."))), "{text:?}");
    }
}

#[test]
fn a_doubtful_age_is_to_act_on_only_where_it_is_new() {
    let three = ["2026-08-05", "2026-09-05", "2026-10-05"].map(|date| ["Max", "", "99", "", date, "", "refused"]);
    let next = ["Max", "", "99", "", "2026-11-16", "", "refused"];
    let with_next = [three[0], three[1], three[2], next];
    for (now, level) in [(&three[..], "know"), (&with_next[..], "act")] {
        let then = clinic(&three).replace("2026-11-20", "2026-11-14");
        let notices = second_week(CLINIC, &then, &[("clinic.csv", clinic(now))]);
        assert_eq!(with_code(&notices, "age_doubtful"), [[level, "clinic", "clinic.csv", "", "1", "1"]]);
    }
}

#[test]
fn an_appointment_that_two_files_have_with_two_outcomes_is_counted() {
    let row = |time: &str, given: &str, outcome: &str| {
        format!(",,{},,{given},,,,Audiology,2026-09-01,{time},,{outcome}\n", number(1))
    };
    let seen = |time| row(time, "Gus", "seen");
    for (first, second, counted, what) in [
        (seen("10:00"), row("10:00", "Gus", "was_not_brought"), true, "the same time"),
        (row("10:00", "Gus", "refused"), seen("10:00"), true, "missed first"),
        (seen("10:00"), row("10:30", "Gus", "was_not_brought"), false, "another time"),
        (seen(""), row("", "Gus", "was_not_brought"), false, "no time"),
        (seen("10:00"), row("10:00", "Ivy", "was_not_brought"), false, "another child: it counts as failed"),
        (seen("10:00") + &row("10:00", "Gus", "was_not_brought"), String::new(), false, "one file"),
        (seen("10:00"), row("10:00", "Gus", "cancelled_by_provider"), false, "no failed contact"),
        (seen("10:00"), format!("7{}", row("10:00", "Gus", "was_not_brought")), false, "a contact id"),
    ] {
        let area = Area::new(CLINIC);
        area.write("clinic1.csv", clinic(&[]) + &first);
        area.write("clinic2.csv", format!("{HEADER}8,,{},,Ann,,,,Audiology,2026-11-19,,,seen\n{second}", number(90)));
        let notices = run(&area, THIS_WEEK).1;
        let expected: &[_] = if counted { &[["act", "clinic", "", "", "1", "0"]] } else { &[] };
        assert_eq!(with_code(&notices, "order_decides"), expected, "{what}");
    }
}
