//! Code sets of outcomes: how a contact ended, in the codes of appointment systems and national data sets.

use super::{Code, CodeSet};
use crate::vocabulary::{Kind, Outcome};

/// What an outcome code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutcomeMeaning {
    /// The outcome.
    pub(crate) outcome: Outcome,
    /// The kind of contact that the code implies, used for a contact whose record gives no kind.
    pub(crate) kind: Option<Kind>,
}

const fn code(texts: &'static [&'static str], description: &'static str, outcome: Outcome) -> Code<OutcomeMeaning> {
    Code { texts, description, meaning: OutcomeMeaning { outcome, kind: None } }
}

const fn of_kind(
    texts: &'static [&'static str],
    description: &'static str,
    outcome: Outcome,
    kind: Kind,
) -> Code<OutcomeMeaning> {
    Code { texts, description, meaning: OutcomeMeaning { outcome, kind: Some(kind) } }
}

/// The source of the codes of the NHS Data Model and Dictionary.
const DICTIONARY: &str = "NHS Data Model and Dictionary, 19 May 2026";

/// The sets for `outcome_codes`.
pub(crate) const OUTCOMES: &[CodeSet<OutcomeMeaning>] = &[
    CodeSet {
        name: "nhs-attended-or-did-not-attend",
        about: "ATTENDED OR DID NOT ATTEND CODE: outpatients (CDS), CSDS, MHSDS, MSDS, IAPT.",
        source: DICTIONARY,
        note: "Code 0 is used for outpatients only.",
        codes: &[
            code(&["5"], "Attended on time or, if late, before the care professional was ready", Outcome::Seen),
            code(&["6"], "Arrived late, after the care professional was ready, but was seen", Outcome::Seen),
            code(&["7"], "Arrived late and could not be seen", Outcome::LateNotSeen),
            code(&["3"], "Did not attend, no advance warning given", Outcome::WasNotBrought),
            code(&["2"], "Cancelled by, or on behalf of, the patient", Outcome::CancelledByFamily),
            code(&["4"], "Cancelled or postponed by the health care provider", Outcome::CancelledByProvider),
            code(&["0"], "Not applicable: the appointment is in the future", Outcome::Pending),
        ],
    },
    CodeSet {
        name: "systmone-appointment-status",
        about: "The status of an appointment in TPP SystmOne, as text or as number.",
        source: "opensafely-core/ehrql, ehrql/backends/tpp.py, 29 June 2026",
        note: "`Visit` does not say what came of the visit, so it means no outcome recorded.",
        codes: &[
            code(&["0", "Booked"], "", Outcome::Pending),
            code(&["1", "Arrived"], "", Outcome::Pending),
            code(&["2", "Did Not Attend"], "", Outcome::WasNotBrought),
            code(&["3", "In Progress"], "", Outcome::Pending),
            code(&["4", "Finished"], "", Outcome::Seen),
            code(&["5", "Requested"], "", Outcome::Pending),
            code(&["6", "Blocked"], "A slot that nobody may book", Outcome::NotAContact),
            code(&["8", "Visit"], "", Outcome::Pending),
            code(&["9", "Waiting"], "", Outcome::Pending),
            code(&["10", "Cancelled by Patient"], "", Outcome::CancelledByFamily),
            code(&["11", "Cancelled by Unit"], "", Outcome::CancelledByProvider),
            code(&["12", "Cancelled by Other Service"], "", Outcome::CancelledByProvider),
            code(&["14", "No Access Visit"], "", Outcome::NoAccess),
            code(&["15", "Cancelled Due To Death"], "", Outcome::CancelledByProvider),
            code(&["16", "Patient Walked Out"], "", Outcome::LateNotSeen),
        ],
    },
    CodeSet {
        name: "fhir-appointment-status",
        about: "The status of a FHIR Appointment (R4), alone or with its cancellation reason: outcome = [\"status\", \
                \"cancelationReason\"].",
        source: "HL7 FHIR R4 AppointmentStatus; HL7 Terminology, appointment-cancellation-reason",
        note: "",
        codes: &[
            code(&["fulfilled"], "", Outcome::Seen),
            code(&["noshow"], "", Outcome::WasNotBrought),
            code(&["proposed"], "", Outcome::Pending),
            code(&["pending"], "", Outcome::Pending),
            code(&["booked"], "", Outcome::Pending),
            code(&["arrived"], "", Outcome::Pending),
            code(&["checked-in"], "", Outcome::Pending),
            code(&["waitlist"], "", Outcome::Pending),
            code(&["entered-in-error"], "", Outcome::NotAContact),
            code(&["cancelled"], "", Outcome::Cancelled),
            code(&["cancelled | pat"], "Patient", Outcome::CancelledByFamily),
            code(&["cancelled | pat-crs"], "Patient: by automated reminder", Outcome::CancelledByFamily),
            code(&["cancelled | pat-cpp"], "Patient: by patient portal", Outcome::CancelledByFamily),
            code(&["cancelled | pat-dec"], "Patient: deceased", Outcome::CancelledByProvider),
            code(&["cancelled | pat-fb"], "Patient: feeling better", Outcome::CancelledByFamily),
            code(&["cancelled | pat-lt"], "Patient: lack of transport", Outcome::CancelledByFamily),
            code(&["cancelled | pat-mt"], "Patient: member terminated", Outcome::Cancelled),
            code(&["cancelled | pat-mv"], "Patient: moved", Outcome::CancelledByFamily),
            code(&["cancelled | pat-preg"], "Patient: pregnant", Outcome::CancelledByFamily),
            code(&["cancelled | pat-swl"], "Patient: scheduled from wait list", Outcome::CancelledByProvider),
            code(&["cancelled | pat-ucp"], "Patient: unhappy, changed provider", Outcome::CancelledByFamily),
            code(&["cancelled | prov"], "Provider", Outcome::CancelledByProvider),
            code(&["cancelled | prov-pers"], "Provider: personal", Outcome::CancelledByProvider),
            code(&["cancelled | prov-dch"], "Provider: discharged", Outcome::CancelledByProvider),
            code(&["cancelled | prov-edu"], "Provider: education or meeting", Outcome::CancelledByProvider),
            code(&["cancelled | prov-hosp"], "Provider: hospitalised", Outcome::CancelledByProvider),
            code(&["cancelled | prov-labs"], "Provider: laboratory results out of range", Outcome::CancelledByProvider),
            code(&["cancelled | prov-mri"], "Provider: MRI screening form", Outcome::CancelledByProvider),
            code(&["cancelled | prov-onc"], "Provider: treatment plan changed", Outcome::CancelledByProvider),
            code(&["cancelled | maint"], "Equipment maintenance or repair", Outcome::CancelledByProvider),
            code(&["cancelled | meds-inc"], "Preparation or medicine incomplete", Outcome::Cancelled),
            code(&["cancelled | oth-int"], "No interpreter available", Outcome::CancelledByProvider),
            code(&["cancelled | oth-weath"], "Weather", Outcome::Cancelled),
            code(&["cancelled | other"], "Other", Outcome::Cancelled),
            code(&["cancelled | oth-cms"], "Other: CMS therapy cap, service not authorised", Outcome::Cancelled),
            code(&["cancelled | oth-err"], "Other: error", Outcome::Cancelled),
            code(&["cancelled | oth-fin"], "Other: financial", Outcome::Cancelled),
            code(&["cancelled | oth-iv"], "Other: improper intravenous access", Outcome::Cancelled),
            code(&["cancelled | oth-mu"], "Other: preparation, medicine or results unavailable", Outcome::Cancelled),
            code(&["cancelled | oth-room"], "Other: room or resource maintenance", Outcome::Cancelled),
            code(&["cancelled | oth-oerr"], "Other: schedule order error", Outcome::Cancelled),
            code(&["cancelled | oth-swie"], "Other: silent walk-in error", Outcome::Cancelled),
        ],
    },
    CodeSet {
        name: "emis-slot-status",
        about: "The status of a slot in the appointment book of EMIS Web, as letter or as text.",
        source: "herohealthsoftware.net, the EMIS Web appointment book slot statuses",
        note: "The source does not claim to be complete. EMIS Web can set DNA by itself after a set time: nobody has decided it \
               then. `S` stands for `Send in` and for `Start call`, so it says no kind. `Visited and not seen` does not say whether anybody was at home; map it to `no_access` if your service \
               uses it so.",
        codes: &[
            code(&["A", "Arrived"], "", Outcome::Pending),
            code(&["S", "Send in"], "", Outcome::Pending),
            of_kind(&["Start call"], "", Outcome::Pending, Kind::Remote),
            code(&["Q", "Quiet send in"], "", Outcome::Pending),
            code(&["L", "Left"], "", Outcome::Seen),
            code(&["W", "Walked out"], "", Outcome::LateNotSeen),
            code(&["-", "Late"], "", Outcome::Pending),
            code(&["D", "DNA"], "", Outcome::WasNotBrought),
            of_kind(&["V", "Visited and seen"], "", Outcome::Seen, Kind::HomeVisit),
            of_kind(&["N", "Visited and not seen"], "", Outcome::ChildNotSeen, Kind::HomeVisit),
            of_kind(&["T", "Telephone consultation completed"], "", Outcome::Seen, Kind::Remote),
            of_kind(&["H", "Telephoned but no answer"], "", Outcome::WasNotBrought, Kind::Remote),
        ],
    },
    CodeSet {
        name: "vision-appointment-status",
        about: "The status of an appointment in Vision.",
        source: "Vision help, Appointment Status: Overview",
        note: "Vision sets `DNA` by itself ten minutes after the time of the appointment: nobody has decided it.",
        codes: &[
            code(&["Booked"], "", Outcome::Pending),
            code(&["Overdue"], "From one minute after the time, for ten minutes", Outcome::Pending),
            code(&["Arrived"], "", Outcome::Pending),
            code(&["In Consultation"], "", Outcome::Pending),
            code(&["Seen"], "", Outcome::Seen),
            code(&["DNA"], "", Outcome::WasNotBrought),
            code(&["Cancelled Appointment"], "", Outcome::Cancelled),
            code(&["Free Slot"], "", Outcome::NotAContact),
        ],
    },
    CodeSet {
        name: "gpad-appointment-status",
        about: "The appointment status of GP Appointments Data.",
        source: "NHS England, GP Appointments Data: data quality guidance for practices using EMIS Web and SystmOne",
        note: "",
        codes: &[
            code(&["Available"], "", Outcome::NotAContact),
            code(&["Booked"], "", Outcome::Pending),
            code(&["Cancelled"], "", Outcome::Cancelled),
            code(&["Attended/Seen", "Attended", "Seen"], "", Outcome::Seen),
            code(&["DNA"], "", Outcome::WasNotBrought),
        ],
    },
    CodeSet {
        name: "ecds-discharge-status",
        about: "EMERGENCY CARE DISCHARGE STATUS (SNOMED CT): emergency departments. The kind is `unscheduled`.",
        source: "HL7 UK, UKCore-EmergencyCareDischargeStatus 2.1.0, SNOMED CT reference set 999003021000000104",
        note: "The ids must reach the extract as texts: a spreadsheet rounds them, and what is rounded is not mapped.",
        codes: ECDS,
    },
    CodeSet {
        name: "dfe-attendance",
        about: "School attendance codes in England, from 19 August 2024. The kind is `education_setting`.",
        source: "Working together to improve school attendance, Department for Education, as schools publish it",
        note: "A session is evidence that the child was seen, and never a failed contact, unless [contacts.outcomes] says so: \
               counting each absence would list every child with a cold.",
        codes: DFE,
    },
];

