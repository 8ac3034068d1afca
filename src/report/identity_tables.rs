//! `identity.csv`: which records may be of one child, and what people have decided. `links-template.csv`: the form for decisions.

use super::csv::{TableStream, columns};
use super::sink::PackSink;
use crate::identity::key::MatchKey;
use crate::identity::shared_ids::SharedIdKind;
use crate::identity::{Pair, Side};
use crate::review::Review;
use crate::stop::Stop;

const PAIRS_PER_LOOKUP: usize = 16;

/// Takes the place of the other side if a key pairs a child with too many others.
pub(crate) const TOO_MANY: &str = "too many to list";

/// Writes both tables. The template has a row to fill in for each pair about which nobody has decided. Its names and key are
/// only for people to read: a file of decisions may have any other column. Its last column is never blank, because a
/// spreadsheet program drops the delimiters of blank cells at the end of a row.
pub(super) fn write<'a>(review: &Review, sink: &'a dyn PackSink) -> Result<[TableStream<'a>; 2], Stop> {
    let mut identity = TableStream::new(sink, "identity.csv", IDENTITY)?;
    let mut template = TableStream::new(sink, "links-template.csv", TEMPLATE)?;
    let pairs = &review.identity.pairs;
    let input = review.review_input();
    // Looking up the names of a side is slow, so it is done once for both tables, and for several pairs together.
    let groups: Vec<&[Pair]> = pairs.chunks(PAIRS_PER_LOOKUP).collect();
    TableStream::rows_of_all([&mut identity, &mut template], groups.len(), |at, [identity, template]| {
        for (pair, (a, b)) in groups[at].iter().zip(review.identity.sides(&input, groups[at])) {
            pair_row(pair, &a, b.as_ref(), identity);
            identity.end();
            if let Some(b) = b.filter(|_| pair.is_open()) {
                template_row(pair, &a, &b, template);
                template.end();
            }
        }
    })?;
    Ok([identity, template])
}

fn key(pair: &Pair) -> &'static str {
    pair.shared.map_or_else(|| pair.key.map_or("", MatchKey::word), SharedIdKind::word)
}

columns! {
    IDENTITY,
    fn pair_row(pair: &Pair, a: &Side, b: Option<&Side>; row) {
        "kind" => row.word(if pair.shared.is_some() { "two" } else { "same" }),
        "key" => row.word(key(pair)),
        "listed_together" => row.words(pair.listed_together.iter().copied()),
        "a_id" => row.cell(&a.id),
        "a_nhs_number" => row.word(&a.number()),
        "a_local_ids" => row.cell(&a.local_ids.join(";")),
        "a_family_name" => row.cell(&a.family_name),
        "a_given_name" => row.cell(&a.given_name),
        "a_date_of_birth" => row.day(a.born),
        "a_postcode" => row.cell(&a.postcode),
        "a_sources" => row.cell(&a.sources.join(";")),
        "a_failed_contacts" => row.number(a.failed_contacts as u64),
        "b_id" => row.cell(b.map_or(TOO_MANY, |b| &b.id)),
        "b_nhs_number" => row.word(&b.map(Side::number).unwrap_or_default()),
        "b_local_ids" => row.cell(&b.map(|b| b.local_ids.join(";")).unwrap_or_default()),
        "b_family_name" => row.cell(b.map_or("", |b| &b.family_name)),
        "b_given_name" => row.cell(b.map_or("", |b| &b.given_name)),
        "b_date_of_birth" => row.day(b.and_then(|b| b.born)),
        "b_postcode" => row.cell(b.map_or("", |b| &b.postcode)),
        "b_sources" => row.cell(&b.map(|b| b.sources.join(";")).unwrap_or_default()),
        "b_failed_contacts" => row.word(&b.map(|b| b.failed_contacts.to_string()).unwrap_or_default()),
        "decision" => row.word(pair.decided.as_ref().map_or("", |decision| if decision.same { "same" } else { "different" })),
        "decided_on" => row.day(pair.decided.as_ref().and_then(|decision| decision.on)),
        "decided_by" => row.cell(pair.decided.as_ref().map_or("", |decision| &decision.by)),
    }
}

columns! {
    TEMPLATE,
    fn template_row(pair: &Pair, a: &Side, b: &Side; row) {
        "a" => row.cell(&a.id),
        "a_name" => row.cell(&a.full_name()),
        "b" => row.cell(&b.id),
        "b_name" => row.cell(&b.full_name()),
        "decision" => row.word(""),
        "decided_on" => row.word(""),
        "decided_by" => row.word(""),
        "note" => row.word(""),
        "key" => row.word(key(pair)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::links::COLUMNS;

    #[test]
    fn the_template_has_every_column_that_is_read_from_decisions() {
        let read: Vec<&str> = TEMPLATE.iter().copied().filter(|name| COLUMNS.contains(name)).collect();
        assert_eq!(read, COLUMNS);
    }
}
