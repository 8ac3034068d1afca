//! Checks: prompts to ask whether the failed contacts have another cause, such as an administrative error or an appointment
//! that the family could not make (§5). They never make a case and never hide one.

use std::collections::BTreeSet;

use chrono::Weekday;

use crate::child::details::ChildDetails;
use crate::child::reread::Reread;
use crate::child::timeline::{Contact, Timeline};
use crate::config::settings::Settings;
use crate::day::{Day, Time, weekday_name};
use crate::field::Field;
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::store::{Child, Row};
use crate::text::fold;
use crate::wording::listed;

mod compared;
mod outcome_texts;

/// A booking with fewer days of notice is at short notice.
const SHORT_NOTICE_DAYS: i32 = 7;
/// A change of details at most this many days before the first failed contact may explain it.
const DETAILS_CHANGED_DAYS: i32 = 30;
/// The fewest failed contacts at one place, weekday or time of day that make a pattern.
const MIN_FOR_PATTERN: usize = 3;
/// When the second half of the day begins.
const NOON: Time = Time(12 * 3600);

/// A kind of check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// The sources have different postcodes.
    AddressDiffers,
    /// The records carry different dates of birth.
    DateOfBirthDiffers,
    /// Details changed shortly before the first failed contact, or later.
    DetailsChanged,
    /// At least half of the failed contacts were booked less than a week before.
    ShortNotice,
    /// All failed contacts were at one place, and the child is seen at another.
    SamePlace,
    /// All failed contacts were on one weekday, and the child is seen only on others.
    SameWeekday,
    /// All failed contacts were before noon, or all after it, and the child is seen only in the other half of the day.
    SameTimeOfDay,
    /// The records carry given names that are not forms of one name.
    NamesDiffer,
    /// An outcome says that the child has died, and no record has a date of death.
    DeathMentioned,
    /// The family needs an interpreter, or none came.
    Interpreter,
    /// Nothing is booked with the services of the failed contacts, though some of these services record bookings.
    NotRebooked,
}

impl CheckKind {
    /// All checks, in the order of lists.
    pub const ALL: &'static [Self] = &[
        Self::AddressDiffers,
        Self::DateOfBirthDiffers,
        Self::DetailsChanged,
        Self::ShortNotice,
        Self::SamePlace,
        Self::SameWeekday,
        Self::SameTimeOfDay,
        Self::NamesDiffer,
        Self::DeathMentioned,
        Self::Interpreter,
        Self::NotRebooked,
    ];

    const fn bit(self) -> u16 {
        1 << self as u8
    }

    /// The word that CSV files use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AddressDiffers => "address_differs",
            Self::DateOfBirthDiffers => "date_of_birth_differs",
            Self::DetailsChanged => "details_changed",
            Self::ShortNotice => "short_notice",
            Self::SamePlace => "same_place",
            Self::SameWeekday => "same_weekday",
            Self::SameTimeOfDay => "same_time_of_day",
            Self::NamesDiffer => "names_differ",
            Self::DeathMentioned => "death_mentioned",
            Self::Interpreter => "interpreter",
            Self::NotRebooked => "not_rebooked",
        }
    }

    /// Its label in a row of the list.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::AddressDiffers => "addresses differ",
            Self::DateOfBirthDiffers => "dates of birth differ",
            Self::DetailsChanged => "details changed",
            Self::ShortNotice => "short notice",
            Self::SamePlace => "always the same place",
            Self::SameWeekday => "always the same weekday",
            Self::SameTimeOfDay => "always the same time of day",
            Self::NamesDiffer => "given names differ",
            Self::DeathMentioned => "a death is mentioned",
            Self::Interpreter => "interpreter",
            Self::NotRebooked => "nothing is booked",
        }
    }

    /// The question that it prompts a person to ask.
    pub(crate) const fn question(self) -> &'static str {
        match self {
            Self::AddressDiffers => "Do letters go to the right address?",
            Self::DateOfBirthDiffers => "Do all these records belong to the same child?",
            Self::DetailsChanged => "Did the change of details reach every service?",
            Self::ShortNotice => "Did the family have enough notice?",
            Self::SamePlace => "Can the family get to this place?",
            Self::SameWeekday => "Can the family make this weekday?",
            Self::SameTimeOfDay => "Can the family make this time of day?",
            Self::NamesDiffer => "Is this one child with 2 names, or 2 children?",
            Self::DeathMentioned => "Has the child died? Ask before anybody writes to the family.",
            Self::Interpreter => "Was an interpreter there, and did the letter speak the family’s language?",
            Self::NotRebooked => "Has anyone offered another appointment?",
        }
    }
}

