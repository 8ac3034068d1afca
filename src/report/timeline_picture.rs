//! The timeline of a case as a picture: one lane a service, a shape for what came of each contact.
//!
//! Readable in black and white: every kind of mark has a shape of its own, and the table of contacts beside it says the
//! same. A mark can be pointed at or reached with the keyboard, and then says what it is. The picture holds no style of its
//! own: the page's style sheet colours its classes.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::child::timeline::{Contact, Period, Timeline};
use crate::day::{Day, Month};
use crate::text::{escape, escaped, for_picture, push_number};
use crate::vocabulary::{Kind, Outcome};

const WIDTH: i32 = 960;
/// Where lanes begin, right of the services' names.
const LEFT: i32 = 230;
const RIGHT: i32 = WIDTH - 16;
/// Room above the lanes for the words of the mark that is pointed at, and for the months.
const TOP: i32 = 44;
const LANE: i32 = 26;
/// Days before the review period that are shown, where there are contacts in them.
pub(crate) const BEFORE: i32 = 90;
/// Days after the as-of date that are shown, where something is booked in them.
pub(crate) const AFTER: i32 = 120;
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

    /// Draws the shape around a point.
    fn draw(self, out: &mut String, x: f64, y: i32) {
        let path = |out: &mut String, steps: &[(&str, i32, i32)]| {
            out.push_str("<path class=\"shape\" d=\"");
            for (step, dx, dy) in steps {
                out.push_str(step);
                push_across(out, x + f64::from(*dx));
                out.push(' ');
                push_down(out, y + dy);
            }
        };
        match self {
            Self::Failed => {
                path(out, &[("M", -7, -7), (" L", 7, 7), (" M", -7, 7), (" L", 7, -7)]);
                out.push_str("\"/>");
            }
            // A full disc and a ring: the style sheet fills one of them.
            Self::Seen | Self::Booked => {
                out.push_str("<circle class=\"shape\" cx=\"");
                push_across(out, x);
                out.push_str("\" cy=\"");
                push_down(out, y);
                out.push_str("\" r=\"6\"/>");
            }
            Self::Unscheduled => {
                path(out, &[("M", 0, -8), (" L", 8, 0), (" L", 0, 8), (" L", -8, 0)]);
                out.push_str(" Z\"/>");
            }
            Self::CancelledByFamily => {
                path(out, &[("M", -7, -6), (" L", 7, -6), (" L", 0, 7)]);
                out.push_str(" Z\"/>");
            }
            Self::CancelledByProvider => {
                out.push_str("<rect class=\"shape\" x=\"");
                push_across(out, x - 6.0);
                out.push_str("\" y=\"");
                push_down(out, y - 6);
                out.push_str("\" width=\"12\" height=\"12\"/>");
            }
            Self::Other => {
                path(out, &[("M", 0, -7), (" L", 0, 7)]);
                out.push_str("\"/>");
            }
        }
    }
}

/// Writes a place across the picture, to a tenth of a pixel. A sheet has hundreds of them, so they are written as whole
/// tenths; only half-way between two tenths the library decides, as it does for any number.
fn push_across(out: &mut String, pixels: f64) {
    let tenths = pixels * 10.0;
    let below = tenths.floor();
    let part = tenths - below;
    if !(0.0..1e9).contains(&tenths) || (part - 0.5).abs() < 1e-6 {
        let _ = write!(out, "{pixels:.1}");
        return;
    }
    let tenths = below as u64 + u64::from(part > 0.5);
    push_number(out, tenths / 10);
    out.push('.');
    push_number(out, tenths % 10);
}

/// Writes a whole number of pixels as if it had tenths.
fn push_down(out: &mut String, pixels: i32) {
    push_pixels(out, pixels);
    out.push_str(".0");
}

fn push_pixels(out: &mut String, pixels: i32) {
    push_number(out, u64::from(pixels.unsigned_abs()));
}

/// Contacts that a picture leaves out; the table may have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Because they are too long ago.
    pub(crate) earlier: usize,
    /// Because they are too far ahead.
    pub(crate) later: usize,
    /// Because they are too many.
    pub(crate) too_many: usize,
}

