//! Children whose place on the list changes within three weeks: 8, 15 and 22 November 2026.

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Factor as F;
use crate::vocabulary::Outcome as O;

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    let mut tales = arrivals();
    tales.extend(changes());
    tales.extend(decisions());
    tales.extend(departures());
    tales
}

/// Who comes to the list, and who is known there under another name.
fn arrivals() -> Vec<Tale> {
    vec![
        Tale::of("Thirdtime", "Tamsin", "F", "2020-02-27")
            .shows("new in the second week", "2 failed contacts in the first week; the third was on 11 November 2026")
            .listed("routine", 3, "persistent", "repeated", "")
            .weeks(["", "new", "continuing"], "The third failed contact was on 11 November")
            .at(S::SpeechAndLanguage, "2026-01-14 10:30", O::Seen)
            .at(S::SpeechAndLanguage, "2026-03-10 10:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-07-16 10:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-11-11 10:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-12-09 10:30", O::Pending),
        Tale::of("Lately", "Leo", "M", "2017-06-05")
            .shows("new in the third week", "The third failed contact was on 17 November 2026")
            .listed("routine", 3, "persistent", "repeated", "")
            .weeks(["", "", "new"], "The third failed contact was on 17 November")
            .at(S::Ophthalmology, "2026-02-03 14:00", O::Seen)
            .at(S::Ophthalmology, "2026-04-16 14:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-08-19 14:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-11-17 14:00", O::WasNotBrought)
            .at(S::Ophthalmology, "2026-12-10 14:00", O::Pending),
        Tale::of("Returnly", "Nico", "M", "2020-08-30")
            .shows(
                "new again",
                "Left the list when a failed contact left the review period, and is back with another: a child who was not on the last list is new",
            )
            .listed("routine", 3, "intermittent", "repeated", "")
            .weeks(
                ["new", "below_threshold", "new"],
                "The failed contact of 12 November 2025 leaves the review period; a week later there is one more",
            )
            .at(S::SpeechAndLanguage, "2025-11-12 13:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-02-10 13:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-03-12 13:30", O::Seen)
            .at(S::SpeechAndLanguage, "2026-06-18 13:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-11-18 13:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-12-15 13:30", O::Pending),
        Tale::of("Joinwell", "Quinn", "M", "2013-04-09")
            .shows(
                "unlinked in the first week, linked in the second",
                "Education had only a Person ID, until the register had it with an NHS number on 11 November 2026: a new reference, but not a new child",
            )
            .listed("routine", 3, "intermittent", "repeated", "")
            .weeks(
                ["new", "continuing", "continuing"],
                "An unlinked child who has an NHS number since the second week: recognised by the Person ID, so not new",
            )
            .registered("2026-11-11")
            .at(S::EducationWelfare, "2026-03-18 10:00", O::WasNotBrought)
            .number("")
            .at(S::EducationWelfare, "2026-05-14 10:00", O::WasNotBrought)
            .number("")
            .at(S::EducationWelfare, "2026-06-30 10:00", O::Seen)
            .number("")
            .at(S::EducationWelfare, "2026-09-22 10:00", O::WasNotBrought)
            .number(""),
    ]
}

