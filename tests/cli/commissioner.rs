//! The commissioner pack: published once for a month, and nothing about one child in any byte of it.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{AS_OF, Area, Output, assert_has, cell, files_below, publish, sample_config, sample_data};

/// A copy of the sample whose configuration says something else.
fn changed_sample(change: &dyn Fn(String) -> String) -> Area {
    let area = Area::new(&change(fs::read_to_string(sample_config()).unwrap()));
    for folder in ["extracts", "reviews"] {
        for (name, bytes) in files_below(&sample_data().join(folder)) {
            area.write(&format!("{folder}/{name}"), bytes);
        }
    }
    area
}

/// The sample, published.
fn published() -> Output {
    let output = Output::new();
    output.publish(&sample_config(), AS_OF, &[]);
    output
}

#[test]
fn each_table_has_its_columns_and_its_rows_in_order() {
    let output = Output::new();
    let run = output.report(&sample_config(), AS_OF, &[]);
    run.assert_status(0);
    assert_has(&run.stdout, "Commissioner pack for October 2026");
    let pack = output.commissioner(AS_OF);
    let names: Vec<String> = pack.files().into_keys().collect();
    assert_eq!(
        names,
        [
            "activity.csv",
            "breakdown.csv",
            "follow_up.csv",
            "index.html",
            "manifest.json",
            "reviews.csv",
            "rules.csv",
            "thresholds.csv",
            "trend.csv"
        ]
    );
    let header = |name: &str| pack.header(name);
    assert_eq!(header("activity.csv"), "service,grain,period,due,failed,rate");
    assert_eq!(
        header("breakdown.csv"),
        "dimension,group,children,due,failed,rate,rate_low,rate_high,children_with_case,no_outcome,\
         cancelled_by_family,cancelled_by_provider,due_before,failed_before,rate_before,change,change_low,change_high,\
         against_rest,against_rest_low,against_rest_high"
    );
    assert_eq!(header("follow_up.csv"), "service,failed,rebooked_21,seen_28,seen_90,nothing_since");
    assert_eq!(header("reviews.csv"), "month,priority,listed,decided_in_target,decided_later,undecided");
    assert_eq!(header("rules.csv"), "rule,priority,children");
    assert_eq!(header("trend.csv"), "month_end,rule,children");
    assert_eq!(header("thresholds.csv"), "threshold,period_days,children");

    let page = pack.text("index.html");
    assert!(
        !page.contains("Sensitive") && page.contains("content: \"Official: aggregate figures, disclosure-controlled\"")
    );

    // All services first, the merged ones last, each with its periods in order.
    let activity = pack.rows("activity.csv");
    let mut services: Vec<&str> = activity.iter().map(|row| cell(row, "service")).collect();
    services.dedup();
    assert_eq!((services[0], services[services.len() - 1]), ("All services", "Other (merged)"));
    let named = &services[1..services.len() - 1];
    assert!(named.len() > 10 && named.windows(2).all(|pair| pair[0] < pair[1]), "{named:?}");
    for service in services {
        let of_service: Vec<&_> = activity.iter().filter(|row| cell(row, "service") == service).collect();
        let grains: BTreeSet<&str> = of_service.iter().map(|row| cell(row, "grain")).collect();
        assert_eq!(grains.len(), 1, "{service}: {grains:?}");
        let periods: Vec<&str> = of_service.iter().map(|row| cell(row, "period")).collect();
        assert!(periods.is_sorted() && periods.len() <= 36, "{service}: {periods:?}");
        let last = match cell(of_service[0], "grain") {
            "month" => "2026-10",
            "quarter" => "2026-Q3",
            _ => "2025-11 to 2026-10",
        };
        assert_eq!(periods[periods.len() - 1], last, "{service}");
    }

    let dimensions: Vec<String> = {
        let mut all = pack.column("breakdown.csv", "dimension");
        all.dedup();
        all
    };
    assert_eq!(
        dimensions,
        [
            "service",
            "provider",
            "sector",
            "kind",
            "age_band",
            "sex",
            "ethnic_group",
            "deprivation_quintile",
            "locality"
        ]
    );
    let ends: BTreeSet<String> = pack.column("trend.csv", "month_end").into_iter().collect();
    assert_eq!(ends.len(), 12);
    assert_eq!(ends.first().unwrap(), "2025-11-30");
    assert_eq!(ends.last().unwrap(), "2026-10-31");
    let grid: Vec<String> = pack
        .rows("thresholds.csv")
        .iter()
        .map(|row| format!("{}/{}", cell(row, "threshold"), cell(row, "period_days")))
        .collect();
    assert_eq!(grid.len(), 15);
    assert_eq!(grid[..4], ["2/180", "2/365", "2/730", "3/180"]);
}

