//! Could it be us? Prompts to ask whether an administrative error, or an appointment that the family could not make, is
//! behind the failed contacts (§5). They never make a case, and never hide one.

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
mod said;

/// Days before a contact from which on a booking is not at short notice.
const NOTICE: i32 = 7;
/// Days before the first failed contact from which on a change of details may explain it.
const CHANGED_BEFORE: i32 = 30;
/// Failed contacts from which on a place, a weekday or a time of day says something.
const TELLING: usize = 3;
/// When the second half of the day begins.
const NOON: Time = Time(12 * 3600);

/// Which check holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// The sources have different postcodes.
    AddressDiffers,
    /// The records carry different dates of birth.
    DateOfBirthDiffers,
    /// Details changed shortly before the failed contacts, or since.
    DetailsChanged,
    /// Half of the failed contacts or more were booked less than a week before.
    ShortNotice,
    /// All failed contacts were at one place, and the child is seen at another.
    SamePlace,
    /// All failed contacts were on one weekday, and the child is seen on others.
    SameWeekday,
    /// All failed contacts were in one half of the day, and the child is seen in the other only.
    SameTimeOfDay,
    /// The records carry given names that are not forms of one name.
    NamesDiffer,
    /// An outcome says that the child has died, and no record has a date of death.
    DeathMentioned,
    /// The family needs an interpreter, or none came.
    Interpreter,
    /// Nothing new is booked with the services that failed, though they book.
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

    /// What a line of the list says of it.
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

    /// The question to ask.
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

/// The checks that hold for a child, without a word: a sheet tells their facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks(u16);

impl Checks {
    /// The checks, in order.
    pub fn iter(self) -> impl Iterator<Item = CheckKind> {
        CheckKind::ALL.iter().copied().filter(move |kind| self.has(*kind))
    }

