//! The timeline of a case as a picture, with a lane for each service and a shape for what came of each contact.
//!
//! It can be read in black and white: every kind of mark has its own shape, and the table of contacts beside it says the same.
//! Each mark has a title, which a script on the page also shows to people who use the keyboard. The picture has no style of its
//! own: the page's style sheet colours its classes.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "lanes and marks of a picture are few")]

mod mark;

use std::fmt::Write as _;

use crate::cases::{AnotherChild, Case};
use crate::child::timeline::{Contact, ReviewPeriod};
use crate::day::{Day, Month};
use crate::service::{ServiceNumber, Services};
use crate::text::{escape, escaped, for_picture};
use crate::vocabulary::Outcome;
use crate::wording::{counted, cut};
use mark::{Mark, Tenths, push_pixels};

const WIDTH: i32 = 960;
/// Where lanes begin, to the right of the services' names.
const LEFT: i32 = 230;
const RIGHT: i32 = WIDTH - 16;
/// Room above the lanes for the months, and for the words of the mark under the pointer.
const TOP: i32 = 44;
const LANE: i32 = 26;
/// The most days before the review period in a picture. They are shown only if there are contacts in them.
pub(crate) const BEFORE: i32 = 90;
/// The most days after the as-of date in a picture. They are shown only if something is booked in them.
pub(crate) const AFTER: i32 = 120;
/// The most marks in one picture.
const MARKS: usize = 300;
/// Room for the name of a month.
const MONTH: i32 = 70;
/// The most characters shown of a service's name.
const NAME: usize = 28;

/// The numbers of contacts that a picture leaves out. The table of contacts may have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OmittedContacts {
    /// Too long ago.
    pub(crate) earlier: usize,
    /// Too far ahead.
    pub(crate) later: usize,
    /// More than the picture holds.
    pub(crate) too_many: usize,
}

pub(crate) struct Drawing<'a> {
    from: Day,
    to: Day,
    marks: Vec<(Mark, &'a Contact)>,
    lanes: Vec<ServiceNumber>,
    names: Vec<String>,
    period: ReviewPeriod,
    /// The contacts that may be of another child under the same number.
    another_child: &'a AnotherChild,
    left_out: OmittedContacts,
}

const fn middle(lane: usize) -> i32 {
    TOP + LANE * lane as i32 + LANE / 2
}

impl<'a> Drawing<'a> {
    /// The timeline of a case. None if there is nothing to show.
    pub(crate) fn new(case: &'a Case, services: &Services) -> Option<Self> {
        let period = case.timeline.period;
        let (first, last) = (period.first().plus(-BEFORE), period.as_of.plus(AFTER));
        let counted = case.timeline.evidence();
        let (mut earlier, mut later) = (0, 0);
        let mut marks = Vec::with_capacity(case.timeline.contacts.len());
        for (place, contact) in case.timeline.contacts.iter().enumerate() {
            if contact.day < first {
                earlier += 1;
            } else if contact.day > last {
                later += 1;
            } else {
                marks.push((Mark::of(contact, counted.binary_search(&place).is_ok(), &case.timeline), contact));
            }
        }
        let too_many = marks.len().saturating_sub(MARKS);
        if marks.len() > MARKS {
            // Failed contacts are kept first, then the newest of the others.
            marks.sort_by_key(|(mark, contact)| (*mark != Mark::Failed, std::cmp::Reverse(contact.day)));
            marks.truncate(MARKS);
        }
        marks.sort_by_key(|(mark, contact)| (contact.day, contact.time, *mark, contact.row));
        let from = marks.first()?.1.day.min(period.first());
        let to = marks.last()?.1.day.max(period.as_of);
        let mut lanes: Vec<ServiceNumber> = marks.iter().map(|(_, c)| c.service).collect();
        lanes.sort_unstable();
        lanes.dedup();
        let names = lanes.iter().map(|service| for_picture(&services[*service])).collect();
        let left_out = OmittedContacts { earlier, later, too_many };
        Some(Self { from, to, marks, lanes, names, period, another_child: &case.another_child, left_out })
    }

    pub(crate) const fn left_out(&self) -> OmittedContacts {
        self.left_out
    }

