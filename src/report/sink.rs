//! Takes the files of a pack: a run writes them to its staging folder, and tests and benchmarks do what they like with them.

use crate::stop::Stop;

/// A whole file of a pack.
#[derive(Clone, Copy)]
pub struct WholeFile<'a> {
    pub(crate) path: &'a str,
    /// Its content, in successive pieces.
    pub(crate) pieces: &'a [&'a [u8]],
}

/// Takes the files of a pack, each with its path in the pack, from any thread.
pub trait PackSink: Sync {
    /// Takes a whole file, in successive pieces.
    ///
    /// # Errors
    /// If it cannot be written.
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop>;

    /// Takes two whole files of about the same size: some sinks need less time for two together.
    ///
    /// # Errors
    /// If one of them cannot be written.
    fn both(&self, [first, second]: [WholeFile<'_>; 2]) -> Result<(), Stop> {
        self.file(first.path, first.pieces)?;
        self.file(second.path, second.pieces)
    }

    /// Begins a file that is written bit by bit, because it would take too much memory as a whole.
    ///
    /// # Errors
    /// If it cannot be created.
    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop>;
}

/// A file of a pack that is being written.
pub trait GrowingFile: Send {
    /// Appends bytes.
    ///
    /// # Errors
    /// If they cannot be written.
    fn add(&mut self, bytes: &[u8]) -> Result<(), Stop>;

    /// Ends the file.
    ///
    /// # Errors
    /// If it cannot be written.
    fn end(self: Box<Self>) -> Result<(), Stop>;
}

/// Any function from a path and a content is a sink.
impl<F: Fn(&str, &[u8]) -> Result<(), Stop> + Sync> PackSink for F {
    fn file(&self, path: &str, pieces: &[&[u8]]) -> Result<(), Stop> {
        self(path, &pieces.concat())
    }

    fn growing(&self, path: &str) -> Result<Box<dyn GrowingFile + '_>, Stop> {
        Ok(Box::new(CollectedFile { take: self, path: path.to_owned(), bytes: Vec::new() }))
    }
}

/// Collects a growing file, and passes it on when it ends.
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

/// Runs `write` and returns the files that it gives to the sink, by path.
#[cfg(test)]
pub(crate) fn collected(write: impl FnOnce(&dyn PackSink)) -> std::collections::BTreeMap<String, String> {
    let files = std::sync::Mutex::new(std::collections::BTreeMap::new());
    let sink = |path: &str, bytes: &[u8]| -> Result<(), Stop> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(files.lock().unwrap().insert(path.to_owned(), text).is_none(), "{path} was written twice");
        Ok(())
    };
    write(&sink);
    files.into_inner().unwrap()
}
