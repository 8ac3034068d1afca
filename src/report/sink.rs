//! Where the files of a pack go: the staging folder of a run, or whatever a test or a benchmark does with them.

use crate::stop::Stop;

/// A file of a pack.
#[derive(Clone, Copy)]
pub struct WholeFile<'a> {
    pub(crate) path: &'a str,
    /// Its bytes, in pieces that follow one another.
    pub(crate) pieces: &'a [&'a [u8]],
}

/// Takes the files of a pack, each with its path in the pack, from any thread.
pub trait PackSink: Sync {
    /// Takes a whole file, in pieces that follow one another.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop>;

    /// Takes two whole files of about the same size, for a sink that has less to do for two together.
    ///
    /// # Errors
    /// Where one cannot be written.
    fn both(&self, [first, second]: [WholeFile<'_>; 2]) -> Result<(), Stop> {
        self.file(first.path, first.pieces)?;
        self.file(second.path, second.pieces)
    }

    /// Begins a file that grows: one that would take too much memory as a whole.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop>;
}

/// A file of a pack that is being written.
pub trait GrowingFile: Send {
    /// Writes behind what is there.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn add(&mut self, bytes: &[u8]) -> Result<(), Stop>;

    /// Nothing more follows.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn end(self: Box<Self>) -> Result<(), Stop>;
}

/// A function that takes whole files.
impl<F: Fn(&str, &[u8]) -> Result<(), Stop> + Sync> PackSink for F {
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop> {
        self(path, &pieces.concat())
    }

    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop> {
        Ok(Box::new(CollectedFile { take: self, path: path.to_owned(), bytes: Vec::new() }))
    }
}

/// A file that is handed over once it is whole.
struct CollectedFile<'a, F> {
    take: &'a F,
    path: String,
    bytes: Vec<u8>,
}

impl<F: Fn(&str, &[u8]) -> Result<(), Stop> + Sync> GrowingFile for CollectedFile<'_, F> {
    fn add(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<(), Stop> {
        (self.take)(&self.path, &self.bytes)
    }
}

/// The files that are handed to a sink, by their paths.
#[cfg(test)]
pub(crate) fn collected(write: impl FnOnce(&dyn PackSink)) -> std::collections::BTreeMap<String, String> {
    let all = std::sync::Mutex::new(std::collections::BTreeMap::new());
    let sink = |path: &str, bytes: &[u8]| -> Result<(), Stop> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(all.lock().unwrap().insert(path.to_owned(), text).is_none(), "{path} twice");
        Ok(())
    };
    write(&sink);
    all.into_inner().unwrap()
}
