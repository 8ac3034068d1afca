//! Checks a row: with the rule alone, and with the whole program from extracts to the list of cases.

use std::collections::{BTreeMap, BTreeSet};

use failed_contact::cases::{Case, pattern};
use failed_contact::child::timeline::{self, CountingSettings, ReviewPeriod, Timeline};
use failed_contact::config::settings::Settings;
use failed_contact::contact::short::OptionalDay;
use failed_contact::day::Day;
use failed_contact::field::Field;
use failed_contact::pipeline::Detected;
use failed_contact::records::ContactRecord;
use failed_contact::rules::{self, HouseholdCount, Judgement, Rule, Subject};
use failed_contact::service::{ServiceNumber, Services};
use failed_contact::store::SeenSince;
use failed_contact::vocabulary::{Closure, Factor, Outcome, Sector};

use super::area::{Area, REGISTER, Written};
use super::notation::{self, Contact, Evidence, Failed, Place, Record, Sibling, Who};
use super::table::{Row, Sort, Table};
use crate::support::number;

/// How the program differs from a row.
pub fn row(table: &Table, row: &Row) -> Vec<String> {
    let differences = WrittenRow::new(table, row).and_then(|written_row| {
        let sentence = match table.sort {
            Sort::Rule(rule) => {
                written_row.by_itself(rule).map_or_else(Vec::new, |judged| sentence(rule, &written_row, &judged))
            }
            _ => Vec::new(),
        };
        Ok([complaints(written_row, table, row)?, sentence].concat())
    });
    differences.unwrap_or_else(|what| vec![what])
}

/// How the program differs from a list of cases.
pub fn list(table: &Table) -> Vec<String> {
    order(table).unwrap_or_else(|what| vec![what])
}

/// Why the sentence of a rule is not complete, or lacks the numbers that decide.
fn sentence(rule: &dyn Rule, written_row: &WrittenRow, judged: &Judged) -> Vec<String> {
    let mut wrong = Vec::new();
    let sentence = judged.judgement.sentence.as_str();
    let mut tell = |what: &str| wrong.push(format!("what it says {what}: {sentence:?}"));
    if sentence.trim() != sentence || sentence.is_empty() || sentence.contains(['\n', '\r']) {
        tell("is not one sentence");
    }
    if sentence.ends_with(['.', ';', ',', '!', '?', ':']) {
        tell("ends with a mark");
    }
    if !judged.judgement.holds {
        let numbers: Vec<u32> =
            sentence.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
        let needed = needed(rule, &written_row.written.settings);
        let no_household = rule.name() == "household" && written_row.siblings.is_none();
        if !no_household && needed.iter().any(|number| !numbers.contains(number)) {
            tell(&format!("does not have what is needed ({needed:?})"));
        }
        if needed.is_empty() && !numbers.contains(&1) && !sentence.contains("seen") {
            tell("has neither what is needed nor that the child has been seen");
        }
    }
    wrong
}

/// The numbers that a rule needs, with these settings.
fn needed(rule: &dyn Rule, settings: &Settings) -> Vec<u32> {
    let rules = &settings.rules;
    match rule.name() {
        "repeated" => vec![rules.repeated.threshold],
        "cross_service" => vec![rules.cross_service.services],
        "household" => vec![rules.household.threshold, rules.household.children],
        "unscheduled_care" => vec![rules.unscheduled_care.failed, rules.unscheduled_care.attendances],
        "early_concern" => vec![rules.early_concern.threshold],
        "repeated_cancellation" => vec![rules.repeated_cancellation.threshold],
        "not_seen" => vec![rules.not_seen.days as u32],
        "whereabouts_unknown" | "disengaged" | "closed_after_failed" => Vec::new(),
        other => panic!("say here which numbers {other} needs"),
    }
}

/// The child of every row that is about one child.
fn the_child() -> Who {
    Who::Nhs(number(1))
}

/// A row with its area on disk.
struct WrittenRow {
    written: Written,
    contacts: Vec<Contact>,
    factors: Vec<Factor>,
    siblings: Option<Vec<Sibling>>,
}

/// The answer of the rule alone.
struct Judged {
    judgement: Judgement,
    enabled: bool,
    found: bool,
    evidence: Vec<Place>,
}

