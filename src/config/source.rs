//! `[[contacts]]` and `[[children]]`: what a source is called, how its files are written, what their columns mean.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds;
use super::columns::{self, Constants, Named};
use super::constants;
use super::document::{Table, Value};
use super::files::Claim;
use super::formats::formats;
use super::log::{Log, did_you_mean};
use super::maps;
use super::settings::{Encoding, Sort, Source};
use super::words::{KINDS, SECTORS};
use crate::field::Field;
use crate::text::fold;

/// The keys of a source that are no tables: written below one of its tables, they are no keys any more.
pub const KEYS: &[&str] = &[
    "name",
    "files",
    "encoding",
    "delimiter",
    "skip_rows",
    "date_format",
    "time_format",
    "birth_date_format",
    "booked_on_format",
    "recorded_at_format",
    "details_changed_on_format",
    "outcome_codes",
    "id_scope",
    "ignore_local_ids",
];

const ENCODINGS: &[(&str, Encoding)] = &[
    ("auto", Encoding::Auto),
    ("utf-8", Encoding::Utf8),
    ("utf-16le", Encoding::Utf16Le),
    ("utf-16be", Encoding::Utf16Be),
    ("windows-1252", Encoding::Windows1252),
];

const NO_LOCAL_IDS: &[&str] = &["unknown", "n/a", "none", "null", "test", "temp", "0", "-"];

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// A source, whose globs are yet to be resolved.
pub struct Draft {
    /// The source; its `files` are empty.
    pub source: Source,
    /// The files that it claims.
    pub claim: Claim,
    /// Where its name stands.
    name_at: usize,
    /// Where its scope stands.
    scope_at: usize,
}

/// Reads one source.
pub fn source(mut table: Table<'_>, sort: Sort, log: &mut Log<'_>) -> Draft {
    let at = table.at;
    let name = table.require("name", "give the source a short name of its own: name = \"community\"");
    let name_at = name.as_ref().map_or(at, |value| value.at);
    let name = name.and_then(|value| self::name(&value, log)).unwrap_or_default();
    let claim = Claim::read(&mut table, &name, false, log);
    let encoding = table.take("encoding").and_then(|value| encoding(&value, log)).unwrap_or(Encoding::Auto);
    let delimiter = table.take("delimiter").and_then(|value| delimiter(&value, log)).unwrap_or(b',');
    let skip_rows = table.whole("skip_rows", &bounds::SKIP_ROWS, log) as u32;
    let formats = formats(&mut table, log);
    let codes = table.take("outcome_codes");
    let scope = table.take("id_scope");
    let scope_at = scope.as_ref().map_or(name_at, |value| value.at);
    let id_scope = scope.and_then(|value| self::scope(&value, log)).unwrap_or_else(|| name.clone());
    let ignore_local_ids = ignored(&mut table, log);

    let columns_table = table.table("columns", log);
    let constants_table = table.table("constants", log);
    let mut named = Named::new();
    let columns = columns_table.as_ref().map_or_else(BTreeMap::new, |t| columns::columns(t, sort, &mut named, log));
    let constants =
        constants_table.as_ref().map_or_else(Constants::new, |t| columns::constants(t, sort, &mut named, log));
    let map_table = table.table("outcomes", log);
    let outcomes = maps::outcomes(codes.as_ref(), map_table.as_ref(), log);
    let kinds = table.table("kinds", log).map_or_else(BTreeMap::new, |t| maps::map(&t, &KINDS, log));
    let sectors = table.table("sectors", log).map_or_else(BTreeMap::new, |t| maps::map(&t, &SECTORS, log));
    let factors = table.table("factors", log).map_or_else(Vec::new, |t| columns::factors(&t, log));
    // A table of columns that is there but cannot be read is told as such, not field by field.
    if columns_table.is_some() || !table.attempts("columns") {
        missing_fields(columns_table.as_ref().map_or(at, |t| t.at), &table, sort, &named, log);
    }
    table.finish(log);

    let source = Source {
        sort,
        name,
        line: log.line(at),
        files: Vec::new(),
        encoding,
        delimiter,
        skip_rows,
        formats,
        id_scope,
        ignore_local_ids,
        columns,
        constants: constants.iter().map(|(field, (text, _))| (*field, text.clone())).collect(),
        outcomes,
        kinds,
        sectors,
        factors,
    };
    constants::check(&constants, &source, log);
    Draft { source, claim, name_at, scope_at }
}

