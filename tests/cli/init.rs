//! What `init` drafts: the sample's extracts, decided and checked; each thing that it tells from an extract; and that no
//! value of one gets out.

mod files;
mod shown;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{ADA, AS_OF, Area, BEN, Run, assert_has, assert_lacks};

/// An extract with everything that a source must have.
const GOOD: &str = "NHS Number,Team,Appt Date,Status\n9990000018,Audiology,18/11/2026,Attended\n";

/// Drafts from files with these contents.
fn init(files: &[(&str, &[u8])]) -> Run {
    let area = Area::new("");
    for (name, content) in files {
        area.write(name, content);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    area.run(&[&["init"], &names[..]].concat())
}

/// The draft of one extract.
fn draft(extract: &str) -> String {
    let run = init(&[("x.csv", extract.as_bytes())]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{extract}");
    parsed(&run.stdout);
    run.stdout
}

fn parsed(draft: &str) -> toml::Table {
    toml::from_str(draft).unwrap_or_else(|error| panic!("{error}\n{draft}"))
}

/// The draft with its decisions made: the first entry whose words are all in the line, or name its source, says what takes
/// its place, or `yes`. Each must be decided, and the draft must have counted them.
fn decide(draft: &str, decisions: &[(&str, &str)]) -> String {
    let mut made = 0;
    let mut heading = String::new();
    let lines: Vec<String> = draft
        .lines()
        .map(|line| {
            if line.starts_with("name = ") {
                line.clone_into(&mut heading);
            }
            if !line.contains("DECIDE:") {
                return line.to_owned();
            }
            made += 1;
            let fits = |(words, _): &&(&str, &str)| {
                words.split(" & ").all(|word| line.contains(word) || heading == format!("name = \"{word}\""))
            };
            let (_, decision) = decisions.iter().find(fits).unwrap_or_else(|| panic!("undecided: {heading} {line}"));
            match *decision {
                "yes" => line.trim_start_matches("# ").to_owned(),
                other => other.to_owned(),
            }
        })
        .collect();
    let last = draft.lines().last().unwrap();
    assert!(last.starts_with(&format!("# {made} decision")) && last.ends_with("search for DECIDE."), "{made}: {last}");
    lines.join("\n")
}

#[test]
fn what_is_drafted_for_the_sample_passes_check_once_it_is_decided() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/extracts");
    let area = Area::new("");
    let mut names = Vec::new();
    for entry in fs::read_dir(sample).unwrap() {
        let entry = entry.unwrap();
        let name = format!("extracts/{}", entry.file_name().to_str().unwrap());
        area.write(&name, fs::read(entry.path()).unwrap());
        names.push(name);
    }
    names.sort();
    let arguments: Vec<&str> = std::iter::once("init").chain(names.iter().map(String::as_str)).collect();
    let run = area.run(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let decided = decide(
        &run.stdout,
        &[
            ("organisation", "yes"),
            ("id_scope", "yes"),
            ("kind = \"unscheduled\"", "yes"),
            ("sector = ", "yes"),
            ("camhs & \"CNC\"", "\"CNC\" = \"cancelled\""),
            ("camhs & \"DEC\"", "\"DEC\" = \"refused\""),
            ("camhs & \"DIS\"", "\"DIS\" = \"disengaged\""),
            ("camhs & \"CNC | TRUST\"", "\"CNC | TRUST\" = \"cancelled_by_provider\""),
            ("camhs & \"CNC | FAM\"", "\"CNC | FAM\" = \"cancelled_by_family\""),
            ("camhs & \"WNB | LATE\"", "\"WNB | LATE\" = \"late_not_seen\""),
            ("camhs & leave it out", ""),
            ("camhs & \"F2F\"", "\"F2F\" = \"clinic\""),
            // Mistakes in the extracts: rejects.
            ("camhs & not shown", ""),
            ("\"9\"", ""),
            ("\"Seen?\"", ""),
            ("\"Garden gate\"", ""),
            ("\"Faith group\"", ""),
            ("\"Council\"", "\"Council\" = \"other\""),
            ("\"Statutory visit\"", "\"Statutory visit\" = \"home_visit\""),
            ("urgent_care & \"Discharged\"", "\"Discharged\" = \"seen\""),
            ("urgent_care & \"Admitted\"", "\"Admitted\" = \"seen\""),
            ("\"Left before being seen\"", "\"Left before being seen\" = \"child_not_seen\""),
        ],
    );
    area.write("failed-contact.toml", &decided);
    let check = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(check.status, 0, "{}\n{decided}", check.stderr);
    let table = parsed(&decided);
    let named = |key: &str| -> Vec<String> {
        let sources = table[key].as_array().unwrap().iter();
        sources.map(|source| source["name"].as_str().unwrap().to_owned()).collect()
    };
    // One of the two files of outpatients has a name in another encoding, so the draft has a source for each.
    assert_eq!(
        named("contacts"),
        ["camhs", "community", "education_welfare", "outpatients", "outpatients-2", "social_care", "urgent_care"]
    );
    assert_eq!(named("children"), ["register"]);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn what_a_draft_says_of_how_an_extract_is_written() {
    for (extract, lines) in [
        (GOOD.to_owned(), &["files = [\"x.csv\"]", "date = \"Appt Date\"", "\"Attended\" = \"seen\"   # check"][..]),
        (GOOD.replace(',', ";"), &["delimiter = \";\""]),
        (GOOD.replace(',', "\t"), &["delimiter = \"\\t\""]),
        (format!("A Trust\n\nAll, by team\n{GOOD}"), &["skip_rows = 3"]),
        (format!("sep=,\n{GOOD}"), &["skip_rows = 1"]),
        (GOOD.replace("18/11/2026", "2026-11-18"), &["date_format = \"%Y-%m-%d\""]),
        (GOOD.replace("18/11/2026", "18/11/26"), &["date_format = \"%d/%m/%y\""]),
        (GOOD.replace("18/11/2026", "18-Nov-2026 14:30"), &["date_format = \"%d-%b-%Y %H:%M\""]),
        (GOOD.replace("18/11/2026", "11/18/2026"), &["date_format = \"%m/%d/%Y\""]),
        (
            GOOD.replace("18/11/2026", "01/02/2026"),
            &["date_format = \"%d/%m/%Y\"   # DECIDE: no value shows whether the day or the month comes first; if it is the month: \"%m/%d/%Y\""],
        ),
        (
            // The dates of birth tell.
            "NHS Number,Team,Appt Date,Status,DOB\n9990000018,A,01/02/2026,Seen,11/18/2016\n".to_owned(),
            &["date_format = \"%m/%d/%Y\""],
        ),
        (
            "NHS Number,Team,Appt Date,Start Time,Status,DOB\n9990000018,A,18/11/2026,0930,Seen,2016-11-18\n9990000026,A,\
             18/11/2026,0930,Seen,18.11.2016\n"
                .to_owned(),
            &["time_format = \"%H%M\"", "birth_date_format = [\"%Y-%m-%d\", \"%d.%m.%Y\"]"],
        ),
        (GOOD.replace("18/11/2026", "next week"), &["# date_format = \"...\"   # DECIDE: how are the dates in \"Appt Date\" written?"]),
        (
            "NHS Number,Team,Appt Date,Status\n".to_owned(),
            &["# It has a header but no records", "# date_format = \"%d/%m/%Y\"   # DECIDE: \"Appt Date\" has no values"],
        ),
        (
            "Ward,Appt Date,Age\nA,18/11/2026,7\n".to_owned(),
            &["# nhs_number = \"...\"   # DECIDE:", "# service = \"...\"   # DECIDE:", "# outcome = \"...\"   # DECIDE:"],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Status,Notes,LAC,Twin\n9990000018,A,18/11/2026,Seen,Seen,x,see notes,Y\n".to_owned(),
            &[
                "#   \"Status\" (appears more than once: add #1 or #2 to name one of them),",
                "\"Notes\"",
                "\"LAC\" (not yes or no, so not a factor)",
                "\"Twin\" (yes or no: a factor?)",
            ],
        ),
        (
            GOOD.replace("Attended", "5").replace("Status", "ATTENDED OR DID NOT ATTEND CODE"),
            &["outcome_codes = \"nhs-attended-or-did-not-attend\""],
        ),
        (
            format!("{GOOD}9990000026,Audiology,18/11/2026,Did Not Attend\n9990000026,Audiology,18/11/2026,Finished\n"),
            &["outcome_codes = \"systmone-appointment-status\""],
        ),
        (GOOD.replace("Attended", "Parent only"), &["# \"Parent only\" = \"...\"   # DECIDE: one of the outcomes above"]),
        (
            "NHS Number,Team,Appt Date,Attendance Status,Cancellation/DNA Reason\n9990000018,A,18/11/2026,Attended,\n\
             9990000018,A,19/11/2026,,DNA\n9990000018,A,19/11/2026,,DNA\n9990000018,A,20/11/2026,,Cancelled by patient\n\
             9990000018,A,21/11/2026,Cancelled,Did not attend\n9990000018,A,20/11/2026,Cancelled,Transport\n"
                .to_owned(),
            &[
                "outcome = [\"Attendance Status\", \"Cancellation/DNA Reason\"]",
                "\"| DNA\" = \"was_not_brought\"   # check: 2 records",
                "\"| Cancelled by patient\" = \"cancelled_by_family\"   # check: 1 record",
                "\"Cancelled | Did not attend\" = \"was_not_brought\"   # check: 1 record",
                "# \"Cancelled | Transport\" = \"...\"   # DECIDE: one of the outcomes above, or leave it out; 1 record",
            ],
        ),
        (
            "NHS Number,Team,Appt Date,Arrived,DNA,Cancelled,Twin\n9990000018,A,18/11/2026,Y,N,N,Y\n9990000018,A,19/11/2026,N,Y,N,Y\n"
                .to_owned(),
            &[
                "# outcome = [\"Arrived\", \"DNA\", \"Cancelled\"]   # DECIDE: do these say the outcome together?",
                "\"DNA\" (yes or no: a flag of the outcome? `outcome` takes up to four headers)",
                "\"Twin\" (yes or no: a factor?)",
            ],
        ),
    ] {
        let draft = draft(&extract);
        for line in lines {
            let at_start = draft.lines().any(|found| found.starts_with(line)) || line.starts_with('"');
            assert!(at_start && draft.contains(line), "{line}\n{draft}");
        }
    }
}

/// What would do harm if it were wrong is not taken without being asked for.
#[test]
fn a_draft_asks_before_it_takes_an_id_or_a_clinician() {
    let records = |cells: fn(usize) -> String| (0..30).map(cells).collect::<Vec<_>>().join("\n");
    let staff = ["HERON, PAT", "FINCH, JO", "Dr Kestrel"];
    for (header, cells, lines) in [
        (
            "ID,NHS Number,Team,Appt Date,Status",
            (|at| format!("{at},{},Audiology,18/11/2026,Attended", [ADA, BEN][at % 2])) as fn(usize) -> String,
            &["# contact_id = \"ID\"   # DECIDE: is this id the contact's own"][..],
        ),
        (
            "Hospital Number,PAS ID,Team,Appt Date,Status",
            |at| format!("H{},P{},Audiology,18/11/2026,Attended", at % 9, at % 9),
            &["local_id = \"Hospital Number\"   # DECIDE: or is it \"PAS ID\"?"],
        ),
        (
            "Case Number,NHS Number,Team,Appt Date,Status",
            |at| format!("C{at},{},Audiology,18/11/2026,Attended", [ADA, BEN][at % 2]),
            &["# local_id = \"Case Number\"   # DECIDE: each record has a different one"],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Practice",
            |at| format!("{},Audiology,18/11/2026,Attended,Hill", [ADA, BEN][at % 2]),
            &["# gp_practice = \"Practice\"   # DECIDE: the practice where the child is registered"],
        ),
        (
            "NHS Number,Team,Start Date,End Date,Status",
            |at| format!("{},Audiology,18/11/2026 09:00,18/11/2026 09:30,Attended", [ADA, BEN][at % 2]),
            &["# ended_on = \"End Date\"   # DECIDE: the day on which a missing child was found?"],
        ),
    ] {
        let draft = draft(&format!("{header}\n{}\n", records(cells)));
        for line in lines {
            assert!(draft.lines().any(|found| found.starts_with(line)), "{line}\n{draft}");
        }
    }
    let clinician = |others: &str| {
        let rows = (0..30).map(|at| format!("{ADA},A,18/11/2026,Attended,\"{}\",Wren", staff[at % 3]));
        let rows: Vec<String> = rows.collect();
        draft(&format!("NHS Number,Department,Contact Date,Appt Status,Provider,{others}\n{}\n", rows.join("\n")))
    };
    let alone = clinician("Notes");
    assert_has(&alone, "\npractitioner = \"Provider\"   # check");
    assert_lacks(&alone, "\nprovider = ");
    let beside = clinician("Clinician");
    assert_has(&beside, "\n# provider = \"Provider\"   # DECIDE: its values look like names of people");
    assert_has(&beside, "\npractitioner = \"Clinician\"\n");
}

/// Every text of the outcome is listed with its count, the most frequent first; one that does not say whether the child was
/// seen is asked for.
#[test]
fn every_outcome_text_is_listed_with_its_count() {
    let texts = [
        ("Attended", 9, "\"Attended\" = \"seen\"   # check: 9 records"),
        ("Discharged", 8, "# \"Discharged\" = \"...\"   # DECIDE: one of the outcomes above; 8 records"),
        ("Admitted", 7, "# \"Admitted\" = \"...\"   # DECIDE: one of the outcomes above; 7 records"),
        ("DNA (1st)", 6, "\"DNA (1st)\" = \"was_not_brought\"   # check: 6 records"),
        ("Seen - carer only", 5, "# \"Seen - carer only\" = \"...\"   # DECIDE: one of the outcomes above; 5 records"),
        ("Quillfeather", 4, "# \"...\" = \"...\"   # DECIDE: the text on line "),
        ("pending", 3, "#   \"pending\" is pending: 3 records"),
    ];
    let rows: Vec<String> =
        texts.iter().flat_map(|(text, count, _)| vec![format!("{ADA},A,18/11/2026,{text}"); *count]).collect();
    let draft = draft(&format!("NHS Number,Team,Appt Date,Status\n{}\n", rows.join("\n")));
    let mut behind = draft.as_str();
    for (text, _, line) in texts {
        let (_, rest) =
            behind.split_once(line).unwrap_or_else(|| panic!("{text} is not there, or not in order\n{draft}"));
        behind = rest;
    }
    assert_has(&draft, "(not shown: it may be more than a code): one of the outcomes above; 4 records");
    // More texts than a column of codes has.
    let rows: Vec<String> = (0..120).map(|at| format!("{ADA},A,18/11/2026,Attended {}", at / 2)).collect();
    let many = self::draft(&format!("NHS Number,Team,Appt Date,Outcome\n{}\n", rows.join("\n")));
    assert_has(&many, "\"Attended 59\"");
}

#[test]
fn dates_that_are_numbers_and_codes_of_services_are_known() {
    let of =
        |date: &str| draft(&format!("NHS Number,Treatment Function Code,Appt Date,Status\n{ADA},420,{date},Seen\n"));
    for (date, format) in [("46183", "excel"), ("1784332800", "%s"), ("1784332800000", "%s%3f")] {
        let draft = of(date);
        assert_has(&draft, &format!("\ndate_format = \"{format}\"\n"));
        assert_has(&draft, "[services]\n\"420\" = \"Paediatrics\"   # check\n");
    }
}

#[test]
fn records_that_end_in_one_more_delimiter_than_the_header_are_drafted_like_others() {
    let plain = draft(GOOD);
    let (header, records) = GOOD.split_once('\n').unwrap();
    let ended = draft(&format!("{header}\n{}", records.replace('\n', ",\n")));
    let remark = "# Headers without a field or a factor:\n#   column 5 (no header)\n";
    assert_has(&ended, remark);
    assert_eq!(ended.replace(remark, ""), plain);
}

#[test]
fn an_id_that_repeats_is_marked_as_a_doubtful_contact_id() {
    // Of twelve visits to three families: one of each ten, of each two, and of each.
    for (header, same, expected) in [
        ("Case ID", 4, "# local_id = \"Case ID\"   # DECIDE: is this id the child's"),
        ("Appointment ID", 4, "# contact_id = \"Appointment ID\"   # DECIDE: some of its ids repeat"),
        ("Appointment ID", 2, "\ncontact_id = \"Appointment ID\"   # check: some of its ids repeat"),
        ("Appointment ID", 1, "\ncontact_id = \"Appointment ID\"\n"),
        ("Case ID", 1, "# contact_id = \"Case ID\"   # DECIDE: is this id the contact's own"),
    ] {
        let mut extract = format!("{header},NHS Number,Team,Visit Date,Outcome\n");
        for at in 0..12 {
            let _ = writeln!(extract, "C{},{},Early Help,{:02}/09/2026,Seen", at / same, [ADA, BEN][at % 2], at + 10);
        }
        let draft = draft(&extract);
        assert!(draft.contains(expected), "{header} {same}: {draft}");
    }
}

#[test]
fn marks_of_a_school_are_outcomes_under_a_short_header_too() {
    let rows: Vec<String> = (0..30)
        .map(|at| format!("A1234567890{at:02},{:02}/10/2026,{}", at % 28 + 1, ["/", "N", "L"][at % 3]))
        .collect();
    let draft = draft(&format!("UPN,Date,Mark\n{}\n", rows.join("\n")));
    assert_has(&draft, "outcome_codes = \"dfe-attendance\"\n");
    assert_has(&draft, "\noutcome = \"Mark\"\n");
}

#[test]
fn rows_of_rooms_and_practitioners_are_drafted_as_left_out() {
    let mut extract = "id,status,start,serviceType,participant.actor.reference,participant.actor.type,nhs\n".to_owned();
    for (at, nhs) in ["9990000018", "9990000026"].into_iter().enumerate() {
        for (who, kind, nhs) in
            [("Patient/p", "Patient", nhs), ("Practitioner/d9", "Practitioner", ""), ("Location/r1", "Location", "")]
        {
            let _ = writeln!(extract, "a{at},noshow,2026-09-1{at}T09:00:00Z,Audiology,{who}{at},{kind},{nhs}");
        }
    }
    let draft = draft(&extract);
    assert_has(
        &draft,
        "[contacts.leave_out]\n\"participant.actor.type\" = [\"Location\", \"Practitioner\"]   # check: ",
    );
    // With the draft unchanged, only the children are listed, and nothing is refused.
    let area = Area::new(&draft);
    area.write("x.csv", &extract);
    let run = area.run(&["check", "--as-of", AS_OF]);
    run.assert_status(0);
    let all = run.stdout.lines().find(|line| line.starts_with("all ")).unwrap();
    assert_eq!(all.split_whitespace().collect::<Vec<_>>(), ["all", "6", "2", "4", "0", "0"]);
}

#[test]
fn a_register_with_a_column_for_each_date_needs_a_row_for_each_contact() {
    let text = format!("NHS Number,Surname,Team,01/09/2026,08/09/2026,15/09/2026\n{ADA},Kite,A,WNB,Attended,WNB\n");
    let draft = draft(&text);
    assert_has(&draft, "# DECIDE: 3 of its headers are dates: one row for each contact is needed.");
}

#[test]
fn a_draft_without_questions_passes_check_unchanged() {
    let area = Area::new("");
    area.write("reports/clinic 1.csv", GOOD);
    let run = area.run(&["init", "reports/clinic 1.csv"]);
    let decided = decide(&run.stdout, &[("organisation", "yes")]);
    assert!(run.stdout.ends_with("# 1 decision to make: search for DECIDE.\n"), "{}", run.stdout);
    area.write("failed-contact.toml", &decided);
    let check = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(check.status, 0, "{}\n{decided}", check.stderr);
}

#[test]
fn a_text_such_as_null_counts_as_blank_under_any_header() {
    let draft = draft(
        "NHS Number,DOB,Date of Death,LAC,Household ID\n9990000018,18/11/2016,NULL,Y,1\n9990000026,28/11/2017,NULL,N,2\n\
         9990000034,28/11/2018,02/11/2026,NULL,N/A\n",
    );
    assert_has(&draft, "\ndate_of_death = \"Date of Death\"\n");
    assert_has(&draft, "\nlooked_after = \"LAC\"\n");
}

#[test]
fn codes_of_national_data_sets_are_read_by_their_sets() {
    let draft = draft(
        "NHS Number,Team,Appt Date,Status,CONSULTATION MEDIUM USED,CARE CONTACT SUBJECT,Referral Closure Reason,CPP,LAC\n\
         9990000018,T,18/11/2026,Attended,01,01,05,1,X\n9990000026,T,28/11/2026,Attended,02,02,Refused,3,Y\n\
         9990000034,T,29/11/2026,Entered in Error,ZZ,01,Needs met,2,N\n",
    );
    for line in [
        "\nkind_codes = \"nhs-consultation-medium\"   # check",
        "\n# \"ZZ\" = \"...\"   # DECIDE: one of the kinds above",
        "\nsubject_codes = \"nhs-care-contact-subject\"\n",
        "\n\"Entered in Error\" = \"not_a_contact\"   # check: 1 record\n",
        "\n[contacts.closures]\n\"Needs met\" = \"other\"   # check: 1 record\n",
        "\n[contacts.factors]\nlooked_after = \"LAC\"\n",
        "\n[contacts.factor_codes]\n\"CPP\" = \"nhs-child-protection-plan\"   # check",
        "\n[reviews]\nfiles = [\"reviews/*.csv\"]\n",
        "\n[links]\nfiles = [\"links/*.csv\"]\n",
    ] {
        assert!(draft.contains(line), "{line:?}\n{draft}");
    }
    assert_lacks(&draft, "\"01\" =");
}
