//! A small picture of a source's contacts week by week, which shows gaps and sudden falls, and a sentence that says the same.
//! The picture has no style of its own: the page's style sheet colours its classes.

use std::fmt::Write as _;

use crate::child::timeline::ReviewPeriod;
use crate::day::Day;
use crate::numbers::count;
use crate::quality::days::ContactDays;

/// The size of the picture, in its own units.
const WIDTH: f64 = 260.0;
const HEIGHT: f64 = 56.0;
/// The height of the line on which bars stand, from the top.
const GROUND: f64 = 47.0;
/// The most bars in a picture. In a longer review period a bar is several weeks.
const MAX_BARS: i32 = 104;
/// The most gaps that the sentence names.
const MAX_NAMED_GAPS: usize = 2;

/// The contacts of a source by week. The last week ends on the as-of date.
pub(crate) struct WeeklyCounts {
    /// The first day of the first bar.
    first: Day,
    /// Days in a bar.
    step: i32,
    /// The contacts in each bar.
    counts: Vec<u64>,
}

impl WeeklyCounts {
    /// Counts the contacts in the whole weeks of the review period.
    pub(crate) fn from_days(days: &ContactDays, period: ReviewPeriod) -> Self {
        let weeks = (period.days / 7).max(1);
        let step = 7 * ((weeks + MAX_BARS - 1) / MAX_BARS);
        let bars = (period.days / step).max(1);
        let step = step.min(period.days);
        let first = period.as_of.plus(1 - bars * step);
        let counts = (0..bars).map(|bar| first.plus(bar * step)).map(|day| days.between(day, day.plus(step - 1)).used);
        Self { first, step, counts: counts.collect() }
    }

    /// The first day of each bar and the number of its contacts.
    pub(crate) fn bars(&self) -> impl Iterator<Item = (Day, u64)> {
        (0..).zip(&self.counts).map(|(bar, count)| (self.first.plus(bar * self.step), *count))
    }

    /// What a bar covers, in words: "week", "2 weeks", "3 days".
    pub(crate) fn bar_name(&self) -> String {
        match self.step {
            7 => "week".to_owned(),
            days if days % 7 == 0 => format!("{} weeks", days / 7),
            days => format!("{days} days"),
        }
    }

    /// Appends the picture: an `<svg>` element, labelled by the element whose id is `label_id`.
    pub(crate) fn draw(&self, out: &mut String, label_id: &str) {
        let _ = write!(
            out,
            "<svg class=\"weeks\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{label_id}\">\
             <path class=\"ground\" d=\"M0 {GROUND} H{WIDTH}\"/>"
        );
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
        let wide = WIDTH / self.counts.len() as f64;
        let (mut bars, mut gaps) = (String::new(), String::new());
        for (at, count) in self.counts.iter().enumerate() {
            let x = at as f64 * wide;
            if *count == 0 {
                let _ =
                    write!(gaps, "M{:.1} {:.1}h{:.1}v6h-{:.1}z", x + wide * 0.1, GROUND + 2.0, wide * 0.8, wide * 0.8);
            } else {
                let high = (*count as f64 / most * (GROUND - 2.0)).max(1.0);
                let _ = write!(bars, "M{:.1} {GROUND}v-{high:.1}h{:.1}v{high:.1}z", x + wide * 0.1, wide * 0.8);
            }
        }
        for (class, path) in [("bars", bars), ("gaps", gaps)] {
            if !path.is_empty() {
                let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
            }
        }
        out.push_str("</svg>");
    }

    /// The same in words: how many contacts there usually are, and when there were none.
    pub(crate) fn sentence(&self) -> String {
        let mut sorted = self.counts.clone();
        sorted.sort_unstable();
        let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
        if most == 0 {
            return "None in the review period.".to_owned();
        }
        let bar = self.bar_name();
        let per = if self.step == 7 { "a week".to_owned() } else { format!("in {bar}") };
        let mut out = match (sorted[sorted.len() / 4], sorted[sorted.len() * 3 / 4]) {
            _ if least == most => format!("{most} in every {bar}."),
            (low, high) if low == high => format!("Usually {low} {per}, {least} to {most} in all."),
            (low, high) => format!("Usually {low} to {high} {per}, {least} to {most} in all."),
        };
        let gaps = self.gaps();
        for gap in gaps.iter().take(MAX_NAMED_GAPS) {
            let _ = write!(out, " None {}.", self.gap_in_words(*gap));
        }
        match gaps.len().saturating_sub(MAX_NAMED_GAPS) {
            0 => {}
            1 => out.push_str(" 1 more gap."),
            more => {
                let _ = write!(out, " {more} more gaps.");
            }
        }
        out
    }

