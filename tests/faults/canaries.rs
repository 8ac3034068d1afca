//! Canaries: unique words in every cell, which must not be found where no cell may be printed.

use std::fmt::Write as _;

use crate::support::Area;

/// The fields of a contact whose cells are texts, and those of a child.
const OF_CONTACT: [&str; 19] = [
    "contact_id",
    "nhs_number",
    "local_id",
    "family_name",
    "given_name",
    "date_of_birth",
    "postcode",
    "service",
    "provider",
    "date",
    "outcome",
    "kind",
    "location",
    "practitioner",
    "referrer",
    "booked_on",
    "time",
    "gp_practice",
    "school",
];
const OF_CHILD: [&str; 14] = [
    "nhs_number",
    "local_id",
    "family_name",
    "given_name",
    "sex",
    "ethnicity",
    "postcode",
    "imd_decile",
    "locality",
    "gp_practice",
    "school",
    "household_id",
    "details_changed_on",
    "social_worker",
];

/// An area with a unique word in every text cell, in the names of files, sources and scopes, and in headers.
pub fn area() -> (Area, Vec<String>) {
    let mut config = String::from("organisation = \"Test Team\"\n[limits]\nmax_rejected = 1.0\n");
    config.push_str("[reviews]\nfiles = [\"reviews/*.csv\"]\n");
    for (sort, name, fields) in
        [("contacts", "Canarysource", &OF_CONTACT[..]), ("children", "Canaryregister", &OF_CHILD[..])]
    {
        let _ = write!(
            config,
            "[[{sort}]]\nname = \"{name}\"\nfiles = [\"Canaryfolder/{sort}*.csv\"]\ndate_format = \"%Y-%m-%d\"\n\
             id_scope = \"Canaryscope\"\n[{sort}.columns]\n"
        );
        for field in fields {
            let _ = writeln!(config, "{field} = \"{field} Canaryheader\"");
        }
    }
    let area = Area::new(&config);
    let mut words: Vec<String> = Vec::new();
    let head = |fields: &[&str]| {
        fields.iter().map(|field| format!("{field} Canaryheader")).collect::<Vec<_>>().join(",") + "\n"
    };
    let (mut contacts, mut children) = (head(&OF_CONTACT), head(&OF_CHILD));
    let mut next = 0;
    let mut word = |field: &str| {
        next += 1;
        let word = format!("Canarycell{field}{next}x").replace('_', "");
        words.push(word.clone());
        word
    };
    let number =
        |child: usize| ["9990000018", "9990000026"].get(child).map_or(String::new(), |field| (*field).to_owned());
    for record in 0..200 {
        let child = record % 40;
        let cells = OF_CONTACT.map(|field| match field {
            "nhs_number" if record % 50 == 49 => word(field),
            "nhs_number" => number(child),
            "local_id" => format!("Canarycellid{child}x"),
            "date" if record % 60 == 59 => word(field),
            "date" => format!("2026-{:02}-{:02}", record / 40 + 3, record % 28 + 1),
            "outcome" if record % 70 == 69 => word(field),
            "outcome" => if record % 3 == 0 { "was_not_brought" } else { "seen" }.to_owned(),
            "kind" if record % 80 == 79 => word(field),
            "kind" => String::new(),
            // Most are of a service and a provider that everybody has; a few have one of their own.
            "service" | "provider" if record % 7 > 0 => "Audiology".to_owned(),
            _ => word(field),
        });
        contacts.push_str(&(cells.join(",") + "\n"));
    }
    for child in 0..40 {
        let cells = OF_CHILD.map(|field| match field {
            "nhs_number" => number(child),
            "local_id" => format!("Canarycellid{child}x"),
            _ => word(field),
        });
        children.push_str(&(cells.join(",") + "\n"));
    }
    contacts.push_str("Canarycellshort,x\n\"Canarycellopen,9990000018\n");
    words.extend((0..40).map(|child| format!("Canarycellid{child}x")));
    words.extend(["9990000018", "9990000026", "999 000 0018", "999 000 0026", "Canarycell"].map(String::from));
    area.write("Canaryfolder/contacts Canaryfile.csv", contacts);
    area.write("Canaryfolder/children Canaryfile.csv", children);
    area.write(
        "reviews/Canaryfile.csv",
        "nhs_number,reviewed_on,reviewer,decision,review_again_on,note\n\
         9990000018,2026-11-01,Canarycellreviewer,monitoring,,Canarycellnote\n\
         Canarycellnumber,2026-11-01,Canarycellreviewer,Canarycelldecision,Canarycellday,Canarycellnote\n",
    );
    (area, words)
}

/// The arguments of each command in a failing run, and the status.
pub type Failing = (&'static str, &'static str, &'static str, i32);

const GOOD: &str = "contact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canaryservice,2026-03-01,seen\n";

/// Extracts and settings with which a run stops: what is wrong, the extract, what is added to the configuration, the
/// status of `report` and `check`.
pub const FAILING: [Failing; 14] = [
    (
        "too many rejects",
        "contact_id,nhs_number,service,date,outcome\nCanaryid,Canarynumber,Canaryservice,Canarydate,Canaryoutcome\n",
        "",
        3,
    ),
    (
        "an outcome that nobody mapped",
        "contact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canaryservice,2026-03-01,Canaryoutcome\n",
        "",
        3,
    ),
    (
        "no header",
        "Canaryid,9990000018,Canaryservice,2026-03-01,seen\nCanaryid,9990000018,Canaryservice,2026-03-02,seen\n",
        "",
        2,
    ),
    (
        "another delimiter",
        "contact_id;nhs_number;service;date;outcome\nCanaryid;9990000018;Canaryservice;2026-03-01;seen\n",
        "",
        3,
    ),
    (
        "a preamble",
        "Canarytitle\n\ncontact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canaryservice,2026-03-01,seen\n",
        "",
        3,
    ),
    (
        "an open quote",
        "contact_id,nhs_number,service,date,outcome\n\"Canaryid,9990000018,Canaryservice,2026-03-01,seen\n",
        "",
        3,
    ),
    ("too few cells", "contact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canaryservice\n", "", 3),
    ("a header alone", "contact_id,nhs_number,service,date,outcome\n", "", 3),
    (
        "a missing column",
        "contact_id,nhs_number,service,date,result\nCanaryid,9990000018,Canaryservice,2026-03-01,seen\n",
        "",
        2,
    ),
    (
        "a date with day and month changed",
        "contact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canaryservice,2026-28-03,seen\n",
        "",
        3,
    ),
    (
        "a NUL",
        "contact_id,nhs_number,service,date,outcome\nCanaryid,9990000018,Canary\0service,2026-03-01,seen\n",
        "",
        3,
    ),
    ("a zip file", "PK\u{3}\u{4}Canary", "", 3),
    ("a wrong key", GOOD, "[review]\nperiod_day = 3\n", 2),
    ("a source that is not there", GOOD, "[[contacts]]\nname = \"x\"\nfiles = [\"nothing*.csv\"]\n", 2),
];
