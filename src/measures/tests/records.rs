//! Tests of when records begin.

use super::area::area;
use crate::measures::measure;

#[test]
fn a_year_is_whole_if_its_first_month_is() {
    // The 12 months before those to October 2026 begin on 1 November 2024, a Friday.
    for (first, begins) in [
        ("2024-10-31", None),
        ("2024-11-01", None),
        ("2024-11-04", Some("2024-12")),
        ("2024-11-25", Some("2024-12")),
        ("2025-10-06", Some("2025-11")),
        ("2026-10-20", Some("2026-11")),
        // It began after the last month, so it does not count.
        ("2026-11-01", None),
    ] {
        let area = area(&[format!("A {first} seen provider=Tern"), "A 2026-11-01 seen".to_owned()], &[]);
        area.write(
            "contacts.csv",
            &area
                .read("contacts.csv")
                .lines()
                .filter(|line| !line.contains("2020-"))
                .fold(String::new(), |text, line| text + line + "\n"),
        );
        let records = measure(&area.review("2026-11-02"), Vec::new()).ok().unwrap().2;
        let begins = begins.map(String::from);
        let late = |dimension, group| records.first_whole_month(dimension, group).map(|month| month.to_string());
        assert_eq!(records.are_whole(), begins.is_none(), "{first}");
        assert_eq!(late("service", "Audiology"), begins, "{first}");
        assert_eq!(late("provider", "Tern"), begins, "{first}");
        // For these groups it is not known which sources have contacts.
        assert_eq!(late("sex", "female"), begins, "{first}");
        assert_eq!(late("service", "Other (merged)"), begins, "{first}");
        // No late source has this service.
        assert_eq!(late("service", "CAMHS"), None, "{first}");
    }
}
