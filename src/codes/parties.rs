//! Subjects: whom a contact was with.

use super::{Code, CodeSet};
use crate::vocabulary::Party;

/// The sets for `subject_codes`.
pub(crate) const PARTIES: &[CodeSet<Party>] = &[CodeSet {
    name: "nhs-care-contact-subject",
    about: "CARE CONTACT SUBJECT: CSDS.",
    source: "NHS Data Model and Dictionary, 19 May 2026",
    note: "With 02 an attended contact means `family_seen`: somebody came, but the child was not there.",
    codes: &[
        Code { texts: &["01"], says: "Patient", is: Party::Child },
        Code { texts: &["02"], says: "Patient proxy", is: Party::Family },
    ],
}];
