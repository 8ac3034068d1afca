//! The timeline of a case as a picture: one lane a service, a shape for what came of each contact.
//!
//! Readable in black and white: every kind of mark has a shape of its own, and the table of contacts beside it says the
//! same. A mark can be pointed at or reached with the keyboard, and then says what it is. The picture holds no style of its
//! own: the page's style sheet colours its classes.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::child::timeline::{Contact, Period};
use crate::day::Day;
use crate::text::{escape, for_picture};
use crate::vocabulary::{Kind, Outcome};

const WIDTH: f64 = 960.0;
/// Where lanes begin, right of the services' names.
const LEFT: f64 = 230.0;
const RIGHT: f64 = WIDTH - 16.0;
/// Room above the lanes for the words of the mark that is pointed at, and for the months.
const TOP: f64 = 44.0;
const LANE: f64 = 26.0;
/// Days before the review period that are shown, where there are contacts in them.
pub const BEFORE: i32 = 90;
/// Days after the as-of date that are shown, where something is booked in them.
pub const AFTER: i32 = 120;
/// Marks in one picture.
const MARKS: usize = 300;
/// Room for the name of a month.
const MONTH: f64 = 70.0;
/// Characters of a service's name.
const NAME: usize = 28;

/// What a mark says, each by a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Failed,
    Seen,
    Unscheduled,
    CancelledByFamily,
    CancelledByProvider,
    Booked,
    Other,
}

impl Mark {
    const ALL: [Self; 7] = [
        Self::Failed,
        Self::Seen,
        Self::Unscheduled,
        Self::CancelledByFamily,
        Self::CancelledByProvider,
        Self::Booked,
        Self::Other,
    ];

    const fn class(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Seen => "seen",
            Self::Unscheduled => "unscheduled",
            Self::CancelledByFamily => "by-family",
            Self::CancelledByProvider => "by-provider",
            Self::Booked => "booked",
            Self::Other => "other",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed contact",
            Self::Seen => "seen",
            Self::Unscheduled => "unscheduled care",
            Self::CancelledByFamily => "cancelled by the family",
            Self::CancelledByProvider => "cancelled by the service",
            Self::Booked => "booked",
            Self::Other => "other, or no outcome",
        }
    }

    /// The shape around a point.
    fn shape(self, x: f64, y: f64) -> String {
        let at = |dx: f64, dy: f64| format!("{:.1} {:.1}", x + dx, y + dy);
        match self {
            Self::Failed => {
                format!(
                    "<path class=\"shape\" d=\"M{} L{} M{} L{}\"/>",
                    at(-7.0, -7.0),
                    at(7.0, 7.0),
                    at(-7.0, 7.0),
                    at(7.0, -7.0)
                )
            }
            // A full disc and a ring: the style sheet fills one of them.
            Self::Seen | Self::Booked => format!("<circle class=\"shape\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\"/>"),
            Self::Unscheduled => {
                format!(
                    "<path class=\"shape\" d=\"M{} L{} L{} L{} Z\"/>",
                    at(0.0, -8.0),
                    at(8.0, 0.0),
                    at(0.0, 8.0),
                    at(-8.0, 0.0)
                )
            }
            Self::CancelledByFamily => {
                format!("<path class=\"shape\" d=\"M{} L{} L{} Z\"/>", at(-7.0, -6.0), at(7.0, -6.0), at(0.0, 7.0))
            }
            Self::CancelledByProvider => {
                format!("<rect class=\"shape\" x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\"/>", x - 6.0, y - 6.0)
            }
            Self::Other => format!("<path class=\"shape\" d=\"M{} L{}\"/>", at(0.0, -7.0), at(0.0, 7.0)),
        }
    }
}

/// A picture, and what its page says of it.
pub struct Picture {
    /// The `<svg>` element: markup of its own, every text in it escaped.
    pub svg: String,
    /// Contacts that the picture leaves out because they are too many or too long ago; the table may have them.
    pub left_out: usize,
}

