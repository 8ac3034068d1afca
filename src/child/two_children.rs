//! Tells whether two records contradict each other about who the child is.

use crate::contact::name::contradict;

/// The date of birth in a record, if it has one, and the given name, or a blank.
pub(crate) type Says<'a, Birth> = (Option<Birth>, &'a str);

/// Whether two records cannot be of one child: their dates of birth differ, or their given names are not forms of one name.
/// What a record lacks contradicts nothing.
pub(crate) fn are_two_children<Birth: PartialEq>(one: Says<'_, Birth>, other: Says<'_, Birth>) -> bool {
    births_contradict(one.0, other.0) || contradict(one.1, other.1)
}

/// Whether both dates of birth are known, and differ.
pub(crate) fn births_contradict<Birth: PartialEq>(one: Option<Birth>, other: Option<Birth>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_of_two_children_only_if_birth_or_name_differ_on_both() {
        for (one, other, expected) in [
            ((Some(1), "Ivy"), (Some(1), "Ivy"), false),
            ((Some(1), "Ivy"), (Some(2), "Ivy"), true),
            ((Some(1), "Ivy"), (Some(1), "Max"), true),
            ((Some(1), "Ivy"), (Some(1), "Ivy Rose"), false),
            ((None, "Ivy"), (Some(2), "Ivy"), false),
            ((None, "Ivy"), (Some(2), "Max"), true),
            ((Some(1), ""), (Some(1), "Max"), false),
            ((Some(1), ""), (Some(2), "Max"), true),
            ((None, ""), (Some(2), "Max"), false),
        ] {
            assert_eq!(are_two_children(one, other), expected, "{one:?} {other:?}");
            assert_eq!(are_two_children(other, one), expected, "{other:?} {one:?}");
        }
    }
}
