//! Details that sources write in their own ways: versions of a contact, time zones, spellings, codes of ages, ethnic groups.

use crate::support::{ADA, AS_OF, Area, BEN, PLAIN, assert_has, assert_reconciles, cell, number};

/// An area of a source with these further columns, each under its field's own name, and these records.
fn area(fields: &[&str], keys: &str, records: &[&str]) -> Area {
    let columns: Vec<String> = fields.iter().map(|field| format!("{field} = \"{field}\"\n")).collect();
    let config = PLAIN.replace("date_format = \"%Y-%m-%d\"\n", &format!("{keys}\n")) + &columns.concat();
    let area = Area::new(&config);
    let header = ["contact_id", "nhs_number", "service", "date", "outcome"];
    let header: Vec<&str> = header.iter().chain(fields).copied().collect();
    area.write("clinic.csv", format!("{}\n{}\n", header.join(","), records.join("\n")));
    area
}

const DATES: &str = "date_format = \"%Y-%m-%d\"";

/// The contacts that the pack has, as `date outcome`.
fn contacts(area: &Area) -> Vec<String> {
    let pack = area.report();
    assert_reconciles(&pack);
    pack.rows("contacts.csv").iter().map(|row| format!("{} {}", cell(row, "date"), cell(row, "outcome"))).collect()
}

#[test]
fn an_older_export_that_is_read_last_does_not_undo_an_outcome() {
    let records = |outcome: &str| {
        let of = |id: usize| format!("{id},{ADA},Audiology,2026-10-0{id},{outcome}");
        (1..=3).map(of).collect::<Vec<_>>().join("\n")
    };
    let area = Area::new(PLAIN);
    area.write("clinic-1.csv", format!("contact_id,nhs_number,service,date,outcome\n{}\n", records("was_not_brought")));
    area.write("clinic-2.csv", format!("contact_id,nhs_number,service,date,outcome\n{}\n", records("pending")));
    assert_eq!(area.report().column("cases.csv", "failed_contacts"), ["3"]);
}

#[test]
fn an_id_that_is_reused_for_a_new_booking_undoes_nothing() {
    let area = area(
        &["recorded_at"],
        DATES,
        &[
            &format!("1,{ADA},Audiology,2026-08-01,was_not_brought,2026-08-01"),
            &format!("1,{ADA},Audiology,2026-12-01,pending,2026-08-02"),
            &format!("2,{ADA},Audiology,2026-09-01,was_not_brought,2026-09-01"),
            &format!("3,{ADA},Audiology,2026-10-01,was_not_brought,2026-10-01"),
        ],
    );
    let expected = ["2026-08-01 was_not_brought", "2026-09-01 was_not_brought", "2026-10-01 was_not_brought"];
    assert_eq!(contacts(&area), expected);
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "next_booked"), ["2026-12-01"]);
}

#[test]
fn a_group_session_loses_nobody() {
    let of = |child: &str, id: u32| format!("{id},{child},Parenting Group,2026-10-0{id},was_not_brought");
    let records: Vec<String> = [ADA, BEN].iter().flat_map(|child| (1..=3).map(|id| of(child, id))).collect();
    let area = Area::plain(&records.iter().map(String::as_str).collect::<Vec<_>>());
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3", "3"]);
    assert_reconciles(&pack);
}

/// A quarter of an hour before midnight by universal time is tomorrow in an English summer.
#[test]
fn a_date_with_a_zone_is_the_day_that_it_was_here() {
    let records = [
        format!("1,{ADA},Audiology,2026-09-09T22:45:00Z,was_not_brought"),
        format!("2,{ADA},Audiology,2026-09-09T23:15:00Z,was_not_brought"),
        format!("3,{ADA},Audiology,2026-11-09T23:15:00.000+00:00,was_not_brought"),
        format!("4,{BEN},Audiology,2026-09-09T23:15:00Z,was_not_brought"),
        format!("5,{BEN},Audiology,2026-09-10T09:00:00+01:00,seen"),
    ];
    for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f"] {
        let keys = format!("date_format = \"{format}\"");
        let area = area(&[], &keys, &records.each_ref().map(String::as_str));
        let expected = ["2026-09-09 was_not_brought", "2026-09-10 was_not_brought", "2026-11-09 was_not_brought"];
        assert_eq!(contacts(&area), expected, "{format}");
        assert_eq!(area.report().column("contacts.csv", "time"), ["23:45", "00:15", "23:15"]);
    }
}

