//! Ferndale and Ashmoor, an area that does not exist: its places, and what is kept of its children and their contacts.

use std::collections::BTreeSet;

use crate::calendar::Date;
use crate::catalogue::{Service, Source};
use crate::rng::Rng;
use crate::vocabulary::{Factor, Kind, Outcome};

/// The day that the sample speaks for, a Sunday.
pub const AS_OF: &str = "2026-11-22";

/// The Sundays of three consecutive runs; the last is [`AS_OF`].
pub const WEEKS: [&str; 3] = ["2026-11-08", "2026-11-15", AS_OF];

/// The last day of office work before a Sunday: extracts are drawn on it, and nothing is booked after it.
pub fn drawn(as_of: Date) -> Date {
    as_of.plus(-2)
}

/// The localities, with how many of a thousand children live there; `FX` is no postcode area.
pub const LOCALITIES: [(&str, usize); 6] = [
    ("Ferndale Town", 310),
    ("Ashmoor", 250),
    ("Millbrook", 180),
    ("Thornley", 140),
    ("Hollin Valley", 114),
    ("Saltby", 6),
];

const PRACTICES: [&str; 6] = [
    "Ferndale Surgery",
    "The Moor Practice",
    "Millbrook Medical Centre",
    "Thornley Health Partnership",
    "Hollin Bridge Surgery",
    "Saltby Surgery",
];

const PRIMARY_SCHOOLS: [&str; 6] = [
    "Ferndale Primary School",
    "Ashmoor St Brannoc's Primary School",
    "Millbrook Primary School",
    "Thornley Primary School",
    "Hollin Valley Primary School",
    "Saltby Village School",
];

const SECONDARY_SCHOOLS: [&str; 3] = ["Ferndale High School", "Ashmoor Academy", "Thornley College"];

const ETHNIC_GROUPS: [(&str, usize); 13] = [
    ("White British", 610),
    ("Any other White background", 90),
    ("Pakistani", 85),
    ("Black African", 52),
    ("Indian", 45),
    ("White and Black Caribbean", 30),
    ("Bangladeshi", 24),
    ("Any other Mixed background", 18),
    ("Black Caribbean", 10),
    ("Arab", 8),
    ("Gypsy or Irish Traveller", 7),
    ("Chinese", 6),
    ("", 15),
];

/// A child of the area.
#[derive(Clone)]
pub struct Child {
    /// Ten digits, or empty for a child whose number no system knows.
    pub nhs_number: String,
    /// The council's number for the child: the register, social care and education have it.
    pub person_id: String,
    /// The number that community and urgent care share.
    pub patient_id: String,
    pub family_name: String,
    pub given_name: String,
    pub born: Date,
    pub died: Option<Date>,
    pub sex: &'static str,
    pub ethnic_group: &'static str,
    /// An index into [`LOCALITIES`].
    pub locality: usize,
    pub postcode: String,
    /// 1 (most deprived) to 10.
    pub imd_decile: i32,
    pub household: String,
    pub details_changed: Option<Date>,
    pub social_worker: &'static str,
    pub factors: BTreeSet<Factor>,
    pub in_register: bool,
    /// Since when the register has the child; none where it always had.
    pub registered: Option<Date>,
    /// Factors that were recorded later than all others.
    pub recorded: Vec<(Date, Factor)>,
    /// From when on the extracts have nothing of the child any more.
    pub left: Option<Date>,
    /// Written by hand in `story`, so left alone by the planted mistakes.
    pub named: bool,
}

