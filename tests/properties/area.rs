//! Generated areas, as text and on disk.
//!
//! A person's attributes do not depend on which record tells of them, so that nothing hangs on which of two is read
//! last; people who share a local id share them, too. Some records are of a twin under the same number, where a register
//! says who the number is.

use std::fmt::Write as _;

use failed_contact::day::Day;
use failed_contact::pipeline::Detected;
use proptest::prelude::*;

use crate::support::{self, as_of};

/// Valid NHS numbers of the synthetic range, one a person.
pub const NUMBERS: [&str; 10] = [
    "9990000018",
    "9990000026",
    "9990000034",
    "9990000042",
    "9990000050",
    "9990000069",
    "9990000077",
    "9990000085",
    "9990000093",
    "9990000107",
];

pub const SERVICES: [&str; 4] = ["Audiology", "Health Visiting", "CAMHS", "Dental"];

const OUTCOMES: [&str; 16] = [
    "seen",
    "seen",
    "seen",
    "was_not_brought",
    "was_not_brought",
    "was_not_brought",
    "no_access",
    "late_not_seen",
    "refused",
    "whereabouts_unknown",
    "disengaged",
    "cancelled_by_family",
    "cancelled_by_provider",
    "pending",
    "",
    "nonsense",
];

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
id_scope = "shared"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
kind = "kind"
household_id = "household"
postcode = "postcode"
location = "location"
date_of_birth = "born"
booked_on = "booked"
given_name = "given"
[[contacts]]
name = "visits"
files = ["visits*.csv"]
date_format = "%d/%m/%Y"
id_scope = "shared"
[contacts.columns]
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
time = "time"
outcome = "outcome"
kind = "kind"
closed_on = "closed"
closure_reason = "why"
given_name = "given"
[[contacts]]
name = "school"
files = ["school*.csv"]
date_format = "%Y-%m-%d"
delimiter = ";"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
outcome = "outcome"
age = "age"
[contacts.constants]
sector = "education"
kind = "education_setting"
[[children]]
name = "register"
files = ["register*.csv"]
date_format = "%Y-%m-%d"
id_scope = "shared"
[children.columns]
nhs_number = "nhs"
local_id = "local"
family_name = "family"
given_name = "given"
date_of_birth = "born"
date_of_death = "died"
household_id = "household"
postcode = "postcode"
details_changed_on = "changed"
[children.factors]
looked_after = "lac"
"#;

/// The rules that are off by default, except `not_seen`.
const RULES: &str =
    "[rules.repeated_cancellation]\nenabled = true\nthreshold = 2\n[rules.closed_after_failed]\nenabled = true\n";

/// The files of an area: of each source the name and the header, and of which number its contact ids are made.
const FILES: [(&str, &str); 4] = [
    ("clinic", "id,nhs,local,service,date,time,outcome,kind,household,postcode,location,born,booked,given"),
    ("visits", "nhs,local,service,date,time,outcome,kind,closed,why,given"),
    ("school", "id;nhs;local;service;date;outcome;age"),
    ("register", "nhs,local,family,given,born,died,household,postcode,changed,lac"),
];

/// How a record says who it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Number,
    Local,
    Both,
    /// A number with a wrong check digit, and the local id.
    Wrong,
    Nobody,
}

/// One contact.
#[derive(Clone, Debug)]
pub struct Contact {
    /// 0 to 2: clinic, visits, school.
    pub source: usize,
    pub person: usize,
    pub who: Who,
    pub service: usize,
    /// Days before the as-of date; negative where it is to come.
    pub ago: i32,
    pub time: usize,
    pub outcome: String,
    pub unscheduled: bool,
}

/// One person of the area.
#[derive(Clone, Debug)]
pub struct Person {
    /// In the register.
    pub registered: bool,
    /// Has no NHS number that anybody knows.
    pub unnumbered: bool,
    /// Has a twin, whose records have the same number: of another birth in one household, of another name in others.
    pub twin: bool,
    /// Has the local id of the person before.
    pub shares_id: bool,
    /// A small number: none, or one of two.
    pub household: usize,
    /// Years old, and a few days.
    pub born_ago: i32,
    pub died: bool,
    pub looked_after: bool,
}

