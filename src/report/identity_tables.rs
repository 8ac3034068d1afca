//! `identity.csv`: who may be one child, and what people have decided; and `links-template.csv`, the form for decisions.

use super::columns::columns;
use super::csv::Stream;
use super::sink::Sink;
use crate::identity::key::MatchKey;
use crate::identity::two::Shared;
use crate::identity::{Called, Pair, Side};
use crate::review::Review;
use crate::stop::Stop;

/// What stands for the other side where a key pairs a child with too many.
pub(crate) const TOO_MANY: &str = "too many to list";

/// Every pair of children who may be one.
///
/// # Errors
/// What the sink says.
pub(crate) fn identity<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, IDENTITY)?;
    let pairs = &review.identity.pairs;
    let all = review.everyone();
    table.rows_of(pairs.len(), |at, row| {
        let pair = &pairs[at];
        let a = review.identity.side(&all, pair.a);
        let b = pair.b.map(|b| review.identity.side(&all, b));
        pair_row(pair, &a, b.as_ref(), row);
        row.end();
    })?;
    Ok(table)
}

/// The word of the key.
fn key(pair: &Pair) -> &'static str {
    pair.shared.map_or_else(|| pair.key.map_or("", MatchKey::word), Shared::word)
}

columns! {
    IDENTITY,
    /// Two children who may be one.
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
        "decision" => row.word(pair.decided.as_ref().map_or("", |own| if own.same { "same" } else { "different" })),
        "decided_on" => row.day(pair.decided.as_ref().and_then(|own| own.on)),
        "decided_by" => row.cell(pair.decided.as_ref().map_or("", |own| &own.by)),
    }
}

/// A row for each pair about which nobody has decided, ready to fill in. The names and the key are for the reader's eyes: a
/// file of decisions may have any other column. The last column is never blank: a spreadsheet program leaves out delimiters
/// at the end of rows whose last cells are.
///
/// # Errors
/// What the sink says.
pub(crate) fn template<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, TEMPLATE)?;
    let open: Vec<&Pair> = review.identity.pairs.iter().filter(|pair| pair.is_open()).collect();
    let all = review.everyone();
    table.rows_of(open.len(), |at, row| {
        if let Some(b) = open[at].b {
            let (a, b) = (review.identity.called(&all, open[at].a), review.identity.called(&all, b));
            template_row(open[at], &a, &b, row);
            row.end();
        }
    })?;
    Ok(table)
}

columns! {
    TEMPLATE,
    /// A pair to decide about.
    fn template_row(pair: &Pair, a: &Called, b: &Called; row) {
        "a" => row.cell(&a.id),
        "a_name" => row.cell(&a.name),
        "b" => row.cell(&b.id),
        "b_name" => row.cell(&b.name),
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
    fn what_is_read_of_decisions_is_what_the_template_has() {
        let read: Vec<&str> = TEMPLATE.iter().copied().filter(|name| COLUMNS.contains(name)).collect();
        assert_eq!(read, COLUMNS);
    }
}