#[test]
fn the_latest_version_is_told_by_moments_with_a_zone_and_without() {
    for (older, newer) in [
        ("2026-11-01T09:30Z", "2026-11-03T09:30Z"),
        ("2026-11-03T09:30:15,100Z", "2026-11-03T09:30:15,200Z"),
        ("2026-10-25T00:50Z", "2026-10-25T01:10Z"),
        ("2026-09-09T23:59+01:00", "2026-09-09T23:01Z"),
        ("2026-09-09T23:59", "2026-09-09T23:01Z"),
        ("", "2026-11-03T09:30Z"),
    ] {
        let record = |id: u32, outcome: &str, moment: &str| {
            format!("{id},{ADA},Audiology,2026-10-{id:02},{outcome},\"{moment}\"")
        };
        let records: Vec<String> =
            (1..=3).flat_map(|id| [record(id, "was_not_brought", newer), record(id, "seen", older)]).collect();
        let area = area(&["recorded_at"], DATES, &records.iter().map(String::as_str).collect::<Vec<_>>());
        let pack = area.report();
        assert!(pack.rows("warnings.csv").is_empty(), "{older} {newer}");
        assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"], "{older} {newer}");
    }
}

#[test]
fn apostrophes_and_dashes_of_any_form_mean_the_same_service_and_outcome() {
    let services =
        ["Children's SALT \u{2013} North", "Children\u{2019}s SALT - North", "Children&rsquo;s SALT \u{2014} North"];
    let area =
        Area::new(&(PLAIN.to_owned() + "[contacts.outcomes]\n\"Didn't come \u{2013} R&D\" = \"was_not_brought\"\n"));
    let record = |id: usize, service: &str, outcome: &str| format!("{id},{ADA},{service},2026-10-0{id},{outcome}");
    let records = [
        record(1, services[0], "Didn\u{2019}t come - R&amp;D"),
        record(2, services[1], "didn't come \u{2014} R&D"),
        record(3, services[1], "Didn\u{2bc}t come \u{2010} r&AMP;d"),
        record(4, services[2], "seen"),
    ];
    area.write("clinic.csv", crate::support::plain_csv(&records));
    let pack = area.report();
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
    assert_eq!(pack.column("cases.csv", "rules"), ["repeated"], "one service is no pattern across services");
    assert_eq!(pack.column("cases.csv", "services_failed"), [services[1]], "the most frequent spelling is shown");
}

#[test]
fn a_semicolon_in_the_name_of_a_service_does_not_end_it_in_a_list() {
    let area = Area::new(PLAIN);
    let services = ["Speech &amp; Language", "Ear; nose; throat", "Audiology"];
    let records: Vec<String> = services
        .iter()
        .enumerate()
        .map(|(id, service)| format!("{id},{ADA},{service},2026-10-0{},was_not_brought", id + 1))
        .collect();
    area.write("clinic.csv", crate::support::plain_csv(&records));
    let pack = area.report();
    assert_eq!(
        pack.column("cases.csv", "services_failed"),
        ["Audiology;Ear, nose, throat;Speech & Language"],
        "3 services are 3 texts"
    );
    assert_eq!(pack.column("contacts.csv", "service"), services, "a name alone stands as it is");
}

