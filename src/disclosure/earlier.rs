//! A pack that was published before, as a reader has it: its five tables and the settings in its manifest.

use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::tables::{ActivityLine, BreakdownLine, Cell, Pack, RuleLine, ThresholdLine, TrendLine};
use crate::day::{Day, Month};
use crate::opening;
use crate::text::original;
use crate::vocabulary::Priority;

/// The dimensions of `breakdown.csv`.
const DIMENSIONS: [&str; 9] =
    ["service", "provider", "sector", "kind", "age_band", "sex", "ethnic_group", "deprivation_quintile", "locality"];

/// An earlier pack.
#[derive(Clone)]
pub struct EarlierPack {
    month: Month,
    pack: Pack,
}

/// An earlier pack that cannot be read: nothing may be published beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub file: &'static str,
    /// Its line, counted from 1; none where it is about the file as a whole.
    pub line: Option<u64>,
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
    /// Reads the pack in a folder: `manifest.json` and the five tables.
    ///
    /// # Errors
    /// A file is missing, or is not as this program writes it.
    pub fn read(folder: &Path) -> Result<Self, Unreadable> {
        let text = |file: &'static str| {
            opening::read_own(&folder.join(file), opening::MOST_OF_PACK)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or(Unreadable { file, line: None })
        };
        Self::from_texts(&text)
    }

    /// Reads a pack whose files are given by name.
    ///
    /// # Errors
    /// As [`EarlierPack::read`].
    pub fn from_texts(text: &dyn Fn(&'static str) -> Result<String, Unreadable>) -> Result<Self, Unreadable> {
        let file = "manifest.json";
        let manifest: Value = serde_json::from_str(&text(file)?).map_err(|_| Unreadable { file, line: None })?;
        let (month, mut pack) = settings(&manifest).ok_or(Unreadable { file, line: None })?;
        pack.tables.month = Some(month);
        let file = "activity.csv";
        table(file, &text(file)?, ["month", "service", "due", "failed", "rate"], |cells| {
            let month = Month::from_iso(cells[0])?;
            let [due, failed] = [pack.cell(cells[2])?, pack.cell(cells[3])?];
            pack.tables.activity.push(ActivityLine { month, service: original(cells[1]).to_owned(), due, failed });
            Some(())
        })?;
        let file = "breakdown.csv";
        let header =
            ["dimension", "group", "children", "due", "failed", "rate", "rate_low", "rate_high", "children_with_case"];
        table(file, &text(file)?, header, |cells| {
            let dimension = DIMENSIONS.iter().find(|dimension| **dimension == cells[0])?;
            let [children, due] = [pack.cell(cells[2])?, pack.cell(cells[3])?];
            let [failed, with_case] = [pack.cell(cells[4])?, pack.cell(cells[8])?];
            let group = original(cells[1]).to_owned();
            pack.tables.breakdown.push(BreakdownLine { dimension, group, children, due, failed, with_case });
            Some(())
        })?;
        let file = "rules.csv";
        table(file, &text(file)?, ["rule", "priority", "children"], |cells| {
            let rule = crate::rules::find(cells[0])?.name();
            let priority = Priority::ALL.iter().copied().find(|priority| priority.word() == cells[1])?;
            let children = pack.cell(cells[2])?;
            pack.tables.rules.push(RuleLine { rule, priority, children });
            Some(())
        })?;
        let file = "trend.csv";
        table(file, &text(file)?, ["month_end", "rule", "children"], |cells| {
            let month_end = Month::of(Day::from_iso(cells[0])?);
            let rule = crate::rules::find(cells[1])?.name();
            let children = pack.cell(cells[2])?;
            pack.tables.trend.push(TrendLine { month_end, rule, children });
            Some(())
        })?;
        let file = "thresholds.csv";
        table(file, &text(file)?, ["threshold", "period_days", "children"], |cells| {
            let (threshold, period_days) = (cells[0].parse().ok()?, cells[1].parse().ok()?);
            let children = pack.cell(cells[2])?;
            pack.tables.thresholds.push(ThresholdLine { threshold, period_days, children });
            Some(())
        })?;
        Ok(Self { month, pack })
    }

    /// The month that it speaks for.
    pub const fn month(&self) -> Month {
        self.month
    }

    pub(super) const fn pack(&self) -> &Pack {
        &self.pack
    }
}

impl Pack {
    /// Adds a cell: a number, or none where it is suppressed.
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

/// What a pack's manifest says of it.
fn settings(manifest: &Value) -> Option<(Month, Pack)> {
    let month = Month::from_iso(manifest["month"].as_str()?)?;
    let settings = &manifest["settings"];
    let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
    let rule = |name: &str, key: &str| {
        let rule = &settings["rules"][name];
        number(&rule[key]).filter(|_| rule["enabled"] == true)
    };
    let mut pack = Pack::default();
    pack.settings.minimum = number(&settings["disclosure"]["minimum_count"])?.into();
    pack.settings.round_to = number(&settings["disclosure"]["round_to"]).filter(|round_to| *round_to > 0)?.into();
    pack.settings.period_days = i32::try_from(settings["review"]["period_days"].as_i64()?).ok()?;
    pack.settings.repeated = rule("repeated", "threshold");
    pack.settings.cross_service = rule("cross_service", "services");
    pack.settings.unscheduled_care = rule("unscheduled_care", "failed");
    pack.settings.early_concern = rule("early_concern", "threshold");
    Some((month, pack))
}

/// Reads the rows of a table that has exactly this header.
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
