//! The charts of an invented pack.

use super::*;
use crate::disclosure::published::Published;

fn charts(published: &Published) -> Vec<Chart> {
    let mut all = control_charts(published);
    all.extend(funnels(published));
    all.extend(equity(published));
    all.extend(trend(published));
    all.extend(thresholds(published));
    all
}

/// `cargo test --lib a_page_to_look_at -- --ignored`, then open `target/charts.html`.
#[test]
#[ignore = "writes target/charts.html for somebody who wants to look at the charts"]
fn a_page_to_look_at() {
    use crate::text::escape;
    let published = sample::sample();
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Charts</title><style>body {{ margin: 16px; font: 16px/1.5 \
         Arial, sans-serif; color: #212b32; background: #f0f4f5; }} {STYLE} table {{ border-collapse: collapse; }} td, th \
         {{ border-bottom: 1px solid #d8dde0; padding: 2px 12px 2px 0; text-align: left; }} p {{ max-width: 760px; }}\
         </style></head><body><ul>"
    );
    for line in standouts(&published) {
        page.push_str(&format!("<li>{}</li>", escape(&line)));
    }
    page.push_str("</ul>");
    for chart in charts(&published) {
        let cells = |row: &[String], tag: &str| {
            row.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect::<String>()
        };
        let rows: String = chart.table_rows.iter().map(|row| format!("<tr>{}</tr>", cells(row, "td"))).collect();
        page.push_str(&format!(
            "<section id=\"{}\"><h2>{}</h2><div class=\"chart-frame\">{}</div><p>{}</p><details><summary>Numbers</summary>\
             <table><tr>{}</tr>{rows}</table></details></section>",
            chart.id,
            escape(&chart.heading),
            chart.svg,
            escape(&chart.sentence),
            cells(&chart.table_head, "th"),
        ));
    }
    page.push_str("</body></html>");
    let target = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/charts.html");
    std::fs::write(target, page).expect("the page is written");
}