/// Reports names that two sources of any sort share, and scopes that differ in case only.
pub fn compare(drafts: &[&Draft], log: &mut Log<'_>) {
    let mut drafts = drafts.to_vec();
    drafts.sort_by_key(|draft| draft.name_at);
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let mut scopes: BTreeMap<String, &str> = BTreeMap::new();
    for draft in drafts {
        let source = &draft.source;
        if source.name.is_empty() {
            continue;
        }
        if let Some(line) = names.get(&source.name.to_lowercase()) {
            let what = format!("the name `{}` is taken by the source on line {line}", source.name);
            log.tell(draft.name_at, what, "give every source a name of its own; case makes no difference");
            continue;
        }
        names.insert(source.name.to_lowercase(), source.line);
        let first = *scopes.entry(source.id_scope.to_lowercase()).or_insert(&source.id_scope);
        if first != source.id_scope {
            let what = format!("the id_scope `{}` is written `{first}` above", source.id_scope);
            log.tell(draft.scope_at, what, "write a scope in one way, so that its local ids are the same children's");
        }
    }
}

fn name(value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
    let name = value.plain("give the source a short name of its own", log)?;
    let lower = name.to_lowercase();
    let numbered = |device: &str| {
        lower.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let (what, help) = if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        ("has other characters than letters, digits, - and _", "write a name such as \"community-nursing\"")
    } else if lower == "reviews" {
        ("is taken: it stands for the reviewers' decisions", "give the source another name")
    } else if DEVICES.contains(&lower.as_str()) || numbered("com") || numbered("lpt") {
        ("is kept for a device by Windows, and cannot be the name of a file", "give the source another name")
    } else {
        return Some(name.to_owned());
    };
    log.tell(value.at, format!("the source name `{name}` {what}"), help);
    None
}

fn scope(value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
    let scope = value.plain("name the system that gives these local ids, or remove the key", log)?;
    if scope.contains(['/', ';']) {
        let what = format!("the id_scope `{scope}` has a `/` or `;` in it");
        log.tell(value.at, what, "local ids are written scope/id and joined with `;`: use letters, digits, - and _");
        return None;
    }
    Some(scope.to_owned())
}

fn encoding(value: &Value<'_>, log: &mut Log<'_>) -> Option<Encoding> {
    let word = value.text(log)?;
    let found = ENCODINGS.iter().find(|(known, _)| *known == word);
    if found.is_none() {
        let words: Vec<&str> = ENCODINGS.iter().map(|(known, _)| *known).collect();
        let help = did_you_mean(word, words.iter().copied(), format!("use one of {}", words.join(", ")));
        log.tell(value.at, format!("`{word}` is not an encoding"), help);
    }
    found.map(|(_, encoding)| *encoding)
}

fn delimiter(value: &Value<'_>, log: &mut Log<'_>) -> Option<u8> {
    let text = value.text(log)?;
    match text.as_bytes() {
        [b'"' | b'\r' | b'\n' | 0 | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'] => {
            let what = format!("`{}` cannot be a quote, a line end, a letter or a digit", value.path);
            log.tell(
                value.at,
                what,
                "write the character between cells, such as \",\", \";\", \"|\" or \"\\t\" for a tab",
            );
            None
        }
        [one] if one.is_ascii() => Some(*one),
        _ => {
            let what = format!("`{}` must be one ASCII character", value.path);
            log.tell(
                value.at,
                what,
                "write the character between cells, such as \",\", \";\", \"|\" or \"\\t\" for a tab",
            );
            None
        }
    }
}

fn ignored(table: &mut Table<'_>, log: &mut Log<'_>) -> Vec<String> {
    let values = table.take("ignore_local_ids").and_then(|value| value.list(log));
    let folded: BTreeSet<String> = match values {
        Some(values) => values.iter().filter_map(|value| value.text(log).map(fold)).collect(),
        None => NO_LOCAL_IDS.iter().map(|text| fold(text)).collect(),
    };
    folded.into_iter().filter(|text| !text.is_empty()).collect()
}

