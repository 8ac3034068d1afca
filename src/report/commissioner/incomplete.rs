//! What the page says at its top where it was made without a source.

use crate::config::settings::LeftOut;

/// What is missing and what must not be done with the numbers; none where every source is there.
pub(super) fn incomplete(without: &[LeftOut]) -> Option<String> {
    let missing = |source: &LeftOut| {
        let what = if source.of_children {
            "What it says about children is missing, so more of them are \u{201c}Not known\u{201d}"
        } else {
            "None of its contacts is in any count, rate or chart"
        };
        format!("This pack was made without {}. {what}.", source.title)
    };
    let each: Vec<String> = without.iter().map(missing).collect();
    (!each.is_empty()).then(|| {
        format!(
            "{} Do not compare these numbers with those of other packs: they are not like with like. The services, places and \
             groups in this pack are not compared like with like either, where some have lost more than others.",
            each.join(" ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_of_each_source() {
        assert_eq!(incomplete(&[]), None);
        let source = |title: &str, of_children| LeftOut { name: "x".to_owned(), title: title.to_owned(), of_children };
        let said = incomplete(&[source("Home visits", false), source("Child register", true)]).unwrap();
        assert!(
            said.starts_with("This pack was made without Home visits. None of its contacts is in any count"),
            "{said}"
        );
        assert!(said.contains("made without Child register. What it says about children is missing"), "{said}");
        assert!(said.contains("not like with like"), "{said}");
    }
}
