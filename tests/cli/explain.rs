//! `explain`: the answer to "why this child, and why not that one?".

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use crate::support::{ADA, AS_OF, Area, BEN, HEADER, PLAIN, assert_has, assert_lacks};

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
date_of_birth = "born"
service = "service"
date = "date"
outcome = "outcome"
"#;

fn area() -> Area {
    let area = Area::new(CONFIG);
    let records = [
        // Two failed contacts; a second slot on one day; one before the period; one on a day on which she was seen.
        "1,9990000018,,2018-01-01,Audiology,2026-03-01,was_not_brought",
        "2,9990000018,,2018-01-01,Audiology,2026-03-01,was_not_brought",
        "3,9990000018,,2018-01-01,Audiology,2026-11-02,was_not_brought",
        "4,9990000018,,2018-01-01,Audiology,2025-11-22,was_not_brought",
        "5,9990000018,,2018-01-01,CAMHS,2026-05-01,was_not_brought",
        "6,9990000018,,2018-01-01,CAMHS,2026-05-01,seen",
        // Over age; unlinked; only in a reject.
        "7,9990000026,,2008-11-22,Audiology,2026-03-01,was_not_brought",
        "8,,L1,2018-01-01,Audiology,2026-03-01,was_not_brought",
        "9,9990000034,,2018-01-01,Audiology,2026-13-01,was_not_brought",
    ];
    area.write("clinic.csv", format!("id,nhs,local,born,service,date,outcome\n{}\n", records.join("\n")));
    area
}

fn explain(area: &Area, child: &str) -> String {
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", child]);
    run.assert_status(0);
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn the_answer_for_a_child_who_is_not_listed_has_what_was_found_and_what_is_needed() {
    let answer = explain(&area(), "999 000 0018");
    assert!(answer.starts_with("Not listed on 22 November 2026: 2 failed contacts in the review period"), "{answer}");
    let repeated = answer.lines().find(|line| line.contains("Repeated failed contacts (§6)")).unwrap();
    assert_eq!(
        repeated.trim(),
        "no     Repeated failed contacts (§6): 2 failed contacts in the last 365 days; 3 needed; 1 more was on the same day with the same \
         service and counts once; 1 more was on a day when the service saw the child; 1 more was before the review period"
            .trim()
    );
    assert_has(
        &answer,
        "1 March 2026             Audiology: was not brought (other)  counts as a failed contact  [clinic.csv:2]",
    );
    assert_has(&answer, "same service and day as another: counts once  [clinic.csv:3]");
    assert_has(&answer, "not counted: seen by the service that day  [clinic.csv:6]");
}

#[test]
fn children_who_are_over_age_unlinked_rejected_or_unknown_have_clear_answers() {
    let area = area();
    assert!(explain(&area, BEN).contains("18 years old on 22 November 2026 by every date of birth on record"));
    let unlinked = explain(&area, "L1");
    assert_has(&unlinked, "Unlinked");
    assert_has(&unlinked, "clinic/L1: no record has this id and an NHS number");
    let rejected = nobody(&area, "9990000034");
    assert_has(&rejected, "rejected records do");
    assert_has(&rejected, "clinic.csv:10  date_invalid (date)");
    assert!(nobody(&area, "9990000042").starts_with("Not listed: nobody in these extracts is known by this"));
}

/// "Nobody is known by this" would be wrong for a child all of whose records say that they are not contacts.
#[test]
fn records_that_are_left_out_are_named_with_their_lines() {
    let config = CONFIG.replace("local_id = \"local\"", "local_id = \"local\"\nprovider = \"kind of row\"");
    let area = Area::new(&format!(
        "{config}[contacts.outcomes]\n\"Blocked\" = \"not_a_contact\"\n\
         [contacts.leave_out]\n\"kind of row\" = [\"room\"]\n"
    ));
    let records = [
        "1,9990000018,L1,2018-01-01,Audiology,2026-03-01,was_not_brought,patient",
        "2,9990000018,L1,2018-01-01,Audiology,2026-03-02,Blocked,patient",
        "3,,L1,2018-01-01,Audiology,2026-03-03,was_not_brought,Room",
        "4,9990000026,L2,2018-01-01,Audiology,2026-03-04,blocked,patient",
        "5,,L3,2018-01-01,Audiology,2026-03-05,was_not_brought,room",
    ];
    area.write("clinic.csv", format!("id,nhs,local,born,service,date,outcome,kind of row\n{}\n", records.join("\n")));
    let head = "left out, since the configuration says that they are no contacts\n";
    let left_out = |told: &str| told.split_once(head).map(|(_, lines)| lines.trim_end().to_owned());
    let lines = left_out(&explain(&area, "9990000018"));
    // The one without a number carries the child's id.
    assert_eq!(lines.as_deref(), Some("  clinic.csv:3  \"Blocked\"\n  clinic.csv:4  \"kind of row: Room\""));
    for (child, expected) in
        [("9990000026", "  clinic.csv:5  \"blocked\""), ("clinic/L3", "  clinic.csv:6  \"kind of row: room\"")]
    {
        let answer = nobody(&area, child);
        assert!(answer.starts_with("Not listed: the records that name this child are left out"), "{answer}");
        assert_eq!(left_out(&answer).as_deref(), Some(expected), "{child}");
    }
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "L3", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.status, &answer["outcome"]), (1, &"only_left_out".into()));
    assert_eq!(answer["left_out"][0]["line"], 6);
}

