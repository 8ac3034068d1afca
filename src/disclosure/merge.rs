//! Merges groups of too few children, so that no row is about a handful and no rare name is printed.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::Dimension;
use super::{ALL_SERVICES, NOT_KNOWN, OTHER};

/// A row of a dimension: its label, and the indices of the groups in it.
pub(super) struct Row {
    /// Its name, [`OTHER`] or [`NOT_KNOWN`].
    pub(crate) label: String,
    pub(crate) groups: BTreeSet<u16>,
}

/// The rows of a dimension in the order of the table: its groups, then [`OTHER`], then [`NOT_KNOWN`].
///
/// Groups with fewer than `minimum` children are merged. While the merged groups have fewer together, or are a single group,
/// the next smallest joins them (by children, then code point). A group whose name is one of the program's own labels is merged
/// too.
pub(super) fn merge(dimension: &Dimension, minimum: u64) -> Vec<Row> {
    let mut children = vec![0_u64; dimension.groups.len()];
    for (kind, group) in &dimension.members {
        children[usize::from(*group)] += dimension.kinds[*kind as usize].children.read();
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, place) in dimension.groups.iter().zip(0_u16..) {
        let label = group.name.as_deref().unwrap_or(NOT_KNOWN);
        let row = *places.entry(label).or_insert_with(|| {
            rows.push(Row { label: label.to_owned(), groups: BTreeSet::new() });
            rows.len() - 1
        });
        rows[row].groups.insert(place);
    }
    let size = |row: &Row| match row.groups.len() {
        1 => row.groups.first().map_or(0, |group| children[usize::from(*group)]),
        _ => dimension.combine(&row.groups).children.read(),
    };
    let has_own_label = |row: &Row| row.label == OTHER || row.label == ALL_SERVICES;
    let (mut small, mut large): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| has_own_label(row) || size(row) < minimum);
    let mut next: Vec<(u64, String)> = large.iter().map(|row| (size(row), row.label.clone())).collect();
    next.sort();
    let mut next = next.into_iter();
    let together = |rows: &[Row]| rows.iter().flat_map(|row| row.groups.iter().copied()).collect::<BTreeSet<u16>>();
    while !small.is_empty() && (small.len() == 1 || dimension.combine(&together(&small)).children.read() < minimum) {
        let Some((_, label)) = next.next() else { break };
        if let Some(place) = large.iter().position(|row| row.label == label) {
            small.push(large.remove(place));
        }
    }
    if !small.is_empty() {
        large.push(Row { label: OTHER.to_owned(), groups: together(&small) });
    }
    if let Some(place) = large.iter().position(|row| row.label == NOT_KNOWN) {
        let not_known = large.remove(place);
        large.push(not_known);
    }
    large
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::TrueCount;
    use crate::disclosure::counts::{ChildSet, Contacts, Group};
    use std::sync::Arc;

    /// The rows for groups of these sizes, of which no two share a child. The group `?` is not known.
    fn merged(groups: &[(&str, u32)]) -> Vec<String> {
        let mut members = Vec::new();
        for ((_, size), place) in groups.iter().zip(0_u16..) {
            for _ in 0..*size {
                members.push((members.len() as u32, place));
            }
        }
        rows(groups, members)
    }

    fn rows(groups: &[(&str, u32)], members: Vec<(u32, u16)>) -> Vec<String> {
        let children = members.iter().map(|(child, _)| *child as usize + 1).max().unwrap_or(0);
        let dimension = Dimension {
            name: "locality",
            of_children: false,
            groups: groups
                .iter()
                .map(|(name, _)| Group {
                    name: (*name != "?").then(|| (*name).to_owned()),
                    contacts: Contacts::default(),
                })
                .collect(),
            members,
            kinds: Arc::new(vec![ChildSet { children: TrueCount::new(1), is_case: false }; children]),
        };
        let shown = |row: Row| {
            let places: Vec<&str> = row.groups.iter().map(|place| groups[usize::from(*place)].0).collect();
            if places == [row.label.as_str()] { row.label } else { format!("{} = {}", row.label, places.join("+")) }
        };
        merge(&dimension, 8).into_iter().map(shown).collect()
    }

    #[test]
    fn small_groups_are_merged() {
        assert_eq!(merged(&[("A", 8), ("B", 9)]), ["A", "B"]);
        assert_eq!(merged(&[("A", 7), ("B", 1), ("C", 9)]), ["C", "Other (merged) = A+B"]);
    }

    #[test]
    fn a_single_small_group_is_merged_with_the_next_smallest() {
        assert_eq!(merged(&[("A", 7), ("B", 30), ("C", 9), ("D", 10)]), ["B", "D", "Other (merged) = A+C"]);
        // Of equal size, the first by code point.
        assert_eq!(merged(&[("A", 7), ("D", 9), ("b", 9)]), ["b", "Other (merged) = A+D"]);
    }

    #[test]
    fn groups_are_merged_until_there_are_enough_children() {
        assert_eq!(merged(&[("A", 2), ("B", 3), ("C", 20), ("D", 12)]), ["C", "Other (merged) = A+B+D"]);
    }

    #[test]
    fn a_child_who_is_in_two_merged_groups_counts_once() {
        let mut members: Vec<(u32, u16)> = (0..7).flat_map(|child| [(child, 0), (child, 1)]).collect();
        members.extend((7..20).map(|child| (child, 2)));
        members.extend((20..40).map(|child| (child, 3)));
        // Seven children in both A and B: fourteen pairs, but fewer than eight children.
        assert_eq!(rows(&[("A", 0), ("B", 0), ("C", 0), ("D", 0)], members), ["D", "Other (merged) = A+B+C"]);
    }

    #[test]
    fn not_known_is_last_and_is_merged_if_it_is_small() {
        assert_eq!(merged(&[("?", 9), ("A", 3), ("B", 9), ("C", 6)]), ["B", "Other (merged) = A+C", "Not known = ?"]);
        assert_eq!(merged(&[("A", 3), ("B", 9), ("?", 6)]), ["B", "Other (merged) = A+?"]);
    }

    #[test]
    fn if_too_few_groups_remain_all_are_merged() {
        assert_eq!(merged(&[("A", 3)]), ["Other (merged) = A"]);
        assert_eq!(merged(&[("A", 3), ("B", 2)]), ["Other (merged) = A+B"]);
        assert_eq!(merged(&[("A", 3), ("B", 200)]), ["Other (merged) = A+B"]);
        assert!(merged(&[]).is_empty());
    }

    #[test]
    fn a_group_named_like_one_of_our_labels_does_not_keep_its_row() {
        assert_eq!(merged(&[("A", 30), ("B", 40), ("Other (merged)", 50)]), ["B", "Other (merged) = A+Other (merged)"]);
    }
}
