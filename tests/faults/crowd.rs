//! Areas of made-up children whose true counts are known, and the pack that a naive program would publish: one that only suppresses
//! small counts and rounds the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::naughty::quoted;
use crate::support::{Area, Pack, Run};

/// One rule, so that a test can count the cases.
pub const CONFIG: &str = r#"
organisation = "Test Team"
[rules.cross_service]
enabled = false
[rules.whereabouts_unknown]
enabled = false
[rules.disengaged]
enabled = false
[rules.household]
enabled = false
[rules.unscheduled_care]
enabled = false
[rules.early_concern]
enabled = false
[[contacts]]
name = "clinic"
files = ["clinic*.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
local_id = "local_id"
service = "service"
date = "date"
outcome = "outcome"
sex = "sex"
locality = "locality"
age = "age"
"#;

/// A child.
#[derive(Clone)]
pub struct Child {
    pub sex: &'static str,
    pub locality: String,
}

/// A contact of a child, recorded on a day.
#[derive(Clone)]
pub struct Contact {
    pub child: usize,
    pub service: String,
    pub date: String,
    pub failed: bool,
    pub recorded: String,
}

/// Everybody.
#[derive(Clone, Default)]
pub struct Crowd {
    pub children: Vec<Child>,
    pub contacts: Vec<Contact>,
}

/// Pseudo-random numbers, the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

impl Crowd {
    /// Children, in localities in turn.
    pub fn of(children: usize, localities: &[&str]) -> Self {
        let child =
            |at: usize| Child { sex: ["F", "M"][at % 2], locality: localities[at / 2 % localities.len()].to_owned() };
        Self { children: (0..children).map(child).collect(), contacts: Vec::new() }
    }

    /// Adds `due` contacts of one service in one month, `failed` of which failed, each of another child as far as there are children.
    pub fn add(&mut self, service: &str, month: &str, due: usize, failed: usize) {
        let before = self.contacts.len();
        for at in 0..due {
            let child = (before + at) % self.children.len();
            self.contact(child, service, &format!("{month}-{:02}", at % 28 + 1), at < failed);
        }
    }

    /// A contact of a child.
    pub fn contact(&mut self, child: usize, service: &str, date: &str, failed: bool) {
        let (service, date) = (service.to_owned(), date.to_owned());
        self.contacts.push(Contact { child, service, recorded: date.clone(), date, failed });
    }

    /// Two years of four services with some eight failed contacts a month, and now and then fewer, each of another child;
    /// so many of a hundred are recorded a month or two late.
    pub fn random(seed: u64, children: usize, late: u64) -> Self {
        let mut random = Random(seed);
        let mut crowd = Self::of(children, &["North", "East", "South", "West"]);
        for place in 0..24 {
            let month = |place: u64| format!("{:04}-{:02}", 2024 + (place + 10) / 12, (place + 10) % 12 + 1);
            for service in ["Audiology", "Dietetics", "Physiotherapy", "Podiatry"] {
                let few = random.below(8) == 0;
                let failed = if few { 1 + random.below(4) } else { 8 + random.below(2) };
                let before = crowd.contacts.len();
                crowd.add(service, &month(place), 30 + random.below(20) as usize, failed as usize);
                for contact in &mut crowd.contacts[before..] {
                    if random.below(100) < late {
                        contact.recorded = format!("{}{}", month(place + 1 + random.below(2)), &contact.date[7..]);
                    }
                }
            }
        }
        crowd
    }

    /// The extract as it was on a day.
    pub fn extract(&self, day: &str) -> String {
        let mut text = String::from("contact_id,local_id,service,date,outcome,sex,locality,age\n");
        for (at, contact) in self.contacts.iter().enumerate().filter(|(_, contact)| &*contact.recorded <= day) {
            let Child { sex, locality } = &self.children[contact.child];
            let outcome = if contact.failed { "was_not_brought" } else { "seen" };
            let Contact { child, service, date, .. } = contact;
            let (service, locality) = (quoted(service), quoted(locality));
            let _ = writeln!(text, "{at},child-{child},{service},{date},{outcome},{sex},{locality},6");
        }
        text
    }

    /// Publishes the packs of these days in turn, each of what was recorded by then.
    pub fn publish(&self, days: &[&str]) -> (Area, Vec<Pack>) {
        let area = Area::new(CONFIG);
        let packs = days.iter().map(|day| {
            let run = self.run(&area, day);
            run.assert_status(0);
            area.commissioner(day)
        });
        let packs = packs.collect();
        (area, packs)
    }

    /// Runs the report of a day.
    pub fn run(&self, area: &Area, day: &str) -> Run {
        area.write("clinic.csv", self.extract(day));
        area.run(&["report", "--as-of", day, "--only", "commissioner"])
    }

    /// The same pack with only small counts hidden, as many programs would publish it.
    pub fn naive(&self, pack: &Pack, day: &str) -> Pack {
        let area = Area::empty();
        for (name, bytes) in pack.files() {
            let bytes = match name.as_str() {
                "activity.csv" | "breakdown.csv" => self.naive_table(pack, &name, day).into_bytes(),
                _ => bytes,
            };
            area.write(&format!("reports/{day}/commissioner/{name}"), bytes);
        }
        area.commissioner(day)
    }

    fn naive_table(&self, pack: &Pack, name: &str, day: &str) -> String {
        let text = pack.text(name);
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut out = format!("\u{feff}{}\r\n", header.join(","));
        let months = Months::before(&day[..7]);
        let listed = self.cases(day);
        for line in lines {
            let mut cells: Vec<String> = line.split(',').map(String::from).collect();
            let activity = name == "activity.csv";
            let (what, of) =
                if activity { ("service", cells[0].clone()) } else { (&*cells[0].clone(), cells[1].clone()) };
            let is_of = |contact: &Contact| match what {
                _ if of == "All services" => true,
                "service" => contact.service == of,
                "locality" => self.children[contact.child].locality == of,
                "sex" => self.children[contact.child].sex == if of == "female" { "F" } else { "M" },
                _ => true,
            };
            let period = if activity { Months::of(&cells[1], &cells[2]) } else { months };
            let counts = |months: Months| {
                let is_own = |period: &&Contact| &*period.recorded <= day && months.has(&period.date) && is_of(period);
                let contacts: Vec<&Contact> = self.contacts.iter().filter(is_own).collect();
                let failed = contacts.iter().filter(|contact| contact.failed).count();
                let children: BTreeSet<usize> = contacts.iter().map(|contact| contact.child).collect();
                (contacts.len(), failed, children)
            };
            let (due, failed, children) = counts(period);
            let (due_before, failed_before, _) = counts(period.year_before());
            let with_case = children.intersection(&listed).count();
            for (column, (count, whole)) in [
                ("due", (due, None)),
                ("failed", (failed, Some(due))),
                ("due_before", (due_before, None)),
                ("failed_before", (failed_before, Some(due_before))),
                ("children", (children.len(), None)),
                ("children_with_case", (with_case, Some(children.len()))),
            ] {
                let is_named = of != "Other (merged)" && of != "Not known";
                if let Some(at) = header.iter().position(|period| *period == column).filter(|_| is_named) {
                    cells[at] = printed(count, whole);
                }
            }
            out.push_str(&(cells.join(",") + "\r\n"));
        }
        out
    }

    /// Children with three failed contacts in the year that ends with the last month before a day.
    fn cases(&self, day: &str) -> BTreeSet<usize> {
        let mut failed: BTreeMap<usize, BTreeSet<(&str, &str)>> = BTreeMap::new();
        let months = Months::before(&day[..7]);
        for contact in self
            .contacts
            .iter()
            .filter(|contact| contact.failed && &*contact.recorded <= day && months.has(&contact.date))
        {
            failed.entry(contact.child).or_default().insert((&contact.service, &contact.date));
        }
        failed.into_iter().filter(|(_, own)| own.len() >= 3).map(|(child, _)| child).collect()
    }
}

/// Months, counted from the year 0: the first, and the one after the last.
#[derive(Clone, Copy)]
struct Months(u32, u32);

impl Months {
    fn number(month: &str) -> u32 {
        let part = |range: std::ops::Range<usize>| month[range].parse::<u32>().unwrap();
        part(0..4) * 12 + part(5..7) - 1
    }

    /// The twelve months before a month.
    fn before(month: &str) -> Self {
        let end = Self::number(month);
        Self(end - 12, end)
    }

    /// The months of a period as `activity.csv` writes it.
    fn of(grain: &str, period: &str) -> Self {
        match grain {
            "month" => Self(Self::number(period), Self::number(period) + 1),
            "quarter" => {
                let (year, quarter) = period.split_once("-Q").unwrap();
                let first = year.parse::<u32>().unwrap() * 12 + quarter.parse::<u32>().unwrap() * 3 - 3;
                Self(first, first + 3)
            }
            _ => Self(Self::number(period), Self::number(period) + 12),
        }
    }

    fn year_before(self) -> Self {
        Self(self.0 - 12, self.1 - 12)
    }

    fn has(self, date: &str) -> bool {
        (self.0..self.1).contains(&Self::number(date))
    }
}

/// A count as a naive program prints it, which looks only at the count and at what it leaves of its whole.
fn printed(count: usize, whole: Option<usize>) -> String {
    if (1..8).contains(&count) || (count > 0 && whole.is_some_and(|whole| whole - count < 8)) {
        return "[c]".to_owned();
    }
    ((count + 2) / 5 * 5).to_string()
}
