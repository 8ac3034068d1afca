//! Writes the summary of a run for the terminal, on one screen: counts and places, never a name, an NHS number or a cell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::compare::notices::Notice;
use crate::contact::fate::Reason;
use crate::problem::printable as shown;
use crate::quality::RecordCounts;
use crate::review::Review;
use crate::vocabulary::{Priority, Status};
use crate::wording::counted;

/// The most lines of one kind before "and 412 more".
const MAX_LINES: usize = 8;

/// How much to print about the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// As much as fits on a screen together with the result. The pages have the rest.
    Brief,
    /// Everything that helps to correct a configuration.
    Full,
}

impl Detail {
    /// The most lines of one kind.
    const fn lines(self) -> usize {
        match self {
            Self::Brief => 4,
            Self::Full => 20,
        }
    }
}

/// The table of used, excluded, duplicate and rejected records of each file.
pub(crate) fn quality_table(review: &Review) -> String {
    let mut out = String::new();
    let width =
        review.intake.files.iter().map(|f| shown(&f.shown).chars().count()).chain([5]).max().unwrap_or(5).min(60);
    let _ = writeln!(
        out,
        "{:width$}  {:>12} {:>12} {:>12} {:>12} {:>12}",
        "file", "records", "used", "excluded", "duplicate", "rejected"
    );
    let mut line = |name: &str, t: RecordCounts| {
        let _ = writeln!(
            out,
            "{name:width$}  {:>12} {:>12} {:>12} {:>12} {:>12}",
            t.records, t.used, t.excluded, t.duplicate, t.rejected
        );
    };
    for (file, tally) in review.intake.files.iter().zip(&review.quality.files) {
        line(&shown(&file.shown), *tally);
    }
    line("all", review.quality.total);
    out
}

/// Problems with the data: rejects by reason with their first place, stale sources, warnings.
pub(crate) fn data_concerns(review: &Review, detail: Detail) -> String {
    let mut out = String::new();
    let quality = &review.quality;
    let mut first: BTreeMap<Reason, (String, u64)> = BTreeMap::new();
    for file in &review.intake.files {
        for reject in &file.rejects {
            let field = reject.about.word();
            let column = if field.is_empty() { String::new() } else { format!(" ({field})") };
            first
                .entry(reject.reason)
                .or_insert_with(|| (format!("{}:{}{column}", shown(&file.shown), reject.line), 0))
                .1 += 1;
        }
    }
    if !first.is_empty() {
        let _ = writeln!(out, "Rejected records: {}", quality.total.rejected);
        for (reason, (place, count)) in first.iter().take(detail.lines()) {
            let _ = writeln!(out, "  {reason}: {place}{}", more_like_this(*count));
        }
        if first.len() > detail.lines() {
            let rest: u64 = first.values().skip(detail.lines()).map(|(_, count)| count).sum();
            let others = counted(first.len() - detail.lines(), "other reason", "other reasons");
            let _ = writeln!(out, "  and {rest} more, for {others}");
        }
    }
    for (source, places) in unmapped(review).iter().filter(|_| detail == Detail::Full) {
        let texts = counted(places.len(), "text", "texts");
        let _ = writeln!(out, "Unmapped outcomes in {}: {texts}, first at {}", shown(source), first_few(places));
    }
    for source in quality.sources.iter().filter(|source| detail == Detail::Full && source.versions.moved_ids > 0) {
        let _ = writeln!(
            out,
            "Contact ids with more than one date or service in {}: {}. Were the appointments moved, or is the id not unique?",
            shown(&source.name),
            source.versions.moved_ids
        );
    }
    if quality.unlinked_children > 0 {
        let _ =
            writeln!(out, "Children known only by a local id: {} of {}", quality.unlinked_children, quality.children);
    }
    out.push_str(&warning_lines(review, detail));
    let waiting: u64 = quality.no_outcome.iter().map(|n| n.contacts).sum();
    if waiting > 0 {
        let _ = writeln!(out, "Past contacts with no outcome recorded: {waiting}");
    }
    out
}

/// The places of the first record with each unmapped outcome, by source.
fn unmapped(review: &Review) -> BTreeMap<&str, Vec<String>> {
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in &review.intake.files {
        let source = file.source_of(&review.settings).name.as_str();
        for reject in file.rejects.iter().filter(|reject| reject.reason == Reason::OutcomeUnmapped) {
            if known.insert((source, &reject.value)) {
                places.entry(source).or_default().push(format!("{}:{}", shown(&file.shown), reject.line));
            }
        }
    }
    places
}

/// Warnings by source, kind and field, the most frequent first, each with its first place. A column with a warning in every row has the
/// wrong format.
fn warning_lines(review: &Review, detail: Detail) -> String {
    let mut first: BTreeMap<(&str, &str, &str), (u64, String)> = BTreeMap::new();
    for file in &review.intake.files {
        let source = file.source_of(&review.settings).name.as_str();
        for warning in &file.warnings {
            let key = (source, warning.caution.word(), warning.about.word());
            let place = || (0, format!("{}:{}", shown(&file.shown), warning.line));
            first.entry(key).or_insert_with(place).0 += 1;
        }
    }
    let mut out = String::new();
    if first.is_empty() {
        return out;
    }
    let _ = writeln!(out, "Unreadable cells and other warnings: {}", review.quality.warnings);
    let mut list: Vec<_> = first.into_iter().collect();
    list.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    if detail == Detail::Brief {
        return out;
    }
    for ((_, caution, about), (count, place)) in list.iter().take(detail.lines()) {
        let _ = writeln!(out, "  {caution}: {place} ({about}){}", more_like_this(*count));
    }
    if list.len() > detail.lines() {
        let rest: u64 = list.iter().skip(detail.lines()).map(|(_, (count, _))| count).sum();
        let others = counted(list.len() - detail.lines(), "other kind", "other kinds");
        let _ = writeln!(out, "  and {rest} more, of {others}");
    }
    out
}

