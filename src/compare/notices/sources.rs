//! Whether the files are all there, and this week's.

use std::fmt::Write as _;

use super::{Code, Figure, Notice, failed, listed};
use crate::compare::memory::{SourceMemory, of_contacts};
use crate::compare::{Compared, Previous};
use crate::config::settings::Sort;
use crate::day::{Day, Month};
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::wording::{counted, number};

/// A month has lost contacts where there are fewer by more than these.
pub(super) const LOST: u64 = 5;
/// The same as a share of those that it had.
const LOST_SHARE: f64 = 0.02;
/// People who have grown up or died since the last report have no more than this share of a source's contacts. Where they seem
/// to have more, their dates of birth or death are to be doubted, and not their contacts.
const LEFT_SHARE: f64 = 0.1;
/// Days by which the first contact of an extract may be later than expected: not every day has a contact.
const SLACK: i32 = 7;
/// That so few contacts are of adults only may be so.
const MANY: u64 = 10;
/// A first report tells of a service that has fallen silent in so many days before it.
const BEFORE_THE_FIRST: i32 = 28;
/// A source that had so many contacts in so many days up to its newest one has some every week.
const BUSY: u64 = 20;
const BUSY_DAYS: i32 = 28;
/// So long ago is its newest contact at least, where nothing has come since.
const QUIET_DAYS: i32 = 7;
/// A month without a contact is missing where the month before has so many.
const BEFORE_EMPTY: u64 = 20;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let settings = &now.settings;
    for source in &settings.without {
        let missing =
            if source.of_children { "everything that it says about children" } else { "every contact that it has" };
        let said = format!("This report was made without {}, so {missing} is missing.", source.title);
        all.push(Notice::new(Code::SourceLeftOut, said).of_source(&source.name));
    }
    let then = compared.previous.as_ref().and_then(|previous| previous.as_of);
    for source in compared.sources.iter().filter(|source| settings.without.iter().all(|own| own.name != source.name)) {
        let day = then.map_or_else(String::new, |day| format!(" on {}", day.long()));
        let (name, records) = (settings.title_of(&source.name), counted(source.then, "record", "records"));
        let before = Figure::Count(source.then);
        let notice = match source.now {
            None => {
                let said = format!("{name} is gone. It had {records}{day}, which are now missing.");
                Notice::new(Code::SourceGone, said).now(0).before(before)
            }
            Some(own) => {
                let now = counted(own, "record", "records");
                let said = format!("{name} has only {now}. It had {records}{day}. Contacts and cases may be missing.");
                Notice::new(Code::SourceShrunk, said).now(own).before(before)
            }
        };
        all.push(notice.of_source(&source.name));
    }
    for source in &now.quality.sources {
        all.extend(stale(now, source));
        all.extend(unused(now, source));
        all.extend(unchanged(now, compared, source).or_else(|| repeated(now, compared, source)));
        let memory = compared.previous.as_ref().zip(compared.memory_of(&source.name));
        all.extend(memory.and_then(|(previous, memory)| lost(now, previous, source, memory)));
        all.extend(failed::fewer(now, compared, source));
        if of_contacts(source) {
            all.extend(empty_months(now, source));
        }
        all.extend(silent_services(now, then, source));
    }
}

