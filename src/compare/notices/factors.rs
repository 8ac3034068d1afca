//! The notice about factors, dates of birth, ages, households or deaths that far fewer children of a source have than in the last
//! report. A column that is suddenly blank, or N for everybody, can be read without a problem, but takes children off the list or
//! lowers their priority.

use super::{Code, Notice};
use crate::codes::FactorMeaning;
use crate::compare::Compared;
use crate::compare::memory::of_contacts;
use crate::config::settings::Source;
use crate::field::Field;
use crate::pipeline::Detected;
use crate::quality::SourceQuality;
use crate::vocabulary::Factor;
use crate::wording::{listed, number};

/// The fewest children who must have had a factor for a notice.
const FEWEST: u64 = 5;
/// The children of a source of contacts change all the time. If this many had a factor and fewer than half are left, it is not chance.
const MANY: u64 = 20;

/// The notice about factors and fields of a source that fewer than half as many children have now.
pub(super) fn fewer(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let memory = compared.memory_of(&source.name)?;
    let settings = now.settings.source(&source.name)?;
    let (mut fallen, mut total_now, mut total_before) = (Vec::new(), 0, 0);
    let factors = Factor::ALL.iter().filter(|factor| has_factor(settings, **factor)).map(|factor| {
        let before = memory.factors.get(factor.word()).copied();
        let (count, before) = (source.factors.count_of(*factor), before.unwrap_or(0));
        (factor.phrase(), count, before, is_half_gone(count, before))
    });
    let fields = source.factors.listing_fields().filter(|(field, ..)| has_field(settings, *field));
    let fields = fields.map(|(field, words, count)| {
        let before = memory.said.get(field.word()).copied().unwrap_or(0);
        let has_fallen = if of_contacts(source) {
            fell_in_contacts([count, source.children], [before, memory.children])
        } else {
            is_half_gone(count, before)
        };
        (words, count, before, has_fallen)
    });
    for (words, count, before, has_fallen) in factors.chain(fields) {
        if has_fallen {
            fallen.push(format!("“{words}” ({}, then {})", number(count), number(before)));
            total_now += count;
            total_before += before;
        }
    }
    let sentence =
        format!("{} now says of far fewer children than in the last report: {}.", settings.title(), listed(&fallen));
    let notice = Notice::new(Code::FactorsFell, sentence).of_source(&source.name);
    (!fallen.is_empty()).then(|| notice.now(total_now).before(total_before))
}

/// Whether fewer than half as many children are left, of at least [`FEWEST`].
const fn is_half_gone(now: u64, before: u64) -> bool {
    before >= FEWEST && now * 2 < before
}

/// As [`is_half_gone`], for a source of contacts. Each pair is the number of children with the factor and the number of all children.
/// An extract of the last weeks has other children each time, and fewer after a holiday, so the share must have fallen too.
const fn fell_in_contacts([now, children]: [u64; 2], [before, children_before]: [u64; 2]) -> bool {
    let share_fell = now * 2 * children_before < before * children;
    let none_left = now == 0 && children >= FEWEST;
    is_half_gone(now, before) && share_fell && (before >= MANY || none_left)
}

/// Whether the configuration still reads a factor from a source. If not, its absence is no fault of the extract.
fn has_factor(source: &Source, factor: Factor) -> bool {
    let mut codes = source.factor_codes.iter().flat_map(|column| column.codes.values());
    source.factors.iter().any(|(mapped, _)| *mapped == factor) || codes.any(|code| *code == FactorMeaning::Has(factor))
}

/// Whether the configuration still reads a field from a source. Two fields say that a child has died.
fn has_field(source: &Source, field: Field) -> bool {
    source.has(field) || (field == Field::DateOfDeath && source.has(Field::Deceased))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_lose_a_factor_if_fewer_than_half_of_many_or_nobody_is_left() {
        for (now, before, expected) in [
            ([9, 20], [20, 20], true),
            ([10, 20], [20, 20], false),
            // Few had it: only a fall to nobody counts.
            ([1, 19], [19, 19], false),
            ([0, 19], [19, 19], true),
            ([0, 5], [5, 5], true),
            ([0, 5], [4, 4], false),
            ([0, 4], [5, 5], false),
            // Fewer children, with the same share.
            ([20, 20], [100, 100], false),
            ([20, 41], [100, 100], true),
            ([20, 40], [100, 100], false),
            ([4, 20], [20, 100], false),
            // Many more children, of whom as many have it.
            ([100, 1000], [100, 100], false),
            ([0, 0], [100, 100], false),
        ] {
            assert_eq!(fell_in_contacts(now, before), expected, "{now:?} after {before:?}");
        }
    }
}
