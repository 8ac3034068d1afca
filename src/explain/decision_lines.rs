//! Lines about records that a person's decision or the configuration has joined to a child, and about records that may be the child's.

use crate::identity::{MAX_PAIRS_PER_KEY, Pair, PairDecision};
use crate::pipeline::Detected;
use crate::store::ChildNumber;
use crate::wording::counted;

/// A line for each decision about the child's records, and for each pair of records that waits for one.
pub(super) fn lines(review: &Detected, child: ChildNumber) -> Vec<String> {
    let input = review.review_input();
    let line = |pair: &Pair| {
        let why = || pair.key.map_or("", |key| key.phrase()).to_lowercase();
        let Some(b) = pair.b else {
            return format!("more than {MAX_PAIRS_PER_KEY} others may be the same child ({}): too many to list", why());
        };
        let id = |whose| review.identity.side(&input, whose).id;
        let other = if review.identity.child_of(&input, pair.a) == Some(child) { b } else { pair.a };
        if pair.shared.is_some() {
            let children = [pair.a, b].map(|whose| {
                let side = review.identity.side(&input, whose);
                match side.born {
                    _ if !side.given_name.is_empty() => side.given_name,
                    Some(born) => format!("a child born {}", born.long()),
                    None => "a child without a name".to_owned(),
                }
            });
            return format!("{} seems to stand for 2 children: {}", id(pair.a), children.join(" and "));
        }
        match &pair.decided {
            Some(decision) if decision.same => {
                format!("{} and {} are one child: {}", id(pair.a), id(b), decided_by(decision))
            }
            Some(decision) => format!("{} is another child: {}", id(other), decided_by(decision)),
            None => {
                let side = review.identity.side(&input, other);
                let failed = counted(side.failed_contacts, "failed contact", "failed contacts");
                let warning = side.warning_behind(review.settings.review.under_age);
                format!("{} may be the same child, with {failed} ({}): nobody has decided{warning}", side.id, why())
            }
        }
    };
    review.identity.pairs_of_child(child).map(line).collect()
}

fn decided_by(decision: &PairDecision) -> String {
    match decision.on {
        Some(on) => format!("decided on {} by {}", on.long(), decision.by),
        None => "names, date of birth and postcode are the same, and the configuration joins such records".to_owned(),
    }
}