const fn ecds(texts: &'static [&'static str], outcome: Outcome) -> Code<OutcomeMeaning> {
    of_kind(texts, "", outcome, Kind::Unscheduled)
}

const ECDS: &[Code<OutcomeMeaning>] = &[
    ecds(&["182992009", "Treatment completed"], Outcome::Seen),
    ecds(&["1066301000000103", "Left care setting before initial assessment"], Outcome::LateNotSeen),
    ecds(&["1066311000000101", "Left care setting after initial assessment"], Outcome::Seen),
    ecds(&["1066321000000107", "Left care setting before treatment completed"], Outcome::Seen),
    ecds(&["1077021000000100", "Streamed from ED to general practitioner following initial assessment"], Outcome::Seen),
    ecds(&["1077031000000103", "Streamed from ED to urgent care service following initial assessment"], Outcome::Seen),
    ecds(
        &["1077041000000107", "Streamed from ED to mental health service following initial assessment"],
        Outcome::Seen,
    ),
    ecds(&["1077051000000105", "Streamed from ED to dental service following initial assessment"], Outcome::Seen),
    ecds(
        &["1077061000000108", "Streamed from ED to ophthalmology service following initial assessment"],
        Outcome::Seen,
    ),
    ecds(&["1077071000000101", "Streamed from ED to pharmacy service following initial assessment"], Outcome::Seen),
    ecds(
        &["1077081000000104", "Streamed from ED to ambulatory emergency care service following initial assessment"],
        Outcome::Seen,
    ),
    ecds(&["1077091000000102", "Streamed from ED to falls service following initial assessment"], Outcome::Seen),
    ecds(&["1077101000000105", "Streamed from ED to frailty service following initial assessment"], Outcome::Seen),
    ecds(&["1077781000000101", "Streamed to emergency department following initial assessment"], Outcome::Seen),
    ecds(&["1324201000000109", "Streamed from ED to inpatient unit following initial assessment"], Outcome::Seen),
    ecds(&["75004002", "Emergency room admission, died in emergency room"], Outcome::Seen),
    ecds(&["63238001", "Dead on arrival at hospital"], Outcome::Seen),
];