    /// Whether a check is one of them.
    pub(crate) const fn has(self, kind: CheckKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Whether there is none.
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What the checks look at.
pub(crate) struct Evidence<'a> {
    /// The child, with all their records.
    pub(crate) child: Child<'a>,
    /// Everything that was read.
    pub(crate) intake: &'a Intake,
    /// The child's contacts.
    pub(crate) timeline: &'a Timeline,
    /// What is known of the child.
    pub(crate) known: &'a ChildDetails,
    /// The texts of the contacts.
    pub(crate) reread: &'a Reread,
    /// Services that have some child's pending contact after the as-of date.
    pub(crate) booking: &'a BTreeSet<ServiceNumber>,
    /// The settings in force.
    pub(crate) settings: &'a Settings,
}

/// What shows that a check holds, before it is put in words.
enum Shown<'a> {
    /// The child has these newest postcodes.
    AddressDiffers,
    /// The records carry these dates of birth.
    DateOfBirthDiffers,
    /// Details were changed on a day; the day of the first failed contact.
    DetailsChanged(Day, Day),
    /// Of so many contacts whose booking date is known, so many were booked at short notice.
    ShortNotice { short: usize, all: usize },
    /// The place of the failed contacts, and one where the child was seen.
    SamePlace(&'a str, &'a str),
    /// The day of the week of the failed contacts.
    SameWeekday(Weekday),
    /// Whether the failed contacts were before noon.
    SameTimeOfDay { morning: bool },
    /// The records carry these given names.
    NamesDiffer,
    /// The record whose outcome says that the child has died.
    DeathMentioned(&'a Row),
    /// That the child or the family speaks another language; and the text that says that no interpreter came.
    Interpreter { barrier: bool, text: Option<&'a str> },
    /// The services with which nothing is booked.
    NotRebooked(Vec<ServiceNumber>),
}

/// Every check that holds; none without failed contacts.
pub(crate) fn checks(evidence: &Evidence<'_>) -> Checks {
    let holds = |kind: &&CheckKind| evidence.shown(**kind).is_some();
    Checks(CheckKind::ALL.iter().filter(holds).fold(0, |checks, kind| checks | kind.bit()))
}

impl<'a> Evidence<'a> {
    /// What the records say to a check: a sentence, where it holds.
    pub(crate) fn facts(&self, kind: CheckKind) -> Option<String> {
        self.shown(kind).map(|shown| self.words(shown))
    }

    fn shown(&self, kind: CheckKind) -> Option<Shown<'a>> {
        if self.timeline.failed.is_empty() {
            return None;
        }
        match kind {
            CheckKind::AddressDiffers => self.address_differs(),
            CheckKind::DateOfBirthDiffers => (!self.known.births().is_empty()).then_some(Shown::DateOfBirthDiffers),
            CheckKind::DetailsChanged => self.details_changed(),
            CheckKind::ShortNotice => self.short_notice(),
            CheckKind::SamePlace => self.same_place(),
            CheckKind::SameWeekday => self.same_weekday(),
            CheckKind::SameTimeOfDay => self.same_time_of_day(),
            CheckKind::NamesDiffer => self.known.names_differ().then_some(Shown::NamesDiffer),
            CheckKind::DeathMentioned => self.death_mentioned(),
            CheckKind::Interpreter => self.interpreter(),
            CheckKind::NotRebooked => self.not_rebooked(),
        }
    }

    fn words(&self, shown: Shown<'_>) -> String {
        match shown {
            Shown::AddressDiffers => {
                let postcodes = self.known.postcodes(self.settings, self.reread);
                let told: Vec<String> = postcodes.map(|(source, postcode)| format!("{postcode} ({source})")).collect();
                format!("Sources give different postcodes: {}.", listed(&told))
            }
            Shown::DateOfBirthDiffers => {
                let told: Vec<String> = self.known.births().iter().map(|day| day.long()).collect();
                format!("Records give different dates of birth: {}.", listed(&told))
            }
            Shown::DetailsChanged(changed, first) => {
                let (changed, first) = (changed.long(), first.long());
                format!("Details changed on {changed}. The first failed contact was on {first}.")
            }
            Shown::ShortNotice { all: 1, .. } => {
                format!("Only 1 contact has a booking date. It was booked less than {NOTICE} days before.")
            }
            Shown::ShortNotice { short, all } => {
                let were = if short == 1 { "was" } else { "were" };
                format!(
                    "{short} of the {all} contacts with a booking date {were} booked less than {NOTICE} days before."
                )
            }
            Shown::SamePlace(place, elsewhere) => format!(
                "All failed contacts were at {place}. The child was not seen there, but was seen at {elsewhere}."
            ),
            Shown::SameWeekday(weekday) => {
                let name = weekday_name(weekday);
                format!("All failed contacts were on a {name}. The child was seen, but never on a {name}.")
            }
            Shown::SameTimeOfDay { morning } => {
                let (failed, seen) =
                    if morning { ("before 12:00", "from 12:00 on") } else { ("from 12:00 on", "before 12:00") };
                format!("All failed contacts were {failed}. The child was seen only {seen}.")
            }
            Shown::NamesDiffer => {
                let told: Vec<&str> = self.known.given_names(self.reread).collect();
                format!("Records give different given names: {}.", listed(&told))
            }
            Shown::DeathMentioned(row) => self.death_in_words(row),
            Shown::Interpreter { barrier, text } => said::interpreter_in_words(barrier, text),
            Shown::NotRebooked(services) => {
                let names: Vec<&str> = services.iter().map(|own| self.intake.services[*own].as_str()).collect();
                format!("Nothing is booked after {} with {}.", self.timeline.period.as_of.long(), listed(&names))
            }
        }
    }

    fn address_differs(&self) -> Option<Shown<'a>> {
        let mut postcodes = self.known.postcodes(self.settings, self.reread).map(|(_, postcode)| postcode);
        let first = squeezed(postcodes.next()?);
        postcodes.any(|postcode| squeezed(postcode) != first).then_some(Shown::AddressDiffers)
    }