fn more_like_this(count: u64) -> String {
    if count > 1 { format!(" and {} more like this", count - 1) } else { String::new() }
}

/// The first few places of many.
fn first_few(places: &[String]) -> String {
    let first = places[..places.len().min(MAX_LINES)].join(", ");
    if places.len() > MAX_LINES { format!("{first} and {} more", places.len() - MAX_LINES) } else { first }
}

/// The notices that a person must act on.
pub(crate) fn notice_lines(review: &Review) -> String {
    let notices: Vec<&Notice> = review.compared.to_act_on().collect();
    if notices.is_empty() {
        return "Nothing about the data needs action.".to_owned();
    }
    let mut out =
        format!("Act on this before you rely on the report: {}\n", counted(notices.len(), "notice", "notices"));
    for notice in notices {
        let _ = writeln!(out, "  {}", shown(&notice.text()));
    }
    out.truncate(out.trim_end().len());
    out
}

/// The counts of cases.
pub(crate) fn case_lines(review: &Review) -> String {
    let cases = &review.cases.list;
    let of = |priority: Priority| cases.iter().filter(|c| c.priority == priority).count();
    format!(
        "Cases to review: {} ({} immediate, {} urgent, {} routine)",
        cases.len(),
        of(Priority::Immediate),
        of(Priority::Urgent),
        of(Priority::Routine)
    )
}

/// What has changed since the previous run, and what became of the reviews.
pub(crate) fn history_lines(review: &Review) -> String {
    let compared = &review.compared;
    let mut out = String::new();
    if let Some(day) = compared.previous.as_ref().and_then(|previous| previous.as_of) {
        let of = |status: Status| compared.with_status(status);
        let _ = writeln!(
            out,
            "Since {}: {} new, {} worse, {} due for review, {} continuing, {} reviewed; {} left the list (resolved.csv)",
            day.long(),
            of(Status::New),
            of(Status::Worsened),
            of(Status::ReviewDue),
            of(Status::Continuing),
            of(Status::Reviewed),
            compared.resolved.len()
        );
    } else {
        let _ = writeln!(out, "No earlier report found: every case without a decision is new");
    }
    let overdue = compared.cases.iter().filter(|case| case.waiting.overdue).count();
    if overdue > 0 {
        let _ = writeln!(out, "Decisions overdue: {overdue}");
    }
    if compared.other_key {
        let _ =
            writeln!(out, "The case-reference key has changed since the last report: every case has a new reference");
    }
    if compared.joined > 0 {
        let _ = writeln!(out, "Earlier cases now known to be the same child: {}", compared.joined);
    }
    let undecided = compared.resolved.iter().filter(|case| case.undecided).count();
    if undecided > 0 {
        let children = counted(undecided, "child is", "children are");
        let _ = writeln!(out, "{children} over age now and no decision holds: see \"Left the list\" on the list page");
    }
    let doubtful = compared.resolved.iter().filter(|case| case.doubtful).count();
    if doubtful > 0 {
        let children = counted(doubtful, "child", "children");
        let _ = writeln!(
            out,
            "{children} may have left only because contacts are missing or too old: see \"Left the list\" on the list page"
        );
    }
    if !compared.settings.is_empty() {
        let since = compared.previous.as_ref().and_then(|run| run.as_of);
        let since = since.map_or_else(|| "the last report".to_owned(), |day| day.long());
        let changed: Vec<String> = compared.settings.iter().map(|change| shown(&change.by_key)).collect();
        let _ = writeln!(out, "Settings changed since {since}: {}", first_few(&changed));
    }
    out.push_str(&review_lines(review));
    out
}

/// What became of the rows of review files.
pub(crate) fn review_lines(review: &Review) -> String {
    let mut out = String::new();
    let tally = review.compared.tally();
    if tally.records > 0 {
        let _ = writeln!(
            out,
            "Reviews: {} = {} used + {} not filled in + {} rejected",
            tally.records, tally.used, tally.excluded, tally.rejected
        );
    }
    if review.compared.future_reviews > 0 {
        let _ = writeln!(out, "  dated after this report, so not counted yet: {}", review.compared.future_reviews);
    }
    if review.identity.links.future > 0 {
        let later = review.identity.links.future;
        let _ = writeln!(out, "One child or two: decisions dated after this report, so not counted yet: {later}");
    }
    for file in &review.compared.reviews {
        if let Some(problem) = &file.problem {
            let _ = writeln!(out, "  {}: {problem}", shown(&file.shown));
        }
        if let Some(first) = file.rejects.first() {
            let more =
                if file.rejects.len() > 1 { format!(" and {} more", file.rejects.len() - 1) } else { String::new() };
            let _ = writeln!(
                out,
                "  {}: {}:{} ({}){more}",
                first.reason,
                shown(&file.shown),
                first.line,
                first.about.word()
            );
        }
    }
    out
}
