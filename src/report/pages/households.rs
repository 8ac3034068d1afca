//! Who lives with whom, as far as the extracts say: for the part of a sheet that tells of brothers and sisters.

use std::collections::BTreeMap;

use crate::cases;
use crate::day::Day;
use crate::review::Review;

/// A child of a household with a case.
pub(crate) struct Member {
    /// The child's number.
    pub(crate) child: u32,
    /// The place of the child's case, where it has one.
    pub(crate) case: Option<usize>,
    /// Date of birth.
    pub(crate) born: Option<Day>,
    /// Age in years on the as-of date.
    pub(crate) age: Option<i32>,
    /// Failed contacts in the review period.
    pub(crate) failed: usize,
}

/// The households of a run that have a case: their children who are neither over age nor dead.
pub(crate) struct Households(BTreeMap<u32, Vec<Member>>);

impl Households {
    /// The households of a run. Of children who are no case only the narrow columns are there: no names, but when they
    /// were born and their failed contacts.
    pub(crate) fn new(review: &Review) -> Self {
        let list = &review.cases.list;
        let mut households: BTreeMap<u32, Vec<Member>> = BTreeMap::new();
        let case_of: BTreeMap<u32, usize> = list.iter().enumerate().map(|(at, case)| (case.child, at)).collect();
        for case in list {
            if let Some(household) = review.children.get(case.child).household() {
                households.entry(household).or_default();
            }
        }
        let mut others = Vec::new();
        let any = !households.is_empty();
        for child in review.children.iter().filter(|_| any) {
            let facts = child.facts();
            let members = facts.household.and_then(|household| households.get_mut(&household));
            let Some(members) = members.filter(|_| facts.excluded.is_none()) else { continue };
            let case = case_of.get(&child.number).copied();
            if case.is_none() {
                others.push(child.number);
            }
            members.push(Member {
                child: child.number,
                case,
                born: facts.born,
                age: facts.age.map(i32::from),
                failed: case.map_or(0, |at| list[at].timeline.failed.len()),
            });
        }
        let timelines = cases::timelines(&review.everyone(), &others, review.period());
        for (child, timeline) in others.iter().zip(timelines) {
            let household = review.children.get(*child).household();
            let members = household.and_then(|household| households.get_mut(&household));
            if let Some(own) = members.and_then(|all| all.iter_mut().find(|member| member.child == *child)) {
                own.failed = timeline.failed.len();
            }
        }
        for members in households.values_mut() {
            members.sort_by_key(|member| {
                let first = review.children.get(member.child).first();
                (member.case.unwrap_or(usize::MAX), std::cmp::Reverse(member.failed), first)
            });
        }
        Self(households)
    }

    /// The others in the household of a listed child: cases first, in order, then the others. None where no household
    /// is recorded.
    pub(crate) fn others(&self, review: &Review, child: u32) -> Option<Vec<&Member>> {
        let members = self.0.get(&review.children.get(child).household()?)?;
        Some(members.iter().filter(|member| member.child != child).collect())
    }
}
