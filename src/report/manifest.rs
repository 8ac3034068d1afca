//! `manifest.json`: what ran, with which settings, on which files, and with what result. It is the only file of the pack with
//! the time of the run, and it has no cell's value.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::csv::SplitTable;
use crate::compare::memory::{RecordingTimes, SourceMemory};
use crate::compare::notices;
use crate::config::in_force;
use crate::config::settings::Source;
use crate::config::source::{LINKS, REVIEWS};
use crate::forms::FormFile;
use crate::pack::WITHOUT;
use crate::quality::RecordCounts;
use crate::review::Review;
use crate::rules;
use crate::vocabulary::{Priority, Status};

/// The entry under `inputs` for a file of decisions.
fn form<T>(source: &str, file: &FormFile<T>) -> Value {
    json!({
        "source": source,
        "file": file.shown,
        "encoding": file.charset.map(|charset| charset.word()),
        "bytes": file.size,
        "sha256": HEXLOWER.encode(&file.sha256),
        "counts": counts(file.tally),
    })
}

/// The manifest of a run. `in_parts` are the tables that are split into several files, `written_at` is the time of the run
/// (RFC 3339), and `case_ref_key` identifies the key of its case references without revealing it.
pub(crate) fn manifest(review: &Review, in_parts: &[SplitTable], written_at: &str, case_ref_key: &str) -> Value {
    let period = review.period();
    let mut inputs: Vec<Value> = review
        .intake
        .files
        .iter()
        .zip(&review.quality.files)
        .map(|(file, tally)| {
            json!({
                "source": file.source_of(&review.settings).name,
                "file": file.shown,
                "encoding": file.charset.word(),
                "bytes": file.checksum.size,
                "sha256": HEXLOWER.encode(&file.checksum.sha256),
                "counts": counts(*tally),
                "recording_times": RecordingTimes::of(file),
            })
        })
        .collect();
    inputs.extend(review.compared.reviews.iter().map(|file| form(REVIEWS, file)));
    inputs.extend(review.identity.links.files.iter().map(|file| form(LINKS, file)));
    let sources: Vec<Value> = review
        .quality
        .sources
        .iter()
        .map(|source| {
            let is_this = |configured: &Source| configured.name == source.name;
            let place = review.settings.contacts.iter().position(is_this);
            let standing = notices::standing(&review.detected, &review.compared, source);
            let memory = SourceMemory::new(source, &review.intake, place, review.as_of);
            json!({
                "source": source.name,
                "counts": counts(source.tally),
                "newest_contact": source.newest.map(|day| day.to_string()),
                "stale": source.stale,
                "remembered": SourceMemory { standing, ..memory },
            })
        })
        .collect();
    let cases = &review.cases.list;
    let of_priority = |priority: Priority| cases.iter().filter(|c| c.priority == priority).count();
    let of_rule: serde_json::Map<String, Value> = rules::ALL
        .iter()
        .filter(|rule| rule.enabled(&review.settings.rules))
        .map(|rule| (rule.name().to_owned(), json!(cases.iter().filter(|c| c.holds(rule.name())).count())))
        .collect();
    let compared = &review.compared;
    let of_status: serde_json::Map<String, Value> =
        Status::ALL.iter().map(|status| (status.word().to_owned(), json!(compared.with_status(*status)))).collect();
    let in_parts: serde_json::Map<String, Value> =
        in_parts.iter().map(|split| (split.table.to_owned(), split.names().collect())).collect();
    json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "as_of": review.as_of.to_string(),
        "review_period": { "first": period.first().to_string(), "last": period.as_of.to_string() },
        "written_at": written_at,
        "case_ref_key": case_ref_key,
        "previous": compared.previous.as_ref().map(|previous| json!({
            "as_of": previous.as_of.map(|day| day.to_string()),
            "version": previous.version,
            "cases": previous.cases.len(),
            "joined": compared.joined,
            "resolved": compared.resolved.len(),
            "other_case_ref_key": compared.other_key,
            "other_settings": compared.settings.iter().map(|own| &own.by_key).collect::<Vec<_>>(),
            "sources_gone_or_shrunk": compared.sources.iter().map(|source| &source.name).collect::<Vec<_>>(),
        })),
        "doubtful_deaths": compared.doubtful_deaths.iter().cloned().collect::<BTreeMap<_, _>>(),
        "doubtful_ages": compared.doubtful_ages.iter().cloned().collect::<BTreeMap<_, _>>(),
        "settings": in_force(&review.settings),
        WITHOUT: review.settings.without.iter().map(|source| &source.name).collect::<Vec<_>>(),
        "inputs": inputs,
        "sources": sources,
        "tables_in_parts": in_parts,
        "counts": {
            "records": counts(review.quality.total),
            "warnings": review.quality.warnings,
            "children": review.quality.children,
            "unlinked_children": review.quality.unlinked_children,
            "cases": cases.len(),
            "cases_by_priority": {
                "immediate": of_priority(Priority::Immediate),
                "urgent": of_priority(Priority::Urgent),
                "routine": of_priority(Priority::Routine),
            },
            "cases_by_rule": of_rule,
            "cases_by_status": of_status,
            "reviews": counts(compared.tally()),
            "links": counts(review.identity.links.tally()),
            "pairs": review.identity.pairs.len(),
        },
    })
}

fn counts(tally: RecordCounts) -> Value {
    json!({
        "records": tally.records,
        "used": tally.used,
        "excluded": tally.excluded,
        "duplicate": tally.duplicate,
        "rejected": tally.rejected,
    })
}
