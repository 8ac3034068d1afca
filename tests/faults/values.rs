//! Values: faults 26 to 36.

use std::fmt::Write as _;

use crate::clinic::{counted, good_and, only_rejects, publishes, rejected, stops, tells_no_cell};
use crate::stand::{Stand, good_records};
use crate::support::{AS_OF, Area, PLAIN, assert_has, cell, plain_csv};

/// [`PLAIN`] with a local id and a date of birth.
fn with_more() -> String {
    PLAIN.replace("outcome = \"outcome\"", "outcome = \"outcome\"\nlocal_id = \"local\"\ndate_of_birth = \"born\"")
}

/// An extract of the good records with a local id and a date of birth, each as `more` says.
fn with(more: &str, others: &[&str]) -> String {
    let text: String = good_and(&[]).lines().skip(1).fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{line}{more}");
        out
    });
    format!("contact_id,nhs_number,service,date,outcome,local,born\n{text}{}\n", others.join("\n"))
}

/// An NHS number with blanks, hyphens or dashes.
///
/// It is read as the number.
#[test]
fn fault_26_nhs_number_with_blanks_or_hyphens() {
    let stand = Stand::good();
    for number in [
        "999 000 0018",
        "999-000-0018",
        " 9990000018 ",
        "999\u{a0}000\u{2013}0018",
        "\"999\n0000018\"",
        "9-9-9-0-0-0-0-0-1-8",
    ] {
        let pack = publishes(&stand, good_and(&[&format!("x,{number},Audiology,2026-06-01,was_not_brought")]));
        assert_eq!(rejected(&pack), []);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"], "{number:?}");
        assert_eq!(pack.column("cases.csv", "nhs_number"), ["999 000 0018"]);
    }
}

/// What a spreadsheet makes of an NHS number: `9.99E+09`, nine digits; or any other text.
///
/// Wrappers (an apostrophe, `="…"`, `.0`) are removed, from ids too. Anything else links nothing, and is never padded.
/// Without a local id the record is rejected (`nhs_number_invalid`); with one there is a warning. An id that a
/// spreadsheet damaged (`2.98725E+13`, `########`, `#REF!`) does not count either (`local_id_damaged`).
#[test]
fn fault_27_spreadsheet_damage() {
    let numbers = ["9.98E+09", "999000001", "0999000001", "99900000180", "9990000019", "unknown"];
    let stand = Stand::good();
    for wrapped in ["9990000018.0", "'9990000018", "=\"9990000018\""] {
        let record = format!("x,{wrapped},Audiology,2026-06-01,was_not_brought");
        let pack = publishes(&stand, good_and(&[&record]));
        assert_eq!(rejected(&pack), []);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"], "{wrapped}");
    }
    for number in numbers {
        let record = format!("x,{number},Audiology,2026-06-01,was_not_brought");
        let pack = publishes(&stand, good_and(&[&record]));
        only_rejects(&pack, &[("nhs_number_invalid", 3)]);
        assert_eq!(cell(&pack.rows("rejected.csv")[0], "field"), "nhs_number");
    }
    stand.area.write("failed-contact.toml", with_more());
    let own: Vec<String> = numbers
        .iter()
        .enumerate()
        .map(|(i, n)| format!("x{i},{n},Audiology,2026-06-01,was_not_brought,L{i},"))
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let pack = publishes(&stand, with(",,", &own));
    assert_eq!(rejected(&pack), []);
    assert_eq!(pack.column("warnings.csv", "reason"), ["nhs_number_invalid"; 6]);
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"], "children with one each are no case");
    for local in ["2.98725E+13", "3E+10", "1e-7", "########", "#REF!"] {
        let pack = publishes(&stand, with(",,", &[&format!("x,,Audiology,2026-06-01,was_not_brought,{local},")]));
        assert_eq!(rejected(&pack), [("local_id_damaged".to_owned(), 62)]);
        let pack =
            publishes(&stand, with(",,", &[&format!("x,9990000018,Audiology,2026-06-01,was_not_brought,{local},")]));
        assert_eq!(pack.column("warnings.csv", "reason"), ["local_id_damaged"]);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
    }
}

