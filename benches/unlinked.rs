//! Large extracts in which a tenth of the contacts carry no NHS number, for timing what it costs to look for the records of
//! one child: the sources of `extracts.rs` with names and postcodes in every record, and a school's with its own id, names,
//! date of birth and postcode. Brothers and sisters share family name and postcode, neighbours the postcode. A third of the
//! school's children are written there in another way than elsewhere, and one in a hundred is known to the school alone.
//!
//! The school's extract has the number too, in a column that only `numbers.toml` maps, and `no-names.toml` maps no names: so
//! three configurations read the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use failed_contact::day::Day;

use super::extracts::{CONFIG, Child, Contact, Numbers, line, nhs_number};

/// What a source calls names and home, with the letters of fields.
const PERSON: &str = "family_name = \"family\"\ngiven_name = \"given\"\npostcode = \"postcode\"\n";
/// How the school's extract is described.
const SCHOOL: &str = r#"[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.constants]
sector = "education"
[contacts.columns]
local_id = "pupil"
date_of_birth = "born"
service = "team"
date = "date"
outcome = "outcome"
"#;
/// Contacts that the sources have, of a hundred.
const SHARES: [(&str, u64); 4] = [("community", 40), ("outpatients", 31), ("camhs", 19), ("school", 10)];

/// The names of somebody, the date of birth and the postcode, as one source writes them.
struct Person {
    family: String,
    given: String,
    born: i32,
    home: String,
}

/// A name that is the commoner the smaller its place.
fn name(place: u64) -> String {
    const BEGIN: [&str; 20] = [
        "Ba", "Be", "Bo", "Da", "De", "Fa", "Ga", "He", "Jo", "Ka", "La", "Le", "Ma", "Me", "No", "Pa", "Ro", "Sa",
        "Ta", "Wi",
    ];
    const MIDDLE: [&str; 20] = [
        "ba", "ce", "di", "fo", "ga", "he", "ji", "ko", "la", "me", "ni", "po", "ra", "se", "ti", "vo", "wa", "xe",
        "yo", "za",
    ];
    const END: [&str; 20] = [
        "n", "r", "s", "l", "ck", "m", "a", "ie", "y", "e", "ah", "elle", "son", "ton", "ley", "man", "well", "th",
        "rd", "sh",
    ];
    let part = |parts: [&'static str; 20], at: u64| parts[(at % 20) as usize];
    format!("{}{}{}", part(BEGIN, place), part(MIDDLE, place / 20 + place), part(END, place / 400 + 3 * place))
}

/// A place below `most` that is small more often than not.
fn common(numbers: &mut Numbers, most: u64) -> u64 {
    let one = numbers.below(most);
    numbers.below(one + 1)
}

impl Person {
    /// A child as the health service knows them: two live in a household, four households at a postcode.
    fn of(place: u64, born: i32) -> Self {
        let mut home = Numbers::new((1 << 40) | (place / 2));
        let mut own = Numbers::new((1 << 41) | place);
        Self {
            family: name(common(&mut home, 8000)),
            given: name(common(&mut own, 1500)),
            born,
            home: postcode(place / 8),
        }
    }

    /// The same child as the school knows them: the same whenever it is asked.
    fn at_school(place: u64, born: i32, children: u64) -> Self {
        let mut own = Numbers::new((1 << 42) | place);
        if own.below(100) == 0 {
            // Nobody else knows them.
            return Self::of(children + place, born);
        }
        let mut person = Self::of(place, born);
        match own.below(100) {
            0..66 => {}
            66..77 => person.home = postcode(own.below(children / 8 + 1)),
            77..82 => person.family = name(common(&mut own, 8000)),
            82..86 => person.given.truncate(3),
            86..92 => person.given.insert(2, 'e'),
            92..96 => person.born += 10,
            96..98 => std::mem::swap(&mut person.family, &mut person.given),
            _ => person.home.clear(),
        }
        person
    }
}

fn postcode(place: u64) -> String {
    let letter = |at: u64| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[(at % 20) as usize]);
    format!("ZZ{} {}{}{}", 10 + place / 4000, place / 400 % 10, letter(place), letter(place / 20))
}

/// Writes so many contacts, and the three configurations.
///
/// # Errors
/// What writing fails with.
pub fn write(folder: &Path, rows: u64, seed: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    configurations(folder)?;
    let as_of = Day::from_ymd(2026, 11, 22).map_or(0, |day| day.0);
    let children = (rows / 10).max(1);
    let mut numbers = Numbers::new(seed);
    let mut id = 0;
    for (source, share) in SHARES {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.join(format!("{source}.csv")))?);
        writeln!(out, "{}", header(source))?;
        for _ in 0..rows * share / 100 {
            id += 1;
            if source == "school" {
                // A tenth of the children, each with about as many contacts as elsewhere.
                let place = numbers.below(children / 10 + 1) * 10;
                let child = Child::of(place, as_of);
                let contact = Contact::of(child, &mut numbers, as_of);
                let Person { family, given, born, home } = Person::at_school(place, contact.child.born, children);
                let outcome = ["seen", "was_not_brought", "cancelled_by_family", "cancelled_by_provider"];
                writeln!(
                    out,
                    "P{place:07},{},{family},{given},{},{home},Education Welfare,{},{}",
                    nhs_number(place),
                    Day(born).date(),
                    Day(contact.day.min(as_of)).date(),
                    outcome.get(contact.outcome).unwrap_or(&"was_not_brought"),
                )?;
            } else {
                let place = numbers.below(children);
                let contact = Contact::of(Child::of(place, as_of), &mut numbers, as_of);
                let Person { family, given, home, .. } = Person::of(place, contact.child.born);
                write!(out, "{family},{given},{home},")?;
                line(&mut out, source, id, &contact)?;
            }
        }
        out.flush()?;
    }
    Ok(())
}

fn header(source: &str) -> String {
    match source {
        "school" => "pupil,number,family,given,born,postcode,team,date,outcome".to_owned(),
        source => format!("family,given,postcode,{}", super::extracts::header(source)),
    }
}

/// One that maps everything, one without names, and one with the school's NHS numbers.
fn configurations(folder: &Path) -> io::Result<()> {
    let without = format!("{CONFIG}{SCHOOL}");
    let named = |text: &str| text.replace("[contacts.columns]\n", &format!("[contacts.columns]\n{PERSON}"));
    let numbers = without.replace("local_id = \"pupil\"", "nhs_number = \"number\"");
    std::fs::write(folder.join("failed-contact.toml"), named(&without))?;
    std::fs::write(folder.join("no-names.toml"), &without)?;
    std::fs::write(folder.join("numbers.toml"), named(&numbers))
}
