//! Large extracts of a fictional area, for timing: three sources with headers, date formats and outcome codes of their own,
//! about ten contacts a child, two years up to 22 November 2026, about 106 bytes a contact. The same seed writes the same
//! bytes. Nobody in them exists: NHS numbers are of the test range 999, and where that is full of numbers that begin with
//! 5, which are issued to nobody.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use failed_contact::day::Day;

const SERVICES: [&str; 10] = [
    "Health Visiting",
    "School Nursing",
    "Community Paediatrics",
    "Audiology",
    "Speech and Language Therapy",
    "CAMHS",
    "Outpatients - Paediatrics",
    "Outpatients - Ophthalmology",
    "Community Dental",
    "Immunisation",
];
/// Of a hundred contacts, up to which each service has its share.
const SHARES: [u64; 10] = [22, 35, 43, 51, 61, 70, 83, 90, 95, 100];

/// The configuration that describes them.
pub const CONFIG: &str = r#"organisation = "Timing"
[limits]
stale_days = 60
[[contacts]]
name = "community"
files = ["community.csv"]
date_format = "%d/%m/%Y"
[contacts.columns]
contact_id = "Appointment ID"
nhs_number = "NHS Number"
date_of_birth = "Date of Birth"
service = "Service"
provider = "Provider"
date = "Contact Date"
time = "Contact Time"
kind = "Contact Type"
outcome = "Status"
location = "Location"
practitioner = "Practitioner"
[contacts.outcomes]
"Attended" = "seen"
"Was Not Brought" = "was_not_brought"
"Cancelled by Family" = "cancelled_by_family"
"Cancelled by Service" = "cancelled_by_provider"
"No Access Visit" = "no_access"
"Declined by Child" = "refused"
"Whereabouts Unknown" = "whereabouts_unknown"
"Booked" = "pending"
[contacts.kinds]
"Home Visit" = "home_visit"
"Clinic" = "clinic"
[[contacts]]
name = "outpatients"
files = ["outpatients.csv"]
date_format = "%Y-%m-%d"
outcome_codes = "nhs-attended-or-did-not-attend"
[contacts.constants]
kind = "clinic"
[contacts.columns]
contact_id = "ATTENDANCE IDENTIFIER"
nhs_number = "NHS NUMBER"
date_of_birth = "PERSON BIRTH DATE"
service = "TREATMENT FUNCTION"
provider = "ORGANISATION CODE (CODE OF PROVIDER)"
date = "APPOINTMENT DATE"
time = "APPOINTMENT TIME"
outcome = "ATTENDED OR DID NOT ATTEND CODE"
location = "LOCATION"
practitioner = "CONSULTANT CODE"
[[contacts]]
name = "camhs"
files = ["camhs.csv"]
date_format = "%d-%b-%Y %H:%M"
birth_date_format = "%d-%b-%Y"
[contacts.columns]
contact_id = "contact_ref"
nhs_number = "nhs"
date_of_birth = "dob"
service = "team"
date = "contact_datetime"
outcome = "outcome"
kind = "mode"
practitioner = "worker"
[contacts.outcomes]
"ATT" = "seen"
"WNB" = "was_not_brought"
"CNP" = "cancelled_by_family"
"CNC" = "cancelled_by_provider"
"NOACC" = "no_access"
"REF" = "refused"
"MISSING" = "whereabouts_unknown"
"FUT" = "pending"
[contacts.kinds]
"HOME" = "home_visit"
"CLIN" = "clinic"
"#;

/// A small generator of numbers (splitmix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(most)) >> 64) as u64
    }
}

/// What is so of a child, by the child's place: the same whenever it is asked.
pub(crate) struct Child {
    nhs: u64,
    pub(crate) born: i32,
    /// Of a thousand contacts, how many fail: most children miss few, and a few miss many.
    missed: u64,
}

impl Child {
    pub(crate) fn of(place: u64, as_of: i32) -> Self {
        let mut own = Numbers::new(place);
        let born = as_of - 760 - own.below(18 * 365 - 760) as i32;
        let low = own.below(1000).min(own.below(1000)).min(own.below(1000));
        Self { nhs: nhs_number(place), born, missed: if own.below(10) == 0 { low + 100 } else { low / 4 } }
    }
}

/// The last half hour of a day.
const LAST_SLOT: u64 = 33;

/// So many children have a number of the test range.
const TEST_RANGE: u64 = 500_000;

/// The valid NHS number at a place: numbers without a check digit are passed over.
pub(crate) fn nhs_number(place: u64) -> u64 {
    // Of two numbers that follow one another at least one has a check digit.
    let mut base = if place < TEST_RANGE { 999_000_000 + place * 2 } else { 500_000_000 + (place - TEST_RANGE) * 2 };
    loop {
        let sum: u64 = (0..9).map(|at| base / 10_u64.pow(at) % 10 * u64::from(at + 2)).sum();
        match (11 - sum % 11) % 11 {
            10 => base += 1,
            check => return base * 10 + check,
        }
    }
}

/// One contact.
pub(crate) struct Contact {
    pub(crate) child: Child,
    service: &'static str,
    /// The place in the lists of outcomes.
    pub(crate) outcome: usize,
    pub(crate) day: i32,
    /// In half hours.
    time: u64,
    at_home: bool,
    clinic: u64,
    practitioner: u64,
}

