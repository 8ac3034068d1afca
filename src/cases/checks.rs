//! Could it be us? Prompts to ask whether an administrative error, or an appointment that the family could not make, is
//! behind the failed contacts (§5). They never make a case, and never hide one.

use std::collections::BTreeSet;

use crate::child::known::Known;
use crate::child::reread::Reread;
use crate::child::timeline::Timeline;
use crate::config::settings::Sort;
use crate::day::weekday_name;
use crate::field::Field;
use crate::rules::listed;
use crate::text::fold;

/// Days before a contact from which on a booking is not at short notice.
const NOTICE: i32 = 7;
/// Days before the first failed contact from which on a change of details may explain it.
const CHANGED_BEFORE: i32 = 30;
/// Failed contacts from which on a place or a weekday says something.
const TELLING: usize = 3;

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
        Self::NotRebooked,
    ];

    /// The word that CSV files use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AddressDiffers => "address_differs",
            Self::DateOfBirthDiffers => "date_of_birth_differs",
            Self::DetailsChanged => "details_changed",
            Self::ShortNotice => "short_notice",
            Self::SamePlace => "same_place",
            Self::SameWeekday => "same_weekday",
            Self::NotRebooked => "not_rebooked",
        }
    }

    /// The question to ask.
    pub const fn question(self) -> &'static str {
        match self {
            Self::AddressDiffers => "Do letters go to the right address?",
            Self::DateOfBirthDiffers => "Are all these records of one child?",
            Self::DetailsChanged => "Did the change of details reach every service?",
            Self::ShortNotice => "Did the family have enough notice?",
            Self::SamePlace => "Can the family get to this place?",
            Self::SameWeekday => "Is this weekday one that the family can make?",
            Self::NotRebooked => "Has anyone offered another appointment?",
        }
    }
}

/// A check that holds, with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub kind: CheckKind,
    /// What the records say: a sentence.
    pub facts: String,
}

/// What the checks look at.
pub struct Evidence<'a> {
    /// The child's contacts.
    pub timeline: &'a Timeline,
    /// What is known of the child.
    pub known: &'a Known,
    /// The texts of the contacts.
    pub reread: &'a Reread,
    /// Services that have some child's pending contact after the as-of date.
    pub booking: &'a BTreeSet<u32>,
    /// Names of services by number.
    pub services: &'a [String],
}

/// Every check that holds, in order; none without failed contacts.
pub fn checks(evidence: &Evidence<'_>) -> Vec<Check> {
    if evidence.timeline.failed.is_empty() {
        return Vec::new();
    }
    CheckKind::ALL.iter().filter_map(|kind| evidence.facts(*kind).map(|facts| Check { kind: *kind, facts })).collect()
}

impl Evidence<'_> {
    /// The facts of a check, where it holds.
    fn facts(&self, kind: CheckKind) -> Option<String> {
        match kind {
            CheckKind::AddressDiffers => self.address_differs(),
            CheckKind::DateOfBirthDiffers => self.date_of_birth_differs(),
            CheckKind::DetailsChanged => self.details_changed(),
            CheckKind::ShortNotice => self.short_notice(),
            CheckKind::SamePlace => self.same_place(),
            CheckKind::SameWeekday => self.same_weekday(),
            CheckKind::NotRebooked => self.not_rebooked(),
        }
    }

    fn address_differs(&self) -> Option<String> {
        let postcodes = &self.known.postcodes;
        let different: BTreeSet<String> = postcodes.values().map(|p| squeezed(p)).collect();
        (different.len() > 1).then(|| {
            let told: Vec<String> =
                postcodes.iter().map(|(source, postcode)| format!("{postcode} ({source})")).collect();
            format!("The newest postcodes differ: {}.", listed(&told))
        })
    }

    fn date_of_birth_differs(&self) -> Option<String> {
        let births = &self.known.births;
        (births.len() > 1).then(|| {
            let told: Vec<String> = births.iter().map(|day| day.long()).collect();
            format!("The records carry different dates of birth: {}.", listed(&told))
        })
    }

    fn details_changed(&self) -> Option<String> {
        let changed = self.known.details_changed_on?;
        let first = self.timeline.failed.first()?.day;
        let holds = self.timeline.period.contains(changed) && changed >= first.plus(-CHANGED_BEFORE);
        holds.then(|| {
            format!("Details were changed on {}; the first failed contact was on {}.", changed.long(), first.long())
        })
    }

    fn short_notice(&self) -> Option<String> {
        let contacts = self.timeline.evidence().into_iter().map(|place| &self.timeline.contacts[place]);
        let notices: Vec<i32> = contacts
            .filter_map(|c| self.reread.booked_on(c.row).map(|booked| c.day.0 - booked.0))
            .filter(|notice| *notice >= 0)
            .collect();
        let short = notices.iter().filter(|notice| **notice < NOTICE).count();
        (short > 0 && short * 2 >= notices.len()).then(|| match notices.len() {
            1 => format!("The only contact whose booking date is known was booked less than {NOTICE} days before."),
            all => {
                let were = if short == 1 { "was" } else { "were" };
                format!("{short} of the {all} contacts whose booking date is known {were} booked less than {NOTICE} days before.")
            }
        })
    }

    fn location(&self, row: usize) -> &str {
        self.reread.text(Sort::Contacts, row, Field::Location)
    }

    fn same_place(&self) -> Option<String> {
        if self.timeline.failed.len() < TELLING {
            return None;
        }
        let evidence = self.timeline.evidence();
        let rows = || evidence.iter().map(|place| self.timeline.contacts[*place].row);
        let shown = self.location(rows().next()?);
        let place = fold(shown);
        if place.is_empty() || rows().any(|row| fold(self.location(row)) != place) {
            return None;
        }
        let seen: BTreeSet<String> = self.timeline.seen_in_period().map(|c| fold(self.location(c.row))).collect();
        let others = self.timeline.seen_in_period().map(|c| self.location(c.row)).filter(|text| !text.is_empty());
        let elsewhere = others.last()?;
        (!seen.contains(&place)).then(|| {
            format!("All failed contacts were at {shown}, where the child was never seen; seen at {elsewhere} instead.")
        })
    }

    fn same_weekday(&self) -> Option<String> {
        if self.timeline.failed.len() < TELLING {
            return None;
        }
        let weekday = self.timeline.failed.first()?.day.weekday();
        let all = self.timeline.failed.iter().all(|f| f.day.weekday() == weekday);
        let mut seen = self.timeline.seen_in_period().map(|c| c.day.weekday()).peekable();
        let never_seen_then = seen.peek().is_some() && seen.all(|day| day != weekday);
        (all && never_seen_then).then(|| {
            let name = weekday_name(weekday);
            format!("All failed contacts were on a {name}; the child was seen on other days, never on a {name}.")
        })
    }

    fn not_rebooked(&self) -> Option<String> {
        let failed = self.timeline.services_failed();
        let some_book = failed.iter().any(|service| self.booking.contains(service));
        let rebooked = self.timeline.booked().any(|c| failed.contains(&c.service));
        (some_book && !rebooked).then(|| {
            let names: Vec<&str> = failed.iter().map(|s| self.services[*s as usize].as_str()).collect();
            format!("Nothing is booked after {} with {}.", self.timeline.period.as_of.long(), listed(&names))
        })
    }
}

/// A postcode without its blanks, in capitals.
fn squeezed(postcode: &str) -> String {
    postcode.chars().filter(|c| !crate::text::is_blank(*c)).flat_map(char::to_uppercase).collect()
}
