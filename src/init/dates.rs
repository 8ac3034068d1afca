//! Recognises the formats of the dates and times in a column from its values.

use super::values::CountedValues;
use crate::cells::dates::{DateParser, TimeParser};
use crate::config::settings::Formats;

/// The date formats that are tried. If two fit the same values the first is taken, so days come before months.
const DATES: &str = "%d/%m/%Y|%m/%d/%Y|%Y-%m-%d|%d-%m-%Y|%m-%d-%Y|%d.%m.%Y|%m.%d.%Y|%Y/%m/%d|%Y%m%d|%d%m%Y|%d/%m/%y|\
            %m/%d/%y|%d%m%y|%d-%m-%y|%m-%d-%y|%d.%m.%y|%d-%b-%Y|%d-%b-%y|%d%b%Y|%d %b %Y|%d %b %y|%d/%b/%Y|\
            %d/%b/%y|%d %B %Y|%d-%B-%Y|%b %d %Y|%b %d, %Y|%B %d, %Y|%B %d %Y|%Y-%b-%d|\
            %a %d %b %Y|%A %d %B %Y|%a %d/%m/%Y";
/// The formats of a time after a date.
const TIMES_AFTER_DATES: &[&str] = &[
    "",
    // Formats with a zone come before those without, because the latter read times with a zone, too.
    "T%H:%M%#z",
    "T%H:%M:%S%.f%#z",
    " %H:%M%#z",
    " %H:%M:%S%.f%#z",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    "T%H:%M",
    "T%H:%M:%S",
    "T%H:%M:%S%.f",
    " %I:%M%p",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %H%M",
    ", %H:%M",
    " - %H:%M",
];
/// The time formats that are tried.
const TIMES: &str = "%H:%M|%H:%M:%S|%H:%M:%S%.f|%H%M|%H.%M|%I:%M%p|%I:%M %p|%I:%M:%S %p|%I.%M%p|%I.%M %p|%H%M%S";
/// The possible years of the dates of children and of their contacts.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// A format is tried on all values only if it fits one of about this many.
const SAMPLE: usize = 40;
/// The most formats that are looked for in a column.
const MOST_FORMATS: usize = 4;

/// Whether the order of day and month is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    /// The values show the order, or the format leaves no doubt.
    Sure,
    /// Every value fits both orders.
    Unknown,
}

/// The formats of the dates in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenDates {
    /// The formats, the most frequent first.
    pub(crate) formats: Vec<String>,
    /// Whether their order of day and month is known.
    pub(crate) order: DateOrder,
    /// The number of cells that they fit.
    pub(crate) fitting: u64,
    /// The number of cells with a value.
    pub(crate) cells: u64,
}

impl WrittenDates {
    /// Whether at least half of the cells are dates.
    pub(crate) const fn is_mostly_dates(&self) -> bool {
        self.fitting > 0 && self.fitting * 2 >= self.cells
    }

    /// Gives the formats this order of day and month, which other dates of the same system show.
    pub(crate) fn put_in_order(&mut self, months_first: bool) {
        for format in &mut self.formats {
            if puts_months_first(format).is_some_and(|first| first != months_first) {
                *format = swap_day_and_month(format).unwrap_or_default();
            }
        }
        self.order = DateOrder::Sure;
    }

    /// The formats with months before days.
    pub(crate) fn with_months_first(&self) -> Vec<String> {
        self.formats.iter().map(|format| swap_day_and_month(format).unwrap_or_else(|| format.clone())).collect()
    }
}

fn fits(parser: &mut DateParser, text: &str) -> bool {
    use chrono::Datelike;
    parser.parse(text).is_some_and(|moment| YEARS.contains(&moment.day.date().year()))
}

/// The format with day and month swapped, if they are numbers next to each other.
fn swap_day_and_month(format: &str) -> Option<String> {
    let (day, month) = (format.find("%d")?, format.find("%m")?);
    (day.abs_diff(month) <= 3 && !format.starts_with("%Y")).then(|| {
        let marked = format.replace("%d", "%\0").replace("%m", "%d");
        marked.replace("%\0", "%m")
    })
}

