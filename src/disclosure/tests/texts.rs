//! Writes a pack as files, and reads them again.

use serde_json::json;

use crate::disclosure::columns;
use crate::disclosure::earlier::EarlierPack;
use crate::disclosure::published::Published;
use crate::disclosure::tables::PackSettings;

/// The files of a pack, by name.
pub(crate) fn files(published: &Published, settings: &PackSettings) -> Vec<(&'static str, String)> {
    let table = |columns: &[&str], rows: Vec<String>| format!("\u{feff}{}\r\n{}", columns.join(","), rows.concat());
    let activity = published.activity.iter().map(|row| {
        let grain = row.period.grain.word();
        format!("{},{grain},{},{},{},{}\r\n", row.service, row.period, row.due, row.failed, row.rate)
    });
    let breakdown = published.breakdown.iter().map(|row| {
        format!(
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            row.dimension,
            row.group,
            row.children,
            row.due,
            row.failed,
            row.rate,
            row.rate_low,
            row.rate_high,
            row.children_with_case,
            row.no_outcome,
            row.cancelled_by_family,
            row.cancelled_by_provider,
            row.due_before,
            row.failed_before,
            row.rate_before,
            row.change[0],
            row.change[1],
            row.change[2],
            row.against_rest[0],
            row.against_rest[1],
            row.against_rest[2]
        )
    });
    let follow_up = published.follow_up.iter().map(|row| {
        format!(
            "{},{},{},{},{},{}\r\n",
            row.service, row.failed, row.rebooked_21, row.seen_28, row.seen_90, row.nothing_since
        )
    });
    let reviews = published.reviews.iter().map(|row| {
        let priority = row.priority.word();
        format!(
            "{},{priority},{},{},{},{}\r\n",
            row.month, row.listed, row.decided_in_target, row.decided_later, row.undecided
        )
    });
    let rules = published.rules.iter().map(|row| format!("{},{},{}\r\n", row.rule, row.priority.word(), row.children));
    let trend =
        published.trend.iter().map(|row| format!("{},{},{}\r\n", row.month_end.last_day(), row.rule, row.children));
    let thresholds =
        published.thresholds.iter().map(|row| format!("{},{},{}\r\n", row.threshold, row.period_days, row.children));
    let rule = |name: &str, key: &str| {
        let asked = settings.min_failed(name);
        json!({ "enabled": asked > 0, key: asked })
    };
    let manifest = json!({
        "month": published.month.to_string(),
        "settings": {
            "review": { "period_days": settings.period_days },
            "disclosure": { "minimum_count": settings.minimum, "round_to": settings.round_to },
            "failed_contact": { "outcomes": [] },
            "priority": { "urgent_factors": ["infant", "looked_after"] },
            "rules": {
                "repeated": rule("repeated", "threshold"),
                "cross_service": rule("cross_service", "services"),
                "unscheduled_care": rule("unscheduled_care", "failed"),
                "early_concern": rule("early_concern", "threshold"),
            },
        },
    });
    vec![
        ("manifest.json", manifest.to_string()),
        ("activity.csv", table(&columns::ACTIVITY, activity.collect())),
        ("breakdown.csv", table(&columns::BREAKDOWN, breakdown.collect())),
        ("follow_up.csv", table(&columns::FOLLOW_UP, follow_up.collect())),
        ("reviews.csv", table(&columns::REVIEWS, reviews.collect())),
        ("rules.csv", table(&columns::RULES, rules.collect())),
        ("trend.csv", table(&columns::TREND, trend.collect())),
        ("thresholds.csv", table(&columns::THRESHOLDS, thresholds.collect())),
    ]
}

/// The pack as a later run reads it.
pub(crate) fn read(published: &Published, settings: &PackSettings) -> EarlierPack {
    let files = files(published, settings);
    let text = |name: &'static str| Ok(files.iter().find(|(file, _)| *file == name).expect(name).1.clone());
    EarlierPack::from_texts(&text).expect("what we write, we read")
}
