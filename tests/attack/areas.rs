//! Made-up areas of four kinds, each of which was once a way to find out what a pack hides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::attacker;
use crate::support::{Area, Pack, REGISTER_SOURCE, number};

/// The first line of a register.
pub const REGISTER: &str = "nhs_number,family_name,given_name,date_of_birth,date_of_death,sex,ethnicity,imd_decile,locality,household_id,looked_after\n";

/// What is odd about an area.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A few dozen children, so that every number is small.
    Tiny,
    /// Children who turn 18 or die from one pack to the next, and are gone from all its months.
    Leavers,
    /// One child or two are most of what failed.
    Dominant,
    /// Services that are each of one provider, and some that are most of it.
    Nested,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Tiny, Self::Leavers, Self::Dominant, Self::Nested];
}

/// Pseudo-random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Small numbers more often than large ones.
    fn skewed(&mut self, limit: u64) -> u64 {
        let high = self.below(limit) + 1;
        self.below(high)
    }
}

/// A contact, and its line in the extract.
#[derive(Clone)]
pub struct Contact {
    date: String,
    /// The day from which extracts have it: later than its own where it was recorded late.
    recorded: String,
    pub text: String,
}

/// An area with all that was recorded of it.
#[derive(Clone)]
pub struct Made {
    pub config: String,
    pub children: String,
    pub contacts: Vec<Contact>,
}

/// The first day of a month, so many after January 2024; and one of its days.
fn date(place: u64, day: u64) -> String {
    format!("{:04}-{:02}-{day:02}", 2024 + place / 12, place % 12 + 1)
}

/// The day on which the pack of a month is made.
pub fn day_after(place: u64) -> String {
    date(place + 1, 3)
}

impl Contact {
    /// One that was recorded on its day.
    pub fn new(date: String, text: String) -> Self {
        Self { recorded: date.clone(), date, text }
    }
}

impl Made {
    /// The area of these children and contacts.
    pub fn of(children: String, mut contacts: Vec<Contact>, [minimum, round_to]: [u64; 2]) -> Self {
        contacts.sort_by(|a, b| a.date.cmp(&b.date));
        let config = format!("{CONFIG}{REGISTER_SOURCE}");
        let config = config.replace("MINIMUM", &minimum.to_string()).replace("ROUND", &round_to.to_string());
        Self { config, children, contacts }
    }

