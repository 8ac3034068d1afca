//! A made-up area that is large enough for numbers to be printed in every column, and that has everything that a count must leave
//! out: children who have died or come of age, unscheduled care, contacts of long ago and of next month.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};

use crate::support::{Area, REGISTER_SOURCE, number};

pub const FAILED: [&str; 7] =
    ["was_not_brought", "no_access", "late_not_seen", "refused", "child_not_seen", "whereabouts_unknown", "disengaged"];

/// The last day of the month that the pack speaks for.
pub fn month_end() -> NaiveDate {
    day("2026-10-31")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A contact of the extract.
pub struct Contact {
    pub child: String,
    pub service: String,
    pub provider: String,
    pub sector: String,
    pub date: NaiveDate,
    pub kind: String,
    pub outcome: String,
}

impl Contact {
    fn scheduled(&self) -> bool {
        self.kind != "unscheduled"
    }

    pub fn failed(&self) -> bool {
        self.scheduled() && FAILED.contains(&self.outcome.as_str())
    }

    pub fn due(&self) -> bool {
        self.scheduled() && (self.failed() || self.outcome == "seen")
    }

    /// Whether the contact is scheduled and has this outcome.
    pub fn came_to(&self, outcome: &str) -> bool {
        self.scheduled() && self.outcome == outcome
    }
}

/// A child as the register has them.
pub struct Child {
    pub number: String,
    pub born: NaiveDate,
    pub died: Option<NaiveDate>,
    pub sex: String,
    pub ethnicity: String,
    pub decile: u32,
    pub locality: String,
}

impl Child {
    pub fn age_on(&self, day: NaiveDate) -> i32 {
        let had = (self.born.month(), self.born.day()) <= (day.month(), day.day());
        day.year() - self.born.year() - i32::from(!had)
    }

    /// Whether the child is under 18 and alive on a day.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.age_on(day) < 18 && self.died.is_none_or(|died| died > day)
    }
}

/// Pseudo-random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

const CHILDREN: u64 = 1_400;
const CONTACTS: usize = 28_000;
/// Services with their providers and sector. The last three are unscheduled care, and two that are so small that they are merged.
const SERVICES: [(&str, &[&str], &str); 15] = [
    ("Audiology", &["East Trust"], "health"),
    ("CAMHS", &["East Trust", "West Trust"], "health"),
    ("Dietetics", &["West Trust"], "health"),
    ("Education Welfare", &["The Council"], "education"),
    ("Eye Clinic", &["East Trust"], "health"),
    ("Family Help", &["The Council", "A Charity"], "social_care"),
    ("Health Visiting", &["West Trust"], "health"),
    ("Mentoring", &["A Charity", ""], "other"),
    ("Paediatrics", &["East Trust"], "health"),
    ("Physiotherapy", &["East Trust", "West Trust"], "health"),
    ("School Nursing", &["West Trust"], "health"),
    ("Speech Therapy", &["West Trust"], "health"),
    ("Emergency", &["West Trust"], "health"),
    ("Tiny One", &["West Trust"], "health"),
    ("Tiny Two", &["East Trust"], "health"),
];
const EMERGENCY: usize = 12;

/// The extracts of an area.
pub struct Made {
    pub config: String,
    pub in_person: bool,
    register: String,
    /// The lines of the extract of contacts, each with its day.
    lines: Vec<(NaiveDate, String)>,
}

