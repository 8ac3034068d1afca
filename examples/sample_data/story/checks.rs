//! One child for every check: could this be an administrative error, or an appointment that nobody could keep?

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Outcome as O;

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    vec![
        Tale::of("Moverley", "Marnie", "F", "2018-05-14")
            .shows("check `address_differs`", "The community trust still writes to the old address")
            .listed("routine", 3, "intermittent", "repeated", "address_differs")
            .household("H00031", "FX3 4TT")
            .at(S::CommunityPaediatrics, "2026-01-13 09:30", O::Seen)
            .postcode("FX1 8QA")
            .at(S::CommunityPaediatrics, "2026-02-12 09:30", O::WasNotBrought)
            .postcode("FX1 8QA")
            .at(S::CommunityPaediatrics, "2026-05-14 09:30", O::WasNotBrought)
            .postcode("FX1 8QA")
            .at(S::CommunityPaediatrics, "2026-07-21 09:30", O::WasNotBrought)
            .postcode("FX1 8QA")
            .at(S::Ophthalmology, "2026-08-19 10:00", O::Seen)
            .at(S::CommunityPaediatrics, "2026-12-09 09:30", O::Pending)
            .postcode("FX1 8QA"),
        Tale::of("Twodates", "Theo", "M", "2018-07-01")
            .shows(
                "check `date_of_birth_differs`",
                "The hospital has 7 January, all other services have 1 July: are these 2 children?",
            )
            .listed("routine", 3, "intermittent", "repeated", "date_of_birth_differs")
            .at(S::Paediatrics, "2025-12-11 09:00", O::Seen)
            .born_as("2018-01-07")
            .at(S::Paediatrics, "2026-01-21 09:00", O::WasNotBrought)
            .born_as("2018-01-07")
            .at(S::Paediatrics, "2026-04-28 09:00", O::WasNotBrought)
            .born_as("2018-01-07")
            .at(S::Paediatrics, "2026-08-06 09:00", O::WasNotBrought)
            .born_as("2018-01-07")
            .at(S::SchoolNursing, "2026-09-29 11:30", O::Seen)
            .at(S::Paediatrics, "2026-12-15 09:00", O::Pending)
            .born_as("2018-01-07"),
        Tale::of("Slipworth", "Magnus", "M", "2018-03-12")
            .shows(
                "check `date_of_birth_differs`, a typing error",
                "One record makes him 45 years old. It does not remove him, because the other records do not",
            )
            .listed("routine", 3, "persistent", "repeated", "date_of_birth_differs")
            .at(S::EarNoseThroat, "2026-02-03 15:00", O::Seen)
            .at(S::EarNoseThroat, "2026-04-14 15:00", O::WasNotBrought)
            .at(S::EarNoseThroat, "2026-06-25 15:00", O::WasNotBrought)
            .born_as("1981-03-12")
            .at(S::EarNoseThroat, "2026-10-07 15:00", O::LateNotSeen)
            .at(S::EarNoseThroat, "2027-01-12 15:00", O::Pending),
        Tale::of("Newbourne", "Nell", "F", "2016-11-03")
            .shows("check `details_changed`", "Moved house three weeks before the first failed contact")
            .listed("routine", 3, "intermittent", "repeated", "details_changed")
            .details_changed("2026-05-20")
            .at(S::Physiotherapy, "2026-03-18 10:00", O::Seen)
            .at(S::Physiotherapy, "2026-06-09 10:00", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-07-16 10:00", O::WasNotBrought)
            .at(S::Physiotherapy, "2026-10-07 10:00", O::WasNotBrought)
            .at(S::Immunisation, "2026-11-05 13:00", O::Seen)
            .at(S::Physiotherapy, "2026-12-07 10:00", O::Pending),
        Tale::of("Shortland", "Kit", "M", "2021-03-27")
            .shows("check `short_notice`", "2 of the 3 were booked only 2 or 3 days before")
            .listed("routine", 3, "intermittent", "repeated", "short_notice")
            .at(S::SpeechAndLanguage, "2026-01-22 14:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-03-05 14:00", O::WasNotBrought)
            .booked_days_before(3)
            .at(S::SpeechAndLanguage, "2026-05-12 14:00", O::WasNotBrought)
            .booked_days_before(2)
            .at(S::SpeechAndLanguage, "2026-09-10 14:00", O::WasNotBrought)
            .booked_days_before(21)
            .at(S::SpeechAndLanguage, "2026-10-13 14:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-12-02 14:00", O::Pending),
        Tale::of("Farclinic", "Saffi", "F", "2019-10-10")
            .shows(
                "check `same_place`, one service in two systems",
                "All 3 at Thornley Road Clinic, where she has never been seen. The hospital's audiology (the same service by `[services]`) did see her",
            )
            .listed("routine", 3, "intermittent", "repeated", "same_place")
            .at(S::AudiologyClinic, "2026-02-17 09:00", O::WasNotBrought)
            .place("Thornley Road Clinic")
            .at(S::AudiologyClinic, "2026-04-23 09:00", O::WasNotBrought)
            .place("Thornley Road Clinic")
            .at(S::AudiologyClinic, "2026-06-24 09:00", O::WasNotBrought)
            .place("Thornley Road Clinic")
            .at(S::AudiologyHospital, "2026-08-13 11:00", O::Seen)
            .at(S::AudiologyHospital, "2026-12-16 11:00", O::Pending),
        Tale::of("Wednesbury", "Wilf", "M", "2020-05-06")
            .shows(
                "check `same_weekday`, status reviewed",
                "Always on a Wednesday, and seen on other days. A review of 16 November 2026 agreed other days, and nothing has happened since",
            )
            .listed("routine", 3, "intermittent", "repeated", "same_weekday")
            .weeks(["new", "continuing", "reviewed"], "Reviewed on 16 November, and nothing has happened since")
            .at(S::SpeechAndLanguage, "2026-02-03 11:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-04-29 11:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-06-17 11:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-07-09 11:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-09-16 11:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-12-03 11:00", O::Pending),
        Tale::of("Unbooked", "Ines", "F", "2014-01-09")
            .shows("check `not_rebooked`", "CAMHS has booked other children after the as-of date, but not her")
            .listed("routine", 3, "intermittent", "repeated", "not_rebooked")
            .at(S::Camhs, "2026-01-15 10:00", O::Seen)
            .at(S::Camhs, "2026-03-19 10:00", O::WasNotBrought)
            .at(S::Camhs, "2026-05-26 10:00", O::Refused)
            .at(S::Camhs, "2026-07-07 10:00", O::Seen)
            .at(S::Camhs, "2026-10-14 10:00", O::WasNotBrought),
    ]
}