    fn x(&self, day: Day) -> Tenths {
        let days = (self.to.0 - self.from.0).max(1);
        // Rounds to the nearest tenth.
        let across = 20 * (RIGHT - LEFT) * (day.0 - self.from.0) + days;
        Tenths(10 * LEFT + across.div_euclid(2 * days))
    }

    const fn bottom(&self) -> i32 {
        TOP + LANE * self.lanes.len() as i32
    }

    /// Appends the picture: an `<svg>` element with every text in it escaped.
    pub(crate) fn draw(&self, out: &mut String) {
        let marks = &self.marks;
        let used: Vec<Mark> = Mark::ALL.iter().copied().filter(|m| marks.iter().any(|(own, _)| own == m)).collect();
        self.head(out, used.len().div_ceil(4));
        self.ground(out);
        for (lane, name) in self.names.iter().enumerate() {
            out.push_str("<path class=\"lane\" d=\"M");
            push_pixels(out, LEFT);
            out.push(' ');
            push_pixels(out, middle(lane));
            out.push_str(" H");
            push_pixels(out, RIGHT);
            out.push_str("\"/><text class=\"name\" x=\"");
            push_pixels(out, LEFT - 12);
            out.push_str("\" y=\"");
            push_pixels(out, middle(lane) + 5);
            out.extend(["\"><title>", &escape(name), "</title>", &escape(&cut(name, NAME)), "</text>"]);
        }
        for (mark, contact) in marks {
            let lane = self.lanes.binary_search(&contact.service).unwrap_or_default();
            out.extend(["<g class=\"mark ", mark.word(), "\" role=\"img\"><title>"]);
            self.push_words(out, contact, &self.names[lane], *mark);
            out.push_str("</title>");
            mark.draw(out, self.x(contact.day), middle(lane));
            out.push_str("</g>");
        }
        // A script writes the words of a mark here while the pointer or the focus is on it (`templates/sheet.js`).
        out.push_str("<text class=\"tip\" x=\"8\" y=\"13\" aria-hidden=\"true\"></text>");
        for (place, mark) in used.iter().enumerate() {
            let x = LEFT + 8 + 180 * (place % 4) as i32;
            let y = self.bottom() + 22 + 24 * (place / 4) as i32;
            out.extend(["<g class=\"mark ", mark.word(), "\" aria-hidden=\"true\">"]);
            mark.draw(out, Tenths::pixels(x), y);
            out.push_str("</g><text class=\"key\" x=\"");
            push_pixels(out, x + 14);
            out.push_str("\" y=\"");
            push_pixels(out, y + 5);
            out.extend(["\">", mark.phrase(), "</text>"]);
        }
        out.push_str("</svg>");
    }