/// Ten equal digits, which pass the check of modulus 11.
///
/// They are not a number: the record is rejected, and children who share them are never one child.
#[test]
fn fault_28_ten_equal_digits() {
    let stand = Stand::good();
    let own: Vec<String> = (0..10)
        .map(|d| format!("x{d},{},Audiology,2026-06-0{},was_not_brought", d.to_string().repeat(10), d % 9 + 1))
        .collect();
    stand
        .area
        .write("failed-contact.toml", PLAIN.replace("[[contacts]]", "[limits]\nmax_rejected = 0.2\n[[contacts]]"));
    let pack = publishes(&stand, good_and(&own.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(rejected(&pack).len(), 10);
    assert!(rejected(&pack).iter().all(|(reason, _)| reason == "nhs_number_invalid"));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
}

/// Digits that are not ASCII: Arabic-Indic, full-width, superscript.
///
/// They are refused, in NHS numbers and in dates.
#[test]
fn fault_29_digits_that_are_not_ascii() {
    let stand = Stand::good();
    for number in
        ["\u{669}\u{669}\u{669}0000018", "\u{ff19}\u{ff19}\u{ff19}0000018", "999000001\u{2078}", "\u{6f9}990000018"]
    {
        let pack = publishes(&stand, good_and(&[&format!("x,{number},Audiology,2026-06-01,was_not_brought")]));
        only_rejects(&pack, &[("nhs_number_invalid", 3)]);
    }
    for date in ["2026-06-\u{660}\u{661}", "\u{ff12}026-06-01", "2026-06-0\u{b9}"] {
        let pack = publishes(&stand, good_and(&[&format!("x,9990000018,Audiology,{date},was_not_brought")]));
        only_rejects(&pack, &[("date_invalid", 3)]);
    }
}

/// One NHS number with two dates of birth.
///
/// It is one child, and the sheet asks whether all these records belong to the same child. One date that would make the
/// child over age removes nobody.
#[test]
fn fault_30_one_number_two_dates_of_birth() {
    let stand = Stand::good();
    stand.area.write("failed-contact.toml", with_more());
    let own = |born: &str| format!("x,9990000018,Audiology,2026-06-01,was_not_brought,,{born}");
    for (second, check) in [("2018-01-02", true), ("1978-01-01", true), ("2018-01-01", false), ("", false)] {
        let pack = publishes(&stand, with(",,2018-01-01", &[&own(second)]));
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
        let checks = pack.column("cases.csv", "checks");
        assert_eq!(checks[0].split(';').any(|word| word == "date_of_birth_differs"), check, "{second}");
    }
}

/// A date that does not exist (31/02, 00/00, 29 February in a common year), a month written as `Sept`, a spreadsheet's
/// serial number, a short date without separators.
///
/// The record is rejected (`date_invalid`): no date is guessed.
#[test]
fn fault_31_dates_that_are_none() {
    for (format, good, dates) in [
        (
            "%d/%m/%Y",
            "%d/%m/%Y",
            &[
                "31/02/2026",
                "00/00/0000",
                "00/01/2026",
                "29/02/2026",
                "12/25/2026",
                "31/11/2026",
                "46174",
                "01-06-2026",
                "1/6",
                "01/06/2026 09:30",
                "tomorrow",
            ][..],
        ),
        ("%d-%b-%Y", "%d-%b-%Y", &["01-Sept-2026", "01-Sepp-2026", "31-Feb-2026", "01-June-2026", "01-06-2026"]),
        ("%d %B %Y", "%d %B %Y", &["1 Sept 2026", "31 September 2026"]),
        ("%Y%m%d", "%Y%m%d", &["2026061", "202661", "20260631", "2026-06-01"]),
        ("%d%m%Y", "%d%m%Y", &["1062026", "162026", "31022026"]),
        ("%d%m%y", "%d%m%y", &["10626", "1626", "310226"]),
    ] {
        let stand = Stand::good();
        stand.area.write("failed-contact.toml", PLAIN.replace("%Y-%m-%d", format));
        for date in dates {
            let mut records = good_records();
            for record in &mut records {
                let at = record.find("2026-").unwrap();
                let day = chrono::NaiveDate::parse_from_str(&record[at..at + 10], "%Y-%m-%d").unwrap();
                record.replace_range(at..at + 10, &day.format(good).to_string());
            }
            records.insert(1, format!("x,9990000018,Audiology,{date},was_not_brought"));
            let pack = publishes(&stand, plain_csv(&records));
            only_rejects(&pack, &[("date_invalid", 3)]);
            assert_eq!(cell(&pack.rows("rejected.csv")[0], "value"), *date);
        }
    }
}

/// Day and month are swapped, against the configuration.
///
/// Dates that fit only when swapped are rejected. If more than a third of a column's dates do, the message that stops
/// the run says so, for the whole source or for the one file.
#[test]
fn fault_31_day_and_month_in_the_other_order() {
    let config = PLAIN.replace("%Y-%m-%d", "%d/%m/%Y");
    let record = |id: usize, day: usize| format!("{id},9990000018,Audiology,10/{day:02}/2026,seen");
    let order = "more than a third of the dates fit only with day and month swapped";
    // Of 30 records 10 are not more than a third; 11 are.
    for (other, is_told) in [(10, false), (11, true), (30, true)] {
        let area = Area::new(&config);
        let records: Vec<String> =
            (0..30).map(|i| if i < other { record(i, 13 + i % 16) } else { record(i, i % 12 + 1) }).collect();
        area.write("clinic.csv", plain_csv(&records));
        let run = area.run(&["report", "--as-of", AS_OF]);
        run.assert_status(3);
        assert_has(&run.stderr, "date_invalid in column \"date\", first at clinic.csv:2");
        assert_eq!(run.stderr.contains(order), is_told, "{other} of 30: {}", run.stderr);
        tells_no_cell(&run, plain_csv(&records).as_bytes());
        assert!(!area.path("reports/2026-11-22").exists());
    }
    // One file of several.
    let area = Area::new(&config);
    let right: Vec<String> =
        (0..90).map(|i| format!("r{i},9990000018,Audiology,{:02}/10/2026,seen", i % 28 + 1)).collect();
    let wrong: Vec<String> = (0..20).map(|i| record(i, i % 28 + 1)).collect();
    area.write("clinic-1.csv", plain_csv(&right));
    area.write("clinic-2.csv", plain_csv(&wrong));
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(3);
    let order = "more than a third of the dates in clinic-2.csv fit only with day and month swapped";
    assert_has(&run.stderr, order);
}

/// A year of 2 digits where the format has 4, or of 1 or 4 where it has 2.
///
/// The record is rejected (`date_invalid`): it is never read as the year 26, or as another century.
#[test]
fn fault_32_year_of_two_digits() {
    let stand = Stand::good();
    for date in ["26-06-01", "026-06-01", "02026-06-01", "6-06-01", "+2026-06-01", "-026-06-01"] {
        let pack = publishes(&stand, good_and(&[&format!("x,9990000018,Audiology,{date},was_not_brought")]));
        only_rejects(&pack, &[("date_invalid", 3)]);
    }
    // A year of four digits that is not plausible has its own reason.
    let pack = publishes(&stand, good_and(&["x,9990000018,Audiology,0026-06-01,was_not_brought"]));
    only_rejects(&pack, &[("date_implausible", 3)]);
    stand.area.write("failed-contact.toml", PLAIN.replace("%Y-%m-%d", "%d/%m/%y"));
    let text: String = good_and(&[]).replace("2026-", "26-");
    let text: String = text.lines().fold(String::new(), |mut out, line| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let [year, month, day] = cells[3].split('-').collect::<Vec<_>>()[..] {
            cells[3] = format!("{day}/{month}/{year}");
        }
        let _ = writeln!(out, "{}", cells.join(","));
        out
    });
    for date in ["01/06/2026", "01/06/6"] {
        let pack = publishes(&stand, format!("{text}x,9990000018,Audiology,{date},was_not_brought\n"));
        only_rejects(&pack, &[("date_invalid", 62)]);
    }
}

/// Three failed contacts of a child who was born then, in a report for a day: how many cases, and how old.
fn aged(born: &str, as_of: &str) -> (usize, Vec<String>, String) {
    let area = Area::new(&with_more());
    let records: Vec<String> =
        (1..=3).map(|i| format!("{i},9990000018,Audiology,2025-1{}-01,was_not_brought,,{born}", i - 1)).collect();
    area.write(
        "clinic.csv",
        format!("contact_id,nhs_number,service,date,outcome,local,born\n{}\n", records.join("\n")),
    );
    let run = area.run(&["report", "--as-of", as_of, "--only", "safeguarding"]);
    run.assert_status(0);
    let pack = area.pack(as_of);
    crate::support::assert_reconciles(&pack);
    let excluded = cell(&pack.rows("quality.csv")[0], "excluded").to_owned();
    (pack.rows("cases.csv").len(), pack.column("cases.csv", "age_years"), excluded)
}

/// A child born on 29 February.
///
/// They come of age on 1 March if the year has no 29 February, and on 29 February if it has one.
#[test]
fn fault_33_born_on_29_february() {
    for (as_of, age) in
        [("2026-02-27", Some("17")), ("2026-02-28", Some("17")), ("2026-03-01", None), ("2026-03-02", None)]
    {
        let (cases, ages, excluded) = aged("2008-02-29", as_of);
        assert_eq!(ages, age.into_iter().collect::<Vec<_>>(), "{as_of}");
        assert_eq!((cases, excluded.as_str()), if age.is_some() { (1, "0") } else { (0, "3") }, "{as_of}");
    }
    // A child of two, whose birthday comes in a leap year and the years between.
    for (as_of, age) in [("2026-02-28", "1"), ("2026-03-01", "2")] {
        assert_eq!(aged("2024-02-29", as_of).1, [age], "{as_of}");
    }
}

/// A birthday on the as-of date itself.
///
/// It counts: a child who turns 18 that day is over age; the day before, not yet.
#[test]
fn fault_34_birthday_on_the_as_of_date() {
    for (born, age) in [
        ("2008-01-16", Some("17")),
        ("2008-01-15", None),
        ("2008-01-14", None),
        ("2016-01-15", Some("10")),
        ("2016-01-16", Some("9")),
    ] {
        assert_eq!(aged(born, "2026-01-15").1, age.into_iter().collect::<Vec<_>>(), "born {born}");
    }
}

/// A contact in the hour that the clocks skip in March, or repeat in October.
///
/// It is kept, in any time zone: only its date counts.
#[test]
fn fault_34_hour_that_the_clocks_skip_or_repeat() {
    let config = PLAIN.replace("%Y-%m-%d", "%d/%m/%Y %H:%M");
    let area = Area::new(&config);
    let records = ["29/03/2026 01:30", "25/10/2026 01:30", "28/03/2026 00:00", "24/10/2026 23:59"];
    let records: Vec<String> = records
        .iter()
        .enumerate()
        .map(|(i, date)| format!("{i},9990000018,Audiology,{date},was_not_brought"))
        .collect();
    area.write("clinic.csv", plain_csv(&records));
    for zone in ["Europe/London", "UTC", "Pacific/Auckland"] {
        let run = area.run_with(&["report", "--as-of", AS_OF, "--replace"], &[("TZ", zone)]);
        run.assert_status(0);
        let pack = area.pack(AS_OF);
        assert_eq!(rejected(&pack), []);
        assert_eq!(pack.column("contacts.csv", "date"), ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"]);
        assert_eq!(pack.column("contacts.csv", "time"), ["00:00", "01:30", "23:59", "01:30"]);
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["4"]);
    }
}

/// An outcome that nobody mapped.
///
/// It is never "seen": the record is rejected (`outcome_unmapped`), and the quality page counts its text. The terminal
/// says how many texts there are and where, never what they are.
#[test]
fn fault_35_outcome_that_nobody_mapped() {
    let stand = Stand::good();
    for text in ["DNA", "Seen.", "not seen", "seen;", "attended", "5", "true", "s\u{435}en", "was not brought"] {
        let pack = publishes(&stand, good_and(&[&format!("x,9990000018,Audiology,2026-08-01,{text}")]));
        only_rejects(&pack, &[("outcome_unmapped", 3)]);
        assert_eq!(pack.column("cases.csv", "last_seen"), [""], "{text} is not seen");
        let row = format!("<th scope=\"row\"><bdi>{text}</bdi></th><td class=\"number\">1</td>");
        assert!(pack.text("quality.html").contains(&row), "{text}");
    }
    let many: Vec<String> = (0..10).map(|i| format!("x{i},9990000018,Audiology,2026-08-01,CANARY-{}", i % 3)).collect();
    let text = good_and(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let stand = Stand::good();
    let says = [
        "source `clinic` loses 10 of its 70 records",
        "10 outcome_unmapped in column \"outcome\", first at clinic.csv:3",
        "3 outcome texts are not mapped, first at clinic.csv:3, clinic.csv:4, clinic.csv:5",
    ];
    stops(&stand, text, 3, &says);
}

/// A blank outcome, or one of invisible characters.
///
/// It is `pending`: the contact stays on the child's timeline and is neither seen nor failed. The quality page counts
/// it, for its service, as a contact with no outcome recorded.
#[test]
fn fault_36_blank_outcome() {
    let stand = Stand::good();
    for blank in ["", "   ", "\u{a0}", "\u{200b}\u{feff}", "\"\"", "\"\n\""] {
        let pack = publishes(&stand, good_and(&[&format!("x,9990000018,Audiology,2026-08-01,{blank}")]));
        only_rejects(&pack, &[]);
        assert_eq!(counted(&pack), (61, 61));
        let contacts = pack.rows("contacts.csv");
        let own = contacts.iter().find(|row| cell(row, "date") == "2026-08-01").expect("it is on the timeline");
        assert_eq!((cell(own, "outcome"), cell(own, "counted")), ("pending", "no"));
        let row = "<tr><th scope=\"row\"><bdi>Audiology</bdi></th><td class=\"number\">1</td></tr>";
        assert!(pack.text("quality.html").contains(row), "{blank:?} is not counted");
    }
    // Another day's blank does not hide what the same contact says elsewhere, and a source of blanks alone is read.
    let stand = Stand::good();
    let pack =
        publishes(&stand, plain_csv(&["1,9990000018,Audiology,2026-08-01,", "2,9990000018,Audiology,2026-12-01,"]));
    assert_eq!((counted(&pack), rejected(&pack).len(), pack.rows("cases.csv").len()), ((2, 2), 0, 0));
}
