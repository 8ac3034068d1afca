//! Whether two records are of two children, as far as they say.

use crate::contact::name::contradict;

/// What a record says of who the child is: the date of birth, where it says one, and the given name, blank where it says none.
pub(crate) type Says<'a, Birth> = (Option<Birth>, &'a str);

/// Whether two records cannot be of one child: both say a date of birth, and not the same; or both say a given name, and not
/// forms of one name. What a record does not say contradicts nothing.
pub(crate) fn are_two_children<Birth: PartialEq>(one: Says<'_, Birth>, other: Says<'_, Birth>) -> bool {
    births_contradict(one.0, other.0) || contradict(one.1, other.1)
}

/// Whether both say a date of birth, and not the same.
pub(crate) fn births_contradict<Birth: PartialEq>(one: Option<Birth>, other: Option<Birth>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_records_are_of_two_children_only_where_both_say_so() {
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
