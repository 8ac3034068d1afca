//! The first match key that holds between two sides, each with each, where the sides are known already.

use super::key::MatchKey;
use super::nearly;
use super::seen::Seen;
use crate::child::reread::Reread;
use crate::contact::name::folded;
use crate::day::{Day, NO_DAY};
use crate::field::Field;

/// The first key that holds; `reread` has the records of both.
pub(super) fn key(one: &[Seen], other: &[Seen], reread: &Reread) -> Option<MatchKey> {
    one.iter().flat_map(|a| other.iter().filter_map(move |b| of(a, b, reread))).min()
}

fn of(a: &Seen, b: &Seen, reread: &Reread) -> Option<MatchKey> {
    let (one, other) = (a.who, b.who);
    let names = one.has_names() && one.given() == other.given() && one.family() == other.family();
    let exchanged = one.has_names() && one.given() == other.family() && one.family() == other.given();
    let home = one.home() != 0 && one.home() == other.home();
    let birth = a.born != NO_DAY && a.born == b.born;
    let given = |own: &Seen| folded(reread.text(own.place.sort, own.place.row as usize, Field::GivenName));
    let nearly_born = || a.born != NO_DAY && b.born != NO_DAY && nearly::births(Day(a.born), Day(b.born));
    match (names, birth, home) {
        (true, true, true) => Some(MatchKey::AllFour),
        (true, true, false) => Some(MatchKey::NamesAndBirth),
        _ if exchanged && birth => Some(MatchKey::NamesExchanged),
        (_, true, true) if nearly::given_names(&given(a), &given(b)) => Some(MatchKey::BirthAndHome),
        (true, false, true) if nearly_born() => Some(MatchKey::NamesAndHome),
        _ => None,
    }
}
