//! Reads dates and times by the formats in the configuration.

use std::borrow::Cow;

use chrono::format::{Item, Numeric, StrftimeItems};

use super::cell::{Cell, WINDOW};
pub(crate) use super::format::{EXCEL, Moment, looks_like_day_number};
use super::format::{Format, ZoneSuffix, fields, parse, time_of};
use super::memo::Memo;
use super::quick::FixedLayout;
pub(crate) use super::quick::PlainDate;
use super::zone;
use crate::day::Time;

/// The formats of ISO 8601 that systems write, tried after the configured ones. The `T` may be a blank, and a zone may follow
/// each.
pub(crate) const ISO_8601: [&str; 5] =
    ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f"];

/// Reads dates by a list of formats, tried in order. Remembers what it has read, since dates repeat.
pub struct DateParser {
    formats: Vec<Format>,
    /// The fast paths, for formats whose texts no earlier format could read differently.
    quick: Vec<FixedLayout>,
    /// The fast paths for texts with a zone split off their end.
    quick_before_zone: Vec<FixedLayout>,
    remembered: Memo<Option<Moment>>,
}

impl DateParser {
    /// A parser for dates in these formats. Formats that are not valid are ignored.
    pub fn new<S: AsRef<str>>(formats: &[S]) -> Self {
        let formats: Vec<Format> = formats.iter().filter_map(|text| Format::new(text.as_ref())).collect();
        let fast_paths = |wanted: &dyn Fn(ZoneSuffix) -> bool| -> Vec<FixedLayout> {
            let usable = formats.iter().enumerate().filter(|(_, format)| wanted(format.zoned));
            usable
                .filter_map(|(at, format)| {
                    let quick = FixedLayout::for_date(&format.items)?;
                    formats[..at].iter().all(|earlier| quick.excludes(&earlier.items)).then_some(quick)
                })
                .collect()
        };
        let quick = fast_paths(&|zoned| zoned != ZoneSuffix::Always);
        // A format with a fast path cannot fit a text that ends in a zone. For other formats that is not known.
        let all_known = formats.iter().all(|format| FixedLayout::for_date(&format.items).is_some());
        let quick_before_zone = if all_known { fast_paths(&|zoned| zoned != ZoneSuffix::Never) } else { Vec::new() };
        Self { quick, quick_before_zone, formats, remembered: Memo::default() }
    }

    /// The date in a cell that is plainly written in one of the formats. `None` says only that [`Self::parse`] must look closer.
    #[inline(always)]
    pub fn plainly(&self, cell: Cell<'_>) -> Option<PlainDate> {
        for quick in &self.quick {
            if let Some(plain) = quick.date(cell) {
                return Some(plain);
            }
        }
        None
    }

    /// Whether any of the formats has a time of day.
    pub(crate) fn may_say_times(&self) -> bool {
        self.formats.iter().any(|format| format.zoned != ZoneSuffix::Never)
    }

    /// The index of the first format that fits a text.
    pub(crate) fn format_of(&self, text: &str) -> Option<usize> {
        self.formats.iter().position(|format| parse(text, format).is_some())
    }

    /// Reads a trimmed text by the first format that fits all of it.
    pub fn parse(&mut self, text: &str) -> Option<Moment> {
        let mut window = [0; WINDOW];
        if let Some(moment) = with_window(text, &mut window).and_then(|cell| self.plainly(cell)) {
            return Some(moment.into());
        }
        let zone = zone::split(text);
        if let Some((rest, ahead)) = zone {
            for quick in &self.quick_before_zone {
                if let Some(plain) = with_window(rest, &mut window).and_then(|cell| quick.date(cell)) {
                    return Some(Moment::from(plain).of_zone(ahead));
                }
            }
        }
        let cell = Cell::new(text.as_bytes(), text.len());
        if let Some(known) = self.remembered.find(cell) {
            return known;
        }
        let moment = self.by_the_formats(text, zone);
        self.remembered.keep(cell, moment);
        moment
    }