/// Whether a format that writes day and month as numbers has the month first.
pub(crate) fn puts_months_first(format: &str) -> Option<bool> {
    swap_day_and_month(format).map(|_| format.find("%m") < format.find("%d"))
}

/// The formats of dates as numbers (spreadsheet days, seconds and milliseconds since 1970), and the numbers that are
/// plausible dates.
const NUMBERS: [(&str, std::ops::Range<u64>); 3] =
    [("excel", 20_000..80_000), ("%s", 315_532_800..4_102_444_800), ("%s%3f", 315_532_800_000..4_102_444_800_000)];

/// The format of dates that are written as numbers, if nearly all cells are such numbers.
fn recognise_numbers(values: &CountedValues<'_>, cells: u64) -> Option<WrittenDates> {
    NUMBERS.iter().find_map(|(format, range)| {
        let is_in_range = |text: &str| {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits(whole)
                && digits(fraction)
                && (*format == "excel" || !text.contains('.'))
                && whole.parse().is_ok_and(|number| range.contains(&number))
        };
        let fitting = values.iter().filter(|(text, _)| is_in_range(text)).map(|(_, cells)| cells).sum::<u64>();
        (fitting > 0 && fitting * 20 >= cells * 19).then(|| WrittenDates {
            formats: vec![(*format).to_owned()],
            order: DateOrder::Sure,
            fitting,
            cells,
        })
    })
}

/// The formats of the dates among these values.
pub(crate) fn recognise(values: &CountedValues<'_>) -> WrittenDates {
    let cells: u64 = values.iter().map(|(_, cells)| cells).sum();
    if let Some(written) = recognise_numbers(values, cells) {
        return written;
    }
    let mut rest: Vec<(&str, u64)> = values.to_vec();
    let mut written = WrittenDates { formats: Vec::new(), order: DateOrder::Unknown, fitting: 0, cells };
    // The numeric formats that were taken, and whether the values show their order.
    let mut numeric = Vec::new();
    while !rest.is_empty() && written.formats.len() < MOST_FORMATS {
        let Some((format, taken)) = best_format(&rest, &written.formats) else { break };
        // A format in fewer than 1 of 200 cells is a typing error.
        if taken * 200 < cells {
            break;
        }
        let mut parser = DateParser::new(&[&format]);
        let (fitting, left): (Vec<_>, Vec<_>) = rest.iter().copied().partition(|(text, _)| fits(&mut parser, text));
        if let Some(swapped) = swap_day_and_month(&format) {
            let mut swapped = DateParser::new(&[swapped]);
            numeric.push((format.clone(), fitting.iter().any(|(text, _)| !fits(&mut swapped, text))));
        }
        written.fitting += taken;
        written.formats.push(format);
        rest = left;
    }
    written.order = settle_order(&mut written.formats, &numeric);
    written
}

/// If the values show the order of day and month for one format, gives the other formats that order.
fn settle_order(formats: &mut [String], numeric: &[(String, bool)]) -> DateOrder {
    let Some((sure, _)) = numeric.iter().find(|(_, is_certain)| *is_certain) else {
        return if numeric.is_empty() && !formats.is_empty() { DateOrder::Sure } else { DateOrder::Unknown };
    };
    for format in formats {
        if let Some(swapped) = swap_day_and_month(format)
            && puts_months_first(format) != puts_months_first(sure)
        {
            *format = swapped;
        }
    }
    DateOrder::Sure
}

/// The format that fits the most cells, and how many. A format that is already taken is not taken again with day and month
/// swapped.
fn best_format(values: &CountedValues<'_>, taken: &[String]) -> Option<(String, u64)> {
    let step = values.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&str> = values.iter().step_by(step).map(|(text, _)| *text).collect();
    let mut best_format: Option<(String, u64)> = None;
    for date in DATES.split('|') {
        for time in TIMES_AFTER_DATES {
            let format = format!("{date}{time}");
            if taken.iter().any(|known| swap_day_and_month(known).as_ref() == Some(&format)) {
                continue;
            }
            let mut parser = DateParser::new(&[&format]);
            if !sample.iter().any(|text| fits(&mut parser, text)) {
                continue;
            }
            let cells = values.iter().filter(|(text, _)| fits(&mut parser, text)).map(|(_, cells)| cells).sum();
            if best_format.as_ref().is_none_or(|(_, most)| cells > *most) {
                best_format = Some((format, cells));
            }
        }
    }
    best_format
}