    /// The start of the element, with a description for people who cannot see the picture. `rows` is the number of rows in the key.
    fn head(&self, out: &mut String, rows: usize) {
        let marks = &self.marks;
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
            counted(self.lanes.len(), "service", "services"),
        );
    }

    /// Draws the review period, the months and the as-of date.
    fn ground(&self, out: &mut String) {
        let (left, right) = (self.x(self.period.first()), self.x(self.period.as_of));
        let bottom = self.bottom();
        out.push_str("<rect class=\"period\" x=\"");
        left.push(out);
        out.push_str("\" y=\"");
        push_pixels(out, TOP);
        out.push_str("\" width=\"");
        Tenths(right.0 - left.0).push(out);
        out.push_str("\" height=\"");
        push_pixels(out, bottom - TOP);
        out.push_str("\"/>");
        self.months(out);
        out.push_str("<path class=\"as-of\" d=\"M");
        right.push(out);
        out.push(' ');
        push_pixels(out, TOP);
        out.push_str(" V");
        push_pixels(out, bottom);
        out.push_str("\"/>");
    }

    /// The months to mark, every second or third: the first day of each and its place.
    fn ticks(&self) -> Vec<(Day, Tenths)> {
        let months = (self.to.0 - self.from.0) / 30;
        let step = if months > 14 { 3 } else { 2 };
        let all = (0..).map(|count| Month::of(self.from).plus(count)).take_while(|month| month.first_day() <= self.to);
        let marked = all.step_by(step).map(Month::first_day).filter(|day| *day >= self.from);
        marked.map(|day| (day, self.x(day))).collect()
    }

    /// Draws the months. Even the last has its name, because without it the newest contacts would seem to be months old.
    fn months(&self, out: &mut String) {
        let ticks = self.ticks();
        let at_edge = |x: Tenths| x > Tenths::pixels(RIGHT - MONTH);
        for (place, (day, x)) in ticks.iter().enumerate() {
            out.push_str("<path class=\"tick\" d=\"M");
            x.push(out);
            out.push(' ');
            push_pixels(out, TOP - 4);
            out.push_str(" V");
            push_pixels(out, self.bottom());
            // A name that the edge would cut off ends at the edge instead.
            if at_edge(*x) {
                out.push_str("\"/><text class=\"month last\" x=\"");
                push_pixels(out, WIDTH);
            } else {
                out.push_str("\"/><text class=\"month\" x=\"");
                x.plus(2).push(out);
            }
            out.push_str("\" y=\"");
            push_pixels(out, TOP - 8);
            out.push_str("\">");
            let name = day.short();
            let name = name.trim_start_matches("1 ");
            let next_at_edge = ticks.get(place + 1).is_some_and(|(_, next)| at_edge(*next));
            // The year is left out where it would touch the name at the edge, which has one.
            let is_near = next_at_edge && *x > Tenths::pixels(WIDTH - 2 * MONTH);
            out.push_str(if is_near { &name[..3] } else { name });
            out.push_str("</text>");
        }
    }

    /// Appends the escaped words of a mark: `18 November 2026 09:30, Audiology: was not brought (clinic); a failed contact`.
    fn push_words(&self, out: &mut String, contact: &Contact, service: &str, mark: Mark) {
        contact.day.push_long(out);
        if let Some(time) = contact.time {
            out.push(' ');
            time.push(out);
        }
        out.push_str(", ");
        out.extend(escaped(service));
        out.push_str(": ");
        out.extend(escaped(match (mark, contact.outcome) {
            (Mark::Booked, _) => "booked",
            (Mark::SpokenTo, Outcome::Seen) => mark.phrase(),
            (_, outcome) => outcome.phrase(),
        }));
        out.push_str(" (");
        out.extend(escaped(contact.kind.phrase()));
        out.push(')');
        out.push_str(match mark {
            Mark::Failed if self.period.contains(contact.day) => "; a failed contact",
            Mark::Failed => "; before the review period",
            _ => "",
        });
        if self.another_child.has(contact.row) {
            out.push_str("; may be another child");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes every day of two years as the last day of a picture, with several lengths of picture.
    #[test]
    fn every_month_that_is_marked_has_a_name_that_is_inside_and_touches_no_other() {
        let day = |text| Day::from_iso(text).unwrap();
        for (last, days) in (0..730).flat_map(|later| [365, 420, 449, 450, 575].map(|days| (later, days))) {
            let to = day("2026-01-01").plus(last);
            let period = ReviewPeriod { as_of: to, days: 365 };
            let left_out = OmittedContacts { earlier: 0, later: 0, too_many: 0 };
            let (marks, lanes, names) = Default::default();
            let another_child = &AnotherChild::default();
            let drawing = Drawing { from: to.plus(1 - days), to, marks, lanes, names, period, another_child, left_out };
            let mut out = String::new();
            drawing.months(&mut out);
            let named: Vec<&str> = out.split("<text class=\"month").skip(1).collect();
            assert_eq!(named.len(), drawing.ticks().len());
            let mut free = Tenths::pixels(LEFT);
            for (text, (day, x)) in named.iter().zip(drawing.ticks()) {
                let name = text.split_once('>').unwrap().1.split('<').next().unwrap();
                assert!(day.short().strip_prefix("1 ").unwrap().starts_with(name) && name.len() >= 3, "{name}");
                let room = if name.len() == 3 { MONTH / 2 } else { MONTH };
                let from = if text.starts_with(" last") { Tenths::pixels(WIDTH - room) } else { x };
                assert!(from >= free, "{name} of {days} days to {to}");
                free = from.plus(room);
            }
            assert!(free <= Tenths::pixels(WIDTH), "{days} days to {to}");
        }
    }
}