/// An area.
#[derive(Clone, Debug)]
pub struct Area {
    pub people: Vec<Person>,
    pub contacts: Vec<Contact>,
}

pub fn day(ago: i32) -> Day {
    as_of().plus(-ago)
}

fn person() -> impl Strategy<Value = Person> {
    let years = prop_oneof![0..18_i32, 0..2, 17..20];
    (any::<[bool; 2]>(), 0..6_usize, 0..3_usize, years, -3..4_i32, 0..12_usize, 0..4_usize).prop_map(
        |([registered, twin], kind, household, years, days, died, looked_after)| Person {
            registered,
            twin,
            unnumbered: kind == 0,
            shares_id: kind == 1,
            household,
            born_ago: years * 1461 / 4 + days,
            died: died == 0,
            looked_after: looked_after == 0,
        },
    )
}

pub fn contact() -> impl Strategy<Value = Contact> {
    let who = prop_oneof![
        4 => Just(Who::Number), 3 => Just(Who::Both), 2 => Just(Who::Local), 1 => Just(Who::Wrong), 1 => Just(Who::Nobody),
    ];
    let ago = prop_oneof![4 => 0..120_i32, 2 => 0..400, 1 => -40..1, 1 => 363..368];
    (0..3_usize, 0..NUMBERS.len(), who, 0..SERVICES.len(), ago, 0..3_usize, 0..OUTCOMES.len(), 0..8_usize).prop_map(
        |(source, person, who, service, ago, time, outcome, kind)| Contact {
            source,
            person,
            who,
            service,
            ago,
            time,
            outcome: OUTCOMES[outcome].to_owned(),
            unscheduled: kind == 0,
        },
    )
}

/// Areas with at most this many contacts.
pub fn areas(contacts: usize) -> impl Strategy<Value = Area> {
    (prop::collection::vec(person(), NUMBERS.len()), prop::collection::vec(contact(), 1..contacts))
        .prop_map(|(people, contacts)| Area { people, contacts })
}

impl Area {
    /// Who a person's attributes are taken from: the first of those who share a local id.
    pub fn model(&self, person: usize) -> usize {
        let mut model = person;
        while model > 0 && self.people[model].shares_id {
            model -= 1;
        }
        model
    }

    pub fn local(&self, person: usize) -> String {
        format!("L{}", self.model(person))
    }

    fn identity(&self, person: usize, who: Who) -> (String, String) {
        let number = if self.people[person].unnumbered { "" } else { NUMBERS[person] };
        let wrong = || format!("{}{}", &NUMBERS[person][..9], (NUMBERS[person].as_bytes()[9] - b'0' + 1) % 10);
        match who {
            Who::Number => (number.to_owned(), String::new()),
            Who::Local => (String::new(), self.local(person)),
            Who::Both => (number.to_owned(), self.local(person)),
            Who::Wrong => (wrong(), self.local(person)),
            Who::Nobody => (String::new(), String::new()),
        }
    }

    /// The records of every file's source; the first of each is about a child who is always brought, so that none is
    /// empty.
    pub fn records(&self) -> [Vec<String>; 4] {
        let brought = "9999999468";
        let mut all = [
            vec![format!("c,{brought},,Audiology,2026-11-02,,seen,,,,,,,")],
            vec![format!("{brought},,Audiology,01/11/2026,,seen,,,,")],
            vec![format!("s;{brought};;Audiology;2026-11-03;seen;7")],
            vec![format!("{brought},,Always,,2019-01-01,,,,,")],
        ];
        for (place, contact) in self.contacts.iter().enumerate() {
            all[contact.source].push(self.record(place, contact));
            if contact.source == 1 && place % 5 == 0 {
                // The same visit twice.
                all[1].push(self.record(place, contact));
            }
        }
        for (person, own) in self.people.iter().enumerate().filter(|(_, own)| own.registered) {
            let model = &self.people[self.model(person)];
            let (number, local) = self.identity(person, Who::Both);
            let mut text = format!("{number},{local},Family{},Ada,{},", self.model(person), day(model.born_ago));
            if model.died {
                let _ = write!(text, "{}", day(30));
            }
            let household = ["", "H1", "H2"][model.household];
            let _ = write!(text, ",{household},AB1 {}CD,{},", model.household, day(200));
            text.push_str(if own.looked_after { "Y" } else { "" });
            all[3].push(text);
        }
        all
    }