/// The timeline of a case. None where there is nothing to show.
pub fn picture(case: &Case, services: &[String]) -> Option<Picture> {
    let period = case.timeline.period;
    let (first, last) = (period.first().plus(-BEFORE), period.as_of.plus(AFTER));
    let counted = case.timeline.evidence();
    let mut marks: Vec<(Mark, &Contact)> = case
        .timeline
        .contacts
        .iter()
        .enumerate()
        .filter(|(_, c)| first <= c.day && c.day <= last)
        .map(|(place, contact)| (mark(contact, counted.binary_search(&place).is_ok(), period), contact))
        .collect();
    let all = case.timeline.contacts.len();
    // Where they are too many, failed contacts stay, then the newest.
    marks.sort_by_key(|(mark, contact)| (*mark != Mark::Failed, std::cmp::Reverse(contact.day)));
    marks.truncate(MARKS);
    marks.sort_by_key(|(mark, contact)| (contact.day, contact.time, *mark, contact.row));
    let from = marks.iter().map(|(_, c)| c.day).min()?.min(period.first());
    let to = marks.iter().map(|(_, c)| c.day).max()?.max(period.as_of);
    let mut lanes: Vec<u32> = marks.iter().map(|(_, c)| c.service).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let drawing = Drawing { from, to, lanes: &lanes, period };
    Some(Picture { svg: drawing.draw(&marks, services), left_out: all - marks.len() })
}

fn mark(contact: &Contact, counted: bool, period: Period) -> Mark {
    match contact.outcome {
        _ if counted => Mark::Failed,
        Outcome::Pending if contact.day > period.as_of => Mark::Booked,
        Outcome::CancelledByFamily => Mark::CancelledByFamily,
        Outcome::CancelledByProvider => Mark::CancelledByProvider,
        _ if contact.day > period.as_of => Mark::Other,
        _ if contact.kind == Kind::Unscheduled => Mark::Unscheduled,
        Outcome::Seen => Mark::Seen,
        outcome if Outcome::DEFAULT_FAILED.contains(&outcome) && !period.contains(contact.day) => Mark::Failed,
        _ => Mark::Other,
    }
}

struct Drawing<'a> {
    from: Day,
    to: Day,
    lanes: &'a [u32],
    period: Period,
}