/// Draws the timeline of a case: an `<svg>` element, markup of its own, every text in it escaped. Returns how many contacts
/// it leaves out; or that there is nothing to show.
pub(crate) fn picture(out: &mut String, case: &Case, services: &[String]) -> Option<LeftOut> {
    let period = case.timeline.period;
    let (first, last) = (period.first().plus(-BEFORE), period.as_of.plus(AFTER));
    let counted = case.timeline.evidence();
    let mut marks: Vec<(Mark, &Contact)> = case
        .timeline
        .contacts
        .iter()
        .enumerate()
        .filter(|(_, c)| first <= c.day && c.day <= last)
        .map(|(place, contact)| (mark(contact, counted.binary_search(&place).is_ok(), &case.timeline), contact))
        .collect();
    let of = |outside: &dyn Fn(Day) -> bool| case.timeline.contacts.iter().filter(|c| outside(c.day)).count();
    let (earlier, later) = (of(&|day| day < first), of(&|day| day > last));
    let too_many = marks.len().saturating_sub(MARKS);
    if marks.len() > MARKS {
        // Failed contacts stay, then the newest.
        marks.sort_by_key(|(mark, contact)| (*mark != Mark::Failed, std::cmp::Reverse(contact.day)));
        marks.truncate(MARKS);
    }
    marks.sort_by_key(|(mark, contact)| (contact.day, contact.time, *mark, contact.row));
    let from = marks.iter().map(|(_, c)| c.day).min()?.min(period.first());
    let to = marks.iter().map(|(_, c)| c.day).max()?.max(period.as_of);
    let mut lanes: Vec<u32> = marks.iter().map(|(_, c)| c.service).collect();
    lanes.sort_unstable();
    lanes.dedup();
    let names = lanes.iter().map(|service| for_picture(&services[*service as usize])).collect();
    let drawing = Drawing { from, to, lanes: &lanes, names, period };
    drawing.draw(out, &marks);
    Some(LeftOut { earlier, later, too_many })
}

fn mark(contact: &Contact, counted: bool, timeline: &Timeline) -> Mark {
    let period = timeline.period;
    match contact.outcome {
        _ if counted => Mark::Failed,
        Outcome::Pending if contact.day > period.as_of => Mark::Booked,
        Outcome::CancelledByFamily => Mark::CancelledByFamily,
        Outcome::CancelledByProvider => Mark::CancelledByProvider,
        _ if contact.day > period.as_of => Mark::Other,
        _ if contact.kind == Kind::Unscheduled => Mark::Unscheduled,
        Outcome::Seen if timeline.counting.has_seen(contact) => Mark::Seen,
        outcome if Outcome::DEFAULT_FAILED.contains(&outcome) && !period.contains(contact.day) => Mark::Failed,
        _ => Mark::Other,
    }
}

struct Drawing<'a> {
    from: Day,
    to: Day,
    lanes: &'a [u32],
    /// The names of the lanes' services.
    names: Vec<String>,
    period: Period,
}

const fn middle(lane: usize) -> i32 {
    TOP + LANE * lane as i32 + LANE / 2
}

