//! Local ids in words: the numbers by which systems know a child, with the names of the systems.

use crate::cases::Case;
use crate::config::settings::{Settings, Sort, Source};
use crate::contact::columns::NO_TEXT;
use crate::review::Review;
use crate::wording::{first_few, others};

/// The most numbers that a page shows for a child.
const SHOWN: usize = 8;
/// The most sources that a page names for a number that they share.
const SOURCES: usize = 2;

/// Local ids in words, such as `4711 (Community nursing), 12 (CAMHS)`. Each of `ids` is written `scope/id`. Where several
/// sources share an id, the scope is named: nothing here says which of them know the child.
pub(crate) fn in_words(settings: &Settings, ids: &[String]) -> String {
    in_words_of(settings, ids, |_, _| false)
}

/// The local ids of a case in words. Of the sources that share an id, only those are named in which a record of the child has it.
pub(crate) fn of_case(review: &Review, case: &Case) -> String {
    let settings = &review.settings;
    // Most ids belong to one source, and then nothing needs to be looked up.
    if !case.local_ids.iter().any(|id| is_shared(settings, id)) {
        return in_words(settings, &case.local_ids);
    }
    let carried = carried(review, case);
    in_words_of(settings, &case.local_ids, |id, source| {
        carried.iter().any(|(own, of)| own == id && std::ptr::eq(*of, source))
    })
}

/// The ids of a case's records, as `scope/id`, each with the sources whose records have it.
fn carried<'a>(review: &'a Review, case: &Case) -> Vec<(String, &'a Source)> {
    let (child, intake) = (review.children.get(case.child), &review.intake);
    let of_records = child.records().iter().map(|record| {
        let file = &intake.files[intake.file_of(*record)];
        (intake.register.ids(*record), Sort::Children, file.source)
    });
    let mut carried: Vec<(u32, Sort, usize)> = of_records.collect();
    if intake.parts.has_local_ids() {
        carried.extend(child.all_rows().iter().map(|row| {
            let extra = intake.parts.extra(row.row);
            (extra.ids(), Sort::Contacts, extra.source())
        }));
    }
    carried.retain(|(ids, ..)| *ids != NO_TEXT);
    carried.sort_unstable();
    carried.dedup();
    let each = carried.into_iter().flat_map(|(ids, sort, source)| {
        let source = match sort {
            Sort::Contacts => &review.settings.contacts[source],
            Sort::Children => &review.settings.children[source],
        };
        intake.locals.each(ids).map(move |id| (intake.locals.shown(id), source))
    });
    each.collect()
}

/// Like [`in_words`], but names only those sources of an id that `wanted` accepts. If several sources share an id and it accepts none of
/// them, the scope is named instead.
pub(crate) fn in_words_of(settings: &Settings, ids: &[String], wanted: impl Fn(&str, &Source) -> bool) -> String {
    let mut told: Vec<String> = ids.iter().take(SHOWN).map(|id| with_its_sources(settings, id, &wanted)).collect();
    told.extend(others(ids.len(), SHOWN, ""));
    told.join(", ")
}

fn with_its_sources(settings: &Settings, whole: &str, wanted: impl Fn(&str, &Source) -> bool) -> String {
    let Some((scope, id)) = whole.split_once('/') else { return whole.to_owned() };
    let mut titles = titles(settings, scope, |_| true);
    if titles.len() > 1 {
        titles = self::titles(settings, scope, |source| wanted(whole, source));
    }
    match (titles.is_empty(), scope) {
        (false, _) => format!("{id} ({})", first_few(&titles, SOURCES)),
        (true, "upn") => format!("{id} (unique pupil number)"),
        (true, "la") => format!("{id} (local authority)"),
        (true, _) => format!("{id} ({scope})"),
    }
}

/// The different titles of the sources of a scope that `wanted` accepts, in the order of the configuration.
fn titles<'a>(settings: &'a Settings, scope: &str, wanted: impl Fn(&Source) -> bool) -> Vec<&'a str> {
    let mut titles: Vec<&str> = Vec::new();
    for source in sources(settings, scope).filter(|source| wanted(source)) {
        if !titles.contains(&source.title()) {
            titles.push(source.title());
        }
    }
    titles
}

fn sources<'a>(settings: &'a Settings, scope: &str) -> impl Iterator<Item = &'a Source> {
    settings.contacts.iter().chain(&settings.children).filter(move |source| source.id_scope == scope)
}

/// Whether several sources may have an id.
fn is_shared(settings: &Settings, id: &str) -> bool {
    id.split_once('/').is_some_and(|(scope, _)| sources(settings, scope).nth(1).is_some())
}