#[test]
fn explain_says_who_was_seen_on_the_day_of_a_failed_contact() {
    let area = Area::new(&CONFIG.replace("local_id = \"local\"", "given_name = \"local\""));
    let records = [
        "1,9990000018,Ida,,Audiology,2026-11-05,was_not_brought",
        "2,9990000018,Wyn,,Audiology,2026-11-05,was_not_brought",
        "3,9990000018,Wyn,,Audiology,2026-11-05,seen",
    ];
    area.write("clinic.csv", format!("id,nhs,local,born,service,date,outcome\n{}\n", records.join("\n")));
    let answer = explain(&area, ADA);
    for (line, note) in [
        (2, "counts as a failed contact: the child seen that day has another date of birth or given name on record"),
        (3, "not counted: seen by the service that day"),
        (4, "seen"),
    ] {
        assert!(answer.contains(&format!("  {note}  [clinic.csv:{line}]")), "{line}: {answer}");
    }
}

/// The answer is the same whatever the question names the child by. A number that only looks like an id names nobody.
#[test]
fn rejected_records_of_a_child_are_the_same_however_the_question_is_put() {
    let area = area();
    area.write(
        "clinic.csv",
        "id,nhs,local,born,service,date,outcome\n\
         1,9990000018,12,,Audiology,2026-03-01,was_not_brought\n\
         2,,12,,Audiology,2026-31-01,was_not_brought\n\
         3,9990000018,,,Audiology,2026-31-01,was_not_brought\n\
         12,9990000026,77,,Audiology,2026-12-12T12,seen\n\
         5,9990000026,77,,Audiology,2026-12-01,seen\n",
    );
    for child in ["9990000018", "12", "clinic/12"] {
        let answer = explain(&area, child);
        let lines: Vec<&str> = answer.lines().filter(|line| line.contains("date_invalid")).map(str::trim).collect();
        assert_eq!(lines.len(), 2, "{child}: {answer}");
        assert!(lines[0].contains("clinic.csv:3") && lines[1].contains("clinic.csv:4"), "{child}: {answer}");
    }
}

/// A comma in a cell does not move the id to another column. A text that says that there is no id names nobody.
#[test]
fn a_rejected_record_names_a_child_by_its_id_and_nobody_by_a_text_that_is_no_id() {
    let area = area();
    area.write(
        "clinic.csv",
        "id,nhs,local,born,service,date,outcome\n\
         1,9990000018,12,,Audiology,2026-03-01,was_not_brought\n\
         2,,4711,,\"Place, the\",2026-31-01,was_not_brought\n\
         3,,4712,,\"say \"\"so\"\", and\",2026-31-01,was_not_brought\n\
         4,,4713,,Place,2026-31-01,was_not_brought\n\
         5,,Unknown,,Place,2026-31-01,was_not_brought\n\
         6,,Not known,,\"Place, the\",2026-31-01,was_not_brought\n",
    );
    for (child, line) in [("4711", 3), ("clinic/4712", 4), ("4713", 5)] {
        let answer = nobody(&area, child);
        assert!(answer.contains(&format!("clinic.csv:{line}  date_invalid (date)")), "{child}: {answer}");
    }
    for child in ["Unknown", "clinic/Unknown", "Not known"] {
        let answer = nobody(&area, child);
        assert!(answer.starts_with("Not listed: nobody in these extracts is known by this"), "{child}: {answer}");
        assert!(!answer.contains("date_invalid"), "{child}: {answer}");
    }
}