#[test]
fn codes_that_mean_a_death_or_that_no_interpreter_came_are_asked_about() {
    let config = PLAIN
        .replace("outcome = \"outcome\"", "outcome = [\"outcome\", \"reason\", \"more\"]")
        .replace("[contacts.columns]", "outcome_codes = \"fhir-appointment-status\"\n[contacts.columns]");
    let counted = "[failed_contact]\noutcomes = [\"was_not_brought\", \"cancelled_by_provider\"]\n";
    let area = Area::new(&(config + counted + "[rules.repeated]\nthreshold = 1\n"));
    let dead = "1,9990000018,Audiology,2026-10-01,noshow,,\n2,9990000018,Dental,2026-10-02,cancelled,PAT-DEC,x\n";
    let alone =
        "3,9990000026,Dental,2026-10-02,cancelled,oth-int,\n4,9990000034,Dental,2026-10-02,cancelled,oth-int,x\n";
    let other = "5,9990000042,Dental,2026-10-02,cancelled,prov,x\n";
    area.write("clinic.csv", format!("{},reason,more\n{dead}{alone}{other}", crate::support::HEADER.trim_end()));
    let pack = area.report();
    let told = |row: &crate::support::Row| format!("{} {}", cell(row, "nhs_number"), cell(row, "checks"));
    let mut checks: Vec<String> = pack.rows("cases.csv").iter().map(told).collect();
    checks.sort();
    assert_eq!(
        checks,
        ["999 000 0018 death_mentioned", "999 000 0026 interpreter", "999 000 0034 interpreter", "999 000 0042 "]
    );
}

#[test]
fn a_header_is_found_with_any_apostrophe_or_dash() {
    let config = PLAIN.replace("service = \"service\"", "service = \"Child's Team - Name & Code\"");
    for header in ["Child\u{2019}s Team \u{2013} Name & Code", "CHILD'S team \u{2212} name &amp; code"] {
        let area = Area::new(&config);
        area.write("clinic.csv", format!("contact_id,nhs_number,{header},date,outcome\n1,{ADA},A,2026-10-01,seen\n"));
        assert_eq!(area.run(&["check", "--as-of", AS_OF]).status, 0, "{header}");
    }
}

/// Flags over four columns: all together, then one less, down to the first.
#[test]
fn flags_say_an_outcome_together() {
    let config = PLAIN.replace("outcome = \"outcome\"", "outcome = [\"seen\", \"dna\", \"cancelled\", \"by\"]")
        + "[contacts.outcomes]\n\"Y\" = \"seen\"\n\"N | Y\" = \"was_not_brought\"\n\"| Y\" = \"was_not_brought\"\n\
           \"N | N | Y | us\" = \"cancelled_by_provider\"\n\"N | | Y\" = \"cancelled\"\n";
    let area = Area::new(&config);
    let rows = ["N,Y,N,", ",Y,,", "N,Y,,note", "N,N,Y,US", "N,,Y,", ",,,", "Y,,,note", "N,N,N,"];
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(at, row)| format!("{at},{ADA},A,2026-10-{:02},{row}", at + 1)).collect();
    let seen: Vec<String> = (1..=28).map(|day| format!("s{day},{BEN},A,2026-09-{day:02},Y,N,N,")).collect();
    let header = "contact_id,nhs_number,service,date,seen,dna,cancelled,by";
    area.write("clinic.csv", format!("{header}\n{}\n{}\n", rows.join("\n"), seen.join("\n")));
    let pack = area.report();
    let outcomes: Vec<String> = pack.column("contacts.csv", "outcome");
    let wnb = "was_not_brought";
    assert_eq!(outcomes, [wnb, wnb, wnb, "cancelled_by_provider", "cancelled", "pending", "seen"]);
    assert_eq!(pack.column("rejected.csv", "value"), ["N | N | N"]);
    assert_eq!(pack.column("rejected.csv", "reason"), ["outcome_unmapped"]);
}

/// Two columns with the same header are distinguished by number, unless a header itself has such a name.
#[test]
fn a_column_is_named_by_its_place_among_those_of_its_header() {
    let of = |header: &str, date: &str| {
        let area = Area::new(&PLAIN.replace("date = \"date\"", &format!("date = \"{date}\"")));
        let rows: Vec<String> =
            (1..=3).map(|id| format!("{id},{ADA},2026-09-0{id},Audiology,2026-10-0{id},was_not_brought")).collect();
        area.write("clinic.csv", format!("{header}\n{}\n", rows.join("\n")));
        area
    };
    let twice = "contact_id,nhs_number,Date,service,DATE ,outcome";
    for (date, month) in [("Date#1", "09"), ("date#2", "10"), ("Date #2", "10")] {
        let first = of(twice, date).report().column("cases.csv", "first_failed");
        assert_eq!(first, [format!("2026-{month}-01")], "{date}");
    }
    let own = of("contact_id,nhs_number,Date#2,service,Date,outcome", "Date#2");
    assert_eq!(own.report().column("cases.csv", "first_failed"), ["2026-09-01"]);
    for (date, problem) in [
        ("Date", "it is in columns 3 and 5: write \"Date#1\" or \"Date#2\" for the one you mean"),
        ("Date#3", "clinic.csv has no header \"Date#3\""),
        ("Date#0", "clinic.csv has no header \"Date#0\""),
    ] {
        let run = of(twice, date).run(&["check", "--as-of", AS_OF]);
        assert_eq!(run.status, 2, "{date}");
        assert!(run.stderr.contains(problem), "{date}: {}", run.stderr);
    }
}

