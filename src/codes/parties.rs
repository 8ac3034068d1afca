//! Code sets of subjects: the person with whom a contact was.

use super::{Code, CodeSet};
use crate::vocabulary::Party;

/// The sets for `subject_codes`.
pub(crate) const PARTIES: &[CodeSet<Party>] = &[CodeSet {
    name: "nhs-care-contact-subject",
    about: "CARE CONTACT SUBJECT: CSDS.",
    source: "NHS Data Model and Dictionary, 19 May 2026",
    note: "With 02 an attended contact means `family_seen`: somebody came, but the child was not there.",
    codes: &[
        Code { texts: &["01"], description: "Patient", meaning: Party::Child },
        Code { texts: &["02"], description: "Patient proxy", meaning: Party::Family },
    ],
}];