/// What a page answers to a question near its top.
fn answered(page: &str, question: &str) -> String {
    let (before, rest) =
        page.split_once(&format!("<dt>{question}</dt><dd><bdi>")).unwrap_or_else(|| panic!("{question}"));
    assert!(!before.contains("<svg"), "{question} comes behind a picture");
    rest.split("</bdi>").next().unwrap().to_owned()
}

#[test]
fn most_services_of_the_sample_are_judged_over_time() {
    let output = published();
    let pack = output.commissioner(AS_OF);
    let rows = pack.rows("activity.csv");
    let services: BTreeSet<&str> = rows.iter().map(|row| cell(row, "service")).collect();
    let coarse: BTreeSet<&str> =
        rows.iter().filter(|row| cell(row, "grain") == "year").map(|row| cell(row, "service")).collect();
    assert!(services.len() > 15 && coarse.len() * 2 < services.len(), "{coarse:?} of {services:?}");
    let months = rows.iter().filter(|row| cell(row, "service") == "All services").count();
    assert_eq!(months, 36);
    // The page says of exactly those services that are published by year that they cannot be judged.
    let page = pack.text("index.html");
    let sentence = page.split("Could not be judged over time").nth(1).unwrap().split("</bdi>").next().unwrap();
    for service in services {
        let written = service.replace('\'', "&#39;");
        assert_eq!(
            sentence.contains(&written) || sentence.contains(service),
            coarse.contains(service),
            "{service}: {sentence}"
        );
    }
}

#[test]
fn the_questions_of_a_commissioner_are_answered_on_the_page_of_the_sample() {
    let output = Output::new();
    for week in ["2026-11-08", "2026-11-15"] {
        let config = sample_data().join(format!("weeks/{week}/failed-contact.toml"));
        output.publish(&config, week, &[]);
    }
    output.publish(&sample_config(), AS_OF, &[]);
    // November's pack is published beside October's.
    let run = output.report(&sample_data().join("december/failed-contact.toml"), "2026-12-01", &[]);
    run.assert_status(0);
    let page = output.commissioner("2026-12-01").text("index.html");
    for (question, answer) in [
        ("Which service is getting worse, and is it chance?", "Speech and Language Therapy (from "),
        ("Where is the gap?", "slope index of inequality"),
        ("How does this year compare with last?", "of due contacts failed in these 12 months"),
        ("What happens after a missed appointment?", "followed by another appointment within 3 weeks"),
        ("Are listed children reviewed in time?", "had a decision in time"),
    ] {
        let found = answered(&page, question);
        assert!(found.contains(answer), "{question} {found}");
    }
}

/// The first contact of one source of the sample is of 25 November 2024.
#[test]
fn a_year_is_not_compared_with_part_of_a_year() {
    let page = published().commissioner(AS_OF).text("index.html");
    let late = "ecords of CAMHS, CAMHS Neurodevelopmental, Children&#x27;s Social Care, Early Help and Education Welfare are complete only \
                from December 2024";
    let late = if page.contains("&#x27;") { late.to_owned() } else { late.replace("&#x27;", "&#39;") };
    for question in ["Which service is getting worse, and is it chance?", "How does this year compare with last?"] {
        assert!(answered(&page, question).contains(&late), "{question}");
    }
    assert!(answered(&page, "How does this year compare with last?").contains("In the other services"));
    assert!(page.contains(&format!("Could not be compared with the 12 months before: r{late}")));
    let table = page.split("<h3 id=\"before\">").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(table.contains(&late));
    let cells = |group: &str| {
        let row = table.split("<tr>").find(|row| row.contains(&format!("<bdi>{group}</bdi>"))).unwrap();
        row.matches(">–</td>").count()
    };
    assert_eq!((cells("CAMHS"), cells("Health Visiting"), cells("Girls")), (6, 0, 6));
    // A month later there are records of all of both years.
    let output = Output::new();
    let december = sample_data().join("december/failed-contact.toml");
    output.report(&december, "2026-12-01", &["--only", "commissioner"]);
    assert!(!output.commissioner("2026-12-01").text("index.html").contains("are complete only from"));
}

