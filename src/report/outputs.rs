//! Checksums of what a run writes, for the manifest: whoever copies or restores a pack can see that it is whole, and a run
//! that replaces another knows which of its files somebody has changed since.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::sink::{Growing, PackSink};
use crate::config::in_force::hex;
use crate::stop::Stop;

/// The key of the manifest.
pub(crate) const OUTPUTS: &str = "outputs";

/// Hands everything on, and remembers the checksum of each file.
pub(super) struct Checked<'a> {
    inner: &'a dyn PackSink,
    sums: Sums,
}

/// The SHA-256 of each file, by its path in the pack.
type Sums = Mutex<BTreeMap<String, String>>;

impl<'a> Checked<'a> {
    pub(super) fn new(inner: &'a dyn PackSink) -> Self {
        Self { inner, sums: Sums::default() }
    }

    /// The checksums of all files so far, as the manifest has them.
    pub(super) fn sums(&self) -> Value {
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        Value::Object(sums.iter().map(|(path, sum)| (path.clone(), sum.as_str().into())).collect::<Map<_, _>>())
    }
}

fn note(sums: &Sums, path: &str, hash: Sha256) {
    sums.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), hex(&hash.finalize()));
}

impl PackSink for Checked<'_> {
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop> {
        self.inner.file(path, pieces)?;
        let mut hash = Sha256::new();
        for piece in pieces {
            hash.update(piece);
        }
        note(&self.sums, path, hash);
        Ok(())
    }

    fn growing(&self, path: &str) -> Result<Box<dyn Growing + '_>, Stop> {
        let inner = self.inner.growing(path)?;
        Ok(Box::new(CheckedGrowing { inner, hash: Sha256::new(), path: path.to_owned(), sums: &self.sums }))
    }
}

struct CheckedGrowing<'a> {
    inner: Box<dyn Growing + 'a>,
    hash: Sha256,
    path: String,
    sums: &'a Sums,
}

impl Growing for CheckedGrowing<'_> {
    fn add(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.hash.update(bytes);
        self.inner.add(bytes)
    }

    fn end(self: Box<Self>) -> Result<(), Stop> {
        let Self { inner, hash, path, sums } = *self;
        inner.end()?;
        note(sums, &path, hash);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_checksum_however_it_is_written() {
        let take = |_: &str, _: &[u8]| -> Result<(), Stop> { Ok(()) };
        let checked = Checked::new(&take);
        checked.file("a", &[b"one ", b"two"]).unwrap();
        let mut growing = checked.growing("cases/b").unwrap();
        growing.add(b"one").unwrap();
        growing.add(b" two").unwrap();
        growing.end().unwrap();
        // `printf 'one two' | sha256sum`
        let sum = "8ab63e29a4ba14e4e1688f9c15e5af90";
        let sums = checked.sums();
        assert_eq!(sums["a"], sums["cases/b"]);
        assert!(sums["a"].as_str().unwrap().starts_with(sum), "{sums}");
    }
}
