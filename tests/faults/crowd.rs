//! Areas of made-up children whose true counts a test knows, and the pack that a program would publish of them which only
//! suppresses small counts and rounds the others.

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

/// Numbers that are the same every time.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Small numbers more often than large ones.
    fn skewed(&mut self, limit: u64) -> u64 {
        let high = self.below(limit) + 1;
        self.below(high)
    }
}

impl Crowd {
    /// Children, in localities in turn.
    pub fn of(children: usize, localities: &[&str]) -> Self {
        let child =
            |at: usize| Child { sex: ["F", "M"][at % 2], locality: localities[at / 2 % localities.len()].to_owned() };
        Self { children: (0..children).map(child).collect(), contacts: Vec::new() }
    }

    /// So many contacts of one service in one month, of which so many failed, each of another child as far as they go.
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

    /// An area as it comes: two years of contacts, so many of a hundred recorded a month or two late.
    pub fn random(seed: u64, children: u64, contacts: u64, late: u64) -> Self {
        let mut random = Random(seed);
        let mut crowd = Self::default();
        for _ in 0..children {
            let (sex, locality) = (["F", "M"][random.below(2) as usize], format!("Ward {}", random.skewed(3)));
            crowd.children.push(Child { sex, locality });
        }
        for _ in 0..contacts {
            let child = random.skewed(children) as usize;
            let place = random.below(24);
            let date = |place: u64, day: u64| {
                format!("{:04}-{:02}-{:02}", 2024 + (place + 10) / 12, (place + 10) % 12 + 1, day)
            };
            let day = random.below(28) + 1;
            let late = if random.below(100) < late { random.below(2) + 1 } else { 0 };
            crowd.contacts.push(Contact {
                child,
                service: format!("Clinic {}", random.skewed(3)),
                date: date(place, day),
                failed: random.below(10) < 1 + child as u64 % 3,
                recorded: date(place + late, day),
            });
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
            assert_eq!(run.status, 0, "{}", run.stderr);
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

    /// The same pack with nothing hidden but what is small: what many a program would publish. The contacts must be of the
    /// pack's year.
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
        let month = &day[..7];
        for line in lines {
            let mut cells: Vec<String> = line.split(',').map(String::from).collect();
            let by_month = name == "activity.csv";
            let (first, second) =
                if by_month { (cells[2].clone(), cells[0].clone()) } else { (cells[0].clone(), cells[1].clone()) };
            if by_month && cells[1] != "month" {
                out.push_str(&(cells.join(",") + "\r\n"));
                continue;
            }
            let of = |contact: &&Contact| match first.as_str() {
                "service" => contact.service == second,
                "locality" => self.children[contact.child].locality == second,
                "sex" => self.children[contact.child].sex == if second == "female" { "F" } else { "M" },
                "kind" | "sector" | "age_band" => true,
                own => contact.date.starts_with(own) && (second == "All services" || contact.service == second),
            };
            let known = |contact: &&Contact| {
                &*contact.recorded <= day && &contact.date[..7] < month && (by_month || within(contact, month))
            };
            let told = second != "Other (merged)" && second != "Not known";
            let own: Vec<&Contact> = self.contacts.iter().filter(known).filter(of).collect();
            let failed = own.iter().filter(|contact| contact.failed).count();
            let children: BTreeSet<usize> = own.iter().map(|contact| contact.child).collect();
            let listed = self.cases(day);
            let with_case = children.intersection(&listed).count();
            for (column, (count, whole)) in [
                ("due", (own.len(), None)),
                ("failed", (failed, Some(own.len()))),
                ("children", (children.len(), None)),
                ("children_with_case", (with_case, Some(children.len()))),
            ] {
                if let Some(at) = header.iter().position(|own| *own == column).filter(|_| told) {
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
        let month = &day[..7];
        for contact in self.contacts.iter().filter(|own| own.failed && &*own.recorded <= day && within(own, month)) {
            failed.entry(contact.child).or_default().insert((&contact.service, &contact.date));
        }
        failed.into_iter().filter(|(_, own)| own.len() >= 3).map(|(child, _)| child).collect()
    }
}

/// Whether a contact is in the twelve months before a month.
fn within(contact: &Contact, month: &str) -> bool {
    let year: u32 = month[..4].parse().unwrap();
    let first = format!("{}{}", year - 1, &month[4..]);
    (first.as_str()..month).contains(&&contact.date[..7])
}

/// A count as it is printed where only itself is looked at, and what it leaves of its whole.
fn printed(count: usize, whole: Option<usize>) -> String {
    if (1..8).contains(&count) || (count > 0 && whole.is_some_and(|whole| whole - count < 8)) {
        return "[c]".to_owned();
    }
    ((count + 2) / 5 * 5).to_string()
}