impl WrittenRow {
    fn new(table: &Table, row: &Row) -> Result<Self, String> {
        let contacts = notation::contacts(row)?;
        let mut factors = notation::factors(row)?;
        let siblings = notation::siblings(row)?;
        let mut area = Area::new(&table.settings);
        let who = the_child();
        area.add(&who, &contacts);
        let as_of = area.as_of()?;
        let born = match notation::day(row, "born")? {
            None if factors.contains(&Factor::Infant) => Some(youngest_one(as_of)),
            born => born,
        };
        let texts = person(born, notation::day(row, "died")?, siblings.is_some());
        let record = Record { texts, factors: factors.clone() };
        if born.is_some_and(|day| day.age_on(as_of) == 0) && !factors.contains(&Factor::Infant) {
            factors.push(Factor::Infant);
        }
        if !record.texts.is_empty() || !record.factors.is_empty() {
            area.add_record(&who, REGISTER, &record);
        }
        for record in notation::register(row)? {
            area.add_record(&who, REGISTER, &record);
        }
        for (sibling, place) in siblings.iter().flatten().zip(2..) {
            let who = Who::Nhs(number(place));
            area.add(&who, &sibling.contacts);
            let mut texts = person(sibling.born, sibling.died, true);
            if sibling.stranger {
                texts.insert(Field::HouseholdId, "2".to_owned());
            }
            let scope = if sibling.other_scope { "elsewhere" } else { REGISTER };
            area.add_record(&who, scope, &Record { texts, factors: Vec::new() });
        }
        area.add(&Who::Nhs(number(100)), &notation::other_contacts(row)?);
        Ok(Self { written: area.write()?, contacts, factors, siblings })
    }

    /// The timeline of these contacts, without the pipeline.
    fn timeline(&self, contacts: &[Contact], services: &Services) -> Timeline {
        let contacts = contacts.iter().enumerate().map(|(row, contact)| timeline::Contact {
            row: ContactRecord::at(row),
            day: contact.day,
            time: contact.time,
            service: ServiceNumber::new(services.names().binary_search(&contact.service).unwrap() as u32),
            outcome: match (contact.outcome, contact.texts.get(&Field::Subject).map(String::as_str)) {
                (Outcome::Seen, Some("family")) => Outcome::FamilySeen,
                (outcome, _) => outcome,
            },
            kind: contact.kind,
            sector: Sector::Health,
            ended: said_day(contact, Field::EndedOn),
            closed: said_day(contact, Field::ClosedOn),
            closure: contact.texts.get(&Field::ClosureReason).and_then(|text| Closure::from_word(text)),
            alone: false,
        });
        let settings = &self.written.settings;
        Timeline::new(
            contacts.collect(),
            CountingSettings::from_settings(settings),
            ReviewPeriod::new(settings, self.written.as_of),
        )
    }

    /// The names of the services of the row, by code point.
    fn services(&self) -> Services {
        let all = self.contacts.iter().chain(self.siblings.iter().flatten().flat_map(|sibling| &sibling.contacts));
        let mut services: Vec<String> = all.map(|contact| contact.service.clone()).collect();
        services.sort();
        services.dedup();
        services.into()
    }

    /// Whether the records say two names or two dates of birth: whose each is, only the pipeline finds out.
    fn may_be_of_two(&self) -> bool {
        [Field::GivenName, Field::DateOfBirth].iter().any(|field| {
            let said: BTreeSet<&String> = self.contacts.iter().filter_map(|contact| contact.texts.get(field)).collect();
            said.len() > 1
        })
    }

    /// The answer of the rule alone; `None` if the household cannot be counted, or two children cannot be distinguished,
    /// without the pipeline.
    fn by_itself(&self, rule: &dyn Rule) -> Option<Judged> {
        if self.may_be_of_two() {
            return None;
        }
        let services = self.services();
        let timeline = self.timeline(&self.contacts, &services);
        let household = match &self.siblings {
            None => None,
            Some(siblings) if siblings.iter().all(Sibling::plain) => {
                let others = siblings.iter().map(|sibling| self.timeline(&sibling.contacts, &services).failed.len());
                let each: Vec<usize> = others.chain([timeline.failed.len()]).filter(|failed| *failed > 0).collect();
                Some(HouseholdCount { failed: each.iter().sum::<usize>() as u32, children: each.len() as u32 })
            }
            Some(_) => return None,
        };
        let subject = Subject {
            timeline: &timeline,
            factors: self.factors.iter().fold(0, |set, factor| set | factor.bit()),
            household,
            // Which sources are stale only the pipeline knows.
            depends_on_unreliable_source: false,
            seen_since: &SeenSince::default(),
            settings: &self.written.settings,
            services: &services,
        };
        let judgement = rule.judge(&subject);
        let evidence = places(&timeline, &judgement.evidence, &services);
        Some(Judged {
            enabled: rule.enabled(&self.written.settings.rules),
            found: rules::held_rules(&subject).names().any(|name| name == rule.name()),
            judgement,
            evidence,
        })
    }
}

