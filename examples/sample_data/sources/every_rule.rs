//! Rules that are off unless asked for, and whom a telephone call has not seen: a small extract of its own, which only
//! `every-rule.toml` reads. So the configuration that most people try says the same with it and without it.

use std::fmt::Write as _;
use std::io;

use super::weeks::without_remarks;
use super::{Encoding, Layout, Output, Row, Sheet};
use crate::area::{Area, grouped};

const HEADERS: [&str; 15] = [
    "Contact ID",
    "NHS Number",
    "Surname",
    "First Name",
    "Date of Birth",
    "Postcode",
    "Team",
    "Contact Date",
    "How",
    "With",
    "Outcome",
    "Referral Closed",
    "Closed Because",
    "CP Plan",
    "Practitioner",
];

/// What the main configuration does not have.
const MORE: &str = r#"
[rules.closed_after_failed]
enabled = true              # a service closed the referral after failed contacts, and has not seen the child since

[rules.not_seen]
enabled = true              # nobody has seen the child in person for 6 weeks: by default infants and children on a plan or in care
# days = 42

# Early help sends what these rules need: when and why a referral was closed, and whom a contact was with.
[[contacts]]
name = "early_help"
title = "Early Help"
files = ["every-rule/early_help.csv"]
date_format = "%d/%m/%Y"

[contacts.columns]
contact_id = "Contact ID"
nhs_number = "NHS Number"
family_name = "Surname"
given_name = "First Name"
date_of_birth = "Date of Birth"
postcode = "Postcode"
service = "Team"
date = "Contact Date"
kind = "How"
subject = "With"            # a contact with the parent alone is no contact at which the child was seen
outcome = "Outcome"
closed_on = "Referral Closed"
closure_reason = "Closed Because"
practitioner = "Practitioner"

[contacts.constants]
provider = "Ferndale Early Help"
sector = "social_care"

[contacts.outcomes]
"Held" = "seen"
"Child Not Brought" = "was_not_brought"
"Family Gone" = "whereabouts_unknown"

[contacts.kinds]
"Visit" = "home_visit"
"Centre" = "clinic"
"Telephone" = "remote"

[contacts.subjects]
"Child" = "child"
"Parent only" = "family"

[contacts.closures]
"Missed appointments" = "did_not_attend"
"Work completed" = "other"

[contacts.factors]
child_protection_plan = "CP Plan"
"#;

/// One contact: the day, how, with whom, what came of it, and when and why the referral was closed.
type Held = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// One child.
pub struct Shown {
    pub number: &'static str,
    pub family_name: &'static str,
    pub given_name: &'static str,
    born: &'static str,
    team: &'static str,
    on_plan: bool,
    /// Priority, failed contacts and rules; nothing where the child is in no list.
    pub case: Option<(&'static str, usize, &'static str)>,
    pub shows: &'static str,
    pub because: &'static str,
    contacts: &'static [Held],
}

