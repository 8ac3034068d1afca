//! The marks of a timeline picture: what each means, its shape and its place.

#![allow(unreachable_pub, reason = "the macro declares vocabularies that other crates see, too")]

use std::fmt;

use crate::child::timeline::{Contact, Timeline};
use crate::text::push_number;
use crate::vocabulary::{Kind, Outcome, vocabulary};

vocabulary! {
    /// What a mark means. Each has its own shape, its class in the style sheet and its words.
    Mark {
        /// A failed contact.
        Failed = "failed", "failed contact";
        /// The child was seen.
        Seen = "seen", "seen";
        /// The child or the family was spoken to, or the family was met, but the child was not seen.
        SpokenTo = "spoken-to", "spoken to, not seen";
        /// Unscheduled care.
        Unscheduled = "unscheduled", "unscheduled care";
        /// Cancelled by the family.
        CancelledByFamily = "by-family", "cancelled by the family";
        /// Cancelled by the service.
        CancelledByProvider = "by-provider", "cancelled by the service";
        /// Still to come.
        Booked = "booked", "booked";
        /// Anything else.
        Other = "other", "other, or no outcome";
    }
}

impl Mark {
    /// The mark of a contact. `counted` says whether it is part of a failed contact that counts.
    pub(super) fn of(contact: &Contact, counted: bool, timeline: &Timeline) -> Self {
        let period = timeline.period;
        match contact.outcome {
            _ if counted => Self::Failed,
            Outcome::Pending if contact.day > period.as_of => Self::Booked,
            Outcome::CancelledByFamily => Self::CancelledByFamily,
            Outcome::CancelledByProvider => Self::CancelledByProvider,
            _ if contact.day > period.as_of => Self::Other,
            _ if contact.kind == Kind::Unscheduled => Self::Unscheduled,
            Outcome::Seen if timeline.counting.has_seen(contact) => Self::Seen,
            Outcome::Seen | Outcome::FamilySeen => Self::SpokenTo,
            outcome if Outcome::DEFAULT_FAILED.contains(&outcome) && !period.contains(contact.day) => Self::Failed,
            _ => Self::Other,
        }
    }

    /// Draws the shape around a point. A path is drawn in steps from its first corner.
    pub(super) fn draw(self, out: &mut String, x: Tenths, y: i32) {
        let path = |out: &mut String, (dx, dy): (i32, i32), steps: &str| {
            out.push_str("<path d=\"M");
            x.plus(dx).push(out);
            out.push(' ');
            push_pixels(out, y + dy);
            out.push_str(steps);
            out.push_str("\"/>");
        };
        match self {
            Self::Failed => path(out, (-7, -7), "l14 14m-14 0l14-14"),
            // A disc for one and a ring for the other: the style sheet fills only one of them.
            Self::Seen | Self::Booked => {
                out.push_str("<circle cx=\"");
                x.push(out);
                out.push_str("\" cy=\"");
                push_pixels(out, y);
                out.push_str("\" r=\"6\"/>");
            }
            // A speech bubble.
            Self::SpokenTo => path(out, (-8, -7), "l16 0l0 10l-9 0l-4 5l0-5l-3 0z"),
            Self::Unscheduled => path(out, (0, -8), "l8 8l-8 8l-8-8z"),
            Self::CancelledByFamily => path(out, (-7, -6), "l14 0l-7 13z"),
            Self::CancelledByProvider => {
                out.push_str("<rect x=\"");
                x.plus(-6).push(out);
                out.push_str("\" y=\"");
                push_pixels(out, y - 6);
                out.push_str("\" width=\"12\" height=\"12\"/>");
            }
            Self::Other => path(out, (0, -7), "l0 14"),
        }
    }
}

/// A place across the picture, in tenths of a pixel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tenths(pub(super) i32);

impl Tenths {
    pub(super) const fn pixels(pixels: i32) -> Self {
        Self(10 * pixels)
    }

    pub(super) const fn plus(self, pixels: i32) -> Self {
        Self(self.0 + 10 * pixels)
    }

    pub(super) fn push(self, out: &mut String) {
        let tenths = self.0.unsigned_abs();
        push_number(out, u64::from(tenths / 10));
        if !tenths.is_multiple_of(10) {
            out.push('.');
            push_number(out, u64::from(tenths % 10));
        }
    }
}

pub(super) fn push_pixels(out: &mut String, pixels: i32) {
    push_number(out, u64::from(pixels.unsigned_abs()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_to_a_tenth() {
        for (tenths, text) in [(0, "0"), (7, "0.7"), (2300, "230"), (9_404, "940.4"), (9_440, "944")] {
            let mut out = String::new();
            Tenths(tenths).push(&mut out);
            assert_eq!(out, text);
        }
    }
}
