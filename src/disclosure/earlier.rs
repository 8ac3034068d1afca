//! Reads a pack that was published before: its tables, and the settings in its manifest.

use std::fmt;

use serde_json::Value;

use super::columns;
use super::period::Period;
use super::tables::{
    ActivityLine, BreakdownLine, Cell, FollowUpLine, Pack, PackSettings, ReviewLine, RuleLine, ThresholdLine, TrendLine,
};
use crate::day::{Day, Month};
use crate::text::original;
use crate::vocabulary::Priority;

/// The dimensions of `breakdown.csv`.
const DIMENSIONS: [&str; 9] =
    ["service", "provider", "sector", "kind", "age_band", "sex", "ethnic_group", "deprivation_quintile", "locality"];

/// An earlier pack.
#[derive(Clone)]
pub(crate) struct EarlierPack {
    month: Month,
    pack: Pack,
}

/// Why an earlier pack cannot be read. Then no new pack may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// The file.
    pub(crate) file: &'static str,
    /// Its line, counted from 1; `None` for the file as a whole.
    pub(crate) line: Option<u64>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: not as this program writes it", self.file),
            None => write!(f, "{}: missing, or not as this program writes it", self.file),
        }
    }
}

impl std::error::Error for Unreadable {}

impl EarlierPack {
    /// Reads a pack; `text` returns the content of a file by name (`manifest.json` and the tables). Packs from before version
    /// 0.2 have no follow-up, no reviews and fewer columns: what they lack counts as hidden.
    ///
    /// # Errors
    /// If a file is missing, or is not as this program writes it.
    pub(crate) fn from_texts(text: &dyn Fn(&'static str) -> Result<String, Unreadable>) -> Result<Self, Unreadable> {
        let file = "manifest.json";
        let manifest: Value = serde_json::from_str(&text(file)?).map_err(|_| Unreadable { file, line: None })?;
        let (month, settings) = month_and_settings(&manifest).ok_or(Unreadable { file, line: None })?;
        let mut pack = Pack { settings, ..Pack::default() };
        pack.tables.month = Some(month);
        pack.activity(&text("activity.csv")?)?;
        pack.breakdown(&text("breakdown.csv")?)?;
        if pack.has_follow_up {
            pack.follow_up(&text("follow_up.csv")?)?;
            pack.reviews(&text("reviews.csv")?)?;
        }
        let file = "rules.csv";
        table(file, &text(file)?, columns::RULES, |cells| {
            let rule = crate::rules::find(cells[0])?.name();
            let priority = Priority::from_word(cells[1])?;
            let children = pack.cell(cells[2])?;
            pack.tables.rules.push(RuleLine { rule, priority, children });
            Some(())
        })?;
        let file = "trend.csv";
        table(file, &text(file)?, columns::TREND, |cells| {
            let month_end = Month::of(Day::from_iso(cells[0])?);
            let rule = crate::rules::find(cells[1])?.name();
            let children = pack.cell(cells[2])?;
            pack.tables.trend.push(TrendLine { month_end, rule, children });
            Some(())
        })?;
        let file = "thresholds.csv";
        table(file, &text(file)?, columns::THRESHOLDS, |cells| {
            let (threshold, period_days) = (cells[0].parse().ok()?, cells[1].parse().ok()?);
            let children = pack.cell(cells[2])?;
            pack.tables.thresholds.push(ThresholdLine { threshold, period_days, children });
            Some(())
        })?;
        Ok(Self { month, pack })
    }

    /// The month of the pack.
    pub(crate) const fn month(&self) -> Month {
        self.month
    }

    pub(super) const fn pack(&self) -> &Pack {
        &self.pack
    }
}

/// The header of `activity.csv` in packs from before version 0.2.
const ACTIVITY_BEFORE: [&str; 5] = ["month", "service", "due", "failed", "rate"];

impl Pack {
    fn activity(&mut self, text: &str) -> Result<(), Unreadable> {
        let file = "activity.csv";
        let mut line = |service: &str, period: Option<Period>, due: &str, failed: &str| {
            let (service, period) = (original(service).to_owned(), period?);
            let [due, failed] = [self.cell(due)?, self.cell(failed)?];
            self.tables.activity.push(ActivityLine { service, period, due, failed });
            Some(())
        };
        if text.trim_start_matches('\u{feff}').starts_with("month,") {
            return table(file, text, ACTIVITY_BEFORE, |[month, service, due, failed, _]| {
                line(service, Month::from_iso(month).map(Period::month), due, failed)
            });
        }
        table(file, text, columns::ACTIVITY, |[service, grain, period, due, failed, _]| {
            line(service, Period::parse(grain, period), due, failed)
        })
    }