/// Reports the fields that a source must map or name as constants, and does not.
fn missing_fields(at: usize, table: &Table<'_>, sort: Sort, named: &Named, log: &mut Log<'_>) {
    let path = &table.path;
    let required: &[Field] = match sort {
        Sort::Contacts => &[Field::Service, Field::Date, Field::Outcome],
        Sort::Children => &[],
    };
    for field in required.iter().filter(|field| !named.contains(field)) {
        let help = format!("map its header in [{path}.columns], or name its value in [{path}.constants]");
        log.tell(at, format!("the source does not map `{field}`"), help);
    }
    if !named.contains(&Field::NhsNumber) && !named.contains(&Field::LocalId) {
        let help = format!("map the header of at least one of them in [{path}.columns]");
        log.tell(at, "the source maps neither `nhs_number` nor `local_id`", help);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{children, helps, parsed, problems, source, source_keys};

    #[test]
    fn names_of_sources() {
        let other = "has other characters than letters, digits, - and _";
        let device = "is kept for a device by Windows, and cannot be the name of a file";
        for (name, expected) in [
            ("community", None),
            ("Speech_and-Language-2", None),
            ("com", None),
            ("com10", None),
            ("console", None),
            ("../../etc", Some(other)),
            ("a b", Some(other)),
            ("a.csv", Some(other)),
            ("é", Some(other)),
            ("Reviews", Some("is taken: it stands for the reviewers' decisions")),
            ("CON", Some(device)),
            ("nul", Some(device)),
            ("COM1", Some(device)),
            ("lpt9", Some(device)),
        ] {
            let text = source_keys("").replace("\"clinic\"", &format!("\"{name}\""));
            let expected = expected.map(|what| format!("3:8 the source name `{name}` {what}"));
            assert_eq!(problems(&text), Vec::from_iter(expected), "{name}");
        }
    }

    #[test]
    fn two_sources_of_any_sort_cannot_have_one_name() {
        let text = children("[children.columns]\nlocal_id = \"ID\"").replace("register", "Clinic");
        assert_eq!(problems(&text), ["11:8 the name `Clinic` is taken by the source on line 2"]);
    }

    #[test]
    fn a_scope_is_written_in_one_way() {
        let text = children("id_scope = \"Clinic\"\n[children.columns]\nlocal_id = \"ID\"");
        assert_eq!(problems(&text), ["13:12 the id_scope `Clinic` is written `clinic` above"]);
        let text = children("id_scope = \"clinic\"\n[children.columns]\nlocal_id = \"ID\"");
        assert_eq!(parsed(&text).children[0].id_scope, "clinic");
        assert_eq!(parsed(&text).contacts[0].id_scope, "clinic", "the name, unless it says otherwise");
        assert_eq!(problems(&source_keys("id_scope = \"a/b\"")), ["4:12 the id_scope `a/b` has a `/` or `;` in it"]);
    }

    #[test]
    fn delimiters() {
        for (delimiter, expected) in [
            ("\",\"", Some(b',')),
            ("\"\\t\"", Some(b'\t')),
            ("\"|\"", Some(b'|')),
            ("';'", Some(b';')),
            ("'\"'", None),
            ("\"\\n\"", None),
            ("\"\\r\"", None),
            ("\"a\"", None),
            ("\"7\"", None),
            ("\"\"", None),
            ("\"||\"", None),
            ("\"¦\"", None),
            ("9", None),
        ] {
            let text = source_keys(&format!("delimiter = {delimiter}"));
            match expected {
                Some(byte) => assert_eq!(parsed(&text).contacts[0].delimiter, byte, "{delimiter}"),
                None => assert_eq!(problems(&text).len(), 1, "{delimiter}"),
            }
        }
    }

    #[test]
    fn encodings() {
        for (word, encoding) in ENCODINGS {
            let text = source_keys(&format!("encoding = \"{word}\""));
            assert_eq!(parsed(&text).contacts[0].encoding, *encoding);
        }
        let text = source_keys("encoding = \"UTF8\"");
        assert_eq!(problems(&text), ["4:12 `UTF8` is not an encoding"]);
        assert_eq!(helps(&text), ["did you mean `utf-8`?"]);
    }

    #[test]
    fn texts_that_are_no_local_id() {
        let defaults = &parsed(&source_keys("")).contacts[0].ignore_local_ids;
        assert_eq!(defaults, &["-", "0", "n/a", "none", "null", "temp", "test", "unknown"]);
        let own = &parsed(&source_keys("ignore_local_ids = [\"TBC\", \" tbc\", \"\"]")).contacts[0].ignore_local_ids;
        assert_eq!(own, &["tbc"]);
        assert!(parsed(&source_keys("ignore_local_ids = []")).contacts[0].ignore_local_ids.is_empty());
        assert_eq!(
            problems(&source_keys("ignore_local_ids = [\"x\", 0]")),
            ["4:26 `contacts.ignore_local_ids` must be a text in quotes, not a whole number"]
        );
    }

    #[test]
    fn fields_that_must_be_mapped_or_constant() {
        let mapped = source("");
        for field in ["service", "date", "outcome"] {
            let without = mapped.replace(&format!("\n{field} = "), &format!("\n#{field} = "));
            assert_eq!(problems(&without), [format!("5:1 the source does not map `{field}`")]);
            let constant = if field == "date" { "01/11/2026" } else { "seen" };
            let constant = format!("{without}\n[contacts.constants]\n{field} = \"{constant}\"");
            assert_eq!(problems(&constant), Vec::<String>::new());
            let mistyped = mapped.replace(&format!("\n{field} = "), &format!("\n{field}x = "));
            assert_eq!(problems(&mistyped).len(), 1, "{field}: told once, with the right word");
        }
        let nobody = "5:1 the source maps neither `nhs_number` nor `local_id`";
        let without = mapped.replace("nhs_number", "#");
        assert_eq!(problems(&without), [nobody]);
        assert_eq!(problems(&mapped.replace("nhs_number", "local_id")), Vec::<String>::new());
        assert_eq!(
            problems(&children("[children.columns]\nschool = \"School\"")),
            ["13:1 the source maps neither `nhs_number` nor `local_id`"]
        );
        let bare = mapped.lines().take(4).collect::<Vec<_>>().join("\n");
        assert_eq!(problems(&bare).len(), 4, "without [contacts.columns], at the source itself");
    }

    #[test]
    fn what_a_source_may_not_say() {
        for (keys, problem, help) in [
            ("delimeter = \",\"", "4:1 there is no key `delimeter` in [[contacts]]", "did you mean `delimiter`?"),
            (
                "service = \"Team\"",
                "4:1 there is no key `service` in [[contacts]]",
                "`service` is a field: map it in [contacts.columns]",
            ),
            (
                "columns = \"Team\"",
                "4:11 `contacts.columns` must be a table, not a text",
                "head it with [contacts.columns], its keys on the lines below",
            ),
        ] {
            let text = source_keys(keys);
            let lines = if keys.starts_with("columns") { 5 } else { usize::MAX };
            let text = text.lines().take(lines).collect::<Vec<_>>().join("\n");
            assert_eq!(problems(&text), [problem]);
            assert_eq!(helps(&text), [help]);
        }
        let text = source("[contacts.outcome]\nx = \"seen\"");
        assert_eq!(problems(&text), ["10:11 there is no table `[contacts.outcome]`"]);
        let colums = problems(&source("").replace("[contacts.columns]", "[contacts.colums]"));
        assert_eq!(colums, ["5:11 there is no table `[contacts.colums]`"], "not told field by field, too");
        assert_eq!(helps(&text), ["did you mean `outcomes`?"]);
        let text = source("").replace("name = \"clinic\"", "nam = \"clinic\"");
        assert_eq!(problems(&text), ["3:1 there is no key `nam` in [[contacts]]"], "not told as missing, too");
        let text = source("").replace("name = \"clinic\"", "");
        assert_eq!(problems(&text), ["2:1 `name` is missing in [[contacts]]"]);
    }
}