impl Drawing<'_> {
    fn x(&self, day: Day) -> f64 {
        let days = f64::from((self.to.0 - self.from.0).max(1));
        f64::from(LEFT) + f64::from(RIGHT - LEFT) * f64::from(day.0 - self.from.0) / days
    }

    const fn bottom(&self) -> i32 {
        TOP + LANE * self.lanes.len() as i32
    }

    fn draw(&self, out: &mut String, marks: &[(Mark, &Contact)]) {
        let used: Vec<Mark> = Mark::ALL.into_iter().filter(|m| marks.iter().any(|(own, _)| own == m)).collect();
        self.head(out, marks, used.len().div_ceil(4));
        self.ground(out);
        for (lane, name) in self.names.iter().enumerate() {
            out.push_str("<path class=\"lane\" d=\"M");
            push_pixels(out, LEFT);
            out.push(' ');
            push_down(out, middle(lane));
            out.push_str(" H");
            push_pixels(out, RIGHT);
            out.push_str("\"/><text class=\"name\" x=\"");
            push_pixels(out, LEFT - 12);
            out.push_str("\" y=\"");
            push_down(out, middle(lane) + 5);
            out.push_str("\"><title>");
            out.extend(escaped(name));
            out.push_str("</title>");
            out.push_str(&escape(&shortened(name)));
            out.push_str("</text>");
        }
        let mut words = String::new();
        for (place, (mark, contact)) in marks.iter().enumerate() {
            let lane = self.lanes.binary_search(&contact.service).unwrap_or_default();
            words.clear();
            self.push_words(&mut words, contact, &self.names[lane], *mark);
            out.push_str("<g class=\"mark ");
            out.push_str(mark.class());
            // One stop for the keyboard: from the newest, arrow keys lead to the others (`templates/sheet.js`).
            out.push_str(if place + 1 == marks.len() { "\" tabindex=\"0\"" } else { "\" tabindex=\"-1\"" });
            out.push_str(" role=\"img\"><title>");
            out.push_str(&words);
            out.push_str("</title>");
            mark.draw(out, self.x(contact.day), middle(lane));
            out.push_str("<text class=\"tip\" x=\"8\" y=\"13\" aria-hidden=\"true\">");
            out.push_str(&words);
            out.push_str("</text></g>");
        }
        for (place, mark) in used.iter().enumerate() {
            let x = LEFT + 8 + 180 * (place % 4) as i32;
            let y = self.bottom() + 22 + 24 * (place / 4) as i32;
            out.push_str("<g class=\"mark ");
            out.push_str(mark.class());
            out.push_str("\" aria-hidden=\"true\">");
            mark.draw(out, f64::from(x), y);
            out.push_str("</g><text class=\"key\" x=\"");
            push_down(out, x + 14);
            out.push_str("\" y=\"");
            push_down(out, y + 5);
            out.push_str("\">");
            out.push_str(mark.words());
            out.push_str("</text>");
        }
        out.push_str("</svg>");
    }

    /// The element's beginning, with what it says to those who do not see it. `rows` are those of the key.
    fn head(&self, out: &mut String, marks: &[(Mark, &Contact)], rows: usize) {
        let height = self.bottom() + 14 + 24 * rows as i32;
        let failed = marks.iter().filter(|(mark, _)| *mark == Mark::Failed).count();
        let _ = write!(
            out,
            "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-labelledby=\"timeline-title \
             timeline-text\"><title id=\"timeline-title\">Timeline of contacts</title><desc id=\"timeline-text\">{} of {} \
             contacts shown from {} to {} are marked as failed, in {}. The table of contacts says the same.</desc>",
            failed,
            marks.len(),
            self.from.long(),
            self.to.long(),
            crate::rules::counted(self.lanes.len() as u32, "service", "services"),
        );
    }

    /// The review period, the months, and the as-of date.
    fn ground(&self, out: &mut String) {
        let (left, right) = (self.x(self.period.first()), self.x(self.period.as_of));
        let bottom = self.bottom();
        out.push_str("<rect class=\"period\" x=\"");
        push_across(out, left);
        out.push_str("\" y=\"");
        push_pixels(out, TOP);
        out.push_str("\" width=\"");
        push_across(out, right - left);
        out.push_str("\" height=\"");
        push_down(out, bottom - TOP);
        out.push_str("\"/>");
        let months = (self.to.0 - self.from.0) / 30;
        let step = if months > 14 { 3 } else { 2 };
        let mut month = Month::of(self.from);
        let mut count = 0;
        while month.first_day() <= self.to {
            let day = month.first_day();
            if day >= self.from && count % step == 0 {
                let x = self.x(day);
                out.push_str("<path class=\"tick\" d=\"M");
                push_across(out, x);
                out.push(' ');
                push_down(out, TOP - 4);
                out.push_str(" V");
                push_down(out, bottom);
                out.push_str("\"/><text class=\"month\" x=\"");
                push_across(out, x + 2.0);
                out.push_str("\" y=\"");
                push_down(out, TOP - 8);
                out.push_str("\">");
                // A month so near the edge that its name would be cut has none.
                if x <= f64::from(RIGHT) - MONTH {
                    out.push_str(day.short().trim_start_matches("1 "));
                }
                out.push_str("</text>");
            }
            count += 1;
            month = month.plus(1);
        }
        out.push_str("<path class=\"as-of\" d=\"M");
        push_across(out, right);
        out.push(' ');
        push_pixels(out, TOP);
        out.push_str(" V");
        push_down(out, bottom);
        out.push_str("\"/>");
    }

    /// `18 November 2026 09:30, Audiology: was not brought (clinic); a failed contact`, escaped.
    fn push_words(&self, out: &mut String, contact: &Contact, service: &str, mark: Mark) {
        contact.day.push_long(out);
        if let Some(time) = contact.time {
            out.push(' ');
            time.push(out);
        }
        out.push_str(", ");
        out.extend(escaped(service));
        out.push_str(": ");
        out.extend(escaped(if mark == Mark::Booked { "booked" } else { contact.outcome.phrase() }));
        out.push_str(" (");
        out.extend(escaped(contact.kind.phrase()));
        out.push(')');
        out.push_str(match mark {
            Mark::Failed if self.period.contains(contact.day) => "; a failed contact",
            Mark::Failed => "; before the review period",
            _ => "",
        });
    }
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
    fn a_place_is_written_as_the_library_writes_it_to_a_tenth() {
        let picture = (1..=900_u32).flat_map(|days| {
            let x = move |day: u32| 230.0 + 714.0 * f64::from(day) / f64::from(days);
            (0..=days).step_by(7).flat_map(move |day| [-8.0, -7.0, 0.0, 2.0, 6.0, 8.0].map(|dx| x(day) + dx))
        });
        let others = [0.0, 0.04, 0.05, 0.15, 0.25, 0.35, 0.949_999_9, 0.95, 0.99, -0.2, -1.0, 123_456.05, 1e12];
        for own in picture.chain(others) {
            let mut out = String::new();
            push_across(&mut out, own);
            assert_eq!(out, format!("{own:.1}"));
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(shortened("Speech and Language Therapy (community)"), "Speech and Language Therapy…");
        assert_eq!(shortened("Audiology"), "Audiology");
    }
}
