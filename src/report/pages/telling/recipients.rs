//! The recipient of a page, the reason for the page, and what it says and asks.

use crate::cases::Case;
use crate::rules::RuleId;
use crate::vocabulary::{Kind, Outcome};

/// What a page says if it may not say more.
const HELP: &str = "We want to help this child to be seen by the services.";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    SocialWorker,
    Gp,
    SchoolNurse,
    School,
    Referrer,
}

/// What the page asks a referrer about the referral.
const STILL_NEEDED: &str = "Does the child still need what you referred them for?";
const AGREE: &str = "Please agree the next steps with us before the referral is closed.";

impl Role {
    /// The label of such a recipient, in lists of recipients. `referred` is whether they have referred the child, too.
    pub(super) const fn label(self, referred: bool) -> &'static str {
        match (self, referred) {
            (Self::SocialWorker, false) => "Social worker",
            (Self::SocialWorker, true) => "Social worker (also the referrer)",
            (Self::Gp, false) => "GP practice",
            (Self::Gp, true) => "GP practice (also the referrer)",
            (Self::SchoolNurse, false) => "School nurse",
            (Self::SchoolNurse, true) => "School nurse (also the referrer)",
            (Self::School, false) => "School or nursery",
            (Self::School, true) => "School or nursery (also the referrer)",
            (Self::Referrer, _) => "Referrer",
        }
    }

    /// What such a recipient is called in a sentence.
    pub(super) const fn whom(self, referred: bool) -> &'static str {
        match (self, referred) {
            (Self::SocialWorker, false) => "social worker",
            (Self::SocialWorker, true) => "social worker (also the referrer)",
            (Self::Gp, false) => "GP practice",
            (Self::Gp, true) => "GP practice (also the referrer)",
            (Self::SchoolNurse, false) => "school nurse",
            (Self::SchoolNurse, true) => "school nurse (also the referrer)",
            (Self::School, false) => "school or nursery",
            (Self::School, true) => "school or nursery (also the referrer)",
            (Self::Referrer, _) => "referrer",
        }
    }

    /// What the page asks this recipient about a referral, besides the questions of its role.
    pub(super) const fn asks_about_referral(reason: Reason) -> &'static [&'static str] {
        match reason {
            Reason::Missing => &[AGREE],
            _ => &[STILL_NEEDED, AGREE],
        }
    }

    /// What the page asks this recipient. If a child is missing, the first question to everybody is when they last saw the child.
    pub(super) const fn asks(self, reason: Reason) -> &'static [&'static str] {
        match self {
            Self::Referrer if matches!(reason, Reason::Missing) => &[
                "When did you last see or hear from the child?",
                "Do you know another address or telephone number?",
                AGREE,
            ],
            Self::Gp => &[
                "When did you last see or speak to the child?",
                "Which address and telephone numbers do you hold?",
                "Please consider an alert on the child’s record, and tell us what you decide.",
            ],
            Self::SocialWorker => &[
                "When did you or a colleague last see the child, and where?",
                "Which plans or enquiries are in force, and who else should know?",
                "Which address and telephone numbers do you hold?",
            ],
            Self::SchoolNurse => {
                &["When did you last see the child?", "Could you help the child to be seen, and by whom?"]
            }
            Self::School => &[
                "When was the child last at school or nursery?",
                "Who there knows the child best, and may we talk to them?",
            ],
            Self::Referrer => &[STILL_NEEDED, AGREE],
        }
    }
}

/// What the first sentence of a page calls the contacts that the page lists. If they are of more than one kind, the last variant that
/// fits one of them holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ListHeading {
    Nothing,
    Appointments,
    Visits,
    /// Days on which somebody recorded that the family had withdrawn, or that nobody knew where the child was.
    Days,
}

impl ListHeading {
    /// What a page says if it is not known which of two children these contacts are of. It does not say who the other child is.
    pub(super) const fn which_child(self) -> &'static str {
        match self {
            Self::Appointments => {
                "We are not sure which child these appointments were for: please telephone us before you act."
            }
            Self::Visits => {
                "We are not sure which child these appointments or visits were for: please telephone us before you act."
            }
            Self::Days | Self::Nothing => {
                "We are not sure which child our records are about: please telephone us before you act."
            }
        }
    }

    /// What one contact is called.
    pub(super) const fn for_contact(outcome: Outcome, kind: Kind) -> Self {
        match (outcome, kind) {
            (Outcome::WhereaboutsUnknown | Outcome::Disengaged, _) => Self::Days,
            (Outcome::NoAccess | Outcome::ChildNotSeen, _) | (_, Kind::HomeVisit) => Self::Visits,
            _ => Self::Appointments,
        }
    }
}