    /// Runs of bars without a contact, each as the index of its first bar and of the bar after it. A run at the end comes first, then
    /// the longest.
    fn gaps(&self) -> Vec<(usize, usize)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        while at < self.counts.len() {
            let length = self.counts[at..].iter().take_while(|count| **count == 0).count();
            if length > 0 {
                gaps.push((at, at + length));
            }
            at += length.max(1);
        }
        gaps.sort_by_key(|(from, to)| (*to != self.counts.len(), std::cmp::Reverse(to - from), *from));
        gaps
    }

    fn gap_in_words(&self, (from, to): (usize, usize)) -> String {
        let start = |bar: usize| self.first.plus(count(bar).cast_signed() * self.step);
        let (first, last) = (start(from), start(to).plus(-1));
        match (from, to) {
            (0, _) => format!("up to {}", last.long()),
            (_, to) if to == self.counts.len() => format!("since {}", first.long()),
            _ => format!("from {} to {}", first.long(), last.long()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::short::ShortDay;
    use crate::quality::days::{Became, DayClass};

    /// A review period of five weeks, with the number of contacts in each.
    fn weeks(counts: [u32; 5]) -> WeeklyCounts {
        let as_of = Day::from_iso("2026-11-22").unwrap();
        let mut days = ContactDays::up_to(as_of.plus(100));
        let mut add = |day: i32, count: u32| {
            let class = DayClass::used(Became::Other, false);
            (0..count).for_each(|_| days.add(ShortDay::of(as_of.plus(day)), class));
        };
        for (week, count) in (0..).zip(counts) {
            // On the first day of the week, and on the last.
            add(-34 + week * 7, count / 2);
            add(-28 + week * 7, count - count / 2);
        }
        add(1, 50);
        add(-35, 50);
        WeeklyCounts::from_days(&days, ReviewPeriod { as_of, days: 36 })
    }

    #[test]
    fn weeks_end_on_the_as_of_date_and_only_whole_ones_are_shown() {
        let bars: Vec<(String, u64)> =
            weeks([3, 0, 4, 5, 2]).bars().map(|(day, count)| (day.to_string(), count)).collect();
        let expected = [("2026-10-19", 3), ("2026-10-26", 0), ("2026-11-02", 4), ("2026-11-09", 5), ("2026-11-16", 2)];
        assert_eq!(bars, expected.map(|(day, count)| (day.to_owned(), count)));
    }

    #[test]
    fn the_sentence_says_what_is_usual_and_where_there_is_nothing() {
        for (counts, sentence) in [
            ([3, 3, 3, 3, 3], "3 in every week."),
            ([3, 0, 4, 5, 2], "Usually 2 to 4 a week, 0 to 5 in all. None from 26 October 2026 to 1 November 2026."),
            ([9, 8, 9, 0, 0], "Usually 0 to 9 a week, 0 to 9 in all. None since 9 November 2026."),
            ([0, 7, 7, 7, 7], "Usually 7 a week, 0 to 7 in all. None up to 25 October 2026."),
            (
                [0, 7, 0, 7, 0],
                "Usually 0 to 7 a week, 0 to 7 in all. None since 16 November 2026. None up to 25 October 2026. 1 more gap.",
            ),
            ([0, 0, 0, 0, 0], "None in the review period."),
        ] {
            assert_eq!(weeks(counts).sentence(), sentence, "{counts:?}");
        }
    }

    #[test]
    fn every_week_has_a_bar_or_a_mark_below_the_ground() {
        let mut drawn = String::new();
        weeks([4, 0, 2, 1, 0]).draw(&mut drawn, "weeks-1");
        let path =
            |class: &str| drawn.split_once(&format!("class=\"{class}\" d=\"")).unwrap().1.split('"').next().unwrap();
        assert_eq!(path("bars").matches('M').count(), 3);
        assert_eq!(path("gaps").matches('M').count(), 2);
        assert!(path("bars").contains("v-45.0h") && path("bars").contains("v-22.5h"), "{drawn}");
        assert!(drawn.starts_with("<svg class=\"weeks\"") && drawn.contains("aria-labelledby=\"weeks-1\""));
        let mut without_gaps = String::new();
        weeks([4, 4, 4, 4, 4]).draw(&mut without_gaps, "weeks-1");
        assert!(!without_gaps.contains("gaps"));
    }

    #[test]
    fn a_bar_of_a_long_period_is_several_weeks_and_a_short_period_has_one_bar() {
        let as_of = Day::from_iso("2026-11-22").unwrap();
        let days = ContactDays::up_to(as_of.plus(100));
        for (period, bars, name) in
            [(36_500, 102, "51 weeks"), (730, 104, "week"), (735, 52, "2 weeks"), (7, 1, "week"), (3, 1, "3 days")]
        {
            let weeks = WeeklyCounts::from_days(&days, ReviewPeriod { as_of, days: period });
            assert_eq!((weeks.bars().count(), weeks.bar_name()), (bars, name.to_owned()), "{period} days");
        }
    }
}
