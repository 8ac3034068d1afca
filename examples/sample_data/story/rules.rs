//! One child for every rule, pattern and priority.

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Factor as F;
use crate::vocabulary::Outcome as O;

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    vec![
        Tale::of("Thricewell", "Rowan", "M", "2019-04-08")
            .shows(
                "rule `repeated`, pattern persistent",
                "3 hearing tests missed, and not seen by anybody since the first",
            )
            .listed("routine", 3, "persistent", "repeated", "")
            .at(S::SchoolNursing, "2025-06-11 10:00", O::Seen)
            .at(S::AudiologyHospital, "2026-01-14 09:30", O::Seen)
            .at(S::AudiologyHospital, "2026-03-10 09:30", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-06-18 11:15", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-09-23 14:00", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-12-08 09:30", O::Pending),
        Tale::of("Crossley", "Isla", "F", "2017-09-21")
            .shows(
                "rule `cross_service`, pattern selective",
                "1 physiotherapy and 1 paediatric appointment missed within 90 days: neither service alone would notice. The eye clinic sees her",
            )
            .listed("routine", 2, "selective", "cross_service", "")
            .at(S::Ophthalmology, "2026-04-22 10:20", O::Seen)
            .at(S::Physiotherapy, "2026-08-04 13:00", O::WasNotBrought)
            .at(S::Paediatrics, "2026-10-15 09:40", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-12-03 13:00", O::Pending),
        Tale::of("Farhaven", "Finn", "M", "2014-06-30")
            .shows(
                "rule `whereabouts_unknown`, priority immediate",
                "The family had gone when the social worker called on 29 October 2026, and nobody has seen the child \
                 since",
            )
            .listed("immediate", 1, "intermittent", "whereabouts_unknown", "")
            .factors(&[F::ChildInNeed])
            .social_worker("Dilys Farrow")
            .at(S::SchoolNursing, "2026-05-12 11:00", O::Seen)
            .at(S::SocialCare, "2026-08-27 15:30", O::Seen)
            .at(S::SocialCare, "2026-09-24 15:30", O::Seen)
            .at(S::SocialCare, "2026-10-29 16:00", O::WhereaboutsUnknown)
            .at(S::SocialCare, "2026-11-26 16:00", O::Pending),
        Tale::of("Stepback", "Ottilie", "F", "2011-02-11")
            .shows(
                "rule `disengaged`",
                "Withdrew from CAMHS on 14 July 2026 and has not been back. The school nurse saw her in October, which does not end it",
            )
            .listed("routine", 1, "intermittent", "disengaged", "not_rebooked")
            .at(S::Camhs, "2026-04-16 16:00", O::Seen)
            .at(S::Camhs, "2026-05-14 16:00", O::Seen)
            .at(S::Camhs, "2026-07-14 16:00", O::Disengaged)
            .at(S::SchoolNursing, "2026-10-06 10:30", O::Seen),
        Tale::of("Homestead", "Ada", "F", "2013-10-05")
            .shows("rule `household`", "3 of the 4 children have 1 failed contact each: 3 in the household")
            .listed("routine", 1, "intermittent", "household", "")
            .household("H00017", "FX2 7HD")
            .at(S::Camhs, "2026-02-24 09:00", O::WasNotBrought)
            .at(S::Camhs, "2026-04-21 09:00", O::Seen)
            .at(S::Camhs, "2026-12-01 09:00", O::Pending),
        Tale::of("Homestead", "Bram", "M", "2017-03-03")
            .shows("rule `household`", "Ada's brother")
            .listed("routine", 1, "selective", "household", "")
            .household("H00017", "FX2 7HD")
            .at(S::Immunisation, "2026-03-17 10:00", O::Seen)
            .at(S::SchoolNursing, "2026-05-19 10:00", O::WasNotBrought)
            .at(S::SchoolNursing, "2026-12-02 10:00", O::Pending),
        Tale::of("Homestead", "Cleo", "F", "2022-08-15")
            .shows("rule `household`", "Ada's sister: nobody at home for the health visitor")
            .listed("routine", 1, "intermittent", "household", "")
            .household("H00017", "FX2 7HD")
            .at(S::HealthVisiting, "2026-01-20 13:30", O::Seen)
            .at(S::HealthVisiting, "2026-09-08 13:30", O::NoAccess)
            .at(S::HealthVisiting, "2026-11-30 13:30", O::Pending),
        Tale::of("Homestead", "Dora", "F", "2020-01-20")
            .shows(
                "rule `household`, the opposite case",
                "Ada's sister: brought to everything, so not listed, whatever the total of the household",
            )
            .household("H00017", "FX2 7HD")
            .at(S::Immunisation, "2026-06-10 10:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-09-22 10:00", O::Seen),
        Tale::of("Nightingale", "Wren", "F", "2020-12-02")
            .shows(
                "rule `unscheduled_care`, status review_due",
                "2 speech therapy appointments missed, but brought to the emergency department and to minor injuries. The review of 12 October 2026 asked to look again on 16 November",
            )
            .listed("routine", 2, "selective", "unscheduled_care", "")
            .weeks(["reviewed", "reviewed", "review_due"], "The review of 12 October asked to look again on 16 November")
            .at(S::SpeechAndLanguage, "2026-04-14 09:15", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-08-20 09:15", O::WasNotBrought)
            .at(S::EmergencyDepartment, "2026-09-05 19:40", O::Seen)
            .at(S::UrgentTreatment, "2026-10-04 11:05", O::Seen)
            .at(S::SpeechAndLanguage, "2026-12-10 09:15", O::Pending),
        Tale::of("Earlybird", "Posy", "F", "2026-05-03")
            .shows(
                "rule `early_concern`, priority urgent",
                "An infant, born premature: 2 visits without access are enough",
            )
            .listed("urgent", 2, "intermittent", "early_concern", "")
            .factors(&[F::Premature, F::LowBirthWeight])
            .at(S::HealthVisiting, "2026-05-19 10:00", O::Seen)
            .at(S::HealthVisiting, "2026-06-16 10:00", O::Seen)
            .at(S::HealthVisiting, "2026-07-28 10:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-09-15 10:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-11-24 10:00", O::Pending),
        Tale::of("Kestrel", "Jude", "M", "2013-07-07")
            .shows(
                "rule `early_concern`, a looked after child",
                "2 failed contacts of a looked after child: 1 fewer than `repeated` needs",
            )
            .listed("urgent", 2, "selective", "early_concern", "")
            .factors(&[F::LookedAfter, F::PreviouslyKnown])
            .social_worker("Ravi Menon")
            .at(S::SocialCare, "2026-03-12 16:00", O::Seen)
            .at(S::CamhsNeuro, "2026-05-07 14:00", O::WasNotBrought)
            .at(S::SocialCare, "2026-06-11 16:00", O::Seen)
            .at(S::CamhsNeuro, "2026-09-09 14:00", O::LateNotSeen)
            .at(S::CamhsNeuro, "2026-12-09 14:00", O::Pending),
        Tale::of("Putoff", "Jasper", "M", "2015-07-19")
            .shows(
                "rule `repeated_cancellation`",
                "No failed contact: the family cancelled the asthma clinic 3 times running",
            )
            .listed("routine", 0, "", "repeated_cancellation", "")
            .at(S::Respiratory, "2026-02-05 11:00", O::Seen)
            .at(S::Respiratory, "2026-05-07 11:00", O::CancelledByFamily)
            .at(S::Respiratory, "2026-07-09 11:00", O::CancelledByFamily)
            .at(S::Respiratory, "2026-09-17 11:00", O::CancelledByFamily)
            .at(S::Respiratory, "2026-12-17 11:00", O::Pending),
        Tale::of("Onoff", "Gus", "M", "2012-12-12")
            .shows(
                "pattern intermittent, a review that is overtaken",
                "Sometimes brought, sometimes not. The review of 1 September 2026 knew of 3 failed contacts, and 10 November is a fourth",
            )
            .listed("routine", 4, "intermittent", "repeated", "")
            .weeks(
                ["reviewed", "worsened", "continuing"],
                "The review of 1 September holds until the failed contact of 10 November",
            )
            .at(S::Camhs, "2025-12-09 15:00", O::WasNotBrought)
            .at(S::Camhs, "2026-01-20 15:00", O::Seen)
            .at(S::Camhs, "2026-02-12 15:00", O::LateNotSeen)
            .at(S::Camhs, "2026-03-25 15:00", O::WasNotBrought)
            .at(S::Camhs, "2026-06-04 15:00", O::Seen)
            .at(S::Camhs, "2026-11-10 15:00", O::WasNotBrought)
            .at(S::Camhs, "2026-12-08 15:00", O::Pending),
        Tale::of("Partington", "Pip", "F", "2016-04-04")
            .shows(
                "pattern partial",
                "2 services missed within 90 days, and not seen by anybody in the review period, but fewer than 3, so not persistent",
            )
            .listed("routine", 2, "partial", "cross_service", "")
            .at(S::Ophthalmology, "2025-06-19 09:30", O::Seen)
            .at(S::Ophthalmology, "2026-09-02 09:30", O::WasNotBrought)
            .at(S::AudiologyClinic, "2026-10-21 13:45", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-12-10 09:30", O::Pending),
        Tale::of("Planwell", "Bea", "F", "2021-06-21")
            .shows(
                "priority urgent, a cell that cannot be read",
                "On a child protection plan; 2 services cannot see her. In the column for looked after the register has a `?`, and the sheet shows it",
            )
            .listed("urgent", 3, "intermittent", "repeated;cross_service", "")
            .factors(&[F::ChildProtectionPlan, F::HouseholdSafeguardingConcern])
            .social_worker("Keziah Brand")
            .at(S::SocialCare, "2026-07-08 15:00", O::Seen)
            .at(S::SocialCare, "2026-08-12 15:00", O::ChildNotSeen)
            .at(S::SocialCare, "2026-09-09 15:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-10-01 09:30", O::NoAccess)
            .at(S::SocialCare, "2026-10-20 15:00", O::Seen)
            .at(S::SocialCare, "2026-12-01 15:00", O::Pending),
        Tale::of("Harbour", "Lila", "F", "2015-11-30")
            .shows("priority urgent by a household factor", "3 failed contacts where there is domestic abuse")
            .listed("urgent", 3, "persistent", "repeated", "")
            .factors(&[F::DomesticAbuse, F::SubstanceMisuse])
            .at(S::CommunityPaediatrics, "2025-12-02 10:00", O::Seen)
            .at(S::CommunityPaediatrics, "2026-03-11 10:00", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-06-09 10:00", O::Refused)
            .at(S::CommunityPaediatrics, "2026-10-08 10:00", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-12-15 10:00", O::Pending),
        Tale::of("Allsorts", "Otto", "M", "2026-02-14")
            .shows(
                "seven rules at once, priority immediate",
                "An infant on a child protection plan: every rule holds except `early_concern`, because with 3 failed contacts `repeated` holds instead",
            )
            .listed(
                "immediate",
                5,
                "intermittent",
                "repeated;cross_service;whereabouts_unknown;disengaged;household;unscheduled_care;repeated_cancellation",
                "not_rebooked",
            )
            .factors(&[F::Premature, F::ChildProtectionPlan, F::Section47, F::HouseholdSafeguardingConcern])
            .social_worker("Jo Tindall")
            .household("H00023", "FX4 2PR")
            .at(S::HealthVisiting, "2026-03-03 11:00", O::Seen)
            .at(S::HealthVisiting, "2026-05-19 11:00", O::NoAccess)
            .at(S::Immunisation, "2026-06-02 09:00", O::CancelledByFamily)
            .at(S::HealthVisiting, "2026-06-23 11:00", O::NoAccess)
            .at(S::Paediatrics, "2026-07-02 10:40", O::WasNotBrought)
            .at(S::Immunisation, "2026-07-07 09:00", O::CancelledByFamily)
            .at(S::Immunisation, "2026-08-04 09:00", O::CancelledByFamily)
            .at(S::SocialCare, "2026-08-18 14:00", O::Disengaged)
            .at(S::EmergencyDepartment, "2026-08-30 02:15", O::Seen)
            .at(S::SocialCare, "2026-11-05 10:00", O::WhereaboutsUnknown),
        Tale::of("Allsorts", "Ola", "F", "2018-01-26")
            .shows(
                "rule `household`, one failed contact",
                "Otto's sister: her 1 missed visit to the school nurse counts with his 5",
            )
            .listed("urgent", 1, "selective", "household", "")
            .factors(&[F::HouseholdSafeguardingConcern])
            .household("H00023", "FX4 2PR")
            .at(S::SpeechAndLanguage, "2026-04-23 09:00", O::Seen)
            .at(S::SchoolNursing, "2026-09-22 09:00", O::WasNotBrought)
            .at(S::SchoolNursing, "2026-12-03 09:00", O::Pending),
    ]
}