/// Who stays on the list, and for whom things have become worse or better.
fn changes() -> Vec<Tale> {
    vec![
        Tale::of("Morefold", "Marcus", "M", "2012-01-17")
            .shows("worsened by 1 more failed contact", "The fourth was on 18 November 2026")
            .listed("routine", 4, "persistent", "repeated", "")
            .weeks(["new", "continuing", "worsened"], "A fourth failed contact, on 18 November")
            .at(S::Camhs, "2026-01-13 15:30", O::Seen)
            .at(S::Camhs, "2026-02-19 15:30", O::WasNotBrought)
            .at(S::Camhs, "2026-05-12 15:30", O::WasNotBrought)
            .at(S::Camhs, "2026-09-16 15:30", O::Refused)
            .at(S::Camhs, "2026-11-18 15:30", O::WasNotBrought)
            .at(S::Camhs, "2026-12-16 15:30", O::Pending),
        Tale::of("Swapley", "Mabel", "F", "2015-10-14")
            .shows(
                "worsened with as many failed contacts as before",
                "In the second week one left the review period and one was new",
            )
            .listed("routine", 3, "persistent", "repeated", "")
            .weeks(
                ["new", "worsened", "continuing"],
                "Still 3: 13 November 2025 leaves the review period, and 10 November 2026 is later than the last one",
            )
            .at(S::Physiotherapy, "2025-11-13 11:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-01-22 11:30", O::Seen)
            .at(S::Physiotherapy, "2026-03-17 11:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-07-15 11:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-11-10 11:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-12-08 11:30", O::Pending),
        Tale::of("Raised", "Rosa", "F", "2014-12-01")
            .shows("worsened by a factor", "The register has had her as a child in need since 11 November 2026")
            .listed("urgent", 3, "persistent", "repeated", "")
            .weeks(["new", "worsened", "continuing"], "A child in need since 11 November: urgent now")
            .recorded("2026-11-11", F::ChildInNeed)
            .at(S::EarNoseThroat, "2026-01-27 11:00", O::Seen)
            .at(S::EarNoseThroat, "2026-03-25 11:00", O::WasNotBrought)
            .at(S::EarNoseThroat, "2026-06-16 11:00", O::WasNotBrought)
            .at(S::EarNoseThroat, "2026-10-01 11:00", O::WasNotBrought)
            .at(S::EarNoseThroat, "2026-12-17 11:00", O::Pending),
        Tale::of("Setaway", "Sky", "F", "2024-05-23")
            .shows(
                "worsened: whereabouts unknown",
                "The health visitor heard on 18 November 2026 that the family had gone",
            )
            .listed("immediate", 4, "persistent", "repeated;whereabouts_unknown", "")
            .weeks(["new", "continuing", "worsened"], "Whereabouts unknown since 18 November: immediate now")
            .at(S::HealthVisiting, "2025-12-10 10:00", O::Seen)
            .at(S::HealthVisiting, "2026-03-12 10:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-05-19 10:30", O::NoAccess)
            .at(S::HealthVisiting, "2026-08-26 10:00", O::NoAccess)
            .at(S::HealthVisiting, "2026-11-18 10:00", O::WhereaboutsUnknown)
            .at(S::HealthVisiting, "2026-12-08 10:00", O::Pending),
        Tale::of("Foundsoon", "Fern", "F", "2016-03-16")
            .shows(
                "continuing with a lower priority",
                "Whereabouts unknown in the first week, seen by the school nurse on 12 November 2026",
            )
            .listed("routine", 3, "intermittent", "repeated", "")
            .weeks(
                ["new", "continuing", "continuing"],
                "Immediate in the first week. Found on 12 November, and 3 failed contacts remain: a case that is better is continuing, too",
            )
            .at(S::SchoolNursing, "2026-01-20 09:30", O::Seen)
            .at(S::SchoolNursing, "2026-03-11 09:30", O::WasNotBrought)
            .at(S::SchoolNursing, "2026-06-23 09:30", O::WasNotBrought)
            .at(S::SchoolNursing, "2026-11-04 09:30", O::WhereaboutsUnknown)
            .at(S::SchoolNursing, "2026-11-12 09:30", O::Seen)
            .at(S::SchoolNursing, "2026-12-08 09:30", O::Pending),
    ]
}

