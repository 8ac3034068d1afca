//! Reads the cells of the tables: contacts, factors, brothers and sisters, evidence. The README.md beside the tables explains how
//! they are written.

use std::collections::BTreeMap;

use failed_contact::cases::checks::CheckKind;
use failed_contact::cells::nhs::NhsCell;
use failed_contact::day::{Day, Time};
use failed_contact::field::Field;
use failed_contact::vocabulary::{Factor, Kind, Outcome, Pattern, Priority};

use super::table::{Row, Sort};

/// The word for nothing.
const NONE: &str = "none";

/// One contact.
#[derive(Clone, Debug)]
pub struct Contact {
    pub day: Day,
    pub time: Option<Time>,
    pub service: String,
    pub outcome: Outcome,
    pub kind: Kind,
    /// The source that it comes from.
    pub source: Option<String>,
    /// Other texts of its record, by field.
    pub texts: BTreeMap<Field, String>,
}

/// A contact of the evidence, as exactly as the row gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub day: Day,
    pub time: Option<Time>,
    pub service: Option<String>,
}

/// The contacts that must show that a rule holds.
pub enum Evidence {
    /// The table does not say.
    Unsaid,
    /// Every contact of the row.
    All,
    /// These, in the order of time.
    These(Vec<Place>),
}

/// A failed contact: a day, a service, and how many slots it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub day: Day,
    pub service: String,
    pub slots: usize,
}

/// Another child of the household.
#[derive(Clone, Debug, Default)]
pub struct Sibling {
    pub born: Option<Day>,
    pub died: Option<Day>,
    /// Belongs to another household.
    pub stranger: bool,
    /// The household's number is the same, in another system.
    pub other_scope: bool,
    pub contacts: Vec<Contact>,
}

impl Sibling {
    /// Whether only contacts are given.
    pub const fn plain(&self) -> bool {
        self.born.is_none() && self.died.is_none() && !self.stranger && !self.other_scope
    }
}

/// A children's record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub texts: BTreeMap<Field, String>,
    pub factors: Vec<Factor>,
}

/// The problems of a row's cells.
pub fn problems(sort: Sort, row: &Row) -> Vec<String> {
    let mut out = Vec::new();
    let mut note = |column: &str, result: Result<(), String>| {
        if let Err(what) = result {
            out.push(if what.starts_with("is ") {
                format!("`{column}` {what}")
            } else {
                format!("`{column}`: {what}")
            });
        }
    };
    note("contacts", contacts(row).map(drop));
    note("factors", factors(row).map(drop));
    note("born", day(row, "born").map(drop));
    note("died", day(row, "died").map(drop));
    note("brothers and sisters", siblings(row).map(drop));
    note("register", register(row).map(drop));
    note("another child", other_contacts(row).map(drop));
    match sort {
        Sort::Rule(_) => {
            note("holds", yes(row, "holds").map(drop));
            note("evidence", evidence(row).map(drop));
        }
        Sort::FailedContact => note("failed contacts", failed(row).map(drop)),
        Sort::Children => note("listed", yes(row, "listed").map(drop)),
        Sort::Pattern => note("pattern", pattern(row).map(drop)),
        Sort::Priority => note("priority", priority(row).map(drop)),
        Sort::Order => note("nhs number", who(row).map(drop)),
        Sort::Checks => note("checks", checks(row).map(drop)),
    }
    out
}

/// The contacts of the row's child.
pub fn contacts(row: &Row) -> Result<Vec<Contact>, String> {
    list_of(row.text("contacts"), ';', contact)
}

/// The contacts of somebody else.
pub fn other_contacts(row: &Row) -> Result<Vec<Contact>, String> {
    list_of(row.text("another child"), ';', contact)
}

/// `yes` or `no`.
pub fn yes(row: &Row, column: &str) -> Result<bool, String> {
    match row.text(column) {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("is {other:?}: write yes or no")),
    }
}

/// A date, where there is one.
pub fn day(row: &Row, column: &str) -> Result<Option<Day>, String> {
    match row.text(column) {
        "" | NONE => Ok(None),
        text => iso(text).map(Some),
    }
}

/// The factors of the child.
pub fn factors(row: &Row) -> Result<Vec<Factor>, String> {
    let factors = list_of(row.text("factors"), ',', |word| {
        Factor::from_word(word).ok_or_else(|| format!("no factor is called {word:?}"))
    })?;
    if factors.contains(&Factor::Infant) && !row.text("born").is_empty() {
        return Err("`infant` follows from the date of birth: leave it out".to_owned());
    }
    Ok(factors)
}

