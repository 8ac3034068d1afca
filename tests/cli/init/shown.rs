//! What a draft shows of an extract: headers, escaped, and codes; no other value.

use super::*;

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
