//! The settings in force as data: what the manifest tells of them, and by what a run notices that an earlier one had
//! others. No value in it is about a child.

use serde_json::Value;

use super::declare::Declared as _;
use super::settings::Settings;

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(digits).collect()
}

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