/// A child who has died is on no list, even if the day is not known.
#[test]
fn a_child_who_has_died_is_excluded_without_a_date_too() {
    for (deceased, died, cases, warnings) in [
        ("Y", "", 0, 0),
        ("deceased", "", 0, 0),
        ("N", "", 1, 0),
        ("", "", 1, 0),
        ("not known", "", 1, 0),
        ("perhaps", "", 1, 3),
        // Where the date is known, that is what counts.
        ("Y", "2026-12-24", 1, 0),
        ("N", "2026-10-20", 0, 0),
    ] {
        let records: Vec<String> =
            (1..=3).map(|id| format!("{id},{ADA},Audiology,2026-10-0{id},was_not_brought,{deceased},{died}")).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let area = area(&["deceased", "date_of_death"], DATES, &records);
        let pack = area.report();
        assert_eq!(pack.rows("cases.csv").len(), cases, "{deceased} {died}");
        assert_eq!(pack.rows("warnings.csv").len(), warnings, "{deceased} {died}");
        assert_reconciles(&pack);
    }
    // A date of death before the record's own date of birth is a mistake: it removes nobody.
    for (born, died, cases, warnings) in [
        ("2015-02-01", "2014-01-01", 1, 3),
        ("2015-02-01", "2015-01-31", 1, 3),
        ("2015-02-01", "2015-02-01", 0, 0),
        ("2015-02-01", "2026-10-20", 0, 0),
        ("", "2014-01-01", 0, 0),
    ] {
        let records: Vec<String> =
            (1..=3).map(|id| format!("{id},{ADA},Audiology,2026-10-0{id},was_not_brought,{born},{died}")).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let pack = area(&["date_of_birth", "date_of_death"], DATES, &records).report();
        assert_eq!(pack.rows("cases.csv").len(), cases, "{born} {died}");
        assert_eq!(pack.column("warnings.csv", "reason"), vec!["date_of_death_invalid"; warnings], "{born} {died}");
        assert_reconciles(&pack);
    }
    // What the register says comes before what contacts say.
    let register = "[[children]]\nname = \"register\"\nfiles = [\"register.csv\"]\n[children.columns]\nnhs_number = \"nhs\"\n\
                    deceased = \"deceased\"\nphone = \"phone\"\n";
    for (deceased, cases) in [("N", 1), ("Y", 0), ("", 0)] {
        let records: Vec<String> =
            (1..=3).map(|id| format!("{id},{ADA},Audiology,2026-10-0{id},was_not_brought,Y")).collect();
        let area = area(&["deceased"], DATES, &records.iter().map(String::as_str).collect::<Vec<_>>());
        let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
        area.write("failed-contact.toml", config + register);
        area.write("register.csv", format!("nhs,deceased,phone\n{ADA},{deceased},01632 960123\n"));
        assert_eq!(area.report().rows("cases.csv").len(), cases, "{deceased:?}");
    }
}

