//! The sample area: what its README tells is what the program says.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use failed_contact::rules;

use crate::support::{
    AS_OF, Output, Row, Shared, assert_has, assert_reconciles, cell, program, rows_of, sample_config, sample_data,
};

static PUBLISHED: Shared<Output> = Shared::new();

/// The sample, published for the tests that only read.
fn published() -> Arc<Output> {
    PUBLISHED.get(|| {
        let output = Output::new();
        output.publish(&sample_config(), AS_OF, &[]);
        output
    })
}

fn expected(name: &str) -> Vec<Row> {
    rows_of(&fs::read(sample_data().join("expected").join(name)).unwrap())
}

#[test]
fn the_children_to_look_for_are_listed_as_told_and_the_near_misses_are_not() {
    let cases = published().safeguarding(AS_OF).rows("cases.csv");
    let mut wrong = Vec::new();
    for child in expected("children.csv") {
        let name = format!("{} {}", cell(&child, "given_name"), cell(&child, "family_name"));
        let found = cases.iter().find(|case| {
            let number = cell(&child, "nhs_number");
            if number.is_empty() {
                cell(case, "local_ids").split(';').any(|id| id == cell(&child, "local_id"))
            } else {
                cell(case, "nhs_number") == number
            }
        });
        match (cell(&child, "listed"), found) {
            ("no", None) => {}
            ("no", Some(case)) => wrong.push(format!("{name} is listed: {}", cell(case, "why"))),
            (_, None) => wrong.push(format!("{name} is not listed")),
            (_, Some(case)) => {
                for column in ["status", "priority", "failed_contacts", "pattern", "rules", "checks"] {
                    if cell(case, column) != cell(&child, column) {
                        wrong.push(format!("{name}: {column} {} for {}", cell(case, column), cell(&child, column)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules that are off by default, and a telephone call, at which nobody was seen.
#[test]
fn every_rule_finds_the_children_to_look_for_and_not_the_near_misses() {
    let output = Output::new();
    output.publish(&sample_data().join("every-rule.toml"), AS_OF, &[]);
    let cases = output.safeguarding(AS_OF).rows("cases.csv");
    let children = expected("every-rule.csv");
    assert_eq!(children.len(), 6);
    for child in children {
        let case = cases.iter().find(|case| cell(case, "nhs_number") == cell(&child, "nhs_number"));
        assert_eq!(case.is_some(), cell(&child, "listed") == "yes", "{child:?}");
        if let Some(case) = case {
            for column in ["family_name", "priority", "failed_contacts", "rules"] {
                assert_eq!(cell(case, column), cell(&child, column), "{child:?}");
            }
        }
    }
    let shown: BTreeSet<&str> = cases.iter().flat_map(|case| cell(case, "rules").split(';')).collect();
    let unseen: Vec<&str> = rules::ALL.iter().map(|rule| rule.name()).filter(|name| !shown.contains(name)).collect();
    assert!(unseen.is_empty(), "no child of the sample shows {unseen:?}: see examples/sample_data");
    // Every case of the other configuration is listed here too.
    let listed = |row: &Row| [cell(row, "nhs_number").to_owned(), cell(row, "local_ids").to_owned()];
    let all: Vec<_> = cases.iter().map(listed).collect();
    assert!(published().safeguarding(AS_OF).rows("cases.csv").iter().all(|case| all.contains(&listed(case))));
}

#[test]
fn every_planted_reject_and_warning_is_found_and_no_other() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    for (fate, file) in [("rejected", "rejected.csv"), ("warning", "warnings.csv")] {
        let key = |row: &Row| ["source", "file", "line", "field", "reason"].map(|c| cell(row, c).to_owned());
        let mut told: Vec<_> =
            expected("records.csv").iter().filter(|row| cell(row, "fate") == fate).map(key).collect();
        let mut found: Vec<_> = pack.rows(file).iter().map(key).collect();
        told.sort();
        found.sort();
        assert_eq!(found, told, "{file}");
    }
}

#[test]
fn every_rule_check_pattern_priority_and_reason_occurs() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    let words = |file: &str, column: &str| {
        let mut words: Vec<String> =
            pack.column(file, column).iter().flat_map(|c| c.split(';').map(String::from).collect::<Vec<_>>()).collect();
        words.sort();
        words.dedup();
        words.retain(|w| !w.is_empty());
        words.len()
    };
    assert_eq!(words("cases.csv", "rules"), 8);
    assert_eq!(words("cases.csv", "checks"), 8);
    assert_eq!(words("cases.csv", "pattern"), 4);
    assert_eq!(words("cases.csv", "priority"), 3);
    assert_eq!(words("cases.csv", "identity"), 3);
    assert_eq!(words("rejected.csv", "reason"), 14, "all but what only decisions can have");
    assert_eq!(words("warnings.csv", "reason"), 12);
}

#[test]
fn every_file_of_every_source_reconciles() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    assert_reconciles(&pack);
    let rejected = pack.rows("rejected.csv").len();
    let counted: usize = pack.column("quality.csv", "rejected").iter().map(|n| n.parse::<usize>().unwrap()).sum();
    assert_eq!(rejected, counted);
}

/// Every table of the pack with its columns: other programs, and people's spreadsheets, read them by these names.
const TABLES: [(&str, &str); 11] = [
    (
        "cases.csv",
        "case_ref,status,priority,identity,nhs_number,local_ids,family_name,given_name,date_of_birth,age_years,sex,postcode,\
         gp_practice,school,locality,failed_contacts,services_failed,first_failed,last_failed,last_seen,last_seen_service,\
         next_booked,next_booked_service,pattern,rules,factors,checks,previous_failed_contacts,why,\
         last_contact,last_contact_service,last_contact_kind,first_listed,weeks_listed,decision_due,overdue,decision,decided_on,\
         review_again_on",
    ),
    (
        "contacts.csv",
        "case_ref,nhs_number,local_ids,date,time,service,provider,sector,kind,outcome,outcome_in_extract,counted,location,\
         practitioner,referrer,booked_on,source,file,line",
    ),
    (
        "identity.csv",
        "kind,key,listed_together,a_id,a_nhs_number,a_local_ids,a_family_name,a_given_name,a_date_of_birth,a_postcode,a_sources,\
         a_failed_contacts,b_id,b_nhs_number,b_local_ids,b_family_name,b_given_name,b_date_of_birth,b_postcode,b_sources,\
         b_failed_contacts,decision,decided_on,decided_by",
    ),
    ("links-template.csv", "a,a_name,b,b_name,decision,decided_on,decided_by,note,key"),
    ("notices.csv", "level,code,source,file,month,now,before,text"),
    ("outcomes.csv", "source,text,outcome,records,first_date,last_date"),
    ("quality.csv", "source,file,records,used,excluded,duplicate,rejected"),
    ("rejected.csv", "source,file,line,field,reason,value,record"),
    ("resolved.csv", "case_ref,nhs_number,local_ids,family_name,given_name,reason"),
    (
        "reviews-template.csv",
        "case_ref,nhs_number,family_name,given_name,reviewed_on,reviewer,decision,review_again_on,note,failed_contacts,rules,\
         priority",
    ),
    ("warnings.csv", "source,file,line,field,reason,value"),
];

#[test]
fn each_file_has_exactly_its_columns() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    let is_table = |name: &String| std::path::Path::new(name).extension().is_some_and(|extension| extension == "csv");
    let there: Vec<(String, String)> =
        pack.files().into_keys().filter(is_table).map(|name| (name.clone(), pack.header(&name))).collect();
    assert_eq!(there, TABLES.map(|(name, header)| (name.to_owned(), header.to_owned())));
}

/// A file that a page saves has the columns of the form in the pack. (For a case it has the whole name in one cell.)
#[test]
fn decisions_that_a_page_saves_have_the_columns_of_the_form() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    for (page, form) in [("index.html", "reviews-template.csv"), ("identity.html", "links-template.csv")] {
        let page = pack.text(page);
        let saved = page.split_once("data-columns=\"").expect(form).1.split_once('"').unwrap().0;
        assert_eq!(saved.replace(' ', ","), pack.header(form).replace("family_name,given_name", "child"), "{form}");
    }
}

#[test]
fn every_case_has_a_sheet_and_every_line_of_contacts_leads_to_its_row() {
    let published = published();
    let pack = published.safeguarding(AS_OF);
    for case in pack.column("cases.csv", "case_ref") {
        assert!(pack.path().join(format!("cases/{case}.html")).is_file(), "{case}");
    }
    let community = fs::read_to_string(sample_data().join("extracts/community-2026-11.csv")).unwrap();
    let lines: Vec<&str> = community.lines().collect();
    let mut found = 0;
    for row in pack.rows("contacts.csv").iter().filter(|r| cell(r, "file") == "extracts/community-2026-11.csv") {
        let line = lines[cell(row, "line").parse::<usize>().unwrap() - 1];
        assert_has(line, cell(row, "outcome_in_extract"));
        found += 1;
    }
    assert!(found > 0);
}

#[test]
fn running_twice_gives_the_same_bytes_but_for_the_manifest() {
    let output = Output::new();
    output.publish(&sample_config(), AS_OF, &[]);
    let mut first = output.safeguarding(AS_OF).files();
    output.publish(&sample_config(), AS_OF, &["--replace"]);
    let mut second = output.safeguarding(AS_OF).files();
    let (one, two) = (first.remove("manifest.json").unwrap(), second.remove("manifest.json").unwrap());
    assert!(first == second, "the packs differ");
    let without_time = |bytes: &[u8]| {
        let mut manifest: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        manifest.as_object_mut().unwrap().remove("written_at").expect("the time of the run");
        manifest
    };
    assert_eq!(without_time(&one), without_time(&two));
}

#[test]
fn a_workbook_that_calls_itself_csv_is_refused_by_name() {
    let output = Output::new();
    let run = output.report(&sample_data().join("broken/failed-contact.toml"), AS_OF, &[]);
    assert_eq!(run.status, 3);
    assert_has(&run.stderr, "extracts/appointments.csv: this is not a CSV file but a zip file or an Excel workbook");
    assert!(!output.path().join(AS_OF).exists());
}

fn printed(arguments: &[&str]) -> String {
    let output = program().args(arguments).current_dir(sample_data()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_check_says_of_the_sample() {
    insta::assert_snapshot!(printed(&["check", "--as-of", AS_OF]));
}

#[test]
fn what_explain_says_of_a_child_whom_a_local_id_links() {
    let linked = expected("children.csv");
    let child = linked.iter().find(|child| cell(child, "nhs_number").is_empty()).expect("an unlinked child");
    insta::assert_snapshot!(printed(&["explain", "--as-of", AS_OF, "--child", cell(child, "local_id")]));
}
