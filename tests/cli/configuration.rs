//! Mistakes in the configuration are reported all at once, each with its place and the nearest valid word.

use crate::support::{ADA, AS_OF, Area, HEADER, PLAIN, assert_has, assert_lacks, plain_csv};

#[test]
fn five_different_mistakes_are_all_reported_with_their_lines() {
    let config = r#"organisation = "Test Team"
[rules.repeated]
treshold = 3
[failed_contact]
outcomes = ["was_not_brougt"]
[disclosure]
minimum_count = 4
[[contacts]]
name = "clinic"
files = ["clinic*.csv", "nothing*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
servise = "service"
service = "service"
date = "date"
outcome = "outcome"
"#;
    let area = Area::new(config);
    area.write("clinic.csv", plain_csv(&[&format!("1,{ADA},Audiology,2026-03-01,seen")]));
    let run = area.run(&["report", "--as-of", AS_OF]);
    run.assert_status(2);
    for (line, words) in
        [(3, "threshold"), (5, "was_not_brought"), (7, "minimum_count"), (10, "nothing*.csv"), (14, "service")]
    {
        let place = format!("failed-contact.toml:{line}:");
        let messages: Vec<&str> = run.stderr.split("error: ").filter(|m| m.starts_with(&place)).collect();
        assert!(messages.iter().any(|m| m.contains(words)), "line {line} and {words}:\n{}", run.stderr);
    }
    assert!(!area.path("reports").exists());
}

#[test]
fn missing_and_repeated_headers_are_reported_with_the_nearest_header() {
    let area = Area::new(PLAIN);
    area.write(
        "clinic.csv",
        format!("contact_id,NHS-number,service,date,date,outcome\n1,{ADA},A,2026-01-01,2026-01-01,seen\n"),
    );
    let run = area.run(&["check", "--as-of", AS_OF]);
    run.assert_status(2);
    assert_has(&run.stderr, "clinic.csv has no header \"nhs_number\"");
    assert_has(&run.stderr, "did you mean \"NHS-number\"?");
    assert_has(&run.stderr, "has the header \"date\" more than once");
    assert_has(&run.stderr, "failed-contact.toml:9:");
}

#[test]
fn a_header_that_another_key_names_is_not_suggested() {
    let area = Area::new(&PLAIN.replace("date = \"date\"", "date = \"service1\""));
    let extract = |header: &str| format!("contact_id,nhs_number,{header},outcome\n1,{ADA},A,2026-01-01,seen\n");
    // The nearest is the one of the service.
    area.write("clinic.csv", extract("service,appt"));
    let run = area.run(&["check", "--as-of", AS_OF]);
    run.assert_status(2);
    assert_has(&run.stderr, "is it one of the headers that no key names: \"appt\"?");
    assert_lacks(&run.stderr, "did you mean");
}

#[test]
fn a_missing_header_is_reported_together_with_a_mistyped_key() {
    let area = Area::new(&format!("{PLAIN}\n[rules.repeated]\ntreshold = 3\n"));
    area.write("clinic.csv", format!("contact_id,nhs_number,servce,date,outcome\n1,{ADA},A,2026-01-01,seen\n"));
    let run = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "did you mean `threshold`?");
    assert_has(&run.stderr, "did you mean \"servce\"?");
}

#[test]
fn only_a_report_says_that_nothing_was_published() {
    let area = Area::new(PLAIN.replace("[[contacts]]", "[rules.repeated]\ntreshold = 2\n[[contacts]]").as_str());
    area.write("clinic.csv", HEADER);
    for (command, says) in [("report", true), ("check", false)] {
        let run = area.run(&[command, "--as-of", AS_OF]);
        run.assert_status(2);
        assert_has(&run.stderr, "the configuration is wrong");
        assert_eq!(run.stderr.contains("nothing was published"), says, "{command}: {}", run.stderr);
    }
}

#[test]
fn a_missing_configuration_is_reported() {
    let area = Area::new(PLAIN);
    let run = area.run(&["report", "elsewhere.toml"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "elsewhere.toml");
}

#[test]
fn a_wrong_date_on_the_command_line_is_a_usage_error() {
    let run = Area::new(PLAIN).run(&["report", "--as-of", "22/11/2026"]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "YYYY-MM-DD");
}

#[test]
fn the_as_of_date_must_be_between_1990_and_2100() {
    for (day, status) in [("0000-01-01", 2), ("1989-12-31", 2), ("1990-01-01", 0), ("2100-12-31", 0), ("2101-01-01", 2)]
    {
        let run = Area::plain(&[&format!("a,{ADA},Audiology,{day},pending")]).run(&["check", "--as-of", day]);
        assert_eq!(run.status, status, "{day}: {}", run.stderr);
        assert!(status == 0 || run.stderr.contains("between 1 January 1990 and 31 December 2100"), "{}", run.stderr);
    }
}

#[test]
fn a_record_where_the_header_should_be_is_not_printed() {
    let area = Area::new(PLAIN);
    // No header at all: a child's own data may look like one.
    area.write("clinic.csv", "servicee,Dale,Audiology,2026-01-01,seenn\n1,9990000018,Audiology,2026-01-01,seen\n");
    let run = area.run(&["check", "--as-of", AS_OF]);
    assert_eq!(run.status, 2);
    assert_has(&run.stderr, "has no header \"service\"");
    assert_lacks(&run.stderr, "Dale");
    assert_lacks(&run.stderr, "servicee");
}
