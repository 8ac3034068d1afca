//! Finds adults who may be children: the record that gives their age may be another person's, or an error.
//!
//! A person who is of age by every date of birth on record is on no list, nor is anybody else whose records have the same number or
//! id. Somebody has to ask if a child with the same contacts would be listed, and the records of the age have another given name, have
//! been replaced, make the person older than nearly everybody, or are the only one of several with a date of birth.

use super::{ReviewInput, subject};
use crate::child::doubtful::{Born, Doubt, DoubtfulExclusion, Missed, missed_contacts, read_again};
use crate::child::timeline::{Contact, CountingSettings, ReviewPeriod, Timeline};
use crate::child::two_children::are_two_children;
use crate::contact::columns::NO_AGE;
use crate::contact::name::NameBits;
use crate::day::Day;
use crate::field::Field;
use crate::records::AnyRecord;
use crate::rules::{self, screen};
use crate::stop::Stop;
use crate::store::{Child, ChildNumber, Exclusion, Row};
use crate::vocabulary::Factor;

/// Hardly anybody is as old as this. It is what systems write for an age that is not known, and what a date of birth in the wrong
/// century makes of a child: `14/02/27`, the day on which an unborn child is expected, is read as 1927.
const VERY_OLD: i32 = 99;
/// The oldest age that a wrong century makes of a child under one year.
const CENTURY: i32 = 100;
/// How many records without a date of birth are several, against one that has one.
const SEVERAL: usize = 2;

/// A record that gives an adult's age.
struct AgeRecord {
    born: Born,
    names: NameBits,
    /// Whether no newer version supersedes it.
    counts: bool,
}

/// A person who is excluded as an adult, and would be listed as a child.
struct Adult {
    child: ChildNumber,
    /// The records of the age, in reading order.
    ages: Vec<AgeRecord>,
    missed: Vec<Missed>,
    /// The contacts that may be another person's by their names.
    of_others: Vec<usize>,
    /// Why the age is in doubt, whatever the names.
    doubt: Option<Doubt>,
}

impl Adult {
    fn missed_by_others(&self) -> impl Iterator<Item = &Missed> {
        self.of_others.iter().map(|at| &self.missed[*at])
    }

    /// The records whose given names have to be compared.
    fn records(&self) -> impl Iterator<Item = &Born> {
        let ages = self.ages.iter().filter(|_| !self.of_others.is_empty());
        ages.map(|age| &age.born).chain(self.missed_by_others().map(|missed| &missed.born))
    }
}

/// Finds the ages that other records of the person contradict, or that hardly anybody reaches, in reading order.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn find_doubtful_ages(input: &ReviewInput<'_>) -> Result<Vec<DoubtfulExclusion>, Stop> {
    let adults = input.children.by_partition(|children_in_partition| {
        let adults = children_in_partition.filter(|child| child.excluded() == Some(Exclusion::OverAge));
        adults.filter_map(|child| adult(input, child)).collect::<Vec<Adult>>()
    });
    let adults: Vec<Adult> = adults.into_iter().flatten().collect();
    if adults.is_empty() {
        return Ok(Vec::new());
    }
    let reread = read_again(input.settings, input.intake, adults.iter().flat_map(Adult::records))?;
    let name = |(record, _): &Born| reread.text(*record, Field::GivenName);
    let differ =
        |age: &AgeRecord, missed: &Missed| are_two_children::<Day>((None, name(&age.born)), (None, name(&missed.born)));
    let doubtful_age = |adult: &Adult| -> Option<DoubtfulExclusion> {
        let contradicts = |missed: &&Missed| adult.ages.iter().all(|age| differ(age, missed));
        let of_others: Vec<&Missed> = adult.missed_by_others().filter(contradicts).collect();
        let of =
            |doubt, contacts: &[&Missed]| DoubtfulExclusion::of(adult.child, adult.ages[0].born.0, doubt, contacts);
        of(Doubt::AnotherPerson, &of_others)
            .or_else(|| of(adult.doubt?, &adult.missed.iter().collect::<Vec<&Missed>>()))
    };
    let mut doubtful: Vec<DoubtfulExclusion> = adults.iter().filter_map(doubtful_age).collect();
    doubtful.sort_unstable_by_key(|age| age.record);
    Ok(doubtful)
}