/// What a page says about a contact if "not seen" is not enough: its outcome, or that it was a home visit or remote.
pub(super) const fn came_of(outcome: Outcome, kind: Kind) -> Option<&'static str> {
    match (outcome, kind) {
        (Outcome::WasNotBrought, Kind::HomeVisit | Kind::Remote) => Some(kind.phrase()),
        (Outcome::WasNotBrought, _) => None,
        _ => Some(outcome.phrase()),
    }
}

/// The reason for a page, which its first sentence gives. If there is more than one, the first variant holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    Missing,
    Failed,
    Withdrawn,
    Cancelled,
    NotSeen,
}

impl Reason {
    /// The reason for the pages about a case.
    pub(super) fn for_case(case: &Case) -> Self {
        let failed = (!case.timeline.failed.is_empty()).then_some(Self::Failed);
        let held = RuleId::all().filter(|which| case.rules.contains(*which)).map(Self::for_rule);
        held.chain(failed).min().unwrap_or(Self::Failed)
    }

    const fn for_rule(rule: RuleId) -> Self {
        match rule {
            RuleId::WhereaboutsUnknown => Self::Missing,
            RuleId::Disengaged => Self::Withdrawn,
            RuleId::RepeatedCancellation => Self::Cancelled,
            RuleId::NotSeen => Self::NotSeen,
            // None of these holds unless the child has a failed contact.
            RuleId::Repeated
            | RuleId::CrossService
            | RuleId::Household
            | RuleId::UnscheduledCare
            | RuleId::EarlyConcern
            | RuleId::ClosedAfterFailed => Self::Failed,
        }
    }

    /// The first sentence of a recipient's page. `below` is what the page lists under it, and `of_one` is whether all of that is from one
    /// service.
    pub(super) const fn sentence(self, to: Role, below: ListHeading, of_one: bool) -> &'static str {
        match (self, to) {
            (Self::Missing, Role::School) => {
                "Services cannot reach this child at present, and want to know that the child is safe."
            }
            (Self::Missing, _) => {
                "A service has recorded that it does not know where this child is. None of the services whose records we have has \
                 seen the child in person since."
            }
            (Self::Failed, Role::School) => match below {
                ListHeading::Appointments => {
                    "Some appointments of this child were missed. We want to help the child to be seen."
                }
                ListHeading::Visits => {
                    "Some appointments or visits of this child were missed. We want to help the child to be seen."
                }
                ListHeading::Days | ListHeading::Nothing => HELP,
            },
            (Self::Cancelled, Role::School) => {
                "Some appointments of this child were cancelled. We want to help the child to be seen."
            }
            (Self::Withdrawn | Self::NotSeen, Role::School) => HELP,
            (Self::NotSeen, _) => {
                "No service has seen this child in person for some time. There may be good reasons that we do not know."
            }
            (Self::Failed, _) => match below {
                ListHeading::Nothing => HELP,
                ListHeading::Appointments => {
                    "This child was not seen at the appointments below. There may be good reasons that we do not know."
                }
                ListHeading::Visits => {
                    "This child was not seen at the appointments or visits below. There may be good reasons that we do not know."
                }
                ListHeading::Days if of_one => {
                    "The service below did not see this child on the days shown. There may be good reasons that we do not \
                     know."
                }
                ListHeading::Days => {
                    "The services below did not see this child on the days shown. There may be good reasons that we do not \
                     know."
                }
            },
            _ if matches!(below, ListHeading::Nothing) => HELP,
            (Self::Withdrawn, _) if of_one => {
                "The family has withdrawn from the service below. There may be good reasons that we do not know."
            }
            (Self::Withdrawn, _) => {
                "The family has withdrawn from the services below. There may be good reasons that we do not know."
            }
            (Self::Cancelled, _) => {
                "The appointments below were cancelled, and the service has not seen this child since. There may be good reasons \
                 that we do not know."
            }
        }
    }
}