#[test]
fn a_rejected_record_between_tabs_is_found_by_its_number() {
    let area = Area::new(&CONFIG.replace("[[contacts]]", "[[contacts]]\ndelimiter = \"\\t\""));
    let records =
        "id,nhs,local,born,service,date,outcome\n1,9990000018,,,A,2026-11-01,seen\n2,9990000034,0,,A,31/31/26,seen\n";
    area.write("clinic.csv", records.replace(',', "\t"));
    let rejected = nobody(&area, "9990000034");
    assert_has(&rejected, "clinic.csv:3  date_invalid (date)");
}

/// The answer if no child matches the words.
fn nobody(area: &Area, child: &str) -> String {
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", child]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{child}");
    run.stdout
}

/// Names, a local id and a reference for everyone.
fn named() -> Area {
    let names = "local_id = \"local\"\nfamily_name = \"family\"\ngiven_name = \"given\"\n";
    let area = Area::new(&CONFIG.replace("local_id = \"local\"\n", names));
    let mut records = "id,nhs,local,born,service,date,outcome,family,given\n".to_owned();
    for (place, who) in [
        "9990000018,S1001,2018-01-01,{},O'Brien,Zoë",
        "9990000026,S1002,2019-02-02,{},Okafor,Chidi",
        "9990000034,S1003,2020-03-03,{},Okafor,Ada",
    ]
    .iter()
    .enumerate()
    {
        for day in ["2026-09-01", "2026-10-01", "2026-11-02"] {
            let contact = format!("Audiology,{day},was_not_brought");
            writeln!(records, "{place}-{day},{}", who.replace("{}", &contact)).unwrap();
        }
    }
    area.write("clinic.csv", records);
    area
}