/// The contacts that must show that the rule holds.
pub fn evidence(row: &Row) -> Result<Evidence, String> {
    let text = row.text("evidence");
    match (row.text("holds"), text) {
        ("no", "") => Ok(Evidence::These(Vec::new())),
        ("no", _) => Err("is given though the rule does not hold".to_owned()),
        (_, "") => Ok(Evidence::Unsaid),
        (_, "all") => Ok(Evidence::All),
        _ => list_of(text, ';', place).map(Evidence::These),
    }
}

/// The failed contacts that there must be.
pub fn failed(row: &Row) -> Result<Vec<Failed>, String> {
    list_of(row.text("failed contacts"), ';', |text| {
        let (text, slots) = match text.strip_suffix(" slots)").and_then(|rest| rest.rsplit_once(" (")) {
            Some((text, slots)) => (text, slots.parse().map_err(|_| format!("{slots:?} is not a number"))?),
            None => (text, 1),
        };
        let (date, service) = text.split_once(' ').ok_or_else(|| format!("{text:?} lacks the service"))?;
        Ok(Failed { day: iso(date)?, service: service_name(service)?, slots })
    })
}

/// The pattern; none for `none`.
pub fn pattern(row: &Row) -> Result<Option<Pattern>, String> {
    match row.text("pattern") {
        NONE => Ok(None),
        word => Pattern::from_word(word).map(Some).ok_or_else(|| format!("no pattern is called {word:?}")),
    }
}

/// The priority.
pub fn priority(row: &Row) -> Result<Priority, String> {
    let word = row.text("priority");
    Priority::from_word(word).ok_or_else(|| format!("no priority is called {word:?}"))
}

/// The checks that hold, in their order.
pub fn checks(row: &Row) -> Result<Vec<CheckKind>, String> {
    let checks = list_of(row.text("checks"), ',', |word| {
        let found = CheckKind::ALL.iter().copied().find(|check| check.word() == word);
        found.ok_or_else(|| format!("no check is called {word:?}"))
    })?;
    if checks.is_sorted() { Ok(checks) } else { Err("the checks are not in their order".to_owned()) }
}

/// What a child is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The ten digits.
    Nhs(String),
    /// A scope and an id in it.
    Local(String, String),
}

/// What the row's child is known by.
pub fn who(row: &Row) -> Result<Who, String> {
    match (row.text("nhs number"), row.text("local id")) {
        ("", local) => {
            let (scope, id) = local.split_once('/').ok_or("a child has an NHS number, or a local id as scope/id")?;
            Ok(Who::Local(scope.to_owned(), id.to_owned()))
        }
        (number, "") => match NhsCell::read(number) {
            NhsCell::Valid(number) => Ok(Who::Nhs(number.digits())),
            _ => Err(format!("{number:?} is not a valid NHS number")),
        },
        _ => Err("give an NHS number or a local id, not both".to_owned()),
    }
}

/// The other children of the household. `None` if no household is recorded for the child.
pub fn siblings(row: &Row) -> Result<Option<Vec<Sibling>>, String> {
    match row.text("brothers and sisters") {
        "" | NONE => Ok(None),
        "only child" => Ok(Some(Vec::new())),
        text => list_of(text, '/', sibling).map(Some),
    }
}

/// The children's records of the child.
pub fn register(row: &Row) -> Result<Vec<Record>, String> {
    list_of(row.text("register"), '/', |text| {
        let mut record = Record::default();
        for remark in text.split(", ") {
            if let Some(factor) = Factor::from_word(remark) {
                record.factors.push(factor);
                continue;
            }
            let (field, value) = text_of(remark).ok_or_else(|| format!("nothing is known of {remark:?}"))?;
            if !field.is_of_child() || record.texts.insert(field, value?).is_some() {
                return Err(format!("{remark:?} does not belong there"));
            }
        }
        Ok(record)
    })
}

fn list_of<T>(text: &str, between: char, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    if text.is_empty() || text == NONE {
        return Ok(Vec::new());
    }
    text.split(between)
        .map(|item| {
            let item = item.trim();
            if item.is_empty() { Err("one of the list is blank".to_owned()) } else { read(item) }
        })
        .collect()
}