/// A day that the record of a contact says.
fn said_day(contact: &Contact, field: Field) -> OptionalDay {
    OptionalDay::of(contact.texts.get(&field).and_then(|text| Day::from_iso(text))).unwrap()
}

/// Born so that they are under one year old on the as-of date, by one day.
fn youngest_one(as_of: Day) -> Day {
    (-366..=0).map(|days| as_of.plus(days)).find(|day| day.age_on(as_of) == 0).unwrap()
}

/// What the register says of a person.
fn person(born: Option<Day>, died: Option<Day>, in_household: bool) -> BTreeMap<Field, String> {
    let mut texts = BTreeMap::new();
    for (field, day) in [(Field::DateOfBirth, born), (Field::DateOfDeath, died)] {
        if let Some(day) = day {
            texts.insert(field, day.to_string());
        }
    }
    if in_household {
        texts.insert(Field::HouseholdId, "1".to_owned());
    }
    texts
}

fn places(timeline: &Timeline, evidence: &[usize], services: &Services) -> Vec<Place> {
    evidence
        .iter()
        .map(|place| &timeline.contacts[*place])
        .map(|c| Place { day: c.day, time: c.time, service: Some(services[c.service].clone()) })
        .collect()
}

/// The child's case, where there is one.
fn the_case(review: &Detected) -> Option<&Case> {
    let Who::Nhs(digits) = the_child() else { return None };
    review.cases.list.iter().find(|case| case.nhs().is_some_and(|number| number.digits() == digits))
}

/// How the rule alone and the whole program differ from a row.
fn complaints(written_row: WrittenRow, table: &Table, row: &Row) -> Result<Vec<String>, String> {
    let mut complaints = Vec::new();
    let mut alone = None;
    match table.sort {
        Sort::Rule(rule) => complaints.extend(rule_by_itself(&written_row, rule, row)?),
        Sort::FailedContact => alone = Some(written_row.timeline(&written_row.contacts, &written_row.services())),
        Sort::Pattern => {
            let found = pattern::pattern(&written_row.timeline(&written_row.contacts, &written_row.services()));
            compare("by itself", &notation::pattern(row)?, &found, &mut complaints);
        }
        Sort::Children | Sort::Priority | Sort::Checks | Sort::Order => {}
    }
    let services = written_row.services();
    let number_of_contacts = written_row.contacts.len();
    let review = written_row.written.review()?;
    let case = the_case(&review);
    match table.sort {
        Sort::Rule(rule) => {
            let findings = case.map_or_else(Vec::new, |case| case.findings(&review.review_input()));
            let finding = findings.iter().find(|f| f.rule.name() == rule.name());
            let holds = notation::yes(row, "holds")?;
            if finding.is_some() != holds {
                complaints.push(format!("the whole way: holds should be {}", row.text("holds")));
            } else if let (Some(case), Some(finding)) = (case, finding) {
                let shown = places(&case.timeline, &finding.judgement.evidence, &review.intake.services);
                complaints.extend(evidence("the whole way", row, &shown, number_of_contacts)?);
            }
        }
        Sort::FailedContact => {
            let wanted = notation::failed(row)?;
            if let Some(timeline) = alone {
                compare("by itself", &wanted, &failed(&timeline, &services), &mut complaints);
            }
            let found = case.map_or_else(Vec::new, |case| failed(&case.timeline, &review.intake.services));
            compare("the whole way", &wanted, &found, &mut complaints);
        }
        Sort::Children => {
            compare("the whole way", &notation::yes(row, "listed")?, &case.is_some(), &mut complaints);
        }
        Sort::Pattern => {
            let found = case.and_then(|case| case.pattern);
            compare("the whole way", &notation::pattern(row)?, &found, &mut complaints);
        }
        Sort::Priority => match case {
            Some(case) => {
                compare("the whole way", &notation::priority(row)?, &case.priority, &mut complaints);
            }
            None => complaints.push("the child is no case, so has no priority".to_owned()),
        },
        Sort::Checks => {
            let found: Vec<_> = case.iter().flat_map(|case| case.checks.iter()).collect();
            compare("the whole way", &notation::checks(row)?, &found, &mut complaints);
        }
        Sort::Order => {}
    }
    Ok(complaints)
}