    fn breakdown(&mut self, text: &str) -> Result<(), Unreadable> {
        let file = "breakdown.csv";
        let header = text.lines().next().unwrap_or_default();
        let has_all = header.contains("no_outcome");
        self.has_follow_up = has_all;
        let mut line = |cells: &[&str]| {
            let dimension = DIMENSIONS.iter().find(|dimension| **dimension == cells[0])?;
            let mut cell = |column: usize| self.cell(cells.get(column).copied().unwrap_or("[c]"));
            let line = BreakdownLine {
                dimension,
                group: original(cells[1]).to_owned(),
                children: cell(2)?,
                due: cell(3)?,
                failed: cell(4)?,
                with_case: cell(8)?,
                no_outcome: cell(9)?,
                cancelled: [cell(10)?, cell(11)?],
                due_before: cell(12)?,
                failed_before: cell(13)?,
            };
            self.tables.breakdown.push(line);
            Some(())
        };
        if has_all {
            table(file, text, columns::BREAKDOWN, |cells| line(&cells))
        } else {
            // Packs from before version 0.2 have the first nine columns.
            let before: [&str; 9] = std::array::from_fn(|place| columns::BREAKDOWN[place]);
            table(file, text, before, |cells| line(&cells))
        }
    }

    fn follow_up(&mut self, text: &str) -> Result<(), Unreadable> {
        table("follow_up.csv", text, columns::FOLLOW_UP, |cells| {
            let mut numbers = [0; 5];
            for (number, text) in numbers.iter_mut().zip(&cells[1..]) {
                *number = self.cell(text)?;
            }
            self.tables.follow_up.push(FollowUpLine { service: original(cells[0]).to_owned(), cells: numbers });
            Some(())
        })
    }

    fn reviews(&mut self, text: &str) -> Result<(), Unreadable> {
        table("reviews.csv", text, columns::REVIEWS, |cells| {
            let month = Month::from_iso(cells[0])?;
            let priority = Priority::from_word(cells[1])?;
            let listed = self.cell(cells[2])?;
            let parts = [self.cell(cells[3])?, self.cell(cells[4])?, self.cell(cells[5])?];
            self.tables.reviews.push(ReviewLine { month, priority, listed, parts });
            Some(())
        })
    }

    /// Adds a cell with a number or `[c]`. `None` if the text is neither.
    fn cell(&mut self, text: &str) -> Option<Cell> {
        let number = match text {
            "[c]" => None,
            digits if digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() <= 12 => Some(digits.parse().ok()?),
            _ => return None,
        };
        self.printed.push(number);
        Some(self.printed.len() - 1)
    }
}

/// The month and the settings in a pack's manifest.
fn month_and_settings(manifest: &Value) -> Option<(Month, PackSettings)> {
    Some((Month::from_iso(manifest["month"].as_str()?)?, PackSettings::from_manifest(&manifest["settings"])?))
}

/// Reads the rows of a table, which must have exactly this header.
fn table<const N: usize>(
    file: &'static str,
    text: &str,
    header: [&str; N],
    mut row: impl FnMut([&str; N]) -> Option<()>,
) -> Result<(), Unreadable> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let at = |line: Option<u64>| Unreadable { file, line };
    if reader.headers().map_err(|_| at(None))? != header.as_slice() {
        return Err(at(Some(1)));
    }
    for record in reader.records() {
        let record = record.map_err(|error| at(error.position().map(csv::Position::line)))?;
        let line = record.position().map(csv::Position::line);
        let cells: Vec<&str> = record.iter().collect();
        cells.try_into().ok().and_then(&mut row).ok_or(at(line))?;
    }
    Ok(())
}
