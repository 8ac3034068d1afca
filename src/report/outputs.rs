//! Checksums of the files of a pack, for its manifest. With them people can check a copied or restored pack, and a run that
//! replaces a pack can tell which of its files somebody has changed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::sink::{GrowingFile, PackSink, WholeFile};
use crate::stop::Stop;

/// The manifest's key for the checksums.
pub(crate) const OUTPUTS: &str = "outputs";

/// The manifest as text, with a line end.
pub(super) fn manifest_bytes(manifest: &Value) -> Result<Vec<u8>, Stop> {
    let mut bytes =
        serde_json::to_vec_pretty(manifest).map_err(|error| Stop::Bug(format!("manifest.json: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A sink that passes every file on to another and records its checksum.
pub(super) struct ChecksumSink<'a> {
    inner: &'a dyn PackSink,
    sums: Checksums,
}

/// The SHA-256 of each file, by its path in the pack.
type Checksums = Mutex<BTreeMap<String, String>>;

impl<'a> ChecksumSink<'a> {
    pub(super) fn new(inner: &'a dyn PackSink) -> Self {
        Self { inner, sums: Checksums::default() }
    }

    /// The checksums of all files so far, as the manifest has them.
    pub(super) fn sums(&self) -> Value {
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        Value::Object(sums.iter().map(|(path, sum)| (path.clone(), sum.as_str().into())).collect::<Map<_, _>>())
    }
}

fn note(sums: &Checksums, path: &str, hash: Sha256) {
    sums.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), HEXLOWER.encode(&hash.finalize()));
}

impl PackSink for ChecksumSink<'_> {
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop> {
        self.inner.file(path, pieces)?;
        let mut hash = Sha256::new();
        for piece in pieces {
            hash.update(piece);
        }
        note(&self.sums, path, hash);
        Ok(())
    }

    fn both(&self, files: [WholeFile<'_>; 2]) -> Result<(), Stop> {
        self.inner.both(files)?;
        let hashes = hashed_in_turn(files.map(|file| file.pieces));
        for (file, hash) in files.iter().zip(hashes) {
            note(&self.sums, file.path, hash);
        }
        Ok(())
    }

    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop> {
        let inner = self.inner.growing(path)?;
        Ok(Box::new(ChecksumFile { inner, hash: Sha256::new(), path: path.to_owned(), sums: &self.sums }))
    }
}

/// Hashes two files, a block of each in turn. Each step of SHA-256 depends on the one before it, so meanwhile the processor can
/// work on the other file. Two files of the same length take three quarters of the time that they take one after the other.
fn hashed_in_turn(files: [&[&[u8]]; 2]) -> [Sha256; 2] {
    let [mut first, mut second] = [Sha256::new(), Sha256::new()];
    let [mut first_blocks, mut second_blocks] = files.map(blocks);
    loop {
        match (first_blocks.next(), second_blocks.next()) {
            (None, None) => return [first, second],
            (of_first, of_second) => {
                first.update(of_first.unwrap_or_default());
                second.update(of_second.unwrap_or_default());
            }
        }
    }
}

/// How many bytes SHA-256 takes at once.
const BLOCK: usize = 64;

/// The bytes of a file in blocks that SHA-256 can take without a copy. Only a block that crosses from one piece to the next
/// comes in several parts.
fn blocks<'a>(pieces: &'a [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> {
    let mut begun = 0;
    pieces.iter().flat_map(move |piece| {
        let (rest, whole) = piece.split_at(piece.len().min((BLOCK - begun) % BLOCK));
        begun = (begun + piece.len()) % BLOCK;
        std::iter::once(rest).chain(whole.chunks(BLOCK))
    })
}

struct ChecksumFile<'a> {
    inner: Box<dyn GrowingFile + 'a>,
    hash: Sha256,
    path: String,
    sums: &'a Checksums,
}

impl GrowingFile for ChecksumFile<'_> {
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
    fn two_files_hashed_in_turn_have_the_checksums_that_each_has_alone() {
        let bytes: Vec<u8> = (0..1000_u32).map(|number| (number % 251) as u8).collect();
        for cuts in [&[][..], &[0], &[1, 63, 64, 65], &[10, 10, 20, 200], &[64, 128, 500], &[999, 1000]] {
            for other in [0, 1, 63, 64, 65, 127, 128, 640, 1000] {
                let ends = cuts.iter().copied().chain([bytes.len()]);
                let starts = std::iter::once(0).chain(cuts.iter().copied());
                let pieces: Vec<&[u8]> = starts.zip(ends).map(|(from, to)| &bytes[from..to]).collect();
                let [first, second] = hashed_in_turn([&pieces, &[&bytes[..other]]]).map(Sha256::finalize);
                assert_eq!(first, Sha256::digest(&bytes), "{cuts:?}");
                assert_eq!(second, Sha256::digest(&bytes[..other]), "{cuts:?} {other}");
            }
        }
    }

    #[test]
    fn each_of_two_files_taken_together_has_its_own_checksum() {
        let take = |_: &str, _: &[u8]| -> Result<(), Stop> { Ok(()) };
        let checked = ChecksumSink::new(&take);
        let [one, two] = [[&b"one"[..]], [&b"two"[..]]];
        let files = [WholeFile { path: "a", pieces: &one }, WholeFile { path: "b", pieces: &two }];
        checked.both(files).unwrap();
        checked.file("c", &two).unwrap();
        checked.file("d", &one).unwrap();
        let sums = checked.sums();
        assert_eq!((&sums["a"], &sums["b"]), (&sums["d"], &sums["c"]));
        assert_ne!(sums["a"], sums["b"]);
    }

    #[test]
    fn a_file_has_one_checksum_however_it_is_written() {
        let take = |_: &str, _: &[u8]| -> Result<(), Stop> { Ok(()) };
        let checked = ChecksumSink::new(&take);
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
