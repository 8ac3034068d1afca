//! What systems write in place of the given name of a child who has none yet: `Baby`, `Twin 1`, `Male Infant`. The first word says
//! nothing about which child it is, so what follows is compared too.

use super::name::folded;
use crate::text::{is_blank, trim};

/// Words for a child without a name, as names are compared.
const WORDS: [&str; 14] = [
    "baby", "boy", "child", "female", "girl", "infant", "male", "master", "miss", "newborn", "triplet", "twin",
    "twins", "unborn",
];

/// Whether a given name begins with a word for a child without one.
pub(crate) fn is_for_unnamed_child(name: &str) -> bool {
    is_for_unnamed(&folded(trim(name).split(is_blank).next().unwrap_or_default()))
}

/// Whether the first word of a given name, folded, is a word for a child without one.
pub(super) fn is_for_unnamed(first: &str) -> bool {
    WORDS.binary_search(&first).is_ok()
}

/// The first word of such a name with all that may tell the child from another: the sex, a number, and the next other word. They are
/// parted by blanks, which a folded word never has. The first word alone if nothing follows.
pub(super) fn with_what_follows(first: String, name: &str) -> String {
    let (mut sex, mut number, mut next) = ("", String::new(), String::new());
    for word in trim(name).split(is_blank).skip(1).map(folded) {
        match word.as_str() {
            "boy" | "male" | "master" => sex = "m",
            "girl" | "female" | "miss" => sex = "f",
            "" | "of" => {}
            generic if is_for_unnamed(generic) => {}
            other => match number_of(other) {
                Some(of_word) if number.is_empty() => number = of_word,
                None if next.is_empty() => next = word,
                _ => {}
            },
        }
    }
    if sex.is_empty() && number.is_empty() && next.is_empty() {
        first
    } else {
        format!("{first} {sex} {number} {next}")
    }
}

/// The number that a word gives: `1`, `one`, `I` and `A` are the same.
fn number_of(word: &str) -> Option<String> {
    let number = match word.trim_start_matches('#') {
        "one" | "i" | "a" | "first" | "1st" => "1",
        "two" | "ii" | "b" | "second" | "2nd" => "2",
        "three" | "iii" | "c" | "third" | "3rd" => "3",
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => return None,
    };
    Some(number.to_owned())
}

/// Whether what follows the first words says that these are two children. Nothing that one of them lacks does.
pub(super) fn follow_ups_contradict(one: &str, other: &str) -> bool {
    let mut parts = one.split(' ').zip(other.split(' '));
    let mut next = || parts.next().filter(|(one, other)| !one.is_empty() && !other.is_empty());
    let differ = |(one, other): (&str, &str)| one != other;
    let (sex, number, word) = (next(), next(), next());
    sex.is_some_and(differ)
        || number.is_some_and(differ)
        || word.is_some_and(|(one, other)| !one.starts_with(other) && !other.starts_with(one))
}

#[cfg(test)]
mod tests {
    use crate::contact::name::contradict;

    #[test]
    fn children_without_a_name_are_told_apart_by_what_follows() {
        for (one, other, two) in [
            ("Twin 1", "Twin 2", true),
            ("TWIN ONE", "twin 2", true),
            ("Twin I", "Twin II", true),
            ("Twin A", "Twin B", true),
            ("Twin 1", "Twin One", false),
            ("Twin 1", "Twin", false),
            ("Baby 1", "Baby 10", true),
            ("Baby Boy", "Baby Girl", true),
            ("Baby Boy", "Baby", false),
            ("Baby Boy", "Baby Boy Smith", false),
            ("Baby Boy Smith", "Baby Smith", false),
            ("Baby Boy 1", "Baby Boy 2", true),
            ("Baby Male", "Baby Boy", false),
            ("Baby Ivy", "Baby Max", true),
            ("Baby of Ann", "Baby Ann", false),
            ("Infant Male Twin 2", "Infant Twin 1", true),
            ("Baby", "Baby", false),
            // As for any first words.
            ("Baby", "Ivy", true),
            ("Boy", "Girl", true),
            ("Twin1", "Twin 1", false),
            ("Twin1", "Twin2", true),
            ("Ivy Boy", "Ivy Girl", false),
        ] {
            assert_eq!(contradict(one, other), two, "{one} {other}");
            assert_eq!(contradict(other, one), two, "{other} {one}");
        }
    }
}