fn stale(now: &Detected, source: &SourceQuality) -> Option<Notice> {
    if !source.stale {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let (said, days) = match source.newest {
        None => (format!("{name} is not up to date: it has no past contact."), Figure::None),
        Some(day) => {
            let days = (now.as_of.0 - day.0).unsigned_abs().into();
            let ago = counted(days, "day", "days");
            (
                format!(
                    "{name} is not up to date: its newest contact was on {}, {ago} before this report.",
                    day.long()
                ),
                Figure::Count(days),
            )
        }
    };
    Some(Notice::new(Code::SourceStale, said).of_source(&source.name).now(days))
}

/// A source all of whose files have the bytes of the previous run.
fn unchanged(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    let day = previous.as_of.filter(|day| *day < now.as_of)?;
    // Who the children are changes seldom: a register may well be the same.
    if source.sort == Sort::Children {
        return None;
    }
    let files = now.intake.files.iter().filter(|file| file.source_of(&now.settings).name == source.name);
    let mut count = 0;
    for file in files {
        if !previous.has_bytes_of(&source.name, file) {
            return None;
        }
        count += 1;
    }
    let name = now.settings.title_of(&source.name);
    let files = if count == 1 { "file has" } else { "files have" };
    let said = format!(
        "{name} has nothing new: its {files} exactly the content of the report for {}. What happened since then is missing.",
        day.long()
    );
    (count > 0).then(|| Notice::new(Code::SourceUnchanged, said).of_source(&source.name).now(count))
}

/// A source none of whose contacts is of a child.
fn unused(now: &Detected, source: &SourceQuality) -> Option<Notice> {
    let excluded = source.tally.excluded.saturating_sub(source.empty_rows);
    // Of one that has no past contact, or none of late, that is told.
    if !of_contacts(source) || source.stale || source.tally.used > 0 || excluded < MANY {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let said = format!(
        "No record of {name} counts: all {} are of people who are over age or have died, or are left out.",
        number(excluded)
    );
    Some(Notice::new(Code::SourceUnused, said).of_source(&source.name).now(excluded))
}

/// A source whose files are not those of the previous run and have, month by month, the same contacts: somebody has saved them
/// again. A source that seldom has a contact may well have none in a week.
fn repeated(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let previous = compared.previous.as_ref()?;
    let then = previous.as_of.filter(|day| *day < now.as_of)?;
    let newest = source.newest.filter(|day| now.as_of.0 - day.0 >= QUIET_DAYS)?;
    let is_busy = || source.days.between(newest.plus(1 - BUSY_DAYS), newest).used >= BUSY;
    if !of_contacts(source) || source.stale || previous.newest.get(&source.name) != Some(&newest) || !is_busy() {
        return None;
    }
    let past = previous.sources.iter().find(|own| own.name == source.name)?;
    if past.records.saturating_sub(past.empty_rows?) != source.tally.records - source.empty_rows {
        return None;
    }
    let memory = compared.memory_of(&source.name)?;
    let is_same = |(_, then, own): (Month, &MonthCount, MonthCount)| {
        // Whoever has grown up or died since takes contacts from one number to the other.
        let outcomes = then.excluded != own.excluded || (then.failed, then.no_outcome) == (own.failed, own.no_outcome);
        then.past + then.excluded == own.past + own.excluded && outcomes
    };
    read_again(now, previous, source, memory, then).all(is_same).then(|| {
        let said = format!(
            "{} seems to have nothing new: its files were saved again, but have exactly as many contacts in every month, and \
             as many failed ones, as in the report for {}. What happened since then is missing.",
            now.settings.title_of(&source.name),
            then.long()
        );
        Notice::new(Code::SourceRepeated, said).of_source(&source.name)
    })
}

/// The months up to the previous as-of date in which a source has fewer used contacts than it had then. Those of people who have
/// grown up or died since are not lost, and those of people who had by then are not missed.
fn lost(now: &Detected, previous: &Previous, source: &SourceQuality, memory: &SourceMemory) -> Option<Notice> {
    let then = previous.as_of?;
    let (mut months, mut used, mut before): (Vec<Month>, u64, u64) = (Vec::new(), 0, 0);
    let compared: Vec<(Month, &MonthCount, MonthCount)> = read_again(now, previous, source, memory, then).collect();
    let left: u64 = compared.iter().map(|(_, counts, own)| own.excluded.saturating_sub(counts.excluded)).sum();
    let past: u64 = compared.iter().map(|(_, counts, _)| counts.past).sum();
    let many_left = left as f64 > LEFT_SHARE * past as f64;
    for (month, counts, own) in compared {
        let gone = (counts.past + counts.excluded).saturating_sub(own.used + own.excluded);
        let fewer = counts.past.saturating_sub(own.used).min(if many_left { u64::MAX } else { gone });
        if fewer > LOST && fewer as f64 > LOST_SHARE * counts.past as f64 {
            months.push(month);
            used += own.used;
            before += counts.past;
        }
    }
    let (first, last) = (*months.first()?, *months.last()?);
    let span = match months.len() {
        1 => first.long(),
        2 => format!("{} and {}", first.long(), last.long()),
        many => format!("{many} months from {} to {}", first.long(), last.long()),
    };
    let mut said = format!(
        "{} has lost contacts of {span}: {} now, {} in the report for {}.",
        now.settings.title_of(&source.name),
        number(used),
        number(before),
        then.long()
    );
    if many_left {
        let more = counted(left, "more contact than last time now seems", "more contacts than last time now seem");
        let _ = write!(said, " {more} to belong to people who are over age or have died.");
    }
    let notice = Notice::new(Code::ContactsLost, said).of_source(&source.name);
    Some(Notice { months, ..notice.now(used).before(before) })
}

/// The months that a source had in the previous run and can be compared, with what they had then and have now up to that day.
pub(super) fn read_again<'a>(
    now: &Detected,
    previous: &Previous,
    source: &SourceQuality,
    memory: &'a SourceMemory,
    then: Day,
) -> impl Iterator<Item = (Month, &'a MonthCount, MonthCount)> {
    let whole = first_whole_month(now, previous, source, memory);
    let is_compared = move |month: Month| month.first_day() <= then && whole.is_none_or(|whole| month >= whole);
    memory
        .by_month()
        .filter(move |(month, _)| is_compared(*month))
        .map(move |(month, counts)| (month, counts, source.days.between(month.first_day(), month.last_day().min(then))))
}

/// Many systems export the last so many days, and not before: each week the first days are gone, and nothing is lost. Then
/// the first month that can be compared is the one behind the first contact; else every month can be. Where a file of several is
/// not there any more, it is the file that may be missing.
fn first_whole_month(
    now: &Detected,
    previous: &Previous,
    source: &SourceQuality,
    memory: &SourceMemory,
) -> Option<Month> {
    let first = source.days.first()?;
    let before = Day::from_iso(memory.first.as_deref()?)?;
    let days = now.as_of.0 - previous.as_of?.0 + SLACK;
    let moves = first > before && first <= before.plus(days);
    (moves && !has_lost_a_file(now, previous, source)).then(|| Month::of(first).plus(1))
}

/// Whether a source had several files, and one of them is not there any more.
fn has_lost_a_file(now: &Detected, previous: &Previous, source: &SourceQuality) -> bool {
    let past: Vec<&str> =
        previous.files.iter().filter(|own| own.source == source.name).map(|own| own.file.as_str()).collect();
    let is_there = |file: &str| {
        now.intake.files.iter().any(|own| own.shown == file && own.source_of(&now.settings).name == source.name)
    };
    past.len() > 1 && !past.into_iter().all(is_there)
}

/// Services of a source of which nothing is told any more. What was so in the last report, on the day `then`, was told in it; in a
/// first report what has been so for long is known.
fn silent_services(now: &Detected, then: Option<Day>, source: &SourceQuality) -> Option<Notice> {
    let stale_days = now.settings.limits.stale_days;
    let last = then.unwrap_or(now.as_of.plus(-BEFORE_THE_FIRST));
    let is_new = |newest: Day| newest.plus(stale_days) >= last;
    let of_source = now.quality.silent.iter().filter(|own| own.source == source.name && is_new(own.newest));
    let told: Vec<String> = of_source.map(|own| format!("“{}” since {}", own.service, own.newest.long())).collect();
    if source.stale || told.is_empty() {
        return None;
    }
    let said = format!(
        "{} has no contact of {}, while other services go on.",
        now.settings.title_of(&source.name),
        listed(&told)
    );
    Some(Notice::new(Code::ServiceSilent, said).of_source(&source.name).now(told.len() as u64))
}

/// Months of the review period without a contact, between months that have some.
fn empty_months(now: &Detected, source: &SourceQuality) -> Vec<Notice> {
    let months = source.days.months(now.as_of);
    let used = |month: Month| months.get(&month).map_or(0, |own| own.used);
    let Some(last) = months.iter().filter(|(_, own)| own.used > 0).map(|(month, _)| *month).next_back() else {
        return Vec::new();
    };
    let first = Month::of(now.period().first());
    let within = (0..=Month::of(now.as_of).since(first)).map(|at| first.plus(at));
    within
        .filter(|month| used(*month) == 0 && *month < last && used(month.plus(-1)) >= BEFORE_EMPTY)
        .map(|month| {
            let before = used(month.plus(-1));
            let said = format!(
                "{} has no contact in {}, and {} in the month before.",
                now.settings.title_of(&source.name),
                month.long(),
                number(before)
            );
            let notice = Notice::new(Code::MonthEmpty, said).of_source(&source.name);
            Notice { months: vec![month], ..notice.now(0).before(before) }
        })
        .collect()
}
