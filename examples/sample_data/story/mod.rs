//! The children who are written by hand: each shows one thing that the program does, or just does not do.
//!
//! What the program should say of each stands beside the contacts that make it say so, and the README's tables and
//! `expected/children.csv` are written from there.

mod checks;
mod identity;
mod linking;
mod near_misses;
mod rules;
mod weeks;

pub use identity::{LINK_SAVED_ON, LINKED, LINKED_ID, LINKED_ON};

use crate::area::{AS_OF, Area, Child, Contact, Numbers, Slip, drawn, grouped, new_child};
use crate::calendar::Date;
use crate::catalogue::{Service, Source};
use crate::rng::Rng;
use crate::vocabulary::{Factor, Kind, Outcome};

/// What the program says of a child who is listed; lists as in `cases.csv`.
#[derive(Clone)]
pub struct Case {
    pub priority: &'static str,
    pub failed: usize,
    pub pattern: &'static str,
    pub rules: &'static str,
    pub checks: &'static str,
}

/// The word for a week in which a child is in no list, and has not just left one.
const ABSENT: &str = "";

/// One child, the contacts, and what should come of it.
pub struct Tale {
    pub child: Child,
    /// The heading under which the README lists the child.
    pub chapter: &'static str,
    /// What the child is an example of, in a few words.
    pub shows: &'static str,
    /// Why the program says what it says.
    pub because: &'static str,
    /// Nothing: the child is in no list of cases.
    pub case: Option<Case>,
    /// The status in each of the three weeks; the reason where the child leaves the list; blank where it is on none.
    pub weeks: [&'static str; 3],
    /// Why, where the weeks are not those of most children.
    pub course: &'static str,
    /// Where its records carry no NHS number in the first week, though one is known later.
    pub local_id: String,
    contacts: Vec<Contact>,
    known: bool,
}

impl Tale {
    /// Starts the tale of a child.
    fn of(family_name: &str, given_name: &str, sex: &'static str, born: &str) -> Self {
        // A stream for each child, from the name: an edit to one tale leaves the others as they are.
        let seed = seed_of(family_name) ^ seed_of(given_name).rotate_left(32);
        let mut rng = Rng::new(seed);
        let mut child = new_child(&mut rng, &mut Numbers::new(seed), 0);
        family_name.clone_into(&mut child.family_name);
        given_name.clone_into(&mut child.given_name);
        child.sex = sex;
        child.born = Date::parse(born);
        child.named = true;
        Self {
            child,
            chapter: "",
            shows: "",
            because: "",
            case: None,
            weeks: [ABSENT; 3],
            course: "",
            local_id: String::new(),
            contacts: Vec::new(),
            known: true,
        }
    }

    /// What the child is an example of, and why.
    fn shows(mut self, shows: &'static str, because: &'static str) -> Self {
        self.shows = shows;
        self.because = because;
        self
    }

    /// The child is listed, with this priority, number of failed contacts, pattern, rules and checks.
    fn listed(
        mut self,
        priority: &'static str,
        failed: usize,
        pattern: &'static str,
        rules: &'static str,
        checks: &'static str,
    ) -> Self {
        self.case = Some(Case { priority, failed, pattern, rules, checks });
        // Most have been on the list for long.
        self.weeks = ["new", "continuing", "continuing"];
        self
    }

    /// The status, or the reason for leaving the list, in each of the three weeks, and why.
    fn weeks(mut self, weeks: [&'static str; 3], course: &'static str) -> Self {
        self.weeks = weeks;
        self.course = course;
        self
    }

    /// The status in a run that nothing came before.
    pub fn first_status(&self) -> &'static str {
        match self.weeks[2] {
            reviewed @ ("reviewed" | "review_due") => reviewed,
            _ => "new",
        }
    }

    fn factors(mut self, factors: &[Factor]) -> Self {
        self.child.factors.extend(factors);
        self
    }