/// The formats of the times among these values, and the share of the cells that they fit.
pub(crate) fn recognise_times(values: &CountedValues<'_>) -> (Vec<String>, f64) {
    let cells: u64 = values.iter().map(|(_, cells)| cells).sum();
    let mut rest: Vec<(&str, u64)> = values.to_vec();
    let mut formats = Vec::new();
    while !rest.is_empty() {
        let fitting = |format: &str| -> u64 {
            let mut parser = TimeParser::new(&[format]);
            rest.iter().filter(|(text, _)| parser.parse(text).is_some()).map(|(_, cells)| cells).sum()
        };
        let counted = TIMES.rsplit('|').map(|format| (fitting(format), format));
        let Some((taken, format)) = counted.max_by_key(|(taken, _)| *taken) else { break };
        if taken == 0 || taken * 200 < cells {
            break;
        }
        let mut parser = TimeParser::new(&[format]);
        rest.retain(|(text, _)| parser.parse(text).is_none());
        formats.push(format.to_owned());
    }
    let left: u64 = rest.iter().map(|(_, cells)| cells).sum();
    (formats, if cells == 0 { 0.0 } else { (cells - left) as f64 / cells as f64 })
}

/// Whether dates other than the contact's are read rightly without a format of their own: by the usual formats, given the
/// source's formats for `date` and `time`.
pub(crate) fn is_usual(values: &CountedValues<'_>, written: &WrittenDates, date: &[String], time: &[String]) -> bool {
    if let [number] = &written.formats[..]
        && NUMBERS.iter().any(|(format, _)| format == number)
    {
        return date.contains(number);
    }
    let mut parser = DateParser::new(&written.formats);
    let mut usual = Formats { date: date.to_vec(), time: time.to_vec(), ..Formats::default() }.other_dates(None);
    values.iter().all(|(text, _)| match parser.parse(text) {
        Some(moment) => usual.parse(text).is_some_and(|usually| usually.day == moment.day),
        None => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(texts: &[&'static str]) -> (Vec<String>, DateOrder) {
        let values: Vec<(&str, u64)> = texts.iter().map(|text| (*text, 1)).collect();
        let written = recognise(&values);
        (written.formats, written.order)
    }

    #[test]
    fn date_formats_are_recognised() {
        for (texts, formats, order) in [
            (&["18/11/2026", "01/02/2026"][..], &["%d/%m/%Y"][..], DateOrder::Sure),
            (&["11/18/2026", "01/02/2026"], &["%m/%d/%Y"], DateOrder::Sure),
            (&["01/02/2026", "11/12/2026"], &["%d/%m/%Y"], DateOrder::Unknown),
            (&["2026-11-18", "2026-01-02"], &["%Y-%m-%d"], DateOrder::Sure),
            (&["20261118", "20260102"], &["%Y%m%d"], DateOrder::Sure),
            (&["18112026", "02012026"], &["%d%m%Y"], DateOrder::Sure),
            (&["18/11/26", "01/02/26"], &["%d/%m/%y"], DateOrder::Sure),
            (&["1/2/26"], &["%d/%m/%y"], DateOrder::Unknown),
            (&["18.11.2026"], &["%d.%m.%Y"], DateOrder::Sure),
            (&["18-Nov-2026", "01-Feb-2026"], &["%d-%b-%Y"], DateOrder::Sure),
            (&["18-NOV-26"], &["%d-%b-%y"], DateOrder::Sure),
            (&["18 November 2026"], &["%d %B %Y"], DateOrder::Sure),
            (&["01JAN2026"], &["%d%b%Y"], DateOrder::Sure),
            (&["18/11/2026 09:30"], &["%d/%m/%Y %H:%M"], DateOrder::Sure),
            (&["18/11/2026 09:30:15"], &["%d/%m/%Y %H:%M:%S"], DateOrder::Sure),
            (&["18-Nov-2026 14:30"], &["%d-%b-%Y %H:%M"], DateOrder::Sure),
            (&["11/18/2026 2:30 PM"], &["%m/%d/%Y %I:%M %p"], DateOrder::Sure),
            (&["2026-11-18T09:30:15"], &["%Y-%m-%dT%H:%M:%S"], DateOrder::Sure),
            (&["2026-11-18 09:30:15.123"], &["%Y-%m-%d %H:%M:%S%.f"], DateOrder::Sure),
            (&["2026-11-18T09:30:15Z"], &["%Y-%m-%dT%H:%M:%S%.f%#z"], DateOrder::Sure),
            (&["2026-11-18T09:30Z"], &["%Y-%m-%dT%H:%M%#z"], DateOrder::Sure),
            (&["2026-11-18 09:30+01:00"], &["%Y-%m-%d %H:%M%#z"], DateOrder::Sure),
            (&["45123", "46183"], &["excel"], DateOrder::Sure),
            (&["45123.5", "46183"], &["excel"], DateOrder::Sure),
            (&["1794994215", "1767225600"], &["%s"], DateOrder::Sure),
            (&["1794994215000"], &["%s%3f"], DateOrder::Sure),
            (&["20261118"], &["%Y%m%d"], DateOrder::Sure),
            (&["181126"], &["%d%m%y"], DateOrder::Sure),
            (&["25/11/2024", "26/11/2024", "27/11/24"], &["%d/%m/%Y", "%d/%m/%y"], DateOrder::Sure),
            (&["25/11/2024", "02/12/2024", "26 November 2024"], &["%d/%m/%Y", "%d %B %Y"], DateOrder::Sure),
            // The dates with four-digit years show the order for those with two.
            (&["11/25/2024", "11/26/2024", "01/02/24"], &["%m/%d/%Y", "%m/%d/%y"], DateOrder::Sure),
            (&["seen", "18"], &[], DateOrder::Unknown),
            (&[], &[], DateOrder::Unknown),
        ] {
            let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
            assert_eq!(recognised(texts), (formats, order), "{texts:?}");
        }
    }

    #[test]
    fn a_date_that_fits_only_the_other_order_is_an_error_and_not_a_format() {
        assert_eq!(recognised(&["25/11/2024", "26/11/2024", "27/11/2024", "11/28/2024"]).0, ["%d/%m/%Y"]);
    }

    #[test]
    fn time_formats_are_recognised() {
        for (texts, formats) in [
            (&["09:30", "14:00"][..], &["%H:%M"][..]),
            (&["9:30"], &["%H:%M"]),
            (&["09:30:00"], &["%H:%M:%S"]),
            (&["0930", "1400"], &["%H%M"]),
            (&["09.30"], &["%H.%M"]),
            (&["2:30 PM"], &["%I:%M %p"]),
            (&["2:30pm"], &["%I:%M%p"]),
            (&["morning"], &[]),
        ] {
            let values: Vec<(&str, u64)> = texts.iter().map(|text| (*text, 1)).collect();
            assert_eq!(recognise_times(&values).0, formats, "{texts:?}");
        }
    }

    #[test]
    fn a_date_needs_no_format_of_its_own_if_the_usual_formats_read_it() {
        let (date, time) = (["%d/%m/%Y".to_owned()], ["%H:%M".to_owned()]);
        for (text, usual) in [
            ("18/11/2026", true),
            ("18/11/2026 09:30", true),
            ("2026-11-18T09:30:00", true),
            ("18/11/2026 09:30:15", false),
            ("11/18/2026", false),
            ("18-Nov-2026", false),
        ] {
            let values = [(text, 1)];
            assert_eq!(is_usual(&values, &recognise(&values), &date, &time), usual, "{text}");
        }
    }
}
