//! Who lives with whom, as far as the extracts say: for the note on a sheet that leads to brothers and sisters.

use std::collections::BTreeMap;

use crate::contact::columns::NO_TEXT;
use crate::review::Review;

/// The households of a run.
pub struct Households {
    /// Children of each household who are neither over age nor dead, by its number.
    children: Vec<u32>,
    /// The places of the cases of each household that has one.
    cases: BTreeMap<u32, Vec<usize>>,
}

/// The others in a child's household.
pub struct Others<'a> {
    /// Children besides this one who are neither over age nor dead.
    pub children: usize,
    /// The places of all the household's cases, this child's too.
    pub cases: &'a [usize],
}

impl Households {
    /// The households of a run.
    pub fn new(review: &Review) -> Self {
        let facts = &review.facts;
        let mut children = vec![0; review.intake.households.len()];
        for (household, excluded) in facts.household.iter().zip(&facts.excluded) {
            if *household != NO_TEXT && excluded.is_none() {
                children[*household as usize] += 1;
            }
        }
        let mut cases: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, case) in review.cases.list.iter().enumerate() {
            let household = facts.household[case.child as usize];
            if household != NO_TEXT {
                cases.entry(household).or_default().push(place);
            }
        }
        Self { children, cases }
    }

    /// The others in the household of a listed child, where it is known.
    pub fn others(&self, review: &Review, child: u32) -> Option<Others<'_>> {
        let household = review.facts.household[child as usize];
        if household == NO_TEXT {
            return None;
        }
        let children = (self.children[household as usize] as usize).saturating_sub(1);
        Some(Others { children, cases: self.cases.get(&household).map_or(&[], Vec::as_slice) })
    }
}