    /// Reads a text by the first format that fits all of it; else by the first that fits it without its zone, which then moves
    /// a time but not a day alone. If none fits, tries again with a decimal comma as a point.
    fn by_the_formats(&self, text: &str, zone: Option<(&str, i32)>) -> Option<Moment> {
        let found = self.formats.iter().find_map(|format| format.parse(text, zone)).or_else(|| {
            let (rest, ahead) = zone?;
            self.formats.iter().find_map(|format| match format.zoned {
                ZoneSuffix::Perhaps => Some(parse(rest, format)?.of_zone(ahead)),
                ZoneSuffix::Never if !format.day_numbers => parse(rest, format),
                ZoneSuffix::Never | ZoneSuffix::Always | ZoneSuffix::Within => None,
            })
        });
        found.or_else(|| match point_for_comma(text) {
            Cow::Owned(text) => self.by_the_formats(&text, zone::split(&text)),
            Cow::Borrowed(_) => None,
        })
    }

    /// Whether a text that does not parse would do so with day and month exchanged in a format.
    pub(crate) fn fits_other_order(&self, text: &str) -> bool {
        let texts = [Some(text), zone::split(text).map(|(rest, _)| rest)];
        self.formats.iter().any(|format| {
            let swapped = format.items.iter().map(|item| match item {
                Item::Numeric(Numeric::Day, pad) => Item::Numeric(Numeric::Month, *pad),
                Item::Numeric(Numeric::Month, pad) => Item::Numeric(Numeric::Day, *pad),
                other => other.clone(),
            });
            let swapped = Format { items: swapped.collect(), ..*format };
            texts.iter().flatten().any(|text| parse(text, &swapped).is_some())
        })
    }
}

/// The text with its first comma, if it is between digits (`09:30:15,250`), replaced by a point.
fn point_for_comma(text: &str) -> Cow<'_, str> {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    match text.find(',') {
        Some(at) if at > 0 && digit(at - 1) && digit(at + 1) => {
            Cow::Owned(format!("{}.{}", &text[..at], &text[at + 1..]))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Copies a short text into `window`, to make a cell with enough bytes after it for the fast paths.
fn with_window<'a>(text: &str, window: &'a mut [u8; WINDOW]) -> Option<Cell<'a>> {
    window.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    Some(Cell::new(window, text.len()))
}

/// Reads times of day by a list of formats.
pub struct TimeParser {
    formats: Vec<Vec<Item<'static>>>,
    /// The fast path for the first format.
    quick: Option<FixedLayout>,
    remembered: Memo<Option<Time>>,
}

impl TimeParser {
    /// A parser for times in these formats. Formats that are not valid are ignored.
    pub(crate) fn new<S: AsRef<str>>(formats: &[S]) -> Self {
        let formats: Vec<Vec<Item<'static>>> =
            formats.iter().filter_map(|text| StrftimeItems::new(text.as_ref()).parse_to_owned().ok()).collect();
        let quick = formats.first().and_then(|first| FixedLayout::for_time(first));
        Self { formats, quick, remembered: Memo::default() }
    }

    /// The time in a cell that is plainly written in the first format. `None` says only that [`Self::parse`] must look closer.
    #[inline(always)]
    pub fn plainly(&self, cell: Cell<'_>) -> Option<Time> {
        self.quick.as_ref()?.time(cell)
    }

    /// Reads a trimmed text by the first format that fits all of it.
    pub(crate) fn parse(&mut self, text: &str) -> Option<Time> {
        let mut window = [0; WINDOW];
        if let Some(time) = with_window(text, &mut window).and_then(|cell| self.plainly(cell)) {
            return Some(time);
        }
        let cell = Cell::new(text.as_bytes(), text.len());
        if let Some(known) = self.remembered.find(cell) {
            return known;
        }
        let time = self.formats.iter().find_map(|items| {
            let parsed = fields(text, items)?;
            time_of(&parsed)
        });
        self.remembered.keep(cell, time);
        time
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
