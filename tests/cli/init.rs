//! What `init` drafts: the sample's extracts, decided and checked; each thing that it tells from an extract; and that no
//! value of one gets out.

use std::fs;
use std::path::Path;

use crate::support::{ADA, AS_OF, Area, BEN, Run};

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
    assert_eq!(
        named("contacts"),
        ["camhs", "community", "education_welfare", "outpatients", "social_care", "urgent_care"]
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
                "#   \"Status\" (appears more than once: #1 or #2 behind it names one of them),",
                "\"Notes\"",
                "\"LAC\" (not yes or no, so not a factor)",
                "\"Twin\" (yes or no: a factor?)",
            ],
        ),
        (
            "Patient ID,Team,Appt Date,Status\nTBC,A,18/11/2026,Seen\nTBC,A,19/11/2026,Seen\nS1,A,20/11/2026,Seen\n".to_owned(),
            &["\"-\", \"tbc\"]   # check"],
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
            &["# local_id = \"Case Number\"   # DECIDE: each record has another one"],
        ),
        (
            "NHS Number,Team,Appt Date,Status,Practice",
            |at| format!("{},Audiology,18/11/2026,Attended,Hill", [ADA, BEN][at % 2]),
            &["# gp_practice = \"Practice\"   # DECIDE: the practice where the child is registered"],
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
    assert!(alone.contains("\npractitioner = \"Provider\"   # check"), "{alone}");
    assert!(!alone.contains("\nprovider = "), "{alone}");
    let beside = clinician("Clinician");
    assert!(
        beside.contains("\n# provider = \"Provider\"   # DECIDE: its values look like names of people"),
        "{beside}"
    );
    assert!(beside.contains("\npractitioner = \"Clinician\"\n"), "{beside}");
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
    assert!(draft.contains("(not shown: it may be more than a code): one of the outcomes above; 4 records"), "{draft}");
    // More texts than a column of codes has.
    let rows: Vec<String> = (0..120).map(|at| format!("{ADA},A,18/11/2026,Attended {}", at / 2)).collect();
    let many = self::draft(&format!("NHS Number,Team,Appt Date,Outcome\n{}\n", rows.join("\n")));
    assert!(many.contains("\"Attended 59\""), "{many}");
}

#[test]
fn dates_that_are_numbers_and_codes_of_services_are_known() {
    let of =
        |date: &str| draft(&format!("NHS Number,Treatment Function Code,Appt Date,Status\n{ADA},420,{date},Seen\n"));
    for (date, format) in [("46183", "excel"), ("1784332800", "%s"), ("1784332800000", "%s%3f")] {
        let draft = of(date);
        assert!(draft.contains(&format!("\ndate_format = \"{format}\"\n")), "{draft}");
        assert!(draft.contains("[services]\n\"420\" = \"Paediatrics\"   # check\n"), "{draft}");
    }
}

#[test]
fn a_register_with_a_column_for_each_date_is_told_what_is_needed() {
    let text = format!("NHS Number,Surname,Team,01/09/2026,08/09/2026,15/09/2026\n{ADA},Kite,A,WNB,Attended,WNB\n");
    let draft = draft(&text);
    assert!(draft.contains("# DECIDE: 3 of its headers are dates: one row for each contact is needed."), "{draft}");
}