    fn details_changed(&self) -> Option<Shown<'a>> {
        let changed = self.known.details_changed_on?;
        let first = self.timeline.failed.first()?.day;
        let holds = self.timeline.period.contains(changed) && changed >= first.plus(-CHANGED_BEFORE);
        holds.then_some(Shown::DetailsChanged(changed, first))
    }

    fn short_notice(&self) -> Option<Shown<'a>> {
        let mut all = 0;
        let mut short = 0;
        for contact in self.timeline.evidence().into_iter().map(|place| &self.timeline.contacts[place]) {
            let notice = self.reread.booked_on(contact.row).map(|booked| contact.day.0 - booked.0);
            if let Some(notice) = notice.filter(|notice| *notice >= 0) {
                all += 1;
                short += usize::from(notice < NOTICE);
            }
        }
        (short > 0 && short * 2 >= all).then_some(Shown::ShortNotice { short, all })
    }

    /// The contacts of the review period at which the child was seen: by telephone and video too, which say when a family
    /// can be reached.
    fn seen(&self) -> impl Iterator<Item = &'a Contact> {
        let timeline = self.timeline;
        timeline.seen_by_any_means().filter(|c| timeline.period.contains(c.day))
    }

    fn location(&self, row: ContactRecord) -> &'a str {
        self.reread.text(row, Field::Location)
    }

    fn same_place(&self) -> Option<Shown<'a>> {
        if self.timeline.failed.len() < TELLING {
            return None;
        }
        let evidence = self.timeline.evidence();
        let mut rows = evidence.iter().map(|place| self.timeline.contacts[*place].row);
        let shown = self.location(rows.next()?);
        // The same text needs no comparing.
        let mut folded = None;
        let mut is_here = |text: &str| text == shown || fold(text) == *folded.get_or_insert_with(|| fold(shown));
        if fold(shown).is_empty() || !rows.all(|row| is_here(self.location(row))) {
            return None;
        }
        let seen = || self.seen().map(|contact| self.location(contact.row));
        let elsewhere = seen().filter(|text| !text.is_empty()).last()?;
        (!seen().any(is_here)).then_some(Shown::SamePlace(shown, elsewhere))
    }

    fn same_weekday(&self) -> Option<Shown<'a>> {
        if self.timeline.failed.len() < TELLING {
            return None;
        }
        let weekday = self.timeline.failed.first()?.day.weekday();
        let all = self.timeline.failed.iter().all(|f| f.day.weekday() == weekday);
        let mut seen = self.seen().map(|c| c.day.weekday()).peekable();
        let never_seen_then = seen.peek().is_some() && seen.all(|day| day != weekday);
        (all && never_seen_then).then_some(Shown::SameWeekday(weekday))
    }

    fn same_time_of_day(&self) -> Option<Shown<'a>> {
        if self.timeline.failed.len() < TELLING {
            return None;
        }
        let is_morning = |contact: &Contact| contact.time.map(|time| time < NOON);
        let evidence = self.timeline.evidence();
        let mut failed = evidence.iter().map(|place| is_morning(&self.timeline.contacts[*place]));
        let morning = failed.next()??;
        let mut seen = self.seen().filter_map(is_morning).peekable();
        let in_other_half = seen.peek().is_some() && seen.all(|other| other != morning);
        (failed.all(|own| own == Some(morning)) && in_other_half).then_some(Shown::SameTimeOfDay { morning })
    }

    fn not_rebooked(&self) -> Option<Shown<'a>> {
        let failed = self.timeline.services_failed();
        let some_book = failed.iter().any(|service| self.booking.contains(service));
        let rebooked = self.timeline.booked().any(|c| failed.contains(&c.service));
        (some_book && !rebooked).then_some(Shown::NotRebooked(failed))
    }
}

/// A postcode without its blanks, in capitals.
fn squeezed(postcode: &str) -> String {
    postcode.chars().filter(|c| !crate::text::is_blank(*c)).flat_map(char::to_uppercase).collect()
}