    /// Whether the record of a contact is of the twin: some are, where a register says who the number is.
    fn is_of_twin(&self, contact: &Contact) -> bool {
        let person = &self.people[contact.person];
        let is_known = person.registered && !person.unnumbered && matches!(contact.who, Who::Number | Who::Both);
        person.twin && is_known && contact.ago.rem_euclid(3) == 0
    }

    /// The record of a contact, whose id is made of its place.
    pub fn record(&self, place: usize, contact: &Contact) -> String {
        let Contact { source, person, who, service, ago, time, outcome, unscheduled } = contact;
        let (number, local) = self.identity(*person, *who);
        let model = self.model(*person);
        let person = &self.people[model];
        let (service, date) = (SERVICES[*service], day(*ago));
        let time = ["", "09:00", "14:30"][*time];
        let kind = if *unscheduled { "unscheduled" } else { "" };
        let household = ["", "H1", "H2"][person.household];
        let is_twin = self.is_of_twin(contact);
        let given = if is_twin && person.household != 1 { "Ben" } else { "Ada" };
        match source {
            0 => {
                // Some clinic records are a day out: where there is a register, it is believed.
                let is_day_out = person.household == 2 || (is_twin && person.household == 1);
                let born = day(person.born_ago - i32::from(is_day_out));
                let booked = day(ago + 5);
                format!(
                    "c{place},{number},{local},{service},{date},{time},{outcome},{kind},{household},AB{} 1CD,Room {},{born},{booked},{given}",
                    person.household,
                    service.len() % 2,
                )
            }
            1 => {
                // After some visits at which nobody was seen the referral is closed, the same day or later.
                let closed = match ago.rem_euclid(4) {
                    _ if outcome == "seen" => ",".to_owned(),
                    0 => format!("{},did_not_attend", day(ago - ago.rem_euclid(3)).date().format("%d/%m/%Y")),
                    1 => format!("{},other", date.date().format("%d/%m/%Y")),
                    _ => ",".to_owned(),
                };
                let date = date.date().format("%d/%m/%Y");
                format!("{number},{local},{service},{date},{time},{outcome},{kind},{closed},{given}")
            }
            // Years on the day of the contact, by 365 days.
            _ => {
                format!("s{place};{number};{local};{service};{date};{outcome};{}", (person.born_ago - ago).max(0) / 365)
            }
        }
    }

    /// The area on disk, the records of each source in one file.
    pub fn write(&self) -> support::Area {
        self.write_with(RULES)
    }

    /// The same with other tables of rules.
    pub fn write_with(&self, rules: &str) -> support::Area {
        write_files(rules, &self.records().map(|records| vec![records]))
    }

    pub fn review(&self) -> Detected {
        self.write().review()
    }
}

/// An area on disk, whose sources have these files with these records.
pub fn write(files: &[Vec<Vec<String>>; 4]) -> support::Area {
    write_files(RULES, files)
}

fn write_files(rules: &str, files: &[Vec<Vec<String>>; 4]) -> support::Area {
    let area = support::Area::new(&format!("{CONFIG}{rules}"));
    for ((name, header), files) in FILES.iter().zip(files) {
        for (place, records) in files.iter().enumerate().filter(|(_, records)| !records.is_empty()) {
            area.write(&format!("{name}{place}.csv"), format!("{header}\n{}\n", records.join("\n")));
        }
    }
    area
}

/// How many areas a test generates: this number, or `PROPTEST_CASES`.
pub fn areas_to_look_at(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}
