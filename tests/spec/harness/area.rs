//! A small area in a temporary folder, for the children of one row (of one table, for the order of cases).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use failed_contact::config::settings::Settings;
use failed_contact::contact::fate::Caution;
use failed_contact::day::Day;
use failed_contact::field::Field;
use failed_contact::pipeline::{self, Detected};
use failed_contact::vocabulary::{Factor, Kind};

use super::notation::{Contact, Record, Who};
use crate::support::{self, number};

/// The source of contacts that do not say where they are from.
const CLINICS: &str = "clinics";

/// A child who is never a case.
const NOBODY: usize = 5000;

/// The children's source.
pub const REGISTER: &str = "register";

/// An area that is put together.
pub struct Area<'a> {
    settings: &'a BTreeMap<String, String>,
    contacts: BTreeMap<String, Vec<String>>,
    children: BTreeMap<String, Vec<String>>,
    /// For each source, what its own texts of outcomes mean.
    outcomes: BTreeMap<String, BTreeMap<String, &'static str>>,
    ids: u32,
}

/// An area on disk, ready for a review.
pub struct Written {
    pub settings: Settings,
    pub as_of: Day,
    /// Kept until the extracts have been read.
    _area: support::Area,
}

impl<'a> Area<'a> {
    /// An area with these settings. It always has a contact of a child who is never a case, so that no extract is empty.
    pub fn new(settings: &'a BTreeMap<String, String>) -> Self {
        let mut area =
            Self { settings, contacts: BTreeMap::new(), children: BTreeMap::new(), outcomes: BTreeMap::new(), ids: 0 };
        let line = area.line(&[
            (Field::NhsNumber, &number(NOBODY)),
            (Field::Date, "2026-01-05"),
            (Field::Service, "Nobody"),
            (Field::Outcome, "seen"),
        ]);
        area.contacts.entry(CLINICS.to_owned()).or_default().push(line);
        area
    }

    /// Adds the contacts of a child.
    pub fn add(&mut self, who: &Who, contacts: &[Contact]) {
        for contact in contacts {
            self.ids += 1;
            let id = self.ids.to_string();
            let date = contact.day.to_string();
            let time = contact.time.map(|time| time.to_string()).unwrap_or_default();
            let mut cells = vec![
                (Field::ContactId, id.as_str()),
                (Field::Date, &date),
                (Field::Time, &time),
                (Field::Service, &contact.service),
                (Field::Outcome, contact.outcome.word()),
                (Field::Kind, if contact.kind == Kind::Other { "" } else { contact.kind.word() }),
            ];
            cells.extend(contact.texts.iter().map(|(field, text)| (*field, text.as_str())));
            let source = match who {
                Who::Nhs(number) => {
                    cells.push((Field::NhsNumber, number));
                    contact.source.as_deref().unwrap_or(CLINICS)
                }
                Who::Local(scope, id) => {
                    cells.push((Field::LocalId, id));
                    scope
                }
            };
            if let Some(text) = contact.texts.get(&Field::Outcome) {
                let own = self.outcomes.entry(source.to_owned()).or_default();
                own.insert(text.clone(), contact.outcome.word());
            }
            let line = self.line(&cells);
            self.contacts.entry(source.to_owned()).or_default().push(line);
        }
    }

    /// Adds a children's record. `scope` is the system that it comes from.
    pub fn add_record(&mut self, who: &Who, scope: &str, record: &Record) {
        let mut cells: Vec<(Field, &str)> = record.texts.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let scope = match who {
            Who::Nhs(number) => {
                cells.push((Field::NhsNumber, number));
                scope
            }
            Who::Local(own, id) => {
                cells.push((Field::LocalId, id));
                own
            }
        };
        let mut line = self.line(&cells);
        for factor in Factor::ALL {
            line.push_str(if record.factors.contains(factor) { ",Y" } else { "," });
        }
        self.children.entry(scope.to_owned()).or_default().push(line);
    }

