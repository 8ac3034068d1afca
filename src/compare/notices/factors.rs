//! Factors, dates of birth, ages, households or deaths that far fewer children of a source have than in the last report: a column
//! that is blank, or says N of everybody, reads well, and takes children off the list, or takes their priority.

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

/// Of a factor that fewer children had nothing is said.
const FEWEST: u64 = 5;
/// The children of a source of contacts come and go. That of so many fewer than half are left is no chance.
const MANY: u64 = 20;

/// The factors of a source that fewer than half of the children have who had them.
pub(super) fn fewer(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let memory = compared.memory_of(&source.name)?;
    let settings = now.settings.source(&source.name)?;
    let (mut told, mut all_now, mut all_before) = (Vec::new(), 0, 0);
    let factors = Factor::ALL.iter().filter(|factor| can_say(settings, **factor)).map(|factor| {
        let before = memory.factors.get(factor.word()).copied();
        let (own, before) = (source.factors.count_of(*factor), before.unwrap_or(0));
        (factor.phrase(), own, before, is_half_gone(own, before))
    });
    let said =
        source.factors.listing_fields().filter(|(field, ..)| can_tell(settings, *field)).map(|(field, words, own)| {
            let before = memory.said.get(field.word()).copied().unwrap_or(0);
            let has_fallen = if of_contacts(source) {
                fell_in_contacts([own, source.children], [before, memory.children])
            } else {
                is_half_gone(own, before)
            };
            (words, own, before, has_fallen)
        });
    for (words, own, before, has_fallen) in factors.chain(said) {
        if has_fallen {
            told.push(format!("“{words}” ({}, then {})", number(own), number(before)));
            all_now += own;
            all_before += before;
        }
    }
    let said =
        format!("{} now says of far fewer children than in the last report: {}.", settings.title(), listed(&told));
    let notice = Notice::new(Code::FactorsFell, said).of_source(&source.name);
    (!told.is_empty()).then(|| notice.now(all_now).before(all_before))
}

/// Whether fewer than half of the children are left.
const fn is_half_gone(now: u64, before: u64) -> bool {
    before >= FEWEST && now * 2 < before
}

/// The same of a source of contacts, of whose children, the second numbers, so many are known, the first ones. An extract of the last
/// weeks has other children each time, and fewer of them after a holiday: then the share of those who are known is what it was.
const fn fell_in_contacts([now, children]: [u64; 2], [before, children_before]: [u64; 2]) -> bool {
    let share_fell = now * 2 * children_before < before * children;
    let none_left = now == 0 && children >= FEWEST;
    is_half_gone(now, before) && share_fell && (before >= MANY || none_left)
}

/// Whether a source can still say a factor: what nobody reads any more has not broken.
fn can_say(source: &Source, factor: Factor) -> bool {
    let mut codes = source.factor_codes.iter().flat_map(|column| column.codes.values());
    source.factors.iter().any(|(own, _)| *own == factor) || codes.any(|code| *code == FactorMeaning::Has(factor))
}

/// The same of a field: that a child has died is said in two ways.
fn can_tell(source: &Source, field: Field) -> bool {
    source.has(field) || (field == Field::DateOfDeath && source.has(Field::Deceased))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_children_who_come_and_go_fewer_than_half_of_many_or_nobody_at_all() {
        for (now, before, expected) in [
            ([9, 20], [20, 20], true),
            ([10, 20], [20, 20], false),
            // Of few, nobody.
            ([1, 19], [19, 19], false),
            ([0, 19], [19, 19], true),
            ([0, 5], [5, 5], true),
            ([0, 5], [4, 4], false),
            ([0, 4], [5, 5], false),
            // Fewer children, of whom as many are known.
            ([20, 20], [100, 100], false),
            ([20, 41], [100, 100], true),
            ([20, 40], [100, 100], false),
            ([4, 20], [20, 100], false),
            // Many more children, of whom as many are known.
            ([100, 1000], [100, 100], false),
            ([0, 0], [100, 100], false),
        ] {
            assert_eq!(fell_in_contacts(now, before), expected, "{now:?} after {before:?}");
        }
    }
}