fn compare<T: PartialEq + std::fmt::Debug>(how: &str, wanted: &T, found: &T, complaints: &mut Vec<String>) {
    if wanted != found {
        complaints.push(format!("{how}: should be {wanted:?}, is {found:?}"));
    }
}

fn rule_by_itself(written_row: &WrittenRow, rule: &dyn Rule, row: &Row) -> Result<Vec<String>, String> {
    let Some(judged) = written_row.by_itself(rule) else { return Ok(Vec::new()) };
    let holds = notation::yes(row, "holds")?;
    let sentence = &judged.judgement.sentence;
    if (judged.enabled && judged.judgement.holds) != holds {
        return Ok(vec![format!("by itself: holds should be {}, but it says: {sentence}", row.text("holds"))]);
    }
    let mut complaints = Vec::new();
    if judged.found != holds {
        complaints.push(format!("by itself: the rule and the list of findings differ: {sentence}"));
    }
    if holds || judged.enabled {
        complaints.extend(evidence("by itself", row, &judged.evidence, written_row.contacts.len())?);
    }
    Ok(complaints)
}

/// How the contacts that show that a rule holds differ from a row.
fn evidence(how: &str, row: &Row, shown: &[Place], all: usize) -> Result<Option<String>, String> {
    let fits = match notation::evidence(row)? {
        Evidence::Unsaid => !shown.is_empty(),
        Evidence::All => shown.len() == all,
        Evidence::These(wanted) => {
            wanted.len() == shown.len()
                && wanted.iter().zip(shown).all(|(wanted, shown)| {
                    wanted.day == shown.day
                        && (wanted.time.is_none() || wanted.time == shown.time)
                        && (wanted.service.is_none() || wanted.service == shown.service)
                })
        }
    };
    let message = || {
        let text = |place: &Place| {
            let time = place.time.map(|time| format!(" {time}")).unwrap_or_default();
            format!("{}{time} {}", place.day, place.service.as_deref().unwrap_or_default())
        };
        shown.iter().map(text).collect::<Vec<_>>().join("; ")
    };
    Ok((!fits).then(|| format!("{how}: the evidence is: {}", message())))
}

fn failed(timeline: &Timeline, services: &Services) -> Vec<Failed> {
    let each = timeline.failed.iter();
    each.map(|f| Failed { day: f.day, service: services[f.service].clone(), slots: f.evidence.len() }).collect()
}

/// How the program differs from a list of cases. The children are read in the order of the table, then in the opposite one:
/// neither may matter.
fn order(table: &Table) -> Result<Vec<String>, String> {
    let children: Vec<(Who, &Row)> =
        table.rows.iter().map(|row| notation::who(row).map(|who| (who, row))).collect::<Result<_, _>>()?;
    let mut backwards = children.clone();
    backwards.reverse();
    let wanted: Vec<&str> = children.iter().map(|(_, row)| row.text("case")).collect();
    let mut complaints = Vec::new();
    for (how, read) in [("read in this order", &children), ("read backwards", &backwards)] {
        let mut area = Area::new(&table.settings);
        let as_of = area.as_of()?;
        for (who, row) in read {
            area.add(who, &notation::contacts(row)?);
            let factors = notation::factors(row)?;
            let born = factors.contains(&Factor::Infant).then(|| youngest_one(as_of));
            area.add_record(who, REGISTER, &Record { texts: person(born, None, false), factors });
        }
        let review = area.write()?.review()?;
        let found: Vec<&str> = review
            .cases
            .list
            .iter()
            .map(|case| {
                let who = match case.nhs() {
                    Some(number) => Who::Nhs(number.digits()),
                    None => case.local_ids[0].split_once('/').map_or_else(
                        || Who::Local(String::new(), String::new()),
                        |(scope, id)| Who::Local(scope.to_owned(), id.to_owned()),
                    ),
                };
                children.iter().find(|(child, _)| *child == who).map_or("somebody else", |(_, row)| row.text("case"))
            })
            .collect();
        compare(how, &wanted, &found, &mut complaints);
    }
    Ok(complaints)
}