    /// The household and its postcode, for brothers and sisters, who share what comes with them.
    fn household(mut self, household: &str, postcode: &str) -> Self {
        let mut rng = Rng::new(seed_of(household));
        let elsewhere = new_child(&mut rng, &mut Numbers::new(0), 0);
        let child = &mut self.child;
        household.clone_into(&mut child.household);
        postcode.clone_into(&mut child.postcode);
        child.locality = usize::from(postcode.as_bytes()[2] - b'1');
        child.imd_decile = elsewhere.imd_decile;
        child.ethnic_group = elsewhere.ethnic_group;
        self
    }

    fn details_changed(mut self, date: &str) -> Self {
        self.child.details_changed = Some(Date::parse(date));
        self
    }

    fn died(mut self, date: &str) -> Self {
        self.child.died = Some(Date::parse(date));
        self
    }

    /// The extracts have nothing of the child from this day on.
    fn left(mut self, date: &str) -> Self {
        self.child.left = Some(Date::parse(date));
        self
    }

    /// The register has the child from this day on; before it the council's records have no NHS number to go with them.
    fn registered(mut self, date: &str) -> Self {
        self.child.registered = Some(Date::parse(date));
        self
    }

    /// A factor that was recorded on a day.
    fn recorded(mut self, date: &str, factor: Factor) -> Self {
        self.child.factors.insert(factor);
        self.child.recorded.push((Date::parse(date), factor));
        self
    }

    fn social_worker(mut self, name: &'static str) -> Self {
        self.child.social_worker = name;
        self
    }

    fn not_in_register(mut self) -> Self {
        self.child.in_register = false;
        self
    }

    /// No system knows this child's NHS number.
    fn without_any_number(mut self) -> Self {
        self.known = false;
        self.not_in_register()
    }

    fn person_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.child.person_id);
        self
    }

    /// A contact at `when`, `YYYY-MM-DD` with or without `HH:MM`.
    fn at(mut self, service: Service, when: &str, outcome: Outcome) -> Self {
        let date = Date::parse(&when[..10]);
        let entry = service.entry();
        assert!(
            date.is_working_day() || matches!(entry.source, Source::UrgentCare | Source::SocialCare),
            "{} {when}: the clinic is closed",
            self.child.family_name
        );
        let time = (when.len() > 10).then(|| {
            let part = |range: std::ops::Range<usize>| when[range].parse::<u16>().expect("a number in a time");
            part(11..13) * 60 + part(14..16)
        });
        self.contacts.push(Contact {
            number: 0,
            child: 0,
            service,
            date,
            time,
            kind: entry.kinds[0].0,
            outcome,
            location: if entry.kinds[0].0 == Kind::HomeVisit {
                String::new()
            } else {
                entry.places[self.child.locality % entry.places.len()].to_owned()
            },
            practitioner: entry.staff[self.child.locality % entry.staff.len()],
            referrer: entry.referrers[self.child.locality % entry.referrers.len()].to_owned(),
            booked_on: (entry.source != Source::UrgentCare)
                .then(|| date.plus(-28).max(self.child.born).min(drawn(Date::parse(AS_OF)))),
            slip: Slip::default(),
        });
        self
    }

    /// Changes the contact just told.
    fn but(mut self, change: impl FnOnce(&mut Contact)) -> Self {
        change(self.contacts.last_mut().expect("a contact before"));
        self
    }

    fn booked_days_before(self, days: i32) -> Self {
        self.but(|contact| contact.booked_on = Some(contact.date.plus(-days)))
    }

    fn place(self, place: &str) -> Self {
        self.but(|contact| place.clone_into(&mut contact.location))
    }

    fn kind(self, kind: Kind) -> Self {
        self.but(|contact| contact.kind = kind)
    }

    /// The record carries another postcode than the register.
    fn postcode(self, postcode: &str) -> Self {
        self.but(|contact| contact.slip.postcode = Some(postcode.to_owned()))
    }

    /// The record carries another date of birth than the register.
    fn born_as(self, date: &str) -> Self {
        self.but(|contact| contact.slip.born = Some(Date::parse(date)))
    }

    /// The record is of somebody else, who has another id but was given this child's NHS number.
    fn of_another(self, given_name: &'static str, id: &'static str) -> Self {
        self.but(|contact| (contact.slip.given_name, contact.slip.local_id) = (Some(given_name), Some(id)))
    }

    /// The record has no NHS number, and an id that no other system knows.
    fn known_only_as(self, id: &'static str) -> Self {
        self.number("").but(|contact| contact.slip.local_id = Some(id))
    }

    /// The record carries this instead of the NHS number.
    fn number(self, text: &str) -> Self {
        self.but(|contact| contact.slip.nhs_number = Some(text.to_owned()))
    }

    /// The October extract said something else.
    fn first_said(self, outcome: Outcome) -> Self {
        self.but(|contact| contact.slip.first_version = Some(outcome))
    }

    /// Until this day the extracts said something else: a correction, or an outcome that was entered late.
    fn until(self, date: &str, outcome: Outcome) -> Self {
        self.but(|contact| contact.slip.until = Some((Date::parse(date), outcome)))
    }

    /// How the README names the child's number.
    pub fn number_shown(&self) -> String {
        if self.known {
            grouped(&self.child.nhs_number, ' ')
        } else {
            format!("none (council/{})", self.child.person_id)
        }
    }

    /// `Given Family`.
    pub fn name(&self) -> String {
        format!("{} {}", self.child.given_name, self.child.family_name)
    }
}

