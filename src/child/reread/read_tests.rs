use std::fs;

use crate::child::reread::records::TEXTS;
use crate::config;
use crate::day::Day;
use crate::field::Field;
use crate::pipeline::{self, Detected};
use crate::records::ContactRecord;

const HEADER: [&str; 13] =
    ["nhs", "family", "service", "date", "status", "reason", "where", "who", "by", "booked", "changed", "sex", "gp"];
const CONFIG: &str = "organisation = \"A\"\n[[contacts]]\nname = \"a\"\nfiles = [\"a.csv\"]\ndate_format = \"%Y-%m-%d\"\n\
    encoding = \"utf-8\"\n[contacts.columns]\nnhs_number = \"nhs\"\nfamily_name = \"family\"\nservice = \"service\"\n\
    date = \"date\"\noutcome = [\"status\", \"reason\"]\nlocation = \"where\"\npractitioner = \"who\"\nreferrer = \"by\"\n\
    booked_on = \"booked\"\ndetails_changed_on = \"changed\"\nsex = \"sex\"\ngp_practice = \"gp\"\n[contacts.constants]\n\
    location = \"Main site\"\nprovider = \"The Trust\"\n[contacts.outcomes]\n\"missed | nobody in\" = \"no_access\"\n\
    \"missed\" = \"was_not_brought\"\n";

/// Rows of two listed children. Every field is blank in some of them.
fn rows() -> Vec<[String; 13]> {
    let or_blank =
        |number: usize, every: usize, text: String| if number.is_multiple_of(every) { String::new() } else { text };
    (0..14)
        .map(|n| {
            [
                ["9990000018", "9990000026"][n % 2].to_owned(),
                or_blank(n, 3, format!(" Family{} ", n % 4)),
                "Audiology".to_owned(),
                format!("2026-09-{:02}", n + 1),
                "missed".to_owned(),
                or_blank(n, 2, "nobody in".to_owned()),
                or_blank(n, 5, format!("Clinic {}", n % 3)),
                or_blank(n, 4, "Dr A Name".to_owned()),
                or_blank(n, 7, format!("GP {n}")),
                or_blank(n, 3, format!("2026-08-{:02}", n + 1)),
                or_blank(n, 6, format!("2026-07-{:02}", n + 1)),
                or_blank(n, 5, "F".to_owned()),
                or_blank(n, 2, "Practice".to_owned()),
            ]
        })
        .collect()
}

/// The review of an extract with these rows, whose cells `cell` writes.
fn review_of(rows: &[[String; 13]], cell: impl Fn(&str) -> String) -> Detected {
    let folder = tempfile::tempdir().unwrap();
    let mut extract = HEADER.join(",") + "\r\n";
    for row in rows {
        extract.push_str(&(row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n"));
    }
    fs::write(folder.path().join("a.csv"), extract).unwrap();
    fs::write(folder.path().join("c.toml"), CONFIG).unwrap();
    let settings = config::load(&folder.path().join("c.toml")).unwrap_or_else(|problems| panic!("{}", problems[0]));
    pipeline::run(settings, Day::from_iso("2026-11-22").unwrap(), &|_| {})
        .unwrap_or_else(|stop| panic!("{}", stop.message()))
}

/// Every field of every record that was read again, as text.
fn reread_texts(review: &Detected) -> Vec<String> {
    (0..14)
        .map(|row| {
            let record = review.cases.reread.record(ContactRecord::at(row)).unwrap();
            let texts: Vec<&str> = TEXTS.iter().map(|field| record.text(*field)).collect();
            format!("{} {texts:?} {:?} {:?}", record.line(), record.booked_on(), record.details_changed_on())
        })
        .collect()
}

#[test]
fn a_record_read_again_has_the_texts_of_the_extract() {
    let rows = rows();
    let review = review_of(&rows, str::to_owned);
    assert_eq!(review.cases.list.len(), 2);
    for (row, [_, family, service, _, status, reason, place, who, by, booked, changed, sex, gp]) in
        rows.iter().enumerate()
    {
        let record = review.cases.reread.record(ContactRecord::at(row)).unwrap();
        let outcome = if reason.is_empty() { status.clone() } else { format!("{status} | {reason}") };
        let place = if place.is_empty() { "Main site" } else { place };
        for (field, text) in [
            (Field::FamilyName, family.trim()),
            (Field::Outcome, &outcome),
            (Field::Location, place),
            (Field::Practitioner, who),
            (Field::Referrer, by),
            (Field::Provider, "The Trust"),
            (Field::Sex, sex),
            (Field::GpPractice, gp),
            (Field::School, ""),
        ] {
            assert_eq!(record.text(field), text, "row {row}, {field}");
        }
        assert_eq!(record.line(), row as u32 + 2);
        assert_eq!(record.booked_on(), Day::from_iso(booked));
        assert_eq!(record.details_changed_on(), Day::from_iso(changed));
        assert!(!service.is_empty());
    }
    assert!(review.cases.reread.record(ContactRecord::at(14)).is_none());
}

#[test]
fn quotes_and_accents_do_not_change_what_is_read_again() {
    let rows = rows();
    let plain = reread_texts(&review_of(&rows, str::to_owned));
    assert_eq!(plain, reread_texts(&review_of(&rows, |cell| format!("\"{cell}\""))));
    let mixed = |cell: &str| if cell.len().is_multiple_of(2) { format!("\"{cell}\"") } else { cell.to_owned() };
    assert_eq!(plain, reread_texts(&review_of(&rows, mixed)));
    let accented = review_of(&rows, |cell| cell.replace("Practice", "Pr\u{e1}ctice").replace("Clinic", "Clin\u{ec}c"));
    let expected: Vec<String> =
        plain.iter().map(|text| text.replace("Practice", "Pr\u{e1}ctice").replace("Clinic", "Clin\u{ec}c")).collect();
    assert_eq!(expected, reread_texts(&accented));
}
