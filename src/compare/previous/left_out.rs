//! Sources that the previous run was told to leave out. They are compared with the newest earlier report that had them. Otherwise a
//! source that comes back with half of its records, or with old files, would be compared with nothing.

use std::path::Path;

use serde_json::{Value, json};

use super::{Previous, SOURCE_LISTS, add_sources, packs_before, read_manifest, table_files, tables};
use crate::day::Day;
use crate::pack::WITHOUT;

/// Adds to the previous run what earlier reports in the same folder say about the sources that it was told to leave out. `pack` is the
/// pack of the previous run. A report that cannot be read is skipped.
pub(super) fn add(previous: &mut Previous, manifest: &Value, pack: &Path) {
    let names = manifest[WITHOUT].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut missing: Vec<String> = names.filter(|name| !previous.has_source(name)).map(String::from).collect();
    let folder = pack.parent().and_then(Path::parent);
    let (Some(day), Some(folder)) = (previous.as_of, folder) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut packs = packs_before(folder, day);
    while !missing.is_empty() {
        let Some((day, pack)) = packs.next() else { return };
        missing.retain(|name| add_source(previous, name, day, &pack).is_none());
    }
}

/// Adds what the report of a day says about a source, if it had the source.
fn add_source(previous: &mut Previous, name: &str, day: Day, pack: &Path) -> Option<()> {
    let manifest = read_manifest(pack).ok()?;
    let is_it = |source: &&Value| source["source"] == name;
    manifest["sources"].as_array()?.iter().find(is_it)?;
    let outcomes = tables::read_outcomes(&table_files(&manifest, pack, "outcomes.csv")).ok()?;
    add_sources(previous, &manifest, |source| source == name);
    if let Some(known) = &mut previous.outcomes {
        known.extend(outcomes.into_iter().flatten().filter(|(source, _)| source == name));
    }
    for sort in SOURCE_LISTS {
        let own = manifest["settings"][sort].as_array().into_iter().flatten().find(|source| source["name"] == name);
        let Some(own) = own else { continue };
        match previous.settings.get_mut(sort).and_then(Value::as_array_mut) {
            Some(sources) => sources.push(own.clone()),
            None => previous.settings[sort] = json!([own]),
        }
    }
    previous.earlier.insert(name.to_owned(), day);
    Some(())
}