/// `2026-11-18 09:30 Audiology was_not_brought (home_visit, at Oak House)`.
fn contact(text: &str) -> Result<Contact, String> {
    let told = |what: String| format!("{text:?}: {what}");
    let (main, remarks) = match text.strip_suffix(')') {
        Some(rest) => rest.split_once(" (").ok_or_else(|| told("a bracket is missing".to_owned()))?,
        None => (text, ""),
    };
    let (before, outcome) = main.rsplit_once(' ').ok_or_else(|| told("the outcome is missing".to_owned()))?;
    let outcome = Outcome::from_word(outcome).ok_or_else(|| told(format!("no outcome is called {outcome:?}")))?;
    let place = place(before).map_err(told)?;
    let service = place.service.ok_or_else(|| told("the service is missing".to_owned()))?;
    let mut contact = Contact {
        day: place.day,
        time: place.time,
        service,
        outcome,
        kind: Kind::Other,
        source: None,
        texts: BTreeMap::new(),
    };
    for remark in remarks.split(", ").filter(|remark| !remark.is_empty()) {
        if let Some(kind) = Kind::from_word(remark) {
            contact.kind = kind;
        } else if let Some(source) = remark.strip_prefix("from ") {
            contact.source = Some(source.to_owned());
        } else if let Some((field, value)) = text_of(remark) {
            contact.texts.insert(field, value.map_err(told)?);
        } else {
            return Err(told(format!("nothing is known of {remark:?}")));
        }
    }
    Ok(contact)
}

/// `2026-11-18`, `2026-11-18 09:30`, `2026-11-18 Audiology`, or all of it.
fn place(text: &str) -> Result<Place, String> {
    let (date, rest) = text.split_once(' ').unwrap_or((text, ""));
    let day = iso(date)?;
    let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let (time, service) =
        if first.starts_with(|c: char| c.is_ascii_digit()) { (Some(clock(first)?), after) } else { (None, rest) };
    let service = if service.is_empty() { None } else { Some(service_name(service)?) };
    Ok(Place { day, time, service })
}

/// The name of a service: it begins with a capital, so that a mistyped outcome or date is none.
fn service_name(text: &str) -> Result<String, String> {
    let fine = text.starts_with(char::is_uppercase) && !text.contains(['(', ')', '_', ',', ':']);
    if fine { Ok(text.to_owned()) } else { Err(format!("{text:?} is not a service")) }
}

fn iso(text: &str) -> Result<Day, String> {
    Day::from_iso(text).ok_or_else(|| format!("{text:?} is not a date"))
}

fn clock(text: &str) -> Result<Time, String> {
    let wrong = || format!("{text:?} is not a time");
    let (hours, minutes) = text.split_once(':').filter(|_| text.len() == 5).ok_or_else(wrong)?;
    let number = |digits: &str| digits.parse::<i32>().map_err(|_| wrong());
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours < 24 && minutes < 60 { Ok(Time(hours * 3600 + minutes * 60)) } else { Err(wrong()) }
}

/// What a remark says of a record: a field and its text.
fn text_of(remark: &str) -> Option<(Field, Result<String, String>)> {
    let dates = [
        ("booked ", Field::BookedOn),
        ("born ", Field::DateOfBirth),
        ("died ", Field::DateOfDeath),
        ("details changed ", Field::DetailsChangedOn),
        ("ended ", Field::EndedOn),
        ("closed ", Field::ClosedOn),
    ];
    let texts = [
        ("at ", Field::Location),
        ("postcode ", Field::Postcode),
        ("aged ", Field::Age),
        ("id ", Field::ContactId),
        ("with ", Field::Subject),
        ("called ", Field::GivenName),
        ("because ", Field::ClosureReason),
        ("written ", Field::Outcome),
    ];
    let date = dates.into_iter().find_map(|(lead, field)| remark.strip_prefix(lead).map(|value| (field, value)));
    if let Some((field, value)) = date {
        return Some((field, iso(value).map(|day| day.to_string())));
    }
    let (field, value) =
        texts.into_iter().find_map(|(lead, field)| remark.strip_prefix(lead).map(|value| (field, value)))?;
    Some((field, Ok(value.to_owned())))
}

/// `Ben: contacts`, `Ella, born 2008-11-22: contacts`.
fn sibling(text: &str) -> Result<Sibling, String> {
    let (head, told) =
        text.split_once(": ").ok_or_else(|| format!("{text:?}: write a name, a colon and the contacts"))?;
    let mut sibling = Sibling { contacts: list_of(told, ';', contact)?, ..Sibling::default() };
    for remark in head.split(", ").skip(1) {
        match remark {
            "another household" => sibling.stranger = true,
            "same number in another system" => sibling.other_scope = true,
            _ => match text_of(remark) {
                Some((Field::DateOfBirth, date)) => sibling.born = Some(iso(&date?)?),
                Some((Field::DateOfDeath, date)) => sibling.died = Some(iso(&date?)?),
                _ => return Err(format!("nothing is known of {remark:?}")),
            },
        }
    }
    Ok(sibling)
}
