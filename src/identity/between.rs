//! Finds the first match key that holds between two sides. Hashes of names and postcodes show only what may be equal; here the
//! texts are compared.

use super::combinations::Combination;
use super::key::MatchKey;
use super::nearly;
use crate::child::reread::Reread;
use crate::contact::name::{NameBits, TextBits, folded};
use crate::day::{Day, NO_DAY};
use crate::field::Field;

/// The first match key that holds between any combination of one side and any of the other; `reread` has the texts of both.
pub(super) fn first_match_key(one: &[Combination], other: &[Combination], reread: &Reread) -> Option<MatchKey> {
    let both = Sides { one, other, reread };
    one.iter().flat_map(|a| other.iter().filter_map(move |b| both.match_key(a, b))).min()
}

/// Two sides with the texts of their records.
#[derive(Clone, Copy)]
struct Sides<'a> {
    one: &'a [Combination],
    other: &'a [Combination],
    reread: &'a Reread,
}

impl Sides<'_> {
    /// The first match key that holds between two combinations.
    fn match_key(self, a: &Combination, b: &Combination) -> Option<MatchKey> {
        let (one, other) = (a.name_bits, b.name_bits);
        let same_birth = a.born != NO_DAY && a.born == b.born;
        let same = |field_of_a: Field, field_of_b: Field| self.alike(a, field_of_a, b, field_of_b);
        let names = || {
            one.has_names()
                && one.same_names(other)
                && same(Field::GivenName, Field::GivenName)
                && same(Field::FamilyName, Field::FamilyName)
        };
        let exchanged = || {
            one.has_names()
                && one.given() == other.family()
                && one.family() == other.given()
                && same(Field::GivenName, Field::FamilyName)
                && same(Field::FamilyName, Field::GivenName)
        };
        let home = || one.home() != 0 && one.home() == other.home() && self.share_home(one.home());
        let nearly_born = || a.born != NO_DAY && b.born != NO_DAY && nearly::births(Day(a.born), Day(b.born));
        let given = |combination: &Combination| folded(self.text(combination, Field::GivenName));
        if same_birth {
            if names() {
                return Some(if home() { MatchKey::AllFour } else { MatchKey::NamesAndBirth });
            }
            if exchanged() {
                return Some(MatchKey::NamesExchanged);
            }
            let similar = one.given() != 0 && other.given() != 0 && home() && nearly::given_names(&given(a), &given(b));
            return similar.then_some(MatchKey::BirthAndHome);
        }
        (nearly_born() && names() && home()).then_some(MatchKey::NamesAndHome)
    }

    /// The text of a field on the record behind a combination.
    fn text(&self, combination: &Combination, field: Field) -> &str {
        self.reread.text(combination.record, field)
    }

    /// The text of a field: from the combination's record, or, for a name, from another record of the side with the same hash,
    /// since a combination may take its names from several records.
    fn name(&self, side: &[Combination], combination: &Combination, field: Field) -> &str {
        let wanted = match field {
            Field::GivenName => combination.name_bits.given(),
            Field::FamilyName => combination.name_bits.family(),
            _ => return self.text(combination, field),
        };
        let texts = std::iter::once(combination).chain(side).map(|other| self.text(other, field));
        texts.into_iter().find(|text| !text.is_empty() && bits_of(text) == wanted).unwrap_or_default()
    }

    /// Whether the texts of two fields are the same when folded, and not blank.
    fn alike(&self, a: &Combination, field_of_a: Field, b: &Combination, field_of_b: Field) -> bool {
        let (one, other) = (self.name(self.one, a, field_of_a), self.name(self.other, b, field_of_b));
        !one.is_empty() && (one == other || folded(one) == folded(other))
    }

    /// Whether both sides have a record with the same postcode, among those with this hash.
    fn share_home(&self, home: u64) -> bool {
        let has_hash = |combination: &&Combination| combination.name_bits.home() == home;
        let same = |a: &Combination, b: &Combination| self.alike(a, Field::Postcode, b, Field::Postcode);
        let on_other_side = |a: &Combination| self.other.iter().filter(has_hash).any(|b| same(a, b));
        self.one.iter().filter(has_hash).any(on_other_side)
    }
}

/// The hash bits of a name, given or family.
fn bits_of(name: &str) -> u64 {
    NameBits::new(TextBits::of_text(name), TextBits::default(), TextBits::default()).given()
}
