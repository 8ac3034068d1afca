//! Finds the first match key that holds between two given sides. Hashes of names and postcodes show only who may be alike: here
//! the texts are compared.

use super::combinations::Combination;
use super::key::MatchKey;
use super::nearly;
use crate::child::reread::Reread;
use crate::contact::name::{NameBits, TextBits, folded};
use crate::day::{Day, NO_DAY};
use crate::field::Field;

/// The first match key that holds between any two combinations of two sides; `reread` has the texts of both.
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
    fn match_key(self, a: &Combination, b: &Combination) -> Option<MatchKey> {
        let (one, other) = (a.name_bits, b.name_bits);
        let birth = a.born != NO_DAY && a.born == b.born;
        let same = |own: Field, its: Field| self.alike(a, own, b, its);
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
        let given = |own: &Combination| folded(self.text(own, Field::GivenName));
        if birth {
            if names() {
                return Some(if home() { MatchKey::AllFour } else { MatchKey::NamesAndBirth });
            }
            if exchanged() {
                return Some(MatchKey::NamesExchanged);
            }
            let near = one.given() != 0 && other.given() != 0 && home() && nearly::given_names(&given(a), &given(b));
            return near.then_some(MatchKey::BirthAndHome);
        }
        (nearly_born() && names() && home()).then_some(MatchKey::NamesAndHome)
    }

    /// The text of a field on the record behind a combination.
    fn text(&self, own: &Combination, field: Field) -> &str {
        self.reread.text(own.record, field)
    }

    /// The text of a name: of the combination's record, else of another record of the side with the same hash.
    fn name(&self, side: &[Combination], own: &Combination, field: Field) -> &str {
        let wanted = match field {
            Field::GivenName => own.name_bits.given(),
            Field::FamilyName => own.name_bits.family(),
            _ => return self.text(own, field),
        };
        let texts = std::iter::once(own).chain(side).map(|record| self.text(record, field));
        texts.into_iter().find(|text| !text.is_empty() && bits_of(text) == wanted).unwrap_or_default()
    }

    /// Whether the texts of these fields are the same, apart from case and accents.
    fn alike(&self, a: &Combination, own: Field, b: &Combination, its: Field) -> bool {
        let (one, other) = (self.name(self.one, a, own), self.name(self.other, b, its));
        !one.is_empty() && (one == other || folded(one) == folded(other))
    }

    /// Whether any records of both sides have the same postcode, of those with this hash.
    fn share_home(&self, home: u64) -> bool {
        let of = |own: &&Combination| own.name_bits.home() == home;
        let alike =
            |a: &Combination| self.other.iter().filter(of).any(|b| self.alike(a, Field::Postcode, b, Field::Postcode));
        self.one.iter().filter(of).any(alike)
    }
}

fn bits_of(name: &str) -> u64 {
    NameBits::new(TextBits::of_text(name), TextBits::default(), TextBits::default()).given()
}