/// What reviewers decided, and what became of it.
fn decisions() -> Vec<Tale> {
    vec![
        Tale::of("Plaster", "Pearl", "F", "2019-07-11")
            .shows(
                "a review that does not know of a rule",
                "Reviewed on 20 October 2026. Seen in the emergency department on 12 November, which the review did not know",
            )
            .listed("routine", 3, "intermittent", "repeated;unscheduled_care", "")
            .weeks(
                ["reviewed", "continuing", "continuing"],
                "The review of 20 October was for `repeated`. Since 12 November `unscheduled_care` holds, too",
            )
            .at(S::SpeechAndLanguage, "2026-01-15 15:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-03-24 15:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-06-10 15:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-09-17 15:00", O::WasNotBrought)
            .at(S::EmergencyDepartment, "2026-11-12 18:20", O::Seen)
            .at(S::SpeechAndLanguage, "2026-12-03 15:00", O::Pending),
        Tale::of("Agreed", "Ellis", "M", "2011-09-28")
            .shows(
                "a review that a failed contact overtakes",
                "Reviewed on 12 November 2026; a fourth failed contact on 19 November",
            )
            .listed("routine", 4, "persistent", "repeated", "")
            .weeks(
                ["new", "reviewed", "worsened"],
                "Reviewed on 12 November; the failed contact of 19 November is later than the review",
            )
            .at(S::CommunityPaediatrics, "2026-02-05 14:30", O::Seen)
            .at(S::CommunityPaediatrics, "2026-04-15 14:30", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-07-07 14:30", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-09-24 14:30", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-11-19 14:30", O::WasNotBrought)
            .at(S::CommunityPaediatrics, "2026-12-17 14:30", O::Pending),
        Tale::of("Lateentry", "Liv", "F", "2018-11-06")
            .shows(
                "a review that an outcome entered late overtakes",
                "Reviewed on 12 November 2026 with 3 failed contacts. The outcome of 4 November was entered on the 17th",
            )
            .listed("routine", 4, "persistent", "repeated", "")
            .weeks(
                ["new", "reviewed", "worsened"],
                "The review of 12 November knew of 3 failed contacts. The one of 4 November was entered later",
            )
            .at(S::Physiotherapy, "2026-02-24 09:30", O::Seen)
            .at(S::Physiotherapy, "2026-04-14 09:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-06-11 09:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-09-09 09:30", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-11-04 09:30", O::WasNotBrought)
            .until("2026-11-17", O::Pending)
            .at(S::Physiotherapy, "2026-12-02 09:30", O::Pending),
    ]
}

/// Who leaves the list; nobody without a reason.
fn departures() -> Vec<Tale> {
    vec![
        Tale::of("Lossley", "Alder", "M", "2018-04-02")
            .shows("left the list: deceased", "Listed in the first week; died on 10 November 2026")
            .weeks(["new", "deceased", ""], "Died on 10 November")
            .died("2026-11-10")
            .at(S::Respiratory, "2026-02-11 09:00", O::Seen)
            .at(S::Respiratory, "2026-04-21 09:00", O::WasNotBrought)
            .at(S::Respiratory, "2026-07-08 09:00", O::WasNotBrought)
            .at(S::Respiratory, "2026-10-01 09:00", O::WasNotBrought),
        Tale::of("Farewell", "Milo", "M", "2021-09-07")
            .shows(
                "left the list: not in the extracts",
                "The family moved out of the area, and since 16 November 2026 no extract has him",
            )
            .weeks(["new", "continuing", "not_in_extracts"], "Not in any extract of the third week: find out why")
            .left("2026-11-16")
            .at(S::AudiologyHospital, "2026-01-28 10:00", O::Seen)
            .at(S::AudiologyHospital, "2026-04-23 10:00", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-06-30 10:00", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-10-07 10:00", O::WasNotBrought)
            .at(S::AudiologyHospital, "2026-12-09 10:00", O::Pending),
        Tale::of("Mendrecord", "Suki", "F", "2019-01-30")
            .shows(
                "left the list: a correction",
                "The therapist had marked the wrong child on 27 October 2026, and corrected it on 12 November",
            )
            .weeks(["new", "below_threshold", ""], "27 October was corrected to seen: 2 failed contacts are left")
            .at(S::SpeechAndLanguage, "2026-01-21 11:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-04-15 11:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-07-09 11:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-10-27 11:00", O::Seen)
            .until("2026-11-12", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-12-02 11:00", O::Pending),
        Tale::of("Fairweather", "Maya", "F", "2010-09-16")
            .shows(
                "whereabouts unknown, a looked after child",
                "Missing from her placement when the social worker came on 12 November 2026: the steps of §7 name the \
                 social worker, the Emergency Duty Team and the designated nurses for looked after children",
            )
            .listed("immediate", 2, "intermittent", "cross_service;whereabouts_unknown;early_concern", "")
            .weeks(["", "new", "continuing"], "Missing from her placement since 12 November")
            .factors(&[F::LookedAfter])
            .social_worker("Ravi Menon")
            .at(S::SocialCare, "2026-04-16 16:30", O::Seen)
            .at(S::CamhsNeuro, "2026-07-08 14:00", O::Seen)
            .at(S::SocialCare, "2026-10-08 16:30", O::Seen)
            .at(S::CamhsNeuro, "2026-10-21 14:00", O::WasNotBrought)
            .at(S::SocialCare, "2026-11-12 16:30", O::WhereaboutsUnknown)
            .at(S::CamhsNeuro, "2026-12-16 14:00", O::Pending)
            .at(S::SocialCare, "2026-12-10 16:30", O::Pending),
    ]
}
