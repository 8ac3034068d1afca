//! Local ids in words: the numbers by which systems know a child, with the names of the systems.

use crate::config::settings::Settings;
use crate::wording::{first_few, others};

/// The most numbers that a page shows for a child.
const SHOWN: usize = 8;
/// The most sources that a page names for a number that they share.
const SOURCES: usize = 2;

/// Local ids in words, such as `4711 (Community nursing), 12 (CAMHS)`. Each of `ids` is written `scope/id`.
pub(crate) fn in_words(settings: &Settings, ids: &[String]) -> String {
    in_words_of(settings, ids, |_| true)
}

/// Like [`in_words`], but names only those sources of an id that `wanted` accepts by name. If it accepts none of them, all are named.
pub(crate) fn in_words_of(settings: &Settings, ids: &[String], wanted: impl Fn(&str) -> bool) -> String {
    let mut told: Vec<String> = ids.iter().take(SHOWN).map(|id| with_its_sources(settings, id, &wanted)).collect();
    told.extend(others(ids.len(), SHOWN, ""));
    told.join(", ")
}

fn with_its_sources(settings: &Settings, id: &str, wanted: impl Fn(&str) -> bool) -> String {
    let Some((scope, id)) = id.split_once('/') else { return id.to_owned() };
    let sources = || settings.contacts.iter().chain(&settings.children).filter(|source| source.id_scope == scope);
    let mut titles: Vec<&str> = Vec::new();
    let any = sources().any(|source| wanted(&source.name));
    for source in sources().filter(|source| !any || wanted(&source.name)) {
        if !titles.contains(&source.title()) {
            titles.push(source.title());
        }
    }
    match (titles.is_empty(), scope) {
        (false, _) => format!("{id} ({})", first_few(&titles, SOURCES)),
        (true, "upn") => format!("{id} (unique pupil number)"),
        (true, "la") => format!("{id} (local authority)"),
        (true, _) => format!("{id} ({scope})"),
    }
}