/// The set of checks that hold for a child, one bit each. Their sentences are made only when a sheet needs them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks(u16);

impl Checks {
    /// The checks, in order.
    pub fn iter(self) -> impl Iterator<Item = CheckKind> {
        CheckKind::ALL.iter().copied().filter(move |kind| self.has(*kind))
    }

    /// Whether the set contains a check.
    pub(crate) const fn has(self, kind: CheckKind) -> bool {
        self.0 & kind.bit() != 0
    }
}

/// The data that the checks look at.
pub(crate) struct CheckInput<'a> {
    /// The child, with all their records.
    pub(crate) child: Child<'a>,
    /// Everything that was read.
    pub(crate) intake: &'a Intake,
    /// The child's contacts.
    pub(crate) timeline: &'a Timeline,
    /// What is known of the child.
    pub(crate) details: &'a ChildDetails,
    /// The texts of the contacts.
    pub(crate) reread: &'a Reread,
    /// Services that have some child's pending contact after the as-of date.
    pub(crate) booking_services: &'a BTreeSet<ServiceNumber>,
    /// The settings in force.
    pub(crate) settings: &'a Settings,
}

/// A check that holds, with the facts for its sentence. Postcodes, dates of birth and names are looked up again when the sentence
/// is made.
enum CheckFinding<'a> {
    AddressDiffers,
    DateOfBirthDiffers,
    /// The day on which details changed, and the day of the first failed contact.
    DetailsChanged(Day, Day),
    /// The number of failed contacts with a known booking date, and how many of them were booked at short notice.
    ShortNotice {
        short: usize,
        all: usize,
    },
    /// The place of the failed contacts, and the last other place where the child was seen.
    SamePlace(&'a str, &'a str),
    /// The day of the week of the failed contacts.
    SameWeekday(Weekday),
    /// Whether the failed contacts were before noon.
    SameTimeOfDay {
        morning: bool,
    },
    NamesDiffer,
    /// The record whose outcome mentions a death.
    DeathMentioned(&'a Row),
    /// Whether a language barrier is recorded, and the outcome that says that no interpreter came.
    Interpreter {
        barrier: bool,
        text: Option<&'a str>,
    },
    /// The services with which nothing is booked.
    NotRebooked(Vec<ServiceNumber>),
}

/// Finds every check that holds. None holds for a child without failed contacts.
pub(crate) fn checks(input: &CheckInput<'_>) -> Checks {
    let holds = |kind: &&CheckKind| input.find(**kind).is_some();
    Checks(CheckKind::ALL.iter().filter(holds).fold(0, |checks, kind| checks | kind.bit()))
}

impl<'a> CheckInput<'a> {
    /// The sentence of a check, if it holds.
    pub(crate) fn fact_sentence(&self, kind: CheckKind) -> Option<String> {
        self.find(kind).map(|finding| self.sentence(finding))
    }

