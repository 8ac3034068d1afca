//! Notices about files that are missing or are not this week's.

use std::fmt::Write as _;

use super::{Code, Figure, Notice, failed, grown_up, listed, nothing_new, registers};
use crate::compare::memory::{SourceMemory, of_contacts};
use crate::compare::{Compared, Previous};
use crate::day::{Day, Month};
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::quality::days::MonthCount;
use crate::wording::{counted, number};

/// A month has lost contacts if it has fewer by more than this number.
pub(super) const LOST: u64 = 5;
/// And by more than this share of those that it had.
const LOST_SHARE: f64 = 0.02;
/// Days by which the first contact of an extract may be later than expected, because not every day has a contact.
const SLACK: i32 = 7;
/// The fewest contacts of a source of which none counts for a notice. Fewer may all be of adults by chance.
const MANY: u64 = 10;
/// A first report includes services that have fallen silent in this many days before it.
const BEFORE_THE_FIRST: i32 = 28;
/// A month without a contact is missing if the month before has at least this many.
const BEFORE_EMPTY: u64 = 20;

pub(super) fn notices(now: &Detected, compared: &Compared, all: &mut Vec<Notice>) {
    let settings = &now.settings;
    for source in &settings.without {
        let missing =
            if source.of_children { "everything that it says about children" } else { "every contact that it has" };
        let sentence = format!("This report was made without {}, so {missing} is missing.", source.title);
        all.push(Notice::new(Code::SourceLeftOut, sentence).of_source(&source.name));
    }
    let day_of = |source: &str| compared.previous.as_ref().and_then(|previous| previous.day_of(source));
    let is_left_out = |name: &str| settings.without.iter().any(|left_out| left_out.name == name);
    for source in compared.sources.iter().filter(|source| !is_left_out(&source.name)) {
        let day = day_of(&source.name).map_or_else(String::new, |day| format!(" on {}", day.long()));
        let (name, records) = (settings.title_of(&source.name), counted(source.then, "record", "records"));
        let before = Figure::Count(source.then);
        let notice = match source.now {
            None => {
                let sentence = format!("{name} is gone. It had {records}{day}, which are now missing.");
                Notice::new(Code::SourceGone, sentence).now(0).before(before)
            }
            Some(records_now) => {
                let now = counted(records_now, "record", "records");
                let sentence =
                    format!("{name} has only {now}. It had {records}{day}. Contacts and cases may be missing.");
                Notice::new(Code::SourceShrunk, sentence).now(records_now).before(before)
            }
        };
        all.push(notice.of_source(&source.name));
    }
    for source in &now.quality.sources {
        all.extend(stale(now, source));
        all.extend(unused(now, source));
        all.extend(nothing_new::notice(now, compared, source));
        all.extend(registers::unchanged(now, compared, source));
        let memory = compared.previous.as_ref().zip(compared.memory_of(&source.name));
        all.extend(memory.and_then(|(previous, memory)| lost(now, previous, source, memory)));
        all.extend(registers::fewer_children(now, compared, source));
        all.extend(failed::fewer(now, compared, source));
        if of_contacts(source) {
            all.extend(empty_months(now, source));
        }
        all.extend(silent_services(now, day_of(&source.name), source));
    }
}