#[test]
fn the_page_says_where_one_source_makes_up_most_of_a_count() {
    let page = published().commissioner(AS_OF).text("index.html");
    let sentences = page.split("come from one source, which covers ").count() - 1;
    assert!(sentences >= 2, "beside a chart and above the table");
    let table = page.split("<h3 id=\"comparable\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert_eq!(table.matches("come from one source").count(), 1, "once for all groups: {table}");
    // An area with one source has nothing to say.
    let area = Area::plain(&["1,9990000018,Audiology,2026-10-01,seen"]);
    area.report();
    assert!(!area.commissioner(AS_OF).text("index.html").contains("come from one source"));
}

/// A list of many services is a long sentence.
#[test]
fn no_sentence_is_cut_short() {
    let page = published().commissioner(AS_OF).text("index.html");
    let sentences: Vec<&str> = page.split("<li><bdi>").skip(1).filter_map(|part| part.split("</bdi>").next()).collect();
    assert!(sentences.len() > 3 && sentences.iter().all(|sentence| sentence.ends_with('.')), "{sentences:#?}");
}

#[test]
fn no_small_count_is_printed_and_every_other_is_rounded() {
    let pack = published();
    let pack = pack.commissioner(AS_OF);
    let mut hidden = 0;
    for (file, columns) in [
        ("activity.csv", &["due", "failed"][..]),
        (
            "breakdown.csv",
            &[
                "children",
                "due",
                "failed",
                "children_with_case",
                "no_outcome",
                "cancelled_by_family",
                "cancelled_by_provider",
                "due_before",
                "failed_before",
            ],
        ),
        ("follow_up.csv", &["failed", "rebooked_21", "seen_28", "seen_90", "nothing_since"]),
        ("reviews.csv", &["listed", "decided_in_target", "decided_later", "undecided"]),
        ("rules.csv", &["children"]),
        ("trend.csv", &["children"]),
        ("thresholds.csv", &["children"]),
    ] {
        for row in pack.rows(file) {
            for column in columns {
                match cell(&row, column) {
                    "[c]" => hidden += 1,
                    "0" => {}
                    number => {
                        let number: u64 = number.parse().unwrap_or_else(|_| panic!("{file}: {row:?}"));
                        assert!(number >= 8 && number.is_multiple_of(5), "{file}: {row:?}");
                    }
                }
            }
        }
    }
    assert!(hidden > 100, "the sample is small");
}

#[test]
fn no_word_about_a_child_is_in_any_byte_of_the_pack() {
    let output = published();
    // Every cell of the identifiable tables that could name somebody.
    let safeguarding = output.safeguarding(AS_OF);
    let mut canaries: BTreeSet<String> = BTreeSet::new();
    let of_cases = [
        "case_ref",
        "nhs_number",
        "local_ids",
        "family_name",
        "given_name",
        "date_of_birth",
        "postcode",
        "gp_practice",
        "school",
    ];
    for (file, columns) in
        [("cases.csv", &of_cases[..]), ("contacts.csv", &["practitioner", "referrer", "location", "file"][..])]
    {
        for row in safeguarding.rows(file) {
            for column in columns {
                canaries.extend(cell(&row, column).split(';').map(String::from));
                canaries.insert(cell(&row, column).replace(' ', ""));
            }
        }
    }
    // Words that are also part of a service's name, a statistician, a provider or a month.
    let known: [&str; 6] =
        ["School", "Wilson", "Ashmoor General Hospital", "Ferndale Royal Infirmary", "April", "August"];
    canaries.retain(|text| text.chars().count() > 4 && !known.contains(&text.as_str()));
    assert!(canaries.len() > 300);
    let published: String =
        output.commissioner(AS_OF).files().into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let services: BTreeSet<String> = safeguarding.column("contacts.csv", "service").into_iter().collect();
    let found: Vec<&String> =
        canaries.iter().filter(|text| published.contains(*text) && !services.contains(*text)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_month_is_published_once_and_copied_byte_for_byte() {
    let (output, config) = (Output::new(), sample_config());
    output.publish(&config, "2026-11-15", &[]);
    let first = output.commissioner("2026-11-15").files();
    // Of another week, and other extracts: the same pack.
    let other = changed_sample(&|text| text);
    let extract = other.path("extracts/outpatients.csv");
    let bytes = fs::read(&extract).unwrap();
    let half = bytes.len() / 2 + bytes[bytes.len() / 2..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(&extract, &bytes[..half]).unwrap();
    let run = output.report(&other.path("failed-contact.toml"), AS_OF, &[]);
    run.assert_status(0);
    assert_has(&run.stdout, "the same as in the report for 15 November 2026");
    assert_eq!(output.commissioner(AS_OF).files(), first);
    // A replaced report keeps it, too.
    output.publish(&config, AS_OF, &["--replace"]);
    assert_eq!(output.commissioner(AS_OF).files(), first);
    // Another month is another pack, of which these extracts lack the end.
    assert_eq!(output.report(&config, "2026-12-01", &[]).status, 0);
    assert_ne!(output.commissioner("2026-12-01").files(), first);
}

#[test]
fn other_settings_or_a_damaged_earlier_pack_publish_the_safeguarding_pack_only() {
    let (output, config) = (Output::new(), sample_config());
    output.publish(&config, "2026-11-15", &[]);
    let first = output.commissioner("2026-11-15").files();
    let changed = changed_sample(&|text| format!("{text}\n[disclosure]\nminimum_count = 10\n"));
    let run = output.report(&changed.path("failed-contact.toml"), AS_OF, &["--strict"]);
    run.assert_status(7);
    assert_has(&run.stderr, "2026-11-15");
    assert_has(&run.stderr, "with other settings");
    assert!(output.safeguarding(AS_OF).path().join("index.html").is_file());
    assert!(!output.commissioner(AS_OF).path().exists());
    assert_eq!(output.commissioner("2026-11-15").files(), first);
    // A month later, a damaged earlier pack prevents a new one: nobody knows what it said.
    fs::write(output.commissioner("2026-11-15").path().join("trend.csv"), "month_end\n").unwrap();
    let run = output.report(&config, "2026-12-01", &["--quiet"]);
    run.assert_status(7);
    assert_has(&run.stderr, "trend.csv");
    assert_has(&run.stderr, "is not as it was published");
}

#[test]
fn a_folder_of_its_own_keeps_the_packs_apart() {
    let changed = changed_sample(&|text| {
        let text = text.replace("[output]\n", "[output]\ncommissioner = \"shared\"\n");
        if text.contains("commissioner = ") { text } else { format!("[output]\ncommissioner = \"shared\"\n{text}") }
    });
    let output = changed.path("reports");
    let run = publish(&changed.path("failed-contact.toml"), AS_OF, &output, &[]);
    run.assert_status(0);
    assert!(output.join(AS_OF).join("safeguarding/index.html").is_file());
    assert!(!output.join(AS_OF).join("commissioner").exists());
    assert!(changed.path("shared").join(AS_OF).join("commissioner/index.html").is_file());
    assert!(!changed.path("shared").join(AS_OF).join("safeguarding").exists());
    assert!(!changed.path("shared/.key").exists(), "the key is for the safeguarding team");
}

#[test]
fn either_pack_can_be_asked_for_alone() {
    for (only, there, not) in
        [("safeguarding", "safeguarding", "commissioner"), ("commissioner", "commissioner", "safeguarding")]
    {
        let output = Output::new();
        let run = output.report(&sample_config(), AS_OF, &["--only", only]);
        run.assert_status(0);
        assert!(output.path().join(AS_OF).join(there).join("index.html").is_file());
        assert!(!output.path().join(AS_OF).join(not).exists());
    }
}

#[test]
fn an_area_of_a_few_children_shows_nothing_that_is_small() {
    let area = Area::plain(&[
        "1,9990000018,Audiology,2026-10-01,was_not_brought",
        "2,9990000018,Audiology,2026-10-08,was_not_brought",
        "3,9990000018,Audiology,2026-10-15,was_not_brought",
        "4,9990000026,Rare Clinic,2026-10-15,seen",
    ]);
    area.report();
    for (name, bytes) in area.commissioner(AS_OF).files() {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("Rare Clinic") && !text.contains("Audiology"), "{name}");
    }
}
