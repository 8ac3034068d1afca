//! Finds who lives with whom, as far as the extracts show, for the part of a sheet about brothers and sisters.

use std::collections::BTreeMap;

use crate::cases;
use crate::day::Day;
use crate::review::Review;
use crate::store::ChildNumber;

/// A child in a household that has a case.
pub(crate) struct Member {
    pub(crate) child: ChildNumber,
    /// The index of the child's case, if there is one.
    pub(crate) case: Option<usize>,
    pub(crate) born: Option<Day>,
    /// Age in years on the as-of date.
    pub(crate) age: Option<i32>,
    /// Failed contacts in the review period.
    pub(crate) failed: usize,
}

/// The households of a run that have a case, with their children who are neither over age nor dead.
pub(crate) struct Households(BTreeMap<u32, HouseholdMembers>);

/// The children of a household: first the cases, in order, then the others.
#[derive(Default)]
struct HouseholdMembers {
    members: Vec<Member>,
    failed: usize,
}

/// The other children in the household of a case.
pub(crate) struct OtherMembers<'a> {
    /// The first of these children.
    pub(crate) first: Vec<&'a Member>,
    /// The number of all of them.
    pub(crate) count: usize,
    /// Their failed contacts in all.
    pub(crate) failed: usize,
}

impl Households {
    /// The households of a run. For a child who is not a case, this finds only the date of birth, the age and the failed contacts.
    pub(crate) fn new(review: &Review) -> Self {
        let list = &review.cases.list;
        let mut households: BTreeMap<u32, HouseholdMembers> = BTreeMap::new();
        let case_of: BTreeMap<ChildNumber, usize> =
            list.iter().enumerate().map(|(at, case)| (case.child, at)).collect();
        for case in list {
            if let Some(household) = review.children.get(case.child).household() {
                households.entry(household).or_default();
            }
        }
        // The children who are not cases, and where each is in its household.
        let (mut others, mut places) = (Vec::new(), Vec::new());
        let any = !households.is_empty();
        for child in review.children.iter().filter(|_| any) {
            let facts = child.facts();
            let Some(household) = facts.household.filter(|_| facts.excluded.is_none()) else { continue };
            let Some(HouseholdMembers { members, .. }) = households.get_mut(&household) else { continue };
            let case = case_of.get(&child.number).copied();
            if case.is_none() {
                others.push(child.number);
                places.push((household, members.len()));
            }
            members.push(Member {
                child: child.number,
                case,
                born: facts.born,
                age: facts.age.map(i32::from),
                failed: case.map_or(0, |at| list[at].timeline.failed.len()),
            });
        }
        let timelines = cases::timelines(&review.review_input(), &others, review.period());
        for ((household, place), timeline) in places.into_iter().zip(timelines) {
            if let Some(home) = households.get_mut(&household) {
                home.members[place].failed = timeline.failed.len();
            }
        }
        for home in households.values_mut() {
            home.members.sort_by_key(|member| {
                let first = review.children.get(member.child).first();
                (member.case.unwrap_or(usize::MAX), std::cmp::Reverse(member.failed), first)
            });
            home.failed = home.members.iter().map(|member| member.failed).sum();
        }
        Self(households)
    }

    /// The other children in the household of a case. `place` is the case's index. Only the first `most` are returned, because
    /// one household id may be recorded for thousands of children. None if no household is recorded.
    pub(crate) fn other_members(&self, review: &Review, place: usize, most: usize) -> Option<OtherMembers<'_>> {
        let child = review.cases.list[place].child;
        let HouseholdMembers { members, failed } = self.0.get(&review.children.get(child).household()?)?;
        let own = members.partition_point(|member| member.case.is_some_and(|case| case < place));
        let own = members.get(own).filter(|member| member.child == child);
        Some(OtherMembers {
            first: members.iter().filter(|member| member.child != child).take(most).collect(),
            count: members.len() - usize::from(own.is_some()),
            failed: failed - own.map_or(0, |own| own.failed),
        })
    }
}
