//! `explain`: the answer to "why this child, and why not that one?".

use crate::support::{ADA, AS_OF, Area, BEN, HEADER, PLAIN};

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
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn a_child_who_is_not_listed_is_told_with_the_numbers_on_both_sides() {
    let told = explain(&area(), "999 000 0018");
    assert!(told.starts_with("Not listed on 22 November 2026: 2 failed contacts in the review period"), "{told}");
    let repeated = told.lines().find(|line| line.contains("Repeated failed contacts (§6)")).unwrap();
    assert_eq!(
        repeated.trim(),
        "no     Repeated failed contacts (§6): 2 failed contacts in the last 365 days; 3 needed; 1 more was on the same day with the same \
         service and counts once; 1 more was on a day when the service saw the child; 1 more was before the review period"
            .trim()
    );
    assert!(
        told.contains(
            "2026-03-01        Audiology: was not brought (other)  counts as a failed contact  [clinic.csv:2]"
        ),
        "{told}"
    );
    assert!(told.contains("same service and day as another: counts once  [clinic.csv:3]"), "{told}");
    assert!(told.contains("not counted: seen by the service that day  [clinic.csv:6]"), "{told}");
}

#[test]
fn over_age_unlinked_only_rejected_and_nowhere_are_said_clearly() {
    let area = area();
    assert!(explain(&area, BEN).contains("18 years old on 22 November 2026 by every date of birth on record"));
    let unlinked = explain(&area, "L1");
    assert!(
        unlinked.contains("Unlinked") && unlinked.contains("clinic/L1: no record has this id and an NHS number"),
        "{unlinked}"
    );
    let rejected = explain(&area, "9990000034");
    assert!(
        rejected.contains("rejected records do") && rejected.contains("clinic.csv:10  date_invalid (date)"),
        "{rejected}"
    );
    assert!(explain(&area, "9990000042").contains("no record in any extract names this child"));
}

#[test]
fn the_answer_comes_as_json_too() {
    let run = area().run(&["explain", "--as-of", AS_OF, "--child", ADA, "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["outcome"], "not_listed");
    assert_eq!(answer["failed_contacts"], 2);
    assert_eq!(answer["rules"].as_array().unwrap().len(), 8);
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
    assert!(run.stderr.contains("the scopes are clinic, other"), "{}", run.stderr);
    assert!(explain(&area, "other/L1").contains("other/L1"));
}

#[test]
fn an_unknown_rule_is_told_with_the_nearest() {
    let area = Area::new(PLAIN);
    area.write("clinic.csv", HEADER);
    let run = area.run(&["rules", "hosehold"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean `household`?"), "{}", run.stderr);
    assert_eq!(area.run(&["rules"]).stdout.lines().count(), 8);
}