#[test]
fn a_child_is_found_by_name_by_reference_and_from_standard_input() {
    let area = named();
    let by_number = explain(&area, "9990000018");
    assert!(by_number.starts_with("Listed on 22 November 2026"), "{by_number}");
    let pack = area.report();
    let at = pack.column("cases.csv", "nhs_number").iter().position(|name| name == "999 000 0018").unwrap();
    let reference = &pack.column("cases.csv", "case_ref")[at];
    for words in ["Zoe OBrien", "O\u{2019}BRIEN, Zoë", "obrien", "S1001", "clinic/S1001"] {
        assert_eq!(explain(&area, words), by_number, "{words}");
    }
    assert_eq!(explain(&area, &reference.to_lowercase()), by_number);
    let mut command = area.command(&["explain", "--as-of", AS_OF, "--child", "-"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"  999 000 0018 \r\n").unwrap();
    assert_eq!(String::from_utf8(process.wait_with_output().unwrap().stdout).unwrap(), by_number);
    let blank = area.run(&["explain", "--as-of", AS_OF, "--child", "-"]);
    assert_eq!(blank.status, 2);
    assert_has(&blank.stderr, "standard input is blank");
}

#[test]
fn an_unknown_child_is_answered_with_the_nearest() {
    let area = named();
    for (words, near) in [
        ("999 000 0019", "  999 000 0018  differs in 1 character"),
        ("9990000081", "  999 000 0018  has 2 neighbouring characters exchanged"),
        ("999000018", "  999 000 0018  has 1 character more"),
        ("S1010", "  clinic/S1001  has 2 neighbouring characters exchanged"),
        ("s1001", "  clinic/S1001  is the same in other capitals"),
        ("Okafour Ada", "  999 000 0034, born 3 March 2020  has a similar name"),
    ] {
        let answer = nobody(&area, words);
        assert!(answer.contains("Did you mean one of these?") && answer.contains(near), "{words}: {answer}");
    }
    assert!(!nobody(&area, "Quite Another").contains("Did you mean"));
    let answer = area.run(&["explain", "--as-of", AS_OF, "--child", "9990000019", "--format", "json"]);
    assert_eq!(answer.status, 1);
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(
        (&answer["outcome"], &answer["nearest"][0]["child"]),
        (&"not_in_extracts".into(), &"999 000 0018".into())
    );
}

#[test]
fn children_with_the_same_name_are_listed_and_the_user_must_choose() {
    let run = named().run(&["explain", "--as-of", AS_OF, "--child", "OKAFOR"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stdout.starts_with("2 children have this name:\n  999 000 0026, born 2 February 2019"),
        "{}",
        run.stdout
    );
    assert_has(&run.stderr, "give the NHS number or the local id of one");
    assert!(!run.stderr.contains("999"), "nobody is named on standard error");
}

#[test]
fn the_answer_comes_as_json_too() {
    let run = area().run(&["explain", "--as-of", AS_OF, "--child", ADA, "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["outcome"], "not_listed");
    assert_eq!(answer["failed_contacts"], 2);
    assert_eq!(answer["rules"].as_array().unwrap().len(), 10);
    assert_eq!(answer["rules"][0]["holds"], false);
    assert_eq!(answer["contacts"][0]["line"], 5);
}

#[test]
fn a_local_id_of_two_children_asks_which() {
    let area = Area::new(&format!(
        "{CONFIG}{}",
        CONFIG
            .split_once("[[contacts]]")
            .map(|(_, rest)| format!("[[contacts]]{rest}"))
            .unwrap()
            .replace("clinic", "other")
    ));
    let file = "id,nhs,local,born,service,date,outcome\n1,,L1,,Audiology,2026-03-01,seen\n";
    area.write("clinic.csv", file);
    area.write("other.csv", file);
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "L1"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "the scopes are clinic, other");
    assert!(explain(&area, "other/L1").contains("other/L1"));
}

#[test]
fn an_unknown_rule_is_reported_with_the_nearest() {
    let area = Area::new(PLAIN);
    area.write("clinic.csv", HEADER);
    let run = area.run(&["rules", "hosehold"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "did you mean `household`?");
    assert_eq!(area.run(&["rules"]).stdout.lines().count(), 10);
}

/// Two systems with ids of their own. In the one two numbers have `P1`; in the other one child has it, and another an id of ten
/// digits that could be an NHS number.
fn two_systems() -> Area {
    let source = |name: &str| {
        format!(
            "[[contacts]]\nname = \"{name}\"\nfiles = [\"{name}.csv\"]\ndate_format = \"%Y-%m-%d\"\n[contacts.columns]\n\
             contact_id = \"id\"\nnhs_number = \"nhs\"\nlocal_id = \"local\"\nfamily_name = \"family\"\ngiven_name = \"given\"\n\
             service = \"service\"\ndate = \"date\"\noutcome = \"outcome\"\n"
        )
    };
    let area = Area::new(&format!("organisation = \"Test Team\"\n{}{}", source("a"), source("b")));
    let header = "id,nhs,local,family,given,service,date,outcome\n";
    let record = |id: u8, nhs: &str, local: &str, name: &str| {
        format!("{id},{nhs},{local},{name},Audiology,2026-11-02,was_not_brought\n")
    };
    let a = [record(1, "9990000018", "P1", "Rook,Ivy"), record(2, "9990000026", "P1", "Lee,Max")].concat();
    let b = [record(3, "", "P1", "Al Hassan,Omar"), record(4, "", "4000000101", "Wren,Una")].concat();
    area.write("a.csv", format!("{header}{a}"));
    area.write("b.csv", format!("{header}{b}"));
    area
}

#[test]
fn an_id_of_several_systems_needs_its_scope() {
    let area = two_systems();
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "P1"]);
    run.assert_status(2);
    assert_has(&run.stderr, "use scope/id: the scopes are");
    assert!(explain(&area, "b/P1").contains("[b.csv:2]"));
}

#[test]
fn an_id_is_an_id_whatever_it_looks_like() {
    let area = two_systems();
    assert!(explain(&area, "4000000101").contains("[b.csv:3]"), "ten digits of which one checks the others");
    // Without its figures it would be the name of a child.
    let run = area.run(&["explain", "--as-of", AS_OF, "--child", "Al/0001"]);
    run.assert_status(1);
    assert_lacks(&run.stdout, "b.csv");
    assert!(explain(&area, "Al Hassan, Omar").contains("[b.csv:2]"));
}