/// The children, as the README lists them.
pub const CHILDREN: [Shown; 6] = [
    Shown {
        number: "9997700007",
        family_name: "Closewell",
        given_name: "Tamsin",
        born: "14/02/2018",
        team: "Play Therapy",
        on_plan: false,
        case: Some(("routine", 2, "closed_after_failed")),
        shows: "rule `closed_after_failed`",
        because: "Not brought on 4 May and 8 June 2026; the referral was closed on 15 June because of that, and play therapy has not seen her since",
        contacts: &[
            ("12/03/2026", "Centre", "Child", "Held", "", ""),
            ("04/05/2026", "Centre", "Child", "Child Not Brought", "", ""),
            ("08/06/2026", "Centre", "Child", "Child Not Brought", "15/06/2026", "Missed appointments"),
        ],
    },
    Shown {
        number: "9997700015",
        family_name: "Backagain",
        given_name: "Ned",
        born: "03/07/2017",
        team: "Play Therapy",
        on_plan: false,
        case: None,
        shows: "`closed_after_failed`, a near miss",
        because: "Closed for the same reason, but referred again, and seen in person on 14 September 2026",
        contacts: &[
            ("05/05/2026", "Centre", "Child", "Child Not Brought", "", ""),
            ("09/06/2026", "Centre", "Child", "Child Not Brought", "16/06/2026", "Missed appointments"),
            ("14/09/2026", "Centre", "Child", "Held", "", ""),
        ],
    },
    Shown {
        number: "9997700023",
        family_name: "Unmet",
        given_name: "Otis",
        born: "21/11/2015",
        team: "Family Support",
        on_plan: true,
        case: Some(("urgent", 0, "not_seen")),
        shows: "rule `not_seen`, and a telephone call that has not seen the child",
        because: "On a child protection plan, and last seen in person on 1 September 2026. The telephone calls since, with him and with his mother, have not seen him",
        contacts: &[
            ("01/09/2026", "Visit", "Child", "Held", "", ""),
            ("06/10/2026", "Telephone", "Child", "Held", "", ""),
            ("12/11/2026", "Telephone", "Parent only", "Held", "", ""),
        ],
    },
    Shown {
        number: "9997700031",
        family_name: "Metlast",
        given_name: "Una",
        born: "21/11/2015",
        team: "Family Support",
        on_plan: true,
        case: None,
        shows: "`not_seen`, a near miss",
        because: "On a child protection plan too, and seen at home on 12 October 2026, the first of the last 42 days",
        contacts: &[
            ("12/10/2026", "Visit", "Child", "Held", "", ""),
            ("16/11/2026", "Telephone", "Child", "Held", "", ""),
        ],
    },
    Shown {
        number: "9997700058",
        family_name: "Farcall",
        given_name: "Lena",
        born: "30/04/2012",
        team: "Family Support",
        on_plan: false,
        case: Some(("immediate", 1, "whereabouts_unknown")),
        shows: "a telephone call and a meeting with a parent alone do not end \"whereabouts unknown\"",
        because: "The family had gone on 20 October 2026. Somebody spoke to her by telephone on 5 November and met her mother on 12 November: nobody has seen her. With `[review] seen_in_person = false` the telephone call would count",
        contacts: &[
            ("15/09/2026", "Visit", "Child", "Held", "", ""),
            ("20/10/2026", "Visit", "Child", "Family Gone", "", ""),
            ("05/11/2026", "Telephone", "Child", "Held", "", ""),
            ("12/11/2026", "Centre", "Parent only", "Held", "", ""),
        ],
    },
    Shown {
        number: "9997700066",
        family_name: "Homecall",
        given_name: "Lewis",
        born: "30/04/2012",
        team: "Family Support",
        on_plan: false,
        case: None,
        shows: "the same with a visit: a near miss",
        because: "The family had gone on 20 October 2026, and he was seen at home on 5 November",
        contacts: &[
            ("20/10/2026", "Visit", "Child", "Family Gone", "", ""),
            ("05/11/2026", "Visit", "Child", "Held", "", ""),
        ],
    },
];

/// Writes the extract, the configuration, and what should come of it.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = Sheet::new(&HEADERS);
    for child in &CHILDREN {
        assert!(area.children.iter().all(|other| other.nhs_number != child.number), "{}", child.number);
        for (date, how, with, outcome, closed, because) in child.contacts {
            let cells = [
                format!("EH{:03}", sheet.rows.len() + 1),
                grouped(child.number, ' '),
                child.family_name.to_owned(),
                child.given_name.to_owned(),
                child.born.to_owned(),
                "FX2 4QT".to_owned(),
                child.team.to_owned(),
                (*date).to_owned(),
                (*how).to_owned(),
                (*with).to_owned(),
                (*outcome).to_owned(),
                (*closed).to_owned(),
                (*because).to_owned(),
                if child.on_plan { "Y" } else { "N" }.to_owned(),
                "Bryony Ashe".to_owned(),
            ];
            sheet.rows.push(Row { cells: cells.to_vec(), ..Row::default() });
        }
    }
    let layout = Layout { encoding: Encoding::Utf8, delimiter: ',', line_end: "\n", preamble: Vec::new() };
    let shown = std::mem::take(&mut output.files);
    output.sheet("early_help", "every-rule/early_help.csv", &sheet, &layout)?;
    output.files = shown;
    let mut text = String::from(
        "# Configuration of the sample area with the rules that are off unless asked for, and one more extract: the settings of\n\
         # failed-contact.toml, which explains them, and what is below. Written by examples/sample_data: change that file, or\n\
         # examples/sample_data/sources/every_rule.rs, and write again.\n\n",
    );
    text += &without_remarks(|setting| setting.replace("folder = \"reports\"", "folder = \"reports-every-rule\""));
    text += MORE;
    output.write("every-rule.toml", text.as_bytes())?;
    output.write("expected/every-rule.csv", expected().as_bytes())
}

fn expected() -> String {
    let mut text = String::from("nhs_number,family_name,given_name,listed,priority,failed_contacts,rules\n");
    for child in &CHILDREN {
        let case = child
            .case
            .map_or_else(|| "no,,,".to_owned(), |(priority, failed, rules)| format!("yes,{priority},{failed},{rules}"));
        let number = grouped(child.number, ' ');
        let _ = writeln!(text, "{number},{},{},{case}", child.family_name, child.given_name);
    }
    text
}