impl Drawing<'_> {
    fn x(&self, day: Day) -> f64 {
        let days = f64::from((self.to.0 - self.from.0).max(1));
        LEFT + (RIGHT - LEFT) * f64::from(day.0 - self.from.0) / days
    }

    fn bottom(&self) -> f64 {
        TOP + LANE * self.lanes.len() as f64
    }

    fn draw(&self, marks: &[(Mark, &Contact)], services: &[String]) -> String {
        let used: Vec<Mark> = Mark::ALL.into_iter().filter(|m| marks.iter().any(|(own, _)| own == m)).collect();
        let rows = used.len().div_ceil(4);
        let height = self.bottom() + 14.0 + 24.0 * rows as f64;
        let mut out = String::new();
        let failed = marks.iter().filter(|(m, _)| *m == Mark::Failed).count();
        let _ = write!(
            out,
            "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"group\" aria-labelledby=\"timeline-title \
             timeline-text\"><title id=\"timeline-title\">Timeline of contacts</title><desc id=\"timeline-text\">{} of {} \
             contacts shown from {} to {} are marked as failed, in {}. The table of contacts says the same.</desc>",
            failed,
            marks.len(),
            self.from.long(),
            self.to.long(),
            crate::rules::counted(self.lanes.len() as u32, "service", "services"),
        );
        self.ground(&mut out);
        for (lane, service) in self.lanes.iter().enumerate() {
            let middle = TOP + LANE * (lane as f64 + 0.5);
            let name = for_picture(&services[*service as usize]);
            let _ = write!(
                out,
                "<path class=\"lane\" d=\"M{LEFT:.0} {middle:.1} H{RIGHT:.0}\"/><text class=\"name\" x=\"{:.0}\" \
                 y=\"{:.1}\"><title>{}</title>{}</text>",
                LEFT - 12.0,
                middle + 5.0,
                escape(&name),
                escape(&shortened(&name))
            );
        }
        for (mark, contact) in marks {
            let lane = self.lanes.binary_search(&contact.service).unwrap_or_default();
            let y = TOP + LANE * (lane as f64 + 0.5);
            let words = words(contact, &services[contact.service as usize], *mark, self.period);
            let _ = write!(
                out,
                "<g class=\"mark {}\" tabindex=\"0\" role=\"img\"><title>{words}</title>{}<text class=\"tip\" x=\"8\" \
                 y=\"13\" aria-hidden=\"true\">{words}</text></g>",
                mark.class(),
                mark.shape(self.x(contact.day), y)
            );
        }
        for (place, mark) in used.iter().enumerate() {
            let x = LEFT + 8.0 + 180.0 * (place % 4) as f64;
            let y = self.bottom() + 22.0 + 24.0 * (place / 4) as f64;
            let _ = write!(
                out,
                "<g class=\"mark {}\" aria-hidden=\"true\">{}</g><text class=\"key\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                mark.class(),
                mark.shape(x, y),
                x + 14.0,
                y + 5.0,
                mark.words()
            );
        }
        out.push_str("</svg>");
        out
    }

    /// The review period, the months, and the as-of date.
    fn ground(&self, out: &mut String) {
        let (left, right) = (self.x(self.period.first()), self.x(self.period.as_of));
        let bottom = self.bottom();
        let _ = write!(
            out,
            "<rect class=\"period\" x=\"{left:.1}\" y=\"{TOP:.0}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            right - left,
            bottom - TOP
        );
        let months = (self.to.0 - self.from.0) / 30;
        let step = if months > 14 { 3 } else { 2 };
        let mut month = Day::from_iso(&format!("{}-01", &self.from.to_string()[..7])).unwrap_or(self.from);
        let mut count = 0;
        while month <= self.to {
            if month >= self.from && count % step == 0 {
                let x = self.x(month);
                // A month so near the edge that its name would be cut has none.
                let name = if x > RIGHT - MONTH { String::new() } else { month_and_year(month) };
                let _ = write!(
                    out,
                    "<path class=\"tick\" d=\"M{x:.1} {:.1} V{bottom:.1}\"/><text class=\"month\" x=\"{:.1}\" \
                     y=\"{:.1}\">{name}</text>",
                    TOP - 4.0,
                    x + 2.0,
                    TOP - 8.0
                );
            }
            count += 1;
            month = Day::from_iso(&format!("{}-01", &month.plus(32).to_string()[..7])).unwrap_or(self.to.plus(1));
        }
        let _ = write!(out, "<path class=\"as-of\" d=\"M{right:.1} {TOP:.0} V{bottom:.1}\"/>");
    }
}

/// `Nov 2026`.
fn month_and_year(day: Day) -> String {
    let long = day.long();
    let mut parts = long.split(' ').skip(1);
    let (name, year) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{} {year}", &name[..3])
}

/// `18 November 2026 09:30, Audiology: was not brought (clinic); a failed contact`, escaped.
fn words(contact: &Contact, service: &str, mark: Mark, period: Period) -> String {
    let time = contact.time.map_or_else(String::new, |time| format!(" {time}"));
    let outcome = if mark == Mark::Booked { "booked" } else { contact.outcome.phrase() };
    let counts = match mark {
        Mark::Failed if period.contains(contact.day) => "; a failed contact",
        Mark::Failed => "; before the review period",
        _ => "",
    };
    let (day, kind) = (contact.day.long(), contact.kind.phrase());
    escape(&format!("{day}{time}, {}: {outcome} ({kind}){counts}", for_picture(service)))
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(shortened("Speech and Language Therapy (community)"), "Speech and Language Therapy…");
        assert_eq!(shortened("Audiology"), "Audiology");
    }
}