/// A person who is excluded as an adult; `None` if no child would be listed, or nothing puts the age in doubt.
fn adult(input: &ReviewInput<'_>, child: Child<'_>) -> Option<Adult> {
    let ReviewInput { settings, intake, as_of, .. } = *input;
    let period = ReviewPeriod::new(settings, as_of);
    // Nearly all records give a date of birth, and then only a very old one can be in doubt: one without it is needed for all else.
    let is_certain = child.facts().age.is_some_and(|years| i32::from(years) < VERY_OLD)
        && child.rows().all(|row| row.born.known().is_some());
    if is_certain || !screen::may_be_listed_as_child(settings, child, period) {
        return None;
    }
    let ages = age_records(input, child);
    let missed = missed_contacts(settings, intake, (child, input.children.seen_since()), period);
    // What one of the names lacks contradicts nothing, and equal names have equal bits.
    let may_contradict = |missed: &Missed| {
        let AnyRecord::Contact(record) = missed.born.0 else { return false };
        let given = intake.parts.extra(record).name_bits().given();
        given != 0 && ages.iter().all(|age| age.names.given() != 0 && age.names.given() != given)
    };
    let of_others: Vec<usize> = (0..missed.len()).filter(|at| may_contradict(&missed[*at])).collect();
    let doubt = doubt(input, child, &ages);
    let is_in_doubt = !ages.is_empty() && (doubt.is_some() || !of_others.is_empty());
    if !is_in_doubt || !would_be_listed(input, child, &ages) {
        return None;
    }
    Some(Adult { child: child.number, ages, missed, of_others, doubt })
}

/// The records with a date of birth, all of which are an adult's; else those with an adult's age.
fn age_records(input: &ReviewInput<'_>, child: Child<'_>) -> Vec<AgeRecord> {
    let ReviewInput { settings, intake, as_of, .. } = *input;
    let of_row = |row: &Row| AgeRecord {
        born: (row.row.into(), row.born.day(as_of)),
        names: intake.parts.extra(row.row).name_bits(),
        counts: !row.is_duplicate(),
    };
    let register = &intake.register;
    let born = child.all_rows().iter().filter(|row| row.born.known().is_some()).map(of_row);
    let of_register = child.records().iter().map(|record| AgeRecord {
        born: ((*record).into(), Day::from_column(register.born(*record))),
        names: register.people.rare.name_bits.get(record.place()),
        counts: register.counts(*record),
    });
    let mut ages: Vec<AgeRecord> = born.chain(of_register.filter(|record| record.born.1.is_some())).collect();
    if ages.is_empty() {
        let age_now = |row: &&Row| i32::from(row.age) + row.day().min(as_of).years_to(as_of);
        let adult = |row: &&Row| row.age != NO_AGE && age_now(row) >= settings.review.under_age;
        ages.extend(child.rows().filter(adult).map(of_row));
    }
    ages.sort_unstable_by_key(|age| age.born.0);
    ages
}

/// The person's age by the latest date of birth, else by the records of the age.
fn age_of(input: &ReviewInput<'_>, child: Child<'_>, ages: &[AgeRecord]) -> Option<i32> {
    let latest = ages.iter().filter_map(|age| age.born.1).max();
    latest.map(|born| born.age_on(input.as_of)).or_else(|| child.facts().age.map(i32::from))
}

/// Why the age is in doubt, whatever the names.
fn doubt(input: &ReviewInput<'_>, child: Child<'_>, ages: &[AgeRecord]) -> Option<Doubt> {
    let mut counting = ages.iter().filter(|age| age.counts);
    let (first, second) = (counting.next(), counting.next());
    let Some(first) = first else { return Some(Doubt::Superseded) };
    if age_of(input, child, ages).is_some_and(|years| years >= VERY_OLD) {
        return Some(Doubt::VeryOld);
    }
    let AnyRecord::Contact(only) = first.born.0 else { return None };
    let source = |row: &Row| input.intake.parts.part(row.row).source;
    let of_source = child.rows().filter(|row| source(row) == input.intake.parts.part(only).source);
    let others = of_source.filter(|row| row.row != only && row.age == NO_AGE);
    (second.is_none() && others.count() >= SEVERAL).then_some(Doubt::OnlyOne)
}

/// Whether some rule but `household` would hold if the person were a child.
fn would_be_listed(input: &ReviewInput<'_>, child: Child<'_>, ages: &[AgeRecord]) -> bool {
    let contacts = child.rows().map(|row| Contact::from_row(row, &input.intake.parts)).collect();
    let counting = CountingSettings::from_settings(input.settings);
    let timeline = Timeline::new(contacts, counting, ReviewPeriod::new(input.settings, input.as_of));
    let mut child_as_judged = subject(input, child.number, &timeline, None);
    if age_of(input, child, ages).is_some_and(|years| (VERY_OLD..=CENTURY).contains(&years)) {
        child_as_judged.factors |= Factor::Infant.bit();
    }
    !rules::held_rules(&child_as_judged).is_empty()
}
