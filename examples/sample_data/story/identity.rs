//! One child or two: records that nothing but a person can bring together, and those that only look alike.

use super::Tale;
use crate::catalogue::Service as S;
use crate::vocabulary::Outcome as O;

/// The family name of the child whom a person has linked, the id that was linked, and the day of the decision.
pub const LINKED: &str = "Halfway";
pub const LINKED_ID: &str = "4999002";
pub const LINKED_ON: &str = "2026-10-30";
/// The day on which the file of the decision came into the folder.
pub const LINK_SAVED_ON: &str = "2026-11-12";

/// The tales of this module, as the README lists them.
pub fn tales() -> Vec<Tale> {
    vec![
        Tale::of(LINKED, "Hana", "F", "2016-05-12")
            .shows(
                "linked by a person's decision",
                "Health has her NHS number, social care only a Person ID that nobody else has: 2 failed contacts each. `links/` says \
                 since 12 November 2026 that she is one child",
            )
            .listed("routine", 4, "persistent", "repeated;cross_service", "")
            .weeks(
                ["", "new", "continuing"],
                "A pair that would be listed together in the first week; decided on 30 October, and saved in `links/` on 12 November",
            )
            .at(S::Physiotherapy, "2026-03-17 10:30", O::WasNotBrought)
            .at(S::SocialCare, "2026-05-19 15:00", O::NoAccess)
            .known_only_as(LINKED_ID)
            .at(S::Physiotherapy, "2026-06-23 10:30", O::WasNotBrought)
            .at(S::SocialCare, "2026-09-08 15:00", O::NoAccess)
            .known_only_as(LINKED_ID)
            .at(S::Physiotherapy, "2026-12-08 10:30", O::Pending)
            .at(S::SocialCare, "2026-12-10 15:00", O::Pending)
            .known_only_as(LINKED_ID),
        Tale::of("Maybury", "Ida", "F", "2018-09-04")
            .shows(
                "a pair about which nobody has decided",
                "The same, but nobody has decided: 2 and 2 failed contacts, so nobody is listed. The list names the pair",
            )
            .at(S::SpeechAndLanguage, "2026-04-15 09:30", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-07-08 09:30", O::WasNotBrought)
            .at(S::SocialCare, "2026-08-11 15:00", O::NoAccess)
            .known_only_as("4999003")
            .at(S::SocialCare, "2026-10-06 15:00", O::NoAccess)
            .known_only_as("4999003")
            .at(S::SpeechAndLanguage, "2026-12-09 09:30", O::Pending),
        Tale::of("Pairwell", "Finn", "M", "2019-01-22")
            .shows("twins are no pair", "Health has his NHS number. The records of his twin sister have another given name")
            .household("H00061", "FX2 6QN")
            .at(S::SpeechAndLanguage, "2026-02-18 10:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-05-20 10:00", O::WasNotBrought)
            .at(S::SpeechAndLanguage, "2026-12-02 10:00", O::Pending),
        Tale::of("Pairwell", "Flora", "", "2019-01-22")
            .shows(
                "twins are no pair",
                "Social care has her without an NHS number: the family name and the birthday are her brother's, the given name is not",
            )
            .without_any_number()
            .person_id("4999004")
            .at(S::SocialCare, "2026-06-16 15:00", O::NoAccess)
            .at(S::SocialCare, "2026-09-15 15:00", O::NoAccess),
        Tale::of("Oneforboth", "Ivy", "F", "2021-02-10")
            .shows(
                "one NHS number for 2 children",
                "Her twin brother Max was given her number. His 3 missed appointments are not made up for by hers that she was brought to",
            )
            .listed("routine", 3, "intermittent", "repeated", "names_differ")
            .at(S::SpeechAndLanguage, "2026-03-11 10:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-03-11 10:30", O::WasNotBrought)
            .of_another("Max", "S199001")
            .at(S::SpeechAndLanguage, "2026-05-14 10:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-05-14 10:30", O::WasNotBrought)
            .of_another("Max", "S199001")
            .at(S::SpeechAndLanguage, "2026-09-15 10:00", O::Seen)
            .at(S::SpeechAndLanguage, "2026-09-15 10:30", O::WasNotBrought)
            .of_another("Max", "S199001")
            .at(S::SpeechAndLanguage, "2026-12-01 10:00", O::Pending),
    ]
}
