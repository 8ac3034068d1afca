//! A pack as files, and read again.

use serde_json::json;

use crate::disclosure::earlier::EarlierPack;
use crate::disclosure::published::Published;
use crate::disclosure::tables::PackSettings;

/// The files of a pack, by name.
pub fn files(published: &Published, settings: &PackSettings) -> Vec<(&'static str, String)> {
    let table = |header: &str, rows: Vec<String>| format!("\u{feff}{header}\r\n{}", rows.concat());
    let activity = published
        .activity
        .iter()
        .map(|row| format!("{},{},{},{},{}\r\n", row.month, row.service, row.due, row.failed, row.rate));
    let breakdown = published.breakdown.iter().map(|row| {
        format!(
            "{},{},{},{},{},{},{},{},{}\r\n",
            row.dimension,
            row.group,
            row.children,
            row.due,
            row.failed,
            row.rate,
            row.rate_low,
            row.rate_high,
            row.children_with_case
        )
    });
    let rules = published.rules.iter().map(|row| format!("{},{},{}\r\n", row.rule, row.priority.word(), row.children));
    let trend =
        published.trend.iter().map(|row| format!("{},{},{}\r\n", row.month_end.last_day(), row.rule, row.children));
    let thresholds =
        published.thresholds.iter().map(|row| format!("{},{},{}\r\n", row.threshold, row.period_days, row.children));
    let rule = |key: &str, value: Option<u32>| json!({ "enabled": value.is_some(), key: value });
    let manifest = json!({
        "month": published.month.to_string(),
        "settings": {
            "review": { "period_days": settings.period_days },
            "disclosure": { "minimum_count": settings.minimum, "round_to": settings.round_to },
            "rules": {
                "repeated": rule("threshold", settings.repeated),
                "cross_service": rule("services", settings.cross_service),
                "unscheduled_care": rule("failed", settings.unscheduled_care),
                "early_concern": rule("threshold", settings.early_concern),
            },
        },
    });
    vec![
        ("manifest.json", manifest.to_string()),
        ("activity.csv", table("month,service,due,failed,rate", activity.collect())),
        (
            "breakdown.csv",
            table(
                "dimension,group,children,due,failed,rate,rate_low,rate_high,children_with_case",
                breakdown.collect(),
            ),
        ),
        ("rules.csv", table("rule,priority,children", rules.collect())),
        ("trend.csv", table("month_end,rule,children", trend.collect())),
        ("thresholds.csv", table("threshold,period_days,children", thresholds.collect())),
    ]
}

/// The pack as a later run reads it.
pub fn read(published: &Published, settings: &PackSettings) -> EarlierPack {
    let files = files(published, settings);
    let text = |name: &'static str| Ok(files.iter().find(|(file, _)| *file == name).expect(name).1.clone());
    EarlierPack::from_texts(&text).expect("what we write, we read")
}
