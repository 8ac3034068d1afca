//! The settings in force as data: what the manifest tells of them, and by what a run notices that an earlier one had
//! others. No value in it is about a child.

use serde_json::Value;

use super::declare::Declared as _;
use super::settings::Settings;

/// The settings in force, as the manifest has them and as runs are compared by them.
pub(crate) fn in_force(settings: &Settings) -> Value {
    settings.in_manifest().into()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::config::tests::parsed;

    /// Other programs read these keys, and a commissioner pack of last year is told by a checksum of them.
    #[test]
    fn the_manifest_has_every_setting_under_its_name() {
        let found = in_force(&parsed(include_str!("tests/every_setting.toml")));
        let expected: Value = serde_json::from_str(include_str!("tests/every_setting.json")).unwrap();
        assert_eq!(format!("{found:#}"), format!("{expected:#}"));
    }

    /// The settings that are told and have their default, by their path.
    fn as_by_default(path: &str, default: &Value, chosen: &Value, found: &mut Vec<String>) {
        match (default, chosen) {
            (Value::Object(default), Value::Object(chosen)) if !default.is_empty() => {
                for (key, value) in default {
                    as_by_default(&format!("{path}.{key}"), value, chosen.get(key).unwrap_or(&Value::Null), found);
                }
            }
            (Value::Array(default), Value::Array(chosen)) if default.first().is_some_and(Value::is_object) => {
                as_by_default(path, &default[0], &chosen[0], found);
            }
            _ if default == chosen => found.push(path.to_owned()),
            _ => {}
        }
    }

    #[test]
    fn every_setting_of_the_example_is_another_than_its_default() {
        let defaults = "organisation = \"Other\"\n[[contacts]]\nname = \"other\"\nfiles = [\"other.csv\"]\n\
                        [contacts.columns]\nnhs_number = \"N\"\nservice = \"S\"\ndate = \"D\"\noutcome = \"O\"\n";
        let [default, chosen] =
            [defaults, include_str!("tests/every_setting.toml")].map(|text| in_force(&parsed(text)));
        let mut found = Vec::new();
        as_by_default("", &default, &chosen, &mut found);
        assert_eq!(found, [""; 0]);
    }
}