/// A number from a text.
fn seed_of(text: &str) -> u64 {
    text.bytes().fold(5381, |hash: u64, byte| hash.wrapping_mul(33).wrapping_add(u64::from(byte)))
}

/// Tells tales: adds their children and contacts to the area.
pub struct Teller {
    numbers: Numbers,
    /// The children of tales so far.
    place: usize,
}

impl Teller {
    /// Nothing told yet.
    pub fn new() -> Self {
        Self { numbers: Numbers::new(0x000F_E22D_A1E5), place: 0 }
    }

    /// The tales of one week.
    pub fn tell(&mut self, area: &mut Area) -> Vec<Tale> {
        let chapters = [
            ("Rules, patterns and priorities", rules::tales()),
            ("Checks", checks::tales()),
            ("Linking", linking::tales()),
            ("Near misses", near_misses::tales()),
        ];
        chapters.into_iter().flat_map(|(chapter, tales)| self.add(chapter, tales, area)).collect()
    }

    /// The tales of three weeks. They are told after everything else, so that what was there stays as it was.
    pub fn tell_weeks(&mut self, area: &mut Area) -> Vec<Tale> {
        self.add("From week to week", weeks::tales(), area)
    }

    /// The tales of who is one child, which are told last, for the same reason.
    pub fn tell_identity(&mut self, area: &mut Area) -> Vec<Tale> {
        self.add("One child or two", identity::tales(), area)
    }

    fn add(&mut self, chapter: &'static str, mut tales: Vec<Tale>, area: &mut Area) -> Vec<Tale> {
        for tale in &mut tales {
            tale.chapter = chapter;
            let (place, child) = (self.place, &mut tale.child);
            self.place += 1;
            let number = self.numbers.next_nhs_number();
            child.nhs_number = if tale.known { number } else { String::new() };
            if child.person_id == "4010000" {
                child.person_id = (4_001_000 + place * 41).to_string();
            }
            child.patient_id = format!("S{:06}", 101_000 + place * 17);
            if child.household == "H10000" {
                child.household = format!("H{:05}", 50_000 + place);
            }
            if !tale.known || child.registered.is_some() {
                tale.local_id = format!("council/{}", child.person_id);
            }
            let index = area.children.len();
            area.contacts.extend(tale.contacts.iter().map(|contact| Contact { child: index, ..contact.clone() }));
            area.children.push(tale.child.clone());
        }
        tales
    }
}
