//! A file's structure: faults 1 to 19.

use crate::area::{cell, plain_csv};
use crate::stand::{Stand, good_records};

/// A quote that never closes.
///
/// That one line is a reject (`quoting`), told with its line; it never swallows the records behind it.
#[test]
fn fault_05_unclosed_quote() {
    let stand = Stand::good();
    let mut records = good_records();
    records.insert(1, "x,9990000018,\"Audiology,2026-06-01,was_not_brought".to_owned());
    stand.area.write("clinic.csv", plain_csv(&records.iter().map(String::as_str).collect::<Vec<_>>()));
    let pack = stand.publishes();
    let rejected = pack.rows("rejected.csv");
    assert_eq!(rejected.len(), 1);
    assert_eq!((cell(&rejected[0], "reason"), cell(&rejected[0], "line")), ("quoting", "3"));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
}
