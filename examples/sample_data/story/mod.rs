//! The children who are written by hand: each shows one thing that the program does, or just does not do.
//!
//! What the program should say of each stands beside the contacts that make it say so, and the README's tables and
//! `expected/children.csv` are written from there.

mod checks;
mod linking;
mod near_misses;
mod rules;

use crate::area::{Area, Child, Contact, Numbers, Slip, grouped, new_child};
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
    pub status: &'static str,
}

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
        Self { child, chapter: "", shows: "", because: "", case: None, contacts: Vec::new(), known: true }
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
        self.case = Some(Case { priority, failed, pattern, rules, checks, status: "new" });
        self
    }

    /// A reviewer has been there: the status is another one.
    fn status(mut self, status: &'static str) -> Self {
        self.case.as_mut().expect("listed before").status = status;
        self
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
            booked_on: (entry.source != Source::UrgentCare).then(|| date.plus(-28).max(self.child.born)),
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

    /// The record carries this instead of the NHS number.
    fn number(self, text: &str) -> Self {
        self.but(|contact| contact.slip.nhs_number = Some(text.to_owned()))
    }

    /// The October extract said something else.
    fn first_said(self, outcome: Outcome) -> Self {
        self.but(|contact| contact.slip.first_version = Some(outcome))
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

/// All tales, with their children and contacts added to the area.
pub fn tell(area: &mut Area) -> Vec<Tale> {
    let mut numbers = Numbers::new(0x000F_E22D_A1E5);
    let chapters = [
        ("Rules, patterns and priorities", rules::tales()),
        ("Checks", checks::tales()),
        ("Linking", linking::tales()),
        ("Near misses", near_misses::tales()),
    ];
    let mut tales: Vec<Tale> = chapters
        .into_iter()
        .flat_map(|(chapter, tales)| tales.into_iter().map(move |tale| Tale { chapter, ..tale }))
        .collect();
    for (place, tale) in tales.iter_mut().enumerate() {
        let child = &mut tale.child;
        let number = numbers.next_nhs_number();
        child.nhs_number = if tale.known { number } else { String::new() };
        if child.person_id == "4010000" {
            child.person_id = (4_001_000 + place * 41).to_string();
        }
        child.patient_id = format!("S{:06}", 101_000 + place * 17);
        if child.household == "H10000" {
            child.household = format!("H{:05}", 50_000 + place);
        }
        let index = area.children.len();
        area.contacts.extend(tale.contacts.iter().map(|contact| Contact { child: index, ..contact.clone() }));
        area.children.push(tale.child.clone());
    }
    tales
}