    /// The area with this number of a kind; in every tenth, from the tenth on, one contact of thirty is recorded late.
    pub fn new(kind: Kind, seed: u64, [minimum, round_to]: [u64; 2]) -> Self {
        let is_late = seed % 10 == 9;
        let mut random = Random(seed * 4 + kind as u64);
        (0..8).for_each(|_| {
            random.below(2);
        });
        let (children, contacts) = match kind {
            Kind::Tiny => (25 + random.below(40), 250 + random.below(400)),
            Kind::Leavers => (80 + random.below(150), 700 + random.below(900)),
            Kind::Dominant => (50 + random.below(150), 500 + random.below(900)),
            Kind::Nested => (120 + random.below(250), 1_000 + random.below(1_500)),
        };
        let (services, localities) = (1 + random.below(4), 1 + random.below(4));
        let months = 36;
        let mut register = REGISTER.to_owned();
        for child in 0..children {
            let leaves = matches!(kind, Kind::Leavers) && random.below(4) == 0;
            // 18 in 2026, some time.
            let born = if leaves {
                date(random.below(12), 1 + random.below(28)).replacen("2024", "2008", 1)
            } else {
                let year = 2009 + random.below(18).min(17);
                format!("{year}-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28))
            };
            let died = if matches!(kind, Kind::Leavers) && random.below(25) == 0 {
                date(24 + random.below(10), 1 + random.below(28))
            } else {
                String::new()
            };
            let sex = ["F", "M", "M", "F", ""][random.below(5) as usize];
            let (decile, locality) = (1 + random.below(10), random.skewed(localities));
            let factor = if random.below(8) == 0 { "Y" } else { "N" };
            // The national codes of four groups, not stated, and nothing.
            let ethnicity = ["A", "B", "D", "M", "A", "Z", ""][(child % 7) as usize];
            let number = number(child as usize);
            let _ = writeln!(
                register,
                "{number},Family{child},Given{child},{born},{died},{sex},{ethnicity},{decile},Ward {locality},H{},{factor}",
                child / 2
            );
        }
        let mut all = Vec::new();
        let mut add = |random: &mut Random, child: u64, month: u64, service: u64, outcome: &str| {
            let date = date(month, 1 + random.below(28));
            let provider = match kind {
                Kind::Nested => service % 3,
                _ => random.below(2),
            };
            let visit = ["clinic", "home_visit"][random.below(2) as usize];
            let at = all.len();
            let number = number(child as usize);
            let text = format!("{at},{number},Service {service},Trust {provider},{date},{visit},{outcome}\n");
            let late = is_late && random.below(30) == 0;
            let recorded = if late { day_after(month + 1 + random.below(2)) } else { date.clone() };
            all.push(Contact { date, recorded, text });
        };
        // The extract begins long before.
        add(&mut random, 0, 0, 0, "seen");
        let outcomes = ["was_not_brought", "no_access", "late_not_seen"];
        for _ in 0..contacts {
            let child = random.skewed(children);
            let (month, service) = (random.below(months), random.skewed(services));
            let failed = random.below(10) < 1 + child % 3;
            let outcome = match (failed, random.below(20)) {
                (true, _) => outcomes[random.below(3) as usize],
                (false, 0) => "cancelled_by_family",
                (false, 1) => "cancelled_by_provider",
                (false, 2) => "pending",
                (false, _) => "seen",
            };
            add(&mut random, child, month, service, outcome);
        }
        if matches!(kind, Kind::Dominant) {
            for child in 0..=random.below(2) {
                let service = random.below(services);
                for _ in 0..20 + random.below(30) {
                    let month = 22 + random.below(12);
                    add(&mut random, child, month, service, "was_not_brought");
                }
            }
        }
        Self::of(register, all, [minimum, round_to])
    }

    /// What somebody who knows the area knows about it.
    pub fn known(&self) -> attacker::Area {
        let mut children = self.children.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let stays = |cells: Vec<&str>| cells[3] >= "2009" && cells[4].is_empty();
        let is_settled = children.all(stays) && self.contacts.iter().all(|contact| contact.recorded == contact.date);
        let mut days = BTreeSet::new();
        let is_apart = self.contacts.iter().all(|contact| days.insert((contact.text.split(',').nth(1), &contact.date)));
        attacker::Area { is_settled, is_apart }
    }

    /// The same area without all contacts of a child on a day but the first.
    pub fn apart(mut self) -> Self {
        let mut days = BTreeSet::new();
        self.contacts
            .retain(|contact| days.insert((contact.text.split(',').nth(1).map(str::to_owned), contact.date.clone())));
        self
    }

    /// The same area, eight times: every count is eight times as large, and nothing is small.
    pub fn eightfold(&self) -> Self {
        let lines: Vec<&str> = self.children.lines().skip(1).collect();
        let places: BTreeMap<&str, usize> = lines.iter().enumerate().map(|(at, line)| (&line[..10], at)).collect();
        let copied = |text: &str, at: usize| number(places[text] + at * lines.len());
        let (mut children, mut contacts) = (REGISTER.to_owned(), Vec::new());
        for at in 0..8 {
            for line in &lines {
                let mut cells: Vec<&str> = line.split(',').collect();
                let (number, household) = (copied(cells[0], at), format!("{} {at}", cells[9]));
                (cells[0], cells[9]) = (&number, if cells[9].is_empty() { "" } else { &household });
                let _ = writeln!(children, "{}", cells.join(","));
            }
            for contact in &self.contacts {
                let [id, child, rest] = contact.text.splitn(3, ',').collect::<Vec<_>>().try_into().unwrap();
                let text = format!("{id}-{at},{},{rest}", copied(child, at));
                contacts.push(Contact { date: contact.date.clone(), recorded: contact.recorded.clone(), text });
            }
        }
        let mut all = Self::of(children, contacts, [8, 5]);
        all.config.clone_from(&self.config);
        all
    }

    /// The same area with referrals that a service closed when a child was not brought there, and with the rule that asks for
    /// them.
    pub fn closing(mut self) -> Self {
        let columns = "outcome = \"outcome\"\n";
        let more = format!("{columns}closed_on = \"closed_on\"\nclosure_reason = \"closure_reason\"\n");
        self.config = self.config.replacen(columns, &more, 1) + "[rules.closed_after_failed]\nenabled = true\n";
        self
    }

    /// What was recorded by a day.
    pub fn known_on(&self, day: &str) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |contact| *contact.recorded <= *day)
    }

    /// The extract of a day.
    pub fn extract(&self, day: &str) -> String {
        let header = "contact_id,nhs_number,service,provider,date,kind,outcome";
        if !self.config.contains("closed_on") {
            let text: String = self.known_on(day).map(|contact| contact.text.as_str()).collect();
            return format!("{header}\n{text}");
        }
        let mut all = format!("{header},closed_on,closure_reason\n");
        for (at, contact) in self.known_on(day).enumerate() {
            let text = contact.text.trim_end();
            let (on, reason) =
                if text.ends_with(",was_not_brought") && at % 5 < 2 { (contact.date.as_str(), "05") } else { ("", "") };
            let _ = writeln!(all, "{text},{on},{reason}");
        }
        all
    }

    /// Publishes the packs of these months in turn, each with what was recorded by then; a pack that is refused is left out.
    pub fn publish(&self, months: impl Iterator<Item = u64>) -> (Area, Vec<Pack>) {
        let area = Area::new(&self.config);
        area.write("children.csv", &self.children);
        let mut packs = Vec::new();
        for month in months {
            let day = day_after(month);
            area.write("contacts.csv", self.extract(&day));
            let run = area.run(&["report", "--as-of", &day, "--only", "commissioner"]);
            match run.status {
                0 => packs.push(area.commissioner(&day)),
                7 => {}
                _ => panic!("{}", run.stderr),
            }
        }
        (area, packs)
    }
}

const CONFIG: &str = r#"
organisation = "Test Team"
[disclosure]
minimum_count = MINIMUM
round_to = ROUND
[limits]
stale_days = 3000
[[contacts]]
name = "contacts"
files = ["contacts.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
service = "service"
provider = "provider"
date = "date"
kind = "kind"
outcome = "outcome"
"#;
