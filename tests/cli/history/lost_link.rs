//! Who has left the list because nothing says any more whose the records are, and who is gone.

use super::*;

const HEADER: &str = "nhs_number,local_id,service,date,outcome,born,died,looked_after\n";
const DAYS: [&str; 3] = ["2026-10-01", "2026-10-08", "2026-10-15"];

/// Failed contacts of somebody (`number,local id`) on these days.
fn failed(who: &str, days: &[&str]) -> String {
    let row = |day: &&str| format!("{who},A,{day},was_not_brought,2015-01-01,,\n");
    days.iter().map(row).collect::<Vec<_>>().concat()
}

/// What the list says of the child who was listed last week by `before`, where this week has `now`.
fn row_of_resolved(before: &str, now: &str) -> String {
    let area = Area::new(&CONFIG.replace("stale_days", "max_rejected = 1.0\nstale_days"));
    let other = format!("{},,B,2026-11-01,seen,2015-01-01,,\n", number(999));
    area.write("clinic.csv", [HEADER, &other, before].concat());
    publish(&area, LAST_WEEK, &[]);
    area.write("clinic.csv", [HEADER, &other, now].concat());
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("resolved.csv", "reason"), ["not_in_extracts"]);
    let page = pack.text("index.html");
    let row = page.split_once("<table class=\"left\">").unwrap().1.split_once("</table>").unwrap().0.to_owned();
    assert!(row.contains("Look into this:"), "{row}");
    row
}

#[test]
fn records_that_lost_their_number_are_distinguished_from_records_that_are_gone() {
    let (with_number, without) = (format!("{},L7", number(1)), ",L7");
    let gone = "The extracts no longer have a contact of this child.";
    let row = row_of_resolved(&failed(&with_number, &DAYS), &failed(without, &DAYS));
    assert!(row.contains("Not gone: records with the local id clinic/L7 are still in the extracts"), "{row}");
    assert!(!row.contains(gone), "{row}");
    let row = row_of_resolved(&failed(&with_number, &DAYS), "");
    assert!(row.contains(gone) && !row.contains("ot gone"), "{row}");
}

#[test]
fn rejected_records_are_distinguished_from_records_that_are_gone() {
    let (ann, ben) = (format!("{},L7", number(1)), ",L77777".to_owned());
    for (who, rejected, line) in [
        (&ann, failed(&ann, &DAYS).replace(",was_not_brought,", ",moved,"), "clinic.csv:3: its outcome is not mapped"),
        (&ann, failed(&ann, &DAYS).replace("2026-", "26-"), "clinic.csv:3: its date does not fit"),
        (&ben, failed(&ben, &DAYS).replace(",A,", ",,"), "clinic.csv:3: has no service"),
        // One cell too many, so that the cells are not where the header says.
        (&ben, failed(&ben, &DAYS).replace(",A,", ",A,A,"), "clinic.csv:3: has more or fewer cells"),
    ] {
        let row = row_of_resolved(&failed(who, &DAYS), &rejected);
        let sentence = format!("Not gone: 3 records that name this child were rejected, the first at {line}");
        assert!(row.contains("no longer have a contact of this child that can be used."), "{row}");
        assert!(row.contains(&sentence), "{sentence}: {row}");
    }
    // The rejects of somebody else say nothing of this child.
    let other = failed(&format!("{},L8", number(2)), &DAYS).replace(",was_not_brought,", ",moved,");
    let row = row_of_resolved(&failed(&ann, &DAYS), &other);
    assert!(row.contains("The extracts no longer have a contact of this child.") && !row.contains("rejected"), "{row}");
}

#[test]
fn a_rejected_failed_contact_is_not_reported_as_gone() {
    let who = format!("{},L7", number(1));
    let days = ["2026-10-01", "2026-10-08", "2026-10-15", "2026-10-22"];
    let area = Area::new(&CONFIG.replace("stale_days", "max_rejected = 1.0\nstale_days"));
    let of = |gone: &str, becomes: &str| {
        let other = format!("{},,B,2026-11-01,seen,2015-01-01,,\n", number(999));
        [HEADER, &other, &failed(&who, &days).replace(gone, becomes)].concat()
    };
    area.write("clinic.csv", of("none", ""));
    publish(&area, LAST_WEEK, &[]);
    // Of four failed contacts one: the child is still listed. Of four two: the child is not.
    area.write("clinic.csv", of("22,was_not_brought", "22,moved"));
    publish(&area, THIS_WEEK, &[]);
    let page = area.pack(THIS_WEEK).text("index.html");
    for words in [
        "is no longer among the contacts that can be used: 22 October 2026",
        "1 rejected record that names this child: see clinic.csv:6",
    ] {
        assert!(page.contains(words), "{words}");
    }
    area.write("clinic.csv", of("2,was_not_brought", "2,moved").replace("5,was_not_brought", "5,moved"));
    publish(&area, THIS_WEEK, &[]);
    let pack = area.pack(THIS_WEEK);
    assert_eq!(pack.column("resolved.csv", "reason"), ["below_threshold"]);
    assert!(
        pack.text("index.html").contains("2 records that name this child were rejected, the first at clinic.csv:5")
    );
}

#[test]
fn two_equal_failed_contacts_under_another_id_are_a_hint_and_one_is_not() {
    for before in [",P1".to_owned(), format!("{},", number(1))] {
        let row = row_of_resolved(&failed(&before, &DAYS), &failed(",P9", &DAYS));
        assert!(row.contains("Perhaps not gone: clinic/P9, a child without an NHS number, has 3 of the same"), "{row}");
        let row = row_of_resolved(&failed(&before, &DAYS), &failed(",P9", &DAYS[1..]));
        assert!(row.contains("clinic/P9, a child without an NHS number, has 2 of the same"), "{row}");
        let row = row_of_resolved(&failed(&before, &DAYS), &failed(",P9", &DAYS[2..]));
        assert!(!row.contains("clinic/P9"), "one of three: {row}");
        // Somebody else with an NHS number is somebody else.
        let row = row_of_resolved(&failed(&before, &DAYS), &failed(&format!("{},P9", number(2)), &DAYS));
        assert!(!row.contains("clinic/P9"), "{row}");
    }
}