    /// A line with these cells; of two for one field the later.
    #[allow(clippy::unused_self)] // reads better where it is used
    fn line(&self, cells: &[(Field, &str)]) -> String {
        let cell = |field: &Field| cells.iter().rev().find(|(of, _)| of == field).map_or("", |(_, text)| text);
        Field::ALL.iter().map(|field| format!("\"{}\"", cell(field))).collect::<Vec<_>>().join(",")
    }

    /// The as-of date, which is written among the settings although it is not one.
    pub fn as_of(&self) -> Result<Day, String> {
        let text = self.settings.get("as_of").map_or(support::AS_OF, String::as_str);
        Day::from_iso(text).ok_or_else(|| format!("`as_of`: {text:?} is not a date"))
    }

    /// Writes the area, and reads its configuration as a run would.
    pub fn write(&self) -> Result<Written, String> {
        let area = support::Area::empty();
        let mut config = String::from("organisation = \"Specification\"\nlimits.max_rejected = 1.0\n");
        for (key, value) in self.settings.iter().filter(|(key, _)| *key != "as_of") {
            let _ = writeln!(config, "{key} = {value}");
        }
        let header = Field::ALL.iter().map(|field| field.word()).collect::<Vec<_>>().join(",");
        let columns = |fits: &dyn Fn(&Field) -> bool| -> String {
            Field::ALL.iter().filter(|field| fits(field)).fold(String::new(), |mut columns, field| {
                let _ = writeln!(columns, "{0} = \"{0}\"", field.word());
                columns
            })
        };
        for (name, lines) in &self.contacts {
            let _ = write!(
                config,
                "\n[[contacts]]\nname = \"{name}\"\nfiles = [\"{name}.csv\"]\ndate_format = \"%Y-%m-%d\"\n\
                 [contacts.columns]\n{}",
                columns(&|_| true)
            );
            if let Some(outcomes) = self.outcomes.get(name) {
                config.push_str("[contacts.outcomes]\n");
                for (text, outcome) in outcomes {
                    let _ = writeln!(config, "\"{text}\" = \"{outcome}\"");
                }
            }
            area.write(&format!("{name}.csv"), extract(&header, lines));
        }
        let factors: Vec<&str> = Factor::ALL.iter().map(|factor| factor.word()).collect();
        let header = format!("{header},{}", factors.join(","));
        for (scope, lines) in &self.children {
            let name = if scope == REGISTER { REGISTER.to_owned() } else { format!("{REGISTER}-{scope}") };
            let _ = write!(
                config,
                "\n[[children]]\nname = \"{name}\"\nfiles = [\"{name}.csv\"]\nid_scope = \"{scope}\"\n\
                 date_format = \"%Y-%m-%d\"\n[children.columns]\n{}[children.factors]\n",
                columns(&|field| field.is_of_child())
            );
            for factor in factors.iter().filter(|factor| **factor != Factor::Infant.word()) {
                let _ = writeln!(config, "{factor} = \"{factor}\"");
            }
            area.write(&format!("{name}.csv"), extract(&header, lines));
        }
        area.write("failed-contact.toml", config);
        let settings = area.settings().map_err(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("the settings are wrong: {}", told.join("; "))
        })?;
        Ok(Written { settings, as_of: self.as_of()?, _area: area })
    }
}

impl Written {
    /// Runs the whole pipeline over the area. Every record must have been understood.
    pub fn review(self) -> Result<Detected, String> {
        let review = pipeline::run(self.settings, self.as_of, &|_| ()).map_err(|stop| stop.message())?;
        for file in &review.intake.files {
            if let Some(reject) = file.rejects.first() {
                return Err(format!("{}:{}: a record was rejected: {}", file.shown, reject.line, reject.reason));
            }
            if let Some(warning) = file.warnings.iter().find(|w| w.caution != Caution::OutcomeInFuture) {
                return Err(format!("{}:{}: a warning: {}", file.shown, warning.line, warning.caution));
            }
        }
        Ok(review)
    }
}

/// An extract.
fn extract(header: &str, lines: &[String]) -> String {
    format!("{header}\n{}\n", lines.join("\n"))
}
