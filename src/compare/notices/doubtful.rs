//! The notices about deaths and ages that may be another person's, or wrong, and keep contacts off the list.

use std::collections::BTreeMap;

use super::{Code, Figure, Notice, listed, of_last};
use crate::child::doubtful::{Doubt, DoubtfulExclusion};
use crate::compare::Compared;
use crate::compare::memory::DoubtMemory;
use crate::intake::FileFacts;
use crate::pipeline::Detected;
use crate::wording::number;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let then = compared.previous.as_ref();
    let deaths = Doubtful {
        code: Code::DeathDoubtful,
        found: &now.doubtful_deaths,
        memories: &compared.doubtful_deaths,
        known: then.and_then(|previous| previous.doubtful_deaths.as_ref()),
    };
    let ages = Doubtful {
        code: Code::AgeDoubtful,
        found: &now.doubtful_ages,
        memories: &compared.doubtful_ages,
        known: then.and_then(|previous| previous.doubtful_ages.as_ref()),
    };
    all.extend([deaths, ages].iter().filter_map(|doubtful| doubtful.notice(now, compared)));
}

/// The doubtful deaths, or the doubtful ages.
struct Doubtful<'a> {
    code: Code,
    /// In reading order.
    found: &'a [DoubtfulExclusion],
    /// The same, as the next report is to remember them, each with the reference of the person; empty without a key.
    memories: &'a [(String, DoubtMemory)],
    /// Those of the last report. A report of an older version does not say which were doubtful.
    known: Option<&'a BTreeMap<String, DoubtMemory>>,
}

impl Doubtful<'_> {
    /// One notice for all of them, with the places of their records; those to act on come first. It is to act on if any is new, if
    /// more contacts failed than in the last report, and as long as a contact says that nobody knows where the child is or that the
    /// family withdrew. It is given each week until the records agree, because contacts are left out until then. But a problem that
    /// nobody can solve at once must not teach people to ignore new ones, so otherwise it is only to know.
    fn notice(&self, now: &Detected, compared: &Compared) -> Option<Notice> {
        let has_grown = |one: &usize| {
            let (reference, memory) = self.memories.get(*one)?;
            Some(memory.has_grown_since(self.known?.get(reference)?))
        };
        let is_missing = |one: &usize| self.found[*one].is_missing;
        let is_steady = |one: &usize| has_grown(one) == Some(false) && !is_missing(one);
        let (steady, to_act_on): (Vec<usize>, Vec<usize>) = (0..self.found.len()).partition(is_steady);
        let found: Vec<&DoubtfulExclusion> = to_act_on.iter().chain(&steady).map(|at| &self.found[*at]).collect();
        let [first, others @ ..] = found.as_slice() else { return None };
        let file = |one: &DoubtfulExclusion| &now.intake.files[now.intake.file_of(one.record)];
        let place = |one: &&DoubtfulExclusion| {
            let (line, shown) = (now.intake.line(one.record), &file(one).shown);
            if self.code == Code::AgeDoubtful {
                format!("line {line} of {shown} ({})", reason(one.doubt))
            } else {
                format!("line {line} of {shown}")
            }
        };
        let places: Vec<String> = found.iter().map(place).collect();
        let before = self.known.map(|known| known.len() as u64);
        let more = before.map_or_else(String::new, |before| of_last(compared, before));
        let what = if self.code == Code::AgeDoubtful { of_ages(&found, &more) } else { of_deaths(&found, &more) };
        let mut sentence = format!("{what}: {}.", listed(&places));
        if to_act_on.iter().any(|at| has_grown(at) == Some(true)) {
            sentence += " There are more such contacts than in the last report, or newer ones.";
        }
        if to_act_on.iter().any(is_missing) {
            sentence += " One of these contacts says that nobody knows where the child is, or that the family withdrew from a service.";
        }
        let before =
            if compared.previous.is_some() { before.map_or(Figure::None, Figure::Count) } else { Figure::Count(0) };
        let mut notice = Notice::new(self.code, sentence).now(found.len() as u64).before(before);
        if to_act_on.is_empty() {
            notice = notice.only_to_know();
        }
        let first = file(first);
        let (source, shown) = (&first.source_of(&now.settings).name, &first.shown);
        let is_same = |file: &FileFacts| file.shown == *shown;
        let one_file = others.iter().all(|one| is_same(file(one)));
        Some(if one_file { notice.of_source(source).of_file(shown) } else { notice })
    }
}

/// Why these deaths are in doubt. `more` says how many there were in the last report.
fn of_deaths(found: &[&DoubtfulExclusion], more: &str) -> String {
    let has = |doubt: Doubt| found.iter().any(|death| death.doubt == doubt);
    let of_another = "another date of birth or another given name";
    if found.len() == 1 {
        let why = if has(Doubt::AnotherPerson) {
            format!("its record has {of_another} than theirs")
        } else {
            "the child was seen, or was missing, more than 3 days after it".to_owned()
        };
        return format!("1 death{more} keeps failed contacts off the list, although {why}");
    }
    let why = match (has(Doubt::AnotherPerson), has(Doubt::SeenAfterDeath)) {
        (true, false) => format!("their records have {of_another} than those"),
        (false, _) => "the children were seen, or were missing, more than 3 days after them".to_owned(),
        (true, true) => format!(
            "their records have {of_another} than those, or the children were seen, or were missing, more than 3 days after them"
        ),
    };
    format!("{} deaths{more} keep failed contacts off the list, although {why}", number(found.len() as u64))
}

/// That these persons may be children. `more` says how many there were in the last report.
fn of_ages(found: &[&DoubtfulExclusion], more: &str) -> String {
    match found.len() {
        1 => format!("1 person{more} is left off the list as an adult because of a record that may be wrong"),
        many => format!(
            "{} people{more} are left off the list as adults because of records that may be wrong",
            number(many as u64)
        ),
    }
}

/// What puts an age in doubt.
const fn reason(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::AnotherPerson => "another given name than the failed contacts",
        Doubt::Superseded => "replaced by a newer version",
        Doubt::OnlyOne => "the only one of several with a date of birth",
        Doubt::VeryOld => "99 or older",
        // Only of a death.
        Doubt::SeenAfterDeath => "seen since",
    }
}
