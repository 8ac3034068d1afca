//! Lists what the checks could compare in a child's records, so that a sheet does not claim to have compared anything else.

use super::{CheckInput, Contact, MIN_FOR_PATTERN};
use crate::day::NO_DAY;
use crate::field::Field;
use crate::records::AnyRecord;

impl CheckInput<'_> {
    /// What could be compared, in words, in the order of the checks.
    pub(crate) fn compared_items(&self) -> Vec<&'static str> {
        let evidence = self.timeline.evidence();
        let failed = || evidence.iter().map(|place| &self.timeline.contacts[*place]);
        let seen = |is: &dyn Fn(&Contact) -> bool| self.contacts_seen().any(is);
        let is_somewhere = |contact: &Contact| !self.location(contact.row).is_empty();
        let has_time = |contact: &Contact| contact.time.is_some();
        let enough_for_pattern = self.timeline.failed.len() >= MIN_FOR_PATTERN;
        let has_notice =
            |contact: &Contact| self.reread.booked_on(contact.row).is_some_and(|booked| booked <= contact.day);
        [
            (self.details.postcodes(self.settings, self.reread).count() > 1, "postcodes"),
            (self.births() > 1, "dates of birth"),
            (self.details.details_changed_on.is_some(), "changes of details"),
            (failed().any(has_notice), "notice"),
            (enough_for_pattern && failed().all(is_somewhere) && seen(&is_somewhere), "place"),
            (enough_for_pattern && seen(&|_| true), "weekday"),
            (enough_for_pattern && failed().all(has_time) && seen(&has_time), "time of day"),
            (self.given_names() > 1, "given names"),
            (failed().any(|contact| self.booking_services.contains(&contact.service)), "what is booked"),
        ]
        .into_iter()
        .filter_map(|(comparable, what)| comparable.then_some(what))
        .collect()
    }

    /// The number of records that have a given name.
    fn given_names(&self) -> usize {
        let says = |record: AnyRecord| !self.reread.text(record, Field::GivenName).is_empty();
        let of_contacts = self.child.used().filter(|row| says(row.row.into()));
        let register = &self.intake.register;
        let of_records = self.child.records().iter().filter(|record| register.counts(**record));
        of_contacts.count() + of_records.filter(|record| says((**record).into())).count()
    }

    /// The number of records that have a date of birth.
    fn births(&self) -> usize {
        let of_contacts = self.child.used().filter_map(|row| row.born.day(self.timeline.period.as_of));
        let register = &self.intake.register;
        let of_records = self.child.records().iter().filter(|record| register.counts(**record));
        of_contacts.count() + of_records.filter(|record| register.born(**record) != NO_DAY).count()
    }
}