/// The notice that a source has no recent contact.
fn stale(now: &Detected, source: &SourceQuality) -> Option<Notice> {
    if !source.stale {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let (sentence, days) = match source.newest {
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
    Some(Notice::new(Code::SourceStale, sentence).of_source(&source.name).now(days))
}

/// The notice that no contact of a source counts.
fn unused(now: &Detected, source: &SourceQuality) -> Option<Notice> {
    let excluded = source.tally.excluded.saturating_sub(source.empty_rows);
    // A stale source has a notice of its own.
    if !of_contacts(source) || source.stale || source.tally.used > 0 || excluded < MANY {
        return None;
    }
    let name = now.settings.title_of(&source.name);
    let sentence = format!(
        "No record of {name} counts: all {} are of people who are over age or have died, or are left out.",
        number(excluded)
    );
    Some(Notice::new(Code::SourceUnused, sentence).of_source(&source.name).now(excluded))
}

/// The notice about months up to the previous as-of date in which a source has fewer used contacts than it had then. Contacts of people
/// who have come of age since are not lost, nor are a few of people who have died.
fn lost(now: &Detected, previous: &Previous, source: &SourceQuality, memory: &SourceMemory) -> Option<Notice> {
    let then = previous.day_of(&source.name)?;
    let (mut months, mut used, mut before): (Vec<Month>, u64, u64) = (Vec::new(), 0, 0);
    let compared: Vec<(Month, &MonthCount, MonthCount)> = read_again(now, previous, source, memory, then).collect();
    let left: u64 = compared.iter().map(|(_, then, now)| now.excluded.saturating_sub(then.excluded)).sum();
    let past: u64 = compared.iter().map(|(_, then, _)| then.past).sum();
    let grown_up = || grown_up::contacts(now, source, (compared[0].0.first_day(), then));
    // If others than those who have come of age leave, their dates of birth or death are probably wrong.
    let many_left = is_lost(left, past) && is_lost(left.saturating_sub(grown_up()), past);
    for (month, then, now) in compared {
        let gone = (then.past + then.excluded).saturating_sub(now.used + now.excluded);
        let fewer = then.past.saturating_sub(now.used).min(if many_left { u64::MAX } else { gone });
        if is_lost(fewer, then.past) {
            months.push(month);
            used += now.used;
            before += then.past;
        }
    }
    let (first, last) = (*months.first()?, *months.last()?);
    let span = match months.len() {
        1 => first.long(),
        2 => format!("{} and {}", first.long(), last.long()),
        many => format!("{many} months from {} to {}", first.long(), last.long()),
    };
    let mut sentence = format!(
        "{} has lost contacts of {span}: {} now, {} in the report for {}.",
        now.settings.title_of(&source.name),
        number(used),
        number(before),
        then.long()
    );
    if many_left {
        let more = counted(left, "more contact than last time now seems", "more contacts than last time now seem");
        let _ = write!(sentence, " {more} to belong to people who are over age or have died.");
    }
    let notice = Notice::new(Code::ContactsLost, sentence).of_source(&source.name);
    Some(Notice { months, ..notice.now(used).before(before) })
}

/// Whether a source has lost contacts if it has `fewer` than the `before` that it had.
fn is_lost(fewer: u64, before: u64) -> bool {
    fewer > LOST && fewer as f64 > LOST_SHARE * before as f64
}

/// The months of an earlier run that can be compared for a source, each with its counts then and now. Both are up to the day `then`,
/// the as-of date of that run.
pub(super) fn read_again<'a>(
    now: &Detected,
    previous: &Previous,
    source: &SourceQuality,
    memory: &'a SourceMemory,
    then: Day,
) -> impl Iterator<Item = (Month, &'a MonthCount, MonthCount)> {
    let first_whole = first_whole_month(now, previous, source, memory, then);
    let is_compared = move |month: Month| month.first_day() <= then && first_whole.is_none_or(|first| month >= first);
    memory
        .by_month()
        .filter(move |(month, _)| is_compared(*month))
        .map(move |(month, counts)| (month, counts, source.days.between(month.first_day(), month.last_day().min(then))))
}

/// How many more contacts there are now on days up to the earlier run than it had. `count` says which contacts of a month.
pub(super) fn recorded_late(
    now: &Detected,
    previous: &Previous,
    source: &SourceQuality,
    memory: &SourceMemory,
    then: Day,
    count: impl Fn(&MonthCount) -> u64,
) -> u64 {
    let months = read_again(now, previous, source, memory, then);
    let (all, before) = months.fold((0, 0), |(all, before), (_, then, now)| (all + count(&now), before + count(then)));
    u64::saturating_sub(all, before)
}

/// The first month that can be compared, if not every month can be. Many systems export a fixed number of days, so each week the first
/// days are gone and nothing is lost. Then the month after the first contact is the first whole one. Every month is compared, however,
/// if contacts of the review period have gone, or one of several files, which may be missing.
fn first_whole_month(
    now: &Detected,
    previous: &Previous,
    source: &SourceQuality,
    memory: &SourceMemory,
    then: Day,
) -> Option<Month> {
    let first = source.days.first()?;
    let before = Day::from_iso(memory.first.as_deref()?)?;
    let days = now.as_of.0 - then.0 + SLACK;
    let moves = first > before && first <= before.plus(days);
    let period = now.period().first();
    let were_too_old = before < period || first <= period.plus(SLACK);
    (moves && were_too_old && !has_lost_a_file(now, previous, source)).then(|| Month::of(first).plus(1))
}

/// Whether a source had several files and one of them is gone.
fn has_lost_a_file(now: &Detected, previous: &Previous, source: &SourceQuality) -> bool {
    let past: Vec<&str> =
        previous.files.iter().filter(|file| file.source == source.name).map(|file| file.file.as_str()).collect();
    let is_there = |path: &str| {
        now.intake.files.iter().any(|file| file.shown == path && file.source_of(&now.settings).name == source.name)
    };
    past.len() > 1 && !past.into_iter().all(is_there)
}

/// The notice about services of a source that have fallen silent since the last report, which was for the day `then`. Services that were
/// silent before had their notice in it. In a first report, services that have been silent for long are left out.
fn silent_services(now: &Detected, then: Option<Day>, source: &SourceQuality) -> Option<Notice> {
    let stale_days = now.settings.limits.stale_days;
    let last = then.unwrap_or(now.as_of.plus(-BEFORE_THE_FIRST));
    let is_new = |newest: Day| newest.plus(stale_days) >= last;
    let silent = now.quality.silent.iter().filter(|silent| silent.source == source.name && is_new(silent.newest));
    let services: Vec<String> =
        silent.map(|silent| format!("“{}” since {}", silent.service, silent.newest.long())).collect();
    if source.stale || services.is_empty() {
        return None;
    }
    let sentence = format!(
        "{} has no contact of {}, while other services go on.",
        now.settings.title_of(&source.name),
        listed(&services)
    );
    Some(Notice::new(Code::ServiceSilent, sentence).of_source(&source.name).now(services.len() as u64))
}

/// A notice for each month of the review period without a contact, if the month before has many and a later month has some.
fn empty_months(now: &Detected, source: &SourceQuality) -> Vec<Notice> {
    let months = source.days.months(now.as_of);
    let used = |month: Month| months.get(&month).map_or(0, |counts| counts.used);
    let Some(last) = months.iter().filter(|(_, counts)| counts.used > 0).map(|(month, _)| *month).next_back() else {
        return Vec::new();
    };
    let first = Month::of(now.period().first());
    let within = (0..=Month::of(now.as_of).since(first)).map(|at| first.plus(at));
    within
        .filter(|month| used(*month) == 0 && *month < last && used(month.plus(-1)) >= BEFORE_EMPTY)
        .map(|month| {
            let before = used(month.plus(-1));
            let sentence = format!(
                "{} has no contact in {}, and {} in the month before.",
                now.settings.title_of(&source.name),
                month.long(),
                number(before)
            );
            let notice = Notice::new(Code::MonthEmpty, sentence).of_source(&source.name);
            Notice { months: vec![month], ..notice.now(0).before(before) }
        })
        .collect()
}
