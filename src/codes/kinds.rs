//! Code sets of kinds: how or where a contact took place.

use super::{Code, CodeSet};
use crate::vocabulary::Kind;

const fn code(texts: &'static [&'static str], description: &'static str, meaning: Kind) -> Code<Kind> {
    Code { texts, description, meaning }
}

/// The sets for `kind_codes`.
pub(crate) const KINDS: &[CodeSet<Kind>] = &[
    CodeSet {
        name: "nhs-consultation-medium",
        about: "CONSULTATION MEDIUM USED: outpatients (CDS 6.2), CSDS, IAPT.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "01 does not say where: if a service visits at home, map it to `home_visit` in [contacts.kinds].",
        codes: &[
            code(&["01"], "Face to face", Kind::Clinic),
            code(&["02"], "Telephone", Kind::Remote),
            code(&["03"], "Telemedicine", Kind::Remote),
            code(&["04"], "Talk type for a person unable to speak", Kind::Remote),
            code(&["05"], "Email", Kind::Remote),
            code(&["06"], "Text message (SMS)", Kind::Remote),
            code(&["07"], "Online triage", Kind::Remote),
            code(&["08"], "Online instant messaging", Kind::Remote),
            code(&["98"], "Other (not listed)", Kind::Other),
        ],
    },
    CodeSet {
        name: "nhs-activity-location-type",
        about: "ACTIVITY LOCATION TYPE CODE: outpatients (CDS), CSDS, MHSDS.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "D01, D02 and E04 mean care that nobody booked; where appointments are booked there, map them to `clinic`.",
        codes: LOCATIONS,
    },
];

const LOCATIONS: &[Code<Kind>] = &[
    code(&["A01"], "Patient’s home", Kind::HomeVisit),
    code(&["A02"], "Carer’s home", Kind::HomeVisit),
    code(&["A03"], "Patient’s workplace", Kind::Clinic),
    code(&["A04"], "Other patient related location", Kind::HomeVisit),
    code(&["B01"], "Primary care health centre", Kind::Clinic),
    code(&["B02"], "Polyclinic", Kind::Clinic),
    code(&["C01"], "General medical practitioner practice", Kind::Clinic),
    code(&["C02"], "Dental practice", Kind::Clinic),
    code(&["C03"], "Ophthalmic medical practitioner premises", Kind::Clinic),
    code(&["D01"], "Walk-in centre", Kind::Unscheduled),
    code(&["D02"], "Out of hours centre", Kind::Unscheduled),
    code(&["D03"], "Emergency community dental service", Kind::Clinic),
    code(&["E01"], "Outpatient clinic", Kind::Clinic),
    code(&["E02"], "Ward", Kind::Clinic),
    code(&["E03"], "Day hospital", Kind::Clinic),
    code(&["E04"], "Emergency or minor injuries department", Kind::Unscheduled),
    code(&["E99"], "Other departments", Kind::Clinic),
    code(&["F01"], "Hospice", Kind::Clinic),
    code(&["G01"], "Care home without nursing", Kind::Clinic),
    code(&["G02"], "Care home with nursing", Kind::Clinic),
    code(&["G03"], "Children’s home", Kind::Clinic),
    code(&["G04"], "Integrated care home without and with nursing", Kind::Clinic),
    code(&["H01"], "Day centre", Kind::Clinic),
    code(&["J01"], "Resource centre", Kind::Clinic),
    code(&["K01"], "Sure Start children’s centre", Kind::Clinic),
    code(&["K02"], "Child development centre", Kind::Clinic),
    code(&["L01"], "School", Kind::EducationSetting),
    code(&["L02"], "Further education college", Kind::EducationSetting),
    code(&["L03"], "University", Kind::EducationSetting),
    code(&["L04"], "Nursery premises", Kind::EducationSetting),
    code(&["L05"], "Other childcare premises", Kind::EducationSetting),
    code(&["L06"], "Training establishments", Kind::EducationSetting),
    code(&["L99"], "Other educational premises", Kind::EducationSetting),
    code(&["M01"], "Prison", Kind::Clinic),
    code(&["M02"], "Probation service premises", Kind::Clinic),
    code(&["M03"], "Police station or custody suite", Kind::Clinic),
    code(&["M04"], "Young offender institution", Kind::Clinic),
    code(&["M05"], "Immigration removal centre", Kind::Clinic),
    code(&["M06"], "Young offender institution (15 to 17)", Kind::Clinic),
    code(&["M07"], "Young offender institution (18 to 21)", Kind::Clinic),
    code(&["N01"], "Street or other public open space", Kind::Clinic),
    code(&["N02"], "Other publicly accessible area or building", Kind::Clinic),
    code(&["N03"], "Voluntary or charitable agency premises", Kind::Clinic),
    code(&["N04"], "Dispensing optician premises", Kind::Clinic),
    code(&["N05"], "Dispensing pharmacy premises", Kind::Clinic),
    code(&["X01"], "Other locations not elsewhere classified", Kind::Clinic),
];
