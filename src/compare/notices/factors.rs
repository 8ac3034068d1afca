//! Factors, dates of birth, households or deaths that far fewer children of a source have than in the last report: a column that is
//! blank, or says N of everybody, reads well, and takes children off the list, or takes their priority.

use super::{Code, Figure, Notice};
use crate::codes::FactorMeaning;
use crate::compare::Compared;
use crate::config::settings::Source;
use crate::detected::Detected;
use crate::field::Field;
use crate::quality::SourceQuality;
use crate::vocabulary::Factor;
use crate::wording::{listed, number};

/// Of a factor that fewer children had nothing is said.
const FEWEST: u64 = 5;

/// The factors of a source that fewer than half of the children have who had them.
pub(super) fn fewer(now: &Detected, compared: &Compared, source: &SourceQuality) -> Option<Notice> {
    let memory = compared.memory_of(&source.name)?;
    let settings = now.settings.source(&source.name)?;
    let (mut told, mut all_now, mut all_before) = (Vec::new(), 0, 0);
    let factors = Factor::ALL.iter().filter(|factor| can_say(settings, **factor)).map(|factor| {
        let before = memory.factors.get(factor.word()).copied();
        (factor.phrase(), source.factors.of(*factor), before)
    });
    let said = source.factors.said().filter(|(field, ..)| can_tell(settings, *field));
    let said = said.map(|(field, words, own)| (words, own, memory.said.get(field.word()).copied()));
    for (words, own, before) in factors.chain(said) {
        let before = before.unwrap_or(0);
        if before >= FEWEST && own * 2 < before {
            told.push(format!("“{words}” ({}, then {})", number(own), number(before)));
            all_now += own;
            all_before += before;
        }
    }
    let words: Vec<&str> = told.iter().map(String::as_str).collect();
    let said =
        format!("{} now says of far fewer children than in the last report: {}.", settings.title(), listed(&words));
    let notice = Notice::new(Code::FactorsFell, said).of_source(&source.name);
    (!told.is_empty()).then(|| notice.with(Figure::Count(all_now), Figure::Count(all_before)))
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
