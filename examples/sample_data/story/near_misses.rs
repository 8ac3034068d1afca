//! Children just on one side of a line, most of them on the side that is not listed.

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Factor as F;
use crate::vocabulary::Outcome as O;

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    let mut tales = counting();
    tales.extend(ages());
    tales.extend(events());
    tales
}

/// How failed contacts are counted, and over which days.
fn counting() -> Vec<Tale> {
    vec![
        Tale::of("Twofold", "Tilly", "F", "2018-08-18")
            .shows("only 2 failed contacts", "2 with one service, and no factor for which 2 are enough")
            .at(S::SpeechAndLanguage, "2026-03-04 10:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-05-13 10:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-07-15 10:00", O::WasNotBrought),
        Tale::of("Ninety", "Nora", "F", "2016-02-06")
            .shows("the 90th day, both ends counted", "4 June and 1 September 2026 are within 90 days")
            .listed("routine", 2, "selective", "cross_service", "")
            .at(S::SchoolNursing, "2026-02-10 10:00", O::Seen)
            .at(S::Physiotherapy, "2026-06-04 10:00", O::WasNotBrought)
            .at(S::Paediatrics, "2026-09-01 10:00", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-12-01 10:00", O::Pending),
        Tale::of("Ninetyone", "Nina", "F", "2016-02-07")
            .shows("the 91st day", "4 June and 2 September 2026 are not")
            .at(S::SchoolNursing, "2026-02-10 10:30", O::Seen)
            .at(S::Physiotherapy, "2026-06-04 10:30", O::WasNotBrought)
            .at(S::Paediatrics, "2026-09-02 10:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-12-01 10:30", O::Pending),
        Tale::of("Morningside", "Sol", "M", "2021-01-15")
            .shows("three slots in one morning", "One child, one service, one day: 1 failed contact")
            .at(S::AudiologyClinic, "2026-06-16 09:00", O::WasNotBrought)
            .at(S::AudiologyClinic, "2026-06-16 09:30", O::WasNotBrought)
            .at(S::AudiologyClinic, "2026-06-16 10:00", O::WasNotBrought),
        Tale::of("Sameday", "Dee", "F", "2017-06-26")
            .shows(
                "failed and seen the same day",
                "Late in the morning and seen in the afternoon, three times: no failed contact",
            )
            .at(S::EarNoseThroat, "2026-01-28 09:30", O::LateNotSeen)
            .at(S::EarNoseThroat, "2026-01-28 14:30", O::Seen)
            .at(S::EarNoseThroat, "2026-04-15 09:30", O::LateNotSeen)
            .at(S::EarNoseThroat, "2026-04-15 14:30", O::Seen)
            .at(S::EarNoseThroat, "2026-07-22 09:30", O::LateNotSeen)
            .at(S::EarNoseThroat, "2026-07-22 14:30", O::Seen),
        Tale::of("Lastyear", "Petra", "F", "2014-04-24")
            .shows(
                "the day that has just left the review period",
                "The first of three was on Saturday 22 November 2025; the period begins on the 23rd",
            )
            .weeks(
                ["new", "continuing", "below_threshold"],
                "The first of three failed contacts, on 22 November 2025, leaves the review period",
            )
            .at(S::SocialCare, "2025-11-22 11:00", O::NoAccess)
            .at(S::SocialCare, "2026-03-17 15:00", O::NoAccess)
            .at(S::SocialCare, "2026-06-09 15:00", O::Seen)
            .at(S::SocialCare, "2026-08-11 15:00", O::NoAccess),
        Tale::of("Firstday", "Percy", "M", "2014-04-25")
            .shows(
                "the first day of the review period",
                "The first of three was on Sunday 23 November 2025, and counts",
            )
            .listed("routine", 3, "intermittent", "repeated", "")
            .at(S::SocialCare, "2025-11-23 11:00", O::NoAccess)
            .at(S::SocialCare, "2026-03-17 15:30", O::NoAccess)
            .at(S::SocialCare, "2026-06-09 15:30", O::Seen)
            .at(S::SocialCare, "2026-08-11 15:30", O::NoAccess)
            .at(S::SocialCare, "2026-12-08 15:30", O::Pending),
        Tale::of("Walkout", "Arlo", "M", "2010-10-20")
            .shows("unscheduled care is not an appointment", "Left the emergency department 4 times without being seen")
            .at(S::EmergencyDepartment, "2026-02-14 22:10", O::ChildNotSeen)
            .at(S::EmergencyDepartment, "2026-04-25 23:50", O::ChildNotSeen)
            .at(S::EmergencyDepartment, "2026-08-08 20:35", O::ChildNotSeen)
            .at(S::EmergencyDepartment, "2026-10-31 22:45", O::ChildNotSeen),
        Tale::of("Oneshort", "Olive", "F", "2015-03-08")
            .shows("a household one short", "She and Oscar have 1 failed contact each: 2, not 3")
            .household("H00052", "FX5 3WN")
            .at(S::SchoolNursing, "2026-04-22 10:00", O::WasNotBrought)
            .at(S::SchoolNursing, "2026-06-03 10:00", O::Seen),
        Tale::of("Oneshort", "Oscar", "M", "2019-12-19")
            .shows("a household one short", "Olive's brother")
            .household("H00052", "FX5 3WN")
            .at(S::SpeechAndLanguage, "2026-07-02 10:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-09-03 10:00", O::Seen),
        Tale::of("Elderkin", "Edie", "F", "2013-03-31")
            .shows(
                "a household whose third failed contact is an adult's",
                "Her two count, her brother's do not: he is 18",
            )
            .household("H00055", "FX3 9EK")
            .at(S::Ophthalmology, "2026-01-20 10:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-04-21 10:00", O::Seen)
            .at(S::Ophthalmology, "2026-08-18 10:00", O::WasNotBrought),
        Tale::of("Elderkin", "Ezra", "M", "2008-06-17")
            .shows("over age", "Edie's brother, 18 since June: his contacts are excluded, counted and shown")
            .household("H00055", "FX3 9EK")
            .at(S::Camhs, "2026-01-14 10:00", O::WasNotBrought)
            .at(S::Camhs, "2026-03-11 10:00", O::WasNotBrought)
            .at(S::Camhs, "2026-04-29 10:00", O::WasNotBrought),
    ]
}

/// Birthdays and a death.
fn ages() -> Vec<Tale> {
    vec![
        Tale::of("Eighteen", "Alma", "F", "2008-11-22")
            .shows("18th birthday on the as-of date", "18 today, so over age; listed by `--as-of 2026-11-21`")
            .weeks(["new", "continuing", "over_age"], "18 on 22 November 2026")
            .at(S::Camhs, "2026-02-11 09:00", O::WasNotBrought)
            .at(S::Camhs, "2026-05-20 09:00", O::WasNotBrought)
            .at(S::Camhs, "2026-09-23 09:00", O::WasNotBrought),
        Tale::of("Almost", "Basil", "M", "2008-11-23")
            .shows("18th birthday on the day after", "17 for one more day")
            .listed("routine", 3, "persistent", "repeated", "")
            .at(S::Camhs, "2026-02-11 09:30", O::WasNotBrought)
            .at(S::Camhs, "2026-05-21 09:30", O::WasNotBrought)
            .at(S::Camhs, "2026-09-23 09:30", O::WasNotBrought)
            .at(S::Camhs, "2026-12-09 09:30", O::Pending),
        Tale::of("Leapley", "Felix", "M", "2008-02-29")
            .shows(
                "born on 29 February",
                "18 since 1 March 2026: listed by `--as-of 2026-02-28`, over age by `--as-of 2026-03-01`",
            )
            .at(S::Paediatrics, "2025-04-10 10:00", O::WasNotBrought)
            .at(S::Paediatrics, "2025-07-22 10:00", O::WasNotBrought)
            .at(S::Paediatrics, "2025-11-06 10:00", O::WasNotBrought)
            .at(S::Paediatrics, "2026-01-13 10:00", O::Seen),
        Tale::of("Leapley", "Fay", "F", "2024-02-29")
            .shows(
                "born on 29 February, two years old",
                "Shown as 2 years old; the health visitor found nobody in 3 times",
            )
            .listed("routine", 3, "persistent", "repeated", "")
            .at(S::HealthVisiting, "2025-12-17 11:00", O::Seen)
            .at(S::HealthVisiting, "2026-02-26 11:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-04-22 11:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-07-30 11:00", O::ChildNotSeen)
            .at(S::HealthVisiting, "2026-11-25 11:00", O::Pending),
        Tale::of("Departed", "Grace", "F", "2017-01-12")
            .shows("a child who has died", "Died on 3 August 2026: excluded, and in no list of cases")
            .died("2026-08-03")
            .at(S::CommunityPaediatrics, "2026-02-10 10:00", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-04-15 10:00", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-06-18 10:00", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-09-10 10:00", O::CancelledByProvider),
    ]
}

/// What happened before or after, and what an extract said first.
fn events() -> Vec<Tale> {
    vec![
        Tale::of("Foundagain", "Hugo", "M", "2012-07-21")
            .shows("whereabouts unknown, but seen later", "Missing on 10 September 2026, seen at school 2 weeks later")
            .at(S::SocialCare, "2026-07-16 15:00", O::Seen)
            .at(S::SocialCare, "2026-09-10 15:00", O::WhereaboutsUnknown)
            .at(S::SchoolNursing, "2026-09-24 10:00", O::Seen),
        Tale::of("Teatime", "Ivor", "M", "2016-10-02")
            .shows("whereabouts unknown, seen that afternoon", "Missing at 10:00, seen at 15:30: both times are known")
            .at(S::SocialCare, "2026-10-22 10:00", O::WhereaboutsUnknown)
            .at(S::Physiotherapy, "2026-10-22 15:30", O::Seen),
        Tale::of("Breakfast", "Iris", "F", "2016-10-03")
            .shows("whereabouts unknown, seen that morning", "Seen at 09:00, missing at 15:30")
            .listed("immediate", 1, "selective", "whereabouts_unknown", "")
            .at(S::Physiotherapy, "2026-10-22 09:00", O::Seen)
            .at(S::SocialCare, "2026-10-22 15:30", O::WhereaboutsUnknown)
            .at(S::SocialCare, "2026-11-27 15:30", O::Pending),
        Tale::of("Returner", "Rita", "F", "2010-05-17")
            .shows("disengaged, but back", "Withdrew from CAMHS in March 2026 and was seen there in June")
            .at(S::Camhs, "2026-03-24 16:00", O::Disengaged)
            .at(S::Camhs, "2026-06-16 16:00", O::Seen),
        Tale::of("Onlyone", "Ivy", "F", "2026-03-21")
            .shows("an infant with one failed contact", "`early_concern` asks for two")
            .at(S::HealthVisiting, "2026-04-07 10:00", O::Seen)
            .at(S::HealthVisiting, "2026-05-05 10:00", O::Seen)
            .at(S::HealthVisiting, "2026-09-29 10:00", O::NoAccess),
        Tale::of("Notours", "Cora", "F", "2015-09-09")
            .shows("cancelled by the provider", "4 appointments that the clinic cancelled are not failed contacts")
            .at(S::Respiratory, "2026-02-17 10:00", O::CancelledByProvider)
            .at(S::Respiratory, "2026-04-16 10:00", O::CancelledByProvider)
            .at(S::Respiratory, "2026-06-11 10:00", O::CancelledByProvider)
            .at(S::Respiratory, "2026-09-15 10:00", O::CancelledByProvider),
        Tale::of("Inbetween", "Callum", "M", "2014-11-11")
            .shows(
                "three cancellations, seen in between",
                "2 before and 1 after the visit of 11 June 2026: the count starts again",
            )
            .at(S::Respiratory, "2026-02-19 10:00", O::CancelledByFamily)
            .at(S::Respiratory, "2026-04-23 10:00", O::CancelledByFamily)
            .at(S::Respiratory, "2026-06-11 10:30", O::Seen)
            .at(S::Respiratory, "2026-09-24 10:30", O::CancelledByFamily),
        Tale::of("Corrected", "Sunny", "F", "2019-08-05")
            .shows(
                "corrected in a later extract",
                "The October extract has 3 missed visits; in the November extract 2 of them were kept",
            )
            .at(S::SchoolNursing, "2026-06-24 09:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-09-24 09:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-10-06 09:00", O::Seen)
            .first_said(O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-10-15 09:00", O::Seen)
            .first_said(O::WasNotBrought),
        Tale::of("Foretold", "Faye", "F", "2013-02-02")
            .shows("an outcome in the future", "2 failed contacts, and one dated 9 December 2026, which does not count")
            .factors(&[F::ClinicalNeed])
            .at(S::Ophthalmology, "2026-03-03 13:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-05-06 13:00", O::Seen)
            .at(S::Ophthalmology, "2026-07-08 13:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-12-09 13:00", O::WasNotBrought),
        Tale::of("Unnoted", "Una", "F", "2016-06-16")
            .shows(
                "no outcome recorded",
                "3 past appointments without an outcome: counted on the quality page, not as failed",
            )
            .at(S::Camhs, "2026-06-10 10:00", O::Pending)
            .at(S::Camhs, "2026-08-12 10:00", O::Pending)
            .at(S::Camhs, "2026-10-13 10:00", O::Pending),
    ]
}
