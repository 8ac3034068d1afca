//! Code sets of closure reasons: why a referral was closed. A configuration does not name these sets: they always apply, unless
//! its map `closures` gives a text another meaning.

use super::{Code, CodeSet};
use crate::vocabulary::Closure;

const fn code(texts: &'static [&'static str], description: &'static str, meaning: Closure) -> Code<Closure> {
    Code { texts, description, meaning }
}

/// The sets in which a `closure_reason` is looked up.
pub(crate) const CLOSURES: &[CodeSet<Closure>] = &[
    CodeSet {
        name: "nhs-referral-closure-reason",
        about: "REFERRAL CLOSURE REASON: CSDS.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "Always in force for `closure_reason`.",
        codes: &[
            code(&["01"], "Admitted elsewhere", Closure::Other),
            code(&["02"], "Treatment completed", Closure::Other),
            code(&["03"], "Moved out of the area", Closure::Other),
            code(&["04"], "No further treatment appropriate", Closure::Other),
            code(&["05"], "Patient did not attend", Closure::DidNotAttend),
            code(&["06"], "Patient died", Closure::Other),
            code(&["07"], "Patient requested discharge", Closure::FamilyRequest),
            code(&["08"], "Referred to other specialty or service", Closure::Other),
            code(&["09"], "Patient refused to be seen", Closure::Refused),
        ],
    },
    CodeSet {
        name: "nhs-referral-to-treatment-status",
        about: "REFERRAL TO TREATMENT PERIOD STATUS: outpatients.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "Always in force for `closure_reason`. 34 includes a discharge after a second missed appointment, and much else: \
               if it means that where you are, map it in [contacts.closures].",
        codes: &[
            code(&["10"], "First activity", Closure::Other),
            code(&["11"], "First activity after active monitoring", Closure::Other),
            code(&["12"], "First activity for a separate condition", Closure::Other),
            code(&["20"], "Subsequent activity", Closure::Other),
            code(&["21"], "Subsequent activity by another provider", Closure::Other),
            code(&["30"], "Start of first definitive treatment", Closure::Other),
            code(&["31"], "Active monitoring initiated by the patient", Closure::Other),
            code(&["32"], "Active monitoring initiated by the care professional", Closure::Other),
            code(&["33"], "Did not attend the first activity after the referral", Closure::DidNotAttend),
            code(&["34"], "Decision not to treat", Closure::Other),
            code(&["35"], "Patient declined offered treatment", Closure::Refused),
            code(&["36"], "Patient died before treatment", Closure::Other),
            code(&["90"], "After treatment", Closure::Other),
            code(&["91"], "During active monitoring", Closure::Other),
            code(&["92"], "Not yet referred for treatment", Closure::Other),
            code(&["98"], "Not applicable", Closure::Other),
            code(&["99"], "Not yet known", Closure::Other),
        ],
    },
];