impl Made {
    pub fn new(seed: u64, in_person: bool) -> Self {
        let mut random = Random(seed);
        let mut register = REGISTER.to_owned();
        for child in 0..CHILDREN {
            let born = day("2008-06-01") + Days::new(random.below(18 * 365));
            let died = if random.below(40) == 0 {
                day("2026-03-01") + Days::new(random.below(300))
            } else {
                day("2030-01-01")
            };
            let died = if died < day("2027-01-01") { died.to_string() } else { String::new() };
            let (sex, ethnicity) =
                (random.of(&["F", "M", "F", "M", "F", "M", ""]), random.of(&["A", "B", "D", "H", "M", "R", "Z", ""]));
            let decile = if random.below(25) == 0 { String::new() } else { (1 + random.below(10)).to_string() };
            let locality = random.of(&["North", "South", "East", "West", ""]);
            let factor = if random.below(8) == 0 { "Y" } else { "N" };
            let number = number(child as usize);
            let _ = writeln!(
                register,
                "{number},Family{child},Given{child},{born},{died},{sex},{ethnicity},{decile},{locality},H{},{factor}",
                child / 2
            );
        }
        let mut lines = Vec::new();
        for at in 0..CONTACTS {
            // The extract begins on the first day of a month, three years before.
            let days = if at == 0 { 0 } else { random.below(1_100) };
            let date = day("2023-11-01") + Days::new(days);
            let service = match random.below(200) {
                0 => EMERGENCY + 1 + random.below(2) as usize,
                1..12 => EMERGENCY,
                _ => random.below(EMERGENCY as u64) as usize,
            };
            let child = if service > EMERGENCY { random.below(6) } else { random.below(CHILDREN) };
            let (name, providers, sector) = SERVICES[service];
            let kind = match service {
                EMERGENCY => "unscheduled",
                _ => random.of(&["clinic", "clinic", "home_visit", "remote", "education_setting", "other"]),
            };
            let is_future = date > month_end();
            let outcome = match (random.below(100), 4 + child % 24) {
                _ if is_future => "pending",
                (share, fails) if share < fails => {
                    if random.below(40) < 38 {
                        FAILED[random.below(5) as usize]
                    } else {
                        FAILED[5 + random.below(2) as usize]
                    }
                }
                (90..93, _) => "cancelled_by_family",
                (93..96, _) => "cancelled_by_provider",
                (96..98, _) => "pending",
                _ => "seen",
            };
            let provider = random.of(providers);
            let number = number(child as usize);
            let mut add = |date: NaiveDate, outcome: &str| {
                let id = lines.len();
                lines.push((date, format!("{id},{number},{name},{provider},{sector},{date},{kind},{outcome}\n")));
            };
            add(date, outcome);
            // Most failed contacts are followed by another contact, sooner or later.
            if FAILED.contains(&outcome) && random.below(10) < 7 {
                let next = date + Days::new(3 + random.below(60));
                add(next, if next > month_end() { "pending" } else { random.of(&["seen", "seen", "was_not_brought"]) });
            }
        }
        lines.sort_by_key(|(date, _)| *date);
        Self {
            config: format!("{CONFIG}{REGISTER_SOURCE}").replace("IN_PERSON", &in_person.to_string()),
            in_person,
            register,
            lines,
        }
    }

    /// Writes the extracts as they were on a day; of the contacts only what happened up to then, and `only` some children's.
    pub fn write(&self, area: &Area, on: NaiveDate, only: impl Fn(&str) -> bool) {
        area.write("children.csv", &self.register);
        let kept = self.lines.iter().filter(|(date, line)| *date <= on && only(line.split(',').nth(1).unwrap()));
        let text: String = kept.map(|(_, line)| line.as_str()).collect();
        area.write("contacts.csv", format!("{CONTACTS_HEADER}{text}"));
    }

    /// The children of the register, by number.
    pub fn children(&self) -> BTreeMap<String, Child> {
        let child = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            Child {
                number: cells[0].to_owned(),
                born: day(cells[3]),
                died: cells[4].parse().ok(),
                sex: cells[5].to_owned(),
                ethnicity: cells[6].to_owned(),
                decile: cells[7].parse().unwrap_or(0),
                locality: cells[8].to_owned(),
            }
        };
        self.register.lines().skip(1).map(child).map(|child| (child.number.clone(), child)).collect()
    }

    /// The contacts up to a day of the children who count on it.
    pub fn contacts(&self, on: NaiveDate) -> Vec<Contact> {
        let all = self.children();
        let counted: BTreeSet<&str> =
            all.values().filter(|child| child.counts_on(on)).map(|child| child.number.as_str()).collect();
        let own = self.lines.iter().filter(|(date, _)| *date <= on).map(|(_, line)| {
            let cells: Vec<String> = line.trim_end().split(',').map(String::from).collect();
            let [_, child, service, provider, sector, date, kind, outcome] = cells.try_into().unwrap();
            Contact { child, service, provider, sector, date: day(&date), kind, outcome }
        });
        own.filter(|contact| counted.contains(contact.child.as_str())).collect()
    }
}

const REGISTER: &str = "nhs_number,family_name,given_name,date_of_birth,date_of_death,sex,ethnicity,imd_decile,locality,\
                        household_id,looked_after\n";
const CONTACTS_HEADER: &str = "contact_id,nhs_number,service,provider,sector,date,kind,outcome\n";

const CONFIG: &str = r#"
organisation = "Test Team"
[review]
seen_in_person = IN_PERSON
[limits]
stale_days = 3000
[rules.repeated_cancellation]
enabled = true
[reviews]
files = ["reviews/*.csv"]
date_format = "%Y-%m-%d"
[[contacts]]
name = "contacts"
files = ["contacts.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
service = "service"
provider = "provider"
sector = "sector"
date = "date"
kind = "kind"
outcome = "outcome"
"#;