    fn find(&self, kind: CheckKind) -> Option<CheckFinding<'a>> {
        if self.timeline.failed.is_empty() {
            return None;
        }
        match kind {
            CheckKind::AddressDiffers => self.address_differs(),
            CheckKind::DateOfBirthDiffers => {
                (!self.details.births().is_empty()).then_some(CheckFinding::DateOfBirthDiffers)
            }
            CheckKind::DetailsChanged => self.details_changed(),
            CheckKind::ShortNotice => self.short_notice(),
            CheckKind::SamePlace => self.same_place(),
            CheckKind::SameWeekday => self.same_weekday(),
            CheckKind::SameTimeOfDay => self.same_time_of_day(),
            CheckKind::NamesDiffer => self.details.names_differ().then_some(CheckFinding::NamesDiffer),
            CheckKind::DeathMentioned => self.record_of_a_death().map(CheckFinding::DeathMentioned),
            CheckKind::Interpreter => self.interpreter(),
            CheckKind::NotRebooked => self.not_rebooked(),
        }
    }

    fn sentence(&self, finding: CheckFinding<'_>) -> String {
        match finding {
            CheckFinding::AddressDiffers => {
                let postcodes = self.details.postcodes(self.settings, self.reread);
                let postcodes: Vec<String> =
                    postcodes.map(|(source, postcode)| format!("{postcode} ({source})")).collect();
                format!("Sources give different postcodes: {}.", listed(&postcodes))
            }
            CheckFinding::DateOfBirthDiffers => {
                let births: Vec<String> = self.details.births().iter().map(|day| day.long()).collect();
                format!("Records give different dates of birth: {}.", listed(&births))
            }
            CheckFinding::DetailsChanged(changed, first) => {
                let (changed, first) = (changed.long(), first.long());
                format!("Details changed on {changed}. The first failed contact was on {first}.")
            }
            CheckFinding::ShortNotice { all: 1, .. } => {
                format!("Only 1 contact has a booking date. It was booked less than {SHORT_NOTICE_DAYS} days before.")
            }
            CheckFinding::ShortNotice { short, all } => {
                let were = if short == 1 { "was" } else { "were" };
                format!(
                    "{short} of the {all} contacts with a booking date {were} booked less than {SHORT_NOTICE_DAYS} days before."
                )
            }
            CheckFinding::SamePlace(place, elsewhere) => format!(
                "All failed contacts were at {place}. The child was not seen there, but was seen at {elsewhere}."
            ),
            CheckFinding::SameWeekday(weekday) => {
                let name = weekday_name(weekday);
                format!("All failed contacts were on a {name}. The child was seen, but never on a {name}.")
            }
            CheckFinding::SameTimeOfDay { morning } => {
                let (failed, seen) =
                    if morning { ("before 12:00", "from 12:00 on") } else { ("from 12:00 on", "before 12:00") };
                format!("All failed contacts were {failed}. The child was seen only {seen}.")
            }
            CheckFinding::NamesDiffer => {
                let names: Vec<&str> = self.details.given_names(self.reread).collect();
                format!("Records give different given names: {}.", listed(&names))
            }
            CheckFinding::DeathMentioned(row) => self.death_sentence(row),
            CheckFinding::Interpreter { barrier, text } => outcome_texts::interpreter_sentence(barrier, text),
            CheckFinding::NotRebooked(services) => {
                let names: Vec<&str> = services.iter().map(|service| self.intake.services[*service].as_str()).collect();
                format!("Nothing is booked after {} with {}.", self.timeline.period.as_of.long(), listed(&names))
            }
        }
    }

    fn address_differs(&self) -> Option<CheckFinding<'a>> {
        let mut postcodes = self.details.postcodes(self.settings, self.reread).map(|(_, postcode)| postcode);
        let first = normalised_postcode(postcodes.next()?);
        postcodes.any(|postcode| normalised_postcode(postcode) != first).then_some(CheckFinding::AddressDiffers)
    }

    fn details_changed(&self) -> Option<CheckFinding<'a>> {
        let changed = self.details.details_changed_on?;
        let first = self.timeline.failed.first()?.day;
        let holds = self.timeline.period.contains(changed) && changed >= first.plus(-DETAILS_CHANGED_DAYS);
        holds.then_some(CheckFinding::DetailsChanged(changed, first))
    }

    fn short_notice(&self) -> Option<CheckFinding<'a>> {
        let mut all = 0;
        let mut short = 0;
        for contact in self.timeline.evidence().into_iter().map(|place| &self.timeline.contacts[place]) {
            let notice = self.reread.booked_on(contact.row).map(|booked| contact.day.0 - booked.0);
            if let Some(notice) = notice.filter(|notice| *notice >= 0) {
                all += 1;
                short += usize::from(notice < SHORT_NOTICE_DAYS);
            }
        }
        (short > 0 && short * 2 >= all).then_some(CheckFinding::ShortNotice { short, all })
    }

    /// The contacts of the review period at which the child was seen. Telephone and video count too, because they show when the
    /// family can be reached.
    fn contacts_seen(&self) -> impl Iterator<Item = &'a Contact> {
        let timeline = self.timeline;
        timeline.seen_by_any_means().filter(|c| timeline.period.contains(c.day))
    }

    fn location(&self, row: ContactRecord) -> &'a str {
        self.reread.text(row, Field::Location)
    }

    fn same_place(&self) -> Option<CheckFinding<'a>> {
        if self.timeline.failed.len() < MIN_FOR_PATTERN {
            return None;
        }
        let evidence = self.timeline.evidence();
        let mut rows = evidence.iter().map(|place| self.timeline.contacts[*place].row);
        let place = self.location(rows.next()?);
        // Texts are usually identical, and folding is slow, so the place is folded only when a text differs.
        let mut folded = None;
        let mut is_same = |text: &str| text == place || fold(text) == *folded.get_or_insert_with(|| fold(place));
        if fold(place).is_empty() || !rows.all(|row| is_same(self.location(row))) {
            return None;
        }
        let seen = || self.contacts_seen().map(|contact| self.location(contact.row));
        let elsewhere = seen().filter(|text| !text.is_empty()).last()?;
        (!seen().any(is_same)).then_some(CheckFinding::SamePlace(place, elsewhere))
    }

    fn same_weekday(&self) -> Option<CheckFinding<'a>> {
        if self.timeline.failed.len() < MIN_FOR_PATTERN {
            return None;
        }
        let weekday = self.timeline.failed.first()?.day.weekday();
        let all = self.timeline.failed.iter().all(|f| f.day.weekday() == weekday);
        let mut seen = self.contacts_seen().map(|c| c.day.weekday()).peekable();
        let never_seen_then = seen.peek().is_some() && seen.all(|day| day != weekday);
        (all && never_seen_then).then_some(CheckFinding::SameWeekday(weekday))
    }

    fn same_time_of_day(&self) -> Option<CheckFinding<'a>> {
        if self.timeline.failed.len() < MIN_FOR_PATTERN {
            return None;
        }
        let is_morning = |contact: &Contact| contact.time.map(|time| time < NOON);
        let evidence = self.timeline.evidence();
        let mut failed = evidence.iter().map(|place| is_morning(&self.timeline.contacts[*place]));
        let morning = failed.next()??;
        let mut seen = self.contacts_seen().filter_map(is_morning).peekable();
        let in_other_half = seen.peek().is_some() && seen.all(|other| other != morning);
        let all_in_one_half = failed.all(|half| half == Some(morning));
        (all_in_one_half && in_other_half).then_some(CheckFinding::SameTimeOfDay { morning })
    }

    fn not_rebooked(&self) -> Option<CheckFinding<'a>> {
        let failed = self.timeline.services_failed();
        let some_book = failed.iter().any(|service| self.booking_services.contains(service));
        let rebooked = self.timeline.booked().any(|c| failed.contains(&c.service));
        (some_book && !rebooked).then_some(CheckFinding::NotRebooked(failed))
    }
}

/// A postcode without spaces, in capitals.
fn normalised_postcode(postcode: &str) -> String {
    postcode.chars().filter(|c| !crate::text::is_blank(*c)).flat_map(char::to_uppercase).collect()
}