impl Child {
    /// The practice where the child is registered: nearly always the nearest.
    pub fn practice(&self) -> &'static str {
        PRACTICES[self.locality]
    }

    /// The school of a child of that age on the as-of date; none before four and after sixteen.
    pub fn school(&self) -> &'static str {
        match Date::parse(AS_OF).age_of(self.born) {
            4..=10 => PRIMARY_SCHOOLS[self.locality],
            11..=16 => SECONDARY_SCHOOLS[self.locality % 3],
            _ => "",
        }
    }

    /// Whether the extracts of a day still have the child.
    pub fn is_there(&self, day: Date) -> bool {
        self.left.is_none_or(|left| day < left)
    }

    /// What was known of the child on a day.
    fn on(&self, day: Date) -> Self {
        let mut child = self.clone();
        child.died = self.died.filter(|died| *died <= day);
        child.details_changed = self.details_changed.filter(|changed| *changed <= day);
        child.in_register &= self.is_there(day) && self.registered.is_none_or(|since| since <= day);
        for (_, factor) in self.recorded.iter().filter(|(since, _)| *since > day) {
            child.factors.remove(factor);
        }
        child
    }

    /// `999 123 4567`.
    pub fn spaced_number(&self) -> String {
        grouped(&self.nhs_number, ' ')
    }
}

/// One booked or attempted contact.
#[derive(Clone)]
pub struct Contact {
    /// Its place among the contacts of its system, from which the system makes its id.
    pub number: usize,
    /// An index into [`Area::children`].
    pub child: usize,
    pub service: Service,
    pub date: Date,
    /// Minutes after midnight.
    pub time: Option<u16>,
    pub kind: Kind,
    pub outcome: Outcome,
    pub location: String,
    pub practitioner: &'static str,
    pub referrer: String,
    pub booked_on: Option<Date>,
    pub slip: Slip,
}

/// Where a record says something else than what holds.
#[derive(Clone, Default)]
pub struct Slip {
    /// The cell for the NHS number: empty where the clerk did not have it.
    pub nhs_number: Option<String>,
    pub born: Option<Date>,
    pub postcode: Option<String>,
    /// The given name of somebody else.
    pub given_name: Option<&'static str>,
    /// Another id of the child in the same system.
    pub local_id: Option<&'static str>,
    /// The outcome in the October extract of community nursing, before it was corrected.
    pub first_version: Option<Outcome>,
    /// The outcome that stood there until a day, on which it was corrected or entered late.
    pub until: Option<(Date, Outcome)>,
}

impl Contact {
    /// The contact as its system had it on a day; none where nobody had booked it yet.
    fn on(&self, day: Date) -> Option<Self> {
        let booked = match self.service.entry().source {
            Source::UrgentCare => self.date,
            _ => self.booked_on.unwrap_or_else(|| self.date.plus(-28)),
        };
        if self.date > day && booked > day {
            return None;
        }
        let mut contact = self.clone();
        contact.slip.until = None;
        match self.slip.until {
            Some((until, outcome)) if day < until => contact.outcome = outcome,
            until => contact.slip.until = until,
        }
        // What came before its day, a cancellation or a slip of the keyboard, came in the last week.
        if self.date > day && day < Date::parse(AS_OF) {
            contact.outcome = Outcome::Pending;
        }
        Some(contact)
    }
}

/// The children and their contacts.
pub struct Area {
    pub children: Vec<Child>,
    pub contacts: Vec<Contact>,
    /// The day on which its systems have it so.
    pub as_of: Date,
}

impl Area {
    /// Nobody yet.
    pub fn new() -> Self {
        Self { children: Vec::new(), contacts: Vec::new(), as_of: Date::parse(AS_OF) }
    }

    /// Numbers the contacts that have no number yet, system by system in order of time, behind those that have one.
    pub fn number(&mut self, from: usize) {
        let mut order: Vec<usize> = (from..self.contacts.len()).collect();
        order.sort_by_key(|place| {
            let contact = &self.contacts[*place];
            (contact.date, contact.time, contact.child)
        });
        for source in Source::ALL {
            let of = |contact: &Contact| contact.service.entry().source == source;
            let first = self.contacts[..from].iter().filter(|contact| of(contact)).count();
            let own = order.iter().filter(|place| of(&self.contacts[**place]));
            let own: Vec<(usize, usize)> = own.copied().zip(first..).collect();
            for (place, number) in own {
                self.contacts[place].number = number;
            }
        }
    }