const fn present(texts: &'static [&'static str], description: &'static str) -> Code<OutcomeMeaning> {
    of_kind(texts, description, Outcome::Seen, Kind::EducationSetting)
}

const fn absent(texts: &'static [&'static str], description: &'static str) -> Code<OutcomeMeaning> {
    of_kind(texts, description, Outcome::NotAContact, Kind::EducationSetting)
}

const DFE: &[Code<OutcomeMeaning>] = &[
    present(&["/"], "Present, morning"),
    present(&["\\"], "Present, afternoon"),
    present(&["L"], "Late, before the register closed"),
    present(&["U"], "Arrived after the register closed"),
    present(&["K"], "Provision arranged by the local authority"),
    present(&["V"], "Educational visit or trip"),
    present(&["P"], "Sporting activity"),
    present(&["W"], "Work experience"),
    present(&["B"], "Other approved education off site"),
    absent(&["D"], "Registered at another school too"),
    absent(&["C"], "Leave in exceptional circumstances"),
    absent(&["C1"], "Regulated performance or employment abroad"),
    absent(&["C2"], "Part-time timetable"),
    absent(&["M"], "Medical or dental appointment"),
    absent(&["I"], "Illness"),
    absent(&["R"], "Religious observance"),
    absent(&["S"], "Study leave"),
    absent(&["T"], "Traveller absence"),
    absent(&["J1"], "Interview"),
    absent(&["E"], "Suspended or excluded"),
    absent(&["G"], "Holiday not agreed"),
    absent(&["N"], "Reason not yet established"),
    absent(&["O"], "Other unauthorised absence"),
    absent(&["Q"], "No access arrangements made by the local authority"),
    absent(&["Y1"], "No transport"),
    absent(&["Y2"], "Travel disruption"),
    absent(&["Y3"], "Part of the premises closed"),
    absent(&["Y4"], "Whole school closed"),
    absent(&["Y5"], "In detention"),
    absent(&["Y6"], "Public health guidance or law"),
    absent(&["Y7"], "Other unavoidable cause"),
    absent(&["X"], "Not of compulsory school age and not required"),
    absent(&["Z"], "Not yet on the register"),
    absent(&["#"], "Planned closure"),
];
