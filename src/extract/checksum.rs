//! The checksum of a file, computed while its parts are read. Bytes that are read in the order of the file are added as they
//! come; those that are not are read again for the checksum alone.

use std::io::{self, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use super::open::{Refusal, changed};
use super::stamp::Stamp;
use crate::config::settings::ExtractFile;
use crate::opening;

/// How much is read at once for the checksum alone.
const BLOCK: usize = 1 << 14;

/// Size and checksum of a whole file.
#[derive(Clone, Debug)]
pub struct FileChecksum {
    /// The size in bytes.
    pub(crate) size: u64,
    /// The SHA-256 of all bytes.
    pub sha256: [u8; 32],
}

/// The checksum of a file that is still being read.
#[derive(Default)]
pub(crate) struct RunningChecksum {
    hash: Sha256,
    /// How many bytes, from the start of the file, have been added.
    reached: u64,
}

/// The 64-byte blocks to add next, one at a time, so that hashing can be interleaved with other work.
pub(super) struct NextBlocks<'a> {
    checksum: &'a mut RunningChecksum,
    blocks: std::slice::Iter<'a, [u8; 64]>,
}

impl NextBlocks<'_> {
    /// Adds the next block, if there is one.
    #[inline]
    pub(super) fn add_next(&mut self) {
        if let Some(block) = self.blocks.next() {
            self.checksum.hash.update(block);
            self.checksum.reached += 64;
        }
    }
}

impl RunningChecksum {
    /// Adds what comes next among `bytes`, which are at `offset` of the file. Adds nothing if that is not among them.
    #[inline]
    pub(crate) fn add(&mut self, offset: u64, bytes: &[u8]) {
        let known = self.reached.checked_sub(offset).and_then(|known| usize::try_from(known).ok());
        if let Some(more) = known.and_then(|known| bytes.get(known..)) {
            self.hash.update(more);
            self.reached += more.len() as u64;
        }
    }

    /// The blocks that come next among `bytes`, which are at `offset` of the file.
    pub(super) fn blocks<'a>(&'a mut self, offset: u64, bytes: &'a [u8]) -> NextBlocks<'a> {
        let known = self.reached.checked_sub(offset).and_then(|known| usize::try_from(known).ok());
        let mut more = known.and_then(|known| bytes.get(known..)).unwrap_or_default();
        let odd = (self.reached.wrapping_neg() % 64) as usize;
        if odd > 0
            && let Some((first, rest)) = more.split_at_checked(odd)
        {
            self.hash.update(first);
            self.reached += odd as u64;
            more = rest;
        }
        let blocks = if self.reached.is_multiple_of(64) { more.as_chunks().0 } else { &[] };
        NextBlocks { checksum: self, blocks: blocks.iter() }
    }

    /// Reads and adds what is still missing up to byte `until` of the file, or up to its end.
    ///
    /// # Errors
    /// A refusal if the file cannot be read.
    pub(crate) fn read_up_to(&mut self, extract: &ExtractFile, stamp: Stamp, until: u64) -> Result<(), Refusal> {
        if self.reached >= until {
            return Ok(());
        }
        let unreadable = |error: io::Error| Refusal::from_io(&extract.shown, &error);
        let mut file = opening::open(&extract.path).map_err(unreadable)?;
        file.seek(SeekFrom::Start(self.reached)).map_err(unreadable)?;
        let mut block = [0_u8; BLOCK];
        // The bound on the size matters: a file that grows faster than it is read would never end.
        while self.reached < until && self.reached <= stamp.size() {
            let wanted = (until - self.reached).min(BLOCK as u64) as usize;
            match file.read(&mut block[..wanted]) {
                Ok(0) => break,
                Ok(read) => self.add(self.reached, &block[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(error)),
            }
        }
        Ok(())
    }

    /// The checksum of the whole file, reading what is still missing.
    ///
    /// # Errors
    /// A refusal if the file cannot be read, or no longer has the size that it had when it was stamped.
    pub(crate) fn finish(mut self, extract: &ExtractFile, stamp: Stamp) -> Result<FileChecksum, Refusal> {
        self.read_up_to(extract, stamp, u64::MAX)?;
        if self.reached != stamp.size() {
            return Err(changed(&extract.shown));
        }
        Ok(FileChecksum { size: self.reached, sha256: self.hash.finalize().into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever pieces are added, each byte is hashed once, and what is missing is read.
    #[test]
    fn every_byte_is_in_the_checksum_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let extract = ExtractFile { path: path.clone(), shown: "x.csv".to_owned() };
        let stamp = Stamp::of(&std::fs::File::open(&path).unwrap()).unwrap();
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        for pieces in
            [&[][..], &[(0, 10), (10, 20)], &[(5, 10), (0, 100), (50, 200), (60, 70), (300, 400)], &[(0, 200_000)]]
        {
            let mut checksum = RunningChecksum::default();
            for (from, to) in pieces {
                checksum.add(*from as u64, &bytes[*from..*to]);
            }
            assert!(checksum.reached <= 200 || pieces.len() == 1, "{pieces:?}");
            checksum.read_up_to(&extract, stamp, 150_000).unwrap();
            assert!(checksum.reached >= 150_000);
            let finished = checksum.finish(&extract, stamp).unwrap();
            assert_eq!((finished.size, finished.sha256), (200_000, expected), "{pieces:?}");
        }
    }

    /// Wherever the checksum has got to when blocks are requested, and however many of them are added.
    #[test]
    fn every_byte_of_blocks_is_in_the_checksum_once() {
        let bytes: Vec<u8> = (0..2_000_u32).map(|number| (number % 251) as u8).collect();
        for (before, from, to, blocks) in [
            (0, 0, 2_000, 3),
            (10, 0, 2_000, 3),
            (10, 10, 40, 3),
            (100, 64, 2_000, 100),
            (64, 0, 64, 1),
            (5, 300, 900, 2),
        ] {
            let mut checksum = RunningChecksum::default();
            checksum.add(0, &bytes[..before]);
            let mut next = checksum.blocks(from as u64, &bytes[from..to]);
            (0..blocks).for_each(|_| next.add_next());
            let reached = checksum.reached as usize;
            assert!(reached >= before && (from > before || reached <= to), "{before} {from}..{to}");
            checksum.add(0, &bytes);
            assert_eq!(checksum.reached, 2_000);
            assert_eq!(checksum.hash.finalize(), Sha256::digest(&bytes), "{before} {from}..{to}: {blocks}");
        }
    }

    #[test]
    fn a_file_that_has_grown_or_shrunk_has_no_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, "abc").unwrap();
        let extract = ExtractFile { path: path.clone(), shown: "x.csv".to_owned() };
        let stamp = Stamp::of(&std::fs::File::open(&path).unwrap()).unwrap();
        for now in ["abcd", "ab"] {
            std::fs::write(&path, now).unwrap();
            assert!(matches!(RunningChecksum::default().finish(&extract, stamp), Err(Refusal::Extract(_))), "{now}");
        }
    }
}