impl Contact {
    fn any(numbers: &mut Numbers, children: u64, as_of: i32) -> Self {
        Self::of(Child::of(numbers.below(children), as_of), numbers, as_of)
    }

    /// A contact of this child.
    pub(crate) fn of(child: Child, numbers: &mut Numbers, as_of: i32) -> Self {
        let share = numbers.below(100);
        let service = SERVICES[SHARES.iter().position(|up_to| share < *up_to).unwrap_or(0)];
        let after = numbers.below(760) as i32 - 730;
        let failed = numbers.below(1000) < child.missed;
        let which = numbers.below(1000);
        let outcome = match (after > 0, failed, which) {
            (true, ..) => 7,
            (_, true, 0..180) => 4,
            (_, true, 180..220) => 5,
            (_, true, 220..222) => 6,
            (_, true, _) => 1,
            (_, false, 0..60) => 2,
            (_, false, 60..110) => 3,
            (_, false, _) => 0,
        };
        // Peers look at days only: nobody is seen later on a day on which the whereabouts were unknown.
        let time = if outcome == 6 { LAST_SLOT } else { 16 + numbers.below(LAST_SLOT - 15) };
        let at_home = numbers.below(4) == 0;
        let (clinic, practitioner) = (numbers.below(300), numbers.below(2000));
        Self { child, service, outcome, day: as_of + after, time, at_home, clinic, practitioner }
    }
}

/// Writes so many contacts into `community.csv`, `outpatients.csv` and `camhs.csv`, and their `failed-contact.toml`.
///
/// # Errors
/// What writing fails with.
pub fn write(folder: &Path, rows: u64, seed: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("failed-contact.toml"), CONFIG)?;
    let as_of = Day::from_ymd(2026, 11, 22).map_or(0, |day| day.0);
    let children = (rows / 10).max(1);
    let mut numbers = Numbers::new(seed);
    let mut id = 0;
    for (name, share) in [("community", 45), ("outpatients", 35), ("camhs", 20)] {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.join(format!("{name}.csv")))?);
        writeln!(out, "{}", header(name))?;
        for _ in 0..rows * share / 100 {
            id += 1;
            let contact = Contact::any(&mut numbers, children, as_of);
            line(&mut out, name, id, &contact)?;
        }
        out.flush()?;
    }
    Ok(())
}

/// The header of a source.
pub(crate) fn header(source: &str) -> &'static str {
    match source {
        "community" => {
            "Appointment ID,NHS Number,Date of Birth,Service,Provider,Contact Date,Contact Time,Contact Type,Status,Location,Practitioner"
        }
        "outpatients" => {
            "ATTENDANCE IDENTIFIER,NHS NUMBER,PERSON BIRTH DATE,TREATMENT FUNCTION,ORGANISATION CODE (CODE OF PROVIDER),APPOINTMENT DATE,APPOINTMENT TIME,ATTENDED OR DID NOT ATTEND CODE,LOCATION,CONSULTANT CODE"
        }
        _ => "contact_ref,nhs,dob,team,contact_datetime,outcome,mode,worker",
    }
}

pub(crate) fn line(out: &mut impl Write, source: &str, id: u64, contact: &Contact) -> io::Result<()> {
    const COMMUNITY: [&str; 8] = [
        "Attended",
        "Was Not Brought",
        "Cancelled by Family",
        "Cancelled by Service",
        "No Access Visit",
        "Declined by Child",
        "Whereabouts Unknown",
        "Booked",
    ];
    const OUTPATIENTS: [&str; 8] = ["5", "3", "2", "4", "3", "3", "3", "0"];
    const CAMHS: [&str; 8] = ["ATT", "WNB", "CNP", "CNC", "NOACC", "REF", "MISSING", "FUT"];
    let Contact { child, service, outcome, time, clinic, practitioner, .. } = contact;
    let (day, born) = (Day(contact.day).date(), Day(child.born).date());
    let time = format!("{:02}:{}", time / 2, if time % 2 == 1 { "30" } else { "00" });
    match source {
        "community" => writeln!(
            out,
            "A{id},{},{},{service},Community Trust,{},{time},{},{},Clinic {clinic:03},Practitioner {practitioner:04}",
            child.nhs,
            born.format("%d/%m/%Y"),
            day.format("%d/%m/%Y"),
            if contact.at_home { "Home Visit" } else { "Clinic" },
            COMMUNITY[*outcome],
        ),
        "outpatients" => writeln!(
            out,
            "O{id},{},{born},{service},RX{:03},{day},{time},{},Clinic {clinic:03},C{practitioner:04}",
            child.nhs,
            clinic % 7,
            OUTPATIENTS[*outcome],
        ),
        _ => {
            let digits = child.nhs.to_string();
            writeln!(
                out,
                "C{id},{} {} {},{},{service},{} {time},{},{},Practitioner {practitioner:04}",
                &digits[..3],
                &digits[3..6],
                &digits[6..],
                born.format("%d-%b-%Y"),
                day.format("%d-%b-%Y"),
                CAMHS[*outcome],
                if contact.at_home { "HOME" } else { "CLIN" },
            )
        }
    }
}
