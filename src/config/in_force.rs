//! The settings in force as data: what the manifest tells of them, and by what a run notices that an earlier one had
//! others. No value in it is about a child.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::settings::{Encoding, Settings, Source};

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// How a source is read. A constant may name a person: its checksum shows whether it was another, and no more.
fn source(source: &Source) -> Value {
    let words = |map: &mut dyn Iterator<Item = (String, Value)>| map.collect::<serde_json::Map<String, Value>>();
    json!({
        "name": source.name,
        "id_scope": source.id_scope,
        "encoding": encoding(source.encoding),
        "delimiter": char::from(source.delimiter).to_string(),
        "skip_rows": source.skip_rows,
        "date_format": source.formats.date,
        "time_format": source.formats.time,
        "birth_date_format": source.formats.birth_date,
        "booked_on_format": source.formats.booked_on,
        "recorded_at_format": source.formats.recorded_at,
        "details_changed_on_format": source.formats.details_changed_on,
        "ignore_local_ids": source.ignore_local_ids,
        "columns": words(&mut source.columns.iter().map(|(f, c)| (f.word().to_owned(), json!(c.headers)))),
        "factors": words(&mut source.factors.iter().map(|(f, c)| (f.word().to_owned(), json!(c.headers)))),
        "constants": words(
            &mut source.constants.iter().map(|(f, text)| (f.word().to_owned(), json!(hex(&Sha256::digest(text))))),
        ),
        "outcomes": source.outcomes,
        "kinds": source.kinds,
        "sectors": source.sectors,
    })
}

const fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Auto => "auto",
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
    }
}

/// The settings in force, as the manifest has them and as runs are compared by them.
pub fn in_force(settings: &Settings) -> Value {
    let rules = &settings.rules;
    json!({
        "organisation": settings.organisation,
        "output": { "max_sheets": settings.output.max_sheets },
        "services": settings.services,
        "review": { "period_days": settings.review.period_days, "under_age": settings.review.under_age },
        "failed_contact": { "outcomes": settings.failed.words() },
        "rules": {
            "repeated": { "enabled": rules.repeated.enabled, "threshold": rules.repeated.threshold },
            "cross_service": {
                "enabled": rules.cross_service.enabled,
                "services": rules.cross_service.services,
                "span_days": rules.cross_service.span_days,
            },
            "whereabouts_unknown": { "enabled": rules.whereabouts_unknown.enabled },
            "disengaged": { "enabled": rules.disengaged.enabled },
            "household": {
                "enabled": rules.household.enabled,
                "threshold": rules.household.threshold,
                "children": rules.household.children,
            },
            "unscheduled_care": {
                "enabled": rules.unscheduled_care.enabled,
                "attendances": rules.unscheduled_care.attendances,
                "failed": rules.unscheduled_care.failed,
            },
            "early_concern": {
                "enabled": rules.early_concern.enabled,
                "threshold": rules.early_concern.threshold,
                "factors": rules.early_concern.factors,
            },
            "repeated_cancellation": {
                "enabled": rules.repeated_cancellation.enabled,
                "threshold": rules.repeated_cancellation.threshold,
            },
        },
        "priority": { "urgent_factors": settings.urgent_factors },
        "limits": { "max_rejected": settings.limits.max_rejected, "stale_days": settings.limits.stale_days },
        "disclosure": {
            "minimum_count": settings.disclosure.minimum_count,
            "round_to": settings.disclosure.round_to,
        },
        "contacts": settings.contacts.iter().map(source).collect::<Vec<_>>(),
        "children": settings.children.iter().map(source).collect::<Vec<_>>(),
    })
}
