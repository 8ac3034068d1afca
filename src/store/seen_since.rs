//! Which attendances answer a contact, such as one that says that a child is missing, if the records of two children are under
//! one number.

use std::collections::BTreeMap;

use crate::records::ContactRecord;

/// For each contact since which another child was seen, the attendances that are not that other child's: enough of them to tell
/// for each day whether there was one. Every other contact is answered by any attendance.
#[derive(Clone, Debug, Default)]
pub struct SeenSince(BTreeMap<ContactRecord, Vec<ContactRecord>>);

impl SeenSince {
    /// Records that only these attendances answer a contact.
    pub(crate) fn only(&mut self, contact: ContactRecord, seen: Vec<ContactRecord>) {
        self.0.insert(contact, seen);
    }

    /// Whether another child was seen since a contact, so that not just any attendance answers it.
    pub(crate) fn asks_who(&self, contact: ContactRecord) -> bool {
        self.0.contains_key(&contact)
    }

    /// Whether an attendance after a contact answers it, as far as their records say who was seen.
    pub(crate) fn may_answer(&self, contact: ContactRecord, seen: ContactRecord) -> bool {
        self.0.get(&contact).is_none_or(|attendances| attendances.contains(&seen))
    }
}