/// A database writes a day as its midnight. Where a source says no other time, none is known.
#[test]
fn days_written_as_midnights_have_no_time() {
    const MOMENTS: &str = "date_format = \"%Y-%m-%d %H:%M:%S%.f\"";
    let lost = format!("1,{ADA},Social Care,2026-11-20 00:00:00.000,whereabouts_unknown");
    let other = |time: &str| format!("2,{BEN},Social Care,2026-11-19 {time},seen");
    // Found by another service on the day on which she was lost.
    let found = "[[contacts]]\nname = \"nursing\"\nfiles = [\"nursing.csv\"]\n[contacts.columns]\nnhs_number = \"nhs\"\n\
                 date = \"date\"\ntime = \"time\"\noutcome = \"outcome\"\nservice = \"service\"\n";
    // Whatever the midnights of the others mean, nobody knows at what time of that day she was lost.
    for (second, keys, shown, time) in [
        (other("00:00:00.000"), MOMENTS.to_owned(), "", ""),
        (other("09:30:00.000"), MOMENTS.to_owned(), "00:00", ""),
        (other("00:00:00.000"), format!("{MOMENTS}\ntime_format = \"%H:%M\""), "00:00", "00:00"),
    ] {
        let of_time: &[&str] = if time.is_empty() { &[] } else { &["time"] };
        let records =
            [&lost, &second].map(|unread| if time.is_empty() { unread.clone() } else { format!("{unread},{time}") });
        let area = area(of_time, &keys, &[&records[0], &records[1]]);
        let config = std::fs::read_to_string(area.path("failed-contact.toml")).unwrap();
        area.write("failed-contact.toml", config + found);
        area.write(
            "nursing.csv",
            format!("nhs,date,time,outcome,service\n{ADA},20/11/2026,09:10,seen,School Nursing\n"),
        );
        let pack = area.report();
        assert_eq!(pack.rows("cases.csv").len(), 1, "{second} {time}");
        assert_eq!(pack.column("contacts.csv", "time"), [shown, "09:10"]);
        let reference = &pack.column("cases.csv", "case_ref")[0];
        let sheet = pack.text(&format!("cases/{reference}.html"));
        assert_has(&sheet, "09:10");
        assert_eq!(sheet.contains("00:00"), !shown.is_empty());
        assert_reconciles(&pack);
    }
}

#[test]
fn codes_of_ages_under_one_year_are_infants() {
    for (age, factor) in [("7001", "infant"), ("7007", "infant"), ("0", "infant"), ("1", ""), ("7008", "")] {
        let records: Vec<String> =
            (1..=3).map(|id| format!("{id},{ADA},Audiology,2026-11-0{id},was_not_brought,{age}")).collect();
        let area = area(&["age"], DATES, &records.iter().map(String::as_str).collect::<Vec<_>>());
        let pack = area.report();
        assert_eq!(pack.column("cases.csv", "factors"), [factor], "{age}");
        let warnings: Vec<String> = pack.column("warnings.csv", "reason");
        assert_eq!(warnings.len(), if age == "7008" { 3 } else { 0 }, "{age}");
    }
}

/// The children of each ethnic group in the commissioner pack.
fn groups(area: &Area) -> Vec<String> {
    area.report();
    let rows = area.commissioner(AS_OF).rows("breakdown.csv");
    let of_dimension = rows.iter().filter(|row| cell(row, "dimension") == "ethnic_group");
    of_dimension.map(|row| format!("{} {}", cell(row, "group"), cell(row, "children"))).collect()
}

#[test]
fn an_ethnic_group_is_the_one_that_the_text_names() {
    let texts = ["Black British", "Asian British", "White British", "White Other", "Martian"];
    let of = |text: usize| (0..20).map(move |child| (text * 20 + child, texts[text]));
    let records: Vec<String> = (0..texts.len())
        .flat_map(of)
        .map(|(child, text)| format!("{child},{},Audiology,2026-09-{:02},seen,{text}", number(child), child % 28 + 1))
        .collect();
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let plain = area(&["ethnicity"], DATES, &records);
    assert_eq!(groups(&plain), ["Asian 20", "Black 20", "White 40", "Not known 20"]);
    let unread = &plain.review().intake.unread_ethnicities;
    assert_eq!(
        unread.iter().map(|unread| (unread.text.as_str(), unread.records)).collect::<Vec<_>>(),
        [("Martian", 20)]
    );
    // The configuration says otherwise.
    let config = std::fs::read_to_string(plain.path("failed-contact.toml")).unwrap();
    let configured = Area::new(&(config + "[ethnicity]\n\"white  OTHER\" = \"Other\"\nMartian = \"Not stated\"\n"));
    configured.write("clinic.csv", std::fs::read(plain.path("clinic.csv")).unwrap());
    assert_eq!(groups(&configured), ["Asian 20", "Black 20", "Not stated 20", "Other 20", "White 20"]);
    assert!(configured.review().intake.unread_ethnicities.is_empty());
}
