//! Deaths that may be another child's than the one whose contacts do not count because of them.

use super::{Code, Figure, Notice, listed};
use crate::detected::Detected;
use crate::wording::number;

/// One notice, with the places of the records that say a death. It is said each week until the records agree: as long as they do
/// not, contacts are left out.
pub(super) fn notice(now: &Detected) -> Option<Notice> {
    let [first, others @ ..] = now.doubtful_deaths.as_slice() else { return None };
    let file = |record| &now.intake.files[now.intake.file_of(record)];
    let places: Vec<String> = now
        .doubtful_deaths
        .iter()
        .map(|own| format!("line {} of {}", now.intake.line(*own), file(*own).shown))
        .collect();
    let said = if others.is_empty() {
        "1 death keeps failed contacts off the list, although its record has another date of birth or another given name \
         than theirs"
            .to_owned()
    } else {
        format!(
            "{} deaths keep failed contacts off the list, although their records have another date of birth or another \
             given name than those",
            number(places.len() as u64)
        )
    };
    let notice = Notice::new(Code::DeathDoubtful, format!("{said}: {}.", listed(&places)));
    let notice = notice.with(Figure::Count(places.len() as u64), Figure::None);
    let first = file(*first);
    let (source, shown) = (&first.source_of(&now.settings).name, &first.shown);
    let is_same = |own: &&crate::intake::FileFacts| own.shown == *shown;
    Some(if others.iter().map(|own| file(*own)).all(|own| is_same(&own)) {
        notice.of_source(source).of_file(shown)
    } else {
        notice
    })
}
