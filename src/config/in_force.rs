//! The settings in force as data: what the manifest tells of them, and by what a run notices that an earlier one had
//! others. No value in it is about a child.

use serde_json::Value;

use super::declare::Declared as _;
use super::settings::Settings;

/// The settings in force, as the manifest has them and as runs are compared by them.
pub(crate) fn in_force(settings: &Settings) -> Value {
    settings.told().into()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::config::tests::parsed;

    /// Other programs read these keys, and a commissioner pack of last year is told by a checksum of them.
    #[test]
    fn the_manifest_has_every_setting_under_its_name() {
        let told = in_force(&parsed(include_str!("tests/every_setting.toml")));
        let expected: Value = serde_json::from_str(include_str!("tests/every_setting.json")).unwrap();
        assert_eq!(format!("{told:#}"), format!("{expected:#}"));
    }
}