    /// Tales and background draw their NHS numbers apart from each other, so this is no matter of course.
    pub fn assert_one_number_each(&self) {
        let numbers = self.children.iter().map(|child| child.nhs_number.as_str()).filter(|number| !number.is_empty());
        let mut known = BTreeSet::new();
        assert!(numbers.into_iter().all(|number| known.insert(number)), "two children have one NHS number");
    }

    /// The area as its systems had it on a day: what was booked, recorded and corrected by then.
    pub fn on(&self, day: Date) -> Self {
        let there = |contact: &&Contact| self.children[contact.child].is_there(day);
        Self {
            children: self.children.iter().map(|child| child.on(day)).collect(),
            contacts: self.contacts.iter().filter(there).filter_map(|contact| contact.on(day)).collect(),
            as_of: day,
        }
    }

    /// Whether these are the extracts of the last week, in which mistakes are planted.
    pub fn is_last(&self) -> bool {
        self.as_of == Date::parse(AS_OF)
    }
}

/// Hands out numbers that are like no real child's, each once.
pub struct Numbers {
    rng: Rng,
    used: BTreeSet<usize>,
}

impl Numbers {
    /// A source of numbers that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::new(seed), used: BTreeSet::new() }
    }

    /// The next NHS number: from the range 999, which is kept for synthetic data, with its check digit.
    pub fn next_nhs_number(&mut self) -> String {
        loop {
            let base = 999_000_000 + self.rng.below(1_000_000);
            if self.used.insert(base)
                && let Some(digit) = check_digit(&base.to_string())
            {
                return format!("{base}{digit}");
            }
        }
    }
}

/// The tenth digit of an NHS number (modulus 11); some nine digits have none.
fn check_digit(nine: &str) -> Option<u32> {
    let sum: u32 = nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

/// A number in groups of three, three and four digits.
pub fn grouped(number: &str, by: char) -> String {
    if number.len() == 10 {
        format!("{}{by}{}{by}{}", &number[..3], &number[3..6], &number[6..])
    } else {
        number.to_owned()
    }
}

/// A postcode in a locality.
pub fn postcode(rng: &mut Rng, locality: usize) -> String {
    const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
    let (digit, first, second) = (rng.below(10), char::from(*rng.pick(LETTERS)), char::from(*rng.pick(LETTERS)));
    format!("FX{} {digit}{first}{second}", locality + 1)
}

/// A child about whom only the plainest things are known yet; `place` is where in the area's lists it comes.
pub fn new_child(rng: &mut Rng, numbers: &mut Numbers, place: usize) -> Child {
    let localities: Vec<(usize, usize)> = LOCALITIES.iter().enumerate().map(|(i, (_, weight))| (i, *weight)).collect();
    let locality = *rng.pick_weighted(&localities);
    // Ashmoor and Thornley are poorer than the rest.
    let imd_decile = if locality % 2 == 1 { rng.between(1, 6) } else { rng.between(2, 10) };
    Child {
        nhs_number: numbers.next_nhs_number(),
        person_id: (4_010_000 + place * 37).to_string(),
        patient_id: format!("S{:06}", 204_000 + place * 13),
        family_name: String::new(),
        given_name: String::new(),
        born: Date::parse(AS_OF),
        died: None,
        sex: if rng.chance(495) { "F" } else { "M" },
        ethnic_group: rng.pick_weighted::<&'static str>(&ETHNIC_GROUPS),
        locality,
        postcode: postcode(rng, locality),
        imd_decile,
        household: format!("H{:05}", 10_000 + place),
        details_changed: None,
        social_worker: "",
        factors: BTreeSet::new(),
        in_register: true,
        registered: None,
        recorded: Vec::new(),
        left: None,
        named: false,
    }
}
