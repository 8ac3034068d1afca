//! One child for every way in which records are found to be one child's, and for those that are not.

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Factor as F;
use crate::vocabulary::Kind;
use crate::vocabulary::Outcome as O;

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    vec![
        Tale::of("Beaumont-Lacroix", "Chloé", "F", "2012-05-25")
            .shows(
                "linked through the register",
                "Education has only the council's Person ID; the register has it with her NHS number",
            )
            .listed("routine", 3, "intermittent", "repeated", "")
            .at(S::EducationWelfare, "2026-03-25 10:00", O::WasNotBrought)
            .number("")
            .at(S::EducationWelfare, "2026-06-11 10:00", O::WasNotBrought)
            .number("")
            .at(S::Camhs, "2026-09-30 11:00", O::WasNotBrought)
            .at(S::EducationWelfare, "2026-10-14 10:00", O::Seen)
            .number("")
            .at(S::Camhs, "2026-12-02 11:00", O::Pending),
        Tale::of("Linkwater", "Zoë", "F", "2013-08-08")
            .shows(
                "linked through another source's contact",
                "Not in the register; one social care visit has both her Person ID and her NHS number",
            )
            .listed("routine", 3, "persistent", "repeated;cross_service", "")
            .not_in_register()
            .at(S::SocialCare, "2026-02-18 15:00", O::Seen)
            .at(S::EducationWelfare, "2026-04-21 09:30", O::NoAccess)
            .number("")
            .kind(Kind::HomeVisit)
            .at(S::EducationWelfare, "2026-06-30 09:30", O::NoAccess)
            .number("")
            .kind(Kind::HomeVisit)
            .at(S::AttendancePanel, "2026-07-15 13:00", O::WasNotBrought)
            .number(""),
        Tale::of("Bridges", "Noor", "F", "2019-02-19")
            .shows(
                "linked through a Patient ID",
                "The emergency department had no NHS number, but the Patient ID that community nursing has with it",
            )
            .listed("routine", 2, "selective", "unscheduled_care", "")
            .at(S::Physiotherapy, "2026-06-25 09:00", O::WasNotBrought)
            .at(S::EmergencyDepartment, "2026-07-19 21:30", O::Seen)
            .number("")
            .at(S::Physiotherapy, "2026-08-27 09:00", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-12-01 09:00", O::Pending),
        Tale::of("Slipkey", "Digby", "M", "2020-09-29")
            .shows(
                "linked although an NHS number is wrong",
                "One visit has 2 digits exchanged: a warning, and the Person ID is used",
            )
            .listed("urgent", 3, "persistent", "repeated", "")
            .factors(&[F::ChildInNeed])
            .social_worker("Ravi Menon")
            .at(S::SocialCare, "2026-03-24 15:00", O::Seen)
            .at(S::SocialCare, "2026-05-21 15:00", O::NoAccess)
            .at(S::SocialCare, "2026-07-28 15:00", O::NoAccess)
            .number("9990123456")
            .at(S::SocialCare, "2026-10-07 15:00", O::ChildNotSeen)
            .at(S::SocialCare, "2026-12-09 15:00", O::Pending),
        Tale::of("Unplaced", "Renée", "F", "2015-01-01")
            .shows(
                "unlinked child, age unknown",
                "Only education has her, by a Person ID that nobody else has: listed apart, marked, linked to nobody",
            )
            .listed("routine", 3, "persistent", "repeated", "")
            .without_any_number()
            .person_id("4999001")
            .at(S::EducationWelfare, "2026-05-06 09:30", O::NoAccess)
            .kind(Kind::HomeVisit)
            .at(S::EducationWelfare, "2026-06-10 09:30", O::NoAccess)
            .kind(Kind::HomeVisit)
            .at(S::EducationWelfare, "2026-10-08 09:30", O::NoAccess)
            .kind(Kind::HomeVisit),
        Tale::of("Gemini", "Castor", "M", "2014-05-29")
            .shows(
                "twins under one Person ID",
                "His NHS number is on his own records; records without it may be his sister's",
            )
            .person_id("4998777")
            .household("H00044", "FX1 5GE")
            .at(S::SchoolNursing, "2026-03-05 11:00", O::Seen)
            .at(S::Ophthalmology, "2026-09-24 09:30", O::Seen),
        Tale::of("Gemini", "Pollux", "F", "2014-05-29")
            .shows("twins under one Person ID", "The same for her")
            .person_id("4998777")
            .household("H00044", "FX1 5GE")
            .at(S::SchoolNursing, "2026-03-05 11:20", O::Seen)
            .at(S::Ophthalmology, "2026-09-24 09:50", O::Seen),
        Tale::of("Gemini", "C. or P.", "", "2014-05-29")
            .shows(
                "a Person ID with 2 NHS numbers links no records",
                "Education's records with the twins' Person ID stay a separate unlinked child",
            )
            .listed("routine", 3, "persistent", "repeated", "")
            .without_any_number()
            .person_id("4998777")
            .at(S::EducationWelfare, "2026-03-19 10:00", O::WasNotBrought)
            .at(S::EducationWelfare, "2026-05-20 10:00", O::WasNotBrought)
            .at(S::EducationWelfare, "2026-07-01 10:00", O::Refused),
    ]
}
