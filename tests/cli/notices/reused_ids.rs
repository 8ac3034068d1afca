//! Contact ids that stand for several things: more ids, or more records that do not count because of one.

use super::*;

#[test]
fn one_contact_id_that_takes_more_records_every_week() {
    // An id of all that a child is booked for: each week one more contact replaces those before it.
    let of = |weeks: usize| {
        let own = |at: usize| Record { id: "B1".to_owned(), ..seen(0, 1, &format!("2026-11-{:02}", at + 1)) };
        (0..weeks).map(own).collect::<Vec<_>>()
    };
    let with = |records: Vec<Record>, weeks: usize| [records, of(weeks)].concat();
    let first = with(months(30), 3);
    assert!(week_after(&first, &with(a_week_later(30), 3)).is_empty(), "no more than before");
    let notices = week_after(&first, &with(a_week_later(30), 5));
    assert_eq!(with_code(&notices, "ids_reused"), act("4", "2"), "as many ids, more records");
    let text = cell(&notices[0], "text");
    assert!(
        text.starts_with(
            "Children's clinic has 1 contact id that different children, dates or services share (1 in the last report). 4 \
             records do not count (2 in the last report): another record of the same id has replaced them, so failed \
             contacts may be missing."
        ),
        "{text}"
    );
    let one = week_after(&months(30), &with(a_week_later(30), 2));
    assert_eq!(with_code(&one, "ids_reused"), act("1", "0"));
    assert!(cell(&one[0], "text").contains(". 1 record does not count (0 in the last report): another"), "{one:?}");
}

#[test]
fn a_last_report_of_an_older_version_does_not_say_how_many_records_its_ids_took() {
    let with = |records: Vec<Record>, days: &[&str]| {
        let own = days.iter().map(|day| Record { id: "B1".to_owned(), ..seen(0, 1, day) });
        [records, own.collect()].concat()
    };
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&with(months(30), &["2026-11-02", "2026-11-03"])));
    run(&area, LAST_WEEK);
    let path = area.path(&format!("reports/{LAST_WEEK}/safeguarding/manifest.json"));
    let manifest = std::fs::read_to_string(&path).unwrap();
    let older: Vec<&str> = manifest.lines().filter(|line| !line.contains("lost_to_reused_ids")).collect();
    assert_eq!(older.len() + 1, manifest.lines().count());
    std::fs::write(&path, older.join("\n")).unwrap();
    area.write("clinic.csv", csv(&with(a_week_later(30), &["2026-11-02", "2026-11-03", "2026-11-04"])));
    assert!(with_code(&run(&area, THIS_WEEK).1, "ids_reused").is_empty());
}

#[test]
fn another_contact_id_that_replaces_as_many_records_as_one_that_was_corrected() {
    let with = |records: Vec<Record>, id: &str| {
        let own = |day: usize| Record { id: id.to_owned(), ..seen(0, 1, &format!("2026-11-{day:02}")) };
        [records, (1..4).map(own).collect()].concat()
    };
    let first = with(months(30), "B1");
    assert!(week_after(&first, &with(a_week_later(30), "B1")).is_empty(), "the same id");
    let notices = week_after(&first, &with(a_week_later(30), "B2"));
    assert_eq!(with_code(&notices, "ids_reused"), [["know", "clinic", "", "", "1", "0"]]);
    let text = cell(&notices[0], "text");
    assert!(
        text.contains("share (1 in the last report). 1 of them is new. 2 records do not count (2 in the last"),
        "{text}"
    );
    // A manifest of an older version knows no id, and none has an id in it.
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&with(months(30), "Walk in")));
    run(&area, LAST_WEEK);
    let path = area.path(&format!("reports/{LAST_WEEK}/safeguarding/manifest.json"));
    let manifest = std::fs::read_to_string(&path).unwrap();
    assert!(!manifest.contains("Walk in"));
    let mut value: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let ids = value["sources"][0]["remembered"].as_object_mut().unwrap().remove("losing_ids").unwrap();
    assert_eq!(ids.as_array().unwrap().len(), 1);
    std::fs::write(&path, value.to_string()).unwrap();
    area.write("clinic.csv", csv(&with(a_week_later(30), "B2")));
    assert!(with_code(&run(&area, THIS_WEEK).1, "ids_reused").is_empty());
}

#[test]
fn a_contact_id_of_several_children_whose_records_all_count() {
    let group = [1, 2].map(|child| Record { id: "B1".to_owned(), ..seen(0, child, "2026-11-02") });
    let notices = week_after(&months(30), &[a_week_later(30), group.to_vec()].concat());
    assert_eq!(with_code(&notices, "ids_reused"), act("1", "0"));
    let text = cell(&notices[0], "text");
    let expected = "share (0 in the last report). All its records count in this report, but a newer record of the same id may \
                    replace them.";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_missed_contact_whose_id_a_cancelled_one_of_another_date_has_taken() {
    let with = |first: &'static str, second: (&str, &'static str)| {
        let version = |date: &str, outcome: &'static str| Record { outcome, ..seen(80_000, 1, date) };
        let records = [months(30), vec![version("2026-09-01", first), version(second.0, second.1)]].concat();
        let area = Area::new(CONFIG);
        area.write("clinic.csv", csv(&records));
        let notices = run(&area, LAST_WEEK).1;
        with_code(&notices, "ids_reused").first().map_or_else(String::new, |row| format!("{} {}", row[0], row[4]))
    };
    for (first, second, expected) in [
        ("DNA", ("2026-09-20", "cancelled_by_provider"), "act 1"),
        ("seen", ("2026-09-20", "cancelled"), "act 1"),
        ("DNA", ("2026-09-20", "seen"), "act 1"),
        // A correction of the outcome.
        ("DNA", ("2026-09-01", "cancelled_by_provider"), ""),
        // Nothing took place, so nothing is lost. A booking of another day undoes nothing.
        ("pending", ("2026-09-20", "cancelled_by_provider"), ""),
        ("cancelled", ("2026-09-20", "DNA"), ""),
        ("cancelled", ("2026-09-20", "cancelled"), ""),
        ("DNA", ("2026-11-20", "pending"), ""),
    ] {
        assert_eq!(with(first, second), expected, "{first}, {second:?}");
    }
}