#[test]
fn a_draft_is_written_to_a_new_file_and_to_no_other() {
    let area = Area::new("");
    area.write("x.csv", GOOD);
    let run = area.run(&["init", "x.csv", "--output", "draft.toml"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, "draft.toml: 1 line to decide, marked DECIDE\n");
    let printed = area.run(&["init", "x.csv"]).stdout;
    assert_eq!(fs::read_to_string(area.path("draft.toml")).unwrap(), printed);
    for (file, told) in [("draft.toml", "it is there already"), ("no/draft.toml", "its folder does not exist")] {
        let run = area.run(&["init", "x.csv", "--output", file]);
        assert_eq!((run.status, run.stdout.as_str()), (5, ""), "{file}");
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    assert_eq!(fs::read_to_string(area.path("draft.toml")).unwrap(), printed);
}

/// The shells of Windows hand a pattern over as it is typed, and there names have no case.
#[test]
fn a_pattern_finds_files_however_their_names_are_written() {
    let area = Area::new("");
    area.write("extracts/clinic-1.csv", GOOD);
    area.write("extracts/CLINIC-2.CSV", GOOD);
    let expected = area.run(&["init", "extracts/CLINIC-2.CSV", "extracts/clinic-1.csv"]).stdout;
    assert!(expected.contains("files = [\"extracts/CLINIC-2.CSV\", \"extracts/clinic-1.csv\"]"), "{expected}");
    for pattern in ["extracts/*.csv", "Extracts/clinic-?.CSV", "**/*.csv"] {
        let run = area.run(&["init", pattern]);
        assert_eq!((run.status, run.stdout), (0, expected.clone()), "{pattern}: {}", run.stderr);
    }
    for (pattern, told) in
        [("none*.csv", "no file matches this pattern"), ("a**.csv", "this is not a pattern of files")]
    {
        let run = area.run(&["init", pattern]);
        assert_eq!(run.status, 3, "{pattern}");
        assert!(run.stderr.contains(told), "{pattern}: {}", run.stderr);
    }
}

#[test]
fn encodings_are_named_only_where_they_do_not_show_themselves() {
    let text = GOOD.replace("Audiology", "Siân’s team");
    let bytes = |units: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(units).collect::<Vec<u8>>();
    let latin = text.replace('’', "").chars().map(|c| c as u8).collect::<Vec<u8>>();
    let mixed = [text.as_bytes(), text.lines().nth(1).unwrap().as_bytes(), b"\n", &latin[33..]].concat();
    for (content, encoding) in [
        (text.as_bytes().to_vec(), None),
        (latin, None),
        ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), None),
        ([b"\xFF\xFE".to_vec(), bytes(u16::to_le_bytes)].concat(), None),
        (bytes(u16::to_le_bytes), Some("encoding = \"utf-16le\"")),
        (bytes(u16::to_be_bytes), Some("encoding = \"utf-16be\"")),
        (mixed, Some("encoding = \"utf-8\"   # check: lines in another encoding: 1")),
    ] {
        let run = init(&[("x.csv", &content)]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let found = run.stdout.lines().find(|line| line.starts_with("encoding"));
        match encoding {
            None => assert_eq!(found, None),
            Some(encoding) => assert!(found.is_some_and(|line| line.starts_with(encoding)), "{found:?}"),
        }
        assert!(run.stdout.contains("service = \"Team\""), "{}", run.stdout);
    }
}

#[test]
fn files_with_one_header_are_one_source() {
    let other = "Person ID,DOB,School,LAC\n1,18/11/2016,A,Y\n2,18/11/2017,A,N\n";
    let run = init(&[
        ("in/clinics-2026-10.csv", GOOD.as_bytes()),
        ("in/register [1].csv", other.as_bytes()),
        ("in/clinics-2026-11.csv", GOOD.replace("Attended", "DNA").as_bytes()),
        ("in/late.csv", GOOD.replace(',', "|").as_bytes()),
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let table = parsed(&run.stdout);
    let listed = |files: &toml::Value| -> String {
        let files: Vec<&str> = files.as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
        files.join(" ")
    };
    let sources = |key: &str| -> Vec<(String, String)> {
        let sources = table[key].as_array().unwrap().iter();
        sources.map(|source| (source["name"].as_str().unwrap().to_owned(), listed(&source["files"]))).collect()
    };
    let pair = |name: &str, files: &str| (name.to_owned(), files.to_owned());
    assert_eq!(
        sources("contacts"),
        [pair("clinics", "in/clinics-2026-10.csv in/clinics-2026-11.csv"), pair("late", "in/late.csv")]
    );
    assert_eq!(sources("children"), [pair("register", "in/register [[]1].csv")]);
    assert!(run.stdout.contains("\"Attended\" = ") && run.stdout.contains("\"DNA\" = "), "{}", run.stdout);
}

#[test]
fn a_draft_without_a_doubt_passes_check_as_it_is() {
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
fn hostile_headers_are_escaped_and_still_found() {
    let headers = [
        "\u{1b}[NHS\u{202e} Number\u{1b}",
        "Te\"\"am",
        "\"\"\"Appt Date\"\"\"",
        "Sta\ntus\r\n= 1",
        "Notes\n[output]\nfolder = \\\"x\\\" # DECIDE: it",
        "''' \\u0000 \u{202e}kcits",
        "\u{7f}\u{85}Outcome",
    ];
    let quoted: Vec<String> = headers.iter().map(|header| format!("\"{}\"", header.replace('"', "\"\""))).collect();
    let text = format!("{}\n{ADA},A,18/11/2026,x,y,z,Seen\n", quoted.join(","));
    let area = Area::new("");
    area.write("x.csv", text);
    let run = area.run(&["init", "x.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(!run.stdout.chars().any(|c| c.is_control() && c != '\n'), "{:?}", run.stdout);
    assert!(!run.stdout.contains('\u{202e}'));
    let table = parsed(&run.stdout);
    assert!(!table.contains_key("output"), "{}", run.stdout);
    let columns = &table["contacts"][0]["columns"];
    let wanted = [("nhs_number", 0), ("service", 1), ("date", 2), ("outcome", 6)];
    for (field, header) in wanted {
        assert_eq!(columns[field].as_str(), Some(headers[header]), "{}", run.stdout);
    }
    area.write("failed-contact.toml", &run.stdout);
    let check = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(check.status, 0, "{}", check.stderr);
}

/// Words that stand in the cells below, and in nothing that a draft is made of.
const CANARIES: &[&str] = &[
    "Zebedee",
    "zebedee",
    "Quillfeather",
    "QUILL",
    "9990000",
    "999 000",
    "ZZ9",
    "Thistledown",
    "01632",
    "Rumpel",
    "4711",
    "2016",
    "1999",
    "Wexley",
    "@",
];

#[test]
fn no_value_but_a_code_gets_out() {
    let header = "NHS Number,Person ID,Forename,Surname,DOB,Postcode,School,Clinician,Team,Appt Date,Appointment Type,Status,Reason,Notes,LAC,Team type";
    let record = |status: &str, reason: &str, kind: &str, sector: &str| {
        format!(
            "{ADA},4711,Zebedee,Quillfeather,18/11/2016,ZZ9 9ZZ,Thistledown Primary,Dr Rumpel,Wexley Team,18/11/2026,{kind},{status},\
             {reason},Rang Zebedee on 01632 960123,Y,{sector}\n"
        )
    };
    let plain = (0..30).map(|_| record("Attended", "", "Clinic", "LA")).collect::<String>();
    let hostile: String = [
        "Zebedee",
        "seen by Rumpel",
        "QUILL",
        ADA,
        "999 000 0026",
        "18/11/1999",
        "zz9 9zz",
        "rang 01632",
        "a@b.org",
        "Attended - Zebedee was well",
    ]
    .iter()
    .map(|text| record(text, text, text, text))
    .collect();
    let many: String = (0..60).map(|n| record(&format!("Zebedee {n}"), "x", "Clinic", "LA")).collect();
    for (what, text) in [
        ("plain", format!("{header}\n{plain}")),
        ("typed by hand", format!("{header}\n{plain}{hostile}")),
        ("typed by hand, few records", format!("{header}\n{hostile}")),
        ("too many texts", format!("{header}\n{plain}{many}")),
        (
            "unknown headers",
            format!(
                "{}\n{plain}{hostile}",
                header.replace("Surname", "C7").replace("Clinician", "C8").replace("DOB", "C9")
            ),
        ),
        ("no header", format!("{plain}{hostile}")),
        ("a title with names", format!("Children of Dr Rumpel, Zebedee\n{header}\n{plain}")),
        ("a register", "NHS Number,DOB,School,Forename\n9990000018,18/11/2016,Thistledown,Zebedee\n".to_owned()),
        ("damaged", format!("{header}\n{plain}{}", "\"Zebedee\"x,9990000018\n".repeat(80))),
    ] {
        let run = init(&[("x.csv", text.as_bytes())]);
        let all = format!("{}{}", run.stdout, run.stderr);
        for canary in CANARIES {
            assert!(!all.contains(canary), "{what}: {canary}\n{all}");
        }
        let refused = matches!(what, "no header" | "damaged");
        assert_eq!(run.status, if refused { 3 } else { 0 }, "{what}: {all}");
        if what.starts_with("typed") {
            assert!(run.stdout.contains("of \"x.csv\" (not shown: it may be more than a code)"), "{}", run.stdout);
        }
    }
    // The sample's own people.
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/extracts/social_care.csv");
    let run = init(&[("x.csv", &fs::read(sample).unwrap())]);
    for canary in ["999", "Kowalski", "Ewan", "Canning", "Early Help", "Mum", "Hearth"] {
        assert!(!run.stdout.replace("ignore_local_ids", "").contains(canary), "{canary}");
    }
}

#[test]
fn files_that_cannot_be_drafted_from_are_all_told_and_nothing_is_drafted() {
    let area = Area::new("");
    area.write("good.csv", GOOD);
    area.write("empty.csv", "");
    area.write("book.csv", b"PK\x03\x04rest");
    area.write("page.csv", "<html><body>Sign in</body></html>");
    area.write("data.csv", "{\"children\": [1, 2]}");
    area.write("bytes.csv", [0_u8, 1, 2, 255, 254, 0, 0, 7].repeat(50));
    area.write("none.csv", "A,B,C\n1,2,3\n");
    area.write("folder/x.csv", GOOD);
    for (name, told) in [
        ("missing.csv", "missing.csv: the extract cannot be read: no such file"),
        ("none-*.csv", "none-*.csv: no file matches this pattern"),
        ("folder", "folder: the extract cannot be read: it is a folder"),
        ("empty.csv", "empty.csv: the extract is empty"),
        ("book.csv", "book.csv: this is not a CSV file but a zip file or an Excel workbook"),
        ("page.csv", "page.csv: this is not a CSV file but HTML or XML"),
        ("data.csv", "data.csv: this is JSON, not a CSV file"),
        ("bytes.csv", "bytes.csv: none of its first 30 lines looks like a header"),
        ("none.csv", "none.csv: none of its first 30 lines looks like a header"),
    ] {
        let run = area.run(&["init", "good.csv", name]);
        assert_eq!((run.status, run.stdout.as_str()), (3, ""), "{name}");
        assert!(run.stderr.starts_with(&format!("error: {told}")), "{}", run.stderr);
        assert!(run.stderr.ends_with("no draft was made\n"), "{}", run.stderr);
    }
    let run = area.run(&["init", "missing.csv", "good.csv", "empty.csv", "book.csv"]);
    assert_eq!((run.status, run.stdout.as_str()), (3, ""));
    assert_eq!(run.stderr.matches("error: ").count(), 3, "{}", run.stderr);
    assert!(run.stderr.contains("(3 problems)"), "{}", run.stderr);
}

#[test]
fn the_command_line_of_init() {
    let area = Area::new("");
    area.write("a-1.csv", GOOD);
    area.write("a-2.csv", GOOD.replace(ADA, BEN));
    let run = area.run(&["init"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let run = area.run(&["init", "--help"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("DECIDE") && run.stdout.contains("Examples:"), "{}", run.stdout);
    // A pattern that the shell has left alone; a file that is named twice.
    let run = area.run(&["init", "a-*.csv", "./a-1.csv"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("files = [\"a-1.csv\", \"a-2.csv\"]\n"), "{}", run.stdout);
}

#[test]
fn a_word_for_nothing_is_nothing_under_any_header() {
    let draft = draft(
        "NHS Number,DOB,Date of Death,LAC,Household ID\n9990000018,18/11/2016,NULL,Y,1\n9990000026,28/11/2017,NULL,N,2\n\
         9990000034,28/11/2018,02/11/2026,NULL,N/A\n",
    );
    assert!(draft.contains("\ndate_of_death = \"Date of Death\"\n"), "{draft}");
    assert!(draft.contains("\nlooked_after = \"LAC\"\n"), "{draft}");
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
    assert!(!draft.contains("\"01\" ="), "{draft}");
}
